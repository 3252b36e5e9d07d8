"""A stream whose language nobody named: events by the names they give themselves, or Gemini's responses."""

from tui_router.tui.lines.entries import words
from tui_router.tui.lines.gemini_rows import GeminiRows
from tui_router.tui.lines.responses_rows import ResponsesRows
from tui_router.wire.sse import Frame


class OtherRows(ResponsesRows, GeminiRows):
    def frame(self, frame: Frame, at: float | None) -> None:
        event = self.event_of(frame, at)
        if event is None:
            return
        if "candidates" in event or "usageMetadata" in event:
            self.reply(event, at)
        else:
            self.named(words(event.get("type") or frame.event, 60) or "data", event, at)
