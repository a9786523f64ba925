"""Showing a part of a credential: the holder's side of selective disclosure.

Data Integrity ECDSA Cryptosuites 1.0, section 3.6.6 (Add Derived Proof). The issuer gives a credential with a base
proof to its holder; for each verifier the holder derives one that holds what is mandatory and what she chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from eccoe_vc import disclosing
from eccoe_vc.carriers import Envelope
from eccoe_vc.encoding import DecodeError, multibase, strict_json
from eccoe_vc.errors import Finding, InputTypeError, IssueError, RefusedError
from eccoe_vc.jsonld import compiled, to_quads
from eccoe_vc.keys import bls12381
from eccoe_vc.limits import DEFAULT, Budget, Meter
from eccoe_vc.models import shape
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.selective import mechanism
from eccoe_vc.proofs.suites import CURRENT, Suite, select
from eccoe_vc.secured import Secured, envelope_of, finished, opened
from eccoe_vc.verification.case import V1, V2, listed
from eccoe_vc.verification.world import OFFLINE, Sources

if TYPE_CHECKING:
    from datetime import datetime

    from eccoe_vc.keys.signer import Signer
    from eccoe_vc.proofs.bbs.holder import HolderSecret

_SUITES = tuple(suite for suite in CURRENT if suite.selective)


def derive(
    secured: Secured | Envelope | Mapping[str, Any] | str | bytes,
    *,
    reveal: Iterable[str] = (),
    signer: Signer | None = None,
    challenge: str | None = None,
    domain: str | None = None,
    created: datetime | None = None,
    holder: HolderSecret | None = None,
    presentation_header: bytes = b"",
    sources: Sources = OFFLINE,
    budget: Budget = DEFAULT,
) -> Secured:
    """A credential that shows what ``secured`` always shows, what ``reveal`` names, and nothing else.

    The result is for verifiers and goes through :func:`eccoe_vc.verify` like every other credential. ``secured`` itself
    is for its holder alone. Verifiers who compare what they got know that two such credentials of ``ecdsa-sd-2023`` are
    of one origin; proofs of ``bbs-2023`` do not say so, though what is shown may (docs/how-to).

    :param secured: a credential with one base proof of ``ecdsa-sd-2023`` or ``bbs-2023``, whose other proofs are left
        out because they are over the whole document; or an SD-JWT with its disclosures, as it was issued.
    :param reveal: JSON Pointers (RFC 6901) into the credential with everything in it, such as
        ``/credentialSubject/result``. With a base proof ``id`` and ``type`` of every object on the way there are shown
        too; of an SD-JWT the empty pointer shows all.
    :param signer: of an SD-JWT: the holder, whose key the issuer named in it; None shows it without key binding.
    :param challenge: with a signer: the nonce of the verifier.
    :param domain: with a signer: the name of the verifier.
    :param created: with a signer: when it is shown, aware; None is now.
    :param holder: for a ``bbs-2023`` credential that is bound to its holder: the secret that she kept.
    :param presentation_header: for ``bbs-2023``: bytes that the proof is bound to, such as a number that the verifier
        chose. They stand in the proof for everybody to read.
    :param sources: contexts besides the bundled ones.
    :returns: the credential to show. Its statements were compared with their signatures; the issuer's own signature is
        checked by who verifies it.
    :raises IssueError: ``unsupported.proof_format``, nothing can be withheld in a credential of this form;
        ``sd.lifecycle_hidden``, ``sdjwt.*``, ``jose.*``, as RFC 9901 asks of a holder, ``sdjwt.kb``, the signer has
        another key than the holder; ``sd.pointer``, a pointer names no part of the credential, or one that cannot
        stand alone;
        ``sd.mandatory``, what is shown lacks a member that its type requires; ``proof.missing``, ``proof.value``,
        ``proof.encoding``, ``proof.signature``, there is no base proof, or one over something else; ``jsonld.*``;
        ``unsupported.cryptosuite``, the extra ``bbs`` is missing; ``struct.limit``, more statements than it takes.
    :raises InputTypeError: an argument of a wrong Python type, or one that this form has no place for.

    >>> from eccoe_vc import ECDSA_SD_2023, LocalSigner, issue
    >>> signer = LocalSigner.generate("P-256")
    >>> base = issue(
    ...     {
    ...         "@context": ["https://www.w3.org/ns/credentials/v2"],
    ...         "type": ["VerifiableCredential"],
    ...         "issuer": signer.controller,
    ...         "name": "Soil Science",
    ...         "description": "Reads a soil profile.",
    ...         "credentialSubject": {"id": "did:example:alice"},
    ...     },
    ...     signer=signer,
    ...     securing=ECDSA_SD_2023,
    ... )
    >>> "description" in derive(base).document
    False
    >>> derive(base, reveal=["/description"]).document["description"]
    'Reads a soil profile.'

    >>> from eccoe_vc import SD_JWT_VC
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
    if isinstance(reveal, str) or not isinstance(reveal, Iterable):
        raise InputTypeError(
            "input.type", "The argument reveal is no list of JSON Pointers.", hint='Pass ["/credentialSubject/result"].'
        )
    envelope = envelope_of(secured, budget)
    bound = [one for one in (signer, challenge, domain, created) if one is not None]
    if envelope.form == "sd-jwt":
        if holder is not None or presentation_header:
            raise InputTypeError("input.type", "The arguments holder and presentation_header are for bbs-2023.")
        return disclosing.disclose(
            envelope, reveal, signer=signer, challenge=challenge, domain=domain, created=created, budget=budget
        )
    if bound:
        raise InputTypeError(
            "input.type",
            "The arguments signer, challenge, domain and created bind an SD-JWT to its holder.",
            hint="Put the credential into a presentation, and let the holder sign that.",
        )
    document = opened(envelope, budget)
    suite, proof = _base_proof(document)
    own = _own(suite, holder, presentation_header)
    tree = {name: value for name, value in document.items() if name != "proof"}
    contexts, meter = compiled(sources.documents), Meter(budget)
    try:
        part, value = mechanism.of(suite).derive(Hasher(tree, contexts, meter), proof, tuple(reveal), meter, **own)
        part = strict_json.copied(part, budget)
        to_quads(part, contexts, meter)  # as a verifier reads it
    except RefusedError as error:
        raise IssueError.of(error.findings) from error
    lacking = _lacking(part)
    if lacking:
        raise IssueError.of(tuple(lacking))
    return finished({**part, "proof": {**proof, "proofValue": value}}, budget)


