"""One disclosure: the salt, the name and the value of a member, or the salt and the value of an array element.

RFC 9901, sections 4.2.1 to 4.2.3. The digest is over the text of the disclosure, so that no canonical form is needed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256, sha384, sha512
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, base64url, strict_json
from eccoe_vc.errors import JoseError, RefusedError, shown
from eccoe_vc.limits import DEFAULT, Budget

#: The member that holds digests of members, the one that stands for an element, and the one that names the hash.
DIGESTS: Final = "_sd"
ELEMENT: Final = "..."
HASH: Final = "_sd_alg"
#: Names that no claim may have (section 4.1, rule 7, and section 4.1.1).
RESERVED: Final = frozenset((DIGESTS, ELEMENT, HASH))
DEFAULT_HASH: Final = "sha-256"
#: Hashes by their names in the IANA registry Named Information Hash Algorithm; others are refused.
HASHES: Final[Mapping[str, Callable[[bytes], Any]]] = MappingProxyType(
    {"sha-256": sha256, "sha-384": sha384, "sha-512": sha512}
)
_SALT_BYTES: Final = 16  # section 9.3: 128 bits


@dataclass(frozen=True, slots=True, repr=False)
class Disclosure:
    """One disclosure as it travels in ``text``. ``name`` is None for an element of an array."""

    text: str
    salt: str
    name: str | None
    value: Any

    def digest(self, alg: str = DEFAULT_HASH) -> str:
        """The digest that stands in the payload; see :func:`digest`."""
        return digest(self.text, alg)

    def __repr__(self) -> str:
        return "<Disclosure of a member>" if self.name is not None else "<Disclosure of an element>"  # about people


def fresh_salt() -> str:
    """A new salt: 128 random bits in base64url.

    >>> len(fresh_salt())
    22
    """
    return secrets.token_urlsafe(_SALT_BYTES)


def make(salt: str, value: Any, name: str | None = None) -> Disclosure:
    """The disclosure of a member, or of an element where there is no ``name``.

    >>> make("lklxF5jMYlGTPUovMNIvCA", "FR").text
    'WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwiRlIiXQ'
    """
    content = [salt, value] if name is None else [salt, name, value]
    return Disclosure(base64url.encode(strict_json.dumps(content).encode("utf-8")), salt, name, value)


def read(text: str, budget: Budget = DEFAULT) -> Disclosure:
    """The disclosure in ``text``.

    :raises JoseError: ``sdjwt.format``, no array of two or three parts that begins with a salt; ``sdjwt.disclosure``, a
        reserved name; ``jose.encoding``.
    :raises RefusedError: ``json.*``, ``struct.limit``.

    >>> read("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0").name
    'family_name'
    """
    try:
        content = strict_json.parse_value(base64url.decode(text), budget)
    except DecodeError as error:
        raise JoseError("jose.encoding", f"A disclosure of the token cannot be read. {error}") from None
    except RefusedError as error:
        # Pointers would lead into the disclosure, which has no place in the document.
        raise RefusedError(error.code, f"A disclosure of the token is refused. {error.message}") from None
    if not isinstance(content, list) or len(content) not in (2, 3) or not isinstance(content[0], str):
        raise JoseError(
            "sdjwt.format",
            "A disclosure is an array of a salt and a value, with a name between them for a member; another one is "
            f"{shown(content)}{f' of {len(content)}' if isinstance(content, list) else ''}.",
        )
    salt, *middle, value = content
    if not middle:
        return Disclosure(text, salt, None, value)
    name = middle[0]
    if not isinstance(name, str):
        raise JoseError("sdjwt.format", f"The name in a disclosure is {shown(name)}, not text.")
    if name in RESERVED:
        raise JoseError("sdjwt.disclosure", f"A disclosure is for a member {name}, a name that no claim may have.")
    return Disclosure(text, salt, name, value)


def digest(text: str, alg: str = DEFAULT_HASH) -> str:
    """The hash of an ASCII text, in base64url: of a disclosure, or of a whole presentation for ``sd_hash``.

    >>> digest("WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0")
    'X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0'
    """
    hashed: bytes = HASHES[alg](text.encode("ascii")).digest()
    return base64url.encode(hashed)


def hash_name(payload: Mapping[str, Any]) -> str:
    """The hash that a payload names at its top, or the default.

    :raises JoseError: ``sdjwt.alg``, one outside the closed list.

    >>> hash_name({"_sd_alg": "md5"})
    Traceback (most recent call last):
    eccoe_vc.errors.JoseError: The token hashes its disclosures with 'md5', ... [sdjwt.alg at /_sd_alg]
    """
    name = payload.get(HASH, DEFAULT_HASH)
    if not isinstance(name, str) or name not in HASHES:
        raise JoseError(
            "sdjwt.alg",
            f"The token hashes its disclosures with {shown(name)}, none of {', '.join(HASHES)}.",
            pointer=f"/{HASH}",
        )
    return name
