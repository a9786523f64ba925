"""What people stumble over when they type: misspelt values, pointers without a slash, pasted tokens, addresses."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.command_line import run
from tests.unit.agreements.test_bodies import MUTUAL, RENAMED
from tests.unit.agreements.test_counterparts import B, agreement
from tests.unit.agreements.test_deciding import decided
from tests.unit.cli.test_decide import asked, desk, write
from tests.unit.cli.test_keys_and_issue import controller, credential, key

from eccoe_vc.agreements.ledger import Ledger

__all__ = ["desk", "key"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("issue", "a.json", "--key", "k", "--suite", "ecdsa-rdfc-209"), "of --suite; did you mean ecdsa-rdfc-2019? ["),
        (("issue", "a.json", "--key", "k", "--securing", "vc_jose"), "of --securing; did you mean vc-jose? ["),
        (("keygen", "--out", "k", "--alg", "ed25519"), "of --alg; did you mean Ed25519? ["),
        (("keygen", "--out", "k", "--alg", "rot13"), "there are Ed25519, P-256, P-384, RSA-2048, BLS12-381-G2. ["),
        (("verify", "a", "--trust", "did:x:1", "--status", "require"), "of --status; did you mean required? ["),
        (("veryfy",), "There is no command veryfy; did you mean verify? ["),
        (("agreement", "sgin"), "There is no command sgin; did you mean sign? ["),
        (("derive", "a", "--reveal", "credentialSubject/result"), "did you mean /credentialSubject/result? ["),
        (("derive", "a", "--reveal", "credentialSubject.result"), "did you mean /credentialSubject/result? ["),
        (("issue", "a", "--key", "k", "--disclosable", "name"), "did you mean /name? ["),
        (("issue", "a", "--key", "k", "--mandatory", "issuer"), "did you mean /issuer? ["),
        (("keygen", "--out", "k", "--alg", "RSA"), "of --alg; did you mean RSA-2048? ["),
        (("keygen", "--out", "k", "--controller", "north.example"), "Write did:web:north.example"),
        (("keygen", "--out", "k", "--controller", "did:web:https://north.example"), "Write did:web:north.example"),
        (("verify", "a", "--trust", "north.example"), "did you mean did:web:north.example? ["),
        (("verify", "a", "--trust", "did:web:https://a.example"), "did you mean did:web:a.example? ["),
        (("verify", "a", "--trust", "did:x:1", "--recipient", "Ada"), "sisSourcedId, "),
        (("verify", "a"), "which `eccoe-vc inspect` tells"),
    ],
)
def test_what_was_probably_meant_is_named(arguments: tuple[str, ...], said: str) -> None:
    ran = run(*arguments)
    assert (ran.code, said in ran.err) == (64, True), ran.err


def test_an_address_is_no_file() -> None:
    ran = run("verify", "https://north.example/badge.png", "--trust", "did:x:1")
    assert (ran.code, "No address is opened" in ran.err) == (65, True), ran.err


@pytest.mark.parametrize(
    ("alg", "means", "said"),
    [
        ("RSA-2048", (), "--securing vc-jwt-ob3"),
        ("P-384", ("--suite", "ecdsa-sd-2023"), "This key signs with ecdsa-rdfc-2019, ecdsa-jcs-2019 ("),
        ("BLS12-381-G2", ("--securing", "vc-jose"), "bbs-2023 alone"),
        ("BLS12-381-G2", ("--securing", "vc-cose"), "another kind: Ed25519, P-256, P-384, RSA."),
        ("Ed25519", ("--securing", "sd-jwt-vc"), "is for plain claims. [jwt.dialect at /@context]"),
        ("Ed25519", ("--securing", "vc-jwt-1-1"), "is https://www.w3.org/2018/credentials/v1, but"),
    ],
)
def test_a_key_or_a_form_that_does_not_fit_says_what_fits(
    tmp_path: Path, alg: str, means: tuple[str, ...], said: str
) -> None:
    made = run("keygen", "--alg", alg, "--out", tmp_path / "key", "--json").record
    ran = run("issue", credential(tmp_path, made["controller"]), "--key", tmp_path / "key", *means)
    assert (ran.code, said in ran.err) == (1, True), ran.err


def test_a_network_that_was_asked_is_not_recommended(key: Path, tmp_path: Path) -> None:
    """This machine is no public one: nobody is asked, and what is said tells so whole."""
    web, badge = "did:web:localhost%3A8443", tmp_path / "badge.json"
    assert run("issue", credential(tmp_path, web), "--key", key, "--controller", web, "-o", badge).code == 0
    asked = run("verify", badge, "--trust", web, "--online")
    assert (asked.code, "so it is not asked: 'localhost'. [fetch.blocked]" in asked.err) == (2, True), asked.err
    assert "Add --online" not in asked.err
    assert "Add --online" in run("verify", badge, "--trust", web).err


def test_a_presentation_is_not_presented(key: Path, tmp_path: Path) -> None:
    badge, shown = tmp_path / "badge.json", tmp_path / "shown.json"
    assert run("issue", credential(tmp_path, controller(key)), "--key", key, "-o", badge).code == 0
    assert run("present", badge, "--key", key, "-o", shown).code == 0
    ran = run("present", shown, "--key", key)
    assert (ran.code, "This is a presentation already" in ran.err) == (64, True), ran.err


def test_a_code_that_was_probably_meant_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("a secret of the tests, long enough.")
    book = (tmp_path / "l.db", "--body", "did:web:south.example", "--secret-file", tmp_path / "secret")
    ran = run("ledger", "withdraw", *book, "--record", "none", "--code", "status.revokd")
    assert (ran.code, "did you mean status.revoked?" in ran.err) == (64, True)


def test_a_token_that_was_pasted_with_something_around_or_inside_it(key: Path, tmp_path: Path) -> None:
    token = run("issue", credential(tmp_path, controller(key)), "--key", key, "--securing", "vc-jose").out.strip()
    folded = b"\n".join(token[start : start + 76] for start in range(0, len(token), 76))
    trust = ("--trust", controller(key))
    assert run("verify", "-", *trust, stdin=b" \n" + token + b"\r\n\n").code == 0
    for text, said in (
        (b'"' + token + b'"\n', "without the quotation marks"),
        (b" '" + token + b"'", "without the quotation marks"),
        (b"`" + token + b"`", "without the quotation marks"),
        (folded, "Join it into one line"),
        (folded.replace(b"\n", b"\r\n"), "Join it into one line"),
        (token.replace(b".", b" . "), "Join it into one line"),
    ):
        ran = run("verify", "-", *trust, stdin=text)
        assert (ran.code, said in ran.err) == (65, True), ran.err


def test_a_document_that_nobody_asked_for_is_named(key: Path, tmp_path: Path) -> None:
    web, badge, document = "did:web:north.example", tmp_path / "badge.json", tmp_path / "did.json"
    unsigned = credential(tmp_path, web)
    assert run("issue", unsigned, "--key", key, "--controller", web, "-o", badge).code == 0
    assert run("issuer", "document", "--controller", web, "--key", key, "-o", document).code == 0
    right, wrong = "https://north.example/.well-known/did.json", "https://north.example/did.json"
    asked = ("verify", badge, "--trust", web)
    ran = run(*asked, "--document", f"{wrong}={document}")
    assert (ran.code, f"The document for {wrong} was not asked for." in ran.err, right in ran.err) == (2, True, True)
    ran = run(*asked, "--document", f"{right}={document}")
    assert (ran.code, "not asked for" in ran.err) == (0, False)
    ran = run(*asked, "--document", f"{wrong}={document}", "--json")
    assert "not asked for" not in ran.err
    assert run("inspect", "none.json", "--document", f"{wrong}={document}").code == 65


def test_a_new_version_that_begins_in_the_past_is_told(tmp_path: Path) -> None:
    tree = agreement()
    tree["period"] = {"startDate": "2024-09-01"}
    text = write(tmp_path / "agreement.json", tree)
    for days, past in ((-3, True), (3, False)):
        day = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
        ran = run("agreement", "supersede", text, "--starts", day)
        assert (ran.code, f"Its first day, {day}, is past" in ran.err) == (0, past), ran.err


def test_a_body_that_was_renamed_is_known_by_the_documents_of_both_names(desk: Path) -> None:
    write(desk / "c1.json", RENAMED)
    for number, one in enumerate(MUTUAL):
        (desk / f"body{number}.json").write_text(json.dumps(one))
    both = [part for number in range(2) for part in ("--body-document", desk / f"body{number}.json")]
    for documents, taken in (([], False), (both[:2], False), (both, True)):
        ran = asked(desk, *documents, badges="c1.json")
        assert (("granted (full) r1: urn:x:renamed" in ran.err), "trust.unknown_issuer" in ran.err) == (
            taken, not taken,
        ), ran.err  # fmt: skip
    (desk / "body0.json").write_text("{}")
    ran = asked(desk, *both, badges="c1.json")
    assert (ran.code, "body0.json" in ran.err) == (65, True)


def test_reservations_are_listed_and_released(tmp_path: Path) -> None:
    secret = "a secret of the tests, long enough."
    (tmp_path / "secret").write_text(secret)
    book = (tmp_path / "l.db", "--body", B.controller, "--secret-file", tmp_path / "secret")
    assert run("ledger", "new", *book).code == 0
    ran = run("ledger", "reservations", *book)
    assert (ran.code, "Nothing is reserved." in ran.err) == (0, True)
    ledger = Ledger.open(str(tmp_path / "l.db"), body=B.controller, secret=secret.encode())
    now = datetime.now(UTC)
    decision = decided()
    ledger.reserve(decision, until=now + timedelta(hours=1), now=now)
    [row] = run("ledger", "reservations", *book, "--json").records
    assert row["over"] is False
    name = f"{row['number']}={row['digest']}"
    assert f"{name} until" in run("ledger", "reservations", *book).err
    ran = run("ledger", "release", *book, "--reservation", name, "--reservation", f"9={row['digest']}")
    assert (ran.code, "Nothing is reserved by entry 9" in ran.err) == (64, True)
    assert len(ledger.reservations()) == 1
    ran = run("ledger", "release", *book, "--reservation", name)
    assert (ran.code, "free again" in ran.err) == (0, True), ran.err
    assert ledger.reservations() == ()
    assert run("ledger", "check", *book).code == 0
    ledger.reserve(decision, until=now + timedelta(hours=1), now=now)
