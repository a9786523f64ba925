"""The cryptosuite bbs-2023: Data Integrity BBS Cryptosuites 1.0 (draft of 2025-04-03), section 3.

The issuer signs once, over the mandatory statements as a header and every other statement as a message. The holder
makes from it, for each showing anew, a proof of those statements that she wants to show; the proofs themselves have
nothing in common by which verifiers could tell that they are hers. Needs the extra ``bbs``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from secrets import token_bytes
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc.encoding import cbor
from eccoe_vc.errors import Finding, IssueError, RefusedError
from eccoe_vc.jsonld import canonical
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.bbs import blind, canary, proving, scheme
from eccoe_vc.proofs.bbs.generators import MAX_MESSAGES
from eccoe_vc.proofs.bbs.holder import HolderSecret
from eccoe_vc.proofs.bbs.octets import hidden_in
from eccoe_vc.proofs.bbs.proving import Scalars, random_scalars
from eccoe_vc.proofs.bbs.value import BaseValue, DerivedValue, Option, decode_base, decode_derived
from eccoe_vc.proofs.selective import labels

if TYPE_CHECKING:
    from eccoe_vc.keys.algorithms import PublicKey
    from eccoe_vc.keys.signer import Signer
    from eccoe_vc.proofs.bbs.signer import MessageSigner
    from eccoe_vc.proofs.hashing import Hasher
    from eccoe_vc.proofs.reading import Proof
    from eccoe_vc.proofs.selective.grouping import Labelled

read = decode_derived
_HMAC_BYTES: Final = 32
_CHANGED: Final = "The signature does not match: the credential was changed after signing, or another key signed it."


# ---- verifying (sections 3.3.8 and 3.4.7) ------------------------------------------------------------------------


def check(hasher: Hasher, proof: Proof, key: PublicKey) -> Finding | None:
    """None where the derived proof holds under the issuer's ``key``, else ``proof.signature``.

    :raises CanonicalizationError: the document or the proof cannot be brought into canonical form.
    :raises RefusedError: ``struct.limit``, more statements than the Budget allows; ``guard.unavailable``.
    """
    canary.require()
    pointer = f"{proof.pointer}/proofValue"
    value = decode_derived(proof.value)
    try:
        labelled, mandatory = _labelled(hasher, value)
    except RefusedError as error:
        if not error.code.startswith("proof."):
            raise
        return Finding(error.code, error.message, pointer)
    messages = [line.encode() for index, line in enumerate(labelled.lines) if index not in mandatory]
    if len(messages) != len(value.selective):
        counts = f"{len(messages)} statements that the proof must cover, and it covers {len(value.selective)}"
        message = f"The credential makes {counts}: something was added, changed or taken away."
        return Finding("proof.signature", message, pointer)
    header = _header(hasher, proof.tree, [labelled.lines[index] for index in value.mandatory])
    limit = hasher.budget.bbs_messages
    hasher.check_time()
    if value.length is None:
        holds = proving.verify(
            key.raw, value.proof, header, value.presentation_header, messages, value.selective, limit=limit
        )
    else:
        holds = blind.verify_proof(
            key.raw, value.proof, header, value.presentation_header, value.length, messages, value.selective,
            limit=limit,
        )  # fmt: skip
    return None if holds else Finding("proof.signature", _CHANGED, pointer)


def mandatory(hasher: Hasher, proof: Proof) -> tuple[Labelled, frozenset[int]]:
    """The document under the names of the proof, and the indexes of its mandatory statements."""
    return _labelled(hasher, decode_derived(proof.value))


def issuer_signature(value: bytes) -> bytes:
    """Empty: a derived proof shows that there is a signature of the issuer, and not which."""
    return b""


def shows_all(value: bytes) -> bool:
    """Whether all messages of the issuer are shown: a proof that holds was made over exactly as many as it counts."""
    derived = decode_derived(value)
    if derived.length is not None:  # what is hidden besides is the holder's
        return derived.length == len(derived.selective)
    return hidden_in(derived.proof, MAX_MESSAGES) == 0


def _labelled(hasher: Hasher, value: DerivedValue) -> tuple[Labelled, frozenset[int]]:
    labelled = hasher.labelled(labels.by_map(value.label_map()), b"bbs" + cbor.encode(value.labels))
    if len(labelled.labels) != len(value.labels) or (value.mandatory and value.mandatory[-1] >= len(labelled.lines)):
        raise RefusedError("proof.signature", "The proof speaks of more than the credential says.")
    return labelled, frozenset(value.mandatory)


def _header(hasher: Hasher, proof: Mapping[str, Any], told: Sequence[str]) -> bytes:
    """The BBS header: hash of the proof configuration, hash of the mandatory statements."""
    return hasher.configuration_hash(proof) + sha256("".join(told).encode()).digest()


# ---- issuing (sections 3.4.1 to 3.4.5) ---------------------------------------------------------------------------


def sign(
    hasher: Hasher,
    signer: Signer | MessageSigner,
    proof: Mapping[str, Any],
    mandatory: Sequence[str],
    *,
    hmac_key: bytes | None = None,
) -> str:
    """The base proof value over the document of ``hasher``.

    :param signer: a :class:`~eccoe_vc.proofs.bbs.signer.MessageSigner`; one with a ``commitment`` binds to a holder.
    :param proof: the proof without its value.
    :param mandatory: JSON Pointers to what every presentation must show.
    :param hmac_key: 32 bytes; None, as always but for test vectors, makes new ones.
    :raises IssueError: ``signer.output``; ``struct.limit``, the credential makes more statements than verifiers take.
    :raises RefusedError: ``sd.pointer``.
    """
    from eccoe_vc.proofs.bbs.signer import MessageSigner, checked_sign

    if not isinstance(signer, MessageSigner):
        raise IssueError(
            "key.alg", "The suite bbs-2023 signs with a signer of lists of messages.", hint="Pass a BbsSigner."
        )
    hmac_key = hmac_key or token_bytes(_HMAC_BYTES)
    labelled = hasher.labelled(labels.shuffled(hmac_key), b"bbs" + hmac_key)
    chosen = labelled.group(mandatory).indexes if mandatory else []
    inside = frozenset(chosen)
    messages = [line.encode() for index, line in enumerate(labelled.lines) if index not in inside]
    header = _header(hasher, proof, [labelled.lines[index] for index in chosen])
    signature = checked_sign(signer, header, messages, hasher.budget.bbs_messages)
    option: Option = "anonymous_holder_binding" if getattr(signer, "commitment", b"") else "baseline"
    return BaseValue(signature, header, signer.public_key.raw, hmac_key, tuple(mandatory), option).encode()


# ---- showing a part (sections 3.3.3 and 3.4.6) -------------------------------------------------------------------


def derive(
    hasher: Hasher,
    proof: Mapping[str, Any],
    reveal: Sequence[str],
    meter: Meter,
    *,
    holder: HolderSecret | None = None,
    presentation_header: bytes = b"",
    unsafe_scalars: Scalars = random_scalars,
) -> tuple[dict[str, Any], str]:
    """The document that shows what is mandatory and what ``reveal`` names, and its derived proof value.

    The issuer's signature is verified first, under the key that the base proof names.

    :param proof: a base proof, with its value.
    :param holder: what the holder kept, where the credential is bound to her.
    :param presentation_header: bytes that the proof is bound to, such as a challenge of the verifier.
    :raises RefusedError: ``proof.encoding``, ``proof.value``, ``proof.signature``, ``sd.pointer``, ``struct.limit``;
        ``unsupported.cryptosuite``, a base proof with a pseudonym.
    """
    canary.require()
    base = decode_base(proof["proofValue"])
    bound = base.option == "anonymous_holder_binding"
    if bound != (holder is not None):
        message = "is bound to its holder, whose secret is needed" if bound else "is not bound to a holder"
        hint = "Pass the HolderSecret behind it as holder" if bound else "Leave out holder"
        hint += "; on the command line, --holder-secret FILE." if bound else " (--holder-secret)."
        raise RefusedError("proof.signature", f"The credential {message}.", hint=hint)
    labelled = hasher.labelled(labels.shuffled(base.hmac_key), b"bbs" + base.hmac_key)
    if not base.pointers and not reveal:
        raise RefusedError("sd.pointer", "Nothing is mandatory and nothing is named, so nothing would be shown.")
    told = labelled.group(base.pointers).indexes if base.pointers else []
    inside = frozenset(told)
    others = [index for index in range(len(labelled.lines)) if index not in inside]
    messages = [labelled.lines[index].encode() for index in others]
    header = _header(hasher, proof, [labelled.lines[index] for index in told])
    limit = hasher.budget.bbs_messages
    if holder is None:
        good = scheme.verify(base.public_key, base.signature, header, messages, limit=limit)
    else:
        good = blind.verify(
            base.public_key, base.signature, header, messages, [holder.secret], holder.blinding, limit=limit
        )
    if not good or header != base.header:
        raise RefusedError("proof.signature", "The base proof is not over this credential, or not for this holder.")
    shown = labelled.group([*base.pointers, *reveal])
    relative = tuple(place for place, index in enumerate(shown.indexes) if index in inside)
    position = {index: place for place, index in enumerate(others)}
    selective = tuple(position[index] for index in shown.indexes if index not in inside)
    if holder is None:
        made = proving.prove(
            base.public_key, base.signature, header, presentation_header, messages, selective,
            limit=limit, unsafe_scalars=unsafe_scalars,
        )  # fmt: skip
    else:
        made = blind.prove(
            base.public_key, base.signature, header, presentation_header, messages, [holder.secret], selective,
            holder.blinding, limit=limit, unsafe_scalars=unsafe_scalars,
        )  # fmt: skip
    numbers = _numbers(labelled, canonical(shown.quads, meter).labels)
    length = None if holder is None else len(messages)
    return shown.document, DerivedValue(made, numbers, relative, selective, presentation_header, length).encode()


def _numbers(labelled: Labelled, names: Mapping[str, str]) -> dict[int, int]:
    """What a verifier will call the blank nodes of the part, to what they are called in the signed statements."""
    signed = {f"_:b{number}": number for number in range(len(labelled.labels))}
    nodes = {name: node for node, name in names.items()}
    return {number: signed[labelled.labels[nodes[f"_:c14n{number}"]]] for number in range(len(nodes))}
