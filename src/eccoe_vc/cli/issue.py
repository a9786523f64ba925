"""``issue``: sign the credential in a JSON file."""

from __future__ import annotations

from argparse import Namespace

import eccoe_vc
from eccoe_vc.cli import files, keys
from eccoe_vc.cli.exits import ACCEPTED, CommandError
from eccoe_vc.cli.output import Output, safe, safe_json
from eccoe_vc.encoding import strict_json
from eccoe_vc.limits import DEFAULT
from eccoe_vc.proofs.suites import ED25519_SIGNATURE_2020, EDDSA_JCS_2022, EDDSA_RDFC_2022

_SUITES = {suite.name: suite for suite in (EDDSA_RDFC_2022, EDDSA_JCS_2022, ED25519_SIGNATURE_2020)}


def run(options: Namespace, output: Output) -> int:
    """Write the credential with one proof for each suite."""
    named = (options.credential, options.key, options.passphrase_file)
    if sum(name == files.STDIN for name in named) > 1:
        raise CommandError("cli.usage", "Standard input (-) can be read only once.")
    credential = strict_json.parse(files.read(options.credential, DEFAULT.credential_bytes))
    signer = keys.load(options)
    suites = tuple(dict.fromkeys(options.suite or [EDDSA_RDFC_2022.name]))
    secured = eccoe_vc.issue(
        credential,
        signer=signer,
        securing=[_SUITES[name] for name in suites],
        created=options.created,
        expires=options.expires,
    )
    if options.out is not None and options.out != files.STDIN:
        files.write(options.out, secured.text.encode(), overwrite=options.overwrite)
    elif not options.json:
        output.data(safe_json(secured.text).encode() + b"\n")
    output.record(
        {
            "file": options.out,
            "issuer": signer.controller,
            "verificationMethod": signer.verification_method,
            "suites": suites,
            "text": secured.text,
        }
    )
    where = "" if options.out in (None, files.STDIN) else f" into {files.named(options.out)}"
    output.say(f"Signed{where} with {', '.join(suites)} for {safe(signer.controller)}.")
    return ACCEPTED
