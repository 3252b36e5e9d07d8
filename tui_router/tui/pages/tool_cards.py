"""A tool call as a card: what Claude Code's own tools would do, readable; any other call as its JSON.

A card is lines of spans; the page gives them their ground and their width. The input is another machine's words:
whatever its fields hold, a card comes out.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from tui_router.tui import cells
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.lines.json_line import json_spans
from tui_router.tui.lines.line import Span
from tui_router.tui.lines.wrap import wrap
from tui_router.tui.safe_text import safe_text

CONTEXT = 3
"""Unchanged lines shown around a change."""
WRITTEN = 20
"""Lines of a file that is written that are shown while the rest is folded."""
MOST_PAIRS = 2_500
"""Lines of both sides that are alike, each with each: what a comparison costs; some 20 microseconds a pair at worst."""
MOST_LINES = 400
"""Lines of either side of a change that are compared; of a card that is unfolded, what is shown of anything."""
_JSON_LINES = 12
_CALL_CAP = 512 * 1024


class Line(NamedTuple):
    """`ground` is that of the card unless it is a line of a change."""

    spans: tuple[Span, ...]
    ground: str = "panel"


class Card(NamedTuple):
    """`title` names the tool, `argument` its point, `told` stands at the right. `more` lines are folded."""

    title: str
    argument: str
    told: str
    lines: list[Line]
    more: int = 0


Body = tuple[str, str, list[Line], int]
"""Argument, what stands at the right, lines, folded lines."""


def card_of(name: str, given: str, width: int, glyphs: Glyphs, *, open: bool = False) -> Card | None:
    """`given` is the input as JSON; None when it is not whole yet or no object. `width` is that of the lines."""
    value = read_input(given)
    if value is None:
        return None
    drawn = _DRAWN.get(name)
    body = drawn(value, width, glyphs, open) if drawn is not None else None
    argument, told, lines, more = body or _json_body(value, width, open)
    return Card(_short(name, 60), argument, told, lines, more)


def read_input(given: str) -> dict[str, Any] | None:
    if len(given) > _CALL_CAP:
        return None
    try:
        value = msgspec.json.decode(given or "{}")
    except (msgspec.DecodeError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _text(value: dict[str, Any], name: str) -> str:
    given = value.get(name)
    return given if isinstance(given, str) else ""


def _short(text: str, most: int = 200) -> str:
    return cells.clip(safe_text(text[: 2 * most].strip(), line=True), most)


def _scalar(value: object) -> str:
    return "" if value is None or isinstance(value, dict | list) else _short(str(value)[:400], 80)


def _lines_of(text: str) -> list[str]:
    return safe_text(text[:_CALL_CAP]).split("\n")


# changes of files


def _numbered(number: int, sign: str, text: str, role: str, ground: str) -> Line:
    shown = Span(f"{number or '':>5} ", "ink-soft")
    mark = Span(f"{sign or ' '} ", {"+": "state-ok", "-": "state-error"}.get(sign, "ink-soft"))
    return Line((shown, mark, Span(text, role)), ground)


class Comparing:
    """Compares texts of one call, within a bound for all of them together."""

    def __init__(self) -> None:
        self.lines = MOST_LINES
        self.pairs = MOST_PAIRS

    def change(self, before: str, after: str) -> tuple[list[Line], int, int]:
        """The lines that go and come with what stands around them; how many came and how many went. Numbers count
        from the beginning of the text that is replaced.
        """
        all_old, all_new = _lines_of(before), _lines_of(after)
        old, new = all_old[: self.lines], all_new[: self.lines]
        self.lines -= max(len(old), len(new))
        lines: list[Line] = []
        added = removed = 0
        for number, group in enumerate(self._groups(old, new)):
            if number:
                lines.append(Line((Span("      …", "ink-soft"),)))
            for tag, i1, i2, j1, j2 in group:
                if tag == "equal":
                    kept = enumerate(new[j1:j2], j1)
                    lines += [_numbered(j + 1, "", text, "ink-soft", "panel") for j, text in kept]
                    continue
                removed += i2 - i1
                added += j2 - j1
                gone, come = enumerate(old[i1:i2], i1), enumerate(new[j1:j2], j1)
                lines += [_numbered(i + 1, "-", text, "ink", "removed-bg") for i, text in gone]
                lines += [_numbered(j + 1, "+", text, "ink", "added-bg") for j, text in come]
        rest = max(len(all_old) - len(old), len(all_new) - len(new))
        if rest:
            lines.append(Line((Span(f"      … {cells.plural(rest, 'more line')} not compared", "ink-soft"),)))
        return lines, added, removed

    def _groups(self, old: list[str], new: list[str]) -> Iterable[list[tuple[str, int, int, int, int]]]:
        """Texts of lines that are alike again and again would take seconds: those change as a whole."""
        counts = Counter(new)
        pairs = sum(counts[line] for line in old)
        if pairs > self.pairs:
            return [[("replace", 0, len(old), 0, len(new))]]
        self.pairs -= pairs
        return SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(CONTEXT)


def _changed_words(added: int, removed: int) -> str:
    return f"{added} added  {removed} removed"


def _edit(value: dict[str, Any], width: int, glyphs: Glyphs, open: bool) -> Body | None:
    del width, glyphs, open
    if "old_string" not in value and "new_string" not in value:
        return None
    lines, added, removed = Comparing().change(_text(value, "old_string"), _text(value, "new_string"))
    if value.get("replace_all") is True:
        lines.append(Line((Span("everywhere in the file", "ink-soft"),)))
    return _short(_text(value, "file_path")), _changed_words(added, removed), lines, 0


def _multi_edit(value: dict[str, Any], width: int, glyphs: Glyphs, open: bool) -> Body | None:
    del width, glyphs, open
    edits = value.get("edits")
    if not isinstance(edits, list):
        return None
    lines: list[Line] = []
    comparing = Comparing()
    added = removed = 0
    for number, edit in enumerate(islice((e for e in edits if isinstance(e, dict)), 100), start=1):
        part, came, went = comparing.change(_text(edit, "old_string"), _text(edit, "new_string"))
        lines += [Line((Span(f"change {number} of {len(edits)}", "ink-soft"),)), *part]
        added, removed = added + came, removed + went
    return _short(_text(value, "file_path")), _changed_words(added, removed), lines, 0


def _write(value: dict[str, Any], width: int, glyphs: Glyphs, open: bool) -> Body | None:
    del width, glyphs
    text = value.get("content", value.get("new_source"))
    if not isinstance(text, str):
        return None
    written = _lines_of(text)
    shown = written[: MOST_LINES * 10 if open else WRITTEN]
    lines = [_numbered(number, "+", line, "ink", "added-bg") for number, line in enumerate(shown, start=1)]
    path = _text(value, "file_path") or _text(value, "notebook_path")
    return _short(path), cells.plural(len(written), "line"), lines, len(written) - len(shown)


# commands, searches, tasks


def _bash(value: dict[str, Any], width: int, glyphs: Glyphs, open: bool) -> Body | None:
    del glyphs
    command = value.get("command")
    if not isinstance(command, str):
        return None
    wrapped = wrap(safe_text(command[:_CALL_CAP]), max(8, width - 2), MOST_LINES)
    shown = wrapped if open else wrapped[:WRITTEN]
    lines = [
        Line((Span("  " if number else "$ ", "accent", bold=True), Span(text, bold=True)))
        for number, text in enumerate(shown)
    ]
    more: list[str] = []
    timeout = value.get("timeout")
    if isinstance(timeout, int | float) and not isinstance(timeout, bool) and 0 < timeout < 1e9:
        more.append(f"timeout {cells.prose_time(timeout / 1000)}")
    if value.get("run_in_background") is True:
        more.append("in the background")
    if more:
        lines.append(Line((Span("  ".join(more), "ink-soft"),)))
    return _short(_text(value, "description")), "", lines, len(wrapped) - len(shown)


def _fields(point: str, *names: str) -> Callable[[dict[str, Any], int, Glyphs, bool], Body | None]:
    """`point` is the argument of the head; the others stand on one line under it where they are given."""

    def draw(value: dict[str, Any], width: int, glyphs: Glyphs, open: bool) -> Body | None:
        del glyphs, open
        if not isinstance(value.get(point), str) or set(value) - {point, *names}:
            return None
        spans: list[Span] = []
        for name in names:
            said = _scalar(value.get(name))
            if said:
                spans += [Span(f"{name} ", "ink-soft"), Span(f"{said}   ")]
        lines = [Line(tuple(spans))] if spans else []
        return _short(_text(value, point), max(20, width - 20)), "", lines, 0

    return draw


def _prose(point: str, text: str, *names: str) -> Callable[[dict[str, Any], int, Glyphs, bool], Body | None]:
    """A head, some figures and a longer text under them."""

    def draw(value: dict[str, Any], width: int, glyphs: Glyphs, open: bool) -> Body | None:
        del glyphs
        if not isinstance(value.get(text), str):
            return None
        wrapped = wrap(safe_text(_text(value, text)[:_CALL_CAP]), max(8, width), MOST_LINES)
        shown = wrapped if open else wrapped[:_JSON_LINES]
        told = "  ".join(said for name in names if (said := _scalar(value.get(name))))
        return (
            _short(_text(value, point)),
            told,
            [Line((Span(line),)) for line in shown],
            len(wrapped) - len(shown),
        )

    return draw


def _todos(value: dict[str, Any], width: int, glyphs: Glyphs, open: bool) -> Body | None:
    del width, open
    todos = value.get("todos")
    if not isinstance(todos, list) or not all(isinstance(todo, dict) for todo in todos):
        return None
    lines: list[Line] = []
    done = 0
    for todo in todos[:MOST_LINES]:
        state = todo.get("status")
        done += state == "completed"
        sign, role = ("[ ]", "ink")
        if state == "completed":
            sign, role = "[x]", "ink-soft"
        elif state == "in_progress":
            sign = f"[{glyphs.arrow}]"
        lines.append(Line((Span(f"{sign} ", "ink-soft"), Span(_short(_text(todo, "content"), 300), role,
                                                               bold=state == "in_progress"))))  # fmt: skip
    return "", f"{done} of {len(todos)} done", lines, 0


def _json_body(value: dict[str, Any], width: int, open: bool) -> Body:
    """Anything else: the first short word as the argument, the rest as JSON."""
    point = next((_short(given, 80) for given in value.values() if isinstance(given, str)), "")
    try:
        text = json.dumps(value, indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        text = ""
    wrapped = wrap(safe_text(text), max(8, width), MOST_LINES * 10) if value else []
    shown = wrapped if open else wrapped[:_JSON_LINES]
    return point, "", [Line(tuple(json_spans(line))) for line in shown], len(wrapped) - len(shown)


_DRAWN: dict[str, Callable[[dict[str, Any], int, Glyphs, bool], Body | None]] = {
    "Edit": _edit,
    "MultiEdit": _multi_edit,
    "Write": _write,
    "NotebookEdit": _write,
    "Bash": _bash,
    "Read": _fields("file_path", "offset", "limit", "pages"),
    "Grep": _fields("pattern", "path", "glob", "type", "output_mode", "head_limit", "multiline", "-i", "-n", "-A", "-B", "-C"),
    "Glob": _fields("pattern", "path"),
    "LS": _fields("path", "ignore"),
    "WebSearch": _fields("query", "allowed_domains", "blocked_domains"),
    "WebFetch": _prose("url", "prompt"),
    "Task": _prose("description", "prompt", "subagent_type", "model"),
    "Agent": _prose("description", "prompt", "subagent_type", "model"),
    "TodoWrite": _todos,
}  # fmt: skip
"""By the names Claude Code gives its tools. One that does not have the fields it should falls back on its JSON."""
