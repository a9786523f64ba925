"""bbs-2023 on the command line: keys, issuing, showing parts, and credentials that one learner alone can show."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
from tests.command_line import run
from tests.unit.cli.test_keys_and_issue import credential

from eccoe_vc import BbsSigner
from eccoe_vc.encoding import multibase
from eccoe_vc.proofs.bbs.value import decode_base

RELY = ("--withheld", "report")
DESCRIPTION = ("--reveal", "/description")


@pytest.fixture(name="key")
def _key(tmp_path: Path) -> Path:
    path = tmp_path / "north.bbs"
    assert run("keygen", "--alg", "BLS12-381-G2", "--out", path).code == 0
    return path


def owner(key: Path) -> str:
    return BbsSigner.from_saved(key.read_bytes()).controller


def option(path: Path) -> str:
    return decode_base(json.loads(path.read_bytes())["proof"]["proofValue"]).option


@pytest.fixture(name="unsigned")
def _unsigned(key: Path, tmp_path: Path) -> Path:
    return credential(tmp_path, owner(key), description="Field course.")


def test_a_key_is_made_and_never_overwritten(key: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    text = key.read_text()
    assert text.startswith("z")
    public = tmp_path / "north.pub"
    made = run("keygen", "--alg", "BLS12-381-G2", "--out", tmp_path / "b", "--public-out", public, "--json")
    assert (made.code, made.record["alg"]) == (0, "BLS12-381-G2")
    assert public.read_text().startswith("zUC7")
    assert made.record["publicKeyMultibase"] == public.read_text().strip()
    assert run("keygen", "--alg", "BLS12-381-G2", "--out", key).code == 73
    ran = run("issue", credential(tmp_path, owner(key)), "--key", key, "-o", key, "--overwrite")
    assert (ran.code, "holds a private key" in ran.err) == (73, True), ran.err
    assert key.read_text() == text
    assert text.strip() not in ran.err
    told = run("keygen", "--alg", "BLS12-381-G2", "--out", tmp_path / "c").err
    assert "bbs-2023 only" in told


def test_a_learner_shows_a_part_that_nobody_can_link(key: Path, unsigned: Path, tmp_path: Path) -> None:
    base = tmp_path / "base.json"
    ran = run("issue", unsigned, "--key", key, "-o", base, "--json")
    assert (ran.code, ran.record["suites"]) == (0, ["bbs-2023"]), ran.err
    assert [one["code"] for one in ran.record["warnings"]] == ["sd.end_unseen"], "the badge has no status list"
    warned = run("issue", unsigned, "--key", key, "-o", tmp_path / "again.json").err
    assert "unless they rely on you: Only a part is shown, without status" in warned
    assert "--status-registry" in warned
    assert "for the learner alone" in run("issue", unsigned, "--key", key, "--suite", "bbs-2023").err
    assert run("verify", base, "--trust", owner(key)).code == 1
    shown = [run("derive", base, *DESCRIPTION) for _ in range(2)]
    proofs = [json.loads(ran.out)["proof"]["proofValue"] for ran in shown]
    assert proofs[0] != proofs[1]
    assert json.loads(shown[0].out)["description"] == "Field course."
    assert "description" not in json.loads(run("derive", base).out)
    assert run("verify", "-", "--trust", owner(key), *RELY, stdin=shown[0].out).code == 0
    tampered = shown[0].out.replace(b"Field course.", b"Degree course")
    assert run("verify", "-", "--trust", owner(key), stdin=tampered).code == 1
    chosen = ("--mandatory", "/issuer", "--mandatory", "/credentialSubject")
    ran = run("issue", unsigned, "--key", key, *chosen)
    assert (ran.code, "sd.lifecycle_hidden" in ran.err) == (1, True)


def test_an_encrypted_key_needs_its_passphrase(tmp_path: Path) -> None:
    key, secret = tmp_path / "key", tmp_path / "secret"
    secret.write_text("correct horse\n")
    made = run("keygen", "--alg", "BLS12-381-G2", "--out", key, "--passphrase-file", secret, "--json").record
    assert key.read_text().startswith("-----BEGIN ENCRYPTED BBS PRIVATE KEY-----")
    unsigned = credential(tmp_path, made["controller"])
    assert run("issue", unsigned, "--key", key, "--passphrase-file", secret).code == 0
    ran = run("issue", unsigned, "--key", key)
    assert (ran.code, "--passphrase-file" in ran.err) == (65, True), ran.err
    secret.write_text("battery staple\n")
    ran = run("issue", unsigned, "--key", key, "--passphrase-file", secret)
    assert (ran.code, "[key.load]" in ran.err, "battery" in ran.err) == (65, True, False)


def test_the_key_is_published(key: Path, tmp_path: Path) -> None:
    web, document = "did:web:north.example", tmp_path / "did.json"
    assert run("issuer", "document", "--controller", web, "--key", key, "-o", document).code == 0
    base = tmp_path / "base.json"
    assert run("issue", credential(tmp_path, web), "--key", key, "--controller", web, "-o", base).code == 0
    shown = run("derive", base).out
    known = ("--trust", web, *RELY, "--document", f"https://north.example/.well-known/did.json={document}")
    assert run("verify", "-", *known, stdin=shown).code == 0


@pytest.mark.parametrize("protected", [False, True])
def test_what_is_bound_to_a_learner_she_alone_shows(key: Path, unsigned: Path, tmp_path: Path, protected: bool) -> None:
    mine, commitment, base = tmp_path / "mine", tmp_path / "commitment", tmp_path / "base.json"
    (tmp_path / "secret").write_text("correct horse\n")
    secret = ("--passphrase-file", tmp_path / "secret") if protected else ()
    ran = run("commit", "--out", mine, "--public-out", commitment, *secret, "--json")
    assert ran.code == 0, ran.err
    assert ran.record["commitment"] == commitment.read_text().strip()
    assert stat.S_IMODE(mine.stat().st_mode) == 0o600
    assert ("ENCRYPTED" in mine.read_text()) is protected
    ran = run("issue", unsigned, "--key", key, "--holder-commitment", commitment, "-o", base, "--json")
    assert (ran.code, ran.record["warnings"]) == (0, []), ran.err
    assert option(base) == "anonymous_holder_binding"
    ran = run("derive", base, *DESCRIPTION, "--holder-secret", mine, *secret)
    assert ran.code == 0, ran.err
    assert run("verify", "-", "--trust", owner(key), *RELY, stdin=ran.out).code == 0
    other = tmp_path / "other"
    assert run("commit", "--out", other).code == 0
    for wrong in ((), ("--holder-secret", other)):
        ran = run("derive", base, *DESCRIPTION, *wrong)
        assert (ran.code, "proof.signature" in ran.err, ran.out) == (1, True, b""), ran.err
        assert "What to do" in ran.err
    assert "--holder-secret" in run("derive", base).err


def test_what_a_verifier_would_reject_is_told_of_a_bound_one_too(key: Path, tmp_path: Path) -> None:
    commitment = tmp_path / "commitment"
    assert run("commit", "--out", tmp_path / "mine", "--public-out", commitment).code == 0
    late = credential(tmp_path, owner(key), validUntil="2026-01-16T00:00:00Z")
    ran = run("issue", late, "--key", key, "--holder-commitment", commitment, "--json")
    assert (ran.code, [one["code"] for one in ran.record["warnings"]]) == (0, ["time.expired"])


REFUSED: dict[str, tuple[tuple[str, ...], int, str]] = {
    "a token": (("--securing", "vc-jose"), 1, "key.alg"),
    "another suite": (("--suite", "eddsa-rdfc-2022"), 1, "key.alg"),
    "two suites": (("--suite", "bbs-2023", "--suite", "ecdsa-rdfc-2019"), 1, "sd.base_proof"),
    "no commitment": (("--holder-commitment", "unsigned.json"), 65, "no commitment"),
    "a commitment to nothing": (("--holder-commitment", "zero"), 65, "no commitment"),
}


@pytest.mark.parametrize(("arguments", "code", "said"), REFUSED.values(), ids=REFUSED)
def test_what_a_bbs_key_does_not_sign(
    arguments: tuple[str, ...], code: int, said: str, key: Path, unsigned: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    Path("zero").write_text(multibase.encode(bytes(112), "u"))
    ran = run("issue", unsigned, "--key", key, *arguments)
    assert (ran.code, said in ran.err, ran.out) == (code, True, b""), ran.err


def test_what_needs_another_key(key: Path, unsigned: Path, tmp_path: Path) -> None:
    other = tmp_path / "key.pem"
    assert run("keygen", "--out", other).code == 0
    assert run("commit", "--out", tmp_path / "mine", "--public-out", tmp_path / "commitment").code == 0
    draft = tmp_path / "draft.yaml"
    assert run("agreement", "new", "-o", draft).code == 0
    held = tmp_path / "held"
    wallet = tmp_path / "wallet.pub"
    assert run("keygen", "--out", tmp_path / "wallet.pem", "--public-out", wallet).code == 0
    from eccoe_vc import LocalSigner

    mine = LocalSigner.from_pem(other.read_bytes()).controller
    (tmp_path / "hers").mkdir()
    hers = credential(tmp_path / "hers", mine)
    sd_jwt = ("--securing", "sd-jwt-vcdm", "--holder-key", wallet, "-o", held)
    assert run("issue", hers, "--key", other, *sd_jwt).code == 0
    asked = ("--challenge", "kJ8s", "--domain", "https://south.example")
    cases: list[tuple[tuple[Any, ...], int, str]] = [
        (("issue", unsigned, "--key", other, "--suite", "bbs-2023"), 64, "keygen --alg BLS12-381-G2"),
        (("issue", unsigned, "--key", other, "--holder-commitment", tmp_path / "commitment"), 64, "--suite bbs-2023"),
        (("agreement", "sign", draft, "--key", key, "--as-signatory"), 64, "another kind"),
        (("derive", held, "--holder-secret", tmp_path / "mine"), 64, "this is an SD-JWT"),
        (("derive", held, "--key", other, "--holder-secret", tmp_path / "mine", *asked), 64, "one of the two"),
        (("derive", held, "--key", key, *asked), 1, "sdjwt.kb"),
    ]
    for arguments, code, said in cases:
        ran = run(*arguments)
        assert (ran.code, said in ran.err) == (code, True), (arguments, ran.err)


def test_without_the_extra(unsigned: Path, key: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from eccoe_vc.keys import bls12381

    def missing(name: str) -> Any:
        raise ImportError(name)

    bls12381.engine.cache_clear()
    monkeypatch.setattr(bls12381, "import_module", missing)
    monkeypatch.setattr(bls12381, "available", lambda: False)
    for arguments in (
        ("keygen", "--alg", "BLS12-381-G2", "--out", tmp_path / "new"),
        ("issue", unsigned, "--key", key),
    ):
        ran = run(*arguments)
        assert ran.code != 0
        assert "eccoe-vc[bbs]" in ran.err
    assert not (tmp_path / "new").exists()
