"""The inspector on a gateway whose every text is hostile; started on a pty by `test_hostile.py`."""

import importlib.util
import os
import sys
from pathlib import Path

import msgspec

from tui_router.control.wiring import Revision, RuleState
from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.note import Note
from tui_router.journal.record import AttemptRow, ExchangeDetail, KnownModel, Offer, ProviderState, Trouble
from tui_router.journal.sessions import Branch, Session, Turn
from tui_router.messages.watch import Offence
from tui_router.tui.app import RouterApp
from tui_router.tui.last_defence import OnlyText

spec = importlib.util.spec_from_file_location("fake_gateway", Path(__file__).parent / "fake_gateway.py")
fakes = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fakes)

PAYLOADS = [
    "\x1b]52;c;UFdORUQ=\x1b\\", "\x1b]0;PWNED\x07", "\x1b]0;PWNED\x1b\\", "\x1b[2J\x1b[H", "\x9b2J", "\x9d0;PWNED\x9c",
    "\x1b]8;;http://e.x\x1b\\PWNED\x1b]8;;\x1b\\", "\x1bP$q\x1b\\", "\x1bc", "\x1b[?1049l", "\x1b[6n", "\x1b[999;999H",
    "\u202ePWNED\u202c", "\u2066x\u2069", "a\u200bb\u200fc\ufeff", "e" + "\u0301" * 1000, "[/]PWNED", "[@click=app.quit]PWNED[/]",
    "[bold", "[link=http://e.x]PWNED[/link]", "[" * 2_000, "PWNED\r\nover\rwrite\x08\x08", "\x00\x01\x02\x7f", "設定👩‍👩‍👧🏽🇩🇪",
    "\ud800", "tab\ttab", "\x0e\x0f", "\u2028\u2029\x85",
]  # fmt: skip


def evil(number: int) -> str:
    """Two payloads and a word that must be seen."""
    one, other = PAYLOADS[number % len(PAYLOADS)], PAYLOADS[(number * 7 + 3) % len(PAYLOADS)]
    return f"PWNED{one}{other}"


class Evil(fakes.FakeControl):
    async def models(self, *, refresh=False):
        self._reach("models")
        if refresh:
            raise fakes.ControlError(f"ASKED{evil(1)}", 502)
        return [KnownModel(target=f"{evil(n)}/{evil(n + 1)}", context_window=n) for n in range(40)]

    def _wires(self):
        wires = super()._wires()
        wires.config, wires.unwritten = f"FILE{evil(2)}", True
        wires.effective |= {"fable": [f"{evil(n)}/{evil(n + 1)}" for n in range(8)], evil(3): evil(4)}
        return wires

    async def replay(self, id, ask=None):
        raise fakes.ControlError(evil(id), 400)

    async def rewire(self, change):
        raise fakes.ControlError(f"tiers.sonnet: {evil(3)}\nproviders.x.key: {evil(4)}\n{evil(5)}", 400)

    async def dry_run(self, ask):
        del ask
        return fakes.DryRun(exchange=38, target=evil(1), lost=[f"LOST{evil(2)}", evil(3)], problem=evil(4), tokens=9, window=99,
                            notes=[Note(act="dropped", path=evil(5), reason=evil(6))], body=evil(7).encode("utf-8", "replace"))  # fmt: skip

    async def test(self, trial):
        del trial
        return fakes.Verdict(target=evil(8), ok=False, said=f"TRIED{evil(9)}")

    async def restore(self, number, *, revision):
        raise fakes.ControlError(evil(number), 400)


def known(number: int) -> Fact:
    return Fact(provider=evil(number), base_url="u", model=evil(number + 1), name="drop", value=evil(number + 2),
                evidence=evil(number + 3), diagnosis=evil(1), exchange=number)  # fmt: skip


def groups() -> list[Trouble]:
    said = Diagnosis(name=evil(1), type="api_error", status=500, message=evil(2), title=evil(5), quote=evil(6),
                     remedy=evil(7), figures={evil(8): evil(9)})  # fmt: skip
    return [
        Trouble(group=group, name=evil(1), title=f"{evil(n)}: {evil(n + 2)}", provider=evil(n), model=evil(n + 1), count=n,
                exchanges=[38], remedy=evil(n + 3), diagnosis=said, offer=Offer(words=evil(n + 4), facts=[known(n)]))
        for n, group in enumerate(("failed", "mended", "lost", "failed", "mended", "lost"))
    ]  # fmt: skip


def rules() -> list[RuleState]:
    return [
        RuleState(number=n, when=f"RULE{evil(n) * (500 if n == 2 else 1)}", to=[f"{evil(n)}/{evil(n + 1)}", evil(n + 2)],
                  changes=evil(n + 3), hits=n, last=fakes.NOW - n,
                  table={"when": {"kind": evil(n), evil(n + 1): evil(n + 2)}, "to": evil(n + 3), evil(n + 4): evil(n)})
        for n in range(1, 9)
    ]  # fmt: skip


