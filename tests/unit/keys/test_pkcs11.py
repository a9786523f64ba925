"""Keys in a PKCS#11 token: what they sign holds for judges of other people, and what opens the token shows nowhere."""

from __future__ import annotations

import copy
import os
import pickle
import sys
import threading
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from jwcrypto import jwk, jws
from tests.attacks.bases import policy, unsigned
from tests.softhsm import KEYS, PIN, TOKEN, TWINS, Hsm, hsm

from eccoe_vc import (
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    InputTypeError,
    IssueError,
    KeyLoadError,
    LocalSigner,
    Pkcs11Signer,
)
from eccoe_vc import issue as issue_credential
from eccoe_vc import verify as verify_credential
from eccoe_vc.encoding import base64url, strict_json
from eccoe_vc.errors import EccoeError
from eccoe_vc.keys import PublicKey, checked_sign, der, pkcs11_objects
from eccoe_vc.proofs.suites import DATA_INTEGRITY_PROOF, Suite

# Data Integrity ECDSA Cryptosuites 1.0, section 3.2, as a record: what it is stands in the specification.
ECDSA = Suite("ecdsa-rdfc-2019", DATA_INTEGRITY_PROOF, "rdfc", {"P-256": "sha256", "P-384": "sha384"})
DATA = b"data" * 2000


@pytest.fixture(name="token", scope="module")
def _token() -> Hsm:
    return hsm()


@pytest.fixture(name="signer")
def _signer(token: Hsm) -> Iterator[Pkcs11Signer]:
    with opened(token) as signer:
        yield signer


def opened(one: Hsm, /, **changes: Any) -> Pkcs11Signer:
    asked: dict[str, Any] = {"token": TOKEN, "key": "p256", "pin": PIN} | changes
    return Pkcs11Signer.open(asked.pop("module", one.module), **asked)


def engine_accepts(key: PublicKey, signature: bytes, data: bytes) -> None:
    """The verification of ``cryptography``, reached past our own; raises where it does not hold."""
    public: Any = serialization.load_pem_public_key(key.to_pem().encode())
    if key.alg == "Ed25519":
        public.verify(signature, data)
    elif key.alg == "RSA":
        public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
    else:
        half = len(signature) // 2
        parts = [int.from_bytes(part, "big") for part in (signature[:half], signature[half:])]
        algorithm = hashes.SHA256() if key.alg == "P-256" else hashes.SHA384()
        public.verify(utils.encode_dss_signature(*parts), data, ec.ECDSA(algorithm))


@pytest.mark.parametrize("label", KEYS)
def test_the_public_half_is_that_of_the_key_and_what_it_signs_holds(token: Hsm, label: str) -> None:
    with opened(token, key=label) as signer:
        assert signer.public_key == token.known[label].public_key
        assert signer.alg == KEYS[label].removesuffix("-2048")
        assert signer.verification_method == token.known[label].verification_method
        for data in (b"", b"x", DATA):
            engine_accepts(signer.public_key, checked_sign(signer, data), data)


@pytest.mark.parametrize(
    ("label", "suite"),
    [("badges-2026", EDDSA_RDFC_2022), ("badges-2026", EDDSA_JCS_2022), ("p256", ECDSA), ("p384", ECDSA)],
)
def test_a_badge_is_issued_and_verified(token: Hsm, label: str, suite: Suite) -> None:
    with opened(token, key=label) as signer:
        issuer = {"id": signer.controller, "type": ["Profile"], "name": "North University"}
        secured = issue_credential(unsigned(issuer=issuer), signer=signer, securing=suite)
    found = verify_credential(secured.text, policy=policy(signer.controller, suites=(suite,)))
    assert found.report.valid
    assert found.report.trusted
    with pytest.raises(EccoeError):
        verify_credential(secured.text.replace("Soil", "Rock"), policy=policy(signer.controller, suites=(suite,)))


def test_an_rsa_key_signs_a_token_that_another_library_takes(token: Hsm) -> None:
    with opened(token, key="rsa") as signer:
        parts = ({"alg": "RS256", "typ": "JWT", "kid": signer.verification_method}, {"iss": signer.controller})
        text = ".".join(base64url.encode(strict_json.dumps(part).encode()) for part in parts)
        signature = base64url.encode(checked_sign(signer, text.encode()))
    judged = jws.JWS()
    judged.deserialize(f"{text}.{signature}", jwk.JWK(**signer.public_key.to_jwk()))
    assert judged.is_valid


