"""`import eccoe_vc`, and checking an Open Badge with an embedded proof, load none of the heavy libraries."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import eccoe_vc

HEAVY = {
    "boto3",
    "botocore",
    "jinja2",
    "jsonschema",
    "jwcrypto",
    "lxml",
    "pkcs11",
    "pydantic",
    "pydantic_core",
    "pyld",
    "re2",
    "referencing",
    "requests",
    "rfc8785",
    "rich",
    "sqlalchemy",
    "urllib3",
}
NETWORK = {"asyncio", "http", "socket", "ssl"}


def loaded(code: str, *arguments: str) -> set[str]:
    """Names of all modules that are loaded after ``code`` in a new interpreter."""
    script = f"import sys\n{code}\nprint(*sorted(sys.modules), sep=chr(10))"
    done = subprocess.run([sys.executable, "-I", "-c", script, *arguments], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def complain(found: set[str], unwanted: set[str], doing: str) -> None:
    heavy = sorted({name.partition(".")[0] for name in found} & unwanted)
    assert not heavy, (
        f"{doing} loads {', '.join(heavy)}\n    rule: nothing heavy on the common path (performance)\n"
        "    do: import it inside the function that needs it; `python -X importtime` shows who asks"
    )


def test_importing_the_package_loads_nothing_heavy_and_none_of_its_own_rooms() -> None:
    found = loaded("import eccoe_vc")
    complain(found, HEAVY | NETWORK, "import eccoe_vc")
    assert {name for name in found if name.startswith("eccoe_vc")} == {"eccoe_vc"}


def test_the_verbs_load_nothing_heavy() -> None:
    names = "inspect, verify, policies, TrustedIssuers, Budget, Report, open_credential, unbake"
    complain(loaded(f"from eccoe_vc import {names}"), HEAVY | NETWORK, "the verbs of verifying")


@pytest.fixture(scope="module")
def badge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    signer = eccoe_vc.LocalSigner.generate("Ed25519")
    credential = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": "urn:uuid:5f7c4f3e-4b1a-4a44-9a3c-2f4c3a1c9a10",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Soil Science",
        "issuer": {"id": signer.controller, "type": ["Profile"], "name": "North University"},
        "validFrom": "2026-01-31T09:00:00Z",
        "credentialSubject": {
            "id": "urn:uuid:0d1b8c9e-5a38-4f0f-9ac6-3a0b6b1d2e11",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://north.example/achievements/soil-science",
                "type": ["Achievement"],
                "name": "Soil Science",
                "description": "Reads a soil profile.",
                "criteria": {"narrative": "Three field days."},
            },
        },
    }
    path = tmp_path_factory.mktemp("light") / "badge.json"
    path.write_text(eccoe_vc.issue(credential, signer=signer).text, encoding="utf-8")
    return path


VERIFY = """
from eccoe_vc import TrustedIssuers, policies, verify
data = open(sys.argv[1], "rb").read()
verified = verify(data, policy=policies.open_badge(trust=TrustedIssuers({sys.argv[2]})))
if not (verified.report.valid and verified.report.trusted): raise SystemExit("not accepted")
"""


def test_verifying_a_badge_loads_nothing_heavy(badge: Path) -> None:
    issuer = json.loads(badge.read_text())["issuer"]["id"]
    complain(loaded(VERIFY, str(badge), issuer), HEAVY | NETWORK, "verify()")


def test_verifying_a_badge_loads_nothing_that_handles_private_keys(badge: Path) -> None:
    issuer = json.loads(badge.read_text())["issuer"]["id"]
    found = loaded(VERIFY, str(badge), issuer)
    assert not found & {f"eccoe_vc.{name}" for name in ("keys.private", "keys.signer", "proofs.signing", "issuing")}
    assert "cryptography.hazmat.primitives.serialization" not in found


def test_verifying_a_token_loads_nothing_heavy(badge: Path) -> None:
    signer = eccoe_vc.LocalSigner.generate("P-256")
    tree = json.loads(badge.read_text())
    del tree["proof"]
    tree["issuer"]["id"] = signer.controller
    token = badge.with_suffix(".jwt")
    token.write_text(eccoe_vc.issue(tree, signer=signer, securing=eccoe_vc.VC_JWT_OB3).text, encoding="utf-8")
    found = loaded(VERIFY, str(token), signer.controller)
    complain(found, HEAVY | NETWORK, "verify() of a token")
    assert not found & {f"eccoe_vc.{name}" for name in ("keys.private", "proofs.token_signing", "proofs.jose_engine")}


def test_the_verify_command_loads_nothing_heavy(badge: Path) -> None:
    issuer = json.loads(badge.read_text())["issuer"]["id"]
    code = (
        "from eccoe_vc.cli import main\nimport io, contextlib\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):\n"
        "    done = main(['verify', sys.argv[1], '--trust', sys.argv[2]])\n"
        "if done: raise SystemExit(f'exit code {done}')"
    )
    complain(loaded(code, str(badge), issuer), (HEAVY | NETWORK) - {"rich"}, "eccoe-vc verify")
