"""How far apart colours are to eyes that lack a sort of cone.

Simulation: Machado, Oliveira and Fernandes 2009, severity 1, in linear RGB. Distance: CIE 1976, in which about 2 can
just be told apart side by side, and 20 at a glance.
"""

import math
from collections.abc import Sequence
from itertools import combinations

from textual.color import Color

Three = tuple[float, float, float]
Matrix = tuple[Three, Three, Three]

SIGHTS: dict[str, Matrix] = {
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)
    ),
    "protanopia": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)
    ),
}  # fmt: skip
APART = 20
_TO_XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_WHITE: Three = (0.95047, 1.0, 1.08883)


def nearest(colours: Sequence[str], sight: str) -> float:
    """The distance of the two that look most alike."""
    seen = [_lab(_times(SIGHTS[sight], _linear(colour))) for colour in colours]
    return min(math.dist(one, other) for one, other in combinations(seen, 2))


def _linear(colour: str) -> Three:
    def channel(value: int) -> float:
        part = value / 255
        return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)

    red, green, blue = Color.parse(colour).rgb
    return channel(red), channel(green), channel(blue)


def _times(matrix: Matrix, vector: Three) -> Three:
    a, b, c = (
        min(1.0, max(0.0, sum(cell * part for cell, part in zip(row, vector, strict=True)))) for row in matrix
    )
    return a, b, c


def _lab(rgb: Three) -> Three:
    def bent(part: float) -> float:
        return part ** (1 / 3) if part > 216 / 24389 else (24389 / 27 * part + 16) / 116

    x, y, z = (
        bent(sum(cell * part for cell, part in zip(row, rgb, strict=True)) / white)
        for row, white in zip(_TO_XYZ, _WHITE, strict=True)
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)
