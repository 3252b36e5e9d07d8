"""The signs of the screen, once in Unicode and once in ASCII. Every sign is one cell wide, but the
ASCII names of keys."""

from dataclasses import dataclass, field, fields


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Named by meaning, so that a widget never spells a sign. `states` and `acts` are keyed by the journal's words."""

    ascii: bool
    spinner: str
    states: dict[str, str] = field(repr=False)
    acts: dict[str, str] = field(repr=False)
    tiers: dict[str, str] = field(repr=False)
    replay: str
    mark: str
    held: str
    slow: str
    off: str
    on: str
    nothing: str
    estimate: str
    arrow: str
    differs: str
    folded: str
    unfolded: str
    focus: str
    focus_elsewhere: str
    bar_wait: str
    bar_text: str
    bar_tool: str
    bar_thinking: str
    bar_tip: str
    meter: str
    track: str
    spark: str
    follow: str
    newer: str
    older: str
    at: str
    ellipsis: str
    enter: str
    tab: str
    up: str
    down: str
    rule: str
    caret: str
    twig: str
    last_twig: str
    stem: str
    quotes: tuple[str, str]


UNICODE = Glyphs(
    ascii=False,
    spinner="⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏",
    states={
        "held": "‖",
        "ok": "✓",
        "failed": "✗",
        "repaired": "◆",
        "local": "≈",
        "cancelled": "∅",
        "interrupted": "∅",
    },
    acts={
        "renamed": "→",
        "moved": "→",
        "added": "+",
        "clamped": "≤",
        "approximated": "≈",
        "dropped": "−",
        "repaired": "◆",
    },
    tiers={"haiku": "▂", "sonnet": "▄", "opus": "▆", "fable": "▇", "default": "·"},
    replay="↻",
    mark="✦",
    held="‖",
    slow="▲",
    off="○",
    on="●",
    nothing="·",
    estimate="≈",
    arrow="→",
    differs="≠",
    folded="▸",
    unfolded="▾",
    focus="▌",
    focus_elsewhere="▏",
    bar_wait="╌",
    bar_text="━",
    bar_tool="═",
    bar_thinking="┄",
    bar_tip="╸",
    meter="━",
    track="━",
    spark="▁▂▃▄▅▆▇█",
    follow="⇣",
    newer="↑",
    older="↓",
    at="·",
    ellipsis="…",
    enter="⏎",
    tab="⇥",
    up="↑",
    down="↓",
    rule="╌",
    caret="▌",
    twig="├",
    last_twig="└",
    stem="│",
    quotes=("“", "”"),
)

ASCII = Glyphs(
    ascii=True,
    spinner=">",
    states={
        "held": "=",
        "ok": "+",
        "failed": "x",
        "repaired": "!",
        "local": "~",
        "cancelled": "-",
        "interrupted": "-",
    },
    acts={
        "renamed": ">",
        "moved": ">",
        "added": "+",
        "clamped": "<",
        "approximated": "~",
        "dropped": "-",
        "repaired": "!",
    },
    tiers={"haiku": ".", "sonnet": "o", "opus": "O", "fable": "@", "default": "-"},
    replay="r",
    mark="*",
    held="=",
    slow="^",
    off="o",
    on="*",
    nothing="-",
    estimate="~",
    arrow=">",
    differs="!",
    folded="+",
    unfolded="-",
    focus="|",
    focus_elsewhere=":",
    bar_wait=".",
    bar_text="=",
    bar_tool="#",
    bar_thinking="-",
    bar_tip=">",
    meter="=",
    track=".",
    spark=".:-=+*#",
    follow="v",
    newer="^",
    older="v",
    at="@",
    ellipsis="~",
    enter="enter",
    tab="tab",
    up="^",
    down="v",
    rule="-",
    caret="|",
    twig="|",
    last_twig="`",
    stem="|",
    quotes=('"', '"'),
)

_EXTRA = {
    "⟨": "<",
    "⟩": ">",
    "␛": "^",
    "⏎": "$",
    "⇥": ">",
    "◌": "o",
    "�": "?",
    "×": "x",
    "▔": " ",
    "▐": "|",
    "┃": "|",
    "•": "*",
    "–": "-",
    "—": "-",
    "‘": "'",
    "’": "'",
    "“": '"',
    "”": '"',
}


def _stand_ins() -> dict[int, str]:
    """Every one-cell sign of the Unicode set to its ASCII counterpart, and a few more."""
    pairs = dict(_EXTRA)
    for each in fields(Glyphs):
        ours, theirs = getattr(UNICODE, each.name), getattr(ASCII, each.name)
        if isinstance(ours, dict):
            pairs |= {sign: theirs[word] for word, sign in ours.items() if not sign.isascii()}
        elif isinstance(ours, str) and len(ours) == len(theirs) == 1:
            pairs[ours] = theirs
    pairs |= dict.fromkeys(UNICODE.spinner, ASCII.spinner)
    return {ord(sign): stand_in for sign, stand_in in pairs.items()}


_STAND_INS = _stand_ins()


def to_ascii(text: str, width: int = 0) -> str:
    """Our own signs in `text` in ASCII, cell for cell; other people's letters stay."""
    del width
    return text if text.isascii() else text.translate(_STAND_INS)


def only_ascii(text: str, width: int) -> str:
    """`text` in ASCII and exactly `width` cells, for a terminal that cannot show the rest: `?` for what is lost."""
    plain = text.translate(_STAND_INS)
    if not plain.isascii():
        plain = "".join(char if char.isascii() else "?" for char in plain)
    return plain[:width].ljust(width, "?") if len(plain) != width else plain


def pick(*, ascii: bool) -> Glyphs:
    return ASCII if ascii else UNICODE
