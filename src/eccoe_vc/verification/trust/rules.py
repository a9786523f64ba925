"""Whom a verifier trusts, as values with one method. Rules compose; an empty rule trusts nobody.

Knowing who an issuer is (this room) and knowing that a key is the issuer's (:mod:`eccoe_vc.verification.binding`) are
two questions, and both are asked.

A rule answers by itself (:class:`TrustRule`), or needs documents for it (:class:`AskingRule`): then it asks for them as
every step does, by yielding a :class:`~eccoe_vc.sources.Fetch` (docs/adr/0145). It is asked after the proof, and what
it asks for stands in the rule, never in the credential.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import Finding, GuardUnavailableError, InputTypeError, RefusedError, shown
from eccoe_vc.limits import Budget
from eccoe_vc.report import Outcome, conclude
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.trust.look_alikes import look_alike

if TYPE_CHECKING:
    from eccoe_vc.verification.inspected import Inspected

#: How a rule knows an issuer: a kind of name, the name, and who says so.
Known = tuple[str, str, str]


class Judgement(NamedTuple):
    """What a rule says about an issuer.

    ``findings`` beside a yes are notes; findings beside a no say why not. ``by``: who says so, in words. ``known_as``:
    the names of the issuer under which the rule knows it.
    """

    accepted: bool
    findings: tuple[Finding, ...] = ()
    by: str = ""
    known_as: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True, repr=False)
class Inquiry:
    """One question to a rule: who, when, and what it may use.

    ``inspect`` takes a credential through the same steps as the one that is judged, as one that a given party must have
    issued; for documents that are credentials themselves.
    """

    issuer: str
    at: datetime
    budget: Budget
    inspect: Callable[[Any, str], Generator[Fetch, Fetched | Unavailable, Inspected]]


Asking = Generator[Fetch, Fetched | Unavailable, Judgement]


class TrustRule(Protocol):
    """A rule that knows issuers."""

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """Whether ``issuer`` (its id, compared code point for code point) is accepted, and what is to be said.

        Findings beside a yes are notes; findings beside a no say why not.
        """
        ...


class AskingRule(TrustRule, Protocol):
    """A rule that may need a document before it can answer. Its ``judge`` says what is known without one."""

    def consult(self, inquiry: Inquiry) -> Asking:
        """The answer, as steps that yield a :class:`~eccoe_vc.sources.Fetch` for each document that they need."""
        ...


def consult(rule: TrustRule, inquiry: Inquiry) -> Asking:
    """What ``rule`` says, whether it needs documents or not. One that misbehaves could not find out.

    A no is one whatever the rule says beside it: notes alone would let the issuer in.
    """
    try:
        answer = yield from _asked(rule, inquiry)
        held_back = conclude("issuer", answer.findings)[0].outcome is not Outcome.PASSED
    except (RefusedError, GuardUnavailableError, MemoryError, RecursionError):
        raise  # what stops an inspection, from the steps that a rule goes through
    except Exception as error:  # noqa: BLE001 - a plug-in of the user; whatever it raises means: could not find out
        return Judgement(False, (unavailable(f"The trust rule failed with {type(error).__name__}."),))
    if answer.accepted is True or held_back:
        return answer
    return answer._replace(accepted=False, findings=(*answer.findings, _unknown(inquiry.issuer)))


def named_by(rule: TrustRule, issuer: str) -> bool:
    """Whether ``rule`` knows an issuer without asking for anything; one that misbehaves does not."""
    try:
        return rule.judge(issuer)[0] is True
    except Exception:  # noqa: BLE001 - a plug-in of the user, as above
        return False


def _asked(rule: TrustRule, inquiry: Inquiry) -> Asking:
    asked = getattr(rule, "consult", None)
    if asked is not None:
        answer: Judgement = yield from asked(inquiry)
        return Judgement(*answer)
    accepted, findings = rule.judge(inquiry.issuer)
    return Judgement(accepted, tuple(findings))


def _unknown(issuer: str) -> Finding:
    return Finding("trust.unknown_issuer", f"The issuer {shown(issuer)} is not one you trust.", "/issuer")


def asks(rule: TrustRule) -> bool:
    """Whether a rule may need documents. Those that need none are asked first: cheap before dear."""
    rules = getattr(rule, "rules", None)
    return any(map(asks, rules)) if isinstance(rules, tuple) else hasattr(rule, "consult")


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
        """See :class:`TrustRule`."""
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

    :raises InputTypeError: ``input.type``, one text in place of a set, or a name that is no id.
    """
    if isinstance(ids, str):
        raise InputTypeError("input.type", f"{kind} takes a set of ids, not one text.", hint=f"Write {kind}({{...}}).")
    found = frozenset(ids)
    for name in found:
        if not is_iri(name):
            raise InputTypeError(
                "input.type", f"{shown(name)} is no id of an issuer, so it would trust nobody.",
                hint="Name issuers by their ids, such as did:web:north.example, not by what they are called.",
            )  # fmt: skip
    return found


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
        """See :class:`TrustRule`."""
        return True, (
            Finding("trust.unsafe_any", "The policy accepts any issuer; nobody vouched for this one.", "/issuer"),
        )


