"""BBS, blind BBS and pseudonyms, byte for byte as the CFRG drafts have them, in both ciphersuites."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from tests.unit.proofs.bbs import cfrg

from eccoe_vc.keys import bls12381
from eccoe_vc.proofs.bbs import blind, proving, pseudonym, scheme
from eccoe_vc.proofs.bbs.blind import BLIND_SHA256, BLIND_SHAKE256
from eccoe_vc.proofs.bbs.generators import BBS_SHA256, BBS_SHAKE256, Interface
from eccoe_vc.proofs.bbs.hashing import BLS12381_SHA256, BLS12381_SHAKE256, EXPAND_LEN, Ciphersuite
from eccoe_vc.proofs.bbs.pseudonym import NYM_SHA256, NYM_SHAKE256

MESSAGES: Final = [bytes.fromhex(message) for message in cfrg.MESSAGES]
COMMITTED: Final = [bytes.fromhex(message) for message in cfrg.COMMITTED]
HEADER: Final = bytes.fromhex(cfrg.HEADER)
PH: Final = bytes.fromhex(cfrg.PRESENTATION_HEADER)
SOME: Final = [0, 2, 4, 6]
MORE: Final = [0, 2, 4, 6, 8]
CORE: Final = [(BBS_SHA256, cfrg.SHA256), (BBS_SHAKE256, cfrg.SHAKE256)]
NAMES: Final = ["SHA-256", "SHAKE-256"]
#: Secret and public key of the SHA-256 suite, with which the draft on pseudonyms signs in both suites.
KEYS: Final = (bytes.fromhex(cfrg.SHA256.secret_key), bytes.fromhex(cfrg.SHA256.public_key))


def seeded(suite: Ciphersuite, dst: bytes) -> Callable[[int], list[Any]]:
    """mocked_calculate_random_scalars (core draft, section 8.1)."""

    def scalars(count: int) -> list[Any]:
        drawn = suite.expand(cfrg.SEED, dst, EXPAND_LEN * count)
        return [bls12381.reduced(drawn[start : start + EXPAND_LEN]) for start in range(0, len(drawn), EXPAND_LEN)]

    return scalars


def mocked(interface: Interface, what: str = "") -> Callable[[int], list[Any]]:
    return seeded(interface.suite, interface.suite.id + f"H2G_HM2S_{what}MOCK_RANDOM_SCALARS_DST_".encode())


def hexed(scalars: list[Any]) -> tuple[str, ...]:
    return tuple(bytes(scalar.to_be_bytes()).hex() for scalar in scalars)


@pytest.mark.parametrize(("interface", "said"), CORE, ids=NAMES)
def test_keys_scalars_and_generators(interface: Interface, said: cfrg.Core) -> None:
    material, info = bytes.fromhex(cfrg.KEY_MATERIAL), bytes.fromhex(cfrg.KEY_INFO)
    secret = scheme.generate_key(material, info, interface=interface)
    assert secret.hex() == said.secret_key
    assert scheme.public_key(secret).hex() == said.public_key
    assert hexed(interface.messages_to_scalars(MESSAGES)) == said.message_scalars
    assert tuple(octets.hex() for octets in interface.generators(len(said.generators)).octets) == said.generators
    assert interface.suite.p1.hex() == said.p1
    assert hexed(mocked(interface)(10)) == said.mocked


@pytest.mark.parametrize(("interface", "said"), CORE, ids=NAMES)
def test_the_fixed_point_is_made_as_section_7_2_says(interface: Interface, said: cfrg.Core) -> None:
    suite, api_id = interface.suite, interface.api_id
    seed_dst = api_id + b"SIG_GENERATOR_SEED_"
    v = suite.expand(api_id + b"BP_MESSAGE_GENERATOR_SEED", seed_dst, EXPAND_LEN)
    v = suite.expand(v + (1).to_bytes(8, "big"), seed_dst, EXPAND_LEN)
    assert bytes(suite.to_point(v, api_id + b"SIG_GENERATOR_DST_").to_compressed_bytes()).hex() == said.p1


def test_hash_to_scalar() -> None:
    """Appendix D.2.3 of the core draft."""
    made = BBS_SHA256.to_scalar(MESSAGES[0])
    assert bytes(made.to_be_bytes()).hex() == "0f90cbee27beb214e6545becb8404640d3612da5d6758dffeccd77ed7169807c"


@pytest.mark.parametrize(("interface", "said"), CORE, ids=NAMES)
def test_signatures(interface: Interface, said: cfrg.Core) -> None:
    secret, public = bytes.fromhex(said.secret_key), bytes.fromhex(said.public_key)
    for header, messages, signature in (
        (HEADER, MESSAGES[:1], said.one_message),
        (HEADER, MESSAGES, said.all_messages),
        (b"", MESSAGES, said.no_header),
    ):
        assert scheme.sign(secret, header, messages, interface=interface).hex() == signature
        assert scheme.verify(public, bytes.fromhex(signature), header, messages, interface=interface)


@pytest.mark.parametrize(("interface", "said"), CORE, ids=NAMES)
def test_signatures_over_something_else_do_not_hold(interface: Interface, said: cfrg.Core) -> None:
    public, signature = bytes.fromhex(said.public_key), bytes.fromhex(said.all_messages)
    other = scheme.public_key(scheme.generate_key(bytes(range(32))))
    for key, header, messages in (
        (other, HEADER, MESSAGES),
        (public, PH, MESSAGES),
        (public, HEADER, MESSAGES[:-1]),
        (public, HEADER, [*MESSAGES, b""]),
        (public, HEADER, MESSAGES[::-1]),
        (public, HEADER, [b"", *MESSAGES[1:]]),
    ):
        assert not scheme.verify(key, signature, header, messages, interface=interface)


@pytest.mark.parametrize(("interface", "said"), CORE, ids=NAMES)
def test_proofs(interface: Interface, said: cfrg.Core) -> None:
    public = bytes.fromhex(said.public_key)
    cases = (
        (said.one_message, HEADER, PH, MESSAGES[:1], [0], said.one_message_proof),
        (said.all_messages, HEADER, PH, MESSAGES, list(range(10)), said.all_disclosed_proof),
        (said.all_messages, HEADER, PH, MESSAGES, SOME, said.some_disclosed_proof),
        (said.no_header, b"", PH, MESSAGES, SOME, said.no_header_proof),
        (said.all_messages, HEADER, b"", MESSAGES, SOME, said.no_presentation_header_proof),
    )
    for signature, header, ph, messages, shown, proof in cases:
        made = proving.prove(
            public, bytes.fromhex(signature), header, ph, messages, shown,
            interface=interface, unsafe_scalars=mocked(interface),
        )  # fmt: skip
        assert made.hex() == proof
        assert proving.verify(public, made, header, ph, [messages[i] for i in shown], shown, interface=interface)


@pytest.mark.parametrize(("interface", "said"), CORE, ids=NAMES)
def test_proofs_of_something_else_do_not_hold(interface: Interface, said: cfrg.Core) -> None:
    public, proof = bytes.fromhex(said.public_key), bytes.fromhex(said.some_disclosed_proof)
    other = scheme.public_key(scheme.generate_key(bytes(range(32))))
    shown = [MESSAGES[i] for i in SOME]
    for key, octets, header, ph, messages, indexes in (
        (other, proof, HEADER, PH, shown, SOME),
        (public, proof, PH, PH, shown, SOME),
        (public, proof, HEADER, HEADER, shown, SOME),
        (public, proof, HEADER, PH, shown[::-1], SOME),
        (public, proof, HEADER, PH, [b"", *shown[1:]], SOME),
        (public, proof, HEADER, PH, shown[1:], SOME[1:]),
        (public, proof, HEADER, PH, [*shown, MESSAGES[8]], [*SOME, 8]),
        (public, proof, HEADER, PH, shown, [0, 2, 4, 7]),
        (public, proof, HEADER, PH, shown, [0, 2, 4, 10]),
        (public, proof, HEADER, PH, shown, [-1, 2, 4, 6]),
        (public, proof, HEADER, PH, shown, [0, 2, 2, 6]),
        (public, proof, HEADER, PH, shown, [2, 0, 4, 6]),
        (public, proof[:-32], HEADER, PH, shown, SOME),
        (public, proof + bytes(31) + b"\1", HEADER, PH, shown, SOME),
        (public, proof[:-64] + proof[-32:], HEADER, PH, shown, SOME),
    ):
        assert not proving.verify(key, octets, header, ph, messages, indexes, interface=interface)


def test_proofs_of_one_signature_differ() -> None:
    said = cfrg.SHA256
    public, signature = bytes.fromhex(said.public_key), bytes.fromhex(said.all_messages)
    made = {proving.prove(public, signature, HEADER, PH, MESSAGES, SOME) for _ in range(3)}
    assert len(made) == 3
    shown = [MESSAGES[i] for i in SOME]
    assert all(proving.verify(public, proof, HEADER, PH, shown, SOME) for proof in made)


BLIND: Final = [(BLIND_SHA256, cfrg.SHA256, cfrg.BLIND_SHA256), (BLIND_SHAKE256, cfrg.SHAKE256, cfrg.BLIND_SHAKE256)]


@pytest.mark.parametrize(("interface", "core", "said"), BLIND, ids=NAMES)
def test_blind_signatures(interface: Interface, core: cfrg.Core, said: cfrg.Blind) -> None:
    commitment, blinding = blind.commit(COMMITTED, interface=interface, unsafe_scalars=mocked(interface, "COMMIT_"))
    assert (commitment.hex(), blinding.hex()) == (said.commitment, said.blind)
    secret, public = bytes.fromhex(core.secret_key), bytes.fromhex(core.public_key)
    signature = blind.sign(secret, commitment, HEADER, MESSAGES, interface=interface)
    assert signature.hex() == said.signature
    assert blind.verify(public, signature, HEADER, MESSAGES, COMMITTED, blinding, interface=interface)
    assert not blind.verify(public, signature, HEADER, MESSAGES, COMMITTED[::-1], blinding, interface=interface)
    made = blind.prove(
        public, signature, HEADER, PH, MESSAGES, COMMITTED, MORE, blinding,
        interface=interface, unsafe_scalars=mocked(interface, "PROOF_"),
    )  # fmt: skip
    assert made.hex() == said.hidden_proof
    shown = [MESSAGES[i] for i in MORE]
    for length, messages, expected in (
        (10, shown, True),
        (9, shown, False),
        (11, shown, False),
        (10, shown[1:], False),
    ):
        holds = blind.verify_proof(public, made, HEADER, PH, length, messages, MORE, interface=interface)
        assert holds is expected


NYM: Final = [(NYM_SHA256, cfrg.NYM_SHA256), (NYM_SHAKE256, cfrg.NYM_SHAKE256)]


@pytest.mark.parametrize(("interface", "said"), NYM, ids=NAMES)
def test_pseudonyms(interface: Interface, said: cfrg.Pseudonym) -> None:
    nym, entropy, context = map(bytes.fromhex, (cfrg.PROVER_NYM, cfrg.SIGNER_NYM_ENTROPY, cfrg.CONTEXT))
    drawn = mocked(interface, "COMMIT_")
    commitment, blinding = pseudonym.commit(COMMITTED, nym, interface=interface, unsafe_scalars=drawn)
    assert (commitment.hex(), blinding.hex()) == (said.commitment, said.blind)
    secret, public = KEYS
    signature = pseudonym.sign(secret, commitment, entropy, HEADER, MESSAGES, interface=interface)
    assert signature.hex() == said.signature
    found = pseudonym.finalize(
        public, signature, HEADER, MESSAGES, COMMITTED, nym, entropy, blinding, interface=interface
    )
    assert found is not None
    assert found.hex() == said.nym_secret
    made, name = pseudonym.prove(
        public, signature, HEADER, PH, found, context, MESSAGES, COMMITTED, MORE, blinding,
        interface=interface, unsafe_scalars=mocked(interface, "PROOF_"),
    )  # fmt: skip
    assert (made.hex(), name.hex()) == (said.hidden_proof, said.pseudonym)
    shown = [MESSAGES[i] for i in MORE]
    other = bytes(interface.generators(1).octets[0])
    for who, where, expected in ((name, context, True), (other, context, False), (name, b"elsewhere", False)):
        arguments = (public, made, HEADER, PH, who, where, 10, shown, MORE)
        assert pseudonym.verify_proof(*arguments, interface=interface) is expected
    wrong = pseudonym.finalize(
        public, signature, HEADER, MESSAGES, COMMITTED, entropy, entropy, blinding, interface=interface
    )
    assert wrong is None


def test_one_prover_has_one_pseudonym_for_each_context() -> None:
    nym, entropy = bytes.fromhex(cfrg.PROVER_NYM), bytes.fromhex(cfrg.SIGNER_NYM_ENTROPY)
    commitment, blinding = pseudonym.commit([], nym)
    signature = pseudonym.sign(KEYS[0], commitment, entropy, b"", MESSAGES[:2])
    secret = pseudonym.finalize(KEYS[1], signature, b"", MESSAGES[:2], [], nym, entropy, blinding)
    assert secret is not None
    names = []
    for context in (b"https://one.example/", b"https://one.example/", b"https://two.example/"):
        arguments = (KEYS[1], signature, b"", b"", secret, context, MESSAGES[:2], (), [1], blinding)
        proof, name = pseudonym.prove(*arguments)
        assert pseudonym.verify_proof(KEYS[1], proof, b"", b"", name, context, 2, [MESSAGES[1]], [1])
        names.append(name)
    assert names[0] == names[1] != names[2]


@pytest.mark.parametrize("suite", [BLS12381_SHA256, BLS12381_SHAKE256], ids=NAMES)
def test_the_suites_share_nothing(suite: Ciphersuite) -> None:
    interfaces = [Interface(suite, name) for name in (b"H2G_HM2S_", b"BLIND_H2G_HM2S_", b"H2G_HM2S_PSEUDONYM_")]
    points = [point for interface in interfaces for point in interface.generators(8).octets]
    points += [point for interface in interfaces for point in interface.generators(8, b"BLIND_").octets]
    assert len(set(points)) == len(points)
    assert suite.p1 not in points
