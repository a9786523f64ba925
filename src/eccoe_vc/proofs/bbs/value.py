"""Proof values of bbs-2023: ``u``, then base64url of three header bytes and CBOR.

Data Integrity BBS Cryptosuites 1.0, sections 3.3.1 (serializeBaseProofValue), 3.3.2 (parseBaseProofValue), 3.3.6
(serializeDerivedProofValue) and 3.3.7 (parseDerivedProofValue).

======  =======  ==========================  ========================================================================
base    derived  feature option              here
======  =======  ==========================  ========================================================================
02      03       baseline                    made and verified
04      05       anonymous_holder_binding    made and verified
06      07       pseudonym                   known and not offered: the vectors contradict the text (docs/adr/0096)
08      09       holder_binding_pseudonym    the same
======  =======  ==========================  ========================================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, Literal

from eccoe_vc.encoding import DecodeError, base64url, cbor, multibase
from eccoe_vc.errors import RefusedError
from eccoe_vc.keys.bls12381 import G2_BYTES
from eccoe_vc.proofs.bbs.octets import SIGNATURE_BYTES

Option = Literal["baseline", "anonymous_holder_binding"]
HEADER_BYTES: Final = 64  # hash of the proof configuration, hash of the mandatory statements
HMAC_BYTES: Final = 32
_TAG: Final = b"\xd9\x5d"
_OPTIONS: Final[dict[int, Option]] = {2: "baseline", 4: "anonymous_holder_binding"}
_NAMES: Final = {2: "baseline", 4: "anonymous_holder_binding", 6: "pseudonym", 8: "holder_binding_pseudonym"}
_NUMBERS: Final = {option: number for number, option in _OPTIONS.items()}


@dataclass(frozen=True, slots=True, repr=False)
class BaseValue:
    """What the issuer gives to the holder. ``hmac_key`` and ``signature`` are for the holder alone."""

    signature: bytes
    header: bytes
    public_key: bytes
    hmac_key: bytes
    pointers: tuple[str, ...]
    option: Option = "baseline"

    def encode(self) -> str:
        """The text of ``proofValue``."""
        parts = [self.signature, self.header, self.public_key, self.hmac_key, list(self.pointers)]
        return _encoded(_NUMBERS[self.option], parts)


@dataclass(frozen=True, slots=True)
class DerivedValue:
    """What the holder gives to a verifier.

    ``labels`` is the compressed label map: from the numbers of canonical names of blank nodes to those of the signed
    ones. ``length`` is how many messages the issuer knew, with holder binding only.
    """

    proof: bytes
    labels: Mapping[int, int]
    mandatory: tuple[int, ...]
    selective: tuple[int, ...]
    presentation_header: bytes
    length: int | None = None

    def encode(self) -> str:
        """The text of ``proofValue``."""
        parts: list[Any] = [self.proof, self.labels, self.mandatory, self.selective, self.presentation_header]
        return _encoded(3, parts) if self.length is None else _encoded(5, [*parts, self.length])

    def label_map(self) -> dict[str, str]:
        """The label map with names: ``_:c14n0`` to ``_:b1``."""
        return {f"_:c14n{key}": f"_:b{name}" for key, name in self.labels.items()}


def decode_base(text: str) -> BaseValue:
    """The parts of a base proof value (parseBaseProofValue).

    :raises RefusedError: ``proof.encoding``, ``proof.value``; ``unsupported.cryptosuite`` for options with pseudonyms.
    """
    number, rest = _opened(_decoded(text))
    if number not in _OPTIONS:
        raise _option(number) if number in _NAMES else _wrong("This is no base proof, from which others are derived.")
    match _parts(rest):
        case [bytes(signature), bytes(header), bytes(public), bytes(hmac_key), list(pointers)]:
            sizes = tuple(map(len, (signature, header, public, hmac_key)))
            if sizes == (SIGNATURE_BYTES, HEADER_BYTES, G2_BYTES, HMAC_BYTES) and _are(pointers, str):
                return BaseValue(signature, header, public, hmac_key, tuple(pointers), _OPTIONS[number])
    raise _wrong("The proof value has not the parts of a bbs-2023 base proof.")


def decode_derived(data: bytes) -> DerivedValue:
    """The parts of a derived proof value (parseDerivedProofValue).

    :param data: the bytes of the proof value, header included.
    :raises RefusedError: ``proof.value``; ``unsupported.cryptosuite`` for options with pseudonyms.
    """
    number, rest = _opened(data)
    if number - 1 not in _OPTIONS:
        raise _option(number - 1) if number - 1 in _NAMES else _wrong("This is no derived proof.")
    match number, _parts(rest):
        case 3, [bytes(proof), dict(labels), list(mandatory), list(selective), bytes(header)]:
            length = None
        case 5, [bytes(proof), dict(labels), list(mandatory), list(selective), bytes(header), int(length)]:
            pass
        case _:
            raise _wrong("The proof value has not the parts of a bbs-2023 derived proof.")
    if not _are([*labels, *labels.values(), *mandatory, *selective], int):
        raise _wrong("The proof value has a label or an index that is no whole number.")
    if not (_ascending(mandatory) and _ascending(selective)):
        raise _wrong("The proof value has indexes that do not ascend.")
    return DerivedValue(proof, labels, tuple(mandatory), tuple(selective), header, length)


def _encoded(number: int, parts: Sequence[Any]) -> str:
    return multibase.encode(_TAG + bytes((number,)) + cbor.encode(list(parts)), "u")


def _decoded(text: str) -> bytes:
    try:
        return multibase.decode(text, allowed="u", max_chars=base64url.MAX_CHARS)
    except DecodeError as error:
        raise RefusedError("proof.encoding", f"The proof value is not base64url text after a u. {error}") from None


def _opened(data: bytes) -> tuple[int, bytes]:
    """The third byte of the header, and what follows it."""
    if len(data) < 3 or data[:2] != _TAG or not 2 <= data[2] <= 9:
        raise _wrong("The proof value does not begin as one of bbs-2023.")
    return data[2], data[3:]


def _parts(data: bytes) -> Any:
    try:
        return cbor.decode(data)
    except DecodeError as error:
        raise _wrong(f"The proof value cannot be read. {error}") from None


def _ascending(indexes: Sequence[int]) -> bool:
    return all(earlier < later for earlier, later in pairwise(indexes))


def _are(values: Sequence[Any], kind: type) -> bool:
    return all(value.__class__ is kind for value in values)


def _wrong(message: str) -> RefusedError:
    return RefusedError("proof.value", message)


def _option(number: int) -> RefusedError:
    return RefusedError(
        "unsupported.cryptosuite",
        f"The proof uses the feature {_NAMES[number]} of bbs-2023, which this release does not check.",
    )
