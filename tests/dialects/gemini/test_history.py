import pytest

from tui_router.dialects.content import Parts
from tui_router.dialects.gemini.content import spelling
from tui_router.dialects.gemini.history import CLOSING, OPENING, History
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.names import NameMap
from tui_router.dialects.pairs import NO_RESULT, lay_out, pair
from tui_router.dialects.signatures import UNSIGNED, Signatures, said_id


@pytest.fixture
def contents(make_call):
    def write(*messages, kept=None, media=True, signed=True, user_last=False, served=False, **quirks):
        call = make_call({"messages": list(messages)}, dialect="gemini", kept=kept, quirks=quirks)
        ledger = Ledger()
        history = History(
            Parts(ledger, spelling(ledger), images=True),
            NameMap([]),
            ledger,
            call.provider.quirks,
            Signatures(call, "m"),
            media=media,
            signed=signed,
            user_last=user_last,
            served=served,
        )
        return history.write(pair(lay_out(call.request.messages), ledger)), ledger.notes()

    return write


def user(*blocks):
    return {"role": "user", "content": list(blocks)}


def model(*blocks):
    return {"role": "assistant", "content": list(blocks)}


def use(id):
    return {"type": "tool_use", "id": id, "name": f"T{id}", "input": {}}


def result(id, content="done"):
    return {"type": "tool_result", "tool_use_id": id, "content": content}


GO = {"type": "text", "text": "go"}
GIF = {"type": "image", "source": {"type": "base64", "media_type": "image/gif", "data": "QUJD"}}


def signatures(said):
    return [
        (part["functionCall"]["name"], part.get("thoughtSignature"))
        for content in said
        for part in content["parts"]
        if "functionCall" in part
    ]


def test_the_first_call_of_every_step_is_signed(contents):
    said, _ = contents(
        user(GO), model(use("1")), user(result("1"), GO), model(use("2"), use("3")), user(result("2"))
    )
    assert signatures(said) == [("T1", UNSIGNED), ("T2", UNSIGNED), ("T3", None)]


def test_what_was_said_stays_as_it_was_in_the_next_turn(contents):
    """Prompt caches go by what a request begins with."""
    talk = [user(GO), model(use("1")), user(result("1")), model(GO), user(GO), model(use("2"))]
    before, _ = contents(*talk, user(result("2")))
    after, _ = contents(*talk, user(result("2"), GO), model(GO), user(GO))
    assert after[: len(before)] == before


def test_a_kept_signature_needs_no_stand_in(contents, make_call):
    kept = {"1": Signatures(make_call(dialect="gemini"), "another-model").sealed("c2ln", id="up")}
    said, notes = contents(user(GO), model(use("1")), user(result("1")), kept=kept)
    assert signatures(said) == [("T1", "c2ln")]
    assert said[1]["parts"][0]["functionCall"]["id"] == said[2]["parts"][0]["functionResponse"]["id"] == "up"
    assert notes == []


def test_an_id_that_was_never_the_target_s_is_not_sent(contents):
    said, _ = contents(user(GO), model(use("1")), user(result("1")))
    assert "id" not in said[1]["parts"][0]["functionCall"]
    assert "id" not in said[2]["parts"][0]["functionResponse"]


def test_what_a_result_cannot_hold_stands_behind_it(contents):
    said, notes = contents(user(GO), model(use("1")), user(result("1", [GIF])))
    assert [next(iter(part)) for part in said[-1]["parts"]] == ["text", "inlineData"]
    assert said[-2]["parts"][0]["functionResponse"]["response"] == {"output": "[image shown below]"}
    assert "moved" in {note.act for note in notes}


def test_results_share_their_content_with_nothing_else(contents):
    """Google takes a content that holds both for one of the model's."""
    said, _ = contents(user(GO), model(use("1"), use("2")), user(result("1"), result("2", [GIF]), GO))
    assert [(content["role"], [next(iter(part)) for part in content["parts"]]) for content in said[2:]] == [
        ("user", ["functionResponse", "functionResponse"]),
        ("user", ["text", "inlineData", "text"]),
    ]


