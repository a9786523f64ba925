"""How an agreement counts: the unit of credit, scales of grades, and how grades of one scale become those of another.

Recognition, section 4.3; Grade conversion, section 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from eccoe_vc.agreements.writing.values import (
    Quantity,
    Words,
    listed,
    made,
    many,
    optional,
    part,
    quantity,
    text,
    words,
)
from eccoe_vc.encoding import DecodeError
from eccoe_vc.encoding.quantities import decimal
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.models.agreement import (
    BandTerms,
    CreditFramework,
    CreditRounding,
    GradeConversion,
    GradeScale,
    HoursPerCredit,
    TableRef,
    TableRow,
    UnitConversion,
    Years,
)
from eccoe_vc.models.rules import StepRounding

# ---- credit ----------------------------------------------------------------------------------------------------------


def credit_framework(
    unit: str,
    notation: str,
    *,
    hours_per_credit: tuple[Quantity, Quantity] | None = None,
    unitless: str | None = None,
    conversion: Mapping[str, Quantity] | None = None,
    rounding: CreditRounding | None = None,
) -> CreditFramework:
    """The unit in which the agreement counts.

    :param unit: its IRI; ``notation`` is what people write, such as ECTS.
    :param hours_per_credit: from and to; information, never used to compute.
    :param unitless: how credit without a unit is read: ``reject`` (as unknown) or ``framework`` (as this unit).
    :param conversion: other units (an IRI, or ``hours``) and the ratio with which they count here.
    """
    hours = None if hours_per_credit is None else _two(hours_per_credit, "hours per credit")
    ratios = None if conversion is None else _items(conversion, "conversion")
    return made(
        CreditFramework,
        id=text(unit, "unit of credit"),
        notation=text(notation, "notation"),
        hours_per_credit=hours and made(HoursPerCredit, min=hours[0], max=hours[1]),
        unitless=optional(unitless, "unitless"),
        conversion=ratios and tuple(made(UnitConversion, from_=name, ratio=ratio) for name, ratio in ratios),
        rounding=None if rounding is None else part(rounding, CreditRounding, "rounding of credit"),
    )


def ects(
    *,
    hours_per_credit: tuple[Quantity, Quantity] | None = None,
    unitless: str | None = None,
    conversion: Mapping[str, Quantity] | None = None,
    rounding: CreditRounding | None = None,
) -> CreditFramework:
    """The European Credit Transfer and Accumulation System as the unit; the rest as in :func:`credit_framework`."""
    return credit_framework(
        "http://data.europa.eu/snb/education-credit/6fcec5c5af",
        "ECTS",
        hours_per_credit=hours_per_credit,
        unitless=unitless,
        conversion=conversion,
        rounding=rounding,
    )


#: Credit is counted in ECTS, and nothing else is said about it.
ECTS: Final = ects()


def round_credit(quantum: Quantity, mode: str, *, level: str) -> CreditRounding:
    """How credit is rounded: once for the ``total``, or each ``target`` by itself and then ``down``."""
    return made(
        CreditRounding, quantum=quantity(quantum, "quantum"), mode=text(mode, "mode"), level=text(level, "level")
    )


def rounded(quantum: Quantity, mode: str) -> StepRounding:
    """To which multiples a grade or a limit is rounded: ``down``, ``up``, ``halfUp``, ``halfDown`` or ``halfEven``."""
    return made(StepRounding, quantum=quantity(quantum, "quantum"), mode=text(mode, "mode"))


# ---- grades ----------------------------------------------------------------------------------------------------------


def scale(
    key: str,
    *,
    passing: Quantity,
    worst: Quantity | None = None,
    best: Quantity | None = None,
    labels: Iterable[str] | None = None,
    step: Quantity | None = None,
    bands: Mapping[str, tuple[Quantity, Quantity]] | None = None,
    band_scale: GradeScale | str | None = None,
    numeric_value: Mapping[str, Quantity] | None = None,
    alias: Mapping[str, str] | None = None,
    result_description: str | Iterable[str] | None = None,
    title: Words | None = None,
    in_language: str | None = None,
) -> GradeScale:
    """A scale of grades: numbers from ``worst`` to ``best``, or ``labels`` from low to high, the failing ones included.

    :param key: the name under which conditions and conversions refer to it.
    :param passing: the lowest passing grade.
    :param bands: labels for numbers, ``[from, to)``; they are the labels of ``band_scale``.
    :param numeric_value: the numbers that stand for labels in a weighted mean.
    :param result_description: ids of the Open Badges ResultDescriptions whose results are on this scale.

    >>> german = scale("DE", worst=5, best=1, passing=4)
    >>> german.better, german.min, german.max
    ('low', '1', '5')
    """
    ends = None if worst is None or best is None else (quantity(worst, "worst grade"), quantity(best, "best grade"))
    low_is_better = ends is not None and _goes_down(*ends)
    low, high = (ends[::-1] if low_is_better else ends) if ends is not None else (worst, best)
    banded = None if bands is None else [(label, _two(band, "band")) for label, band in _members(bands, "bands")]
    return made(
        GradeScale,
        key=text(key, "key of the scale"),
        title=words(title, in_language, "title"),
        kind="numeric" if labels is None else "ordinal",
        better=ends and ("low" if low_is_better else "high"),
        min=None if low is None else quantity(low, "worst grade"),
        max=None if high is None else quantity(high, "best grade"),
        pass_=quantity(passing, "passing grade"),
        step=None if step is None else quantity(step, "step"),
        band=banded and tuple(made(BandTerms, label=label, min=ends[0], max=ends[1]) for label, ends in banded),
        band_scale=None if band_scale is None else scale_key(band_scale),
        label=many(labels, "labels"),
        numeric_value=None if numeric_value is None else dict(_items(numeric_value, "numeric value")),
        alias=None if alias is None else {name: text(label, "alias") for name, label in _members(alias, "alias")},
        result_description=many(result_description, "result description"),
    )


def _goes_down(worst: str, best: str) -> bool:
    try:
        return decimal(best) < decimal(worst)
    except DecodeError:
        return False  # the ends are refused by themselves


def scale_key(scale: GradeScale | str) -> str:
    """The key of a scale that is named by its key or by itself."""
    return scale.key if isinstance(scale, GradeScale) else text(scale, "scale")


def conversion(
    key: str,
    *,
    of: GradeScale | str,
    into: GradeScale | str,
    method: str,
    strategy: str | None = None,
    tie: str | None = None,
    source_table: TableRef | None = None,
    target_table: TableRef | None = None,
    min_sample: Quantity | None = None,
    rounding: str | StepRounding | None = None,
    steps: Iterable[Quantity] | None = None,
    table: Mapping[str, str] | None = None,
) -> GradeConversion:
    """How grades ``of`` one scale become grades ``into`` another. Grade conversion, section 6.

    :param method: ``gradeDistribution`` (with strategy and both tables), ``modifiedBavarian`` (with rounding),
        ``linear`` (with :func:`rounded`), ``table`` (with table), ``none``.
    """
    return made(
        GradeConversion,
        key=text(key, "key of the conversion"),
        method=text(method, "method"),
        source_scale=scale_key(of),
        target_scale=scale_key(into),
        strategy=optional(strategy, "strategy"),
        tie=optional(tie, "tie"),
        source_table=None if source_table is None else part(source_table, TableRef, "source table"),
        target_table=None if target_table is None else part(target_table, TableRef, "target table"),
        min_sample=None if min_sample is None else quantity(min_sample, "smallest sample"),
        rounding=rounding if isinstance(rounding, StepRounding) else optional(rounding, "rounding"),
        step=None if steps is None else tuple(quantity(one, "step") for one in listed(steps, "steps")),
        table=None if table is None else tuple(_row(*row) for row in _members(table, "table")),
    )


def _row(from_: str, to: object) -> TableRow:
    return made(TableRow, from_=from_, to=text(to, "grade"))


def grade_table(table: str, *, digest: str, isced_f: str, cycle: str, years: tuple[Quantity, Quantity]) -> TableRef:
    """A table of grades by id and digest; the numbers are confidential and supplied by whoever decides.

    :param years: first and last year of the reference group.
    """
    first, last = _two(years, "years")
    return made(
        TableRef,
        id=text(table, "id of the table"),
        digest_multibase=text(digest, "digest"),
        isced_f=text(isced_f, "subject area"),
        cycle=text(cycle, "cycle"),
        years=made(Years, from_=first, to=last),
    )


# ---- pairs and mappings ----------------------------------------------------------------------------------------------


def _two(values: object, what: str) -> tuple[str, str]:
    if not isinstance(values, tuple | list) or len(values) != 2:
        raise InputTypeError("input.type", f"Two numbers were expected as {what}, not {shown(values)}.")
    return quantity(values[0], what), quantity(values[1], what)


def _members(values: object, what: str) -> list[tuple[str, object]]:
    if not isinstance(values, Mapping):
        raise InputTypeError("input.type", f"A mapping was expected as {what}, not {shown(values)}.")
    return [(text(name, what), value) for name, value in values.items()]


def _items(values: object, what: str) -> list[tuple[str, str]]:
    return [(name, quantity(value, what)) for name, value in _members(values, what)]


__all__ = [
    "ECTS",
    "conversion",
    "credit_framework",
    "ects",
    "grade_table",
    "round_credit",
    "rounded",
    "scale",
    "scale_key",
]
