from msgspec import Raw

from tui_router.messages.recent import Recent


def test_finds_by_content_and_terms():
    recent = Recent()
    recent.keep(Raw(b"[1]"), "plain")
    recent.keep(Raw(b"[1]"), "other", terms=("x",))
    assert recent.find(Raw(b"[1]")) == "plain"
    assert recent.find(Raw(b"[1]"), ("x",)) == "other"
    assert recent.find(Raw(b"[1]"), ("y",)) is None
    assert recent.find(Raw(b"[2]")) is None


def test_the_one_not_used_for_longest_goes_first():
    recent = Recent(most=2)
    recent.keep(Raw(b"1"), "a")
    recent.keep(Raw(b"2"), "b")
    assert recent.find(Raw(b"1")) == "a"
    recent.keep(Raw(b"3"), "c")
    assert [recent.find(Raw(source)) for source in (b"1", b"2", b"3")] == ["a", None, "c"]


def test_what_is_too_large_is_not_kept():
    recent = Recent(largest=3)
    recent.keep(Raw(b"1234"), "a")
    assert recent.find(Raw(b"1234")) is None
    recent.keep(Raw(b"123"), "b")
    assert recent.find(Raw(b"123")) == "b"
