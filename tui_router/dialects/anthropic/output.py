"""How much the target may write, whether it streams, and how boldly it writes."""

from tui_router.dialects.anthropic.draft import Draft
from tui_router.dialects.output_limit import output_limit


def limit(draft: Draft) -> bool:
    """Whether max_tokens changed, so that a budget of thinking may no longer fit under it."""
    clamp = output_limit(draft.call)
    if clamp is None:
        return False
    asked = draft.call.request.max_tokens
    draft.ledger.add(clamp.act, "max_tokens", clamp.reason, to="max_tokens", before=asked, after=clamp.value)
    draft.top.put("max_tokens", clamp.value)
    return True


def stream(draft: Draft) -> bool:
    """Whether the target is asked to stream. A server that cannot wins over one that does nothing else."""
    quirks, top, asked = draft.quirks, draft.top, draft.call.request.stream
    if "stream" in quirks.drop:
        before = top.raw("stream")
        if before is not None:
            draft.ledger.add("dropped", "stream", "the target refuses stream", before=before)
            top.drop("stream")
        return False
    if quirks.no_stream and asked:
        top.put("stream", False)
        reason = "the target cannot stream; the answer comes in one piece"
        draft.ledger.add("approximated", "stream", reason, before="true", after="false")
        return False
    if quirks.must_stream and not quirks.no_stream and not asked:
        top.put("stream", True)
        reason = "the target only streams; the answer is put together here"
        draft.ledger.add("added", "stream", reason, to="stream", after="true")
        return True
    return asked
