import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui_router.core.target import TIERS
from tui_router.journal.record import Tiers
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.ink import Ink
from tui_router.tui.widgets.wiring_bar import WiringBar, fair_shares


@pytest.fixture
def said(fakes):
    async def text(width, tiers=None, **fields):
        bar = WiringBar()
        bar.tiers = Tiers(revision=1, tiers=fakes.TIERS if tiers is None else tiers)
        bar.status = await fakes.FakeControl().status()
        for name, value in fields.items():
            setattr(bar, name, value)
        left, right = bar.pieces(width, Ink({}), UNICODE)
        return "".join(text for text, _ in left), "".join(text for text, _ in right)

    return text


async def test_as_detailed_as_the_width_allows(said):
    assert (await said(80))[0] == "▂ haiku → qwen3-8b        ▄ sonnet → gpt-4o         ▆ opus → gpt-5.4"
    assert (await said(120))[0].startswith(
        "▂ haiku → qwen3-8b · vllm  12 ms    ▄ sonnet → gpt-4o · openai  180 ms"
    )


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
async def test_every_tier_is_named_at_every_width(said, width):
    tiers = {tier: f"some-provider/a-model-with-a-long-name-{tier}" for tier in TIERS}
    left, right = await said(width, tiers, known=5)
    if width >= 60:
        assert all(tier in left for tier in TIERS)
        assert cell_len(left) + cell_len(right) <= width - 4


async def test_five_tiers_are_squeezed_into_eighty_cells(said):
    models = dict(zip(TIERS, ("text-fast", "tools", "think", "text-slow", "text"), strict=True))
    left, _ = await said(80, {tier: f"sandbox/{model}" for tier, model in models.items()})
    assert left == "▂ haiku→tex…st  ▄ sonnet→tools  ▆ opus→think  ▇ fable→tex…ow  · default→text"


CHAINS = {"haiku": "vllm/qwen3-8b", "sonnet": ["openai/gpt-5.4", "vllm/qwen3-8b"], "opus": ["openai/gpt-5.4", "a/x", "b/y"]}  # fmt: skip


async def test_what_stands_behind_a_target_is_hinted_at(said):
    wide, _ = await said(200, CHAINS)
    assert "▄ sonnet → gpt-5.4 · openai +1  180 ms" in wide
    assert "▆ opus → gpt-5.4 · openai +2  180 ms" in wide
    assert "haiku → qwen3-8b · vllm  12 ms" in wide
    assert (await said(80, CHAINS))[
        0
    ] == "▂ haiku → qwen3-8b        ▄ sonnet → gpt-5.4 +1     ▆ opus → gpt-5.4 +2"


async def test_only_the_same_chain_stands_together(said):
    tiers = {
        "haiku": ["openai/gpt-5.4", "a/x"],
        "sonnet": ["openai/gpt-5.4", "a/x"],
        "opus": "openai/gpt-5.4",
    }
    left, _ = await said(200, tiers)
    assert left.startswith("▂ haiku ▄ sonnet → gpt-5.4 · openai +1  180 ms")
    assert left.endswith("▆ opus → gpt-5.4 · openai  180 ms")


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
async def test_long_chains_are_squeezed_too(said, width):
    tiers = {tier: [f"some-provider/a-model-with-a-long-name-{tier}", "a/x", "b/y"] for tier in TIERS}
    left, _ = await said(width, tiers)
    if width >= 60:
        assert all(tier in left for tier in TIERS)
        assert cell_len(left) <= width - 4
    assert ("→" in left) == (width >= 80)
    assert left.count(" +2") == (5 if width >= 120 else 0)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=5), st.integers(-5, 100))
def test_shares_are_fair_and_fit(wanted, room):
    shares = fair_shares(wanted, room)
    assert sum(shares) <= max(0, room)
    assert all(share <= want for share, want in zip(shares, wanted, strict=True))
    assert sum(shares) == min(sum(wanted), max(0, room))


async def test_neighbours_with_one_target_stand_together(said):
    left, _ = await said(80, dict.fromkeys(TIERS, "openai/gpt-5.4"))
    assert left == "▂ haiku ▄ sonnet ▆ opus ▇ fable · default → gpt-5.4 · openai  180 ms"


async def test_the_state_of_the_list_stands_at_the_right(said):
    assert (await said(120))[1] == ""
    assert (await said(120, known=4))[1] == "⇣ following"
    assert (await said(120, known=4, following=False))[1] == "paused"
    assert (await said(120, known=4, following=False, newer=12))[1] == "↑ 12 new"
    assert (await said(80, known=4))[1] == ""


async def test_nothing_wired_says_which_key(said):
    assert (await said(80, {}))[0] == "no tier has a target: press R"
