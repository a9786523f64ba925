"""Keys among the objects of a PKCS#11 token: the private one that is meant, and its public half.

PKCS #11 Cryptographic Token Interface Current Mechanisms 3.0, sections 2.1 (RSA) and 2.3 (elliptic curves). Tokens
differ in how they write a point, so both ways are read: a DER OCTET STRING, as the specification says, or its content.
"""

from __future__ import annotations

from typing import Any, Final

from eccoe_vc.errors import InputTypeError, KeyLoadError, shown
from eccoe_vc.keys import der, pem, rsa
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.primitives import KeyAlg
from eccoe_vc.keys.weierstrass import CURVES, compress

_ED25519_NAME: Final = der.encode(0x13, b"edwards25519")  # a PrintableString: the other way to name the curve
_ED25519_OID: Final = der.encode(der.OID, bytes.fromhex("2b6570"))
_BY_PARAMETERS: Final[dict[bytes, KeyAlg]] = {
    **{der.encode(der.OID, oid): alg for oid, alg in pem.CURVE_OIDS.items()},
    _ED25519_OID: "Ed25519",
    _ED25519_NAME: "Ed25519",
}
_GIVE_IT: Final = "Pass the public half yourself: public_key=PublicKey.from_pem(...)."


def private_key(engine: Any, session: Any, label: str | None, key_id: bytes | None) -> Any:
    """The one private key with this label, id, or both.

    :raises KeyLoadError: ``key.load``, there is none or more than one; ``key.unsupported``, it asks for its PIN each
        time.
    """
    name = " and ".join(
        [*([f"the label {shown(label)}"] if label is not None else []),
         *([f"the id {key_id.hex()[:40]}"] if key_id is not None else [])]
    )  # fmt: skip
    try:
        found = session.get_key(object_class=engine.ObjectClass.PRIVATE_KEY, label=label, id=key_id)
    except engine.NoSuchKey:
        hint = "List the keys with: pkcs11-tool --module FILE --login -O"
        raise KeyLoadError("key.load", f"The token holds no private key with {name}.", hint=hint) from None
    except engine.MultipleObjectsReturned:
        message = f"The token holds several private keys with {name}."
        raise KeyLoadError("key.load", message, hint="Name the key by its id as well: key_id=b'...'.") from None
    if _attribute(engine, found, "ALWAYS_AUTHENTICATE"):
        message = "The key asks for its PIN before every signature, which is not supported."
        raise KeyLoadError("key.unsupported", message, hint="Use a key of the token that does not.")
    return found


def public_key(engine: Any, session: Any, private: Any, given: PublicKey | None) -> PublicKey:
    """The public half of a private key of the token; ``given`` where the caller knows it.

    :raises KeyLoadError: ``key.load``, the token does not hold it; ``key.unsupported``, ``key.alg``; and what
        :class:`PublicKey` says.
    """
    kind = private.key_type
    if given is not None:
        if not isinstance(given, PublicKey):
            raise InputTypeError("input.type", f"The argument public_key is {shown(given)}, not a PublicKey.")
        kinds = {"RSA": "RSA", "Ed25519": "EC_EDWARDS"}
        if kind != engine.KeyType[kinds.get(given.alg, "EC")]:
            raise KeyLoadError("key.alg", f"The key in the token is not of the type {given.alg}.")
        return given
    if kind == engine.KeyType.RSA:
        return _rsa_key(engine, session, private)
    if kind not in (engine.KeyType.EC, engine.KeyType.EC_EDWARDS):
        raise KeyLoadError(
            "key.unsupported", f"Keys of type {getattr(kind, 'name', 'unknown')} are not supported; "
            "Ed25519, P-256, P-384 and RSA are."
        )  # fmt: skip
    public = _public_object(engine, session, private)
    parameters = _attribute(engine, public, "EC_PARAMS") or b""
    alg = _BY_PARAMETERS.get(parameters)
    if alg is None:
        raise KeyLoadError("key.unsupported", "The key in the token is on a curve other than Ed25519, P-256 and P-384.")
    return PublicKey(alg, _point(alg, _attribute(engine, public, "EC_POINT") or b""))


def _rsa_key(engine: Any, session: Any, private: Any) -> PublicKey:
    numbers = [_attribute(engine, private, name) for name in ("MODULUS", "PUBLIC_EXPONENT")]
    if not all(numbers):  # a token may keep the public exponent with the public object only
        public = _public_object(engine, session, private)
        numbers = [_attribute(engine, public, name) for name in ("MODULUS", "PUBLIC_EXPONENT")]
    if not all(numbers):
        raise KeyLoadError("key.load", "The token does not tell the numbers of the RSA key.", hint=_GIVE_IT)
    modulus, exponent = (int.from_bytes(number or b"", "big") for number in numbers)
    return PublicKey("RSA", rsa.encode_public(modulus, exponent))


def _public_object(engine: Any, session: Any, private: Any) -> Any:
    """The public key that has the id of the private one; without an id, its label."""
    wanted = {engine.Attribute.CLASS: engine.ObjectClass.PUBLIC_KEY}
    for name in ("ID", "LABEL"):
        value = _attribute(engine, private, name)
        if value:
            found = list(session.get_objects({**wanted, engine.Attribute[name]: value}))
            if len(found) == 1:
                return found[0]
            break
    raise KeyLoadError("key.load", "The token does not hold exactly one public key that fits.", hint=_GIVE_IT)


def _point(alg: KeyAlg, value: bytes) -> bytes:
    """Our raw form of a point. Lengths tell the two ways apart: both may begin with the same octet."""
    size = 32 if alg == "Ed25519" else 1 + 2 * CURVES[alg].size
    if value[:2] == bytes((der.OCTET_STRING, size)) and len(value) == size + 2:
        value = value[2:]
    if len(value) != size or (alg != "Ed25519" and value[0] != 4):
        raise KeyLoadError("key.invalid", f"The token does not tell the {alg} key as a point.", hint=_GIVE_IT)
    if alg == "Ed25519":
        return value
    middle = 1 + CURVES[alg].size
    return compress(CURVES[alg], value[1:middle], value[middle:])


def _attribute(engine: Any, found: Any, name: str) -> Any:
    """An attribute of an object; None where the token does not tell it."""
    try:
        return found[engine.Attribute[name]]
    except engine.AttributeTypeInvalid:
        return None
    except engine.AttributeSensitive:
        return None


__all__ = ["private_key", "public_key"]
