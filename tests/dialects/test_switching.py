"""A conversation that was led in several languages goes on in any other, or in one of those it came from."""

import importlib
import itertools
import json
import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tui_router.core.target import Dialect
from tui_router.dialects.envelope import TAG, Sealed, maker_of, seal
from tui_router.dialects.find import dialect_of

DIALECTS = get_args(Dialect)
HERE = "https://here.example/v1"
ELSEWHERE = "https://elsewhere.example/v1"
PIXEL = "iVBORw0KGgo="
HELD = "aGVsZA=="
"""What an upstream wants back, as it stands inside an envelope."""
FOREIGN = "Zm9yZWlnbg=="

MESSAGES_LIKE = ("anthropic", "bedrock")
ID_RULES = {
    "anthropic": re.compile(r"[a-zA-Z0-9_-]{1,64}"),
    "bedrock": re.compile(r"[a-zA-Z0-9_-]{1,64}"),
    "responses": re.compile(r".{1,64}", re.DOTALL),
}


def module_of(dialect):
    """A language that is not there yet is passed over, one that is broken is not."""
    name = f"tui_router.dialects.{dialect}"
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        pytest.skip(f"{dialect} is not built yet")
    return dialect_of(dialect)


# -- what the answers of each language leave in the client's history


class Left:
    """What one answer leaves: `blocks` of the assistant, `results` of the user, `kept` beside calls."""

    def __init__(self, blocks, results=(), kept=None):
        self.blocks, self.results, self.kept = list(blocks), list(results), kept or {}


def text(said="done"):
    return {"type": "text", "text": said}


def thinking(signature, words="hm"):
    return {"type": "thinking", "thinking": words, "signature": signature}


def tool(id, name="Bash"):
    return {"type": "tool_use", "id": id, "name": name, "input": {"command": "ls"}}


def answer(id, content="ok", **more):
    return {"type": "tool_result", "tool_use_id": id, "content": content, **more}


