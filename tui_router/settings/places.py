"""Where the files live. `TUI_ROUTER_HOME` moves all of them under one folder."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import msgspec

from tui_router.core.faults import ConfigFault

APP = "tui-router"


class Places(msgspec.Struct, frozen=True):
    """Three folders and the names inside them. Nothing is created before `prepare`."""

    config: Path
    state: Path
    data: Path

    @property
    def config_file(self) -> Path:
        return self.config / "config.toml"

    @property
    def themes(self) -> Path:
        return self.config / "themes"

    @property
    def log(self) -> Path:
        return self.state / "gateway.log"

    @property
    def lock(self) -> Path:
        """Who runs the gateway of this state folder: pid, URL, version, control token."""
        return self.state / "gateway.lock"

    @property
    def client_token(self) -> Path:
        return self.state / "client-token"

    @property
    def control_token(self) -> Path:
        return self.state / "control-token"

    @property
    def facts(self) -> Path:
        """What was learned of the targets."""
        return self.state / "facts.json"

    @property
    def keepsakes(self) -> Path:
        """What upstreams want back in later turns."""
        return self.state / "keepsakes.jsonl"

    @property
    def models(self) -> Path:
        """The providers' lists of models, as they last told them."""
        return self.state / "models.json"

    @property
    def flavours(self) -> Path:
        """Which languages addresses were found to speak."""
        return self.state / "flavours.json"

    @property
    def overlays(self) -> Path:
        """The wirings that launches and sessions have of their own."""
        return self.state / "overlays.json"

    @property
    def database(self) -> Path:
        return self.data / "journal.db"

    def prepare(self) -> None:
        """Create the folders, for the owner alone. Raises `ConfigFault` when one cannot be trusted.

        The config folder may be shared on purpose (a dotfiles repository); state and data are ours and lose
        whatever access others had.
        """
        for folder in (self.config, self.state, self.data):
            _make(folder)
        for folder in (self.state, self.data):
            _close_to_others(folder)


def find_places(env: Mapping[str, str]) -> Places:
    home = env.get("TUI_ROUTER_HOME", "")
    if home:
        root = Path(home).expanduser().absolute()
        return Places(root / "config", root / "state", root / "data")
    import platformdirs

    return Places(
        Path(platformdirs.user_config_dir(APP, appauthor=False)),
        Path(platformdirs.user_state_dir(APP, appauthor=False)),
        Path(platformdirs.user_data_dir(APP, appauthor=False)),
    )


def _make(folder: Path) -> None:
    missing = [folder]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    try:
        for path in reversed(missing):
            if not path.is_dir():
                path.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise ConfigFault.say(f"{folder}: the folder cannot be made ({error.strerror})") from error


def _close_to_others(folder: Path) -> None:
    found = folder.stat()
    if found.st_uid != os.geteuid():
        raise ConfigFault.say(
            f"{folder}: the folder belongs to another user; set TUI_ROUTER_HOME to one of yours"
        )
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o077:
        folder.chmod(mode & 0o700)
