"""Proof values of bbs-2023: one form, closed options, nothing believed before it was looked at."""

from __future__ import annotations

from typing import Any, Final

import pytest

from eccoe_vc.encoding import cbor, multibase
from eccoe_vc.errors import RefusedError
from eccoe_vc.proofs.bbs import value

BASE: Final = value.BaseValue(b"s" * 80, b"h" * 64, b"p" * 96, b"k" * 32, ("/issuer", "/type"))
BOUND: Final = value.BaseValue(b"s" * 80, b"h" * 64, b"p" * 96, b"k" * 32, (), "anonymous_holder_binding")
DERIVED: Final = value.DerivedValue(b"proof", {0: 1, 11: 0}, (0, 2), (1, 3), b"ph")
HELD: Final = value.DerivedValue(b"proof", {}, (0,), (), b"", 23)


def text(number: int, parts: Any, tag: str = "d95d") -> str:
    return multibase.encode(bytes.fromhex(tag) + bytes((number,)) + cbor.encode(parts), "u")


@pytest.mark.parametrize(("made", "number"), [(BASE, 2), (BOUND, 4)])
def test_base_values(made: value.BaseValue, number: int) -> None:
    assert value.decode_base(made.encode()) == made
    assert multibase.decode(made.encode(), allowed="u")[:3] == bytes((0xD9, 0x5D, number))
    assert "kkkk" not in repr(made)


@pytest.mark.parametrize(("made", "number"), [(DERIVED, 3), (HELD, 5)])
def test_derived_values(made: value.DerivedValue, number: int) -> None:
    assert derived(made.encode()) == made
    assert multibase.decode(made.encode(), allowed="u")[:3] == bytes((0xD9, 0x5D, number))
    assert DERIVED.label_map() == {"_:c14n0": "_:b1", "_:c14n11": "_:b0"}


def derived(made: str) -> value.DerivedValue:
    return value.decode_derived(multibase.decode(made, allowed="u"))


@pytest.mark.parametrize("number", [6, 7, 8, 9])
def test_pseudonyms_are_known_and_not_offered(number: int) -> None:
    read = value.decode_base if number % 2 == 0 else derived
    with pytest.raises(RefusedError) as caught:
        read(text(number, []))
    assert caught.value.code == "unsupported.cryptosuite"
    assert "pseudonym" in caught.value.message


PARTS: Final[list[Any]] = [b"proof", {0: 1}, [0, 2], [1, 3], b"ph"]


def changed(index: int, part: Any) -> list[Any]:
    return [*PARTS[:index], part, *PARTS[index + 1 :]]


@pytest.mark.parametrize(
    "bad",
    [
        text(3, PARTS[:-1]),
        text(3, [*PARTS, 1]),
        text(5, PARTS),
        text(5, [*PARTS, b"1"]),
        text(5, [*PARTS, 1, 2]),
        text(3, changed(0, "proof")),
        text(3, changed(1, [])),
        text(3, changed(1, {0: b"u"})),
        text(3, changed(2, {0: 1})),
        text(3, changed(2, [2, 0])),
        text(3, changed(2, [0, 0])),
        text(3, changed(2, [b"0"])),
        text(3, changed(3, [3, 1])),
        text(3, changed(4, "ph")),
        text(3, 7),
        text(0, PARTS),
        text(1, PARTS),
        text(10, PARTS),
        BASE.encode(),
        text(3, PARTS, tag="d95e"),
        text(3, PARTS, tag="d9"),
        multibase.encode(b"\xd9\x5d\x03", "u"),
        multibase.encode(b"\xd9\x5d", "u"),
        multibase.encode(bytes.fromhex("d95d03") + cbor.encode(PARTS) + b"\0", "u"),
        multibase.encode(bytes.fromhex("d95d03") + cbor.encode(PARTS)[:-1], "u"),
        "u",
    ],
)
def test_other_forms_are_refused(bad: str) -> None:
    with pytest.raises(RefusedError) as caught:
        derived(bad)
    assert caught.value.code == "proof.value"


@pytest.mark.parametrize(
    "bad",
    ["", "z" + multibase.encode(b"\xd9\x5d\x03")[1:], DERIVED.encode() + "=", DERIVED.encode()[1:], "u" * 2_000_000],
)
def test_other_encodings_are_refused(bad: str) -> None:
    with pytest.raises(RefusedError) as caught:
        value.decode_base(bad)
    assert caught.value.code == "proof.encoding"


@pytest.mark.parametrize(
    "bad",
    [
        DERIVED.encode(),
        text(0, []),
        text(2, []),
        text(2, [b"s" * 79, b"h" * 64, b"p" * 96, b"k" * 32, []]),
        text(2, [b"s" * 80, b"h" * 63, b"p" * 96, b"k" * 32, []]),
        text(2, [b"s" * 80, b"h" * 64, b"p" * 95, b"k" * 32, []]),
        text(2, [b"s" * 80, b"h" * 64, b"p" * 96, b"k" * 31, []]),
        text(2, [b"s" * 80, b"h" * 64, b"p" * 96, b"k" * 32, [1]]),
        text(2, [b"s" * 80, b"h" * 64, b"p" * 96, b"k" * 32, "/issuer"]),
        text(4, [b"s" * 80, b"h" * 64, b"p" * 96, b"k" * 32, [], b""]),
    ],
)
def test_other_base_values_are_refused(bad: str) -> None:
    with pytest.raises(RefusedError) as caught:
        value.decode_base(bad)
    assert caught.value.code == "proof.value"
