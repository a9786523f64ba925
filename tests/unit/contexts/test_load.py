"""Lookups, and files that were changed after they were installed (attack corpus B17)."""

from __future__ import annotations

import doctest
import hashlib
import json
import shutil
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import pytest
from eccoe_vc.contexts import OTHER_EDITIONS, PINS, _pins, _read, editions, load, pin, urls

from eccoe_vc import contexts
from eccoe_vc.errors import ContextIntegrityError

OB_303 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
V2 = "https://www.w3.org/ns/credentials/v2"


@pytest.mark.parametrize("module", [contexts, _pins], ids=lambda module: module.__name__)
def test_the_examples_in_the_docstrings_run(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_an_address_gives_its_default_edition() -> None:
    newer = json.loads(load(OB_303))["@context"]
    assert newer["endorsementJwt"]["@id"] == "https://purl.imsglobal.org/spec/vc/ob/vocab.html#endorsementJwt"
    assert pin(OB_303) is PINS[OB_303]
    assert editions(OB_303) == ("", "2024-03")


def test_another_edition_is_given_only_by_name() -> None:
    older = json.loads(load(OB_303, edition="2024-03"))["@context"]
    assert "endorsementJwt" not in older
    assert pin(OB_303, "2024-03") is OTHER_EDITIONS[OB_303, "2024-03"]


def test_the_two_editions_differ_in_exactly_two_terms() -> None:
    newer = json.loads(load(OB_303))["@context"]
    older = json.loads(load(OB_303, "2024-03"))["@context"]
    assert set(newer) - set(older) == {"endorsementJwt", "jti"}
    assert {name: newer[name] for name in older} == older


@pytest.mark.parametrize(
    ("url", "edition"),
    [
        ("https://example.org/context", ""),
        (V2 + "/", ""),
        (V2 + "#", ""),
        (V2.upper(), ""),
        (V2.replace("https", "http"), ""),
        (OB_303 + ".evil", ""),
        (OB_303 + "@2024-03", ""),
        ("1edtech/ob-v3p0-3.0.3.2024-03.json", ""),
        ("", ""),
        (OB_303, "2024-04"),
        (V2, "2024-03"),
        ("https://example.org/context", "2024-03"),
    ],
)
def test_what_is_not_in_the_table_is_unknown(url: str, edition: str) -> None:
    for ask in (load, pin):
        with pytest.raises(LookupError) as caught:
            ask(url, edition)
        assert not isinstance(caught.value, KeyError)


def test_the_message_shows_an_address_safely() -> None:
    with pytest.raises(LookupError) as caught:
        load("https://example.org/\x1b[2J\n" + "x" * 5000)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) <= 300


def test_the_tables_cannot_be_written() -> None:
    with pytest.raises(TypeError):
        PINS["https://example.org/context"] = PINS[V2]  # type: ignore[index, unused-ignore]
    with pytest.raises(TypeError):
        del OTHER_EDITIONS[OB_303, "2024-03"]  # type: ignore[attr-defined, unused-ignore]
    with pytest.raises(AttributeError):
        PINS[V2].sha256 = "0" * 64  # type: ignore[misc, unused-ignore]


def test_every_group_is_listed_once() -> None:
    listed = (*urls("core"), *urls("extensions"), *urls("legacy"))
    assert listed == tuple(PINS)
    assert urls("core")[1] == V2


def test_each_call_gives_the_same_unchangeable_bytes() -> None:
    first = load(V2)
    parsed = json.loads(first)
    parsed["@context"].clear()
    assert isinstance(first, bytes)
    assert load(V2) == first


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the installed folder that a test may damage."""
    folder = tmp_path / "contexts"
    with_files = Path(str(files("eccoe_vc.contexts")))
    shutil.copytree(with_files, folder, ignore=shutil.ignore_patterns("__pycache__"))
    assert _read(folder, PINS[V2]) == load(V2)
    return folder


def _refused(folder: Path) -> ContextIntegrityError:
    with pytest.raises(ContextIntegrityError) as caught:
        _read(folder, PINS[V2])
    assert caught.value.code == "ctx.integrity"
    assert caught.value.hint
    assert PINS[V2].file in caught.value.message
    assert len(caught.value.message) <= 300
    assert str(folder) not in str(caught.value)
    return caught.value


@pytest.mark.attack("B17", "byte")
@pytest.mark.parametrize("position", [0, 5000, -1])
def test_one_changed_byte(installed: Path, position: int) -> None:
    place = installed / PINS[V2].file
    data = bytearray(place.read_bytes())
    data[position] ^= 1
    place.write_bytes(data)
    _refused(installed)


@pytest.mark.attack("B17", "byte")
@pytest.mark.parametrize("tail", [b"\n", b" ", b"\0"])
def test_one_more_byte(installed: Path, tail: bytes) -> None:
    place = installed / PINS[V2].file
    place.write_bytes(place.read_bytes() + tail)
    _refused(installed)


@pytest.mark.attack("B17", "newline")
def test_other_line_ends(installed: Path) -> None:
    place = installed / PINS[V2].file
    data = place.read_bytes()
    assert b"\r" not in data
    place.write_bytes(data.replace(b"\n", b"\r\n"))
    _refused(installed)


@pytest.mark.attack("B17", "missing")
def test_a_missing_file(installed: Path) -> None:
    (installed / PINS[V2].file).unlink()
    assert isinstance(_refused(installed).__cause__, FileNotFoundError)


@pytest.mark.attack("B17", "missing")
def test_a_folder_in_its_place_or_no_folder_at_all(installed: Path) -> None:
    place = installed / PINS[V2].file
    place.unlink()
    place.mkdir()
    _refused(installed)
    shutil.rmtree(installed)
    _refused(installed)


@pytest.mark.attack("B17", "manifest")
def test_a_changed_file_with_its_digest_changed_in_the_manifest(installed: Path) -> None:
    """Somebody who can write the one can write the other: only the digest in code counts."""
    place = installed / PINS[V2].file
    poisoned = json.loads(place.read_bytes())
    poisoned["@context"]["name"] = "https://example.org/other"
    place.write_text(json.dumps(poisoned, indent=2), encoding="utf-8")
    manifest = installed / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    changed = text.replace(PINS[V2].sha256, hashlib.sha256(place.read_bytes()).hexdigest())
    assert changed != text
    manifest.write_text(changed, encoding="utf-8")
    _refused(installed)


@pytest.mark.attack("B17", "manifest")
def test_two_genuine_files_exchanged(installed: Path) -> None:
    """Every file has a digest of the table, only not its own."""
    older = installed / OTHER_EDITIONS[OB_303, "2024-03"].file
    shutil.copyfile(older, installed / PINS[OB_303].file)
    with pytest.raises(ContextIntegrityError):
        _read(installed, PINS[OB_303])
