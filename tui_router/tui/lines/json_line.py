"""One line of indented JSON in colours. Only lines on the screen are ever read, so it may be simple."""

import re

from tui_router.tui.lines.line import Span

_TOKEN = re.compile(
    r'(?P<string>"(?:[^"\\]|\\.)*"?)(?P<colon>\s*:)?'
    r"|(?P<number>-?\d[\d.eE+-]*)"
    r"|(?P<literal>\b(?:true|false|null)\b)"
)


def json_spans(line: str) -> list[Span]:
    """`line` is safe text; put together the spans are the line again."""
    spans: list[Span] = []
    at = 0
    for found in _TOKEN.finditer(line):
        if found.start() > at:
            spans.append(Span(line[at : found.start()], "ink-soft"))
        kind = found.lastgroup
        if kind == "colon":
            spans += [Span(found["string"], "json-key"), Span(found["colon"], "ink-soft")]
        else:
            spans.append(Span(found[0], f"json-{kind}"))
        at = found.end()
    if at < len(line):
        spans.append(Span(line[at:], "ink-soft"))
    return spans