def test_a_key_that_was_made_in_the_token_signs(token: Hsm) -> None:
    import pkcs11

    parameters = {pkcs11.Attribute.EC_PARAMS: der.encode(der.OID, bytes.fromhex("2b8104000a"))}  # secp256k1
    with pkcs11.lib(token.module).get_token(token_label=TOKEN).open(user_pin=PIN, rw=True) as session:
        for label, kind, oid in (("made-ec", "EC", "2a8648ce3d030107"), ("made-ed", "EC_EDWARDS", "2b6570")):
            named = {pkcs11.Attribute.EC_PARAMS: der.encode(der.OID, bytes.fromhex(oid))}
            domain = session.create_domain_parameters(pkcs11.KeyType[kind], named, local=True)
            domain.generate_keypair(store=True, label=label, id=label.encode())
        domain = session.create_domain_parameters(pkcs11.KeyType.EC, parameters, local=True)
        domain.generate_keypair(store=True, label="koblitz", id=b"k")
    for label in ("made-ec", "made-ed"):
        with opened(token, key=label) as signer:
            engine_accepts(signer.public_key, signer.sign(DATA), DATA)
    with pytest.raises(KeyLoadError) as caught:
        opened(token, key="koblitz")
    assert caught.value.code == "key.unsupported"


def test_a_key_is_found_by_label_id_or_both_and_two_of_a_token_share_a_session(token: Hsm) -> None:
    with opened(token, key=None, key_id=b"\xa2", controller="did:web:north.example") as first:
        assert first.public_key == token.known["p256"].public_key
        assert first.verification_method.startswith("did:web:north.example#z")
        second = first.with_key(
            "badges-2026", key_id=b"\xa1", controller="did:web:north.example", verification_method="did:x#1"
        )
        assert (second.alg, second.verification_method) == ("Ed25519", "did:x#1")
        with pytest.raises(KeyLoadError, match="has the token open already"):
            opened(token)
        engine_accepts(first.public_key, first.sign(b"x"), b"x")
        engine_accepts(second.public_key, second.sign(b"x"), b"x")
    for closed in (first, second):
        with pytest.raises(IssueError, match="session with the token has ended") as caught:
            closed.sign(b"x")
        assert caught.value.code == "signer.output"
    with pytest.raises(KeyLoadError, match="has ended"):
        first.with_key("badges-2026")
    second.close()


def slots(token: Hsm, label: str) -> list[int]:
    """The ids of the slots that hold tokens of a name."""
    import pkcs11

    found = [(slot.slot_id, slot.get_token().label) for slot in pkcs11.lib(token.module).get_slots(token_present=True)]
    return [number for number, name in found if name == label]


def test_a_token_is_found_by_its_slot_with_or_without_its_label(token: Hsm) -> None:
    (own,) = slots(token, TOKEN)
    for label in (None, TOKEN):
        with opened(token, token=label, slot=own) as signer:
            assert signer.public_key == token.known["p256"].public_key
    for twin in slots(token, TWINS):  # their label alone says nothing
        with pytest.raises(KeyLoadError, match="no private key"):
            opened(token, token=TWINS, slot=twin)
    with pytest.raises(KeyLoadError, match="no such token"):
        opened(token, token=TWINS, slot=own)


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "wrong PIN": ({"pin": "9999"}, "PIN is wrong"),
    "wrong PIN asked for": ({"pin": lambda: "9999"}, "PIN is wrong"),
    "no PIN pad": ({"pin": None}, "no PIN pad"),
    "a PIN that is no text": ({"pin": "12\udc80"}, "cannot be opened"),
    "no such token": ({"token": "elsewhere"}, "There is no such token"),
    "two tokens": ({"token": TWINS}, "Several tokens"),
    "no such slot": ({"token": None, "slot": 7}, "The token in slot 7 cannot be opened. There is no such token"),
    "another token in the slot": ({"token": TWINS, "slot": 7}, "'twins' in slot 7"),
    "no such module": ({"module": "/nowhere/lib.so"}, "cannot be loaded"),
    "no module": ({"module": __file__}, "cannot be loaded"),
    "no such key": ({"key": "elsewhere"}, "no private key with the label 'elsewhere'"),
    "no such id": ({"key_id": b"\xff"}, "and the id ff"),
    "key of another": ({"controller": "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"}, "of another key"),
}


