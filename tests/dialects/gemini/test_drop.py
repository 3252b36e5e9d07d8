import pytest

from tui_router.dialects.gemini.drop import drop_members, member_of, refuses, refuses_ids
from tui_router.dialects.ledger import Ledger


@pytest.mark.parametrize(
    ("name", "member"),
    [
        ("generation_config.thinking_config.thinking_level", "thinkingLevel"),
        ("generationConfig.topK", "topK"),
        ("top_k", "topK"),
        ("'generation_config.response_json_schema'", "responseJsonSchema"),
        ("thinking", "thinkingConfig"),
        ("max_tokens", "maxOutputTokens"),
        ("contents[0].parts[1]", ""),
        ("tools", ""),
        ("", ""),
        ("..", ""),
    ],
)
def test_what_a_name_means(name, member):
    assert member_of(name) == member
    assert refuses((name,), member) is True or member == ""


def test_what_is_left_empty_goes_too():
    body = {"contents": [], "generationConfig": {"thinkingConfig": {"thinkingLevel": "LOW"}}}
    ledger = Ledger()
    drop_members(body, ("thinking_level", "top_k"), ledger)
    assert body == {"contents": []}
    assert [(note.path, note.before) for note in ledger.notes()] == [("thinking", "LOW")]


def test_what_stands_beside_it_stays():
    body = {"generationConfig": {"topK": 1, "topP": 0.5}, "toolConfig": {"functionCallingConfig": {}}}
    drop_members(body, ("topK", "tool_choice"), Ledger())
    assert body == {"generationConfig": {"topP": 0.5}}


def test_a_body_of_another_shape_is_left_alone():
    body = {"generationConfig": 5}
    drop_members(body, ("topK",), Ledger())
    assert body == {"generationConfig": 5}


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("id", True),
        ("contents[1].parts[0].function_call.id", True),
        ("user_id", False),
        ("id.x", False),
        ("", False),
    ],
)
def test_ids_of_calls_are_no_member_of_the_request_s_own(name, refused):
    assert refuses_ids((name,)) is refused
