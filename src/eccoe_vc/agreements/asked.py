"""What is asked of a decision: who asks whom for what, on which day, and what is known besides. Recognition, 6."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from eccoe_vc.agreements import arguments
from eccoe_vc.agreements.choosing import Mode
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.ledger.view import View
from eccoe_vc.agreements.maximise import Solver
from eccoe_vc.encoding.quantities import text_of
from eccoe_vc.errors import InputTypeError, shown


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme for which recognition is asked: its id, its size, and the unit of that size."""

    id: str
    credit: Fraction | int | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        arguments.name_of(self.id, "id of a programme", "Pass its id, such as a URL.")
        if self.credit is not None and (isinstance(self.credit, bool) or not isinstance(self.credit, Fraction | int)):
            hint = "Pass Fraction(60) or 60; a float is not exact."
            raise InputTypeError("input.type", f"The size of the programme is {shown(self.credit)}.", hint=hint)
        if self.credit is not None and self.credit < 0:
            raise InputTypeError("input.type", "The size of the programme is less than nothing.")


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks whom for what, on which day, and what is known besides: the parameters of :func:`decide`."""

    learner: Learner
    host: str
    on: date
    mode: Mode = "priority"
    programme: Programme | None = None
    enrolment: date | None = None
    applied_before: Mapping[str, Fraction] = field(default_factory=dict)
    on_record: frozenset[str] = frozenset()
    bearer_ok: bool = False
    tables: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ledger: View | None = None
    solver: Solver = "exact"
    #: Which ids are of one body (:mod:`eccoe_vc.agreements.bodies`).
    bodies: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check(self.learner, self.host, self.mode, {"on": self.on, "enrolment": self.enrolment})
        _check_programme(self.programme)
        _check_view(self.ledger, self.learner)
        if self.solver not in ("exact", "highs"):
            hint = "It is 'exact' or 'highs'."
            raise InputTypeError("input.type", f"The solver is {shown(self.solver)}.", hint=hint)

    @classmethod
    def of(
        cls,
        *,
        learner: Learner | str,
        on_record: Iterable[str] = (),
        applied_before: Mapping[str, Fraction] | None = None,
        tables: Iterable[Mapping[str, Any]] = (),
        **others: Any,
    ) -> Asked:
        """What was asked, from the arguments of :func:`eccoe_vc.decide`.

        :raises InputTypeError: ``input.type``.
        """
        courses = tuple(arguments.listed(on_record, "courses on record", "ids"))
        if not all(isinstance(name, str) for name in courses):
            hint = 'Pass ["https://...", ...].'
            raise InputTypeError("input.type", f"The courses on record are {shown(courses)}.", hint=hint)
        return cls(
            Learner((learner,)) if isinstance(learner, str) else learner,
            applied_before=arguments.amounts(applied_before, "applied_before"),
            on_record=frozenset(courses),
            tables=_by_id(tables),
            **others,
        )

    @property
    def size(self) -> Fraction | None:
        """The size of the programme; None where nobody says it."""
        credit = self.programme.credit if self.programme is not None else None
        return None if credit is None else Fraction(credit)

    def to_json(self) -> dict[str, Any]:
        """The request as it is digested and recorded."""
        made: dict[str, Any] = {"learner": self.learner.ids[0] if self.learner.ids else "", "host": self.host}
        made["requestDate"] = self.on.isoformat()
        programme = self.programme
        if programme is not None:
            size = {} if programme.credit is None else {"credit": text_of(Fraction(programme.credit))}
            made["programme"] = {"id": programme.id, **size, **({"unit": programme.unit} if programme.unit else {})}
        if self.enrolment is not None:
            made["enrolmentDate"] = self.enrolment.isoformat()
        if self.on_record:
            made["onRecord"] = sorted(self.on_record)
        if self.applied_before:
            made["appliedBefore"] = {name: text_of(self.applied_before[name]) for name in sorted(self.applied_before)}
        if self.ledger is not None and self.ledger.entries:
            made["earlier"] = sorted({held.decision for held in self.ledger})
        return made | {"mode": self.mode}


def _by_id(tables: object) -> dict[str, Mapping[str, Any]]:
    """Grade tables by their ids."""
    made: dict[str, Mapping[str, Any]] = {}
    for table in tables if isinstance(tables, Iterable) and not isinstance(tables, Mapping) else (None,):
        if not isinstance(table, Mapping) or not isinstance(table.get("id"), str):
            hint = "Pass the JSON objects of the tables, each with its id."
            raise InputTypeError("input.type", f"A grade table is {shown(table)}.", hint=hint)
        made[table["id"]] = table
    return made


def _check_view(given: object, learner: Learner) -> None:
    """A view is of hashes: nobody here can say whose they are, and fewer than the learner has ids are too few."""
    hint = "Pass ledger.view(learner)."
    if given is not None and not isinstance(given, View):
        raise InputTypeError("input.type", f"The view of the ledger is {shown(given)}.", hint=hint)
    if given is not None and len(given.subjects) < len(set(learner.ids)):
        raise InputTypeError("input.type", "The view of the ledger is not under every id of the learner.", hint=hint)


def _check_programme(given: object) -> None:
    if given is not None and not isinstance(given, Programme):
        hint = "Pass Programme(id, credit)."
        raise InputTypeError("input.type", f"The programme is {shown(given)}.", hint=hint)


def _check(learner: object, host: object, mode: object, days: Mapping[str, object]) -> None:
    if mode not in ("priority", "maximise"):
        raise InputTypeError("input.type", f"The mode is {shown(mode)}.", hint="It is 'priority' or 'maximise'.")
    if not isinstance(learner, Learner):
        hint = "Pass an id, or Learner(ids=(...,))."
        raise InputTypeError("input.type", f"The learner is {shown(learner)}.", hint=hint)
    if not isinstance(host, str):
        raise InputTypeError("input.type", f"The host is {shown(host)}.", hint="Pass the id of the recognising party.")
    for name, value in days.items():
        # A datetime is a date to Python, and on which day it lies depends on a zone that nobody named.
        if type(value) is not date and not (name == "enrolment" and value is None):
            raise InputTypeError("input.type", f"The argument {name} is {shown(value)}.", hint="Pass a datetime.date.")


__all__ = ["Asked", "Programme"]
