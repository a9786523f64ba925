"""Changes for people: a value as it stands, and what has sentences (:mod:`eccoe_vc.agreements.phrases`) in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pydantic import ValidationError

from eccoe_vc.agreements import phrases, showing
from eccoe_vc.agreements.questions.whom import Concerns
from eccoe_vc.encoding.visible import safe
from eccoe_vc.errors import shown
from eccoe_vc.models import agreement as texts
from eccoe_vc.models import rules
from eccoe_vc.models.terms import Term

_MOST: Final = 5  # names of what a change concerns
Said = Callable[[Any, str, str], Iterator[str]]


def _one(sentence: Callable[[Any, str], str]) -> Said:
    return lambda thing, unit, language: iter([sentence(thing, unit)])


class _Kind(NamedTuple):
    """What stands in a member or in an entry of a list, and how it is said: object, unit, language to lines."""

    model: type[Term]
    said: Said


_CONDITION: Final = _Kind(rules.Condition, lambda thing, unit, language: phrases.conditions(thing, unit))
_SOURCE: Final = _Kind(rules.Source, _one(phrases.source))
#: By the name of the member.
_MEMBERS: Final = {
    "source": _SOURCE,
    "condition": _CONDITION,
    "requirement": _CONDITION,
    "grade": _Kind(rules.GradeCondition, _one(lambda thing, unit: phrases.grade(thing))),
    "rounding": _Kind(rules.StepRounding, _one(lambda thing, unit: phrases.rounding(thing))),
}
#: By the name of the list.
_ENTRIES: Final = {
    "rule": _Kind(rules.Rule, phrases.rule),
    "limit": _Kind(rules.Limit, _one(phrases.limit)),
    "target": _Kind(rules.Target, _one(phrases.target)),
    "allOf": _SOURCE,
    "anyOf": _SOURCE,
    "of": _SOURCE,
    "party": _Kind(texts.Party, lambda thing, unit, language: showing.party(thing)),
    "gradeScale": _Kind(texts.GradeScale, lambda thing, unit, language: showing.scale(thing, language)),
    "gradeConversion": _Kind(texts.GradeConversion, lambda thing, unit, language: showing.conversion(thing)),
}


def lines(
    name: Sequence[str], before: Any, after: Any, concerns: Concerns, *, units: tuple[str, str], language: str
) -> Iterator[str]:
    """A change in lines: where and what, the sentences of what came or went, and whom it concerns.

    :param units: the notation of credit in the old and in the new text.
    """
    where = shown("".join(f"/{part}" for part in name), 120)
    if isinstance(before, Mapping) or isinstance(after, Mapping):
        what = "new" if before is None else "taken out" if after is None else "in another form"
        yield f"{where}: {what}"
        for label, value, unit in (("before", before, units[0]), ("after", after, units[1])):
            head = f"{label}: " if before is not None and after is not None else ""
            for line in in_words(name, value, unit, language):
                yield f"  {head}{line}"
                head = " " * len(head)
    else:
        yield f"{where}: {_plain(before)} -> {_plain(after)}"
    if whom := _whom(name, concerns):
        yield f"  {whom}"


def in_words(name: Sequence[str], value: Any, unit: str, language: str) -> Iterator[str]:
    """What a value says, in lines; none where there is no value."""
    if isinstance(value, Mapping):
        for kind in (_MEMBERS.get(name[-1]), _ENTRIES.get(name[-2]) if len(name) > 1 else None):
            thing = None if kind is None else _read(kind.model, value)
            if kind is not None and thing is not None:
                yield from kind.said(thing, unit, language)
                return
    if value is not None:
        yield _plain(value)


def _read(model: type[Term], tree: Mapping[str, Any]) -> Term | None:
    """The object in a tree; None where it is one of another kind that is called by the same name."""
    try:
        return model.model_validate(dict(tree), by_alias=True, by_name=False)
    except ValidationError:
        return None


def _plain(value: Any) -> str:
    """A value without sentences of its own: its members by name, lists as enumerations.

    >>> _plain({"startDate": "2026-01-31", "windowBasis": "award"})
    'start date 2026-01-31, window basis award'
    """
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{safe(phrases.spoken(name))} {_inner(one)}" for name, one in value.items())
    if isinstance(value, list):
        return phrases.joined([_inner(one) for one in value])
    return shown(value, 100)


def _inner(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"({_plain(value)})"
    return safe(value) if isinstance(value, str) else _plain(value)


def _whom(name: Sequence[str], concerns: Concerns) -> str:
    """Whom a change concerns, as far as its name does not say it."""
    if concerns.every:
        return "concerns every rule"
    names = () if name[0] == "rule" else concerns.rules
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return f"concerns the rules {', '.join(map(safe, names[:_MOST]))}{more}" if names else ""


__all__ = ["in_words", "lines"]
