"""The o200k_base encoding, built from the table in this package. No network, no cache folder, no environment.

tiktoken's own `get_encoding` fetches the table at first use and keeps it in a folder others can write to.
Building takes some 0.3 s and holds the interpreter lock for more than half of that: never in the gateway.
"""

import gzip
import hashlib
from binascii import a2b_base64
from functools import cache
from importlib import resources

import tiktoken

SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
"""Of the plain table, the figure tiktoken itself checks."""

_PATTERN = (
    r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"""
    r"""|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"""
    r"""|\p{N}{1,3}"""
    r"""| ?[^\s\p{L}\p{N}]+[\r\n/]*"""
    r"""|\s*[\r\n]+"""
    r"""|\s+(?!\S)"""
    r"""|\s+"""
)
"""How a text falls into words, from tiktoken."""


class RanksDamaged(Exception):
    """The table in the package is not the one that was put there."""


def table() -> bytes:
    """The plain table: a line for each token, its bytes in base64 and its rank, in the order of the ranks."""
    packed = resources.files("tui_router.tokens").joinpath("data/o200k_base.tiktoken.gz").read_bytes()
    try:
        plain = gzip.decompress(packed)
    except (OSError, EOFError) as error:
        raise RanksDamaged("the token table does not unpack") from error
    if hashlib.sha256(plain).hexdigest() != SHA256:
        raise RanksDamaged("the token table has another checksum")
    return plain


@cache
def encoding() -> tiktoken.Encoding:
    words = table().split()
    ranks = dict(zip(map(a2b_base64, words[::2]), range(len(words) // 2), strict=True))
    del words
    built = tiktoken.Encoding(
        "o200k_base",
        pat_str=_PATTERN,
        mergeable_ranks=ranks,
        special_tokens={"<|endoftext|>": 199999, "<|endofprompt|>": 200018},
    )
    ranks.clear()  # the encoder has its own copy; this one costs 30 MB and serves only decoding by name
    return built
