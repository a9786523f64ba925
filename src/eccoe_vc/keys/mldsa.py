"""ML-DSA-44 (FIPS 204), experimental: sizes, and whether the engine has it.

JOSE names and keys: draft-ietf-cose-dilithium; PKCS#8 and SubjectPublicKeyInfo: RFC 9881; Multikey: the draft entry
``mldsa-44-pub`` of the multicodec table. While these are drafts, no default policy takes such a signature
(docs/adr/0087).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import mldsa

#: Bytes of a public key, of a signature, and of the seed that is the private key (FIPS 204, table 2 and section 3.6.3).
PUBLIC_BYTES: Final = 1312
SIGNATURE_BYTES: Final = 2420
SEED_BYTES: Final = 32
INSTALL: Final = "Install a release of cryptography that is built with an OpenSSL which has ML-DSA, such as its wheels."


@lru_cache(maxsize=1)
def available() -> bool:
    """Whether the engine of this installation has ML-DSA-44."""
    try:
        mldsa.MLDSA44PrivateKey.from_seed_bytes(bytes(SEED_BYTES))
    except UnsupportedAlgorithm:
        return False
    return True


def public(raw: bytes) -> Any:
    """The engine's public key. Every text of 1,312 bytes is one (FIPS 204, algorithm 23).

    :raises ValueError: another length.
    """
    return mldsa.MLDSA44PublicKey.from_public_bytes(raw)


def verify(key: mldsa.MLDSA44PublicKey, signature: bytes, data: bytes) -> bool:
    """Whether ``signature`` holds over ``data`` with the empty context, which JOSE uses; its length is asked first.

    :raises InvalidSignature: it does not hold.
    """
    if len(signature) != SIGNATURE_BYTES:
        return False
    key.verify(signature, data)
    return True


__all__ = ["INSTALL", "PUBLIC_BYTES", "SEED_BYTES", "SIGNATURE_BYTES", "available", "public", "verify"]
