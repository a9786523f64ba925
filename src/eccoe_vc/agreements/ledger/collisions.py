"""Who stands in the way of a decision: earlier uses of its awards, and reservations that are past their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from eccoe_vc.agreements.ledger import rows
from eccoe_vc.agreements.ledger.claims import Claim, claims_of, raises, twice
from eccoe_vc.agreements.ledger.line import Line
from eccoe_vc.agreements.ledger.replay import Replay, Reserved, replay
from eccoe_vc.encoding import timestamps
from eccoe_vc.errors import AgreementError, Finding, StoreError, shown


@dataclass(slots=True)
class Collisions:
    """What a decision wants and what it meets.

    ``claims``: what it would claim. ``expired``: reservations that held some of it, or anything of the learner, until
    now. ``raised``: decisions of which something that does not count yet would count now.
    """

    claims: list[Claim]
    expired: dict[int, Reserved] = field(default_factory=dict)
    raised: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @classmethod
    def among(
        cls, connection: Connection, lines: Sequence[Line], programme: str, mine: Replay, now: datetime
    ) -> Collisions:
        """The collisions of a decision with everything in the ledger, inside a transaction that writes.

        :param mine: what the entries about the learner amount to.
        :raises StoreError: ``store.corrupt``, claims and entries do not agree.
        """
        wanted = [pair for line in lines for pair in claims_of(line, programme)]
        made = cls([claim for claim, _ in wanted])
        again = {at for _, at in twice(wanted)}
        made.findings += [_finding("The decision itself uses the award twice.", at) for at in sorted(again)]
        there = rows.holders(connection, (claim.place for claim in made.claims))
        _check_agree(made.claims, mine, there)
        known = dict(mine.reserved)
        for one in mine.reserved.values():
            made._note_end(one, now)
        for held, number in there:
            if number not in known:
                known |= _others(connection, number)
            made._note_end(known[number], now)
            for claim, at in wanted:
                if claim.place == held.place:
                    made._meet(claim, at, held, known[number])
        made.findings = sorted(set(made.findings), key=lambda finding: (finding.pointer, finding.message))
        return made

    def refuse(self) -> None:
        """:raises AgreementError: ``rule.already_used``, a finding for each award that is not free."""
        if self.findings:
            raise AgreementError.of(tuple(self.findings))

    def _note_end(self, one: Reserved, now: datetime) -> None:
        if one.state == "open" and one.until <= now:
            self.expired[one.entry.number] = one

    def _meet(self, claim: Claim, at: str, held: Claim, one: Reserved) -> None:
        if one.entry.number in self.expired:
            return
        if one.state == "committed" and raises(claim, held):
            if one.decision not in self.raised:
                self.raised.append(one.decision)
        elif one.state == "committed":
            self.findings.append(_finding(f"The award was used by the decision {shown(one.decision)}.", at))
        else:
            until = timestamps.format(one.until)
            self.findings.append(_finding(f"The award is reserved for another decision until {until}.", at))


def _finding(message: str, at: str) -> Finding:
    return Finding("rule.already_used", message, at)


def _others(connection: Connection, number: int) -> dict[int, Reserved]:
    """The reservations of the learner whose entry this is: one award may go by two ids of a person."""
    entry = rows.entry(connection, number)
    found = replay(rows.of_subject(connection, entry.subject)).reserved if entry is not None else {}
    if number not in found or not found[number].holds:
        raise StoreError("store.corrupt", f"Entry {number} of the ledger does not hold what it claims.")
    return found


def _check_agree(claims: Sequence[Claim], mine: Replay, there: Sequence[tuple[Claim, int]]) -> None:
    """Whether the table of claims has what the entries about the learner give."""
    places = {claim.place for claim in claims}
    lost = {(claim, number) for claim, number in mine.claims.items() if claim.place in places} - set(there)
    if lost:
        number = min(number for _, number in lost)
        raise StoreError("store.corrupt", f"Entry {number} of the ledger has lost a claim.")


__all__ = ["Collisions"]
