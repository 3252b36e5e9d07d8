import pytest

from tui_router.control.wiring import DryRun, RuleState, Verdict, Wires
from tui_router.journal.record import ExchangeRow, KnownModel, ProviderState
from tui_router.tui.lines.entry import Look
from tui_router.tui.lines.line import plain, span_width
from tui_router.tui.lines.route_rows import LOW, Place, Routes, route_entries, tier_facts
from tui_router.tui.recent import Recent
from tui_router.tui.wires_book import WiresBook

EVIL = "\x1b]0;x\x07\u202e[/b][TODO]\n設定e" + "\u0301" * 40


@pytest.fixture
def book():
    book = WiresBook()
    book.load(
        Wires(
            revision=1,
            tiers={"sonnet": "openai/gpt-4o"},
            effective={"sonnet": "openai/gpt-4o", "opus": "openai/gpt-4o"},
            rules=[RuleState(number=1, when="kind is subagent", to=["vllm/q"], hits=3)],
            aliases={"fast": "vllm/q"},
            sessions={"9c02": {"opus": "vllm/q"}, "none": {}},
        )
    )
    book.knows([KnownModel(target="openai/gpt-4o", context_window=128_000)], (1, 0))
    return book


PROVIDERS = [
    ProviderState(name="openai", dialect="chat", base_url="https://a", key="env:A_KEY", key_set=False),
    ProviderState(name="vllm", dialect="chat", base_url="http://127.0.0.1:8000"),
]
WHY = Recent(
    decisions=[
        ExchangeRow(
            id=7, started_at=1.0, client_model="claude-x", reason="name has opus", provider="vllm", model="q"
        )
    ]
)


def words(entries, **look):
    return [plain(entry.draw(Look(**look))) for entry in entries]


def places(entries):
    return list(dict.fromkeys(entry.key for entry in entries if entry.key is not None))


@pytest.mark.parametrize("width", [40, 60, 80, 110, 120, 200])
def test_every_thing_has_its_place_and_no_line_runs_over(book, width):
    entries = route_entries(Routes(book, PROVIDERS, WHY), width)
    assert [place.sort for place in places(entries)] == [
        *["tier"] * 5,
        "rule",
        "alias",
        "session",
        "provider",
        "provider",
        "why",
    ]
    assert places(entries)[0] == Place("tier", "fable")
    assert places(entries)[4] == Place("tier", "default")
    for line in words(entries):
        assert "\n" not in line
    two = [entry.key for entry in entries].count(Place("tier", "sonnet"))
    assert two == (2 if 110 <= width < 190 else 1)


def test_the_lower_half_begins_with_the_providers(book):
    entries = route_entries(Routes(book, PROVIDERS, WHY), 120)
    grounds = [entry.ground for entry in entries]
    first = grounds.index(LOW)
    assert set(grounds[:first]) == {"background"}
    assert set(grounds[first:]) == {LOW}
    assert entries[first + 1].key is None
    assert words(entries)[first + 1].startswith("PROVIDER")


def test_where_tiers_have_one_line_the_chosen_one_is_told_below_them(book):
    routes = Routes(book, PROVIDERS, chosen=Place("tier", "sonnet"))
    assert "sonnet  set A_KEY and press t" in words(route_entries(routes, 80))
    assert not any(line.startswith("sonnet  set") for line in words(route_entries(routes, 120)))
    other = words(route_entries(routes._replace(chosen=Place("rule", "1")), 80))
    assert len(other) == len(words(route_entries(routes, 80)))
    assert not any("press t" in line for line in other[:8])


def test_a_filter_leaves_what_matches_with_its_heading(book):
    entries = route_entries(Routes(book, PROVIDERS, WHY, words="SUBAGENT vllm"), 120)
    assert places(entries) == [Place("rule", "1")]
    assert words(entries)[0].startswith("RULES")
    assert route_entries(Routes(book, PROVIDERS, WHY, words="no such thing"), 120) == []


def test_no_rules_says_how_to_add_one(book):
    book.wires.rules = []
    assert any(line.startswith("a adds one") for line in words(route_entries(Routes(book), 120)))


def test_what_is_asked_moves_and_what_was_said_is_told(book):
    book.asking = {"vllm/q"}
    moving = [entry.key for entry in route_entries(Routes(book, PROVIDERS), 120) if entry.moving]
    assert moving == [Place("rule", "1"), Place("alias", "fast"), Place("provider", "vllm")]
    book.asking = set()
    book.verdicts["vllm/q"] = Verdict(target="vllm/q", ok=True, said="answers in 12 ms", ms=12.0)
    told = words(route_entries(Routes(book, PROVIDERS), 120))
    assert sum("answers in 12 ms" in line for line in told) == 2


def test_what_a_tier_is_made_of(book):
    book.dry["sonnet"] = DryRun(lost=["thinking"], tokens=200_000, fits=False, problem="no key")
    sonnet = next(of for of in tier_facts(Routes(book, PROVIDERS)) if of.tier == "sonnet")
    assert (sonnet.lost, sonnet.too_long, sonnet.problem, sonnet.own) == (
        ("thinking",),
        200_000,
        "no key",
        True,
    )
    assert sonnet.model.context_window == 128_000
    assert sonnet.provider is PROVIDERS[0]
    fable = next(of for of in tier_facts(Routes(book, PROVIDERS)) if of.tier == "fable")
    assert fable.chain == []


def test_nothing_read_yet_is_no_lines():
    assert route_entries(Routes(WiresBook()), 120) == []


def test_ugly_wiring_is_drawn_safely():
    book = WiresBook()
    tiers = {tier: [EVIL, EVIL] for tier in ("haiku", "sonnet", EVIL)}
    rules = [RuleState(number=n, when=EVIL * 3, to=[EVIL], changes=EVIL) for n in range(1, 61)]
    book.load(
        Wires(
            revision=1,
            tiers=tiers,
            effective=tiers,
            rules=rules,
            aliases={EVIL: EVIL},
            sessions={EVIL: {"opus": EVIL}},
        )
    )
    states = [ProviderState(name=EVIL, dialect=EVIL, base_url=EVIL, problem=EVIL)]
    row = ExchangeRow(id=1, started_at=0, client_model=EVIL, reason=EVIL, provider=EVIL, model=EVIL)
    for width in (60, 80, 120, 200):
        entries = route_entries(
            Routes(book, states, Recent(decisions=[row]), chosen=Place("tier", "haiku")), width
        )
        assert not set("\x1b\x07\u202e\n") & set("".join(words(entries, here=True)))
        for entry in entries:
            if entry.key is not None and entry.key.sort == "rule":
                assert span_width(entry.draw(Look())) == width - 4
