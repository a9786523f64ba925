"""What the commands that sign have in common: the suites of ``--suite``, and where the result goes."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from eccoe_vc.cli import files
from eccoe_vc.cli.output import Output, safe_json
from eccoe_vc.issuing import Secured
from eccoe_vc.keys import Signer
from eccoe_vc.proofs.suites import (
    ECDSA_JCS_2019,
    ECDSA_RDFC_2019,
    ECDSA_SD_2023,
    ED25519_SIGNATURE_2020,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    Suite,
)
from eccoe_vc.proofs.token_forms import CURRENT_FORMS, TokenForm

SUITES: Final = {
    suite.name: suite
    for suite in (
        EDDSA_RDFC_2022,
        EDDSA_JCS_2022,
        ECDSA_RDFC_2019,
        ECDSA_JCS_2019,
        ED25519_SIGNATURE_2020,
        ECDSA_SD_2023,
    )
}


#: The token forms of ``--securing``.
FORMS: Final = {form.name: form for form in CURRENT_FORMS}


def form(options: Namespace) -> list[TokenForm]:
    """The token form of ``--securing``, if one is named."""
    return [FORMS[options.securing]] if options.securing is not None else []


def suites(options: Namespace, signer: Signer) -> list[Suite]:
    """The suites of ``--suite``, each once; if none is named, the one over RDF that takes the key of ``signer``."""
    usual = ECDSA_RDFC_2019 if signer.alg in ECDSA_RDFC_2019.digests else EDDSA_RDFC_2022
    return [SUITES[name] for name in dict.fromkeys(options.suite or [usual.name])]


def deliver(secured: Secured, options: Namespace, output: Output) -> str:
    """Write what was signed to the file of ``--out``, or to standard output; where it went, in words."""
    to_file = options.out is not None and options.out != files.STDIN
    as_it_is = to_file or secured.document is None  # a token is plain ASCII
    text = secured.text if as_it_is else safe_json(secured.text)
    return files.hand_over((text if to_file else f"{text}\n").encode(), options, output)


__all__ = ["FORMS", "SUITES", "deliver", "form", "suites"]
