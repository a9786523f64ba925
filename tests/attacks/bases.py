"""The fixtures of the corpus (its legend ``bases``): genuine credentials, made with fixed seeds at a fixed moment.

A refusal counts only while its control passes: ``test_corpus.py`` shows that each untouched fixture is accepted.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from eccoe_vc import (
    ECDSA_RDFC_2019,
    ECDSA_SD_2023,
    ED25519_SIGNATURE_2020,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    OFFLINE,
    LocalSigner,
    Policy,
    TrustedIssuers,
    derive,
    issue,
    policies,
)
from eccoe_vc.encoding import multibase, strict_json
from eccoe_vc.jsonld import compiled
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.selective import ecdsa_sd
from eccoe_vc.proofs.suites import Suite
from eccoe_vc.status import status_entry, status_list

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
Tree = dict[str, Any]


def signer(name: str = "issuer", controller: str | None = None) -> LocalSigner:
    """An Ed25519 signer whose seed follows from its name. Test keys only."""
    seed = hashlib.sha256(f"eccoe_vc test key {name}".encode()).digest()
    return LocalSigner.from_seed(seed, controller=controller)


ISSUER = signer().controller
LEARNER = signer("learner").controller


def policy(*issuers: str, **answers: Any) -> Policy:
    """The strict badge policy, trusting the issuer of the fixtures and whoever is named."""
    return policies.open_badge(trust=TrustedIssuers({ISSUER, *issuers}), **answers)


def unsigned(**members: Any) -> Tree:
    """The achievement credential of the fixtures; ``members`` replace or add top-level members."""
    tree: Tree = {
        "@context": [V2, OB],
        "id": "urn:uuid:5a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": ISSUER, "type": ["Profile"], "name": "North University"},
        "validFrom": "2026-01-15T09:00:00Z",
        "validUntil": "2036-01-15T09:00:00Z",
        "name": "Soil Science",
        "credentialSubject": {
            "id": LEARNER,
            "type": ["AchievementSubject"],
            "creditsEarned": 3.0,
            "achievement": {
                "id": "https://north.example/achievements/soil",
                "type": ["Achievement"],
                "name": "Soil Science",
                "description": "Can read a soil profile.",
                "criteria": {"narrative": "Pass the field exercise."},
            },
        },
    }
    for name, value in members.items():
        tree[{"context": "@context"}.get(name, name)] = value
    return {name: value for name, value in tree.items() if value is not ...}


def signed(tree: Tree, securing: Any = EDDSA_RDFC_2022, by: LocalSigner | None = None, **options: Any) -> Tree:
    """``tree`` secured by :func:`issue`, as a tree that tests may change."""
    made = issue(tree, signer=by or signer(), securing=securing, created=AT - timedelta(days=30), **options).document
    return copy.deepcopy(dict(made or {}))


def di(**members: Any) -> Tree:
    """Base ``di``: VC 2.0, Open Badges 3.0.3, eddsa-rdfc-2022, valid now."""
    return signed(unsigned(**members))


def jcs(**members: Any) -> Tree:
    """Base ``jcs``: the same with eddsa-jcs-2022."""
    return signed(unsigned(**members), EDDSA_JCS_2022)


def curve_signer(alg: str = "P-256", name: str = "issuer") -> LocalSigner:
    """A P-256 or P-384 signer whose key follows from its name. Test keys only."""
    seed = hashlib.sha256(f"eccoe_vc test key {alg} {name}".encode()).digest()
    curve = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}[alg]
    return LocalSigner(ec.derive_private_key(int.from_bytes(seed, "big") >> 1, curve))


def by_curve(alg: str = "P-256", suite: Suite = ECDSA_RDFC_2019, **members: Any) -> Tree:
    """Base ``di-p256``: di with ecdsa-rdfc-2019 and a P-256 key; other curves and suites by name."""
    who = curve_signer(alg)
    issuer = {"id": who.controller, "type": ["Profile"], "name": "North University"}
    return signed(unsigned(issuer=issuer, **members), suite, who)


STATUS = {
    "id": "https://north.example/status/1#7",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://north.example/status/1",
}


def for_disclosure(**members: Any) -> Tree:
    """The fixture by a P-256 issuer, not signed yet, with a result that a learner may want to keep to herself."""
    who = {"id": curve_signer().controller, "type": ["Profile"], "name": "North University"}
    tree = unsigned(**{"issuer": who, "description": "Field course."} | members)
    tree["credentialSubject"]["result"] = [{"type": ["Result"], "value": "A"}, {"type": ["Result"], "value": "3.9"}]
    return tree


def sd(*reveal: str, mandatory: Any = None, **members: Any) -> Tree:
    """Base ``sd``: a credential derived from an ecdsa-sd-2023 base proof."""
    base = issue(
        for_disclosure(**members),
        signer=curve_signer(),
        securing=ECDSA_SD_2023,
        mandatory=mandatory,
        created=AT - timedelta(days=30),
    )
    return copy.deepcopy(dict(derive(base, reveal=reveal).document or {}))


def base_proof(mandatory: Sequence[str], tree: Tree | None = None) -> Tree:
    """A base proof with any mandatory pointers, also such as :func:`issue` refuses to sign."""
    document = tree or for_disclosure()
    who = curve_signer()
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "ecdsa-sd-2023",
        "created": "2026-05-02T12:00:00Z",
        "verificationMethod": who.verification_method,
        "proofPurpose": "assertionMethod",
    }
    hasher = Hasher(document, compiled(OFFLINE.documents), Meter())
    return {**document, "proof": {**proof, "proofValue": ecdsa_sd.sign(hasher, who, proof, mandatory)}}


def di_expired() -> Tree:
    """Base ``di-expired``: di with ``validUntil`` in the past."""
    return di(validUntil="2026-03-01T00:00:00Z")


def unsigned_v1(**members: Any) -> Tree:
    """The VC 1.1 edition of :func:`unsigned`."""
    tree = unsigned(**{"context": [V1, OB], "validFrom": ..., "validUntil": ...} | members)
    tree["issuanceDate"] = "2026-01-15T09:00:00Z"
    return tree


def vc11(**members: Any) -> Tree:
    """Base ``vc11``: VC 1.1 Open Badge with Ed25519Signature2020."""
    return signed(unsigned_v1(**members), ED25519_SIGNATURE_2020)


STATUS_URL = "https://north.example/status/3"


def listing(values: Any = (), *, by: LocalSigner | None = None, subject: Tree | None = None, **members: Any) -> Tree:
    """A genuine status list of the issuer, of yesterday and until tomorrow; only ``values`` are set."""
    day = timedelta(days=1)
    tree = status_list(STATUS_URL, issuer=ISSUER, values=values, valid_from=AT - day, valid_until=AT + day)
    tree["credentialSubject"] |= subject or {}
    tree |= {{"context": "@context"}.get(name, name): value for name, value in members.items()}
    return raw_signed({name: value for name, value in tree.items() if value is not ...}, by=by)


def di_status(index: int = 5, **entry: Any) -> Tree:
    """Base ``di-status``: di with one status entry; :func:`listing` is the list that belongs to it."""
    made = status_entry(STATUS_URL, index) | entry
    return di(credentialStatus={name: value for name, value in made.items() if value is not ...})


SCHEMA_URL = "https://north.example/schemas/badge.json"
DRAFT_2020 = "https://json-schema.org/draft/2020-12/schema"


def di_schema(*urls: str, **entry: Any) -> Tree:
    """Base ``di-schema``: di that names a schema at each of ``urls``; ``entry`` adds members, such as digests."""
    entries = [{"id": url, "type": "JsonSchema"} | entry for url in urls or (SCHEMA_URL,)]
    return di(credentialSchema=entries)


def schema(**keywords: Any) -> Tree:
    """A JSON Schema that the fixture meets, with further keywords."""
    return {"$schema": DRAFT_2020, "required": ["credentialSubject"], **keywords}


def text(tree: Tree) -> str:
    """The JSON text of a tree, as it travels."""
    return strict_json.dumps(tree)


def raw_signed(tree: Tree, *, by: LocalSigner | None = None, suite: str = "eddsa-rdfc-2022", **options: Any) -> Tree:
    """A correct signature over a document that :func:`issue` would refuse, made with a general JSON-LD engine.

    For inputs whose issuer is the attacker: the signature is fresh and right as far as that engine can see.
    """
    from tests.attacks.naive import naive_hash

    who = by or signer()
    proof: Tree = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": "2026-05-02T12:00:00Z",
        "verificationMethod": who.verification_method,
        "proofPurpose": "assertionMethod",
        **options,
    }
    proof = {name: value for name, value in proof.items() if value is not ...}
    if suite == "eddsa-jcs-2022":
        proof = {"@context": tree["@context"], **proof}
    return {**tree, "proof": {**proof, "proofValue": multibase.encode(who.sign(naive_hash(tree, proof)))}}
