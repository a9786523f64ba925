"""Check ``issuer``: do we know and accept who says so, and how well?

The rule of the policy answers (:mod:`eccoe_vc.verification.trust`). Where it needs documents it asks for them now,
after the proof. Security rule 12; requirement K6.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import lru_cache
from typing import Any, Final

from eccoe_vc.errors import Finding
from eccoe_vc.jsonld.documents import ContextSet, edition
from eccoe_vc.proofs.token_forms import CURRENT_FORMS
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.case import Case
from eccoe_vc.verification.inspected import Inspected
from eccoe_vc.verification.nested import NOT_PRESENTED
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.trust import levels, linking
from eccoe_vc.verification.trust.protocol import Asking, Inquiry, Judgement, consult, unavailable
from eccoe_vc.verification.trust.rules import TrustedIssuers
from eccoe_vc.verification.world import Sources

_NOT_YET: Final = Unavailable("", "It was not asked for, because the credential is not in order so far.")
#: Inspects a credential that somebody must have issued, on the account of the case.
Inspect = Callable[[Any, str, Case], Generator[Fetch, Fetched | Unavailable, Inspected]]


def check(case: Case, inspect: Inspect, pointer: str = "/issuer") -> Generator[Fetch, Fetched | Unavailable, None]:
    """Conclude ``issuer``, and say how well the issuer is known.

    :param pointer: where the credential names its issuer.
    """
    answer = yield from _in_order(case, _answer(case, inspect))
    case.trust = levels.of(case, answer)
    case.conclude("issuer", [found._replace(pointer=pointer) for found in answer.findings])


def _answer(case: Case, inspect: Inspect) -> Asking:
    rule = case.policy.trust
    if not case.issuer_id:
        message = "The credential names no issuer whom one could trust."
        return _nobody(message, "Ask for the credential as its issuer gave it out.")
    if rule is None:
        return _nobody("Nobody was named to be trusted.")
    inquiry = Inquiry(case.issuer_id, case.at, case.policy.budget, lambda data, who: inspect(data, who, case))
    return (yield from consult(rule, inquiry))


def _in_order(case: Case, asking: Asking) -> Asking:
    """Pass requests on only while everything before is in order: what a rule asks for may name the issuer.

    A forged or unproved name is nobody's, and no registry needs to hear of it (docs/adr/0105).
    """
    answer: Fetched | Unavailable | None = None
    while True:
        try:
            wanted: Any = asking.send(answer) if answer is not None else next(asking)
        except StopIteration as done:
            judgement: Judgement = done.value
            return judgement
        if not isinstance(wanted, Fetch):
            asking.close()
            return Judgement(False, (unavailable("The trust rule asked for something that is no document."),))
        local = wanted.url in case.sources.at_hand
        answer = (yield wanted) if local or case.may_ask else _NOT_YET


def _nobody(message: str, hint: str = "") -> Judgement:
    return Judgement(False, (Finding("trust.no_anchor", message, "", hint),))


def policy_for(case: Case, who: str) -> Policy:
    """The policy for a credential on which trust rests, issued by ``who``: as strict as for the credential itself."""
    return case.policy.with_(
        profile="credential", trust=TrustedIssuers({who}), forms=CURRENT_FORMS, schema="optional",
        endorsements="skip", refresh="skip", **NOT_PRESENTED,
    )  # fmt: skip


def sources_for(case: Case) -> Sources:
    """The sources for such a credential: those of now, with the context of what domains say about DIDs."""
    sources = case.sources.of_now()
    return sources.with_(documents=_with_linkage(sources.documents))


@lru_cache(maxsize=8)
def _with_linkage(documents: ContextSet) -> ContextSet:
    return documents if linking.CONTEXT in documents else documents.with_documents(edition(linking.CONTEXT))
