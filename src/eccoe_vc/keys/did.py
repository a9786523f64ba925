"""DID syntax (DID Core 1.0, sections 3.1 and 3.2), ASCII only, and the references with which documents name methods."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from eccoe_vc.errors import KeyLoadError, shown

#: Room for a did:key of an RSA key and its fragment; longer texts are refused before they are read.
MAX_CHARS: Final = 8192
# Possessive runs: one step for each run of plain characters, and no way back into it.
_DID: Final = re.compile(r"did:([a-z0-9]+):((?:[A-Za-z0-9._:\-]++|%[0-9A-Fa-f]{2})++)\Z", re.ASCII).match
_FRAGMENT: Final = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]++|%[0-9A-Fa-f]{2})++\Z", re.ASCII).match
# Host and port without user names; then printable ASCII that RFC 3986 allows in path and query.
_HTTPS: Final = re.compile(
    r"https://(?:[A-Za-z0-9.\-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?"
    r"(?:/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*)?(?:\?(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*)?\Z",
    re.ASCII,
).match


class Did(NamedTuple):
    """A DID: the whole ``text``, its ``method`` and the method-specific ``identifier``."""

    text: str
    method: str
    identifier: str


class Reference(NamedTuple):
    """The URL of a verification method: the ``document`` that holds it and the ``fragment`` (or empty) inside.

    ``did`` is the parsed document part of a DID URL and None for an https URL.
    """

    text: str
    document: str
    fragment: str
    did: Did | None


def parse(text: str) -> Did:
    """A bare DID, without path, query or fragment.

    :raises KeyLoadError: ``did.syntax``.

    >>> parse("did:web:example.edu:badges").identifier
    'example.edu:badges'
    """
    found = _DID(text) if isinstance(text, str) and len(text) <= MAX_CHARS else None
    if found is None or text.endswith(":"):
        raise KeyLoadError(
            "did.syntax",
            f"{shown(text)} is not a well-formed DID.",
            hint="A DID has the form did:method:identifier, in ASCII letters, digits and . - _ : only.",
        )
    return Did(text, found[1], found[2])


def parse_reference(text: str) -> Reference:
    """The URL of a verification method: a DID URL with a fragment, or an https URL.

    DID URLs with a path or a query are refused: no method that we read gives them a meaning for keys.
    Controlled Identifiers 1.0, section 3.3 (Retrieve Verification Method), steps 1 to 3.

    :raises KeyLoadError: ``did.syntax``, ``key.url``.

    >>> parse_reference("did:web:example.edu#key-1")[1:3]
    ('did:web:example.edu', 'key-1')
    """
    if not isinstance(text, str) or len(text) > MAX_CHARS:
        raise KeyLoadError("key.url", f"The verification method is not a usable URL: found {shown(text)}.")
    document, separator, fragment = text.partition("#")
    if document.startswith("did:"):
        did = parse(document)
    else:
        did = None
        if _HTTPS(document) is None:
            raise KeyLoadError(
                "key.url",
                f"The verification method is not a usable URL: found {shown(text)}.",
                hint="Expected is a DID URL such as did:web:example.edu#key-1, or an https URL.",
            )
    if separator and _FRAGMENT(fragment) is None:
        raise KeyLoadError(
            "did.syntax" if did else "key.url", f"The fragment of the verification method {shown(text)} is malformed."
        )
    return Reference(text, document, fragment, did)


def is_https(url: str) -> bool:
    """Whether ``url`` is an https URL in ASCII, without user name and fragment.

    >>> is_https("https://example.edu/issuer"), is_https("https://a@b/")
    (True, False)
    """
    return len(url) <= MAX_CHARS and _HTTPS(url) is not None


def unsupported(did: Did) -> KeyLoadError:
    """The refusal of a DID method that we do not resolve: could not be found out, not known to be bad."""
    return KeyLoadError(
        "unsupported.did_method",
        f"DIDs of the method {shown(did.method)} are not resolved; did:key, did:jwk and did:web are.",
        hint="Pin the issuer's key, or supply the issuer's document as an archived one.",
    )
