import pytest
from msgspec.structs import replace

from tui_router.control.wiring import DryRun
from tui_router.tui.glyphs import UNICODE
from tui_router.tui.lines.rewire_news import Now, all_news, kept
from tui_router.tui.rewire_draft import Draft, Endpoint

NOTHING = Endpoint()


@pytest.fixture
def book(fakes):
    prices = {"openai/gpt-4o": (2.5, 10.0), "openai/gpt-4.1-mini": (0.4, 1.6)}
    return {
        model.target: replace(model, price_in=price[0], price_out=price[1])
        for model in fakes.MODELS
        for price in [prices.get(model.target, (None, None))]
    }


@pytest.fixture
def news(book):
    def said(before, after, *, dry=None, base=None, was=NOTHING, now=NOTHING, tier="sonnet", rows=20):
        state = Now(tuple(before), was, "openai", book, dry, base)
        lines, _ = kept(all_news(Draft(tier=tier, chain=tuple(after), endpoint=now), state, UNICODE), rows)
        return ["".join(span.text for span in line) for line in lines]

    return said


def test_what_is_better_is_told_with_a_plus(news):
    assert news(["openai/gpt-4o"], ["openai/gpt-4.1-mini"]) == [
        "→ sonnet      openai/gpt-4o     →  openai/gpt-4.1-mini",
        "+ window      128k              →  1.0M",
        "+ max output  16k               →  32k",
        "+ price       $2.50 / 10        →  $0.40 / 1.60",
    ]


def test_what_is_worse_is_told_with_a_minus(news):
    back = news(["openai/gpt-4.1-mini"], ["openai/gpt-4o"])
    assert [line[0] for line in back] == ["→", "−", "−", "−"]


def test_what_the_gateway_found_out_goes_before_what_the_book_says(news):
    dry = DryRun(exchange=38, target="openai/gpt-4.1-mini", window=64_000, max_output=4_096, tokens=1_000)
    said = news(["openai/gpt-4o"], ["openai/gpt-4.1-mini"], dry=dry)
    assert "− window      128k              →  64k" in said
    assert "− max output  16k               →  4k" in said
    other = replace(dry, target="openai/else")
    assert "+ window      128k              →  1.0M" in news(
        ["openai/gpt-4o"], ["openai/gpt-4.1-mini"], dry=other
    )


def test_what_this_conversation_loses_is_told_from_what_it_lost_before(news):
    base = DryRun(exchange=38, lost=["thinking", "top_k"])
    dry = DryRun(exchange=38, target="vllm/qwen3-8b", lost=["thinking", "images\x1b"], tokens=18_204, window=32_768,
                 cost=0.041)  # fmt: skip
    said = news(["openai/gpt-4o"], ["vllm/qwen3-8b"], dry=dry, base=base)
    assert "− lost        images␛" in said
    assert "− still lost  thinking" in said
    assert "+ kept again  top_k" in said
    assert said[-1] == "  this prompt ≈18.2k tokens, 56% of the window, $0.041   #38"


def test_a_single_loss_has_its_reason_and_several_are_named(news):
    dry = DryRun(exchange=38, target="x/y", lost=["system: the first block is for one upstream"])
    assert "− lost        system: the first block is for one upstream" in news(["a/b"], ["x/y"], dry=dry)
    dry = replace(dry, lost=[*dry.lost, "thinking: no counterpart", "system: cut", "top_k"])
    assert "− lost        top_k; parts of system, thinking" in news(["a/b"], ["x/y"], dry=dry)


def test_a_prompt_that_does_not_fit_is_told_second(news):
    dry = DryRun(exchange=38, target="vllm/qwen3-8b", tokens=91_000, window=32_768, fits=False)
    said = news(["openai/gpt-4o"], ["vllm/qwen3-8b"], dry=dry)
    assert said[1] == "✗ the prompt of 91.0k does not fit 32k   #38"
    assert not any("this prompt" in line for line in said)


def test_what_would_keep_it_from_being_sent(news):
    dry = DryRun(target="vllm/qwen3-8b", problem="its key is not set\x1b")
    said = news(["openai/gpt-4o"], ["vllm/qwen3-8b"], dry=dry)
    assert "✗ its key is not set␛" in said
    assert "  no request yet to try it on" in said


def test_the_rest_of_the_chain_and_what_every_tier_will_notice(news):
    said = news(
        ["openai/gpt-4o"], ["openai/gpt-4o", "vllm/qwen3-8b"],
        was=Endpoint("chat", "env:A"), now=Endpoint("anthropic", "env:B"),
    )  # fmt: skip
    assert said == [
        "→ if it fails vllm/qwen3-8b",
        "→ speaks      chat              →  anthropic   all of openai",
        "→ key         env:A             →  env:B   all of openai",
    ]
    assert news(["a/b", "c/d"], ["a/b"]) == ["− nothing is tried after it"]
    assert news(["a/b"], ["a/b"]) == []


def test_what_nobody_knows(news):
    said = news([], ["x/new\x1b"], tier="fable")
    assert said == ["→ fable       nowhere           →  x/new␛", "  limits unknown until it answers"]


def test_the_weightiest_lines_are_kept_in_their_order():
    lines = [(0, ["a"]), (5, ["b"]), (1, ["c"]), (7, ["d"])]
    assert kept(lines, 2) == ([["a"], ["c"]], 2)
    assert kept(lines, 4) == ([["a"], ["b"], ["c"], ["d"]], 0)
    assert kept([(0, ["a"]), (0, ["b"])], 1) == ([["a"]], 1)
