"""A picture that its achievement names by digest; expected digests are those of hashlib and of the specifications."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from tests.fixtures.images import png

from eccoe_vc.carriers import bake, binding, open_credential, unbake

URL = "https://north.example/soil.png"
PICTURE = b"a picture"
MULTIHASH = {"sha256": b"\x12\x20", "sha384": b"\x20\x30", "sha512": b"\x13\x40"}
B58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def sri(name: str, data: bytes = PICTURE) -> str:
    return f"{name}-{base64.b64encode(hashlib.new(name, data).digest()).decode()}"


def multihash(name: str, prefix: str, data: bytes = PICTURE) -> str:
    raw = MULTIHASH[name] + hashlib.new(name, data).digest()
    if prefix == "u":
        return "u" + base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    number, text = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        text = B58[digit] + text
    return "z" + text


def badge(entry: Any, image: Any = URL) -> dict[str, Any]:
    return {"credentialSubject": {"achievement": {"image": image}}, "relatedResource": entry}


SAID = [
    *({"digestSRI": sri(name)} for name in MULTIHASH),
    *({"digestMultibase": multihash(name, prefix)} for name in MULTIHASH for prefix in "uz"),
    {"digestSRI": sri("sha256").rstrip("=")},
    {"digestSRI": [sri("sha512"), sri("sha256")]},
    {"digestSRI": f"{sri('sha256', b'x')} {sri('sha384')}?ct=image/png"},
]


@pytest.mark.parametrize("digest", SAID)
def test_the_digest_decides(digest: dict[str, Any]) -> None:
    for entry in ({"id": URL, **digest}, [{"id": "urn:x:1"}, {"id": URL, **digest}]):
        for image in (URL, {"id": URL, "type": "Image"}):
            document = badge(entry, image)
            assert binding.note(document, PICTURE) == ()
            assert binding.note(document, b"another", PICTURE) == ()
            assert [note.code for note in binding.note(document, b"another")] == ["image.not_bound"]


@pytest.mark.parametrize(
    "document",
    [
        {},
        badge(None),
        badge("x"),
        badge([None, 5, {"id": 5}, {"id": URL}]),
        badge({"id": URL, "digestSRI": 5, "digestMultibase": 5}),
        badge({"id": URL, "digestSRI": "md5-AAAA", "digestMultibase": "zQ"}),
        badge({"id": URL, "digestSRI": "", "digestMultibase": ""}),
        badge({"id": URL, "digestMultibase": "f1220" + "00" * 32}),
        badge({"id": "https://other.example/", "digestSRI": sri("sha256")}),
        badge({"id": URL, "digestSRI": sri("sha256")}, None),
        badge({"id": URL, "digestSRI": sri("sha256")}, {"id": 5}),
        {"credentialSubject": 5, "relatedResource": {"id": URL, "digestSRI": sri("sha256")}},
        {"credentialSubject": [None, {"achievement": [5]}], "relatedResource": {"id": URL, "digestSRI": sri("sha256")}},
        badge([{"id": "urn:x:1"}] * 50 + [{"id": URL, "digestSRI": sri("sha256")}]),
    ],
)
def test_nothing_to_compare_is_nothing_to_say(document: dict[str, Any]) -> None:
    assert binding.note(document, b"another") == ()


def test_both_doors_compare_the_picture_with_and_without_its_badge() -> None:
    image = png()
    for data, codes in ((image, []), (b"another", ["image.not_bound"])):
        baked = bake(badge({"id": URL, "digestSRI": sri("sha256", data)}), image)
        assert [note.code for note in open_credential(baked).notes] == codes
        assert [note.code for note in unbake(baked).notes] == codes
