"""A naive verifier: a plain pipeline on a general JSON-LD engine that drops what it does not know.

It shows that an input of kind "survives" would pass elsewhere; without that a refusal would prove nothing.
"""

from __future__ import annotations

import copy
import hashlib
from typing import Any

import rfc8785
from pyld import canon, jsonld
from tests.contexts import with_test_contexts

from eccoe_vc.encoding import multibase
from eccoe_vc.keys import PublicKey


def _load(url: str, options: Any = None) -> dict[str, Any]:
    document = with_test_contexts().document(url).json()
    return {"contextUrl": None, "documentUrl": url, "document": document, "contentType": "application/ld+json"}


class _Longer(canon.URDNA2015):  # type: ignore[misc]  # PyLD has no types
    """The engine's algorithm with SHA-384, as RDFC-1.0 allows."""

    def create_hash(self) -> Any:
        return hashlib.sha384()


def canonical(tree: Any, digest: str = "sha256") -> bytes:
    """Canonical N-Quads, with unknown members silently dropped."""
    if digest == "sha384":
        dataset = jsonld.to_rdf(copy.deepcopy(tree), {"documentLoader": _load, "base": None})
        longer: str = _Longer().main(dataset, {"format": "application/n-quads"})
        return longer.encode()
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load, "base": None}
    text: str = jsonld.normalize(copy.deepcopy(tree), options)
    return text.encode()


def naive_hash(tree: dict[str, Any], proof: dict[str, Any], alg: str = "Ed25519") -> bytes:
    """What a proof over ``tree`` signs, with a key of the kind ``alg``."""
    digest = "sha384" if alg == "P-384" else "sha256"

    def hashed(data: bytes) -> bytes:
        return hashlib.new(digest, data).digest()

    document = {key: value for key, value in tree.items() if key != "proof"}
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    if proof.get("cryptosuite") in ("eddsa-jcs-2022", "ecdsa-jcs-2019"):
        return hashed(rfc8785.dumps(options)) + hashed(rfc8785.dumps(document))
    options["@context"] = tree["@context"]
    return hashed(canonical(options, digest)) + hashed(canonical(document, digest))


def holds(tree: dict[str, Any]) -> bool:
    """Whether a naive verifier finds every signature of ``tree`` correct."""
    proofs = tree["proof"] if isinstance(tree["proof"], list) else [tree["proof"]]
    for proof in proofs:
        key = PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])
        if not key.verify(multibase.decode(proof["proofValue"]), naive_hash(tree, proof, key.alg)):
            return False
    return True
