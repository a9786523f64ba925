"""What can stand beside what is taken: no award, course or exclusion twice. Recognition, section 7 items 12 to 13."""

from __future__ import annotations

from collections.abc import Sequence

from eccoe_vc.agreements.weighing import Weighed


class Beside:
    """What is taken, looked up by what a match would share with it.

    ``holding`` is left to a person: it keeps its awards and courses, and it is no prerequisite of anything.
    """

    def __init__(self, taken: Sequence[Weighed], holding: Sequence[Weighed], record: frozenset[str]) -> None:
        self._record, self._given = record, set(record)
        self._uses: set[str] = set()
        self._targets = set(record)
        self._rules: set[str] = set()
        self._excluded: set[str] = set()
        for one in taken:
            self.add(one)
        for one in holding:
            self._hold(one)

    def add(self, one: Weighed) -> None:
        """Take a match."""
        self._hold(one)
        self._given |= one.match.targets

    def _hold(self, one: Weighed) -> None:
        self._uses.update(one.match.uses)
        self._targets |= one.match.targets
        self._rules.add(one.match.rule)
        self._excluded |= one.match.excludes

    def why_not(self, one: Weighed) -> str:
        """Why a match cannot stand beside the others; empty where it can."""
        match = one.match
        if not self._record.isdisjoint(one.found.rule.excludes_target or ()):
            return "rule.excluded"
        if not match.requires <= self._given:
            return "rule.prerequisite"
        if match.rule in self._excluded or not self._rules.isdisjoint(match.excludes):
            return "rule.excluded"
        used = not self._uses.isdisjoint(match.uses) or not self._targets.isdisjoint(match.targets)
        return "rule.already_used" if used else ""


def first_come(
    found: Sequence[Weighed], taken: Sequence[Weighed], holding: Sequence[Weighed], record: frozenset[str]
) -> tuple[Weighed, ...]:
    """Those that can stand beside what is taken and held, first come first: no award, course or exclusion twice."""
    beside = Beside(taken, holding, record)
    made: list[Weighed] = []
    for one in sorted(found, key=lambda one: (one.match.rank, one.match.name)):
        if not beside.why_not(one):
            beside.add(one)
            made.append(one)
    return tuple(sorted(made, key=lambda one: one.match.name))


__all__ = ["Beside", "first_come"]
