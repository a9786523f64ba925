"""Credit: in which unit, how much a limit allows, and which sets of awards reach a minimum.

Recognition, section 7 items 6 and 8, section 9.1. A number without a unit is unknown until the agreement or the
credential says what it counts; hours are never guessed from a range.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any, Final

from eccoe_vc.agreements.rounding import Mode, rounded
from eccoe_vc.encoding.quantities import ratio

HOURS: Final = "hours"
_MOST_SETS: Final = 10_000  # minimal sets of one source; more are for the solver to count


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
    """All sets of awards that reach ``least`` credit and in which none is superfluous, smallest first, then by name.

    >>> minimal_sets({"a": Fraction(5), "b": Fraction(5)}, Fraction(5))
    [('a',), ('b',)]
    """
    names = sorted(amounts)
    found: list[tuple[str, ...]] = []
    for size in range(1, len(names) + 1):
        for chosen in combinations(names, size):
            amount = sum((amounts[name] for name in chosen), Fraction())
            if amount >= least and all(amount - amounts[name] < least for name in chosen):
                found.append(chosen)
                if len(found) > _MOST_SETS:
                    return found
    return found


def along_path(source: Fraction, ratios: Sequence[Fraction]) -> Fraction:
    """Credit along a chain of agreements: it never grows at any step. Recognition, section 7 item 17.

    >>> along_path(Fraction(10), [Fraction(2, 3), Fraction(2, 3)])
    Fraction(40, 9)
    """
    for factor in ratios:
        source = min(source, source * factor)
    return source
