"""What a scenario tells one request, in pieces that are of no language yet, and how much that was."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tui_router.sandbox.pieces import Piece, pieces, size
from tui_router.sandbox.scenario import Scenario, Step
from tui_router.sandbox.tooling import sample

LONGEST = 600.0
"""Seconds after which an endless answer ends all the same."""


class Telling:
    """`tools` are offered in Chat's form; `results` is what the tools said since the model last spoke; `schema` is
    that of an answer which is to be JSON. `new_id` mints the ids of calls. With `plain` calls come one after the
    other, each beginning with its name.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        tools: Sequence[Mapping[str, Any]],
        results: str,
        schema: Any = None,
        new_id: Callable[[], str],
        plain: bool = False,
    ) -> None:
        self.scenario = scenario
        self.written = 0  # characters
        self.called = False
        self.steps = self._steps(schema, results)
        self._tools = tools
        self._results = results
        self._new_id = new_id
        self._plain = plain

    def _steps(self, schema: Any, results: str) -> tuple[Step, ...]:
        if schema is not None:
            return (Step(text=json.dumps(sample(schema))),)
        return self.scenario.then if self.scenario.then and results else self.scenario.steps

    @property
    def tokens(self) -> int:
        return max(1, self.written // 4)

    @property
    def finish(self) -> str:
        """Why it ended, in Chat's words."""
        return self.scenario.finish or ("tool_calls" if self.called else "stop")

    @property
    def begins_with_event(self) -> bool:
        return bool(self.steps) and self.steps[0].event is not None

    def once(self) -> Iterator[Piece]:
        told = pieces(
            self.scenario,
            self.steps,
            tools=self._tools,
            results=self._results,
            new_id=self._new_id,
            plain=self._plain,
        )
        for piece in told:
            self.written += size(piece.delta or {})
            self.called = self.called or "tool_calls" in (piece.delta or {})
            yield piece

    def all(self) -> Iterator[Piece]:
        """The same again and again where the scenario repeats itself."""
        spent = 0.0
        while True:
            for piece in self.once():
                spent += piece.wait
                yield piece
            if not self.scenario.repeat or spent > LONGEST:
                return


def told_by_tools(said: Sequence[Any]) -> str:
    """What tools returned, one line each; empty when none did. `said` is the newest first."""
    lines = [(one if isinstance(one, str) else json.dumps(one)).strip()[:200] for one in said]
    return "\n".join(reversed(lines)) or ("" if not lines else "(nothing)")
