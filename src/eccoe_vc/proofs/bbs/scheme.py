"""Keys, signing and verifying: draft-irtf-cfrg-bbs-signatures-09, sections 3.4 to 3.6.

Signatures are deterministic. ``header`` and messages are octets; a public key is a compressed point of G2, 96 bytes,
and a secret key a scalar in 32 bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from eccoe_vc.errors import KeyLoadError, RefusedError
from eccoe_vc.keys import bls12381
from eccoe_vc.keys.bls12381 import PointError
from eccoe_vc.proofs.bbs.generators import BBS_SHA256, MAX_MESSAGES, Generators, Interface
from eccoe_vc.proofs.bbs.octets import read_signature, serialize

_LEAST_MATERIAL: Final = 32
_MOST_INFO: Final = 65_535


def generate_key(
    material: bytes, info: bytes = b"", dst: bytes | None = None, *, interface: Interface = BBS_SHA256
) -> bytes:
    """KeyGen (section 3.4.1): the secret key that follows from ``material``, at least 32 secret random bytes.

    :raises KeyLoadError: ``key.load``, too little material or too long an ``info``.
    """
    if len(material) < _LEAST_MATERIAL or len(info) > _MOST_INFO:
        raise KeyLoadError("key.load", "A BLS12-381 key is made from at least 32 secret bytes.")
    tag = interface.api_id + b"KEYGEN_DST_" if dst is None else dst
    return bytes(interface.suite.to_scalar(material + len(info).to_bytes(2, "big") + info, tag).to_be_bytes())


def public_key(secret: bytes) -> bytes:
    """SkToPk (section 3.4.2).

    :raises KeyLoadError: ``key.load``, no secret key.
    """
    return bytes((bls12381.engine().G2Point() * _secret(secret)).to_compressed_bytes())


def sign(
    secret: bytes,
    header: bytes,
    messages: Sequence[bytes],
    *,
    interface: Interface = BBS_SHA256,
    limit: int = MAX_MESSAGES,
) -> bytes:
    """Sign (section 3.5.1): 80 bytes over ``header`` and ``messages``, whose order counts.

    :raises KeyLoadError: ``key.load``.
    :raises RefusedError: ``struct.limit``.
    """
    generators = interface.generators(len(messages) + 1, limit=limit)
    scalars = interface.messages_to_scalars(messages)
    domain = calculate_domain(interface, public_key(secret), generators, header)
    key = _secret(secret)
    e = interface.to_scalar(serialize((key, *scalars, domain)))
    return finish(key, e, message_point(interface, generators, domain, scalars))


def verify(
    public: bytes,
    signature: bytes,
    header: bytes,
    messages: Sequence[bytes],
    *,
    interface: Interface = BBS_SHA256,
    limit: int = MAX_MESSAGES,
) -> bool:
    """Verify (section 3.5.2): whether ``signature`` is one over ``header`` and ``messages``; False where it is none.

    :raises RefusedError: ``struct.limit``.
    """
    generators = interface.generators(len(messages) + 1, limit=limit)
    return core_verify(interface, public, signature, generators, header, interface.messages_to_scalars(messages))


def core_verify(
    interface: Interface,
    public: bytes,
    signature: bytes,
    generators: Generators,
    header: bytes,
    scalars: Sequence[Any],
) -> bool:
    """CoreVerify (section 3.6.2)."""
    try:
        a, e = read_signature(signature)
        key = bls12381.g2(public)
    except (RefusedError, PointError):
        return False
    domain = calculate_domain(interface, public, generators, header)
    b = message_point(interface, generators, domain, scalars)
    return bls12381.paired((a, key), (a * e - b, bls12381.engine().G2Point()))


# ---- what the other operations share ---------------------------------------------------------------------------------


def calculate_domain(interface: Interface, public: bytes, generators: Generators, header: bytes) -> Any:
    """calculate_domain (section 4.2.3): what binds key, generators, interface and header together."""
    octets = serialize((len(generators) - 1, *generators.octets)) + interface.api_id
    return interface.to_scalar(public + octets + len(header).to_bytes(8, "big") + header)


def message_point(interface: Interface, generators: Generators, domain: Any, scalars: Sequence[Any]) -> Any:
    """B = P1 + Q_1 * domain + H_1 * msg_1 + ... + H_L * msg_L."""
    return interface.suite.fixed_point() + bls12381.total(generators.points, (domain, *scalars))


def finish(key: Any, e: Any, b: Any) -> bytes:
    """A = B * (1 / (SK + e)), with ``e``, as octets."""
    return serialize((b * (key + e).inverse(), e))


def secret_scalar(secret: bytes) -> Any:
    """The scalar of a secret key.

    :raises KeyLoadError: ``key.load``.
    """
    return _secret(secret)


def _secret(secret: bytes) -> Any:
    try:
        return bls12381.scalar(secret)
    except PointError:
        raise KeyLoadError("key.load", "The bytes are no secret BLS12-381 key.") from None
