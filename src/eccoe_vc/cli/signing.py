"""What the commands that sign have in common: the suites of ``--suite``, and where the result goes."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Final, cast

from eccoe_vc.cli import files
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import Output, safe_json
from eccoe_vc.proofs.suites import (
    BBS_2023,
    ECDSA_JCS_2019,
    ECDSA_RDFC_2019,
    ECDSA_SD_2023,
    ED25519_SIGNATURE_2020,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    Suite,
)
from eccoe_vc.proofs.token_forms import CURRENT_FORMS, TokenForm
from eccoe_vc.secured import Secured

if TYPE_CHECKING:
    from eccoe_vc.cli.signers import AnySigner
    from eccoe_vc.keys import Signer

SUITES: Final = {
    suite.name: suite
    for suite in (
        EDDSA_RDFC_2022,
        EDDSA_JCS_2022,
        ECDSA_RDFC_2019,
        ECDSA_JCS_2019,
        ED25519_SIGNATURE_2020,
        ECDSA_SD_2023,
        BBS_2023,
    )
}

#: The token forms of ``--securing``.
FORMS: Final = {form.name: form for form in CURRENT_FORMS}


def form(options: Namespace) -> list[TokenForm]:
    """The token form of ``--securing``, if one is named."""
    return [FORMS[options.securing]] if options.securing is not None else []


def plain(signer: AnySigner) -> Signer:
    """The signer of what nobody shows parts of.

    :raises CommandError: ``cli.usage``, its key is for parts alone.
    """
    if signer.alg in BBS_2023.digests:
        raise CommandError(
            "cli.usage", "A BLS12-381-G2 key signs credentials of which a learner shows parts (bbs-2023), not this.",
            hint="Sign with a key of another kind.",
        )  # fmt: skip
    return cast("Signer", signer)


def suites(options: Namespace, signer: AnySigner, *, in_parts: bool = False) -> list[Suite]:
    """The suites of ``--suite``, each once; if none is named, the one over RDF that takes the key of ``signer``.

    :param in_parts: what is signed may be for a learner who shows parts of it.
    :raises CommandError: ``cli.usage``, the key is for parts alone, and nobody is to show a part of this.
    """
    if not in_parts:
        plain(signer)
    if BBS_2023.name in (options.suite or ()) and signer.alg not in BBS_2023.digests:
        raise CommandError(
            "cli.usage", f"bbs-2023 signs with keys of its own, and this one is of the kind {signer.alg}.",
            hint="Make one with `eccoe-vc keygen --alg BLS12-381-G2`.",
        )  # fmt: skip
    usual = next((one for one in (ECDSA_RDFC_2019, BBS_2023) if signer.alg in one.digests), EDDSA_RDFC_2022)
    return [SUITES[name] for name in dict.fromkeys(options.suite or [usual.name])]


def deliver(secured: Secured, options: Namespace, output: Output) -> str:
    """Write what was signed to the file of ``--out``, or to standard output; where it went, in words."""
    if options.out is not None and options.out != files.STDIN:
        return files.hand_over(secured.data, options, output)
    text = secured.text if secured.document is None else safe_json(secured.text)  # a token is plain ASCII
    return files.hand_over(f"{text}\n".encode(), options, output)


__all__ = ["FORMS", "SUITES", "deliver", "form", "plain", "suites"]
