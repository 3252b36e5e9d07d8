import json

import pytest
from msgspec import Raw

from tui_router.dialects import gemini
from tui_router.dialects.envelope import unseal
from tui_router.dialects.gemini import answer as module
from tui_router.dialects.gemini import served
from tui_router.dialects.gemini.answer import Answer
from tui_router.dialects.gemini.schema import Candidate, Content, FunctionCall, Part, Reply


@pytest.fixture
def heard(make_call):
    def begin(request=None):
        call = make_call(request, dialect="gemini", model="gemini-3.8-flash")
        prepared = gemini.prepare(call)
        return Answer(call, prepared.memo), prepared.keeps

    return begin


def reply(*parts, finish=None):
    return Reply(candidates=[Candidate(content=Content(list(parts)), finish_reason=finish)])


def called(name, id=None, signature=None):
    return Part(function_call=FunctionCall(name, id, Raw(b"{}")), thought_signature=signature)


def test_a_signature_is_kept_under_the_id_that_the_client_knows(heard):
    answer, keeps = heard()
    answer.take(reply(called("A", "one", "c2ln"), called("B"), called("C", "one"), finish="STOP"))
    answer.end()
    opened = {id: unseal(sealed) for id, sealed in keeps.items()}
    ids = [event.content_block.id for event in answer.book.take() if hasattr(event, "content_block")]
    assert list(opened) == [ids[0], ids[2]]
    assert (opened["one"].held, opened["one"].item, opened["one"].model) == (
        "c2ln",
        {"id": "one"},
        "gemini-3.8-flash",
    )
    assert (opened[ids[2]].held, opened[ids[2]].item) == ("", {"id": "one"})


def test_too_many_calls_are_a_model_that_does_not_end(heard, monkeypatch):
    monkeypatch.setattr(module, "MOST_CALLS", 2)
    answer, _ = heard()
    answer.take(reply(called("A"), called("B"), called("C")))
    assert answer.fault is not None
    assert answer.fault.diagnosis.name == "model_tool_call_failed"


def test_arguments_without_end_are_given_up(heard, monkeypatch):
    monkeypatch.setattr("tui_router.dialects.toolcall.LONGEST", 10)
    answer, _ = heard()
    answer.take(reply(Part(function_call=FunctionCall("A", None, Raw(b'{"a":"' + b"x" * 50 + b'"}')))))
    assert answer.fault is not None


def test_what_was_said_before_a_failed_call_is_not_lost(heard):
    answer, _ = heard()
    answer.take(reply(Part(text="a"), finish="MALFORMED_FUNCTION_CALL"))
    assert answer.fault is not None
    assert len(answer.book.take()) == 3


def test_media_and_citations_are_noted(heard):
    answer, _ = heard()
    told = reply(Part(text="a"), Part(inline_data={"mimeType": "image/png"}), finish="STOP")
    told.candidates[0].citation_metadata = {"citationSources": []}
    answer.take(told)
    answer.end()
    assert {note.path for note in answer.ledger.notes()} >= {
        "candidates[0].content.parts[*]",
        "candidates[0].citationMetadata",
    }


def test_pages_that_were_fetched_are_noted(heard):
    answer, _ = heard()
    fetched = {"urlMetadata": [{"retrievedUrl": "https://a.example"}]}
    answer.take(Reply(candidates=[Candidate(content=Content([Part("x")]), url_context_metadata=fetched)]))
    assert [(note.act, note.path) for note in answer.ledger.notes()] == [
        ("dropped", "candidates[0].urlContextMetadata")
    ]


def test_a_search_without_pages_is_noted(heard):
    answer, _ = heard()
    told = reply(Part(text="a"), finish="STOP")
    told.candidates[0].grounding_metadata = {"webSearchQueries": ["x"]}
    answer.take(told)
    answer.end()
    assert any(
        note.path.endswith("groundingMetadata") and note.act == "dropped" for note in answer.ledger.notes()
    )


def test_what_its_own_tools_did_is_kept_unless_it_is_too_long(heard, monkeypatch):
    searched = Part(tool_call={"id": "s1"}, thought_signature="c2ln")
    answer, keeps = heard()
    answer.take(reply(searched, called("A", "one"), finish="STOP"))
    answer.end()
    assert json.loads(unseal(keeps["one"]).item["before"]) == [
        {"toolCall": {"id": "s1"}, "thoughtSignature": "c2ln"}
    ]
    monkeypatch.setattr(served, "LONGEST", 5)
    answer, keeps = heard()
    answer.take(reply(searched, called("A", "one"), finish="STOP"))
    answer.end()
    assert unseal(keeps["one"]).item == {"id": "one"}
    assert [note.reason for note in answer.ledger.notes() if note.act == "dropped"] == ["too long to be kept"]
