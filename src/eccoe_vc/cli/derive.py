"""``derive``: show a part of a credential."""

from __future__ import annotations

from argparse import Namespace
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import eccoe_vc
from eccoe_vc import clock
from eccoe_vc.cli import files, known, signers, signing
from eccoe_vc.cli.exits import ACCEPTED, CommandError
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.errors import Finding
from eccoe_vc.limits import DEFAULT
from eccoe_vc.proofs.reading import read
from eccoe_vc.proofs.selective import lifecycle, mechanism
from eccoe_vc.proofs.suites import CURRENT
from eccoe_vc.report import Outcome
from eccoe_vc.secured import Secured, envelope_of
from eccoe_vc.verification import policies
from eccoe_vc.verification.drivers import inspect
from eccoe_vc.verification.trust import UnsafeAnyIssuer
from eccoe_vc.verification.world import OFFLINE, Sources

if TYPE_CHECKING:
    from eccoe_vc.cli.signers import AnySigner
    from eccoe_vc.proofs.bbs.holder import HolderSecret

_ANYBODY = UnsafeAnyIssuer(reason="Only what is missing is asked here.")


def run(options: Namespace, output: Output) -> int:
    """Write the credential that shows what is mandatory and what was named."""
    own = (options.key, options.holder_secret, options.passphrase_file)
    files.once(options.credential, *own, *(name for _, name in options.context))
    with _binder(options) as signer:
        return _derived(options, output, signer)


def _derived(options: Namespace, output: Output, signer: AnySigner | None) -> int:
    bound: dict[str, Any] = {}
    if signer is not None:
        bound = {"signer": signer, "challenge": options.challenge, "domain": options.domain}
    sources = known.with_contexts(OFFLINE, options)
    with files.about(options.credential):
        envelope = envelope_of(files.read(options.credential, DEFAULT.image_bytes), DEFAULT)
        token = envelope.form == "sd-jwt"
        if bound and not token:
            raise CommandError(
                "cli.usage", "--key, --challenge and --domain bind an SD-JWT to its holder; this is none.",
                hint="Leave them away here, and give them to `eccoe-vc present` with what was derived.",
            )  # fmt: skip
        if token and options.holder_secret is not None:
            raise CommandError(
                "cli.usage", "--holder-secret is about credentials with a proof of bbs-2023; this is an SD-JWT.",
                hint="Add --key, --challenge and --domain to show that an SD-JWT is yours.",
            )  # fmt: skip
        shown = eccoe_vc.derive(envelope, reveal=options.reveal, sources=sources, holder=_holder(options), **bound)
    where = signing.deliver(shown, options, output)
    lacking, unseen = (_lacking(shown, sources), []) if token else ([], _unseen(shown))
    warnings = [{"code": one.code, "pointer": one.pointer, "message": one.message} for one in (*lacking, *unseen)]
    output.record({"file": options.out, "reveal": options.reveal, "warnings": warnings, "text": shown.text})
    members = f"{len(options.reveal)} chosen members" if len(options.reveal) != 1 else "one chosen member"
    for_whom = f", and is bound to {safe(options.domain)}" if bound else ""
    output.say(f"Derived{where}: it shows what is mandatory and {members}{for_whom}.")
    for one in lacking:
        output.say(f"A verifier of badges would reject it: {one.message} [{one.code} at {safe(one.pointer)}]", "unsure")
    for one in unseen:
        output.say(f"Verifiers leave it undecided unless they rely on the issuer: {one.message} [{one.code}]", "unsure")
    if lacking:
        output.say("Reveal these members too, or show it where any credential is taken.")
    return ACCEPTED


def _binder(options: Namespace) -> AbstractContextManager[AnySigner | None]:
    """Who binds the SD-JWT; nobody where no key is given.

    :raises CommandError: ``cli.usage``, one of the three is missing.
    """
    given = (options.key, options.challenge, options.domain)
    if given == (None, None, None):
        if options.passphrase_file is not None and options.holder_secret is None:
            raise CommandError("cli.usage", "--passphrase-file opens the key of --key.", hint="Add --key.")
        return nullcontext()
    if None in given:
        raise CommandError(
            "cli.usage", "A key binding takes --key, --challenge and --domain together.",
            hint="Name all three, or none of them. The verifier gives you challenge and domain.",
        )  # fmt: skip
    if options.holder_secret is not None:
        raise CommandError(
            "cli.usage", "--key is for SD-JWTs and --holder-secret for bbs-2023.", hint="Name one of the two."
        )
    return signers.opened(options)


def _holder(options: Namespace) -> HolderSecret | None:
    """What the holder kept of a credential that is bound to her."""
    if options.holder_secret is None:
        return None
    from eccoe_vc.proofs.bbs.holder import HolderSecret

    secret = signers.passphrase(options.passphrase_file)
    with files.about(options.holder_secret):
        return HolderSecret.from_saved(files.read(options.holder_secret, DEFAULT.key_file_bytes), secret)


def _unseen(shown: Secured) -> list[Finding]:
    """What of the life of a credential a verifier of this part does not see, and could be what it leaves out."""
    tree = dict(shown.document or {})
    (proof,) = read(tree, CURRENT, DEFAULT)
    if isinstance(proof.suite, Finding) or mechanism.of(proof.suite).shows_all(proof.value):
        return []
    return lifecycle.unseen(tree, proof.pointer)


def _lacking(shown: Secured, sources: Sources) -> list[Finding]:
    """What Open Badges requires and the holder left out; a credential that is no badge lacks nothing."""
    policy = policies.open_badge(trust=_ANYBODY)
    report = inspect(shown.text, policy=policy, sources=sources, at=clock.moment(None, "at"))
    model = [one for one in report.problems() if one.name == "model" and one.outcome is Outcome.FAILED]
    return [finding for one in model for finding in one.findings if finding.code == "model.missing"]
