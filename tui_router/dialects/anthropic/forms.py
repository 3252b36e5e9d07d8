"""Ids and arguments of earlier calls in the form the target takes."""

from msgspec import Raw

from tui_router.dialects.anthropic.draft import Draft, block_lists
from tui_router.dialects.anthropic.look import LONGEST_NAME
from tui_router.dialects.anthropic.tree import Node
from tui_router.dialects.call_ids import WORDS, Form, fit_ids
from tui_router.dialects.names import NameMap
from tui_router.dialects.plain_json import plain_arguments
from tui_router.wire.mend import is_object

NO_NAME = "unnamed"

_ID = {"tool_use": "id", "tool_result": "tool_use_id"}


def fit_tool_ids(draft: Draft, form: Form) -> None:
    named = [(block, _ID[block.kind]) for block in _calls(draft)]
    changed = fit_ids((block.text(key) for block, key in named), form)
    for block, key in named:
        before = block.text(key)
        if before in changed:
            path, after = f"{block.path}.{key}", changed[before]
            draft.ledger.add(
                "renamed", path, f"the target wants {WORDS[form]}", to=path, before=before, after=after
            )
            block.put(key, after)


def fit_call_names(draft: Draft) -> None:
    """Calls under a name that no tool can have, which were answered with an error long ago."""
    names = NameMap((), LONGEST_NAME)
    for block in _calls(draft):
        name = block.text("name")
        if block.kind != "tool_use" or 0 < len(name) <= LONGEST_NAME:
            continue
        path, after = f"{block.path}.name", names.out(name) if name else NO_NAME
        reason = f"the name of a call has 1 to {LONGEST_NAME} characters"
        draft.ledger.add("renamed", path, reason, to=path, before=name, after=after)
        block.put("name", after)


def mend_arguments(draft: Draft) -> None:
    """Arguments are an object; one that stands in a string is taken out of it. What is one goes as it came."""
    for block in _calls(draft):
        source = block.raw("input")
        if block.kind != "tool_use" or (source is not None and source.startswith(b"{")):
            continue
        text = block.text("input")
        new = plain_arguments(text.encode() if is_object(text) else source or b"")
        draft.ledger.add(
            "repaired", f"{block.path}.input", "arguments are an object", before=source or b"", after=new
        )
        block.put("input", Raw(new))


def _calls(draft: Draft) -> list[Node]:
    return [block for content in block_lists(draft) for block in content.items if block.kind in _ID]
