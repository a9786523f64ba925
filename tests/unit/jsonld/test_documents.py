"""Context documents: pinned by digest, one per URL, never changed by anybody."""

from __future__ import annotations

import json
import pickle
from hashlib import sha256
from typing import Any

import pytest
from tests.unit.jsonld.samples import CLR, EXT, OB, V2, badge

from eccoe_vc import contexts as bundled
from eccoe_vc import jsonld
from eccoe_vc.errors import CanonicalizationError, ContextIntegrityError, InputTypeError
from eccoe_vc.jsonld import documents
from eccoe_vc.limits import Meter

URL = "https://note.example/v1"
DATA = b'{"@context": {"note": "https://note.example/v1#note"}}'


def pin(data: bytes = DATA, url: str = URL) -> documents.ContextDocument:
    return documents.pinned(url, data, sha256(data).hexdigest())


def test_the_sets_are_the_bundled_groups() -> None:
    assert documents.CORE.urls == bundled.urls("core")
    assert documents.EXTENSIONS.urls == bundled.urls("extensions")
    assert documents.LEGACY.urls == bundled.urls("legacy")
    assert set(documents.EVERYTHING.urls) == set(bundled.PINS)
    assert {V2, OB, EXT, CLR} <= set(documents.CORE.urls)


def test_every_document_hands_out_fresh_copies() -> None:
    for document in documents.EVERYTHING.documents.values():
        first, second = document.json(), document.json()
        assert first == second
        assert first is not second
        first["@context"] = "changed"
        assert document.json() == second
        assert sha256(document.data()).hexdigest() == document.sha256


def test_nothing_of_a_document_or_a_set_can_be_set() -> None:
    document = documents.edition(V2)
    for target, name in ((document, "sha256"), (document, "url"), (documents.CORE, "fingerprint")):
        with pytest.raises(AttributeError):
            setattr(target, name, "x")
        with pytest.raises(AttributeError):
            delattr(target, name)
    with pytest.raises(TypeError):
        documents.CORE.documents["x"] = document  # type: ignore[index]


def test_equality_hash_and_pickle() -> None:
    made = documents.CORE.with_documents(pin())
    for value in (made, pin(), documents.CORE):
        again = pickle.loads(pickle.dumps(value))
        assert again == value
        assert hash(again) == hash(value)
    assert jsonld.compiled(made) is jsonld.compiled(documents.CORE | documents.ContextSet([pin()]))
    assert made != documents.CORE


def test_wrong_digest() -> None:
    with pytest.raises(ContextIntegrityError) as caught:
        documents.pinned(URL, DATA, "0" * 64)
    assert caught.value.code == "ctx.integrity"


@pytest.mark.parametrize("url", [V2, OB, "https://w3id.org/security/v2"])
def test_other_bytes_for_a_bundled_url(url: str) -> None:
    with pytest.raises(ContextIntegrityError):
        pin(url=url)


def test_the_same_bytes_for_a_bundled_url_are_the_bundled_document() -> None:
    assert pin(bundled.load(V2), V2) == documents.edition(V2)
    assert documents.CORE.with_documents(pin(bundled.load(V2), V2)) == documents.CORE


def test_two_documents_for_one_url() -> None:
    with pytest.raises(ContextIntegrityError):
        documents.CORE.with_documents(pin(), pin(b'{"@context": {}}'))
    assert documents.CORE.with_documents(pin(), pin()).document(URL).supplied_by == "caller"


def test_an_older_edition_is_used_only_when_named() -> None:
    older = documents.edition(OB, "2024-03")
    by_name = documents.CORE.with_documents(older)
    by_digest = documents.CORE.with_documents(pin(bundled.load(OB, "2024-03"), OB))
    by_union = documents.ContextSet([older]) | documents.CORE
    assert by_name == by_digest == by_union
    assert by_name.document(OB).edition == "2024-03"
    assert documents.CORE.document(OB).edition == ""


def test_unknown() -> None:
    with pytest.raises(LookupError):
        documents.CORE.document(URL)
    for url, label in ((URL, ""), (V2, "x")):
        with pytest.raises(LookupError):
            documents.edition(url, label)


@pytest.mark.parametrize("data", [b"[]", b"{}", b"x", b'{"@context": 1, "@context": 2}', b"\xff", b'"@context"'])
def test_what_is_no_context_document(data: bytes) -> None:
    with pytest.raises(CanonicalizationError) as caught:
        pin(data)
    assert caught.value.code == "ctx.invalid"


@pytest.mark.parametrize(("url", "data"), [("relative", DATA), (5, DATA), (URL, "text"), (URL, None)])
def test_wrong_types(url: Any, data: Any) -> None:
    with pytest.raises(InputTypeError):
        documents.pinned(url, data, "0" * 64)


def _walk(data: bytes, document: Any) -> jsonld.Quads:
    compiled = jsonld.compiled(documents.CORE.with_documents(pin(data)))
    return jsonld.to_quads(document, compiled, Meter())


def _extended(**members: Any) -> dict[str, Any]:
    document = badge()
    document["@context"].append(URL)
    return document | members


def test_a_supplied_context_gives_meaning_and_is_reported() -> None:
    quads = _walk(DATA, _extended(note="x"))
    assert quads.documents[-1] == (URL, "", sha256(DATA).hexdigest(), "caller")


