import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_router.dialects.envelope import TAG, Sealed, is_sealed, maker_of, seal, unseal
from tui_router.providers.provider import Provider


def provider(name="lab", dialect="responses", base_url="https://api.example.com/v1"):
    return Provider(name=name, dialect=dialect, base_url=base_url)


def test_what_is_sealed_comes_back_whole():
    sealed = Sealed(
        "encrypted", maker_of(provider()), "m", "gAAA", {"id": "rs_1", "summary": [{"text": "ü"}]}
    )
    text = seal(sealed)
    assert text.isascii()
    assert is_sealed(text)
    assert unseal(text) == sealed


def test_a_maker_is_an_endpoint_whatever_its_name():
    assert maker_of(provider("a")) == maker_of(provider("b"))
    others = {maker_of(provider(base_url="https://other.example.com/v1")), maker_of(provider(dialect="chat"))}
    assert maker_of(provider()) not in others
    assert len(others) == 2
    assert "example" not in maker_of(provider())


@pytest.mark.parametrize(
    "foreign",
    ["", "EqoBCkYIBxgCKkD", TAG, f"{TAG}!!!", TAG + base64.urlsafe_b64encode(b"[]").decode(),
     TAG + base64.urlsafe_b64encode(b'{"kind":"other","maker":"x"}').decode(), TAG + "A" * 5_000_000],
    ids=["empty", "anthropic", "bare", "no-base64", "no-object", "kind", "huge"],
)  # fmt: skip
def test_what_is_none_of_ours_stays_closed(foreign):
    assert unseal(foreign) is None


@given(st.text(max_size=80), st.integers(0, 79))
def test_a_damaged_envelope_raises_nothing(junk, at):
    whole = seal(Sealed("thought", "m", held="c2ln"))
    unseal(whole[:at] + junk + whole[at:])
    unseal(TAG + junk)
