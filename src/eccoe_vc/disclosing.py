"""Disclosing: a holder chooses what she shows of an SD-JWT, and binds it to whoever asked.

RFC 9901, section 7.2 (Processing by the Holder).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from eccoe_vc import clock
from eccoe_vc.carriers import Envelope, open_credential
from eccoe_vc.errors import InputTypeError, IssueError, RefusedError
from eccoe_vc.issuing import Secured
from eccoe_vc.keys.signer import Signer
from eccoe_vc.limits import DEFAULT, Budget


@runtime_checkable
class HasText(Protocol):
    """Something secured, such as :class:`eccoe_vc.Secured`."""

    @property
    def text(self) -> str:
        """The credential as it travels."""
        ...


def derive(
    secured: bytes | str | Envelope | HasText,
    *,
    reveal: Iterable[str] = (),
    signer: Signer | None = None,
    challenge: str | None = None,
    domain: str | None = None,
    created: datetime | None = None,
    budget: Budget = DEFAULT,
) -> Secured:
    """A credential that shows what is always visible in ``secured``, what ``reveal`` names, and nothing else.

    The issuer's signature is not looked at: verify a credential once, when it comes in.

    :param secured: an SD-JWT with its disclosures, as it was issued. It is for its holder alone.
    :param reveal: JSON Pointers (RFC 6901) into the credential with everything disclosed, such as
        ``/credentialSubject/result``. Each shows what stands there with everything in it; the empty pointer shows all.
    :param signer: the holder, whose key the issuer named in the credential; None shows it without key binding.
    :param challenge: with a signer: the nonce of the verifier.
    :param domain: with a signer: the name of the verifier.
    :param created: when it is shown, aware; None is now.
    :raises IssueError: ``unsupported.proof_format``, nothing can be withheld in a credential of this form;
        ``sd.pointer``, a pointer names no part of the credential; ``sd.lifecycle_hidden``, what every verifier must see
        would be withheld; ``sdjwt.kb``, the signer has another key than the holder; ``signer.output``; ``jose.*``,
        ``sdjwt.*``, ``json.*``, the credential cannot be read.
    :raises InputTypeError: ``input.type``, an argument of a wrong Python type, a signer without challenge and domain.

    >>> from eccoe_vc import SD_JWT_VC, LocalSigner, issue
    >>> north, alice = LocalSigner.generate("Ed25519"), LocalSigner.generate("P-256")
    >>> claims = {"iss": north.controller, "vct": "https://north.example/award", "name": "Alice", "grade": "A"}
    >>> held = issue(
    ...     claims, signer=north, securing=SD_JWT_VC, disclosable=["/name", "/grade"], holder_key=alice.public_key
    ... )
    >>> held.text.count("~"), derive(held, reveal=["/grade"]).text.count("~")
    (3, 2)
    >>> shown = derive(held, reveal=["/grade"], signer=alice, challenge="kJ8s", domain="https://south.example")
    >>> shown.text.rpartition("~")[2].count(".")
    2
    """
    at = clock.moment(created, "created")
    if (signer is None) != (challenge is None or domain is None) or (signer is None and (challenge or domain)):
        raise InputTypeError(
            "input.type",
            "A key binding takes a signer, a challenge and a domain together.",
            hint="Pass all three, or none of them.",
        )
    try:
        return _derived(_opened(secured, budget), reveal, signer, challenge, domain, at, budget)
    except RefusedError as error:
        raise IssueError.of(error.findings) from error


def _derived(
    envelope: Envelope,
    reveal: Iterable[str],
    signer: Signer | None,
    challenge: str | None,
    domain: str | None,
    at: datetime,
    budget: Budget,
) -> Secured:
    if envelope.form != "sd-jwt":
        raise IssueError(
            "unsupported.proof_format",
            f"Nothing can be withheld in a credential of the form {envelope.form}.",
            hint="Ask the issuer for the credential as an SD-JWT.",
        )
    from eccoe_vc.proofs.sd_jwt import binding, opening, presenting

    token = opening.open_token(envelope, budget)
    held = token.parts
    chosen = presenting.select(held.parts, opening.payload_of(held.parts, budget), reveal, budget)
    _check_visible(token.form, held, chosen.disclosures)
    if signer is not None and challenge is not None and domain is not None:
        binding.require_holder(token.claims, signer)
        chosen = binding.bind(chosen, held.processed.alg, signer, nonce=challenge, audience=domain, at=at)
    return Secured(chosen.text, None)


def _opened(credential: Any, budget: Budget) -> Envelope:
    if isinstance(credential, Envelope):
        return credential
    data = credential if isinstance(credential, bytes | str | Mapping) else getattr(credential, "text", None)
    if data is None:
        raise InputTypeError(
            "input.type", "A credential was expected.", hint="Pass its text, or what issue() returned."
        )
    return open_credential(data, budget=budget)


def _check_visible(form: Any, held: Any, chosen: Iterable[str]) -> None:
    from eccoe_vc.proofs.sd_jwt import visible

    shown = set(chosen)
    withheld = [
        place for text, place in zip(held.parts.disclosures, held.processed.disclosed, strict=True) if text not in shown
    ]
    visible.require(form, withheld)
