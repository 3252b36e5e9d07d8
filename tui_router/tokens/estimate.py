"""A figure for the size of a prompt before anybody counted it. Imports nothing, so the gateway can use it.

It stands in `message_start`, where an upstream's own figure comes too late to be waited for.
"""

import re

BYTES_A_TOKEN = 4.2
"""Bytes of a request body for one token of o200k_base, JSON's own marks included. Measured: Python sources 4.2,
technical prose 3.8 to 4.0, plain English words with tool schemas 5.4. So the figure is within a tenth for code
and prose, and up to a third too high for plain words."""

LEAST_BYTES_A_TOKEN = 8.0
"""No prose or code we measured has tokens this long on average once blanks and runs are folded (English words with
tool schemas 5.4), so a prompt has at least so many tokens."""

_MEDIA = re.compile(rb'"[A-Za-z0-9+/=_-]{2000,}"')
_RUNS = re.compile(rb"(\\[ntr]|.)\1{3,}", re.DOTALL)

IMAGE_TOKENS = 1_100
"""For an image of unknown size: a screenshot, scaled to the size at which models look at it."""

_IMAGE_MEAN_BYTES = 400_000  # of base64: one screenshot


def estimate_prompt(request_bytes: int, image_bytes: int = 0) -> int:
    """Tokens of a request body. `image_bytes` of it are base64 of images, priced by the picture."""
    text = max(0, request_bytes - image_bytes)
    images = -(-image_bytes // _IMAGE_MEAN_BYTES) * IMAGE_TOKENS
    return max(1, round(text / BYTES_A_TOKEN) + images)


def least_prompt(body: bytes) -> int:
    """Tokens that a request body has at the very least: media and runs of the same character are left out."""
    return int(len(_RUNS.sub(rb"\1", _MEDIA.sub(b"", body))) / LEAST_BYTES_A_TOKEN)
