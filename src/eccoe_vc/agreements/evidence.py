"""From what was verified to evidence: only what an issuer signed by itself, about the learner who asks.

Recognition, section 6 steps 1 to 3. Nothing is dropped without a word: what is no evidence is set aside with its code.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from eccoe_vc.agreements import facts as reading
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.learners import Identity, Learner
from eccoe_vc.agreements.signed import document_of, doubt_of, is_assumed, notes_of, part_of, status_of
from eccoe_vc.encoding import DecodeError
from eccoe_vc.errors import AgreementError
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.report import Report
from eccoe_vc.verification.inspected import Documents
from eccoe_vc.verification.verified import Verified

#: Credentials of these types are what was decided, not what was learned.
_DECIDED: Final = frozenset({"RecognitionDecisionCredential", "RecognitionAgreementCredential"})
_CARRIERS: Final = ("/verifiableCredential", "/credentialSubject/verifiableCredential")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One credential that counts: its facts, and the codes that leave it to a person or are only noted."""

    facts: Facts
    unsure: str = ""
    notes: tuple[str, ...] = ()
    #: The hashed identity by which it is the learner's, where it is by one.
    identity: Identity | None = None


@dataclass(frozen=True, slots=True)
class SetAside:
    """One credential that does not count, with its code and, of several in one file, its place."""

    credential: str
    digest: str
    code: str
    pointer: str = ""


class Admitted(NamedTuple):
    """What counts and what does not; together everything that was handed in."""

    evidence: tuple[Evidence, ...]
    aside: tuple[SetAside, ...]


def admit(
    given: Iterable[Verified], learner: Learner, *, bearer_ok: bool = False, budget: Budget = DEFAULT
) -> Admitted:
    """What counts as evidence of this learner, in an order of its own: the order of ``given`` never matters.

    :param bearer_ok: accept credentials that name nobody; noted as ``subject.not_checked``.
    :raises InputTypeError: ``input.not_verified``, something that :func:`eccoe_vc.verify` did not return.
    :raises AgreementError: ``rule.budget``, more credentials than the Budget allows.
    """
    found: dict[str, Evidence] = {}
    aside: set[SetAside] = set()
    count = 0
    for verified in given:
        document = document_of(verified, unsigned="input.not_verified")
        assumed = is_assumed(verified)
        for pointer, tree, report in pieces("", document, verified.report, verified.documents):
            count += 1
            if count > budget.evidence:
                raise AgreementError("rule.budget", f"There are more than {budget.evidence} credentials.")
            one = _judged(tree, report, learner, bearer_ok, pointer, assumed)
            part = part_of(verified.documents, pointer)
            if isinstance(one, SetAside):
                aside.add(one)
            else:
                one = replace(one, unsure=one.unsure or part)
                # Of one document in several forms the one of which most is known, in whatever order they came.
                found[one.facts.digest] = min(one, found.get(one.facts.digest, one), key=_doubts)
    return Admitted(
        tuple(_named(sorted(found.values(), key=lambda one: (one.facts.credential, one.facts.digest)))),
        tuple(sorted(aside, key=lambda one: (one.credential, one.digest, one.pointer))),
    )


def _doubts(one: Evidence) -> tuple[bool, str, tuple[str, ...]]:
    return (one.unsure != "", one.unsure, one.notes)


def pieces(
    base: str, document: Mapping[str, Any], report: Report, documents: Documents
) -> Iterator[tuple[str, Mapping[str, Any], Report]]:
    """The credentials of a file: itself, or those that a presentation or a learner record carries, also as tokens."""
    carried = [(place, inner) for place, inner in (report.nested or {}).items() if place.startswith(_CARRIERS)]
    if not carried:
        yield base, document, report
    for place, inner in carried:
        try:
            tree = documents.at(base + place)
        except DecodeError:  # pragma: no cover - the report names places of this document
            continue
        if isinstance(tree, Mapping):  # else it is a token that could not be opened, and its report says why
            yield from pieces(base + place, tree, inner, documents)


def _judged(
    tree: Mapping[str, Any], report: Report, learner: Learner, bearer_ok: bool, pointer: str, assumed: bool
) -> Evidence | SetAside:
    facts = reading.read(tree)
    types = tree.get("type")
    kinds = frozenset(kind for kind in (types if isinstance(types, list) else [types]) if isinstance(kind, str))
    code = ""
    if pointer and not assumed and report.verdict != "accepted":
        code = next((check.code for check in report.problems() if check.code), "clr.not_bound")
    elif kinds & _DECIDED:
        code = "rule.input_not_original"
    elif "VerifiablePresentation" in kinds or "ClrCredential" in kinds:
        code = "vp.empty" if "VerifiablePresentation" in kinds else "clr.not_bound"
    subject = tree.get("credentialSubject")
    if isinstance(subject, list) and len(subject) == 1:
        subject = subject[0]
    if not code and not isinstance(subject, Mapping):
        code = "subject.ambiguous"
    if code:
        return SetAside(facts.credential, facts.digest, code, pointer)
    subject = subject if isinstance(subject, Mapping) else {}
    belongs, identity = learner.belongs(subject), learner.identity_in(subject)
    if belongs == "subject.mismatch":
        return SetAside(facts.credential, facts.digest, belongs, pointer)
    notes = ("agreement.assumed",) if assumed else ()
    if belongs and bearer_ok and belongs == "subject.missing":
        belongs, notes = "", (*notes, "subject.not_checked")
    unread = not assumed and status_of(report) == "unknown"
    unsure = belongs or doubt_of(report) or ("status.unavailable" if unread else "")
    return Evidence(facts, unsure, (*notes, *notes_of(report)), identity)


def _named(found: list[Evidence]) -> Iterator[Evidence]:
    """Each under a name of its own: a credential without id, or two with one id, are named by their digests."""
    names = [one.facts.credential for one in found]
    for one in found:
        unique = one.facts.credential and names.count(one.facts.credential) == 1
        yield one if unique else replace(one, facts=replace(one.facts, credential=one.facts.digest))


__all__ = ["Admitted", "Evidence", "SetAside", "admit"]