def test_an_id_goes_back_once_in_a_step(contents, make_call):
    """Two calls of one step with the same id are refused; in another step they are not."""
    own = Signatures(make_call(dialect="gemini"), "m")
    kept = {id: own.sealed("c2ln", id="call_8") for id in "123"}
    said, notes = contents(
        user(GO), model(use("1"), use("2")), user(result("1"), result("2")), model(use("3")), kept=kept
    )
    parts = [part for content in said for part in content["parts"]]
    assert [part["functionCall"].get("id") for part in parts if "functionCall" in part] == [
        "call_8",
        None,
        "call_8",
    ]
    told = [part["functionResponse"].get("id") for part in parts if "functionResponse" in part]
    assert told == ["call_8", None, "call_8"]
    assert [(note.act, note.path) for note in notes if note.act == "dropped"] == [
        ("dropped", "messages[1].content[1].id")
    ]


def test_no_ids_where_the_target_refuses_them(contents, make_call):
    kept = {"1": Signatures(make_call(dialect="gemini"), "m").sealed("c2ln", id="call_8")}
    talk = [user(GO), model(use("1")), user(result("1"))]
    said, notes = contents(*talk, kept=kept, drop=["contents.parts.function_call.id"])
    assert "id" not in said[1]["parts"][0]["functionCall"]
    assert "id" not in said[2]["parts"][0]["functionResponse"]
    assert [(note.act, note.before) for note in notes] == [("dropped", "call_8")]


def test_the_user_speaks_last_where_the_target_wants_it(contents):
    said, notes = contents(user(GO), model(GO), user_last=True)
    assert [content["role"] for content in said] == ["user", "model", "user"]
    assert said[-1]["parts"] == [{"text": CLOSING}]
    assert [(note.act, note.after) for note in notes] == [("added", CLOSING)]
    said, notes = contents(user(GO), model(use("1")), user_last=True, signed=False)
    assert "functionResponse" in said[-1]["parts"][0]
    assert [note.after for note in notes] == [NO_RESULT]


def test_the_target_s_own_thinking_goes_back_only_when_it_was_signed(contents, make_call):
    own = Signatures(make_call(dialect="gemini"), "m")
    thinking = {"type": "thinking", "thinking": "t", "signature": own.sealed("dGg=", on="thought")}
    said, notes = contents(user(GO), model(thinking, GO))
    assert said[1]["parts"][0] == {"text": "t", "thought": True, "thoughtSignature": "dGg="}
    assert notes == []
    said, notes = contents(user(GO), model({**thinking, "signature": own.sealed()}, GO))
    assert said[1]["parts"] == [{"text": "go"}]
    assert [note.act for note in notes] == ["dropped"]
    said, _ = contents(user(GO), model(thinking, GO), strip_thinking=True)
    assert said[1]["parts"] == [{"text": "go"}]


def test_a_signature_of_text_finds_its_text(contents, make_call):
    kept = {said_id("go"): Signatures(make_call(dialect="gemini"), "m").sealed("dHh0")}
    other = {"type": "text", "text": "go on"}
    said, _ = contents(user(GO), model(GO, other), kept=kept)
    assert said[1]["parts"] == [{"text": "go", "thoughtSignature": "dHh0"}, {"text": "go on"}]
    assert "thoughtSignature" not in said[0]["parts"][0]
    said, _ = contents(user(GO), model(GO), kept=kept, strip_thinking=True)
    assert said[1]["parts"] == [{"text": "go"}]


def test_the_user_begins(contents):
    said, notes = contents(model(GO))
    assert said[0] == {"role": "user", "parts": [{"text": OPENING}]}
    assert notes[-1].after == OPENING


def test_arguments_are_written_anew_where_that_was_wanted(contents):
    twice = {"type": "tool_use", "id": "1", "name": "T1", "input": {"a": 1}}
    said, notes = contents(user(GO), model(twice), mend_arguments=True)
    assert bytes(said[1]["parts"][0]["functionCall"]["args"]) == b'{"a":1}'
    assert "repaired" in {note.act for note in notes}
