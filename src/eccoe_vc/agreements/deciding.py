"""The decision: verified agreements and verified evidence go in, what is recognised and why comes out.

Recognition, section 6. A pure function: no clock, no network, no order of inputs, no hash seed. Every agreement and
every credential that was handed in is in the answer, used or not, with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from eccoe_vc.agreements import awards, windows
from eccoe_vc.agreements.awards import Award
from eccoe_vc.agreements.choosing import Choice, Mode, Text, choose
from eccoe_vc.agreements.counterparts import CREDENTIAL as AGREEMENT
from eccoe_vc.agreements.counterparts import SignedText, Standing, signed_text
from eccoe_vc.agreements.evidence import Evidence, SetAside, admit
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.history import history
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.matching import Found, Matcher, Request
from eccoe_vc.agreements.notices import CREDENTIAL as NOTICE
from eccoe_vc.agreements.notices import Notice, signed_notice
from eccoe_vc.agreements.signed import document_of
from eccoe_vc.encoding.quantities import text_of
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.models.agreement import Party
from eccoe_vc.verification.verified import Verified


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme for which recognition is asked: its id, its size, and the unit of that size."""

    id: str
    credit: Fraction | int | None = None
    unit: str | None = None

    def __post_init__(self) -> None:
        if self.credit is not None and (isinstance(self.credit, bool) or not isinstance(self.credit, Fraction | int)):
            hint = "Pass Fraction(60) or 60; a float is not exact."
            raise InputTypeError("input.type", f"The size of the programme is {shown(self.credit)}.", hint=hint)


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided and why, before anybody signs it.

    ``texts``: those that decided, each with every match that was tried and its tree of reasons. ``standings``: every
    text of every agreement, with its state. ``unused``: each credential that is neither granted, pending nor refused,
    with its code.
    """

    choice: Choice
    texts: tuple[Text, ...]
    standings: tuple[Standing, ...]
    evidence: tuple[Evidence, ...]
    unused: tuple[SetAside, ...]
    mode: Mode
    notes: tuple[str, ...] = ()
    request: Mapping[str, Any] = field(default_factory=dict)


def decide(
    agreements: Iterable[Verified],
    evidence: Iterable[Verified],
    *,
    learner: Learner,
    host: str,
    on: date,
    mode: Mode = "priority",
    programme: Programme | None = None,
    enrolment: date | None = None,
    signatories: Mapping[str, Collection[str]] | None = None,
    applied_before: Mapping[str, Fraction] | None = None,
    on_record: Iterable[str] = (),
    bearer_ok: bool = False,
    budget: Budget = DEFAULT,
) -> Decision:
    """Decide what ``host`` recognises of what ``learner`` holds.

    :param agreements: counterparts of any number of agreements and versions, and termination notices, as
        :func:`eccoe_vc.verify` returned them.
    :param evidence: credentials, presentations and learner records, as :func:`eccoe_vc.verify` returned them.
    :param host: the id of the recognising party.
    :param on: the day of the request.
    :raises InputTypeError: ``agreement.unsigned``, ``input.not_verified``: something that was not verified.
    :raises AgreementError: no agreement decides: the code of its state, such as ``agreement.one_sided``;
        ``agreement.party`` where the host recognises under none of them; ``rule.budget``.
    """
    _check_request(learner, host, on, mode, enrolment)
    standings, strange = _standings(agreements, on, signatories)
    admitted = admit(evidence, learner, bearer_ok=bearer_ok, budget=budget)
    kept, copies = _collapsed(admitted.evidence)
    unsure = {one.facts.credential: one.unsure for one in kept if one.unsure}
    request = Request(host, on, programme.id if programme else "", enrolment, unsure)
    texts = tuple(_texts(standings, host, kept, request))
    found = choose(
        texts,
        mode=mode,
        programme_credit=Fraction(programme.credit) if programme and programme.credit is not None else None,
        unit=programme.unit if programme else None,
        applied_before=applied_before,
        on_record=on_record,
        shared=awards.once([_award(one.facts) for one in kept], _parts(kept)),
    )
    unused = _unused(kept, texts, found, standings)
    notes = {note for one in kept for note in one.notes} | {note for one in standings for note in one.on.notes}
    notes |= {"agreement.notice_ignored"} if strange else set()
    return Decision(
        found,
        texts,
        standings,
        tuple(kept),
        tuple(sorted({*admitted.aside, *copies, *unused}, key=lambda one: (one.credential, one.digest, one.pointer))),
        mode,
        tuple(sorted(notes)),
        _asked(learner, host, on, programme, enrolment, mode),
    )


def _check_request(learner: object, host: object, on: object, mode: object, enrolment: object) -> None:
    if mode not in ("priority", "maximise"):
        raise InputTypeError("input.type", f"The mode is {shown(mode)}.", hint="It is 'priority' or 'maximise'.")
    if not isinstance(learner, Learner):
        raise InputTypeError("input.type", f"The learner is {shown(learner)}.", hint="Pass Learner(ids=(...,)).")
    if not isinstance(host, str):
        raise InputTypeError("input.type", f"The host is {shown(host)}.", hint="Pass the id of the recognising party.")
    for name, value in (("on", on), ("enrolment", enrolment)):
        # A datetime is a date to Python, and on which day it lies depends on a zone that nobody named.
        if type(value) is not date and not (name == "enrolment" and value is None):
            raise InputTypeError("input.type", f"The argument {name} is {shown(value)}.", hint="Pass a datetime.date.")


def _asked(
    learner: Learner, host: str, on: date, programme: Programme | None, enrolment: date | None, mode: Mode
) -> dict[str, Any]:
    """The request as it is digested and recorded."""
    made: dict[str, Any] = {"learner": learner.ids[0] if learner.ids else "", "host": host}
    made["requestDate"] = on.isoformat()
    if programme is not None:
        size = {} if programme.credit is None else {"credit": text_of(Fraction(programme.credit))}
        made["programme"] = {"id": programme.id, **size, **({"unit": programme.unit} if programme.unit else {})}
    if enrolment is not None:
        made["enrolmentDate"] = enrolment.isoformat()
    return made | {"mode": mode}


# ---- which texts decide ----------------------------------------------------------------------------------------------


def _standings(
    agreements: Iterable[Verified], on: date, signatories: Mapping[str, Collection[str]] | None
) -> tuple[tuple[Standing, ...], bool]:
    """Every text of every agreement on the day, by id, the newest version first; and is there a notice about none?"""
    copies: dict[str, list[SignedText]] = {}
    notices: list[Notice] = []
    for verified in agreements:
        types = document_of(verified).get("type")
        if isinstance(types, list) and NOTICE in types and AGREEMENT not in types:
            notices.append(signed_notice(verified))
        else:
            copy = signed_text(verified)
            copies.setdefault(copy.agreement.id, []).append(copy)
    found = tuple(
        standing
        for name in sorted(copies)
        for standing in history(
            copies[name], on, notices=[one for one in notices if one.agreement == name], signatories=signatories
        )
    )
    return found, any(one.agreement not in copies for one in notices)


def _texts(standings: Sequence[Standing], host: str, kept: Sequence[Evidence], request: Request) -> list[Text]:
    """The texts under which the host recognises, each with its matches.

    :raises AgreementError: there is none; the code is that of the first text that would have to be signed or mended.
    """
    binding = [one for one in standings if one.binds]
    mine = [one for one in binding if _recognises(one, host)]
    if not mine:
        raise _none(standings, binding, host)
    several = len(mine) > 1
    made = []
    for one in mine:
        matcher = Matcher(one.agreement, superseded_from=one.superseded_from, terminated_from=one.terminated_from)
        facts = [
            replace(piece.facts, issuer=matcher.party_of.get(piece.facts.issuer, piece.facts.issuer)) for piece in kept
        ]
        name = f"{one.agreement.id} {one.agreement.version} " if several else ""
        made.append(Text(one.agreement, matcher.terms, matcher.matches(facts, request), name))
    return made


def _recognises(one: Standing, host: str) -> bool:
    return any(party.id == host and "recognisingBody" in party.role for party in one.agreement.party)


def _none(standings: Sequence[Standing], binding: Sequence[Standing], host: str) -> AgreementError:
    mine = [one for one in standings if _recognises(one, host)]
    if not standings:
        return AgreementError("agreement.unsigned", "No agreement was handed over.")
    if binding or not mine:
        return AgreementError("agreement.party", f"Under none of the agreements does {shown(host)} recognise anything.")
    first = mine[0]
    code = "agreement.authority" if "agreement.authority" in first.on.notes else first.on.code
    missing = f" The counterpart of {', '.join(map(shown, first.missing))} is missing." if first.missing else ""
    places = sorted({place.pointer for rows in first.differences.values() for place in rows})
    differing = f" The texts differ at {', '.join(places[:5])}." if places else ""
    message = f"The agreement {shown(first.agreement.id)} decides nothing: it is {first.on.state}.{missing}{differing}"
    return AgreementError(code, message, pointer=places[0] if places else "")


# ---- one award is one award ------------------------------------------------------------------------------------------


def _award(facts: Facts) -> Award:
    """An award of the learner: all evidence is about one person, so the subject is the same."""
    when = windows.completion(facts.dates)
    day = when.day if when is not None else None
    return Award(facts.credential, facts.issuer, facts.achievement, "", day, facts.dates.get("validFrom", ""))


def _collapsed(evidence: Sequence[Evidence]) -> tuple[list[Evidence], list[SetAside]]:
    newest = {award.credential for award in awards.collapse(_award(one.facts) for one in evidence)}
    copies = [one for one in evidence if one.facts.credential not in newest]
    aside = [SetAside(one.facts.credential, one.facts.digest, "rule.already_used") for one in copies]
    return [one for one in evidence if one.facts.credential in newest], aside


def _parts(evidence: Sequence[Evidence]) -> dict[str, list[str]]:
    """Achievement to the achievements that are parts of it, whichever of both says so."""
    made: dict[str, list[str]] = {}
    for one in evidence:
        made.setdefault(one.facts.achievement, []).extend(one.facts.has_part)
        for whole in one.facts.is_part_of:
            made.setdefault(whole, []).append(one.facts.achievement)
    return made


# ---- nothing is dropped without a word -------------------------------------------------------------------------------


def _unused(
    kept: Sequence[Evidence], texts: Sequence[Text], choice: Choice, standings: Sequence[Standing]
) -> list[SetAside]:
    """Each credential for which nothing is granted, pending or refused, with the code that says why."""
    shown_ = [one for one, _ in (*choice.granted, *choice.pending)]
    shown_ += [*choice.exempted, *choice.unapplied, *choice.refused]
    named = {use.award.credential for one in shown_ for use in one.found.uses}
    made = []
    for one in kept:
        if one.facts.credential not in named:
            code = _why_unused(one.facts, texts, choice, standings)
            made.append(SetAside(one.facts.credential, one.facts.digest, code))
    return made


def _why_unused(facts: Facts, texts: Sequence[Text], choice: Choice, standings: Sequence[Standing]) -> str:
    lost = [(one.match.name, code) for one, code in choice.lost if facts.credential in one.found.awards]
    if lost:
        return min(lost)[1]
    tried = [match for text in texts for match in text.matches if facts.credential in match.awards]
    if tried:
        return _best(tried).code or "rule.already_used"
    if not any(_names(text.agreement.party, facts.issuer) for text in texts):
        elsewhere = any(one.binds and _names(one.agreement.party, facts.issuer) for one in standings)
        return "rule.no_transitivity" if elsewhere else "agreement.party"
    return "rule.no_match"


def _best(tried: Sequence[Found]) -> Found:
    """The match that came nearest: true before unknown before false, then in order."""
    return min(tried, key=lambda match: (-match.truth, match.rule.rule_id, match.awards))


def _names(parties: Iterable[Party], issuer: str) -> bool:
    return any(issuer in party.names for party in parties)


__all__ = ["Decision", "Programme", "decide"]
