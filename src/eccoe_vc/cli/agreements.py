"""``agreement``: write, check, show, compare, sign an agreement, and say whether it is in force."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import asdict
from typing import Final

import eccoe_vc
from eccoe_vc import agreements as texts
from eccoe_vc import clock
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.carriers import sniff
from eccoe_vc.cli import asking, decide, exits, files, keys, signing
from eccoe_vc.cli.output import Output, Style, safe
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import AgreementError, EccoeError
from eccoe_vc.limits import AGREEMENT
from eccoe_vc.models.agreement import RecognitionAgreement

_STYLES: Final[dict[str, Style]] = {"warning": "unsure", "note": "quiet"}


def new(options: Namespace, output: Output) -> int:
    """Write a draft that is an agreement as it stands, with an explanation of every member."""
    data = texts.new_agreement_template().encode()
    if options.out is not None and options.out != files.STDIN:
        files.write(options.out, data, overwrite=options.overwrite)
        output.say(f"A draft is in {files.named(options.out)}. Change it, and ask `eccoe-vc agreement lint` about it.")
    elif not options.json:
        output.data(data)
    output.record({"file": options.out, "text": data.decode()})
    return exits.ACCEPTED


def lint(options: Namespace, output: Output) -> int:
    """Tell every finding; 1 where a text is no agreement or has errors, 0 where there are at most warnings."""
    codes = []
    for name in options.files:
        try:
            found = texts.lint(read(name, output))
        except EccoeError as error:  # the other files are still looked at
            output.error(error, file=name)
            codes.append(exits.REJECTED if isinstance(error, AgreementError) else exits.UNREADABLE)
            continue
        output.record({"file": name, "findings": [asdict(one) for one in found]})
        for one in found:
            place = safe(one.pointer, 200)
            output.say(f"{one.severity}: {safe(one.message)} [{one.code} at {place}]", _STYLES.get(one.severity, ""))
            if one.proposal:
                output.say(f"  What to do: {safe(one.proposal)}")
        if not found:
            output.say(f"{files.named(name)} is an agreement, and there is nothing to say about it.", "good")
        codes.append(exits.ACCEPTED)
    return exits.worst(codes)


def show(options: Namespace, output: Output) -> int:
    """Tell what an agreement says."""
    agreement = read(options.file, output)
    text = texts.describe(agreement)
    output.record({"file": options.file, "agreement": agreement.to_json(), "text": text})
    if not options.json:
        output.data(text.encode() + b"\n")
    return exits.ACCEPTED


def diff(options: Namespace, output: Output) -> int:
    """Tell what changes between two texts; 0 where nothing does, 1 where something does."""
    old, new = read(options.old), read(options.new)
    changes = texts.diff(old, new)
    output.record({"old": options.old, "new": options.new, "changes": [change.to_json() for change in changes]})
    for line in texts.lines_of_changes(changes):
        output.say(line)
    named = new.supersedes.agreement_digest if new.supersedes is not None else ""
    if changes and new.id == old.id and named != (digest := of_json(old.to_json())):
        output.say("The new text does not name this one as the version that it replaces. To make it the next version, "
                   f"write supersedes: version {safe(old.version)}, agreementDigest {digest}.", "unsure")  # fmt: skip
    if not changes:
        output.say("The two texts mean the same.", "good")
    return exits.REJECTED if changes else exits.ACCEPTED


def sign(options: Namespace, output: Output) -> int:
    """Sign the text as one of its parties."""
    agreement = read(options.file)
    signer = keys.load(options)
    at = options.created or clock.now()
    if signer.controller not in {party.id for party in agreement.party}:
        output.say(
            f"{safe(signer.controller)} is no party of this agreement: its signature counts only where the others "
            "name it as a signatory.", "unsure",
        )  # fmt: skip
    warnings = sum(one.severity == "warning" for one in texts.lint(agreement))
    if warnings:
        output.say(f"The text has {warnings} warnings; `eccoe-vc agreement lint` tells them.", "unsure")
    document = texts.counterpart(agreement, issuer=signer.controller, valid_from=at)
    secured = eccoe_vc.issue(document, signer=signer, securing=signing.suites(options), created=at, budget=AGREEMENT)
    where = signing.deliver(secured, options, output)
    output.record({"file": options.out, "issuer": signer.controller, "text": secured.text})
    output.say(f"Signed{where} for {safe(signer.controller)}.")
    return exits.ACCEPTED


def state(options: Namespace, output: Output) -> int:
    """Tell the state of every text; 0 where one is in force, 2 where that is in doubt or not found out, else 1."""
    asking.once(options, *options.files)
    on = decide.today(options.on)
    verified = decide.verified_agreements(options, options.files, output)
    if not verified:
        output.say("None of these files is a counterpart that verifies, so nothing can be said.", "bad")
        return exits.INDETERMINATE
    found = eccoe_vc.agreement_state(verified, at=on, signatories=decide.signatories(options))
    for one in found:
        output.record(
            {
                "id": one.agreement.id, "version": one.agreement.version, "agreementDigest": one.digest, "on": str(on),
                "state": one.state, "code": one.code, "signedBy": sorted(one.signed_by), "missing": list(one.missing),
                "differences": {name: [row._asdict() for row in rows] for name, rows in one.differences.items()},
                "doubt": one.doubt, "notes": list(one.on.notes),
            }
        )  # fmt: skip
        first, *rest = str(one).splitlines()
        output.say(first, "good" if one.state == "inForce" and not one.doubt else "unsure")
        for line in rest:
            output.say(line)
    states = {"indeterminate" if one.state == "inForce" and one.doubt else one.state for one in found}
    if "inForce" in states:
        return exits.ACCEPTED
    return exits.INDETERMINATE if "indeterminate" in states else exits.REJECTED


def read(name: str, output: Output | None = None) -> RecognitionAgreement:
    """The agreement in a file: its text in YAML or JSON, or a counterpart, whose signature is not asked for here."""
    data = files.read(name, AGREEMENT.credential_bytes)
    with files.about(name):
        if sniff.kind(data) == "json":
            tree = strict_json.parse(data, AGREEMENT)
            subject = tree.get("credentialSubject")
            if isinstance(subject, dict) and output is not None:
                output.say("This is a counterpart. Its signature is not asked for here, but by `agreement state`.",
                           "unsure")  # fmt: skip
            return texts.read(subject if isinstance(subject, dict) else tree, budget=AGREEMENT)
        return texts.read_text(data, budget=AGREEMENT)


__all__ = ["diff", "lint", "new", "read", "show", "sign", "state"]
