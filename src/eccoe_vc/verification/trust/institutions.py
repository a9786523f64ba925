"""One record for an institution: the names under which it is known, and who says so.

A university has a DID, a SCHAC code under which the European Student Card and EWP know it (``uni-x.eu``), a ROR id, a
web site and what it is called. None of them follows from another: each stands here with how it was learned. A rule over
such records trusts the ids that can issue, and tells the report the other names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, get_args

from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import Finding, InputTypeError, shown
from eccoe_vc.verification.trust.protocol import Asking, Inquiry, Judgement, Known
from eccoe_vc.verification.trust.rules import stranger

if TYPE_CHECKING:
    from eccoe_vc.models.agreement import Party

#: ``issuer``: an id under which it issues (a DID or an https address). ``hei``: its SCHAC home organisation, as EWP
#: names it. ``ror``: its id in the Research Organization Registry. ``web``: its site. ``name``: what it is called.
Kind = Literal["issuer", "hei", "ror", "web", "name"]
_KINDS: Final = get_args(Kind)
# A domain name in lower case, with a dot (SCHAC, schacHomeOrganization; EWP takes that form alone).
_HEI: Final = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9\-]{0,61}[a-z0-9]\Z"
).match
_ROR: Final = re.compile(r"(?:https://ror\.org/)?0([0-9a-hjkmnp-tv-z]{6})([0-9]{2})\Z").match
_BASE_32: Final = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford: no i, l, o, u


class Fact(NamedTuple):
    """One name of an institution: its kind, the name, and in words how it was learned."""

    kind: Kind
    value: str
    by: str


@dataclass(frozen=True, slots=True)
class Institution:
    """What is known about one institution. Build one with :meth:`of` and add what others say with :meth:`and_`.

    >>> north = Institution.of(issuer="did:web:north.example", name="North University", hei="north.example",
    ...                        by="the agreement of 2025")
    >>> north.values("hei"), north.facts[0].by
    (('north.example',), 'the agreement of 2025')
    """

    facts: tuple[Fact, ...]

    def __post_init__(self) -> None:
        for fact in self.facts:
            _check(fact)

    @classmethod
    def of(
        cls,
        *,
        by: str,
        issuer: str | Iterable[str] = (),
        hei: str | Iterable[str] = (),
        ror: str | Iterable[str] = (),
        web: str | Iterable[str] = (),
        name: str | Iterable[str] = (),
    ) -> Institution:
        """A record of names that were learned in one way; each may be one text or several.

        :param by: how they were learned, for whoever reads the report.
        :param ror: with or without ``https://ror.org/``; its check digits are compared.
        :raises InputTypeError: ``input.type``, a name that is none of its kind.
        """
        given: tuple[tuple[Kind, str | Iterable[str]], ...] = (
            ("issuer", issuer), ("hei", hei), ("ror", ror), ("web", web), ("name", name),
        )  # fmt: skip
        facts = [
            Fact(kind, _spelt(kind, value), by)
            for kind, values in given
            for value in ((values,) if isinstance(values, str) else values)
        ]
        return cls(tuple(facts))

    @classmethod
    def of_party(cls, party: Party) -> Institution:
        """What a signed agreement says about one of its parties: all parties signed it."""
        by = "an agreement that all parties signed"
        rors = [one.value for one in party.identifier or () if one.scheme.upper() == "ROR"]
        return cls.of(
            by=by,
            issuer=party.names,
            hei=party.hei_id.lower() if party.hei_id else (),
            ror=rors,
            web=party.website or (),
            name=party.legal_name,
        )

    def and_(self, other: Institution) -> Institution:
        """A record with what both say. That they are about one institution is the caller's knowledge."""
        return Institution(tuple(dict.fromkeys((*self.facts, *other.facts))))

    def values(self, kind: Kind) -> tuple[str, ...]:
        """Its names of one kind, once each."""
        return tuple(dict.fromkeys(fact.value for fact in self.facts if fact.kind == kind))

    @property
    def known_as(self) -> tuple[Known, ...]:
        """Its names as a report tells them."""
        return tuple((fact.kind, fact.value, fact.by) for fact in self.facts)


@dataclass(frozen=True, slots=True, init=False)
class TrustedInstitutions:
    """The institutions that the verifier names: whoever issues under one of their ids is trusted.

    >>> north = Institution.of(issuer="did:web:north.example", name="North University", by="a visit")
    >>> TrustedInstitutions(north).judge("did:web:north.example")
    (True, ())
    """

    institutions: tuple[Institution, ...]

    def __init__(self, *institutions: Institution) -> None:
        if not all(isinstance(one, Institution) for one in institutions):
            raise InputTypeError(
                "input.type", "TrustedInstitutions takes Institution records.", hint="Build each with Institution.of."
            )
        object.__setattr__(self, "institutions", institutions)

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~eccoe_vc.verification.trust.protocol.TrustRule`."""
        answer = self._answer(issuer)
        return answer.accepted, answer.findings

    def consult(self, inquiry: Inquiry) -> Asking:
        """See :class:`~eccoe_vc.verification.trust.protocol.AskingRule`. It needs no document."""
        yield from ()
        return self._answer(inquiry.issuer)

    def _answer(self, issuer: str) -> Judgement:
        ids = frozenset(name for one in self.institutions for name in one.values("issuer"))
        if not ids:
            return Judgement(
                False, (Finding("trust.no_anchor", "The policy names no institution that issues.", "/issuer"),)
            )
        found = next((one for one in self.institutions if issuer in one.values("issuer")), None)
        if found is None:
            return Judgement(False, stranger(issuer, ids, "of none of the institutions that you trust"))
        names = found.values("name")
        by = f"You named it as one of {shown(names[0])}." if names else "You named the institution that it is of."
        return Judgement(True, (), by, found.known_as)


def _spelt(kind: Kind, value: str) -> str:
    """A ROR id in its one form; everything else as it is."""
    found = _ROR(value) if kind == "ror" and isinstance(value, str) else None
    return f"https://ror.org/0{found[1]}{found[2]}" if found else value


def _check(fact: Fact) -> None:
    """Whether a name is one of its kind.

    :raises InputTypeError: ``input.type``.
    """
    kind, value, by = fact
    if kind not in _KINDS or not isinstance(value, str) or not isinstance(by, str) or not by.strip():
        raise InputTypeError(
            "input.type", "A fact about an institution is a kind of name, a text, and how it was learned.",
            hint=f"The kinds are {', '.join(_KINDS)}.",
        )  # fmt: skip
    if kind == "issuer":
        fits, due = is_iri(value), "the id of an issuer, such as did:web:north.example"
    elif kind == "hei":
        fits, due = _HEI(value) is not None, "a SCHAC code, which is a domain name in lower case such as uni-x.eu"
    elif kind == "ror":
        fits, due = is_ror(value), "a ROR id with the right check digits, such as https://ror.org/042nb2s44"
    elif kind == "web":
        fits, due = value.startswith("https://") and is_iri(value), "a web address that begins with https://"
    else:
        fits, due = bool(value.strip()), "a name"
    if not fits:
        raise InputTypeError("input.type", f"{shown(value)} is not {due}.")


def is_ror(text: str) -> bool:
    """Whether ``text`` is a ROR id whose check digits fit (ISO/IEC 7064, mod 97-10).

    >>> is_ror("https://ror.org/042nb2s44"), is_ror("https://ror.org/042nb2s45")
    (True, False)
    """
    found = _ROR(text)
    if found is None:
        return False
    number = 0
    for sign in found[1]:
        number = number * 32 + _BASE_32.index(sign)
    return f"{98 - (number * 100) % 97:02}" == found[2]
