import copy
import logging
import pickle

import pytest

from tui_router.core.secret import Secret

KEY = "sk-very-secret"


def test_it_opens_by_one_door():
    assert Secret(KEY).reveal() == KEY


@pytest.mark.parametrize(
    "show", [repr, str, "{}".format, "{!r}".format, lambda s: f"{[s]}", lambda s: f"{ ({'a': s}) }", ascii]
)
def test_it_is_not_shown(show):
    assert KEY not in show(Secret(KEY))


def test_it_is_not_logged(caplog):
    logging.getLogger("t").warning("key %s %r", Secret(KEY), Secret(KEY))
    assert KEY not in caplog.text


@pytest.mark.parametrize("carry", [pickle.dumps, copy.deepcopy])
def test_it_is_not_carried_away(carry):
    with pytest.raises(TypeError):
        carry(Secret(KEY))


def test_an_empty_one_is_false():
    assert not Secret("")
    assert Secret(KEY)
