"""Token figures of an answer: what the prompt cost, with what came from a cache, and what was written and thought."""

from typing import Any

from tui_router.dialects.figures import NOTHING, Figures, count


def figures_of(told: Any) -> Figures:
    """`told` is a usageMetadata. What the model thought is counted beside what it wrote, or only in the total."""
    if not isinstance(told, dict):
        return NOTHING
    prompt, total = count(told.get("promptTokenCount")), count(told.get("totalTokenCount"))
    written, thought = count(told.get("candidatesTokenCount")), count(told.get("thoughtsTokenCount"))
    if prompt is not None:
        prompt += count(told.get("toolUsePromptTokenCount")) or 0
    output = None if written is None and thought is None else (written or 0) + (thought or 0)
    if prompt is not None and total is not None and total > prompt:
        output = max(output or 0, total - prompt)
    return Figures(
        prompt=prompt or None, output=output, cached=count(told.get("cachedContentTokenCount")) or 0
    )
