"""What one value must look like: the lexical rules behind every member of every class, and nothing of their structure.

Each rule takes a JSON value and answers ``None`` when it is in order, or a :class:`Problem`: the report code, and what
was expected, worded so that it can stand after "was expected". The typed models (:mod:`eccoe_vc.models.fields`) and the
shape check (:mod:`eccoe_vc.models.shape`) ask the same functions, so the two cannot drift apart. No pydantic here: this
module is on the path of every verification.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from math import isfinite
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.encoding.language import is_language_tag
from eccoe_vc.models.vocabulary import DIALECTS, ENUMERATIONS, EXTENSIBLE

#: Credits beyond this bound are a mistake or an attack, not an education: a doctorate is 240 ECTS, a life has 60 years.
MAX_CREDITS: Final = 1_000_000

_DATE: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\Z", re.ASCII).match
_LOCAL: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?\Z", re.ASCII).match
_JWS: Final = re.compile(r"[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+\Z").match
_EXTENSION: Final = re.compile(r"ext:[^\s\x00-\x20\x7f]+\Z").match
_INDEX: Final = re.compile(r"(?:0|[1-9][0-9]*)\Z", re.ASCII).match
_HASHED: Final = re.compile(r"(?:sha256\$[0-9a-fA-F]{64}|md5\$[0-9a-fA-F]{32})\Z").match
_LONGEST_INDEX: Final = 16


class Problem(NamedTuple):
    """Why a value is not in order: the report code, and what was expected.

    ``private`` says that the value may be somebody's personal data and must not stand in a message.
    """

    code: str
    expected: str
    private: bool = False


Rule = Callable[[Any], Problem | None]

_TEXT: Final = Problem("model.type", "text")


def text(value: Any) -> Problem | None:
    """Any text, the empty one included.

    >>> text("x"), text(5)
    (None, Problem(code='model.type', expected='text', private=False))
    """
    return None if value.__class__ is str else _TEXT


def iri(value: Any) -> Problem | None:
    """An absolute IRI (RFC 3987), where Open Badges says URI, URL or IRI.

    >>> iri("did:example:alice"), iri("alice").code
    (None, 'model.value')
    """
    if value.__class__ is not str:
        return Problem("model.type", "a URL as text")
    return None if is_iri(value) else Problem("model.value", "an absolute URL")


def identifier(value: Any) -> Problem | None:
    """The value of ``id``: one absolute IRI. VC Data Model 2.0, section 4.4: ``model.id``."""
    return None if value.__class__ is str and is_iri(value) else Problem("model.id", "one absolute URL")


def timestamp(value: Any) -> Problem | None:
    """DateTimeZ: date, time and time zone, in the one grammar of :mod:`eccoe_vc.encoding.timestamps`.

    >>> timestamp("2026-01-31T09:00:00Z"), timestamp("2026-01-31").code
    (None, 'time.format')
    """
    try:
        timestamps.parse(value)
    except DecodeError:
        return Problem("time.format", "a date with time and time zone such as 2026-01-31T09:00:00Z")
    return None


def local_time(value: Any) -> Problem | None:
    """DateTime: as :func:`timestamp`, but Open Badges lets activity dates do without a time zone.

    >>> local_time("2026-01-31T09:00:00"), local_time("31 January 2026").code
    (None, 'time.format')
    """
    return timestamp(value + "Z" if value.__class__ is str and _LOCAL(value) is not None else value)


def date(value: Any) -> Problem | None:
    """A calendar day, as in ``dateOfBirth``."""
    if value.__class__ is str and _DATE(value) is not None and timestamp(value + "T00:00:00Z") is None:
        return None
    return Problem("time.format", "a day such as 2001-12-31", private=True)


def language(value: Any) -> Problem | None:
    """A well-formed language tag (BCP 47), such as ``en`` or ``de-CH``."""
    if value.__class__ is not str:
        return _TEXT
    return None if is_language_tag(value) else Problem("model.value", "a language tag such as en or de-CH")


def compact_jws(value: Any) -> Problem | None:
    """A token in compact form (RFC 7515), header.payload.signature; what is inside is judged elsewhere."""
    if value.__class__ is not str:
        return _TEXT
    return None if _JWS(value) is not None else Problem("model.value", "a token of three parts", private=True)


def number(value: Any) -> Problem | None:
    """A finite JSON number; text and booleans are not numbers."""
    if value.__class__ is int or (value.__class__ is float and isfinite(value)):
        return None
    return Problem("model.type", "a number")


def credit(value: Any) -> Problem | None:
    """Credits: a number from zero to :data:`MAX_CREDITS`, whatever the unit.

    >>> credit(42.0), credit(-5).code, credit("10").code
    (None, 'model.range', 'model.type')
    """
    wrong = number(value)
    if wrong is None and not 0 <= value <= MAX_CREDITS:
        return Problem("model.range", f"a number from 0 to {MAX_CREDITS:,}")
    return wrong


def flag(value: Any) -> Problem | None:
    """``true`` or ``false``."""
    return None if value.__class__ is bool else Problem("model.type", "true or false")


def anything(value: Any) -> Problem | None:
    """Any value but null: the member is read elsewhere, or its meaning is not ours to judge."""
    return Problem("model.null", "a value") if value is None else None


def digest_text(value: Any) -> Problem | None:
    """Text that is not shown in messages, because it may name a person."""
    return None if value.__class__ is str else Problem("model.type", "text", private=True)


def direction(value: Any) -> Problem | None:
    """The base direction of text: ``ltr`` or ``rtl``."""
    return None if value in ("ltr", "rtl") else Problem("model.value", "ltr or rtl")


def list_index(value: Any) -> Problem | None:
    """The place in a status list: a canonical non-negative integer as text. Bitstring Status List 1.0, section 2.1."""
    if value.__class__ is str and len(value) <= _LONGEST_INDEX and _INDEX(value) is not None:
        return None
    return Problem("status.index", "a whole number as text, without sign or leading zeros")


def status_size(value: Any) -> Problem | None:
    """The number of bits of one status: 1 to 64. Bitstring Status List 1.0, section 2.1."""
    if value.__class__ is int and 1 <= value <= 64:
        return None
    return Problem("status.size", "a whole number from 1 to 64")


def key_operations(value: Any) -> Problem | None:
    """``key_ops``: RFC 7517 says a list of text, the Open Badges table says text; both are read."""
    if value.__class__ is list and value:
        return next((_TEXT for entry in value if entry.__class__ is not str), None)
    return text(value)


_LONGEST_TERM: Final = 64  # characters of a word that is compared with the terms of an enumeration


def terms(name: str) -> frozenset[str]:
    """The terms of an enumeration that are read as they stand."""
    return frozenset(ENUMERATIONS[name] + DIALECTS.get(name, ()))


def term(name: str) -> Rule:
    """The rule of one enumeration of :mod:`eccoe_vc.models.vocabulary`.

    >>> term("ResultType")("LetterGrade"), term("ResultType")("ext:Medal"), term("ResultStatusType")("ext:Lost").code
    (None, None, 'model.enum')
    """
    listed = terms(name)
    extensible = name in EXTENSIBLE
    expected = f"a term of {name}" + (", or one that begins with ext:" if extensible else "")

    def check(value: Any) -> Problem | None:
        if value.__class__ is not str:
            return _TEXT
        if value in listed or (extensible and _EXTENSION(value) is not None):
            return None
        return Problem("model.enum", f"{expected}{_nearest(value, listed)}")

    return check


def _nearest(word: str, listed: frozenset[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(word, sorted(listed), 1, 0.5) if len(word) <= _LONGEST_TERM else []
    return f", for example {close[0]}" if close else ""


def is_identity_hash(value: str) -> bool:
    """Whether ``value`` has the form of a hashed identity: ``sha256$`` or ``md5$`` and hexadecimal digits.

    Open Badges 3.0, IdentityHash; upper and lower case digits are both read.

    >>> is_identity_hash("sha256$" + 64 * "0"), is_identity_hash("alice@example.org")
    (True, False)
    """
    return _HASHED(value) is not None


#: Rules that look at a list as a whole; all others look at one value at a time.
WHOLE: Final = frozenset({"anything", "key_operations"})

#: Rule name, as it stands in the table of shapes, to rule. Enumerations stand as ``term:<name>``.
RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "text": text,
        "iri": iri,
        "id": identifier,
        "timestamp": timestamp,
        "local_time": local_time,
        "date": date,
        "language": language,
        "compact_jws": compact_jws,
        "number": number,
        "credit": credit,
        "flag": flag,
        "anything": anything,
        "digest_text": digest_text,
        "direction": direction,
        "list_index": list_index,
        "status_size": status_size,
        "key_operations": key_operations,
        **{f"term:{name}": term(name) for name in ENUMERATIONS},
    }
)
