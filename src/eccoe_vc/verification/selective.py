"""What is asked of an SD-JWT besides its claims: that nothing of its life is hidden, and that its holder presents it.

RFC 9901, sections 7.3 and 9.7. Part of the check ``token``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from eccoe_vc.errors import Finding
from eccoe_vc.proofs.sd_jwt import visible
from eccoe_vc.proofs.token_forms import Token
from eccoe_vc.verification import high_s
from eccoe_vc.verification.case import Case

_PRESENTATION: Final = (
    "A presentation is bound by its holder's proof over the challenge; ask for no key binding beside it."
)


def check(case: Case, token: Token) -> Iterator[Finding]:
    """What is hidden that must be visible, and whether the key binding is the holder's, for us, now."""
    if token.parts.processed.withheld:
        case.partial.add("")
    if token.presents:
        yield from absent(case)
        return
    if not case.policy.proof_only:
        yield from visible.check(token.form, token.parts.processed, strict=case.policy.withheld == "refuse")
    yield from _binding(case, token)


def absent(case: Case) -> Iterator[Finding]:
    """Key binding is asked for, and the form has none; a presentation says who its holder is in its own words."""
    if case.policy.key_binding == "required" and case.depth == 0:
        message = "The policy asks for key binding, which only a credential in an SD-JWT can have; this is none."
        yield Finding("sdjwt.kb", message, "", _PRESENTATION if "VerifiablePresentation" in case.types else "")


def _binding(case: Case, token: Token) -> Iterator[Finding]:
    """Whether a binding is due is for the policy to say, never for the presentation (RFC 9901, section 7.3, step 1).

    One that stands inside a presentation is compared like any other: it was made for this occasion or for another.
    """
    policy, parts = case.policy, token.parts
    if not (parts.parts.binding or policy.key_binding == "required"):
        return
    if policy.challenge is None:
        message = (
            "The holder bound the credential to her key; no challenge was given, so the binding was not looked at."
        )
        yield Finding("vp.unchallenged", message)
        return
    from eccoe_vc.proofs.sd_jwt import binding

    key = binding.holder_key(token.claims)
    if isinstance(key, Finding):
        yield key
        return
    if key.alg not in token.form.algs:
        yield Finding(
            "unsupported.alg", f"Key bindings by {key.alg} keys are not verified by this release.", "/cnf/jwk"
        )
        return
    asked = binding.Asked(policy.challenge, policy.domain, case.at, skew=policy.skew)
    found = list(binding.check(parts.parts, parts.processed.alg, key, asked, policy.budget))
    yield from found
    if not found:
        yield from high_s.remark(policy, key, binding.signature(parts.parts), refusal="sdjwt.kb")
