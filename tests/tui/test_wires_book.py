import pytest

from tui_router.control.wiring import DryRun, RuleState, Verdict, Wires
from tui_router.core.fact import Fact
from tui_router.journal.record import KnownModel
from tui_router.tui.wires_book import WiresBook, listed


@pytest.fixture
def book():
    book = WiresBook()
    book.load(
        Wires(
            revision=3,
            tiers={"sonnet": "fast"},
            effective={"sonnet": "fast", "opus": ["openai/gpt-5.4", "fast"], "haiku": "round"},
            aliases={"fast": ["vllm/qwen", "local"], "local": "ollama/llama", "round": "about", "about": "round"},
            rules=[RuleState(number=1, when="x", to=["groq/kimi"])],
        )
    )  # fmt: skip
    return book


def test_a_chain_stands_as_one_or_as_many():
    assert listed("a/b") == ["a/b"]
    assert listed(["a/b", "c/d"]) == ["a/b", "c/d"]
    assert listed(None) == listed(7) == []


def test_aliases_are_followed_and_each_target_is_named_once(book):
    assert book.chain("sonnet") == ["vllm/qwen", "ollama/llama"]
    assert book.chain("opus") == ["openai/gpt-5.4", "vllm/qwen", "ollama/llama"]
    assert book.chain("fable") == []
    assert book.own("sonnet")
    assert not book.own("opus")


def test_a_circle_of_aliases_ends(book):
    assert len(book.chain("haiku")) <= 1
    assert WiresBook().targets(["a/b"]) == ["a/b"]


def test_a_provider_is_tried_with_what_is_wired_else_with_what_it_lists(book):
    assert book.model_of("groq") == "groq/kimi"
    assert book.model_of("deepseek") == ""
    book.knows([KnownModel(target="deepseek/chat"), KnownModel(target="vllm/other")], (3, 2))
    assert book.model_of("deepseek") == "deepseek/chat"
    assert book.model_of("vllm") == "vllm/qwen"


def test_everything_that_is_named(book):
    assert set(book.everything()) >= {"vllm/qwen", "ollama/llama", "openai/gpt-5.4", "groq/kimi"}
    assert WiresBook().everything() == []


def test_another_revision_ends_what_was_said_of_the_one_before(book):
    book.verdicts["x/y"] = Verdict(target="x/y", ok=True)
    book.dry["sonnet"] = DryRun()
    book.load(Wires(revision=3))
    assert book.verdicts
    book.load(Wires(revision=4))
    assert not book.verdicts
    assert not book.dry


def test_facts_are_counted_but_not_those_we_shipped(book):
    one = Fact(provider="openai", base_url="", model="m", name="drop", value="x", exchange=1)
    shipped = Fact(
        provider="openai", base_url="", model="m", name="drop", value="y", exchange=None, origin="catalog"
    )
    book.facts([one, shipped])
    assert book.learned["openai"] == 1
