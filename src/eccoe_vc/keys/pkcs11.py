"""Signing with a key in a PKCS#11 token: a hardware module, a smart card, or SoftHSM. Needs the extra ``pkcs11``.

PKCS #11 Cryptographic Token Interface 2.40 and 3.0 (OASIS), reached through python-pkcs11. The private key never leaves
the token, and the PIN is handed to it once and kept nowhere.

=======  ===========================  ================================================================================
key      mechanism                    what the token is given
=======  ===========================  ================================================================================
Ed25519  CKM_EDDSA (3.0)              the data
P-256    CKM_ECDSA                    the SHA-256 of the data; it answers r followed by s
P-384    CKM_ECDSA                    the SHA-384 of the data
RSA      CKM_SHA256_RSA_PKCS          the data
=======  ===========================  ================================================================================
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from os import PathLike
from typing import Any, Final, NamedTuple, Self, final

from eccoe_vc.errors import EccoeError, InputTypeError, IssueError, KeyLoadError, shown
from eccoe_vc.keys import naming, pkcs11_objects
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.elsewhere import HASHES, missing
from eccoe_vc.keys.named_key import NamedKey

_MECHANISMS: Final = {"Ed25519": "EDDSA", "P-256": "ECDSA", "P-384": "ECDSA", "RSA": "SHA256_RSA_PKCS"}
_AGAIN: Final = "Open the signer again."
_ENDED: Final = ("The session with the token has ended.", _AGAIN)
_GONE: Final = ("The token is not there any more.", "Put it back, and open the signer again.")
_WRONG_PIN: Final = ("The PIN is wrong.", "Check it before you try again: a token locks itself after a few wrong ones.")
#: What python-pkcs11 raises, by the name of its class: a sentence, and what to do.
_WORDS: Final = {
    "PinIncorrect": _WRONG_PIN,
    "PinLenRange": _WRONG_PIN,
    "PinInvalid": _WRONG_PIN,
    "PinLocked": ("The token has locked its PIN.", "Its security officer can set a new one."),
    "ArgumentsBad": ("The token has no PIN pad of its own.", "Pass its PIN, or what asks for it: pin=getpass.getpass."),
    "NoSuchToken": ("There is no such token.", "List the tokens with: pkcs11-tool --module FILE -L"),
    "MultipleTokensReturned": (
        "Several tokens have this label.",
        "Give each token a label of its own, or name its slot.",
    ),
    "UserAlreadyLoggedIn": (
        "This program has the token open already.",
        "Use with_key() of the signer that is open, or close that one first.",
    ),
    "MechanismInvalid": ("The token does not sign with keys of this kind.", "Use a key of another kind."),
    "KeyFunctionNotPermitted": ("The token does not let this key sign.", "Use a key that was made for signing."),
    "KeyTypeInconsistent": ("The token does not sign with keys of this kind.", "Use a key of another kind."),
    "UserNotLoggedIn": _ENDED,
    "SessionClosed": _ENDED,
    "SessionHandleInvalid": _ENDED,
    "KeyHandleInvalid": ("The key is not in the token any more.", _AGAIN),
    "DeviceRemoved": _GONE,
    "TokenNotPresent": _GONE,
}


@dataclass(slots=True, repr=False)
class _Opened:
    """A session with a token, shared by the signers of its keys, and the process that opened it."""

    engine: Any
    session: Any
    process: int
    closed: bool = False


@final
class Pkcs11Signer(NamedKey):
    """A signer whose key is in a PKCS#11 token. Threads may share it; a forked process opens its own.

    .. code-block:: python

        with Pkcs11Signer.open("/usr/lib/softhsm/libsofthsm2.so", token="issuing", key="badges", pin=getpass) as signer:
            secured = issue(badge, signer=signer)
    """

    __slots__ = ("_key", "_opened")

    def __init__(
        self, opened: _Opened, key: Any, public: PublicKey, controller: str | None, method: str | None
    ) -> None:
        """Use :meth:`open` and :meth:`with_key`."""
        super().__init__(public, controller, method)
        self._opened, self._key = opened, key

    @classmethod
    def open(
        cls,
        module: str | PathLike[str],
        *,
        token: str | None = None,
        slot: int | None = None,
        pin: str | Callable[[], str | None] | None,
        key: str | None = None,
        key_id: bytes | None = None,
        controller: str | None = None,
        verification_method: str | None = None,
        public_key: PublicKey | None = None,
    ) -> Pkcs11Signer:
        """Log in to a token and find one key in it.

        :param module: the shared library of the token's maker. It is loaded and runs in this process: name it yourself.
        :param token: the label of the token.
        :param slot: the id of the slot that the token is in, besides the label or in place of it.
        :param pin: the user PIN, or what asks for it (such as ``getpass.getpass``), called once; None where the token
            has a PIN pad of its own.
        :param key: the label (CKA_LABEL) of the private key.
        :param key_id: its id (CKA_ID), besides the label or in place of it.
        :param controller: whose key it is; None: the did:key of the public key.
        :param verification_method: where the controller publishes the key; None: as :class:`~eccoe_vc.LocalSigner`.
        :param public_key: the public half, where the token does not hold it.
        :raises KeyLoadError: ``key.load``, the extra is not installed, module, token or key cannot be had, or the PIN
            is wrong; ``key.unsupported``; ``key.controller``; and what :class:`~eccoe_vc.keys.PublicKey` says.
        :raises InputTypeError: ``input.type``.
        """
        try:
            engine = import_module("pkcs11")
        except ModuleNotFoundError:
            raise missing("pkcs11", "python-pkcs11", "Keys in PKCS#11 tokens") from None
        _check_wanted(key, key_id)
        opened = _logged_in(engine, os.fspath(module), _Place.of(token, slot), pin)
        del pin  # no frame of ours holds it when something is raised below
        if isinstance(opened, EccoeError):
            raise opened
        found = False
        try:
            made = _signer(opened, key, key_id, controller, verification_method, public_key)
            found = True
        finally:
            if not found:
                _close(opened)
        return made

    def with_key(
        self,
        key: str | None = None,
        *,
        key_id: bytes | None = None,
        controller: str | None = None,
        verification_method: str | None = None,
        public_key: PublicKey | None = None,
    ) -> Pkcs11Signer:
        """A signer for another key of the same token, over the same session: :meth:`close` of one closes them all.

        Arguments and errors as :meth:`open`.
        """
        _check_wanted(key, key_id)
        return _signer(self._opened, key, key_id, controller, verification_method, public_key)

    def sign(self, data: bytes) -> bytes:
        """See :meth:`Signer.sign`.

        :raises IssueError: ``signer.output``, the token does not sign.
        """
        opened = self._opened
        if opened.process != os.getpid():
            raise IssueError("signer.output", "The token was opened by another process.", hint=_AGAIN)
        if opened.closed:
            raise IssueError("signer.output", *_ENDED[:1], hint=_AGAIN)
        given = HASHES[self.alg](data).digest() if self.alg in HASHES else data
        try:
            signature = self._key.sign(given, mechanism=opened.engine.Mechanism[_MECHANISMS[self.alg]])
        except opened.engine.PKCS11Error as error:
            message, hint = _words(error)
            raise IssueError("signer.output", f"Nothing was signed. {message}", hint=hint) from None
        return bytes(signature)

    def close(self) -> None:
        """Log out and end the session, for every signer of this token. A second call does nothing."""
        _close(self._opened)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Place(NamedTuple):
    """Where a token is: its label, the id of its slot, or both."""

    label: str | None
    slot: int | None

    @classmethod
    def of(cls, label: str | None, slot: int | None) -> _Place:
        """Both, checked; one of them says something."""
        if label is None and slot is None:
            raise InputTypeError("input.type", "Neither a token nor a slot was given.", hint='Pass token="label".')
        if slot is not None and (not isinstance(slot, int) or isinstance(slot, bool) or slot < 0):
            raise InputTypeError("input.type", f"The argument slot is {shown(slot)}, not a number from 0 on.")
        return cls(None if label is None else naming.text(label, "token"), slot)

    def token(self, engine: Any, library: Any) -> Any:
        """The token of ``library`` that stands there.

        :raises engine.PKCS11Error: there is none, or more than one.
        """
        if self.slot is None:
            return library.get_token(token_label=self.label)
        for one in library.get_slots(token_present=True):
            if one.slot_id == self.slot:
                token = one.get_token()
                if self.label in (None, token.label):
                    return token
        raise engine.NoSuchToken

    def __str__(self) -> str:
        named = [] if self.label is None else [shown(self.label)]
        return " ".join([*named, *([] if self.slot is None else [f"in slot {self.slot}"])])


def _check_wanted(key: str | None, key_id: bytes | None) -> None:
    if key is None and key_id is None:
        raise InputTypeError("input.type", "Neither the label nor the id of a key was given.", hint='Pass key="label".')
    if key is not None:
        naming.text(key, "key")
    if key_id is not None and not isinstance(key_id, bytes):
        raise InputTypeError("input.type", f"The argument key_id is {shown(key_id)}, not bytes.")


def _logged_in(
    engine: Any, module: str, place: _Place, pin: str | Callable[[], str | None] | None
) -> _Opened | EccoeError:
    """The session, or why there is none: returned, so that no traceback leads to a frame that holds the PIN."""
    secret: object = pin() if callable(pin) else pin
    if secret is not None and not isinstance(secret, str):
        return InputTypeError("input.type", "The PIN is no text.", hint="Pass the text, or what asks for it.")
    try:
        library = engine.lib(module)
    except (engine.PKCS11Error, OSError, ValueError):
        return KeyLoadError(
            "key.load",
            f"The PKCS#11 module {shown(module)} cannot be loaded.",
            hint="Name the shared library that the maker of the token provides, such as libsofthsm2.so.",
        )
    try:
        session = place.token(engine, library).open(user_pin=engine.types.PROTECTED_AUTH if secret is None else secret)
    except (engine.PKCS11Error, ValueError) as error:  # a PIN that is no UTF-8 must not be quoted either
        message, hint = _words(error)
        return KeyLoadError("key.load", f"The token {place} cannot be opened. {message}", hint=hint)
    return _Opened(engine, session, os.getpid())


def _signer(
    opened: _Opened,
    label: str | None,
    key_id: bytes | None,
    controller: str | None,
    method: str | None,
    public_key: PublicKey | None,
) -> Pkcs11Signer:
    if opened.closed or opened.process != os.getpid():
        raise KeyLoadError("key.load", *_ENDED[:1], hint=_AGAIN)
    try:
        key = pkcs11_objects.private_key(opened.engine, opened.session, label, key_id)
        public = pkcs11_objects.public_key(opened.engine, opened.session, key, public_key)
    except (opened.engine.PKCS11Error, ValueError, NotImplementedError) as error:  # the last two: odd attributes
        message, hint = _words(error)
        raise KeyLoadError("key.load", f"The key cannot be used. {message}", hint=hint) from None
    return Pkcs11Signer(opened, key, public, controller, method)


def _close(opened: _Opened) -> None:
    if not opened.closed and opened.process == os.getpid():
        opened.closed = True
        with suppress(opened.engine.PKCS11Error):  # a token that is gone has closed its sessions itself
            opened.session.close()


def _words(error: Exception) -> tuple[str, str]:
    name = type(error).__name__
    return _WORDS.get(name, (f"The token says {name}.", "Look up this answer in the manual of the token."))


__all__ = ["Pkcs11Signer"]
