"""One award is one award, in whatever form it comes: copies are collapsed, retakes and parts are named.

Recognition, section 7 item 12. Same issuer, achievement, learner and completion day are one award, whatever the id of
the credential, its token form or its signature; the newest document stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Award:
    """A credential as far as counting is concerned."""

    credential: str
    issuer: str
    achievement: str
    subject: str
    completed: date | None
    valid_from: str = ""


def collapse(found: Iterable[Award]) -> list[Award]:
    """One document for each award: the newest, the last by credential id where two are equally new; ordered by id."""
    newest: dict[tuple[str, ...], Award] = {}
    for award in sorted(found, key=lambda award: (award.valid_from, award.credential)):
        # Undated awards cannot be told apart from their copies, so each stands for itself and a person looks.
        day = award.completed.isoformat() if award.completed is not None else f"undated {award.credential}"
        newest[(award.issuer, award.achievement, award.subject, day)] = award
    return sorted(newest.values(), key=lambda award: award.credential)


def counted_once(awards: Sequence[Award]) -> list[list[Award]]:
    """Groups of which one award counts: retakes of one achievement by one learner."""
    groups: dict[tuple[str, str, str], list[Award]] = {}
    for award in awards:
        groups.setdefault((award.issuer, award.achievement, award.subject), []).append(award)
    return list(groups.values())


def overlaps(awards: Sequence[Award], has_part: Mapping[str, Sequence[str]]) -> list[tuple[Award, Award]]:
    """Pairs of a whole and a part of it, both held by one learner: only one of both may count."""
    return [
        (whole, part)
        for whole in awards
        for part in awards
        if part.subject == whole.subject and part.achievement in has_part.get(whole.achievement, ())
    ]


class Once(NamedTuple):
    """What an award shares with others of which one counts: its achievement with retakes, its credit with its parts."""

    retakes: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


def once(awards: Sequence[Award], has_part: Mapping[str, Sequence[str]]) -> dict[str, Once]:
    """Credential to what it shares, for the awards that share something; two that share cannot both count.

    >>> first, second = (Award(name, "i", "a", "l", None) for name in ("c1", "c2"))
    >>> sorted(once([first, second], {}))
    ['c1', 'c2']
    """
    retakes: dict[str, set[str]] = {}
    parts: dict[str, set[str]] = {}
    for group in counted_once(awards):
        if len(group) > 1:
            for award in group:
                retakes.setdefault(award.credential, set()).add(f"retake {award.issuer} {award.achievement}")
    for whole, part in overlaps(awards, has_part):
        for award in (whole, part):
            parts.setdefault(award.credential, set()).add(f"part {whole.credential} {part.credential}")
    return {
        name: Once(frozenset(retakes.get(name, ())), frozenset(parts.get(name, ())))
        for name in sorted(retakes.keys() | parts.keys())
    }
