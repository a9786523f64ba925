"""JSON Web Keys (RFC 7517, RFC 7518 section 6, RFC 8037, draft-ietf-cose-dilithium): public keys, read strictly.

Canonical base64url, exact lengths, nothing private; ``use``, ``key_ops`` and ``alg`` are obeyed. Other members are
ignored, as RFC 7517 section 4 demands, and never believed: ``x5u``, ``x5c`` and the like bind nothing here.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import DecodeError, base64url, strict_json
from eccoe_vc.errors import KeyLoadError, shown
from eccoe_vc.keys import rsa
from eccoe_vc.keys.primitives import KeyAlg
from eccoe_vc.keys.weierstrass import CURVES, compress, decompress

PRIVATE_MEMBERS: Final = frozenset(("d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"))
#: JOSE algorithms that may be declared for each kind of key; the first one is ours to issue with.
JOSE_ALGS: Final[dict[KeyAlg, tuple[str, ...]]] = {
    "Ed25519": ("EdDSA", "Ed25519"),
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "RSA": ("RS256",),
    "ML-DSA-44": ("ML-DSA-44",),  # experimental
    "BLS12-381-G2": (),  # signs lists of messages (bbs-2023), never a token
}
_NOT_IMPLEMENTED: Final = frozenset(("RS384", "RS512", "PS256", "PS384", "PS512"))
_MAX_CHARS: Final = 4096
_CURVE_NAMES: Final = "P-521 secp256k1 Ed448 X25519 X448 BLS12381G1 BLS12381G2"
_KNOWN_UNSUPPORTED: Final = frozenset(_CURVE_NAMES.split())


class Jwk(NamedTuple):
    """What a public JWK says: the key in our raw form, the algorithm that it declares (or empty) and its ``kid``."""

    alg: KeyAlg
    raw: bytes
    declared: str
    kid: str


def read(tree: Any, pointer: str = "") -> Jwk:
    """The public key in a parsed JWK.

    :raises KeyLoadError: ``key.private_in_public``, ``key.use``, ``key.alg``, ``key.type``, ``key.invalid``,
        ``key.size``, ``unsupported.key_type``, ``unsupported.alg``.

    >>> read({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}).alg
    'Ed25519'
    """
    if not isinstance(tree, dict):
        raise KeyLoadError("key.type", f"A JWK is an object, but {shown(tree)} was found.", pointer=pointer)
    if not PRIVATE_MEMBERS.isdisjoint(tree):
        raise KeyLoadError(
            "key.private_in_public",
            "A secret key stands where a public key belongs.",
            pointer=pointer,
            hint="Its owner should be told: the key is no longer secret.",
        )
    _check_use(tree, pointer)
    alg = _kind(tree, pointer)
    if alg == "Ed25519":
        raw = _octets(tree, "x", pointer)
        if len(raw) != 32:
            raise KeyLoadError(
                "key.invalid", f"An Ed25519 key has 32 bytes, but {len(raw)} were found.", pointer=pointer
            )
    elif alg == "RSA":
        raw = rsa.encode_public(_number(tree, "n", pointer), _number(tree, "e", pointer))
    elif alg == "ML-DSA-44":
        raw = _octets(tree, "pub", pointer)
    else:
        raw = compress(CURVES[alg], _octets(tree, "x", pointer), _octets(tree, "y", pointer))
    return Jwk(alg, raw, _declared(tree, alg, pointer), _text(tree, "kid", pointer))


def write(alg: KeyAlg, raw: bytes) -> dict[str, str]:
    """The public JWK of a key, with the members of its thumbprint only, in lexicographic order.

    :raises KeyLoadError: ``key.unsupported``, BLS12-381-G2 has no JWK form that is a standard.

    >>> write("Ed25519", bytes(32))["crv"]
    'Ed25519'
    """
    if alg == "BLS12-381-G2":
        raise KeyLoadError("key.unsupported", f"A {alg} key has no JWK form; use its Multikey form.")
    if alg == "Ed25519":
        return {"crv": alg, "kty": "OKP", "x": base64url.encode(raw)}
    if alg == "RSA":
        n, e = rsa.decode_public(raw)
        return {"e": _encode_number(e), "kty": "RSA", "n": _encode_number(n)}
    if alg == "ML-DSA-44":
        return {"alg": alg, "kty": "AKP", "pub": base64url.encode(raw)}
    x, y = decompress(CURVES[alg], raw)
    return {"crv": alg, "kty": "EC", "x": base64url.encode(x), "y": base64url.encode(y)}


def thumbprint(alg: KeyAlg, raw: bytes) -> str:
    """The JWK thumbprint (RFC 7638, RFC 8037 section 2) with SHA-256, in base64url.

    :raises KeyLoadError: ``key.unsupported``, the key has no JWK form.

    >>> key = read({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
    >>> thumbprint(key.alg, key.raw)
    'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
    """
    return base64url.encode(sha256(strict_json.dumps(write(alg, raw)).encode("ascii")).digest())


def decode_member(tree: dict[str, Any], name: str, pointer: str = "") -> bytes:
    """The bytes of one base64url member; also for private members, whose value is never shown."""
    return _octets(tree, name, pointer)


# ---- kind, use and algorithm -----------------------------------------------------------------------------------------


def _kind(tree: dict[str, Any], pointer: str) -> KeyAlg:
    kty, crv = tree.get("kty"), tree.get("crv", "")
    if not isinstance(kty, str) or not isinstance(crv, str):
        raise KeyLoadError("key.type", "The JWK does not say its type (kty, crv).", pointer=pointer)
    if kty == "RSA" and "crv" not in tree:
        return "RSA"
    if kty == "OKP" and crv == "Ed25519":
        return "Ed25519"
    if kty == "EC" and crv == "P-256":
        return "P-256"
    if kty == "EC" and crv == "P-384":
        return "P-384"
    if kty == "AKP" and "crv" not in tree:
        return _algorithm_key(tree.get("alg"), pointer)
    if kty in ("RSA", "OKP", "EC") and (not crv or crv in ("Ed25519", *CURVES) or kty == "RSA"):
        raise KeyLoadError(
            "key.type", f"The members kty {shown(kty)} and crv {shown(crv)} contradict each other.", pointer=pointer
        )
    name = crv if crv in _KNOWN_UNSUPPORTED else shown(crv or kty)
    raise KeyLoadError("unsupported.key_type", f"Keys of type {name} are not supported.", pointer=pointer)


def _algorithm_key(name: Any, pointer: str) -> KeyAlg:
    """Algorithm Key Pairs: the member ``alg`` is the kind of key (draft-ietf-cose-dilithium, section 3)."""
    if not isinstance(name, str):
        raise KeyLoadError("key.type", "A JWK of the type AKP says which algorithm it is for (alg).", pointer=pointer)
    if name == "ML-DSA-44":
        return "ML-DSA-44"
    raise KeyLoadError("unsupported.key_type", f"Keys of type {shown(name)} are not supported.", pointer=pointer)


def _check_use(tree: dict[str, Any], pointer: str) -> None:
    """RFC 7517 sections 4.2 and 4.3: both may be absent; what is there must allow verification and agree."""
    if "use" in tree and tree["use"] != "sig":
        raise KeyLoadError(
            "key.use", f"The key is for another use: its member use is {shown(tree['use'])}.", pointer=pointer
        )
    if "key_ops" not in tree:
        return
    operations = tree["key_ops"]
    if not isinstance(operations, list) or not all(isinstance(name, str) for name in operations):
        raise KeyLoadError("key.use", "The member key_ops is not an array of texts.", pointer=pointer)
    if len(set(operations)) != len(operations):
        raise KeyLoadError("key.use", "The member key_ops names an operation twice.", pointer=pointer)
    if "verify" not in operations or not set(operations) <= {"sign", "verify"}:
        raise KeyLoadError("key.use", "The member key_ops does not say that the key is for verifying.", pointer=pointer)


def _declared(tree: dict[str, Any], alg: KeyAlg, pointer: str) -> str:
    name = _text(tree, "alg", pointer)
    if not name or name in JOSE_ALGS[alg]:
        return name
    if alg == "RSA" and name in _NOT_IMPLEMENTED:
        raise KeyLoadError("unsupported.alg", f"The key is for {name} only, which is not supported.", pointer=pointer)
    raise KeyLoadError(
        "key.alg", f"The key is of type {alg} and declares another algorithm: {shown(name)}.", pointer=pointer
    )


# ---- values ----------------------------------------------------------------------------------------------------------


def _text(tree: dict[str, Any], name: str, pointer: str) -> str:
    value = tree.get(name, "")
    if not isinstance(value, str):
        raise KeyLoadError("key.type", f"The member {name} of the JWK is {shown(value)}, not a text.", pointer=pointer)
    return value


def _octets(tree: dict[str, Any], name: str, pointer: str) -> bytes:
    value = tree.get(name)
    if not isinstance(value, str):
        raise KeyLoadError("key.invalid", f"The JWK lacks its member {name}, or it is not a text.", pointer=pointer)
    if len(value) > _MAX_CHARS:
        raise KeyLoadError("key.size", f"The member {name} of the JWK is larger than any key we take.", pointer=pointer)
    try:
        return base64url.decode(value)
    except DecodeError as error:
        raise KeyLoadError(
            "key.invalid", f"The member {name} of the JWK cannot be read. {error}", pointer=pointer
        ) from None


def _number(tree: dict[str, Any], name: str, pointer: str) -> int:
    """Base64urlUInt (RFC 7518 section 2): the fewest bytes that hold the number."""
    octets = _octets(tree, name, pointer)
    if not octets or (octets[0] == 0 and len(octets) > 1):
        raise KeyLoadError("key.invalid", f"The member {name} of the JWK is not in its shortest form.", pointer=pointer)
    return int.from_bytes(octets, "big")


def _encode_number(number: int) -> str:
    return base64url.encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))
