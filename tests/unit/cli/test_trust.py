"""``--registry``, ``--linked-domain`` and ``--recipient``: who vouches for an issuer, and whom it must be about."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import bases
from tests.command_line import AT, TRUST, run
from tests.unit.verification.trust.test_linking import configuration, embedded

URL = "https://registry.example/registry.json"


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "registry.json"
    path.write_text(json.dumps({"registry": {bases.ISSUER: {"name": "North University"}}}), encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["inspect", "verify"])
def test_a_list_of_issuers(command: str, badge_json: Path, registry: Path) -> None:
    ran = run(command, badge_json, "--registry", f"{URL}={registry}", *AT)
    assert ran.code == 0, ran.err
    told = json.loads(run(command, badge_json, "--registry", f"{URL}={registry}", "--json", *AT).out)
    assert (told["trusted"], told["trust"]["level"]) == (True, "listed")
    digest = hashlib.sha256(registry.read_bytes()).hexdigest()
    assert digest in next(note["message"] for note in told["notes"] if note["code"] == "trust.listed")
    registry.write_text('{"registry": {"did:web:south.example": {}}}', encoding="utf-8")
    assert run(command, badge_json, "--registry", f"{URL}={registry}", *AT).code == 2
    assert run(command, badge_json, "--registry", f"{URL}={registry}", *TRUST).code == 0


@pytest.mark.parametrize("named", ["north.example", "https://north.example/"])
def test_a_domain_that_calls_a_did_its_own(named: str, badge_json: Path, tmp_path: Path) -> None:
    page = tmp_path / "did-configuration.json"
    page.write_text(json.dumps(configuration(embedded())), encoding="utf-8")
    asked = ("--linked-domain", named, "--document", f"https://north.example/.well-known/did-configuration.json={page}")
    told = json.loads(run("verify", badge_json, *asked, "--json", *AT).out)
    assert (told["verdict"], told["trust"]["level"]) == ("accepted", "listed")
    page.write_text(json.dumps(configuration()), encoding="utf-8")
    ran = run("verify", badge_json, *asked, *AT)
    assert ran.code == 2
    assert "does not call the issuer its own" in ran.err
    assert run("verify", badge_json, *asked, *TRUST).code == 0
    unread = run("verify", badge_json, "--linked-domain", named, *AT)
    assert unread.code == 2
    assert "did-configuration.json" in unread.err


def test_what_is_no_list_is_told_with_its_name(badge_json: Path, registry: Path) -> None:
    registry.write_text("[]", encoding="utf-8")
    ran = run("verify", badge_json, "--registry", f"{URL}={registry}", *AT)
    assert ran.code not in (0, 1, 2)
    assert str(registry) in ran.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "One of --trust, --registry, --linked-domain, --unsafe-any-issuer and --proof-only is required."),
        (["--proof-only", "--registry", "LIST"], "--registry says whom you trust"),
        (["--unsafe-any-issuer", "a test", "--registry", "LIST"], "--registry says whom you trust"),
        (["--proof-only", "--linked-domain", "north.example"], "--linked-domain says whom you trust"),
        (["--linked-domain", "https://north.example/path"], "is no domain that could be compared"),
        (["--linked-domain", "http://north.example"], "is no domain that could be compared"),
        (["--trust", "did:web:north.example,did:web:south.example"], "an issuer has one name: repeat the option"),
        ([*TRUST[:2], "--recipient", "email=ada@north.example"], "no DID, no mail address"),
        ([*TRUST[:2], "--recipient", "Ada <ada@north.example>"], "no DID, no mail address"),
        ([*TRUST[:2], "--recipient", "mailto:ada@north.example?subject=x"], "no DID, no mail address"),
        ([*TRUST[:2], "--recipient", "emailAddress=mailto:ada@north.example"], "no DID, no mail address"),
        ([*TRUST[:2], "--recipient", "ada@north.example,eve@north.example"], "no DID, no mail address"),
        (["--proof-only", "--recipient", "did:key:z"], "--recipient asks whom it is about"),
        ([*TRUST[:2], "--recipient", "Ada"], "no DID, no mail address"),
        ([*TRUST[:2], "--recipient", "studentNumber=5"], "no DID, no mail address"),
    ],
)
def test_what_does_not_go_together(options: list[str], words: str, badge_json: Path, registry: Path) -> None:
    ran = run("verify", badge_json, *[f"{URL}={registry}" if one == "LIST" else one for one in options], *AT)
    assert ran.code not in (0, 1, 2)
    assert words in ran.err


def badge(path: Path, **subject: Any) -> Path:
    tree = bases.unsigned()
    tree["credentialSubject"] |= subject
    path.write_text(bases.text(bases.signed(tree)), encoding="utf-8")
    return path


def test_whom_it_must_be_about(tmp_path: Path) -> None:
    salted = hashlib.sha256(b"ada@north.exampleKosher").hexdigest()
    entry = {"type": "IdentityObject", "hashed": True, "salt": "Kosher", "identityType": "emailAddress"}
    number = {"type": "IdentityObject", "hashed": False, "identityHash": "S-17", "identityType": "sisSourcedId"}
    path = badge(tmp_path / "b.json", identifier=[entry | {"identityHash": f"sha256${salted}"}, number])
    for who, code in (
        (bases.LEARNER, 0),
        ("ada@north.example", 0),
        ("mailto:ada@north.example", 0),
        ("MailTo:ada@north.example", 0),
        ("emailAddress=ada@north.example", 0),
        ("sisSourcedId=S-17", 0),
        ("did:web:eve.example", 1),
        ("eve@north.example", 1),
        ("sisSourcedId=S-18", 1),
        ("accountId=7", 2),
    ):
        assert run("verify", path, "--recipient", who, *TRUST).code == code, who
    both = ("--recipient", "did:web:eve.example", "--recipient", "ada@north.example")
    ran = run("inspect", path, *both, *TRUST)
    assert ran.code == 0
    assert "subject.matched at /credentialSubject/identifier/0" in ran.err
    assert "ada@" not in ran.err
    spelt = run("inspect", path, "--recipient", "Ada@north.example", *TRUST)
    assert (spelt.code, "A hash fits one spelling alone" in " ".join(spelt.err.split())) == (1, True)


def test_the_report_says_how_well_the_issuer_is_known(badge_json: Path) -> None:
    assert "How well the issuer is known: listed." in run("inspect", badge_json, *TRUST).err
    anybody = run("inspect", badge_json, "--unsafe-any-issuer", "a test", *AT)
    assert "How well the issuer is known: self-asserted." in anybody.err
