"""The package of a dialect, by its name."""

from importlib import import_module
from typing import cast, get_args

from tui_router.core.target import Dialect
from tui_router.dialects.base import DialectModule


def dialect_of(name: str) -> DialectModule:
    """Imported at its first use: a gateway of one language need not load the others."""
    if name not in get_args(Dialect):
        raise ValueError(f"no dialect {name!r}")
    return cast("DialectModule", import_module(f"tui_router.dialects.{name}"))
