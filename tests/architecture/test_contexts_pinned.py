"""The contexts of the installed package are exactly those that the code pins, and those that W3C prints."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest
import rfc8785
from eccoe_vc.contexts import OTHER_EDITIONS, PINS, Pin, load

PROJECT = Path(__file__).resolve().parents[2]
ROWS: tuple[Pin, ...] = (*PINS.values(), *OTHER_EDITIONS.values())
BESIDE = {"__init__.py", "_pins.py", ".gitattributes", "NOTICE", "manifest.json"}

#: Digests as the Recommendations print them, taken from their texts and not from the table under test.
PRINTED = {
    # Verifiable Credentials Data Model 1.1 (2022-03-03), B.1 Base Context
    "https://www.w3.org/2018/credentials/v1": "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
    # Verifiable Credentials Data Model 2.0 (2025-05-15), B.1 Base Context
    "https://www.w3.org/ns/credentials/v2": "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    # Verifiable Credential Data Integrity 1.0, 2.4 Contexts and Vocabularies
    "https://w3id.org/security/data-integrity/v2": "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    "https://w3id.org/security/multikey/v1": "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    "https://w3id.org/security/jwk/v1": "0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece",
    # Controlled Identifiers 1.0, 4.2 JSON-LD context
    "https://www.w3.org/ns/cid/v1": "ea216ecc1cb02cd39b693dba2250141e270ba0bf95890be107dd9a9e8e43de85",
    # Bitstring Status List 1.0, 5.2 JSON-LD context
    "https://www.w3.org/ns/credentials/status/v1": "fda5add353231e6a6884a46b12e6c75464281900cb348284d9c360f62381d9f7",
}


def _walk(folder: Traversable, prefix: str = "") -> Iterator[str]:
    for item in folder.iterdir():
        if item.is_dir():
            if item.name != "__pycache__":
                yield from _walk(item, f"{prefix}{item.name}/")
        else:
            yield prefix + item.name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.file)
def test_every_file_has_both_digests(row: Pin) -> None:
    data = files("eccoe_vc.contexts").joinpath(row.file).read_bytes()
    assert hashlib.sha256(data).hexdigest() == row.sha256
    assert hashlib.sha256(rfc8785.dumps(json.loads(data))).hexdigest() == row.jcs_sha256


def test_no_file_without_a_row_and_no_row_without_a_file() -> None:
    found = set(_walk(files("eccoe_vc.contexts")))
    assert found - BESIDE == {row.file for row in ROWS}
    assert len(ROWS) == len({row.file for row in ROWS}) == 38


@pytest.mark.parametrize(("url", "digest"), PRINTED.items())
def test_w3c_contexts_have_the_digests_that_w3c_prints(url: str, digest: str) -> None:
    assert hashlib.sha256(load(url)).hexdigest() == digest == PINS[url].sha256


def test_the_manifest_says_what_the_code_says() -> None:
    manifest = json.loads(files("eccoe_vc.contexts").joinpath("manifest.json").read_bytes())
    members = ("url", "file", "sha256", "jcs_sha256", "group", "edition", "licence")
    said = {tuple(entry[member] for member in members) for entry in manifest["files"]}
    assert said == {tuple(row) for row in ROWS}
    assert manifest["count"] == len(manifest["files"]) == len(ROWS)
    assert all(entry["source"] and entry["how"] for entry in manifest["files"])


def test_the_notice_has_a_line_for_every_file() -> None:
    lines = files("eccoe_vc.contexts").joinpath("NOTICE").read_text(encoding="utf-8").splitlines()
    named = [line.split(" | ")[0] for line in lines if line.count(" | ") == 3]
    assert sorted(named[1:]) == sorted(row.file for row in ROWS)
    assert named[0] == "File"


def test_groups_and_editions_are_kept_apart() -> None:
    assert {row.group for row in ROWS} == {"core", "extensions", "legacy"}
    assert all(url == row.url and row.edition == "" for url, row in PINS.items())
    assert all(key == (row.url, row.edition) and row.edition for key, row in OTHER_EDITIONS.items())
    assert all(url in PINS for url, _ in OTHER_EDITIONS)
    assert len({row.sha256 for row in ROWS}) == len({row.jcs_sha256 for row in ROWS}) == len(ROWS)


def test_contexts_for_tests_are_not_shipped() -> None:
    """Some of them set ``@vocab`` to everything; with them no loss would ever be found."""
    folder = PROJECT / "tests" / "fixtures" / "contexts"
    manifest = json.loads((folder / "manifest.json").read_bytes())
    for entry in manifest["files"]:
        data = (folder / entry["file"]).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry["sha256"]
        assert hashlib.sha256(rfc8785.dumps(json.loads(data))).hexdigest() == entry["jcs_sha256"]
        assert entry["url"] not in PINS
        assert entry["jcs_sha256"] not in {row.jcs_sha256 for row in ROWS}
    assert len(manifest["files"]) == 8
    assert not any("/examples/" in url for url in PINS)


def test_the_import_is_light() -> None:
    """Neither a JSON parser, nor a hash, nor a file is needed before a context is asked for."""
    heavy = {"json", "hashlib", "dataclasses", "importlib.resources", "rfc8785", "pyld", "pydantic", "requests"}
    code = "import sys; before = set(sys.modules); import eccoe_vc.contexts; print(*set(sys.modules) - before)"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "eccoe_vc.contexts" in loaded
    assert loaded & heavy == set()
