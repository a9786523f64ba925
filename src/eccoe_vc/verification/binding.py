"""Check ``key``: is the key sound, and is it the issuer's for this purpose?

Controlled Identifiers 1.0, section 3.3 (Retrieve Verification Method); Data Integrity 1.0, sections 2.3 and 5.
A generator: it yields the controller documents that it needs and is sent the answers.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import Final

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import Finding, KeyLoadError, RefusedError
from eccoe_vc.keys import PublicKey, find_method
from eccoe_vc.keys.method import VerificationMethod
from eccoe_vc.keys.resolver import unsafe_fragment_key
from eccoe_vc.proofs.reading import Proof
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.case import Case

Asking = Generator[Fetch, Fetched | Unavailable, "PublicKey | None"]
_FRAGMENT_HINT: Final = "Nobody but the credential itself says that this key is the issuer's."


def resolve(case: Case, proof: Proof, findings: list[Finding]) -> Asking:
    """The key of ``proof``, or None with the reasons added to ``findings``."""
    pointer = f"{proof.pointer}/verificationMethod"
    name = proof.verification_method
    if case.policy.unsafe_fragment_key and name.startswith("https://") and "#z" in name:
        return _fragment_key(name, pointer, findings)
    owner = _owner(case) if case.policy.bind_issuer else name.partition("#")[0]
    if not owner:
        findings.append(Finding("key.unbound", "Nobody is named whose key this could be.", pointer))
        return None
    try:
        found = yield from find_method(
            name,
            purpose=case.policy.purpose,
            issuer=owner,
            pinned=case.sources.keys,
            archived=case.sources.archived,
            budget=case.policy.budget,
        )
    except RefusedError as error:
        findings += [finding._replace(pointer=finding.pointer or pointer) for finding in error.findings]
        return None
    findings += [finding._replace(pointer=finding.pointer or pointer) for finding in found.notes]
    late = _withdrawn(case, proof, found.method, pointer)
    if late is not None:
        findings.append(late)
    return found.method.public_key if late is None or late.outcome == "W" else None


def _owner(case: Case) -> str:
    """Who must own the key: the issuer of a credential, the holder of a presentation."""
    if case.policy.purpose == "authentication":
        holder = case.document.get("holder")
        name = holder.get("id") if isinstance(holder, dict) else holder
        return name if isinstance(name, str) else ""
    return case.issuer_id


def _fragment_key(name: str, pointer: str, findings: list[Finding]) -> PublicKey | None:
    try:
        key = unsafe_fragment_key(name)
    except KeyLoadError as error:
        findings += [finding._replace(pointer=pointer) for finding in error.findings]
        return None
    findings.append(
        Finding("trust.self_asserted", "The key was taken from the address of the verification method.", pointer,
                _FRAGMENT_HINT)
    )  # fmt: skip
    return key


def _withdrawn(case: Case, proof: Proof, method: VerificationMethod, pointer: str) -> Finding | None:
    """A method that was revoked or had expired at the time that counts: when the proof was made.

    ``created`` is the signer's own word. It can only make things worse for the signer, unless other evidence dates the
    signature (``Sources.signed_before``).
    """
    if method.expires is None and method.revoked is None:
        return None
    created = _instant(proof.tree.get("created"))
    if method.expires is not None and (created or case.at) > method.expires:
        when = timestamps.format(method.expires)
        return Finding("key.revoked", f"The key had expired on {when}, before the proof was made.", pointer)
    if method.revoked is None or method.revoked > case.at:
        return None
    when = timestamps.format(method.revoked)
    if created is None or created >= method.revoked:
        return Finding("key.revoked", f"The key was revoked on {when}, before the proof was made.", pointer)
    known = case.sources.signed_before
    if known is not None and known <= method.revoked:
        return Finding(
            "key.revoked_later", f"The key was revoked on {when}, after the proof was made.", pointer, outcome="W"
        )
    return Finding(
        "key.revoked",
        f"The key was revoked on {when}; only the proof's own word says that it was made before.",
        pointer,
        "Ask the issuer to confirm the credential, or to issue it again.",
        outcome="I",
    )


def _instant(value: object) -> datetime | None:
    try:
        return timestamps.parse(value)
    except DecodeError:
        return None
