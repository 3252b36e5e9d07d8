import pytest


@pytest.fixture
def write(tmp_path):
    """Write a settings file and hand back its path."""

    def write(text, name="config.toml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def home(tmp_path):
    """An environment in which nothing of the machine's own is found."""
    return {"TUI_ROUTER_HOME": str(tmp_path / "home")}
