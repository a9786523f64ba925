"""``derive``: show a part of a credential."""

from __future__ import annotations

from argparse import Namespace

import eccoe_vc
from eccoe_vc.cli import asking, files, signing
from eccoe_vc.cli.exits import ACCEPTED
from eccoe_vc.cli.output import Output
from eccoe_vc.limits import DEFAULT
from eccoe_vc.verification.world import OFFLINE


def run(options: Namespace, output: Output) -> int:
    """Write the credential that shows what is mandatory and what was named."""
    sources = asking.with_contexts(OFFLINE, options)
    with files.about(options.credential):
        data = files.read(options.credential, DEFAULT.image_bytes)
        shown = eccoe_vc.derive(data, reveal=options.reveal, sources=sources)
    where = signing.deliver(shown, options, output)
    output.record({"file": options.out, "reveal": options.reveal, "text": shown.text})
    members = f"{len(options.reveal)} chosen members" if len(options.reveal) != 1 else "one chosen member"
    output.say(f"Derived{where}: it shows what is mandatory and {members}.")
    return ACCEPTED
