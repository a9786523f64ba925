"""Credit: in which unit, how much a limit allows, and which sets of awards reach a minimum.

Recognition, section 7 items 6 and 8, section 9.1. A number without a unit is unknown until the agreement or the
credential says what it counts; hours are never guessed from a range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from eccoe_vc.agreements.rounding import Mode, rounded
from eccoe_vc.encoding.quantities import ratio

HOURS: Final = "hours"
MOST_SETS: Final = 10_000  # minimal sets of one source; with more of them a source is for a person


@dataclass(frozen=True, slots=True)
class Framework:
    """The unit in which an agreement counts, and what it says about other units."""

    unit: str
    reads_unitless: bool = False
    conversion: Mapping[str, Fraction] = field(default_factory=dict)

    @classmethod
    def of(cls, terms: Mapping[str, Any]) -> Framework:
        """The framework of a CreditFramework object.

        >>> hours = {"from": "hours", "ratio": "1/30"}
        >>> ects = Framework.of({"id": "urn:ects", "notation": "ECTS", "conversion": [hours]})
        >>> ects.credit(Fraction(60), "hours"), ects.credit(Fraction(3), None)
        (Fraction(2, 1), None)
        """
        factors = {row["from"]: ratio(row["ratio"]) for row in terms.get("conversion", ())}
        return cls(terms["id"], terms.get("unitless") == "framework", factors)

    def credit(self, value: Fraction, unit: str | None) -> Fraction | None:
        """``value`` of ``unit`` in this unit; None where nobody says how."""
        if unit == self.unit or (unit is None and self.reads_unitless):
            return value
        factor = self.conversion.get(unit) if unit is not None else None
        return value * factor if factor is not None else None


def limit_value(
    *,
    most: Fraction | None = None,
    share: Fraction | None = None,
    of: Fraction | None = None,
    quantum: Fraction | None = None,
    mode: Mode = "down",
) -> Fraction | None:
    """How much credit a limit allows; None where it is a share of something unknown. Exact, unless it is rounded.

    >>> limit_value(share=Fraction("0.15"), of=Fraction(90))
    Fraction(27, 2)
    """
    if most is not None:
        return most
    if share is None or of is None:
        return None
    exact = share * of
    return exact if quantum is None else rounded(exact, quantum, mode)


def minimal_sets(amounts: Mapping[str, Fraction], least: Fraction) -> list[tuple[str, ...]]:
    """The sets of awards that reach ``least`` credit and in which none is superfluous, smallest first, then by name.

    At most :data:`MOST_SETS` are given. Awards without credit are in none.

    >>> minimal_sets({"a": Fraction(5), "b": Fraction(5)}, Fraction(5))
    [('a',), ('b',)]
    """
    names = sorted(amounts, key=lambda name: (-amounts[name], name))
    behind = [Fraction()]  # what all names from here on amount to, from the last one backwards
    for name in reversed(names):
        behind.append(behind[-1] + amounts[name])
    behind.reverse()
    found: list[tuple[str, ...]] = []
    # Names are taken from the largest down, so whatever reaches the minimum needs each of its members; and a branch is
    # only entered where it can still reach it, so the work is bounded by what is found.
    todo: list[tuple[int, Fraction, tuple[str, ...]]] = [(0, Fraction(), ())]
    while todo and len(found) < MOST_SETS:
        at, amount, chosen = todo.pop()
        if chosen and amount >= least:
            found.append(tuple(sorted(chosen)))
        elif at < len(names) and amount + behind[at] >= least:
            todo.append((at + 1, amount, chosen))
            todo.append((at + 1, amount + amounts[names[at]], (*chosen, names[at])))
    return sorted(found, key=lambda names: (len(names), names))


def along_path(source: Fraction, ratios: Sequence[Fraction]) -> Fraction:
    """Credit along a chain of agreements: it never grows at any step. Recognition, section 7 item 17.

    >>> along_path(Fraction(10), [Fraction(2, 3), Fraction(2, 3)])
    Fraction(40, 9)
    """
    for factor in ratios:
        source = min(source, source * factor)
    return source
