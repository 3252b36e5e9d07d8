import pytest

from tui_router.cli.choose import (
    UnknownModelError,
    find_target,
    is_foreign,
    known_model,
    main_target,
    overlay,
)
from tui_router.journal.record import KnownModel, ProviderState, Status


def provider(name: str, **more: object) -> ProviderState:
    return ProviderState(**{"name": name, "dialect": "chat", "base_url": "http://x", "models": 0, **more})  # type: ignore[arg-type]


STATUS = Status(
    version="1",
    pid=1,
    url="http://127.0.0.1:1",
    started_at=0.0,
    revision=1,
    providers=[
        provider("openai", models=2),
        provider("vllm"),
        provider("anthropic", dialect="anthropic", preset="anthropic"),
        provider("ollama", dialect="anthropic"),
    ],
)
MODELS = [
    KnownModel(target="openai/gpt-5.4", context_window=400_000),
    KnownModel(target="openai/gpt-5.4-mini"),
    KnownModel(target="vllm/Qwen/Qwen3-8B", context_window=32_768),
    KnownModel(target="vllm/gpt-5.4-mini"),
]


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("openai/gpt-5.4", "openai/gpt-5.4"),
        ("vllm/Qwen/Qwen3-8B", "vllm/Qwen/Qwen3-8B"),
        ("Qwen/Qwen3-8B", "vllm/Qwen/Qwen3-8B"),
        ("gpt-5.4", "openai/gpt-5.4"),
        ("vllm/not-listed", "vllm/not-listed"),
        ("anthropic", "anthropic"),
    ],
)
def test_a_model_is_found(text: str, target: str) -> None:
    assert find_target(text, STATUS, MODELS) == target


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("openai/gpt-5.5", "openai/gpt-5.4"),
        ("nobody/gpt-5.4", "openai/gpt-5.4"),
        ("nonsense", "vllm/Qwen/Qwen3-8B"),
    ],
)
def test_an_unknown_model_gets_the_names_that_exist(text: str, named: str) -> None:
    with pytest.raises(UnknownModelError) as unknown:
        find_target(text, STATUS, MODELS)
    assert str(unknown.value).startswith(f"{text}: no such model")
    assert named in str(unknown.value)


def test_a_bare_name_that_two_have() -> None:
    with pytest.raises(UnknownModelError, match=r"Say which: openai/gpt-5\.4-mini, vllm/gpt-5\.4-mini"):
        find_target("gpt-5.4-mini", STATUS, MODELS)


def test_a_long_list_is_cut_with_the_nearest_first() -> None:
    many = [KnownModel(target=f"openai/m{number}") for number in range(50)]
    with pytest.raises(UnknownModelError, match=r"openai/m49.* and 38 more\."):
        find_target("openai/m49x", STATUS, many)


def test_nothing_known_is_said() -> None:
    with pytest.raises(UnknownModelError, match="none is known"):
        find_target("x", STATUS, [])


def test_a_tiers_own_flag_goes_before_the_one_for_all() -> None:
    assert overlay({"haiku": "a", "opus": None}, None) == {"haiku": "a"}
    assert overlay({"haiku": "a"}, "b") == {
        "haiku": "a",
        "sonnet": "b",
        "opus": "b",
        "fable": "b",
        "default": "b",
    }


@pytest.mark.parametrize(
    ("target", "foreign"),
    [
        ("anthropic/claude-opus-5-5", False),
        ("anthropic/mythos", False),
        ("anthropic", False),
        ("ollama/claude-opus-5-5", False),
        ("ollama/qwen3", True),
        ("openai/claude-opus", True),
        ("gone/claude", True),
    ],
)
def test_what_is_foreign(target: str, foreign: bool) -> None:
    assert is_foreign([target], STATUS) is foreign
    assert is_foreign(["openai/gpt-5.4", target], STATUS)


def test_the_main_conversation_starts_on() -> None:
    tiers = {"sonnet": "p/s", "opus": "p/o", "default": "p/d"}
    assert main_target([], {}, tiers) == "p/o"
    assert main_target([], {"ANTHROPIC_MODEL": "sonnet"}, tiers) == "p/s"
    assert (
        main_target(["-p", "x", "--model", "claude-sonnet-5-5"], {"ANTHROPIC_MODEL": "opus"}, tiers) == "p/s"
    )
    assert main_target(["--model=haiku"], {}, tiers) == "p/d"
    assert main_target(["--model", "default"], {}, tiers) == "p/o"
    assert main_target(["--model"], {}, {}) == ""


def test_what_is_known_of_a_target() -> None:
    known = known_model("vllm/Qwen/Qwen3-8B", MODELS)
    assert known is not None
    assert known.context_window == 32_768
    assert known_model("vllm/Qwen", MODELS) is None
    assert known_model("", MODELS) is None
