"""Canonical text published by 1EdTech and W3C, and real credentials against an independent JSON-LD engine."""

from __future__ import annotations

import json
import warnings
from collections import Counter
from functools import cache
from hashlib import sha256
from typing import Any, Final

import pytest
from tests.conformance.data import Topic
from tests.unit.jsonld.samples import EXT, OB, V2

from eccoe_vc import jsonld
from eccoe_vc.errors import CanonicalizationError
from eccoe_vc.jsonld import documents
from eccoe_vc.limits import Budget, Meter

OB3 = Topic("openbadges")
CONTEXTS = Topic("contexts")
INTEGRITY = Topic("data-integrity")
DIRECTION: Final = "i18n-datatype"


@cache
def everything() -> documents.ContextSet:
    """All bundled contexts, and those of the test data that are valid JSON-LD and stand for other URLs."""
    found = documents.EVERYTHING
    for path in CONTEXTS.files():
        url = str(CONTEXTS.entry(path).get("canonical_url", ""))
        if "://" in url and not path.startswith("alt/") and url not in found:
            data = CONTEXTS.read(path)
            try:
                found = found.with_documents(documents.pinned(url, data, sha256(data).hexdigest()))
            except CanonicalizationError as error:
                assert error.code == "ctx.invalid"  # one public context holds a member twice
    return found


def canonical(document: Any, *, inline: bool = False, digest: Any = "sha256") -> str:
    budget = Budget.clr()
    quads = jsonld.to_quads(
        document, jsonld.compiled(everything()), Meter(budget), inline=inline, rdf_direction=DIRECTION
    )
    return jsonld.canonical(quads, Meter(budget), digest).text


def oracle(document: Any) -> str:
    from pyld import jsonld as engine

    def load(url: str, options: Any = None) -> dict[str, Any]:
        return {"contextUrl": None, "documentUrl": url, "document": everything().document(url).json()}

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load, "base": None}
        return str(engine.normalize(json.loads(json.dumps(document)), {**options, "rdfDirection": DIRECTION}))


# ---- 1EdTech ---------------------------------------------------------------------------------------------------------
PROOF = {
    "@context": [V2, OB, EXT],
    "type": "DataIntegrityProof",
    "created": "2010-01-01T19:23:24Z",
    "verificationMethod": "https://example.edu/issuers/565049#z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
    "cryptosuite": "eddsa-rdfc-2022",
    "proofPurpose": "assertionMethod",
}
#: The specification prints the canonical text of this credential, not its JSON.
TEAMWORK = {
    "@context": [V2, OB],
    "id": "http://example.com/credentials/3527",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {
        "id": "https://example.edu/issuers/565049",
        "type": ["Profile"],
        "name": "Example Corp",
        "url": "https://www.imsglobal.org",
    },
    "validFrom": "2010-01-01T00:00:00Z",
    "name": "Teamwork Badge",
    "credentialSubject": {
        "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://example.com/achievements/21st-century-skills/teamwork",
            "type": ["Achievement"],
            "criteria": {
                "narrative": "Team members are nominated for this badge by their peers and recognized upon review by "
                "Example Corp management."
            },
            "description": "This badge recognizes the development of the capacity to collaborate within a group "
            "environment.",
            "name": "Teamwork",
        },
    },
}


def test_open_badge() -> None:
    assert canonical(TEAMWORK) == OB3.text("ob3/test-vectors/obv3p0/document-canon.txt")


@pytest.mark.parametrize("number", [1, 2, 7])
def test_learner_record(number: int) -> None:
    document = OB3.json(f"ob3/examples/linked-data-proof-clr-{number}.json")
    document.pop("proof", None)
    assert canonical(document) == OB3.text("ob3/test-vectors/clrv2p0/document-canon.txt")


@pytest.mark.parametrize("kind", ["obv3p0", "clrv2p0"])
def test_proof_configuration(kind: str) -> None:
    assert canonical(PROOF) == OB3.text(f"ob3/test-vectors/{kind}/proof-canon.txt")


# ---- W3C VC Data Integrity -------------------------------------------------------------------------------------------
W3C = [
    ("eddsa/eddsa-rdfc-2022", "DataInt", "sha256"),
    ("eddsa/eddsa-rdfc-2022/employ", "DataInt", "sha256"),
    ("eddsa/Ed25519Signature2020", "EdSig", "sha256"),
    ("ecdsa/ecdsa-rdfc-2019-p256", "ECDSAP256", "sha256"),
    ("ecdsa/ecdsa-rdfc-2019-p384", "ECDSAP384", "sha384"),
    ("ecdsa/ecdsa-rdfc-2019-p384/employ", "ECDSAP384", "sha384"),
]


