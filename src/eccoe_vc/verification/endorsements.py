"""Check ``endorsements``: what others say in praise of the credential, its achievement and the profiles in it.

Open Badges 3.0, section 8.2 (Endorsement Verification), step 6, and EndorsementCredential. Each endorsement is verified
as a credential of its own and has a report of its own, to a depth and on one account. A good one never lifts a verdict.
Requirements E1 to E5.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import Finding, RefusedError
from eccoe_vc.report import Report
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification import asking, nested
from eccoe_vc.verification.case import Case, listed
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.trust.protocol import Asking, Inquiry, Judgement, TrustRule, consult

Nesting = Generator[Fetch, Fetched | Unavailable, None]
Reading = Generator[Fetch, Fetched | Unavailable, list[Finding]]
TYPE: Final = "EndorsementCredential"
#: Members that hold other documents: what stands in them is looked at with them.
_OTHER_DOCUMENTS: Final = frozenset({"@context", "proof", "endorsement", "verifiableCredential"})


class Place(NamedTuple):
    """A value that stands where endorsements do: its member, its pointer, and the id of the thing it stands in."""

    member: str
    pointer: str
    tree: Any
    endorsed: Any


_UNKNOWN: Final = Finding(
    "trust.unsafe_any",
    "The endorser is not one of those you trust; what it says is reported and counts for nothing.",
    "/issuer",
)


@dataclass(frozen=True, slots=True)
class Endorsers:
    """Takes whoever endorses, and says in the report who of them the policy trusts (:attr:`Report.trusted`)."""

    rule: TrustRule | None

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~eccoe_vc.verification.trust.TrustRule`."""
        if self.rule is not None:
            accepted, findings = self.rule.judge(issuer)
            if accepted:
                return True, findings
        return True, (_UNKNOWN,)

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`~eccoe_vc.verification.trust.AskingRule`."""
        if self.rule is not None:
            answer = yield from consult(self.rule, inquiry)
            if answer.accepted:
                return answer
        return Judgement(True, (_UNKNOWN,))


def check(case: Case, inspect: nested.Inspect) -> Nesting:
    """Verify each endorsement of the credential, its achievement and its profiles; conclude ``endorsements``."""
    text = case.text
    places = list(_places(case.document)) if "endorsement" in text or "\\u" in text else []
    if not places or case.policy.endorsements == "skip":
        case.not_applicable("endorsements")
        return
    findings: list[Finding] = []
    for place in places:
        try:
            findings += yield from _endorsement(case, place, inspect)
        except RefusedError as error:
            if error.code != "struct.limit":
                raise
            findings.append(Finding("endorsement.limit", error.message, place.pointer))
            break
    case.conclude("endorsements", findings)


def _places(document: Mapping[str, Any]) -> Iterator[Place]:
    """Everything in the two members of endorsements, wherever these stand. What is embedded looks at its own."""
    for path, thing in pointers.walk(document, into=lambda name: name not in _OTHER_DOCUMENTS):
        if thing.__class__ is not dict:
            continue
        for name in ("endorsement", "endorsementJwt"):
            value = thing.get(name)
            if value is None:
                continue
            where, endorsed = pointers.join("", *pointers.tokens(path), name), thing.get("id")
            if isinstance(value, list):
                yield from (Place(name, f"{where}/{index}", item, endorsed) for index, item in enumerate(value))
            else:
                yield Place(name, where, value, endorsed)


def _endorsement(case: Case, place: Place, inspect: nested.Inspect) -> Reading:
    """What is found about one endorsement.

    :raises RefusedError: ``struct.limit``, too many or too deep.
    """
    tree, pointer = place.tree, place.pointer
    in_token = (isinstance(tree, str) and place.member == "endorsementJwt") or nested.is_enveloped(tree)
    if not in_token:
        if not isinstance(tree, dict) or "proof" not in tree:
            message = "An endorsement carries no proof of its own and counts for nothing."
            return [Finding("endorsement.unsigned", message, pointer)]
        if TYPE not in listed(tree.get("type")):
            # A member of this name in a vocabulary that is not ours. In a badge the check of the model refuses it.
            message = f"What stands here is no {TYPE} and counts for nothing."
            return [Finding("endorsement.unverified", message, pointer)]
    report = yield from nested.inner_report(case, tree, pointer, inspect, _policy(case))
    opened = case.opened.get(pointer, {}) if in_token else tree
    return [*_judged(case, opened, report, place)]


def _policy(case: Case) -> Policy:
    """The outer policy for an endorsement: asked as strictly, status and schemas included, but for who endorses."""
    return case.policy.with_(profile="by-type", trust=Endorsers(case.policy.trust), **nested.NOT_PRESENTED)


def _judged(case: Case, tree: Mapping[str, Any], report: Report, place: Place) -> Iterator[Finding]:
    pointer, soft = place.pointer, "W" if case.policy.endorsements == "report" else "F"
    if report.verdict == "rejected":
        problem = nested.reason(report)
        message = f"An endorsement does not hold. {asking.short(problem.message, 250)}"
        yield Finding("endorsement.invalid", message, pointer, outcome=soft)
        return
    if report.verdict == "indeterminate":
        problem = next(report.problems())
        message = f"An endorsement could not be decided. {asking.short(problem.message, 250)}"
        yield Finding("endorsement.unverified", message, pointer)
        if not tree:
            return  # a token that we cannot open: what it is about is not known either
    if TYPE not in listed(tree.get("type")):
        message = f"The token holds a credential that is no {TYPE}."
        yield Finding("endorsement.invalid", message, f"{pointer}/type", outcome=soft)
        return
    yield from _about(case, tree, place, soft)
    if _issuer(tree) == case.issuer_id:
        yield Finding("endorsement.self", "The issuer endorses itself.", pointer)


def _about(case: Case, tree: Mapping[str, Any], place: Place, soft: str) -> Iterator[Finding]:
    """Is it about the thing that it stands in? An endorsement of something else is no praise of this."""
    subjects = nested.objects("", tree.get("credentialSubject"))
    about = subjects[0][1].get("id") if len(subjects) == 1 else None
    if isinstance(about, str) and about == place.endorsed:
        return
    where = f"{place.pointer}/credentialSubject"
    if about is None and len(subjects) < 2 and place.pointer in case.partial:
        yield Finding("endorsement.unverified", "What the endorsement is about is not shown.", where)
        return
    message = "The endorsement is about something else than what it stands in."
    yield Finding("endorsement.subject", message, f"{where}/id", outcome=soft)


def _issuer(tree: Mapping[str, Any]) -> str:
    issuer = tree.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    return name if isinstance(name, str) else ""
