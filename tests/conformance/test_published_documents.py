"""Documents that we write, in the eyes of others: vectors, the context of the specification, a JSON-LD processor."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from eccoe_vc.contexts import load
from pyld import jsonld
from tests.conformance.data import Topic

from eccoe_vc.keys import PublicKey, PublishedKey, controller_document, did_key, key_set, rotate

DATA = Topic("did")
CID = "https://www.w3.org/ns/cid/v1"
SECURITY = "https://w3id.org/security#"
ENDS: Any = {"revoked": datetime(2026, 1, 1, tzinfo=UTC), "expires": datetime(2027, 1, 1, tzinfo=UTC)}
ALL = ("assertionMethod", "authentication", "capabilityDelegation", "capabilityInvocation")


def vectors() -> list[tuple[str, dict[str, Any], PublicKey]]:
    """Published did:key vectors with their JWK, of the curves that we sign with."""
    found = []
    for path in ("did-key/nist-curves.json", "did-key/ed25519-x25519.json"):
        for did, vector in DATA.json(path).items():
            pair = vector.get("verificationKeyPair") or vector.get("verificationMethod") or {}
            jwk = vector.get("publicKeyJwk") or pair.get("publicKeyJwk")
            if jwk and jwk.get("crv") in ("Ed25519", "P-256", "P-384"):
                public = {name: jwk[name] for name in ("kty", "crv", "x", "y") if name in jwk}
                found.append((did, public, did_key.public_key(did)))
    return found


def test_keys_are_written_as_the_vectors_have_them() -> None:
    rows = vectors()
    assert len({row[1]["crv"] for row in rows}) == 3
    for did, jwk, key in rows:
        multikey = controller_document("did:web:north.example", [key])["verificationMethod"][0]
        assert multikey["publicKeyMultibase"] == did.removeprefix("did:key:")
        form = controller_document("did:web:north.example", [key], form="JsonWebKey")["verificationMethod"][0]
        for written in (form["publicKeyJwk"], key_set("https://north.example/jwks.json", [key])["keys"][0]):
            assert {name: written[name] for name in jwk} == jwk
            assert set(written) - set(jwk) == {"alg", "kid", "use"}


def loader(url: str, options: Any) -> dict[str, Any]:
    """The context of the specification from the data, others from the package; nothing is fetched."""
    document = DATA.json("cid/context/v1.jsonld") if url == CID else json.loads(load(url))
    return {"contextUrl": None, "documentUrl": url, "document": document, "contentType": "application/ld+json"}


@pytest.mark.parametrize("form", ["Multikey", "JsonWebKey"])
@pytest.mark.parametrize("controller", ["https://north.example/issuer", "did:web:north.example"])
def test_every_member_has_its_meaning_for_a_json_ld_processor(controller: str, form: Any) -> None:
    first, second, third = (key for _, _, key in vectors()[:3])
    listed = [PublishedKey(public_key=key, purposes=ALL, **ENDS) for key in (first, second)]
    document = rotate(controller_document(controller, listed, form=form, also_known_as=["https://b.example/"]), third)
    (expanded,) = jsonld.expand(document, {"documentLoader": loader})
    assert len(expanded) == len(document) - 1  # everything but @context
    named = {"assertionMethod": "assertionMethod", "authentication": "authenticationMethod",
             "capabilityDelegation": "capabilityDelegationMethod",
             "capabilityInvocation": "capabilityInvocationMethod"}  # fmt: skip
    ids = [method["id"] for method in document["verificationMethod"]]
    for member, term in named.items():
        wanted = ids if member == "assertionMethod" else ids[1:]
        assert [item["@id"] for item in expanded[SECURITY + term]] == wanted
    methods = expanded[SECURITY + "verificationMethod"]
    assert {method["@id"] for method in methods} == set(ids)
    for method, source in zip(methods, document["verificationMethod"], strict=True):
        assert len(method) == len(source)
        assert method["@type"] == [SECURITY + form]
        key = "publicKeyMultibase" if form == "Multikey" else "publicKeyJwk"
        assert method[SECURITY + key][0]["@value"] == source[key]
        assert method[SECURITY + "controller"] == [{"@id": controller}]
        for member, term in (("revoked", "revoked"), ("expires", "expiration")):
            said = [value["@value"] for value in method.get(SECURITY + term, [])]
            assert said == ([source[member]] if member in source else [])


@pytest.mark.parametrize("path", DATA.files(prefix="did-web/", suffix="did.json"))
def test_a_real_document_is_rotated_and_every_method_of_it_is_kept(path: str) -> None:
    tree = DATA.json(path)
    new = vectors()[0][2]
    rotated = rotate(DATA.read(path), new)
    old = tree.get("verificationMethod", [])
    assert rotated["verificationMethod"][1:] == old
    assert rotated["assertionMethod"][1:] == tree["assertionMethod"]
    changed = ("@context", "verificationMethod", "assertionMethod")
    assert all(rotated[name] == tree[name] for name in tree if name not in changed)
