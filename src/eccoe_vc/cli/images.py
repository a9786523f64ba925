"""``bake`` and ``unbake``: into an image and out of it, without judging what is carried."""

from __future__ import annotations

from argparse import Namespace

import eccoe_vc
from eccoe_vc.carriers import sniff
from eccoe_vc.cli import files
from eccoe_vc.cli.exits import ACCEPTED, CommandError
from eccoe_vc.cli.output import Output, safe_json
from eccoe_vc.limits import DEFAULT


def bake(options: Namespace, output: Output) -> int:
    """Write the image with the credential inside."""
    if options.credential == options.image == files.STDIN:
        raise CommandError("cli.usage", "Standard input (-) can be read only once.")
    if options.out == files.STDIN and (options.json or output.is_terminal()):
        raise CommandError("cli.usage", "An image is written to a file or a pipe, not among text.", hint="Add -o FILE.")
    # The credential is opened first, so that an image given in its place is named as what it is.
    with files.about(options.credential):
        given = files.read(options.credential, DEFAULT.payload_bytes)
        if (kind := sniff.kind(given)) in ("png", "svg"):
            raise CommandError(
                "cli.usage",
                f"The first file is an image ({kind.upper()}), not a credential.",
                hint="Name the credential first, then the image.",
            )
        envelope = eccoe_vc.open_credential(given)
        if envelope.form == "cose":
            raise CommandError(
                "cli.usage", "A COSE message has no place in an image, which carries JSON or a compact token.",
                hint="Issue the credential as JSON, or with --securing vc-jose.",
            )  # fmt: skip
    with files.about(options.image):
        baked = eccoe_vc.bake(envelope, files.read(options.image, DEFAULT.image_bytes), replace=options.replace)
    files.deliver(options.out, baked, output, overwrite=options.overwrite)
    output.record({"file": options.out, "bytes": len(baked), "form": envelope.form})
    output.say(f"Baked into {files.named(options.out, 'standard output')}.")
    if envelope.form == "none":
        output.say("The credential has no proof: anybody could have written it.", "unsure")
    elif eccoe_vc.inspect(envelope, policy=eccoe_vc.policies.proof_only()).verdict == "rejected":
        output.say("A verifier would reject what it carries: eccoe-vc inspect says why.", "unsure")
    return ACCEPTED


def unbake(options: Namespace, output: Output) -> int:
    """Write the credential that an image carries: to a file byte for byte, to a terminal with escapes."""
    with files.about(options.image):
        envelope = eccoe_vc.unbake(files.read(options.image, DEFAULT.image_bytes))
    text = envelope.text
    if options.out is not None and options.out != files.STDIN:
        files.write(options.out, text.encode(), overwrite=options.overwrite)
    elif not options.json:
        output.data(safe_json(text).encode() + b"\n")
    found = {"file": options.out, "carrier": envelope.carrier, "form": envelope.form, "text": text}
    output.record(found | {"mediaType": envelope.media_type})
    output.say(f"Taken out of {files.named(options.image)}. Nothing was verified: eccoe-vc inspect does that.")
    return ACCEPTED
