"""PEM (RFC 7468) and the SubjectPublicKeyInfo inside (RFC 5280, 5480, 8410, 9881): exactly one key, of a closed list.

The text is taken apart here and not by the engine, so that what it holds is known by name before anything is done
with it.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from eccoe_vc.encoding import DecodeError, base64url
from eccoe_vc.errors import InputTypeError, KeyLoadError
from eccoe_vc.keys import rsa
from eccoe_vc.keys.der import BIT_STRING, NULL, OID, SEQUENCE, DerError, Reader, encode, read_sequence
from eccoe_vc.keys.primitives import KeyAlg
from eccoe_vc.keys.weierstrass import CURVES, compress, decompress
from eccoe_vc.limits import DEFAULT, Budget

_BLOCK: Final = re.compile(
    r"\s*-----BEGIN ([A-Z0-9 ]{1,40})-----[ \t]*\r?\n([A-Za-z0-9+/=\s]*)-----END ([A-Z0-9 ]{1,40})-----\s*\Z", re.ASCII
).match
_STANDARD_TO_URL: Final = str.maketrans("+/", "-_", "\r\n \t")
_PRIVATE_LABEL: Final = "PRIVATE KEY"
#: Object identifiers of the keys we take, and of those we know by name only.
ALGORITHMS: Final = {
    bytes.fromhex("2b6570"): "Ed25519",
    bytes.fromhex("2a8648ce3d0201"): "EC",
    bytes.fromhex("2a864886f70d010101"): "RSA",
    bytes.fromhex("608648016503040311"): "ML-DSA-44",
}
_KINDS: Final[dict[str, KeyAlg]] = {"Ed25519": "Ed25519", "RSA": "RSA", "ML-DSA-44": "ML-DSA-44"}
CURVE_OIDS: Final[dict[bytes, KeyAlg]] = {
    bytes.fromhex("2a8648ce3d030107"): "P-256",
    bytes.fromhex("2b81040022"): "P-384",
}
_NAMES: Final = {
    bytes.fromhex("2b656e"): "X25519",
    bytes.fromhex("2b656f"): "X448",
    bytes.fromhex("2b6571"): "Ed448",
    bytes.fromhex("2a8648ce380401"): "DSA",
    bytes.fromhex("2a864886f70d010301"): "DH",
    bytes.fromhex("2a8648ce3e0201"): "DH",
    bytes.fromhex("2a864886f70d01010a"): "RSA-PSS",
    bytes.fromhex("2b8104000a"): "secp256k1",
    bytes.fromhex("2b81040023"): "P-521",
}


class Block(NamedTuple):
    """The one block of a PEM text: the words of its label, and its bytes."""

    label: str
    der: bytes


def read_block(data: bytes | str, budget: Budget = DEFAULT) -> Block:
    """The one block of a PEM text.

    :raises InputTypeError: ``input.type``, neither bytes nor text.
    :raises KeyLoadError: ``key.load``: too large, not PEM, more than one block, encrypted in the old way.
    """
    if not isinstance(data, bytes | str):
        raise InputTypeError(
            "input.type",
            f"A key is read from bytes or text, but a value of type {type(data).__name__} was given.",
            hint="Pass the bytes of the file: path.read_bytes().",
        )
    if len(data) > budget.key_file_bytes:
        raise KeyLoadError("key.load", f"The key file is larger than the limit of {budget.key_file_bytes} bytes.")
    text = data if isinstance(data, str) else data.decode("latin-1")
    begins = text.count("-----BEGIN ")
    if begins > 1:
        raise KeyLoadError("key.load", f"The key file holds {begins} keys or certificates; exactly one is expected.")
    if "Proc-Type:" in text:
        raise KeyLoadError(
            "key.load",
            "The key is encrypted in the old OpenSSL way, which protects it badly.",
            hint="Convert it with: openssl pkcs8 -topk8 -in old.pem -out new.pem",
        )
    found = _BLOCK(text)
    if found is None or found[1] != found[3]:
        raise KeyLoadError("key.load", "The text is not one key in PEM form.")
    body = found[2].translate(_STANDARD_TO_URL)
    bare = body.rstrip("=")
    problem = "" if len(body) - len(bare) == -len(bare) % 4 else "Its padding is wrong."
    try:
        der = base64url.decode(bare)
    except DecodeError:
        problem = "It is not base64."
    if problem:
        raise KeyLoadError("key.load", f"The text between the PEM lines cannot be read. {problem}")
    return Block(found[1], der)


def read_public(data: bytes | str, budget: Budget = DEFAULT) -> tuple[KeyAlg, bytes]:
    """Kind and raw form of a public key in PEM.

    :raises KeyLoadError: ``key.load``, ``key.private_in_public``, ``key.unsupported``, ``key.invalid``.
    """
    label, der = read_block(data, budget)
    if label.endswith(_PRIVATE_LABEL):
        raise KeyLoadError("key.private_in_public", "A private key was given where a public key is asked for.")
    if label == "CERTIFICATE":
        raise KeyLoadError("key.load", "A certificate was given where a public key is asked for.")
    if label == "RSA PUBLIC KEY":
        return "RSA", der
    if label != "PUBLIC KEY":
        raise KeyLoadError("key.load", "The PEM text does not hold a public key.")
    try:
        info = read_sequence(der)
        alg = read_algorithm(info.sequence())
        bits = info.element(BIT_STRING)
        info.finish()
    except DerError as error:
        raise KeyLoadError("key.load", f"The public key cannot be read. {error}") from None
    if bits[:1] != b"\0":
        raise KeyLoadError("key.load", "The public key cannot be read: it does not end on a whole byte.")
    return alg, _raw(alg, bits[1:])


def read_algorithm(identifier: Reader) -> KeyAlg:
    """The kind of key that an AlgorithmIdentifier names.

    :raises DerError: not an AlgorithmIdentifier.
    :raises KeyLoadError: ``key.unsupported``.
    """
    oid = identifier.element(OID)
    kind = ALGORITHMS.get(oid)
    if kind is None:
        raise unsupported(oid)
    if kind == "EC":
        curve = identifier.element(OID)
        identifier.finish()
        if curve not in CURVE_OIDS:
            raise unsupported(curve)
        return CURVE_OIDS[curve]
    if kind == "RSA" and identifier.peek() == NULL:
        identifier.element(NULL)
    identifier.finish()
    return _KINDS[kind]


def _raw(alg: KeyAlg, key: bytes) -> bytes:
    if alg not in CURVES:
        return key
    curve = CURVES[alg]
    if key[:1] == b"\x04" and len(key) == 1 + 2 * curve.size:
        return compress(curve, key[1 : 1 + curve.size], key[1 + curve.size :])
    decompress(curve, key)
    return key


def unsupported(oid: bytes) -> KeyLoadError:
    """The refusal of a key type, by name where it has one."""
    return KeyLoadError(
        "key.unsupported",
        f"Keys of type {_NAMES.get(oid, 'unknown')} are not supported; Ed25519, P-256, P-384 and RSA are.",
    )


def write_public(alg: KeyAlg, raw: bytes) -> str:
    """SubjectPublicKeyInfo in PEM, points uncompressed as every other tool expects them."""
    oids = {name: oid for oid, name in ALGORITHMS.items()}
    curve_oids = {name: oid for oid, name in CURVE_OIDS.items()}
    if alg == "RSA":
        rsa.decode_public(raw)
        identifier, key = encode(SEQUENCE, encode(OID, oids[alg]), encode(NULL)), raw
    elif alg in ("Ed25519", "ML-DSA-44"):
        identifier, key = encode(SEQUENCE, encode(OID, oids[alg])), raw
    else:
        identifier = encode(SEQUENCE, encode(OID, oids["EC"]), encode(OID, curve_oids[alg]))
        key = b"\x04" + b"".join(decompress(CURVES[alg], raw))
    return armour("PUBLIC KEY", encode(SEQUENCE, identifier, encode(BIT_STRING, b"\0", key)))


def armour(label: str, der: bytes) -> str:
    """PEM text of ``der``: lines of 64 characters."""
    body = base64url.encode(der).replace("-", "+").replace("_", "/")
    body += "=" * (-len(body) % 4)
    lines = [body[at : at + 64] for at in range(0, len(body), 64)]
    return "\n".join((f"-----BEGIN {label}-----", *lines, f"-----END {label}-----", ""))
