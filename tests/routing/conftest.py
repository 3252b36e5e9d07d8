import pytest

from tui_router.core.target import Target
from tui_router.providers.presets import preset
from tui_router.providers.provider import Model, Provider
from tui_router.routing.rules import Rule, When
from tui_router.routing.table import build


@pytest.fixture
def local():
    return Provider(
        name="local",
        dialect="chat",
        base_url="http://127.0.0.1:8000/v1",
        models={"qwen3-8b": Model(context_window=32768, max_output_tokens=8192)},
    )


@pytest.fixture
def openai():
    return preset("openai").provider("openai")


@pytest.fixture
def table(local, openai):
    """Two providers, two tiers and a default, two rules, an alias."""
    return build(
        providers={"local": local, "openai": openai},
        tiers={
            "haiku": (Target("local", "qwen3-8b"),),
            "sonnet": (Target("openai", "gpt-5.4"),),
            "default": (Target("openai"),),
        },
        routes=(
            Rule(number=1, when=When(model=("cc-*",)), to=(Target("openai", "gpt-5.4-mini"),)),
            Rule(number=2, when=When(tier=("fable",)), to=(Target("local"),)),
        ),
        aliases={"claude-router/qwen": (Target("local", "qwen3-8b"),)},
        revision=4,
    )
