"""A picture of a badge for the demo, drawn without any imaging library: a medal with a star on two ribbons.

Shapes are signed distances (negative inside), so that each edge is smooth; the picture is symmetrical, and only its
left half is computed. PNG: Portable Network Graphics (Third Edition), section 11.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from math import atan2, cos, hypot, pi, sin
from typing import Final

Shape = Callable[[float, float], float]
Colour = tuple[int, int, int]

SIZE: Final = 192  # pixels on a side
_CENTRE: Final = (96.0, 78.0)
_PAPER: Final = (255, 255, 255)


def badge() -> bytes:
    r"""The PNG file: 192 by 192 pixels, 8-bit RGB; the same bytes at each call.

    >>> badge()[:8], badge() == badge()
    (b'\x89PNG\r\n\x1a\n', True)
    """
    rows = bytearray()
    layers = _layers()
    for y in range(SIZE):
        half = [_pixel(x + 0.5, y + 0.5, layers) for x in range(SIZE // 2)]
        rows.append(0)  # filter type None
        for colour in (*half, *reversed(half)):
            rows += bytes(colour)
    header = struct.pack(">IIBBBBB", SIZE, SIZE, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(bytes(rows), 9)), _chunk(b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _layers() -> tuple[tuple[Shape, Colour], ...]:
    """From back to front."""
    return (
        (_ribbon, (177, 58, 64)),
        (_disc(68), (191, 146, 54)),
        (_disc(62), (232, 190, 90)),
        (_disc(55), (24, 78, 96)),
        (_star(44, 19), (250, 244, 226)),
    )


def _pixel(x: float, y: float, layers: tuple[tuple[Shape, Colour], ...]) -> Colour:
    colour = _PAPER
    for shape, paint in layers:
        cover = 0.5 - shape(x, y)  # how much of the pixel lies inside
        if cover >= 1:
            colour = paint
        elif cover > 0:
            red, green, blue = (round(old + (new - old) * cover) for old, new in zip(colour, paint, strict=True))
            colour = (red, green, blue)
    return colour


def _disc(radius: float) -> Shape:
    return lambda x, y: hypot(x - _CENTRE[0], y - _CENTRE[1]) - radius


def _star(tip: float, notch: float) -> Shape:
    """Five points; each tenth of the turn is bounded by one line from a tip to a notch."""
    turn = 2 * pi / 5
    notch_x, notch_y = notch * cos(turn / 2), notch * sin(turn / 2)
    edge_x, edge_y = notch_x - tip, notch_y
    length = hypot(edge_x, edge_y)

    def distance(x: float, y: float) -> float:
        across, down = x - _CENTRE[0], y - _CENTRE[1]
        angle = abs((atan2(across, -down) + turn / 2) % turn - turn / 2)
        radius = hypot(across, down)
        return (edge_y * (radius * cos(angle) - tip) - edge_x * radius * sin(angle)) / length

    return distance


def _ribbon(x: float, y: float) -> float:
    """The left one of two bands that hang outwards from behind the medal and end in a swallow's tail."""
    lean = 0.34
    middle = _CENTRE[0] - 14 - lean * (y - _CENTRE[1]) * 0.6
    aside = abs(x - middle) - 19
    tail = y - (172 + 10 * (abs(x - middle) / 19))
    return max(aside, tail, _CENTRE[1] - y)
