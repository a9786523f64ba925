"""Checks ``endorsements`` and ``nested``: credentials inside the credential, each with a report of its own.

Open Badges 3.0, section 8.2 (Endorsement Verification); CLR 2.0; VC Data Model 2.0, section 4.13 (Presentations).
An inner report never lifts the outer verdict, and never sinks it silently.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from typing import Any

from eccoe_vc.carriers import json_file, open_credential, token
from eccoe_vc.encoding import pointers
from eccoe_vc.errors import Finding, RefusedError
from eccoe_vc.report import Check, Outcome, Report
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification import tokens
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.inspected import Inspected
from eccoe_vc.verification.trust import UnsafeAnyIssuer

Inspection = Generator[Fetch, Fetched | Unavailable, Inspected]
Inspect = Callable[[Any, Case], Inspection]
Reporting = Generator[Fetch, Fetched | Unavailable, Report]
Nesting = Generator[Fetch, Fetched | Unavailable, None]
_OTHER_DOCUMENTS = frozenset({"@context", "proof", "endorsement", "verifiableCredential"})
_NOT_ASKED = UnsafeAnyIssuer(reason="Whoever endorses or is carried along is reported, and trusted for nothing.")


def endorsements(case: Case, inspect: Inspect) -> Nesting:
    """Verify each endorsement of the credential, its achievement and its profiles."""
    text = case.text
    places = list(_endorsed(case.document)) if "endorsement" in text or "\\u" in text else []
    if not places or case.policy.endorsements == "skip":
        case.not_applicable("endorsements")
        return
    findings: list[Finding] = []
    for pointer, tree, endorsed in places:
        if isinstance(tree, str):
            report = yield from _inner_report(case, tree, pointer, inspect)
            findings += _judged(case, case.opened.get(pointer, {}), report, pointer, endorsed)
        elif not isinstance(tree, dict) or ("proof" not in tree and not _is_enveloped(tree)):
            message = "An endorsement carries no proof of its own and counts for nothing."
            findings.append(Finding("endorsement.unsigned", message, pointer))
        else:
            report = yield from _inner_report(case, tree, pointer, inspect)
            findings += _judged(case, case.opened.get(pointer, tree), report, pointer, endorsed)
    case.conclude("endorsements", findings)


def _judged(case: Case, tree: Mapping[str, Any], report: Report, pointer: str, endorsed: Any) -> Iterator[Finding]:
    soft = "W" if case.policy.endorsements == "report" else "F"
    if report.verdict == "rejected":
        reason = _reason(report).message
        yield Finding("endorsement.invalid", f"An endorsement does not hold. {reason}", pointer, outcome=soft)
        return
    if report.verdict == "indeterminate":
        reason = next(report.problems()).message
        yield Finding("endorsement.unverified", f"An endorsement could not be decided. {reason}", pointer)
        if not tree:
            return  # a token that we cannot open: what it is about is not known either
    subject = tree.get("credentialSubject")
    about = subject.get("id") if isinstance(subject, dict) else None
    if about != endorsed:
        message = "The endorsement is about something else than what it stands in."
        yield Finding("endorsement.subject", message, f"{pointer}/credentialSubject/id", outcome=soft)
    if _issuer(tree) == case.issuer_id:
        yield Finding("endorsement.self", "The issuer endorses itself.", pointer)


def _endorsed(document: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """Every endorsement with its pointer and the id of the thing in which it stands, wherever that is.

    What stands in an embedded credential is looked at with that credential.
    """
    for path, thing in pointers.walk(document, into=lambda name: name not in _OTHER_DOCUMENTS):
        if thing.__class__ is not dict:
            continue
        for name in ("endorsement", "endorsementJwt"):
            value = thing.get(name)
            if value is None:
                continue
            place = pointers.join("", *pointers.tokens(path), name)
            if isinstance(value, list):
                yield from ((f"{place}/{index}", item, thing.get("id")) for index, item in enumerate(value))
            else:
                yield place, value, thing.get("id")


def _objects(pointer: str, value: Any) -> list[tuple[str, Mapping[str, Any]]]:
    """The objects of a member, one or in a list: a signature over RDF does not tell the one from the other."""
    if isinstance(value, list):
        return [(f"{pointer}/{index}", item) for index, item in enumerate(value) if isinstance(item, dict)]
    return [(pointer, value)] if isinstance(value, dict) else []


def inner(case: Case, inspect: Inspect) -> Nesting:
    """Verify each credential that a learner record or a presentation carries."""
    holders = _objects("/credentialSubject", case.document.get("credentialSubject"))
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
    if "proof" not in tree and record and not _is_enveloped(tree):
        message = "A credential in the record has no proof of its own, and the record's proof does not bind its parts."
        unbound = Finding("clr.not_bound", message, pointer)
        check = Check("proof", Outcome.INDETERMINATE, unbound.code, pointer, message, "", (unbound,))
        case.nested[pointer] = Report((check,), at=case.at)
        findings.append(unbound._replace(outcome="W"))
        return findings
    report = yield from _inner_report(case, tree, pointer, inspect)
    if report.verdict == "rejected":
        problem = _reason(report)
        code = "clr.inner" if record else "vp.credential"
        findings.append(Finding(code, f"A credential inside does not hold. {problem.message}", pointer, problem.hint))
    elif report.verdict == "indeterminate":
        problem = next(report.problems())
        findings.append(Finding(problem.code, f"In a credential inside: {problem.message}", pointer, problem.hint, "I"))
    return findings


def _is_enveloped(tree: Any) -> bool:
    return isinstance(tree, dict) and json_file.form_of(tree) == "enveloped"


def _inner_report(case: Case, tree: dict[str, Any] | str, pointer: str, inspect: Inspect) -> Reporting:
    """The report on an inner credential, under the outer policy but for trust, and on the same account."""
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
        inner = yield from inspect(envelope, case)
        report = inner.report
        case.partial |= {pointer + place for place in inner.documents.partial}
        case.opened |= {pointer + place: document for place, document in inner.documents.opened.items()}
    case.nested[pointer] = report
    return report


def _reason(report: Report) -> Check:
    """Why a report rejects: its first check that failed, not one that could not be decided."""
    return next(check for check in report.problems() if check.outcome is Outcome.FAILED)


def inner_policy(case: Case) -> Any:
    """The outer policy for an inner credential: any credential, for the purpose of credentials.

    Whom the verifier trusts, and whom it must be about, is asked about what a holder presents. Whoever endorses, or is
    carried along in a record, is reported.
    """
    presented = case.policy.purpose == "authentication"
    trust = case.policy.trust if presented else _NOT_ASKED
    recipient = case.policy.recipient if presented else None
    return case.policy.with_(profile="by-type", trust=trust, purpose="assertionMethod", recipient=recipient)


def _same_person(outer: Mapping[str, Any], inner_subject: Any) -> bool:
    ours = outer.get("id")
    return ours is None or all(subject.get("id") in (None, ours) for _, subject in _objects("", inner_subject))


def _issuer(tree: Mapping[str, Any]) -> str:
    issuer = tree.get("issuer")
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    return name if isinstance(name, str) else ""
