"""Lint of credit created from nothing: targets that are worth more than their sources can be, where that is known.

Recognition, section 7 item 6 and section 8.3. What targets give grows with the source by ever smaller steps (fixed
amounts, ratios, ratios with an upper end), so what they give beyond the source is largest at an end or at a corner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import NamedTuple

from eccoe_vc.agreements.linting.finding import Lint, note, warning
from eccoe_vc.encoding.quantities import decimal, ratio, text_of, whole
from eccoe_vc.errors import shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Condition, Rule, Source, Target


class Range(NamedTuple):
    """What a source can be worth; None: nobody says."""

    low: Fraction | None = None
    high: Fraction | None = None


def amounts(agreement: RecognitionAgreement) -> Iterator[Lint]:
    """Findings about the credit of every rule, in the order of the text."""
    for index, rule in enumerate(agreement.rule):
        shared = [one for one in (agreement.requirement, rule.condition) if one is not None and one.credit is not None]
        if rule.outcome != "refused":
            yield from _too_little(rule, f"/rule/{index}/source", shared)
            yield from _too_much(index, rule, shared)


def _too_much(index: int, rule: Rule, shared: Sequence[Condition]) -> Iterator[Lint]:
    beyond = _beyond(rule.target, worth(rule.source, shared))
    if not beyond:
        return
    name, place = shown(rule.rule_id), f"/rule/{index}/target"
    if rule.may_exceed_source:
        message = f"The rule {name} grants more than its sources are worth ({beyond}); it says that it may."
        yield note("rule.exceeds_source", place, message, "Make sure that both parties mean it.")
    else:
        message = f"The rule {name} is worth more than its sources ({beyond}); such a match is left to a person."
        hint = "Lower the targets, ask for more credit, or write mayExceedSource."
        yield warning("rule.exceeds_source", place, message, hint)


def _too_little(rule: Rule, place: str, shared: Sequence[Condition]) -> Iterator[Lint]:
    """Sources that can never reach the credit that they ask for."""
    todo = [(place, rule.source)]
    while todo:
        where, node = todo.pop()
        todo += [(f"{where}/{node.member}/{index}", part) for index, part in enumerate(node.parts)][::-1]
        if node.min_credit is not None:
            most = _several(node, [worth(part, shared) for part in node.parts]).high
            if most is not None and most < decimal(node.min_credit):
                message = f"The awards reach {text_of(most)} at most, and {node.min_credit} are asked for."
                hint = "Lower minCredit, or allow awards with more credit."
                yield warning("rule.unreachable", f"{where}/minCredit", message, hint)


def worth(node: Source, shared: Sequence[Condition] = ()) -> Range:
    """What the awards that fill a source are worth together, as far as conditions bound their credit."""
    if not node.parts:
        bounds = [one.credit for one in (*shared, node.condition) if one is not None and one.credit is not None]
        lows = [decimal(one.min) for one in bounds if one.min is not None]
        highs = [decimal(one.max) for one in bounds if one.max is not None]
        return Range(max(lows, default=None) or None, min(highs, default=None))
    made = _several(node, [worth(part, shared) for part in node.parts])
    if node.min_credit is None:
        return made
    return Range(max(decimal(node.min_credit), made.low or Fraction()) or None, made.high)


def _several(node: Source, parts: Sequence[Range]) -> Range:
    lows = sorted(part.low or Fraction() for part in parts)
    highs = sorted((part.high for part in parts if part.high is not None), reverse=True)
    least, most = len(parts), len(parts)
    if node.form == "any_of":
        least, most = 1, 1
    elif node.form == "of":
        least, most = (1, len(parts)) if node.k_of is None else (whole(node.k_of), whole(node.k_of))
    high = sum(highs[:most], Fraction()) if len(highs) == len(parts) else None
    return Range(sum(lows[:least], Fraction()) or None, high)


def _beyond(targets: Sequence[Target], source: Range) -> str:
    """In which case targets give more than their source, in words; empty where they do not, or nobody can know."""
    if source == Range() and len(targets) == 1 and (targets[0].credit is None or targets[0].credit.fixed is not None):
        return ""  # most rules
    given = [target.credit for target in targets if target.credit is not None]
    fixed = sum((decimal(one.fixed) for one in given if one.fixed is not None), Fraction())
    shares = [
        (ratio(one.ratio), None if one.max is None else decimal(one.max)) for one in given if one.ratio is not None
    ]
    steep = sum((factor for factor, _ in shares), Fraction())
    endless = sum((factor for factor, most in shares if most is None), Fraction())

    def total(worth_: Fraction) -> Fraction:
        parts = (factor * worth_ if most is None else min(factor * worth_, most) for factor, most in shares)
        return fixed + sum(parts, Fraction())

    if endless > 1 or (steep > 1 and not fixed and source.low is None):
        return f"ratios of {text_of(steep)} in all"
    corners = [most / factor for factor, most in shares if most is not None]
    ends = [end for end in (source.low, source.high) if end is not None]
    if source.low is None:  # then it is known only where it holds whatever the source is worth
        ends = [source.high] if source.high is not None else [max(corners, default=Fraction())] if endless == 1 else []
        corners = []
    low, high = source.low or Fraction(), source.high
    tried = ends + [corner for corner in corners if low <= corner and (high is None or corner <= high)]
    worst = max(tried, key=lambda each: total(each) - each, default=None)
    if worst is None or total(worst) <= worst:
        return ""
    return f"{text_of(total(worst))} for {text_of(worst)}"
