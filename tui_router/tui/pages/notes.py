"""What translation did to this exchange and what is known of it: every note whole, lossy ones first; the diagnosis,
the facts that held and those that were learned, what was wrong with its streams.
"""

from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace

from tui_router.core.diagnosis import Diagnosis
from tui_router.core.fact import Fact
from tui_router.core.note import Note
from tui_router.journal.record import LegName
from tui_router.messages.watch import Offence
from tui_router.tui import cells
from tui_router.tui.languages import TITLES
from tui_router.tui.lines.asked_in import languages_of
from tui_router.tui.lines.fact_words import sentences
from tui_router.tui.lines.line import EMPTY_ROW, Row, Span
from tui_router.tui.lines.mend_words import mend_words, refusal
from tui_router.tui.lines.notes import told_of
from tui_router.tui.lines.trouble import figure_words, quote_of, title_of
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.pages.page import Taken
from tui_router.tui.pages.stack import Piece, StackPage, text_row
from tui_router.tui.safe_text import safe_text
from tui_router.tui.seen import Seen

_IN = "    "
_MOST = 20  # lines of one text
_KEPT = ("moved", "renamed")
"""Acts that leave the value as it is: one that nobody told a new one of is not drawn as gone."""
_SIDES = (("request", "REQUEST"), ("answer", "ANSWER"))
_LEGS = {"c": "in what the upstream answered, mended", "d": "reached the client"}


