"""The ledger: reserve before a decision is issued, commit it afterwards, and nothing is recognised twice.

Recognition, section 13. One ledger for each recognising body. Every call is one transaction: it happened or it did not,
whenever the machine stops. Moments are arguments; the ledger asks no clock.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NoReturn

from sqlalchemy import Connection

from eccoe_vc.agreements.decision import Decision
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.ledger import opening, rows
from eccoe_vc.agreements.ledger.chain import Entry, Head, faults, following
from eccoe_vc.agreements.ledger.collisions import Collisions
from eccoe_vc.agreements.ledger.lines import ids_of, lines_of, programme_of, subject_of, subjects_of
from eccoe_vc.agreements.ledger.replay import Replay, Reserved, content_of, replay, reserved_of
from eccoe_vc.agreements.ledger.tables import SCHEMA
from eccoe_vc.agreements.ledger.view import View, in_force
from eccoe_vc.clock import moment
from eccoe_vc.encoding import timestamps
from eccoe_vc.errors import AgreementError, Finding, InputTypeError, shown
from eccoe_vc.storage.database import WAIT, Store
from eccoe_vc.storage.opening import check_wait

_LONGEST: Final = 2_000  # characters of an id or digest
_MOST: Final = 2**31  # entries; PostgreSQL counts no further in this column


@dataclass(frozen=True, slots=True)
class Reservation:
    """The awards of one decision, held until it is committed, released, or lost to another one after ``until``.

    ``number`` and ``digest`` name the entry. ``input_digest`` is that of the decision, by which a program that was
    stopped finds its own again. ``supersedes``: decisions of which something that did not count is raised; the new
    record names them.
    """

    number: int
    digest: str
    until: datetime
    input_digest: str
    supersedes: tuple[str, ...] = ()


class Ledger:
    """What one body has recognised: append-only, each entry holding the digest of the one before.

    Safe for any number of processes on one store. Holds no open file or connection between calls.
    """

    __slots__ = ("_body", "_secret", "_store")

    def __init__(self, store: Store, body: str, secret: bytes) -> None:
        """Used by :meth:`open`, which checks what is there."""
        self._store, self._body, self._secret = store, body, secret

    def __repr__(self) -> str:
        return f"Ledger({self._store.name!r}, body={self._body!r})"

    def __reduce__(self) -> NoReturn:
        raise InputTypeError("input.type", "A ledger holds a secret and is not copied or pickled; open it again.")

    @classmethod
    def open(
        cls, place: str | os.PathLike[str], *, body: str, secret: bytes, create: bool = False, wait: int = WAIT
    ) -> Ledger:
        """Open a ledger.

        :param place: the path of an SQLite file, or ``sqlite:///...`` or ``postgresql+psycopg://...``.
        :param body: the id of the recognising party whose ledger this is.
        :param secret: at least 16 bytes, the same for ever; learners are known by a hash under it.
        :param create: begin a ledger where there is none. Without it a wrong path is an error, not an empty ledger.
        :param wait: seconds to wait for other writers.
        :raises InputTypeError: ``input.type``, an argument is not what it should be.
        :raises StoreError: ``store.format``, no ledger is there, or it is that of another body or has another secret;
            ``store.corrupt``, ``store.io``, ``store.lock``.
        :raises StoreVersionError: ``store.version``, a newer release wrote it.
        """
        _text("body", body)
        check_wait(wait)
        store = Store(place, SCHEMA, wait)
        opening.check(store, body, secret, create=create)
        return cls(store, body, secret)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._store.reading() as connection:
            opening.check_about(self._store, connection, self._body, self._secret)
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._store.writing() as connection:
            opening.check_about(self._store, connection, self._body, self._secret)
            yield connection

    # ---- reading -----------------------------------------------------------------------------------------------------

    def view(self, learner: Learner | str | Iterable[str]) -> View:
        """What earlier decisions say about a learner, for :func:`eccoe_vc.agreements.deciding.decide`.

        :param learner: the learner, by every id that she has proved to hold: a :class:`~eccoe_vc.Learner`, or her ids.
            What was decided under an id that is not named is not seen here; reserving finds the awards of it.
        :raises InputTypeError: ``input.type``, no id.
        :raises AgreementError: ``decision.chain``, an entry about the learner was changed.
        :raises StoreError: ``store.*``.
        """
        subject, *others = subjects_of(learner, self._secret)
        with self._reading() as connection:
            head = rows.last(connection).number
            found = [one for key in (subject, *others) for one in _of(connection, key).reserved.values()]
        committed = sorted((one for one in found if one.state == "committed"), key=lambda one: one.committed)
        return View(subject, head, in_force([held for one in committed for held in one.held]), tuple(others))

    def reservations(self) -> tuple[Reservation, ...]:
        """The reservations that nobody committed or released, the oldest first, those past their end included.

        :raises AgreementError: ``decision.chain``.
        :raises StoreError: ``store.*``.
        """
        with self._reading() as connection:
            return tuple(_reservation(entry) for entry in rows.unended(connection))

    def head(self) -> Head:
        """Number and digest of the last entry: publish it, and :meth:`check` with it later.

        :raises AgreementError: ``decision.chain``, the last entry was changed.
        :raises StoreError: ``store.*``.
        """
        with self._reading() as connection:
            return rows.last(connection).head

    def check(self, known: Iterable[Head | tuple[int, str]] = ()) -> tuple[Finding, ...]:
        """Walk the whole ledger; empty where everything holds, else the first fault first.

        ``decision.chain`` names the number of an entry that is changed, missing or moved, or that does what cannot
        be; ``store.corrupt`` a claim that the entries do not give.

        :param known: heads that were kept elsewhere. Only they find an end that was cut off.
        :raises StoreError: ``store.*``, the store cannot be read.
        """
        heads = _heads(known)
        seen = Replay()

        def followed(entries: Iterable[Entry]) -> Iterator[Entry]:
            for entry in entries:
                seen.take(entry)
                yield entry

        with self._store.reading() as connection:
            found = list(faults(followed(rows.stream(connection)), heads))
            if not found:
                found = [*opening.faults(connection, self._body, self._secret), *seen.findings]
            if not found:
                found = _strange_claims(dict(seen.claims), dict(rows.all_claims(connection)))
        return tuple(found)

    # ---- writing -----------------------------------------------------------------------------------------------------

    def reserve(self, decision: Decision, *, until: datetime, now: datetime, view: View | None = None) -> Reservation:
        """Hold the awards of a decision, all or none, before it is issued. Of several that try, one wins.

        :param until: from then on another decision may take them, unless this one was committed.
        :param view: the view with which the decision was made. With it, nothing else may have been decided about the
            learner since: limits and courses are counted over all decisions.
        :raises AgreementError: ``rule.already_used``, a finding for each award with its place in the agreement and
            the earlier decision; ``rule.budget``, an award of more than 1,000 parts; ``decision.input_changed``, the
            view is older than the ledger; ``decision.chain``.
        :raises InputTypeError: ``input.type``, also for a learner without an id.
        :raises StoreError: ``store.*``.
        """
        since, end = _moment(now, "now"), _moment(until, "until")
        if end <= since:
            raise InputTypeError("input.type", "The reservation would end before it begins.", hint="until > now.")
        subject = subject_of(decision, self._secret)
        lines, programme = lines_of(decision, self._secret), programme_of(decision)
        if view is not None and not (isinstance(view, View) and ids_of(decision, self._secret) <= {*view.subjects}):
            hint = "Pass ledger.view(learner) with every id of the learner."
            raise InputTypeError("input.type", "The view is not of the learner of this decision.", hint=hint)
        with self._writing() as connection:
            last, mine = rows.last(connection), _of(connection, subject)
            found = Collisions.among(connection, lines, programme, mine, since)
            found.refuse()
            if view is not None:
                for key in view.subjects:
                    _check_fresh(mine if key == subject else _of(connection, key), view, last, since)
            for number, one in sorted(found.expired.items()):
                ended = following(
                    last, "expired", {}, at=timestamps.format(since), about=number, subject=one.entry.subject
                )
                last = rows.add(connection, ended)
                rows.unclaim(connection, number)
            content = content_of(lines, programme, end, decision.input_digest, found.raised)
            made = following(last, "reserved", content, at=timestamps.format(since), subject=subject)
            rows.add(connection, made)
            rows.claim(connection, found.claims, made.number)
        return _reservation(made)

    def commit(self, reservation: Reservation, *, decision_id: str, decision_digest: str, now: datetime) -> Head:
        """Enter the decision for which awards were reserved. A second time with the same decision changes nothing.

        After ``until`` it is still possible as long as nobody else took an award.

        :param decision_digest: the Digest of the record that was issued.
        :returns: the entry, to be published or kept elsewhere.
        :raises AgreementError: ``decision.input_changed``, the reservation was ended; ``rule.already_used``, the
            decision is in the ledger already; ``decision.chain``.
        :raises StoreError: ``store.*``.
        """
        at = timestamps.format(_moment(now, "now"))
        name, digest = _text("decision_id", decision_id), _text("decision_digest", decision_digest)
        with self._writing() as connection:
            one = _reserved(connection, reservation)
            before = rows.of_decision(connection, name)
            if one.state == "committed" and before is not None and (one.decision, one.digest) == (name, digest):
                return before.head
            if one.state != "open":
                raise _ended(one)
            if before is not None:
                message = f"The decision {shown(name)} is in the ledger already."
                raise AgreementError("rule.already_used", message, pointer=f"/entry/{before.number}")
            made = following(
                rows.last(connection), "committed", {"digest": digest}, at=at, about=one.entry.number,
                subject=one.entry.subject, decision=name,
            )  # fmt: skip
            return rows.add(connection, made).head

    def release(self, reservation: Reservation, now: datetime) -> None:
        """Give back what was reserved; where it was given back or lost already, nothing changes.

        :raises AgreementError: ``decision.input_changed``, it was committed; ``decision.chain``.
        :raises StoreError: ``store.*``.
        """
        at = timestamps.format(_moment(now, "now"))
        with self._writing() as connection:
            one = _reserved(connection, reservation)
            if one.state in ("released", "expired"):
                return
            if one.state != "open":
                raise _ended(one)
            number, subject = one.entry.number, one.entry.subject
            rows.add(connection, following(rows.last(connection), "released", {}, at=at, about=number, subject=subject))
            rows.unclaim(connection, number)

    def withdraw(self, decision_id: str, *, code: str, record_id: str, record_digest: str, now: datetime) -> Head:
        """Enter that a decision stands no longer, because of a new record that names it. The old entry stays.

        :param code: why, such as ``status.revoked``.
        :raises InputTypeError: ``input.type``, no decision of this id is in the ledger.
        :raises AgreementError: ``decision.input_changed``, it was withdrawn for another record; ``decision.chain``.
        :raises StoreError: ``store.*``.
        """
        at = timestamps.format(_moment(now, "now"))
        content = {
            "code": _text("code", code),
            "record": {"id": _text("record_id", record_id), "digest": _text("record_digest", record_digest)},
        }
        with self._writing() as connection:
            old = rows.of_decision(connection, _text("decision_id", decision_id))
            if old is None:
                raise InputTypeError("input.type", f"No decision {shown(decision_id)} is in the ledger.")
            ended = rows.about(connection, old.number)
            if ended is not None:
                if ended.tree() == content:
                    return ended.head
                message = f"The decision {shown(decision_id)} was withdrawn before."
                raise AgreementError("decision.input_changed", message, pointer=f"/entry/{ended.number}")
            made = following(rows.last(connection), "withdrawn", content, at=at, about=old.number, subject=old.subject)
            rows.add(connection, made)
            rows.unclaim(connection, old.about or 0)
            return made.head


# ---- parts -----------------------------------------------------------------------------------------------------------


def _of(connection: Connection, subject: str) -> Replay:
    """What the entries about a learner amount to."""
    return replay(rows.of_subject(connection, subject))


def _reserved(connection: Connection, reservation: object) -> Reserved:
    """What became of a reservation.

    :raises AgreementError: ``decision.chain``, the ledger has no such entry.
    """
    if not isinstance(reservation, Reservation):
        raise InputTypeError(
            "input.type", f"The reservation is {shown(reservation)}.", hint="Pass what reserve() gave."
        )
    number = reservation.number
    known = type(number) is int and 0 < number < _MOST
    entry = rows.entry(connection, number) if known else None
    if entry is None or entry.digest != reservation.digest or entry.kind != "reserved":
        message = f"Entry {number if known else shown(number)} of the ledger is not the one that was reserved."
        raise AgreementError("decision.chain", message, pointer=f"/entry/{number}" if known else "")
    return _of(connection, entry.subject).reserved[entry.number]


def _ended(one: Reserved) -> AgreementError:
    message = f"The reservation at entry {one.entry.number} of the ledger is {one.state}."
    return AgreementError("decision.input_changed", message, pointer=f"/entry/{one.entry.number}")


def _check_fresh(mine: Replay, view: View, last: Entry, now: datetime) -> None:
    """Whether nothing was decided about the learner since a view, and nothing is about to be."""
    if view.head > last.number:
        message = f"The ledger ends with entry {last.number}, and the view is of entry {view.head}."
        raise AgreementError("decision.chain", message, pointer=f"/entry/{view.head}")
    for number, one in mine.reserved.items():
        since = one.state in ("committed", "withdrawn") and max(one.committed, one.ended) > view.head
        if since or (one.state == "open" and one.until > now):
            message = "Something else was decided about the learner, or is being decided."
            raise AgreementError("decision.input_changed", message, pointer=f"/entry/{number}")


def _reservation(entry: Entry) -> Reservation:
    one = reserved_of(entry)
    return Reservation(entry.number, entry.digest, one.until, one.input_digest, one.raised)


def _strange_claims(expected: Mapping[Any, int], there: Mapping[Any, int]) -> list[Finding]:
    """Claims that the entries give and the table lacks, and the other way round; by entry."""
    lacking = {(holder, "has lost a claim") for claim, holder in expected.items() if there.get(claim) != holder}
    strange = {(holder, "gives not all its claims") for claim, holder in there.items() if expected.get(claim) != holder}
    return [
        Finding("store.corrupt", f"Entry {number} of the ledger {what}.", f"/entry/{number}")
        for number, what in sorted(lacking | strange, key=str)
    ]


def _heads(known: object) -> list[Head]:
    if not isinstance(known, Iterable):
        raise InputTypeError("input.type", f"The heads are {shown(known)}.", hint="Pass a list: check([head]).")
    return [_head(one) for one in known]


def _head(value: object) -> Head:
    if isinstance(value, tuple) and len(value) == 2:
        number, digest = value
        if isinstance(number, int) and not isinstance(number, bool) and number > 0 and isinstance(digest, str):
            return Head(number, digest)
    hint = "Pass a list of what head() returned: check([head])."
    raise InputTypeError("input.type", f"A head is {shown(value)}.", hint=hint)


def _moment(value: object, name: str) -> datetime:
    if not isinstance(value, datetime):
        raise InputTypeError("input.type", f"The argument {name} is {shown(value)}.", hint="Pass an aware datetime.")
    return moment(value, name)


def _text(name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable() or len(value) > _LONGEST:
        hint = f"Pass a text of one line, up to {_LONGEST} characters."
        raise InputTypeError("input.type", f"The argument {name} is {shown(value)}.", hint=hint)
    return value


__all__ = ["Head", "Ledger", "Reservation"]
