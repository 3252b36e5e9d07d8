"""Exchanges as one HTML page that needs nothing else: no script, no picture, no font from anywhere. Everything that
was recorded is text in it; a policy in the page forbids the browser whatever should get through nevertheless.
"""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from tui_router.export.answer import read_answer
from tui_router.export.bundle import Bundled, redacted
from tui_router.journal.record import ExchangeRow, LegCapture
from tui_router.wire.json import as_object

TEXT_CAP = 200_000
"""Characters of one text that are shown; a page of megabytes in one line stops a browser."""
MAX_BLOCKS = 2_000
_CONTROLS = {code: 0xFFFD for code in (*range(32), 127) if code not in (9, 10)}
_DEPTH = 3
"""Results in results that are folded one by one; no client nests them at all."""

_STYLE = """
:root { color-scheme: light dark; --soft: #777; --line: #8884; --panel: #8881; --bad: #c33; --warn: #b80; --good: #284; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin: 0; display: inline; }
article { border-top: 1px solid var(--line); padding: 1rem 0; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.45 ui-monospace, monospace; margin: .3rem 0; }
details { margin: .3rem 0; } summary { cursor: pointer; }
.soft { color: var(--soft); } .failed { color: var(--bad); } .repaired { color: var(--warn); } .ok { color: var(--good); }
.said { background: var(--panel); border-left: 3px solid var(--line); padding: .2rem .8rem; margin: .4rem 0; }
.user { border-color: #48c; } .assistant { border-color: #2a6; } .thinking { font-style: italic; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .1rem .8rem .1rem 0; vertical-align: top; }
progress { width: 12rem; }
"""
_POLICY = "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'"


def html(exchanges: Sequence[Bundled], *, title: str = "") -> bytes:
    """In the order they are given. `title` stands at the top; without one the page counts what is in it."""
    return b"".join(html_parts(exchanges, title=title))


def html_parts(exchanges: Sequence[Bundled], *, title: str = "") -> Iterator[bytes]:
    """The same in pieces, an exchange each."""
    shown = [redacted(each) for each in exchanges]
    name = _shown(title[:200] or f"{len(shown)} exchange{'' if len(shown) == 1 else 's'}")
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode("ascii")
    head = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY.format(digest)}">',
        '<meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer">',
        f"<title>{name}</title><style>{_STYLE}</style></head><body>",
        f'<h1>{name}</h1><p class="soft">Recorded by tui_router. Secrets were removed.</p>',
    ]
    if len(shown) > 1:
        names = "<tr><th>#</th><th>at (UTC)</th><th>model</th><th>state</th><th>took</th></tr>"
        head.append(f"<table>{names}{''.join(_line(each.row) for each in shown)}</table>")
    yield "\n".join(head).encode("utf-8", "replace")
    for each in shown:
        yield _exchange(each).encode("utf-8", "replace")
    yield b"\n</body></html>\n"


def _line(row: ExchangeRow) -> str:
    cells = [_at(row), f"{row.client_model} → {row.model}", row.state, _seconds(row.times.ended)]
    inner = "".join(f"<td>{_shown(cell)}</td>" for cell in cells)
    return f'<tr><td><a href="#x{row.id}">#{row.id}</a></td>{inner}</tr>'


def _exchange(exchange: Bundled) -> str:
    row, asked, got = exchange.row, exchange.leg("a"), exchange.leg("d")
    state = row.state if row.state in ("ok", "failed", "repaired") else "soft"
    head = f"<h2>#{row.id} {_shown(row.client_model)} → {_shown(f'{row.provider}/{row.model}')}</h2>"
    facts = [
        row.kind,
        row.tier,
        f"{row.tokens.input:,} in",
        f"{row.tokens.output:,} out",
        row.reason,
        row.session,
    ]
    return "\n".join(
        [
            f'<article id="x{row.id}">{head} <span class="{state}">{_shown(row.state)} {row.status or ""}</span>',
            f'<p class="soft">{_shown(_at(row))} · {_shown(" · ".join(fact for fact in facts if fact))}</p>',
            _paragraph(row.trouble, "failed" if row.state == "failed" else "repaired"),
            _paragraph(row.comment, "said"),
            _timeline(exchange),
            _request(asked),
            _answer(got),
            _notes(exchange),
            *(_leg(leg) for leg in exchange.legs),
            "</article>",
        ]
    )


def _paragraph(text: str, role: str) -> str:
    return f'<p class="{role}">{_shown(text)}</p>' if text else ""


def _timeline(exchange: Bundled) -> str:
    row = exchange.row
    whole = row.times.ended or 0.0
    lines = [("request read", row.times.read, "")]
    for attempt in exchange.detail.attempts:
        said = " · ".join(word for word in (attempt.outcome, attempt.repair) if word)
        lines.append((f"attempt {attempt.number} sent to {attempt.provider}", attempt.times.sent, said))
        lines.append((f"attempt {attempt.number} answered {attempt.status or ''}", attempt.times.headers, ""))
    lines += [("first content", row.times.first, ""), ("ended", row.times.ended, "")]
    rows = "".join(
        f"<tr><td>{_shown(name)}</td><td>{_shown(_seconds(at))}</td>"
        f'<td><progress max="{whole:.3f}" value="{min(at, whole):.3f}"></progress></td><td>{_shown(said)}</td></tr>'
        for name, at, said in lines
        if at is not None and whole > 0
    )
    return _fold("Timeline", f"<table>{rows}</table>", _seconds(row.times.ended)) if rows else ""