def _own(suite: Suite, holder: object, presentation_header: object) -> dict[str, Any]:
    """The arguments that only bbs-2023 knows."""
    if not isinstance(presentation_header, bytes):
        raise InputTypeError("input.type", "The argument presentation_header is not of bytes.")
    if holder is None and not presentation_header:
        return {}
    if suite.extra != "bbs":
        raise InputTypeError(
            "input.type", f"The arguments holder and presentation_header are for bbs-2023, not for {suite.name}."
        )
    from eccoe_vc.proofs.bbs.holder import HolderSecret

    if holder is not None and not isinstance(holder, HolderSecret):
        raise InputTypeError("input.type", "The argument holder is no HolderSecret.")
    return {"holder": holder, "presentation_header": presentation_header}


def _base_proof(document: Mapping[str, Any]) -> tuple[Suite, dict[str, Any]]:
    """The one base proof of the document, and its suite."""
    member = document.get("proof")
    proofs = [proof for proof in (member if isinstance(member, list) else [member]) if isinstance(proof, dict)]
    found = []
    for proof in proofs:
        suite = select(str(proof.get("type")), proof.get("cryptosuite"), _SUITES)
        if isinstance(suite, Finding) and suite.hint == bls12381.INSTALL:
            raise IssueError.of((suite,))
        if isinstance(suite, Suite) and isinstance(proof.get("proofValue"), str):
            found.append((suite, proof))
    base = [(suite, proof) for suite, proof in found if _header(proof) in suite.base]
    if len(base) == 1:
        return base[0]
    if len(base) > 1:
        raise IssueError(
            "proof.shape", "The credential carries several base proofs.", pointer="/proof", hint="Keep one of them."
        )
    names = ", ".join(suite.name for suite in _SUITES)
    if found:
        message = "The credential shows a part already, and from a part nothing can be derived."
        raise IssueError("proof.value", message, pointer="/proof", hint="Use the credential as the issuer gave it out.")
    raise IssueError(
        "proof.missing",
        "The credential carries no proof from which a part could be derived.",
        pointer="/proof" if proofs else "",
        hint=f"Only credentials with a base proof can be shown in parts ({names}); show the whole one.",
    )


def _header(proof: Mapping[str, Any]) -> bytes:
    try:
        return multibase.decode(proof["proofValue"][:5], allowed="u")  # four characters are three bytes
    except DecodeError:
        return b""


def _lacking(part: dict[str, Any]) -> list[Finding]:
    """What a verifier would miss in the part."""
    if listed(part.get("@context"))[:1] not in ([V1], [V2]):
        return []
    hint = "Reveal this member too."
    return [
        Finding("sd.mandatory", f"What would be shown is not enough. {found.message}", found.pointer, hint)
        for found in shape.check(part)
        if found.code not in shape.NOTES
    ]


__all__ = ["derive"]
