"""One award is one award: under which names the agreements know bodies and achievements, and what counts once.

Recognition, section 7 item 12; section 5.5 for bodies that have several names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC

from eccoe_vc.agreements import awards, windows
from eccoe_vc.agreements.awards import Award, Once
from eccoe_vc.agreements.evidence import Evidence, SetAside
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.matching import Matcher
from eccoe_vc.agreements.stacks import parts_of
from eccoe_vc.encoding import DecodeError, timestamps


@dataclass(frozen=True, slots=True)
class Names:
    """Under which names the agreements know bodies and achievements, and in which zone a day begins.

    A name that two texts understand differently, and a zone on which they do not agree, change nothing.
    """

    parties: Mapping[str, str]
    achievements: Mapping[str, str]
    zone: str | None = None

    @classmethod
    def of(cls, matchers: Sequence[Matcher], evidence: Iterable[Evidence]) -> Names:
        """The names of what is in the evidence, where all texts agree on them."""
        zones = {matcher.terms.zone for matcher in matchers}
        stated = {
            name for one in evidence for name in (one.facts.achievement, *one.facts.has_part, *one.facts.is_part_of)
        }
        return cls(
            _agreed(matcher.party_of for matcher in matchers),
            _agreed(matcher.meant(stated) for matcher in matchers),
            next(iter(zones)) if len(zones) == 1 else None,
        )

    def award(self, facts: Facts) -> Award:
        """An award of the learner: all evidence is about one person, so the subject is the same."""
        when = windows.completion(facts.dates, self.zone)
        day = when.day if when is not None else None
        issuer = self.parties.get(facts.issuer, facts.issuer)
        valid_from = facts.dates.get("validFrom", "")
        own = facts.identity or facts.credential  # without an id nothing says that two achievements are one
        return Award(facts.credential, issuer, self.achievement(own), "", day, _moment(valid_from))

    def achievement(self, name: str) -> str:
        """An achievement by the name that the agreements use for it."""
        return self.achievements.get(name, name)


def _agreed(tables: Iterable[Mapping[str, str]]) -> dict[str, str]:
    made: dict[str, str] = {}
    unclear: set[str] = set()
    for table in tables:
        for name, meant in table.items():
            if made.setdefault(name, meant) != meant:
                unclear.add(name)
    return {name: meant for name, meant in made.items() if name not in unclear}


def collapsed(evidence: Sequence[Evidence], names: Names) -> tuple[list[Evidence], list[SetAside]]:
    """One document for each award, and its copies set aside."""
    newest = {award.credential for award in awards.collapse(names.award(one.facts) for one in evidence)}
    copies = [one for one in evidence if one.facts.credential not in newest]
    aside = [SetAside(one.facts.credential, one.facts.digest, "rule.already_used") for one in copies]
    return [one for one in evidence if one.facts.credential in newest], aside


def counted_once(evidence: Sequence[Evidence], names: Names) -> dict[str, Once]:
    """What awards share of which one counts: retakes of one achievement, a whole and its parts."""
    return awards.once([names.award(one.facts) for one in evidence], parts_of(evidence, names))


def _moment(text: str) -> str:
    """An instant in a form whose order is that of time; text that is none stays as it is."""
    try:
        return timestamps.parse(text).astimezone(UTC).isoformat()
    except (DecodeError, OverflowError):
        return text


__all__ = ["Names", "collapsed", "counted_once"]
