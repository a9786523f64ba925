"""Verification methods (Controlled Identifiers 1.0, section 2.2): one key of a controller, read when it is asked for.

========================================  ======================  ==================================================
type                                      member                  note
========================================  ======================  ==================================================
Multikey                                  publicKeyMultibase      ``z`` and multicodec prefix
JsonWebKey, JsonWebKey2020                publicKeyJwk
Ed25519VerificationKey2020                publicKeyMultibase      Ed25519 only
Ed25519VerificationKey2018                publicKeyBase58         32 bytes without prefix
========================================  ======================  ==================================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, base58, timestamps
from eccoe_vc.errors import Finding, KeyLoadError, shown
from eccoe_vc.keys import jwk, multikey
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.primitives import KeyAlg

_MEMBERS: Final = {
    "Multikey": "publicKeyMultibase",
    "JsonWebKey": "publicKeyJwk",
    "JsonWebKey2020": "publicKeyJwk",
    "Ed25519VerificationKey2020": "publicKeyMultibase",
    "Ed25519VerificationKey2018": "publicKeyBase58",
}
_FORMS: Final = ("publicKeyMultibase", "publicKeyJwk", "publicKeyBase58")
_SECRET_PREFIXES: Final = ("privateKey", "secretKey")

Parts = tuple[KeyAlg, bytes, str]


@dataclass(frozen=True, slots=True)
class VerificationMethod:
    """A key with its name.

    :param id: absolute URL of the method.
    :param controller: the identifier that controls it.
    :param type: as in the document.
    :param revoked: the instant from which it counts as revoked, in UTC, or None.
    :param expires: the instant at which it expires, in UTC, or None.
    """

    id: str
    controller: str
    type: str
    public_key: PublicKey
    revoked: datetime | None = None
    expires: datetime | None = None


def check_public(tree: dict[str, Any], pointer: str) -> None:
    """Insist that nothing secret stands in a published method, and that its forms of the key do not differ.

    :raises KeyLoadError: ``key.private_in_public``, ``did.ambiguous``.
    """
    inner = tree.get("publicKeyJwk")
    if any(name.startswith(_SECRET_PREFIXES) for name in tree) or (
        isinstance(inner, dict) and not jwk.PRIVATE_MEMBERS.isdisjoint(inner)
    ):
        raise KeyLoadError(
            "key.private_in_public",
            "A secret key stands in a public document.",
            pointer=pointer,
            hint="Its owner should be told: the key is no longer secret.",
        )
    forms = [name for name in _FORMS if name in tree]
    if len(forms) > 1:
        _check_one_key(tree, forms, pointer)


def read_parts(tree: dict[str, Any], pointer: str) -> Parts:
    """Kind, raw form and declared algorithm of the key in a method, which is not yet known to be sound.

    :raises KeyLoadError: ``key.type``, ``key.invalid``, ``unsupported.key_type`` and what ``jwk`` says.
    """
    kind = tree.get("type")
    member = _MEMBERS.get(kind) if isinstance(kind, str) else None
    if member is None:
        if not isinstance(kind, str):
            raise KeyLoadError("did.document", "The method does not say its type as one text.", pointer=pointer)
        raise KeyLoadError(
            "unsupported.key_type", f"Methods of type {shown(kind)} are not supported.", pointer=f"{pointer}/type"
        )
    if member not in tree:
        raise KeyLoadError("key.type", f"A method of type {kind} holds its key in {member}.", pointer=pointer)
    parts = _read_form(tree, member, pointer)
    for other in _FORMS:
        if other != member and other in tree:
            _read_form(tree, other, pointer)  # the same key, or unreadable: then nobody knows what it says
    if isinstance(kind, str) and kind.startswith("Ed25519") and parts[0] != "Ed25519":
        raise KeyLoadError("key.type", f"A method of type {kind} holds a key of type {parts[0]}.", pointer=pointer)
    return parts


def read(tree: dict[str, Any], method_id: str, controller: str, pointer: str) -> VerificationMethod:
    """The method in ``tree``, whose absolute id and controller the document has worked out.

    :raises KeyLoadError: as :func:`read_parts`; ``time.format``; and what :class:`PublicKey` says of the key.
    """
    alg, raw, declared = read_parts(tree, pointer)
    return VerificationMethod(
        id=method_id,
        controller=controller,
        type=tree["type"],
        public_key=PublicKey(alg, raw, declared),
        revoked=instant(tree, "revoked", pointer),
        expires=instant(tree, "expires", pointer),
    )


def check_in_force(
    method: VerificationMethod, *, created: datetime | None, at: datetime, proved: datetime | None = None
) -> Finding | None:
    """Whether the key could still be used when the signature was made (Controlled Identifiers 1.0, section 2.2).

    :param created: the time that the signer states, or None.
    :param at: the time of judgement.
    :param proved: a time at which the signature existed, from evidence that does not depend on the signer, or None.
    :returns: None where there is nothing to say; else ``key.revoked`` with outcome F, or I where only the signer's
        word puts the signature before the end of the key, or ``key.revoked_later`` with outcome W where evidence does.
    """
    ends = [end for end in (method.revoked, method.expires) if end is not None and end <= at]
    if not ends:
        return None
    end = min(ends)
    word = "revoked" if end == method.revoked else "expired"
    on = timestamps.format(end)
    # Who dates a signature after the end of its key is believed: no evidence about the credential makes that better.
    too_late = created is not None and created >= end
    if proved is not None and proved < end and not too_late:
        return Finding(
            "key.revoked_later",
            f"The key was {word} on {on}, after the signature was made.",
            outcome="W",
        )
    if created is not None and not too_late:
        return Finding(
            "key.revoked",
            f"The key was {word} on {on}; only the signer's word says that the signature is older.",
            hint="Supply evidence of the time of signing, or ask the issuer to sign again.",
            outcome="I",
        )
    return Finding(
        "key.revoked",
        f"The key was {word} on {on}, before the signature was made.",
        hint="Ask the issuer for a credential that is signed with a current key.",
        outcome="F",
    )


def _check_one_key(tree: dict[str, Any], forms: Sequence[str], pointer: str) -> None:
    """A form that we cannot read is left alone here: it spoils its own method, not the whole document."""
    keys = set()
    for name in forms:
        try:
            keys.add(_read_form(tree, name, pointer)[:2])
        except KeyLoadError:
            continue
    if len(keys) > 1:
        raise KeyLoadError("did.ambiguous", "The method holds two different keys.", pointer=pointer)


def _read_form(tree: dict[str, Any], member: str, pointer: str) -> Parts:
    where = f"{pointer}/{member}"
    value = tree[member]
    if member == "publicKeyJwk":
        found = jwk.read(value, where)
        return found.alg, found.raw, found.declared
    if not isinstance(value, str):
        raise KeyLoadError("key.invalid", f"The key is {shown(value)}, not a text.", pointer=where)
    if member == "publicKeyBase58":
        try:
            return "Ed25519", base58.decode(value, max_chars=64), ""
        except DecodeError as error:
            raise KeyLoadError("key.invalid", f"The key cannot be read. {error}", pointer=where) from None
    try:
        return *multikey.decode(value), ""
    except KeyLoadError as error:
        raise KeyLoadError(error.code, error.message, pointer=where, hint=error.hint) from None


def instant(tree: dict[str, Any], name: str, pointer: str) -> datetime | None:
    """The date in a member of a method (``revoked``, ``expires``), in UTC; None where it is absent.

    :raises KeyLoadError: ``time.format``.
    """
    if name not in tree:
        return None
    try:
        return timestamps.parse(tree[name])
    except DecodeError as error:
        raise KeyLoadError(
            "time.format", f"The date in {name} of the method cannot be read. {error}", pointer=f"{pointer}/{name}"
        ) from None
