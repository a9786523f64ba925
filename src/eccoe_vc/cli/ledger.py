"""``ledger``: begin, check and show the record of what was recognised, and enter what stands no longer."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc import clock
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.agreements.ledger.chain import Head
from eccoe_vc.cli import asking, exits, files, verifying
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.options import did_you_mean
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.codes import codes as registry
from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.encoding.quantities import text_of, whole
from eccoe_vc.verification.trust import TrustedIssuers

_SECRET_BYTES: Final = 1024

if TYPE_CHECKING:
    from eccoe_vc.agreements.ledger import Ledger


def opened(place: str, body: str, secret_file: str | None, *, create: bool = False) -> Ledger:
    """The ledger of a body.

    :raises CommandError: ``cli.usage``, no file of the secret is named; ``cli.unreadable``.
    :raises StoreError: ``store.*``.
    """
    from eccoe_vc.agreements.ledger import Ledger

    if secret_file is None:
        raise CommandError("cli.usage", "A ledger is opened with its secret.", hint="Add --secret-file FILE.")
    secret = files.read(secret_file, _SECRET_BYTES)
    if len(secret) > _SECRET_BYTES:
        raise CommandError("cli.unreadable", f"The secret in {files.named(secret_file)} is too long.")
    return Ledger.open(place, body=body, secret=secret.removesuffix(b"\n").removesuffix(b"\r"), create=create)


def new(options: Namespace, output: Output) -> int:
    """Begin a ledger; one that is there already is opened and left as it is."""
    ledger = opened(options.ledger, options.body, options.secret_file, create=True)
    _tell_head(ledger, options, output)
    return exits.ACCEPTED


def check(options: Namespace, output: Output) -> int:
    """Verify the chain; 1 where something was changed, lost or moved."""
    ledger = opened(options.ledger, options.body, options.secret_file)
    found = ledger.check([_head(number, digest) for number, digest in options.head])
    for one in found:
        output.say(f"{safe(one.message)} [{one.code}{f' at {safe(one.pointer)}' if one.pointer else ''}]", "bad")
    rows = [{"code": one.code, "pointer": one.pointer, "message": one.message} for one in found]
    head = _tell_head(ledger, options, output, {"findings": rows})
    if not found:
        output.say(f"All {head} entries are as they were written.", "good")
    return exits.REJECTED if found else exits.ACCEPTED


def show(options: Namespace, output: Output) -> int:
    """List what was recognised for a learner."""
    view = opened(options.ledger, options.body, options.secret_file).view(options.learner)
    for held in view:
        line = held.line
        targets = ", ".join(target.name or target.kind for target in line.targets)
        output.record({"decision": held.decision, "entered": held.at, "programme": held.programme, **line.to_json()})
        output.say(
            f"{safe(held.at[:10])} {safe(held.decision)}: {safe(targets)}, {text_of(line.applied)} of "
            f"{text_of(line.granted)} credits ({line.state}, rule {safe(line.rule)})"
        )
    if not view.entries:
        output.say("Nothing was recognised for this learner.", "quiet")
    return exits.ACCEPTED


def reservations(options: Namespace, output: Output) -> int:
    """List the reservations that nobody entered or gave back: a program that ended half way leaves one."""
    ledger = opened(options.ledger, options.body, options.secret_file)
    now = clock.now()
    found = ledger.reservations()
    for one in found:
        row = {"number": one.number, "digest": one.digest, "until": timestamps.format(one.until),
               "inputDigest": one.input_digest, "over": one.until <= now}  # fmt: skip
        output.record(row)
        state = "is over, and its awards are free for another decision" if one.until <= now else "holds its awards"
        output.say(f"{one.number}={one.digest} until {row['until']} {state}.")
    if not found:
        output.say("Nothing is reserved.", "quiet")
    return exits.ACCEPTED


def release(options: Namespace, output: Output) -> int:
    """Give reservations back, all of which are looked up first."""
    ledger = opened(options.ledger, options.body, options.secret_file)
    known = {(one.number, one.digest): one for one in ledger.reservations()}
    asked = [_head(number, digest) for number, digest in options.reservation]
    for head in asked:
        if (head.number, head.digest) not in known:
            message = f"Nothing is reserved by entry {head.number}={safe(head.digest, 80)}."
            raise CommandError("cli.usage", message, hint="`ledger reservations` lists what is.")
    for head in asked:
        ledger.release(known[head.number, head.digest], now=clock.now())
        output.record({"ledger": options.ledger, "released": head.number})
        output.say(f"Released {head.number}: its awards are free again.")
    return exits.ACCEPTED


def withdraw(options: Namespace, output: Output) -> int:
    """Enter that a decision stands no longer; the signed record that replaces it names the decision."""
    if options.code not in registry():
        near = did_you_mean(options.code, registry()) or "."
        message = f"'{safe(options.code, 60)}' is no code of this program{near}"
        raise CommandError("cli.usage", message, hint="Name the code that `recheck` gave, such as time.expired.")
    ledger = opened(options.ledger, options.body, options.secret_file)
    policy = asking.trusting(options, TrustedIssuers({options.body}), badges=False)
    read = verifying.verified_file(options.record, options, policy, policy.budget.credential_bytes)
    if read.verified is None:
        verifying.tell_unread(read, output)
        output.record({"ledger": options.ledger, "files": [read.to_json()]})
        return exits.of_report(read.report)
    record = _record(read, options.record)
    old = record["supersedes"]["id"]
    head = ledger.withdraw(
        old, code=options.code, record_id=record["id"], record_digest=of_json(record), now=clock.now()
    )
    output.record({"ledger": options.ledger, "decision": old, "number": head.number, "digest": head.digest})
    output.say(f"Entry {head.number}={head.digest} says that {safe(old)} stands no longer. Its awards are free again: "
               "decide anew for those that still stand.")  # fmt: skip
    return exits.ACCEPTED


def _record(read: verifying.File, name: str) -> dict[str, Any]:
    """The record of a decision in a file, which names the one that it replaces."""
    document = (read.verified.envelope.document if read.verified is not None else None) or {}
    subject = document.get("credentialSubject")
    record = subject.get("decision") if isinstance(subject, dict) else None
    replaced = record.get("supersedes") if isinstance(record, dict) else None
    known = isinstance(replaced, dict) and isinstance(replaced.get("id"), str)
    if not isinstance(record, dict) or not known or not isinstance(record.get("id"), str):
        message = f"The file {files.named(name)} holds no record that names a decision which it replaces."
        hint = "`eccoe-vc recheck` signs one with --key and --reference."
        raise CommandError("cli.unreadable", message, hint=hint)
    return record


def _head(number: str, digest: str) -> Head:
    try:
        return Head(whole(number), digest)
    except DecodeError:
        message = f"'{safe(number, 40)}' is no number of an entry."
        raise CommandError("cli.usage", message, hint="Write it as `ledger check` prints it.") from None


def _tell_head(ledger: Ledger, options: Namespace, output: Output, more: dict[str, Any] | None = None) -> int:
    head = ledger.head()
    output.record({"ledger": options.ledger, "number": head.number, "digest": head.digest, **(more or {})})
    output.say(f"The last entry is {head.number}={head.digest}; publish it, and nothing before it can be lost.")
    return head.number


__all__ = ["check", "new", "opened", "release", "reservations", "show", "withdraw"]
