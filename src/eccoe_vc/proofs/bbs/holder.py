"""Holder binding of bbs-2023: a credential that only she can show who asked for it (feature anonymous_holder_binding).

Data Integrity BBS Cryptosuites 1.0, section 3.5.1. The holder commits to a secret; the issuer signs the commitment with
the credential; every proof that the holder derives shows that she knows the secret, and nothing of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from typing import NoReturn, final

from eccoe_vc.errors import KeyLoadError, shown
from eccoe_vc.keys import PublicKey, storage
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs.bbs import blind, keeping


@final
@dataclass(frozen=True, slots=True, repr=False)
class HolderSecret:
    """What a holder keeps: her secret, and the blinding of her commitment, 32 bytes each. Needs the extra ``bbs``.

    ``commitment`` goes to the issuer; it says nothing of the secret. The secret may serve for several credentials, each
    with a commitment of its own; whoever has both parts can show the credential.
    """

    secret: bytes
    blinding: bytes
    commitment: bytes = b""

    @classmethod
    def generate(cls, secret: bytes | None = None) -> HolderSecret:
        """A new commitment, to a new secret or to one that the holder has already.

        >>> HolderSecret.generate()
        <HolderSecret>
        """
        kept = secrets.token_bytes(keeping.SECRET_BYTES) if secret is None else secret
        commitment, blinding = blind.commit([kept])
        return cls(kept, blinding, commitment)

    @classmethod
    def from_saved(
        cls, data: bytes | str, passphrase: bytes | str | None = None, *, budget: Budget = DEFAULT
    ) -> HolderSecret:
        """From the content of a file that :meth:`save` wrote; its ``commitment``, which only issuing needs, is empty.

        :raises KeyLoadError: ``key.load``, no such file, encrypted and no passphrase given, a wrong one, or the
            reverse; ``key.cost``; never with content.
        """
        return cls(*keeping.read_holder(data, passphrase, budget))

    def save(self, path: str | PathLike[str], passphrase: bytes | str | None = None, *, replace: bool = False) -> None:
        """Write secret and blinding, in PEM, to a new file that only its owner can read.

        :param passphrase: encrypts them; without one, whoever reads the file can show what is bound to the holder.
        :raises StoreError: ``store.io``, the file exists and ``replace`` is False, or it cannot be written.
        :raises PathError: ``path.unsafe``, something else than a plain file stands there.
        :raises KeyLoadError: ``key.load``, the passphrase is empty.
        """
        text = keeping.write_holder(self.secret, self.blinding, passphrase)
        storage.write_private(path, text, replace=replace)

    def __repr__(self) -> str:
        return "<HolderSecret>"

    def __reduce__(self) -> NoReturn:
        raise KeyLoadError("key.not_serialisable", "The secret of a holder is not pickled or copied.")


@final
class BoundSigner:
    """A signer for one holder; made by :meth:`~eccoe_vc.proofs.bbs.signer.BbsSigner.bound_to`."""

    __slots__ = ("_secret", "alg", "commitment", "controller", "public_key", "verification_method")

    def __init__(self, secret: bytes, key: PublicKey, controller: str, method: str, commitment: bytes) -> None:
        self._secret = secret
        self.alg = "BLS12-381-G2"
        self.public_key, self.controller, self.verification_method = key, controller, method
        #: The commitment of the holder, with its proof.
        self.commitment = commitment

    def sign_messages(self, header: bytes, messages: Sequence[bytes]) -> bytes:
        """The blind BBS signature over the commitment, ``header`` and ``messages``.

        :raises RefusedError: ``proof.value``, the commitment is none, or is not proved.
        """
        return blind.sign(self._secret, self.commitment, header, messages)

    def __repr__(self) -> str:
        return f"<BoundSigner {shown(self.verification_method)}>"

    def __reduce__(self) -> NoReturn:
        raise KeyLoadError("key.not_serialisable", "A private key is not pickled or copied.")
