"""One line of the ledger: which rule gave how much of what, for which awards.

Ids of agreements, rules and targets, amounts, and keys of awards; no ids of learners and none of credentials.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.agreements.ledger.keys import AwardKeys
from eccoe_vc.agreements.stacks import Stack
from eccoe_vc.encoding.quantities import text_of
from eccoe_vc.errors import StoreError

State = Literal["applied", "granted", "exempted"]
_STACK: Final = ("name", "part", "whole")  # own names, parts and wholes, in this order
_STATES: Final[tuple[State, ...]] = ("applied", "granted", "exempted")


class Given(NamedTuple):
    """A target: its kind, and the course or bucket that it is about."""

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One grant: ``applied`` counts towards the programme, ``granted`` is recognised without counting.

    Amounts are exact and in ``unit``. ``consumes``: whether the awards are used up; ``reusable``: whether they may be
    used again all the same; ``across``: whether other programmes may use them. ``at``: for each award the place in the
    agreement where it is used; it is not kept.
    """

    agreement: str
    version: str
    rule: str
    state: State
    targets: tuple[Given, ...]
    categories: tuple[str, ...]
    issuers: tuple[str, ...]
    granted: Fraction
    applied: Fraction
    unit: str
    awards: tuple[AwardKeys, ...]
    consumes: bool = True
    reusable: bool = False
    across: bool = False
    at: tuple[str, ...] = field(default=(), compare=False)

    def to_json(self) -> dict[str, Any]:
        """The line as an entry of the ledger holds it."""
        return {
            "agreement": self.agreement,
            "version": self.version,
            "rule": self.rule,
            "state": self.state,
            "target": [{"kind": target.kind, "name": target.name} for target in self.targets],
            "category": list(self.categories),
            "issuer": list(self.issuers),
            "granted": text_of(self.granted),
            "applied": text_of(self.applied),
            "unit": self.unit,
            "award": [_award(keys) for keys in self.awards],
            "consumes": self.consumes,
            "reusable": self.reusable,
            "acrossProgrammes": self.across,
        }


def line_of(tree: Mapping[str, Any]) -> Line:
    """The line that :meth:`Line.to_json` wrote.

    :raises StoreError: ``store.corrupt``, anything else.
    """
    try:
        state = next(one for one in _STATES if one == tree["state"])
        return Line(
            tree["agreement"],
            tree["version"],
            tree["rule"],
            state,
            tuple(Given(target["kind"], target["name"]) for target in tree["target"]),
            tuple(tree["category"]),
            tuple(tree["issuer"]),
            Fraction(tree["granted"]),
            Fraction(tree["applied"]),
            tree["unit"],
            tuple(map(_keys, tree["award"])),
            tree["consumes"],
            tree["reusable"],
            tree["acrossProgrammes"],
        )
    except (AttributeError, KeyError, TypeError, ValueError, ZeroDivisionError, StopIteration):
        raise StoreError("store.corrupt", "A line of the ledger cannot be read.") from None


def _award(keys: AwardKeys) -> dict[str, Any]:
    """The keys of an award; what it has not, is left out."""
    made: dict[str, Any] = {"key": list(keys.award), "achievement": list(keys.achievement)}
    made["repeatable"] = keys.repeatable
    return made | {name: sorted(found) for name, found in zip(_STACK, keys.stack, strict=True) if found}


def _keys(tree: Mapping[str, Any]) -> AwardKeys:
    """The keys that :func:`_award` wrote; the first releases wrote none of names, parts and wholes."""
    stack = Stack._make(frozenset(tree.get(name, ())) for name in _STACK)
    return AwardKeys(tuple(tree["key"]), tuple(tree["achievement"]), tree["repeatable"], stack)


__all__ = ["Given", "Line", "State", "line_of"]
