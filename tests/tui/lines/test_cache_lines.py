import pytest

from tui_router.journal.record import ExchangeRow, KnownModel, Tokens
from tui_router.replay.cache_break import CacheBreak
from tui_router.replay.prompt_cache import PromptChange
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.cache_lines import Caching, broke, cache_section

BREAK = CacheBreak(
    path="system[0].text",
    offset=100,
    words="system[0].text differs at character 9",
    before="Today is 10:41",
    now="Today is 10:42",
    culprit="a date or a time",
    lost=750,
)
BROKEN = PromptChange(
    broke=BREAK, size=1_000, common=100, marks_before=("system[0]",), marks_now=("system[0]",)
)
MODEL = KnownModel(target="p/m", price_in=3, price_out=15, price_cache_read=0.3)


def row(id=34, at=100.0, **tokens):
    tokens = {"input": 12_400, "estimated": False, **tokens}
    return ExchangeRow(id=id, started_at=at, state="ok", tokens=Tokens(**tokens))


def caching(change=BROKEN, *, before=None, model=MODEL, other="", **tokens):
    return Caching(change, row(**tokens), before or row(33, 59.0, cache_read=9_000), model, other)


def told(caching):
    return [entry.says for entry in cache_section(caching, 120, UNICODE)]


def test_a_break_tells_what_where_why_and_what_it_cost():
    lines = told(caching(cache_read=1_204))
    assert lines == [
        "PROMPT CACHE",
        "▲ system[0].text differs at character 910% of the prompt as before",
        "  − Today is 10:41",
        "  + Today is 10:42",
        "  usually a date or a time",
        "  ≈9,300 tokens were read again, ≈$0.025 more than from the cache; the upstream read 1,204 from its cache",
        "  1 cache_control mark, where they were",
    ]
    entries = cache_section(caching(), 100, UNICODE)
    assert [entry.ground for entry in entries[2:4]] == ["removed-bg", "added-bg"]
    assert entries[1].half.lead[0].role == "state-warn"


@pytest.mark.parametrize(
    ("model", "tokens", "before", "end"),
    [
        (None, {"input": 77_315}, row(33), "  ≈58,000 tokens were read again; the upstream told of no cache"),
        (None, {}, None, "tokens were read again; the upstream read nothing from its cache"),
        (None, {}, row(33), "tokens were read again; the upstream told of no cache"),
        (None, {"estimated": True}, row(33), "tokens were read again"),
        (None, {"input": 0}, row(33), "what it cost is not known yet"),
        (MODEL, {"cache_read": 12_400}, row(33), "nothing had to be read again"),
    ],
)
def test_what_it_cost_is_said_as_far_as_it_is_known(model, tokens, before, end):
    assert told(caching(model=model, before=before, **tokens))[5].endswith(end)


def test_a_prompt_that_begins_as_before_takes_one_quiet_line():
    change = PromptChange(size=1_000, common=950, added=2)
    assert not broke(caching(change))
    assert told(caching(change, cache_read=9_300)) == [
        "prompt cache: begins as before; 9.3k of 12.4k read from it (75%)"
    ]
    assert told(caching(change)) == [
        "prompt cache: begins as before, yet nothing was read from the cache 41 s after; caches forget in some minutes"
    ]
    assert told(caching(change, before=row(33))) == ["prompt cache: begins as before"]


def test_a_break_near_the_end_is_told_quietly_and_unfolds():
    late = PromptChange(broke=CacheBreak(path="messages[4]", offset=980, words="messages[4] changed", lost=20), size=1_000, common=980)  # fmt: skip
    assert not broke(caching(late))
    (line,) = cache_section(caching(late), 100, UNICODE)
    assert line.says == "prompt cache: as before up to messages[4], 98% of it"
    assert line.under[0].says.startswith("▲ messages[4] changed")
    assert line.under[0].half.lead[0].role == "ink"


def test_marks_that_are_gone_are_told_first():
    change = PromptChange(size=1_000, common=1_000, marks_before=("system[0]",))
    assert broke(caching(change))
    assert told(caching(change))[1:] == [
        "▲ no cache_control is left in the request, so the upstream caches nothing"
    ]


def test_marks_that_moved_are_named():
    moved = PromptChange(
        broke=BREAK, size=1_000, marks_before=("system[0]",), marks_now=("system[0]", "messages[2]")
    )
    assert told(caching(moved))[-1] == "  2 cache_control marks, 1 moved: messages[2]"


def test_two_targets_share_no_cache():
    elsewhere = caching(other="the request before went to gpt of openai")
    assert not broke(elsewhere)
    assert told(elsewhere) == ["prompt cache: the request before went to gpt of openai"]
    assert told(caching(PromptChange(problem="it is not JSON"))) == ["prompt cache: it is not JSON"]


def test_hostile_words_are_made_harmless():
    evil = CacheBreak(
        path="tools[0].\x1b[2J", offset=0, words="\x1b]0;x\x07", before="\x9b2J", now="\u202e", lost=900
    )
    lines = "".join(told(caching(PromptChange(broke=evil, size=1_000))))
    assert not {"\x1b", "\x07", "\x9b", "\u202e"} & set(lines)


def test_the_quiet_line_is_told_to_its_end_however_narrow():
    other = "the request before went to a-model-with-a-name of sandbox; nothing of it is cached at another of sandbox"
    entries = cache_section(caching(other=other), 60, UNICODE)
    assert all(len(entry.says) <= 60 for entry in entries)
    assert " ".join(entry.says.strip() for entry in entries) == f"prompt cache: {other}"
    gone = PromptChange(size=1_000, common=1_000, marks_before=("system[0]",))
    loud = cache_section(caching(gone), 40, UNICODE)
    assert gone.marks_gone
    assert all(len(entry.says) <= 40 for entry in loud)
    assert loud[-1].says.endswith("nothing")