def image():
    return {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": PIXEL}}


def maker(make_call, dialect, base_url):
    return maker_of(make_call(dialect=dialect, base_url=base_url).provider)


def envelope(kind, maker, held=HELD, **item):
    return seal(Sealed(kind, maker, "some-model", held, item))


def leave_anthropic(make_call, base_url, n):
    id = f"toolu_01{n:022d}"
    found = {"type": "web_search_result", "title": "T", "url": "http://h", "encrypted_content": FOREIGN}
    return [
        Left([thinking(FOREIGN), text(), tool(id)], [answer(id, [text("seen"), image()])]),
        Left([{"type": "redacted_thinking", "data": FOREIGN}, text()]),
        Left(
            [
                {
                    "type": "server_tool_use",
                    "id": f"srvtoolu_{n}",
                    "name": "web_search",
                    "input": {"query": "q"},
                },
                {"type": "web_search_tool_result", "tool_use_id": f"srvtoolu_{n}", "content": [found]},
                {**text(), "citations": [{"type": "web_search_result_location", "url": "http://h"}]},
            ]
        ),
    ]


def leave_chat(make_call, base_url, n):
    sealed = envelope("reasoning", maker(make_call, "chat", base_url), "")
    ids = [f"functions.Bash:{n}", f"call_{n}|fc_00.x:y"]
    return [
        Left(
            [thinking(sealed), tool(ids[0]), tool(ids[1])],
            [answer(ids[1], is_error=True), answer(ids[0], "")],
        ),
        Left(
            [thinking(""), text("  "), tool(f"chatcmpl-tool-{n:040d}")],
            [answer(f"chatcmpl-tool-{n:040d}", [])],
        ),
        Left([thinking(sealed)]),
    ]


def leave_responses(make_call, base_url, n):
    made = maker(make_call, "responses", base_url)
    sealed = envelope("encrypted", made, id=f"rs_{n}")
    token = envelope("encrypted", made, "web_search", id=f"ws_{n}", query="q")
    found = {"type": "web_search_result", "title": "T", "url": "http://h", "encrypted_content": token}
    id = f"call_{n:020d}"
    return [
        Left([thinking(sealed), text(), tool(id)], [answer(id, [image()])]),
        Left([{"type": "redacted_thinking", "data": sealed}, tool(id)], [answer(id)]),
        Left(
            [
                {
                    "type": "server_tool_use",
                    "id": f"srvtoolu_{n}",
                    "name": "web_search",
                    "input": {"query": "q"},
                },
                {"type": "web_search_tool_result", "tool_use_id": f"srvtoolu_{n}", "content": [found]},
                text(),
            ]
        ),
        Left([text(), thinking(sealed, "")]),
    ]


def leave_gemini(make_call, base_url, n):
    sealed = envelope("thought", maker(make_call, "gemini", base_url))
    ids = [f"toolu_{n}_a", f"toolu_{n}_b"]
    return [
        Left([thinking(sealed), tool(ids[0]), tool(ids[1])], map(answer, ids), {ids[0]: sealed}),
        Left([thinking(sealed), text()]),
        Left([text(""), tool(ids[0])], [answer(ids[0])]),
    ]


LEAVE = {
    "anthropic": leave_anthropic,
    "bedrock": leave_anthropic,
    "chat": leave_chat,
    "responses": leave_responses,
    "gemini": leave_gemini,
}

ASKED = [
    "go on",
    [text("look"), image()],
    [
        {
            "type": "document",
            "title": "notes",
            "source": {"type": "text", "media_type": "text/plain", "data": "words"},
        }
    ],
    [
        {
            "type": "document",
            "title": "a.pdf",
            "source": {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0="},
        },
        {"type": "search_result", "source": "http://h", "title": "T", "content": [text("found")]},
    ],
    [{**text("marked"), "cache_control": {"type": "ephemeral"}}],
]


def led(make_call, turns):
    """A conversation of these turns (the language, which of its answers, where it came from, what is asked then), and
    what was kept beside its calls."""
    messages, kept = [{"role": "user", "content": "begin"}], {}
    for n, (dialect, which, base_url, asked) in enumerate(turns):
        choices = LEAVE[dialect](make_call, base_url, n)
        left = choices[which % len(choices)]
        kept.update(left.kept)
        messages.append({"role": "assistant", "content": left.blocks})
        said = [text(asked)] if isinstance(asked, str) else asked
        messages.append({"role": "user", "content": [*left.results, *said]})
    return messages, kept


def send(make_call, dialect, messages, kept, **more):
    module = module_of(dialect)
    request = {
        "max_tokens": 32000,
        "thinking": {"type": "enabled", "budget_tokens": 4000},
        "tools": [{"name": "Bash", "input_schema": {"type": "object", "properties": {}}}],
        "messages": messages,
    }
    call = make_call(request, dialect=dialect, base_url=HERE, kept=kept, **more)
    prepared = module.prepare(call)
    return call, prepared, json.loads(prepared.body)


# -- the rules of the target


def walk(value, path=()):
    """Every value in a body with its path."""
    yield path, value
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from walk(each, (*path, key))


def pairs_of(dialect, body):
    """The ids of calls and of results, each in order; results directly follow."""
    if dialect in MESSAGES_LIKE:
        for before, after in itertools.pairwise([*body["messages"], {"role": "user", "content": []}]):
            if before["role"] == "assistant":
                calls = [block["id"] for block in blocks(before) if block["type"] == "tool_use"]
                results = [block["tool_use_id"] for block in blocks(after) if block["type"] == "tool_result"]
                yield calls, results
    elif dialect == "chat":
        yield (
            [call["id"] for message in body["messages"] for call in message.get("tool_calls") or ()],
            [message["tool_call_id"] for message in body["messages"] if message["role"] == "tool"],
        )
    elif dialect == "responses":
        calls = [item["call_id"] for item in body["input"] if item.get("type") == "function_call"]
        yield calls, [item["call_id"] for item in body["input"] if item.get("type") == "function_call_output"]
    else:
        turns = body["contents"]
        for before, after in itertools.pairwise([*turns, {"parts": []}]):
            calls = [part["functionCall"]["name"] for part in before["parts"] if "functionCall" in part]
            if calls:
                yield (
                    calls,
                    [
                        part["functionResponse"]["name"]
                        for part in after["parts"]
                        if "functionResponse" in part
                    ],
                )


def blocks(message):
    content = message["content"]
    return content if isinstance(content, list) else [text(content)]


def is_empty(dialect, body):
    """Content without anything in it, which somebody refuses."""
    for path, value in walk(body):
        key = path[-1] if path else ""
        if key in ("content", "parts") and value == []:
            yield path
        is_text = dialect in MESSAGES_LIKE and isinstance(value, dict) and value.get("type") == "text"
        if is_text and not str(value.get("text", "x")).strip():
            yield path
        if dialect == "gemini" and key == "parts" and any(not part or part == {"text": ""} for part in value):
            yield path


def check(make_call, dialect, messages, kept):
    _call, prepared, body = send(make_call, dialect, messages, kept)
    raw = prepared.body.decode()
    assert TAG not in raw
    assert '"signature":""' not in raw
    assert "citations" not in raw or dialect in MESSAGES_LIKE
    assert "cache_control" not in raw or dialect in MESSAGES_LIKE
    if dialect not in MESSAGES_LIKE:
        assert FOREIGN not in raw
    for calls, results in pairs_of(dialect, body):
        assert sorted(calls) == sorted(results)
        rule = ID_RULES.get(dialect)
        assert rule is None or all(rule.fullmatch(id) for id in calls)
    assert list(is_empty(dialect, body)) == []
    told = re.sub(r'"(?:data|url|image_url|file_data|bytes)": ?"[^"]*"', "", raw)
    assert PIXEL not in told  # an image is an image or named, never told as JSON
    return prepared, body


CASES = [(target, origin, which) for target in DIALECTS for origin in DIALECTS for which in range(4)]


@pytest.mark.parametrize(("target", "origin", "which"), CASES)
@pytest.mark.parametrize("base_url", [HERE, ELSEWHERE])
def test_one_answer_of_any_language_goes_on_in_any_other(make_call, target, origin, which, base_url):
    turns = [(origin, which, base_url, asked) for asked in ASKED]
    messages, kept = led(make_call, turns)
    check(make_call, target, messages, kept)


TURN = st.tuples(
    st.sampled_from(DIALECTS), st.integers(0, 3), st.sampled_from([HERE, ELSEWHERE]), st.sampled_from(ASKED)
)


@pytest.mark.parametrize("target", DIALECTS)
@given(turns=st.lists(TURN, max_size=6))
def test_a_conversation_of_many_languages_goes_on_in_any(make_call, target, turns):
    messages, kept = led(make_call, turns)
    check(make_call, target, messages, kept)


@pytest.mark.parametrize("target", DIALECTS)
@given(turns=st.lists(TURN, min_size=1, max_size=4))
def test_earlier_turns_are_written_the_same_when_later_ones_come(make_call, target, turns):
    """Ids of calls above all: a prompt cache holds only what begins the same."""
    if target not in ("chat", "responses"):
        pytest.skip("what follows may change how its own thinking goes back")
    key = "messages" if target == "chat" else "input"
    messages, kept = led(make_call, turns)
    body = check(make_call, target, messages, kept)[1][key]
    longer, more = led(make_call, [*turns, ("anthropic", 1, ELSEWHERE, "on")])
    after = check(make_call, target, longer, {**kept, **more})[1][key]
    ids = [list(calls) for calls, _ in pairs_of(target, {key: body})]
    assert [calls[: len(ids[at])] for at, (calls, _) in enumerate(pairs_of(target, {key: after}))] == ids


def test_its_own_seals_come_home(make_call):
    """What an upstream wants back gets to it, bare, and to nobody else."""
    for target in ("responses", "gemini"):
        module_of(target)
        messages, kept = led(make_call, [(target, 0, HERE, "on")])
        for dialect in DIALECTS:
            _prepared, body = check(make_call, dialect, messages, kept)
            assert (HELD in json.dumps(body)) == (dialect == target), (target, dialect)
        messages, kept = led(make_call, [(target, 0, ELSEWHERE, "on")])
        _prepared, body = check(make_call, target, messages, kept)
        assert HELD not in json.dumps(body)


@pytest.mark.parametrize("target", DIALECTS)
@pytest.mark.parametrize("origin", [name for name in DIALECTS if name != "bedrock"])
def test_what_was_left_out_has_notes(make_call, target, origin):
    for which in range(3):
        messages, kept = led(make_call, [(origin, which, ELSEWHERE, "on")])
        plain = [message for message in messages if "thinking" in json.dumps(message)]
        if not plain or (target in MESSAGES_LIKE and origin == "anthropic"):
            continue
        notes = [
            note for note in check(make_call, target, messages, kept)[0].notes if "messages[1]" in note.path
        ]
        assert any(note.act in ("dropped", "moved", "approximated") for note in notes), (which, notes)


@pytest.mark.parametrize("target", DIALECTS)
@pytest.mark.parametrize(
    "block",
    [
        image(),
        {"type": "image", "source": {"type": "url", "url": "http://h/x.png"}},
        {"type": "image", "source": {"type": "file", "file_id": "file_1"}},
        {"type": "document", "source": {"type": "file", "file_id": "file_1"}},
        {"type": "document", "source": {"type": "url", "url": "http://h/x.pdf"}},
        ASKED[3][0],
    ],
)
def test_what_a_model_without_eyes_is_not_shown_is_named(make_call, target, block):
    module = module_of(target)
    result = answer("toolu_1", [block])
    messages = [
        {"role": "user", "content": [text("see"), block]},
        {"role": "assistant", "content": [tool("toolu_1")]},
        {"role": "user", "content": [result]},
    ]
    call = make_call({"messages": messages}, dialect=target, known={"images": False})
    prepared = module.prepare(replace(call, read_pdf=lambda _data: None))
    raw = prepared.body.decode()
    assert raw.count("omitted: ") == 2
    assert PIXEL not in raw
    assert "JVBERi0=" not in raw
    assert sum(note.act == "dropped" for note in prepared.notes) >= 2


@pytest.mark.parametrize("target", DIALECTS)
@pytest.mark.parametrize("holder", ["assistant", "system"])
def test_an_image_in_an_answer_never_becomes_json_text(make_call, target, holder):
    messages = [
        {"role": "user", "content": "go"},
        {"role": holder, "content": [text("here"), image()]},
        {"role": "user", "content": "on"},
    ]
    _call, prepared, _body = send(make_call, target, messages, {})
    assert '\\"type\\"' not in prepared.body.decode()
    assert '\\"source\\"' not in prepared.body.decode()


def server(kind, name, found, **input):
    """A call that ran on Anthropic's side, and what came of it."""
    used = {"type": "server_tool_use", "id": "srvtoolu_1", "name": name, "input": input}
    return [used, {"type": kind, "tool_use_id": "srvtoolu_1", "content": found}, text()]


OF_ANTHROPIC = {
    "mcp": (
        [
            {
                "type": "mcp_tool_use",
                "id": "mcptoolu_1",
                "name": "find",
                "server_name": "s",
                "input": {"a": "ASKED"},
            },
            {"type": "mcp_tool_result", "tool_use_id": "mcptoolu_1", "content": [text("FOUND")]},
        ],
        ["ASKED", "FOUND"],
    ),
    "code": (
        server(
            "bash_code_execution_tool_result",
            "bash_code_execution",
            {"stdout": "FOUND", "return_code": 0},
            command="ASKED",
        ),
        ["ASKED", "FOUND"],
    ),
    "fetch": (
        server(
            "web_fetch_tool_result", "web_fetch", {"type": "web_fetch_result", "url": "FOUND"}, url="ASKED"
        ),
        ["ASKED", "FOUND"],
    ),
    "no search": (
        server("web_search_tool_result", "web_search", {"error_code": "FOUND"}, query="ASKED"),
        ["ASKED", "FOUND"],
    ),
    "tools": (
        server(
            "tool_search_tool_result",
            "tool_search_tool_regex",
            {"tool_references": [{"type": "tool_reference", "tool_name": "FOUND"}]},
            pattern="ASKED",
        ),
        ["ASKED", "FOUND"],
    ),
    "compaction": ([{"type": "compaction", "content": "FOUND", "encrypted_content": "e"}], ["FOUND"]),
    "fallback": ([{"type": "fallback", "from": {"model": "FOUND"}, "to": {"model": "b"}}, text()], ["FOUND"]),
    "cited": ([{**text("FOUND"), "citations": [{"type": "char_location"}]}], ["FOUND", "citations"]),
    "unparsed": (
        [{**tool("toolu_1"), "input": {"__unparsedToolInput": {"raw": "FOUND", "len": 5}}}],
        ["FOUND"],
    ),
    "cancelled": ([text("FOUND"), tool("toolu_1")], ["FOUND", "user spoke"]),
}
"""Blocks of an answer that no other language has, and what of them must not vanish without a word."""


@pytest.mark.parametrize("target", DIALECTS)
@pytest.mark.parametrize("case", OF_ANTHROPIC)
def test_nothing_of_an_answer_vanishes_without_a_word(make_call, target, case):
    said, kept = OF_ANTHROPIC[case]
    messages = [
        {"role": "user", "content": "go"},
        {"role": "assistant", "content": said},
        {"role": "user", "content": "user spoke"},
    ]
    _call, prepared, body = send(make_call, target, messages, {})
    told = prepared.body.decode() + "".join(note.path + note.before for note in prepared.notes)
    assert [word for word in kept if word not in told] == []
    assert list(is_empty(target, body)) == []


@pytest.mark.parametrize("target", DIALECTS)
def test_system_messages_say_more_than_words(make_call, target):
    messages = [
        {"role": "user", "content": "go"},
        {"role": "system", "content": "ONCE", "clear_at": "next_user_message"},
        {"role": "assistant", "content": "ok"},
        {"role": "system", "content": [], "output_config": {"effort": "low"}},
        {"role": "user", "content": "on"},
        {
            "role": "system",
            "content": [{"type": "tool_addition", "tool": {"tool_name": "Late"}}, text("WORDS")],
        },
    ]
    _call, prepared, body = send(make_call, target, messages, {})
    if target in MESSAGES_LIKE:
        assert body["messages"] == messages
        return
    raw = prepared.body.decode()
    assert "ONCE" not in raw
    assert "WORDS" in raw
    assert list(is_empty(target, body)) == []
    paths = {note.path for note in prepared.notes}
    assert {"messages[1]", "messages[3].output_config.effort", "messages[5].content[0]"} <= paths