@pytest.mark.parametrize(("changes", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_opened_is_said_in_a_sentence(token: Hsm, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(KeyLoadError, match=said) as caught:
        opened(token, **changes)
    assert caught.value.code == ("key.controller" if "controller" in changes else "key.load")
    assert caught.value.hint
    assert "pkcs11" not in type(caught.value.__cause__).__module__
    opened(token).close()  # a refusal leaves no session behind that would stand in the way


@pytest.mark.parametrize(
    "changes",
    [
        {"pin": 5},
        {"key": None},
        {"key": ""},
        {"token": ""},
        {"token": None},
        {"slot": "1"},
        {"slot": -1},
        {"slot": True},
        {"key_id": "a1"},
        {"public_key": "z6Mk"},
    ],
    ids=str,
)
def test_arguments_of_a_wrong_type_are_the_callers_mistake(token: Hsm, changes: dict[str, Any]) -> None:
    with pytest.raises(InputTypeError) as caught:
        opened(token, **changes)
    assert caught.value.code == "input.type"


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    with pytest.raises(KeyLoadError, match=r'pip install "eccoe-vc\[pkcs11\]"') as caught:
        Pkcs11Signer.open("/nowhere/lib.so", token="t", key="k", pin=PIN)
    assert caught.value.code == "key.load"


@pytest.mark.parametrize(
    "changes", [{"key": "elsewhere"}, {"token": "elsewhere"}, {"pin": PIN + "9"}, {"pin": PIN + "\udc80"}], ids=ascii
)
def test_the_pin_is_in_no_message_and_in_no_frame_of_ours(token: Hsm, changes: dict[str, Any]) -> None:
    secret = changes.get("pin", PIN)
    with pytest.raises(KeyLoadError) as caught:
        opened(token, **changes)
    error: BaseException | None = caught.value
    while error is not None:
        assert secret not in "".join(traceback.format_exception(error)) + repr(error)
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if "eccoe_vc" in frame.f_code.co_filename and "tests" not in frame.f_code.co_filename:
                assert secret not in repr(frame.f_locals)
        error = error.__context__


def test_nothing_secret_shows_and_nothing_is_pickled_or_copied(signer: Pkcs11Signer) -> None:
    assert PIN not in repr(signer)
    assert repr(signer).startswith("<Pkcs11Signer P-256 'did:key:zDn")
    for way in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(KeyLoadError) as caught:
            way(signer)
        assert caught.value.code == "key.not_serialisable"


def test_a_public_half_of_another_key_never_leaves_a_signature(token: Hsm) -> None:
    with opened(token, public_key=PublicKey.from_jwk(opened_twin(token).to_jwk())) as signer:
        with pytest.raises(IssueError) as caught:
            checked_sign(signer, b"x")
        assert caught.value.code == "signer.output"
    with pytest.raises(KeyLoadError) as refused:
        opened(token, key="rsa", public_key=token.known["p256"].public_key)
    assert refused.value.code == "key.alg"
    with opened(token, public_key=token.known["p256"].public_key) as signer:
        assert checked_sign(signer, b"x")


def opened_twin(token: Hsm) -> PublicKey:
    with opened(token, key="made-ec") as signer:
        return signer.public_key


def test_a_signer_is_of_no_use_after_a_fork(signer: Pkcs11Signer, monkeypatch: pytest.MonkeyPatch) -> None:
    process = os.getpid()
    monkeypatch.setattr(os, "getpid", lambda: process + 1)
    with pytest.raises(IssueError, match="another process"):
        signer.sign(b"x")
    with pytest.raises(KeyLoadError):
        signer.with_key("badges-2026")
    signer.close()
    monkeypatch.undo()
    assert signer.sign(b"x")


def test_threads_share_a_signer(signer: Pkcs11Signer) -> None:
    wrong = []

    def work(name: bytes) -> None:
        for number in range(10):
            data = name + bytes([number])
            if not signer.public_key.verify(signer.sign(data), data):
                wrong.append(data)

    threads = [threading.Thread(target=work, args=(bytes([number]),)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("alg", ["P-256", "P-384", "Ed25519"])
def test_points_are_read_in_both_ways_and_in_no_other(alg: Any) -> None:
    key = LocalSigner.generate(alg).public_key
    engine: Any = serialization.load_pem_public_key(key.to_pem().encode())
    if alg == "Ed25519":
        bare = engine.public_bytes_raw()
    else:
        bare = engine.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    assert pkcs11_objects._point(alg, bare) == key.raw
    assert pkcs11_objects._point(alg, der.encode(der.OCTET_STRING, bare)) == key.raw
    for spoilt in (b"", bare[:-1], bare + b"\0", der.encode(der.OCTET_STRING, bare[:-1]), b"\x04" + bare + b"\0"):
        with pytest.raises(KeyLoadError):
            pkcs11_objects._point(alg, spoilt)
    if alg != "Ed25519":
        with pytest.raises(KeyLoadError):  # a compressed point of the right length
            pkcs11_objects._point(alg, b"\x02" + bare[1:])


def test_a_bare_point_that_looks_like_the_beginning_of_an_octet_string_is_none() -> None:
    """Its first coordinate begins with 3f: 04 3f and 63 octets, which would also be an OCTET STRING of that length."""
    for number in range(1, 2000):
        numbers = ec.derive_private_key(number, ec.SECP256R1()).public_key().public_numbers()
        if numbers.x >> 248 == 0x3F:
            bare = b"\x04" + numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big")
            assert pkcs11_objects._point("P-256", bare)[1:] == numbers.x.to_bytes(32, "big")
            return
    pytest.fail("no such point was found")
