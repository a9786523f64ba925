"""The closed list of keys, and :class:`PublicKey`: a value that exists only when the key is sound.

==========  =====================  ==========================================================  ==================
``alg``     signature              raw form (the payload of Multikey)                          JOSE name
==========  =====================  ==========================================================  ==================
Ed25519     64 bytes, R and S      32 bytes (RFC 8032)                                         EdDSA
P-256       r and s, 64 bytes      compressed point, 33 bytes (SEC 1); SHA-256                 ES256
P-384       r and s, 96 bytes      compressed point, 49 bytes (SEC 1); SHA-384                 ES384
RSA         as long as the modulus RSAPublicKey in DER (RFC 8017); PKCS#1 v1.5 with SHA-256    RS256
==========  =====================  ==========================================================  ==================

``BLS12-381-G2``, a compressed point of 96 bytes, is for the cryptosuite bbs-2023 alone and needs the extra ``bbs``: it
signs lists of messages (docs/adr/0095), so that :meth:`PublicKey.verify` and the JOSE names are not for it.
``ML-DSA-44`` (1,312 bytes; signatures 2,420 bytes) is experimental and for tokens alone (:mod:`eccoe_vc.keys.mldsa`).
P-521, secp256k1, Ed448 and X25519 are known by name and refused. The key decides the algorithm (security rule 11):
nothing in a document or header can choose another one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final, get_args

from eccoe_vc.encoding import base64url
from eccoe_vc.errors import InputTypeError, KeyLoadError, shown
from eccoe_vc.keys import bls12381, canary, edwards, jwk, mldsa, multikey, pem, primitives, rsa
from eccoe_vc.keys.primitives import KeyAlg
from eccoe_vc.keys.weierstrass import CURVES, decompress
from eccoe_vc.limits import DEFAULT, Budget

ALGS: Final[tuple[KeyAlg, ...]] = get_args(KeyAlg)
_CACHED_KEYS: Final = 1024


@dataclass(frozen=True, slots=True, repr=False)
class PublicKey:
    """A sound public key. Equal keys are equal values, whatever form they came in.

    :param alg: ``"Ed25519"``, ``"P-256"``, ``"P-384"``, ``"RSA"``, ``"BLS12-381-G2"`` or ``"ML-DSA-44"``.
    :param raw: the payload of the Multikey form; see the table of this module.
    :param declared: the JOSE algorithm that a JWK declared for it, or empty; not part of the identity of the key.
    :raises KeyLoadError: ``key.invalid``, ``key.small_order``, ``key.noncanonical``, ``key.not_prime_order``,
        ``key.weak``, ``key.size``, ``key.unsupported``.

    >>> key = PublicKey.from_multikey("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
    >>> key.alg, key.jose_alg, key.to_multikey() == "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
    ('Ed25519', 'EdDSA', True)
    """

    alg: KeyAlg
    raw: bytes
    declared: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.alg not in ALGS:
            raise KeyLoadError(
                "key.unsupported", f"There is no key type {shown(self.alg)}; there are {', '.join(ALGS)}."
            )
        if not isinstance(self.raw, bytes):
            raise InputTypeError("input.type", f"The bytes of a key were expected, but {shown(self.raw)} was given.")
        _engine_key(self.alg, self.raw)

    @classmethod
    def from_multikey(cls, text: str) -> PublicKey:
        """From ``publicKeyMultibase`` of a Multikey (Controlled Identifiers 1.0, section 2.2.2).

        :raises KeyLoadError: as the class; ``key.private_in_public``, ``unsupported.key_type``.
        """
        if not isinstance(text, str):
            raise KeyLoadError("key.invalid", f"A Multikey is a text, but {shown(text)} was found.")
        return cls(*multikey.decode(text))

    @classmethod
    def from_jwk(cls, tree: Any, pointer: str = "") -> PublicKey:
        """From a parsed public JWK (RFC 7517).

        :param pointer: where the JWK stands in its document, for errors.
        :raises KeyLoadError: as the class; ``key.private_in_public``, ``key.use``, ``key.alg``, ``key.type``,
            ``unsupported.key_type``, ``unsupported.alg``.
        """
        found = jwk.read(tree, pointer)
        return cls(found.alg, found.raw, found.declared)

    @classmethod
    def from_pem(cls, data: bytes | str, *, budget: Budget = DEFAULT) -> PublicKey:
        """From exactly one ``PUBLIC KEY`` block (RFC 7468), at most ``budget.key_file_bytes`` long.

        :raises KeyLoadError: as the class; ``key.load``, ``key.private_in_public``.
        """
        return cls(*pem.read_public(data, budget))

    @property
    def jose_alg(self) -> str:
        """The JOSE algorithm of this key: EdDSA, ES256, ES384, RS256 or ML-DSA-44; empty for BLS12-381-G2."""
        return next(iter(jwk.JOSE_ALGS[self.alg]), "")

    def to_multikey(self) -> str:
        """The ``z...`` text of ``publicKeyMultibase``."""
        return multikey.encode(self.alg, self.raw)

    def to_jwk(self) -> dict[str, str]:
        """A new public JWK with the members of the thumbprint only.

        :raises KeyLoadError: ``key.unsupported``, BLS12-381-G2 has no JWK form that is a standard.
        """
        return jwk.write(self.alg, self.raw)

    def to_pem(self) -> str:
        """SubjectPublicKeyInfo in PEM.

        :raises KeyLoadError: ``key.unsupported``, BLS12-381-G2 has no PEM form.
        """
        if self.alg == "BLS12-381-G2":
            raise KeyLoadError("key.unsupported", f"A {self.alg} key has no PEM form; use its Multikey form.")
        return pem.write_public(self.alg, self.raw)

    def thumbprint(self) -> str:
        """The JWK thumbprint (RFC 7638) with SHA-256, in base64url; for BLS12-381-G2, SHA-256 of the Multikey text."""
        if self.alg == "BLS12-381-G2":
            return base64url.encode(sha256(self.to_multikey().encode("ascii")).digest())
        return jwk.thumbprint(self.alg, self.raw)

    def fits(self, scheme: str) -> bool:
        """Whether a JOSE ``alg`` label may be used with this key, exactly as written.

        >>> PublicKey.from_multikey("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw").fits("ES256")
        False
        """
        return scheme in jwk.JOSE_ALGS[self.alg]

    def verify(self, signature: bytes, data: bytes, *, scheme: str | None = None) -> bool:
        """Whether ``signature`` was made over ``data`` with the private half of this key.

        :param signature: Ed25519: 64 bytes; ECDSA: r followed by s, 64 or 96 bytes, never DER; RSA: as the modulus;
            ML-DSA-44: 2,420 bytes.
        :param data: the bytes that were signed, not their hash.
        :param scheme: a JOSE algorithm name that must fit the key; absent, the key decides.
        :returns: False for every signature that does not hold, whatever is wrong with it.
        :raises KeyLoadError: ``key.alg``, the scheme does not fit the key.
        :raises GuardUnavailableError: ``guard.unavailable``.
        """
        if scheme is not None and not self.fits(scheme):
            raise KeyLoadError("key.alg", f"The algorithm {shown(scheme)} does not fit a key of type {self.alg}.")
        if not isinstance(signature, bytes) or not isinstance(data, bytes):
            raise InputTypeError("input.type", "Signature and data must be bytes.")
        if self.alg == "BLS12-381-G2":
            raise KeyLoadError("key.alg", "A BLS12-381-G2 key signs lists of messages (bbs-2023) and nothing else.")
        canary.require(self.alg)
        return primitives.verify(self.alg, _engine_key(self.alg, self.raw), signature, data)

    def __repr__(self) -> str:
        return f"PublicKey({self.alg}, thumbprint {self.thumbprint()})"


def check_strength(alg: KeyAlg, raw: bytes) -> None:
    """Insist that a key is sound (requirement P12, security rule 11); not cached.

    :raises KeyLoadError: see :class:`PublicKey`.
    """
    if alg == "Ed25519":
        edwards.check(raw)
    elif alg == "RSA":
        rsa.check(*rsa.decode_public(raw))
    elif alg == "BLS12-381-G2":
        _check_bls(raw)
    elif alg == "ML-DSA-44":
        _check_ml_dsa(raw)
    else:
        decompress(CURVES[alg], raw)


def _check_bls(raw: bytes) -> None:
    if not bls12381.available():
        raise KeyLoadError(
            "unsupported.key_type",
            "Keys of type BLS12-381-G2 are not supported by this installation.",
            hint=bls12381.INSTALL,
        )
    try:
        bls12381.g2(raw)
    except bls12381.PointError as error:
        raise KeyLoadError("key.invalid", f"The key is no BLS12-381-G2 key. {error}") from None


def _check_ml_dsa(raw: bytes) -> None:
    if not mldsa.available():
        raise KeyLoadError(
            "unsupported.key_type",
            "Keys of type ML-DSA-44 are not supported by this installation.",
            hint=mldsa.INSTALL,
        )
    if len(raw) != mldsa.PUBLIC_BYTES:
        raise KeyLoadError(
            "key.invalid", f"An ML-DSA-44 key has {mldsa.PUBLIC_BYTES} bytes, but {len(raw)} were found."
        )


@lru_cache(maxsize=_CACHED_KEYS)
def _engine_key(alg: KeyAlg, raw: bytes) -> Any:
    """The engine's key, after our checks: keyed by the bytes of the key, bounded, safe for threads.

    Refusals are not kept. A key that was unpickled comes past here as well, when it is first used.
    """
    check_strength(alg, raw)
    return primitives.load(alg, raw)
