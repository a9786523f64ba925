"""From verified credentials to the signed text of an agreement, and to its state on a day. Recognition, 5.1 and 5.2.

A credential has one issuer and an agreement several parties, so each party issues a credential over the identical
``credentialSubject``; the digest of that text binds them. What comes in was verified by :func:`eccoe_vc.verify`; here
is asked what was signed, by which party, and whether all of them signed the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.agreements import references
from eccoe_vc.agreements.differences import Difference, between
from eccoe_vc.agreements.large import digest_of, large
from eccoe_vc.agreements.signed import closed_subject, said
from eccoe_vc.agreements.state import Counterpart, PartyRole, State, StateOn, Status, state_on
from eccoe_vc.encoding.days import day
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.verification.verified import Verified

#: The type of the credential in which a party signs its counterpart.
CREDENTIAL: Final = "RecognitionAgreementCredential"
NEVER: Final[Mapping[str, date]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SignedText:
    """One counterpart: who issued it, the text as it was signed, as a model, and its digest."""

    issuer: str
    text: Mapping[str, Any]
    agreement: RecognitionAgreement
    digest: str
    status: Status
    assumed: bool = False
    doubt: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """One text, and what the counterparts amount to for it on a day.

    ``signed_by``: whoever signed exactly this text, a signatory as the party for which the caller lets it sign.
    ``missing``: the parties of this text whose counterpart is not among them. ``differences``: signer to the places
    where what that party signed first differs from this text.
    """

    on: StateOn
    agreement: RecognitionAgreement
    digest: str
    signed_by: frozenset[str] = frozenset()
    missing: tuple[str, ...] = ()
    differences: Mapping[str, tuple[Difference, ...]] = field(default_factory=dict)
    #: The start of the version that replaces it, and the first day without effect; None: neither is known.
    superseded_from: date | None = None
    terminated_from: date | None = None
    #: The code that leaves everything under this text to a person: of a party there is only a signature in doubt.
    doubt: str = ""

    @property
    def state(self) -> State:
        """The state on the day: ``inForce``, ``offered``, ``superseded``, ... (Recognition, section 5.2)."""
        return self.on.state

    @property
    def code(self) -> str:
        """The code that says why it is not in force; empty where it is."""
        return self.on.code

    def __str__(self) -> str:
        """The standing in lines: the text, its state, who is missing, and where others signed something else."""
        made = [f"{self.agreement.id} {self.agreement.version}: {self.state}{f' ({self.code})' if self.code else ''}"]
        made += [f"  signed by {name}" for name in sorted(self.signed_by)]
        made += [f"  missing: {name}" for name in self.missing]
        for what, since in (
            ("ended by notice", self.terminated_from),
            ("replaced by a later version", self.superseded_from),
        ):
            made += [f"  {what}: without effect from {since} on"] if since is not None else []
        made += [f"  left to a person: {self.doubt}"] if self.doubt else []
        for name in sorted(self.differences):
            for place in self.differences[name]:
                made.append(f"  {name} signed something else at {place.pointer or 'the top'}: "
                            f"{shown(place.theirs)}, here {shown(place.ours)}")  # fmt: skip
        return "\n".join([*made, *(f"  note: {note}" for note in self.on.notes)])

    @property
    def binds(self) -> bool:
        """Whether all parties signed exactly this text for good; its dates say what learning it covers."""
        return self.on.state in ("inForce", "superseded", "terminated", "notYetInForce", "ended")


def signed_text(counterpart: Verified) -> SignedText:
    """What a verified credential signs as the counterpart of an agreement.

    :raises InputTypeError: as :func:`eccoe_vc.agreements.signed.said`.
    :raises AgreementError: ``rule.syntax``, it is no counterpart; or everything that is wrong with its text.
    """
    found = said(counterpart, CREDENTIAL)
    agreement = large(found.subject) or closed_subject(found, RecognitionAgreement, references.check)
    digest = digest_of(found.subject, agreement)
    return SignedText(
        found.issuer, found.subject, agreement, digest, found.status, found.assumed, found.doubt, found.notes
    )


def standings(
    copies: Iterable[SignedText],
    on: date,
    *,
    signatories: Mapping[str, Collection[str]] | None = None,
    superseded: Mapping[str, date] = NEVER,
    terminated: Mapping[str, date] = NEVER,
) -> tuple[Standing, ...]:
    """What counterparts of one version amount to on a day, for each text among them; their order never matters.

    A text is judged by the parties that it names itself, so a stranger who signs a text with the same id and version
    changes nothing for those whose agreement it is. The text that most of its parties signed comes first.

    :param signatories: party to the issuers that the *caller* lets sign for it, besides the party itself. What the
        text of the agreement says about who may sign is no evidence.
    :param superseded: digest of a text to the start of the version that replaces it.
    :param terminated: digest of a text to the first day without effect.
    :raises InputTypeError: ``input.type``, one signatory is named for two parties.
    """
    agents = agents_of(signatories or {})
    rows = sorted(copies, key=lambda copy: (copy.digest, copy.issuer))
    texts = {copy.digest: copy for copy in rows}
    found = [_standing(text, rows, on, agents, superseded, terminated) for text in texts.values()]
    return tuple(sorted(found, key=lambda row: (len(row.missing) + len(row.differences), row.digest)))


def agents_of(signatories: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Signatory to the party for which the caller lets it sign.

    :raises InputTypeError: ``input.type``, one signatory is named for two parties.
    """
    agents: dict[str, str] = {}
    for party, issuers in _named(signatories):
        for issuer in issuers:
            if agents.setdefault(issuer, party) != party:
                message = f"The signatory {shown(issuer)} is named for two parties."
                raise InputTypeError("input.type", message, hint="Name each signatory for one party.")
    return agents


