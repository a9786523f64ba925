"""Base credentials of the attacks on bbs-2023: the fixture with a result, by an issuer with a BLS12-381 key."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from tests.attacks import bases

from eccoe_vc import BBS_2023, OFFLINE, BbsSigner, HolderSecret, Policy, Secured, derive, issue
from eccoe_vc.encoding import multibase
from eccoe_vc.jsonld import compiled
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.bbs import scheme
from eccoe_vc.proofs.bbs.value import DerivedValue, decode_derived
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.selective import bbs_2023

Tree = dict[str, Any]
SIGNER = BbsSigner(scheme.generate_key(bytes(range(32))))  # a published test key: never use it
OTHER = BbsSigner(scheme.generate_key(bytes(range(32, 64))))
ISSUER = {"id": SIGNER.controller, "type": ["Profile"], "name": "North University"}


def policy(**answers: Any) -> Policy:
    """The strict badge policy, trusting the issuer, also to leave neither an end nor a status to holders."""
    return bases.policy(SIGNER.controller, **{"withheld": "report"} | answers)


def unsigned(**members: Any) -> Tree:
    """The fixture, not signed yet."""
    return bases.for_disclosure(**{"issuer": ISSUER} | members)


def base(tree: Tree | None = None, holder: HolderSecret | None = None, **how: Any) -> Secured:
    """What the issuer gives to the learner."""
    signer: Any = SIGNER if holder is None else SIGNER.bound_to(holder.commitment)
    return issue(tree or unsigned(), signer=signer, securing=BBS_2023, created=bases.AT, **how)


@lru_cache(maxsize=8)
def _shown(reveal: tuple[str, ...]) -> Secured:
    return derive(base(), reveal=reveal, presentation_header=b"verifier")


def shown(*reveal: str) -> Tree:
    """What the learner shows of it; a copy."""
    return copy.deepcopy(dict(_shown(reveal).document or {}))


def careless(mandatory: Sequence[str], tree: Tree) -> Tree:
    """A base proof with any mandatory pointers, also such as ``issue`` refuses to sign."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "bbs-2023",
        "created": "2026-05-02T12:00:00Z",
        "verificationMethod": SIGNER.verification_method,
        "proofPurpose": "assertionMethod",
    }
    hasher = Hasher(tree, compiled(OFFLINE.documents), Meter())
    return {**tree, "proof": {**proof, "proofValue": bbs_2023.sign(hasher, SIGNER, proof, mandatory)}}


def value_of(tree: Mapping[str, Any]) -> DerivedValue:
    """The parts of a derived proof value."""
    return decode_derived(multibase.decode(tree["proof"]["proofValue"], allowed="u", max_chars=1 << 20))


def with_value(tree: Mapping[str, Any], text: str) -> Tree:
    """The same with another proof value."""
    return {**tree, "proof": {**tree["proof"], "proofValue": text}}
