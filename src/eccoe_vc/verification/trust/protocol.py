"""What a trust rule is, what it is asked, and how it asks for what it needs.

Knowing who an issuer is (this room) and knowing that a key is the issuer's (:mod:`eccoe_vc.verification.binding`) are
two questions, and both are asked.

A rule answers by itself (:class:`TrustRule`), or needs documents for it (:class:`AskingRule`): then it asks for them as
every step does, by yielding a :class:`~eccoe_vc.sources.Fetch` (docs/adr/0145). It is asked after the proof, and what
it asks for stands in the rule, never in the credential.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from eccoe_vc.errors import Finding, GuardUnavailableError, RefusedError, shown
from eccoe_vc.limits import Budget
from eccoe_vc.report import Outcome, conclude
from eccoe_vc.sources import Fetch, Fetched, Unavailable

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
