"""``agreement sign``, ``notice``, ``supersede``, ``state``: what parties sign, what ends or replaces it, what holds."""

from __future__ import annotations

from argparse import Namespace
from datetime import date
from typing import Any

import eccoe_vc
from eccoe_vc import agreements as texts
from eccoe_vc import clock
from eccoe_vc.agreements.digests import of_json
from eccoe_vc.agreements.windows import earliest_effect
from eccoe_vc.cli import agreements, asking, exits, files, signers, signing, verifying
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.encoding import strict_json
from eccoe_vc.encoding.days import period
from eccoe_vc.errors import AgreementError, shown
from eccoe_vc.limits import AGREEMENT
from eccoe_vc.models.terms import version_of


def sign(options: Namespace, output: Output) -> int:
    """Sign the text as one of its parties."""
    agreement = agreements.read(options.file)
    at = options.created or clock.now()
    warnings = sum(one.severity == "warning" for one in texts.lint(agreement))
    if warnings:
        output.say(f"The text has {warnings} warnings; `eccoe-vc agreement lint` tells them.", "unsure")
    with signers.opened(options) as signer:
        issuer = signer.controller
        _check_party(agreement, issuer, options, output)
        document = texts.counterpart(agreement, issuer=issuer, valid_from=at)
        securing = signing.suites(options, signer)
        secured = eccoe_vc.issue(document, signer=signer, securing=securing, created=at, budget=AGREEMENT)
    where = signing.deliver(secured, options, output)
    output.record({"file": options.out, "issuer": issuer, "text": secured.text})
    output.say(f"Signed{where} for {safe(issuer)}.")
    return exits.ACCEPTED


def _check_party(agreement: texts.Agreement, issuer: str, options: Namespace, output: Output) -> None:
    """Insist that ``issuer`` is a party, or was called a signatory: what a stranger signs has no effect.

    :raises AgreementError: ``agreement.authority``.
    """
    parties = [party.id for party in agreement.party]
    if issuer in parties:
        return
    message = f"{shown(issuer, 120)} is no party of this agreement."
    if not options.as_signatory:
        named = ", ".join(shown(name, 120) for name in parties[:5])
        raise AgreementError(
            "agreement.authority", message, pointer="/party",
            hint=f"Sign with the key of a party ({named}), and name the party with --controller where the key has no "
                 "document of its own; add --as-signatory if parties let this key sign for them.",
        )  # fmt: skip
    output.say(f"{message} Its signature counts only where the others name it as a signatory.", "unsure")


def state(options: Namespace, output: Output) -> int:
    """Tell the state of every text; 0 where one is in force, 2 where that is in doubt or not found out, else 1."""
    asking.once(options, *options.files)
    on = verifying.today(options.on)
    verified = verifying.verified_agreements(options, options.files, output)
    if not verified:
        output.say("None of these files is a counterpart that verifies, so nothing can be said.", "bad")
        return exits.INDETERMINATE
    found = eccoe_vc.agreement_state(verified, at=on, signatories=verifying.signatories(options))
    for one in found:
        output.record(
            {
                "id": one.agreement.id, "version": one.agreement.version, "agreementDigest": one.digest, "on": str(on),
                "state": one.state, "code": one.code, "signedBy": sorted(one.signed_by), "missing": list(one.missing),
                "differences": {name: [row._asdict() for row in rows] for name, rows in one.differences.items()},
                "doubt": one.doubt, "notes": list(one.on.notes), "terminatedFrom": _day(one.terminated_from),
                "supersededFrom": _day(one.superseded_from),
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


def notice(options: Namespace, output: Output) -> int:
    """Give notice as one of the parties: signed with its key, or as a draft for somebody else to sign."""
    if (options.key is None) == (options.draft is None):
        message = "A notice is signed with --key, or written with --draft for somebody else to sign."
        raise CommandError("cli.usage", message, hint="Add one of the two.")
    agreement = agreements.read(options.file)
    given = verifying.today(options.given)
    least = earliest_effect(given, period(agreement.termination.notice_period))
    effective = options.effective or least
    at = options.created or clock.now()

    def document(issuer: str) -> dict[str, Any]:
        return texts.termination_notice(
            agreement, issuer=issuer, given_on=given, effective_from=effective, reason=dict(options.reason),
            ground=options.ground, valid_from=at,
        )  # fmt: skip

    if options.draft is not None:
        issuer = options.draft
        text = strict_json.pretty(document(issuer))
        where = files.hand_over(text.encode(), options, output)
        output.say(f"Written{where}. A draft binds nobody: `eccoe-vc issue` signs it with the key of {safe(issuer)}.")
    else:
        with signers.opened(options) as signer:
            issuer, securing = signer.controller, signing.suites(options, signer)
            secured = eccoe_vc.issue(document(issuer), signer=signer, securing=securing, created=at)
        text, where = secured.text, signing.deliver(secured, options, output)
        output.say(f"Signed{where} for {safe(issuer)}. Give it to all other parties.")
    output.say(f"By it version {agreement.version} is without effect from {effective} on.")
    if effective < least:
        output.say(
            f"One party alone keeps {agreement.termination.notice_period} from {given} on, which is {least}: this "
            f"notice has effect only if every party gives one with effect from {effective}.", "unsure",
        )  # fmt: skip
    output.record({"file": options.out, "issuer": issuer, "noticeDate": str(given), "effectiveFrom": str(effective),
                   "earliestAlone": str(least), "signed": options.draft is None, "text": text})  # fmt: skip
    return exits.ACCEPTED


def supersede(options: Namespace, output: Output) -> int:
    """Write the text of a new version, which names the digest of the one that it replaces."""
    files.once(options.old, options.new)
    old = agreements.read(options.old)
    new = old if options.new is None else agreements.read(options.new)
    if new.id != old.id:
        message = f"The old text is about {shown(old.id)} and the new one about {shown(new.id)}."
        hint = "A new version keeps the id; another id makes another agreement."
        raise AgreementError("agreement.chain", message, pointer="/id", hint=hint)
    tree: dict[str, Any] = new.to_json() | {
        "version": options.version or _later(old.version, new.version),
        "supersedes": {"version": old.version, "agreementDigest": of_json(old.to_json())},
    }
    if options.starts is not None:
        tree["period"] = tree["period"] | {"startDate": options.starts.isoformat()}
    made = texts.read(tree, budget=AGREEMENT)
    text = texts.to_text(made, options.form)
    where = files.hand_over(text.encode(), options, output)
    starts = made.period.start_date
    output.say(f"Written{where}. Version {made.version} replaces version {old.version} from {starts} on, once every "
               "party has signed it.")  # fmt: skip
    if starts < verifying.today(None).isoformat():
        output.say(
            f"Its first day, {starts}, is past: it would also decide about what was earned or asked for since, under "
            "other rules than were known. Name a day to come with --starts, unless you mean that.",
            "unsure",
        )
    if starts <= old.period.start_date:
        output.say("It begins no later than the old one, so nothing is left of that. Name its first day with --starts.",
                   "unsure")  # fmt: skip
    output.record({"file": options.out, "version": made.version, "supersedes": tree["supersedes"],
                   "startDate": starts, "text": text})  # fmt: skip
    return exits.ACCEPTED


def _later(old: str, new: str) -> str:
    """The version of the new text if it is the later one, else the next one after the old."""
    if version_of(new) > version_of(old):
        return new
    first, second, _ = version_of(old)
    return f"{first}.{second + 1}" + (".0" if old.count(".") == 2 else "") if "." in old else str(first + 1)


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


__all__ = ["notice", "sign", "state", "supersede"]
