"""What the values of options must be, and what is said of those that are not."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from eccoe_vc.cli.output import safe
from eccoe_vc.encoding import DecodeError, days, quantities, timestamps
from eccoe_vc.encoding.iri import is_iri

SUITES: Final = ("eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019", "Ed25519Signature2020")
#: Of these a learner shows a part: a signature that is kept for her alone, and so only for credentials.
SELECTIVE: Final = ("ecdsa-sd-2023", "bbs-2023")
FORMS: Final = ("vc-jwt-ob3", "vc-jose", "vc-jwt-1-1", "sd-jwt-vcdm", "sd-jwt-vc", "vc-cose")

_HOST: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}\Z").match


def suite(text: str) -> str:
    """The name of a suite; a form of token, which is named elsewhere, is called what it is."""
    if text in FORMS:
        raise ArgumentTypeError(f"{text} is a form of token, not a proof suite: `issue` takes it as --securing {text}")
    return text


def form(text: str) -> str:
    """The name of a form of token; a suite, which is named elsewhere, is called what it is."""
    if text in (*SUITES, *SELECTIVE):
        raise ArgumentTypeError(f"{text} is a proof suite, not a form of token: write --suite {text}")
    return text


def pointer(text: str) -> str:
    """A JSON Pointer (RFC 6901); the empty one is the whole."""
    if text and not text.startswith("/"):
        slashed = text.replace(".", "/") if "/" not in text else text
        raise ArgumentTypeError(
            f"'{safe(text, 80)}' is no JSON Pointer, which begins with a slash; did you mean /{safe(slashed, 80)}?"
        )
    return text


def moment(text: str) -> datetime:
    """A date on the command line, in the one grammar of all dates."""
    try:
        return timestamps.parse(text)
    except DecodeError as error:
        raise ArgumentTypeError(f"'{safe(text, 40)}' cannot be used. {error}") from None


def filled(text: str) -> str:
    """Text that says something."""
    # An unset variable of a script must not pass for an answer.
    if not text.strip():
        raise ArgumentTypeError("it is empty")
    return text


def identifier(text: str) -> str:
    """The name of an issuer, a party or a learner."""
    # An identifier is compared code point for code point: with a space behind it, it would be nobody's.
    near = did_web_of(filled(text))
    if ",did:" in text or ",http" in text:
        raise ArgumentTypeError(f"'{safe(text, 80)}' is a list, and an issuer has one name: repeat the option")
    if near or not is_iri(text):
        message = f"'{safe(text, 80)}' is no DID and no other absolute URL, so no issuer has this name"
        raise ArgumentTypeError(f"{message}; did you mean {near}?" if near else message)
    return text


def credential_id(text: str) -> str:
    """The ``id`` of a credential; a file is none."""
    if not is_iri(filled(text)):
        raise ArgumentTypeError(f"'{safe(text, 80)}' is no id of a credential, such as urn:uuid:...")
    return text


def origin(text: str) -> str:
    """The https origin of a domain, whether or not its scheme is said."""
    from eccoe_vc.verification.trust.linking import is_origin

    made = filled(text).removesuffix("/")
    made = made if "://" in made else f"https://{made}"
    if not is_origin(made):
        message = f"'{safe(text, 80)}' is no domain that could be compared: lower case, IDN as punycode, no path"
        raise ArgumentTypeError(f"{message}, such as https://north.example")
    return made


def did_web_of(text: str) -> str:
    """The did:web that is meant by a bare domain, or by an address behind ``did:web:``; else empty.

    >>> did_web_of("north.example"), did_web_of("did:web:https://north.example/"), did_web_of("https://north.example")
    ('did:web:north.example', 'did:web:north.example', '')
    """
    bare = text.removeprefix("did:web:https://").removesuffix("/")
    return f"did:web:{bare}" if _HOST(bare) is not None else ""


def count(text: str) -> int:
    """A whole number from 1 on."""
    try:
        number = quantities.whole(text)
    except DecodeError:
        number = 0
    if number == 0:
        raise ArgumentTypeError(f"'{safe(text, 40)}' is no whole number from 1 on, such as 30")
    return number


def day(text: str) -> date:
    """A calendar day on the command line."""
    try:
        return days.day(text)
    except DecodeError as error:
        raise ArgumentTypeError(f"'{safe(text, 40)}' cannot be used. {error}") from None


def pair(
    form: str, first: Callable[[str], str] = str, second: Callable[[str], str] = str
) -> Callable[[str], tuple[str, str]]:
    """Two values around the last sign of equality; ``first`` and ``second`` say what they must be."""

    def pair(text: str) -> tuple[str, str]:
        # The last sign parts the two: addresses may hold one of their own, file names hardly ever do.
        name, sign, file = text.rpartition("=")
        if not (sign and name and file):
            raise ArgumentTypeError(f"'{safe(text, 40)}' has not the form {form}")
        return first(name), second(file)

    return pair
