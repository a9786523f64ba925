"""The state of an agreement on a day: computed from its counterparts, never stored. Recognition, section 5.2.

Each party issues a credential over the identical text; equal digests bind them. An agreement decides only while it is
``inForce``: one that is one-sided, inconsistent, withdrawn or unknown never does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

State = Literal[
    "invalid", "draft", "inconsistent", "offered", "withdrawn", "indeterminate", "superseded", "terminated",
    "notYetInForce", "ended", "inForce",
]  # fmt: skip
Status = Literal["good", "revoked", "unknown"]


class PartyRole(NamedTuple):
    """A party as far as its state is concerned: its id, and what it may do."""

    id: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Counterpart:
    """One signed copy: who issued it, the digest of its text, and what verification found."""

    issuer: str
    digest: str
    proof_holds: bool = True
    status: Status = "good"


class StateOn(NamedTuple):
    """The state, the code that says why it is not in force, and notes that do not change it."""

    state: State
    code: str = ""
    notes: tuple[str, ...] = ()


def state_on(
    day: date,
    parties: Sequence[PartyRole],
    counterparts: Iterable[Counterpart],
    *,
    start: date,
    end: date | None = None,
    superseded_from: date | None = None,
    terminated_from: date | None = None,
) -> StateOn:
    """The state of one version of an agreement on a day; the first line of the table that fits.

    :param superseded_from: the start of a binding newer version.
    :param terminated_from: the first day without effect, by a valid notice.

    >>> both = [PartyRole("a", frozenset({"awardingBody"})), PartyRole("b", frozenset({"recognisingBody"}))]
    >>> state_on(date(2024, 1, 1), both, [Counterpart("a", "d")], start=date(2022, 9, 1))
    StateOn(state='offered', code='agreement.one_sided', notes=())
    """
    names = [party.id for party in parties]
    roles = frozenset[str]().union(*(party.roles for party in parties))
    if len(names) < 2 or len(set(names)) < len(names) or not {"awardingBody", "recognisingBody"} <= roles:
        return StateOn("invalid", "agreement.parties")
    valid = [copy for copy in counterparts if copy.proof_holds]
    ours = [copy for copy in valid if copy.issuer in names]
    signed = {copy.issuer for copy in ours}
    strangers = len(ours) < len(valid)
    note = "agreement.extra_counterpart" if signed == set(names) else "agreement.authority"
    notes = (note,) if strangers else ()
    unsigned = _unsigned(ours, signed, names)
    if unsigned is not None:
        return unsigned._replace(notes=notes)
    dated = _dated(day, start, end, superseded_from, terminated_from)
    return dated._replace(notes=notes)


def _unsigned(ours: Sequence[Counterpart], signed: set[str], names: Sequence[str]) -> StateOn | None:
    """Why the signatures do not bind; None where they do."""
    if not ours:
        return StateOn("draft", "agreement.unsigned")
    if len({copy.digest for copy in ours}) > 1:
        return StateOn("inconsistent", "agreement.text_mismatch")
    if signed != set(names):
        return StateOn("offered", "agreement.one_sided")
    if any(copy.status == "revoked" for copy in ours):
        return StateOn("withdrawn", "agreement.withdrawn")
    if any(copy.status == "unknown" for copy in ours):
        return StateOn("indeterminate", "status.unavailable")
    return None


def _dated(
    day: date, start: date, end: date | None, superseded_from: date | None, terminated_from: date | None
) -> StateOn:
    if superseded_from is not None and day >= superseded_from:
        return StateOn("superseded", "agreement.superseded")
    if terminated_from is not None and day >= terminated_from:
        return StateOn("terminated", "agreement.withdrawn")
    if day < start:
        return StateOn("notYetInForce", "agreement.not_in_force")
    if end is not None and day > end:
        return StateOn("ended", "agreement.not_in_force")
    return StateOn("inForce")
