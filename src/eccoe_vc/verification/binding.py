"""Check ``key``: is the key sound, and is it the issuer's for this purpose?

Controlled Identifiers 1.0, section 3.3 (Retrieve Verification Method); Data Integrity 1.0, sections 2.3 and 5.
A generator: it yields the controller documents that it needs and is sent the answers.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import datetime
from typing import Final

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import Finding, KeyLoadError, RefusedError, shown
from eccoe_vc.keys import PublicKey, find_method
from eccoe_vc.keys.document import NO_DOCUMENT
from eccoe_vc.keys.method import VerificationMethod, check_in_force
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
    owner = owner_of(case, name.partition("#")[0])
    pinned = case.sources.keys is not None and case.sources.keys.of(owner) is not None  # and has no other keys
    if case.policy.unsafe_fragment_key and not pinned and name.startswith("https://") and "#z" in name:
        return _fragment_key(name, pointer, findings)
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
        findings += [here(finding, pointer) for finding in error.findings]
        return None
    findings += [here(finding, pointer) for finding in found.notes]
    return in_force(case, found.method, lambda: _instant(proof.tree.get("created")), pointer, findings)


def in_force(
    case: Case,
    method: VerificationMethod,
    created: Callable[[], datetime | None],
    pointer: str,
    findings: list[Finding],
) -> PublicKey | None:
    """The key of ``method``, or None where it had ended when the signature was made; what is to be said is added.

    :param created: tells when the signer says that it signed; asked only about a key that has an end. It can only make
        things worse for the signer, unless other evidence dates the signature.
    """
    if method.revoked is None and method.expires is None:
        return method.public_key
    case.ends(method.revoked, method.expires)
    late = check_in_force(method, created=created(), at=case.at, proved=case.sources.signed_before)
    if late is not None:
        findings.append(late._replace(pointer=pointer))
    return None if late is not None and late.outcome == "F" else method.public_key


def here(finding: Finding, pointer: str) -> Finding:
    """What was found in a controller document, said at the place that names it: pointers lead into the credential."""
    if finding.code.startswith("json."):  # a saved web page, half a file: what the issuer's document says is not known
        message = f"What was supplied as the document of the controller is none. {finding.message}"
        return Finding("key.unavailable", message, pointer, NO_DOCUMENT)
    if not finding.pointer:
        return finding._replace(pointer=pointer)
    message = f"In the document of the controller, at {shown(finding.pointer, 120)}: {finding.message}"
    return finding._replace(pointer=pointer, message=message)


def owner_of(case: Case, named: str) -> str:
    """Who must own the key: the issuer of a credential, the holder of a presentation.

    A presentation need not name its holder (VC Data Model 2.0, section 4.13): then it is whoever owns the key.

    :param named: whose key it is by its own name; that counts where nobody asks for the issuer.
    """
    if not case.policy.bind_issuer:
        return named
    if case.policy.purpose == "authentication":
        if "holder" not in case.document:
            return named
        holder = case.document["holder"]
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


def _instant(value: object) -> datetime | None:
    try:
        return timestamps.parse(value)
    except DecodeError:
        return None
