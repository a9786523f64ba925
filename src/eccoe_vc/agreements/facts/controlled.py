"""The controlled values of the EU, and what the words of dialects are among them. Recognition, section 3.1."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

SNB: Final = "http://data.europa.eu/snb/"
ECTS: Final = f"{SNB}education-credit/6fcec5c5af"
_ELSEWHERE: Final = (
    "https://publications.europa.eu/resource/authority/snb/",
    "http://publications.europa.eu/resource/authority/snb/",
)
_LANGUAGES: Final = "publications.europa.eu/resource/authority/language/"

#: Supervised, and identity verified. The fourth value of the list has no meaning that could be verified: unknown.
SUPERVISION: Final[Mapping[str, tuple[bool, bool]]] = MappingProxyType(
    {
        f"{SNB}supervision-verification/c598449d64": (False, False),
        f"{SNB}supervision-verification/df2880c5cb": (False, True),
        f"{SNB}supervision-verification/70be69aaf9": (True, True),
    }
)

#: Form of participation in edubadges. Its other words have no place in the list of the EU: unknown.
PARTICIPATION: Final[Mapping[str, str]] = MappingProxyType(
    {"blended": f"{SNB}learning-assessment/e92d221e4d", "online": f"{SNB}learning-assessment/920fbb3cbe"}
)

#: Assessment in the official extension of Open Badges. An exam may be written or oral: unknown.
ASSESSMENT: Final[Mapping[str, str]] = MappingProxyType(
    {"Performance": f"{SNB}assessment/6a4db9f11d", "Artifact": f"{SNB}assessment/de4d165a6c"}
)

_CODES: Final = """
BUL:bg CES:cs DAN:da DEU:de ELL:el ENG:en EST:et FIN:fi FRA:fr GLE:ga HRV:hr HUN:hu ITA:it LAV:lv LIT:lt MLT:mt NLD:nl
POL:pl POR:pt RON:ro SLK:sk SLV:sl SPA:es SWE:sv BOS:bs CAT:ca EUS:eu GLG:gl ISL:is LTZ:lb MKD:mk NOB:nb NNO:nn NOR:no
SQI:sq SRP:sr TUR:tr UKR:uk ARA:ar JPN:ja RUS:ru ZHO:zh
"""
_TAGS: Final[Mapping[str, str]] = MappingProxyType(dict(pair.split(":") for pair in _CODES.split()))


def snb(value: str) -> str:
    """One form for the controlled values of the EU, which stand under more than one address.

    >>> snb("https://publications.europa.eu/resource/authority/snb/eqf/6")
    'http://data.europa.eu/snb/eqf/6'
    """
    for address in _ELSEWHERE:
        if value.startswith(address):
            return SNB + value.removeprefix(address)
    return value


def language_tag(value: str) -> str:
    """The BCP 47 tag of a language: of an address in the EU's list, or of a tag with an underscore; else empty.

    >>> language_tag("http://publications.europa.eu/resource/authority/language/ENG"), language_tag("nl_NL")
    ('en', 'nl-NL')
    """
    _, found, code = value.partition(_LANGUAGES)
    if found:
        return _TAGS.get(code, "")
    return "" if "/" in value else value.replace("_", "-")


def level(text: str) -> int | None:
    """An EQF level, 1 to 8, in digits; None for anything else."""
    return "12345678".index(text) + 1 if len(text) == 1 and text in "12345678" else None
