"""expand_message and hash_to_curve against the vectors of RFC 9380, and against another implementation."""

from __future__ import annotations

from typing import Any

import pytest
from py_arkworks_bls12381 import G1Point

from eccoe_vc.proofs.bbs.hashing import BLS12381_SHA256, expand_xmd, expand_xof

# RFC 9380, appendices K.1 (SHA-256, the short tag) and K.6 (SHAKE-256).
XMD = b"QUUX-V01-CS02-with-expander-SHA256-128"
XOF = b"QUUX-V01-CS02-with-expander-SHAKE256"


@pytest.mark.parametrize(
    ("expand", "dst", "message", "length", "start"),
    [
        (expand_xmd, XMD, b"", 0x20, "68a985b87eb6b46952128911f2a4412bbc302a9d759667f87f7a21d803f07235"),
        (expand_xmd, XMD, b"abc", 0x20, "d8ccab23b5985ccea865c6c97b6e5b8350e794e603b4b97902f53a8a0d605615"),
        (expand_xmd, XMD, b"", 0x80, "af84c27ccfd45d41914fdff5df25293e221afc53d8ad2ac06d5e3e29485dadbe"),
        (expand_xof, XOF, b"", 0x20, "2ffc05c48ed32b95d72e807f6eab9f7530dd1c2f013914c8fed38c5ccc15ad76"),
        (expand_xof, XOF, b"abc", 0x20, "b39e493867e2767216792abce1f2676c197c0692aed061560ead251821808e07"),
    ],
)
def test_expand_message(expand: Any, dst: bytes, message: bytes, length: int, start: str) -> None:
    made = expand(message, dst, length)
    assert len(made) == length
    assert made[:32].hex() == start


@pytest.mark.parametrize("expand", [expand_xmd, expand_xof])
@pytest.mark.parametrize(("dst", "length"), [(b"", 32), (bytes(256), 32), (b"tag", 0), (b"tag", 65_536)])
def test_expand_message_keeps_to_its_limits(expand: Any, dst: bytes, length: int) -> None:
    with pytest.raises(ValueError, match="outside what RFC 9380 allows"):
        expand(b"", dst, length)
    with pytest.raises(ValueError, match="More bytes"):
        expand_xmd(b"", b"tag", 8_161)


def test_hash_to_curve() -> None:
    """RFC 9380, appendix J.9.1, the first message."""
    point = BLS12381_SHA256.to_point(b"", b"QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_")
    x, y = bytes(point.to_xy_bytes_be())[:48], bytes(point.to_xy_bytes_be())[48:]
    assert x.hex() == (
        "052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1"
    )
    assert y.hex() == (
        "08ba738453bfed09cb546dbb0783dbb3a5f1f566ed67bb6be0e8c67e2e81a4cc68ee29813bb7994998f3eae0c9c6a265"
    )


@pytest.mark.parametrize("message", [b"", b"abc", bytes(300)])
def test_hash_to_curve_as_the_library_does_it(message: bytes) -> None:
    assert BLS12381_SHA256.to_point(message, b"a tag of ours") == G1Point.hash_to_curve(message, b"a tag of ours")
