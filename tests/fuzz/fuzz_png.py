"""PNG images: ``unbake``, ``bake`` and ``bare`` on any bytes.

The checksums of all chunks are put right first, so that changes reach the reader behind them; odd inputs keep theirs.

Laws: nothing but a refusal comes out; what was baked comes out byte for byte, exactly once; baking again changes
nothing; all chunks but the badge keep their bytes and their order.
"""

from __future__ import annotations

import struct
import zlib

from tests.fixtures import images
from tests.fuzz import pictures

from eccoe_vc import bake
from eccoe_vc.errors import RefusedError


def run_once(data: bytes) -> None:
    """One input; raises ``AssertionError``, or what escaped, where a law does not hold."""
    if len(data) % 2 == 0:
        data = repaired(data)
    pictures.check(data)
    try:
        baked = bake(pictures.TOKEN, data, replace=True)
    except RefusedError:
        return
    before, after = list(images.chunks(data)), list(images.chunks(baked))
    assert kept(after) == kept(before)
    assert len(after) == len(kept(after)) + 1


def kept(chunks: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """All chunks but badges of version 3."""
    texts = (b"iTXt", b"tEXt", b"zTXt")
    return [(kind, body) for kind, body in chunks if kind not in texts or not body.startswith(images.KEYWORD + b"\0")]


def repaired(data: bytes) -> bytes:
    """``data`` with the right checksum in every chunk that it holds."""
    made, at = bytearray(data), 8
    while at + 12 <= len(made):
        (length,) = struct.unpack_from(">I", made, at)
        end = at + 8 + length
        if end + 4 > len(made):
            break
        struct.pack_into(">I", made, end, zlib.crc32(made[at + 4 : end]))
        at = end + 4
    return bytes(made)


def seeds() -> dict[str, bytes]:
    """Pictures of every kind that the reader tells apart."""
    return dict(pictures.pngs())


def main() -> None:
    """Run under atheris; arguments are libFuzzer's, such as ``-max_total_time=3600``."""
    from tests.fuzz.running import fuzz

    fuzz("fuzz_png")


if __name__ == "__main__":
    main()