def _request(leg: LegCapture | None) -> str:
    if leg is None:
        return '<p class="soft">The request was not kept.</p>'
    body = as_object(leg.data)
    if not body:
        return ""
    tools = [tool for tool in _list(body.get("tools")) if isinstance(tool, dict)]
    other = {name: value for name, value in body.items() if name not in ("system", "tools", "messages")}
    listed = "".join(_fold(str(tool.get("name", "tool")), _json(tool)) for tool in tools[:MAX_BLOCKS])
    return "\n".join(
        [
            _fold("Settings of the request", _json(other)),
            _fold("System", "".join(_block(each) for each in _blocks(body.get("system"))))
            if "system" in body
            else "",
            _fold("Tools", listed, str(len(tools))) if tools else "",
            *(_message(message) for message in _list(body.get("messages"))[:MAX_BLOCKS]),
        ]
    )


def _message(message: Any) -> str:
    if not isinstance(message, dict):
        return ""
    role = message.get("role")
    inner = "".join(_block(each) for each in _blocks(message.get("content")))
    place = role if role in ("user", "assistant") else "other"
    return f'<div class="said {place}"><b>{_shown(str(role)[:40])}</b>{inner}</div>'


def _answer(leg: LegCapture | None) -> str:
    if leg is None or not leg.data:
        return '<p class="soft">No answer was kept.</p>'
    answer = read_answer(leg.data)
    inner = "".join(_block(block) for block in answer.blocks[:MAX_BLOCKS])
    if answer.error is not None:
        inner += f'<div class="failed">{_json(answer.error)}</div>'
    end = answer.stop or ("" if answer.whole or answer.error is not None else "it has no end")
    return f'<div class="said assistant"><b>answer</b>{inner}<p class="soft">{_shown(end)}</p></div>'


def _blocks(content: Any) -> list[Any]:
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    return _list(content)[:MAX_BLOCKS]


def _block(block: Any, depth: int = 0) -> str:
    if not isinstance(block, dict) or depth > _DEPTH:
        return _json(block)
    match block.get("type"):
        case "text":
            return _pre(block.get("text"))
        case "thinking":
            return _fold("thinking", _pre(block.get("thinking"), "thinking"))
        case "tool_use" | "server_tool_use":
            return f"<p><b>{_shown(str(block.get('name'))[:200])}</b></p>{_json(block.get('input'))}"
        case "tool_result":
            inner = "".join(_block(each, depth + 1) for each in _blocks(block.get("content")))
            return _fold("result, an error" if block.get("is_error") else "result", inner)
        case "image" | "document" as kind:
            return f'<p class="soft">[{kind}]</p>'
        case _:
            return _json(block)


def _notes(exchange: Bundled) -> str:
    notes = exchange.detail.notes
    rows = "".join(
        f"<tr><td>{_shown(note.act)}</td><td>{_shown(note.path)}</td><td>{_shown(note.before)}</td>"
        f"<td>{_shown(note.after)}</td><td>{_shown(note.reason)}</td></tr>"
        for note in notes[:MAX_BLOCKS]
    )
    diagnosis = exchange.detail.diagnosis
    said = f"<p>{_shown(diagnosis.message)}</p>{_pre(diagnosis.quote)}" if diagnosis is not None else ""
    return _fold("Notes", f"{said}<table>{rows}</table>", str(len(notes))) if rows or said else ""


def _leg(leg: LegCapture) -> str:
    head = "".join(f"<tr><td>{_shown(name)}</td><td>{_shown(value)}</td></tr>" for name, value in leg.headers)
    place = f", attempt {leg.attempt}" if leg.attempt else ""
    text = leg.data[: TEXT_CAP * 4].decode("utf-8", "replace")
    inner = f"<p>{_shown(leg.start)} {leg.status or ''}</p><table>{head}</table>{_pre(text)}"
    return _fold(f"Leg {leg.leg}{place}", inner, f"{leg.size:,} B")


def _fold(name: str, inner: str, tail: str = "") -> str:
    """`inner` is HTML already, the rest is not."""
    said = f' <span class="soft">{_shown(tail)}</span>' if tail else ""
    return f"<details><summary>{_shown(name[:200])}{said}</summary>{inner}</details>"


def _json(value: Any) -> str:
    try:
        return _pre(json.dumps(value, indent=2, ensure_ascii=False))
    except RecursionError:
        return '<p class="soft">[nested too deeply to be shown]</p>'


def _pre(text: Any, role: str = "") -> str:
    place = f' class="{role}"' if role else ""
    return f"<pre{place}>{_shown(text)}</pre>" if isinstance(text, str) and text else ""


def _shown(text: str) -> str:
    """Escaped, without control characters, and cut where it is very long."""
    cut = text[:TEXT_CAP]
    plain = cut.replace("\r\n", "\n").translate(_CONTROLS)
    more = f"\n… {len(text) - TEXT_CAP:,} characters more" if len(text) > TEXT_CAP else ""
    return escape(plain + more)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _at(row: ExchangeRow) -> str:
    try:
        return datetime.fromtimestamp(row.started_at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return ""


def _seconds(value: float | None) -> str:
    return "" if value is None else f"{value:,.2f} s"
