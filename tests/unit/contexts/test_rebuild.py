"""What ``tools/build_contexts.py`` can show without archives: term tables, layouts, recipes, manifest and notice.

The rest needs a network: ``python tools/build_contexts.py --check``.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from eccoe_vc.contexts import OTHER_EDITIONS, PINS, load
from tools import build_contexts
from tools.contexts_build import provenance
from tools.contexts_build.archives import ARCHIVES, Archive, BuildError, Shelf
from tools.contexts_build.recipes import FIXTURES, LAYOUTS, SHIPPED, TABLES, Layout, Row, build, from_table

PROJECT = Path(__file__).resolve().parents[3]
PAIRS = (*provenance.shipped(), *provenance.fixtures())


@pytest.mark.parametrize(("row", "item"), [(r, i) for r, i in PAIRS if r.table], ids=lambda value: value.file)
def test_a_term_table_gives_the_pinned_bytes(row: Row, item: provenance.Expected) -> None:
    assert hashlib.sha256(from_table(row)).hexdigest() == item.sha256


def test_every_term_table_is_used_once() -> None:
    assert sorted(row.table for row, _ in PAIRS if row.table) == sorted(TABLES)


def test_every_archive_and_layout_is_used() -> None:
    rows = (*SHIPPED, *FIXTURES)
    used = {row.archive for row in rows} | {row.check[0] for row in rows if row.check} - {""}
    assert used - {""} == set(ARCHIVES)
    assert set(LAYOUTS) <= {row.file for row in rows}


def test_every_row_has_one_source() -> None:
    assert all(bool(row.table) != bool(row.archive and row.path) for row in (*SHIPPED, *FIXTURES))


@pytest.mark.parametrize("folder", ["contexts", "tests/fixtures/contexts"])
def test_manifest_and_notice_are_what_the_tool_writes(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files themselves are taken from disk here; their digests are still checked by the tool."""
    place = PROJECT / folder

    def from_disk(row: Row, shelf: Shelf) -> bytes:
        return (place / row.file).read_bytes()

    monkeypatch.setattr(build_contexts, "build", from_disk)
    if folder == "contexts":
        written = build_contexts.shipped_folder(Shelf(place))
    else:
        written = build_contexts.fixtures_folder(Shelf(place))
    assert build_contexts.differences({place: written}) == []


def test_differences_names_what_is_missing_different_and_superfluous(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_contexts, "ROOT", tmp_path)
    (tmp_path / "w3c").mkdir()
    (tmp_path / "w3c" / "same").write_bytes(b"1")
    (tmp_path / "w3c" / "other").write_bytes(b"2")
    (tmp_path / "w3c" / "extra").write_bytes(b"3")
    wanted = {tmp_path: {"w3c/same": b"1", "w3c/other": b"x", "w3c/gone": b"4"}}
    assert sorted(line.split() for line in build_contexts.differences(wanted)) == [
        ["different", "w3c/other"],
        ["missing", "w3c/gone"],
        ["unexpected", "w3c/extra"],
    ]
    build_contexts.write(wanted)
    assert [line.split() for line in build_contexts.differences(wanted)] == [["unexpected", "w3c/extra"]]


def test_an_archive_with_another_digest_is_refused(tmp_path: Path) -> None:
    (tmp_path / ARCHIVES["did"].file).write_bytes(b"not the archive")
    with pytest.raises(BuildError, match="SHA-256"):
        Shelf(tmp_path).member("did", "contexts/did-v1.jsonld")


def test_a_copy_that_disagrees_is_refused() -> None:
    row = next(row for row in SHIPPED if row.check and row.table)

    class Other(Shelf):
        def member(self, name: str, path: str) -> bytes:
            return b'{"@context": {}}'

    with pytest.raises(BuildError, match="independent copy"):
        build(row, Other(Path()))


def test_recipes_and_pins_must_name_the_same_files() -> None:
    with pytest.raises(BuildError, match=SHIPPED[0].file):
        provenance.paired(SHIPPED[1:], provenance.expected_shipped())
    with pytest.raises(BuildError, match="twice"):
        provenance.paired((*SHIPPED, SHIPPED[0]), provenance.expected_shipped())


def test_the_newer_open_badges_edition_is_built_from_the_older_one() -> None:
    url = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
    older, newer = OTHER_EDITIONS[url, "2024-03"], PINS[url]
    row = next(row for row in SHIPPED if row.file == newer.file)

    class FromOlder(Shelf):
        def value(self, name: str, path: str, export: str = "default") -> object:
            return json.loads(load(url, older.edition))

        def member(self, name: str, path: str) -> bytes:
            return bytes(load(url))

    assert hashlib.sha256(build(row, FromOlder(Path()))).hexdigest() == newer.sha256


def test_a_layout_breaks_and_pads_lines() -> None:
    plain = '{\n  "a": "b",\n  "c": 1\n}\n'
    layout = Layout(blank_after=(1,), split=(2,), pad={3: 2})
    assert layout.apply(plain) == '{\n\n  "a":\n    "b",\n  "c": 1  \n}\n'


@pytest.mark.parametrize("archive", ARCHIVES.values(), ids=lambda archive: archive.file)
def test_commands_name_exact_versions_and_no_place(archive: Archive) -> None:
    command = archive.command(Path("folder"))
    assert any(part.endswith(archive.version) for part in command)
    assert not any("://" in part or "index" in part or "registry" in part for part in command)
