"""What a caller asks for when a credential is secured: by which means, by whom, with which words in the proof."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from eccoe_vc import clock
from eccoe_vc.encoding import timestamps
from eccoe_vc.errors import InputTypeError, IssueError, shown
from eccoe_vc.jsonld.iris import is_safe_iri
from eccoe_vc.keys import PublicKey
from eccoe_vc.limits import Budget
from eccoe_vc.proofs.suites import Suite
from eccoe_vc.proofs.token_forms import TokenForm

Securing = Suite | TokenForm
"""A means to secure a credential: a Data Integrity suite, or a form of token."""


def check_signer(signer: object) -> None:
    """Refuse what is no signer at all.

    :raises InputTypeError: ``input.type``.
    """
    if not all(isinstance(getattr(signer, name, None), str) for name in ("alg", "controller", "verification_method")):
        raise InputTypeError(
            "input.type", f"A signer was expected, but {shown(signer)} was given.", hint="Pass a LocalSigner."
        )


def securing_of(securing: Securing | Iterable[Securing], budget: Budget) -> tuple[tuple[Suite, ...], TokenForm | None]:
    """The suites, in order, and the token form, if there is one."""
    several: Iterable[object] = securing if isinstance(securing, Iterable) else (securing,)
    given = (securing,) if isinstance(securing, Suite | TokenForm) else tuple(several)
    suites = tuple(one for one in given if isinstance(one, Suite))
    forms = [one for one in given if isinstance(one, TokenForm)]
    if not given or len(suites) + len(forms) < len(given) or len(forms) > 1:
        raise InputTypeError(
            "input.type",
            "The argument securing is no suite and no token form, or names several token forms.",
            hint="Pass EDDSA_RDFC_2022, VC_JWT_OB3, or another of these constants.",
        )
    if forms and any(suite.selective for suite in suites):
        raise InputTypeError("input.type", "A token holds the whole credential, and a holder shows no part of it.")
    if len(suites) > budget.proofs:
        raise IssueError("proof.limit", f"Verifiers take at most {budget.proofs} proofs, not {len(suites)}.")
    return suites, forms[0] if forms else None


def choices_of(
    suites: tuple[Suite, ...], form: TokenForm | None, disclosable: Iterable[str], decoys: int, holder_key: Any
) -> tuple[tuple[str, ...], int, PublicKey | None]:
    """What the holder may choose, which only an SD-JWT has a place for."""
    if isinstance(disclosable, str) or not isinstance(disclosable, Iterable):
        what = "is one text" if isinstance(disclosable, str) else f"is {shown(disclosable)}"
        raise InputTypeError("input.type", f"The argument disclosable {what}.", hint="Pass a list of JSON Pointers.")
    pointers = tuple(disclosable)
    if holder_key is not None and not isinstance(holder_key, PublicKey):
        raise InputTypeError(
            "input.type",
            f"A public key was expected, but {shown(holder_key)} was given.",
            hint="Pass signer.public_key.",
        )
    given = bool(pointers or decoys or holder_key is not None)
    if given and (form is None or form.carrier != "sd-jwt"):
        raise InputTypeError(
            "input.type",
            "The arguments disclosable, decoys and holder_key are for SD-JWTs only.",
            hint="Pass securing=SD_JWT_VCDM or SD_JWT_VC.",
        )
    if pointers and suites:
        raise InputTypeError(
            "input.type", "A proof inside an SD-JWT would break when something of it is withheld.",
            hint="Name the token form alone.",
        )  # fmt: skip
    return pointers, decoys, holder_key


def check_words(purpose: object, challenge: object, domain: object) -> None:
    """Refuse words that no proof could carry.

    :raises InputTypeError: ``input.type``.
    """
    if purpose not in ("assertionMethod", "authentication"):
        raise InputTypeError(
            "input.type", f"The purpose of a proof is assertionMethod or authentication, not {shown(purpose)}."
        )
    for name, value in (("challenge", challenge), ("domain", domain)):
        if value is not None and not (isinstance(value, str) and value.isprintable()):
            raise InputTypeError("input.type", f"The {name} is text that can be printed, not {shown(value)}.")


def options_of(
    at: datetime,
    expires: datetime | None,
    purpose: str,
    challenge: str | None = None,
    domain: str | None = None,
    proof_id: str | None = None,
) -> dict[str, Any]:
    """The members of a proof that say when and what for it was made.

    :raises IssueError: ``proof.time``; ``proof.shape``, the id is no URL.
    """
    if proof_id is not None and not (isinstance(proof_id, str) and is_safe_iri(proof_id)):
        raise IssueError("proof.shape", f"The id of a proof is a URL, not {shown(proof_id)}.", hint="Pass urn:uuid:...")
    options: dict[str, Any] = {} if proof_id is None else {"id": proof_id}
    options["created"] = timestamps.format(at)
    if expires is not None:
        end = clock.moment(expires, "expires")
        if end <= at:
            raise IssueError(
                "proof.time",
                f"The proof would end on {timestamps.format(end)}, before it is made on {timestamps.format(at)}.",
                hint="Choose a later end, or none.",
            )
        options["expires"] = timestamps.format(end)
    options["proofPurpose"] = purpose
    if challenge is not None:
        options["challenge"] = challenge
    if domain is not None:
        options["domain"] = domain
    return options


__all__ = ["Securing", "check_signer", "check_words", "choices_of", "options_of", "securing_of"]
