"""What is secured: a credential with its proofs, or a token, as it travels; and such a thing opened again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eccoe_vc.carriers import Envelope, open_credential, sniff
from eccoe_vc.encoding import standard_base64, strict_json
from eccoe_vc.errors import InputTypeError, IssueError, RefusedError
from eccoe_vc.limits import Budget


@dataclass(frozen=True, slots=True)
class Secured:
    """A credential with its proof, or as a token.

    ``text`` is the JSON text (or, for token forms, the compact token) as it travels; ``document`` the same as a tree,
    None for a token. Hand either on as it is: a program that parses and rewrites it may break the signature.
    """

    text: str
    document: Mapping[str, Any] | None

    @property
    def data(self) -> bytes:
        """The bytes that travel: a COSE message itself, whose ``text`` is base64; everything else in UTF-8."""
        raw = self.text.encode("utf-8")
        return standard_base64.decode(self.text) if self.document is None and sniff.kind(raw) == "cose" else raw

    def enveloped(self) -> dict[str, Any]:
        """A token as the JSON object that holds it: an EnvelopedVerifiableCredential or ~Presentation.

        VC Data Model 2.0, section 4.13: in this form a token stands in a presentation.

        :raises InputTypeError: ``input.type``, it is no token.
        """
        if self.document is not None:
            raise InputTypeError("input.type", "Only tokens are put into envelopes; this is a JSON document.")
        from eccoe_vc.carriers import enveloped

        return enveloped.wrap(self.text)

    def __str__(self) -> str:
        return self.text


def with_proofs(tree: dict[str, Any], proofs: list[dict[str, Any]]) -> dict[str, Any]:
    """The document with its proofs; one stands alone, several in a list."""
    return {**tree, "proof": proofs[0] if len(proofs) == 1 else proofs} if proofs else tree


def finished(secured: dict[str, Any], budget: Budget) -> Secured:
    """The document with its proofs, as it travels.

    :raises IssueError: ``json.size``.
    """
    return travels(Secured(strict_json.dumps(secured), secured), budget)


def travels(secured: Secured, budget: Budget) -> Secured:
    """What was secured, if verifiers take so much.

    :raises IssueError: ``json.size``.
    """
    limit = budget.jwt_bytes if secured.document is None else budget.credential_bytes
    if (size := len(secured.text.encode())) > limit:
        raise IssueError(
            "json.size",
            f"Secured, the credential has {size} bytes, more than the {limit} that verifiers take.",
            hint="Move pictures and long texts out of it and refer to them.",
        )
    return secured


def envelope_of(secured: object, budget: Budget) -> Envelope:
    """The envelope of a secured credential, whatever it is handed in as.

    :raises IssueError: ``json.*``, ``jose.*``, ``input.unknown_format``, ``image.*``.
    :raises InputTypeError: ``input.type``.
    """
    data: Any = secured.data if isinstance(secured, Secured) else secured
    try:
        return data if isinstance(data, Envelope) else open_credential(data, budget=budget)
    except RefusedError as error:
        raise IssueError.of(error.findings) from error


def opened(secured: object, budget: Budget) -> dict[str, Any]:
    """The document of a secured credential, whatever it is handed in as; a copy where it was a mapping.

    :raises IssueError: ``unsupported.proof_format``, a token; ``json.*``, ``input.unknown_format``, ``image.*``.
    :raises InputTypeError: ``input.type``.
    """
    envelope = envelope_of(secured, budget)
    if envelope.document is None or envelope.form not in ("data-integrity", "none"):
        raise IssueError(
            "unsupported.proof_format",
            "The credential is secured as a token, which carries no Data Integrity proof.",
            hint="Use a credential in JSON with a member proof.",
        )
    return envelope.document


__all__ = ["Secured", "envelope_of", "finished", "opened", "travels", "with_proofs"]
