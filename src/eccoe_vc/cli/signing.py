"""What the commands that sign have in common: the suites of ``--suite``, and where the result goes."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from eccoe_vc.cli import files
from eccoe_vc.cli.output import Output, safe_json
from eccoe_vc.issuing import Secured
from eccoe_vc.proofs.suites import ED25519_SIGNATURE_2020, EDDSA_JCS_2022, EDDSA_RDFC_2022, Suite

SUITES: Final = {suite.name: suite for suite in (EDDSA_RDFC_2022, EDDSA_JCS_2022, ED25519_SIGNATURE_2020)}


def suites(options: Namespace) -> list[Suite]:
    """The suites of ``--suite``, each once; eddsa-rdfc-2022 if none is named."""
    return [SUITES[name] for name in dict.fromkeys(options.suite or [EDDSA_RDFC_2022.name])]


def deliver(secured: Secured, options: Namespace, output: Output) -> str:
    """Write what was signed to the file of ``--out``, or to standard output; where it went, in words."""
    to_file = options.out is not None and options.out != files.STDIN
    text = secured.text if to_file else safe_json(secured.text) + "\n"
    return files.hand_over(text.encode(), options, output)


__all__ = ["SUITES", "deliver", "suites"]
