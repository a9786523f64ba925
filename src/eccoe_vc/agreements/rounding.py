"""Rounding: once, at the end, in a named mode, with lines that add up.

Recognition, section 10.3 (Credit rounding). Exact rationals come in; no float anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

Mode = Literal["down", "up", "halfUp", "halfDown", "halfEven"]
"""How a value between two multiples of the quantum is set. Values are never negative, so ``down`` is towards zero."""


def rounded(value: Fraction, quantum: Fraction, mode: Mode) -> Fraction:
    """``value`` set to a multiple of ``quantum``. Recognition, section 10.3.

    >>> [rounded(Fraction(5, 2), Fraction(1), mode) for mode in ("down", "up", "halfUp", "halfDown", "halfEven")]
    [Fraction(2, 1), Fraction(3, 1), Fraction(3, 1), Fraction(2, 1), Fraction(2, 1)]
    """
    steps, rest = divmod(value, quantum)
    twice = 2 * rest
    if mode == "down":
        up = False
    elif mode == "up":
        up = rest > 0
    elif mode == "halfUp":
        up = twice >= quantum
    elif mode == "halfDown":
        up = twice > quantum
    else:
        up = twice > quantum or (twice == quantum and steps % 2 == 1)
    return (steps + up) * quantum


def total(
    lines: Sequence[Fraction], quantum: Fraction, mode: Mode, *, at_most: Fraction | None = None
) -> tuple[Fraction, tuple[Fraction, ...]]:
    """The exact sum of ``lines`` rounded once, and lines that add up to it. Recognition, section 10.3, level ``total``.

    Each line is cut to the quantum; what is left goes to the largest remainders, ties to the earlier line.

    :param at_most: the sum of the source credits, which rounding may not exceed: it is cut then.

    >>> total([Fraction(1, 3)] * 3, Fraction(1), "halfUp")
    (Fraction(1, 1), (Fraction(1, 1), Fraction(0, 1), Fraction(0, 1)))
    """
    exact = sum(lines, Fraction())
    whole = rounded(exact, quantum, mode)
    if at_most is not None and whole > at_most:
        whole = rounded(min(exact, at_most), quantum, "down")
    made = [rounded(line, quantum, "down") for line in lines]
    left = (whole - sum(made, Fraction())) // quantum
    by_remainder = sorted(range(len(lines)), key=lambda index: (made[index] - lines[index], index))
    for index in by_remainder[: max(left, 0)]:
        made[index] += quantum
    for index in reversed(by_remainder):  # a total that was cut below the sum of the cut lines
        while left < 0 and made[index] > 0:
            made[index] -= quantum
            left += 1
    return whole, tuple(made)


def shared(total: Fraction, parts: Sequence[Fraction], quantum: Fraction) -> tuple[Fraction, ...]:
    """A total that was rounded, shared out among its parts in whole steps, as far as they go; the first ones first.

    >>> shared(Fraction(3), [Fraction(3, 2), Fraction(3, 2)], Fraction(1))
    (Fraction(2, 1), Fraction(1, 1))
    """
    made = [rounded(part, quantum, "down") for part in parts]
    left = total - sum(made, Fraction())
    for index in sorted(range(len(parts)), key=lambda index: (made[index] - parts[index], index)):
        more = min(left, quantum) if left > 0 else Fraction(0)
        made[index] += more
        left -= more
    for index in reversed(range(len(parts))):  # a total that was cut
        less = min(made[index], -left) if left < 0 else Fraction(0)
        made[index] -= less
        left += less
    if parts and left > 0:
        made[0] += left
    return tuple(made)
