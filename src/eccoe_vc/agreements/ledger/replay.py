"""What the entries of a ledger amount to: reservations, decisions in force, claims. Pure; no clock.

A reservation holds its claims until an entry releases it, ends it (``expired``), or withdraws the decision that it was
committed for. Time ends nothing by itself: whoever needs what an old reservation holds writes ``expired`` first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from eccoe_vc.agreements.ledger.chain import Entry
from eccoe_vc.agreements.ledger.claims import Claim, claims_of, raises
from eccoe_vc.agreements.ledger.line import Line, line_of
from eccoe_vc.agreements.ledger.view import Held
from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import AgreementError, Finding, StoreError


@dataclass(slots=True)
class Reserved:
    """One reservation and what became of it: ``open``, ``committed``, ``released``, ``expired`` or ``withdrawn``."""

    entry: Entry
    programme: str
    until: datetime
    input_digest: str
    lines: tuple[Line, ...]
    raised: tuple[str, ...] = ()
    state: str = "open"
    committed: int = 0
    ended: int = 0
    decision: str = ""
    digest: str = ""
    at: str = ""

    @property
    def claims(self) -> list[Claim]:
        """What it claims, as long as it holds."""
        return [claim for line in self.lines for claim, _ in claims_of(line, self.programme)]

    @property
    def holds(self) -> bool:
        """Whether its claims stand."""
        return self.state in ("open", "committed")

    @property
    def held(self) -> list[Held]:
        """Its lines, once it is committed."""
        return [Held(self.decision, self.digest, self.programme, line, self.at) for line in self.lines]


def reserved_of(entry: Entry) -> Reserved:
    """The reservation that an entry made, open.

    :raises StoreError: ``store.corrupt``, its content is not that of a reservation.
    """
    tree = entry.tree()
    try:
        until = timestamps.parse(tree["until"])
        lines, raised = tuple(map(line_of, tree["line"])), tuple(tree["raises"])
        return Reserved(entry, tree["programme"], until, tree["inputDigest"], lines, raised)
    except (KeyError, TypeError, DecodeError):
        raise StoreError("store.corrupt", f"Entry {entry.number} of the ledger is no reservation.") from None


def content_of(
    lines: Iterable[Line], programme: str, until: datetime, input_digest: str, raised: Iterable[str] = ()
) -> dict[str, Any]:
    """The content of an entry that reserves.

    :param raised: ids of decisions of which something that was granted now counts.
    """
    return {
        "line": [line.to_json() for line in lines],
        "programme": programme,
        "until": timestamps.format(until),
        "inputDigest": input_digest,
        "raises": sorted(raised),
    }


@dataclass(slots=True)
class Replay:
    """Follows the entries in order; what cannot be is a finding, ``decision.chain`` or ``store.corrupt``."""

    reserved: dict[int, Reserved] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _committed: dict[int, Reserved] = field(default_factory=dict)
    _claims: dict[Claim, int] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """The next entry."""
        try:
            if entry.kind == "reserved":
                self._reserve(entry)
            elif entry.kind in ("committed", "released", "expired"):
                self._end(entry, self.reserved.get(entry.about or 0))
            elif entry.kind == "withdrawn":
                self._end(entry, self._committed.get(entry.about or 0))
            elif entry.kind != "opened" or entry.number != 1:
                self._say(entry, f"is of the kind {entry.kind!a}, which cannot stand there")
        except StoreError as error:
            self.findings.append(error.findings[0]._replace(pointer=f"/entry/{entry.number}"))

    @property
    def claims(self) -> Mapping[Claim, int]:
        """The claims that stand, each with the number of its reservation."""
        return self._claims

    def _reserve(self, entry: Entry) -> None:
        made = reserved_of(entry)
        for claim in made.claims:
            other = self._claims.get(claim) or self._above(claim) or self._below(claim)
            if other:
                self._say(entry, f"uses an award that entry {other} holds")
            self._claims[claim] = entry.number
        self.reserved[entry.number] = made

    def _above(self, claim: Claim) -> int:
        """Who holds more than a claim that is only ``granted``."""
        return self._claims.get(claim._replace(level="applied"), 0) if claim.level == "granted" else 0

    def _below(self, claim: Claim) -> int:
        """Who holds less than a claim, where it may not be raised."""
        below = claim._replace(level="granted")
        number = self._claims.get(below, 0)
        may = raises(claim, below) and number and self.reserved[number].state == "committed"
        return 0 if may else number

    def _end(self, entry: Entry, one: Reserved | None) -> None:
        wanted = "committed" if entry.kind == "withdrawn" else "open"
        if one is None or one.state != wanted:
            self._say(entry, f"ends entry {entry.about}, which is not there or not {wanted}")
            return
        one.state = entry.kind
        if entry.kind == "committed":
            tree = entry.tree()
            one.committed, one.decision, one.digest = entry.number, entry.decision or "", str(tree.get("digest", ""))
            one.at = entry.at
            self._committed[entry.number] = one
            return
        one.ended = entry.number
        for claim in one.claims:
            if self._claims.get(claim) == one.entry.number:
                del self._claims[claim]

    def _say(self, entry: Entry, what: str) -> None:
        self.findings.append(
            Finding("decision.chain", f"Entry {entry.number} of the ledger {what}.", f"/entry/{entry.number}")
        )


def replay(entries: Iterable[Entry]) -> Replay:
    """What the entries about one learner amount to.

    :raises AgreementError: ``decision.chain``, one does what cannot be.
    :raises StoreError: ``store.corrupt``, one cannot be read.
    """
    made = Replay()
    for entry in entries:
        made.take(entry)
    if made.findings:
        kind = StoreError if made.findings[0].code.startswith("store.") else AgreementError
        raise kind.of(tuple(made.findings))
    return made


__all__ = ["Replay", "Reserved", "content_of", "replay", "reserved_of"]
