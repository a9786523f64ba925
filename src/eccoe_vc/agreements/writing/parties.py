"""The universities of an agreement, who signs for them, and the frame: process, termination, amendment, documents.

Recognition, section 4.3. What binds the parties has no default here: it is said, or the agreement is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from eccoe_vc.agreements.writing.values import Words, flag, listed, made, many, optional, part, period, text, words
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.models.agreement import (
    Amendment,
    Document,
    Evaluation,
    OrganisationalUnit,
    Party,
    PartyIdentifier,
    Process,
    Signatory,
    Termination,
)


def university(
    party: str,
    legal_name: str,
    *,
    awards: bool = False,
    recognises: bool = False,
    country: str | None = None,
    website: str | None = None,
    hei_id: str | None = None,
    identifier: Mapping[str, str] | None = None,
    alias: str | Iterable[str] | None = None,
    agreement_code: str | None = None,
    unit: OrganisationalUnit | None = None,
    signatory: Signatory | None = None,
) -> Party:
    """A party: a university or another body.

    :param party: its id, normally a DID; under it the party issues its counterpart.
    :param awards: it awards what is recognised; ``recognises``: it recognises. At least one of both.
    :param hei_id: its SCHAC id, as in Erasmus Without Paper.
    :param identifier: other identifiers by scheme, such as ``{"ROR": "..."}``.
    :param alias: other issuer ids of the same body; binding, because all parties sign them.
    :param agreement_code: the party's own file number.

    >>> university("did:web:north.example", "North University", awards=True).role
    ('awardingBody',)
    """
    roles = [("awardingBody", flag(awards, "awards")), ("recognisingBody", flag(recognises, "recognises"))]
    pairs = _pairs(identifier, "identifier")
    return made(
        Party,
        id=text(party, "id of the party"),
        legal_name=text(legal_name, "legal name"),
        role=tuple(role for role, plays in roles if plays),
        hei_id=optional(hei_id, "SCHAC id"),
        identifier=pairs and tuple(made(PartyIdentifier, scheme=scheme, value=value) for scheme, value in pairs),
        alias=many(alias, "alias"),
        agreement_code=optional(agreement_code, "agreement code"),
        organisational_unit=None if unit is None else part(unit, OrganisationalUnit, "unit"),
        signatory=None if signatory is None else part(signatory, Signatory, "signatory"),
        country=optional(country, "country"),
        website=optional(website, "website"),
    )


def _pairs(values: object, what: str) -> list[tuple[str, str]] | None:
    if values is None:
        return None
    if not isinstance(values, Mapping):
        raise InputTypeError("input.type", f"The {what} is {shown(values)}.", hint='Write {"scheme": "value"}.')
    return [(text(scheme, "scheme"), text(value, what)) for scheme, value in values.items()]


def party_id(party: object, what: str) -> str:
    """The id of a party that is named by its id or by itself."""
    return party.id if isinstance(party, Party) else text(party, what)


def party_ids(parties: object, what: str) -> tuple[str, ...] | None:
    """The ids of parties, in their order."""
    given = [parties] if isinstance(parties, Party | str) else parties
    return None if given is None else many((party_id(one, what) for one in listed(given, what)), what)


def unit(iri: str, name: str) -> OrganisationalUnit:
    """The unit of a party that concludes the agreement, such as a faculty."""
    return made(OrganisationalUnit, id=text(iri, "id of the unit"), name=text(name, "name of the unit"))


def signatory(given_name: str, family_name: str, *, job_title: str, legal_representative: bool) -> Signatory:
    """Who signs for a party. It names a person: publish it only with consent."""
    return made(
        Signatory,
        given_name=text(given_name, "given name"),
        family_name=text(family_name, "family name"),
        job_title=text(job_title, "job title"),
        legal_representative=flag(legal_representative, "legal_representative"),
    )


def document(url: str, *, media_type: str, language: str, digest: str) -> Document:
    """A text for people, by address and digest (``digestMultibase``); only the structured part binds."""
    return made(
        Document,
        url=text(url, "address"),
        media_type=text(media_type, "media type"),
        language=text(language, "language"),
        digest_multibase=text(digest, "digest"),
    )


def termination(*, notice_period: str, vested_rights: str, teach_out_period: str | None = None) -> Termination:
    """How one party alone can end the agreement, and what is recognised afterwards.

    :param vested_rights: ``none``, ``completedBeforeEffect`` or ``enrolledOrCompletedBeforeEffect``.
    :param teach_out_period: how long after the effect such rights last; left out, they have no end.
    """
    return made(
        Termination,
        notice_period=period(notice_period, "notice period"),
        vested_rights=text(vested_rights, "clause on vested rights"),
        teach_out_period=period(teach_out_period, "teach-out period"),
    )


def amendment(*, material_change: str | Iterable[str], response_period: str, on_unresolved: str) -> Amendment:
    """Which changes of an achievement must be announced, and what happens to rules that wait for an answer."""
    return made(
        Amendment,
        material_change=many(material_change, "material change"),
        response_period=period(response_period, "response period"),
        on_unresolved=text(on_unresolved, "on_unresolved"),
    )


def process(
    *,
    request: str,
    decision: Party | str,
    appeal: str,
    deadline: str | None = None,
    evidence_required: str | Iterable[str] | None = None,
    on_no_match: str | None = None,
    steps: Iterable[Words] | None = None,
    in_language: str | None = None,
) -> Process:
    """Who asks, who decides, until when, and where one can appeal.

    :param request: ``learner``, ``awardingBody`` or ``recognisingBody``.
    :param decision: the party that decides.
    :param appeal: where one can appeal, an https address.
    :param steps: the process in words, in order.
    """
    told = None if steps is None else tuple(words(step, in_language, "step") for step in listed(steps, "steps"))
    return made(
        Process,
        request=text(request, "request"),
        decision=party_id(decision, "decision"),
        deadline=period(deadline, "deadline"),
        appeal=text(appeal, "appeal"),
        evidence_required=many(evidence_required, "evidence"),
        on_no_match=optional(on_no_match, "on_no_match"),
        step=told,
    )


def evaluation(
    *,
    mode: str | None = None,
    on_ambiguity: str | None = None,
    reuse: str | None = None,
    overrides: str | Iterable[str] | None = None,
    yields_to: str | Iterable[str] | None = None,
) -> Evaluation:
    """What the parties wish where a decision has a choice; ``overrides`` and ``yields_to`` name other agreements."""
    return made(
        Evaluation,
        mode=optional(mode, "mode"),
        on_ambiguity=optional(on_ambiguity, "on_ambiguity"),
        reuse=optional(reuse, "reuse"),
        overrides=many(overrides, "overrides"),
        yields_to=many(yields_to, "yields_to"),
    )


__all__ = [
    "amendment",
    "document",
    "evaluation",
    "party_id",
    "party_ids",
    "process",
    "signatory",
    "termination",
    "unit",
    "university",
]
