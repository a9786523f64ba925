"""A naive verifier: a plain pipeline on a general JSON-LD engine that drops what it does not know.

It shows that an input of kind "survives" would pass elsewhere; without that a refusal would prove nothing.
"""

from __future__ import annotations

import copy
import json
from hashlib import sha256
from typing import Any

import rfc8785
from pyld import jsonld
from tests.contexts import with_test_contexts

from eccoe_vc.encoding import multibase
from eccoe_vc.keys import PublicKey


def _load(url: str, options: Any = None) -> dict[str, Any]:
    document = with_test_contexts().document(url).json()
    return {"contextUrl": None, "documentUrl": url, "document": document, "contentType": "application/ld+json"}


def canonical(tree: Any) -> bytes:
    """Canonical N-Quads, with unknown members silently dropped."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load, "base": None}
    text: str = jsonld.normalize(copy.deepcopy(tree), options)
    return text.encode()


def naive_hash(tree: dict[str, Any], proof: dict[str, Any]) -> bytes:
    """What a proof over ``tree`` signs."""
    document = {key: value for key, value in tree.items() if key != "proof"}
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    if proof.get("cryptosuite") == "eddsa-jcs-2022":
        return sha256(rfc8785.dumps(options)).digest() + sha256(rfc8785.dumps(document)).digest()
    options["@context"] = tree["@context"]
    return sha256(canonical(options)).digest() + sha256(canonical(document)).digest()


def holds(tree: dict[str, Any]) -> bool:
    """Whether a naive verifier finds every signature of ``tree`` correct."""
    proofs = tree["proof"] if isinstance(tree["proof"], list) else [tree["proof"]]
    for proof in proofs:
        key = PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])
        if not key.verify(multibase.decode(proof["proofValue"]), naive_hash(tree, proof)):
            return False
    return True


def payload_of(token: str) -> dict[str, Any]:
    """The payload of a token of a did:key, whose signature jwcrypto finds correct; it raises where it does not."""
    from jwcrypto.jwk import JWK
    from jwcrypto.jws import JWS

    made = JWS()
    made.deserialize(token)
    key = PublicKey.from_multikey(made.jose_header["kid"].partition("#")[2])
    made.allowed_algs = [made.jose_header["alg"]]
    made.verify(JWK(**key.to_jwk()))
    found: dict[str, Any] = json.loads(made.payload)
    return found


def holds_cose(data: bytes) -> bool:
    """Whether the signature of a COSE message of a did:key holds, as far as the library cbor2 reads it."""
    import cbor2

    protected, _, payload, signature = cbor2.loads(data).value
    kid = cbor2.loads(protected)[4].decode()
    signed = cbor2.dumps(["Signature1", protected, b"", payload])
    return PublicKey.from_multikey(kid.partition("#")[2]).verify(signature, signed)
