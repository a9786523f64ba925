"""Keys in AWS KMS, as moto plays it within this process: no connection is opened, and credentials show nowhere."""

from __future__ import annotations

import copy
import hashlib
import pickle
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, utils
from moto import mock_aws
from moto.kms import utils as moto_keys
from tests.attacks.bases import policy, unsigned
from tests.unit.keys.test_pkcs11 import ECDSA, engine_accepts

from eccoe_vc import AwsKmsSigner, InputTypeError, IssueError, KeyLoadError, LocalSigner
from eccoe_vc import issue as issue_credential
from eccoe_vc import verify as verify_credential
from eccoe_vc.errors import EccoeError
from eccoe_vc.keys import checked_sign
from eccoe_vc.keys.pem import read_block

SECRET = "wJalrXUtnFEMI/K7MDENG"
SPECS = {"ECC_NIST_P256": "P-256", "ECC_NIST_P384": "P-384", "RSA_2048": "RSA"}
DATA = b"data" * 2000


def made_client() -> Any:
    return boto3.client("kms", region_name="eu-central-1", aws_access_key_id="AKIATEST", aws_secret_access_key=SECRET)


@pytest.fixture(name="client")
def _client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    with kms_client(monkeypatch) as client:
        yield client


@contextmanager
def kms_client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of moto that keeps what was asked. moto hashes digests again, which the service does not."""

    def signs_digests(this: Any, message: bytes, signing_algorithm: str) -> bytes:
        algorithm = {"256": hashes.SHA256(), "384": hashes.SHA384()}[signing_algorithm[-3:]]
        assert len(message) == algorithm.digest_size, "the service takes a digest of exactly this length"
        ready = utils.Prehashed(algorithm)
        if signing_algorithm.startswith("RSA"):
            return bytes(this.private_key.sign(message, padding.PKCS1v15(), ready))
        return bytes(this.private_key.sign(message, ec.ECDSA(ready)))

    monkeypatch.setattr(moto_keys.ECDSAPrivateKey, "sign", signs_digests)
    monkeypatch.setattr(moto_keys.RSAPrivateKey, "sign", signs_digests)
    with mock_aws():
        client = made_client()
        client.asked = []
        client.meta.events.register("provide-client-params.kms.*", lambda params, model, **_: client.asked.append(
            (model.name, dict(params))
        ))  # fmt: skip
        yield client


def key_in(client: Any, spec: str) -> str:
    return str(client.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"])


@pytest.mark.parametrize("spec", SPECS)
def test_what_the_service_signs_holds(client: Any, spec: str) -> None:
    signer = AwsKmsSigner.open(key_in(client, spec), client=client)
    assert signer.alg == SPECS[spec]
    for data in (b"", b"x", DATA):
        engine_accepts(signer.public_key, checked_sign(signer, data), data)
    names = [name for name, _ in client.asked]
    assert names == ["CreateKey", "GetPublicKey", "Sign", "Sign", "Sign"]  # the public key is fetched once
    hashed = hashlib.sha384 if signer.alg == "P-384" else hashlib.sha256
    assert client.asked[-1][1]["Message"] == hashed(DATA).digest()
    assert client.asked[-1][1]["MessageType"] == "DIGEST"


@pytest.mark.parametrize("spec", ["ECC_NIST_P256", "ECC_NIST_P384"])
def test_a_badge_is_issued_and_verified(client: Any, spec: str) -> None:
    controller = "did:web:north.example"
    signer = AwsKmsSigner.open(key_in(client, spec), client=client)
    assert AwsKmsSigner.open(signer._key_id, client=client, controller=controller).controller == controller
    issuer = {"id": signer.controller, "type": ["Profile"], "name": "North University"}
    secured = issue_credential(unsigned(issuer=issuer), signer=signer, securing=ECDSA)
    asked = policy(signer.controller, suites=(ECDSA,))
    assert verify_credential(secured.text, policy=asked).report.trusted
    with pytest.raises(EccoeError):
        verify_credential(secured.text.replace("Soil", "Rock"), policy=asked)


def test_an_alias_that_is_moved_does_not_move_the_signer(client: Any) -> None:
    first, second = (key_in(client, "ECC_NIST_P256") for _ in range(2))
    client.create_alias(AliasName="alias/badges", TargetKeyId=first)
    signer = AwsKmsSigner.open("alias/badges", client=client)
    client.update_alias(AliasName="alias/badges", TargetKeyId=second)
    assert checked_sign(signer, b"x")
    assert AwsKmsSigner.open("alias/badges", client=client).public_key != signer.public_key


def test_an_ed25519_key_signs_the_data_itself() -> None:
    """moto has no such keys: the answers are put in its place, and botocore checks what is asked against its model."""
    local, client = LocalSigner.generate("Ed25519"), made_client()
    public = read_block(local.public_key.to_pem()).der
    with Stubber(client) as stub:
        described = {
            "KeyId": "arn:aws:kms:eu-central-1:1:key/1", "PublicKey": public, "KeyUsage": "SIGN_VERIFY",
            "KeySpec": "ECC_NIST_EDWARDS25519", "SigningAlgorithms": ["ED25519_SHA_512", "ED25519_PH_SHA_512"],
        }  # fmt: skip
        stub.add_response("get_public_key", described, {"KeyId": "alias/ed"})
        asked = {"KeyId": described["KeyId"], "Message": DATA[:64], "MessageType": "RAW",
                 "SigningAlgorithm": "ED25519_SHA_512"}  # fmt: skip
        stub.add_response("sign", {"Signature": local.sign(DATA[:64])}, asked)
        signer = AwsKmsSigner.open("alias/ed", client=client)
        assert checked_sign(signer, DATA[:64]) == local.sign(DATA[:64])
        with pytest.raises(IssueError, match="at most 4096 bytes"):
            signer.sign(DATA)
        stub.assert_no_pending_responses()


def test_a_lying_service_never_leaves_a_signature(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    signer = AwsKmsSigner.open(key_in(client, "ECC_NIST_P256"), client=client)
    other = LocalSigner.generate("P-256")
    raw = other.sign(b"x")
    numbers = (int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    for lie in (b"", b"0", raw, utils.encode_dss_signature(*numbers), utils.encode_dss_signature(1 << 300, 1)):
        monkeypatch.setattr(moto_keys.ECDSAPrivateKey, "sign", lambda *_, lie=lie: lie)
        with pytest.raises(IssueError) as caught:
            checked_sign(signer, b"x")
        assert caught.value.code == "signer.output"


def refused(error: str, operation: str) -> EccoeError:
    """What the signer says where the service answers with an error."""
    local, client = LocalSigner.generate("P-256"), made_client()
    described = {
        "KeyId": "k", "PublicKey": read_block(local.public_key.to_pem()).der, "KeyUsage": "SIGN_VERIFY",
        "SigningAlgorithms": ["ECDSA_SHA_256"],
    }  # fmt: skip
    with Stubber(client) as stub:
        if operation == "sign":
            stub.add_response("get_public_key", described)
        stub.add_client_error(operation, error, f"User {SECRET} is not authorised")
        with pytest.raises(EccoeError) as caught:
            AwsKmsSigner.open("k", client=client).sign(b"x")
    return caught.value


@pytest.mark.parametrize("operation", ["get_public_key", "sign"])
@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("AccessDeniedException", "policy does not let you"),
        ("NotFoundException", "no such key"),
        ("DisabledException", "disabled"),
        ("KMSInvalidStateException", "not ready"),
        ("ThrottlingException", "too often"),
        ("KMSInternalException", "AWS says 'KMSInternalException'"),
    ],
)
def test_errors_of_the_service_are_coded_and_say_no_more_than_they_must(error: str, said: str, operation: str) -> None:
    found = refused(error, operation)
    assert found.code == ("signer.output" if operation == "sign" else "key.load")
    assert isinstance(found, IssueError if operation == "sign" else KeyLoadError)
    assert said in found.message
    assert found.hint
    assert SECRET not in "".join(traceback.format_exception(found))


def test_what_is_wrong_before_the_service_is_asked_is_coded_too(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_DEFAULT_REGION", "AWS_REGION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(KeyLoadError, match="No region was named"):
        AwsKmsSigner.open("alias/badges")
    with pytest.raises(KeyLoadError, match="No credentials were found"):
        AwsKmsSigner.open("alias/badges", region="eu-central-1")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    assert AwsKmsSigner.open(key_in(client, "ECC_NIST_P256"), region="eu-central-1").alg == "P-256"
    with pytest.raises(InputTypeError):
        AwsKmsSigner.open("", client=client)


@pytest.mark.parametrize("spec", ["ECC_SECG_P256K1", "ECC_NIST_P521"])
def test_keys_outside_of_the_closed_list_are_refused(client: Any, spec: str) -> None:
    with pytest.raises(KeyLoadError) as caught:
        AwsKmsSigner.open(key_in(client, spec), client=client)
    assert caught.value.code == "key.unsupported"


@pytest.mark.parametrize("change", [{"KeyUsage": "ENCRYPT_DECRYPT"}, {"SigningAlgorithms": ["RSASSA_PSS_SHA_256"]}])
def test_a_key_that_is_for_something_else_is_refused(change: dict[str, Any]) -> None:
    client = made_client()
    described = {
        "KeyId": "k", "PublicKey": read_block(LocalSigner.generate("RSA-2048").public_key.to_pem()).der,
        "KeyUsage": "SIGN_VERIFY", "SigningAlgorithms": ["RSASSA_PKCS1_V1_5_SHA_256"],
    }  # fmt: skip
    with Stubber(client) as stub:
        stub.add_response("get_public_key", described | change)
        with pytest.raises(KeyLoadError) as caught:
            AwsKmsSigner.open("k", client=client)
    assert caught.value.code == "key.unsupported"


@pytest.mark.parametrize("module", ["boto3", "botocore.exceptions"])
def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(KeyLoadError, match=r'pip install "eccoe-vc\[aws\]"') as caught:
        AwsKmsSigner.open("alias/badges", region="eu-central-1")
    assert caught.value.code == "key.load"


def test_nothing_secret_shows_and_nothing_is_pickled_or_copied(client: Any) -> None:
    signer = AwsKmsSigner.open(key_in(client, "ECC_NIST_P256"), client=client)
    assert repr(signer).startswith("<AwsKmsSigner P-256 'did:key:zDn")
    for way in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(KeyLoadError) as caught:
            way(signer)
        assert caught.value.code == "key.not_serialisable"
