"""Signers of BBS signatures: a header and a list of messages in, 80 bytes out (docs/adr/0095).

Secret keys are kept as Multikey text, or encrypted in PEM: :mod:`eccoe_vc.proofs.bbs.keeping`.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from os import PathLike
from typing import Final, Protocol, final, runtime_checkable

from eccoe_vc.errors import EccoeError, InputTypeError, IssueError
from eccoe_vc.keys import PublicKey, storage
from eccoe_vc.keys.named_key import NamedKey
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs.bbs import blind, keeping, scheme
from eccoe_vc.proofs.bbs.generators import MAX_MESSAGES
from eccoe_vc.proofs.bbs.holder import BoundSigner

_MATERIAL_BYTES: Final = 64


@runtime_checkable
class MessageSigner(Protocol):
    """Something that signs lists of messages for one verification method: what ``Signer`` is to other suites."""

    @property
    def alg(self) -> str:
        """``BLS12-381-G2``."""
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

    def sign_messages(self, header: bytes, messages: Sequence[bytes]) -> bytes:
        """The BBS signature over ``header`` and ``messages``, 80 bytes, with BLS12-381-SHA-256."""
        ...


@final
class BbsSigner(NamedKey):
    """A signer whose BLS12-381 key is in this process. Needs the extra ``bbs``.

    >>> signer = BbsSigner.generate()
    >>> signer.verification_method.startswith(signer.controller + "#zUC7")
    True
    """

    __slots__ = ("_secret",)

    def __init__(self, secret: bytes, *, controller: str | None = None, verification_method: str | None = None) -> None:
        """For 32 secret bytes that stand for a scalar; else use one of the class methods.

        :param controller: whose key it is; None: the did:key of the public key.
        :param verification_method: where the controller publishes the key; None: ``controller#multikey``.
        :raises KeyLoadError: ``key.load``; ``key.controller``, the controller is the did:key of another key.
        :raises GuardUnavailableError: ``guard.unavailable``, the extra is missing.
        """
        if not isinstance(secret, bytes):
            raise InputTypeError("input.type", "A secret key of 32 bytes was expected.")
        super().__init__(PublicKey("BLS12-381-G2", scheme.public_key(secret)), controller, verification_method)
        self._secret = secret

    @classmethod
    def generate(cls, controller: str | None = None) -> BbsSigner:
        """A new key.

        :raises GuardUnavailableError: ``guard.unavailable``, the extra is missing.
        """
        return cls(scheme.generate_key(secrets.token_bytes(_MATERIAL_BYTES)), controller=controller)

    @classmethod
    def from_multibase(
        cls, text: str, *, controller: str | None = None, verification_method: str | None = None
    ) -> BbsSigner:
        """From ``secretKeyMultibase``, which :meth:`save` writes.

        :raises KeyLoadError: ``key.load``; never with content.
        """
        return cls(keeping.read_multibase(text), controller=controller, verification_method=verification_method)

    @classmethod
    def from_saved(
        cls,
        data: bytes | str,
        passphrase: bytes | str | None = None,
        *,
        controller: str | None = None,
        verification_method: str | None = None,
        budget: Budget = DEFAULT,
    ) -> BbsSigner:
        """From the content of a file that :meth:`save` wrote, plain or encrypted.

        :raises KeyLoadError: ``key.load``, no such key, encrypted and no passphrase given, a wrong one, or the reverse;
            ``key.cost``; never with content.
        """
        secret = keeping.read_key(data, passphrase, budget)
        return cls(secret, controller=controller, verification_method=verification_method)

    def sign_messages(self, header: bytes, messages: Sequence[bytes]) -> bytes:
        """See :meth:`MessageSigner.sign_messages`."""
        return scheme.sign(self._secret, header, messages)

    def bound_to(self, commitment: bytes) -> BoundSigner:
        """The same signer for one holder, whose commitment it signs along with the credential.

        :param commitment: ``commitment`` of the holder's :class:`~eccoe_vc.proofs.bbs.holder.HolderSecret`.
        :raises RefusedError: ``proof.value``, it is none, or she does not prove to know what is in it.
        """
        blind.checked_commitment(blind.BLIND_SHA256, commitment, MAX_MESSAGES)
        return BoundSigner(self._secret, self._public, self._controller, self._verification_method, commitment)

    def save(self, path: str | PathLike[str], passphrase: bytes | str | None = None, *, replace: bool = False) -> None:
        """Write the secret key to a new file that only its owner can read.

        :param passphrase: encrypts the key (PBES2 in PEM); without one it is Multikey text, and whoever reads the file
            has the key.
        :raises StoreError: ``store.io``, the file exists and ``replace`` is False, or it cannot be written.
        :raises PathError: ``path.unsafe``, something else than a plain file stands there.
        :raises KeyLoadError: ``key.load``, the passphrase is empty.
        """
        storage.write_private(path, keeping.write_key(self._secret, passphrase), replace=replace)


def checked_sign(signer: MessageSigner, header: bytes, messages: Sequence[bytes], limit: int = MAX_MESSAGES) -> bytes:
    """The signer's signature, after it was found to verify: a faulty signer must not reach the public.

    :raises IssueError: ``signer.output``.
    :raises RefusedError: ``struct.limit``.
    """
    try:
        signature = signer.sign_messages(header, messages)
        key = signer.public_key
    except EccoeError:
        raise
    except Exception as error:
        raise IssueError("signer.output", f"The signer failed with {type(error).__name__}.") from error
    good = isinstance(signature, bytes) and isinstance(key, PublicKey) and key.alg == "BLS12-381-G2"
    commitment = getattr(signer, "commitment", b"")
    if good and commitment:
        good = blind.verify_issued(key.raw, signature, commitment, header, messages, limit=limit)
    elif good:
        good = scheme.verify(key.raw, signature, header, messages, limit=limit)
    if not good:
        raise IssueError(
            "signer.output",
            "What the signer returned is no valid signature of its own public key.",
            hint="Check that the signer's key and its verification method belong together.",
        )
    return signature
