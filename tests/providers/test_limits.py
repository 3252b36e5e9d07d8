"""Who is believed: the config, the provider's own list, the catalog, the preset, in this order."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.target import Limits
from tui_router.providers import limits
from tui_router.providers.limits import describe, limits_for
from tui_router.providers.presets import preset
from tui_router.providers.provider import Model, Price, Provider

OPENAI = preset("openai").provider("mine")


def configured(**facts):
    return msgspec.structs.replace(OPENAI, models={"gpt-5.4": Model(**facts)})


def test_the_catalog_speaks_when_nobody_else_does():
    assert limits_for(OPENAI, "gpt-5.4") == Limits(1_050_000, 128_000, "catalog", "catalog")


def test_the_list_goes_before_the_catalog_and_the_config_before_the_list():
    listed = Model(context_window=500_000)
    assert limits_for(OPENAI, "gpt-5.4", listed) == Limits(500_000, 128_000, "list", "catalog")
    provider = configured(context_window=300_000)
    assert limits_for(provider, "gpt-5.4", listed) == Limits(300_000, 128_000, "config", "catalog")


def test_the_preset_speaks_last(monkeypatch):
    shipped = msgspec.structs.replace(preset("openai"), any=Model(max_output_tokens=77))
    monkeypatch.setattr(limits, "preset", lambda _name: shipped)
    assert limits_for(OPENAI, "unheard-of") == Limits(None, 77, "", "preset")
    assert limits_for(OPENAI, "gpt-5.4").output_from == "catalog"


def test_an_answer_is_never_longer_than_the_window():
    assert limits_for(configured(context_window=8192), "gpt-5.4") == Limits(8192, 8192, "config", "config")


def test_nothing_known_is_none():
    assert limits_for(OPENAI, "unheard-of") == Limits()


def test_a_relay_is_believed_to_pass_the_models_own_limits_on_and_a_local_server_is_not():
    relay = Provider(name="r", dialect="chat", base_url="https://relay.example/v1")
    local = Provider(name="l", dialect="chat", base_url="http://127.0.0.1:8000/v1")
    vllm = preset("vllm").provider("v")
    assert limits_for(relay, "gpt-5.4").context_window == 1_050_000
    assert limits_for(local, "gpt-5.4") == limits_for(vllm, "gpt-5.4") == Limits()


def test_all_facts_are_put_together_field_by_field():
    provider = configured(images=False, price=Price(1, 2))
    known = describe(provider, "gpt-5.4", Model(tools=False, display_name="Listed"))
    assert (known.images, known.tools, known.thinking) == (False, False, True)
    assert (known.price, known.display_name) == (Price(1, 2), "Listed")
    assert describe(provider, "unheard-of") == Model()


tokens = st.none() | st.integers(1, 10**9)


@given(tokens, tokens, tokens, tokens, st.sampled_from(["gpt-5.4", "unheard-of"]))
def test_the_first_who_speaks_is_believed(window, output, listed_window, listed_output, model):
    provider = msgspec.structs.replace(
        OPENAI, models={model: Model(context_window=window, max_output_tokens=output)}
    )
    found = limits_for(provider, model, Model(context_window=listed_window, max_output_tokens=listed_output))
    base = limits_for(OPENAI, model)
    assert found.context_window == (window or listed_window or base.context_window)
    wanted = output or listed_output or base.max_output_tokens
    capped = min(wanted, found.context_window) if wanted and found.context_window else wanted
    assert found.max_output_tokens == capped
    assert bool(found.window_from) == (found.context_window is not None)
