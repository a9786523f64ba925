"""Check ``presentation``: is it the holder's, for us, now?

Data Integrity 1.0, section 4.4, steps 8 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator

from eccoe_vc.errors import Finding
from eccoe_vc.models import kinds
from eccoe_vc.proofs.reading import Proof
from eccoe_vc.verification.case import Case


def check(case: Case, proofs: list[Proof]) -> Iterator[Finding]:
    """Is it a presentation and nothing else? Challenge and domain of each proof are compared exactly.

    The proof of a presentation is the holder's. A credential judged as one would be accepted on the word of whoever it
    names as its holder, whatever it says about issuer and validity.
    """
    if "VerifiablePresentation" not in case.types or not kinds.NO_PRESENTATION.isdisjoint(case.types):
        message = "The policy asks for a presentation by its holder, but the type does not name just that."
        yield Finding("model.type", message, "/type", "Verify a credential under a policy for credentials.")
    for proof in proofs:
        if case.policy.challenge is not None and proof.tree.get("challenge") != case.policy.challenge:
            message = "The presentation was not made for the challenge that was given out."
            yield Finding("vp.challenge", message, f"{proof.pointer}/challenge")
        domains = proof.tree.get("domain")
        named = domains if isinstance(domains, list) else [domains]
        if case.policy.domain is not None and case.policy.domain not in named:
            yield Finding("vp.domain", "The presentation was made for another domain.", f"{proof.pointer}/domain")
