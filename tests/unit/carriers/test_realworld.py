"""Images and files that other systems made: what is inside them, as their sources say."""

from __future__ import annotations

import json

import pytest
from tests.conformance.data import Topic
from tests.fixtures import images

from eccoe_vc.carriers import bake, bare, open_credential, svg_allow, unbake
from eccoe_vc.errors import CarrierError, RefusedError

REALWORLD = Topic("realworld")
OB20, OB30 = "1edtech-validator/ob20/", "1edtech-validator/ob30/"
EVERY = REALWORLD.files()


@pytest.mark.parametrize(
    ("path", "carrier", "form"),
    [
        (OB30 + "simple-json.png", "png", "data-integrity"),
        (OB30 + "simple-jwt.png", "png", "jwt"),
        (OB30 + "simple-jwt.svg", "svg", "jwt"),
        (OB30 + "simple-jwt_v1.svg", "svg", "jwt"),
        (OB30 + "simple.1ob", "json", "data-integrity"),
        (OB30 + "velocity.jwt", "text", "jwt"),
        (OB30 + "simple.json", "json", "data-integrity"),
        ("1edtech-validator/clr20/simple.jwt", "text", "jwt"),
        (OB20 + "simple.jwt", "text", "jwt"),
        ("elm/Sample-MC-Annex1-signed.jsonld", "json", "jades"),
        ("edci/edci-eseal-core_json_sealed_advanced.json", "json", "jades"),
    ],
)
def test_files(path: str, carrier: str, form: str) -> None:
    envelope = open_credential(REALWORLD.read(path))
    assert (envelope.carrier, envelope.form, envelope.notes) == (carrier, form, ())


def test_the_sample_with_another_ending_is_json() -> None:
    # The validator's .1ob sample is the same credential as its .json sample.
    assert open_credential(REALWORLD.read(OB30 + "simple.1ob")).document == json.loads(
        REALWORLD.read(OB30 + "simple.1ob")
    )


def test_the_text_of_a_png_is_that_of_its_chunk() -> None:
    for name in ("simple-json.png", "simple-jwt.png"):
        data = REALWORLD.read(OB30 + name)
        (raw,) = [body for kind, body in images.chunks(data) if body.startswith(b"openbadgecredential\0")]
        assert open_credential(data).text == raw.rpartition(b"\0")[2].decode()


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        (OB20 + "assets/beths-robot-badge.png", "Ask for the original file"),
        ("bakery-salava/invalid-metadata.png", "as Open Badges 1 had it"),
        ("bakery-salava/no-metadata.png", "Ask for the original file"),
    ],
)
def test_images_without_a_badge_of_version_3(path: str, hint: str) -> None:
    with pytest.raises(CarrierError) as caught:
        open_credential(REALWORLD.read(path))
    assert caught.value.code == "image.no_credential"
    assert hint in caught.value.hint


def test_a_badge_of_version_2() -> None:
    with pytest.raises(CarrierError, match=r"Open Badges 2: .*\[unsupported\.data_model\]"):
        open_credential(REALWORLD.read(OB20 + "simple-badge.png"))
    envelope = unbake(REALWORLD.read(OB20 + "simple-badge.png"), version=2)
    assert envelope.document is not None
    assert envelope.document["type"] == "Assertion"


@pytest.mark.parametrize("path", [path for path in EVERY if path.endswith((".png", ".svg"))])
def test_real_pictures_are_baked_and_restored(path: str) -> None:
    image = REALWORLD.read(path)
    baked = bake('{"a":"]]>"}', image, replace=True)
    assert unbake(baked).text == '{"a":"]]>"}'
    if path.endswith(".png"):
        kept = [part for part in images.chunks(image) if not part[1].startswith(b"openbadgecredential\0")]
        assert list(images.chunks(bare(baked))) == kept


@pytest.mark.parametrize("path", [path for path in EVERY if path.endswith(".svg")])
def test_real_svg_pictures_pass_the_list(path: str) -> None:
    svg_allow.check(REALWORLD.read(path))


@pytest.mark.parametrize("path", EVERY)
def test_every_file_is_opened_or_refused_with_a_code(path: str) -> None:
    data = REALWORLD.read(path)
    try:
        envelope = open_credential(data)
    except RefusedError as error:
        known = {"json.size", "json.syntax", "input.unknown_format", "image.no_credential", "unsupported.data_model"}
        assert error.code in known
    else:
        assert (envelope.document is None) == (envelope.form == "jwt")
        if envelope.carrier == "json":
            assert envelope.text.encode() == data
