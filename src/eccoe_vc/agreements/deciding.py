"""The decision: verified agreements and verified evidence go in, what is recognised and why comes out.

Recognition, section 6. A pure function: no clock, no network, no order of inputs, no hash seed. Every agreement and
every credential that was handed in is in the answer, used or not, with the reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

from eccoe_vc.agreements.asked import Asked, Programme
from eccoe_vc.agreements.chains import Chains
from eccoe_vc.agreements.choosing import Mode, choose
from eccoe_vc.agreements.counterparts import Standing
from eccoe_vc.agreements.decision import Decision
from eccoe_vc.agreements.evidence import Evidence, admit
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.leftover import leftover
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Matcher, Request
from eccoe_vc.agreements.naming import Names, collapsed, counted_once
from eccoe_vc.agreements.nearby import Near, near
from eccoe_vc.agreements.states import standings_on
from eccoe_vc.agreements.texts import Text
from eccoe_vc.errors import AgreementError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.verification.verified import Verified


def decide(
    agreements: Iterable[Verified],
    evidence: Iterable[Verified],
    *,
    learner: Learner | str,
    host: str,
    on: date,
    mode: Mode = "priority",
    programme: Programme | None = None,
    enrolment: date | None = None,
    signatories: Mapping[str, Collection[str]] | None = None,
    applied_before: Mapping[str, Fraction] | None = None,
    on_record: Iterable[str] = (),
    bearer_ok: bool = False,
    tables: Iterable[Mapping[str, Any]] = (),
    budget: Budget = DEFAULT,
) -> Decision:
    """Decide what ``host`` recognises of what ``learner`` holds. Recognition, section 6.

    :param agreements: counterparts of any number of agreements and versions, and termination notices, as
        :func:`eccoe_vc.verify` returned them.
    :param evidence: credentials, presentations and learner records, as :func:`eccoe_vc.verify` returned them.
    :param learner: an id that the person has proved to hold, or a :class:`Learner` with several and with identities.
    :param host: the id of the recognising party.
    :param on: the day of the request.
    :param mode: ``priority``, what a registrar does by hand, or ``maximise``, what is best for the learner.
    :param programme: for which programme; limits that are a share of it need its size.
    :param enrolment: the day on which the learner enrolled, where a text or vested rights ask for it.
    :param signatories: party to the issuers that *you* let sign for it, besides the party itself.
    :param applied_before: what earlier decisions applied, by limit.
    :param on_record: courses that the learner has already.
    :param bearer_ok: accept credentials that name nobody; noted as ``subject.not_checked``.
    :param tables: grade tables that the agreements name by id and digest.
    :raises InputTypeError: ``agreement.unsigned``, ``input.not_verified``: something that was not verified;
        ``input.type``.
    :raises AgreementError: no agreement decides: the code of its state, such as ``agreement.one_sided``;
        ``agreement.party`` where the host recognises under none of them; ``rule.budget``.
    """
    asked = Asked.of(
        learner=learner, host=host, on=on, mode=mode, programme=programme, enrolment=enrolment,
        applied_before=applied_before, on_record=on_record, bearer_ok=bearer_ok, tables=tables,
    )  # fmt: skip
    standings, strange = standings_on(agreements, on, signatories)
    return evaluate(_deciding(standings, host), evidence, asked, standings=standings, strange=strange, budget=budget)


def evaluate(
    deciding: Sequence[Standing],
    evidence: Iterable[Verified],
    asked: Asked,
    *,
    standings: Sequence[Standing] = (),
    strange: bool = False,
    budget: Budget = DEFAULT,
) -> Decision:
    """The decision under texts that are given, whatever their state: :func:`decide` asks for that before.

    :param deciding: the texts under which the host recognises.
    :param standings: all texts that were handed in.
    :param strange: whether a notice came with them that is about none.
    """
    admitted = admit(evidence, asked.learner, bearer_ok=asked.bearer_ok, budget=budget)
    matchers = [_matcher(one) for one in deciding]
    names = Names.of(matchers, admitted.evidence)
    kept, copies = collapsed(admitted.evidence, names)
    unsure = {one.facts.credential: one.unsure for one in kept if one.unsure}
    request = Request(asked.host, asked.on, asked.programme.id if asked.programme else "", asked.enrolment, unsure)
    chains = Chains(standings, [one.facts for one in kept if not one.unsure], asked)
    tried = [
        _tried(one, matcher, kept, chains.into(one), request, len(deciding) > 1)
        for one, matcher in zip(deciding, matchers, strict=True)
    ]
    texts = tuple(text for text, _ in tried)
    choice = choose(
        texts,
        mode=asked.mode,
        programme_credit=asked.size,
        unit=asked.programme.unit if asked.programme else None,
        applied_before=asked.applied_before,
        on_record=asked.on_record,
        shared=counted_once(kept, names),
    )
    found = tuple(one for _, rows in tried for one in rows)
    unmatched, unused = leftover(kept, texts, choice, found, standings)
    notes = {note for one in kept for note in one.notes} | {note for one in standings for note in one.on.notes}
    notes |= {"agreement.notice_ignored"} if strange else set()
    aside = sorted({*admitted.aside, *copies, *unused}, key=lambda one: (one.credential, one.digest, one.pointer))
    return Decision(
        choice, texts, tuple(standings), tuple(kept), tuple(aside), asked.mode, tuple(sorted(notes)), asked.to_json(),
        asked.on, found, unmatched, asked.tables, tuple(chains.used[name] for name in sorted(chains.used)),
    )  # fmt: skip


# ---- which texts decide ----------------------------------------------------------------------------------------------


def _deciding(standings: Sequence[Standing], host: str) -> list[Standing]:
    """The texts under which the host recognises.

    :raises AgreementError: there is none; the code is that of the first text that would have to be signed or mended.
    """
    binding = [one for one in standings if one.binds]
    mine = [one for one in binding if _recognises(one, host)]
    if not mine:
        raise _none(standings, binding, host)
    return mine


def _matcher(one: Standing) -> Matcher:
    return Matcher(one.agreement, superseded_from=one.superseded_from, terminated_from=one.terminated_from)


def _tried(
    one: Standing,
    matcher: Matcher,
    kept: Sequence[Evidence],
    carried: Sequence[Facts],
    request: Request,
    several: bool,
) -> tuple[Text, list[Near]]:
    """A text with all its matches, and the rules that the learner comes near to."""
    party_of = matcher.party_of
    own = [replace(piece.facts, issuer=party_of.get(piece.facts.issuer, piece.facts.issuer)) for piece in kept]
    facts = [*own, *carried]
    name = f"{one.agreement.id} {one.agreement.version} " if several else ""
    matches = matcher.matches(facts, request)
    met = frozenset(match.rule.rule_id for match in matches if match.truth is not Truth.FALSE)
    text = Text(one.agreement, matcher.terms, matches, name, one.digest)
    return text, near(matcher, facts, request, met)


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


__all__ = ["Asked", "Decision", "Programme", "decide", "evaluate"]
