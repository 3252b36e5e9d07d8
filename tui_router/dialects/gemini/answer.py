"""What Gemini says, response by response, told to the block book. Knows nothing of bytes or streams."""

from typing import Any

from msgspec.structs import replace

from tui_router.core.faults import UpstreamFault
from tui_router.dialects.base import Call
from tui_router.dialects.blockbook import BlockBook
from tui_router.dialects.broken import empty, gave_up, runaway
from tui_router.dialects.figures import (
    NOTHING,
    Figures,
    final_usage,
    note_estimate,
    told_usage,
)
from tui_router.dialects.gemini import finish
from tui_router.dialects.gemini.memo import Memo
from tui_router.dialects.gemini.schema import Candidate, FunctionCall, Part, Reply
from tui_router.dialects.gemini.served import MEMBER, Served
from tui_router.dialects.gemini.sources import sources, written
from tui_router.dialects.gemini.usage import figures_of
from tui_router.dialects.ledger import Ledger
from tui_router.dialects.signatures import said_id
from tui_router.messages.events import Usage

MOST_CALLS = 512

_CANDIDATE = "candidates[0]"
_PARTS = f"{_CANDIDATE}.content.parts[*]"


class Answer:
    """`finish` is the upstream's own word for the end, "" until it came; `blocked` why it kept the prompt back;
    `figures` what it told of its usage."""

    def __init__(self, call: Call, memo: Memo) -> None:
        self.ledger = Ledger("answer")
        self.finish = ""
        self.blocked = ""
        self.figures: Figures = NOTHING
        self.fault: UpstreamFault | None = None
        self._memo = memo
        plain = memo.signatures.sealed()
        self.book = BlockBook(
            model=call.request.model,
            new_id=call.new_id,
            prompt=Usage(input_tokens=call.estimate),
            used=memo.used,
            lone_tool=memo.lone_tool,
            ledger=self.ledger,
            inside=".functionCall",
            sign=lambda: plain,
        )
        self._estimate = call.estimate
        self._chars = 0  # of everything the upstream wrote
        self._thought = 0  # of thinking that nobody asked for
        self._late = ""  # the signature of text that was said
        self._said: list[str] = []  # the text that it signs, as the client gets it
        self._served = Served(self.ledger, _PARTS)  # since the last text or call
        self._grounding: Any = None
        self._why = ""  # what the upstream said about its end

    @property
    def usage(self) -> Usage | None:
        """The upstream's own, None while a part of it is unknown."""
        return told_usage(self.figures, self._chars)

    @property
    def over(self) -> bool:
        """The upstream has said why it ended."""
        return bool(self.finish or self.blocked)

    def take(self, reply: Reply) -> None:
        """Every response of a stream is whole in itself: parts add up, the last usage counts."""
        self._figures(reply.usage_metadata)
        feedback = reply.prompt_feedback
        reason = feedback.get("blockReason") if isinstance(feedback, dict) else None
        if isinstance(reason, str) and reason:
            self.blocked = self.blocked or reason[:80]
        for at, candidate in enumerate(reply.candidates or ()):
            if at or (candidate.index or 0) > 0:
                self.ledger.count("dropped", "candidates[1]", "Messages has one answer", "pieces")
                continue
            self._candidate(candidate)
            if self.fault is not None:
                return

    def end(self, output_estimate: int | None = None) -> None:
        """The upstream said that this was all. Sets `fault` when it cannot have been."""
        book = self.book
        if self._thought:
            reason = "reasoning the client did not ask to see"
            self.ledger.count("dropped", _PARTS, reason, "characters", by=self._thought)
        self._sources()
        self._sign_text()
        self._served.before(holder=False)
        book.settle()
        word = self.finish if self.finish != finish.UNSAID else ""
        if book.empty and not self.blocked and (not finish.known(word) or word == "STOP"):
            fault = empty()
            self.fault = UpstreamFault(replace(fault.diagnosis, heals=True))
            return
        reason = finish.stop_reason(word, calls=book.calls, blocked=self.blocked)
        self._note_end(word, reason)
        book.end(reason, None, self._usage(output_estimate))

    # -- parts

    def _candidate(self, candidate: Candidate) -> None:
        for part in candidate.content.parts or () if candidate.content is not None else ():
            self._part(part)
            if self.fault is not None:
                return
        if candidate.grounding_metadata:
            self._grounding = candidate.grounding_metadata
        for told, name, what in (
            (candidate.citation_metadata, "citationMetadata", "citations stay"),
            (candidate.url_context_metadata, "urlContextMetadata", "which pages it fetched stays"),
        ):
            if told:
                reason = f"{what} on the upstream's side"
                self.ledger.count("dropped", f"{_CANDIDATE}.{name}", reason, "lists")
        word = candidate.finish_reason or ""
        if not word or self.finish:
            return
        self._why = (candidate.finish_message or "")[:400]
        if finish.failed_call(word):
            said = f"a tool call that its own server could not read ({word[:40]})"
            self.fault = runaway(f"{said}: {self._why}" if self._why else said)
        elif finish.broken(word):
            self.fault = gave_up(word)
        else:
            self.finish = word[:80]

    def _part(self, part: Part) -> None:
        if part.function_call is not None:
            self._call(part.function_call, part.thought_signature or "")
        elif part.tool_call or part.tool_response:
            self._serve(part)
        elif part.thought:
            self._think(part.text or "", part.thought_signature or "")
        else:
            if part.text:
                self._write(part.text)
            self._late = part.thought_signature or self._late
        if part.executable_code or part.code_execution_result:
            self._code(part.executable_code or part.code_execution_result)
        if part.inline_data or part.file_data:
            self.ledger.count("dropped", _PARTS, "an answer holds no media here", "files")

    def _think(self, text: str, signature: str) -> None:
        self._sign_text()
        self._chars += len(text)
        if not self._memo.thinking:
            self._thought += len(text)
            return
        self.book.thinking(text)
        if signature and self.book.thinks:
            self.book.apart(self._memo.signatures.sealed(signature, on="thought"))
        elif signature:
            self.book.redacted(self._memo.signatures.sealed(signature, on="thought"))

    def _call(self, told: FunctionCall, signature: str) -> None:
        self._sign_text()
        book, memo = self.book, self._memo
        if book.calls >= MOST_CALLS:
            self.fault = runaway(f"more than {MOST_CALLS} tool calls")
            return
        call = book.call(f"{_CANDIDATE}.content.parts[{book.calls}]")
        args = bytes(told.args).decode("utf-8", "replace")
        self._chars += len(args)
        book.named(call, told.id or "", memo.names.back(told.name) if told.name else "")
        book.whole_arguments(call, "" if args == "null" else args)
        book.settle()
        if call.runaway:
            self.fault = runaway("tool arguments that never end")
            return
        before = self._served.before()
        if signature or told.id or before:
            memo.keeps[call.id] = memo.signatures.sealed(signature, **{"id": told.id or "", MEMBER: before})

    def _serve(self, part: Part) -> None:
        """Goes back in front of what comes next, which is found by what it says: text from here on is a block of its
        own."""
        self._sign_text()
        self.book.apart()
        self._served.add(part)

    def _code(self, told: Any) -> None:
        """Of a tool that runs at Google's."""
        code = (
            next((told[key] for key in ("code", "output") if told.get(key)), "")
            if isinstance(told, dict)
            else ""
        )
        self.ledger.count("approximated", _PARTS, "code that ran at the upstream is text here", "pieces")
        if isinstance(code, str) and code:
            self._write(f"\n```\n{code}\n```\n")

    def _write(self, text: str) -> None:
        self._chars += len(text)
        self._said.append(text)
        self.book.text(text)

    def _sign_text(self) -> None:
        """The text ends here; its signature, when there is one, came with its last part."""
        said, self._said = "".join(self._said), []
        before = self._served.before() if said.strip() else ""
        if not self._late and not before:
            return
        if said.strip():
            self._memo.keeps[said_id(said)] = self._memo.signatures.sealed(self._late, **{MEMBER: before})
        else:
            reason = "a signature without a text or call that it signs"
            self.ledger.count("dropped", f"{_PARTS}.thoughtSignature", reason, "signatures")
        self._late = ""

    # -- the end

    def _sources(self) -> None:
        if not self._grounding:
            return
        path = f"{_CANDIDATE}.groundingMetadata"
        pages = sources(self._grounding)
        if pages and not self.book.empty:
            self._write(written(pages))
            self.ledger.count(
                "approximated", path, "sources are told behind the text", "pages", by=len(pages)
            )
        else:
            self.ledger.count("dropped", path, "what the upstream searched stays on its side", "lists")

    def _note_end(self, word: str, reason: str) -> None:
        path = "promptFeedback.blockReason" if self.blocked else f"{_CANDIDATE}.finishReason"
        said = self.blocked or word
        if reason == "refusal":
            why = self._why or "the upstream's filter ended the answer"
            self.ledger.add("approximated", path, why, to="stop_reason", before=said, after=reason)
        elif not said:
            why = "the upstream did not say why it ended"
            self.ledger.add("added", path, why, to="stop_reason", after=reason)
        elif not finish.known(word):
            why = "a reason that Messages does not have"
            self.ledger.add("approximated", path, why, to="stop_reason", before=said, after=reason)

    def _figures(self, told: Any) -> None:
        figures = figures_of(told)
        if figures != NOTHING:
            self.figures = figures
            if self.book.empty and figures.prompt is not None:
                self.book.prompt = figures.at_start()

    def _usage(self, output_estimate: int | None) -> Usage:
        usage = final_usage(self.figures, self._chars, self._estimate, output_estimate)
        if not self.figures.whole and (self._chars or self.figures.prompt is None):
            note_estimate(self.ledger, self.figures, usage, "usageMetadata")
        return usage
