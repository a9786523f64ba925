"""The decision: verified agreements and verified evidence go in, what is recognised and why comes out.

Recognition, section 6. A pure function: no clock, no network, no order of inputs, no hash seed. Every agreement and
every credential that was handed in is in the answer, used or not, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any, Final

from eccoe_vc.agreements import arguments, before
from eccoe_vc.agreements.asked import Asked, Programme
from eccoe_vc.agreements.awards import Once
from eccoe_vc.agreements.bodies import bodies_of, known_by_parties
from eccoe_vc.agreements.chains import Chains
from eccoe_vc.agreements.choosing import Mode, choose
from eccoe_vc.agreements.counterparts import Standing
from eccoe_vc.agreements.decision import Decision
from eccoe_vc.agreements.earlier import Earlier
from eccoe_vc.agreements.evidence import Admitted, Evidence, admit
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.ledger.view import View
from eccoe_vc.agreements.leftover import leftover
from eccoe_vc.agreements.linting.texts import differing
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Matcher, Request
from eccoe_vc.agreements.maximise import Solver
from eccoe_vc.agreements.naming import Names, collapsed, counted_once
from eccoe_vc.agreements.nearby import Near, near
from eccoe_vc.agreements.record import input_digest
from eccoe_vc.agreements.rulebase import RuleBase
from eccoe_vc.agreements.stacks import Stack, stacks_of
from eccoe_vc.agreements.states import standings_on
from eccoe_vc.agreements.texts import Text
from eccoe_vc.agreements.weighing import counts_once
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.keys.document import ControllerDocument
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.models.rule_list import KeptRules
from eccoe_vc.verification.verified import Verified

#: A gap or a wrong digest in the chain of versions.
CHAIN: Final = "agreement.chain"


def decide(
    agreements: Iterable[Verified] | RuleBase,
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
    ledger: View | None = None,
    controllers: Iterable[ControllerDocument | Mapping[str, Any] | bytes | str] = (),
    solver: Solver = "exact",
    budget: Budget = DEFAULT,
) -> Decision:
    """Decide what ``host`` recognises of what ``learner`` holds. Recognition, section 6.

    :param agreements: counterparts of any number of agreements and versions, and termination notices, as
        :func:`eccoe_vc.verify` returned them; or a :class:`~eccoe_vc.agreements.rulebase.RuleBase`, which read them
        once for many learners. Of a rule base only the agreements of the host and of the issuers are looked at.
    :param evidence: credentials, presentations and learner records, as :func:`eccoe_vc.verify` returned them.
    :param learner: an id that the person has proved to hold, or a :class:`Learner` with several and with identities.
    :param host: the id of the recognising party.
    :param on: the day of the request.
    :param mode: ``priority``, what a registrar does by hand, or ``maximise``, what is best for the learner.
    :param programme: for which programme; limits that are a share of it need its size.
    :param enrolment: the day on which the learner enrolled, where a text or vested rights ask for it.
    :param signatories: party to the issuers that *you* let sign for it, besides the party itself.
    :param applied_before: what earlier decisions applied, by limit: its ``limitId``, or, where several agreements have
        one of that name, the id and version of the agreement and the ``limitId``, with a blank between.
    :param on_record: courses that the learner has already.
    :param bearer_ok: accept credentials that name nobody; noted as ``subject.not_checked``.
    :param tables: grade tables that the agreements name by id and digest.
    :param ledger: what earlier decisions gave this learner, from ``Ledger.view(learner)``: used awards, courses, room.
    :param controllers: controller documents of bodies that merged or were renamed, as you resolved them: an issuer is a
        party also where its document and that of the party name each other in ``alsoKnownAs``.
    :param solver: how the best plan is searched: ``exact``, or ``highs`` (the extra ``optimise``), the same answers.
    :raises KeyLoadError: ``did.document`` and what else can be wrong with a controller document.
    :raises InputTypeError: ``agreement.unsigned``, ``input.not_verified``: something that was not verified;
        ``input.type``, also for something that was applied before under a limit that there is not.
    :raises AgreementError: no agreement decides: the code of its state, such as ``agreement.one_sided``;
        ``agreement.party`` where the host recognises under none of them; ``rule.budget``.
    """
    asked = Asked.of(
        learner=learner, host=host, on=on, mode=mode, programme=programme, enrolment=enrolment,
        applied_before=applied_before, on_record=on_record, bearer_ok=bearer_ok, tables=tables, ledger=ledger,
        solver=solver, bodies=bodies_of(controllers, arguments.budget(budget)),
    )  # fmt: skip
    given = arguments.listed(evidence, "evidence", "what verify() returned")
    admitted = admit(given, asked.learner, bearer_ok=asked.bearer_ok, budget=arguments.budget(budget))
    if not isinstance(agreements, RuleBase):
        standings, strange = standings_on(agreements, on, signatories)
        return evaluate(_deciding(standings, host), admitted, asked, standings=standings, strange=strange)
    if signatories:
        hint = "Pass them to RuleBase.of()."
        raise InputTypeError("input.type", "A rule base knows its signatories already.", hint=hint)
    issuers = {one.facts.issuer for one in admitted.evidence}
    issuers |= frozenset[str]().union(*(asked.bodies.get(issuer, ()) for issuer in issuers))
    names = agreements.of_party(host).union(*(agreements.of_party(issuer) for issuer in issuers))
    standings = agreements.standings(on, names)
    if any(one.binds and one.agreement.scope.transitive and _recognises(one, host) for one in standings):
        standings = agreements.standings(on)  # a chain may lead through any of them
    deciding = [one for one in _deciding(standings, host) if _concerns(one, issuers)] or _deciding(standings, host)[:1]
    return evaluate(
        deciding, admitted, asked, standings=standings, strange=agreements.strange, matcher_of=agreements.matcher
    )


def _concerns(one: Standing, issuers: AbstractSet[str]) -> bool:
    """Whether a text may have a rule about what one of these issued, or about what it counts for elsewhere."""
    agreement = one.agreement
    return agreement.scope.transitive or any(not issuers.isdisjoint(party.names) for party in agreement.party)


def _differs(one: Standing) -> bool:
    """Whether language versions of a text name different numbers; rules that are kept as text are not read for it."""
    return not isinstance(one.agreement.rule, KeptRules) and any(differing(one.agreement))


def matcher(one: Standing) -> Matcher:
    """The matcher of a text, with the ends that newer versions and notices set it."""
    return Matcher(one.agreement, superseded_from=one.superseded_from, terminated_from=one.terminated_from)


def evaluate(
    deciding: Sequence[Standing],
    admitted: Admitted,
    asked: Asked,
    *,
    standings: Sequence[Standing] = (),
    strange: bool = False,
    matcher_of: Callable[[Standing], Matcher] = matcher,
) -> Decision:
    """The decision under texts that are given, whatever their state: :func:`decide` asks for that before.

    :param deciding: the texts under which the host recognises.
    :param standings: all texts that were handed in.
    :param admitted: the evidence, from :func:`eccoe_vc.agreements.evidence.admit`.
    :param strange: whether a notice came with them that is about none.
    :param matcher_of: makes the matcher of a text, or knows it already.
    """
    admitted, meant = known_by_parties(admitted, asked.bodies, [*deciding, *standings])
    matchers = [matcher_of(one) for one in deciding]
    names = Names.of(matchers, admitted.evidence)
    kept, copies = collapsed(admitted.evidence, names)
    unsure = {one.facts.credential: one.unsure for one in kept if one.unsure}
    stacks, shared = stacks_of(kept, names), counted_once(kept, names)
    request = Request(asked.host, asked.on, asked.programme.id if asked.programme else "", asked.enrolment, unsure)
    chains = Chains(standings, [one.facts for one in kept if not one.unsure], asked, matcher_of)
    tried = [
        _tried(one, found, kept, chains.into(one), request, len(deciding) > 1, shared)
        for one, found in zip(deciding, matchers, strict=True)
    ]
    texts = tuple(text for text, _ in tried)
    choice = choose(
        texts,
        mode=asked.mode,
        programme_credit=asked.size,
        unit=asked.programme.unit if asked.programme else None,
        applied_before=before.by_limit(asked.applied_before, texts, standings),
        on_record=asked.on_record,
        shared=shared,
        earlier=_earlier(asked, kept, stacks),
        solver=asked.solver,
    )
    close = tuple(one for _, rows in tried for one in rows)
    met = {(one.text.agreement.id, one.found.rule.rule_id) for one, _ in choice.granted}
    refused = {name for one in choice.refused for name in one.found.awards}
    close = tuple(
        one for one in close
        if (one.agreement, one.rule.rule_id) not in met  # by another version
        and refused.isdisjoint(one.held)  # a refusal cannot be repaired
    )  # fmt: skip
    unmatched, unused = leftover(kept, texts, choice, close, standings)
    notes = {note for one in kept for note in one.notes} | {note for one in standings for note in one.on.notes}
    notes |= {"agreement.notice_ignored"} if strange else set()
    notes |= {"agreement.text_differs" for one in deciding if _differs(one)}
    notes |= {CHAIN for one in standings if one.code == CHAIN}
    notes |= {note for one in choice.recognised for note in choice.notes(one)}
    identity = _identity(asked, admitted)
    aside = sorted({*admitted.aside, *copies, *unused}, key=lambda one: (one.credential, one.digest, one.pointer))
    return Decision(
        choice, texts, tuple(standings), tuple(kept), tuple(aside), asked.mode, tuple(sorted(notes)),
        asked.to_json() | ({"alsoKnownAs": meant} if meant else {}) | ({"identity": identity} if identity else {}),
        asked.on, close, unmatched, asked.tables, tuple(chains.used[name] for name in sorted(chains.used)),
        asked.learner.ids, stacks, identity,
    )  # fmt: skip


# ---- which texts decide ----------------------------------------------------------------------------------------------


def _deciding(standings: Sequence[Standing], host: str) -> list[Standing]:
    """The texts under which the host recognises.

    Where a newer version does not say what it replaces, none of its agreement decides: nobody can say which one holds.

    :raises AgreementError: there is none; the code is that of the first text that would have to be signed or mended.
    """
    broken = {one.agreement.id: one for one in standings if one.code == CHAIN}
    binding = [one for one in standings if one.binds]
    mine = [one for one in binding if _recognises(one, host)]
    sound = [one for one in mine if one.agreement.id not in broken]
    if mine and not sound:
        raise _broken(broken[mine[0].agreement.id], mine[0])
    if not mine:
        raise _none(standings, binding, host)
    return sound


def _broken(newer: Standing, older: Standing) -> AgreementError:
    """What to do about a version that does not name the one before it."""
    message = (
        f"Version {newer.agreement.version} of the agreement {shown(newer.agreement.id)} does not name the version "
        "that it replaces, so nobody can say which of them holds."
    )
    hint = (
        f"Sign it again with supersedes: version {older.agreement.version}, agreementDigest {older.digest}; or leave "
        "its counterparts out, if it was never to be in force."
    )
    return AgreementError(CHAIN, message, pointer="/supersedes", hint=hint)


def _earlier(asked: Asked, kept: Sequence[Evidence], stacks: Mapping[str, Stack]) -> Earlier | None:
    """What earlier decisions mean, where the caller has a ledger."""
    if asked.ledger is None:
        return None
    stated = {one.facts.credential: one.facts for one in kept}
    return Earlier.of(asked.ledger, asked.programme.id if asked.programme else "", stated, stacks)


def _identity(asked: Asked, admitted: Admitted) -> Mapping[str, Any]:
    """A learner without an id by a hash: that of her credentials, or one made of what is known of her.

    The salt of the latter follows from the input, because the same input gives the same record.
    """
    if asked.learner.ids:
        return {}
    known = min((one.identity for one in admitted.evidence if one.identity is not None), default=None)
    if known is None:
        given = sorted({one.facts.digest for one in admitted.evidence} | {one.digest for one in admitted.aside})
        known = asked.learner.identity(input_digest([], given, asked.to_json())[-22:])
    return known.to_json()


def _tried(
    one: Standing,
    matcher: Matcher,
    kept: Sequence[Evidence],
    carried: Sequence[Facts],
    request: Request,
    several: bool,
    shared: Mapping[str, Once],
) -> tuple[Text, list[Near]]:
    """A text with all its matches, and the rules that the learner comes near to."""
    party_of = matcher.party_of
    own = [
        piece.facts if party_of[piece.facts.issuer] == piece.facts.issuer
        else replace(piece.facts, issuer=party_of[piece.facts.issuer])
        for piece in kept if piece.facts.issuer in party_of
    ]  # fmt: skip
    facts = [*own, *carried]
    if one.doubt:
        request = replace(request, unsure={fact.credential: one.doubt for fact in facts} | dict(request.unsure))
    name = f"{one.agreement.id} {one.agreement.version} " if several else ""
    matches = matcher.matches(facts, request)
    met = frozenset(
        match.rule.rule_id for match in matches if match.truth is not Truth.FALSE and counts_once(match, shared)
    )
    text = Text(one.agreement, matcher.terms, matches, name, one.digest)
    return text, near(matcher, facts, request, met, shared)


def _recognises(one: Standing, host: str) -> bool:
    return any(party.id == host and "recognisingBody" in party.role for party in one.agreement.party)


def _none(standings: Sequence[Standing], binding: Sequence[Standing], host: str) -> AgreementError:
    mine = [one for one in standings if _recognises(one, host)]
    if not standings:
        return AgreementError("agreement.unsigned", "No agreement was handed over.")
    if binding or not mine:
        return AgreementError(
            "agreement.party", f"Under none of the agreements does {shown(host)} recognise anything.",
            hint="Name as host the party that recognises, by its id in the agreement; or hand over another agreement.",
        )  # fmt: skip
    first = mine[0]
    code = "agreement.authority" if "agreement.authority" in first.on.notes else first.on.code
    missing = f" The counterpart of {', '.join(map(shown, first.missing))} is missing." if first.missing else ""
    places = sorted({place.pointer for rows in first.differences.values() for place in rows})
    differing = f" The texts differ at {', '.join(places[:5])}." if places else ""
    message = f"The agreement {shown(first.agreement.id)} decides nothing: it is {first.on.state}.{missing}{differing}"
    return AgreementError(code, message, pointer=places[0] if places else "")


__all__ = ["Asked", "Decision", "Programme", "decide", "evaluate"]
