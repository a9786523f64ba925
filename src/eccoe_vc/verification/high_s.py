"""The note on ECDSA signatures in the larger of their two forms, or their refusal where the policy asks for it.

FIPS 186-5, section 6.4.2, RFC 7518, section 3.4, RFC 9053, section 2.1, and the Data Integrity suites allow both forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from eccoe_vc.errors import Finding
from eccoe_vc.keys import PublicKey
from eccoe_vc.keys.primitives import has_high_s
from eccoe_vc.verification.policies import Policy

_HIGH_S: Final = "The signature has the larger of its two possible forms (high s), "
_LOW_S_HINT: Final = "Ask for a policy without low_s_only, or ask the issuer to sign in the smaller form."


def remark(
    policy: Policy, key: PublicKey, signature: bytes, pointer: str = "", *, refusal: str = "proof.signature"
) -> Iterator[Finding]:
    """What is said of ``signature``, which holds under ``key``: ``proof.ecdsa_high_s``, or nothing.

    :param refusal: the code where ``policy.low_s_only`` refuses it.
    """
    if not has_high_s(key.alg, signature):
        return
    if policy.low_s_only:
        yield Finding(refusal, _HIGH_S + "which the policy does not take.", pointer, _LOW_S_HINT)
    else:
        yield Finding("proof.ecdsa_high_s", _HIGH_S + "which anybody can make of the other one.", pointer)


__all__ = ["remark"]
