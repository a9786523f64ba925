"""Group J: what is said about hostile input, on which stream, and what installing and importing do.

No variant of this group is one input with one verdict: all are properties, and each has a test that carries its marker.
Key files (J07, J09, J10) are proved in ``tests/unit/keys``; the wheel (J15-hashes) in ``tests/architecture``.
"""

from __future__ import annotations

import copy
import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from tests.attacks import bases
from tests.attacks.corpus import Builder, variants
from tests.command_line import run

from eccoe_vc import EccoeError, IssueError, Report, VerificationError, inspect, issue, open_credential, verify
from eccoe_vc.encoding import DecodeError, base64url, pointers

BUILDERS: Final[dict[str, Builder]] = {}
#: Proved here or, for keys and the wheel, in the folder of their module; each by a test with the marker.
APART = {variant.id for variant in variants("J07", "J09", "J10", "J14", "J15")}
#: HTML and Markdown, archives, stores, worker processes, advisories, provenance: issues that build them.
LATER = {variant.id for variant in variants("J01", "J02", "J06", "J11", "J12", "J16", "J17")}

Path_ = tuple[str | int, ...]
MARK = "xMARKERx7731x"
#: Free text and personal data: members whose values a report never repeats, whatever is wrong with them.
TEXTS = {
    "additionalName", "addressCountry", "addressLocality", "audience", "caption", "dateOfBirth", "description", "email",
    "familyName", "fieldOfStudy", "genre", "givenName", "humanCode", "identifier", "identityHash", "licenseNumber",
    "name", "narrative", "phone", "role", "salt", "streetAddress", "tag", "targetCode", "targetDescription",
    "targetFramework", "targetName", "term", "value", "valueMax", "valueMin", "version", "proofValue",
}  # fmt: skip


def full() -> dict[str, Any]:
    """A genuine credential that says much: every kind of text and personal data that a badge may hold."""
    tree = bases.unsigned()
    issuer, subject = tree["issuer"], tree["credentialSubject"]
    issuer |= {
        "email": "office@north.example", "phone": "+31 20 123", "description": "A university.", "familyName": "North",
        "givenName": "Uni", "additionalName": "U.", "dateOfBirth": "1575-02-08",
        "address": {"type": ["Address"], "addressCountry": "NL", "addressLocality": "L", "streetAddress": "R 1"},
        "otherIdentifier": [{"type": "IdentifierEntry", "identifier": "N-1", "identifierType": "name"}],
    }  # fmt: skip
    subject |= {
        "identifier": [
            {"type": "IdentityObject", "hashed": True, "identityHash": "sha256$" + "0" * 64, "salt": "s",
             "identityType": "emailAddress"}
        ],
        "role": "student", "licenseNumber": "L-1", "term": "2026",
        "result": [{"type": ["Result"], "value": "7", "resultDescription": "urn:x:grade"}],
    }  # fmt: skip
    subject["achievement"] |= {
        "humanCode": "SOIL", "fieldOfStudy": "Soil", "tag": ["soil"], "version": "1",
        "resultDescription": [
            {"id": "urn:x:grade", "type": ["ResultDescription"], "name": "Grade", "resultType": "RawScore",
             "valueMin": "0", "valueMax": "10"}
        ],
        "alignment": [
            {"type": ["Alignment"], "targetName": "T", "targetUrl": "https://x.example/t", "targetCode": "C",
             "targetFramework": "F", "targetDescription": "D"}
        ],
    }  # fmt: skip
    tree |= {
        "description": "About soil.",
        "image": {"id": "https://x.example/i.png", "type": "Image", "caption": "A medal."},
        "evidence": [
            {"id": "https://x.example/e", "type": ["Evidence"], "name": "N", "narrative": "W", "genre": "G",
             "audience": "A", "description": "D"}
        ],
    }  # fmt: skip
    return tree


@pytest.fixture(scope="module")
def signed() -> dict[str, Any]:
    made = bases.signed(full())
    assert inspect(made, policy=bases.policy(), at=bases.AT).verdict == "accepted"
    return made


