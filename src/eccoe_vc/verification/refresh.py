"""Check ``refresh``: is there a newer copy? Asked once, after everything that comes before the network.

Open Badges 3.0, section 8.1, step 3 (``1EdTechCredentialRefresh``), and its section on credential equality; VC Data
Model 2.0, section 5.4. A generator: it yields the address and is sent the answer. The newer copy goes through the same
steps as the original; where it is genuine and the same credential, it is judged, and the original is not
(docs/adr/0137). Otherwise the original counts, and the report says so.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from typing import Any, Final

from eccoe_vc.carriers import Envelope, open_credential
from eccoe_vc.encoding import timestamps
from eccoe_vc.errors import Finding, RefusedError, shown
from eccoe_vc.proofs import claims
from eccoe_vc.report import Check, Outcome
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification import lifecycle
from eccoe_vc.verification.asking import WRONG_ADDRESS
from eccoe_vc.verification.case import Case

Asking = Generator[Fetch, Fetched | Unavailable, "Case | None"]
#: Takes a copy through the steps up to ``issuer``, on an account of its own.
Judge = Callable[[Envelope, Case], Generator[Fetch, Fetched | Unavailable, Case]]
SERVICE: Final = "1EdTechCredentialRefresh"
_PURPOSE: Final = "refreshed credential"
#: What a genuine copy says about itself: a newer word of the issuer, also where it is bad news.
_ABOUT_NOW: Final = ("validity", "subject", "issuer")


def check(case: Case, judge: Judge) -> Asking:
    """Conclude ``refresh``; the newer copy, if that is what is judged from here on."""
    named = lifecycle.entries(case, "refreshService")
    notes = [_unknown(pointer, tree) for pointer, tree in named if SERVICE not in _types(tree)]
    services = [(pointer, tree) for pointer, tree in named if SERVICE in _types(tree)]
    if not services or case.policy.refresh == "skip":
        if services:
            message = "The credential names where a newer copy may be had; nobody was asked for it."
            notes.append(Finding("refresh.not_asked", message, services[0][0]))
        case.not_applicable("refresh", notes)
        return None
    pointer = services[0][0]
    try:
        newer = yield from _newer(case, services, judge)
    except RefusedError as error:
        case.conclude("refresh", [*notes, *(one._replace(pointer=pointer) for one in error.findings)])
        return None
    if isinstance(newer, str):
        case.conclude("refresh", [*notes, _unavailable(case, pointer, newer)])
        return None
    if newer is None:
        case.conclude("refresh", notes)  # what the service has is what came in
        return None
    newer.conclude("refresh", [*notes, _judged(newer, pointer)])
    return newer


def _newer(
    case: Case, services: list[tuple[str, Any]], judge: Judge
) -> Generator[Fetch, Fetched | Unavailable, Case | str | None]:
    """The newer copy; None where the service has the same one; in words why there is none that could be judged.

    :raises RefusedError: ``refresh.identity``; ``fetch.*``, the address is one that no document should name.
    """
    data = yield from _asked(case, services)
    if isinstance(data, str):
        return data
    try:
        envelope = open_credential(data, budget=case.policy.budget)
        if envelope.carrier in ("png", "svg"):
            return "What stands at the address is a picture."
        if envelope.text == case.envelope.text or (envelope.document or 0) == case.envelope.document:
            return None
        copy = yield from judge(envelope, case)
    except RefusedError as error:
        return f"What stands at the address does not hold. {error.message}"
    problem = next((one for one in copy.checks if one.required and not _is_in_order(one)), None)
    held = any(one.name == "proof" and one.outcome is Outcome.PASSED for one in copy.checks)
    if not held or (problem is not None and problem.name not in _ABOUT_NOW):
        why = problem.message if problem is not None else "It carries no proof."
        return f"What stands at the address does not hold. {why}"
    if why := _another(case.document, copy.document, case.issuer_id, copy.issuer_id):
        raise RefusedError("refresh.identity", f"What the refresh service gave is another credential: {why}.")
    return copy


def _asked(case: Case, services: list[tuple[str, Any]]) -> Generator[Fetch, Fetched | Unavailable, bytes | str]:
    """What the service answers, or in words why it was not asked or did not answer.

    :raises RefusedError: ``fetch.*``, the address is one that no document should name.
    """
    if len(services) > 1:
        return "It names several services, and does not say which of them has the newer copy."
    url = services[0][1].get("id")
    if not isinstance(url, str) or not isinstance(case.document.get("id"), str):
        return "It does not say the address of the service." if not isinstance(url, str) else "It has no id."
    if case.partial:
        return "Its holder shows a part of it, and a newer copy would show the whole."
    local = url in case.sources.at_hand
    if not local and not url.startswith("https://"):
        return f"Its address {shown(url)} does not begin with https://."
    if not _may_ask(case):  # also what is at hand: a genuine copy must not stand in for what was altered
        return "It was not asked for, because the credential is not in order so far."
    answer = yield Fetch(url, _PURPOSE, case.policy.budget.credential_bytes)
    if isinstance(answer, Unavailable):
        if answer.code in WRONG_ADDRESS:
            raise RefusedError(answer.code, answer.message)
        return f"{answer.message} [{answer.code}]" if answer.code else answer.message
    return answer.data if answer.url == url else "Another address answered."


def _may_ask(case: Case) -> bool:
    """As for a status list, but that a credential which has ended may be renewed: that is what the service is for."""
    before = [one for one in case.checks if one.required and not _is_in_order(one)]
    return all(one.name == "validity" and {f.code for f in one.findings} == {"time.expired"} for one in before)


def _is_in_order(check: Check) -> bool:
    return check.outcome in (Outcome.PASSED, Outcome.NOT_APPLICABLE)


# ---- is it the same credential? --------------------------------------------------------------------------------------


def _another(old: Mapping[str, Any], new: Mapping[str, Any], old_issuer: str, new_issuer: str) -> str:
    """In what ``new`` is no copy of ``old`` that is as new, in words; empty where it is one.

    Identifiers are compared as they are, without unescaping: a service writes them as its issuer does.
    """
    if new_issuer != old_issuer:
        return f"it is by {shown(new_issuer)}"
    if new.get("id") != old.get("id"):
        return f"it has the id {shown(new.get('id'))}"
    if not _same_subjects(_subjects(old), _subjects(new)):
        return "it is about somebody else"
    before, now = claims.period(old)[0], claims.period(new)[0]
    if before is not None and (now is None or now < before):
        return f"it is older, of {timestamps.format(now)}" if now is not None else "it does not say from when it is"
    return ""


def _subjects(document: Mapping[str, Any]) -> list[Any]:
    value = document.get("credentialSubject")
    return value if isinstance(value, list) else [value]


def _same_subjects(old: list[Any], new: list[Any]) -> bool:
    """By their ids; of subjects without one, by an identifier that both have."""
    if len(old) != len(new) or not all(isinstance(one, dict) for one in (*old, *new)):
        return False
    ids = [sorted(str(one.get("id", "")) for one in subjects) for subjects in (old, new)]
    if ids[0] != ids[1]:
        return False
    if ids[0] and ids[0][0]:
        return True
    return len(old) == 1 and any(one in _identifiers(new[0]) for one in _identifiers(old[0]))


def _identifiers(subject: Mapping[str, Any]) -> list[Any]:
    value = subject.get("identifier", [])
    return value if isinstance(value, list) else [value]


# ---- what is said ----------------------------------------------------------------------------------------------------


def _types(tree: Any) -> list[Any]:
    kinds = tree.get("type") if isinstance(tree, dict) else None
    return kinds if isinstance(kinds, list) else [kinds]


def _unknown(pointer: str, tree: Any) -> Finding:
    kinds = ", ".join(str(kind) for kind in _types(tree))
    message = f"A refresh service of the type {shown(kinds, 100)} is unknown to us and was not asked."
    return Finding("unsupported.refresh_type", message, pointer)


def _unavailable(case: Case, pointer: str, why: str) -> Finding:
    message = f"No newer copy could be had; the credential is judged as it came. {why[:180]}"
    return Finding("refresh.unavailable", message, pointer, outcome="F" if case.policy.refresh == "required" else "W")


def _judged(copy: Case, pointer: str) -> Finding:
    since = claims.period(copy.document)[0]
    of = f", of {timestamps.format(since)}," if since is not None else ""
    message = f"A newer copy from the refresh service{of} was judged in place of the credential that came in."
    return Finding("refresh.newer", message, pointer)
