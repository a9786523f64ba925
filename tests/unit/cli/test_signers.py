"""``--key``: files, keys in PKCS#11 tokens (SoftHSM), keys in AWS KMS (moto), in every command that signs."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import run
from tests.softhsm import PIN, TOKEN, TWINS, Hsm, hsm
from tests.unit.cli.test_keys_and_issue import credential
from tests.unit.keys.test_aws_kms import SPECS, key_in, kms_client
from tests.unit.keys.test_pkcs11 import slots

from eccoe_vc.cli import pkcs11_uri
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.keys import AwsKmsSigner

WEB = "did:web:north.example"


@pytest.fixture(name="token", scope="module")
def _token() -> Hsm:
    return hsm()


@pytest.fixture(name="pin")
def _pin(tmp_path: Path) -> Path:
    path = tmp_path / "pin"
    path.write_text(f"{PIN}\n", encoding="utf-8")
    return path


def uri(token: Hsm, key: str = "p256", **more: str) -> str:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return f"pkcs11:token={TOKEN};object={key}?module-path={token.module}{query}"


# ---- tokens ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "means"),
    [
        ("badges-2026", ("--suite", "eddsa-rdfc-2022")),
        ("badges-2026", ("--securing", "vc-jose")),
        ("p256", ()),
        ("p256", ("--suite", "ecdsa-sd-2023")),
        ("p256", ("--securing", "sd-jwt-vcdm")),
        ("p384", ("--suite", "ecdsa-jcs-2019")),
        ("p384", ("--securing", "vc-cose")),
        ("rsa", ("--securing", "vc-jwt-ob3")),
    ],
)
def test_a_key_in_a_token_issues(token: Hsm, pin: Path, key: str, means: tuple[str, ...], tmp_path: Path) -> None:
    owner = token.known[key].controller
    signed = tmp_path / "signed"
    asked = ("issue", credential(tmp_path, owner), "--key", uri(token, key), "--passphrase-file", pin)
    ran = run(*asked, *means, "-o", signed)
    assert ran.code == 0, ran.err
    assert PIN not in ran.err + ran.out.decode()
    if "ecdsa-sd-2023" in means:
        assert run("derive", signed, "-o", tmp_path / "shown").code == 0
        signed = tmp_path / "shown"
    assert run("verify", signed, "--trust", owner, "--withheld", "report").code == 0


def test_the_pin_comes_from_the_uri_the_option_or_a_person(
    token: Hsm, pin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsigned = credential(tmp_path, token.known["p256"].controller)
    for source in (str(pin), f"file:{pin}", f"file://{pin}"):
        assert run("issue", unsigned, "--key", uri(token, **{"pin-source": source})).code == 0
    ran = run("issue", unsigned, "--key", uri(token, **{"pin-source": str(pin)}), "--passphrase-file", pin)
    assert (ran.code, "named twice" in ran.err) == (64, True)
    asked: list[str] = []

    def person(prompt: str) -> str:
        asked.append(prompt)
        return PIN

    monkeypatch.setattr(getpass, "getpass", person)
    assert run("issue", unsigned, "--key", uri(token)).code == 0
    assert len(asked) == 1
    monkeypatch.setattr(getpass, "getpass", lambda prompt: "")  # typed on the token, and this one has no pad
    ran = run("issue", unsigned, "--key", uri(token))
    assert (ran.code, "no PIN pad" in ran.err) == (65, True)

    def nobody(prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", nobody)
    ran = run("issue", unsigned, "--key", uri(token))
    assert (ran.code, "--passphrase-file" in ran.err) == (64, True)


def test_a_wrong_pin_and_a_file_that_holds_none(token: Hsm, pin: Path, tmp_path: Path) -> None:
    unsigned = credential(tmp_path, token.known["p256"].controller)
    for content, code, said in (
        (b"9999\n", 65, "PIN is wrong"),
        (b"\n", 65, "is empty"),
        (b"\xff\n", 65, "not text in UTF-8"),
    ):
        pin.write_bytes(content)
        ran = run("issue", unsigned, "--key", uri(token), "--passphrase-file", pin)
        assert (ran.code, said in ran.err, "9999" in ran.err) == (code, True, False), ran.err
    pin.write_text(f"{PIN}\n", encoding="utf-8")
    assert run("issue", unsigned, "--key", uri(token), "--passphrase-file", pin).code == 0  # no session was left behind


def test_the_public_half_of_a_key_in_a_token_is_published(token: Hsm, pin: Path, tmp_path: Path) -> None:
    document = tmp_path / "did.json"
    keys = ("--key", uri(token), "--key", uri(token, "badges-2026"), "--passphrase-file", pin)
    ran = run("issuer", "document", "--controller", WEB, *keys, "-o", document)
    assert ran.code == 0, ran.err
    listed = [one["publicKeyMultibase"] for one in json.loads(document.read_text())["verificationMethod"]]
    assert listed == [token.known[name].public_key.to_multikey() for name in ("p256", "badges-2026")]
    signed = tmp_path / "signed.json"
    asked = ("--key", uri(token), "--passphrase-file", pin, "--controller", WEB)
    assert run("issue", credential(tmp_path, WEB), *asked, "-o", signed).code == 0
    known = ("--trust", WEB, "--document", f"https://north.example/.well-known/did.json={document}")
    assert run("verify", signed, *known).code == 0


def test_a_holder_binds_an_sd_jwt_with_a_key_in_her_token(token: Hsm, pin: Path, tmp_path: Path) -> None:
    issuer = tmp_path / "issuer.pem"
    made = run("keygen", "--out", issuer, "--json").record
    (tmp_path / "wallet.pub").write_text(token.known["p256"].public_key.to_multikey())
    held, shown = tmp_path / "held", tmp_path / "shown"
    issued = ("--securing", "sd-jwt-vcdm", "--holder-key", tmp_path / "wallet.pub", "-o", held)
    assert run("issue", credential(tmp_path, made["controller"]), "--key", issuer, *issued).code == 0
    asked = ("--challenge", "kJ8s", "--domain", "https://south.example")
    ran = run("derive", held, "--key", uri(token), "--passphrase-file", pin, *asked, "-o", shown)
    assert ran.code == 0, ran.err
    assert run("verify", shown, "--trust", made["controller"], "--key-binding", "required", *asked).code == 0


def test_a_token_without_its_extra(token: Hsm, pin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pkcs11", None)
    ran = run("issue", credential(tmp_path, WEB), "--key", uri(token), "--passphrase-file", pin)
    assert (ran.code, "eccoe-vc[pkcs11]" in ran.err) == (65, True)


# ---- names of keys in tokens -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # RFC 7512, section 3, as far as its examples name what can be asked for here.
        ("pkcs11:object=my-sign-key;type=private;token=t?module-path=/m.so", ("/m.so", "t", None, "my-sign-key", None)),
        (
            "pkcs11:token=The%20Software%20PKCS%2311%20Softtoken;id=%69%95%3E%5C%F4%BD%EC%91?module-path=/m.so",
            ("/m.so", "The Software PKCS#11 Softtoken", None, None, b"\x69\x95\x3e\x5c\xf4\xbd\xec\x91"),
        ),
        (
            "pkcs11:slot-id=1833464221;object=k?module-path=/a%3Fb.so&pin-source=%2Fp",
            ("/a?b.so", None, 1833464221, "k", None),
        ),
        ("pkcs11:token=se%C3%A1n;id=%A1;object=%3b%26?module-path=/m", ("/m", "seán", None, ";&", b"\xa1")),
    ],
)
def test_what_a_uri_names(text: str, expected: tuple[Any, ...]) -> None:
    assert pkcs11_uri.read(text)[:5] == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("pkcs11:", "module-path= is missing"),
        ("pkcs11:token=t;object=k", "module-path= is missing"),
        ("pkcs11:object=k?module-path=/m", "token= is missing"),
        ("pkcs11:token=t?module-path=/m", "object= is missing"),
        ("pkcs11:token=t;object=k?module-path=/m&pin-value=1234", "seen by others"),
        ("pkcs11:token=t;object=k;pin-value=1234?module-path=/m", "seen by others"),
        ("pkcs11:PIN-VALUE=1234;object=k?module-path=/m", "seen by others"),
        ("pkcs11:token=t;object=k;type=public?module-path=/m", "private one"),
        ("pkcs11:token=t;object=k;serial=7?module-path=/m", "serial=7"),
        ("pkcs11:token=t;object=k?module-name=m", "module-name=m"),
        ("pkcs11:token=t;token=u;object=k?module-path=/m", "token twice"),
        ("pkcs11:token=;object=k?module-path=/m", "token="),
        ("pkcs11:token=50%;object=k?module-path=/m", "percent"),
        ("pkcs11:token=%ff;object=k?module-path=/m", "UTF-8"),
        ("pkcs11:slot-id=one;object=k?module-path=/m", "no number"),
        ("pkcs11:slot-id=1.5;object=k?module-path=/m", "no number"),
        ("pkcs11:slot-id=-1;object=k?module-path=/m", "no number"),
    ],
)
def test_what_is_no_name_of_a_key(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        pkcs11_uri.read(text)
    assert said in str(caught.value)
    assert "1234" not in str(caught.value)
    assert caught.value.hint
    ran = run("issue", credential(tmp_path, WEB), "--key", text)
    assert ran.code == 64
    assert "1234" not in ran.err


def test_a_token_is_named_by_its_slot(token: Hsm, pin: Path, tmp_path: Path) -> None:
    (slot,) = slots(token, TOKEN)
    key = f"pkcs11:slot-id={slot};id=%A2?module-path={token.module}"
    unsigned = credential(tmp_path, token.known["p256"].controller)
    ran = run("issue", unsigned, "--key", key, "--passphrase-file", pin)
    assert ran.code == 0, ran.err


def test_a_slot_and_a_token_that_is_not_there(token: Hsm, pin: Path, tmp_path: Path) -> None:
    for place, said in ((f"token={TWINS}", "Several tokens"), ("token=elsewhere", "no such token"),
                        ("slot-id=4711", "in slot 4711")):  # fmt: skip
        key = f"pkcs11:{place};object=p256?module-path={token.module}"
        ran = run("issue", credential(tmp_path, WEB), "--key", key, "--passphrase-file", pin)
        assert (ran.code, said in ran.err) == (65, True), ran.err


# ---- AWS KMS ---------------------------------------------------------------------------------------------------------


@pytest.fixture(name="kms")
def _kms(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """moto, and the ordinary configuration of boto3: where it looks for region and credentials by itself."""
    for name, value in (("DEFAULT_REGION", "eu-central-1"), ("ACCESS_KEY_ID", "x"), ("SECRET_ACCESS_KEY", "x")):
        monkeypatch.setenv(f"AWS_{name}", value)
    with kms_client(monkeypatch) as client:
        yield client


@pytest.mark.parametrize("spec", SPECS)
def test_a_key_in_kms_issues(kms: Any, spec: str, tmp_path: Path) -> None:
    name = key_in(kms, spec)
    owner = AwsKmsSigner.open(name, client=kms).controller
    means = ("--securing", "vc-jose") if spec.startswith("RSA") else ()
    kms.create_alias(AliasName="alias/badges", TargetKeyId=name)
    for place in (name, "alias/badges", kms.describe_key(KeyId=name)["KeyMetadata"]["Arn"], f"///{name}"):
        ran = run("issue", credential(tmp_path, owner), "--key", f"awskms:{place}", *means)
        assert ran.code == 0, ran.err
        assert run("verify", "-", "--trust", owner, stdin=ran.out).code == 0
    ran = run("issuer", "document", "--controller", WEB, "--key", f"awskms:{name}", "--json")
    assert ran.code == 0, ran.err


def test_a_key_in_kms_that_cannot_be_had(kms: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unsigned, secret = credential(tmp_path, WEB), tmp_path / "secret"
    secret.write_text("secret")
    ran = run("issue", unsigned, "--key", "awskms:alias/none")
    assert (ran.code, "no such key" in ran.err) == (65, True), ran.err
    ran = run("issue", unsigned, "--key", "awskms:alias/none", "--passphrase-file", secret)
    assert (ran.code, "no passphrase" in ran.err) == (64, True)
    assert run("issue", unsigned, "--key", "awskms:").code == 64
    monkeypatch.setitem(sys.modules, "boto3", None)
    ran = run("issue", unsigned, "--key", "awskms:alias/none")
    assert (ran.code, "eccoe-vc[aws]" in ran.err) == (65, True)


def test_a_file_that_is_called_like_a_key_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = run("keygen", "--out", "awskms:key", "--json").record
    ran = run("issue", credential(tmp_path, made["controller"]), "--key", "./awskms:key")
    assert ran.code == 0, ran.err
