"""``issue``: sign the credential in a JSON file."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

import eccoe_vc
from eccoe_vc import clock
from eccoe_vc.advice import for_maker
from eccoe_vc.carriers import sniff
from eccoe_vc.cli import asking, files, known, signers, signing, statuses
from eccoe_vc.cli.exits import ACCEPTED, CommandError
from eccoe_vc.cli.output import Output, safe
from eccoe_vc.encoding import DecodeError, multibase, strict_json
from eccoe_vc.errors import Finding, RefusedError
from eccoe_vc.issuing_options import Securing
from eccoe_vc.limits import DEFAULT
from eccoe_vc.proofs.suites import BBS_2023, ED25519_SIGNATURE_2020, Suite
from eccoe_vc.report import Outcome
from eccoe_vc.secured import Secured
from eccoe_vc.verification import policies
from eccoe_vc.verification.drivers import inspect
from eccoe_vc.verification.trust import UnsafeAnyIssuer
from eccoe_vc.verification.world import OFFLINE, Sources

if TYPE_CHECKING:
    from eccoe_vc.cli.signers import AnySigner

_COMMITMENT_CHARS = 4096
_UNSEEN = "sd.end_unseen"
_OTHERS = {"png": "a PNG image", "svg": "an SVG image or another XML file", "token": "a token, which is signed already"}
_ANYBODY = UnsafeAnyIssuer(reason="It was just issued here.")


def run(options: Namespace, output: Output) -> int:
    """Write the credential with one proof for each suite."""
    contexts = (name for _, name in options.context)
    named = (options.key, options.holder_key, options.holder_commitment, options.passphrase_file, *contexts)
    files.once(options.credential, *named)
    _check_means(options)
    with files.about(options.credential):
        credential = _read(files.read(options.credential, DEFAULT.credential_bytes))
    with signers.opened(options) as signer:
        with files.about(options.credential):
            # A place first and the signature second: a place that nobody uses is no harm, one that two use is.
            credential = statuses.placed(credential, options, signer.controller)
        return _signed(options, output, credential, signer)


def _signed(options: Namespace, output: Output, credential: dict[str, Any], signer: AnySigner) -> int:
    holder = asking.of_holder(options)
    form = signing.form(options)
    suites = signing.suites(options, signer, in_parts=True) if options.suite or not form else []
    partly = any(suite.selective for suite in suites)
    if options.mandatory and not partly:
        raise CommandError(
            "cli.usage", "--mandatory is about credentials of which a part is shown.",
            hint="Add --suite ecdsa-sd-2023, or --suite bbs-2023 with a key for it.",
        )  # fmt: skip
    securing: list[Securing] = [*suites, *form]
    sources = known.with_contexts(OFFLINE, options)
    holder_key = None
    if options.holder_key is not None:
        holder_key = known.key_file(options.holder_key, "--holder-key", "here only the public one is asked for")
    with files.about(options.credential):
        secured = eccoe_vc.issue(
            credential,
            signer=_bound(options, signer, suites),
            securing=securing,
            created=options.created,
            expires=options.expires,
            mandatory=options.mandatory,
            disclosable=options.disclosable,
            decoys=options.decoys,
            holder_key=holder_key,
            sources=sources,
            **holder,
        )
        # What is bound to a holder only she can show: it is looked at as it is.
        shown = eccoe_vc.derive(secured, sources=sources) if partly and not options.holder_commitment else secured
    where = signing.deliver(secured, options, output)
    doubts = _doubts(shown, sources, holder, badge="EndorsementCredential" not in _types(credential))
    output.record(
        {
            "file": options.out,
            "issuer": signer.controller,
            "verificationMethod": signer.verification_method,
            "suites": [one.name for one in securing],
            "warnings": [{"code": f.code, "pointer": f.pointer, "message": f.message} for f in doubts],
            "text": secured.text,
        }
    )
    if suites == [ED25519_SIGNATURE_2020]:
        output.say("Verifiers take this suite only where they ask for older badges too (--legacy).", "unsure")
    if partly or options.disclosable:
        output.say("It is for the learner alone: what she shows she makes of it with `eccoe-vc derive`.")
    output.say(f"Signed{where} with {', '.join(one.name for one in securing)} for {safe(signer.controller)}.")
    for finding in doubts:
        if finding.code == _UNSEEN:
            output.say(f"Verifiers leave its parts undecided unless they rely on you: {finding.message}", "unsure")
            output.say("  What to do: Give it validUntil, and a place in a status list (--status-registry).")
            continue
        place = f" at {safe(finding.pointer, 200)}" if finding.pointer else ""
        output.say(f"A verifier of badges would reject it now: {finding.message} [{finding.code}{place}]", "unsure")
    return ACCEPTED


def _check_means(options: Namespace) -> None:
    """Refuse options about parts where everything would be shown."""
    choices = options.disclosable or options.decoys or options.holder_key is not None
    if choices and not any(form.carrier == "sd-jwt" for form in signing.form(options)):
        raise CommandError(
            "cli.usage", "--disclosable, --decoys and --holder-key are about SD-JWTs.",
            hint="Add --securing sd-jwt-vcdm for a W3C credential, --securing sd-jwt-vc for plain claims.",
        )  # fmt: skip


def _bound(options: Namespace, signer: AnySigner, suites: list[Suite]) -> AnySigner:
    """The signer that binds the credential to the holder of ``--holder-commitment``, where there is one.

    :raises CommandError: ``cli.usage``, ``cli.unreadable``.
    """
    if options.holder_commitment is None:
        return signer
    from eccoe_vc.proofs.bbs.signer import BbsSigner

    if suites != [BBS_2023] or not isinstance(signer, BbsSigner):
        raise CommandError(
            "cli.usage", "--holder-commitment is about credentials that are signed with bbs-2023.",
            hint="Add --suite bbs-2023, and name a key that `keygen --alg BLS12-381-G2` made.",
        )  # fmt: skip
    with files.about(options.holder_commitment):
        text = files.read(options.holder_commitment, _COMMITMENT_CHARS).strip()
        try:
            return signer.bound_to(multibase.decode(text.decode("ascii"), allowed="u", max_chars=_COMMITMENT_CHARS))
        except (DecodeError, UnicodeDecodeError, RefusedError):
            raise CommandError(
                "cli.unreadable",
                "The file holds no commitment of a learner.",
                hint="She makes one with `eccoe-vc commit`.",
            ) from None


def _read(data: bytes) -> dict[str, Any]:
    kind = sniff.kind(data)
    if kind == "json":
        try:
            return strict_json.parse(data)
        except RefusedError as error:
            raise type(error).of(for_maker(error.findings)) from None
    if kind in _OTHERS:
        raise CommandError(
            "cli.unreadable", f"The file is {_OTHERS[kind]}, not a credential in JSON.", hint="Name the JSON file."
        )
    raise sniff.refusal(data)


def _types(credential: dict[str, Any]) -> list[Any]:
    types = credential.get("type")
    return types if isinstance(types, list) else [types]


def _doubts(secured: Secured, sources: Sources, holder: dict[str, Any], *, badge: bool) -> list[Finding]:
    """What a verifier who asks for badges would reject now; whom it trusts is its own matter.

    :param badge: else it is an endorsement, which goes into a badge and is none.
    """
    make = policies.open_badge if badge else policies.credential
    policy = make(trust=_ANYBODY, legacy=True, **holder)
    report = inspect(secured.text, policy=policy, sources=sources, at=clock.moment(None, "at"))
    problems = [*report.problems()]
    failed = [check for check in problems if check.outcome is Outcome.FAILED or check.code == _UNSEEN]
    found = [finding for check in failed if not check.name.startswith("proof[") for finding in check.findings]
    return [finding for finding in found if finding.code != "sd.base_proof"]  # what is bound to a holder is looked at
