"""``inspect`` and ``verify``: loops that answer what the pipeline asks for. The steps are in :mod:`.pipeline`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Thread
from typing import Any, Final

from eccoe_vc import clock
from eccoe_vc.carriers import Envelope, open_credential
from eccoe_vc.errors import Finding, InputTypeError, RefusedError, VerificationError, shown
from eccoe_vc.report import Check, Outcome, Report
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.case import listed
from eccoe_vc.verification.inspected import Documents, Inspected
from eccoe_vc.verification.pipeline import inspection
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.verified import Verified, made
from eccoe_vc.verification.world import OFFLINE, Sources

#: The envelope, where the data could be opened, and what was found.
Judged = tuple[Envelope | None, Inspected]


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
    return _judged(data, policy, sources, _arguments(policy, sources, at))[1].report


def inspected(data: Any, *, policy: Policy, sources: Sources = OFFLINE, at: datetime | None = None) -> Inspected:
    """As :func:`inspect`, with the documents that the report is about; those of tokens decoded."""
    return _judged(data, policy, sources, _arguments(policy, sources, at))[1]


def verify(data: Any, *, policy: Policy, sources: Sources = OFFLINE, at: datetime | None = None) -> Verified:
    """The credential, if it is accepted; otherwise raises with the report.

    Arguments as for :func:`inspect`.

    :raises VerificationError: not accepted; ``error.report`` says why.
    :raises InputTypeError: as :func:`inspect`.
    """
    envelope, found = _judged(data, policy, sources, _arguments(policy, sources, at))
    if not found.report or envelope is None:
        raise VerificationError(found.report)
    kind = policy.held_to(listed((found.documents.document or {}).get("type")))
    bound = policy.bind_issuer and not policy.proof_only
    return made(found.envelope or envelope, found.report, kind, documents=found.documents, issuer_bound=bound)


def _arguments(policy: Any, sources: Any, at: datetime | None) -> datetime:
    if not isinstance(policy, Policy):
        raise InputTypeError("input.type", f"A policy was expected, but {shown(policy)} was given.")
    if not isinstance(sources, Sources):
        raise InputTypeError("input.type", f"Sources were expected, but {shown(sources)} was given.")
    return clock.moment(at, "at")


def _judged(data: Any, policy: Policy, sources: Sources, at: datetime) -> Judged:
    try:
        return _drive(data, policy, sources, at)
    except RecursionError:
        # The caller's stack is nearly used up. A fresh thread has a stack of its own; the input is bounded in depth.
        return _on_fresh_stack(lambda: _drive(data, policy, sources, at), at)
    except MemoryError:
        return None, _gave_up("budget.memory", "Memory ran out while the document was read.", at)


def _drive(data: Any, policy: Policy, sources: Sources, at: datetime) -> Judged:
    envelope: Envelope | None
    try:
        envelope = data if isinstance(data, Envelope) else open_credential(data, budget=policy.budget)
    except RefusedError:
        envelope = None  # the pipeline opens it again and says what is wrong with it
    asking = inspection(data if envelope is None else envelope, policy, sources, at)
    answers: dict[Fetch, Fetched | Unavailable] = {}  # one address is asked once in one call
    try:
        wanted = next(asking)
        while True:
            if wanted not in answers:
                local = wanted.url in sources.at_hand
                left = policy.budget.fetches - sum(asked.url not in sources.at_hand for asked in answers)
                answers[wanted] = sources.answer(wanted) if local or left > 0 else _TOO_MANY
            wanted = asking.send(answers[wanted])
    except StopIteration as done:
        found: Inspected = done.value
        return envelope, found


_TOO_MANY: Final = Unavailable("fetch.count", "More documents would be needed than the Budget allows to ask for.")


def _on_fresh_stack(run: Callable[[], Judged], at: datetime) -> Judged:
    results: list[Judged] = []
    failures: list[BaseException] = []

    def target() -> None:
        try:
            results.append(run())
        except BaseException as error:  # noqa: BLE001 - carried over to the caller's thread
            failures.append(error)

    thread = Thread(target=target, name="eccoe-vc-inspect")
    thread.start()
    thread.join()
    if results:
        return results[0]
    if failures and not isinstance(failures[0], RecursionError | MemoryError):
        raise failures[0]
    return None, _gave_up("budget.stack", "The document nests too deep for the stack.", at)


def _gave_up(code: str, message: str, at: datetime) -> Inspected:
    finding = Finding(code, message)
    report = Report((Check("carrier", Outcome.INDETERMINATE, code, "", message, "", (finding,)),), at=at)
    return Inspected(report, Documents(None, {}))
