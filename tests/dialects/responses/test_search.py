import json

import pytest
from msgspec import Raw

from tui_router.dialects.ledger import Ledger
from tui_router.dialects.responses.search import MOST_RESULTS, blocks_of, is_search, item_of, search_tool
from tui_router.messages.blocks import WebSearchResultBlock
from tui_router.messages.request import Tool
from tui_router.providers.provider import Provider

HERE = Provider(name="a", dialect="responses", base_url="https://a.example/v1")
THERE = Provider(name="b", dialect="responses", base_url="https://b.example/v1")


def tool(**members):
    told = {"type": "web_search_20250305", "name": "web_search", **members}
    return Tool(name="web_search", type=told["type"], raw=Raw(json.dumps(told).encode()))


def offered(**members):
    ledger = Ledger()
    entry = search_tool(tool(**members), "tools[0]", ledger)
    return entry, {note.path for note in ledger.notes()}


def found(item):
    use, result = blocks_of(item, "srvtoolu_1", HERE, "m")
    return json.loads(bytes(result[0].raw)), json.loads(use[1])


def searched(*urls, **action):
    sources = [{"type": "url", "url": url} for url in urls]
    return {"id": "ws_1", "action": {"type": "search", "query": "tea", "sources": sources, **action}}


def test_the_tool_in_the_target_s_words():
    entry, noted = offered(max_uses=3, allowed_domains=["a.b"], user_location={"city": "Łódź"}, odd=1)
    assert entry == {
        "type": "web_search",
        "filters": {"allowed_domains": ["a.b"]},
        "user_location": {"type": "approximate", "city": "Łódź"},
        "most": 3,
    }
    assert noted == {"tools[0]", "tools[0].allowed_domains", "tools[0].max_uses", "tools[0].odd"}


@pytest.mark.parametrize("members", [{"max_uses": "x"}, {"allowed_domains": []}, {"user_location": 7}])
def test_members_of_the_wrong_kind_do_no_harm(members):
    assert offered(**members)[0] == {"type": "web_search"}


def test_other_tools_are_none():
    assert not is_search(Tool(type="code_execution_20250825"))
    assert not is_search(Tool(type="web_search_20250305", input_schema=Raw(b"{}")))
    assert search_tool(Tool(type="bash_20250124"), "tools[0]", Ledger()) is None


def test_a_search_becomes_a_call_and_its_results():
    result, input = found(searched("https://a.example/", "https://b.example/"))
    assert input == {"query": "tea"}
    assert result["tool_use_id"] == "srvtoolu_1"
    assert [(row["url"], row["title"]) for row in result["content"]] == [
        ("https://a.example/", "https://a.example/"),
        ("https://b.example/", "https://b.example/"),
    ]


@pytest.mark.parametrize(
    "item", [{}, {"action": 7}, {"action": {"type": "open_page", "url": "u"}}, {"action": {"type": "find"}}]
)
def test_another_step_is_no_search(item):
    assert blocks_of(item, "srvtoolu_1", HERE, "m") == []


def test_a_search_that_failed_is_not_one_that_found_nothing():
    result, input = found({"action": {"type": "search", "query": "tea"}, "status": "failed"})
    assert input == {"query": "tea"}
    assert result["content"] == {"type": "web_search_tool_result_error", "error_code": "unavailable"}
    block = WebSearchResultBlock("srvtoolu_1", Raw(json.dumps(result["content"]).encode()))
    assert item_of(block, HERE) is None
    assert found({**searched("https://a.example/"), "status": "failed"})[0]["content"][0]["title"]


def test_sources_of_any_shape():
    action = {
        "query": 7,
        "queries": ["a", 7, "b"],
        "sources": [7, {}, {"url": 7}, {"url": "u", "title": "T"}],
    }
    result, input = found({"action": action})
    assert input == {"query": "a; b"}
    assert [(row["url"], row["title"]) for row in result["content"]] == [("u", "T")]
    assert len(found(searched(*map(str, range(MOST_RESULTS * 2))))[0]["content"]) == MOST_RESULTS


def test_goes_back_to_the_server_that_made_it():
    content = Raw(json.dumps(found(searched("https://a.example/"))[0]["content"]).encode())
    block = WebSearchResultBlock("srvtoolu_1", content)
    assert item_of(block, HERE) == {
        "type": "web_search_call",
        "status": "completed",
        "id": "ws_1",
        "action": {"type": "search", "query": "tea"},
    }
    assert item_of(block, THERE) is None


@pytest.mark.parametrize(
    "content", [b"[]", b"{", b"7", b'[{"encrypted_content":7}]', b'[{"encrypted_content":"Eq"}]']
)
def test_what_is_not_ours_does_not(content):
    assert item_of(WebSearchResultBlock("x", Raw(content)), HERE) is None
