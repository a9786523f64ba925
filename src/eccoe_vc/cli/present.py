"""``present``: put credentials into a presentation that their holder signs for one verifier.

VC Data Model 2.0, section 4.13, and 1.1, section 4.10, where all credentials are of that model.
"""

from __future__ import annotations

from argparse import Namespace
from typing import Any

import eccoe_vc
from eccoe_vc import clock
from eccoe_vc.carriers import enveloped
from eccoe_vc.cli import files, known, signers, signing
from eccoe_vc.cli.exits import ACCEPTED, CommandError
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.errors import Finding, IssueError
from eccoe_vc.limits import DEFAULT
from eccoe_vc.models.kinds import V1, V2
from eccoe_vc.report import Outcome, Report
from eccoe_vc.secured import Secured, envelope_of
from eccoe_vc.verification import policies
from eccoe_vc.verification.drivers import inspect
from eccoe_vc.verification.trust import UnsafeAnyIssuer
from eccoe_vc.verification.world import OFFLINE, Sources

_ANYBODY = UnsafeAnyIssuer(reason="Whom the verifier trusts is its own matter.")
_DERIVE = "Make of it what you want to show, with `eccoe-vc derive`, and present that."


def run(options: Namespace, output: Output) -> int:
    """Write the presentation; what no verifier may see is refused, what one would reject is told."""
    files.once(*options.files, options.key, options.passphrase_file, *(name for _, name in options.context))
    sources = known.with_contexts(OFFLINE, options)
    carried = [_carried(name) for name in options.files]
    older = all(isinstance(one.get("@context"), list) and one["@context"][:1] == [V1] for one in carried)
    asked = {"challenge": options.challenge, "domain": options.domain}
    with signers.opened(options) as signer:
        presentation = {
            "@context": [V1 if older else V2],
            "type": ["VerifiablePresentation"],
            "holder": signer.controller,
            "verifiableCredential": carried,
        }
        securing = signing.suites(options, signer)
        holder, at = signer.controller, options.created
        secured = eccoe_vc.issue(
            presentation,
            signer=signer,
            securing=securing,
            purpose="authentication",
            created=at,
            sources=sources,
            **asked,
        )
    doubts = _doubts(secured, sources, asked)
    where = signing.deliver(secured, options, output)
    warnings = [{"code": one.code, "pointer": one.pointer, "message": one.message} for one in doubts]
    output.record({"file": options.out, "holder": holder, "warnings": warnings, "text": secured.text})
    count = "one credential" if len(carried) == 1 else f"{len(carried)} credentials"
    output.say(f"Signed{where} for {safe(holder)}, with {count}.")
    if options.challenge is None:
        output.say(
            "Without --challenge whoever gets it can show it again as theirs: ask the verifier for one.", "unsure"
        )
    for one in doubts:
        place = f" at {safe(one.pointer, 200)}" if one.pointer else ""
        output.say(f"A verifier would reject it now: {one.message} [{one.code}{place}]", "unsure")
    return ACCEPTED


def _carried(name: str) -> dict[str, Any]:
    """A credential as it stands in a presentation: JSON as it is, a token in an envelope."""
    with files.about(name):
        envelope = envelope_of(files.read(name, DEFAULT.image_bytes), DEFAULT)
        if (envelope.document or {}).get("type") in ("VerifiablePresentation", ["VerifiablePresentation"]):
            message = "This is a presentation already, and no credential."
            raise CommandError("cli.usage", message, hint="Name the credentials themselves; they are presented anew.")
        return enveloped.wrap(envelope.text) if envelope.document is None else envelope.document


def _doubts(secured: Secured, sources: Sources, asked: dict[str, Any]) -> list[Finding]:
    """What a verifier would reject now.

    :raises IssueError: ``sd.base_proof``, a credential inside is for its holder alone.
    """
    policy = policies.presentation(trust=_ANYBODY, legacy=True, **asked)
    report = inspect(secured.text, policy=policy, sources=sources, at=clock.moment(None, "at"))
    found = _failed(report)
    nested = report.nested or {}
    for place, inner in nested.items():
        found += [one._replace(pointer=place + one.pointer) for one in _failed(inner)]
    if nested:
        found = [one for one in found if one.code != "vp.credential"]  # what it is about is told by itself
    for one in found:
        if one.code == "sd.base_proof":
            message = "A credential with a base proof is for its holder alone: with it anybody could show every part."
            raise IssueError("sd.base_proof", message, pointer=one.pointer, hint=_DERIVE)
    return found


def _failed(report: Report) -> list[Finding]:
    return [one for check in report.problems() if check.outcome is Outcome.FAILED for one in check.findings]


__all__ = ["run"]
