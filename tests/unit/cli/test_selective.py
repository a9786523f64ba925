"""SD-JWT and COSE on the command line: issued, verified, and called what they are."""

from __future__ import annotations

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
    assert "model.missing" in run("inspect", "-", "--trust", controller(key), stdin=withheld).err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--securing", "sd-jwt-vcdm", "--disclosable", "/validFrom"), "sd.lifecycle_hidden"),
        (("--securing", "sd-jwt-vcdm", "--disclosable", "/nothing"), "sd.pointer"),
        (("--securing", "vc-jose", "--disclosable", "/name"), "input.type"),
        (("--securing", "sd-jwt-vc"), "model.missing"),
    ],
)
def test_what_is_not_issued(arguments: tuple[str, ...], code: str, key: Path, tmp_path: Path) -> None:
    ran = run("issue", credential(tmp_path, controller(key)), "--key", key, *arguments)
    assert ran.code not in (0, 2)
    assert code in ran.err
    assert "Traceback" not in ran.err


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
