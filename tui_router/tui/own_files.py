"""The files of the machine the inspector runs on: its settings, and the log of a gateway that runs here too."""

from pathlib import Path
from typing import Any, NamedTuple


class OwnFiles(NamedTuple):
    """`settings` may not exist yet; None: nothing is written. `log` is None when the gateway runs elsewhere."""

    settings: Path | None = None
    log: Path | None = None


NOWHERE = OwnFiles()


def own_files(app: Any) -> OwnFiles:
    """Those of an app; none for one that was not given any."""
    found = getattr(app, "own", None)
    return found if isinstance(found, OwnFiles) else NOWHERE
