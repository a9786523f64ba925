"""Reads what an issuer publishes as a verifier does, and as verifiers elsewhere do, and says what is wrong in words.

``doctor`` is a generator, as the pipeline is: it yields a :class:`~eccoe_vc.sources.Fetch` for each document and is
sent the answer. It judges no credential: a finding of class F or I is broken for this library, too, and a note (class
W) breaks somewhere else, or soon.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from eccoe_vc import clock
from eccoe_vc.carriers import open_credential
from eccoe_vc.codes import code as registered
from eccoe_vc.errors import Finding, InputTypeError, KeyLoadError, RefusedError, shown
from eccoe_vc.examining import documents, parts
from eccoe_vc.keys import did_web
from eccoe_vc.keys.did import is_https
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.world import OFFLINE, Sources

SOON: Final = timedelta(days=30)


class Place(NamedTuple):
    """One address that was looked at: what stands there (``what``, in words), and what was found. Pointers lead into
    the document at that address.
    """

    url: str
    what: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that was looked at, in order."""

    issuer: str
    places: tuple[Place, ...]

    @property
    def broken(self) -> tuple[Finding, ...]:
        """What keeps credentials of this issuer from being verified, or may do so."""
        return tuple(one for place in self.places for one in place.findings if registered(one.code).classes[0] != "W")

    def __bool__(self) -> bool:
        """Whether nothing is broken. What breaks elsewhere is still in the findings."""
        return not self.broken

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form."""
        return {
            "issuer": self.issuer,
            "broken": len(self.broken),
            "places": [
                {
                    "url": place.url,
                    "what": place.what,
                    "findings": [
                        {
                            k: v
                            for k, v in one._replace(hint=one.hint or registered(one.code).hint)._asdict().items()
                            if v
                        }
                        for one in place.findings
                    ],
                }
                for place in self.places
            ],
        }


Examination = Generator[Fetch, Fetched | Unavailable, Diagnosis]


def doctor(
    issuer: str,
    *,
    at: datetime | None = None,
    samples: Iterable[Any] = (),
    sources: Sources = OFFLINE,
    soon: timedelta = SOON,
    budget: Budget = DEFAULT,
) -> Examination:
    """Look at everything that stands behind ``issuer``, as steps that ask for what they need.

    Controlled Identifiers 1.0, section 2; did:web; RFC 7517, section 5; Bitstring Status List 1.0.

    :param issuer: a DID or the https address of an issuer.
    :param at: the moment of judgement, aware; None is now.
    :param samples: credentials of this issuer, in any form that :func:`eccoe_vc.open_credential` takes: their status
        lists and contexts are looked at as well.
    :param sources: the contexts that are known. Documents come by the answers to what is yielded.
    :param soon: what ends within this time is said.
    :raises InputTypeError: ``input.type``, no issuer that has a document, or no sample.
    """
    moment = clock.moment(at, "at")
    places = [(yield from _document(issuer, moment, moment + soon, budget))]
    named: dict[str, None] = {}
    contexts: dict[str, None] = {}
    for sample in samples:
        try:
            tree = open_credential(sample, budget=budget).document or {}
        except RefusedError as error:
            places.append(Place("", "a sample", error.findings))
            continue
        named |= dict.fromkeys(parts.lists_of(tree))
        contexts |= dict.fromkeys(parts.contexts_of(tree))
    for url in named:
        places.append(
            Place(
                url, "status list", (yield from parts.status_list(url, issuer, moment, moment + soon, sources, budget))
            )
        )
    for url in contexts:
        if url not in sources.documents:
            places.append(Place(url, "context", (yield from parts.context(url, budget))))
    return Diagnosis(issuer, tuple(places))


def _document(
    issuer: str, at: datetime, soon: datetime, budget: Budget
) -> Generator[Fetch, Fetched | Unavailable, Place]:
    if issuer.startswith(("did:key:", "did:jwk:")):
        return Place("", "an identifier that is a key", documents.of_key(issuer, budget))
    if issuer.startswith("did:web:"):
        try:
            url = did_web.url(issuer)
        except KeyLoadError as error:
            return Place("", "DID document", error.findings)
    elif is_https(issuer):
        url = issuer
    else:
        raise InputTypeError(
            "input.type", f"{shown(issuer)} is no issuer that has a document.",
            hint="Name a did:web, a did:key, a did:jwk or an address that begins with https://.",
        )  # fmt: skip
    answer = yield Fetch(url, "controller document", budget.did_document_bytes)
    what, findings = documents.examine(issuer, url, answer, at, soon, budget)
    return Place(url, what, tuple(findings))


def examine(issuer: str, *, sources: Sources = OFFLINE, **asked: Any) -> Diagnosis:
    """As :func:`doctor`, with the documents at hand and the fetcher of ``sources``.

    >>> examine("did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw").broken
    ()
    """
    steps = doctor(issuer, sources=sources, **asked)
    answers: dict[Fetch, Fetched | Unavailable] = {}
    try:
        wanted = next(steps)
        while True:
            if wanted not in answers:
                answers[wanted] = sources.answer(wanted)
            wanted = steps.send(answers[wanted])
    except StopIteration as done:
        made: Diagnosis = done.value
        return made
