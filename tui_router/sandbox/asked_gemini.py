"""A request of Gemini's generateContent as conditions and answers look at it. What is said is said in contents of two
roles; calls and what they returned are parts of them, paired by their order and, where one was given, by an id."""

from functools import cached_property
from typing import Any, NamedTuple

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


class Part(NamedTuple):
    """`content` is the number of its content, `at` the part's place in it."""

    content: int
    at: int
    fields: dict[str, Any]


class GeminiAsked(Asked):
    """`stream` is told by the path; whoever builds this has put it, and the model, beside the body's own members."""

    @property
    def config(self) -> dict[str, Any]:
        return as_dict(self.fields.get("generationConfig"))

    @property
    def output(self) -> int:
        return whole_number(self.config.get("maxOutputTokens"))

    @property
    def schema(self) -> Any:
        for name in ("responseJsonSchema", "responseSchema"):
            if self.config.get(name) is not None:
                return self.config[name]
        return {} if self.config.get("responseMimeType") == "application/json" else None

    @property
    def shows_thoughts(self) -> bool:
        return as_dict(self.config.get("thinkingConfig")).get("includeThoughts") is True

    @cached_property
    def contents(self) -> list[tuple[int, dict[str, Any]]]:
        listed = as_list(self.fields.get("contents"))
        return [(i, content) for i, content in enumerate(listed) if isinstance(content, dict)]

    @cached_property
    def parts(self) -> list[Part]:
        return [
            Part(i, at, part)
            for i, content in self.contents
            for at, part in enumerate(as_list(content.get("parts")))
            if isinstance(part, dict)
        ]

    @cached_property
    def said(self) -> list[Said]:
        return [
            Said(i, self.place("contents", i), str(c.get("role", "user")), c.get("parts"), c)
            for i, c in self.contents
        ]

    @cached_property
    def blocks(self) -> list[Block]:
        return [
            Block(p.content, self._place(p), next((name for name in p.fields if name in DATA), ""), p.fields)
            for p in self.parts
        ]

    @cached_property
    def tools(self) -> list[Tool]:
        found = []
        for i, tool in enumerate(as_list(self.fields.get("tools"))):
            for j, declared in enumerate(as_list(as_dict(tool).get("functionDeclarations"))):
                if isinstance(declared, dict):
                    at = self.place("tools", i, "function_declarations", j)
                    schema = declared.get("parametersJsonSchema", declared.get("parameters"))
                    found.append(Tool(at, str(declared.get("name", "")), schema, declared))
        return found

    @cached_property
    def calls(self) -> list[ToolCall]:
        return [
            ToolCall(
                p.content,
                self._place(p),
                str(call.get("id") or f"{p.content}.{at}"),
                str(call.get("name", "")),
                call.get("args", {}),
                p.fields,
            )
            for p, at, call in self._counted("functionCall")
        ]

    @cached_property
    def results(self) -> list[ToolResult]:
        return [
            ToolResult(p.content, self._place(p), str(told.get("id") or f"{p.content - 1}.{at}"))
            for p, at, told in self._counted("functionResponse")
        ]

    def _counted(self, name: str) -> list[tuple[Part, int, dict[str, Any]]]:
        """Parts that hold `name`, each with how many of them stand before it in its content."""
        found: list[tuple[Part, int, dict[str, Any]]] = []
        counts: dict[int, int] = {}
        for part in self.parts:
            held = part.fields.get(name)
            if isinstance(held, dict):
                at = counts.get(part.content, 0)
                counts[part.content] = at + 1
                found.append((part, at, held))
        return found

    @cached_property
    def pairs(self) -> Pairs:
        """A content of calls is answered by the next one, call by call in their order."""
        calls: dict[int, list[ToolCall]] = {}
        results: dict[int, list[ToolResult]] = {}
        for call in self.calls:
            calls.setdefault(call.message, []).append(call)
        for result in self.results:
            results.setdefault(result.message, []).append(result)
        unanswered = [c for at, made in calls.items() for c in made[len(results.get(at + 1, [])) :]]
        unasked = [r for at, told in results.items() for r in told[len(calls.get(at - 1, [])) :]]
        return Pairs(unanswered, unasked)

    @property
    def told(self) -> list[Any]:
        """What tools returned since the model last spoke, the newest first."""
        spoke = max((i for i, content in self.contents if content.get("role") == "model"), default=-1)
        return [
            part.fields["functionResponse"].get("response")
            for part in reversed(self.parts)
            if part.content > spoke and isinstance(part.fields.get("functionResponse"), dict)
        ]

    def _place(self, part: Part) -> str:
        return self.place("contents", part.content, "parts", part.at)


DATA = (
    "text",
    "inlineData",
    "fileData",
    "functionCall",
    "functionResponse",
    "executableCode",
    "codeExecutionResult",
    "toolCall",
    "toolResponse",
)
"""What a part is: exactly one of these."""
