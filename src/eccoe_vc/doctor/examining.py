"""An issuer from its address to findings: a generator that asks and is answered, and the loop around it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from eccoe_vc import clock
from eccoe_vc.doctor import answers, given, hints, keys, lists
from eccoe_vc.doctor.diagnosis import Diagnosis, Examined, Symptom
from eccoe_vc.errors import Finding, InputTypeError, shown
from eccoe_vc.keys import publishing
from eccoe_vc.keys.did import is_https
from eccoe_vc.limits import DEFAULT
from eccoe_vc.report import Report
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification import policies
from eccoe_vc.verification.case import listed
from eccoe_vc.verification.pipeline import inspection
from eccoe_vc.verification.trust import UnsafeAnyIssuer
from eccoe_vc.verification.world import Fetcher, Sources

Examination = Generator[Fetch, Fetched | Unavailable, Diagnosis]
_ANYBODY: Final = UnsafeAnyIssuer(reason="An issuer looks at her own credential; who she is, is not asked.")
#: Notes about what the verifier did not ask; an issuer cannot do anything about them.
_OF_VERIFIERS: Final = frozenset({"trust.unsafe_any", "trust.self_asserted", "subject.not_checked"})
#: What a verifier refuses, and what may be otherwise outside the network in which an issuer examines herself.
_SEEN_FROM_HERE: Final = "fetch.blocked"
_TOO_MANY: Final = Unavailable("fetch.count", "The sample names more documents than verifiers ask for.")
_DID_JSON: Final = "/did.json"
_WELL_KNOWN: Final = "/.well-known"


def examine_issuer(
    issuer: str,
    *,
    fetch: Fetcher | None,
    samples: Iterable[bytes | str | Mapping[str, Any]] = (),
    sources: Sources | None = None,
    at: datetime | None = None,
) -> Diagnosis:
    """What is broken in what an issuer publishes, and what will break elsewhere.

    DID Core 1.0, did:web, Controlled Identifiers 1.0, RFC 7517, Bitstring Status List 1.0: everything is read as
    verifiers read it, and looked at with the eyes of stricter ones.

    What no server answered for (no network, a name that leads nowhere, a timeout, a machine that is not public) is
    ``unknown``, never ``broken``: somebody else may be able to read it.

    :param issuer: a did:web, the address of a did.json, or the https address of a controller document or key set; a
        did:key or did:jwk publishes nothing, and its key is looked at. The address of a did.json stands for its
        did:web, whose document is examined where verifiers look for it; ``doctor.address`` says so where that is
        another address.
    :param fetch: asked for every document; what it does not tell (headers) is not judged. None asks nobody.
    :param samples: a list of credentials of this issuer, in any form: their status lists, schemas and contexts are
        looked at too. ``Symptom.sample`` names them by their place, as ``samples[0]``.
    :param sources: contexts and documents that are at hand; how a server serves them is not judged.
    :param at: the moment of judgement, aware; None is now.
    :raises InputTypeError: ``input.type``, also for one credential in place of a list, and for a fetcher that is a
        class or has to be awaited.
    :raises KeyLoadError: ``did.syntax``, ``key.url``, ``unsupported.did_method``: ``issuer`` publishes nothing.

    >>> from eccoe_vc import Unavailable
    >>> found = examine_issuer("did:web:north.example", fetch=lambda wanted: Unavailable("fetch.status", "404."))
    >>> bool(found), [(one.severity, one.code) for one in found.symptoms]
    (False, [('broken', 'doctor.unreachable')])
    """
    if sources is not None and not isinstance(sources, Sources):
        raise InputTypeError("input.type", f"Sources were expected, but {shown(sources)} was given.")
    given.check_fetcher(fetch)
    world = (sources or Sources()).with_(fetch=fetch)
    asking = examination(issuer, samples, world, clock.moment(at, "at"))
    try:
        wanted = next(asking)
        while True:
            wanted = asking.send(world.answer(wanted))
    except StopIteration as done:
        found: Diagnosis = done.value
        return found


def examination(issuer: str, samples: Iterable[Any], sources: Sources, moment: datetime) -> Examination:
    """The steps of :func:`examine_issuer`, without input and output."""
    if not isinstance(issuer, str):
        raise InputTypeError("input.type", f"The issuer is {shown(issuer)}, not a text.")
    listed_samples = given.credentials(samples)
    subject = subject_of(issuer)
    symptoms: list[Symptom] = []
    looked: list[Examined] = []
    known: dict[Fetch, Fetched | Unavailable] = {}
    if subject.startswith(("did:key:", "did:jwk:")):
        symptoms += (Symptom.of(hints.published(found), subject) for found in keys.of_identifier(subject))
        looked.append(Examined(subject, "identifier that is a key", had=True))
    else:
        address = publishing.address(subject)
        symptoms += _elsewhere(issuer, subject, address)
        wanted = Fetch(address, "controller document", DEFAULT.did_document_bytes)
        answer = known[wanted] = yield wanted
        symptoms += _of_answer(wanted, answer, sources)
        looked.append(Examined(address, wanted.purpose, isinstance(answer, Fetched)))
        if isinstance(answer, Fetched):
            found = keys.findings(answer.data, subject, moment)
            symptoms += (Symptom.of(hints.published(one), address) for one in found)
    for place, sample in enumerate(listed_samples):
        yield from _sample(sample, f"samples[{place}]", subject, sources, moment, symptoms, looked, known)
    return Diagnosis.made(subject, symptoms, looked, moment)


def subject_of(issuer: str) -> str:
    """The id of the document at the address of a did.json; everything else is the id itself.

    >>> subject_of("https://north.example/.well-known/did.json"), subject_of("https://north.example:8443/a/did.json")
    ('did:web:north.example', 'did:web:north.example%3A8443:a')
    """
    if not is_https(issuer) or not issuer.endswith(_DID_JSON):
        return issuer
    place = issuer.removeprefix("https://").removesuffix(_DID_JSON).removesuffix(_WELL_KNOWN)
    host, *path = place.split("/")
    return ":".join(("did:web", host.replace(":", "%3A"), *path))


def _elsewhere(issuer: str, subject: str, address: str) -> Iterator[Symptom]:
    """That the address that was given is not the one that is examined."""
    if issuer in (subject, address):
        return
    message = f"Examined is {shown(subject, 120)} at the address where verifiers look for it, not {shown(issuer, 120)}."
    hint = f"Publish the document at {address}; nobody looks for it at the address that you gave."
    yield Symptom.of(Finding("doctor.address", message, hint=hint), address)


def _of_answer(wanted: Fetch, answer: Fetched | Unavailable, sources: Sources) -> Iterator[Symptom]:
    """How a server serves a document, or that it does not; of one that is at hand nothing is known about a server."""
    if sources.known(wanted) is not None:
        return
    if isinstance(answer, Fetched):
        yield from (Symptom.of(found, wanted.url) for found in answers.findings(answer, wanted.purpose))
        return
    yield Symptom.of(answers.unavailable(answer, wanted.purpose), wanted.url)


def _sample(
    sample: Any,
    name: str,
    subject: str,
    sources: Sources,
    moment: datetime,
    symptoms: list[Symptom],
    looked: list[Examined],
    known: dict[Fetch, Fetched | Unavailable],
) -> Generator[Fetch, Fetched | Unavailable, None]:
    """Inspect the sample as a verifier would who trusts its issuer, and look at every answer on the way."""
    asking = inspection(sample, policies.credential(trust=_ANYBODY), sources, moment)
    asked = 0
    try:
        wanted = next(asking)
        while True:
            if wanted not in known and asked >= DEFAULT.fetches:
                wanted = asking.send(_TOO_MANY)  # as verifiers do, who ask for no more
                continue
            if wanted not in known:
                asked += 1
                known[wanted] = answer = yield wanted
                looked.append(Examined(wanted.url, wanted.purpose, isinstance(answer, Fetched)))
                symptoms += _of_answer(wanted, answer, sources)
                if isinstance(answer, Fetched) and wanted.purpose == "status list":
                    symptoms += (Symptom.of(found, wanted.url) for found in lists.findings(answer.data, moment))
            wanted = asking.send(known[wanted])
    except StopIteration as done:
        found = done.value
    symptoms += _of_report(found.report, name)
    document = found.documents.document or {}
    issuer = document.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    yield from _contexts(document, named == subject, sources, symptoms, looked, known)
    if isinstance(named, str) and named != subject:
        message = f"The sample is by {shown(named, 120)}, not by the issuer that is examined."
        symptoms.append(Symptom.of(Finding("doctor.other_issuer", message, "/issuer"), "", name))


def _contexts(
    document: Mapping[str, Any],
    own: bool,
    sources: Sources,
    symptoms: list[Symptom],
    looked: list[Examined],
    known: dict[Fetch, Fetched | Unavailable],
) -> Generator[Fetch, Fetched | Unavailable, None]:
    """The contexts that nobody ships: each verifier has to get them, and to believe them."""
    strange = [url for url in dict.fromkeys(listed(document.get("@context"))) if url not in sources.documents]
    for place, url in enumerate(strange):
        wanted = Fetch(url, "context", DEFAULT.credential_bytes)
        if wanted in known:
            continue
        symptoms.append(Symptom.of(Finding("doctor.unknown_context", f"Nobody ships the context {shown(url)}."), url))
        # Whoever wrote the sample chose the addresses: of somebody else's none is asked for.
        if place >= DEFAULT.fetches or not own or not is_https(url):
            continue
        known[wanted] = answer = yield wanted
        looked.append(Examined(url, wanted.purpose, isinstance(answer, Fetched)))
        symptoms += _of_answer(wanted, answer, sources)


def _of_report(report: Report, name: str) -> Iterator[Symptom]:
    """What a verifier says of the sample, but that nobody could be asked who the issuer is."""
    for check in report.problems():
        for found in check.findings:
            seen = found._replace(outcome="I") if found.code == _SEEN_FROM_HERE else found
            yield Symptom.of(hints.for_issuer(seen), "", name)
    for note in report.notes:
        if note.code not in _OF_VERIFIERS:
            found = hints.for_issuer(Finding(note.code, note.message, note.pointer, note.hint, "W"))
            yield Symptom.of(found, "", name)


__all__ = ["examination", "examine_issuer", "subject_of"]