@dataclass(frozen=True, slots=True, init=False)
class AnyOf:
    """Accepts whom one of its rules accepts; with no rules, nobody.

    A yes outweighs the no of another list; :class:`Except` refuses whatever others say, also as one of the rules.
    """

    rules: tuple[TrustRule, ...]

    def __init__(self, *rules: TrustRule) -> None:
        object.__setattr__(self, "rules", rules)

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`TrustRule`."""
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
        """See :class:`AskingRule`."""
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
    """Accepts whom all of its rules accept; with no rules, nobody."""

    rules: tuple[TrustRule, ...]

    def __init__(self, *rules: TrustRule) -> None:
        object.__setattr__(self, "rules", rules)

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`TrustRule`."""
        said: list[Finding] = []
        for rule in self.rules:
            accepted, findings = rule.judge(issuer)
            if not accepted:
                return False, findings
            said += findings
        return (True, tuple(said)) if self.rules else (False, (_nobody(),))

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`AskingRule`."""
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
        if not callable(getattr(rule, "judge", None)):
            raise InputTypeError("input.type", "Except needs a trust rule for everybody else.")
        if not isinstance(reason, str) or not reason.strip():
            raise InputTypeError("input.type", "Except needs a reason in words.")
        object.__setattr__(self, "rules", (rule,))
        object.__setattr__(self, "refused", named("Except", refused))
        object.__setattr__(self, "reason", reason)

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`TrustRule`."""
        return (False, (self.denied(issuer),)) if issuer in self.refused else self.rules[0].judge(issuer)

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`AskingRule`."""
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


def asked_for(
    url: str, purpose: Literal["issuer registry", "domain linkage"], max_bytes: int
) -> Generator[Fetch, Fetched | Unavailable, bytes | Finding]:
    """The bytes at an address that a rule names, or why there are none."""
    answer = yield Fetch(url, purpose, max_bytes)
    if isinstance(answer, Unavailable):
        code = f" [{answer.code}]" if answer.code else ""
        return unavailable(f"The document at {shown(url, 120)} could not be had. {answer.message[:120]}{code}")
    if answer.url != url:  # a document from another address than the one asked for is no answer
        return unavailable(f"Another address answered for {shown(url, 120)}.")
    if len(answer.data) > max_bytes:
        return unavailable(f"The document at {shown(url, 120)} is larger than {max_bytes} bytes.")
    return answer.data


def unavailable(message: str) -> Finding:
    """What a rule needs could not be had: then it is not known whether the issuer is trusted."""
    return Finding("trust.registry_unavailable", message, "/issuer")
