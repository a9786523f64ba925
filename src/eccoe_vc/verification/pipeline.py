"""The numbered pipeline from bytes to report, without a socket: a generator that asks and is answered.

Cheap before dear, proof before network:

 1. ``carrier``   2. ``json``       what came in, through the strict doors
 3. ``contexts``  4. ``model``      5. ``lossless``   is it what it says, and all of it signed?
 6. ``token``                       do header and claims of a token agree with the credential in it?
 7. ``key``       8. ``proof``      whose key, and does the signature hold?
 9. ``presentation``                is it the holder's, for us, now?
10. ``validity`` 11. ``subject``   12. ``issuer``     in force, about the right person, by somebody we know?
13. ``refresh``  14. ``status``    15. ``schema``     is there a newer copy, and was it withdrawn?
16. ``resources`` 17. ``endorsements`` 18. ``nested`` 19. ``text``

Each yielded :class:`~eccoe_vc.sources.Fetch` is answered by the driver. While a check has failed already, nothing is
asked of the outside world; the one document that may be asked for before the signature is known to hold is the issuer's
own controller document, and what the credential names is asked for only if its issuer is trusted.
"""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime
from typing import Any, Final

from eccoe_vc.carriers import Envelope, enveloped, open_credential
from eccoe_vc.errors import Finding, GuardUnavailableError, RefusedError
from eccoe_vc.limits import Meter
from eccoe_vc.models import shape
from eccoe_vc.proofs.reading import Proof
from eccoe_vc.proofs.token_forms import Token
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification import (
    contexts,
    endorsements,
    issuers,
    lifecycle,
    lossless,
    nested,
    plain_claims,
    presentation,
    proving,
    recipients,
    refresh,
    resources,
    schema,
    selective,
    status,
    texts,
    tokens,
)
from eccoe_vc.verification.case import Case, Lists
from eccoe_vc.verification.inspected import Inspected
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.world import Sources, not_asked

Inspection = Generator[Fetch, Fetched | Unavailable, Inspected]
_JSON_GROUPS: Final = ("json.", "struct.", "budget.")
_TOKEN_GROUPS: Final = ("jose.", "jwt.", "sdjwt.", "cose.", "envelope.", "unsupported.")


def inspection(
    data: Any,
    policy: Policy,
    sources: Sources,
    at: datetime,
    *,
    meter: Meter | None = None,
    depth: int = 0,
    lists: Lists | None = None,
    may_ask: bool = True,
) -> Inspection:
    """The inspection of ``data``; drive it with :func:`eccoe_vc.verification.drivers.inspect`.

    :param may_ask: whether what it stands in is so far in order that addresses from it may be asked for.
    :raises InputTypeError: ``data`` is of a wrong Python type.
    """
    meter = meter or Meter(policy.budget)
    case: Case | None = None
    try:
        envelope = data if isinstance(data, Envelope) else open_credential(data, budget=policy.budget)
        case = Case(envelope, envelope.document or {}, policy, sources, at, meter, depth, lists=lists, may_ask=may_ask)
        if envelope.form in _UNCHECKED_FORMS:
            return _unchecked_form(case, envelope)
        case = _opened(case)
        if plain_claims.concerns(case):
            yield from _only_while_in_order(case, plain_claims.judge(case, _named, _vouching))
        else:
            yield from _document(case)
    except GuardUnavailableError as error:
        # An engine below us fails its canary: what it says about signatures is worth nothing, in either direction.
        case = case or Case(_NOTHING, {}, policy, sources, at, meter)
        case.judged.conclude("proof", error.findings)
    except RefusedError as error:
        # A parser refused, or the Budget ended: what was found so far stands, and this is the reason for stopping.
        case = case or Case(_NOTHING, {}, policy, sources, at, meter)
        case.judged.conclude(_refused_at(case.judged, error.code), error.findings)
    judged = case.judged
    newer = None if judged is case else judged.envelope
    return Inspected(judged.report(), judged.documents, newer, judged.until)


_NOTHING: Any = None
_ANY_CREDENTIAL: Final = "If any credential will do, take policies.credential, or --any-credential on the command line."
_SHOW_MORE: Final = "Ask the learner to show this member too; if the credential never had it, ask the issuer."
#: The checks that take most of the work, in pipeline order: the first one without an answer was under way.
_WHERE_A_BUDGET_ENDS: Final = ("lossless", "proof", "endorsements", "nested")
#: Forms that are JSON objects and no credentials yet, in words.
_UNCHECKED_FORMS: Final = {
    "jades": "by an electronic seal (JAdES)",
}