def context(value: Any) -> bytes:
    return json.dumps({"@context": value}).encode()


BAD: list[tuple[str, Any]] = [
    ("ctx.protected", {"note": "urn:x", "id": "urn:id"}),
    ("ctx.protected", {"VerifiableCredential": "urn:x"}),
    ("ctx.protected", {"T": {"@id": "urn:T", "@context": {"id": "urn:id"}}}),
    ("ctx.protected", None),
    ("ctx.invalid", {"a": {"@id": "b", "@type": "c"}}),
    ("ctx.invalid", {"a": "b", "b": "a"}),
    ("ctx.invalid", {"a": 5}),
    ("ctx.invalid", {"@version": 1.0}),
    ("ctx.invalid", {"@id": "urn:x"}),
    ("ctx.invalid", {"T": {"@id": "urn:T", "@context": {"a": 5}}}),
    ("ctx.unknown", "https://nobody.example/ctx"),
    ("ctx.unknown", {"@import": "https://nobody.example/ctx"}),
    ("jsonld.budget", {"@import": URL}),
    ("jsonld.budget", [URL]),
    ("jsonld.budget", {f"t{k}": f"t{k + 1}" for k in range(500)}),
    ("ctx.invalid", {"@import": OB, "@language": 5}),
]


@pytest.mark.parametrize(("code", "value"), BAD)
def test_supplied_contexts_that_are_not_valid(code: str, value: Any) -> None:
    with pytest.raises(CanonicalizationError) as caught:
        _walk(context(value), _extended(type=["VerifiableCredential", "OpenBadgeCredential", "T"]))
    assert caught.value.code == code
    assert caught.value.pointer.startswith(("/@context", "/type"))


def test_supplied_context_nested_a_thousand_deep() -> None:
    text = '{"@context":' + '{"a":{"@id":"urn:a","@context":' * 1000 + "{}" + "}}" * 1000 + "}"
    with pytest.raises(CanonicalizationError) as caught:
        _walk(text.encode(), _extended())
    assert caught.value.code == "jsonld.budget"


def test_a_protected_definition_may_be_repeated_as_it_is() -> None:
    same = {"name": {"@id": "https://schema.org/name"}, "id": "@id", "note": "urn:note"}
    assert _walk(context(same), _extended(note="x"))


def test_reading_changes_no_shared_document() -> None:
    compiled = jsonld.Compiled(documents.CORE)
    jsonld.to_quads(badge(), compiled, Meter())
    for url, tree in compiled._json.items():
        assert tree == json.loads(bundled.load(url))


def test_unknown_contexts_can_be_asked_for() -> None:
    compiled = jsonld.compiled(documents.CORE)
    assert compiled.unknown([V2, URL, OB]) == (URL,)
    assert compiled.unknown([]) == ()


def test_another_alias_of_a_keyword_is_not_a_member_name() -> None:
    with pytest.raises(CanonicalizationError) as caught:
        _walk(context({"key": "@id", "kind": "@type"}), _extended(key="urn:x"))
    assert (caught.value.code, caught.value.pointer) == ("jsonld.not_compact", "/key")
    with pytest.raises(CanonicalizationError) as caught:
        _walk(context({"container": "@graph"}), _extended(container=[]))
    assert (caught.value.code, caught.value.pointer) == ("jsonld.keyword", "/container")


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"note": "urn:a b"}, "ctx.invalid"),
        ({"note": "urn:a<b"}, "rdf.bad_iri"),
        ({"note": {"@id": "urn:n", "@type": "urn:t>"}}, "rdf.bad_datatype"),
        ({"note": {"@id": "urn:n", "@language": "e n"}}, "rdf.bad_langtag"),
        ({"note": None}, "jsonld.undefined_term"),
        ({"note": "_:n"}, "rdf.bad_iri"),
    ],
)
def test_supplied_terms_that_must_not_reach_a_line(terms: Any, code: str) -> None:
    with pytest.raises(CanonicalizationError) as caught:
        _walk(context(terms), _extended(note="x"))
    assert caught.value.code == code


def test_compact_iris_are_no_form_of_an_iri() -> None:
    terms = {
        "ex": "https://ex.example/#",
        "ref": {"@id": "ex:ref", "@type": "@id"},
        "word": {"@id": "ex:word", "@type": "@vocab"},
    }
    good = {
        "ref": "https://ex.example/#a",
        "word": "https://ex.example/#b",
        "type": [*badge()["type"], "https://ex.example/#T"],
    }
    _walk(context(terms), _extended(**good))
    _walk(context(terms), _extended(**good | {"word": "https://ex.example/#c"}))
    for key, value in (("ref", "ex:a"), ("word", "ex:b"), ("word", "https://ex.example/#ref"), ("id", "ex:id")):
        with pytest.raises(CanonicalizationError) as caught:
            _walk(context(terms), _extended(**good | {key: value}))
        assert (caught.value.code, caught.value.pointer) == ("jsonld.not_compact", f"/{key}")
    with pytest.raises(CanonicalizationError) as caught:
        _walk(context(terms), _extended(type=[*badge()["type"], "ex:T"]))
    assert (caught.value.code, caught.value.pointer) == ("jsonld.not_compact", "/type/2")
