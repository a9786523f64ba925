"""Whom a verifier trusts, as values with one method. Rules compose; an empty rule trusts nobody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import Finding, InputTypeError, shown
from eccoe_vc.keys import did_web
from eccoe_vc.verification.trust.look_alikes import look_alike
from eccoe_vc.verification.trust.protocol import Asking, Inquiry, Judgement, TrustRule, asks, consult, is_rule


@dataclass(frozen=True, slots=True, init=False)
class TrustedIssuers:
    """The issuers that the verifier names, by id.

    >>> TrustedIssuers({"did:web:north.example"}).judge("did:web:north.example")
    (True, ())
    """

    ids: frozenset[str]

    def __init__(self, ids: Iterable[str]) -> None:
        object.__setattr__(self, "ids", named("TrustedIssuers", ids))

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~.protocol.TrustRule`."""
        if issuer in self.ids:
            return True, ()
        if not self.ids:
            return False, (Finding("trust.no_anchor", "The policy names no issuer to trust.", "/issuer"),)
        return False, stranger(issuer, self.ids, "not one of those you trust")


def stranger(issuer: str, known: frozenset[str], what: str) -> tuple[Finding, ...]:
    """What is said of an issuer that is in no list, and of which known one it looks like."""
    findings = [Finding("trust.unknown_issuer", f"The issuer {shown(issuer)} is {what}.", "/issuer")]
    if alike := look_alike(issuer, known):
        findings.append(
            Finding("id.confusable", f"The issuer's id looks like {shown(alike)}, but is another.", "/issuer")
        )
    return tuple(findings)


def named(kind: str, ids: Iterable[str]) -> frozenset[str]:
    """The ids that a rule of this ``kind`` was given.

    :raises InputTypeError: ``input.type``, something else than a set, or a name that is no id.
    """
    if isinstance(ids, str):
        raise InputTypeError("input.type", f"{kind} takes a set of ids, not one text.", hint=f"Write {kind}({{...}}).")
    if not isinstance(ids, Iterable):
        raise InputTypeError(
            "input.type", f"{kind} takes a set of ids, but {shown(ids)} was given.", hint=_ids_of(ids)
        )  # fmt: skip
    found = tuple(ids)
    for name in found:
        if not isinstance(name, str) or not is_iri(name):
            raise InputTypeError(
                "input.type", f"{shown(name)} is no id of an issuer, so it would trust nobody.", hint=_ids_of(name)
            )
    return frozenset(found)


def _ids_of(given: object) -> str:
    """What to write in place of something that is no id."""
    if isinstance(given, str):
        meant = did_web.meant_by(given)
        first = f"Did you mean {meant}? " if meant else ""
        return f"{first}Name issuers by their ids, such as did:web:north.example, not by what they are called."
    if isinstance(getattr(given, "controller", None), str):
        return "Name an issuer by its id as text: {signer.controller}."
    return "Name issuers by their ids as texts, such as {'did:web:north.example'}."


def _rules(kind: str, rules: tuple[Any, ...]) -> tuple[TrustRule, ...]:
    """The rules that a rule of this ``kind`` was given.

    :raises InputTypeError: ``input.type``, one of them cannot be asked.
    """
    for one in rules:
        if is_rule(one):
            continue
        what = f"the class {one.__name__}" if isinstance(one, type) else shown(one)
        hint = "Pass rules one by one, each with a method judge, such as TrustedIssuers({...})."
        if isinstance(one, list | tuple | set | frozenset):
            hint = f"Pass the rules themselves, one by one: {kind}(first, second), or {kind}(*rules)."
        elif isinstance(one, str):
            hint = f"Name issuers in a rule: {kind}(TrustedIssuers({{...}}))."
        raise InputTypeError("input.type", f"{kind} takes trust rules, but {what} was given.", hint=hint)
    return rules


