"""A naive verifier: a plain pipeline on a general JSON-LD engine that drops what it does not know.

It shows that an input of kind "survives" would pass elsewhere; without that a refusal would prove nothing.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from typing import Any

import rfc8785
from pyld import canon, jsonld
from tests.contexts import with_test_contexts

from eccoe_vc.encoding import base64url, multibase
from eccoe_vc.keys import PublicKey
from eccoe_vc.proofs.bbs import proving
from eccoe_vc.proofs.bbs import value as bbs_value
from eccoe_vc.proofs.selective.ecdsa_sd_value import decode_derived


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


def naive_hash(tree: dict[str, Any], proof: dict[str, Any], alg: str = "Ed25519", previous: Any = ()) -> bytes:
    """What a proof over ``tree`` signs, with a key of the kind ``alg``."""
    digest = "sha384" if alg == "P-384" else "sha256"

    def hashed(data: bytes) -> bytes:
        return hashlib.new(digest, data).digest()

    document = {key: value for key, value in tree.items() if key != "proof"}
    if previous:
        document["proof"] = previous
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    if proof.get("cryptosuite") in ("eddsa-jcs-2022", "ecdsa-jcs-2019"):
        return hashed(rfc8785.dumps(options)) + hashed(rfc8785.dumps(document))
    options["@context"] = tree["@context"]
    return hashed(canonical(options, digest)) + hashed(canonical(document, digest))


def _relabelled(tree: dict[str, Any], names: dict[str, str]) -> list[str]:
    document = {name: member for name, member in tree.items() if name != "proof"}
    labels = {name[2:]: label[2:] for name, label in names.items()}
    lines = re.sub(r"_:(c14n\d+)", lambda found: f"_:{labels[found[1]]}", canonical(document).decode()).splitlines(True)
    return sorted(lines)


def _configuration(tree: dict[str, Any], proof: dict[str, Any]) -> bytes:
    options = {name: member for name, member in proof.items() if name != "proofValue"}
    options["@context"] = tree["@context"]
    return hashlib.sha256(canonical(options)).digest()


def _bbs_holds(tree: dict[str, Any], proof: dict[str, Any], key: PublicKey) -> bool:
    """A derived proof of bbs-2023 over the engine's canonical form; BBS itself is judged by the CFRG vectors."""
    value = bbs_value.decode_derived(base64url.decode(proof["proofValue"][1:]))
    lines = _relabelled(tree, value.label_map())
    told = "".join(lines[index] for index in value.mandatory)
    header = _configuration(tree, proof) + hashlib.sha256(told.encode()).digest()
    shown = [line.encode() for index, line in enumerate(lines) if index not in value.mandatory]
    return proving.verify(key.raw, value.proof, header, value.presentation_header, shown, value.selective)


def _part_holds(tree: dict[str, Any], proof: dict[str, Any], key: PublicKey) -> bool:
    """A derived proof of ecdsa-sd-2023 as its specification says it, over the engine's canonical form."""
    value = decode_derived(base64url.decode(proof["proofValue"][1:]))
    lines = _relabelled(tree, value.label_map())
    told = "".join(lines[index] for index in value.mandatory)
    data = _configuration(tree, proof) + value.public_key + hashlib.sha256(told.encode()).digest()
    others = [line for index, line in enumerate(lines) if index not in value.mandatory]
    scoped = PublicKey("P-256", value.public_key[2:])
    signed = zip(value.signatures, others, strict=True)
    return key.verify(value.signature, data) and all(scoped.verify(one, line.encode()) for one, line in signed)


def holds(tree: dict[str, Any]) -> bool:
    """Whether a naive verifier finds every signature of ``tree`` correct."""
    proofs = tree["proof"] if isinstance(tree["proof"], list) else [tree["proof"]]
    for proof in proofs:
        key = PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])
        if proof.get("cryptosuite") == "ecdsa-sd-2023":
            if not _part_holds(tree, proof, key):
                return False
            continue
        if proof.get("cryptosuite") == "bbs-2023":
            if not _bbs_holds(tree, proof, key):
                return False
            continue
        named = proof.get("previousProof", [])
        previous = [other for other in proofs if other.get("id") in ([named] if isinstance(named, str) else named)]
        if not key.verify(multibase.decode(proof["proofValue"]), naive_hash(tree, proof, key.alg, previous)):
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
