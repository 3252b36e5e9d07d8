import json
import re
from functools import partial

import pytest

from tui_router.dialects.chat.tools import PLAIN, SEARCHING
from tui_router.dialects.gemini.tools import JSON, OPENAPI
from tui_router.dialects.offer import MOST_NAMED, PLACEHOLDER, offer, surplus
from tui_router.dialects.offer import Terms as _Terms
from tui_router.dialects.responses.tools import TONGUE

Terms = partial(_Terms, tongue=PLAIN)

SCHEMA = {"type": "object", "properties": {"when": {"type": "string", "format": "date"}}}


def request_of(make_call, *tools):
    return make_call({"tools": [{"input_schema": SCHEMA, **tool} for tool in tools]}).request


def functions(made):
    return [tool["function"] for tool in json.loads(bytes(made.members["tools"]))]


def test_tools_become_functions_under_the_target_s_names(make_call):
    made = offer(
        request_of(make_call, {"name": "A", "description": "Does."}, {"name": "B"}), Terms(("a", "b"))
    )
    assert functions(made) == [
        {"name": "a", "description": "Does.", "parameters": SCHEMA},
        {"name": "b", "parameters": SCHEMA},
    ]
    assert made.names == ("A", "B")


def test_the_same_tools_are_translated_once(make_call):
    tools = [{"name": "Once"}]
    first = offer(request_of(make_call, *tools), Terms(("Once",)))
    assert offer(request_of(make_call, *tools), Terms(("Once",))) is first


@pytest.mark.parametrize(
    ("terms", "function"),
    [
        (Terms(("B",)), {"name": "B", "parameters": SCHEMA}),
        (
            Terms(("A",), refused=("format",)),
            {
                "name": "A",
                "parameters": {"type": "object", "properties": {"when": {"type": "string"}}},
            },
        ),
    ],
)
def test_other_terms_are_another_translation(make_call, terms, function):
    request = request_of(make_call, {"name": "A"})
    assert functions(offer(request, Terms(("A",)))) == [{"name": "A", "parameters": SCHEMA}]
    assert functions(offer(request, terms)) == [function]


def test_notes_come_with_every_request(make_call):
    call = {"name": "A", "strict": True}
    seen = [offer(request_of(make_call, call), Terms(("A",))).ledger.notes() for _ in range(2)]
    assert [note.path for note in seen[0]] == ["tools[0].strict"]
    assert seen[0] == seen[1]


@pytest.mark.parametrize("searches", [True, False])
def test_tools_that_stay_behind(make_call, searches):
    request = make_call(
        {"tools": [{"name": PLACEHOLDER}, {"name": "web_search", "type": "web_search_20250305"}]}
    ).request
    made = offer(request, Terms((PLACEHOLDER, "web_search"), tongue=SEARCHING if searches else PLAIN))
    assert made.names == ()
    assert made.members == ({"web_search_options": {}} if searches else {})
    assert [note.act for note in made.ledger.notes()] == [
        "dropped",
        "approximated" if searches else "dropped",
    ]


@pytest.mark.parametrize("terms", [Terms(("A",), refused=("$schema", "format")), Terms(("A",), plain=True)])
def test_what_is_always_left_out_has_one_note(make_call, terms):
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **SCHEMA}
    made = offer(request_of(make_call, {"name": "A", "input_schema": schema}), terms)
    assert functions(made)[0]["parameters"] == {"type": "object", "properties": {"when": {"type": "string"}}}
    assert [note.path for note in made.ledger.notes() if "$schema" in note.path] == [
        "tools[*].input_schema.$schema"
    ]
    # a schema that has nothing else to lose is as it was, but for that
    schema = {"$schema": "s", "type": "object", "properties": {}}
    made = offer(request_of(make_call, {"name": "A", "input_schema": schema}), terms)
    assert len(made.ledger.notes()) == 1


def many(make_call, *names, called=(), **request):
    uses = [{"type": "tool_use", "id": f"toolu_{name}", "name": name, "input": {}} for name in called]
    said = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": uses or "hi"}]
    tools = [{"name": name, "input_schema": SCHEMA} for name in names]
    return make_call({"messages": said, "tools": tools, **request}).request


@pytest.mark.parametrize(
    ("most", "told", "without"),
    [
        (0, {}, ()),
        (4, {}, ()),
        (3, {}, (3,)),
        (2, {"called": ["D"]}, (1, 2)),
        (1, {"called": ["D"], "tool_choice": {"type": "tool", "name": "C"}}, (0, 1, 3)),
        (1, {"tool_choice": {"type": "any"}}, (1, 2, 3)),
        (2, {"called": ["Other"]}, (2, 3)),
    ],
)
def test_the_tools_in_use_stay(make_call, most, told, without):
    assert surplus(many(make_call, "A", "B", "C", "D", **told), most) == without


def test_a_tool_nobody_can_call_goes_first(make_call):
    assert surplus(many(make_call, PLACEHOLDER, "A", "B"), 2) == (0,)


def test_each_tool_that_stays_behind_is_named_as_far_as_anybody_reads(make_call):
    names = tuple(f"Tool{at}" for at in range(MOST_NAMED + 5))
    made = offer(many(make_call, *names), Terms(names, without=tuple(range(2, len(names)))))
    assert made.names == names[:2]
    notes = [(note.path, note.before) for note in made.ledger.notes()]
    assert notes[:2] == [("tools[2]", "Tool2"), ("tools[3]", "Tool3")]
    assert len(notes) == MOST_NAMED + 1
    assert notes[-1][1] == "3 more tools"


@pytest.mark.parametrize("tongue", [PLAIN, SEARCHING, JSON, OPENAPI, TONGUE])
def test_a_note_says_where_in_the_body_the_new_name_stands(make_call, tongue):
    request = request_of(make_call, {"name": PLACEHOLDER}, {"name": "A b"})
    made = offer(request, Terms(("x", "A_b"), tongue=tongue))
    to = next(note.to for note in made.ledger.notes() if note.act == "renamed")
    found = {key: json.loads(bytes(value)) for key, value in made.members.items()}
    for step in re.findall(r"\w+", to):
        found = found[int(step) if step.isdigit() else step]
    assert found == "A_b"
