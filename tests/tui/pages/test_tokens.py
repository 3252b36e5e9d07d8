import json

import pytest

from tui_router.journal.record import (
    ExchangeDetail,
    ExchangeRow,
    KnownModel,
    LegSlice,
    Tiers,
    Tokens,
    Weighed,
)
from tui_router.tui.glyphs import ASCII, UNICODE
from tui_router.tui.lines.line import lay, plain
from tui_router.tui.pages.book import PAGES
from tui_router.tui.pages.tokens import TokensPage
from tui_router.tui.screens.exchange import ExchangeScreen
from tui_router.tui.seen import Before, Seen

BODY = json.dumps(
    {
        "system": "You are a coding agent. " * 20,
        "tools": [{"name": "Bash"}, {"name": "mcp__gh__list"}],
        "messages": [{"role": "user", "content": "fix it"}, {"role": "assistant", "content": "ok"}],
    }
).encode()
WEIGHED = Weighed(system=[100], tools=[("Bash", 300), ("mcp__gh__list", 200)], messages=[[50], [150]])
MODELS = [
    KnownModel(target="anthropic/m", price_in=3, price_out=15, price_cache_read=0.3, price_cache_write=3.75),
    KnownModel(target="vllm/q"),
    KnownModel(target="openai/g", price_in=1.5, price_out=7.5),
    KnownModel(target="ollama/l", price_in=0, price_out=0),
]
TIERS = Tiers(
    revision=1,
    tiers={"haiku": "vllm/q", "sonnet": "anthropic/m", "opus": ["openai/g", "vllm/q"], "fable": "ollama/l"},
)
FULL = {"input": 76_000, "output": 1_000, "cache_read": 30_000, "cache_write": 6_000, "estimated": False, "system": 1_000,
        "tools": 9_000, "messages": 57_857}  # fmt: skip


def seen_of(body=BODY, weighed=WEIGHED, *, grown=5_000, window=200_000, cost=0.1665, **tokens):
    row = ExchangeRow(id=34, started_at=1.0, state="ok", tier="sonnet", provider="anthropic", model="m", window=window,
                      cost=cost, tokens=Tokens(**(tokens or FULL)))  # fmt: skip
    seen = Seen(ExchangeDetail(row=row, weighed=weighed))
    if body:
        seen.add(LegSlice(leg="a", data=body, next=len(body), size=len(body), complete=True))
    before = ExchangeRow(id=33, started_at=0.0, tokens=Tokens(input=row.tokens.input - grown))
    seen.know(before=Before(before), models=MODELS, tiers=TIERS, session_cost=1.84)
    return seen


def page_of(seen, width=100, glyphs=UNICODE):
    page = TokensPage()
    page.resize(width, width)
    page.take(seen, glyphs)
    return page


def lines(page, width=100):
    return [" ".join(plain(lay(page.row(index).left, width)).split()) for index in range(len(page))]


def test_the_window_and_what_is_left_of_it():
    assert (
        lines(page_of(seen_of()))[0]
        == "in 76,000 out 1,000 38% of 200,000; about 24 more turns like this one"
    )


@pytest.mark.parametrize(
    ("how", "end"),
    [
        ({"grown": 0}, "38% of 200,000"),
        ({"grown": -4}, "38% of 200,000"),
        ({"window": None}, "out 1,000"),
        ({"grown": 100_000}, "about 1 more turn like this one"),
        ({"window": 78_000}, "97% of 78,000; no room for another turn like this one"),
    ],
)
def test_what_is_left_is_said_only_when_it_is_known(how, end):
    assert lines(page_of(seen_of(**how)))[0].endswith(end)


def test_the_bar_has_a_role_for_each_part_and_the_cache_stands_under_it():
    page = page_of(seen_of())
    assert {span.role for span in page.row(1).left.lead} == {
        "tokens-system", "tokens-tools", "tokens-messages", "tokens-out", "line",
    }  # fmt: skip
    assert page.row(2).left.lead[0].role == "tokens-cache"
    assert lines(page)[2].endswith("30.0k from the cache 6.0k written to it")
    assert lines(page)[3] == "━ system 100 ━ tools 500 ━ messages 200 ━ out 1.0k counted here"


def test_without_a_cache_there_is_no_second_bar():
    told = lines(page_of(seen_of(input=900, estimated=False)))
    assert told[2].startswith("━ system")


def test_what_was_counted_here_against_what_the_upstream_says():
    told = lines(page_of(seen_of()))
    assert "counted 67,857 here, 76,000 by the upstream 1.12 times ours" in told
    assert "read from cache 30,000 39% of the prompt" in told
    assert "written to cache 6,000 8% of the prompt" in told
    assert "counted here; the upstream has not told its figures" in lines(page_of(seen_of(input=900)))


