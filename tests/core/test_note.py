from typing import get_args

import msgspec
import pytest

from tui_router.core.note import LOSSY, Act, Note


@pytest.mark.parametrize("act", get_args(Act))
def test_a_note_is_lossy_when_something_was_lost(act):
    assert Note(act, "temperature", "no counterpart").lossy is (act in {"dropped", "clamped", "approximated"})


def test_every_lossy_act_is_an_act():
    assert set(get_args(Act)) >= LOSSY


def test_what_is_empty_stays_off_the_wire():
    assert msgspec.json.encode(Note("dropped", "top_k", "no counterpart")) == (
        b'{"act":"dropped","path":"top_k","reason":"no counterpart"}'
    )
