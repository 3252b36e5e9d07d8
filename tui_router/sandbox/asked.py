"""A request to the sandbox as its conditions look at it: one view of all languages.

What is here reads Chat Completions and Messages; `asked_responses` and `asked_gemini` give the same of their own. The
body is a stranger's: any member may be anything, and what is not of its form is passed over.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, NamedTuple, TypeVar

Language = Literal["chat", "anthropic", "responses", "gemini"]
"""Chat Completions, Anthropic's Messages, OpenAI's Responses, Gemini's generateContent; `doors` has their paths."""


Find = dict[str, str | int]
"""What a condition found in one place, by the names under which a refusal's words may quote it: `at` is the place,
`param` a member and `value` what it holds, `limit` what was passed, `id`, `name`, `tool`, `keyword` what is named."""


class Said(NamedTuple):
    """One message. `at` is its place in the language's own spelling ("messages[2]", "messages.2")."""

    number: int
    at: str
    role: str
    content: Any
    fields: dict[str, Any]


class Block(NamedTuple):
    """A part of a message's content, or of a tool result's. `message` is the number of its message."""

    message: int
    at: str
    kind: str
    fields: dict[str, Any]


class Tool(NamedTuple):
    at: str
    name: str
    schema: Any
    fields: dict[str, Any]


class ToolCall(NamedTuple):
    message: int
    at: str
    id: str
    name: str
    arguments: Any  # a string in Chat, a value in Messages
    fields: dict[str, Any]


class ToolResult(NamedTuple):
    message: int
    at: str
    id: str


class Pairs(NamedTuple):
    """Calls that nobody answered in their place, and results that nobody asked for there."""

    unanswered: list[ToolCall]
    unasked: list[ToolResult]


class Asked:
    """`size` is the body's in bytes; `ordinal` counts the requests to this model from 0, `age` the seconds since
    the first of them."""

    def __init__(
        self,
        language: Language,
        fields: dict[str, Any],
        *,
        headers: Mapping[str, str] = {},
        size: int = 0,
        ordinal: int = 0,
        age: float = 0.0,
    ) -> None:
        self.language = language
        self.fields = fields
        self.headers = headers
        self.size = size
        self.ordinal = ordinal
        self.age = age

    @property
    def prompt(self) -> int:
        """Tokens, by the size of the body."""
        return max(1, self.size // 4)

    @property
    def output(self) -> int:
        """Tokens asked for, 0 when the request does not say."""
        for name in ("max_completion_tokens", "max_tokens"):
            if value := whole_number(self.fields.get(name)):
                return value
        return 0

    @property
    def streams(self) -> bool:
        return bool(self.fields.get("stream"))

    @property
    def schema(self) -> Any:
        """That of an answer which is to be JSON, None where any text will do."""
        if self.language == "anthropic":
            config = self.fields.get("output_config")
            wanted = config.get("format") if isinstance(config, dict) else None
            return wanted.get("schema", {}) if isinstance(wanted, dict) else None
        wanted = self.fields.get("response_format")
        if not isinstance(wanted, dict) or wanted.get("type") != "json_schema":
            return None
        held = wanted.get("json_schema")
        return held.get("schema", {}) if isinstance(held, dict) else {}

    def place(self, *steps: str | int) -> str:
        """A path as the errors of this language spell it."""
        if self.language == "anthropic":
            return ".".join(map(str, steps))
        return "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps).removeprefix(".")

    @cached_property
    def said(self) -> list[Said]:
        listed = self.fields.get("messages")
        return [
            Said(i, self.place("messages", i), str(m.get("role")), m.get("content"), m)
            for i, m in enumerate(listed if isinstance(listed, list) else [])
            if isinstance(m, dict)
        ]

    @cached_property
    def blocks(self) -> list[Block]:
        return [block for said in self.said for block in self._blocks(said.number, said.content, "content")]

    def _blocks(self, message: int, content: Any, *steps: str | int) -> Iterator[Block]:
        if not isinstance(content, list):
            return
        for i, part in enumerate(content):
            if not isinstance(part, dict):
                continue
            kind = str(part.get("type"))
            yield Block(message, self.place("messages", message, *steps, i), kind, part)
            if kind == "tool_result":
                yield from self._blocks(message, part.get("content"), *steps, i, "content")

    @cached_property
    def tools(self) -> list[Tool]:
        listed = self.fields.get("tools")
        found = []
        for i, tool in enumerate(listed if isinstance(listed, list) else []):
            if not isinstance(tool, dict):
                continue
            named: Any = tool
            at, schema = self.place("tools", i), "input_schema"
            if self.language == "chat":
                named, at, schema = tool.get("function"), self.place("tools", i, "function"), "parameters"
            if isinstance(named, dict):
                found.append(Tool(at, str(named.get("name", "")), named.get(schema), tool))
        return found

    @cached_property
    def calls(self) -> list[ToolCall]:
        if self.language == "anthropic":
            return [
                ToolCall(
                    b.message,
                    b.at,
                    str(b.fields.get("id", "")),
                    str(b.fields.get("name", "")),
                    b.fields.get("input"),
                    b.fields,
                )
                for b in self.blocks
                if b.kind == "tool_use"
            ]
        found = []
        for said in self.said:
            listed = said.fields.get("tool_calls")
            for i, call in enumerate(listed if isinstance(listed, list) else []):
                function = call.get("function") if isinstance(call, dict) else None
                if isinstance(function, dict):
                    at = self.place("messages", said.number, "tool_calls", i)
                    name, arguments = str(function.get("name", "")), function.get("arguments")
                    found.append(ToolCall(said.number, at, str(call.get("id", "")), name, arguments, call))
        return found

    @cached_property
    def results(self) -> list[ToolResult]:
        if self.language == "anthropic":
            return [
                ToolResult(b.message, b.at, str(b.fields.get("tool_use_id", "")))
                for b in self.blocks
                if b.kind == "tool_result"
            ]
        return [
            ToolResult(s.number, s.at, str(s.fields.get("tool_call_id", "")))
            for s in self.said
            if s.role == "tool"
        ]

    @cached_property
    def pairs(self) -> Pairs:
        """In both languages the answers of one side's calls stand in what the other side says next."""
        found = Pairs([], [])
        calls, results = _by_message(self.calls), _by_message(self.results)
        waiting: dict[str, ToolCall] = {}
        answering = False  # the other side has spoken since the calls
        for said in self.said:
            if self.language == "anthropic" and said.role not in ("user", "assistant"):
                continue  # a system message stands between the two without parting them
            if said.role == "tool" or (self.language == "anthropic" and said.role == "user"):
                answering = True
            else:
                if answering or self.language == "chat":
                    found.unanswered.extend(waiting.values())
                    waiting = {}
                answering = False
            found.unasked.extend(r for r in results.get(said.number, ()) if waiting.pop(r.id, None) is None)
            waiting |= {call.id: call for call in calls.get(said.number, ())}
        found.unanswered.extend(waiting.values())
        return found


def whole_number(value: Any) -> int:
    """0 for whatever is none."""
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


_Placed = TypeVar("_Placed", ToolCall, ToolResult)


def _by_message(placed: list[_Placed]) -> dict[int, list[_Placed]]:
    grouped: dict[int, list[_Placed]] = {}
    for item in placed:
        grouped.setdefault(item.message, []).append(item)
    return grouped
