"""How a target and its chain are named on the screen. Pure text; wire text is made safe here."""

from collections.abc import Sequence

from tui_router.core.target import Target
from tui_router.tui.glyphs import Glyphs
from tui_router.tui.safe_text import safe_text


def spoken(target: str, glyphs: Glyphs) -> str:
    """model · provider, as everywhere on the screen."""
    parsed = Target.parse(target)
    model, provider = safe_text(parsed.model, line=True), safe_text(parsed.provider, line=True)
    return f"{model} {glyphs.at} {provider}" if model else provider


def more(chain: Sequence[str]) -> str:
    """How many stand behind the usual target: " +2", or nothing."""
    return f" +{len(chain) - 1}" if len(chain) > 1 else ""


def usual(chain: Sequence[str], glyphs: Glyphs) -> str:
    """The usual target and how many stand behind it: "gpt-5.4 · openai +1"."""
    return f"{spoken(chain[0], glyphs)}{more(chain)}" if chain else "nowhere"
