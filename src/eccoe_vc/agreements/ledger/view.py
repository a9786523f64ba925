"""What a decision needs to know of earlier ones about one learner. Recognition, section 6 step 9 and section 9.1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.ledger.claims import Place, claims_of, places_of
from eccoe_vc.agreements.ledger.keys import AwardKeys, keys_of
from eccoe_vc.agreements.ledger.line import Line
from eccoe_vc.agreements.matching import Use


@dataclass(frozen=True, slots=True)
class Held:
    """One line of a committed decision: the decision by id and digest, its programme, what it gave, and when.

    ``at`` is the moment at which it was entered, in UTC, such as ``2026-03-02T10:00:00Z``.
    """

    decision: str
    digest: str
    programme: str
    line: Line
    at: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """The lines in force about one learner, oldest first, as of entry ``head`` of the ledger.

    ``subject``: the key of the learner; ``others``: the keys of the other ids of the same person, of which the lines
    are here as well. Reservations that are not committed are no part of it; whoever reserves with a view is told when
    something happened since (:meth:`eccoe_vc.agreements.ledger.Ledger.reserve`).
    """

    subject: str
    head: int = 0
    entries: tuple[Held, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def subjects(self) -> tuple[str, ...]:
        """The keys of the learner, one for each id under which the ledger was asked."""
        return (self.subject, *self.others)

    def __iter__(self) -> Iterator[Held]:
        """Each line in force: for limits, which count earlier credit."""
        return iter(self.entries)

    def used(
        self,
        award_key: str,
        achievement_key: str,
        programme: str,
        *,
        repeatable: bool = False,
        reusable: bool = False,
        across: bool = False,
        applying: bool = True,
    ) -> str | None:
        """The id of the earlier decision that used an award; None where it is free.

        :param programme: the programme of the new decision, empty for none.
        :param repeatable: the leaf says so; :param reusable: the rule says so.
        :param across: the agreement says ``reuse: acrossProgrammes``.
        :param applying: the award is to count now. What was granted without counting stands only in the way of being
            granted once more.
        """
        keys = AwardKeys((award_key,), (achievement_key,), repeatable)
        return self._holder(keys, programme, reusable, across, applying)

    def used_in(
        self,
        use: Use,
        stated: Facts,
        programme: str,
        *,
        reusable: bool = False,
        across: bool = False,
        applying: bool = True,
    ) -> str | None:
        """As :meth:`used`, for an award in the place of a leaf, by all its names.

        :param stated: its facts as the credential has them (``Evidence.facts``).
        """
        return self._holder(keys_of(use, stated, *self.subjects), programme, reusable, across, applying)

    def courses(self, programme: str) -> frozenset[str]:
        """The courses of a programme that earlier decisions gave, or from which they exempted."""
        return frozenset(
            target.name
            for held in self.entries
            if held.programme == programme and held.line.state != "granted"
            for target in held.line.targets
            if target.kind in ("course", "exemption")
        )

    def _holder(self, keys: AwardKeys, programme: str, reusable: bool, across: bool, applying: bool) -> str | None:
        wanted = set(places_of(keys, programme, reusable=reusable, across=across))
        for held in self.entries:
            if not (applying and held.line.state == "granted") and not wanted.isdisjoint(_places(held)):
                return held.decision
        return None


def in_force(entries: Sequence[Held]) -> tuple[Held, ...]:
    """The lines of committed decisions without those that a later one raised to what counts."""
    kept: list[Held] = []
    counting: set[Place] = set()
    for held in reversed(entries):
        places = _places(held)
        if held.line.state != "granted":
            counting |= places
        elif not places.isdisjoint(counting):
            continue
        kept.append(held)
    return tuple(reversed(kept))


def _places(held: Held) -> set[Place]:
    return {claim.place for claim, _ in claims_of(held.line, held.programme)}


__all__ = ["Held", "View", "in_force"]
