"""Adding a proof to a credential that has one: beside it, as a set, or on top of it, as a chain.

Verifiable Credential Data Integrity 1.0, section 4.3 (Add Proof Set/Chain). A proof of a chain also signs the proofs
that it names as previous ones, so that it says: I saw those.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from eccoe_vc import clock
from eccoe_vc.carriers import Envelope
from eccoe_vc.errors import InputTypeError, IssueError, RefusedError, shown
from eccoe_vc.issuing import owned_by, without_tokens
from eccoe_vc.issuing_options import check_signer, options_of
from eccoe_vc.jsonld import compiled, to_quads
from eccoe_vc.keys.signer import Signer
from eccoe_vc.limits import DEFAULT, Budget, Meter
from eccoe_vc.proofs import signing
from eccoe_vc.proofs.chains import following
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.suites import EDDSA_RDFC_2022, Suite, is_selective
from eccoe_vc.secured import Secured, finished, opened
from eccoe_vc.verification.case import listed
from eccoe_vc.verification.world import OFFLINE, Sources

_SELECTIVE: Final = "A proof from which parts are derived stands alone: no other proof would hold on a part."


def add_proof(
    secured: Secured | Envelope | Mapping[str, Any] | str | bytes,
    *,
    signer: Signer,
    securing: Suite = EDDSA_RDFC_2022,
    previous: str | Iterable[str] | None = None,
    proof_id: str | None = None,
    created: datetime | None = None,
    expires: datetime | None = None,
    sources: Sources = OFFLINE,
    budget: Budget = DEFAULT,
) -> Secured:
    """``secured`` with one more proof. The proofs that it has stay as they are, and are not verified here.

    :param secured: a credential with at least one proof, made by :func:`eccoe_vc.issue` or by anybody else.
    :param signer: who signs; its controller must be the issuer, as for every proof.
    :param securing: the suite. Its context must stand in the credential already: a context that is added would break
        the proofs that are there.
    :param previous: the id of the proof, or the ids of the proofs, on top of which this one is made (a chain). Such
        proofs have an id (``issue(proof_id=...)``). None makes a proof beside the others (a set).
    :param proof_id: the id of the new proof, a URL, by which a later one can name it.
    :param created: the date of the proof, aware; None is now.
    :param expires: the end of the proof.
    :raises IssueError: ``proof.missing``, ``proof.chain`` (a previous proof that is not there), ``proof.shape`` (an id
        that another proof has), ``proof.limit``, ``key.controller``, ``key.alg``, ``jsonld.*``, ``signer.output``.
    :raises InputTypeError: an argument of a wrong Python type.

    >>> from eccoe_vc import LocalSigner, issue
    >>> signer = LocalSigner.generate("Ed25519")
    >>> badge = {
    ...     "@context": ["https://www.w3.org/ns/credentials/v2"],
    ...     "type": ["VerifiableCredential"],
    ...     "issuer": signer.controller,
    ...     "credentialSubject": {"id": "did:example:alice"},
    ... }
    >>> first = issue(badge, signer=signer, proof_id="urn:uuid:1e9f0d0a-6d3f-4d66-a0f5-0a1d3a1f8e21")
    >>> second = add_proof(first, signer=signer, previous="urn:uuid:1e9f0d0a-6d3f-4d66-a0f5-0a1d3a1f8e21")
    >>> [proof.get("previousProof") for proof in second.document["proof"]]
    [None, 'urn:uuid:1e9f0d0a-6d3f-4d66-a0f5-0a1d3a1f8e21']
    """
    if not isinstance(securing, Suite):
        raise InputTypeError("input.type", "The argument securing is no suite.", hint="Pass EDDSA_RDFC_2022.")
    check_signer(signer)
    names = _names(previous)
    document = opened(secured, budget)
    proofs = _proofs(document, securing, budget)
    if any(proof_id is not None and proof.get("id") == proof_id for proof in proofs):
        raise IssueError("proof.shape", f"A proof has the id {shown(proof_id)} already.", pointer="/proof")
    tree = {name: value for name, value in document.items() if name != "proof"}
    purpose = "authentication" if "VerifiablePresentation" in listed(tree.get("type")) else "assertionMethod"
    owner = owned_by(tree, signer, purpose)
    if owner:
        raise IssueError.of(tuple(owner))
    options = options_of(clock.moment(created, "created"), expires, purpose, proof_id=proof_id)
    if names:
        options["previousProof"] = names[0] if len(names) == 1 else names
    if securing.transformation == "jcs":
        options = {"@context": tree.get("@context"), **options}
    try:
        contexts, meter = compiled(sources.documents), Meter(budget)
        quads = to_quads(tree, contexts, meter) if securing.transformation == "rdfc" else None
        if quads is None:  # a signature over bytes covers it; who reads it must still know what it means
            to_quads(without_tokens(tree), contexts, meter, inline=True, rdf_direction="i18n-datatype")
        hasher = Hasher(tree, contexts, meter, quads=quads)
        proof = signing.sign(hasher, securing, signer, options, previous=following(names, proofs))
    except IssueError:
        raise
    except RefusedError as error:
        raise IssueError.of(error.findings) from error
    return finished({**tree, "proof": [*proofs, proof]}, budget)


def _names(previous: object) -> list[str]:
    if previous is None:
        return []
    names = [previous] if isinstance(previous, str) else list(previous) if isinstance(previous, Iterable) else [None]
    if not names or not all(isinstance(name, str) for name in names):
        raise InputTypeError(
            "input.type", f"The argument previous is {shown(previous)}.", hint="Pass the id of a proof, or several."
        )
    return list(dict.fromkeys(str(name) for name in names))


def _proofs(document: Mapping[str, Any], securing: Suite, budget: Budget) -> list[dict[str, Any]]:
    member = document.get("proof")
    items = member if isinstance(member, list) else [member]
    proofs = [proof for proof in items if isinstance(proof, dict)]
    if not proofs or len(proofs) != len(items):
        raise IssueError(
            "proof.missing", "The credential carries no proof to which one could be added.",
            hint="Use issue() for the first proof.",
        )  # fmt: skip
    if len(proofs) >= budget.proofs:
        raise IssueError("proof.limit", f"Verifiers take at most {budget.proofs} proofs.", pointer="/proof")
    if securing.selective or any(map(is_selective, proofs)):
        raise IssueError("sd.base_proof", _SELECTIVE, pointer="/proof", hint="Sign it once for each purpose.")
    return proofs


__all__ = ["add_proof"]
