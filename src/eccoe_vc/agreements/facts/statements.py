"""What every dialect is asked in the same way: digest, dates, levels, languages, supervision, parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.facts.controlled import SNB, SUPERVISION, language_tag, level
from eccoe_vc.agreements.facts.settling import agreed, settled
from eccoe_vc.agreements.facts.values import Fact, Known

#: The members of a credential that say when, as windows ask for them.
DATES: Final = ("activityStartDate", "activityEndDate", "awardedDate", "validFrom")
_EQF: Final = f"{SNB}eqf/"


def digest(document: Mapping[str, Any]) -> str:
    """The digest of a credential without its proof."""
    return digests.of_json({name: value for name, value in document.items() if name != "proof"})


def dates(readings: Mapping[str, Sequence[Fact[str]]], issued: Sequence[Fact[str]]) -> dict[str, Fact[str]]:
    """The dates that are stated and agree, by name; ``issued`` (the older name) stands in for ``validFrom``."""
    found = {name: agreed(said) for name, said in readings.items() if said}
    if "validFrom" not in found and issued:
        found["validFrom"] = agreed(issued)
    return {name: fact for name, fact in found.items() if fact.value is not None}


def levels(found: Sequence[int | None], pointer: str, known: Known) -> Fact[tuple[int, ...]]:
    """Several levels as one statement; unknown where one of them is no level, or none is named."""
    named = {number for number in found if number is not None}
    if not named or None in found:
        return Fact(None, pointer)
    return Fact(tuple(sorted(named)), pointer, known)


def eqf(readings: Sequence[Fact[tuple[str, ...]]]) -> list[Fact[tuple[int, ...]]]:
    """Levels of the EU's list; a level of a national framework is none of them."""
    return [
        levels([level(name.removeprefix(_EQF)) for name in said.value or ()], said.pointer, "stated")
        for said in readings
    ]


def tags(reading: Fact[tuple[str, ...]]) -> Fact[tuple[str, ...]]:
    """Languages as tags; unknown where one of them has none."""
    found = [language_tag(name) for name in reading.value or ()]
    if reading.value is None or not all(found):
        return Fact(None, reading.pointer)
    return reading._replace(value=tuple(sorted(set(found))))


def supervision(*by_level: Sequence[Fact[str]]) -> tuple[Fact[bool], Fact[bool]]:
    """Whether there was supervision and whether the identity was verified: two facts, each settled by itself."""
    return _flag(by_level, 0), _flag(by_level, 1)


def _flag(by_level: Sequence[Sequence[Fact[str]]], which: int) -> Fact[bool]:
    return settled(
        *(
            [
                Fact(SUPERVISION[said.value][which], said.pointer, "stated")
                if said.value is not None and said.value in SUPERVISION
                else Fact(None, said.pointer)
                for said in readings
            ]
            for readings in by_level
        )
    )


def stackability(members: Mapping[str, Fact[tuple[str, ...]]]) -> Fact[Mapping[str, tuple[str, ...]]]:
    """What an award is part of, has as parts, and entitles to, by the names of the members that say so."""
    said = {name: fact for name, fact in members.items() if fact.pointer}
    if not said:
        return Fact()
    first = next(iter(said.values())).pointer
    if any(fact.value is None for fact in said.values()):
        return Fact(None, next(fact.pointer for fact in said.values() if fact.value is None))
    return Fact({name: fact.value or () for name, fact in said.items()}, first, "stated")
