"""Check ``presentation``: is it the holder's, for us, now?

Data Integrity 1.0, section 4.4, steps 8 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import Finding
from eccoe_vc.models import kinds
from eccoe_vc.proofs.reading import Proof
from eccoe_vc.proofs.token_forms import Token
from eccoe_vc.verification import tokens
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.trust import UnsafeAnyIssuer

#: Members of credentials, which a presentation would say in its holder's own words.
_OF_CREDENTIALS: Final = frozenset(
    {
        "credentialSchema", "credentialStatus", "credentialSubject", "endorsement", "endorsementJwt", "evidence",
        "expirationDate", "issuanceDate", "issuer", "refreshService", "validFrom", "validUntil",
    }
)  # fmt: skip
_NO_ID: Final = "Identify the learner by another way; if that is enough, accept any holder."


def check(case: Case, proofs: list[Proof]) -> Iterator[Finding]:
    """Is it a presentation and nothing else? Challenge and domain of each proof are compared exactly.

    The proof of a presentation is the holder's. A credential judged as one would be accepted on the word of whoever it
    names as its holder, whatever it says about issuer and validity.
    """
    if "VerifiablePresentation" not in case.types or not kinds.NO_PRESENTATION.isdisjoint(case.types):
        message = "The policy asks for a presentation by its holder, but the type does not name just that."
        yield Finding("model.type", message, "/type", "Verify a credential under a policy for credentials.")
    if case.policy.challenge is None:
        message = "No challenge was compared, so a presentation that was made for somebody else passes as well."
        yield Finding("vp.unchallenged", message)
    carried = _items(case.document.get("verifiableCredential"))
    if not carried:
        anybody = case.policy.trust is None or isinstance(case.policy.trust, UnsafeAnyIssuer)
        outcome = "W" if anybody else "I"  # whoever was named to be trusted said nothing here
        yield Finding("vp.empty", "The presentation holds no credential.", outcome=outcome)
    for name in case.document:
        if name in _OF_CREDENTIALS:
            message = f"A presentation has no member {name}; nobody but its holder says what stands there."
            yield Finding("vp.members", message, pointers.join("", name))
    yield from _holder(case, proofs, carried)
    if case.token is not None:
        yield from _for_us(case, case.token)
    for proof in proofs:
        if case.policy.challenge is not None and proof.tree.get("challenge") != case.policy.challenge:
            message = "The presentation was not made for the challenge that was given out."
            yield Finding("vp.challenge", message, f"{proof.pointer}/challenge")
        domains = proof.tree.get("domain")
        named = domains if isinstance(domains, list) else [domains]
        if case.policy.domain is not None and case.policy.domain not in named:
            yield Finding("vp.domain", "The presentation was made for another domain.", f"{proof.pointer}/domain")


def _for_us(case: Case, token: Token) -> Iterator[Finding]:
    """The claims ``nonce`` and ``aud`` (OpenID for Verifiable Presentations; RFC 7519, section 4.1.3)."""
    if case.policy.challenge is not None and token.claims.get("nonce") != case.policy.challenge:
        message = "The presentation was not made for the challenge that was given out."
        yield Finding("vp.challenge", message, "/nonce")
    if case.policy.domain is not None and case.policy.domain not in _items(token.claims.get("aud")):
        yield Finding("vp.domain", "The presentation was made for another domain.", "/aud")


def _holder(case: Case, proofs: list[Proof], carried: list[Any]) -> Iterator[Finding]:
    """Is the holder the person whom the credentials are about? Others may hold them lawfully: a parent, an agency."""
    holder = case.document.get("holder")
    name = holder.get("id") if isinstance(holder, dict) else holder
    if "holder" not in case.document:  # then it is the one who signed
        signers = {proof.verification_method.partition("#")[0] for proof in proofs}
        if case.token is not None:
            signers.add(tokens.owner_of(case, case.token))
        if len(signers) > 1:
            message = "The presentation names no holder, and its proofs are by several."
            yield Finding("vp.holder_binding", message, "/proof", outcome="F")
            return
        name = next(iter(signers), None)
    demanded = case.policy.holder_binding == "required"
    for index, tree in enumerate(carried):
        inside = tokens.peek(tree, case.policy) or tree
        subjects = _items(inside.get("credentialSubject")) if isinstance(inside, dict) else []
        about = [subject.get("id") for subject in subjects if isinstance(subject, dict)]
        place = f"/verifiableCredential/{index}/credentialSubject"
        if any(person is not None and person != name for person in about):
            message = "The holder presents a credential that is about somebody else."
            yield Finding("vp.holder_binding", message, place, outcome="F" if demanded else "W")
        elif demanded and None in (about or [None]):
            message = "The credential does not say by an id whom it is about, so the holder may be somebody else."
            yield Finding("vp.holder_binding", message, place, _NO_ID, "I")


def _items(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
