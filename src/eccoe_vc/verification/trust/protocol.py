"""What a trust rule is, what it is asked, and how it asks for what it needs.

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
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, Protocol

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


def is_rule(given: object) -> bool:
    """Whether it can be asked. A class of rules cannot, though it has the method."""
    return callable(getattr(given, "judge", None)) and not isinstance(given, type)


def consult(rule: TrustRule, inquiry: Inquiry) -> Asking:
    """What ``rule`` says, whether it needs documents or not. One that misbehaves could not find out.

    A no is one whatever the rule says beside it: notes alone would let the issuer in.
    """
    try:
        given = yield from _asked(rule, inquiry)
        answer = _judgement(given)
        if answer is None:
            return Judgement(False, (_no_answer(rule, given),))
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


def _asked(rule: TrustRule, inquiry: Inquiry) -> Generator[Fetch, Fetched | Unavailable, object]:
    """What a rule says, of whatever kind it is."""
    asked = getattr(rule, "consult", None)
    if asked is not None:
        return (yield from asked(inquiry))
    return rule.judge(inquiry.issuer)


def _judgement(given: object) -> Judgement | None:
    """What a rule said, if it is an answer: a yes or no and findings, and with a :class:`Judgement` who says so."""
    if not isinstance(given, tuple | list) or len(given) not in _PARTS:
        return None
    accepted, findings, *names = given
    if not isinstance(findings, Iterable):
        return None
    answer = Judgement(accepted, tuple(findings), *names)
    told = isinstance(answer.by, str) and isinstance(answer.known_as, tuple) and all(map(_is_known, answer.known_as))
    return answer if told and all(isinstance(one, Finding) for one in answer.findings) else None


def _is_known(given: object) -> bool:
    return isinstance(given, tuple) and len(given) == _KNOWN and all(isinstance(one, str) for one in given)


_KNOWN: Final = 3  # a kind of name, the name, and who says so
_PARTS: Final = (2, 3, 4)  # of an answer: those of a Judgement, of which the last two may be left out


def _no_answer(rule: TrustRule, given: object) -> Finding:
    """Said to whoever wrote the rule: nothing has to be tried again."""
    name, verb = type(rule).__name__, "consult" if hasattr(rule, "consult") else "judge"
    good = isinstance(given, tuple | list) and len(given) in _PARTS
    what = "something else than findings beside its yes or no" if good else shown(given)
    due = "a Judgement" if verb == "consult" else "a pair (accepted, findings)"
    hint = f"Let {verb} of the rule return {due}: True or False, and a tuple of Finding, which may be empty."
    return unavailable(f"The trust rule {shown(name)} answered with {what}, which is no answer.", hint)


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


def unavailable(message: str, hint: str = "") -> Finding:
    """What a rule needs could not be had: then it is not known whether the issuer is trusted."""
    return Finding("trust.registry_unavailable", message, "/issuer", hint)
