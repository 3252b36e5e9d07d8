import pytest

from tui_router.dialects.gemini.sources import LONGEST, MOST, sources, written


def web(uri, title=None):
    return {"web": {"uri": uri, "title": title}}


def test_each_page_once_in_order():
    told = {
        "groundingChunks": [
            web("https://b.example", "B"),
            web("https://a.example"),
            web("https://b.example", "C"),
        ]
    }
    assert sources(told) == [("B", "https://b.example"), ("https://a.example", "https://a.example")]


@pytest.mark.parametrize(
    "uri",
    ["javascript:alert(1)", "file:///etc/passwd", "https://", "https://[broken", "https://a.example/b)", "a b",
     "https://a.example/" + "x" * LONGEST, 7, None],
)  # fmt: skip
def test_what_is_no_page(uri):
    assert sources({"groundingChunks": [web(uri, "T")]}) == []


@pytest.mark.parametrize(
    "told", [None, [], {}, {"groundingChunks": 5}, {"groundingChunks": [1, {"web": []}, {}]}]
)
def test_what_is_no_list(told):
    assert sources(told) == []


def test_there_is_an_end_to_it():
    many = {"groundingChunks": [web(f"https://a.example/{n}", "x" * 9_000) for n in range(100)]}
    found = sources(many)
    assert len(found) == MOST
    assert max(len(title) for title, _ in found) == 200


def test_how_it_is_written():
    assert written([("a [b]\n", "https://c")]) == "\n\nSources:\n- [a (b)\n](https://c)"
    assert sources({"groundingChunks": [web("https://c.example", "a\n b")]})[0][0] == "a b"
