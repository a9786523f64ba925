"""``decide`` and ``recognise``: what a university recognises of what a learner holds, and the credential of it."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Final

import eccoe_vc
from eccoe_vc import clock
from eccoe_vc.agreements.bodies import bodies_of, read_document
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.agreements.ledger import View
from eccoe_vc.cli import asking, exits, files, ledger, signers, signing
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.hints import for_terminal
from eccoe_vc.cli.output import Output, Style, safe
from eccoe_vc.cli.verifying import (
    File,
    partners,
    signatories,
    tell_unread,
    today,
    trusting,
    verified_agreements,
    verified_file,
)
from eccoe_vc.codes import codes as registry
from eccoe_vc.encoding import strict_json
from eccoe_vc.encoding.quantities import decimal
from eccoe_vc.keys import ControllerDocument
from eccoe_vc.limits import DEFAULT

_HOLD: Final = timedelta(minutes=10)  # how long awards are reserved while a decision is signed
_CODES: Final = {"refused": exits.REJECTED, "none": exits.REJECTED, "manualReview": exits.INDETERMINATE}
_STYLES: Final[dict[str, Style]] = {"full": "good", "refused": "bad", "none": "bad"}


#: Why nothing is signed.
_UNSIGNED: Final[dict[str, tuple[str, Style]]] = {
    "none": ("Nothing was signed: nothing is granted, left open or refused, so there is nothing to record.", "bad"),
    "manualReview": ("Nothing was signed: a person decides. Add --pending to sign a record of what is open.", "unsure"),
}  # fmt: skip


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
        told = decision.explanation()
        for line in (*_reasons(told["explanation"]), *_nearly(told.get("near", ()))):
            output.say(line, "quiet")
    return _code(decision, read)


def recognise(options: Namespace, output: Output) -> int:
    """Sign the decision; nothing is signed where nothing is to be recorded, or all is left to a person."""
    decision, read = _decided(options, output)
    rows = [file.to_json() for file in read]
    if decision.outcome == "none" or (decision.outcome == "manualReview" and not options.pending):
        output.record({"file": None, "outcome": decision.outcome, "issuer": None, "text": None, "files": rows})
        _tell(decision, read, output)
        output.say(*_UNSIGNED[decision.outcome])
        return _code(decision, read)
    at = clock.now()
    document = eccoe_vc.recognise(
        decision,
        valid_from=at,
        reference=options.reference,
        kind="confirmed" if options.confirmed else "automated",
        capacity=options.capacity,
        appeal_until=options.appeal_until,
    )
    with signers.opened(options) as signer:
        if signer.controller != options.host:
            message = f"The key belongs to {safe(signer.controller)}, and {safe(options.host)} decides."
            hint = "Sign with the key of the deciding party, or name --controller."
            raise CommandError("cli.usage", message, hint=hint)
        securing = signing.suites(options, signer)
        with _entered(options, decision, document, at):
            secured = eccoe_vc.issue(document, signer=signer, securing=securing, created=at)
            where = signing.deliver(secured, options, output)
    output.record({"file": options.out, "outcome": decision.outcome, "issuer": options.host, "text": secured.text,
                   "files": rows})  # fmt: skip
    _tell(decision, read, output)
    _warn(decision, options, output)
    output.say(f"Signed{where} for {safe(options.host)}.")
    return exits.ACCEPTED


def _code(decision: eccoe_vc.Decision, read: Iterable[File]) -> int:
    """The exit code. Where nothing counts and a file could not be judged, nothing is known to be refused."""
    if decision.outcome == "none" and any(one.report.verdict == "indeterminate" for one in read):
        return exits.INDETERMINATE
    return _CODES.get(decision.outcome, exits.ACCEPTED)


def _warn(decision: eccoe_vc.Decision, options: Namespace, output: Output) -> None:
    """What the credential that was signed does not say, or says and could be overlooked."""
    if options.ledger is None:
        output.say("No --ledger was named, so nobody asked whether any of this was recognised before.", "unsure")


def _decided(options: Namespace, output: Output) -> tuple[eccoe_vc.Decision, list[File]]:
    asking.once(options, *options.files, *options.agreement, *options.table, *options.body_document)
    on = today(options.on)
    agreements = verified_agreements(options, options.agreement, output)
    controllers = [_body(name) for name in options.body_document]
    known, bodies = partners(agreements, options.host, on, signatories(options)), bodies_of(controllers)
    trust = trusting(known.union(*(bodies.get(name, ()) for name in known)))
    policy = asking.trusting(options, trust, badges=not options.any_credential, presented=True)
    if options.presentation and options.challenge is None:
        output.say("Without --challenge a presentation that somebody else received passes as well.", "unsure")
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
        controllers=controllers,
        ledger=_view(options),
    )
    return decision, read


def _view(options: Namespace) -> View | None:
    """What the ledger says of the learner, where one is named."""
    if options.ledger is None:
        return None
    return ledger.opened(options.ledger, options.host, options.secret_file).view(options.learner)


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


def _body(name: str) -> ControllerDocument:
    """The controller document in a file, by which a body is known under several ids."""
    with files.about(name):
        return read_document(files.read(name, DEFAULT.did_document_bytes))


def _table(name: str) -> dict[str, Any]:
    with files.about(name):
        return strict_json.parse(files.read(name, DEFAULT.credential_bytes))


# ---- in words --------------------------------------------------------------------------------------------------------


def _tell(decision: eccoe_vc.Decision, read: Iterable[File], output: Output) -> None:
    first, *rest = str(decision).splitlines()
    output.say(first, _STYLES.get(decision.outcome, "unsure"))
    for line in rest:
        output.say(line)
    only = sorted({name for text in decision.texts for name in text.agreement.scope.programme or ()})
    if only and "programme" not in decision.request:
        output.say(
            f"  An agreement is only for the programmes {', '.join(safe(name, 160) for name in only[:5])}.", "unsure"
        )
        output.say("  What to do: Add --programme with the one for which the learner asks.")
    for code in dict.fromkeys(_open_codes(decision)):
        if hint := for_terminal(code, registry()[code].hint if code in registry() else ""):
            output.say(f"  What to do about {code}: {hint}")
    for one in read:
        if one.verified is None:
            tell_unread(one, output)


def _open_codes(decision: eccoe_vc.Decision) -> Iterator[str]:
    """The codes for which something is left to a person."""
    for entry in decision.record().get("pending", ()):
        yield from entry["reason"]


def _reasons(nodes: Iterable[dict[str, Any]], depth: int = 1) -> Iterator[str]:
    """The tree of reasons in lines; true conditions without anything to say are left out."""
    for node in nodes:
        said = [str(node[name]) for name in ("ruleId", "outcome", "code", "id", "version") if name in node]
        said += [f"{name} {json.dumps(node[name])}" for name in ("required", "found") if name in node]
        yield f"{'  ' * depth}{node['value']:7} {node['kind']} {node['at']} {' · '.join(said)}".rstrip()
        yield from _reasons(node.get("children", ()), depth + 1)


def _nearly(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The rules that are near: what is held of them, each need with its place, and which needs would be enough."""
    for row in rows:
        yield f"  near    rule {row['at']} {row['ruleId']} · {row['agreement']}"
        yield f"          held {' · '.join(row['held'])}"
        for need in row["missing"]:
            codes = f" · {', '.join(need['code'])}" if "code" in need else ""
            yield f"          missing {need['path']} · {need['text']['en']}{codes}"
        enough = row["enough"]
        if enough == "nothing":
            yield "          enough nothing that the learner could add"
        else:
            yield f"          enough {' or '.join(' and '.join(names) for names in enough['sets'])}"


__all__ = ["decide", "programme", "recognise"]
