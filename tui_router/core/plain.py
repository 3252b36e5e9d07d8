"""Text of one line, as it may be stored and told."""

import re

_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


def one_line(text: str) -> str:
    """Control characters, line ends and halves of surrogate pairs become a blank each run; none stand at the ends."""
    return _UNSEEN.sub(" ", text).strip()
