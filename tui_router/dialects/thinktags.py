"""Reasoning that a model writes into its text, between `<think>` and `</think>`, apart from the text.

Only at the very start of an answer, where models put it: the words later in a text are the text's own.
"""

OPEN = "<think>"
CLOSE = "</think>"


class ThinkTags:
    """Each piece of text goes in, `(thought, text)` come out. `plain` is set once no tag can come any more."""

    __slots__ = ("_held", "_inside", "_lead", "plain")

    def __init__(self) -> None:
        self.plain = False
        self._held = ""
        self._inside = False
        self._lead = False  # behind the closing tag, where white space belongs to nobody

    @property
    def open(self) -> bool:
        """The opening tag has come and the closing one has not."""
        return self._inside and not self._lead

    def split(self, piece: str) -> tuple[str, str]:
        held = self._held + piece
        self._held = ""
        if self._lead:
            return "", self._after(held)
        if not self._inside:
            head = held.lstrip()
            if OPEN.startswith(head[: len(OPEN)]):
                if len(head) < len(OPEN):
                    self._held = held
                    return "", ""
                self._inside = True
                held = head[len(OPEN) :]
            else:
                self.plain = True
                return "", held
        thought, closed, text = held.partition(CLOSE)
        if closed:
            self._lead = True
            return thought, self._after(text)
        keep = _tail(held)
        self._held = held[len(held) - keep :]
        return held[: len(held) - keep], ""

    def flush(self) -> tuple[str, str]:
        """The answer has ended: what was held as a possible tag was none."""
        held, self._held = self._held, ""
        return (held, "") if self.open else ("", held)

    def _after(self, text: str) -> str:
        text = text.lstrip()
        self.plain = bool(text)
        return text


def _tail(text: str) -> int:
    """How many characters at the end may be the beginning of the closing tag."""
    return next((n for n in range(min(len(CLOSE) - 1, len(text)), 0, -1) if CLOSE.startswith(text[-n:])), 0)
