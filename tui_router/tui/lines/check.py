"""A check beside a field: a few words in a role, which brings its sign."""

from tui_router.tui.glyphs import Glyphs

Check = tuple[str, str]
"""Words (safe already), and a role: ink-soft, state-ok, state-warn or state-error."""

NO_WORDS: Check = ("", "ink-soft")


def sign_of(role: str, glyphs: Glyphs) -> str:
    """With a blank behind it; empty for a role without one."""
    signs = {
        "state-ok": glyphs.states["ok"],
        "state-warn": glyphs.slow,
        "state-error": glyphs.states["failed"],
    }
    return f"{signs[role]} " if role in signs else ""
