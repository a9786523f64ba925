"""Proof values of ecdsa-sd-2023: Data Integrity ECDSA Cryptosuites 1.0, section 3.5.

Three bytes of header and a CBOR array of five: what an issuer gives to a holder (base), and what the holder shows of it
(derived). Read strictly: lengths, counts and order are those that the specification makes.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import DecodeError, base64url, cbor, multibase
from eccoe_vc.errors import RefusedError
from eccoe_vc.proofs.suites import ECDSA_SD_2023

_MULTIKEY_P256: Final = b"\x80\x24"
_SIGNATURE, _KEY, _LABEL = 64, 35, 32
[BASE] = ECDSA_SD_2023.base
[DERIVED] = ECDSA_SD_2023.derived


class BaseValue(NamedTuple):
    """A base proof. ``public_key`` is that of this one proof, as a Multikey in bytes; ``hmac_key`` makes its labels."""

    signature: bytes
    public_key: bytes
    hmac_key: bytes
    signatures: list[bytes]
    mandatory: list[str]


class DerivedValue(NamedTuple):
    """A derived proof. ``labels``: canonical number to the digest in the name; ``mandatory``: indexes of statements."""

    signature: bytes
    public_key: bytes
    signatures: list[bytes]
    labels: dict[int, bytes]
    mandatory: list[int]

    def label_map(self) -> dict[str, str]:
        """The label map as names with ``_:`` (decompressLabelMap)."""
        return {f"_:c14n{number}": f"_:u{base64url.encode(digest)}" for number, digest in self.labels.items()}


def encode(value: BaseValue | DerivedValue) -> str:
    """The ``proofValue`` (serializeBaseProofValue, serializeDerivedProofValue)."""
    header = BASE if isinstance(value, BaseValue) else DERIVED
    return multibase.encode(header + cbor.encode(tuple(value)), "u")


def decode_base(text: str) -> BaseValue:
    """The parts of a base proof value (parseBaseProofValue).

    :raises RefusedError: ``proof.encoding``, ``proof.value``.
    """
    try:
        data = multibase.decode(text, allowed="u", max_chars=base64url.MAX_CHARS)
    except DecodeError as error:
        raise RefusedError("proof.encoding", f"The proof value is not base64url text after a u. {error}") from None
    signature, key, hmac_key, signatures, mandatory = _five(data, BASE)
    if not (
        _is(signature, _SIGNATURE)
        and _is_key(key)
        and _is(hmac_key, 32)
        and _all(signatures, _SIGNATURE)
        and isinstance(mandatory, list)
        and all(isinstance(pointer, str) for pointer in mandatory)
    ):
        raise _refusal()
    return BaseValue(signature, key, hmac_key, signatures, mandatory)


def decode_derived(data: bytes) -> DerivedValue:
    """The parts of a derived proof value, header included (parseDerivedProofValue).

    :raises RefusedError: ``proof.value``.
    """
    signature, key, signatures, labels, mandatory = _five(data, DERIVED)
    if not (
        _is(signature, _SIGNATURE)
        and _is_key(key)
        and _all(signatures, _SIGNATURE)
        and isinstance(labels, dict)
        and all(_is(digest, _LABEL) for digest in labels.values())
        and isinstance(mandatory, list)
        and all(isinstance(index, int) for index in mandatory)
        and all(a < b for a, b in pairwise(mandatory))
    ):
        raise _refusal()
    return DerivedValue(signature, key, signatures, labels, mandatory)


def _five(data: bytes, header: bytes) -> list[Any]:
    if data[:3] != header:
        kind = "base" if header == BASE else "derived"
        raise RefusedError("proof.value", f"The proof value is not that of a {kind} proof of ecdsa-sd-2023.")
    try:
        parts = cbor.decode(data[3:])
    except DecodeError as error:
        raise RefusedError("proof.value", f"The proof value cannot be read. {error}") from None
    if not isinstance(parts, list) or len(parts) != 5:
        raise _refusal()
    return parts


def _is(value: object, length: int) -> bool:
    return isinstance(value, bytes) and len(value) == length


def _is_key(value: Any) -> bool:
    return _is(value, _KEY) and value[:2] == _MULTIKEY_P256


def _all(values: object, length: int) -> bool:
    return isinstance(values, list) and all(_is(value, length) for value in values)


def _refusal() -> RefusedError:
    return RefusedError("proof.value", "The proof value has not the five parts of a proof of ecdsa-sd-2023.")
