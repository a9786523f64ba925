"""Keys in PKCS#11 tokens as they are named on the command line: the PKCS #11 URI scheme (RFC 7512).

``pkcs11:token=issuing;object=badges-2026?module-path=/usr/lib/softhsm/libsofthsm2.so``. What the scheme knows and this
program cannot ask for is refused, and so is ``pin-value``: whoever lists the processes of a machine would see it.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import safe
from eccoe_vc.encoding import DecodeError, quantities

SCHEME: Final = "pkcs11:"
_PATH: Final = ("token", "slot-id", "object", "id", "type")
_QUERY: Final = ("module-path", "pin-source")
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})").search
_PIN: Final = re.compile(r"[:;?&]pin-value=", re.IGNORECASE).search  # wherever it was put: no message repeats it
_FORM: Final = "Write it as pkcs11:token=LABEL;object=KEY?module-path=LIBRARY (RFC 7512)."


class Pkcs11Key(NamedTuple):
    """Where a key is: the library, the token by label or slot, the key by label or id, and the file of the PIN."""

    module: str
    token: str | None
    slot: int | None
    label: str | None
    key_id: bytes | None
    pin_file: str | None


def read(text: str) -> Pkcs11Key:
    r"""What a PKCS #11 URI names.

    :raises CommandError: ``cli.usage``.

    >>> found = read("pkcs11:token=My%20token;object=badges;id=%A1?module-path=/usr/lib/libsofthsm2.so")
    >>> found.module, found.token, found.label, found.key_id
    ('/usr/lib/libsofthsm2.so', 'My token', 'badges', b'\xa1')
    """
    path, _, query = text.removeprefix(SCHEME).partition("?")
    if _PIN(text):
        raise CommandError(
            "cli.usage", "A PIN on the command line would be seen by others, so pin-value is not taken.",
            hint="Leave it out to be asked, or write the PIN into a file and add --passphrase-file FILE.",
        )  # fmt: skip
    named = _attributes(path, ";", _PATH) | _attributes(query, "&", _QUERY)
    if "module-path" not in named:
        raise _refused("It does not name the shared library of the token", "module-path")
    if "token" not in named and "slot-id" not in named:
        raise _refused("It names no token", "token")
    if "object" not in named and "id" not in named:
        raise _refused("It names no key", "object")
    if named.get("type", b"private") != b"private":
        raise CommandError("cli.usage", "The key to sign with is a private one.", hint="Leave out type=.")
    slot = None
    if "slot-id" in named:
        try:
            number = quantities.decimal(_text(named["slot-id"]))  # more digits than a whole number of ours may have
            slot = number.numerator if number.denominator == 1 else None
        except DecodeError:
            slot = None
        if slot is None:
            raise CommandError("cli.usage", "The slot-id of the key is no number.", hint=_FORM)
    pin_file = _optional(named, "pin-source")
    return Pkcs11Key(
        _text(named["module-path"]),
        _optional(named, "token"),
        slot,
        _optional(named, "object"),
        named.get("id"),
        None if pin_file is None else pin_file.removeprefix("file://").removeprefix("file:"),
    )


def _attributes(part: str, separator: str, known: tuple[str, ...]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for piece in part.split(separator) if part else ():
        name, sign, value = piece.partition("=")
        if not sign or not value or name not in known:
            message = (
                f"'{safe(piece, 60)}' cannot be used in the name of a key in a token; there are {', '.join(known)}"
            )
            raise CommandError("cli.usage", f"{message}.", hint=_FORM)
        if name in found:
            raise CommandError("cli.usage", f"The name of the key says {name} twice.", hint=_FORM)
        if _BAD_ESCAPE(value):
            raise CommandError(
                "cli.usage", f"The value of {name} holds a percent sign without two hexadecimal digits.",
                hint="Write %25 for a percent sign.",
            )  # fmt: skip
        found[name] = unquote_to_bytes(value)
    return found


def _optional(named: dict[str, bytes], name: str) -> str | None:
    return _text(named[name]) if name in named else None


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        raise CommandError("cli.usage", "The name of the key holds text that is not UTF-8.", hint=_FORM) from None


def _refused(message: str, name: str) -> CommandError:
    return CommandError("cli.usage", f"{message}: {name}= is missing.", hint=_FORM)


__all__ = ["SCHEME", "Pkcs11Key", "read"]
