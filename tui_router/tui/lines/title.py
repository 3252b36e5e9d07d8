"""The first row of the pane and the titles of the legs."""

from tui_router.journal.record import ExchangeRow, LegName
from tui_router.tui import cells
from tui_router.tui.glyphs import UNICODE, Glyphs
from tui_router.tui.ink import LOUD, state_look
from tui_router.tui.languages import TITLES
from tui_router.tui.lines.line import Span
from tui_router.tui.safe_text import safe_text

LEG_WORDS: dict[LegName, str] = {
    "a": "client sent",
    "b": "upstream got",
    "c": "upstream answers",
    "d": "client receives",
}
_COMMENT_LEAST = 14


def target_spans(row: ExchangeRow, width: int, glyphs: Glyphs = UNICODE) -> list[Span]:
    """#38 ▄ sonnet → deepseek-chat · deepseek, in at most `width` cells."""
    tier = f"tier-{row.tier}"
    spans = [
        Span(f"#{row.id} {glyphs.mark} " if row.marked else f"#{row.id}  ", "ink-soft"),
        Span(f"{glyphs.tiers.get(row.tier, ' ')} ", tier),
        Span(row.tier, tier, bold=True),
    ]
    if not row.model and not row.provider:
        return [*spans, Span(f"  {safe_text(row.client_model[:80], line=True)}", "ink-soft")]
    used = sum(len(span.text) for span in spans)
    model, provider = cells.target(row.model, row.provider, max(8, width - used - 3), glyphs)
    return [*spans, Span(f" {glyphs.arrow} ", "ink-soft"), Span(model, bold=True), Span(provider, "ink-soft")]


def about_spans(row: ExchangeRow) -> list[Span]:
    """Kind, session, what it is a replay of."""
    words: list[str] = [row.kind]
    if row.session:
        words.append(f"session {safe_text(row.session[:4], line=True)}")
    if row.replay_of is not None:
        words.append(f"of #{row.replay_of}")
    return [Span("   " + "  ".join(words), "ink-soft")]


def comment_spans(row: ExchangeRow, width: int, glyphs: Glyphs = UNICODE) -> list[Span]:
    """What a person wrote beside it, in at most `width` cells; nothing where too little of it could be read."""
    if not row.comment or width < _COMMENT_LEAST:
        return []
    return [Span("   "), Span(cells.clip(safe_text(row.comment, line=True), width - 3, glyphs.ellipsis))]


def state_spans(row: ExchangeRow, total: float, glyphs: Glyphs, phase: int) -> list[Span]:
    """The state with its figure: failed  400 after 0.2 s."""
    sign, sign_role, word, role = state_look(row.state, glyphs, phase, replay=row.replay_of is not None)
    loud = word in LOUD
    spans = [Span(f"{sign} ", sign_role, bold=loud), Span(word, role, bold=loud)]
    match row.state:
        case "waiting" | "held":
            figure = cells.took(total, glyphs)
        case "live":
            figure = f"first {cells.first(row.times.first, glyphs)}" if row.times.first is not None else ""
        case "failed":
            figure = f"{row.status or ''} after {cells.took(total, glyphs)}".strip()
        case "repaired":
            figure = cells.plural(row.attempts, "attempt") if row.attempts else cells.took(total, glyphs)
        case "cancelled":
            figure = f"client left after {cells.took(total, glyphs)}"
        case _:
            figure = f"{row.status or ''}  {cells.took(total, glyphs)}".strip()
    return [*spans, Span(f"  {figure}")] if figure else spans


def leg_title(leg: LegName, row: ExchangeRow, attempt: int, language: str = "") -> list[Span]:
    """a  client sent  Messages. `language` is what this attempt was asked in, where that is not the row's."""
    words = LEG_WORDS[leg]
    if leg in {"b", "c"} and row.attempts > 1 and attempt:
        words = f"{words}, attempt {attempt} of {max(attempt, row.attempts)}"
    dialect = TITLES.get(language or row.dialect, "") if leg in {"b", "c"} else "Messages"
    return [Span(f"{leg}  ", "accent", bold=True), Span(words, bold=True), Span(f"  {dialect}", "ink-soft")]
