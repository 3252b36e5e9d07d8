"""What is wrong with a filter, and where."""


class FilterFault(ValueError):
    """`words` are for a person; `start` and `end` are characters of the text they speak of."""

    def __init__(self, words: str, start: int, end: int, *, unfinished: bool = False) -> None:
        """`unfinished`: nothing is wrong yet, something must follow."""
        super().__init__(words)
        self.words = words
        self.start = start
        self.end = max(start, end)
        self.unfinished = unfinished

    def told(self) -> str:
        """For somebody who does not see the text beside it."""
        return f"filter, character {self.start + 1}: {self.words}"
