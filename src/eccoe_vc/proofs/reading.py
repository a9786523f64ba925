"""Reading the proofs of a document: their shape, encodings and order, before any cryptography.

Verifiable Credential Data Integrity 1.0, sections 2.1 (Proofs), 2.1.1 (Proof Sets) and 2.1.2 (Proof Chains).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, base64url, multibase
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs.selective import mechanism
from eccoe_vc.proofs.suites import DATA_INTEGRITY_PROOF, Suite, select

#: Bytes of a signature for each algorithm: Ed25519, and r followed by s for ECDSA (never DER).
SIGNATURE_BYTES: Final[Mapping[str, int]] = {"Ed25519": 64, "P-256": 64, "P-384": 96}
_VALUE_CHARS: Final = 256  # 96 bytes make 132 base58 characters


@dataclass(frozen=True, slots=True)
class Proof:
    """One proof as it stands in the document.

    ``suite`` is the enabled suite that it names, else the :class:`~eccoe_vc.errors.Finding` that says why there is
    none. ``findings`` are the faults of its shape; where there are any, no cryptography is done.
    """

    index: int
    pointer: str
    tree: Mapping[str, Any]
    suite: Suite | Finding
    findings: tuple[Finding, ...] = ()
    value: bytes = b""

    @property
    def verification_method(self) -> str:
        """The URL of the key that made it; empty where the proof names none."""
        method = self.tree.get("verificationMethod")
        return method if isinstance(method, str) else ""

    @property
    def previous(self) -> tuple[str, ...]:
        """The ids that ``previousProof`` names; empty for a proof that stands in a set."""
        named = self.tree.get("previousProof")
        items = named if isinstance(named, list) else [] if named is None else [named]
        return tuple(item for item in items if isinstance(item, str))


def read(document: Mapping[str, Any], enabled: Iterable[Suite], budget: Budget = DEFAULT) -> list[Proof]:
    """The proofs of ``document`` in document order; there is at least one.

    :raises RefusedError: ``proof.missing``, ``proof.shape`` (not an object at all), ``proof.limit``.
    """
    member = document.get("proof")
    if member is None or member == []:
        raise RefusedError(
            "proof.missing", "The credential carries no proof.", pointer="/proof" if "proof" in document else ""
        )
    trees = member if isinstance(member, list) else [member]
    if len(trees) > budget.proofs:
        raise RefusedError(
            "proof.limit", f"The credential carries {len(trees)} proofs, more than {budget.proofs}.", pointer="/proof"
        )
    suites = tuple(enabled)
    proofs = []
    for index, tree in enumerate(trees):
        pointer = f"/proof/{index}" if isinstance(member, list) else "/proof"
        if not isinstance(tree, dict) or not tree:
            raise RefusedError("proof.shape", f"A proof is {shown(tree)}, not an object with members.", pointer=pointer)
        proofs.append(_read_one(index, pointer, tree, suites))
    return _with_clashes(proofs) if len(proofs) > 1 else proofs


def _read_one(index: int, pointer: str, tree: dict[str, Any], suites: tuple[Suite, ...]) -> Proof:
    kind = tree.get("type")
    if isinstance(kind, list) and len(kind) == 1:
        kind = kind[0]
    if not isinstance(kind, str):
        fault = Finding("proof.shape", "The proof does not say its type.", f"{pointer}/type")
        return Proof(index, pointer, tree, fault, (fault,))
    suite = select(kind, tree.get("cryptosuite"), suites)
    faults: list[Finding] = []
    if kind == DATA_INTEGRITY_PROOF and not isinstance(tree.get("cryptosuite"), str):
        faults.append(
            Finding("proof.shape", "A DataIntegrityProof names its cryptosuite as text.", f"{pointer}/cryptosuite")
        )
    if isinstance(suite, Finding):
        return Proof(index, pointer, tree, suite._replace(pointer=pointer), tuple(faults))
    faults += _shape(pointer, tree)
    value = b""
    if not faults:
        try:
            value = (_disclosed if suite.selective else _value)(tree["proofValue"], suite, f"{pointer}/proofValue")
        except RefusedError as error:
            faults += error.findings
    return Proof(index, pointer, tree, suite, tuple(faults), value)


def _shape(pointer: str, tree: Mapping[str, Any]) -> list[Finding]:
    """Members that Data Integrity 1.0 section 2.1 requires, and the kinds of those that it defines."""
    faults = []
    for name in ("verificationMethod", "proofPurpose", "proofValue"):
        value = tree.get(name)
        if not isinstance(value, str):
            code = "proof.purpose" if name == "proofPurpose" and value is None else "proof.shape"
            what = "is missing" if value is None else f"is {shown(value)}, not text"
            faults.append(Finding(code, f"The member {name} of the proof {what}.", f"{pointer}/{name}"))
    for name in ("id", "nonce", "challenge"):
        if name in tree and not isinstance(tree[name], str):
            faults.append(Finding("proof.shape", f"The member {name} of the proof is not text.", f"{pointer}/{name}"))
    for name in ("domain", "previousProof"):
        value = tree.get(name, [])
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in items):
            faults.append(Finding("proof.shape", f"The member {name} of the proof is not text.", f"{pointer}/{name}"))
    return faults


def _value(text: str, suite: Suite, pointer: str) -> bytes:
    try:
        value = multibase.decode(text, allowed="z", max_chars=_VALUE_CHARS)
    except DecodeError as error:
        raise RefusedError(
            "proof.encoding", f"The proof value is not base58btc text after a z. {error}", pointer=pointer
        ) from None
    lengths = {SIGNATURE_BYTES[alg] for alg in suite.digests}
    if len(value) not in lengths:
        due = " or ".join(map(str, sorted(lengths)))
        raise RefusedError(
            "proof.value",
            f"The proof value has {len(value)} bytes; a {suite.name} signature has {due}.",
            pointer=pointer,
        )
    return value


def _disclosed(text: str, suite: Suite, pointer: str) -> bytes:
    """The bytes of a derived proof; a base proof is for its holder only (ECDSA Cryptosuites 1.0, section 3.5)."""
    try:
        value = multibase.decode(text, allowed="u", max_chars=base64url.MAX_CHARS)
    except DecodeError as error:
        raise RefusedError(
            "proof.encoding", f"The proof value is not base64url text after a u. {error}", pointer=pointer
        ) from None
    if value[:3] in suite.base:
        message = "This is the issuer's base proof, from which the learner derives what she shows."
        raise RefusedError("sd.base_proof", message, pointer=pointer)
    try:
        if value[:3] not in suite.derived:
            raise RefusedError("proof.value", f"The proof value does not begin as one of {suite.name} does.")
        mechanism.of(suite).read(value)
    except RefusedError as error:
        raise RefusedError(error.code, error.message, pointer=pointer, hint=error.hint) from None
    return value


def _with_clashes(proofs: list[Proof]) -> list[Proof]:
    """Two proofs of one id cannot be told apart by ``previousProof``: both are faulty."""
    names = [proof.tree.get("id") for proof in proofs]
    return [
        replace(proof, findings=(*proof.findings, _clash(proof)))
        if isinstance(name, str) and names.count(name) > 1
        else proof
        for proof, name in zip(proofs, names, strict=True)
    ]


def _clash(proof: Proof) -> Finding:
    return Finding("proof.shape", "Two proofs carry the same id.", f"{proof.pointer}/id")
