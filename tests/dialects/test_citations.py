from tui_router.dialects.citations import MOST, Citations
from tui_router.dialects.ledger import Ledger


def told(citations, *, free=True):
    ledger = Ledger("answer")
    return citations.end(ledger, free=free), [(note.act, note.before) for note in ledger.notes()]


def page(url, title=""):
    return {"type": "url_citation", "url": url, "title": title}


def test_a_source_that_nobody_named_is_told():
    citations = Citations("annotations")
    citations.shown("Tea.")
    citations.add(page("https://a.example/", "A\nb"))
    citations.add({"url_citation": page("https://b.example/")})
    text, notes = told(citations)
    assert text == "Sources:\n- A b: https://a.example/\n- https://b.example/"
    assert notes == [("moved", "2 sources")]


def test_a_source_in_the_text_is_not_told_again():
    citations = Citations("annotations")
    citations.shown("Tea (https://a.ex")
    citations.shown("ample/).")
    citations.add(page("https://a.example/"))
    assert told(citations) == ("", [("approximated", "1 source")])


def test_some_answers_have_no_place_for_them():
    citations = Citations("annotations")
    citations.add(page("https://a.example/"))
    assert told(citations, free=False) == ("", [("dropped", "1 source")])


def test_other_sources_are_counted():
    citations = Citations("annotations")
    for annotation in ({"type": "file_citation"}, {"url": 7}, None, "x"):
        citations.add(annotation)
    assert told(citations) == ("", [("dropped", "2 sources")])


def test_a_source_told_twice_is_one():
    citations = Citations("annotations")
    for _ in range(2):
        citations.add({"type": "file_citation", "file_id": "a", "index": 3})
    citations.add({"type": "file_citation", "file_id": "b", "index": 3})
    assert told(citations) == ("", [("dropped", "2 sources")])


def test_there_is_an_end():
    citations = Citations("annotations")
    for at in range(MOST * 3):
        citations.add(page(f"https://a.example/{at}"))
    assert len(told(citations)[0].splitlines()) == MOST + 1
