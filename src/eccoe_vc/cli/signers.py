"""With which key is signed: ``--key`` names a file, a key in a PKCS#11 token, or one in AWS KMS.

=====================  =========================================  ===================================================
``--key``              where the private key is                   what ``--passphrase-file`` holds
=====================  =========================================  ===================================================
``FILE``               PEM, or Multikey text for bbs-2023         the passphrase of an encrypted key
``pkcs11:...``         a hardware token (:mod:`.pkcs11_uri`)      its PIN; absent, a person is asked at the terminal
``awskms:ID``          AWS KMS: id, ARN or alias                  nothing
=====================  =========================================  ===================================================
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from eccoe_vc.cli import files, known, pkcs11_uri
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import safe
from eccoe_vc.cli.values import did_web_of
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.keys import LocalSigner, Signer, storage
from eccoe_vc.limits import DEFAULT
from eccoe_vc.proofs.bbs import keeping

if TYPE_CHECKING:
    from eccoe_vc.keys import PublicKey
    from eccoe_vc.proofs.bbs.signer import MessageSigner

    AnySigner = Signer | MessageSigner

_KMS: Final = "awskms:"
_SECRET_BYTES: Final = 1024


@contextmanager
def opened(options: Namespace) -> Iterator[AnySigner]:
    """The signer of ``--key``, ``--controller`` and ``--verification-method``; a token is left when it is done.

    :raises CommandError: ``cli.usage``, ``cli.unreadable``.
    :raises KeyLoadError: ``key.*``.
    """
    if options.controller is not None:
        check_controller(options.controller)
    check_method(options.verification_method)
    secret = passphrase(options.passphrase_file)
    with at(options.key, secret, options.controller, options.verification_method) as signer:
        yield signer


@contextmanager
def at(key: str, secret: bytes | None, controller: str | None = None, method: str | None = None) -> Iterator[AnySigner]:
    """The signer whose key is at the place ``key``; ``secret`` is its passphrase or PIN. Errors as :func:`opened`."""
    if key.startswith(pkcs11_uri.SCHEME):
        from eccoe_vc.keys import Pkcs11Signer

        place = pkcs11_uri.read(key)
        if secret is not None and place.pin_file is not None:
            raise CommandError("cli.usage", "The file of the PIN is named twice.", hint="Leave one of them out.")
        pin = _pin(secret or passphrase(place.pin_file))
        with Pkcs11Signer.open(
            place.module, token=place.token, slot=place.slot, key=place.label, key_id=place.key_id,
            pin=_ask if pin is None else pin, controller=controller, verification_method=method,
        ) as in_token:  # fmt: skip
            yield in_token
    elif key.startswith(_KMS):
        from eccoe_vc.keys import AwsKmsSigner

        if secret is not None:
            raise CommandError("cli.usage", "A key in AWS KMS has no passphrase.", hint="Leave out --passphrase-file.")
        yield AwsKmsSigner.open(
            key.removeprefix(_KMS).removeprefix("///"), controller=controller, verification_method=method
        )
    else:
        with files.about(key):
            from_file = _signer(files.read(key, DEFAULT.key_file_bytes), secret, controller, method)
        yield from_file


def public_key(key: str, secret: bytes | None) -> PublicKey:
    """The public half of the key at ``key``, which may also be the file of a public key.

    :raises CommandError: ``cli.usage``, ``cli.unreadable``.
    :raises KeyLoadError: ``key.*``.
    """
    if not key.startswith((pkcs11_uri.SCHEME, _KMS)):
        with files.about(key):
            data = files.read(key, DEFAULT.key_file_bytes)
            if not storage.holds_private(data):
                return known.public_key(data, DEFAULT)
            return _signer(data, secret if b"ENCRYPTED" in data else None, None, None).public_key
    with at(key, secret) as signer:
        return signer.public_key


def check_controller(name: str, *, new: bool = False) -> None:
    """Insist on an identifier, and for a ``new`` key on one that is not made from another key.

    :raises CommandError: ``cli.usage``.
    """
    near = did_web_of(name)
    if near or not is_iri(name):
        message = f"The controller is '{safe(name, 80)}', which is no DID and no other absolute URL."
        raise CommandError("cli.usage", message, hint=f"Write {near}, if that is meant." if near else "")
    if new and name.startswith(("did:key:", "did:jwk:")):
        raise CommandError(
            "cli.usage",
            "An identifier of this kind is made from its own key, so no new key can have it.",
            hint="Leave out --controller: the new key makes a did:key for itself.",
        )


def check_method(name: str | None) -> None:
    """Insist on the whole name of a verification method.

    :raises CommandError: ``cli.usage``.
    """
    if name is not None and not (is_iri(name) and "#" in name):
        raise CommandError(
            "cli.usage",
            f"The verification method is '{safe(name, 80)}', which is no absolute URL with a fragment.",
            hint="Write it whole, as the controller's document does, such as did:web:north.example#key-1.",
        )


def passphrase(name: str | None) -> bytes | None:
    """The first line of the file ``name``, without its end; None without a file.

    :raises CommandError: ``cli.unreadable``, also for an empty line: no protection must not pass for some.
    """
    if name is None:
        return None
    line = files.read(name, _SECRET_BYTES).split(b"\n", 1)[0].removesuffix(b"\r")
    if not line:
        raise CommandError(
            "cli.unreadable", f"The first line of {files.named(name)} is empty, so it is no passphrase.",
            hint="Write the passphrase into the first line, or leave the option out.",
        )  # fmt: skip
    if len(line) > _SECRET_BYTES:
        raise CommandError("cli.unreadable", f"The passphrase in {files.named(name)} is too long.")
    return line


def _signer(data: bytes, secret: bytes | None, controller: str | None, method: str | None) -> AnySigner:
    if keeping.is_key(data):
        from eccoe_vc.proofs.bbs.signer import BbsSigner

        return BbsSigner.from_saved(data, secret, controller=controller, verification_method=method)
    return LocalSigner.from_pem(data, secret, controller=controller, verification_method=method)


def _pin(line: bytes | None) -> str | None:
    try:
        return None if line is None else line.decode("utf-8")
    except UnicodeDecodeError:
        raise CommandError("cli.unreadable", "The PIN in the file is not text in UTF-8.") from None


def _ask() -> str | None:
    """The PIN that a person types at the terminal; None, for the pin pad of the token itself, where she types none."""
    import getpass
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)  # it would be shown while it is typed
            return getpass.getpass("PIN of the token (empty: it is typed on the token itself): ") or None
    except (getpass.GetPassWarning, EOFError, OSError):
        raise CommandError(
            "cli.usage", "There is no terminal at which somebody could be asked for the PIN of the token.",
            hint="Write the PIN into a file that only you can read, and add --passphrase-file FILE.",
        ) from None  # fmt: skip


__all__ = ["at", "check_controller", "check_method", "opened", "passphrase", "public_key"]
