import json
from copy import deepcopy

import pytest

from tui_router.journal.record import ExchangeDetail, ExchangeRow, KnownModel, LegSlice, Tokens
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.lines.line import lay, plain
from tui_router.tui.pages.book import PAGES
from tui_router.tui.pages.turn import TurnPage
from tui_router.tui.screens.exchange import ExchangeScreen
from tui_router.tui.seen import Before, Seen

REQUEST = {
    "model": "m",
    "max_tokens": 32_000,
    "system": "You are a coding agent. " * 20,
    "tools": [{"name": "Bash", "description": "runs"}, {"name": "Read", "description": "reads"}],
    "messages": [{"role": "user", "content": "fix it"}],
}
NOW = {
    **REQUEST,
    "messages": [
        *REQUEST["messages"],
        {"role": "assistant", "content": "ok"},
        {"role": "user", "content": "go"},
    ],
}
OTHER_TOOL = {
    **NOW,
    "max_tokens": 16_000,
    "tools": [{"name": "Bash", "description": "runs it"}, REQUEST["tools"][1]],
}


def row(id=34, at=141.0, **more):
    how = {"provider": "anthropic", "model": "m", "dialect": "anthropic", "state": "ok", **more}
    return ExchangeRow(id=id, started_at=at, session="s", tokens=Tokens(input=1_000, estimated=False), **how)


def piece(leg, body, *, size=None, complete=True, truncated=False):
    size = len(body) if size is None else size
    return LegSlice(leg=leg, data=body, next=len(body), size=size, complete=complete, truncated=truncated)


def seen_of(before=REQUEST, now=NOW, *, was=None, **more):
    seen = Seen(ExchangeDetail(row=row(**more)))
    for leg in ("a", "b"):
        seen.add(piece(leg, json.dumps(now).encode()))
    body = json.dumps(before).encode() if before is not None else b""
    seen.know(before=Before(was or row(33, 100.0), body, body))
    return seen


def page_of(seen, width=100, glyphs=UNICODE):
    page = TurnPage()
    page.resize(width, width)
    page.take(seen, glyphs)
    return page


def lines(page, width=100):
    return [plain(lay(page.row(index).left, width)).rstrip() for index in range(len(page))]


def test_a_turn_that_only_goes_on():
    page = page_of(seen_of())
    told = lines(page)
    assert told[0] == "against #33, 41 s before; 2 messages added, tools the same, system the same"
    assert told[1].startswith("prompt cache: begins as before")
    assert told[3].split() == ["MESSAGES", "1", "the", "same", "before"]
    assert [line.split()[2] for line in told[4:]] == ["messages[1]", "messages[2]"]


def test_a_changed_tool_breaks_the_cache_and_is_told_first():
    page = page_of(seen_of(now=OTHER_TOOL))
    told = lines(page)
    assert "1 tool changed" in told[0]
    assert told[2] == "PROMPT CACHE"
    assert told[3].startswith("▲ tools[0].description (Bash) differs at character 4")
    assert [line.split()[0] for line in told if line[:1].isupper() and not line.startswith("PROMPT")] == [
        "MESSAGES",
        "TOOLS",
        "FIELDS",
    ]
    tool = next(index for index, line in enumerate(told) if "tools[0] Bash" in line)
    assert page.toggle(tool)
    grounds = [page.row(index).ground for index in range(tool, len(page))]
    assert {"added-bg", "removed-bg"} <= set(grounds)
    assert page.copy(tool) == ("the path", "$.tools[0]")


