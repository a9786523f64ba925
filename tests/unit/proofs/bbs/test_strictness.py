"""Octets have one form, counts have a limit, and nothing is computed with what cannot be right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from tests.unit.proofs.bbs import cfrg

from eccoe_vc.errors import KeyLoadError, RefusedError
from eccoe_vc.keys import bls12381
from eccoe_vc.proofs.bbs import blind, generators, octets, proving, pseudonym, scheme
from eccoe_vc.proofs.bbs.generators import BBS_SHA256

SIGNATURE: Final = bytes.fromhex(cfrg.SHA256.all_messages)
PROOF: Final = bytes.fromhex(cfrg.SHA256.some_disclosed_proof)
COMMITMENT: Final = bytes.fromhex(cfrg.BLIND_SHA256.commitment)
PUBLIC: Final = bytes.fromhex(cfrg.SHA256.public_key)
ORDER: Final = bls12381.ORDER.to_bytes(32, "big")
INFINITY: Final = b"\xc0" + bytes(47)


def outside_the_subgroup() -> bytes:
    """A point of the curve whose order is not prime: the first whose x is a small number."""
    for x in range(1, 1000):
        data = b"\x80" + x.to_bytes(47, "big")
        try:
            point = bls12381.engine().G1Point.from_compressed_bytes_unchecked(data)
        except ValueError:
            continue
        if not point.is_in_subgroup():
            return data
    raise AssertionError


BAD_POINTS: Final = {
    "infinity": INFINITY,
    "infinity with a rest": b"\xc0" + bytes(46) + b"\1",
    "infinity with the other sign": b"\xe0" + bytes(47),
    "not on the curve": b"\x80" + bytes(46) + b"\1",
    "not below the field": b"\x9f" + b"\xff" * 47,
    "not compressed": bytes(48),
    "of another order": outside_the_subgroup(),
}
BAD_SCALARS: Final = {"zero": bytes(32), "the order": ORDER, "all bits": b"\xff" * 32}
READERS: Final[list[tuple[Callable[[bytes], Any], bytes, int, int]]] = [
    (octets.read_signature, SIGNATURE, 1, 1),
    (lambda data: octets.read_proof(data, 100), PROOF, 3, 10),
    (lambda data: octets.read_commitment(data, 100), COMMITMENT, 1, 7),
]


def test_there_are_points_of_another_order() -> None:
    bls12381.engine().G1Point.from_compressed_bytes_unchecked(BAD_POINTS["of another order"])
    with pytest.raises(ValueError, match=r"[a-z]"):
        bls12381.engine().G1Point.from_compressed_bytes(BAD_POINTS["of another order"])


@pytest.mark.parametrize(("read", "good", "points", "scalars"), READERS, ids=["signature", "proof", "commitment"])
def test_octets_are_read_strictly(read: Callable[[bytes], Any], good: bytes, points: int, scalars: int) -> None:
    assert len(good) == 48 * points + 32 * scalars
    assert octets.serialize(_flat(read(good))) == good
    for bad in BAD_POINTS.values():
        for start in range(0, 48 * points, 48):
            _refused(read, good[:start] + bad + good[start + 48 :])
    for bad in BAD_SCALARS.values():
        for start in range(48 * points, len(good), 32):
            _refused(read, good[:start] + bad + good[start + 32 :])
    for length in (0, 47, 48, 79, len(good) - 1, len(good) + 1, len(good) - 32 * scalars):
        _refused(read, (good + bytes(32))[:length])


def _flat(value: Any) -> list[Any]:
    found: list[Any] = []
    for part in value:
        found += part if isinstance(part, tuple) else [part]
    return found


def _refused(read: Callable[[bytes], Any], data: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        read(data)
    assert caught.value.code == "proof.value"


@pytest.mark.parametrize("bad", BAD_POINTS.values(), ids=list(BAD_POINTS))
def test_bad_points_make_no_proof_hold(bad: bytes) -> None:
    shown = [bytes.fromhex(cfrg.MESSAGES[i]) for i in (0, 2, 4, 6)]
    header, ph = bytes.fromhex(cfrg.HEADER), bytes.fromhex(cfrg.PRESENTATION_HEADER)
    for start in (0, 48, 96):
        proof = PROOF[:start] + bad + PROOF[start + 48 :]
        assert not proving.verify(PUBLIC, proof, header, ph, shown, [0, 2, 4, 6])
    assert not scheme.verify(PUBLIC, bad + SIGNATURE[48:], header, shown)
    assert not pseudonym.verify_proof(PUBLIC, PROOF, header, ph, bad, b"", 10, shown, [0, 2, 4, 6])


def test_a_proof_of_the_identity_proves_nothing() -> None:
    """Abar and Bbar at infinity would satisfy the pairing equation for every key."""
    proof = INFINITY * 2 + PROOF[96:]
    assert not proving.verify(PUBLIC, proof, b"", b"", [], [])


@pytest.mark.parametrize("public", [b"", PUBLIC[:-1], b"\xc0" + bytes(95), bytes(96), PUBLIC + b"\0"])
def test_bad_keys_make_nothing_hold(public: bytes) -> None:
    messages = [bytes.fromhex(message) for message in cfrg.MESSAGES]
    header = bytes.fromhex(cfrg.HEADER)
    assert scheme.verify(PUBLIC, SIGNATURE, header, messages)
    assert not scheme.verify(public, SIGNATURE, header, messages)


@pytest.mark.parametrize("secret", [b"", bytes(32), ORDER, b"\xff" * 32, bytes(31) + b"\1\1"])
def test_bad_secret_keys_sign_nothing(secret: bytes) -> None:
    with pytest.raises(KeyLoadError) as caught:
        scheme.sign(secret, b"", [b"message"])
    assert caught.value.code == "key.load"
    assert secret.hex() not in str(caught.value) or not secret


def test_keys_are_made_from_enough_secret() -> None:
    for material, info in ((bytes(31), b""), (bytes(32), bytes(65_536))):
        with pytest.raises(KeyLoadError) as caught:
            scheme.generate_key(material, info)
        assert caught.value.code == "key.load"


def test_counts_have_a_limit() -> None:
    for work in (
        lambda: scheme.sign(bytes(31) + b"\1", b"", [b""] * 11, limit=10),
        lambda: scheme.verify(PUBLIC, SIGNATURE, b"", [b""] * 11, limit=10),
        lambda: proving.prove(PUBLIC, SIGNATURE, b"", b"", [b""] * 11, [], limit=10),
        lambda: proving.verify(PUBLIC, PROOF, b"", b"", [b""] * 5, range(5), limit=10),
        lambda: proving.verify(PUBLIC, PROOF + bytes(32 * 10), b"", b"", [], [], limit=10),
        lambda: proving.verify(PUBLIC, PROOF, b"", b"", [b""] * 11, range(11), limit=10),
        lambda: blind.verify_proof(PUBLIC, PROOF, b"", b"", 11, [], [], limit=10),
        lambda: blind.verify_proof(PUBLIC, PROOF, b"", b"", 10**18, [], [], limit=10),
        lambda: blind.sign(bytes(31) + b"\1", COMMITMENT, b"", [b""], limit=4),
        lambda: blind.prove(PUBLIC, SIGNATURE, b"", b"", [b""] * 9, [b""], [], bytes(31) + b"\1", limit=10),
        lambda: BBS_SHA256.generators(10**9),
    ):
        with pytest.raises(RefusedError) as caught:
            work()
        assert caught.value.code == "struct.limit"
    assert generators.MAX_MESSAGES < 10_000


@pytest.mark.parametrize("disclosed", [[1, 0], [0, 0], [-1], [2]])
def test_indexes_ascend_and_name_messages(disclosed: list[int]) -> None:
    secret = scheme.generate_key(bytes(range(32)))
    public, messages = scheme.public_key(secret), [b"one", b"two"]
    signature = scheme.sign(secret, b"", messages)
    with pytest.raises(RefusedError) as caught:
        proving.prove(public, signature, b"", b"", messages, disclosed)
    assert caught.value.code == "proof.value"


def test_the_prover_shows_none_of_her_own_messages() -> None:
    secret = scheme.generate_key(bytes(range(32)))
    commitment, blinding = blind.commit([b"hers"])
    signature = blind.sign(secret, commitment, b"", [b"his"])
    public = scheme.public_key(secret)
    for index in (1, 2):
        with pytest.raises(RefusedError) as caught:
            blind.prove(public, signature, b"", b"", [b"his"], [b"hers"], [index], blinding)
        assert caught.value.code == "proof.value"
    proof = blind.prove(public, signature, b"", b"", [b"his"], [b"hers"], [0], blinding)
    assert blind.verify_proof(public, proof, b"", b"", 1, [b"his"], [0])
    assert not blind.verify_proof(public, proof, b"", b"", 1, [b"hers"], [1])
    assert not blind.verify_proof(public, proof, b"", b"", 0, [b"his"], [0])
    assert not blind.verify_proof(public, proof, b"", b"", 4, [b"his"], [0])


def test_a_commitment_is_proved_before_it_is_signed() -> None:
    secret = scheme.generate_key(bytes(range(32)))
    commitment, _ = blind.commit([b"hers"])
    other, _ = blind.commit([b"hers"])
    for forged in (other[:48] + commitment[48:], commitment[:-32] + other[-32:], b""):
        with pytest.raises(RefusedError) as caught:
            blind.sign(secret, forged, b"", [])
        assert caught.value.code == "proof.value"
        with pytest.raises(RefusedError) as caught:
            pseudonym.sign(secret, forged, bytes(31) + b"\1", b"", [])
        assert caught.value.code == "proof.value"


def test_blind_signatures_are_no_plain_ones() -> None:
    secret = scheme.generate_key(bytes(range(32)))
    public = scheme.public_key(secret)
    signature = scheme.sign(secret, b"", [b"his"])
    proof = proving.prove(public, signature, b"", b"", [b"his"], [0])
    assert proving.verify(public, proof, b"", b"", [b"his"], [0])
    assert not blind.verify_proof(public, proof, b"", b"", 1, [b"his"], [0])
    assert not blind.verify_proof(public, proof, b"", b"", 0, [b"his"], [0])
