"""The rewire form in words: the check beside each field. Pure text, wire text made safe."""

from tui_router.control.wiring import DryRun, Verdict
from tui_router.core.target import Target
from tui_router.journal.record import KnownModel, ProviderState
from tui_router.settings.secrets import missing
from tui_router.tui import cells
from tui_router.tui.languages import TITLES
from tui_router.tui.lines.check import NO_WORDS, Check
from tui_router.tui.lines.provider_rows import is_login
from tui_router.tui.rewire_draft import (
    LONGEST_CHAIN,
    Draft,
    Endpoint,
    Field,
    NotReadable,
    key_trouble,
    read_when,
    tokens,
)
from tui_router.tui.safe_text import safe_text

_SAYS = {
    "config": "as the settings say",
    "fact": "as the upstream said",
    "list": "as its list says",
    "catalog": "as the catalog says",
    "preset": "as the preset says",
}


def price(model: KnownModel | None) -> str:
    """In and out, for a million tokens: $2.50 / 10; empty where nobody knows."""
    if model is None or model.price_in is None or model.price_out is None:
        return ""
    if not model.price_in and not model.price_out:
        return "free"
    return f"${cells.price(model.price_in)} / {cells.price(model.price_out)}"


def short_session(session: str) -> str:
    return safe_text(session[:4], line=True)


def provider_check(state: ProviderState | None, *, known: int) -> Check:
    """`known`: how many of its models the gateway lists."""
    if state is None:
        return NO_WORDS
    if not state.key_set:
        return safe_text(missing(state.key), line=True), "state-error"
    if state.problem:
        return safe_text(state.problem, line=True), "state-error"
    if state.latency_ms is not None:
        return f"answers in {_speed(state.latency_ms)}", "state-ok"
    return (cells.plural(known, "model"), "state-ok") if known else ("not asked yet", "ink-soft")


def _speed(ms: float) -> str:
    return f"{ms:.0f} ms" if ms < 1_000 else cells.took(ms / 1_000)


def speaks_check(chosen: str, before: str, state: ProviderState | None) -> Check:
    found = state.speaks if state is not None else []
    if found and chosen not in found:
        spoken = " and ".join(TITLES.get(name, name) for name in found)
        return f"it was found to speak {safe_text(spoken, line=True)}", "state-warn"
    if before and chosen != before:
        return "for every tier that goes there", "state-warn"
    return ("found so", "state-ok") if chosen in found else NO_WORDS


def limit_check(text: str, known: int | None, told_by: str, *, window: int | None = None) -> Check:
    """`known` and `told_by`: what holds while nothing is typed. `window`: an answer cannot be larger than it."""
    try:
        typed = tokens(text)
    except NotReadable as error:
        return str(error), "state-error"
    if typed is None:
        if known is None:
            return "not known", "ink-soft"
        return _SAYS.get(told_by, "as known"), "state-ok"
    if window is not None and typed > window:
        return f"more than the window of {cells.limit(window)}", "state-warn"
    if known is not None and typed != known:
        return f"instead of {known:,}, {_SAYS.get(told_by, 'as known')}", "ink-soft"
    return "as the settings say", "state-ok"


def key_check(text: str, before: str, state: ProviderState | None, problem: str, *, rehearsed: bool) -> Check:
    """`problem` is that of the last rehearsal, which knows whether the gateway finds the key."""
    text = text.strip()
    wrong = key_trouble(text)
    if wrong:
        return wrong, "state-error"
    if text != before.strip():
        if "key" in problem or (text and missing(text) in problem):
            said = missing(text) if text and "not set" in problem else problem
            return safe_text(said, line=True), "state-error"
        if rehearsed:
            return ("set" if text else "as the preset says"), "state-ok"
        return "for every tier that goes there", "ink-soft"
    if not text and state is not None and is_login(state):
        if state.problem:
            return safe_text(state.problem, line=True), "state-error"
        return "its login is used", "state-ok"
    if not text:
        return "none; local servers need none", "ink-soft"
    if state is None:
        return NO_WORDS
    return ("set", "state-ok") if state.key_set else (safe_text(missing(text), line=True), "state-error")


def chain_check(chain: tuple[str, ...]) -> Check:
    if not chain:
        return NO_WORDS
    if len(chain) > LONGEST_CHAIN:
        return f"a chain has at most {LONGEST_CHAIN} targets", "state-error"
    if len(chain) > 1:
        return "until the first byte", "ink-soft"
    return "it is told to the client", "ink-soft"


def when_check(text: str) -> Check:
    try:
        when = read_when(text)
    except NotReadable as error:
        return safe_text(str(error), line=True), "state-error"
    return ("all of these", "state-ok") if when else ("always", "ink-soft")


def verdict_words(verdict: Verdict) -> Check:
    said = safe_text(verdict.said or ("it answers" if verdict.ok else "it did not answer"), line=True)
    return f"{safe_text(verdict.target, line=True)}: {said}", "state-ok" if verdict.ok else "state-error"


def provider_of(target: str, providers: set[str] | frozenset[str]) -> str:
    """Empty for an alias, which may hold a slash as well."""
    name = Target.parse(target).provider
    return name if name in providers else ""


def checks(
    draft: Draft,
    before: Endpoint,
    state: ProviderState | None,
    model: KnownModel | None,
    dry: DryRun | None,
    *,
    known: int,
) -> dict[Field, Check]:
    """What there is to say beside every field. `before` is what the endpoint is set to, `known` counts its models."""
    now = draft.endpoint
    window, output = (model.context_window, model.max_output_tokens) if model else (None, None)
    problem, rehearsed = (dry.problem, bool(dry.exchange)) if dry else ("", False)
    found: dict[Field, Check] = {
        "provider": provider_check(state, known=known),
        "speaks": speaks_check(now.dialect, before.dialect, state),
        "model": NO_WORDS,
        "window": limit_check(now.window, window, model.window_from if model else ""),
        "output": limit_check(now.output, output, model.output_from if model else "", window=window),
        "key": key_check(now.key, before.key, state, problem, rehearsed=rehearsed),
        "chain": chain_check(draft.chain),
    }
    if draft.rule is not None:
        found["when"] = when_check(draft.when)
    return found
