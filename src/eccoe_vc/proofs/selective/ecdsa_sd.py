"""The cryptosuite ecdsa-sd-2023: Data Integrity ECDSA Cryptosuites 1.0, sections 3.5 and 3.6.

The issuer signs the mandatory statements, and with a key made for this one proof every other statement by itself. The
holder shows the mandatory statements and those others that she wants to show, each with its signature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from secrets import token_bytes
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc.encoding import base64url, cbor
from eccoe_vc.errors import Finding, KeyLoadError, RefusedError
from eccoe_vc.jsonld import canonical
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.selective import labels
from eccoe_vc.proofs.selective.ecdsa_sd_value import BaseValue, DerivedValue, decode_base, decode_derived, encode

if TYPE_CHECKING:
    from eccoe_vc.keys.signer import Signer
    from eccoe_vc.proofs.hashing import Hasher
    from eccoe_vc.proofs.reading import Proof
    from eccoe_vc.proofs.selective.grouping import Labelled

read = decode_derived
_P256_PUB: Final = b"\x80\x24"  # multicodec p256-pub, 0x1200, as a varint
_CHANGED: Final = "The signature does not match: the credential was changed after signing, or another key signed it."


# ---- verifying (section 3.6.7) -----------------------------------------------------------------------------------


def check(hasher: Hasher, proof: Proof, key: PublicKey) -> Finding | None:
    """None where the derived proof holds under the issuer's ``key``, else ``proof.signature`` or ``proof.value``.

    :raises CanonicalizationError: the document or the proof cannot be brought into canonical form.
    """
    pointer = f"{proof.pointer}/proofValue"
    value = decode_derived(proof.value)
    try:
        scoped = _scoped_key(value.public_key)
        labelled, mandatory = _labelled(hasher, value)
    except RefusedError as error:
        if not error.code.startswith("proof."):
            raise
        return Finding(error.code, error.message, pointer)
    others = [line for index, line in enumerate(labelled.lines) if index not in mandatory]
    if len(value.signatures) != len(others):
        counts = f"{len(others)} statements that need a signature, and there are {len(value.signatures)} signatures"
        message = f"The credential makes {counts}: something was added, changed or taken away."
        return Finding("proof.signature", message, pointer)
    told = [labelled.lines[index] for index in value.mandatory]
    if not key.verify(value.signature, _sign_data(hasher, proof.tree, value.public_key, told)):
        return Finding("proof.signature", _CHANGED, pointer)
    for count, (line, signature) in enumerate(zip(others, value.signatures, strict=True)):
        if not count & 0x3F:
            hasher.check_time()
        if not scoped.verify(signature, line.encode()):
            return Finding("proof.signature", _CHANGED, pointer)
    return None


def mandatory(hasher: Hasher, proof: Proof) -> tuple[Labelled, frozenset[int]]:
    """The document under the names of the proof, and the indexes of its mandatory statements."""
    return _labelled(hasher, decode_derived(proof.value))


def issuer_signature(value: bytes) -> bytes:
    """The base signature of a derived proof value, which is the issuer's."""
    return decode_derived(value).signature


def shows_all(value: bytes) -> bool:
    """False: nothing in a derived proof says how many statements the issuer signed."""
    return False


def _labelled(hasher: Hasher, value: DerivedValue) -> tuple[Labelled, frozenset[int]]:
    labelled = hasher.labelled(labels.by_map(value.label_map()), cbor.encode(value.labels))
    if len(labelled.labels) != len(value.labels) or (value.mandatory and value.mandatory[-1] >= len(labelled.lines)):
        raise RefusedError("proof.signature", "The proof speaks of more than the credential says.")
    return labelled, frozenset(value.mandatory)


def _scoped_key(data: bytes) -> PublicKey:
    try:
        return PublicKey("P-256", data[len(_P256_PUB) :])
    except KeyLoadError as error:
        raise RefusedError("proof.value", f"The key of the proof is no P-256 key. {error.message}") from None


