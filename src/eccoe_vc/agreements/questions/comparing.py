"""How two values of one member compare: does the later one accept or give more? Recognition, section 12 (Difference).

Each function here makes a direction: two values and what stands around them in, an effect out. Exchanging the values
exchanges ``wider`` and ``narrower``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.agreements.grades.scales import GradeError, Scale
from eccoe_vc.agreements.judging import is_under
from eccoe_vc.encoding.days import day, period

Effect = Literal["wider", "narrower", "neutral", "open"]
_OPPOSITE: Final[Mapping[Effect, Effect]] = {"wider": "narrower", "narrower": "wider"}


class Around(NamedTuple):
    """What stands around two values: the objects that hold them, and the scales of both texts that can be read."""

    old: Any
    new: Any
    old_scales: Mapping[str, Scale]
    new_scales: Mapping[str, Scale]


Direction = Callable[[Any, Any, Around], Effect]


def opposite(effect: Effect) -> Effect:
    """The effect of the change back.

    >>> opposite("wider"), opposite("open")
    ('narrower', 'open')
    """
    return _OPPOSITE.get(effect, effect)


def neutral(before: Any, after: Any, around: Around) -> Effect:
    """Texts, names, addresses: nothing is accepted or given by them."""
    del before, after, around
    return "neutral"


def unclear(before: Any, after: Any, around: Around) -> Effect:
    """A change of which nobody can say by itself whether it accepts or gives more."""
    del around
    return "neutral" if before == after else "open"


def reverse(direction: Direction) -> Direction:
    """The direction in which less is wider."""
    return lambda before, after, around: opposite(direction(before, after, around))


def of_default(default: Any, direction: Direction) -> Direction:
    """A direction of a member whose absence means a value."""

    def compare(before: Any, after: Any, around: Around) -> Effect:
        return direction(default if before is None else before, default if after is None else after, around)

    return compare


def present(appears: Effect, changed: Direction = unclear) -> Direction:
    """What it means that a member appears; that it goes is the opposite."""

    def compare(before: Any, after: Any, around: Around) -> Effect:
        if before is None:
            return appears
        return opposite(appears) if after is None else changed(before, after, around)

    return compare


def ordered(*values: Any) -> Direction:
    """Values from the narrowest to the widest; what is not among them cannot be compared."""

    def compare(before: Any, after: Any, around: Around) -> Effect:
        if before == after:
            return "neutral"
        if before not in values or after not in values:
            return "open"
        return "wider" if values.index(after) > values.index(before) else "narrower"

    return compare


def partly(*pairs: tuple[str, str]) -> Direction:
    """Pairs of which the second is wider than the first; any other two values cannot be compared."""

    def compare(before: Any, after: Any, around: Around) -> Effect:
        if before == after:
            return "neutral"
        if (before, after) in pairs:
            return "wider"
        return "narrower" if (after, before) in pairs else "open"

    return compare


def larger(read: Callable[[Any], Any]) -> Direction:
    """More is wider; equal numbers in other spelling are the same."""

    def compare(before: Any, after: Any, around: Around) -> Effect:
        one, other = read(before), read(after)
        if one == other:
            return "neutral"
        return "wider" if other > one else "narrower"

    return compare


def ceiling(read: Callable[[Any], Any]) -> Direction:
    """An upper end: higher is wider, and without it everything fits."""
    return present("narrower", larger(read))


def floor(read: Callable[[Any], Any]) -> Direction:
    """A lower end: lower is wider, and without it everything fits."""
    return present("narrower", reverse(larger(read)))


def several(grown: Effect, absent: Literal["all", "none"]) -> Direction:
    """A list of names: ``grown`` says what more of them mean, ``absent`` what it means that there is no list."""

    def compare(before: Any, after: Any, around: Around) -> Effect:
        if absent == "all" and (before is None or after is None):
            return opposite(grown) if before is None else grown
        one, other = set(before or ()), set(after or ())
        if one == other:
            return "neutral"
        if one < other:
            return grown
        return opposite(grown) if other < one else "open"

    return compare


def areas(before: Sequence[str], after: Sequence[str], around: Around) -> Effect:
    """Subject areas, each with everything below it."""
    del around
    more = all(is_under(one, after) for one in before)
    less = all(is_under(one, before) for one in after)
    if more and less:
        return "neutral"
    return "wider" if more else "narrower" if less else "open"


def switch(on: Effect) -> Direction:
    """A yes or no that is no by default."""
    values = (False, True) if on == "wider" else (True, False)
    return of_default(False, ordered(*values))


def longer(before: str, after: str, around: Around) -> Effect:
    """Of two periods the longer one is wider, where it is longer from every day of the calendar.

    >>> longer("P1Y", "P12M", None), longer("P1Y", "P400D", None), longer("P1M", "P30D", None)
    ('neutral', 'wider', 'open')
    """
    one, other = period(before), period(after)
    months, days = other.months - one.months, other.days - one.days
    if months < 0:
        return opposite(_longer(-months, -days))
    return _longer(months, days)


def _longer(months: int, days: int) -> Effect:
    """The sign of months that are not negative plus days."""
    if months == days == 0:
        return "neutral"
    years, rest = divmod(months, 12)
    least, most = 365 * years + 28 * rest + days, 366 * years + 31 * rest + days
    return "wider" if least > 0 else "narrower" if most < 0 else "open"


def later(text: str) -> date:
    """The day of a member, for :func:`ceiling` and :func:`floor`."""
    return day(text)


def grade(worse_is_wider: bool) -> Direction:
    """An end of a grade condition, in order of quality on the scale that it names."""

    def compare(before: str, after: str, around: Around) -> Effect:
        scales = around.old_scales.get(around.old.scale), around.new_scales.get(around.new.scale)
        same = around.old.scale == around.new.scale and _order(scales[0]) == _order(scales[1])
        one, other = _place(before, scales[0]), _place(after, scales[1])
        if not same or one is None or other is None:
            return "open"
        if one == other:
            return "neutral"
        return "wider" if (other < one) is worse_is_wider else "narrower"

    return compare


def _order(scale: Scale | None) -> Any:
    """What makes places of one scale places of another: its labels, or which end of its numbers is the better one."""
    return scale and (dict(scale.labels), scale.high_is_better)


def _place(label: str, scale: Scale | None) -> Fraction | None:
    try:
        return None if scale is None else scale.place(label)
    except GradeError:
        return None


__all__ = ["Around", "Direction", "Effect", "opposite"]
