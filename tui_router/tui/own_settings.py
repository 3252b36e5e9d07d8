"""The settings file of this machine, read for the settings screen and written by it. Both wait for the disk: call them
in a thread."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tui_router.tui.safe_text import safe_text
from tui_router.tui.settings_book import Shown


class OwnSettingsFault(Exception):
    """The file cannot be read or written; the text is safe to draw."""


def read_settings(path: Path | None) -> list[Shown]:
    """What is in force here, with its origins. Raises `OwnSettingsFault`."""
    from tui_router.settings.load import read
    from tui_router.settings.problems import SettingsError
    from tui_router.settings.read import Source, read_source
    from tui_router.settings.show import show

    try:
        there = path is not None and path.exists()
        source = read_source(path) if there and path is not None else Source(Path("environment"), {}, {})
        return list(show(read(source, path if there else None, os.environ)))
    except SettingsError as error:
        raise OwnSettingsFault(_words(error)) from error
    except OSError as error:
        raise OwnSettingsFault(safe_text(f"{path}: {error.strerror}", line=True)) from error


def write_settings(path: Path, patch: Mapping[str, Any]) -> None:
    """Lay the patch over the file; None removes. Raises `OwnSettingsFault`, and then the file is as it was."""
    from tui_router.settings.problems import SettingsError
    from tui_router.settings.save import write_patch

    try:
        write_patch(path, patch)
    except SettingsError as error:
        raise OwnSettingsFault(_words(error)) from error
    except OSError as error:
        raise OwnSettingsFault(safe_text(f"{path}: {error.strerror}", line=True)) from error


def _words(error: Exception) -> str:
    first = next((line for line in str(error).splitlines() if line.strip()), "cannot be read")
    return safe_text(first[:300], line=True)
