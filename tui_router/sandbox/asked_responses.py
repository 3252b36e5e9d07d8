"""A request of OpenAI's Responses as conditions and answers look at it. Its history is one list of items, in which a
message, a call and a call's output stand side by side."""

from functools import cached_property
from typing import Any

from tui_router.sandbox.asked import (
    Asked,
    Block,
    Pairs,
    Said,
    Tool,
    ToolCall,
    ToolResult,
    as_dict,
    as_list,
    whole_number,
)


class ResponsesAsked(Asked):
    @property
    def output(self) -> int:
        return whole_number(self.fields.get("max_output_tokens"))

    @property
    def schema(self) -> Any:
        wanted = as_dict(as_dict(self.fields.get("text")).get("format"))
        return wanted.get("schema", {}) if wanted.get("type") == "json_schema" else None

    @cached_property
    def items(self) -> list[tuple[int, dict[str, Any]]]:
        """With their numbers. A bare string is one message of the user's."""
        given = self.fields.get("input")
        if isinstance(given, str):
            return [(0, {"type": "message", "role": "user", "content": given})]
        return [(i, item) for i, item in enumerate(as_list(given)) if isinstance(item, dict)]

    def _of(self, kind: str) -> list[tuple[int, dict[str, Any]]]:
        return [(i, item) for i, item in self.items if item.get("type", "message") == kind]

    @cached_property
    def said(self) -> list[Said]:
        return [
            Said(i, self.place("input", i), str(item.get("role")), item.get("content"), item)
            for i, item in self._of("message")
        ]

    @cached_property
    def blocks(self) -> list[Block]:
        """Parts of messages and of outputs."""
        held = [(i, "content", item.get("content")) for i, item in self._of("message")]
        held += [(i, "output", item.get("output")) for i, item in self._of("function_call_output")]
        return [
            Block(i, self.place("input", i, name, at), str(part.get("type")), part)
            for i, name, parts in sorted(held, key=lambda one: one[0])
            for at, part in enumerate(as_list(parts))
            if isinstance(part, dict)
        ]

    @cached_property
    def tools(self) -> list[Tool]:
        return [
            Tool(self.place("tools", i), str(tool.get("name", "")), tool.get("parameters"), tool)
            for i, tool in enumerate(as_list(self.fields.get("tools")))
            if isinstance(tool, dict) and tool.get("type") == "function"
        ]

    @cached_property
    def calls(self) -> list[ToolCall]:
        return [
            ToolCall(
                i,
                self.place("input", i),
                str(item.get("call_id", "")),
                str(item.get("name", "")),
                item.get("arguments"),
                item,
            )
            for i, item in self._of("function_call")
        ]

    @cached_property
    def results(self) -> list[ToolResult]:
        return [
            ToolResult(i, self.place("input", i), str(item.get("call_id", "")))
            for i, item in self._of("function_call_output")
        ]

    @cached_property
    def pairs(self) -> Pairs:
        """An output stands anywhere after its call; which one it answers is told by the id alone."""
        waiting: dict[str, ToolCall] = {}
        unasked: list[ToolResult] = []
        placed: list[ToolCall | ToolResult] = sorted(
            [*self.calls, *self.results], key=lambda one: one.message
        )
        for one in placed:
            if isinstance(one, ToolCall):
                waiting[one.id] = one
            elif waiting.pop(one.id, None) is None:
                unasked.append(one)
        return Pairs(list(waiting.values()), unasked)

    @property
    def told(self) -> list[Any]:
        """What tools returned since the model last spoke or called, the newest first."""
        said: list[Any] = []
        for _, item in reversed(self.items):
            kind = item.get("type", "message")
            if kind in ("function_call", "reasoning") or item.get("role") == "assistant":
                break
            if kind == "function_call_output":
                said.append(item.get("output"))
        return said
