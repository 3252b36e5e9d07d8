"""The package of a dialect, by its name."""

from tui_router.dialects.base import DialectModule


def dialect_of(name: str) -> DialectModule:
    """Imported at its first use: a gateway of one language need not load the others."""
    if name == "anthropic":
        from tui_router.dialects import anthropic

        return anthropic
    from tui_router.dialects import chat

    return chat
