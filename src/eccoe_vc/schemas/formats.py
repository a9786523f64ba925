"""The formats that are asserted: a closed list. A format that is not in it says nothing, as JSON Schema wants it.

JSON Schema Validation 2020-12, section 7.3. Open Badges 3.0 asks for assertion, and VC JSON Schema shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.encoding import DecodeError, days
from eccoe_vc.encoding.iri import is_iri

_TIME: Final = re.compile(
    r"([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.\d+)?(?:[Zz]|([+-])([01]\d|2[0-3]):([0-5]\d))", re.ASCII
).fullmatch
_DURATION: Final = re.compile(
    r"P(?=[\dT])(?:\d+W|(?:\d+Y(?:\d+M(?:\d+D)?)?|\d+M(?:\d+D)?|\d+D)?"
    r"(?:T(?:\d+H(?:\d+M(?:\d+S)?)?|\d+M(?:\d+S)?|\d+S))?)",
    re.ASCII,
).fullmatch
_LABEL: Final = re.compile(r"(?!-)[A-Za-z0-9-]{1,63}(?<!-)", re.ASCII).fullmatch
_ATOM: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII).fullmatch
_QUOTED: Final = re.compile(r'"(?:[ !#-\[\]-~]|\\[ -~])*"', re.ASCII).fullmatch
_UUID: Final = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII).fullmatch
_POINTER: Final = re.compile(r"(?:/(?:[^~/]|~[01])*)*").fullmatch
_RELATIVE_POINTER: Final = re.compile(r"(?:0|[1-9]\d*)(?:#|(?:/(?:[^~/]|~[01])*)*)", re.ASCII).fullmatch
_AUTHORITY: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)").match
_HOST_PORT: Final = re.compile(r"(?:[^@]*@)?(?:\[([^\]@]*)\]|[^@:\[\]]*)(?::[0-9]*)?").fullmatch
_SCHEME: Final = "https:"
_BASE: Final = "https://a.example/"


def _date(text: str) -> bool:
    try:
        days.day(text)
    except DecodeError:
        return False
    return True


def _time(text: str) -> bool:
    found = _TIME(text)
    if found is None or found[3] != "60":
        return found is not None
    # A leap second is the last one of a day in UTC: the time of day less its offset is 23:59.
    hours, minutes = (found[1], found[2]), (found[5] or "00", found[6] or "00")
    local, offset = (_minutes(*parts) for parts in (hours, minutes))
    return (local - (offset if found[4] != "-" else -offset)) % 1440 == 1439


def _minutes(hours: str, minutes: str) -> int:
    digits = [ord(sign) - 48 for sign in hours + minutes]
    return (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3]


def _date_time(text: str) -> bool:
    return text[10:11] in ("T", "t") and _date(text[:10]) and _time(text[11:])


def _hostname(text: str) -> bool:
    return 0 < len(text) <= 253 and all(_LABEL(label) for label in text.split("."))


def _ipv4(text: str) -> bool:
    try:
        IPv4Address(text)
    except AddressValueError:
        return False
    return text.isascii()


def _ipv6(text: str) -> bool:
    try:
        IPv6Address(text)
    except AddressValueError:
        return False
    return text.isascii() and "%" not in text


def _email(text: str) -> bool:
    name, sign, domain = text.rpartition("@")
    if not sign or not (_ATOM(name) or _QUOTED(name)):
        return False
    if domain[:1] == "[" and domain[-1:] == "]":
        inside = domain[1:-1]
        return _ipv6(inside[5:]) if inside.startswith("IPv6:") else _ipv4(inside)
    return _hostname(domain)


def _iri(text: str) -> bool:
    """An absolute IRI. If it has an authority, that has one name at most, and a port of digits."""
    found = _AUTHORITY(text)
    return is_iri(text) and (found is None or _HOST_PORT(found[1]) is not None)


def _reference(text: str) -> bool:
    """An IRI reference: absolute, or such that it makes an absolute one behind a base."""
    if _iri(text):
        return True
    first = re.split("[/?#]", text, maxsplit=1)[0]
    if ":" in first:
        return False
    return _iri(_SCHEME + text) if text.startswith("//") else is_iri(_BASE + text.lstrip("/"))


FORMATS: Final[Mapping[str, Callable[[str], bool]]] = MappingProxyType(
    {
        "date": _date,
        "time": _time,
        "date-time": _date_time,
        "duration": lambda text: _DURATION(text) is not None,
        "email": _email,
        "hostname": _hostname,
        "ipv4": _ipv4,
        "ipv6": _ipv6,
        "uri": lambda text: text.isascii() and _iri(text),
        "uri-reference": lambda text: text.isascii() and _reference(text),
        "iri": _iri,
        "iri-reference": _reference,
        "uuid": lambda text: _UUID(text) is not None,
        "json-pointer": lambda text: _POINTER(text) is not None,
        "relative-json-pointer": lambda text: _RELATIVE_POINTER(text) is not None,
    }
)


@cache
def checker() -> Any:
    """The formats as the package ``jsonschema`` takes them. What is no text is of every format."""
    from jsonschema import FormatChecker

    made = FormatChecker(formats=())
    for name, fits in FORMATS.items():
        made.checks(name)(partial(_is_other_or_fits, fits))
    return made


def _is_other_or_fits(fits: Callable[[str], bool], value: Any) -> bool:
    return not isinstance(value, str) or fits(value)
