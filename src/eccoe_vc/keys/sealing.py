"""PEM blocks that hold something secret, as they are or encrypted: the same form for every kind of private key.

RFC 7468 (PEM), RFC 5958, section 3 (EncryptedPrivateKeyInfo), with the encryption of :mod:`eccoe_vc.keys.pbes2`. The
label of an encrypted block begins with ``ENCRYPTED``; what is inside is what its plain form holds (docs/adr/0119).
"""

from __future__ import annotations

from typing import Final

from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import pbes2, pem
from eccoe_vc.limits import Budget

_ENCRYPTED: Final = "ENCRYPTED "


def seal(label: str, data: bytes, passphrase: bytes | str | None) -> bytes:
    """A PEM block with ``label`` around ``data``; encrypted where a passphrase is given.

    :raises KeyLoadError: ``key.load``, the passphrase is empty.

    >>> seal("BBS PRIVATE KEY", b"secret", None).splitlines()[0]
    b'-----BEGIN BBS PRIVATE KEY-----'
    """
    secret = passphrase.encode() if isinstance(passphrase, str) else passphrase
    if secret is None:
        return pem.armour(label, data).encode("ascii")
    if not secret:
        raise KeyLoadError("key.load", "An empty passphrase protects nothing.")
    return pem.armour(_ENCRYPTED + label, pbes2.encrypt(data, secret)).encode("ascii")


def unseal(block: pem.Block, label: str, passphrase: bytes | str | None, budget: Budget) -> pem.Block:
    """``block`` decrypted, if it is the encrypted form of ``label``; any other is given back as it is.

    :raises KeyLoadError: ``key.load``, it is encrypted and there is no passphrase, or a wrong one, or the reverse;
        ``key.cost``.
    """
    secret = passphrase.encode() if isinstance(passphrase, str) else passphrase
    if block.label != _ENCRYPTED + label:
        if secret and block.label == label:
            raise KeyLoadError("key.load", "A passphrase was given, but the key is not encrypted.")
        return block
    if not secret:
        raise KeyLoadError(
            "key.load", "The key is encrypted, and no passphrase was given.",
            hint="Give its passphrase; on the command line, --passphrase-file FILE.",
        )  # fmt: skip
    return pem.Block(label, pbes2.decrypt(block.der, secret, budget))


__all__ = ["seal", "unseal"]
