"""What whoever opened the inspector can say of a gateway of this machine, and do for it. One elsewhere has no home."""

from typing import Protocol


class Home(Protocol):
    def why_gone(self) -> str | None:
        """Why it ended, in words: "exit 1: port 8787 is taken", "" when nothing says; None while it runs. Reads two
        small files."""
        ...

    async def start(self) -> None:
        """Start it again where it was, or find another one that runs here by now. The client reaches it afterwards.
        Raises `ControlError`."""
        ...
