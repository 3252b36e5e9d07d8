"""Gemini's responses to Messages events. Its bytes, and documents in place of a stream, are `AnswerStream`'s.

Gemini streams events only when it is asked with alt=sse; a relay that forgets it streams a list, which becomes events
when it has ended. There is no event for the end: the last response says why it ended, then the body ends.
"""

from tui_router.core.faults import UpstreamFault
from tui_router.dialects.answer_stream import AnswerStream
from tui_router.dialects.base import Call
from tui_router.dialects.broken import failed, stray_error
from tui_router.dialects.gemini.answer import Answer
from tui_router.dialects.gemini.memo import Memo
from tui_router.dialects.gemini.response import take_whole
from tui_router.dialects.gemini.wire import read_reply
from tui_router.wire.json import NotJson


class GeminiStream(AnswerStream[Answer]):
    def __init__(self, call: Call, memo: Memo) -> None:
        super().__init__(Answer(call, memo))

    @property
    def may_end(self) -> bool:
        return self._answer.over

    def _check(self, data: bytes) -> None:
        read_reply(data)

    def _whole(self, body: bytes, output_estimate: int | None) -> tuple[UpstreamFault | None, bytes]:
        return take_whole(self._answer, body, output_estimate)

    def _said_done(self) -> None:
        """A relay's word, which says nothing that Gemini says."""

    def _event(self, data: bytes, _name: str, /) -> None:
        try:
            reply = read_reply(data)
        except NotJson:
            self._garbled(data)
            return
        if reply.error or (reply.silent and stray_error(data)):
            self._fail(failed(data), data)
            return
        self._answer.take(reply)
        if self._answer.fault is not None:
            self._fail(self._answer.fault)