def _sign_data(hasher: Hasher, proof: Mapping[str, Any], public_key: bytes, told: Sequence[str]) -> bytes:
    """What the issuer signs (serializeSignData, hashMandatoryNQuads)."""
    return hasher.configuration_hash(proof) + public_key + sha256("".join(told).encode()).digest()


def _digest(label: str) -> bytes:
    return base64url.decode(label.removeprefix("_:u"))


# ---- issuing (sections 3.6.1 to 3.6.5) ---------------------------------------------------------------------------


def sign(
    hasher: Hasher,
    signer: Signer,
    proof: Mapping[str, Any],
    mandatory: Sequence[str],
    *,
    hmac_key: bytes | None = None,
    scoped: Signer | None = None,
) -> str:
    """The base proof value over the document of ``hasher``.

    :param proof: the proof without its value.
    :param mandatory: JSON Pointers to what every presentation must show.
    :param hmac_key: 32 bytes; None, as always but for test vectors, makes new ones.
    :param scoped: the signer for single statements; None, as always but for test vectors, makes one and forgets it.
    :raises IssueError: ``signer.output``.
    :raises RefusedError: ``sd.pointer``.
    """
    from eccoe_vc.keys.signer import LocalSigner, checked_sign

    hmac_key, scoped = hmac_key or token_bytes(32), scoped or LocalSigner.generate("P-256")
    labelled = hasher.labelled(labels.by_hmac(hmac_key), hmac_key)
    chosen = labelled.group(mandatory).indexes if mandatory else []
    inside = frozenset(chosen)
    public_key = _P256_PUB + scoped.public_key.raw
    signed = [scoped.sign(line.encode()) for index, line in enumerate(labelled.lines) if index not in inside]
    told = [labelled.lines[index] for index in chosen]
    signature = checked_sign(signer, _sign_data(hasher, proof, public_key, told))
    return encode(BaseValue(signature, public_key, hmac_key, signed, list(mandatory)))


# ---- showing a part (section 3.6.6) ------------------------------------------------------------------------------


def derive(hasher: Hasher, proof: Mapping[str, Any], reveal: Sequence[str], meter: Meter) -> tuple[dict[str, Any], str]:
    """The document that shows what is mandatory and what ``reveal`` names, and its derived proof value.

    The signatures that go with it are checked; the issuer's is not, because its key need not be at hand.

    :param proof: a base proof, with its value.
    :raises RefusedError: ``proof.encoding``, ``proof.value``, ``proof.signature``, ``sd.pointer``.
    """
    base = decode_base(proof["proofValue"])
    scoped = _scoped_key(base.public_key)
    labelled = hasher.labelled(labels.by_hmac(base.hmac_key), base.hmac_key)
    if not base.mandatory and not reveal:
        raise RefusedError("sd.pointer", "Nothing is mandatory and nothing is named, so nothing would be shown.")
    inside = frozenset(labelled.group(base.mandatory).indexes if base.mandatory else ())
    others = [index for index in range(len(labelled.lines)) if index not in inside]
    if len(others) != len(base.signatures):
        raise RefusedError("proof.signature", "The base proof is not over this credential.")
    by_index = dict(zip(others, base.signatures, strict=True))
    shown = labelled.group([*base.mandatory, *reveal])
    relative = [place for place, index in enumerate(shown.indexes) if index in inside]
    chosen = [index for index in shown.indexes if index not in inside]
    for index in chosen:
        if not scoped.verify(by_index[index], labelled.lines[index].encode()):
            raise RefusedError("proof.signature", "The base proof is not over this credential.")
    # What a verifier will call the blank nodes of the part, and what they were called when they were signed.
    nodes = {name: node for node, name in canonical(shown.quads, meter).labels.items()}
    digests = {number: _digest(labelled.labels[nodes[f"_:c14n{number}"]]) for number in range(len(nodes))}
    value = DerivedValue(base.signature, base.public_key, [by_index[index] for index in chosen], digests, relative)
    return shown.document, encode(value)
