import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_router.dialects import gemini
from tui_router.dialects.gemini.parameters import KEPT

RECORDINGS = Path(__file__).parents[2] / "recordings" / "gemini"
CASES = sorted(path.name.removesuffix(".request.json") for path in RECORDINGS.glob("ask-*.request.json"))
AGAIN = os.environ.get("TUI_ROUTER_RECORD") == "1"


def recorded(case):
    told = json.loads((RECORDINGS / f"{case}.request.json").read_text("utf-8"))
    told.pop("about")
    return {"dialect": "gemini", "model": "gemini-3.8-flash", **told}


def told(content):
    return all("functionResponse" in part for part in content["parts"])


def complaint(body, model=""):
    """What Google's own reader would refuse, as far as it is known."""
    contents = body["contents"]
    if not contents or contents[0]["role"] != "user":
        return "the user does not begin"
    open_calls = []
    for before, content in zip([None, *contents], contents, strict=False):
        if not content["parts"]:
            return "no parts"
        if before is not None and before["role"] == content["role"] and told(before) == told(content):
            return "two contents of one role"
        if any("functionResponse" in part for part in content["parts"]) and not told(content):
            return "results beside something else"
        for part in content["parts"]:
            kinds = part.keys() & {"text", "inlineData", "fileData", "functionCall", "functionResponse"}
            if len(kinds) != 1 or (part.get("text") == "" and "thoughtSignature" not in part):
                return f"a part of kinds {kinds}"
        results = [p["functionResponse"]["name"] for p in content["parts"] if "functionResponse" in p]
        if results != open_calls:
            return f"calls of {open_calls} answered by {results}"
        open_calls = [p["functionCall"]["name"] for p in content["parts"] if "functionCall" in p]
        if not all(
            isinstance(p["functionCall"]["args"], dict) for p in content["parts"] if "functionCall" in p
        ):
            return "arguments that are no object"
    if model == "gemini-3.8-flash" and contents[-1]["role"] == "model":
        return "the model speaks last"
    return f"calls of {open_calls} without answers" if open_calls else None


@pytest.mark.parametrize("case", CASES)
def test_is_sent_as_recorded(playbook, case):
    prepared = gemini.prepare(playbook.make_call(**recorded(case)))
    sent = {
        "path": prepared.path,
        "body": json.loads(prepared.body),
        "notes": [playbook.tell_note(note) for note in prepared.notes],
    }
    expected = RECORDINGS / f"{case}.sent.json"
    if AGAIN:
        expected.write_text(json.dumps(sent, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert sent == json.loads(expected.read_text("utf-8"))
    assert complaint(sent["body"], recorded(case)["model"]) is None


def test_there_are_recordings():
    assert len(CASES) > 45


def test_keeps_the_client_s_model_when_the_target_names_none(make_call):
    prepared = gemini.prepare(make_call(model="", dialect="gemini"))
    assert prepared.path == "/models/claude-sonnet-5-5:streamGenerateContent?alt=sse"
    assert not any(note.path == "model" for note in prepared.notes)


def test_the_model_stands_only_in_the_path(make_call):
    assert "model" not in json.loads(gemini.prepare(make_call(dialect="gemini")).body)


def test_arguments_keep_their_spelling(make_call):
    body = (
        b'{"model":"m","messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"tool_use",'
        b'"id":"toolu_1","name":"Bash","input":{"n":1.50, "big":123456789012345678901234567890}}]}]}'
    )
    prepared = gemini.prepare(make_call(dialect="gemini", body=body))
    assert b'{"n":1.50, "big":123456789012345678901234567890}' in prepared.body


def test_what_the_answer_keeps_is_what_the_gateway_sees(make_call):
    prepared = gemini.prepare(make_call(dialect="gemini"))
    assert prepared.memo.keeps is prepared.keeps


NAMES = st.sampled_from(["Bash", "mcp__a_long_server_name__read_file", "2fa", "Web Search", "Bash_"])
IDS = st.sampled_from(["toolu_01", "toolu_02", "call49c89", ""])
WORDS = st.sampled_from(["", " ", "hi", "ü\ud83d"])
TEXT = st.builds(lambda text: {"type": "text", "text": text}, WORDS)
IMAGE = st.sampled_from(
    [
        {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "QUJD"}},
        {"type": "image", "source": {"type": "url", "url": "https://a.example/b.gif"}},
        {"type": "document", "source": {"type": "base64", "media_type": "application/pdf", "data": "QUJD"}},
    ]
)
INPUTS = st.sampled_from([{}, {"a": 1.5}, [1], None, "x", {"__unparsedToolInput": {"raw": "{'a': 1}"}}])
USE = st.builds(
    lambda its, name, given: {"type": "tool_use", "id": its, "name": name, "input": given}, IDS, NAMES, INPUTS
)
RESULT = st.builds(
    lambda its, content, failed: {
        "type": "tool_result",
        "tool_use_id": its,
        "content": content,
        "is_error": failed,
    },
    IDS,
    WORDS | st.lists(TEXT | IMAGE, max_size=2) | st.none(),
    st.booleans(),
)
ODD = st.sampled_from(
    [
        {"type": "thinking", "thinking": "t", "signature": ""},
        {"type": "redacted_thinking", "data": "tui-router.1.nonsense"},
        {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}},
        {"type": "tool_result"},
        {"type": "hologram"},
    ]
)
MESSAGES = st.lists(
    st.builds(
        lambda role, content: {"role": role, "content": content},
        st.sampled_from(["user", "assistant", "system"]),
        WORDS | st.lists(st.one_of(TEXT, IMAGE, USE, RESULT, ODD), max_size=5),
    ),
    min_size=1,
    max_size=7,
)


