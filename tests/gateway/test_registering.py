"""Models registered in OGX's form: read, or refused with all that is wrong."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.core.faults import ClientFault
from tui_router.core.target import Target
from tui_router.gateway.registering import LARGEST, Registration, read_registration, registered

PROVIDERS = ("vllm", "openai")
WHOLE = {
    "model_id": "claude-haiku-4-5-20251001",
    "provider_id": "vllm",
    "provider_model_id": "Qwen/Qwen3-8B",
    "model_type": "llm",
}


def read(providers: tuple[str, ...] = PROVIDERS, **fields: object) -> Registration:
    return read_registration(json.dumps(fields).encode(), providers)


def refusal(body: bytes, providers: tuple[str, ...] = PROVIDERS) -> tuple[int, str]:
    with pytest.raises(ClientFault) as caught:
        read_registration(body, providers)
    return caught.value.diagnosis.status, caught.value.diagnosis.message


def refused(providers: tuple[str, ...] = PROVIDERS, **fields: object) -> str:
    status, words = refusal(json.dumps(fields).encode(), providers)
    assert status == 400
    return words


def test_a_whole_body_is_an_alias_and_its_target() -> None:
    found = read(**WHOLE, metadata={"note": "mine"}, model_validation=False)
    assert found == Registration("claude-haiku-4-5-20251001", Target("vllm", "Qwen/Qwen3-8B"))
    assert found.patch == {"aliases": {"claude-haiku-4-5-20251001": "vllm/Qwen/Qwen3-8B"}}


def test_the_name_at_the_provider_is_the_same_when_it_is_left_out() -> None:
    assert read(model_id="gpt-5.4", provider_id="openai").target == Target("openai", "gpt-5.4")
    nulls = dict.fromkeys(("provider_model_id", "model_type", "metadata", "model_validation"))
    assert read(model_id="gpt-5.4", provider_id="openai", **nulls).target == Target("openai", "gpt-5.4")


def test_the_only_provider_needs_no_name() -> None:
    assert read(("vllm",), model_id="m").target == Target("vllm", "m")
    assert refused(model_id="m") == "provider_id is missing (there are: vllm, openai)"
    assert refused((), model_id="m") == "provider_id is missing (there are: none)"


def test_a_name_that_already_leads_there_is_no_alias_of_itself() -> None:
    assert read(model_id="vllm/Q", provider_id="vllm", provider_model_id="Q").patch == {}


def test_an_unknown_provider_is_told_which_there_are() -> None:
    words = refused(**{**WHOLE, "provider_id": "vlm"})
    assert words == 'no provider "vlm" is configured (there are: vllm, openai); did you mean vllm?'
    many = tuple(f"p{number}" for number in range(30))
    assert "p19 and 10 more" in refused(many, model_id="m", provider_id="x")


@pytest.mark.parametrize("kind", ["embedding", "rerank", "", 1, ["llm"], {}])
def test_what_nobody_can_talk_to_is_refused(kind: object) -> None:
    assert "model_type" in refused(**{**WHOLE, "model_type": kind})


@pytest.mark.parametrize("field", ["model_id", "provider_id", "provider_model_id"])
@pytest.mark.parametrize("bad", ["", " ", " a", "a\nb", "\x1b[31m", "\u202eevil", "x" * 201, 7, [], {}, True])
def test_a_name_that_cannot_be_one_is_refused(field: str, bad: object) -> None:
    words = refused(**{**WHOLE, field: bad})
    assert words == f"{field} must be text of 1 to 200 printable characters, no spaces around them"


def test_everything_wrong_is_told_at_once() -> None:
    words = refused(model="m", model_type="embedding", metadata=[], model_validation="yes")
    for part in (
        '"model" is not a field of a model; did you mean model_id?',
        "model_id is missing",
        "provider_id is missing",
        'model_type "embedding"',
        "metadata must be an object",
        "model_validation must be true or false",
    ):
        assert part in words


def test_a_model_that_the_other_would_pick_must_be_named() -> None:
    assert "auto" in refused(**{**WHOLE, "provider_model_id": "auto"})


def test_a_key_in_the_wrong_place_is_not_repeated() -> None:
    key = "sk-test-" + "a1" * 20
    assert key not in refused(**{**WHOLE, "provider_id": key, key: 1})


@pytest.mark.parametrize("body", [b"", b"\xff", b"model_id=x", b"[" * 60_000, b'{"model_id": "a"', b"NaN {"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    status, words = refusal(body)
    assert (status, words[:20]) == (400, "the body is not JSON")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"m"', b"7", b"NaN"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    assert refusal(body) == (400, "the body must be a JSON object with model_id and provider_id")


def test_bodies_and_refusals_are_bounded() -> None:
    assert refusal(b" " * (LARGEST + 1))[0] == 413
    assert len(refused(**{f"field_{number}": 1 for number in range(3000)})) < 1500


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(st.sampled_from([*WHOLE, "metadata", "x"]), inner, max_size=5)
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused(value: object) -> None:
    try:
        found = read_registration(json.dumps(value).encode(), PROVIDERS)
    except ClientFault as fault:
        said = fault.diagnosis
    else:
        assert found.target.provider in PROVIDERS
        assert found.alias
        assert found.target.model
        return
    assert said.status == 400
    assert said.message.isprintable()


def test_the_answer_has_the_shape_that_its_clients_read() -> None:
    assert json.loads(registered(read(**WHOLE), created=1790000000)) == {
        "identifier": "claude-haiku-4-5-20251001",
        "provider_resource_id": "Qwen/Qwen3-8B",
        "provider_id": "vllm",
        "type": "model",
        "metadata": {},
        "created": 1790000000,
        "owned_by": "tui_router",
        "model_type": "llm",
        "model_validation": None,
        "id": "claude-haiku-4-5-20251001",
        "object": "model",
    }
