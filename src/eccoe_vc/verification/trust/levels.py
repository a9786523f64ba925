"""How well an issuer is known, beside whether it is trusted. Only said once the key was shown to be the issuer's.

==============  ========================================================================================================
level           who the issuer is rests on
==============  ========================================================================================================
pinned          a key that the caller gave for this issuer, learned by another way
listed          somebody whom the caller named: a list of ids, a registry, a domain that calls the issuer its own
resolvable      its web address alone: whoever runs that domain published the key (did:web, https; DNS and TLS)
self-asserted   nothing: the identifier is a key (did:key, did:jwk), or the key came with the credential
==============  ========================================================================================================

The first that fits counts. ``UnsafeAnyIssuer`` lists nobody. A level is no verdict: a resolvable issuer is still one
that the policy does not name.
"""

from __future__ import annotations

from typing import Final

from eccoe_vc.errors import KeyLoadError, shown
from eccoe_vc.keys import did_web
from eccoe_vc.report import Outcome, Trust
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.trust.protocol import Judgement

_LISTED: Final = "You named the issuer as one whom you trust."
_PINNED: Final = "You pinned the key of the issuer."
_NOBODY: Final = "Its identifier is a key that anybody can make; nobody vouches for it."
_BROUGHT: Final = "The key came with the credential; nobody vouches for it."


def of(case: Case, answer: Judgement) -> Trust | None:
    """The level of the issuer of ``case``; None where the key was not shown to be the issuer's."""
    if not _proven(case):
        return None
    notes = {note.code for note in case.notes}
    issuer = case.issuer_id
    if "trust.self_asserted" in notes:
        return Trust("self-asserted", _BROUGHT)
    listed = answer.accepted and not any(found.code == "trust.unsafe_any" for found in answer.findings)
    known = answer.known_as if listed else ()
    if case.sources.keys is not None and case.sources.keys.of(issuer) is not None:
        return Trust("pinned", _PINNED, known)
    if listed:
        return Trust("listed", answer.by or _LISTED, known)
    if domain := _domain(issuer):
        return Trust("resolvable", f"Whoever runs {shown(domain, 120)} published its key.")
    if "key.archived" in notes:
        return Trust("pinned", "You supplied the document in which its key stands.")
    return Trust("self-asserted", _NOBODY)


def _proven(case: Case) -> bool:
    """Whether the key is the issuer's and the signature holds. Without that a name is only somebody's word."""
    said = {check.name: check for check in case.checks}
    key, proof = said.get("key"), said.get("proof")
    if not case.policy.bind_issuer or key is None or proof is None:
        return False
    return (key.outcome is Outcome.PASSED or not key.required) and proof.outcome is Outcome.PASSED


def _domain(issuer: str) -> str:
    """The host on whose word the keys of an issuer rest; empty where there is none."""
    if issuer.startswith("did:web:"):
        try:
            issuer = did_web.url(issuer)
        except KeyLoadError:  # only an archived document can have such a name
            return ""
    return issuer.removeprefix("https://").partition("/")[0] if issuer.startswith("https://") else ""