def _named(signatories: object) -> list[tuple[str, list[str]]]:
    """The signatories by party, as far as they are what they should be."""
    rows: list[tuple[Any, Any]] = list(signatories.items()) if isinstance(signatories, Mapping) else [("", 0)]
    for party, issuers in rows:
        listed = isinstance(issuers, Iterable) and not isinstance(issuers, str | bytes)
        if not isinstance(party, str) or not listed or not all(isinstance(issuer, str) for issuer in issuers):
            hint = 'Pass {"did:web:party": ["did:web:signatory"]}.'
            raise InputTypeError("input.type", f"The signatories are {shown(signatories)}.", hint=hint)
    return [(party, list(issuers)) for party, issuers in rows]


def _standing(
    text: SignedText,
    rows: Sequence[SignedText],
    on: date,
    agents: Mapping[str, str],
    superseded: Mapping[str, date],
    terminated: Mapping[str, date],
) -> Standing:
    agreement = text.agreement
    parties = [PartyRole(party.id, frozenset(party.role)) for party in agreement.party]
    known = {party.id for party in parties}
    # In the state a signatory is the party that it signs for; a party always signs for itself alone.
    by_party = [(row.issuer if row.issuer in known else agents.get(row.issuer, row.issuer), row) for row in rows]
    end = agreement.period.end_date
    state = state_on(
        on,
        parties,
        [Counterpart(name, row.digest, True, row.status) for name, row in by_party],
        start=day(agreement.period.start_date),
        end=None if end is None else day(end),
        superseded_from=superseded.get(text.digest),
        terminated_from=terminated.get(text.digest),
    )
    ours = [(name, row) for name, row in by_party if name in known]
    if any(row.assumed for _, row in ours):
        state = state._replace(notes=(*state.notes, "agreement.assumed"))
    signed = [(name, row) for name, row in ours if row.digest == text.digest]
    about_keys = sorted({note for _, row in signed for note in row.notes})
    if about_keys:
        state = state._replace(notes=(*state.notes, *about_keys))
    signed_by = frozenset(name for name, row in by_party if row.digest == text.digest)
    others = {row.issuer: tuple(between(text.text, row.text)) for _, row in ours if row.digest != text.digest}
    return Standing(
        state,
        agreement,
        text.digest,
        signed_by,
        tuple(sorted(known - signed_by)),
        others,
        superseded.get(text.digest),
        terminated.get(text.digest),
        _doubt(signed),
    )


def _doubt(signed: Sequence[tuple[str, SignedText]]) -> str:
    """Of some party every signature of the text is in doubt; one that is signed again takes the doubt away."""
    sure = {name for name, row in signed if not row.doubt}
    return next((row.doubt for name, row in signed if name not in sure), "")


__all__ = ["CREDENTIAL", "SignedText", "Standing", "agents_of", "signed_text", "standings"]
