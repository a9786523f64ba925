"""What changes between two texts of an agreement, for whom, and whether more or less is recognised.

Recognition, section 12 (Difference of two texts). Things are matched by their names, never by their places: rules by
``ruleId``, limits by ``limitId``, scales and conversions by ``key``, parties by ``id``, documents by address and
language, targets by what they give, parts of a source by what they ask for. Then their members are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from eccoe_vc.agreements import arguments
from eccoe_vc.agreements.grades.scales import Scale
from eccoe_vc.agreements.questions import drafts, wording
from eccoe_vc.agreements.questions.comparing import Effect
from eccoe_vc.agreements.questions.directions import unordered
from eccoe_vc.agreements.questions.reach import asked
from eccoe_vc.agreements.questions.walking import Place, Raw, Walk, Work
from eccoe_vc.agreements.questions.whom import Concerns, Whom
from eccoe_vc.encoding import DecodeError
from eccoe_vc.errors import AgreementError
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.models.agreement import RecognitionAgreement


@dataclass(frozen=True, slots=True)
class Change:
    """One change: where, what stood there, what stands there now (None: nothing), its effect, and whom it concerns.

    ``at`` is the JSON Pointer into the new text, or into the old one where the new one has nothing there. ``name`` says
    the same by names instead of places, so it is the same in every order of the lists, and changes are compared by it.
    """

    at: str = field(compare=False)
    before: Any
    after: Any
    effect: Effect
    concerns: Concerns
    name: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The change as JSON without numbers; what did not stand there is left out."""
        made: dict[str, Any] = {"at": self.at}
        made |= {name: value for name, value in (("before", self.before), ("after", self.after)) if value is not None}
        concerns = self.concerns.to_json()
        return made | {"effect": self.effect, **({"concerns": concerns} if concerns else {})}

    def lines(self, *, units: tuple[str, str] = ("credits", "credits"), language: str = "en") -> list[str]:
        """The change in words, what came or went in sentences; the first line says effect and place.

        :param units: how credit is called in the old and in the new text, such as ECTS.
        :param language: of the texts that the parties wrote.
        """
        told = wording.lines(self.name, self.before, self.after, self.concerns, units=units, language=language)
        return [f"{self.effect if number == 0 else '':8} {line}" for number, line in enumerate(told)]

    def __str__(self) -> str:
        return "\n".join(self.lines())


def diff(old: RecognitionAgreement, new: RecognitionAgreement, *, budget: Budget = DEFAULT) -> tuple[Change, ...]:
    """What changes from one text to another, in the order of the members and then of the names.

    The effect says what the change of this one member does: ``wider`` accepts or gives more, ``narrower`` less,
    ``neutral`` neither, ``open`` cannot be said. It speaks of what is granted: a shorter period is narrower, although
    it also leaves refusals out. There is no change exactly where :func:`unordered` makes the same of
    both texts; the changes back are the same with wider and narrower exchanged.

    :param budget: ``comparisons``, the things that may differ.
    :raises InputTypeError: ``input.type``, one of both is no agreement.
    :raises AgreementError: ``rule.budget``, the texts differ in more than that; no part of an answer is given.
    """
    old, new = drafts.text(old), drafts.text(new)
    walk = Walk(_scales(old), _scales(new), Work(arguments.budget(budget).comparisons))
    whom = Whom(old, new)
    return tuple(
        Change(raw.at, raw.before, raw.after, raw.effect, _concerns(raw, whom), raw.name)
        for raw in walk.members(Place("", "", ()), old, new)
    )


def lines(
    changes: Iterable[Change], *, units: tuple[str, str] = ("credits", "credits"), language: str = "en"
) -> list[str]:
    """The changes for a terminal, what narrows first; arguments as of :meth:`Change.lines`."""
    order: Sequence[Effect] = ("narrower", "open", "wider", "neutral")
    given = list(changes)
    found = [change for effect in order for change in given if change.effect == effect]
    return [line for change in found for line in change.lines(units=units, language=language)]


def _concerns(raw: Raw, whom: Whom) -> Concerns:
    if raw.rules == (None, None):
        member = _MEMBER_OF[raw.name[0]]
        listed = member in ("party", "limit", "grade_scale", "grade_conversion") and len(raw.name) > 1
        return whom.of(member, raw.name[1] if listed else "")
    found = whom.of_rule(*raw.rules)
    if raw.leaves:
        found = found._replace(achievements=asked(raw.leaves))
    return found._replace(targets=raw.targets) if raw.targets else found


_MEMBER_OF: Final = {info.alias or name: name for name, info in RecognitionAgreement.model_fields.items()}


def _scales(agreement: RecognitionAgreement) -> dict[str, Scale]:
    """The scales that can be read; grades on others are not compared."""
    made = {}
    for terms in agreement.grade_scale or ():
        try:
            made[terms.key] = Scale.of(terms.to_json())
        except (AgreementError, DecodeError):
            continue
    return made


__all__ = ["Change", "diff", "lines", "unordered"]
