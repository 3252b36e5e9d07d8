"""The messages of two requests side by side, where one became several or several became one."""

from collections.abc import Iterator

from tui_router.tui.lines.json_tree import Node
from tui_router.tui.lines.request_words import parts_of, role_of


def _runs(nodes: list[Node]) -> list[list[Node]]:
    """Neighbours on the same side of the conversation together: what the model said, what it was told."""
    runs: list[list[Node]] = []
    last = None
    for node in nodes:
        said = role_of(node) == "assistant"
        if said != last:
            runs.append([])
            last = said
        runs[-1].append(node)
    return runs


def pair_messages(left: list[Node], right: list[Node]) -> Iterator[tuple[Node | None, Node | None]]:
    """Messages in order, the turns of the model as anchors. A message that became several takes several lines."""
    left_runs, right_runs = _runs(left), _runs(right)
    if left_runs and right_runs:
        first_left = role_of(left_runs[0][0]) == "assistant"
        first_right = role_of(right_runs[0][0]) == "assistant"
        if first_left != first_right:
            (right_runs if first_left else left_runs).insert(0, [])
    for index in range(max(len(left_runs), len(right_runs))):
        yield from _pair_run(
            left_runs[index] if index < len(left_runs) else [],
            right_runs[index] if index < len(right_runs) else [],
        )


def _pair_run(left: list[Node], right: list[Node]) -> Iterator[tuple[Node | None, Node | None]]:
    """Inside a run a left message takes as many right ones as it has results, the last one the rest."""
    at = 0
    for index, node in enumerate(left):
        wants = 1
        if index == len(left) - 1:
            wants = max(1, len(right) - at)
        else:
            results = sum(part.sort == "result" for part in parts_of(node))
            spare = len(right) - at - (len(left) - index - 1)
            wants = max(1, min(results, spare))
        mine = right[at : at + wants]
        at += len(mine)
        yield node, mine[0] if mine else None
        for other in mine[1:]:
            yield None, other
    for other in right[at:]:
        yield None, other
