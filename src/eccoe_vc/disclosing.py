"""Disclosing: a holder chooses what she shows of an SD-JWT, and binds it to whoever asked.

RFC 9901, section 7.2 (Processing by the Holder). The one verb over all forms is :func:`eccoe_vc.derive`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from eccoe_vc import clock
from eccoe_vc.carriers import Envelope
from eccoe_vc.errors import InputTypeError, IssueError, RefusedError
from eccoe_vc.keys.signer import Signer
from eccoe_vc.limits import Budget
from eccoe_vc.secured import Secured


def disclose(
    envelope: Envelope,
    reveal: Iterable[str],
    *,
    signer: Signer | None,
    challenge: str | None,
    domain: str | None,
    created: datetime | None,
    budget: Budget,
) -> Secured:
    """The SD-JWT in ``envelope`` with the disclosures that ``reveal`` names, and a key binding where there is a signer.

    :raises IssueError: ``sd.pointer``, a pointer names no part of the credential; ``sd.lifecycle_hidden``, what every
        verifier must see would be withheld; ``sdjwt.kb``, the signer has another key than the holder;
        ``signer.output``; ``jose.*``, ``sdjwt.*``, ``json.*``, the credential cannot be read.
    :raises InputTypeError: ``input.type``, a signer without challenge and domain, or these without a signer.
    """
    at = clock.moment(created, "created")
    if (signer is None) != (challenge is None or domain is None) or (signer is None and (challenge or domain)):
        raise InputTypeError(
            "input.type",
            "A key binding takes a signer, a challenge and a domain together.",
            hint="Pass all three, or none of them.",
        )
    try:
        return _disclosed(envelope, reveal, signer, challenge, domain, at, budget)
    except RefusedError as error:
        raise IssueError.of(error.findings) from error


def _disclosed(
    envelope: Envelope,
    reveal: Iterable[str],
    signer: Signer | None,
    challenge: str | None,
    domain: str | None,
    at: datetime,
    budget: Budget,
) -> Secured:
    from eccoe_vc.proofs.sd_jwt import binding, opening, presenting

    token = opening.open_token(envelope, budget)
    held = token.parts
    chosen = presenting.select(held.parts, opening.payload_of(held.parts, budget), reveal, budget)
    _check_visible(token.form, held, chosen.disclosures)
    if signer is not None and challenge is not None and domain is not None:
        binding.require_holder(token.claims, signer)
        chosen = binding.bind(chosen, held.processed.alg, signer, nonce=challenge, audience=domain, at=at)
    return Secured(chosen.text, None)


def _check_visible(form: Any, held: Any, chosen: Iterable[str]) -> None:
    from eccoe_vc.proofs.sd_jwt import visible

    shown = set(chosen)
    withheld = [
        place for text, place in zip(held.parts.disclosures, held.processed.disclosed, strict=True) if text not in shown
    ]
    visible.require(form, withheld)


__all__ = ["disclose"]
