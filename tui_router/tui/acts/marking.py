"""A person's mark and words beside an exchange."""

from tui_router.control.client import ControlError
from tui_router.control.inspect import Annotation
from tui_router.journal.record import ExchangeRow
from tui_router.tui.screens.comment import CommentScreen
from tui_router.tui.screens.live_view import LiveView


class Marking:
    def __init__(self, live: LiveView) -> None:
        self._live = live

    def toggle(self, row: ExchangeRow) -> None:
        self._put(row.id, Annotation(marked=not row.marked))

    def comment(self, row: ExchangeRow) -> None:
        """Ask for the words; none removes those there are."""

        def written(words: str | None) -> None:
            if words is not None and words != row.comment:
                self._put(row.id, Annotation(comment=words))

        self._live.app.push_screen(CommentScreen(row), written)

    def _put(self, id: int, annotation: Annotation) -> None:
        self._live.run_worker(self._send(id, annotation), group="mark")

    async def _send(self, id: int, annotation: Annotation) -> None:
        try:
            row = await self._live.follower.client.annotate(id, annotation)
        except ControlError as error:
            self._live.complain(f"#{id} was not marked: {error}")
        else:
            self._live.rows([row])
