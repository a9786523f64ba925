"""Walks test_vectors/credentials: a folder is a case, its expect.json says what must come out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.attacks import naive

from eccoe_vc import TrustedIssuers, inspect, policies, unbake
from eccoe_vc.encoding import timestamps

ROOT = Path(__file__).resolve().parents[2]
CASES = sorted(path.parent for path in (ROOT / "test_vectors" / "credentials").glob("*/expect.json"))


def read(case: Path) -> bytes:
    [path] = case.glob("input.*")
    return path.read_bytes()


def test_there_are_cases_of_both_kinds() -> None:
    failing = [case for case in CASES if case.name.endswith("_fail")]
    assert len(failing) >= 7
    assert len(CASES) - len(failing) >= 7


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path) -> None:
    expected = json.loads((case / "expect.json").read_bytes())
    answers = expected["policy"]
    policy = policies.open_badge(
        trust=TrustedIssuers(answers["trust"]), legacy=answers["legacy"], withheld=answers.get("withheld", "refuse")
    )
    report = inspect(read(case), policy=policy, at=timestamps.parse(expected["at"]))
    assert report.verdict == expected["verdict"], report.to_dict()
    assert (report.verdict == "accepted") is not case.name.endswith("_fail")
    if "code" in expected:
        assert report.check(expected["check"]).code == expected["code"]
    assert (case / "README.md").read_text().startswith(f"# {case.name}\n")


@pytest.mark.parametrize(
    "case", [case for case in CASES if not case.name.endswith("_fail")], ids=lambda case: case.name
)
def test_a_second_verifier_agrees_that_the_good_ones_are_good(case: Path) -> None:
    data = read(case)
    if data[:2] == b"\xd2\x84":
        assert naive.holds_cose(data)
        return
    text = data.decode() if data[:1] in (b"{", b"e") else unbake(data).text
    if text.lstrip().startswith("{") and "Enveloped" not in text:
        assert naive.holds(json.loads(text))
    else:
        token = json.loads(text)["id"].partition(",")[2] if text.startswith("{") else text.strip()
        payload = naive.payload_of(token.partition("~")[0])  # by jwcrypto
        document = payload.get("vc", payload)
        if "proof" in document:
            claims = ("iss", "jti", "nbf", "sub", "exp", "iat")
            assert naive.holds({name: value for name, value in document.items() if name not in claims})


def test_the_script_makes_the_same_bytes() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "build_vectors.py"), "--check"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
