"""The upstream's events to Messages events. Its bytes, and documents in place of a stream, are `AnswerStream`'s."""

from tui_router.core.faults import UpstreamFault
from tui_router.dialects.answer_stream import AnswerStream
from tui_router.dialects.base import Call, Prepared
from tui_router.dialects.broken import failed, stray_error
from tui_router.dialects.responses.answer import Answer
from tui_router.dialects.responses.response import PREFIX, take_last, take_whole
from tui_router.dialects.responses.schema import read_event, word
from tui_router.wire.json import NotJson, as_object

ENDS = frozenset({"completed", "incomplete", "failed", "cancelled", "done"})
ERRORS = frozenset({"error", "response.error"})


class ResponsesStream(AnswerStream[Answer]):
    """The last event holds the whole answer again and says how it ended; relays also end with [DONE]."""

    def __init__(self, call: Call, prepared: Prepared) -> None:
        super().__init__(Answer(call, prepared))

    def _check(self, data: bytes) -> None:
        read_event(data)

    def _whole(self, body: bytes, output_estimate: int | None) -> tuple[UpstreamFault | None, bytes]:
        return take_whole(self._answer, body, output_estimate)

    def _event(self, data: bytes, name: str, /) -> None:
        try:
            event = read_event(data)
        except NotJson:
            self._garbled(data)
            return
        kind = word(event.type) or name
        name = kind.removeprefix(PREFIX)
        if kind in ERRORS or event.error or (not kind and stray_error(data)):
            self._fail(failed(data), data)
        elif name in ENDS and kind != name:
            told = event.response if isinstance(event.response, dict) else as_object(data)
            fault, words = take_last(self._answer, kind, told, data)
            if fault is not None:
                self._fail(fault, words)
            else:
                self._end()
        else:
            self._answer.take(name, event)
            if self._answer.fault is not None:
                self._fail(self._answer.fault)
