"""Lint of spelling: one quantity in two forms, and language versions of one text that name different numbers.

Recognition, sections 4.1 and 8.3. Only the structured part of an agreement binds; a reader may rely on the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from eccoe_vc.agreements.linting.finding import Lint, note, warning
from eccoe_vc.encoding import DecodeError, pointers
from eccoe_vc.encoding.quantities import ratio, text_of
from eccoe_vc.errors import shown
from eccoe_vc.models.agreement import GradeScale, RecognitionAgreement
from eccoe_vc.models.rules import Condition, Rule

# ---- quantities ------------------------------------------------------------------------------------------------------


class _Spelt(NamedTuple):
    text: str
    pointer: str
    domain: str  # only quantities of one kind are compared: a credit of 1 is no grade 1.0


_CREDIT: Final = "credit"
_RATIO: Final = "ratio"


def spelling(agreement: RecognitionAgreement) -> Iterator[Lint]:
    """Quantities in two forms; and credits in a longer form than needed, which others may write shorter."""
    known: dict[tuple[str, str], dict[str, str]] = {}  # kind and value, to each spelling and its first place
    shortest: dict[str, str] = {}
    for text, pointer, domain in _quantities(agreement):
        if text not in shortest:
            shortest[text] = _shortest(text)
        if shortest[text]:
            known.setdefault((domain, shortest[text]), {}).setdefault(text, pointer)
    for (domain, value), spellings in known.items():
        best = value if value in spellings else next(iter(spellings))
        for text, pointer in spellings.items():
            if text != best:
                message = f"One quantity is written as {shown(best)} and as {shown(text)}."
                hint = "Write it in one way; equal meaning should have equal bytes."
                yield warning("number.not_canonical", pointer, message, hint, spellings[best])
        if len(spellings) == 1 and best != value and domain == _CREDIT:
            message = f"The quantity {shown(best)} is not in its shortest form."
            yield note("number.not_canonical", spellings[best], message, f"Write {value}.")


def _shortest(text: str) -> str:
    """The shortest form of a quantity; empty for a grade that is a word."""
    try:
        return text_of(ratio(text))
    except DecodeError:
        return ""


def _quantities(agreement: RecognitionAgreement) -> Iterator[_Spelt]:
    framework = agreement.credit_framework
    for index, conversion in enumerate(framework.conversion or ()):
        yield _Spelt(conversion.ratio, f"/creditFramework/conversion/{index}/ratio", _RATIO)
    if framework.rounding is not None:
        yield _Spelt(framework.rounding.quantum, "/creditFramework/rounding/quantum", _CREDIT)
    numeric = {scale.key for scale in agreement.grade_scale or () if scale.kind == "numeric"}
    for index, scale in enumerate(agreement.grade_scale or ()):
        if scale.key in numeric:
            yield from _of_scale(f"/gradeScale/{index}", scale)
    yield from _of_condition("/requirement", agreement.requirement, numeric)
    for index, limit in enumerate(agreement.limit or ()):
        place = f"/limit/{index}"
        yield from _given(place, (("max", limit.max, _CREDIT), ("share", limit.share, _RATIO)))
        if limit.rounding is not None:
            yield _Spelt(limit.rounding.quantum, f"{place}/rounding/quantum", _CREDIT)
    for index, rule in enumerate(agreement.rule):
        yield from _of_rule(f"/rule/{index}", rule, numeric)


def _given(place: str, members: Iterable[tuple[str, str | None, str]]) -> Iterator[_Spelt]:
    return (_Spelt(text, f"{place}/{name}", domain) for name, text, domain in members if text is not None)


def _of_scale(place: str, scale: GradeScale) -> Iterator[_Spelt]:
    own = f"grades of {scale.key}"
    yield from _given(place, (("min", scale.min, own), ("max", scale.max, own), ("pass", scale.pass_, own)))
    for index, band in enumerate(scale.band or ()):
        yield from _given(f"{place}/band/{index}", (("min", band.min, own), ("max", band.max, own)))


def _of_rule(place: str, rule: Rule, numeric: set[str]) -> Iterator[_Spelt]:
    yield from _of_condition(f"{place}/condition", rule.condition, numeric)
    todo = [(f"{place}/source", rule.source)]
    while todo:
        where, node = todo.pop()
        yield from _given(where, (("minCredit", node.min_credit, _CREDIT),))
        yield from _of_condition(f"{where}/condition", node.condition, numeric)
        todo += [(f"{where}/{node.member}/{number}", part) for number, part in enumerate(node.parts)][::-1]
    for number, target in enumerate(rule.target):
        amount = target.credit
        if amount is not None:
            members = (("fixed", amount.fixed, _CREDIT), ("ratio", amount.ratio, _RATIO), ("max", amount.max, _CREDIT))
            yield from _given(f"{place}/target/{number}/credit", members)


def _of_condition(place: str, condition: Condition | None, numeric: set[str]) -> Iterator[_Spelt]:
    if condition is None:
        return
    if condition.credit is not None:
        ends = (("min", condition.credit.min, _CREDIT), ("max", condition.credit.max, _CREDIT))
        yield from _given(f"{place}/credit", ends)
    grade = condition.grade
    if grade is not None and grade.scale in numeric:
        own = f"grades of {grade.scale}"
        ends = (("atLeast", grade.at_least, own), ("below", grade.below, own))
        yield from _given(f"{place}/grade", ends)


# ---- numbers in texts ------------------------------------------------------------------------------------------------

_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./-] ?[0-9]{1,2}[./-] ?[0-9]{4}").finditer
_NUMBER: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*").findall
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}([.,])[0-9]{3}(?:\1[0-9]{3})*").fullmatch
_NARROW: Final = re.compile(r"(?<=[0-9])[\u00a0\u202f\u2009'’](?=[0-9]{3})").sub


def differing(agreement: RecognitionAgreement) -> Iterator[Lint]:
    """Texts whose language versions name different numbers."""
    for place, versions in _texts(agreement):
        named = {language: numbers(text) for language, text in sorted(versions.items())}
        (first, mine), *others = named.items()
        for language, found in others:
            if found != mine:
                left, right = (", ".join(sorted(each)) or "none" for each in (mine - found, found - mine))
                message = f"The text in {first} and the text in {language} name different numbers: {left} and {right}."
                hint = "Correct the translation; only the structured part binds."
                yield note("agreement.text_differs", pointers.join(place, language), message, hint, f"{place}/{first}")
                break


def _texts(agreement: RecognitionAgreement) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text in more than one language, with its place, in the order of the text."""
    found: list[tuple[str, Mapping[str, str] | None]] = [("/title", agreement.title)]
    found += [(f"/gradeScale/{index}/title", scale.title) for index, scale in enumerate(agreement.grade_scale or ())]
    for index, rule in enumerate(agreement.rule):
        review = rule.review.text if rule.review is not None else None
        found += [(f"/rule/{index}/{name}", text)
                  for name, text in (("title", rule.title), ("note", rule.note), ("review/text", review))]  # fmt: skip
    found += [(f"/process/step/{index}", text) for index, text in enumerate(agreement.process.step or ())]
    return ((place, text) for place, text in found if text is not None and len(text) > 1)


def numbers(text: str) -> frozenset[str]:
    """The numbers that a text names, however its language groups and points them; of dates the day and the year.

    >>> numbers("2,5 ECTS bis 31.12.2025") == numbers("2.5 ECTS until 31 December 2025")
    True
    """
    plain = "".join(str(unicodedata.digit(each)) if each.isdecimal() else each for each in text)
    plain = _NARROW("", plain)
    made: set[str] = set()
    rest, start = [], 0
    for date in _DATE(plain):
        rest.append(plain[start : date.start()])
        start = date.end()
        parts = [part.lstrip("0") or "0" for part in re.split(r"[./-] ?", date.group())]
        made |= {parts[0], parts[2]}
    for number in _NUMBER(" ".join([*rest, plain[start:]])):
        made.add(_canonical(number))
    return frozenset(made)


def _canonical(number: str) -> str:
    if _GROUPED(number):
        return re.sub("[.,]", "", number)
    whole, *parts = re.split("[.,]", number)
    decimals = parts[0].rstrip("0") if len(parts) == 1 else ".".join(parts)
    return (whole.lstrip("0") or "0") + (f".{decimals}" if decimals else "")
