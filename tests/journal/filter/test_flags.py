import pytest

from tui_router.journal.filter.flags import FLAGS, make


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("e", {"state": "failed"}),
        ("ok", {"state": "ok"}),
        ("live", {"state": "held"}),
        ("live", {"state": "waiting"}),
        ("repaired", {"state": "repaired"}),
        ("held", {"state": "held"}),
        ("cancelled", {"state": "cancelled"}),
        ("local", {"state": "local"}),
        ("replay", {"replay_of": 3}),
        ("marked", {"marked": True}),
        ("edited", {"edited": True}),
        ("imported", {"imported": True}),
        ("stream", {"stream": True}),
        ("lossy", {"losses": 1}),
    ],
)
def test_a_flag_is_what_it_says(name, fields, given, make_row):
    assert make(given(name)).fits(make_row(**fields))
    assert not make(given(name)).fits(make_row(state="interrupted"))


def test_every_flag_was_tried():
    assert len(FLAGS) == 13