@dataclass(frozen=True, slots=True)
class UnsafeAnyIssuer:
    """Accepts whoever signed. Says so in every report; :attr:`Report.trusted` stays False.

    :param reason: why, in words, for whoever reads the code later.
    """

    reason: str

    def __post_init__(self) -> None:
        if not isinstance(self.reason, str) or not self.reason.strip():
            raise InputTypeError("input.type", "UnsafeAnyIssuer needs a reason in words.")

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~.protocol.TrustRule`."""
        return True, (
            Finding("trust.unsafe_any", "The policy accepts any issuer; nobody vouched for this one.", "/issuer"),
        )


@dataclass(frozen=True, slots=True, init=False)
class AnyOf:
    """Accepts whom one of its rules accepts; with no rules, nobody.

    A yes outweighs the no of another list; :class:`Except` refuses whatever others say, also as one of the rules.

    :raises InputTypeError: ``input.type``, something is no trust rule.
    """

    rules: tuple[TrustRule, ...]

    def __init__(self, *rules: TrustRule) -> None:
        object.__setattr__(self, "rules", _rules("AnyOf", rules))

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~.protocol.TrustRule`."""
        if denied := _denial(self, issuer):
            return False, (denied,)
        refusals: list[Finding] = []
        for rule in self.rules:
            accepted, findings = rule.judge(issuer)
            if accepted:
                return True, findings
            refusals += findings
        return False, tuple(refusals) or (_nobody(),)

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`~.protocol.AskingRule`."""
        if denied := _denial(self, inquiry.issuer):
            return Judgement(False, (denied,))
        refusals: list[Finding] = []
        for rule in sorted(self.rules, key=asks):
            answer = yield from consult(rule, inquiry)
            if answer.accepted:
                return answer
            refusals += answer.findings
        return Judgement(False, tuple(refusals) or (_nobody(),))


@dataclass(frozen=True, slots=True, init=False)
class AllOf:
    """Accepts whom all of its rules accept; with no rules, nobody.

    :raises InputTypeError: ``input.type``, something is no trust rule.
    """

    rules: tuple[TrustRule, ...]

    def __init__(self, *rules: TrustRule) -> None:
        object.__setattr__(self, "rules", _rules("AllOf", rules))

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~.protocol.TrustRule`."""
        said: list[Finding] = []
        for rule in self.rules:
            accepted, findings = rule.judge(issuer)
            if not accepted:
                return False, findings
            said += findings
        return (True, tuple(said)) if self.rules else (False, (_nobody(),))

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`~.protocol.AskingRule`."""
        answers: list[Judgement] = []
        for rule in sorted(self.rules, key=asks):
            answer = yield from consult(rule, inquiry)
            if not answer.accepted:
                return answer
            answers.append(answer)
        if not answers:
            return Judgement(False, (_nobody(),))
        said = tuple(finding for answer in answers for finding in answer.findings)
        by = " ".join(answer.by for answer in answers if answer.by)
        return Judgement(True, said, by, tuple(known for answer in answers for known in answer.known_as))


@dataclass(frozen=True, slots=True, init=False)
class Except:
    """What another rule says, but never for the issuers that are named here: ``trust.denied``.

    >>> rule = Except(TrustedIssuers({"did:web:north.example"}), {"did:web:north.example"}, reason="closed in 2024")
    >>> rule.judge("did:web:north.example")[1][0].code
    'trust.denied'

    :param rule: what holds for everybody else. There is no rule that accepts whoever is not refused.
    :param refused: the ids that are refused.
    :param reason: why, in words, for whoever reads the report.
    """

    rules: tuple[TrustRule, ...]
    refused: frozenset[str]
    reason: str

    def __init__(self, rule: TrustRule, refused: Iterable[str], *, reason: str) -> None:
        if not is_rule(rule):
            raise InputTypeError("input.type", "Except needs a trust rule for everybody else.")
        if not isinstance(reason, str) or not reason.strip():
            raise InputTypeError("input.type", "Except needs a reason in words.")
        object.__setattr__(self, "rules", (rule,))
        object.__setattr__(self, "refused", named("Except", refused))
        object.__setattr__(self, "reason", reason)

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~.protocol.TrustRule`."""
        return (False, (self.denied(issuer),)) if issuer in self.refused else self.rules[0].judge(issuer)

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`~.protocol.AskingRule`."""
        if inquiry.issuer in self.refused:
            return Judgement(False, (self.denied(inquiry.issuer),))
        return (yield from consult(self.rules[0], inquiry))

    def denied(self, issuer: str) -> Finding:
        """What is said of an issuer that is refused."""
        message = f"You refuse the issuer {shown(issuer)}: {shown(self.reason, 120)}."
        return Finding("trust.denied", message, "/issuer")


def _denial(rule: TrustRule, issuer: str) -> Finding | None:
    """That a rule, or one of those in it, refuses the issuer by name."""
    if isinstance(rule, Except) and issuer in rule.refused:
        return rule.denied(issuer)
    inside = rule.rules if isinstance(rule, AnyOf | AllOf | Except) else ()
    return next((found for one in inside if (found := _denial(one, issuer)) is not None), None)


def _nobody() -> Finding:
    # Empty is never success: a list that was meant to be filled must not let everybody in.
    return Finding("trust.no_anchor", "The policy holds an empty trust rule.", "/issuer")
