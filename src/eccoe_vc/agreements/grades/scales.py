"""A grade scale: where a grade stands on it, whether it passes, how good it is.

Grade conversion, section 1; recognition, section 4.3 (GradeScale) and section 7 item 7. Labels are exact strings after
the scale's aliases: no case folding, no trimming, no comma for a point, no nearest match.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.encoding import DecodeError
from eccoe_vc.encoding.quantities import decimal
from eccoe_vc.errors import AgreementError, Finding, shown

_NONE: Final[Mapping[str, str]] = MappingProxyType({})


class GradeError(AgreementError):
    """A grade that cannot be placed or converted: ``grade.*``. The credit stays; what is lost is the grade."""


@dataclass(frozen=True, slots=True)
class Band:
    """A label for the numbers from ``low`` up to ``high``, which belongs to the next band or ends the scale."""

    label: str
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale as an agreement declares it. Places are numbers in order of quality: the better grade has the larger one.

    ``labels`` are those of an ordinal scale, worst first, failing ones included; a numeric scale has none, and its
    places are its numbers, or their negatives where low is good.
    """

    key: str
    worst: Fraction
    best: Fraction
    passing: Fraction
    labels: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    high_is_better: bool = True
    aliases: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    numeric_value: Mapping[str, Fraction] = field(default_factory=lambda: MappingProxyType({}))
    bands: tuple[Band, ...] = ()
    band_scale: str = ""

    @classmethod
    def of(cls, tree: Mapping[str, Any]) -> Scale:
        """The scale of a GradeScale object of an agreement that was found well-formed.

        :raises AgreementError: ``rule.syntax``, ``rule.reference`` (the passing label is not on the scale).

        >>> ten = Scale.of({"key": "ES", "kind": "numeric", "better": "high", "min": "0", "max": "10", "pass": "5"})
        >>> ten.passes(ten.place("4.9")), ten.quality(ten.place("7.5"))
        (False, Fraction(1, 2))
        """
        aliases = MappingProxyType(dict(tree.get("alias", _NONE)))
        values = MappingProxyType({label: decimal(text) for label, text in tree.get("numericValue", _NONE).items()})
        if tree["kind"] == "ordinal":
            return cls._ordinal(tree["key"], tree["label"], tree["pass"], aliases, values)
        high = tree["better"] == "high"
        sign = 1 if high else -1
        low, top, passing = (decimal(tree[name]) for name in ("min", "max", "pass"))
        if not low < top or not low <= passing <= top:
            raise AgreementError("rule.syntax", f"The scale {shown(tree['key'])} has no order from min to pass to max.")
        ends = (low, top) if high else (-top, -low)
        bands = tuple(Band(band["label"], decimal(band["min"]), decimal(band["max"])) for band in tree.get("band", ()))
        return cls(
            tree["key"], *ends, sign * passing, high_is_better=high, aliases=aliases, numeric_value=values,
            bands=bands, band_scale=tree.get("bandScale", ""),
        )  # fmt: skip

    @classmethod
    def _ordinal(
        cls,
        key: str,
        labels: Sequence[str],
        passing: str,
        aliases: Mapping[str, str],
        values: Mapping[str, Fraction],
    ) -> Scale:
        places = {label: index for index, label in enumerate(labels)}
        wrong = []
        if len(places) != len(labels):
            wrong.append(Finding("rule.syntax", f"The scale {shown(key)} names a label twice."))
        if passing not in places:
            wrong.append(Finding("rule.reference", f"The passing label {shown(passing)} is not on its scale."))
        if wrong:
            raise AgreementError.of(tuple(wrong))
        ends = Fraction(0), Fraction(len(labels) - 1)
        return cls(key, *ends, Fraction(places[passing]), MappingProxyType(places), True, aliases, values)

    def label(self, grade: str) -> str:
        """``grade`` in the spelling of the scale."""
        return self.aliases.get(grade, grade)

    def place(self, grade: str) -> Fraction:
        """Where ``grade`` stands, in order of quality.

        :raises GradeError: ``grade.unknown_label``, ``grade.out_of_range``.
        """
        text = self.label(grade)
        if self.labels:
            if text not in self.labels:
                raise GradeError("grade.unknown_label", f"{shown(text)} is no label of the scale {shown(self.key)}.")
            return Fraction(self.labels[text])
        try:
            number = decimal(text)
        except DecodeError:
            raise GradeError(
                "grade.unknown_label", f"{shown(text)} is no grade of the scale {shown(self.key)}."
            ) from None
        place = number if self.high_is_better else -number
        if not self.worst <= place <= self.best:
            raise GradeError("grade.out_of_range", f"The grade {shown(text)} is outside the scale {shown(self.key)}.")
        return place

    def passes(self, place: Fraction) -> bool:
        """Whether a grade at ``place`` is a pass."""
        return place >= self.passing

    def passed(self, grade: str) -> Fraction:
        """As :meth:`place`, for a grade that passes.

        :raises GradeError: as :meth:`place`, and ``grade.not_passed``.
        """
        place = self.place(grade)
        if not self.passes(place):
            raise GradeError("grade.not_passed", f"{shown(grade)} is below the pass of the scale {shown(self.key)}.")
        return place

    def quality(self, place: Fraction) -> Fraction:
        """How good a passing grade is: 0 at the pass, 1 at the best grade. 0 where both are one."""
        room = self.best - self.passing
        return (place - self.passing) / room if room else Fraction(0)

    def share(self, at_least: str | None, below: str | None) -> Fraction:
        """How much of the scale lies in ``[at_least, below)``: what makes one rule narrower than another."""
        low = self.worst if at_least is None else self.place(at_least)
        high = self.best if below is None else self.place(below)
        room = self.best - self.worst
        return max(high - low, Fraction(0)) / room if room else Fraction(1)

    def band(self, grade: str) -> str:
        """The label of the band into which a numeric grade falls; empty where the scale has none for it.

        >>> low = Band("AP", Fraction(5), Fraction(7))
        >>> Scale("ES", Fraction(0), Fraction(10), Fraction(5), bands=(low,)).band("6.99")
        'AP'
        """
        number = self.place(grade) if self.high_is_better else -self.place(grade)
        ends = [band.high if self.high_is_better else -band.low for band in self.bands]
        for band in self.bands:
            # Half open towards the better side, so that no number falls into two; the best band is closed there.
            inside = band.low <= number < band.high if self.high_is_better else band.low < number <= band.high
            end = band.high if self.high_is_better else band.low
            if inside or (number == end and (end if self.high_is_better else -end) == max(ends)):
                return band.label
        return ""
