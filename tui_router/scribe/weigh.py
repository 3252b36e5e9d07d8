"""Counts tokens for the gateway. The encoding is built when it is first needed, or when there is time."""

import ctypes
import logging
import sys

from tui_router.tokens.counter import Counter, Parts, Unreadable, measure

_log = logging.getLogger(__name__)


class Scales:
    def __init__(self) -> None:
        self._counter: Counter | None = None
        self._unusable = False

    def load(self) -> None:
        if self._counter is not None or self._unusable:
            return
        from tui_router.tokens.ranks import RanksDamaged, encoding

        try:
            self._counter = Counter(measure(encoding().encode_ordinary))
        except (RanksDamaged, OSError) as error:
            self._unusable = True
            _log.warning("tokens are not counted: %s", error)
        _give_back_memory()

    def weigh(self, body: bytes) -> Parts | None:
        """None for a body that is no request, and when nothing can be counted."""
        self.load()
        if self._counter is None:
            return None
        try:
            return self._counter.count_parts(body)
        except Unreadable:
            return None


def _give_back_memory() -> None:
    """Building leaves some 10 MB that glibc keeps for later."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
