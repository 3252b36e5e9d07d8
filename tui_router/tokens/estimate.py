"""A figure for the size of a prompt before anybody counted it. Imports nothing, so the gateway can use it.

It stands in `message_start`, where an upstream's own figure comes too late to be waited for.
"""

BYTES_A_TOKEN = 4.2
"""Bytes of a request body for one token of o200k_base, JSON's own marks included. Measured: Python sources 4.2,
technical prose 3.8 to 4.0, plain English words with tool schemas 5.4. So the figure is within a tenth for code
and prose, and up to a third too high for plain words."""

IMAGE_TOKENS = 1_100
"""For an image of unknown size: a screenshot, scaled to the size at which models look at it."""

_IMAGE_MEAN_BYTES = 400_000  # of base64: one screenshot


def estimate_prompt(request_bytes: int, image_bytes: int = 0) -> int:
    """Tokens of a request body. `image_bytes` of it are base64 of images, priced by the picture."""
    text = max(0, request_bytes - image_bytes)
    images = -(-image_bytes // _IMAGE_MEAN_BYTES) * IMAGE_TOKENS
    return max(1, round(text / BYTES_A_TOKEN) + images)