class NotesPage(StackPage):
    title: ClassVar[str] = "Notes"
    short: ClassVar[str] = "Notes"
    wants: ClassVar[tuple[LegName, ...]] = ()
    beside: ClassVar[bool] = False

    def build(self, seen: Seen) -> None:
        state = (replace(seen.detail, weighed=None), self.width, self.glyphs.ascii)
        if state == self._built_for:
            return
        self._built_for = state
        self.pieces = self._notes(seen)
        self.pieces += self._languages(seen)
        self.pieces += self._trouble(seen)
        self.pieces += self._facts(seen)
        self.pieces += self._streams(seen)
        if seen.detail.explained:
            rows = [self._head("WHY IT WENT THERE"), *self._text(seen.detail.explained)]
            self.pieces.append(Piece([*rows, EMPTY_ROW]))
        if not self.pieces:
            self.pieces = [Piece([text_row(Span("Nothing was changed in translation.", "ink-soft"))])]
        self.lay_out()

    # lines

    def _head(self, title: str, told: str = "") -> Row:
        return text_row(Span(title, "ink-soft"), tail=(Span(told, "ink-soft"),))

    def _text(self, text: str, role: str = "ink", *, italic: bool = False) -> list[Row]:
        room = max(8, self.width - len(_IN))
        lines = wrap(safe_text(text[: _MOST * room].strip()), room, _MOST)
        return [text_row(Span(_IN), Span(line, role, italic=italic)) for line in lines]

    def _named(self, name: str, text: str) -> list[Row]:
        """A word in soft ink and what it says, over as many lines as it takes."""
        room = max(8, self.width - len(_IN) - 12)
        lines = wrap(safe_text(text[: _MOST * room].strip()), room, _MOST)
        return [
            text_row(Span(f"{_IN}{'' if number else name:<12}", "ink-soft"), Span(line))
            for number, line in enumerate(lines)
        ]

    # what was changed

    def _notes(self, seen: Seen) -> list[Piece]:
        told = told_of(seen.detail)
        pieces: list[Piece] = []
        for side, title in _SIDES:
            here = [
                (number, note)
                for number, note in enumerate(told)
                if isinstance(note, Note) and note.side == side
            ]
            if not here:
                continue
            here.sort(key=lambda pair: not pair[1].lossy)
            lossy = sum(note.lossy for _, note in here)
            words = cells.plural(len(here), "note") + (f", {lossy} lost something" if lossy else "")
            pieces.append(Piece([self._head(title, words)]))
            pieces += [self._note(number, note) for number, note in here]
        return pieces

    def _note(self, number: int, note: Note) -> Piece:
        loud = note.lossy or note.act == "repaired"
        role = "state-warn" if loud else "state-ok" if note.act == "added" else "ink-soft"
        sign = self.glyphs.acts.get(note.act, self.glyphs.arrow)
        path, to = (safe_text(text[:200], line=True) for text in (note.path, note.to))
        lead = [Span(f"  {sign} ", role, bold=loud), Span(path or to, "json-key")]
        if path and to and to != path:
            lead += [Span(f" {self.glyphs.arrow} ", "ink-soft"), Span(to, "json-key")]
        act = Span(safe_text(note.act, line=True), "state-warn" if loud else "ink-soft")
        rows = [text_row(*lead, tail=(act,), ground="notice-bg" if note.lossy else "")]
        before, after = (safe_text(text[:200], line=True) for text in (note.before, note.after))
        if note.act == "added" and not after:
            before, after = "", before  # how many: nothing stood there before
        if before or after:
            nothing, values = self.glyphs.nothing, [Span(before or self.glyphs.nothing, "ink-soft")]
            if after or note.act not in _KEPT:
                values += [Span(f" {self.glyphs.arrow} ", "ink-soft"), Span(after or nothing)]
            rows.append(text_row(Span(_IN), *values))
        rows += self._text(note.reason, "ink-soft")
        return Piece([*rows, EMPTY_ROW], ("note", number), _taken(note))

    def _languages(self, seen: Seen) -> list[Piece]:
        """Which attempts were asked in which language, where it was not the same one all the way."""
        turns = languages_of(seen.detail)
        if len(turns) < 2:
            return []
        rows = [self._head("LANGUAGES")]
        for number, language in turns:
            rows += self._named(f"attempt {number}", TITLES.get(language, language))
        return [Piece([*rows, EMPTY_ROW])]

    def _streams(self, seen: Seen) -> list[Piece]:
        told = told_of(seen.detail)
        here = [(number, one) for number, one in enumerate(told) if isinstance(one, Offence)]
        if not here:
            return []
        pieces = [Piece([self._head("STREAMS", cells.plural(len(seen.detail.offences), "fault"))])]
        for number, one in here:
            loud = one.grade == "harmful"
            sign = Span(f"  {self.glyphs.acts['repaired']} ", "state-warn" if loud else "ink-soft", bold=loud)
            where = Span(_LEGS.get(one.leg, ""), "ink-soft")
            rows = [text_row(sign, Span(safe_text(one.rule[:80], line=True), "json-key"), tail=(where,))]
            pieces.append(
                Piece([*rows, *self._text(one.text), EMPTY_ROW], ("note", number), ("the fault", one.text))
            )
        return pieces

    # what went wrong, what is known

    def _trouble(self, seen: Seen) -> list[Piece]:
        detail, row = seen.detail, seen.row
        provider, diagnosis = refusal(detail)
        if diagnosis is None and not row.trouble:
            return []
        mended = row.state == "repaired"
        role, sign = ("state-warn", "repaired") if mended else ("state-error", "failed")
        told = mend_words(detail) if mended else ""
        title = title_of(diagnosis) if diagnosis is not None else safe_text(row.trouble[:200], line=True)
        rows = [
            self._head("REPAIRED" if mended else "DIAGNOSIS"),
            text_row(Span(f"  {self.glyphs.states[sign]} {title}", role, bold=True)),
        ]
        if told:
            rows += self._named("mended", told)
        if diagnosis is not None:
            rows += self._diagnosis(provider, diagnosis, row.model or row.provider)
        return [
            Piece(
                [*rows, EMPTY_ROW], ("diagnosis",), ("what was said", diagnosis.quote) if diagnosis else None
            )
        ]

    def _diagnosis(self, provider: str, diagnosis: Diagnosis, target: str) -> list[Row]:
        before, after = self.glyphs.quotes
        quote, figures = quote_of(diagnosis), figure_words(diagnosis, target)
        rows = self._named("figures", figures) if figures else []
        if quote:
            rows += self._named(
                safe_text((provider or "upstream")[:11], line=True), f"{before}{quote}{after}"
            )
        if diagnosis.message:
            rows += self._named("the client", diagnosis.message)
        rows += self._named("type", f"{diagnosis.type} {diagnosis.status}")
        rows += self._named("whose", diagnosis.blame)
        if diagnosis.retry_after_s is not None:
            rows += self._named("wait", cells.prose_time(min(diagnosis.retry_after_s, 1e9)))
        return rows + (self._named("what helps", diagnosis.remedy) if diagnosis.remedy else [])

    def _facts(self, seen: Seen) -> list[Piece]:
        pieces: list[Piece] = []
        for title, facts, number in (
            ("LEARNED", seen.detail.learned, 0),
            ("KNOWN BEFORE", seen.detail.applied, 1),
        ):
            if facts:
                rows = [self._head(title, cells.plural(len(facts), "fact")), *self._known(facts)]
                pieces.append(Piece([*rows, EMPTY_ROW], ("fact", number)))
        return pieces

    def _known(self, facts: Sequence[Fact]) -> list[Row]:
        rows: list[Row] = []
        for fact in facts[:100]:
            rows += self._text(sentences([fact], self.glyphs))
            if fact.evidence:
                before, after = self.glyphs.quotes
                rows += self._text(f"{before}{fact.evidence[:400]}{after}", "ink-soft", italic=True)
        return rows


def _taken(note: Note) -> Taken:
    words = [
        note.act,
        note.path,
        note.to and f"to {note.to}",
        note.before,
        note.after and f"-> {note.after}",
        note.reason,
    ]
    return "the note", "  ".join(word for word in words if word)
