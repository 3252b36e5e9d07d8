import json

from tui_router.core.target import Target
from tui_router.gateway.taken import change
from tui_router.messages.codec import decode_request
from tui_router.providers.provider import Model, Provider
from tui_router.routing.asked import read_asked
from tui_router.routing.changes import Changes
from tui_router.routing.rules import Rule, When, looks_of
from tui_router.routing.table import build, resolve

P = Provider(name="p", dialect="chat", base_url="http://127.0.0.1", models={"m": Model()})


def taken(rules, **fields):
    body = {"model": "claude-opus-5", "max_tokens": 32000, "messages": [{"role": "user", "content": "hi"}]}
    body = json.dumps({**body, **fields}).encode()
    request = decode_request(body)
    table = build(providers={"p": P}, tiers={"default": [Target("p", "m")]}, routes=rules)
    asked = read_asked(request, {}, "main", looks=looks_of(rules))
    return body, change(request, body, resolve(table, asked), asked)


def test_without_changes_the_bytes_are_the_clients_own():
    body, found = taken([])
    assert found.body is body
    assert found.notes == ()
    body, found = taken([Rule(number=1, changes=Changes(drop=("top_k",)))])
    assert found.body is body


def test_a_change_reaches_request_body_and_notes():
    _, found = taken([Rule(number=1, changes=Changes(clamp={"max_tokens": (None, 100)}))])
    assert found.request.max_tokens == json.loads(found.body)["max_tokens"] == 100
    assert [(note.act, note.reason) for note in found.notes] == [("clamped", "route 1 of your settings")]


def test_a_tag_leaves_the_prompt_when_it_decided():
    tag = "<tui-router-model>p/other</tui-router-model>"
    by_tag = Rule(number=1, when=When(tag=True), changes=Changes(set={"temperature": 0}))
    _, found = taken([by_tag], system=[{"type": "text", "text": f"{tag}You are"}])
    assert json.loads(found.body)["system"][0]["text"] == "You are"
    assert json.loads(found.body)["temperature"] == 0
    assert [(note.act, note.path) for note in found.notes] == [("dropped", "system"), ("added", "")]
    first = Rule(number=1, when=When(model=("*",)), to=(Target("p", "m"),))
    body, found = taken([first, Rule(number=2, when=When(tag=True))], system=tag)
    assert found.body is body