def leaves(tree: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Every value that is no object and no array, with its place."""
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(value, (*path, key))
    else:
        yield path, tree


def put(tree: dict[str, Any], path: Path_, value: Any) -> dict[str, Any]:
    """A copy of ``tree`` with ``value`` at ``path``."""
    made: Any = copy.deepcopy(tree)
    place = made
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return dict(made)


def said(report: Report) -> Iterator[str]:
    """Every text of a report, and of the exception that carries it."""
    yield json.dumps(report.to_dict(), ensure_ascii=False)
    yield repr(report)
    for problem in report.problem_details():
        yield json.dumps(problem, ensure_ascii=False)


def everything_said(data: Any) -> Iterator[str]:
    """What every door says about ``data``: reports, exceptions, the command line in words and in JSON."""
    yield from said(inspect(data, policy=bases.policy(), at=bases.AT))
    try:
        verify(data, policy=bases.policy(), at=bases.AT)
    except VerificationError as error:
        yield from (str(error), repr(error), *map(str, error.findings))
    try:
        open_credential(data)
    except EccoeError as error:
        yield from (str(error), repr(error), str(error.__cause__), str(error.__context__))
    if isinstance(data, dict):
        try:
            issue({key: value for key, value in data.items() if key != "proof"}, signer=bases.signer())
        except IssueError as error:
            yield from (str(error), repr(error))
    raw = json.dumps(data).encode() if isinstance(data, dict) else data
    for command in ("inspect", "verify"):
        for options in ([], ["--json"]):
            ran = run(command, "-", "--trust", bases.ISSUER, "--at", "2026-06-01T12:00:00Z", *options, stdin=raw)
            yield from (ran.err, ran.out.decode())


def text_places(tree: dict[str, Any]) -> list[Path_]:
    """The places of free text and personal data."""
    return [path for path, _ in leaves(tree) if [key for key in path if isinstance(key, str)][-1] in TEXTS]


@pytest.mark.attack("J14", "echo")
@pytest.mark.parametrize(
    "value", [MARK, f"{MARK}@x.example", f"urn:{MARK}:1", f"\x1b]0;{MARK}\x07", [MARK], {"a": MARK}]
)
def test_no_text_of_the_document_is_repeated(signed: dict[str, Any], value: Any) -> None:
    places = text_places(signed)
    assert len(places) > 35
    for path in places:
        report = inspect(put(signed, path, value), policy=bases.policy(), at=bases.AT)
        assert report.verdict == "rejected", path
        for text in said(report):
            assert MARK not in text, path


@pytest.mark.attack("J14", "echo")
def test_no_door_repeats_a_document_full_of_markers(signed: dict[str, Any], caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    tree = copy.deepcopy(signed)
    for path in text_places(signed):
        tree = put(tree, path, MARK)
    for text in everything_said(tree):
        assert MARK not in text
    assert not caplog.records


@pytest.mark.attack("J14", "echo")
@pytest.mark.parametrize(
    "data",
    [
        MARK.encode(),
        f'{{"name": "{MARK}", }}'.encode(),
        f'{{"name": "{MARK}'.encode(),
        f'["{MARK}"]'.encode(),
        f'"{MARK}"'.encode(),
        f'{{"a": "{MARK}"}} {MARK}'.encode(),
        f'{{"a": "{MARK}", "a": "{MARK}"}}'.encode(),
        f'{{"a": "{MARK}", "b": 1e999}}'.encode(),
        f'{{"a": "{MARK}\\ud800"}}'.encode(),
        f'{{"a": "{MARK}"}}'.encode("utf-16"),
        b'{"a": "' + MARK.encode() + b'\xff"}',
        f"<html>{MARK}</html>".encode(),
        f"<svg xmlns='http://www.w3.org/2000/svg'><title>{MARK}</title></svg>".encode(),
        f"<svg xmlns='http://www.w3.org/2000/svg'><!-- {MARK} <".encode(),
        f"<!DOCTYPE svg [<!ENTITY a '{MARK}'>]><svg>&a;</svg>".encode(),
        b"\x89PNG\r\n\x1a\n" + MARK.encode() * 9,
        f"%PDF-1.7 {MARK}".encode(),
        f"eyJhbGciOiJFZERTQSJ9.{base64url.encode(MARK.encode())}.AAAA".encode(),
    ],
)
def test_no_door_repeats_a_file_that_it_refuses(data: bytes) -> None:
    for text in everything_said(data):
        assert MARK not in text
        assert base64url.encode(MARK.encode()) not in text


LONG = "y" * 5_000
EVIL = "\x1b[2J\n\u202e\x00\x9b"


def faults(signed: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The credential with one thing wrong in it: each value of a wrong kind, too long, hostile or missing."""
    wrong: tuple[Any, ...] = (LONG, EVIL + LONG, 5, None, True, [], {}, [[]], {LONG: 1}, {EVIL: EVIL}, -1e300)
    for path, _ in leaves(signed):
        for value in wrong:
            yield put(signed, path, value)
        shorter = put(signed, path, None)
        place: Any = shorter
        for key in path[:-1]:
            place = place[key]
        del place[path[-1]]
        yield shorter
    yield {**signed, LONG: 1}
    yield {**signed, EVIL: {EVIL: 1}}
    yield {**signed, "@context": [*signed["@context"], f"https://{LONG}.example"]}
    yield {**signed, "proof": [signed["proof"]] * 20}


def findings(report: Report) -> Iterator[Any]:
    yield from (finding for check in report.checks for finding in check.findings)
    yield from report.notes


@pytest.mark.attack("J14", "length")
def test_no_message_is_longer_than_300_characters_or_more_than_a_line(signed: dict[str, Any]) -> None:
    seen = set()
    for tree in faults(signed):
        for finding in findings(inspect(tree, policy=bases.policy(), at=bases.AT)):
            seen.add(finding.code)
            assert len(finding.message) <= 300, finding
            assert len(finding.hint) <= 300, finding
            assert finding.message.isprintable(), finding
            assert finding.hint.isprintable(), finding
    assert len(seen) > 15


def _leads_somewhere(tree: dict[str, Any], pointer: str) -> bool:
    """Whether ``pointer`` names a value of ``tree``, or a member that is missing in an object of it."""
    for candidate in (pointer, pointer.rpartition("/")[0]):
        try:
            pointers.resolve(tree, candidate)
        except DecodeError:
            continue
        return True
    return False


@pytest.mark.attack("J14", "pointer")
def test_every_failed_check_points_into_the_document(signed: dict[str, Any]) -> None:
    for tree in faults(signed):
        report = inspect(tree, policy=bases.policy(), at=bases.AT)
        for check in report.problems():
            assert check.findings, check
            for finding in check.findings:
                assert finding.pointer == "" or _leads_somewhere(tree, finding.pointer), finding
        named = [finding.pointer for check in report.problems() for finding in check.findings]
        assert not named or any(named), "the whole document is no place"


@pytest.mark.attack("J14", "pii")
def test_names_mails_and_ids_are_in_no_log_line_at_info(
    signed: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for tree in (signed, put(signed, ("credentialSubject", "achievement", "name"), EVIL), put(signed, ("id",), EVIL)):
        for _ in everything_said(tree):
            pass
    assert not [record for record in caplog.records if record.levelno >= logging.INFO]
    for record in caplog.records:  # at DEBUG they may stand, escaped
        assert record.getMessage().isprintable()


SECRET = base64url.encode(bytes(range(7, 39)))
PRIVATE_JWK = {"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(bytes(32)), "d": SECRET}


def with_secret(signed: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {**signed, "publicKeyJwk": PRIVATE_JWK}
    yield put(signed, ("proof", "verificationMethod"), {"id": "did:x:y#1", "publicKeyJwk": PRIVATE_JWK})
    yield put(signed, ("issuer", "publicKeyJwk"), PRIVATE_JWK)
    yield put(signed, ("issuer", "name"), PRIVATE_JWK)
    did = "did:jwk:" + base64url.encode(json.dumps(PRIVATE_JWK).encode())
    yield put(put(signed, ("issuer", "id"), did), ("proof", "verificationMethod"), f"{did}#0")


@pytest.mark.attack("J14", "secret")
def test_the_private_part_of_a_key_in_the_document_is_in_no_text(signed: dict[str, Any]) -> None:
    for tree in with_secret(signed):
        assert inspect(tree, policy=bases.policy(), at=bases.AT).verdict == "rejected"
        for text in everything_said(tree):
            assert SECRET not in text
            assert SECRET[:16] not in text


@pytest.mark.attack("J14", "secret")
def test_a_private_key_where_a_public_one_is_asked_for_is_in_no_text(tmp_path: Path) -> None:
    (tmp_path / "key.jwk").write_text(json.dumps(PRIVATE_JWK))
    (tmp_path / "did.json").write_text(
        json.dumps(
            {
                "id": "did:web:north.example",
                "verificationMethod": [
                    {"id": "did:web:north.example#1", "type": "JsonWebKey", "controller": "did:web:north.example",
                     "publicKeyJwk": PRIVATE_JWK}
                ],
                "assertionMethod": ["did:web:north.example#1"],
            }
        )
    )  # fmt: skip
    tree = bases.di()
    tree["issuer"]["id"] = "did:web:north.example"
    tree["proof"]["verificationMethod"] = "did:web:north.example#1"
    for option in (
        ["--pin", f"did:web:north.example={tmp_path / 'key.jwk'}"],
        ["--document", f"https://north.example/.well-known/did.json={tmp_path / 'did.json'}"],
    ):
        for form in ([], ["--json"]):
            ran = run("inspect", "-", *option, *form, stdin=json.dumps(tree).encode())
            assert ran.code in (1, 65)
            assert "key.private_in_public" in ran.err + ran.out.decode()
            assert SECRET[:16] not in ran.err + ran.out.decode()


# ---- J15: importing --------------------------------------------------------------------------------------------------

_WATCH = """
import sys, threading, sysconfig
opened, bad = [], []
def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        opened.append((arguments[0], arguments[1] or "", arguments[2] or 0))
    elif event.startswith(("socket.", "subprocess.", "os.system", "os.fork", "os.exec", "os.posix_spawn", "os.spawn",
                           "_thread.start_new_thread", "winreg.")):
        bad.append(event)
sys.addaudithook(watch)
threads = threading.active_count()
"""
_TELL = """
import json
print(json.dumps({"opened": opened, "bad": bad, "threads": threading.active_count() - threads}))
"""


def watched(code: str) -> dict[str, Any]:
    """What an interpreter of its own opens and starts while it runs ``code``."""
    done = subprocess.run([sys.executable, "-c", _WATCH + code + _TELL], capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


_EVERYTHING = """
import importlib, pkgutil, eccoe_vc
for name in eccoe_vc.__all__:
    getattr(eccoe_vc, name)
for module in pkgutil.walk_packages(eccoe_vc.__path__, "eccoe_vc."):
    importlib.import_module(module.name)
"""


@pytest.mark.attack("H01", "import")
@pytest.mark.attack("J15", "import")
@pytest.mark.parametrize("code", ["import eccoe_vc", _EVERYTHING], ids=["package", "everything"])
def test_importing_opens_no_socket_and_no_foreign_file_and_starts_nothing(code: str) -> None:
    found = watched(code)
    assert found["bad"] == []
    assert found["threads"] == 0
    import sysconfig

    import eccoe_vc

    package = Path(eccoe_vc.__file__).resolve().parent
    ours = [package, package.parents[1] / "contexts", *{Path(path) for path in sysconfig.get_paths().values()}]
    ours.append(Path(sys.base_prefix))
    for name, mode, flags in found["opened"]:
        path = Path(name).resolve()
        assert any(path.is_relative_to(place) for place in ours), f"{name} was opened"
        # The interpreter keeps compiled modules beside their source; nothing else is written.
        assert set(mode) <= set("rbt") or "__pycache__" in path.parts, f"{name} was opened for {mode} {flags}"


@pytest.mark.attack("J15", "optional")
def test_everything_works_without_any_extra(tmp_path: Path) -> None:
    """``rich`` is the one extra of this release, and nothing needs it: words are complete without it."""
    code = (
        "import sys; sys.modules['rich'] = None; sys.modules['rich.console'] = None\n"
        "sys.stderr.isatty = lambda: True\n"
        "from eccoe_vc.cli import main\n"
        f"code = main(['demo', '--directory', {str(tmp_path)!r}])\n"
        "raise SystemExit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code + "\n"], capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert b"badge.png: accepted" in done.stderr


#: The one room that is of an extra: the tables of the ledger, which say so themselves and are never loaded unasked.
_WITHOUT_EXTRAS = """
import importlib, pkgutil, eccoe_vc, sys
EXTRAS = (
    'rich', 'lxml', 'jinja2', 'sqlalchemy', 'psycopg', 'yaml', 'highspy', 'pypdf', 'cbor2', 'jsonschema', 'referencing',
    're2', 'pkcs11', 'boto3',
)
for name in EXTRAS:
    sys.modules[name] = None
rooms = ('eccoe_vc.agreements.ledger.', 'eccoe_vc.status_registry.', 'eccoe_vc.storage.')
missing = []
for name in eccoe_vc.__all__:
    try:
        getattr(eccoe_vc, name)
    except eccoe_vc.StoreError as error:
        assert 'pip install "eccoe-vc[sql]"' in str(error), error
        missing.append(name)
assert missing == ['Ledger', 'StatusRegistry'], missing
for module in pkgutil.walk_packages(eccoe_vc.__path__, "eccoe_vc."):
    try:
        importlib.import_module(module.name)
    except ModuleNotFoundError as error:
        assert module.name.startswith(rooms) and error.name.partition('.')[0] == 'sqlalchemy', (module.name, error)
"""


@pytest.mark.attack("J15", "optional")
def test_importing_everything_needs_no_extra() -> None:
    assert watched(_WITHOUT_EXTRAS)["bad"] == []


# ---- the corpus ------------------------------------------------------------------------------------------------------


def test_every_variant_that_is_apart_has_a_test_with_its_marker() -> None:
    marked = set()
    for path in Path(__file__).parents[1].rglob("test_*.py"):
        marked |= set(re.findall(r'mark\.attack\("(J[0-9]+)", "([a-z0-9-]+)"\)', path.read_text(encoding="utf-8")))
    assert {f"{case}-{name}" for case, name in marked} == APART