def sessions() -> list[Session]:
    branches = [
        Branch(kind=kind, agent=evil(n), parent=evil(n - 1), depth=n, exchanges=n, target=f"{evil(n + 1)}/{evil(n + 2)}",
               state=state, trouble=f"HURT{evil(n + 3)}", context=9 * n, window=100, last_at=fakes.NOW)
        for n, (kind, state) in enumerate([("main", "live"), ("subagent", "failed"), ("other", evil(6))])
    ]  # fmt: skip
    turns = [Turn(id=n, tokens=9 * n, window=100, kind="main") for n in range(9)]
    return [
        Session(id=f"WHO{evil(n) * (500 if n == 2 else 1)}", client=f"CLIENT{evil(n + 1)}", last_at=fakes.NOW, live=1,
                exchanges=9, wired=True, branches=branches, turns=turns, context=50, window=100)
        for n in range(9)
    ]  # fmt: skip


def build() -> Evil:
    rows = fakes.seeded()
    control = Evil(rows, tiers={"haiku": f"{evil(1)}/{evil(2)}", "sonnet": evil(4), "opus": "openai/gpt-5.4"})
    for number, row in enumerate(rows):
        for field in (
            "model",
            "provider",
            "client_model",
            "reason",
            "session",
            "agent",
            "client",
            "path",
            "diagnosis",
        ):
            setattr(row, field, evil(number * 9 + len(field)))
        if row.state in {"failed", "repaired", "cancelled"}:
            row.trouble = evil(number)
        notes = [
            Note(act=act, path=f"max_tokens{evil(number)}", to=evil(number + 1), reason=evil(number + 2),
                 before=evil(number + 3), after=evil(number + 4), side=side)
            for act in ("dropped", "renamed", "clamped", "repaired") for side in ("request", "answer")
        ]  # fmt: skip
        said = Diagnosis(name=evil(1), type="api_error", status=500, message=evil(number), title=evil(number + 5),
                         quote=evil(number + 6), remedy=evil(number + 7), figures={evil(8): evil(9)})  # fmt: skip
        attempts = [
            AttemptRow(number=n, provider=evil(n), model=evil(n + 1), url=evil(n + 2), status=400, outcome=evil(n + 3),
                       cause=evil(n + 4))
            for n in (1, 2)
        ]  # fmt: skip
        offences = [Offence(leg=leg, grade="harmful", rule=evil(4), text=evil(5)) for leg in ("c", "d")]
        control.details[row.id] = ExchangeDetail(row=row, attempts=attempts, notes=notes, diagnosis=said,
                                                 learned=[known(3)], offences=offences)  # fmt: skip
        for leg in ("c", "d"):
            held = control.legs.get((row.id, leg))
            if held is not None:
                for n in range(len(PAYLOADS)):
                    text = evil(n).encode("utf-8", "surrogatepass").decode("utf-8", "replace")
                    held += fakes.chat_chunk(text) if leg == "c" else fakes.text_event(text)
                held += b"data: \x1b]0;PWNED\x07 raw \xff\xfe\x9b2J\n\n"
        body = {
            evil(n).replace("\ud800", ""): evil(n + 1).replace("\ud800", "") for n in range(len(PAYLOADS))
        }
        for leg in ("a", "b"):
            control.legs[row.id, leg] = bytearray(
                msgspec.json.encode({"model": body.get("PWNED", "m"), **body})
            )
            setattr(row.sizes, leg, len(control.legs[row.id, leg]))
    control.providers = [
        ProviderState(name=evil(n), dialect=evil(n), base_url=evil(n + 1), key=f"env:{evil(n)}")
        for n in range(5)
    ]
    control.problem = evil(6)
    control.provider_tables = {
        f"{evil(n)}": {"preset": evil(n), "key": evil(n), evil(n): evil(1)} for n in range(5)
    }
    control.rules, control.session_tree = rules(), sessions()
    control.aliases = {f"ALIAS{evil(n)}": [evil(n + 1), f"{evil(n + 2)}/{evil(n + 3)}"] for n in range(4)}
    control.session_tiers = {
        session.id: {"opus": evil(3), evil(4): evil(5)} for session in control.session_tree
    }
    control.history = [
        Revision(revision=n, at=fakes.NOW, by=evil(n), what=[f"THEN{evil(n + 1)}", evil(n + 2)], session=evil(n + 3))
        for n in range(9)
    ]  # fmt: skip
    control.trouble_groups, control.facts_known = groups(), [known(n) for n in range(20)]
    return control


if __name__ == "__main__":
    os.environ.setdefault("TZ", "UTC")
    if (
        "--bare" in sys.argv
    ):  # `safe_text` alone must hold: what stands behind it would hide a place that forgot it
        OnlyText.apply = lambda _self, segments, _background: segments
    app = RouterApp(build(), connect_hint=f"connect\nexport {evil(2)}", clock=lambda: fakes.NOW)
    raise SystemExit(0 if app.run() == "leave" else 1)
