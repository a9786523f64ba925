"""From a key to a badge to what a learner shows, in every form, on the command line alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import bases
from tests.command_line import Ran, run

from eccoe_vc import bake
from eccoe_vc.cli.pictures import badge as picture

ASKED = ("--challenge", "kJ8s", "--domain", "south.example")
MEANS = [
    ("Ed25519", "--suite", "eddsa-rdfc-2022"),
    ("Ed25519", "--suite", "eddsa-jcs-2022"),
    ("Ed25519", "--suite", "Ed25519Signature2020"),
    ("P-256", "--suite", "ecdsa-rdfc-2019"),
    ("P-384", "--suite", "ecdsa-jcs-2019"),
    ("P-256", "--suite", "ecdsa-sd-2023"),
    ("BLS12-381-G2", "--suite", "bbs-2023"),
    ("RSA-2048", "--securing", "vc-jwt-ob3"),
    ("P-256", "--securing", "vc-jose"),
    ("P-384", "--securing", "sd-jwt-vcdm"),
    ("Ed25519", "--securing", "vc-cose"),
]
IN_PARTS = ("ecdsa-sd-2023", "bbs-2023", "sd-jwt-vcdm")
V1 = "https://www.w3.org/2018/credentials/v1"


def made(path: Path, alg: str = "Ed25519") -> str:
    """A key in a file, and the identifier that it makes for itself."""
    return str(run("keygen", "--alg", alg, "--out", path, "--json").record["controller"])


@pytest.fixture(name="learner")
def _learner(tmp_path: Path) -> str:
    return made(tmp_path / "learner.pem")


def issued(folder: Path, learner: str, alg: str, *means: str, **members: Any) -> tuple[str, Path]:
    """The issuer, and the file with a badge for the learner."""
    issuer = made(folder / "issuer", alg)
    profile = {"id": issuer, "type": ["Profile"], "name": "North University"}
    tree = bases.unsigned(issuer=profile, **members)
    tree["credentialSubject"]["id"] = learner
    (folder / "unsigned.json").write_text(json.dumps(tree))
    file = folder / "badge"
    ran = run("issue", folder / "unsigned.json", "--key", folder / "issuer", *means, "-o", file)
    assert ran.code == 0, ran.err
    return issuer, file


def present(folder: Path, *files: Path, more: tuple[object, ...] = ASKED) -> Ran:
    return run("present", *files, "--key", folder / "learner.pem", *more)


@pytest.mark.parametrize(("alg", "option", "name"), MEANS)
def test_every_form_is_issued_verified_and_presented(
    alg: str, option: str, name: str, learner: str, tmp_path: Path
) -> None:
    issuer, file = issued(tmp_path, learner, alg, option, name)
    trust = ("--trust", issuer, "--legacy", "--withheld", "report")
    if name in IN_PARTS:
        assert run("verify", file, *trust).code == (0 if name == "sd-jwt-vcdm" else 1)
        shown = tmp_path / "shown"
        assert run("derive", file, "-o", shown).code == 0
        file = shown
    assert run("verify", file, *trust).code == 0
    answer = present(tmp_path, file)
    assert answer.code == 0, answer.err
    assert "would reject" not in answer.err
    verified = run("verify", "-", *trust, "--presentation", *ASKED, stdin=answer.out)
    assert verified.code == 0, verified.err
    assert f"Presented by {learner}: " in verified.err
    assert issuer[:100] in verified.err  # the issuer of what stands in a token is named, too
    other = run("verify", "-", *trust, "--presentation", "--challenge", "another", stdin=answer.out)
    assert (other.code, "vp.challenge" in other.err) == (1, True)


def test_a_base_proof_is_never_presented(learner: str, tmp_path: Path) -> None:
    for alg, suite in (("P-256", "ecdsa-sd-2023"), ("BLS12-381-G2", "bbs-2023")):
        folder = tmp_path / suite
        folder.mkdir()
        _, file = issued(folder, learner, alg, "--suite", suite)
        ran = present(tmp_path, file)
        assert (ran.code, "sd.base_proof" in ran.err, "eccoe-vc derive" in ran.err, ran.out) == (1, True, True, b"")


def test_several_credentials_and_one_in_a_picture(learner: str, tmp_path: Path) -> None:
    first, second = tmp_path / "1", tmp_path / "2"
    first.mkdir()
    second.mkdir()
    one, file = issued(first, learner, "Ed25519", id="urn:uuid:5f7c4f3e-4b1a-4a44-9a3c-2f4c3a1c9a11")
    two, plain = issued(
        second, learner, "P-256", "--securing", "vc-jose", id="urn:uuid:5f7c4f3e-4b1a-4a44-9a3c-2f4c3a1c9a12"
    )
    png = tmp_path / "badge.png"
    png.write_bytes(bake(file.read_text(), picture()))
    out = tmp_path / "answer.json"
    ran = present(tmp_path, png, plain, more=(*ASKED, "-o", out, "--json"))
    assert (ran.code, ran.record["holder"], ran.record["warnings"]) == (0, learner, [])
    verified = run("verify", out, "--trust", one, "--trust", two, "--presentation", *ASKED)
    assert verified.code == 0, verified.err
    assert run("verify", out, "--trust", one, "--presentation", *ASKED).code == 2


def test_what_a_verifier_would_reject_is_told(learner: str, tmp_path: Path) -> None:
    _, file = issued(tmp_path, "did:example:bob", "Ed25519")
    ran = present(tmp_path, file)
    assert (ran.code, "vp.holder_binding" in ran.err) == (0, True), ran.err
    (tmp_path / "late").mkdir()
    _, late = issued(tmp_path / "late", learner, "Ed25519", validUntil="2026-01-16T00:00:00Z")
    ran = present(tmp_path, late, more=("--json",))
    assert "time.expired" in {one["code"] for one in ran.record["warnings"]}
    assert "ask the verifier for one" in present(tmp_path, late, more=()).err
    (tmp_path / "none").write_text("none")
    assert present(tmp_path, tmp_path / "none").code in (1, 65)


def test_credentials_of_the_older_model(learner: str, tmp_path: Path) -> None:
    issuer = made(tmp_path / "issuer")
    tree = {
        "@context": [V1],
        "id": "urn:uuid:5f7c4f3e-4b1a-4a44-9a3c-2f4c3a1c9a13",
        "type": ["VerifiableCredential"],
        "issuer": issuer,
        "issuanceDate": "2026-01-15T09:00:00Z",
        "credentialSubject": {"id": learner},
    }
    (tmp_path / "unsigned.json").write_text(json.dumps(tree))
    file = tmp_path / "badge"
    ran = run("issue", tmp_path / "unsigned.json", "--key", tmp_path / "issuer", "-o", file)
    assert ran.code == 0, ran.err
    answer = present(tmp_path, file)
    assert answer.code == 0, answer.err
    assert json.loads(answer.out)["@context"][0] == V1
    asked = ("--any-credential", "--trust", issuer, "--presentation", *ASKED)
    verified = run("verify", "-", *asked, stdin=answer.out)
    assert verified.code == 0, verified.err
