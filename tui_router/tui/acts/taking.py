"""Copying of an exchange, writing exchanges to files, reading them from one."""

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tui_router import __version__
from tui_router.control.client import ControlClient, ControlError
from tui_router.control.whole import read_leg, read_whole
from tui_router.core.new_file import open_new
from tui_router.core.redact import mask_secrets
from tui_router.export.answer import read_answer
from tui_router.export.bundle import MAX_LINES, Bundled, redacted
from tui_router.export.call import ExportFault
from tui_router.export.forms import About, FormName, call_text, render_parts
from tui_router.journal.record import LEG_CAP, ExchangeRow, LegName
from tui_router.tui.pages.page import Taken
from tui_router.tui.screens.bring import BringScreen
from tui_router.tui.screens.export import ExportScreen, Scope, Wish
from tui_router.tui.screens.take import TakeScreen

if TYPE_CHECKING:
    from tui_router.tui.screens.live_view import LiveView

COPY_CAP = 4 * 1024 * 1024
"""Bytes of a leg that are copied at most."""
WHOLE_MOST = 500
"""Exchanges of an export that is put together in memory; a bundle is written line by line."""
READ_BYTES = 32 * 1024 * 1024
"""Bytes of a bundle that go to the gateway at once, in whole lines."""

_CALLS: dict[str, tuple[FormName, bool, str]] = {
    "curl": ("curl", False, "the curl command"),
    "upstream": ("curl", True, "the curl command for the upstream"),
    "httpie": ("httpie", False, "the httpie command"),
    "python": ("python", False, "the script for anthropic"),
    "openai": ("openai", True, "the script for the upstream"),
}
"""Form, whether it is what the upstream got, words."""


