"""What the commands that sign have in common: the suites of ``--suite``, and where the result goes."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from eccoe_vc.cli import files
from eccoe_vc.cli.output import Output, safe_json
from eccoe_vc.issuing import Secured
from eccoe_vc.proofs.suites import ED25519_SIGNATURE_2020, EDDSA_JCS_2022, EDDSA_RDFC_2022, Suite
from eccoe_vc.proofs.token_forms import CURRENT_FORMS, TokenForm

SUITES: Final = {suite.name: suite for suite in (EDDSA_RDFC_2022, EDDSA_JCS_2022, ED25519_SIGNATURE_2020)}


#: The token forms of ``--securing``.
FORMS: Final = {form.name: form for form in CURRENT_FORMS}


def form(options: Namespace) -> list[TokenForm]:
    """The token form of ``--securing``, if one is named."""
    return [FORMS[options.securing]] if options.securing is not None else []


def suites(options: Namespace) -> list[Suite]:
    """The suites of ``--suite``, each once; eddsa-rdfc-2022 if none is named."""
    return [SUITES[name] for name in dict.fromkeys(options.suite or [EDDSA_RDFC_2022.name])]


def deliver(secured: Secured, options: Namespace, output: Output) -> str:
    """Write what was signed to the file of ``--out``, or to standard output; where it went, in words."""
    if options.out is not None and options.out != files.STDIN:
        files.write(options.out, secured.data, overwrite=options.overwrite)
        return f" into {files.named(options.out)}"
    if not options.json:
        text = secured.text if secured.document is None else safe_json(secured.text)  # a token is plain ASCII
        output.data(text.encode() + b"\n")
    return ""


__all__ = ["FORMS", "SUITES", "deliver", "form", "suites"]
