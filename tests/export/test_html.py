"""Whatever was recorded stays text: the page is read as a browser would, and only our own tags are in it."""

import json
from html.parser import HTMLParser

from export_exchanges import EXCHANGES, STREAM, bare, exchange
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.export.html import TEXT_CAP, html

FAKE = "sk-ant-" + "api03-" + "a1" * 20
OURS = {
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "h1",
    "h2",
    "p",
    "table",
    "tr",
    "td",
    "th",
    "a",
    "article",
    "span",
    "details",
    "summary",
    "pre",
    "div",
    "b",
    "progress",
}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "max", "value"}
EVIL = "</pre></style></title><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' --><!-- ]]> \x00\x1b[2J"


class Page(HTMLParser):
    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.classes: set[str] = set()
        self.links: set[str] = set()
        self.open: list[str] = []
        self.text: list[str] = []
        self.policy = ""
        self.feed(page.decode())
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.tags.add(tag)
        self.attributes |= set(held)
        self.classes |= set((held.get("class") or "").split())
        if "href" in held:
            self.links.add(held["href"] or "")
        if held.get("http-equiv") == "Content-Security-Policy":
            self.policy = held["content"] or ""
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def check(page: bytes) -> Page:
    read = Page(page)
    assert read.tags <= OURS
    assert read.attributes <= ATTRIBUTES
    assert all(link.startswith("#x") and link[2:].isdigit() for link in read.links)
    assert read.open == []
    assert read.policy.startswith("default-src 'none'")
    return read


def test_a_session_reads_as_a_conversation():
    text = "\n".join(check(html([exchange(), exchange(39)], title="Session a1f3")).text)
    for words in ("Session a1f3", "Not much.", "ünïcödé €", "max_tokens 32,000 → 16,384", "end_turn",
                  "look at this one", "1.50 s", "Secrets were removed", "attempt 2 sent to openai"):  # fmt: skip
        assert words in text


def test_hostile_text_stays_text():
    asked = {"model": EVIL, "system": EVIL, "tools": [{"name": EVIL}], "messages": [
        {"role": EVIL, "content": EVIL}, {"role": "user", "content": [
            {"type": "tool_result", "content": EVIL}, {"type": EVIL}, {"type": "image", "source": EVIL},
            {"type": "thinking", "thinking": EVIL}, {"type": "tool_use", "name": EVIL, "input": {EVIL: EVIL}}, EVIL]}]}  # fmt: skip
    given = exchange(asked=json.dumps(asked).encode(), client_model=EVIL, model=EVIL, provider=EVIL, trouble=EVIL,
                     comment=EVIL, reason=EVIL, session=EVIL)  # fmt: skip
    given.legs[5].data = json.dumps({"type": "error", "error": {"message": EVIL}}).encode()
    for leg in given.legs:
        leg.start, leg.headers = EVIL, [(EVIL, EVIL), *STREAM]
    for attempt in given.detail.attempts:
        attempt.provider = attempt.outcome = EVIL
    page = html([given, given], title=EVIL)
    read = check(page)
    assert b"\x1b" not in page
    assert b"\x00" not in page
    assert any("<script>alert(1)</script>" in text for text in read.text)
    assert "assistant" in read.classes


def test_no_secret_gets_in():
    given = exchange(comment=FAKE)
    given.legs[0].data = given.legs[0].data.replace(b"Be brief.", FAKE.encode())
    assert FAKE.encode() not in html([given])


def test_what_was_not_kept_is_said():
    text = "\n".join(check(html([bare()])).text)
    assert "The request was not kept." in text
    assert "No answer was kept." in text


def test_very_long_texts_are_cut():
    asked = json.dumps({"messages": [{"role": "user", "content": "y" * (TEXT_CAP + 7)}]}).encode()
    assert "7 characters more" in "\n".join(check(html([exchange(asked=asked)])).text)


@given(EXCHANGES)
@settings(max_examples=50, deadline=None)
def test_whatever_was_recorded_is_a_page(given):
    check(html([given]))


@given(st.recursive(st.none() | st.integers() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3)
       | st.dictionaries(st.sampled_from(["type", "text", "content", "role", "messages", "system", "tools", "name"])
                         | st.text(max_size=3), inner, max_size=4), max_leaves=12))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_no_shape_of_a_request_is_taken_for_granted(value):
    check(html([exchange(asked=json.dumps({"messages": value, "system": value, "tools": value}).encode())]))


def test_depth_is_no_way_in():
    nested = b'{"type":"tool_result","content":[' * 400 + b"1" + b"]}" * 400
    check(html([exchange(asked=b'{"messages":[{"role":"user","content":[' + nested + b"]}]}")]))
    listed = b"[" * 900 + b"]" * 900
    page = html([exchange(asked=b'{"messages":[],"x":' + listed + b"}")])
    assert check(page).policy
