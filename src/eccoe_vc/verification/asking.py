"""A document that the credential names: at hand, or asked for when its time has come.

Security rule 10: proof before network. An address from a credential whose issuer nobody trusts is never asked for.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Final, TypeVar

from eccoe_vc.errors import Finding, shown
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.case import Case

_T = TypeVar("_T")
Steps = Generator[Fetch, Fetched | Unavailable, _T]
Asking = Steps[bytes | Unavailable]
#: What a fetcher says of an address that the credential should not have named: that is not only "not to be had".
WRONG_ADDRESS: Final = frozenset({"fetch.scheme", "fetch.blocked", "fetch.count"})
_NOT_YET: Final = Unavailable("", "It was not asked for, because the credential is not in order so far.")


def document(case: Case, url: str, purpose: str, max_bytes: int) -> Asking:
    """The bytes at ``url``, or why they could not be had; the code is empty where nobody was asked."""
    local = url in case.sources.at_hand
    if not local and not url.startswith("https://"):
        return Unavailable("", f"Its address {shown(url)} does not begin with https://, so it is not asked for.")
    answer = (yield Fetch(url, purpose, max_bytes)) if local or case.may_ask else _NOT_YET
    if isinstance(answer, Unavailable):
        return answer
    if answer.url != url:
        return Unavailable("fetch.error", "Another address answered.")
    if len(answer.data) > max_bytes:
        return Unavailable("fetch.budget", f"The document is larger than {max_bytes} bytes.")
    return answer.data


def noting(steps: Steps[_T], asked: set[Fetch]) -> Steps[_T]:
    """``steps``, and in ``asked`` what they ask for."""
    answer: Fetched | Unavailable | None = None
    while True:
        try:
            wanted = next(steps) if answer is None else steps.send(answer)
        except StopIteration as done:
            result: _T = done.value
            return result
        asked.add(wanted)
        answer = yield wanted


def wrong_address(answer: Unavailable, pointer: str) -> list[Finding]:
    """The finding about an address that no document should name; none for one that could not be had."""
    return [Finding(answer.code, short(answer.message, 290), pointer)] if answer.code in WRONG_ADDRESS else []


def short(reason: str, limit: int = 180) -> str:
    """A sentence of another check inside one of ours, which has 300 characters at most."""
    return reason if len(reason) <= limit else f"{reason[:limit]}..."
