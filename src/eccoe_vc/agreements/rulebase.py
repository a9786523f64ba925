"""Many agreements at once: read one by one, kept small, found by who is asked and by whom. Recognition, section 16.

A rule base is read once and decides for thousands of learners. Of each counterpart is kept who signed which text; equal
texts are kept once, rules as their texts, and no document tree. What an agreement amounts to on a day and the matcher
of a text are worked out when they are first asked for, and kept within bounds.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from threading import Lock
from typing import Any, Final, Generic, Self, TypeVar

from eccoe_vc.agreements.counterparts import CREDENTIAL, SignedText, Standing, agents_of, signed_text
from eccoe_vc.agreements.history import history
from eccoe_vc.agreements.large import digest_of, same_rules
from eccoe_vc.agreements.matching import Matcher
from eccoe_vc.agreements.notices import CREDENTIAL as NOTICE
from eccoe_vc.agreements.notices import Notice, signed_notice
from eccoe_vc.agreements.signed import document_of, said
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.verification.verified import Verified

MATCHERS: Final = 4_096
"""Matchers that are kept; the oldest goes first."""
STANDINGS: Final = 16_384
"""Agreements on a day that are kept; the oldest goes first."""
_T = TypeVar("_T")


class RuleBase:
    """Agreements and notices that were verified, ready to be asked. Safe to share between threads.

    ``copies``: agreement id to who signed which text. ``strange``: is there a notice about none of the agreements?
    """

    __slots__ = ("_matchers", "_notices", "_of_party", "_signatories", "_standings", "copies", "strange")

    copies: Mapping[str, tuple[SignedText, ...]]
    strange: bool

    def __init__(
        self,
        copies: Mapping[str, Iterable[SignedText]],
        notices: Iterable[Notice] = (),
        *,
        signatories: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        """Index what :meth:`of` read. Arguments as there."""
        agents_of(signatories or {})
        self.copies = {name: tuple(copies[name]) for name in sorted(copies)}
        self._signatories = {party: tuple(issuers) for party, issuers in (signatories or {}).items()}
        self._notices: dict[str, list[Notice]] = {}
        for notice in notices:
            self._notices.setdefault(notice.agreement, []).append(notice)
        self.strange = not self._notices.keys() <= self.copies.keys()
        self._of_party: dict[str, set[str]] = {}
        for name, rows in self.copies.items():
            for party in {party for row in rows for one in row.agreement.party for party in one.names}:
                self._of_party.setdefault(party, set()).add(name)
        self._standings: _Kept[tuple[Standing, ...]] = _Kept(STANDINGS)
        self._matchers: _Kept[Matcher] = _Kept(MATCHERS)

    @classmethod
    def of(cls, agreements: Iterable[Verified], *, signatories: Mapping[str, Collection[str]] | None = None) -> Self:
        """Read counterparts and notices, one after the other: an iterator need not hold more than one of them.

        :param agreements: counterparts of any number of agreements and versions, and termination notices, as
            :func:`eccoe_vc.verify` returned them.
        :param signatories: party to the issuers that the caller lets sign for it.
        :raises InputTypeError: ``agreement.unsigned``, ``input.not_verified``: something that was not verified;
            ``input.type``: no iterable, or one signatory is named for two parties.
        :raises AgreementError: ``rule.syntax``, neither counterpart nor notice; or everything wrong with a text.
        """
        if isinstance(agreements, Verified | str | bytes | Mapping) or not isinstance(agreements, Iterable):
            hint = "Pass a list or an iterator of what verify() returned."
            raise InputTypeError("input.type", f"The agreements are {shown(agreements)}.", hint=hint)
        copies: dict[str, list[SignedText]] = {}
        notices: list[Notice] = []
        for verified in agreements:
            types = document_of(verified).get("type")
            if isinstance(types, list) and NOTICE in types and CREDENTIAL not in types:
                notices.append(signed_notice(verified))
            else:
                copy = _copy(verified, copies)
                copies.setdefault(copy.agreement.id, []).append(copy)
        return cls(copies, notices, signatories=signatories)

    def __len__(self) -> int:
        """How many agreements there are, versions not counted."""
        return len(self.copies)

    def __repr__(self) -> str:
        return f"<RuleBase of {len(self)} agreements>"

    def of_party(self, name: str) -> frozenset[str]:
        """The ids of the agreements in which this is a party, by its id or an alias."""
        return frozenset(self._of_party.get(name, ()))

    def concerning(self, host: str, issuers: Iterable[str]) -> tuple[str, ...]:
        """The ids of the agreements to which both the host and one of these issuers are parties, sorted.

        No other agreement has a rule that leads from one of the issuers to the host.

        :raises InputTypeError: ``input.type``, the issuers are a single text.
        """
        _check_names(issuers)
        theirs = frozenset[str]().union(*(self._of_party.get(name, ()) for name in set(issuers)))
        return tuple(sorted(theirs & self.of_party(host)))

    def standings(self, on: date, names: Iterable[str] | None = None) -> tuple[Standing, ...]:
        """Every text of some agreements on a day, by id, the newest version first.

        :param names: ids of agreements; None: all of them. Ids that are not here are passed over.
        :raises InputTypeError: ``input.type``, no day, or the names are a single text.
        """
        if type(on) is not date:  # a datetime is a date to Python, and on which day it lies depends on a zone
            raise InputTypeError("input.type", f"The day is {shown(on)}.", hint="Pass a datetime.date.")
        _check_names(names)
        asked = self.copies if names is None else sorted(set(names) & self.copies.keys())
        return tuple(one for name in asked for one in self._standings.get((name, on), partial(self._history, name, on)))

    def _history(self, name: str, on: date) -> tuple[Standing, ...]:
        rows, notices = self.copies[name], self._notices.get(name, ())
        return history(rows, on, notices=notices, signatories=self._signatories)

    def matcher(self, standing: Standing) -> Matcher:
        """The matcher of a text: kept, because it is the same for all learners."""
        ends = {"superseded_from": standing.superseded_from, "terminated_from": standing.terminated_from}
        return self._matchers.get((standing.digest, *ends.values()), lambda: Matcher(standing.agreement, **ends))


class _Kept(Generic[_T]):
    """Answers by what was asked, at most so many: the oldest goes first."""

    __slots__ = ("_known", "_lock", "_most")

    def __init__(self, most: int) -> None:
        self._known: dict[Hashable, _T] = {}
        self._lock, self._most = Lock(), most

    def get(self, asked: Hashable, make: Callable[[], _T]) -> _T:
        found = self._known.get(asked)
        if found is None:
            found = make()  # two threads may make the same; nobody waits for another one's work
            with self._lock:
                self._known[asked] = found
                if len(self._known) > self._most:
                    del self._known[next(iter(self._known))]
        return found


def _check_names(names: object) -> None:
    if isinstance(names, str | bytes):
        raise InputTypeError(
            "input.type", f"Several names were expected, and this is {shown(names)}.", hint="Pass a list."
        )


def _copy(verified: Verified, copies: Mapping[str, list[SignedText]]) -> SignedText:
    """A counterpart without its tree; a text that is known already is not read again."""
    found = said(verified, CREDENTIAL)
    name = found.subject.get("id")
    for known in copies.get(name, ()) if isinstance(name, str) else ():
        if same_rules(found.subject, known.agreement) and digest_of(found.subject, known.agreement) == known.digest:
            return replace(
                known, issuer=found.issuer, status=found.status, assumed=found.assumed, doubt=found.doubt,
                notes=found.notes,
            )  # fmt: skip
    copy = signed_text(verified)
    same = (known.agreement for known in copies.get(copy.agreement.id, ()) if known.digest == copy.digest)
    agreement = next(same, copy.agreement)
    return replace(copy, text=_Text(agreement), agreement=agreement)


class _Text(Mapping[str, Any]):
    """The tree of a text, made from its model when it is looked at: only where two parties signed different ones."""

    __slots__ = ("_agreement",)

    def __init__(self, agreement: RecognitionAgreement) -> None:
        self._agreement = agreement

    def __getitem__(self, name: str) -> Any:
        if name == "rule":
            return [rule.to_json() for rule in self._agreement.rule]
        return self._agreement.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude={"rule"})[name]

    def __iter__(self) -> Iterator[str]:
        fields = RecognitionAgreement.model_fields
        return (fields[name].alias or name for name in fields if name in self._agreement.model_fields_set)

    def __len__(self) -> int:
        return len(self._agreement.model_fields_set)


__all__ = ["MATCHERS", "STANDINGS", "RuleBase"]
