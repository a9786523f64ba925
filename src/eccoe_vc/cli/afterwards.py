"""``recheck`` and ``transcript``: what became of decisions that were signed."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

import eccoe_vc
from eccoe_vc import clock
from eccoe_vc.agreements.rechecking import Recheck, Verdict
from eccoe_vc.cli import asking, exits, files, known, signers, signing, verifying
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import Output, Style, safe
from eccoe_vc.verification.trust import TrustedIssuers, TrustRule

_CODES: Final[dict[Verdict, int]] = {"stands": exits.ACCEPTED, "fails": exits.REJECTED, "unknown": exits.INDETERMINATE}
#: Whom these commands take decisions of, --body says, and nothing else does.
_OTHERS: Final = MappingProxyType(
    {"trust.unknown_issuer": "Name the signed decision here, not what it rests on, and as --body who signed it."}
)
_STYLES: Final[dict[Verdict, Style]] = {"stands": "good", "fails": "bad", "unknown": "unsure"}
_SENTENCES: Final[dict[Verdict, str]] = {
    "stands": "stands: the decision rests on what it rested on.",
    "fails": "fails: a credential behind the decision no longer stands.",
    "unknown": "unknown: it could not be found out whether every credential behind the decision stands.",
}


def recheck(options: Namespace, output: Output) -> int:
    """Verify the credentials behind a decision again; 0 where all stand, 1 where one fails, 2 where one is unknown."""
    asking.once(options, options.decision, *options.files, *options.agreement)
    if (options.key is None) != (options.reference is None):
        message = "A new record is signed with --key, under the file number of --reference."
        raise CommandError("cli.usage", message, hint="Add the other one of the two, or none.")
    decision = _decisions(options, [options.decision])[0]
    if decision.verified is None:
        verifying.tell_unread(decision, output, _OTHERS)
        output.record({"files": [decision.to_json()]})
        return exits.of_report(decision.report)
    policy = asking.trusting(options, _trust(options, output), badges=not options.any_credential)
    found = eccoe_vc.recheck(
        decision.verified, [_opened(name, policy) for name in options.files],
        policy=policy, sources=known.sources_of(options), at=options.at,
    )  # fmt: skip
    _tell(found, output)
    text = _revised(found, options, output)
    output.record(
        {"decision": found.record["id"], "verdict": found.verdict, "fallen": list(found.fallen),
         "credentials": [one._asdict() for one in found.sources], "file": options.out, "text": text}
    )  # fmt: skip
    return _CODES[found.verdict]


def transcript(options: Namespace, output: Output) -> int:
    """Tell what a body recognised for one learner over many decisions; a file that is not taken counts for the exit."""
    asking.once(options, *options.files)
    read = _decisions(options, options.files)
    for one in read:
        if one.verified is None:
            verifying.tell_unread(one, output, _OTHERS)
    codes = [exits.of_report(one.report) for one in read]
    taken = [one.verified for one in read if one.verified is not None]
    made = eccoe_vc.transcript(taken) if taken else None
    rows = [one.to_json() for one in read]
    output.record({"transcript": None if made is None else made.to_json(), "files": rows})
    for line in str(made).splitlines() if made is not None else ():
        output.say(line)
    if made is not None and made.replaced:
        output.say(f"  replaced by later ones: {', '.join(safe(name, 100) for name in made.replaced)}", "quiet")
    return exits.worst(codes)


def _decisions(options: Namespace, names: Iterable[str]) -> list[verifying.File]:
    policy = asking.trusting(options, TrustedIssuers({options.body}), badges=False)
    return [verifying.verified_file(name, options, policy, policy.budget.credential_bytes) for name in names]


def _trust(options: Namespace, output: Output) -> TrustRule:
    """Trust in who is named, and in the parties of the agreements that the body signed itself."""
    signed = verifying.verified_agreements(options, options.agreement, output)
    on = verifying.today(None if options.at is None else options.at.date())
    known = verifying.partners(signed, options.body, on, verifying.signatories(options)) | set(options.trust)
    if not known:
        message = "Nobody is known whose credentials you trust."
        hint = "Add --agreement with the counterparts, as for decide, or --trust and the issuer."
        raise CommandError("cli.usage", message, hint=hint)
    return TrustedIssuers(known)


def _opened(name: str, policy: eccoe_vc.Policy) -> eccoe_vc.Envelope:
    with files.about(name):
        return eccoe_vc.open_credential(files.read(name, policy.budget.image_bytes), budget=policy.budget)


def _tell(found: Recheck, output: Output) -> None:
    output.say(_SENTENCES[found.verdict], _STYLES[found.verdict])
    for one in found.sources:
        code = f" [{one.code}]" if one.code else ""
        output.say(f"  {one.verdict:13} {safe(one.credential, 160)}{code}", _STYLES[one.verdict])
    for name in found.fallen:
        output.say(f"  rests on it   {safe(name, 160)}")


def _revised(found: Recheck, options: Namespace, output: Output) -> str | None:
    """The new record that takes back what rested on credentials which fail, signed; None where there is none."""
    if options.key is None or found.verdict != "fails":
        if options.key is not None:
            output.say("No credential is known to fail, so nothing is taken back and nothing was signed.")
        return None
    at = clock.now()
    with signers.opened(options) as signer:
        if signer.controller != options.body:
            message = f"The key belongs to {safe(signer.controller)}, and {safe(options.body)} decided."
            hint = "Sign with the key of the deciding body, or name --controller."
            raise CommandError("cli.usage", message, hint=hint)
        document = found.revised(reference=options.reference, valid_from=at)
        securing = signing.suites(options, signer)
        secured = eccoe_vc.issue(document, signer=signer, securing=securing, created=at)
    where = signing.deliver(secured, options, output)
    output.say(f"Signed{where}: the new record names the old one and takes back what rested on what fails.")
    return secured.text


__all__ = ["recheck", "transcript"]
