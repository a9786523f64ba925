"""What a decision gives, as the ledger keeps it: which rule gave how much of what, for which awards.

Ids of agreements, rules and targets, amounts, and keys of awards; no ids of learners and none of credentials.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.agreements.deciding import Decision
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.agreements.ledger.keys import AwardKeys, keys_of, learner_key
from eccoe_vc.agreements.record import input_digest
from eccoe_vc.agreements.weighing import Weighed
from eccoe_vc.encoding.quantities import text_of
from eccoe_vc.errors import InputTypeError, StoreError, shown

State = Literal["applied", "granted", "exempted"]
_STATES: Final[tuple[State, ...]] = ("applied", "granted", "exempted")


class Given(NamedTuple):
    """A target: its kind, and the course or bucket that it is about."""

    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One grant: ``applied`` counts towards the programme, ``granted`` is recognised without counting.

    Amounts are exact and in ``unit``. ``consumes``: whether the awards are used up; ``reusable``: whether they may be
    used again all the same; ``across``: whether other programmes may use them. ``at``: for each award the place in the
    agreement where it is used; it is not kept.
    """

    agreement: str
    version: str
    rule: str
    state: State
    targets: tuple[Given, ...]
    categories: tuple[str, ...]
    issuers: tuple[str, ...]
    granted: Fraction
    applied: Fraction
    unit: str
    awards: tuple[AwardKeys, ...]
    consumes: bool = True
    reusable: bool = False
    across: bool = False
    at: tuple[str, ...] = field(default=(), compare=False)

    def to_json(self) -> dict[str, Any]:
        """The line as an entry of the ledger holds it."""
        return {
            "agreement": self.agreement,
            "version": self.version,
            "rule": self.rule,
            "state": self.state,
            "target": [{"kind": target.kind, "name": target.name} for target in self.targets],
            "category": list(self.categories),
            "issuer": list(self.issuers),
            "granted": text_of(self.granted),
            "applied": text_of(self.applied),
            "unit": self.unit,
            "award": [
                {"key": list(keys.award), "achievement": list(keys.achievement), "repeatable": keys.repeatable}
                for keys in self.awards
            ],
            "consumes": self.consumes,
            "reusable": self.reusable,
            "acrossProgrammes": self.across,
        }


def line_of(tree: Mapping[str, Any]) -> Line:
    """The line that :meth:`Line.to_json` wrote.

    :raises StoreError: ``store.corrupt``, anything else.
    """
    try:
        state = next(one for one in _STATES if one == tree["state"])
        return Line(
            tree["agreement"],
            tree["version"],
            tree["rule"],
            state,
            tuple(Given(target["kind"], target["name"]) for target in tree["target"]),
            tuple(tree["category"]),
            tuple(tree["issuer"]),
            Fraction(tree["granted"]),
            Fraction(tree["applied"]),
            tree["unit"],
            tuple(AwardKeys(tuple(a["key"]), tuple(a["achievement"]), a["repeatable"]) for a in tree["award"]),
            tree["consumes"],
            tree["reusable"],
            tree["acrossProgrammes"],
        )
    except (KeyError, TypeError, ValueError, ZeroDivisionError, StopIteration):
        raise StoreError("store.corrupt", "A line of the ledger cannot be read.") from None


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


def input_digest_of(decision: Decision) -> str:
    """By which a decision is known before it has an id: the digest of its input, as its record will have it."""
    credentials = {one.facts.digest for one in decision.evidence} | {one.digest for one in decision.unused}
    texts = [of_json(text.agreement.to_json()) for text in decision.texts]
    return input_digest(texts, sorted(credentials), decision.request)


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
            own = learner_key(secret, facts.subject) if facts.subject else subject
            keys.append(keys_of(use, facts, subject, own if own != subject else ""))
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


__all__ = ["Given", "Line", "State", "input_digest_of", "line_of", "lines_of", "programme_of", "subject_of"]
