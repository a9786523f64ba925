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

#: IRI -> (the one member name, the names that are not member names).
MEMBERS: Final[Mapping[str, tuple[str, tuple[str, ...]]]] = MappingProxyType({})


def choice(iri: str, keys: Iterable[tuple[str, str]]) -> str:
    """The one permitted member name for ``iri`` among ``(name, coercion)`` pairs.

    >>> choice("https://example.org/v#Criteria", [("Criteria", ""), ("criteria", "@id")])
    'criteria'
    """
    found = list(keys)
    listed = MEMBERS.get(iri)
    if listed is not None and any(key == listed[0] for key, _ in found):
        return listed[0]
    return min(found, key=_rank)[0]


def _rank(row: tuple[str, str]) -> tuple[bool, int, int, str]:
    key, coercion = row
    return not key[:1].islower(), {"@id": 0, "@vocab": 1}.get(coercion, 2), len(key), key