def _refused_at(case: Case, code: str) -> str:
    """The check that could not be finished."""
    said = {check.name for check in case.checks}
    if code.startswith(_TOKEN_GROUPS) and "carrier" in said:
        return "token"
    if case.envelope and case.envelope.form == "enveloped" and code.startswith("model."):
        return "model"
    doors = ("json",) if code.startswith(_JSON_GROUPS) else ("carrier",)
    return next((name for name in (*doors, *_WHERE_A_BUDGET_ENDS) if name not in said), "text")


def _unchecked_form(case: Case, envelope: Envelope) -> Inspected:
    """A seal that this release recognises and does not check. Nothing is said about what is inside."""
    case.conclude("carrier", envelope.notes)
    case.conclude("json", ())
    how = _UNCHECKED_FORMS[envelope.form]
    message = f"The credential is secured {how}, which this release recognises and does not check."
    case.conclude("proof", [Finding("unsupported.proof_format", message)])
    return Inspected(case.report(), case.documents)


def _opened(case: Case) -> Case:
    """Steps 1 and 2, with the token open that came in, if it is one.

    :raises RefusedError: as :func:`_token`; ``jose.format``.
    """
    envelope = case.envelope
    case.conclude("carrier", envelope.notes)
    if envelope.form == "jws-json":
        raise RefusedError("jose.format", "It is a signed text in its JSON form; credentials are compact tokens.")
    if envelope.document is None or envelope.form == "enveloped":
        token = _token(case, envelope)
        case = Case(
            envelope, token.document, case.policy, case.sources, case.at, case.meter, case.depth, token, case.lists,
            may_ask=case.may_ask,
        )  # fmt: skip
        case.conclude("carrier", envelope.notes)
    case.conclude("json", ())
    return case


def _token(case: Case, envelope: Envelope) -> Token:
    """The token that came in, alone or in an envelope.

    :raises RefusedError: as :func:`eccoe_vc.verification.tokens.open_token`; ``envelope.*``.
    """
    if envelope.form != "enveloped":
        return tokens.open_token(envelope, case.policy)
    if findings := [found for found in shape.check(case.document) if found.code not in shape.NOTES]:
        raise RefusedError.of(tuple(findings))
    token = tokens.open_token(enveloped.unwrap(case.document, case.policy.budget), case.policy)
    if token.presents != (enveloped.PRESENTATION in case.types):
        message = "What stands in the envelope is not of the kind that the type of the envelope names."
        raise RefusedError("envelope.type", message, pointer="/type")
    return token


def _document(case: Case) -> proving.Proving:
    """All steps on a document of W3C; from step 13 on they may be about a newer copy of it."""
    proofs = yield from _genuine(case)
    if case.foreign_model:
        return  # what our rules say about it would be about another kind of document
    if case.policy.purpose == "authentication":
        case.conclude("presentation", presentation.check(case, proofs))  # 9
    elif not case.policy.proof_only:
        yield from _in_force(case)  # 10 to 12
        case.newer = yield from refresh.check(case, _copy)  # 13
        case = case.judged
        yield from _afterwards(case)  # 14 to 16
        yield from _only_while_in_order(case, endorsements.check(case, _inner), inside=True)  # 17
    if not case.policy.proof_only or case.policy.purpose == "authentication":
        yield from _only_while_in_order(case, nested.inner(case, _inner), inside=True)  # 18
        case.conclude("text", texts.check(case.document, case.text))  # 19


def _genuine(case: Case) -> Generator[Fetch, Fetched | Unavailable, list[Proof]]:
    """Steps 3 to 8: is it what it says, and signed by its issuer?"""
    case.conclude("contexts", contexts.check(case))  # 3
    if case.foreign_model:
        return []
    if not case.policy.proof_only:
        case.conclude("model", _model(case))  # 4
    proofs = proving.read_proofs(case)
    case.meter.check_time()
    lossless.check(case, proofs)  # 5
    case.meter.check_time()
    _claims(case)  # 6
    if proofs or case.token is not None:
        yield from _only_while_in_order(case, proving.prove(case, proofs))  # 7, 8
    return proofs


def _claims(case: Case) -> None:
    """Check ``token``, which also those answer that are none where the policy asks for key binding."""
    findings = list(selective.absent(case) if case.token is None else tokens.check(case, case.token))
    if case.token is None and not findings:
        case.not_applicable("token")
    else:
        case.conclude("token", findings)


def _in_force(case: Case) -> proving.Proving:
    """Steps 10 to 12: in force, about the right person, by somebody we know?"""
    case.not_applicable("presentation")  # 9
    case.conclude("validity", lifecycle.validity(case))  # 10
    case.conclude("subject", recipients.check(case.policy.recipient, case.document, proving.shows_a_part(case)))  # 11
    yield from issuers.check(case, _vouching)  # 12


def _afterwards(case: Case) -> proving.Proving:
    """Steps 14 to 16, on the copy that is judged."""
    yield from status.check(case, _named)  # 14
    yield from _only_while_in_order(case, schema.check(case, _named), inside=True)  # 15
    yield from resources.check(case)  # 16


