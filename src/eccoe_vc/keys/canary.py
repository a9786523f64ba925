"""Before the engine is believed, it shows that it tells good signatures from bad ones (security rule 29).

Public vectors: RFC 8032 section 7.1 (test 2), RFC 6979 appendices A.2.5 and A.2.6. The RSA vector is ours: made once
with this library and confirmed with modular exponentiation alone (tests/unit/keys/test_canary.py does it again).
For ML-DSA-44 see :mod:`eccoe_vc.keys.mldsa_vector`.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from eccoe_vc.encoding import base64url
from eccoe_vc.errors import GuardUnavailableError
from eccoe_vc.keys import primitives
from eccoe_vc.keys.primitives import KeyAlg


class Vector(NamedTuple):
    """A key in our raw form, a message and its signature; bytes in hexadecimal."""

    key: str
    message: bytes
    signature: str


VECTORS: Final[dict[KeyAlg, Vector]] = {
    "Ed25519": Vector(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        b"\x72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "P-256": Vector(
        "0360fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6",
        b"sample",
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    ),
    "P-384": Vector(
        "02ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64def8f0ea9055866064a254515480bc13",
        b"sample",
        "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
        "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8",
    ),
    "RSA": Vector(
        "3082010a0282010100972e1a6d2b3ace72b3ff34768fc3fa5268da3c5c1b840abead4d84f3b360eb18ae325993610b32"
        "a649b1a973fe73780262cfa2488ffe2bbf34e4bedeb7352d660a6cd64a2e8830bdbefbe137fa546a47c9cf298df4a031"
        "d3c594bbbb2392d25637460a48b335587e0d80f07d8e079dc14dea199692d890e03f618a5b3d568dc4c47047f4c432fe"
        "64f3a895a1e11817bf1ec65f2894ed08d6d49e0b829a5ec186cf6b38a86d8867069e2211d330aead28d118a76d01e6ed"
        "1c593f86e6f525e88edec502751730f4b4927919b758a4069b75706f892b7fca34dc9fd3e1097c7fc61e2192c0fae426"
        "3eaf3c43a6efb7d6e580239c9386ea1d759da4951e1e495ec30203010001",
        b"sample",
        "862bd61b9ab6b3948ef2731b8dd13f0110e7dc826ed10826d558765c8095454b557f8676fce521638adaa174e28df3fc"
        "ed6ca2300705b5ddd9fbcab4b65ee1d9f0e9982da3b320ab74ee6a5c6949f34fff61110fb9358521712871edb9fd1b53"
        "401cc6df43f21d51f450bc59b799c2934ce4e416d293a4f596b56dce9307ac34bb8976428f990b6c01b0030b6cb79c62"
        "117f9526745bde65405a5eaebf4caa385a9c5317fb208537e60a5a44f7d3f76ea5bb15a127e6197f78375601a8315c99"
        "94566ef3959cf3d10c2bd120c074fb925a2ea6fc4b50f9ccca54f116ad018c1e89f0278e311a3a616ccf727812b3765c"
        "e0144a32d04f328f1103e777829df79d",
    ),
}


def _vector(alg: KeyAlg) -> tuple[bytes, bytes, bytes]:
    if alg == "ML-DSA-44":
        from eccoe_vc.keys import mldsa_vector as long

        return base64url.decode(long.PUBLIC), long.SIGNED.encode("ascii"), base64url.decode(long.SIGNATURE)
    vector = VECTORS[alg]
    return bytes.fromhex(vector.key), vector.message, bytes.fromhex(vector.signature)


@lru_cache(maxsize=8)
def require(alg: KeyAlg) -> bool:
    """True when the engine passes; asked once for each kind of key, a failure is asked again.

    :raises GuardUnavailableError: ``guard.unavailable``.

    >>> require("Ed25519")
    True
    """
    raw, message, signature = _vector(alg)
    key = primitives.load(alg, raw)
    bad = bytes((signature[0] ^ 1,)) + signature[1:]
    good_holds = primitives.verify(alg, key, signature, message)
    other_fails = not primitives.verify(alg, key, signature, message + b"!")
    bad_fails = not primitives.verify(alg, key, bad, message)
    if not (good_holds and other_fails and bad_fails):
        raise GuardUnavailableError(
            "guard.unavailable",
            f"The cryptographic engine does not tell good {alg} signatures from bad ones; they are not checked.",
            hint="Install the newest release of the package cryptography.",
        )
    return True
