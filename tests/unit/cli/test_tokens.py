"""Tokens on the command line: issued, baked, unbaked, verified, and called what they are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.command_line import run
from tests.unit.cli.test_keys_and_issue import controller, credential, key

from eccoe_vc.cli import parser, signing

__all__ = ["key"]


def test_the_names_of_forms_are_those_of_the_library() -> None:
    assert tuple(signing.FORMS) == parser.FORMS


@pytest.mark.parametrize("form", ["vc-jwt-ob3", "vc-jose"])
def test_a_token_is_issued_baked_and_verified(form: str, key: Path, tmp_path: Path) -> None:
    ran = run("issue", credential(tmp_path, controller(key)), "--key", key, "--securing", form)
    assert ran.code == 0, ran.err
    assert form in ran.err
    assert ran.out.count(b".") == 2
    token = tmp_path / "badge.jwt"
    token.write_bytes(ran.out)
    picture = tmp_path / "picture.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>')
    baked = tmp_path / "badge.svg"
    assert run("bake", token, picture, "-o", baked).code == 0
    for file in (token, baked):
        seen = run("inspect", file, "--trust", controller(key))
        assert seen.code == 0, seen.err
        assert f"It is a token: a JWT of {'Open Badges 3.0' if form == 'vc-jwt-ob3' else 'VC JOSE COSE'}" in seen.err
    verified = run("verify", baked, "--trust", controller(key), "--json")
    assert verified.record["credential"]["issuer"]["id"] == controller(key)
    assert "iss" not in verified.record["credential"]


def test_a_token_of_a_credential_with_a_proof(key: Path, tmp_path: Path) -> None:
    unsigned = credential(tmp_path, controller(key))
    ran = run("issue", unsigned, "--key", key, "--securing", "vc-jose", "--suite", "eddsa-jcs-2022", "--json")
    assert ran.record["suites"] == ["eddsa-jcs-2022", "vc-jose"]
    seen = run("inspect", "-", "--trust", controller(key), "--json", stdin=ran.record["text"].encode())
    assert {"proof[token]", "proof[0]"} <= {check["name"] for check in seen.record["checks"]}


def test_the_wrong_data_model_is_refused(key: Path, tmp_path: Path) -> None:
    unsigned = credential(tmp_path, controller(key))
    ran = run("issue", unsigned, "--key", key, "--securing", "vc-jwt-1-1")
    assert ran.code == 1
    assert "jwt.dialect" in ran.err
    assert json.loads(Path(unsigned).read_text())
