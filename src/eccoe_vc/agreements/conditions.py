"""Single conditions: grade, level, supervision, lists of what must or must not be. Three values, each with a code.

Recognition, section 7 items 7 to 9. Absent data is unknown for a demand and for its opposite; a stated empty list is a
statement.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from eccoe_vc.agreements.grades.scales import GradeError, Scale
from eccoe_vc.agreements.logic import YES, Answer, Truth, all_of, answer, any_of, k_of, of
from eccoe_vc.encoding.quantities import whole


def grade_in(scale: Scale, grade: str | None, at_least: str | None = None, below: str | None = None) -> Answer:
    """Whether a grade lies in ``[at_least, below)`` in order of quality, on its own scale, before any conversion.

    >>> ten = Scale.of({"key": "ES", "kind": "numeric", "better": "high", "min": "0", "max": "10", "pass": "5"})
    >>> str(grade_in(ten, "6.99", "7").truth), grade_in(ten, "7,5", "7").code
    ('false', 'rule.scale')
    """
    if grade is None:
        return Answer(Truth.UNKNOWN, "rule.result")
    try:
        place = scale.place(grade)
    except GradeError:
        return Answer(Truth.UNKNOWN, "rule.scale")
    inside = (at_least is None or place >= scale.place(at_least)) and (below is None or place < scale.place(below))
    return answer(inside, "rule.result")


def level_in(
    levels: Collection[int], least: int | None = None, most: int | None = None, *, any_will_do: bool = False
) -> Answer:
    """Whether the levels of an award lie between two; of several, all must unless any will do. None: unknown."""
    if not levels:
        return Answer(Truth.UNKNOWN, "rule.level")
    inside = [(least is None or level >= least) and (most is None or level <= most) for level in levels]
    return answer(any(inside) if any_will_do else all(inside), "rule.level")


def identity(demanded: Mapping[str, bool], *, supervised: bool | None, identity_verified: bool | None) -> Answer:
    """Whether supervision and identity verification were as demanded: two facts, and no ladder from one to the other.

    >>> str(identity({"supervised": True}, supervised=False, identity_verified=True).truth)
    'false'
    """
    facts = (("supervised", supervised), ("idVerified", identity_verified))
    truth = all_of(of(known) for name, known in facts if demanded.get(name))
    return YES if truth is Truth.TRUE else Answer(truth, "rule.identity_verification")


def listed(
    stated: Collection[str] | None,
    any_of_these: Collection[str] = (),
    none_of_these: Collection[str] = (),
    *,
    code: str,
) -> Answer:
    """Whether what an award states meets a demand for one of some values and for none of others.

    :param stated: None where the credential says nothing; an empty collection is a statement.
    """
    if not any_of_these and not none_of_these:
        return YES
    if stated is None:
        return Answer(Truth.UNKNOWN, code)
    found = (not any_of_these or not set(any_of_these).isdisjoint(stated)) and set(none_of_these).isdisjoint(stated)
    return answer(found, code)


def source_truth(node: Any, value_of: Mapping[str, Truth]) -> Truth:
    """The truth of a source: ``allOf``, ``anyOf``, ``kOf`` over leaves whose truth is known by name.

    :param node: a leaf by name, or an object with one of the three forms.
    """
    if isinstance(node, str):
        return value_of[node]
    for name, combine in (("allOf", all_of), ("anyOf", any_of)):
        if name in node:
            return combine([source_truth(child, value_of) for child in node[name]])
    return k_of(whole(node["kOf"]), [source_truth(child, value_of) for child in node["of"]])
