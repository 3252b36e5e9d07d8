from tui_router.tui.lines.entries import MOST_ENTRIES, EntryList, decode, usage_words, words
from tui_router.wire.sse import Frame


def test_like_deltas_fold_into_one_entry():
    entries = EntryList()
    for at in (0.1, 0.2, 0.3):
        entries.run("text", "content", at, "ab", "text")
    (entry,) = entries.entries
    assert (entry.count, entry.text, entry.at, entry.until, entry.chars) == (3, "ababab", 0.1, 0.3, 6)


def test_another_sort_begins_the_next_run():
    entries = EntryList()
    for sort in ("text", "thinking", "text"):
        entries.run(sort, sort, None, "x", "text")
    assert [entry.slot for entry in entries.entries] == [("text", 0), ("thinking", 0), ("text", 1)]


def test_a_stream_that_never_repeats_itself_is_only_counted_in_the_end():
    entries = EntryList()
    for number in range(MOST_ENTRIES + 500):
        entries.add(("x", number), "x", None)
    assert len(entries.entries) == MOST_ENTRIES + 1
    assert (entries.entries[-1].name, entries.entries[-1].count) == ("more events", 500)


def test_comments_are_shown_safe():
    entries = EntryList()
    frame = Frame("", None, b": keep\x1b[2J alive\n\n")
    entries.comment(frame, 0.1)
    entries.comment(frame, 0.2)
    assert (entries.entries[0].name, entries.entries[0].count) == (": keep␛[2J alive", 2)


def test_faults_in_any_form_have_words():
    entries = EntryList()
    for error in ({"message": "no room"}, "plain", {"code": 5}, None):
        entries.fault(error, 0.1)
    assert [entry.text for entry in entries.entries] == ["no room", "plain", '{"code":5}', "None"]


def test_usage_in_every_language():
    assert usage_words({"prompt_tokens": 18_204, "completion_tokens": 412}) == "in 18,204  out 412"
    assert usage_words({"input_tokens": 100, "cache_read_input_tokens": 50}) == "in 150"
    assert usage_words({"promptTokenCount": 7}) == "in 7"
    assert usage_words({"prompt_tokens": None}) == ""


def test_scalars_of_the_wire_are_short_and_safe():
    assert words("x" * 500, 10) == "xxxxxxxxx…"
    assert words({"a": 1}) == words(None) == ""
    assert words(5) == "5"
    assert decode(b"[1]") is None
    assert decode(b"\xff") is None