def _copy(envelope: Envelope, original: Case) -> Generator[Fetch, Fetched | Unavailable, Case]:
    """A newer copy goes through the steps up to the issuer, once, on an account of its own.

    What a service gives must not use up what the original needs: whoever holds the network could else refuse it.

    :raises RefusedError: it could not be read.
    """
    policy, sources, at = original.policy, original.sources, original.at
    meter, lists = original.meter, original.lists
    with meter.aside():
        case = Case(envelope, envelope.document or {}, policy, sources, at, meter, original.depth, lists=lists)
        case = _opened(case)
        if plain_claims.concerns(case):
            raise RefusedError("jwt.dialect", "It is an SD-JWT VC, which is of another data model.")
        yield from _genuine(case)
        yield from _in_force(case)
    return case


def _inner(envelope: Envelope, outer: Case, policy: Policy) -> Inspection:
    """An inner credential goes through the same steps, to a depth limit, on the account of the outer one."""
    depth = outer.depth + 1
    if depth > outer.policy.budget.embedded_depth:
        raise RefusedError("struct.limit", f"Credentials stand in credentials deeper than {depth - 1} levels.")
    outer.meter.embed()
    if policy.refresh != "skip":
        policy = policy.with_(refresh="skip")  # what stands inside is signed as it stands there
    sources, at, meter = outer.sources, outer.at, outer.meter
    # A list that an earlier call kept is no request, and yet it is not used where it could not be asked for.
    return (
        yield from inspection(
            envelope, policy, sources, at, meter=meter, depth=depth, lists=outer.lists, may_ask=outer.may_ask
        )
    )


def _named(envelope: Envelope, policy: Policy, outer: Case) -> Inspection:
    """A status list or a schema goes through the same steps, one level below what names it, on its account.

    What is known about the past of the credential is not known about the list: whoever stole a key that has ended could
    else clear with it what the issuer revoked.
    """
    depth, sources = outer.depth + 1, outer.sources.of_now()
    return (
        yield from inspection(envelope, policy, sources, outer.at, meter=outer.meter, depth=depth, lists=outer.lists)
    )


def _vouching(data: Any, who: str, outer: Case) -> Inspection:
    """A credential on which the trust in an issuer rests goes through the same steps; ``who`` must have issued it."""
    depth = outer.depth + 1
    if depth > outer.policy.budget.embedded_depth:
        raise RefusedError("struct.limit", f"Credentials rest on credentials deeper than {depth - 1} levels.")
    outer.meter.embed()
    policy, sources = issuers.policy_for(outer, who), issuers.sources_for(outer)
    return (yield from inspection(data, policy, sources, outer.at, meter=outer.meter, depth=depth))


def _model(case: Case) -> list[Finding]:
    found = shape.check(case.document, case.policy.held_to(case.types))
    # Proofs have a check of their own, which knows what the policy says about them.
    findings = [finding for finding in found if not f"{finding.pointer}/".startswith("/proof/")] if found else []
    findings = _of_what_is_shown(case, findings)
    if case.policy.purpose != "authentication" and "VerifiablePresentation" in case.types:
        message = "It is a presentation, which its holder proves; the policy asks for a credential."
        hint = "Ask for a presentation: policies.presentation(...), or --presentation on the command line."
        findings.append(Finding("model.type", message, "/type", hint))
    badge = case.policy.profile == "open-badge" and case.policy.purpose != "authentication"
    if badge and contexts.profile_of(case.document) != "open-badge":
        message = "It is not an Open Badge: its type names no OpenBadgeCredential."
        findings.append(Finding("model.type", message, "/type", _ANY_CREDENTIAL))
    return findings


def _of_what_is_shown(case: Case, findings: list[Finding]) -> list[Finding]:
    """Where only a part is shown, a member that is missing may be one that the holder did not show: ask her."""
    lacking = next((finding for finding in findings if finding.code == "model.missing"), None)
    if lacking is None or not proving.shows_a_part(case):
        return findings
    told = [one._replace(hint=_SHOW_MORE) if one.code == "model.missing" else one for one in findings]
    message = "Only a part of the credential is shown, and a required member is not in it."
    return [*told, Finding("sd.mandatory", message, lacking.pointer)]


def _only_while_in_order(case: Case, asking: proving.Proving, *, inside: bool = False) -> proving.Proving:
    """Pass requests on only while no check has failed; those of credentials inside, only if we may ask for ours."""
    answer: Fetched | Unavailable | None = None
    while True:
        try:
            wanted = asking.send(answer) if answer is not None else next(asking)
        except StopIteration:
            return
        local = wanted.url in case.sources.at_hand
        in_order = case.may_ask if inside else not case.refused
        answer = (yield wanted) if local or in_order else not_asked(wanted)
