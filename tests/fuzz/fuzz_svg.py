"""SVG images: ``unbake``, ``bake`` and ``bare`` on any bytes.

Laws: nothing but a refusal comes out; what was baked comes out byte for byte, exactly once; baking again changes
nothing; a baked image passes the allow-list, and another XML reader finds the same badge in it.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET

from tests.fixtures.images import OB3_NS
from tests.fuzz import pictures

from eccoe_vc import bake
from eccoe_vc.carriers import svg_allow
from eccoe_vc.errors import RefusedError


def run_once(data: bytes) -> None:
    """One input; raises ``AssertionError``, or what escaped, where a law does not hold."""
    if data[:1] == b"\x89":
        return
    pictures.check(data)
    for payload in (pictures.TOKEN, pictures.JSON):
        try:
            baked = bake(payload, data, replace=True)
        except RefusedError:
            return
        svg_allow.check(baked)
        (badge,) = ET.fromstring(baked).iter(f"{{{OB3_NS}}}credential")
        assert (badge.get("verify") or badge.text) == payload


def seeds() -> dict[str, bytes]:
    """Pictures of every kind that the reader tells apart."""
    return dict(pictures.svgs())


def main() -> None:
    """Run under atheris; arguments are libFuzzer's, such as ``-max_total_time=3600``."""
    from tests.fuzz.running import fuzz

    fuzz("fuzz_svg")


if __name__ == "__main__":
    main()
