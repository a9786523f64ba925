"""The private keys of the ECDSA vectors, as signers: ``secretKeyMultibase`` of Multikey."""

from __future__ import annotations

from typing import Final

from cryptography.hazmat.primitives.asymmetric import ec

from eccoe_vc import LocalSigner
from eccoe_vc.encoding import multibase

#: Multicodec p256-priv and p384-priv, as varints.
_CURVES: Final = {b"\x86\x26": ec.SECP256R1(), b"\x87\x26": ec.SECP384R1()}


def signer(secret: str, method: str | None = None) -> LocalSigner:
    """The signer of a secret Multikey; ``method`` is its verification method, else that of its did:key."""
    data = multibase.decode(secret)
    key = ec.derive_private_key(int.from_bytes(data[2:], "big"), _CURVES[data[:2]])
    if method is None:
        return LocalSigner(key)
    return LocalSigner(key, controller=method.partition("#")[0], verification_method=method)
