"""The web search that runs on the upstream's side: how it is offered, shown in the answer, and sent back.

Both languages search in two steps, a query and what it found. Messages has a block for each, with an opaque text in
every result that the model wants back; there the item's own id travels, sealed.
"""

from typing import Any

import msgspec
from msgspec import Raw

from tui_router.dialects.envelope import Sealed, maker_of, seal, unseal
from tui_router.dialects.ledger import Ledger
from tui_router.messages.blocks import WebSearchResultBlock
from tui_router.messages.events import OtherOut
from tui_router.messages.request import Tool
from tui_router.providers.provider import Provider
from tui_router.wire.json import NotJson, read_any

SEARCH = "web_search"
SOURCES = "web_search_call.action.sources"
MOST_RESULTS = 200

_FILTERS = ("allowed_domains", "blocked_domains")
_KNOWN = frozenset({"type", "name", "max_uses", "user_location", "cache_control", *_FILTERS})

_FAILED = {"type": "web_search_tool_result_error", "error_code": "unavailable"}

_encode = msgspec.json.Encoder().encode

Entry = dict[str, Any]


def is_search(tool: Tool) -> bool:
    return tool.type.startswith("web_search_") and not bytes(tool.input_schema).startswith(b"{")


def search_tool(tool: Tool, path: str, ledger: Ledger) -> Entry | None:
    """`most` is no member of the tool: it goes to the top of the request."""
    if not is_search(tool):
        return None
    told = _object(tool.raw)
    entry: Entry = {"type": SEARCH}
    filters = {name: told[name] for name in _FILTERS if isinstance(told.get(name), list) and told[name]}
    if filters:
        entry["filters"] = filters
        ledger.add("moved", f"{path}.{next(iter(filters))}", "the same in its place", to="tools[*].filters")
    where = told.get("user_location")
    if isinstance(where, dict) and where:
        entry["user_location"] = {"type": "approximate", **where}
    most = told.get("max_uses")
    if isinstance(most, int) and not isinstance(most, bool) and most > 0:
        entry["most"] = most
        reason = "the target counts all tools on its side together"
        ledger.add("approximated", f"{path}.max_uses", reason, to="max_tool_calls", before=most, after=most)
    ledger.add("renamed", path, "the target's own web search", before=tool.type, after=SEARCH)
    for name in list(told.keys() - _KNOWN)[:8]:
        ledger.add("dropped", f"{path}.{name[:80]}", "the target's web search has no such member")
    return entry


def live_search_tool(tool: Tool, path: str, ledger: Ledger) -> Entry | None:
    """For a target that looks into its index alone, unless it is told to look into the web."""
    entry = search_tool(tool, path, ledger)
    if entry is not None:
        entry["external_web_access"] = True
        reason = "the target's search sees the live web only where it is told to"
        ledger.add("added", path, reason, to="tools[*].external_web_access", after="true")
    return entry


# -- the answer


def blocks_of(item: dict[str, Any], id: str, provider: Provider, model: str) -> list[tuple[OtherOut, str]]:
    """The two blocks of a search under the tool id `id`, each with its input; none for another kind of step: a page
    that was opened is no search."""
    action = item.get("action")
    if not isinstance(action, dict) or action.get("type", "search") != "search":
        return []
    query = _query(action)
    use = {"type": "server_tool_use", "id": id, "name": SEARCH, "input": {}}
    kept = {"id": item.get("id") if isinstance(item.get("id"), str) else "", "query": query}
    token = seal(Sealed("encrypted", maker_of(provider), model, SEARCH, kept))
    results: list[dict[str, Any]] = []
    sources = action.get("sources")
    for source in sources[:MOST_RESULTS] if isinstance(sources, list) else ():
        url = source.get("url") if isinstance(source, dict) else None
        if isinstance(url, str) and url:
            title = source.get("title")
            results.append(
                {
                    "type": "web_search_result",
                    "url": url,
                    "title": title if isinstance(title, str) and title else url,
                    "encrypted_content": "" if results else token,
                    "page_age": None,
                }
            )
    content = results if results or item.get("status") != "failed" else _FAILED
    result = {"type": "web_search_tool_result", "tool_use_id": id, "content": content}
    return [
        (OtherOut("server_tool_use", Raw(_encode(use))), _encode({"query": query}).decode()),
        (OtherOut("web_search_tool_result", Raw(_encode(result))), ""),
    ]


def _query(action: dict[str, Any]) -> str:
    query, queries = action.get("query"), action.get("queries")
    if isinstance(query, str) and query:
        return query
    told = [one for one in queries if isinstance(one, str)] if isinstance(queries, list) else []
    return "; ".join(told)


# -- the history


def item_of(block: WebSearchResultBlock, provider: Provider) -> Entry | None:
    """The search item that a result was made from; None when it was not this provider's."""
    for result in _list(block.content)[:1]:
        held = result.get("encrypted_content")
        sealed = unseal(held) if isinstance(held, str) else None
        if sealed is None or sealed.held != SEARCH or sealed.maker != maker_of(provider):
            return None
        id, query = sealed.item.get("id"), sealed.item.get("query")
        item: Entry = {"type": "web_search_call", "status": "completed"}
        if isinstance(id, str) and id:
            item["id"] = id
        item["action"] = {"type": "search", "query": query if isinstance(query, str) else ""}
        return item
    return None


def _list(raw: Raw) -> list[dict[str, Any]]:
    value = _read(raw)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _object(raw: Raw) -> dict[str, Any]:
    value = _read(raw)
    return value if isinstance(value, dict) else {}


def _read(raw: Raw) -> Any:
    try:
        return read_any(bytes(raw))
    except NotJson:
        return None
