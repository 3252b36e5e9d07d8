"""What an upstream says, chunk by chunk, told to the block book. Knows nothing of bytes or streams."""

from typing import Any

from tui_router.core.faults import UpstreamFault
from tui_router.dialects.base import Call
from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.broken import gave_up, runaway, truncated
from tui_router.dialects.chat import finish
from tui_router.dialects.chat.callshelf import CallShelf
from tui_router.dialects.chat.memo import Memo
from tui_router.dialects.chat.schema import Choice, Chunk, Delta
from tui_router.dialects.chat.thinktags import ThinkTags
from tui_router.dialects.figures import CHARS_A_TOKEN, NOTHING, Figures, read_figures
from tui_router.dialects.ledger import Ledger
from tui_router.messages.events import Usage


class Answer:
    """`finish` is the upstream's own word for the end, "" until it came; `figures` what it told of its usage."""

    def __init__(self, call: Call, memo: Memo) -> None:
        self.ledger = Ledger("answer")
        self.finish = ""
        self.figures: Figures = NOTHING
        self.fault: UpstreamFault | None = None
        self.book = BlockBook(
            model=call.request.model,
            new_id=call.new_id,
            prompt=Usage(input_tokens=call.estimate),
            used=memo.used,
            lone_tool=memo.lone_tool,
            ledger=self.ledger,
        )
        self._memo = memo
        self._estimate = call.estimate
        self._shelf = CallShelf(self.book, memo.names)
        self._tags = ThinkTags()
        self._matched: str | None = None
        self._chars = 0  # of everything the upstream wrote
        self._thought = 0  # of reasoning that nobody asked for

    @property
    def usage(self) -> Usage | None:
        """The upstream's own, None while a part of it is unknown."""
        figures = self.figures
        return figures.usage(0, 0) if figures.whole and (figures.output or not self._chars) else None

    def take(self, chunk: Chunk) -> None:
        if chunk.usage is not None or chunk.x_groq is not None:
            self._figures(chunk)
        for choice in chunk.choices or ():
            if choice.index > 0:
                self.ledger.count("dropped", "choices[1]", "Messages has one answer", "pieces")
                continue
            if choice.delta is not None:
                self._delta(choice.delta, whole=False)
            elif choice.message is not None:
                self._delta(choice.message, whole=True)
            if choice.finish_reason:
                self._finish(choice)

    def end(self, output_estimate: int | None = None) -> None:
        """The upstream said that this was all. Sets `fault` when it cannot have been."""
        book = self.book
        self._said(self._tags.flush())
        if self._shelf.cut() and not self.finish:
            self.fault = truncated("the upstream's answer ends in the middle of a tool call")
            return
        book.settle()
        if self._thought:
            self.ledger.count(
                "dropped",
                "choices[0].delta.reasoning_content",
                "reasoning the client did not ask to see",
                "characters",
                by=self._thought,
            )
        reason, matched = finish.stop_reason(
            self.finish, calls=book.calls, matched=self._matched, stops=self._memo.stops
        )
        if not self.finish:
            self.ledger.add(
                "added",
                "choices[0].finish_reason",
                "the upstream did not say why it ended",
                to="stop_reason",
                after=reason,
            )
        elif not finish.known(self.finish):
            self.ledger.add(
                "approximated",
                "choices[0].finish_reason",
                "a reason that Messages does not have",
                to="stop_reason",
                before=self.finish,
                after=reason,
            )
        book.end(reason, matched, self._usage(output_estimate))

    def _usage(self, output_estimate: int | None) -> Usage:
        output = output_estimate if output_estimate is not None else -(-self._chars // CHARS_A_TOKEN)
        figures = self.figures
        if self._chars and not figures.output:
            figures = Figures(prompt=figures.prompt, cached=figures.cached, created=figures.created)
        usage = figures.usage(self._estimate, output)
        if not figures.whole:
            told = figures.prompt is not None
            self.ledger.add(
                "approximated",
                "usage",
                "the upstream did not tell the output's tokens" if told else "the upstream told no usage",
                to="usage",
                after=f"{usage.prompt} in, {usage.output_tokens} out, estimated",
            )
        return usage

    def _figures(self, chunk: Chunk) -> None:
        told: Any = chunk.usage
        if told is None and isinstance(chunk.x_groq, dict):
            told = chunk.x_groq.get("usage")
        figures = read_figures(told)
        if figures != NOTHING:
            self.figures = figures
            if self.book.empty and figures.prompt is not None:
                self.book.prompt = figures.at_start()

    def _delta(self, delta: Delta, *, whole: bool) -> None:
        thought = delta.reasoning_content or delta.reasoning
        if delta.reasoning_details:
            told, sealed = _details(delta.reasoning_details)
            thought = thought or told
            if sealed:
                self._sealed("choices[0].delta.reasoning_details")
        if thought:
            self._chars += len(thought)
            self._think(thought)
        if delta.content:
            self._chars += len(delta.content)
            if self._tags.plain:
                self.book.text(delta.content)
            else:
                self._said(self._tags.split(delta.content))
        if delta.refusal:
            self._chars += len(delta.refusal)
            self.book.text(delta.refusal)
        if delta.tool_calls:
            for part in delta.tool_calls:
                self._chars += len(part.function.arguments) if part.function is not None else 0
                if part.extra_content:
                    self._sealed("choices[0].delta.tool_calls[*].extra_content")
            self._shelf.parts(delta.tool_calls, whole=whole)
        if delta.function_call is not None:
            self._chars += len(delta.function_call.arguments)
            self._shelf.legacy(delta.function_call)
        if delta.annotations:
            self.ledger.count(
                "dropped",
                "choices[0].delta.annotations",
                "sources stay on the upstream's side",
                "source lists",
            )
        if self._shelf.stuck and self.fault is None:
            self.fault = runaway(self._shelf.stuck)

    def _sealed(self, path: str) -> None:
        self.ledger.count("dropped", path, "sealed reasoning that the client has no place for", "parts")

    def _think(self, thought: str) -> None:
        if self._memo.thinking:
            self.book.thinking(thought)
        else:
            self._thought += len(thought)

    def _said(self, said: tuple[str, str]) -> None:
        thought, text = said
        if thought:
            self._think(thought)
        if text:
            self.book.text(text)

    def _finish(self, choice: Choice) -> None:
        word = choice.finish_reason or ""
        if not self.finish and "malformed_function_call" in word.lower():
            self.fault = runaway("a tool call that its own server could not read")
            return
        if not self.finish and word.lower() in finish.BROKEN:
            self.fault = gave_up(word.lower())
            return
        self.finish = self.finish or word
        if isinstance(choice.stop_reason, str):
            self._matched = choice.stop_reason


def _details(value: Any) -> tuple[str, bool]:
    """OpenRouter's list of reasoning parts: the readable words, and whether there were sealed ones."""
    parts = [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []
    words = (part.get("text") or part.get("summary") for part in parts)
    return "".join(word for word in words if isinstance(word, str)), any(part.get("data") for part in parts)