class Taking:
    def __init__(self, live: "LiveView") -> None:
        self._live = live

    @property
    def _client(self) -> ControlClient:
        return self._live.follower.client

    # copying

    def copy_menu(
        self, row: ExchangeRow, extra: Sequence[Taken] = (), *, leg: LegName = "d", attempt: int | None = None
    ) -> None:
        """`extra` is what the cursor of a page is on, `leg` the one that is looked at, of this attempt."""

        def chosen(what: str | None) -> None:
            if what is None:
                return
            if what.startswith("extra"):
                name, text = extra[int(what.removeprefix("extra"))]
                self._live.put_on_clipboard(f"{name} of #{row.id}", mask_secrets(text), masked=True)
            elif what == "session":
                self._live.put_on_clipboard("the session's id", row.session)
            elif what == "link":
                self._live.put_on_clipboard("the link", f"#{row.id}")
            else:
                self._live.run_worker(self._copy(row, what, leg, attempt or 0), group="copy", exclusive=True)

        self._live.app.push_screen(TakeScreen(row, leg, extra), chosen)

    async def _copy(self, row: ExchangeRow, what: str, leg: LegName, attempt: int) -> None:
        try:
            if what in _CALLS:
                form, upstream, words = _CALLS[what]
                given = await self._one_leg(row.id, "b" if upstream else "a", attempt, LEG_CAP)
                make = partial(call_text, form, given, self._about(), upstream=upstream, attempt=attempt)
                text = await asyncio.to_thread(make)
            else:
                leg = "d" if what == "answer" else leg
                given = await self._one_leg(row.id, leg, attempt if leg in ("b", "c") else 0)
                words = "the answer" if what == "answer" else f"leg {leg}"
                text = await asyncio.to_thread(_text_of, given, whole=what == "leg")
        except (ControlError, ExportFault) as error:
            self._live.tell(f"Nothing was copied: {error}", severity="error")
            return
        if text:
            self._live.put_on_clipboard(f"{words} of #{row.id}", text, masked=True)
        else:
            self._live.tell(f"There is no text in {words} of #{row.id}.", severity="warning")

    async def _one_leg(self, id: int, leg: LegName, attempt: int, cap: int = COPY_CAP) -> Bundled:
        detail = await self._client.exchange(id)
        read = await read_leg(self._client, id, leg, attempt, cap)
        return Bundled(detail=detail, legs=[read] if read is not None else [])

    def _about(self) -> About:
        status = self._live.status_now
        if status is None:
            return About(version=__version__)
        keys = {provider.name: provider.key for provider in status.providers}
        return About(gateway=status.url, version=__version__, keys=keys)

    # exporting

    def export_menu(self, rows: Sequence[ExchangeRow]) -> None:
        """Of one row, with the scopes it opens; or of just these rows."""
        if not rows:
            self.import_menu()
            return
        self._live.app.push_screen(ExportScreen(self.scopes(rows), self._folder), self._wished)

    def scopes(self, rows: Sequence[ExchangeRow]) -> list[Scope]:
        if len(rows) > 1:
            return [Scope("these", "these", [row.id for row in rows])]
        row, book = rows[0], self._live.exchanges.book
        marked: list[int] = []
        session: list[int] = []
        for each in book.newest():
            if each.marked:
                marked.append(each.id)
            if row.session and each.session == row.session:
                session.append(each.id)
        shown = [at.id for n in range(min(len(book), MAX_LINES)) if (at := book.at(n)) is not None]
        found = [Scope("this", f"#{row.id}", [row.id])]
        found += [Scope("shown", "all shown" if book.words else "all", shown)] if len(shown) > 1 else []
        found += [Scope("marked", "marked", marked[:MAX_LINES])] if marked else []
        found += [Scope("session", "this session", session[:MAX_LINES])] if len(session) > 1 else []
        return found

    @property
    def _folder(self) -> Path:
        file = self._live.copy_file
        return file.parent / "exports" if file is not None else Path.cwd()

    def _wished(self, wish: Wish | str | None) -> None:
        if isinstance(wish, Wish):
            self._live.run_worker(self._export(wish), group="export")
        elif wish is not None:
            self.import_menu()

    async def _export(self, wish: Wish) -> None:
        most = MAX_LINES if wish.form == "jsonl" else WHOLE_MOST
        ids = sorted(wish.ids[:most])
        try:
            file, path = await asyncio.to_thread(open_new, wish.path)
        except OSError as error:
            self._live.complain(f"It cannot be written: {error.strerror}: {wish.path}")
            return
        try:
            count = await self._write(file, path, wish.form, ids)
        except (ControlError, ExportFault, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            self._live.complain(f"Nothing was exported: {why}")
            return
        left = len(wish.ids) - count
        said = f"#{ids[0]}" if len(ids) == 1 else f"{count:,} exchanges"
        more = f" {left:,} were left out." if left else ""
        self._live.remark("")
        self._live.tell(f"Wrote {said} to {path}, secrets removed.{more}")

    async def _write(self, file: BinaryIO, path: Path, form: FormName, ids: list[int]) -> int:
        """How many of them there were. A file that does not get its end is removed: of a failure, or because the
        screen is closed in the middle of it."""
        whole = False
        try:
            with file:
                count = await self._fill(file, form, ids)
            whole = True
        finally:
            if not whole:
                path.unlink(missing_ok=True)  # noqa: ASYNC240 - when the app ends, nothing can be awaited any more
        return count

    async def _fill(self, file: BinaryIO, form: FormName, ids: list[int]) -> int:
        held: list[Bundled] = []
        count = 0
        for number, id in enumerate(ids, start=1):
            if len(ids) > 1:
                self._live.remark(f"Exporting, {number:,} of {len(ids):,} …")
            try:
                read = await read_whole(self._client, id)
            except ControlError as error:
                if error.status != 404 or len(ids) == 1:
                    raise
                continue
            count += 1
            if form == "jsonl":
                await asyncio.to_thread(lambda one: file.writelines(render_parts("jsonl", one)), [read])
            else:
                held.append(read)
        if not count:
            raise ControlError("they are not kept any more", 404)
        if form != "jsonl":
            about = self._about()
            await asyncio.to_thread(lambda: file.writelines(render_parts(form, held, about)))
        return count

    # importing

    def import_menu(self) -> None:
        def chosen(path: Path | None) -> None:
            if path is not None:
                self._live.run_worker(self._import(path), group="import", exclusive=True)

        self._live.app.push_screen(BringScreen(), chosen)

    async def _import(self, path: Path) -> None:
        new: list[int] = []
        done = 0
        try:
            size, file = await asyncio.to_thread(_opened, path)
            with file:
                while part := await asyncio.to_thread(next_part, file):
                    new += await self._client.import_bundle(part)
                    done += len(part)
                    self._live.remark(f"Importing, {100 * done // max(1, size)} % …")
        except (ControlError, OSError) as error:
            why = error.strerror if isinstance(error, OSError) else error
            kept = f" {len(new):,} exchanges before it came in." if new else ""
            self._live.complain(f"{path.name} was not read: {why}.{kept}")
            return
        self._live.remark("")
        if not new:
            self._live.tell(f"There is nothing in {path.name}.", severity="warning")
            return
        what = f"#{new[0]}" if len(new) == 1 else f"{len(new):,} exchanges, #{new[0]} to #{new[-1]},"
        self._live.tell(f"{what} came in from {path.name}.")


def _opened(path: Path) -> tuple[int, BinaryIO]:
    return path.stat().st_size, path.open("rb")


def next_part(file: BinaryIO, most: int = READ_BYTES) -> bytes:
    """Whole lines of at most `most` bytes together, one line at least; nothing at the end. A line that is beyond all
    bounds comes cut, and the gateway will say what is wrong with it."""
    lines: list[bytes] = []
    size = 0
    while size < most:
        at = file.tell()
        line = file.readline(2 * READ_BYTES + 1)
        if not line:
            break
        if lines and (size + len(line) > most or len(lines) == MAX_LINES):
            file.seek(at)
            break
        lines.append(line)
        size += len(line)
    return b"".join(lines)


def _text_of(given: Bundled, *, whole: bool) -> str:
    """All of its one leg, or what a person would read of an answer."""
    legs = redacted(given).legs
    if not legs:
        return ""
    return legs[0].data.decode("utf-8", "replace") if whole else read_answer(legs[0].data).text
