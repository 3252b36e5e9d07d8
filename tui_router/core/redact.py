"""Mask what looks like a key, byte for byte.

The masked text is exactly as long as the original, so that a capture keeps its offsets and a figure of "how
many bytes" stays true. The head of a key that only tells its maker ("sk-ant-") is left to read.
"""

import re
from collections.abc import Iterable

_TOKEN = rb"[A-Za-z0-9_\-]"
_WORD = rb"(?:(?<![A-Za-z0-9])|(?<=\\[nrtbf]))"  # a word starts here; JSON writes a line break as \n
_FIELD = (
    rb"(?:\\*[\"'`])?\s{0,3}[:=]\s{0,3}(?:\\*[\"'`])?(?:(?:[Bb]earer|[Bb]asic) )?"
    rb"([A-Za-z0-9._~+/=\-]{16,})"
)

_RULES: tuple[tuple[tuple[bytes, ...], re.Pattern[bytes]], ...] = tuple(
    (markers, re.compile(pattern))
    for markers, pattern in (
        ((b"sk-ant-",), rb"sk-ant-(" + _TOKEN + rb"{8,})"),
        ((b"sk-", b"csk-"), _WORD + rb"c?sk-(?!ant-)(?:proj-|or-v1-)?(" + _TOKEN + rb"{12,})"),
        ((b"gsk_",), rb"gsk_(" + _TOKEN + rb"{16,})"),
        ((b"aiza",), rb"AIza(" + _TOKEN + rb"{20,})"),
        ((b"ya29.",), rb"ya29\.([A-Za-z0-9_\-.]{16,})"),
        ((b"akia", b"asia"), rb"A[KS]IA([0-9A-Z]{12,})"),
        ((b"absk",), rb"ABSK([A-Za-z0-9+/=]{24,})"),
        ((b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_"), rb"gh[pousr]_([A-Za-z0-9]{16,})"),
        ((b"github_pat_", b"tgp_v1_"), rb"[a-z_]+[1t]_(" + _TOKEN + rb"{16,})"),
        ((b"glpat-", b"nvapi-", b"pplx-"), rb"[a-z]+-(" + _TOKEN + rb"{16,})"),
        (
            (b"xoxb-", b"xoxp-", b"xoxa-", b"xoxr-", b"xoxs-", b"xoxe-", b"xoxo-"),
            rb"xox.-([A-Za-z0-9\-]{10,})",
        ),
        ((b"xai-",), _WORD + rb"xai-([A-Za-z0-9]{20,})"),
        ((b"hf_", b"fw_", b"r8_", b"npm_"), _WORD + rb"[a-z8]+_([A-Za-z0-9]{16,})"),
        ((b"_live_",), rb"_live_([A-Za-z0-9]{12,})"),
        (
            (b"eyj",),
            rb"(?:(?<!" + _TOKEN + rb")|(?<=\\[nrtbf]))eyJ([A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]+){1,4})",
        ),
        ((b"bearer ", b"basic "), rb"[A-Za-z]+ +([A-Za-z0-9._~+/=\-]{8,})"),
        (
            (
                b"api_key",
                b"api-key",
                b"api key",
                b"apikey",
                b"access_key",
                b"access-key",
                b"accesskey",
                b"secret_key",
            ),
            rb"[A-Za-z]{3,6}[_ \-]?[A-Za-z]{0,3}" + _FIELD,
        ),
        ((b"private_key", b"subscription-key", b"?key=", b"&key="), rb"[?&A-Za-z_\-]{4,16}?" + _FIELD),
        (
            (b"token", b"secret", b"password", b"passwd", b"credential", b"authorization"),
            rb"[A-Za-z]{5,13}(?<!okens)" + _FIELD,
        ),
        ((b"://",), rb"://[^/\s:@\"'\\]{0,80}:([^/\s@\"'\\]{3,200})@"),
        ((b"private key-----",), rb"PRIVATE KEY-----([A-Za-z0-9+/=\s\\]{16,})"),
    )
)
"""For each family the markers that start it, in lower case, and a pattern that must match there. Its one group
is what gets masked. Anchoring each pattern at a marker found by a plain search keeps a large body fast."""

_MARKERS = tuple(
    (marker.partition(b" ")[0], marker, pattern) for markers, pattern in _RULES for marker in markers
)
"""One row a marker: its first word, which must stand among a text's words, the marker itself, the pattern."""

LEAST_KNOWN = 4
"""Bytes of a known secret that is masked wherever it stands. A token such as "x" would blot out every word."""

_SHORTEST = 12
"""No masked text is shorter, its marker included."""

_APART = bytes(
    32 if byte in b"\"'`{}[]()<>,;|*!\\" else byte + 32 if 65 <= byte <= 90 else byte for byte in range(256)
)
"""Lower case, and a blank for what stands in no marker."""

_WORDLESS = 32  # letters alone are a word, not a key, unless they go on this long


def mask_secret_bytes(data: bytes, known: Iterable[bytes] = ()) -> bytes:
    """`known` are secrets to mask whatever their shape, such as the keys of the configured providers."""
    for secret in known:
        if len(secret) >= LEAST_KNOWN:
            data = data.replace(secret, b"*" * len(secret))
    if len(data) < _SHORTEST:
        return data
    # A capture says the same few hundred words over and over: looking for the markers among them first takes
    # a quarter of the time.
    words = b" ".join(set(data.translate(_APART).split()))
    lowered = data.lower()
    masked = bytearray(data)
    for word, marker, pattern in _MARKERS:
        if word not in words:
            continue
        at = lowered.find(marker)
        while at >= 0:
            match = pattern.match(data, at)
            if match is None:
                at = lowered.find(marker, at + len(marker))
                continue
            start, end = match.span(1)
            if end - start >= _WORDLESS or any(48 <= byte <= 57 for byte in match[1]):
                masked[start:end] = b"*" * (end - start)
            at = lowered.find(marker, end)
    return bytes(masked)


def mask_secrets(text: str, known: Iterable[str] = ()) -> str:
    """As `mask_secret_bytes`, for text; the length in UTF-8 stays the same."""
    masked = mask_secret_bytes(
        text.encode("utf-8", "surrogatepass"), [secret.encode("utf-8", "surrogatepass") for secret in known]
    )
    return masked.decode("utf-8", "surrogatepass")
