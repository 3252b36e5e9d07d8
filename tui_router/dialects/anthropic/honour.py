"""Everything a target is known to refuse, kept to. Each step looks at its own quirks and leaves alone what they do
not concern, so that a request nothing concerns goes as it came."""

from tui_router.dialects.anthropic import (
    betas,
    blocks,
    calls,
    content,
    drops,
    foreign,
    forms,
    marks,
    roles,
    thinking,
    thoughts,
    tools,
)
from tui_router.dialects.anthropic.draft import THOUGHTS, Draft
from tui_router.dialects.media import sight_of
from tui_router.dialects.names import NameMap
from tui_router.dialects.sampling import COOL


def honour(draft: Draft, headers: dict[str, str]) -> NameMap | None:
    """Changes `draft` and `headers`. Hands back the names that were changed, for the answer."""
    quirks = draft.quirks
    needs = betas.Needs()
    if quirks.refused_betas:
        needs = betas.needs(quirks.refused_betas, betas.refuse(headers, quirks.refused_betas, draft.ledger))
    thinking.reshape(draft)
    gone = _recall(draft)
    _leave_out(draft, (*quirks.drop, *needs.members))
    refused = (*quirks.refused_blocks, *needs.blocks)
    sight = sight_of(draft.call, draft.call.target.model or draft.call.request.model)
    if refused or not (sight.images and sight.files):
        blocks.tell(draft, refused, sight)
    foreign.tell_searches(draft)
    _lay_out(draft)
    foreign.settle(draft)
    budget_anew = quirks.thinking_type == "enabled" and not quirks.replay_reasoning
    if gone or quirks.strip_thinking or budget_anew or THOUGHTS.intersection(refused):
        thoughts.keep_order(draft)
    names = _fit_tools(draft)
    if quirks.cache_marks != "all" or quirks.most_cache_marks:
        marks.fit_marks(draft)
    if quirks.flat_content:
        content.flatten(draft)
    if quirks.safe_generation:
        _cool(draft)
    return names


def _recall(draft: Draft) -> bool:
    """Thinking of earlier turns; whether any went that was not its maker's. A target that wants it back takes it
    without a signature."""
    quirks = draft.quirks
    if quirks.strip_thinking:
        thoughts.strip(draft, THOUGHTS, "the target refuses thinking of earlier turns")
    elif quirks.thinking_type == "off":
        thoughts.strip(draft, THOUGHTS, "the target takes no thinking")
    elif not quirks.replay_reasoning:
        return thoughts.drop_foreign(draft)
    return False


def _leave_out(draft: Draft, members: tuple[str, ...]) -> None:
    for member in members:
        path = drops.normal(member)
        if path in (("output_config", "format"), ("output_format",)):
            drops.drop_format(draft, f"the target refuses {path[-1]}")
        else:
            drops.drop(draft, member)
    if not draft.quirks.json_schema:
        drops.drop_format(draft, "the target has no field for a schema")


def _lay_out(draft: Draft) -> None:
    """The conversation. Roles come first, since what is merged decides which message follows a call."""
    quirks = draft.quirks
    if quirks.merge_roles:
        roles.merge(draft)
    if quirks.mend_pairs:
        calls.pair(draft)
    if quirks.tool_ids:
        forms.fit_tool_ids(draft, quirks.tool_ids)
    if quirks.mend_arguments:
        forms.mend_arguments(draft)
    if quirks.replay_reasoning and not quirks.strip_thinking and quirks.thinking_type != "off":
        thoughts.replay(draft)
    if quirks.fill_empty:
        content.fill(draft)


def _fit_tools(draft: Draft) -> NameMap | None:
    quirks = draft.quirks
    if quirks.drop_schema_keys or quirks.plain_schemas:
        tools.clean_schemas(draft)
    if quirks.tool_choice != "all":
        tools.choose(draft)
    if not quirks.parallel_tool_calls:
        tools.allow_parallel(draft)
    if quirks.longest_tool_name or quirks.plain_tool_names:
        return tools.rename(draft)
    return None


def _cool(draft: Draft) -> None:
    """Only without thinking, which wants the temperature it was made for."""
    given = draft.call.request.temperature
    if draft.thinks or "temperature" in draft.quirks.drop or (given is not None and given <= COOL):
        return
    reason = "a cooler try after a call that went wrong"
    draft.ledger.add("approximated", "temperature", reason, to="temperature", before=given or "", after=COOL)
    draft.top.put("temperature", COOL)
