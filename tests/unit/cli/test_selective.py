"""SD-JWT and COSE on the command line: issued, verified, and called what they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.command_line import run
from tests.unit.cli.test_keys_and_issue import controller, credential, key

__all__ = ["key"]


def test_an_sd_jwt_with_what_may_be_withheld(key: Path, tmp_path: Path) -> None:
    pointer = "/credentialSubject/achievement/description"
    unsigned = credential(tmp_path, controller(key))
    ran = run("issue", unsigned, "--key", key, "--securing", "sd-jwt-vcdm", "--disclosable", pointer)
    assert ran.code == 0, ran.err
    assert ran.out.count(b"~") == 2
    seen = run("inspect", "-", "--trust", controller(key), stdin=ran.out)
    assert seen.code == 0, seen.err
    assert "It is a token: an SD-JWT of VC JOSE COSE" in seen.err
    withheld = ran.out.partition(b"~")[0] + b"~"
    told = run("inspect", "-", "--trust", controller(key), stdin=withheld).err
    assert ("model.missing" in told, "sd.mandatory" in told) == (True, True)
    for command in ("inspect", "verify"):
        told = run(command, "-", "--trust", controller(key), stdin=withheld).err
        assert "What to do: Ask the learner to show this member too" in told
        assert "Ask the issuer to add" not in told


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--securing", "sd-jwt-vcdm", "--disclosable", "/validFrom"), "sd.lifecycle_hidden"),
        (("--securing", "sd-jwt-vcdm", "--disclosable", "/nothing"), "sd.pointer"),
        (("--securing", "vc-jose", "--disclosable", "/name"), "--securing sd-jwt-vcdm"),
        (("--decoys", "2"), "--securing sd-jwt-vcdm"),
        (("--mandatory", "/name"), "--suite ecdsa-sd-2023"),
        (("--suite", "vc-jose"), "--securing vc-jose"),
        (("--suite", "bbs-2023"), "keygen --alg BLS12-381-G2"),
        (("--securing", "eddsa-rdfc-2022"), "--suite eddsa-rdfc-2022"),
        (("--securing", "sd-jwt-vc"), "is for plain claims. [jwt.dialect"),
    ],
)
def test_what_is_not_issued(arguments: tuple[str, ...], code: str, key: Path, tmp_path: Path) -> None:
    ran = run("issue", credential(tmp_path, controller(key)), "--key", key, *arguments)
    assert ran.code not in (0, 2)
    assert code in ran.err
    assert "Traceback" not in ran.err


DESCRIPTION = "/credentialSubject/achievement/description"
ASKED = ("--challenge", "kJ8s", "--domain", "https://south.example")


@pytest.fixture
def held(key: Path, tmp_path: Path) -> Path:
    """An SD-JWT for the holder of ``wallet.pem``."""
    made = run("keygen", "--alg", "P-256", "--out", tmp_path / "wallet.pem", "--json")
    (tmp_path / "wallet.pub").write_text(made.record["publicKeyMultibase"] + "\n")
    file = tmp_path / "held.txt"
    issued = ("--securing", "sd-jwt-vcdm", "--disclosable", DESCRIPTION, "--decoys", 2, "-o", file)
    bound = ("--holder-key", tmp_path / "wallet.pub")
    ran = run("issue", credential(tmp_path, controller(key)), "--key", key, *issued, *bound)
    assert (ran.code, "for the learner alone" in ran.err) == (0, True), ran.err
    return file


def test_a_holder_binds_what_she_shows_and_a_verifier_asks_for_it(held: Path, key: Path, tmp_path: Path) -> None:
    shown, wallet = tmp_path / "shown.txt", ("--key", tmp_path / "wallet.pem")
    ran = run("derive", held, "--reveal", DESCRIPTION, *wallet, *ASKED, "-o", shown)
    assert (ran.code, "bound to https://south.example" in ran.err) == (0, True), ran.err
    asks = ("--trust", controller(key), "--key-binding", "required")
    assert run("verify", shown, *asks, *ASKED).code == 0
    for file, asked in (
        (shown, ("--challenge", "another")),
        (shown, ("--challenge", "kJ8s", "--domain", "https://east.example")),
        (held, ASKED),
    ):
        ran = run("verify", file, *asks, *asked)
        assert (ran.code, "sdjwt.kb" in ran.err) == (1, True), ran.err
    assert "vp.unchallenged" in run("verify", shown, "--trust", controller(key)).err
    ran = run("verify", held, "--proof-only", "--key-binding", "required", *ASKED)
    assert (ran.code, "sdjwt.kb" in ran.err) == (1, True)


def test_what_is_withheld_from_a_badge_is_told(held: Path, key: Path) -> None:
    ran = run("derive", held, "--json")
    assert [one["code"] for one in ran.record["warnings"]] == ["model.missing"]
    assert "member description is missing" in run("derive", held).err
    assert run("verify", "-", "--trust", controller(key), stdin=ran.record["text"].encode()).code == 1
    assert run("derive", held, "--reveal", DESCRIPTION, "--json").record["warnings"] == []


def test_options_of_key_binding_that_do_not_fit(held: Path, key: Path, tmp_path: Path) -> None:
    wallet = ("--key", tmp_path / "wallet.pem")
    plain = tmp_path / "plain.json"
    assert run("issue", credential(tmp_path, controller(key)), "--key", key, "-o", plain).code == 0
    trust = ("--trust", controller(key))
    for code, arguments in (
        (64, ("derive", held, *wallet, "--challenge", "kJ8s")),
        (64, ("derive", held, *ASKED)),
        (64, ("derive", held, "--passphrase-file", "secret")),
        (64, ("derive", plain, *wallet, *ASKED)),
        (64, ("derive", "-", "--key", "-", *ASKED)),
        (1, ("derive", held, "--key", key, *ASKED)),
        (64, ("verify", held, *trust, "--key-binding", "required")),
        (64, ("verify", held, *trust, *ASKED)),
        (64, ("verify", held, *trust, "--key-binding", "required", "--presentation", *ASKED)),
    ):
        ran = run(*arguments)
        assert (ran.code, "What to do" in ran.err) == (code, True) or "only once" in ran.err, (arguments, ran.err)
    ran = run("issue", plain, "--key", key, "--securing", "sd-jwt-vcdm", "--holder-key", tmp_path / "wallet.pem")
    assert (ran.code, "--holder-key holds a private key" in ran.err) == (65, True), ran.err


def test_plain_claims_with_something_withheld_at_the_top(key: Path, tmp_path: Path) -> None:
    claims = tmp_path / "claims.json"
    claims.write_text(json.dumps({"iss": controller(key), "vct": "https://north.example/award", "grade": "A"}))
    ran = run("issue", claims, "--key", key, "--securing", "sd-jwt-vc", "--disclosable", "/grade")
    part = run("derive", "-", stdin=ran.out).out
    asked = ("verify", "-", "--trust", controller(key), "--any-credential")
    ran = run(*asked, stdin=part)
    assert (ran.code, "--withheld report" in ran.err) == (1, True), ran.err
    ran = run(*asked, "--withheld", "report", stdin=part)
    assert (ran.code, f"Issued by {controller(key)}" in ran.err) == (0, True), ran.err


def test_a_cose_message_is_bytes_in_a_file_and_base64_on_a_screen(key: Path, tmp_path: Path) -> None:
    unsigned = credential(tmp_path, controller(key))
    file = tmp_path / "badge.cose"
    assert run("issue", unsigned, "--key", key, "--securing", "vc-cose", "-o", file).code == 0
    assert file.read_bytes()[:2] == b"\xd2\x84"
    shown = run("issue", unsigned, "--key", key, "--securing", "vc-cose").out
    assert shown.startswith(b"0o")
    for ran in (
        run("inspect", file, "--trust", controller(key)),
        run("inspect", "-", "--trust", controller(key), stdin=shown),
    ):
        assert ran.code == 0, ran.err
        assert "a COSE message" in ran.err


def test_a_cose_message_is_not_baked_and_the_image_is_not_blamed(key: Path, tmp_path: Path) -> None:
    message, picture = tmp_path / "badge.cose", tmp_path / "picture.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    unsigned = credential(tmp_path, controller(key))
    assert run("issue", unsigned, "--key", key, "--securing", "vc-cose", "-o", message).code == 0
    ran = run("bake", message, picture, "-o", tmp_path / "badge.svg")
    assert (ran.code, "has no place in an image" in ran.err) == (64, True), ran.err


def test_a_token_saved_with_a_byte_order_mark_is_told_so(key: Path, tmp_path: Path) -> None:
    token = run("issue", credential(tmp_path, controller(key)), "--key", key, "--securing", "vc-jose").out
    ran = run("verify", "-", "--trust", controller(key), stdin=b"\xef\xbb\xbf" + token)
    assert (ran.code, "byte order mark" in ran.err) == (65, True), ran.err
