"""The verbs that verify: loops that answer what an inspection asks for. The steps are in :mod:`.pipeline`.

======================================  ===============================================================================
:func:`inspect`, :func:`verify`         the fetcher of the sources answers, if there is one
:func:`inspect_async`,                  a fetcher that is awaited answers; the same steps
:func:`verify_async`
:func:`needs`                           nobody answers: what would be asked for?
======================================  ===============================================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from typing import Any

from eccoe_vc import clock
from eccoe_vc.errors import InputTypeError, VerificationError, shown
from eccoe_vc.report import Report
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.case import listed
from eccoe_vc.verification.dialogue import Dialogue, Judged
from eccoe_vc.verification.inspected import Inspected
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.verified import Verified, made
from eccoe_vc.verification.world import OFFLINE, AsyncFetcher, Sources, answered_by, no_fetcher


def inspect(data: Any, *, policy: Policy, sources: Sources = OFFLINE, at: datetime | None = None) -> Report:
    """The explained verdict on a credential; never raises on untrusted input.

    Open Badges 3.0, section 8 (Verification and Validation); VC Data Model 2.0, section 7.1 (Verification); Data
    Integrity 1.0, section 4.4. The order of the checks is that of :mod:`eccoe_vc.verification.pipeline`.

    :param data: bytes of any supported file (JSON, PNG, SVG), JSON text, a mapping, or an :class:`Envelope`.
    :param policy: what must hold, from :mod:`eccoe_vc.verification.policies`.
    :param sources: where contexts, keys and documents come from; nothing is fetched unless it has a fetcher.
    :param at: the moment of judgement, aware; None is now. All checks use the same moment.
    :returns: a :class:`~eccoe_vc.report.Report`; ``bool(report)`` is True only for ``accepted``.
    :raises InputTypeError: the caller passed something of a wrong Python type, or a naive datetime.

    >>> from eccoe_vc import inspect, policies
    >>> report = inspect(b"<html>", policy=policies.proof_only())
    >>> report.verdict, next(report.problems()).code
    ('rejected', 'input.unknown_format')
    """
    return inspected(data, policy=policy, sources=sources, at=at).report


def inspected(data: Any, *, policy: Policy, sources: Sources = OFFLINE, at: datetime | None = None) -> Inspected:
    """As :func:`inspect`, with the documents that the report is about; those of tokens decoded."""
    return _judged(data, policy, sources, at)[1]


def inspected_with_answers(
    data: Any, *, policy: Policy, sources: Sources = OFFLINE, at: datetime | None = None
) -> tuple[Inspected, Mapping[Fetch, Fetched | Unavailable]]:
    """As :func:`inspected`, with every document that was asked for on the way and how it was answered, by whomever."""
    dialogue = _driven(data, policy, sources, at)
    return dialogue.result[1], dialogue.answers


def verify(data: Any, *, policy: Policy, sources: Sources = OFFLINE, at: datetime | None = None) -> Verified:
    """The credential, if it is accepted; otherwise raises with the report.

    Arguments as for :func:`inspect`.

    :raises VerificationError: not accepted; ``error.report`` says why.
    :raises InputTypeError: as :func:`inspect`.
    """
    return _accepted(_judged(data, policy, sources, at), policy)


async def inspect_async(
    data: Any,
    *,
    policy: Policy,
    sources: Sources = OFFLINE,
    fetch: AsyncFetcher | None = None,
    at: datetime | None = None,
) -> Report:
    """As :func:`inspect`, awaiting ``fetch`` where a document is needed; the event loop is free meanwhile.

    The checks themselves are computing and do not pause: a badge takes a millisecond or two. A task that is cancelled
    while it waits leaves nothing behind.

    :param fetch: asked for what is not at hand; None means no network at all. ``sources`` must not have a fetcher of
        its own, which would hold up the loop: :func:`eccoe_vc.in_threads` makes one of it that can be awaited.
    :raises InputTypeError: as :func:`inspect`; ``sources`` have a fetcher.

    >>> import asyncio
    >>> from eccoe_vc import inspect_async, policies
    >>> report = asyncio.run(inspect_async(b"<html>", policy=policies.proof_only()))
    >>> report.verdict
    'rejected'
    """
    return (await _judged_async(data, policy, sources, fetch, at))[1].report


async def verify_async(
    data: Any,
    *,
    policy: Policy,
    sources: Sources = OFFLINE,
    fetch: AsyncFetcher | None = None,
    at: datetime | None = None,
) -> Verified:
    """As :func:`verify`, with the arguments of :func:`inspect_async`.

    :raises VerificationError: not accepted; ``error.report`` says why.
    :raises InputTypeError: as :func:`inspect_async`.
    """
    return _accepted(await _judged_async(data, policy, sources, fetch, at), policy)


def needs(data: Any, *, policy: Policy, sources: Sources = OFFLINE, at: datetime | None = None) -> tuple[Fetch, ...]:
    """What :func:`inspect` would ask for now, for callers who fetch on their own; nothing is fetched.

    Later questions depend on earlier answers: the address of a status list is asked for only once the key of the issuer
    is known and the signature holds. So ask again with what you got, until nothing is needed any more; that takes at
    most ``Budget.fetches`` documents, and :func:`inspect` with the same sources then reports what it would report with
    a fetcher that gives these answers. A fetcher in ``sources`` is not asked.

    :returns: url, purpose and largest size of each document, in the order in which they are asked for; empty where
        nothing more would be asked for.
    :raises InputTypeError: as :func:`inspect`.

    >>> from eccoe_vc import OFFLINE, Unavailable, needs, policies
    >>> sources = OFFLINE
    >>> while wanted := needs(b"{}", policy=policies.proof_only(), sources=sources):
    ...     for document in wanted:  # get(document) is yours
    ...         sources = sources.with_answer(document, get(document))
    """
    wanted: list[Fetch] = []
    with closing(Dialogue(data, policy, *_checked(policy, sources, at))) as dialogue:
        while dialogue.wanted is not None:
            wanted.append(dialogue.wanted)
            dialogue.answer(no_fetcher(dialogue.wanted))
    return tuple(wanted)


def _judged(data: Any, policy: Policy, sources: Sources, at: datetime | None) -> Judged:
    return _driven(data, policy, sources, at).result


def _driven(data: Any, policy: Policy, sources: Sources, at: datetime | None) -> Dialogue:
    with closing(Dialogue(data, policy, *_checked(policy, sources, at))) as dialogue:
        while dialogue.wanted is not None:
            dialogue.answer(sources.answer(dialogue.wanted))
    return dialogue


async def _judged_async(
    data: Any, policy: Policy, sources: Sources, fetch: AsyncFetcher | None, at: datetime | None
) -> Judged:
    checked = _checked(policy, sources, at)
    if sources.fetch is not None:
        raise InputTypeError(
            "input.type",
            "The sources have a fetcher that is not awaited and would hold up the event loop.",
            hint="Pass fetch=in_threads(fetcher) and sources without it.",
        )
    with closing(Dialogue(data, policy, *checked)) as dialogue:
        while dialogue.wanted is not None:
            dialogue.answer(await answered_by(fetch, dialogue.wanted))
    return dialogue.result


def _checked(policy: Any, sources: Any, at: datetime | None) -> tuple[Sources, datetime]:
    if not isinstance(policy, Policy):
        raise InputTypeError("input.type", f"A policy was expected, but {shown(policy)} was given.")
    if not isinstance(sources, Sources):
        raise InputTypeError("input.type", f"Sources were expected, but {shown(sources)} was given.")
    return sources, clock.moment(at, "at")


def _accepted(judged: Judged, policy: Policy) -> Verified:
    envelope, found = judged
    if not found.report or envelope is None:
        raise VerificationError(found.report)
    kind = policy.held_to(listed((found.documents.document or {}).get("type")))
    bound = policy.bind_issuer and not policy.proof_only
    return made(found.envelope or envelope, found.report, kind, documents=found.documents, issuer_bound=bound)
