"""Signers: bytes in, signature out. Private keys stay behind this protocol and show themselves nowhere.

An own signer (a hardware token, a key service) needs the four attributes and the one method of :class:`Signer`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from typing import Any, Final, Protocol, final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, padding, rsa

from eccoe_vc.errors import EccoeError, InputTypeError, IssueError, KeyLoadError, shown
from eccoe_vc.keys import mldsa as ml_dsa
from eccoe_vc.keys import primitives, private, storage
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.named_key import NamedKey
from eccoe_vc.limits import DEFAULT, Budget

_MAKERS: Final[Mapping[str, Callable[[], private.Engine]]] = {
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "RSA-2048": lambda: rsa.generate_private_key(65537, 2048),
    "ML-DSA-44": mldsa.MLDSA44PrivateKey.generate,
}


class Signer(Protocol):
    """Something that signs for one verification method."""

    @property
    def alg(self) -> str:
        """``Ed25519``, ``P-256``, ``P-384``, ``RSA`` or ``ML-DSA-44``: the kind of key, which decides the algorithm."""
        ...

    @property
    def controller(self) -> str:
        """Whose key it is: the id of the issuer."""
        ...

    @property
    def verification_method(self) -> str:
        """The URL under which the controller publishes the public key."""
        ...

    @property
    def public_key(self) -> PublicKey:
        """The public half, with which every signature is checked before it leaves."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature over ``data``: Ed25519 64 bytes; ECDSA r followed by s; RSA PKCS#1 v1.5 with SHA-256.

        ML-DSA-44: 2,420 bytes.
        """
        ...


@final
class LocalSigner(NamedKey):
    """A signer whose key is in this process.

    >>> signer = LocalSigner.generate("Ed25519")
    >>> signer.verification_method.startswith(signer.controller + "#")
    True
    >>> signer.public_key.verify(signer.sign(b"data"), b"data")
    True
    """

    __slots__ = ("_key",)

    def __init__(
        self, key: private.Engine, *, controller: str | None = None, verification_method: str | None = None
    ) -> None:
        """For a key that is at hand as an object of ``cryptography``; else use one of the class methods.

        :param controller: whose key it is; None: the did:key of the public key.
        :param verification_method: where the controller publishes the key; None: the method of the did:key, or
            ``controller#multikey`` (``#0`` for a did:jwk).
        :raises KeyLoadError: ``key.controller``, the controller is a did:key or did:jwk of another key.
        """
        if not isinstance(key, private.Engine):
            raise InputTypeError("input.type", f"A private key was expected, but {shown(key)} was given.")
        self._key = key
        super().__init__(PublicKey(*private.public_parts(key)), controller, verification_method)

    @classmethod
    def generate(cls, alg: str = "Ed25519", controller: str | None = None) -> LocalSigner:
        """A new key: ``"Ed25519"``, ``"P-256"``, ``"P-384"``, ``"RSA-2048"``, or, experimental, ``"ML-DSA-44"``.

        :raises KeyLoadError: ``key.unsupported``.
        """
        maker = _MAKERS.get(alg)
        if maker is None:
            message = f"There is no key type {shown(alg)}; there are {', '.join(_MAKERS)}."
            hint = "BbsSigner.generate makes keys for bbs-2023." if alg == "BLS12-381-G2" else ""
            raise KeyLoadError("key.unsupported", message, hint=hint)
        if alg == "ML-DSA-44" and not ml_dsa.available():
            raise KeyLoadError("key.unsupported", "This installation has no ML-DSA-44.", hint=ml_dsa.INSTALL)
        return cls(maker(), controller=controller)

    @classmethod
    def from_pem(
        cls,
        data: bytes | str,
        passphrase: bytes | str | None = None,
        *,
        controller: str | None = None,
        verification_method: str | None = None,
        budget: Budget = DEFAULT,
    ) -> LocalSigner:
        """From PKCS#8 in PEM, plain or encrypted.

        :raises InputTypeError: ``input.type``, neither bytes nor text.
        :raises KeyLoadError: ``key.load``, ``key.cost``, ``key.unsupported``, and what :class:`PublicKey` says.
        """
        key = private.from_pem(data, passphrase, budget)
        return cls(key, controller=controller, verification_method=verification_method)

    @classmethod
    def from_jwk(
        cls, tree: Mapping[str, Any], *, controller: str | None = None, verification_method: str | None = None
    ) -> LocalSigner:
        """From a private JWK (RFC 7517).

        :raises KeyLoadError: ``key.load`` and what :class:`PublicKey` says.
        """
        return cls(private.from_jwk(tree), controller=controller, verification_method=verification_method)

    @classmethod
    def from_seed(
        cls, seed: bytes, *, controller: str | None = None, verification_method: str | None = None
    ) -> LocalSigner:
        """From the 32 bytes of an Ed25519 private key (RFC 8032, section 5.1.5).

        :raises KeyLoadError: ``key.load``, another length.
        """
        if not isinstance(seed, bytes) or len(seed) != 32:
            raise KeyLoadError("key.load", "An Ed25519 private key has 32 bytes.")
        key = ed25519.Ed25519PrivateKey.from_private_bytes(seed)
        return cls(key, controller=controller, verification_method=verification_method)

    def sign(self, data: bytes) -> bytes:
        """See :meth:`Signer.sign`."""
        if isinstance(self._key, ed25519.Ed25519PrivateKey):
            return self._key.sign(data)
        if isinstance(self._key, rsa.RSAPrivateKey):
            return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())
        if isinstance(self._key, mldsa.MLDSA44PrivateKey):
            return self._key.sign(data)
        alg = self._public.alg
        return primitives.ecdsa_to_raw(alg, self._key.sign(data, primitives.ecdsa_algorithm(alg)))

    def save(self, path: str | PathLike[str], passphrase: bytes | str | None = None, *, replace: bool = False) -> None:
        """Write the private key as PKCS#8 in PEM to a new file that only its owner can read.

        :param passphrase: encrypts the key; without one, whoever reads the file has the key.
        :raises StoreError: ``store.io``, the file exists and ``replace`` is False, or it cannot be written.
        :raises PathError: ``path.unsafe``, something else than a plain file stands there.
        """
        storage.write_private(path, private.to_pem(self._key, passphrase), replace=replace)


def checked_sign(signer: Signer, data: bytes) -> bytes:
    """The signer's signature over ``data``, after it was found to verify: a faulty signer must not reach the public.

    :raises IssueError: ``signer.output``.
    """
    try:
        signature = signer.sign(data)
        key = signer.public_key
    except EccoeError:
        raise
    except Exception as error:
        raise IssueError("signer.output", f"The signer failed with {type(error).__name__}.") from error
    if not isinstance(signature, bytes) or not isinstance(key, PublicKey) or not key.verify(signature, data):
        raise IssueError(
            "signer.output",
            "What the signer returned is no valid signature of its own public key.",
            hint="Check that the signer's key and its verification method belong together.",
        )
    return signature
