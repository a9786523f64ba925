"""Check ``nested``: credentials inside a record or a presentation, each with a report of its own.

CLR 2.0; VC Data Model 2.0, section 4.13 (Presentations). An inner report never lifts the outer verdict, and never sinks
it silently. :mod:`.endorsements` reads what praises the credential.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.carriers import json_file, open_credential, token
from eccoe_vc.errors import Finding, RefusedError
from eccoe_vc.report import Check, Outcome, Report
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification import tokens
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.inspected import Inspected
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.trust import UnsafeAnyIssuer

Inspection = Generator[Fetch, Fetched | Unavailable, Inspected]
#: Inspects what stands inside a case under a policy, on the account of the case.
Inspect = Callable[[Any, Case, Policy], Inspection]
Reporting = Generator[Fetch, Fetched | Unavailable, Report]
Nesting = Generator[Fetch, Fetched | Unavailable, None]
#: What a policy asks of a credential that nobody presents.
NOT_PRESENTED: Final[Mapping[str, Any]] = MappingProxyType(
    {"key_binding": "report", "challenge": None, "domain": None, "purpose": "assertionMethod", "recipient": None}
)
_NOT_ASKED = UnsafeAnyIssuer(reason="Whoever is carried along is reported, and trusted for nothing.")


def objects(pointer: str, value: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The objects of a member, one or in a list: a signature over RDF does not tell the one from the other."""
    if isinstance(value, list):
        return [(f"{pointer}/{index}", item) for index, item in enumerate(value) if isinstance(item, dict)]
    return [(pointer, value)] if isinstance(value, dict) else []


def inner(case: Case, inspect: Inspect) -> Nesting:
    """Verify each credential that a learner record or a presentation carries."""
    holders = objects("/credentialSubject", case.document.get("credentialSubject"))
    if "VerifiablePresentation" in case.types:
        holders.append(("", case.document))
    holders = [(base, holder) for base, holder in holders if holder.get("verifiableCredential") is not None]
    if not holders:
        case.not_applicable("nested")
        return
    findings: list[Finding] = []
    for base, holder in holders:
        record = bool(base)
        if record and holder.get("partial") is True:
            findings.append(Finding("clr.partial", "The record says that it is partial.", f"{base}/partial"))
        carried = holder["verifiableCredential"]
        many = isinstance(carried, list)
        for index, tree in enumerate(carried if many else [carried]):
            pointer = f"{base}/verifiableCredential" + (f"/{index}" if many else "")
            if not isinstance(tree, dict) and not (isinstance(tree, str) and case.is_v1 and not record):
                message = "A credential that is carried along is not an object."
                findings.append(Finding("clr.inner" if record else "vp.credential_shape", message, pointer))
            else:
                findings += yield from _carried(case, tree, pointer, holder if record else None, inspect)
    case.conclude("nested", findings)


def _carried(
    case: Case, tree: dict[str, Any] | str, pointer: str, subject: Mapping[str, Any] | None, inspect: Inspect
) -> Generator[Fetch, Fetched | Unavailable, list[Finding]]:
    findings: list[Finding] = []
    record = subject is not None
    inside = tokens.peek(tree, case.policy) or tree
    if subject is not None and isinstance(inside, dict) and not _same_person(subject, inside.get("credentialSubject")):
        message = "A credential in the record is about somebody else than the record."
        findings.append(Finding("clr.subject", message, f"{pointer}/credentialSubject"))
    if "proof" not in tree and record and not is_enveloped(tree):
        message = "A credential in the record has no proof of its own, and the record's proof does not bind its parts."
        unbound = Finding("clr.not_bound", message, pointer)
        check = Check("proof", Outcome.INDETERMINATE, unbound.code, pointer, message, "", (unbound,))
        case.nested[pointer] = Report((check,), at=case.at)
        findings.append(unbound._replace(outcome="W"))
        return findings
    report = yield from inner_report(case, tree, pointer, inspect, inner_policy(case))
    if report.verdict == "rejected":
        problem = reason(report)
        code = "clr.inner" if record else "vp.credential"
        findings.append(Finding(code, f"A credential inside does not hold. {problem.message}", pointer, problem.hint))
    elif report.verdict == "indeterminate":
        problem = next(report.problems())
        findings.append(Finding(problem.code, f"In a credential inside: {problem.message}", pointer, problem.hint, "I"))
    return findings


def is_enveloped(tree: Any) -> bool:
    """Whether it is a token in an envelope."""
    return isinstance(tree, dict) and json_file.form_of(tree) == "enveloped"


def inner_report(case: Case, tree: dict[str, Any] | str, pointer: str, inspect: Inspect, policy: Policy) -> Reporting:
    """The report on an inner credential under ``policy``, on the same account. Kept in ``case.nested``.

    :raises RefusedError: ``struct.limit``, too many or too deep.
    """
    try:
        budget = case.policy.budget
        envelope = token.read(tree, budget) if isinstance(tree, str) else open_credential(tree, budget=budget)
    except RefusedError as error:
        check = Check(
            "carrier" if isinstance(tree, str) else "json",
            Outcome.FAILED,
            error.code,
            error.pointer,
            error.message,
            "",
            error.findings,
        )
        report = Report((check,), at=case.at)
    else:
        inner = yield from inspect(envelope, case, policy)
        report = inner.report
        case.partial |= {pointer + place for place in inner.documents.partial}
        case.opened |= {pointer + place: document for place, document in inner.documents.opened.items()}
    case.nested[pointer] = report
    return report


def reason(report: Report) -> Check:
    """Why a report rejects: its first check that failed, not one that could not be decided."""
    return next(check for check in report.problems() if check.outcome is Outcome.FAILED)


def inner_policy(case: Case) -> Policy:
    """The outer policy for a credential that is carried along: any credential, for the purpose of credentials.

    Whom the verifier trusts, and whom it must be about, is asked about what a holder presents. Whoever is carried along
    in a record is reported: nobody presents it, so that no challenge and no key binding is asked of it.
    """
    if case.policy.purpose == "authentication":
        return case.policy.with_(profile="by-type", purpose="assertionMethod")
    return case.policy.with_(profile="by-type", trust=_NOT_ASKED, **NOT_PRESENTED)


def _same_person(outer: Mapping[str, Any], inner_subject: Any) -> bool:
    ours = outer.get("id")
    return ours is None or all(subject.get("id") in (None, ours) for _, subject in objects("", inner_subject))