def test_the_cost_in_parts_and_of_the_session():
    told = lines(page_of(seen_of()))
    at = told.index("COST")
    assert told[at + 1 : at + 7] == [
        "this turn $0.17",
        "fresh in $0.12 40,000 at $3 a million",
        "read from cache $0.009 30,000 at $0.30 a million",
        "written to cache $0.022 6,000 at $3.75 a million",
        "out $0.015 1,000 at $15 a million",
        "session so far $1.84",
    ]


def test_the_same_tokens_at_the_targets_of_the_other_tiers():
    told = lines(page_of(seen_of()))
    at = told.index("THE SAME TOKENS ELSEWHERE nothing cached there")
    assert told[at + 1 : at + 4] == [
        "▂ haiku q · vllm no price is known",
        "▆ opus g · openai $0.12 73% of this",
        "▇ fable l · ollama free",
    ]
    assert not any("sonnet" in line for line in told)


def test_where_no_other_price_is_known_there_is_nothing_to_compare():
    seen = seen_of()
    seen.know(models=MODELS[:2])
    assert not any("ELSEWHERE" in line for line in lines(page_of(seen)))


def test_without_prices_it_says_so():
    seen = seen_of(cost=None)
    seen.models, seen.session_cost = {}, None
    assert "this turn no price is known" in lines(page_of(seen))
    seen.models = {"anthropic/m": KnownModel(target="anthropic/m", price_in=0, price_out=0)}
    seen.revision += 1
    assert "this turn free" in lines(page_of(seen))


def test_the_table_unfolds():
    page = page_of(seen_of())
    told = lines(page)
    index = told.index("▸ gh 1 tool 200 25%")
    assert page.toggle(index)
    assert lines(page)[index + 1] == "mcp__gh__list 200 25%"
    assert page.find("bash", 0, 1) is not None
    assert any(line.startswith("Bash 300") for line in lines(page))


def test_without_counts_the_figures_are_estimates():
    told = lines(page_of(seen_of(weighed=None)))
    assert told[3].endswith("by share of bytes")
    assert any(line.startswith("SYSTEM 1 block ≈") for line in told)


def test_counts_that_come_later_take_the_place_of_estimates():
    seen = seen_of(weighed=None)
    page = page_of(seen)
    seen.took(ExchangeDetail(row=seen.row, weighed=WEIGHED))
    page.take(seen, UNICODE)
    assert "SYSTEM 1 block 100 12%" in lines(page)


def test_thinking_by_its_share_of_what_was_received():
    seen = seen_of()
    events = [
        {"type": "content_block_start", "index": 0, "content_block": {"type": "thinking", "thinking": ""}},
        {
            "type": "content_block_delta",
            "index": 0,
            "delta": {"type": "thinking_delta", "thinking": "x" * 300},
        },
        {"type": "content_block_stop", "index": 0},
        {"type": "content_block_start", "index": 1, "content_block": {"type": "text", "text": ""}},
        {"type": "content_block_delta", "index": 1, "delta": {"type": "text_delta", "text": "y" * 100}},
    ]
    data = b"".join(b"event: %s\ndata: %s\n\n" % (e["type"].encode(), json.dumps(e).encode()) for e in events)
    seen.add(LegSlice(leg="d", data=data, next=len(data), size=len(data), complete=True, status=200,
                      headers=[("content-type", "text/event-stream")]))  # fmt: skip
    assert "thinking ≈750 of what came out" in lines(page_of(seen))


def test_nothing_at_all_is_said_in_words():
    (line,) = lines(page_of(seen_of(body=b"", weighed=None, input=0)))
    assert line == "Nothing was counted of this exchange, and its request is not here."


@pytest.mark.parametrize("width", [1, 20, 76, 200])
@pytest.mark.parametrize("glyphs", [UNICODE, ASCII], ids=["unicode", "ascii"])
def test_every_width_is_drawn(width, glyphs):
    page = page_of(seen_of(), width, glyphs)
    for index in range(len(page)):
        page.toggle(index, want=True)
    assert lines(page, width)
    if glyphs.ascii:
        assert all(line.isascii() for line in lines(page, 200))


def test_it_is_made_anew_only_when_something_is_new(monkeypatch):
    made = []
    real = TokensPage.put
    monkeypatch.setattr(TokensPage, "put", lambda page, entries: made.append(1) or real(page, entries))
    seen = seen_of()
    page = page_of(seen)
    made.clear()
    page.take(seen, UNICODE)
    assert made == []


async def test_in_the_exchange_screen_it_unfolds_and_is_searched(run, until, text_of, fakes):
    control = fakes.FakeControl()
    control.legs[37, "a"] = BODY
    async with run(control) as (pilot, _):
        row = control._rows[37]
        app = pilot.app
        await app.push_screen(ExchangeScreen(app.screen, row))
        await pilot.press(str([page.title for page in PAGES].index("Tokens") + 1))
        await until(pilot, lambda: any("built in" in line for line in text_of(app)))
        await pilot.press("slash", *"mcp__", "enter")
        await until(pilot, lambda: any("mcp__gh__list" in line for line in text_of(app)))