def test_the_price_comes_from_the_models():
    seen = seen_of(now=OTHER_TOOL)
    seen.row.tokens.input = 100_000
    page = page_of(seen)
    assert not any("$" in line for line in lines(page))
    seen.know(models=[KnownModel(target="anthropic/m", price_in=3, price_out=9, price_cache_read=0.3)])
    page.take(seen, UNICODE)
    assert any("≈$0." in line for line in lines(page))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda seen: setattr(seen, "before", None), "Looking for the request before."),
        (lambda seen: [setattr(seen, "before", None), setattr(seen, "no_before", True)], "First request of this session."),
        (lambda seen: setattr(seen.before, "a", b""), "#33, the request before, was not captured."),
        (lambda seen: setattr(seen.raw["a"], "truncated", True), "This request was captured only in part, so it cannot be compared."),
        (lambda seen: [setattr(seen.raw["a"], "complete", False), setattr(seen.raw["a"], "size", 9_000)], "Reading the request,"),
        (lambda seen: seen.raw["a"].data.clear(), "This request was not captured."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said(change, words):
    seen = seen_of()
    change(seen)
    (line,) = lines(page_of(seen))
    assert line.startswith(words)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"was": row(33, 100.0, provider="openai", model="g")}, "the request before went to g of openai"),
        ({"provider": "", "model": ""}, "answered here, nothing was sent upstream"),
    ],
)
def test_prompts_that_share_no_cache(more, words):
    assert words in lines(page_of(seen_of(**more)))[1]


def test_what_the_upstream_got_is_what_it_caches():
    """The client changed nothing, but a rule or a translation did."""
    seen = seen_of(dialect="chat", was=row(33, 100.0, dialect="chat"))
    seen.before.b = json.dumps({**REQUEST, "tools": [{"name": "Other"}]}).encode()
    assert "PROMPT CACHE" in lines(page_of(seen))
    seen.before.b = b""
    assert "not captured both times" in lines(page_of(seen))[1]


def test_it_is_made_anew_only_when_something_is_new(monkeypatch):
    made = []
    real = TurnPage.put
    monkeypatch.setattr(TurnPage, "put", lambda page, entries: made.append(1) or real(page, entries))
    seen = seen_of()
    page = page_of(seen)
    made.clear()
    page.take(seen, UNICODE)
    assert made == []
    page.resize(60, 60)
    page.take(seen, ASCII)
    assert len(made) == 2


def test_another_exchange_is_folded_again():
    page = page_of(seen_of(now=OTHER_TOOL))
    tool = next(index for index, line in enumerate(lines(page)) if "tools[0] Bash" in line)
    page.toggle(tool)
    other = seen_of(now=OTHER_TOOL, id=35)
    page.take(other, UNICODE)
    assert not any(line.lstrip().startswith("▾") for line in lines(page))


def test_a_compaction_of_hundreds_of_messages_is_listed_so_far():
    before = deepcopy(REQUEST)
    before["messages"] = [{"role": "user", "content": f"word {n}"} for n in range(500)]
    told = lines(
        page_of(seen_of(before=before, now={**REQUEST, "messages": [{"role": "user", "content": "summary"}]}))
    )
    assert told[-1].strip() == "… 301 more"
    assert any("the history was made short: 500 messages before, 1 now" in line for line in told)


@pytest.mark.parametrize("width", [1, 20, 76, 200])
def test_every_width_is_drawn(width):
    page = page_of(seen_of(now=OTHER_TOOL), width)
    for index in range(len(page)):
        page.toggle(index, want=True)
    assert lines(page, width)


def test_a_search_finds_what_is_folded():
    page = page_of(seen_of(now=OTHER_TOOL))
    found = page.find("runs it", 0, 1)
    assert found is not None
    assert "runs it" in lines(page)[found]


async def test_in_the_exchange_screen_a_changed_tool_unfolds(run, until, text_of, fakes):
    control = fakes.FakeControl()
    for id, body in ((35, REQUEST), (37, OTHER_TOOL)):
        for leg in ("a", "b"):
            control.legs[id, leg] = json.dumps(body).encode()
    rows = control._rows
    rows[35].provider, rows[35].model = rows[37].provider, rows[37].model
    async with run(control) as (pilot, _):
        app = pilot.app
        await app.push_screen(ExchangeScreen(app.screen, rows[37]))
        await pilot.press(str([page.title for page in PAGES].index("Turn") + 1))
        await until(pilot, lambda: any("against #35" in line for line in text_of(app)))
        assert any("tools[0].description (Bash) differs" in line for line in text_of(app))
        await pilot.press("slash", *"runs it", "enter", "n")
        await until(pilot, lambda: any("+ description: runs it" in line for line in text_of(app)))
