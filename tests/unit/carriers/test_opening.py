"""One door: JSON, mappings, tokens and images, told apart by content."""

from __future__ import annotations

import copy
import types
from pathlib import Path
from typing import Any

import pytest
from tests.fixtures import images

from eccoe_vc.carriers import Envelope, open_credential
from eccoe_vc.errors import InputTypeError, RefusedError
from eccoe_vc.limits import Budget
from eccoe_vc.models import Model

TOKEN = "eyJhbGciOiJFZERTQSJ9.e30.AA"
TEXT = ' {"type": ["VerifiableCredential"], "name": "Größe 🎓", "n": 1.0}\n'


@pytest.mark.parametrize("data", [TEXT, TEXT.encode(), bytearray(TEXT.encode()), memoryview(TEXT.encode())])
def test_json_text_is_kept_as_it_came(data: Any) -> None:
    envelope = open_credential(data)
    assert (envelope.carrier, envelope.form, envelope.header, envelope.notes) == ("json", "none", None, ())
    assert envelope.text == TEXT
    assert envelope.document == {"type": ["VerifiableCredential"], "name": "Größe 🎓", "n": 1.0}


def test_a_mapping_is_copied_once() -> None:
    given: dict[str, Any] = {"proof": {}, "name": ["a"]}
    envelope = open_credential(given)
    kept = copy.deepcopy(given)
    given["name"].append("b")
    assert envelope.document == kept
    assert envelope.text == '{"proof":{},"name":["a"]}'
    assert envelope.received is None


def test_mappings_of_other_types_are_read() -> None:
    assert open_credential(types.MappingProxyType({"a": 1})).document == {"a": 1}


@pytest.mark.parametrize(
    ("document", "form", "media_type"),
    [
        ({"proof": []}, "data-integrity", "application/vc"),
        ({"proof": None}, "data-integrity", "application/vc"),
        ({}, "none", "application/vc"),
        ({"type": ["VerifiablePresentation"], "proof": {}}, "data-integrity", "application/vp"),
        ({"type": "VerifiablePresentation"}, "none", "application/vp"),
        ({"type": "EnvelopedVerifiableCredential"}, "enveloped", "application/vc"),
        ({"type": ["x", "EnvelopedVerifiablePresentation"]}, "enveloped", "application/vc"),
        ({"type": {"a": 1}}, "none", "application/vc"),
        ({"type": [["EnvelopedVerifiableCredential"]]}, "none", "application/vc"),
        ({"payload": "", "signatures": []}, "jws-json", "application/jose+json"),
        ({"payload": "", "signature": ""}, "jws-json", "application/jose+json"),
        ({"ciphertext": ""}, "jws-json", "application/jose+json"),
        ({"signature": {"type": "MerkleProof2017"}}, "none", "application/vc"),
    ],
)
def test_forms_of_json(document: dict[str, Any], form: str, media_type: str) -> None:
    envelope = open_credential(document)
    assert envelope.form == form
    assert envelope.media_type == media_type


@pytest.mark.parametrize("data", [TOKEN, TOKEN.encode(), f"\n{TOKEN} "])
def test_tokens(data: Any) -> None:
    envelope = open_credential(data)
    assert (envelope.carrier, envelope.form, envelope.text) == ("text", "jwt", TOKEN)


def test_a_token_has_no_view_yet() -> None:
    with pytest.raises(RefusedError, match=r"unsupported\.proof_format"):
        _ = open_credential(TOKEN).credential


def test_the_view_is_made_when_asked_for() -> None:
    tree = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": "https://example.org/",
        "credentialSubject": {"id": "urn:x:1"},
    }
    assert isinstance(open_credential(tree).credential, Model)


@pytest.mark.parametrize("payload", [TOKEN, TEXT])
def test_images(payload: str) -> None:
    for data, carrier in (
        (images.png(images.itxt(payload)), "png"),
        (images.svg(images.credential(payload)), "svg"),
        (images.svg(images.credential(payload)).decode(), "svg"),
    ):
        envelope = open_credential(data)
        assert (envelope.carrier, envelope.text, envelope.notes) == (carrier, payload, ())


@pytest.mark.parametrize("payload", ["https://example.org/b.json", "", "[]", "\ufeff{}", "hello", "null"])
def test_images_that_hold_something_else(payload: str) -> None:
    with pytest.raises(RefusedError) as caught:
        open_credential(images.png(images.itxt(payload)))
    assert caught.value.code in ("input.unknown_format", "json.not_object", "json.encoding")


@pytest.mark.parametrize("data", [None, 5, 1.5, [b"{}"], ("a",), object(), Path("badge.png"), open_credential({})])
def test_other_types_are_mistakes_of_the_caller(data: Any) -> None:
    with pytest.raises(InputTypeError) as caught:
        open_credential(data)
    assert caught.value.code == "input.type"
    assert isinstance(caught.value, TypeError)


def test_paths_get_a_hint() -> None:
    with pytest.raises(InputTypeError, match="read_bytes"):
        open_credential(Path("badge.png"))  # type: ignore[arg-type]


def test_a_lone_surrogate_is_refused() -> None:
    for text in ('{"a": "\ud800"}', "\ud800", f"{TOKEN}\ud800"):
        with pytest.raises(RefusedError, match=r"json\.surrogate"):
            open_credential(text)


def test_every_reader_keeps_the_budget() -> None:
    small = Budget(credential_bytes=10, jwt_bytes=10, image_bytes=10)
    for data, code in (
        (TEXT, "json.size"),
        (TEXT.encode(), "json.size"),
        (TOKEN, "jose.size"),
        (images.png(), "image.budget"),
        (images.svg(), "image.budget"),
        (images.svg().decode(), "image.budget"),
    ):
        with pytest.raises(RefusedError) as caught:
            open_credential(data, budget=small)
        assert caught.value.code == code


def test_the_repr_shows_no_content() -> None:
    assert repr(open_credential({"name": "Ada"})) == "<Envelope carrier=json form=none notes=0>"


def test_envelopes_are_frozen() -> None:
    envelope = open_credential({})
    assert isinstance(envelope, Envelope)
    with pytest.raises(AttributeError):
        envelope.form = "jwt"  # type: ignore[misc]
