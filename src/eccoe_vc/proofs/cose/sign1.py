"""COSE_Sign1: reading a message, what its signature is over, and making one (RFC 9052, sections 4.2 and 4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc.errors import Finding, IssueError, JoseError
from eccoe_vc.keys import PublicKey
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs.cose import cbor, headers
from eccoe_vc.proofs.token_forms import VC_COSE

if TYPE_CHECKING:
    from eccoe_vc.keys import Signer

#: The tag of COSE_Sign1, 18, as it is written: every message of ours begins with it.
TAG: Final = b"\xd2"
_CONTEXT: Final = "Signature1"


@dataclass(frozen=True, slots=True, repr=False)
class Sign1:
    """One message. ``protected`` is the header as it was signed, byte for byte; ``header`` is what it says."""

    protected: bytes
    header: Mapping[Any, Any]
    payload: bytes
    signature: bytes

    @property
    def signed(self) -> bytes:
        """The Sig_structure: what the signature is over (section 4.4)."""
        return _to_be_signed(self.protected, self.payload)

    def __repr__(self) -> str:
        return f"<Sign1 payload={len(self.payload)} bytes>"  # no content: about people


def read(data: bytes, budget: Budget = DEFAULT, *, unsigned: frozenset[int] = frozenset()) -> Sign1:
    """The message in ``data``.

    :param unsigned: labels that may stand in the header that nobody signed: such as name a key and say nothing else.
    :raises JoseError: ``jose.size``; ``cose.structure``, not a tagged COSE_Sign1 with payload whose header is signed.
    :raises RefusedError: ``unsupported.proof_format``, the extra is not installed.
    """
    if len(data) > budget.jwt_bytes:
        raise JoseError("jose.size", f"The message has {len(data)} bytes, more than the limit of {budget.jwt_bytes}.")
    if data[:1] != TAG:
        raise _refused("does not begin with the tag of COSE_Sign1")
    parts = cbor.decode(data[1:])
    if not isinstance(parts, list) or len(parts) != 4:
        raise _refused("is not an array of four parts")
    protected, unprotected, payload, signature = parts
    if not isinstance(protected, bytes) or not isinstance(signature, bytes):
        raise _refused("has a header or a signature that is not bytes")
    if not isinstance(payload, bytes) or not payload:
        raise _refused("has no payload: it was detached from it")
    if len(protected) > budget.jose_header_bytes:
        raise JoseError("jose.size", f"The header of the message is larger than {budget.jose_header_bytes} bytes.")
    if not isinstance(unprotected, dict) or not unprotected.keys() <= unsigned:
        raise _refused("has a header that nobody signed")
    header = cbor.decode(protected) if protected else {}
    if not isinstance(header, dict) or not all(isinstance(label, str) or headers.is_label(label) for label in header):
        raise _refused("has a header that is not a map of labels")
    if headers.CRIT in header:
        raise _refused("demands that an extension of its header be understood (crit), and we understand none")
    if not unprotected.keys().isdisjoint(header):  # RFC 9052, section 3
        raise _refused("says the same of itself in two headers")
    return Sign1(protected, {**header, **unprotected}, payload, signature)


def check(message: Sign1, key: PublicKey) -> Finding | None:
    """None where the signature holds under ``key``, else why not: ``cose.alg``, ``proof.signature``.

    :raises JoseError: as :func:`eccoe_vc.proofs.cose.headers.alg`.
    :raises GuardUnavailableError: ``guard.unavailable``.
    """
    number = headers.alg(message.header)
    declared = not key.declared or key.declared in VC_COSE.algs.get(key.alg, ())
    if number not in headers.ALGS.get(key.alg, ()) or not declared:
        return Finding("cose.alg", f"The message names the algorithm {number}, which does not fit its {key.alg} key.")
    if key.verify(message.signature, message.signed):
        return None
    return Finding(
        "proof.signature", "The signature does not match: the message was changed after signing, or by another key."
    )


def sign(payload: bytes, signer: Signer, *, kind: str = "vc", more: Mapping[Any, Any] | None = None) -> bytes:
    """A tagged COSE_Sign1 over ``payload``; everything in its header is signed.

    :param kind: ``vc`` or ``vp``.
    :param more: further header parameters by label.
    :raises IssueError: ``key.alg``, ``signer.output``.
    :raises RefusedError: ``unsupported.proof_format``, the extra is not installed.
    """
    from eccoe_vc.keys import checked_sign  # who only verifies loads nothing that handles private keys

    numbers = headers.ALGS.get(signer.alg)
    if numbers is None:
        raise IssueError(
            "key.alg", f"COSE messages are not signed with a {signer.alg} key here.",
            hint=f"Take a key of another kind: {', '.join(headers.ALGS)}.",
        )  # fmt: skip
    header: dict[Any, Any] = {
        headers.ALG: numbers[0],
        headers.CONTENT_TYPE: f"application/{kind}",
        headers.KID: signer.verification_method.encode("utf-8"),
        headers.TYP: f"application/{kind}+cose",
        **(more or {}),
    }
    protected = cbor.encode(header)
    signature = checked_sign(signer, _to_be_signed(protected, payload))
    return TAG + cbor.encode([protected, {}, payload, signature])


def _to_be_signed(protected: bytes, payload: bytes) -> bytes:
    return cbor.encode([_CONTEXT, protected, b"", payload])


def _refused(what: str) -> JoseError:
    return JoseError("cose.structure", f"The message {what}.")
