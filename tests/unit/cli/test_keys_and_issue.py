"""``keygen`` and ``issue``: keys stay in their files, and what a verifier would refuse is not signed."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import bases
from tests.command_line import process, run
from tests.fixtures import images

from eccoe_vc.cli import parser
from eccoe_vc.cli.signing import SUITES


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "key.pem"
    assert run("keygen", "--out", path).code == 0
    return path


def controller(key: Path) -> str:
    """The identifier that a key makes for itself."""
    from eccoe_vc import LocalSigner

    return LocalSigner.from_pem(key.read_bytes()).controller


def credential(tmp_path: Path, issuer: str, **members: Any) -> Path:
    path = tmp_path / "unsigned.json"
    tree = bases.unsigned(issuer={"id": issuer, "type": ["Profile"], "name": "North University"}, **members)
    path.write_text(json.dumps(tree), encoding="utf-8")
    return path


@pytest.mark.parametrize("alg", [alg for alg in parser.ALGS if alg != "BLS12-381-G2"])
def test_a_key_of_each_kind(tmp_path: Path, alg: str) -> None:
    path = tmp_path / "key.pem"
    ran = run("keygen", "--alg", alg, "--out", path, "--json", "--controller", "did:web:north.example")
    assert ran.code == 0, ran.err
    found = ran.record
    assert found["file"] == str(path)
    assert found["alg"] == alg
    assert found["controller"] == "did:web:north.example"
    assert found["verificationMethod"].startswith("did:web:north.example#")
    assert found["publicKeyMultibase"].startswith("z")
    text = path.read_text()
    assert text.startswith("-----BEGIN PRIVATE KEY-----")
    secret = "".join(text.splitlines()[1:-1])
    assert secret[:40] not in ran.out.decode() + ran.err


def test_the_public_half_goes_into_a_file_of_its_own(tmp_path: Path) -> None:
    private, public = tmp_path / "key.pem", tmp_path / "key.pub"
    ran = run("keygen", "--out", private, "--public-out", public, "--json")
    assert (ran.code, ran.record["publicFile"]) == (0, str(public))
    assert public.read_text() == ran.record["publicKeyMultibase"] + "\n"
    assert b"PRIVATE" not in public.read_bytes()
    piped = run("keygen", "--out", tmp_path / "other.pem", "--public-out", "-")
    assert re.fullmatch(rb"z6Mk[1-9A-HJ-NP-Za-km-z]+\n", piped.out)
    for where in (public, private, tmp_path / "new.pem", tmp_path / "none" / "key.pub"):
        refused = run("keygen", "--out", tmp_path / "new.pem", "--public-out", where)
        assert refused.code in (64, 73)
        assert not (tmp_path / "new.pem").exists()  # no private key whose public half was lost
    assert run("keygen", "--out", tmp_path / "new.pem", "--public-out", "-", "--json").code == 64


def test_the_public_half_is_told(tmp_path: Path) -> None:
    ran = run("keygen", "--out", tmp_path / "key.pem")
    assert (ran.code, ran.out) == (0, b"")
    (did,) = set(re.findall(r"did:key:z6Mk[1-9A-HJ-NP-Za-km-z]+", ran.err))
    assert f"{did}#{did.removeprefix('did:key:')}" in ran.err
    assert "PRIVATE" not in ran.err


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
@pytest.mark.parametrize("umask", [0o000, 0o022, 0o777])
def test_the_file_is_for_its_owner_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        ran = run("keygen", "--out", tmp_path / "key.pem")
    finally:
        os.umask(before)
    assert ran.code == 0
    assert stat.S_IMODE((tmp_path / "key.pem").stat().st_mode) & ~0o600 == 0


def test_a_key_is_never_overwritten(key: Path) -> None:
    before = key.read_bytes()
    ran = run("keygen", "--out", key)
    assert ran.code == 73
    assert "What to do: " in ran.err
    assert key.read_bytes() == before
    assert run("keygen", "--out", key, "--overwrite").code == 64


@pytest.mark.parametrize("dangling", [True, False])
def test_a_link_is_not_followed(tmp_path: Path, dangling: bool) -> None:
    target = tmp_path / "target"
    if not dangling:
        target.write_bytes(b"old")
    (tmp_path / "key.pem").symlink_to(target)
    ran = run("keygen", "--out", tmp_path / "key.pem")
    assert ran.code == 73
    assert target.exists() is not dangling
    assert dangling or target.read_bytes() == b"old"


@pytest.mark.parametrize("name", ["none/key.pem", "-", ""])
def test_where_a_key_cannot_be_written(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("keygen", "--out", name)
    assert ran.code == (64 if name == "-" else 73)
    assert ran.out == b""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["North University", "", "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "a\x1bb"]
)
def test_a_controller_that_cannot_be_one_is_told(tmp_path: Path, name: str) -> None:
    ran = run("keygen", "--out", tmp_path / "key.pem", "--controller", name)
    assert ran.code == 64
    assert "[cli.usage]" in ran.err
    assert not (tmp_path / "key.pem").exists()


def test_a_key_that_no_suite_takes_does_not_sign(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    assert run("keygen", "--out", key, "--alg", "RSA-2048").code == 0
    ran = run("issue", credential(tmp_path, controller(key)), "--key", key)
    assert ran.code == 1
    assert "[key.alg" in ran.err


def test_a_passphrase_comes_from_a_file_and_is_needed(tmp_path: Path) -> None:
    (tmp_path / "pass").write_bytes(b"correct horse\r\nnot this line")
    (tmp_path / "same").write_bytes(b"correct horse")
    (tmp_path / "wrong").write_bytes(b"battery staple\n")
    key = tmp_path / "key.pem"
    made = run("keygen", "--out", key, "--passphrase-file", tmp_path / "pass", "--json")
    assert made.code == 0, made.err
    assert key.read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    unsigned = credential(tmp_path, made.record["controller"])
    assert run("issue", unsigned, "--key", key, "--passphrase-file", tmp_path / "same").code == 0
    for options in ([], ["--passphrase-file", tmp_path / "wrong"]):
        ran = run("issue", unsigned, "--key", key, *options)
        assert ran.code == 65
        assert "[key.load" in ran.err
        assert "What to do: " in ran.err
        assert "correct horse" not in ran.err
        assert "battery staple" not in ran.err


@pytest.mark.parametrize("content", [b"", b"\nsecond line", b"x" * 2000])
def test_an_empty_or_endless_passphrase_is_no_protection(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pass").write_bytes(content)
    ran = run("keygen", "--out", tmp_path / "key.pem", "--passphrase-file", tmp_path / "pass")
    assert ran.code == 65
    assert not (tmp_path / "key.pem").exists()
    assert run("keygen", "--out", tmp_path / "key.pem", "--passphrase-file", tmp_path / "none").code == 65


def test_issue_and_verify(key: Path, tmp_path: Path) -> None:
    unsigned = credential(tmp_path, controller(key))
    out = tmp_path / "signed.json"
    ran = run("issue", unsigned, "--key", key, "-o", out)
    assert (ran.code, ran.out) == (0, b"")
    assert "eddsa-rdfc-2022" in ran.err
    assert run("verify", out, "--trust", controller(key)).code == 0
    assert run("issue", unsigned, "--key", key, "-o", out).code == 73
    assert run("issue", unsigned, "--key", key, "-o", out, "--overwrite").code == 0


def test_issue_through_pipes(key: Path, tmp_path: Path) -> None:
    unsigned = credential(tmp_path, controller(key)).read_bytes()
    signed = process("issue", "-", "--key", key, stdin=unsigned)
    assert signed.code == 0
    assert process("verify", "-", "--trust", controller(key), stdin=signed.out).code == 0
    assert run("issue", "-", "--key", "-", stdin=unsigned).code == 64


def test_several_suites_make_a_proof_set(key: Path, tmp_path: Path) -> None:
    unsigned = credential(tmp_path, controller(key))
    names = [name for name in parser.SUITES if name.lower().startswith("ed")]
    assert len(names) == 3
    options = [part for name in names for part in ("--suite", name)]
    ran = run("issue", unsigned, "--key", key, *options, "--suite", names[0], "--json")
    assert ran.code == 0, ran.err
    assert ran.record["suites"] == names
    proofs = json.loads(ran.record["text"])["proof"]
    assert [proof.get("cryptosuite", proof["type"]) for proof in proofs] == names
    signed = ran.record["text"].encode()
    assert run("verify", "-", "--trust", controller(key), "--legacy", stdin=signed).code == 0


@pytest.mark.parametrize("alg", ["P-256", "P-384"])
def test_a_key_on_a_curve_of_nist_signs_with_the_suites_for_it(alg: str, tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    made = run("keygen", "--out", key, "--alg", alg)
    assert (made.code, "No proof suite" in made.err, "tokens only" in made.err) == (0, False, False)
    unsigned = credential(tmp_path, controller(key))
    ran = run("issue", unsigned, "--key", key, "--json")
    assert ran.record["suites"] == ["ecdsa-rdfc-2019"]
    assert run("verify", "-", "--trust", controller(key), stdin=ran.record["text"].encode()).code == 0
    both = ("--suite", "ecdsa-rdfc-2019", "--suite", "ecdsa-jcs-2019")
    ran = run("issue", unsigned, "--key", key, *both)
    assert run("verify", "-", "--trust", controller(key), stdin=ran.out).code == 0
    assert run("issue", unsigned, "--key", key, "--suite", "eddsa-jcs-2022").code == 1


def test_the_names_of_suites_are_those_of_the_library() -> None:
    assert tuple(SUITES) == (*parser.SUITES, *parser.SELECTIVE)


def test_a_learner_shows_a_part(tmp_path: Path) -> None:
    key, base = tmp_path / "key.pem", tmp_path / "base.json"
    assert run("keygen", "--out", key, "--alg", "P-256").code == 0
    unsigned = credential(tmp_path, controller(key), description="Field course.")
    ran = run("issue", unsigned, "--key", key, "--suite", "ecdsa-sd-2023", "-o", base)
    assert (ran.code, "for the learner alone" in ran.err) == (0, True), ran.err
    assert "reject" not in ran.err
    assert run("verify", base, "--trust", controller(key)).code == 1
    for reveal, shown in ((), False), (("--reveal", "/description"), True):
        ran = run("derive", base, *reveal)
        assert ran.code == 0
        assert ("description" in json.loads(ran.out)) is shown
        assert "a part is shown, without status;" in ran.err
        judged = run("verify", "-", "--trust", controller(key), stdin=ran.out)
        assert (judged.code, "--withheld report" in judged.err) == (2, True), judged.err
        assert run("verify", "-", "--trust", controller(key), "--withheld", "report", stdin=ran.out).code == 0
    out = tmp_path / "shown.json"
    record = run("derive", base, "--reveal", "/description", "-o", out, "--json").record
    assert record["reveal"] == ["/description"]
    assert [(one["code"], one["pointer"]) for one in record["warnings"]] == [("sd.end_unseen", "/proof")]
    assert run("verify", out, "--trust", controller(key), "--withheld", "report").code == 0
    assert "sd.pointer" in run("derive", base, "--reveal", "/honours").err
    assert run("derive", out).code == 1
    told = ("--mandatory", "/issuer", "--mandatory", "/credentialSubject")
    ran = run("issue", unsigned, "--key", key, "--suite", "ecdsa-sd-2023", *told)
    assert (ran.code, "sd.lifecycle_hidden" in ran.err) == (1, True)
    assert run("issue", unsigned, "--key", key, "--mandatory", "/issuer").code != 0


def test_dates_of_the_proof(key: Path, tmp_path: Path) -> None:
    unsigned = credential(tmp_path, controller(key))
    ran = run(
        "issue", unsigned, "--key", key, "--created", "2026-02-01T10:00:00+01:00", "--expires", "2026-03-01T00:00:00Z"
    )
    proof = json.loads(ran.out)["proof"]
    assert (proof["created"], proof["expires"]) == ("2026-02-01T09:00:00Z", "2026-03-01T00:00:00Z")
    late = ("--at", "2026-04-01T00:00:00Z")
    assert run("verify", "-", "--trust", controller(key), *late, stdin=ran.out).code == 1


def test_json_result(key: Path, tmp_path: Path) -> None:
    found = run("issue", credential(tmp_path, controller(key)), "--key", key, "--json").record
    assert set(found) == {"file", "issuer", "verificationMethod", "suites", "warnings", "text"}
    assert found["warnings"] == []
    assert found["issuer"] == controller(key)
    assert found["file"] is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"validFrom": "2026-01-15"}, "time.format"),
        ({"favouriteColour": "blue"}, "jsonld.undefined_term"),
        ({"type": ["VerifiableCredential", "OpenBadgeCredentail"]}, "jsonld.undefined_type"),
        ({"proof": {"type": "DataIntegrityProof"}}, "proof.shape"),
        ({"credentialSubject": {"type": ["AchievementSubject"]}}, "model.missing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_verifier_would_refuse_is_refused_with_1(
    key: Path, tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    out = tmp_path / "out.json"
    ran = run("issue", credential(tmp_path, controller(key), **change), "--key", key, "-o", out)
    assert ran.code == 1, ran.err
    assert f"[{code}" in ran.err
    assert "What to do: " in ran.err
    assert not out.exists()


def test_a_credential_of_somebody_else_is_refused(key: Path, tmp_path: Path) -> None:
    ran = run("issue", credential(tmp_path, "did:web:south.example"), "--key", key)
    assert ran.code == 1
    assert "[key.controller at /issuer]" in ran.err
    assert "did:web:south.example" in ran.err
    assert ran.out == b""


def test_a_controller_with_a_document_of_its_own(key: Path, tmp_path: Path) -> None:
    did, method = "did:web:north.example", "did:web:north.example#key-1"
    unsigned = credential(tmp_path, did)
    ran = run("issue", unsigned, "--key", key, "--controller", did, "--verification-method", method)
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["proof"]["verificationMethod"] == method


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "an empty file"),
        (b"[]", "[json.not_object]"),
        (b"{", "[json.syntax]"),
        (b'{"a": 1, "a": 2}', "[json.duplicate_key"),
        (b"<html>", "a web page"),
        (b"\xff\xfe", "standard input: "),
        (b"eyJh.e30.AA", "a token, which is signed already"),
        (images.png(), "a PNG image"),
        (b"-----BEGIN PRIVATE KEY-----", "a key or certificate"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_json_object_is_65_and_named(key: Path, data: bytes, said: str) -> None:
    ran = run("issue", "-", "--key", key, stdin=data)
    assert ran.code == 65
    assert ran.out == b""
    assert "standard input: " in ran.err
    assert said in ran.err


@pytest.mark.parametrize(
    ("arguments", "change", "code"),
    [
        (("--created", "2999-01-01T00:00:00Z"), {}, "proof.time"),
        ((), {"validUntil": "2026-01-16T00:00:00Z"}, "time.expired"),
        ((), {"validFrom": "2999-01-01T00:00:00Z", "validUntil": "3000-01-01T00:00:00Z"}, "time.not_yet_valid"),
        ((), {"type": ["VerifiableCredential"]}, "model.type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_verifier_rejects_only_today_is_signed_with_a_warning(
    key: Path, tmp_path: Path, arguments: tuple[str, ...], change: dict[str, Any], code: str
) -> None:
    ran = run("issue", credential(tmp_path, controller(key), **change), "--key", key, *arguments)
    assert ran.code == 0
    assert "would reject it now: " in ran.err
    assert f"[{code}" in ran.err


def test_an_endorsement_is_signed_without_a_warning_that_it_is_no_badge(key: Path, tmp_path: Path) -> None:
    tree = json.loads(credential(tmp_path, controller(key)).read_bytes())
    tree["type"] = ["VerifiableCredential", "EndorsementCredential"]
    tree["credentialSubject"] = {
        "id": "https://north.example/achievements/soil-science", "type": ["EndorsementSubject"],
        "endorsementComment": "Well made.",
    }  # fmt: skip
    (tmp_path / "endorsement.json").write_text(json.dumps(tree))
    ran = run("issue", tmp_path / "endorsement.json", "--key", key, "--json")
    assert (ran.code, ran.record["warnings"]) == (0, []), ran.err


def test_a_proof_that_ends_before_it_is_made_is_refused(key: Path, tmp_path: Path) -> None:
    times = ("--created", "2026-01-31T09:00:00Z", "--expires", "2026-01-31T09:00:00Z")
    ran = run("issue", credential(tmp_path, controller(key)), "--key", key, *times)
    assert (ran.code, "[proof.time]" in ran.err) == (1, True)


def test_a_private_key_is_never_replaced(key: Path, tmp_path: Path) -> None:
    before = key.read_bytes()
    ran = run("issue", credential(tmp_path, controller(key)), "--key", key, "-o", key, "--overwrite")
    assert ran.code == 73
    assert "holds a private key, which is never replaced" in ran.err
    assert key.read_bytes() == before


def test_a_context_of_the_issuers_own(key: Path, tmp_path: Path) -> None:
    url = "https://north.example/contexts/field.json"
    (tmp_path / "field.json").write_text('{"@context": {"fieldDays": "https://north.example/terms#fieldDays"}}')
    tree = json.loads(credential(tmp_path, controller(key), fieldDays="3").read_text())
    tree["@context"].append(url)
    unsigned = tmp_path / "own.json"
    unsigned.write_text(json.dumps(tree))
    assert run("issue", unsigned, "--key", key).code == 1
    ran = run("issue", unsigned, "--key", key, "--context", f"{url}={tmp_path / 'field.json'}")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["fieldDays"] == "3"


@pytest.mark.parametrize("data", [b"", b"hello", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_what_is_no_key_is_65(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "key.pem").write_bytes(data)
    ran = run("issue", credential(tmp_path, bases.ISSUER), "--key", tmp_path / "key.pem")
    assert ran.code == 65
    assert "[key." in ran.err
    assert "What to do: " in ran.err
    assert run("issue", credential(tmp_path, bases.ISSUER), "--key", tmp_path / "none.pem").code == 65


def test_a_public_key_does_not_sign(tmp_path: Path) -> None:
    (tmp_path / "key.pem").write_text(bases.signer().public_key.to_pem())
    ran = run("issue", credential(tmp_path, bases.ISSUER), "--key", tmp_path / "key.pem")
    assert ran.code == 65
    assert "[key.load" in ran.err


def test_hostile_names_are_escaped_on_stdout_and_the_signature_holds(key: Path, tmp_path: Path) -> None:
    unsigned = credential(tmp_path, controller(key), name="a\x9b2J\u202eb\u2028c\x7f")
    ran = run("issue", unsigned, "--key", key)
    assert ran.code == 0
    assert all(line.isprintable() for line in ran.out.decode().split("\n"))
    assert run("verify", "-", "--trust", controller(key), stdin=ran.out).code == 0
