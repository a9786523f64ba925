"""What a decision gives, in lines as the ledger keeps them (:mod:`.line`)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from eccoe_vc.agreements.decision import Decision
from eccoe_vc.agreements.ledger.keys import AwardKeys, keys_of, learner_key
from eccoe_vc.agreements.ledger.line import Given, Line, State
from eccoe_vc.agreements.weighing import Weighed
from eccoe_vc.errors import InputTypeError, shown


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
    """
    subject, stated = subject_of(decision, secret), {one.facts.credential: one.facts for one in decision.evidence}
    made = []
    for one, state, amount in _grants(decision):
        keys = []
        for use in one.found.uses:
            facts = stated.get(use.award.credential, use.award)
            ids = dict.fromkeys([*decision.learner_ids, *([facts.subject] if facts.subject else ())])
            others = [learner_key(secret, name) for name in ids]
            keys.append(keys_of(use, facts, subject, *(other for other in others if other != subject)))
        made.append(_line(one, state, amount, tuple(keys)))
    return tuple(made)


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


__all__ = ["lines_of", "programme_of", "subject_of"]