@pytest.mark.parametrize(("folder", "suffix", "digest"), W3C)
def test_w3c_document_and_proof(folder: str, suffix: str, digest: str) -> None:
    signed = INTEGRITY.json(f"{folder}/signed{suffix}.json")
    signed.pop("proof")
    assert canonical(signed, digest=digest) == INTEGRITY.text(f"{folder}/canonDoc{suffix}.txt")
    proof = INTEGRITY.json(f"{folder}/proofConfig{suffix}.json")
    assert canonical(proof, digest=digest) == INTEGRITY.text(f"{folder}/proofCanon{suffix}.txt")


# ---- two editions under one URL --------------------------------------------------------------------------------------
def test_context_drift() -> None:
    """The alternative copy of the Open Badges context is the older bundled edition, and is only used when asked for."""
    data = CONTEXTS.read("alt/ob-v3p0-3.0.3-specrepo-2025-04.json")
    older = documents.edition(OB, "2024-03")
    assert documents.CORE.with_documents(older).document(OB).json() == json.loads(data)
    assert documents.CORE.document(OB).json() != json.loads(data)
    document = json.loads(json.dumps(TEAMWORK)) | {"endorsementJwt": ["eyJhbGciOi..."]}
    assert "endorsementJwt" in canonical(document)
    with pytest.raises(CanonicalizationError) as caught:
        jsonld.to_quads(document, jsonld.compiled(documents.CORE.with_documents(older)), Meter())
    assert caught.value.code == "jsonld.undefined_term"
    assert caught.value.pointer == "/endorsementJwt"
    assert "context edition" in caught.value.hint
    quads = jsonld.to_quads(TEAMWORK, jsonld.compiled(documents.CORE.with_documents(older)), Meter())
    assert [note.code for note in quads.notes] == ["ctx.edition"]
    assert [used.edition for used in quads.documents] == ["", "2024-03"]


# ---- real credentials ------------------------------------------------------------------------------------------------
def _real() -> list[Any]:
    found = []
    for name in ("openbadges", "realworld", "w3c-suites", "data-integrity"):
        topic = Topic(name)
        found += [pytest.param(name, path, id=f"{name}/{path}") for path in topic.files() if ".json" in path]
    return found


def _credential(name: str, path: str) -> dict[str, Any] | None:
    try:
        document = Topic(name).json(path)
    except ValueError:
        return None
    known = isinstance(document, dict) and "@context" in document
    return document if known and document.keys() & {"credentialSubject", "verifiableCredential", "proof"} else None


@cache
def _walked(name: str, path: str) -> tuple[str, str]:
    """(canonical text or "", code of the refusal or "")."""
    document = _credential(name, path)
    code = ""
    for inline in (False, True):
        try:
            return canonical(document, inline=inline), ""
        except CanonicalizationError as error:
            code = error.code
            if code != "ctx.inline":
                break
    return "", code


@pytest.mark.parametrize(("name", "path"), _real())
def test_a_real_credential_gives_the_bytes_of_an_independent_engine(name: str, path: str) -> None:
    document = _credential(name, path)
    if document is not None and (text := _walked(name, path)[0]):
        assert text == oracle(document)


def test_real_credentials_are_not_refused_without_need() -> None:
    """What is refused is broken on purpose, names contexts that nobody has, or is not JSON-LD at all."""
    walked = {
        (name, path): _walked(name, path) for name, path in (p.values for p in _real()) if _credential(name, path)
    }
    assert sum(1 for text, _ in walked.values() if text) >= 240
    refused = Counter(code for text, code in walked.values() if not text)
    assert refused["jsonld.outside_profile"] == 0
    assert refused["jsonld.node_described_twice"] == 0
    good = [path for name, path in walked if "w3c-suites/vcdm2" in f"{name}/{path}" and path.endswith("-ok.json")]
    lost = {path: walked["w3c-suites", path][1] for path in good if not walked["w3c-suites", path][0]}
    assert len(good) >= 60
    # A proof without a known type, which VCDM 2.0 allows there; a pipeline takes proofs out before canonicalisation.
    assert set(lost) <= {path for path in lost if path.endswith("credential-proof-ok.json")}, lost
