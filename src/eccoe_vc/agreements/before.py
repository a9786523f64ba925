"""What a caller says was applied before, by the limits that there are. Recognition, section 9.1.

A name that no limit has would leave room that was used up long ago, so it is refused and never passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from eccoe_vc.agreements.counterparts import Standing
from eccoe_vc.agreements.texts import Text
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.models.agreement import RecognitionAgreement

_TOLD: Final = 10  # names in a hint


def by_limit(
    given: Mapping[str, Fraction], texts: Sequence[Text], standings: Sequence[Standing]
) -> dict[str, Fraction]:
    """What was applied before, under the names that the limits of the deciding texts have in a plan.

    A limit is called by its ``limitId`` where one text that decides has it, and always by the id and the version of its
    agreement and its ``limitId``, with a blank between. How many texts decide may depend on the learner, so the long
    name of a limit of a text that was handed in and does not decide is in order, and changes nothing.

    :raises InputTypeError: ``input.type``, a name that no limit or more than one has, or two names of one limit.
    """
    names: dict[str, set[str]] = {}
    for text in texts:
        for limit in text.agreement.limit or ():
            for name in (limit.limit_id, *_long(text.agreement, (limit.limit_id,))):
                names.setdefault(name, set()).add(text.name + limit.limit_id)
    elsewhere = {name for one in standings for name in _all(one.agreement)} if given.keys() - names.keys() else set()
    made: dict[str, Fraction] = {}
    for name in sorted(given):
        meant = sorted(names.get(name, ()))
        if not meant and name in elsewhere:
            continue
        if len(meant) != 1:
            found = "several agreements have a limit" if meant else "no limit of the agreements is"
            message = f"Something was applied before under {shown(name)}, and {found} called so."
            raise InputTypeError("input.type", message, hint=_hint(texts))
        if meant[0] in made:
            raise InputTypeError("input.type", f"The limit {shown(meant[0])} stands in applied_before under two names.")
        made[meant[0]] = given[name]
    return made


def known_to(agreement: RecognitionAgreement) -> frozenset[str]:
    """Every name that a limit of one agreement has."""
    return frozenset((*_ids(agreement), *_all(agreement)))


def _all(agreement: RecognitionAgreement) -> Iterable[str]:
    return _long(agreement, _ids(agreement))


def _ids(agreement: RecognitionAgreement) -> list[str]:
    return [limit.limit_id for limit in agreement.limit or ()]


def _long(agreement: RecognitionAgreement, ids: Iterable[str]) -> Iterable[str]:
    return (f"{agreement.id} {agreement.version} {name}" for name in ids)


def _hint(texts: Sequence[Text]) -> str:
    ids = [name for text in texts for name in _ids(text.agreement)]
    if len(set(ids)) < len(ids):
        ids = [name for text in texts for name in _all(text.agreement)]
    told = ", ".join(map(shown, sorted(ids)[:_TOLD]))
    return f"The limits are {told}{', ...' if len(ids) > _TOLD else ''}." if ids else "There are no limits."


__all__ = ["by_limit", "known_to"]
