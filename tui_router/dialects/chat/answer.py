"""What an upstream says, chunk by chunk, told to the block book. Knows nothing of bytes or streams."""

from typing import Any

from tui_router.core.faults import UpstreamFault
from tui_router.dialects.base import Call
from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.broken import gave_up, runaway, truncated
from tui_router.dialects.chat import finish
from tui_router.dialects.chat.callshelf import CallShelf
from tui_router.dialects.chat.memo import Memo
from tui_router.dialects.chat.reasoning import Outgoing
from tui_router.dialects.chat.schema import Choice, Chunk, Delta
from tui_router.dialects.chat.voice import Voice
from tui_router.dialects.figures import (
    NOTHING,
    Figures,
    final_usage,
    note_estimate,
    read_figures,
    told_usage,
)
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.signatures import Signatures, said_id
from tui_router.messages.events import Usage


class Answer:
    """`finish` is the upstream's own word for the end, "" until it came; `figures` what it told of its usage. `keeps` is
    that of `Prepared`."""

    def __init__(self, call: Call, memo: Memo, keeps: dict[str, str] | None = None) -> None:
        self.ledger = Ledger("answer")
        self.finish = ""
        self.figures: Figures = NOTHING
        self.fault: UpstreamFault | None = None
        self._reasoning = Outgoing(call)
        self.book = BlockBook(
            model=call.request.model,
            new_id=call.new_id,
            prompt=Usage(input_tokens=call.estimate),
            used=memo.used,
            lone_tool=memo.lone_tool,
            ledger=self.ledger,
            sign=self._reasoning.seal,
        )
        self._memo = memo
        self._keeps = keeps if keeps is not None else {}
        self._signatures = Signatures(call, call.target.model or call.request.model)
        self._estimate = call.estimate
        self._shelf = CallShelf(self.book, memo.names)
        self._voice = Voice(call, self.book, memo, self.ledger, self._reasoning)
        self._formatted = call.request.formatted
        self._matched: str | None = None

    @property
    def usage(self) -> Usage | None:
        """The upstream's own, None while a part of it is unknown."""
        return told_usage(self.figures, self._voice.chars)

    def take(self, chunk: Chunk) -> None:
        if chunk.usage is not None or chunk.x_groq is not None:
            told: Any = chunk.usage
            if told is None and isinstance(chunk.x_groq, dict):
                told = chunk.x_groq.get("usage")
            self._figures(told)
        for choice in chunk.choices or ():
            if choice.index > 0:
                self.ledger.count("dropped", "choices[1]", "Messages has one answer", "pieces")
                continue
            if choice.delta is not None:
                self._delta(choice.delta, whole=False)
            elif choice.message is not None:
                self._delta(choice.message, whole=True)
            if choice.usage is not None:
                self._figures(choice.usage)
            if choice.finish_reason:
                self._finish(choice)

    def end(self, output_estimate: int | None = None) -> None:
        """The upstream said that this was all. Sets `fault` when it cannot have been."""
        book, voice = self.book, self._voice
        alone = finish.may_call(self.finish) and not self._shelf.made
        voice.end(alone=alone)
        if self._shelf.cut() and not self.finish:
            self.fault = truncated("the upstream's answer ends in the middle of a tool call")
            return
        book.settle()
        self._keep()
        voice.note()
        reason, matched = finish.stop_reason(
            self.finish, calls=book.calls, matched=self._matched, stops=self._memo.stops, cut=voice.matched
        )
        if voice.matched is not None:
            pass  # where the model would have ended is known
        elif not self.finish:
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
        sources = voice.citations.end(self.ledger, free=reason == "end_turn" and not self._formatted)
        if sources:
            book.apart()  # it is no part of what the model wrote
            book.text(f"\n\n{sources}")
        book.end(reason, matched, self._usage(output_estimate))

    def _usage(self, output_estimate: int | None) -> Usage:
        usage = final_usage(self.figures, self._voice.chars, self._estimate, output_estimate)
        if not self.figures.whole:
            note_estimate(self.ledger, self.figures, usage)
        return usage

    def _figures(self, told: Any) -> None:
        figures = read_figures(told)
        if figures != NOTHING:
            self.figures = figures
            if self.book.empty and figures.prompt is not None:
                self.book.prompt = figures.at_start()

    def _delta(self, delta: Delta, *, whole: bool) -> None:
        voice, thought = self._voice, delta.reasoning_content or delta.reasoning
        if delta.reasoning_details:
            told, sealed = self._reasoning.hear(delta.reasoning_details)
            thought = thought or told
            if sealed:
                self._sealed("choices[0].delta.reasoning_details")
        if thought:
            voice.thinking(thought)
        if self._reasoning.held and (
            delta.tool_calls or ((delta.content or delta.refusal) and not voice.told)
        ):
            self._show_held()
        if delta.content:
            voice.text(delta.content)
        if delta.refusal:
            voice.refusal(delta.refusal)
        if delta.tool_calls or delta.function_call is not None:
            self._call(delta, whole=whole)
        for annotation in delta.annotations if isinstance(delta.annotations, list) else ():
            voice.citations.add(annotation)
        if self._shelf.stuck and self.fault is None:
            self.fault = runaway(self._shelf.stuck)

    def _call(self, delta: Delta, *, whole: bool) -> None:
        voice, calls = self._voice, delta.tool_calls or []
        voice.pause()
        functions = [*(part.function for part in calls), delta.function_call]
        voice.chars += sum(len(function.arguments) for function in functions if function is not None)
        if voice.matched is not None:
            self.ledger.count(
                "dropped", "choices[0].delta.tool_calls", "a call behind a stop sequence", "pieces"
            )
            return
        self._shelf.parts(calls, whole=whole)
        if delta.function_call is not None:
            self._shelf.legacy(delta.function_call)

    def _sealed(self, path: str) -> None:
        self.ledger.count("dropped", path, "sealed reasoning that the client has no place for", "parts")

    def _show_held(self) -> None:
        """Parts of reasoning without a word in them, in a block of their own."""
        if self._memo.thinking and not self.book.thinks:
            self._voice.apart()
            self.book.redacted(self._reasoning.seal())

    def _keep(self) -> None:
        """What no block could carry stays with us: a signature under its call, reasoning under the first one, since it
        is wanted back beside that, or under the text that the answer ends with."""
        for signed, extra in self._shelf.extras():
            if signature := _signature(extra):
                self._keeps[signed] = self._signatures.sealed(signature)
            else:
                self._sealed("choices[0].delta.tool_calls[*].extra_content")
        voice = self._voice
        id = self._shelf.first or (voice.written[0].id if voice.written else "")
        if not id and voice.last.strip():
            id = said_id(voice.last)
        if self._reasoning.held and id and not self.book.thinks:
            self._keeps.setdefault(id, self._reasoning.seal())
        elif self._reasoning.lost or (self._reasoning.held and not self.book.thinks):
            self._sealed("choices[0].delta.reasoning_details")

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


def _signature(extra: Any) -> str:
    """Gemini's, in the `extra_content` of a call."""
    google = extra.get("google") if isinstance(extra, dict) else None
    signature = google.get("thought_signature") if isinstance(google, dict) else None
    return signature if isinstance(signature, str) else ""
