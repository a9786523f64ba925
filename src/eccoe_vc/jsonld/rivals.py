"""Rival keys: several terms of one context that mean one IRI. Exactly one of them may be used as a member name.

Else whoever holds a signed document could re-key a member and the signature would hold. Open Badges contexts map a
class and a property to one IRI (``Criteria`` and ``criteria``); compaction would choose by length and code point, which
in older contexts is the class name. The rule of VC Data Integrity that nothing may be read as something else needs a
decision, and it is made here, once for each context that this package ships: :data:`MEMBERS`. A test fails when a
bundled context brings a rival that is not in the table.

A caller's own context is not in the table; there :func:`choice` decides: names that begin in lower case first (as
member names do), then references before text, then the shorter, then the smaller name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

_OB: Final = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"

#: IRI -> (the one member name, or "" where none is; the other names). Bundled contexts only.
MEMBERS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType(
    {
        f"{_OB}Achievement": ("achievement", ("Achievement",)),
        f"{_OB}Address": ("address", ("Address",)),
        f"{_OB}Criteria": ("criteria", ("Criteria",)),
        f"{_OB}GeoCoordinates": ("geo", ("GeoCoordinates",)),
        f"{_OB}Image": ("image", ("Image",)),
        f"{_OB}Profile": ("creator", ("Profile",)),
        # Two names of one class: both are types, neither is a member name.
        f"{_OB}OpenBadgeCredential": ("", ("AchievementCredential", "OpenBadgeCredential")),
        "https://w3id.org/openbadges/extensions#License": ("license", ("License",)),
        "https://w3id.org/security#expiration": ("expires", ("expiration",)),
    }
)


def choice(iri: str, keys: Iterable[tuple[str, str]]) -> str:
    """The one permitted member name for ``iri`` among ``(name, coercion)`` pairs; empty where none is.

    >>> choice("https://example.org/v#Criteria", [("Criteria", ""), ("criteria", "@id")])
    'criteria'
    """
    found = list(keys)
    listed = MEMBERS.get(iri)
    if listed is not None and {key for key, _ in found} == {*listed[1], *filter(None, listed[:1])}:
        return listed[0]
    return min(found, key=_rank)[0]


def _rank(row: tuple[str, str]) -> tuple[bool, int, int, str]:
    key, coercion = row
    return not key[:1].islower(), {"@id": 0, "@vocab": 1}.get(coercion, 2), len(key), key
