"""What a decision gives, in lines as the ledger keeps them (:mod:`.line`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Final

from eccoe_vc.agreements.decision import Decision
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.ledger.keys import AwardKeys, keys_of, learner_key, stack_keys
from eccoe_vc.agreements.ledger.line import Given, Line, State
from eccoe_vc.agreements.stacks import Stack
from eccoe_vc.agreements.weighing import Weighed
from eccoe_vc.errors import AgreementError, InputTypeError, shown

MOST_PARTS: Final = 1_000
"""Names of parts and wholes of one award."""


def subject_of(decision: object, secret: bytes) -> str:
    """The key of the learner whom a decision is about.

    :raises InputTypeError: ``input.type``, no decision, or one about a learner without an id.
    """
    if not isinstance(decision, Decision):
        raise InputTypeError("input.type", f"The decision is {shown(decision)}.", hint="Pass what decide() returned.")
    learner = decision.request.get("learner")
    if not learner:
        message = "The learner of this decision has no id, so the ledger could not know the person again."
        raise InputTypeError("input.type", message, hint="Decide with Learner(ids=(...,)); the first id is taken.")
    return learner_key(secret, learner)


def subjects_of(learner: object, secret: bytes) -> tuple[str, ...]:
    """The keys of a learner, one for each id, in the order in which they are named.

    :param learner: a :class:`~eccoe_vc.Learner`, an id, or several ids.
    :raises InputTypeError: ``input.type``, no id.
    """
    ids = learner.ids if isinstance(learner, Learner) else (learner,) if isinstance(learner, str) else learner
    if not isinstance(ids, Iterable) or isinstance(ids, bytes):
        raise InputTypeError("input.type", f"The learner is {shown(learner)}.", hint="Pass an id, or Learner(ids=...).")
    made = tuple(dict.fromkeys(learner_key(secret, name) for name in ids))
    if not made:
        message = "The learner has no id, so the ledger could not know the person."
        raise InputTypeError("input.type", message, hint="Pass an id, or Learner(ids=(...,)).")
    return made


def ids_of(decision: Decision, secret: bytes) -> frozenset[str]:
    """The keys of every id of the learner whom a decision is about."""
    names = (decision.request["learner"], *decision.learner_ids)
    return frozenset(learner_key(secret, name) for name in names)


def programme_of(decision: Decision) -> str:
    """The id of the programme for which a decision was asked; empty where none was named.

    :raises InputTypeError: ``input.type``, an id that is no text of one line.
    """
    asked = decision.request.get("programme")
    name = asked["id"] if asked else ""
    if not isinstance(name, str) or not name.isprintable():
        raise InputTypeError("input.type", f"The programme of this decision is {shown(name)}.", hint="Pass its id.")
    return name


def lines_of(decision: Decision, secret: bytes) -> tuple[Line, ...]:
    """Everything that a decision grants: what counts, what is recognised without room, and exemptions.

    :raises InputTypeError: ``input.type``, as :func:`subject_of`.
    :raises AgreementError: ``rule.budget``, more parts than :data:`MOST_PARTS`.
    """
    subject, stated = subject_of(decision, secret), {one.facts.credential: one.facts for one in decision.evidence}
    made = []
    for one, state, amount in _grants(decision):
        keys = []
        for use in one.found.uses:
            facts = stated.get(use.award.credential, use.award)
            ids = dict.fromkeys([*decision.learner_ids, *([facts.subject] if facts.subject else ())])
            others = [learner_key(secret, name) for name in ids]
            found = keys_of(use, facts, subject, *(other for other in others if other != subject))
            # A view reads this line by the key of this learner, so the keys of the other ids add nothing here.
            stack = _bounded(decision.stacks.get(facts.credential) or Stack.of(facts), use.at)
            keys.append(found._replace(stack=stack_keys(stack, [subject])))
        made.append(_line(one, state, amount, tuple(keys)))
    return tuple(made)


def _bounded(stack: Stack, at: str) -> Stack:
    """A stack that a line can keep whole: one that is cut off would let a part count again."""
    if len(stack.parts) + len(stack.wholes) > MOST_PARTS:
        message = f"An award has more than {MOST_PARTS} parts and wholes, which no ledger keeps."
        raise AgreementError("rule.budget", message, pointer=at)
    return stack


def _grants(decision: Decision) -> Iterator[tuple[Weighed, State, Fraction]]:
    choice = decision.choice
    for one, amount in choice.granted:
        yield one, "applied" if amount else "granted", amount
    for one in choice.exempted:
        yield one, "exempted", Fraction(0)
    for one in choice.unapplied:
        yield one, "granted", Fraction(0)


def _line(one: Weighed, state: State, applied: Fraction, keys: tuple[AwardKeys, ...]) -> Line:
    rule, evaluation = one.found.rule, one.text.agreement.evaluation
    return Line(
        one.text.agreement.id,
        one.text.agreement.version,
        rule.rule_id,
        state,
        tuple(Given(target.kind, target.course or target.bucket or "") for target in rule.target),
        tuple(sorted(rule.category or ())),
        tuple(sorted({use.award.issuer for use in one.found.uses})),
        one.credit,
        applied,
        one.text.terms.framework.unit,
        keys,
        rule.consumes if rule.consumes is not None else not one.exempts_only,
        rule.reusable is True,
        evaluation is not None and evaluation.reuse == "acrossProgrammes",
        tuple(use.at for use in one.found.uses),
    )


__all__ = ["ids_of", "lines_of", "programme_of", "subject_of", "subjects_of"]
