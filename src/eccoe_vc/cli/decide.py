"""``decide`` and ``recognise``: what a university recognises of what a learner holds, and the credential of it.

Whom to trust follows from the agreements: a university trusts the parties of the texts that it signed itself.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any, Final, NamedTuple

import eccoe_vc
from eccoe_vc import clock
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.agreements.ledger import View
from eccoe_vc.agreements.states import standings_on
from eccoe_vc.cli import asking, exits, files, keys, ledger, signing
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.hints import for_terminal
from eccoe_vc.cli.output import Output, Style, safe
from eccoe_vc.encoding import strict_json
from eccoe_vc.encoding.quantities import decimal
from eccoe_vc.errors import VerificationError
from eccoe_vc.limits import AGREEMENT, DEFAULT
from eccoe_vc.report import Report
from eccoe_vc.verification.trust import TrustedIssuers, UnsafeAnyIssuer
from eccoe_vc.verification.verified import Verified

_BY_TEXT: Final = UnsafeAnyIssuer(reason="Who may sign an agreement is asked by the agreement.")
_HOLD: Final = timedelta(minutes=10)  # how long awards are reserved while a decision is signed
_CODES: Final = {"refused": exits.REJECTED, "none": exits.REJECTED, "manualReview": exits.INDETERMINATE}
_STYLES: Final[dict[str, Style]] = {"full": "good", "refused": "bad", "none": "bad"}


class File(NamedTuple):
    """One file of a command line: what verification said of it, and the credential if it was accepted."""

    name: str
    report: Report
    verified: Verified | None

    def to_json(self) -> dict[str, Any]:
        """The file, its verdict, and the first problem."""
        problem = next(self.report.problems(), None)
        why = {} if problem is None else {"code": problem.code, "pointer": problem.pointer, "message": problem.message}
        return {"file": self.name, "verdict": self.report.verdict, **why}


def decide(options: Namespace, output: Output) -> int:
    """Tell the decision; 0 where something is recognised, 1 where nothing is, 2 where a person has to decide."""
    decision, read = _decided(options, output)
    record = decision.record()
    output.record(
        {
            "outcome": decision.outcome,
            "decision": record,
            "explanation": decision.explanation(),
            "files": [file.to_json() for file in read],
        }
    )
    _tell(decision, read, output)
    if options.explain:
        for line in _reasons(decision.explanation()["explanation"]):
            output.say(line, "quiet")
    return _CODES.get(decision.outcome, exits.ACCEPTED)


def recognise(options: Namespace, output: Output) -> int:
    """Sign the decision; nothing is signed where there is nothing to record."""
    decision, read = _decided(options, output)
    signer = keys.load(options)
    if signer.controller != options.host:
        message = f"The key belongs to {safe(signer.controller)}, and {safe(options.host)} decides."
        raise CommandError("cli.usage", message, hint="Sign with the key of the deciding party, or name --controller.")
    at = clock.now()
    document = eccoe_vc.recognise(
        decision,
        valid_from=at,
        reference=options.reference,
        kind="confirmed" if options.confirmed else "automated",
        capacity=options.capacity,
        appeal_until=options.appeal_until,
    )
    with _entered(options, decision, document, at):
        secured = eccoe_vc.issue(document, signer=signer, securing=signing.suites(options, signer), created=at)
        where = signing.deliver(secured, options, output)
    output.record({"file": options.out, "outcome": decision.outcome, "issuer": signer.controller, "text": secured.text,
                   "files": [file.to_json() for file in read]})  # fmt: skip
    _tell(decision, read, output)
    output.say(f"Signed{where} for {safe(signer.controller)}.")
    return exits.ACCEPTED


def verified_agreements(options: Namespace, names: Iterable[str], output: Output) -> list[Verified]:
    """The counterparts and notices that verify; the others are told, and count as if they were not there."""
    policy = asking.trusting(options, _BY_TEXT, badges=False).with_(budget=AGREEMENT)
    found = [verified_file(name, options, policy, AGREEMENT.credential_bytes) for name in names]
    for one in found:
        if one.verified is None:
            tell_unread(one, output)
    return [one.verified for one in found if one.verified is not None]


def signatories(options: Namespace) -> dict[str, list[str]]:
    """Party to the issuers that the command line lets sign for it."""
    made: dict[str, list[str]] = {}
    for party, issuer in options.signatory:
        made.setdefault(party, []).append(issuer)
    return made


def today(given: date | None) -> date:
    """The day that was named, or today, UTC."""
    return given if given is not None else clock.now().astimezone(UTC).date()


def _decided(options: Namespace, output: Output) -> tuple[eccoe_vc.Decision, list[File]]:
    asking.once(options, *options.files, *options.agreement, *options.table)
    on = today(options.on)
    agreements = verified_agreements(options, options.agreement, output)
    standings, _ = standings_on(agreements, on, signatories(options))
    known = {name for one in standings if one.binds and options.host in one.signed_by
             for party in one.agreement.party for name in party.names}  # fmt: skip
    trust = TrustedIssuers(known) if known else asking.Nobody()
    policy = asking.trusting(options, trust, badges=not options.any_credential)
    read = [verified_file(name, options, policy, policy.budget.image_bytes) for name in options.files]
    identities: dict[str, list[str]] = {}
    for kind, value in options.identity:
        identities.setdefault(kind, []).append(value)
    decision = eccoe_vc.decide(
        agreements,
        [one.verified for one in read if one.verified is not None],
        learner=eccoe_vc.Learner(tuple(options.learner), identities),
        host=options.host,
        on=on,
        mode=options.mode,
        programme=programme(options),
        enrolment=options.enrolled,
        signatories=signatories(options),
        on_record=options.on_record,
        bearer_ok=options.bearer_ok,
        tables=[_table(name) for name in options.table],
        ledger=_view(options),
    )
    return decision, read


def _view(options: Namespace) -> View | None:
    """What the ledger says of the learner, where one is named."""
    if options.ledger is None:
        return None
    return ledger.opened(options.ledger, options.host, options.secret_file).view(options.learner[0])


@contextmanager
def _entered(
    options: Namespace, decision: eccoe_vc.Decision, document: Mapping[str, Any], at: datetime
) -> Iterator[None]:
    """Reserve the awards in the ledger before the decision is signed, and enter it when it is."""
    if options.ledger is None:
        yield
        return
    book = ledger.opened(options.ledger, options.host, options.secret_file)
    reserved = book.reserve(decision, until=at + _HOLD, now=at)
    written = False
    try:
        yield
        written = True
    finally:
        if not written:  # whatever came in between: the awards are free again
            book.release(reserved, now=clock.now())
    record = document["credentialSubject"]["decision"]
    book.commit(reserved, decision_id=record["id"], decision_digest=of_json(record), now=clock.now())


def programme(options: Namespace) -> eccoe_vc.Programme | None:
    """The programme that the command line names."""
    if options.programme is None:
        if options.programme_credits is not None:
            raise CommandError("cli.usage", "--programme-credits is about a programme.", hint="Add --programme.")
        return None
    size: Fraction | None = None if options.programme_credits is None else decimal(options.programme_credits)
    return eccoe_vc.Programme(options.programme, size)


def _table(name: str) -> dict[str, Any]:
    with files.about(name):
        return strict_json.parse(files.read(name, DEFAULT.credential_bytes))


def verified_file(name: str, options: Namespace, policy: eccoe_vc.Policy, limit: int) -> File:
    """One file, verified."""
    data = files.read(name, limit)
    with files.about(name):
        try:
            verified = eccoe_vc.verify(data, policy=policy, sources=asking.sources_of(options), at=options.at)
        except VerificationError as error:
            return File(name, error.report, None)
    return File(name, verified.report, verified)


# ---- in words --------------------------------------------------------------------------------------------------------


def _tell(decision: eccoe_vc.Decision, read: Iterable[File], output: Output) -> None:
    first, *rest = str(decision).splitlines()
    output.say(first, _STYLES.get(decision.outcome, "unsure"))
    for line in rest:
        output.say(line)
    for one in read:
        if one.verified is None:
            tell_unread(one, output)


def tell_unread(one: File, output: Output) -> None:
    """Say why a file is not taken."""
    problem = next(one.report.problems(), None)
    why = "" if problem is None else f": {problem.message} [{problem.code}]"
    output.say(f"  not taken     {safe(one.name, 160)} is {one.report.verdict}{why}", "bad")
    hint = "" if problem is None else for_terminal(problem.code, problem.hint)
    if hint:
        output.say(f"                {hint}")


def _reasons(nodes: Iterable[dict[str, Any]], depth: int = 1) -> Iterator[str]:
    """The tree of reasons in lines; true conditions without anything to say are left out."""
    for node in nodes:
        said = [str(node[name]) for name in ("ruleId", "outcome", "code", "id", "version") if name in node]
        said += [f"{name} {json.dumps(node[name])}" for name in ("required", "found") if name in node]
        yield f"{'  ' * depth}{node['value']:7} {node['kind']} {node['at']} {' · '.join(said)}".rstrip()
        yield from _reasons(node.get("children", ()), depth + 1)


__all__ = [
    "File", "Verified", "decide", "programme", "recognise", "signatories", "tell_unread", "today",
    "verified_agreements", "verified_file",
]  # fmt: skip
