"""One conversion of an agreement: from the original grade to what a decision records about it.

Grade conversion, sections 1 and 6. The order is fixed: alias, on the scale, passed, band, method. A failing grade is
never converted; what cannot be converted loses the grade and keeps the credit, with the code that says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.grades import distribution, formulas
from eccoe_vc.agreements.grades.scales import GradeError, Scale
from eccoe_vc.agreements.grades.tables import Distribution
from eccoe_vc.encoding import DecodeError
from eccoe_vc.encoding.quantities import decimal, text_of, whole
from eccoe_vc.errors import shown

#: Codes under which the grade asks for a person; under all others of group ``grade`` it is simply left out.
FOR_A_PERSON: Final = frozenset({"grade.unknown_label", "grade.table_missing", "grade.table_digest"})
_TABLE_YEARS: Final = 5


@dataclass(frozen=True, slots=True)
class ConvertedGrade:
    """The grade of a target: ``value`` on ``scale``, or ``code`` and ``message`` where it could not be converted.

    ``original`` and ``original_scale`` always stay beside it. ``record`` holds the members that a decision writes:
    method, strategy or rounding, band, interval, candidates, exact value, tables by digest. ``warnings`` are codes of
    group ``grade`` that do not change the result.
    """

    original: str
    original_scale: str
    scale: str
    value: str = ""
    code: str = ""
    message: str = ""
    record: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conversion:
    """A GradeConversion of an agreement with the scales it names and the tables that the caller supplied.

    ``tables`` maps the id of a table to the GradeTable as JSON; agreements hold references and digests, never numbers.
    """

    terms: Mapping[str, Any]
    scales: Mapping[str, Scale]
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def convert(self, grade: str, scale: str = "", *, year: int | None = None) -> ConvertedGrade:
        """The result for an original grade.

        :param scale: the key of the scale on which it was given; the conversion's source scale where empty. A numeric
            scale with bands may stand before the source scale, which is that of the bands then.
        :param year: of the grade, for the warning about old tables.
        """
        source, target = self.scales[scale or self.terms["sourceScale"]], self.scales[self.terms["targetScale"]]
        record: dict[str, Any] = {"conversion": self.terms["key"], "method": self.terms["method"]}
        warnings: list[str] = []
        try:
            value = self._value(source, target, grade, record, warnings, year)
        except GradeError as error:
            return ConvertedGrade(grade, source.key, target.key, "", error.code, error.message, record, tuple(warnings))
        return ConvertedGrade(grade, source.key, target.key, value, "", "", record, tuple(warnings))

    def _value(
        self, source: Scale, target: Scale, grade: str, record: dict[str, Any], warnings: list[str], year: int | None
    ) -> str:
        place = source.passed(grade)
        if source.key != self.terms["sourceScale"]:
            source, grade = self._banded(source, grade, record)
            place = source.passed(grade)
        method = self.terms["method"]
        if method == "gradeDistribution":
            return self._distributed(source, target, grade, record, warnings, year)
        if method == "table":
            rows = [(row["from"], row["to"]) for row in self.terms["table"]]
            return formulas.lookup(rows, source.label(grade))
        if method == "none":
            raise GradeError("grade.single_grade", "The agreement converts no grades on this scale.")
        number, best, passing = ((each if source.high_is_better else -each) for each in
                                 (place, source.best, source.passing))  # fmt: skip
        if method == "modifiedBavarian":
            steps = tuple(decimal(step) for step in self.terms.get("step", ())) or formulas.STEPS
            exact = formulas.bavarian(best, passing, number)
            record["rounding"] = self.terms["rounding"]
            value = formulas.round_bavarian(exact, self.terms["rounding"], steps)
            return _written(value, exact, record, one_decimal=self.terms["rounding"] != "exact")
        ends = ((each if target.high_is_better else -each) for each in (target.best, target.passing))
        exact = formulas.linear(best, passing, number, *ends)
        rounding = self.terms["rounding"]
        record["rounding"] = rounding
        return _written(formulas.round_linear(exact, decimal(rounding["quantum"]), rounding["mode"]), exact, record)

    def _distributed(
        self, source: Scale, target: Scale, grade: str, record: dict[str, Any], warnings: list[str], year: int | None
    ) -> str:
        host_terms, home_terms = self.terms["sourceTable"], self.terms["targetTable"]
        host, home = self._table(host_terms), self._table(home_terms)
        record |= {"strategy": self.terms["strategy"]}
        record |= {"sourceTable": host_terms["digestMultibase"], "targetTable": home_terms["digestMultibase"]}
        warnings += _doubts(host, home, self.terms, year)
        placed = distribution.convert(
            _distribution(host, source), _distribution(home, target), source.label(grade), self.terms["strategy"],
            tie=self.terms.get("tie", "better"), numeric_value=target.numeric_value,
        )  # fmt: skip
        record["interval"] = [text_of(end) for end in placed.interval]
        record["candidate"] = [candidate.label for candidate in placed.candidates]
        if placed.exact is not None:
            record["exact"] = text_of(placed.exact)
        return placed.label

    def _banded(self, scale: Scale, grade: str, record: dict[str, Any]) -> tuple[Scale, str]:
        """The band of a numeric grade, on the scale of the bands."""
        label = scale.band(grade) if scale.band_scale == self.terms["sourceScale"] else ""
        if not label:
            raise GradeError(
                "grade.unknown_label",
                f"The grade {shown(grade)} has no place on the scale {self.terms['sourceScale']}.",
            )
        record["via"] = {"scale": scale.band_scale, "value": label}
        return self.scales[scale.band_scale], label

    def _table(self, reference: Mapping[str, Any]) -> Mapping[str, Any]:
        table = self.tables.get(reference["id"])
        if table is None:
            raise GradeError("grade.table_missing", f"The grade table {shown(reference['id'])} was not supplied.")
        if digests.of_json(table) != reference["digestMultibase"]:
            raise GradeError(
                "grade.table_digest", f"The grade table {shown(reference['id'])} is not the one that was agreed."
            )
        if not _is_table(table):
            raise GradeError("grade.table_value", f"{shown(reference['id'])} is no grade table that could be read.")
        return table


def _is_table(table: Mapping[str, Any]) -> bool:
    """Whether a table that the parties agreed on by digest has the form of one."""
    try:
        whole(table["years"]["to"])
        rows = [(row["label"], decimal(row["count"])) for row in table["grade"]]
        named = all(isinstance(table[name], str) for name in ("iscedF", "cycle"))
    except (DecodeError, KeyError, TypeError):
        return False
    return named and table.get("unit") in ("count", "percent") and all(isinstance(label, str) for label, _ in rows)


def _distribution(table: Mapping[str, Any], scale: Scale) -> Distribution:
    rows = [(row["label"], decimal(row["count"])) for row in table["grade"]]
    failing = {label for label, _ in rows if _fails(scale, label)}
    return Distribution.of(rows, unit=table["unit"], failing=failing)


def _fails(scale: Scale, label: str) -> bool:
    try:
        return not scale.passes(scale.place(label))
    except GradeError:
        return False  # a label beside the scale; who asks for it is told


def _written(value: Fraction, exact: Fraction, record: dict[str, Any], *, one_decimal: bool = False) -> str:
    text = text_of(value)
    if value != exact:
        record["exact"] = text_of(exact)
    return f"{text}.0" if one_decimal and value.denominator == 1 else text


def _doubts(host: Mapping[str, Any], home: Mapping[str, Any], terms: Mapping[str, Any], year: int | None) -> list[str]:
    """Warnings about the tables; they do not change the result. Grade conversion, section 2.2."""
    found = []
    if any(host[name] != home[name] for name in ("iscedF", "cycle", "years")):
        found.append("grade.table_group")
    if year is not None and any(year - whole(table["years"]["to"]) > _TABLE_YEARS for table in (host, home)):
        found.append("grade.table_age")
    least = decimal(terms["minSample"]) if "minSample" in terms else Fraction(0)
    if any(table["unit"] == "count" and _everybody(table) < least for table in (host, home)):
        found.append("grade.table_small")
    if any(table["unit"] == "percent" for table in (host, home)):
        found.append("grade.table_percent")
    return found


def _everybody(table: Mapping[str, Any]) -> Fraction:
    return sum((decimal(row["count"]) for row in table["grade"]), Fraction())
