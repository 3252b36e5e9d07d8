"""The upstream's chunks to Messages events. Its bytes, and documents in place of a stream, are `AnswerStream`'s."""

from tui_router.core.faults import UpstreamFault
from tui_router.dialects.answer_stream import AnswerStream
from tui_router.dialects.base import Call
from tui_router.dialects.broken import failed, stray_error
from tui_router.dialects.chat.answer import Answer
from tui_router.dialects.chat.memo import Memo
from tui_router.dialects.chat.response import take_whole
from tui_router.dialects.chat.schema import decoder
from tui_router.dialects.chat.wire import REFUSED, read_chunk
from tui_router.wire.json import NotJson

_decode = decoder.decode


class ChatStream(AnswerStream[Answer]):
    """[DONE] ends it, or usage that comes alone after the reason for ending; most servers send both, some neither."""

    def __init__(self, call: Call, memo: Memo, keeps: dict[str, str] | None = None) -> None:
        super().__init__(Answer(call, memo, keeps))

    @property
    def may_end(self) -> bool:
        return bool(self._answer.finish)

    def _check(self, data: bytes) -> None:
        read_chunk(data)

    def _whole(self, body: bytes, output_estimate: int | None) -> tuple[UpstreamFault | None, bytes]:
        return take_whole(self._answer, body, output_estimate)

    def _event(self, data: bytes, _name: str, /) -> None:
        try:
            chunk = _decode(data)
        except REFUSED:
            try:
                chunk = read_chunk(data)
            except NotJson:
                self._garbled(data)
                return
        if chunk.error or (chunk.choices is None and chunk.usage is None and stray_error(data)):
            self._fail(failed(data), data)
            return
        answer = self._answer
        answer.take(chunk)
        if answer.fault is not None:
            self._fail(answer.fault)
        elif answer.finish and not chunk.choices and chunk.usage is not None:
            self._end()
