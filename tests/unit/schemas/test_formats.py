"""Formats: what they accept and what they refuse. The cases are those of the RFCs that JSON Schema names."""

from __future__ import annotations

import pytest

from eccoe_vc.schemas.formats import FORMATS

CASES: dict[str, tuple[list[str], list[str]]] = {
    "date": (["2024-02-29"], ["2023-02-29", "2024-2-29", "0000-01-01", "2024-02-29 "]),
    "time": (
        ["08:30:06Z", "08:30:06.283+02:00", "23:59:60Z", "15:59:60-08:00", "01:29:60+01:30"],
        ["08:30:06", "24:00:00Z", "23:58:60Z", "08:60:00Z", "08:30:06+24:00", "8:30:06Z"],
    ),
    "date-time": (
        ["2026-01-15T09:00:00Z", "2026-01-15t09:00:00.123456789012+14:00"],
        ["2026-01-15", "2026-01-15 09:00:00Z", "2026-02-30T09:00:00Z", "2026-01-15T09:00:00"],
    ),
    "duration": (
        ["P1Y", "P1Y2M3DT4H5M6S", "PT36H", "P3W", "P1DT12H"],
        ["P", "PT", "P1YT", "1Y", "P1W2D", "P1D2M", "PT1D", "P1.5D"],
    ),
    "email": (
        ["alice@north.example", '"a b"@north.example', "a+b@[127.0.0.1]", "a@[IPv6:::1]"],
        ["alice", "@north.example", "a..b@north.example", "a b@north.example", "a@-x.example", "not an email"],
    ),
    "hostname": (
        ["north.example", "a", "xn--caf-dma.example"],
        ["", "-a.example", "a..b", "a_b", "a" * 64, "x." * 127],
    ),
    "ipv4": (["192.168.0.1"], ["256.0.0.1", "127.0.0", "010.0.0.1", "\u0661.0.0.1"]),
    "ipv6": (["::1", "2001:db8::ff00:42:8329"], ["12345::", "fe80::a%eth1", "::1::"]),
    "uri": (
        ["https://north.example/a?b#c", "urn:uuid:x", "mailto:a@b.example", "http://[::1]:8080/"],
        ["/a", "north.example", "https://north.example/\u00e9", "http://a.example:x/", "https://a b"],
    ),
    "uri-reference": (["/a", "a/b?c", "#f", "", "//north.example/a", "urn:x:y"], ["a b", "\\", "1:a", "//a@b@c/"]),
    "iri": (["https://north.example/\u00e9"], ["/\u00e9", "https://a b"]),
    "iri-reference": (["/\u00e9", "#\u00e9"], ["a b", "^"]),
    "uuid": (["5a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10"], ["5a0c3f0e8f2e4b1e9c1d0a6f4f1f2b10", "5a0c3f0e-8f2e-4b1e-9c1d"]),
    "json-pointer": (["", "/a~0b/c~1d/0"], ["a", "/~2", "#/a"]),
    "relative-json-pointer": (["0", "1/a", "2#"], ["/a", "-1", "01/a"]),
}


def test_every_format_has_cases() -> None:
    assert set(CASES) == set(FORMATS)


@pytest.mark.parametrize(
    ("name", "text", "fits"),
    [
        (name, text, fits)
        for name, lists in CASES.items()
        for fits, texts in zip((True, False), lists, strict=True)
        for text in texts
    ],
)
def test_a_format_holds(name: str, text: str, fits: bool) -> None:
    assert FORMATS[name](text) is fits


@pytest.mark.parametrize("name", FORMATS)
def test_a_line_end_behind_it_is_part_of_a_text(name: str) -> None:
    accepted = CASES[name][0][0] or CASES[name][0][1]
    assert not FORMATS[name](accepted + "\n") or name == "json-pointer"