@settings(deadline=None, max_examples=200)
@given(messages=MESSAGES, model=st.sampled_from(["gemini-3.8-flash", "gemini-2.5-pro", "gemini-2.0-flash"]))
def test_any_conversation_becomes_a_legal_one(playbook, messages, model):
    call = playbook.make_call({"messages": messages}, dialect="gemini", model=model)
    first, second = gemini.prepare(call), gemini.prepare(call)
    assert complaint(json.loads(first.body), model) is None
    assert first.body == second.body


def test_openapi_s_words_are_all_that_is_sent_of_them(make_call):
    told = recorded("ask-38-schemas-before-2.5")
    functions = json.loads(gemini.prepare(make_call(**told)).body)["tools"][0]["functionDeclarations"]

    def keywords(schema):
        yield from schema
        for inner in schema.get("properties", {}).values():
            yield from keywords(inner)
        for inner in schema.get("anyOf", []):
            yield from keywords(inner)
        if "items" in schema:
            yield from keywords(schema["items"])

    found = {key for function in functions for key in keywords(function.get("parameters", {}))}
    assert found <= KEPT
    assert {"properties", "enum", "items", "anyOf", "nullable", "minimum"} <= found


def test_the_user_speaks_last_where_that_was_learned(make_call):
    asked = {"messages": [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "{"}]}
    call = make_call(asked, dialect="gemini", model="gemini-3.1-pro-preview", quirks={"merge_roles": True})
    assert json.loads(gemini.prepare(call).body)["contents"][-1]["role"] == "user"


def test_what_google_s_own_tools_did_goes_back_in_front_of_what_came_of_it(playbook):
    """And only where those tools are asked for again."""
    case = "documented-search-beside-functions"
    request = json.loads((RECORDINGS / f"{case}.request.json").read_text("utf-8"))
    chunks = (RECORDINGS / f"{case}.chunks.txt").read_text("utf-8").splitlines()[1:]
    heard = playbook.Playbook(request, dialect="gemini", model="gemini-3.8-flash")(*chunks)
    said = [part for line in chunks for part in json.loads(line)["candidates"][0]["content"]["parts"]]
    back = [
        {"role": "user", "content": "hi"},
        {
            "role": "assistant",
            "content": [
                {"type": "text", "text": "I look it up."},
                {"type": "tool_use", "id": "m4q8", "name": "Bash", "input": {"command": "ls"}},
            ],
        },
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "m4q8", "content": "done"}]},
    ]
    asked = {"dialect": "gemini", "model": "gemini-3.8-flash", "kept": heard.keeps}
    prepared = gemini.prepare(playbook.make_call({**request, "messages": back}, **asked))
    assert json.loads(prepared.body)["contents"][1]["parts"] == said[:-1]
    prepared = gemini.prepare(playbook.make_call({"tools": request["tools"][:1], "messages": back}, **asked))
    assert json.loads(prepared.body)["contents"][1]["parts"] == [said[0], said[3]]
    dropped = [note for note in prepared.notes if note.act == "dropped" and note.before == "2 pieces"]
    assert [note.path for note in dropped] == ["messages[1].content[1]"]
