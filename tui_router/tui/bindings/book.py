"""Every table of keys by the name of its screen."""

from tui_router.tui.bindings.common import COMMANDS
from tui_router.tui.bindings.compare import COMPARE
from tui_router.tui.bindings.diagnostics import DIAGNOSTICS
from tui_router.tui.bindings.exchange import EXCHANGE
from tui_router.tui.bindings.key import Key
from tui_router.tui.bindings.live import LIVE
from tui_router.tui.bindings.log import LOG
from tui_router.tui.bindings.routes import ROUTES
from tui_router.tui.bindings.sessions import SESSIONS

TABLES: dict[str, tuple[Key, ...]] = {
    "Live": LIVE,
    "Exchange": EXCHANGE,
    "Routes": ROUTES,
    "Diagnostics": DIAGNOSTICS,
    "Compare": COMPARE,
    "Sessions": SESSIONS,
    "Log": LOG,
}


def every_key() -> dict[str, Key]:
    """By id; a key of several screens once."""
    return {key.id: key for table in TABLES.values() for key in (*table, COMMANDS)}
