"""The door to the conformance data: what is missing is said, what is wrong fails."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conformance.data import NOT_RUN, PROJECT, VARIABLE, DataMismatchError, Topic, folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder of conformance data with one topic of three listed files, one of which is absent, and one unlisted."""
    topic = tmp_path / "topic"
    (topic / "sub").mkdir(parents=True)
    files = {"a.txt": b"one\r\n", "sub/b.json": b'{"n": 1}', "absent.txt": b"not on disk"}
    for path, data in files.items():
        if path != "absent.txt":
            (topic / path).write_bytes(data)
    (topic / "unlisted.txt").write_bytes(b"x")
    entries = [
        {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "licence": "none"} for path, data in files.items()
    ]
    (topic / "MANIFEST.json").write_text(json.dumps({"topic": "topic", "files": entries}))
    return tmp_path


def test_listed_files_are_read(root: Path) -> None:
    topic = Topic("topic", root)
    assert topic.files() == ("a.txt", "absent.txt", "sub/b.json")
    assert topic.files(prefix="sub/") == topic.files(suffix=".json") == ("sub/b.json",)
    assert topic.read("a.txt") == b"one\r\n"
    assert topic.text("a.txt") == "one\r\n"
    assert topic.json("sub/b.json") == {"n": 1}
    assert topic.entry("a.txt")["licence"] == "none"


def test_a_changed_file_fails(root: Path) -> None:
    (root / "topic" / "a.txt").write_bytes(b"one\n")
    with pytest.raises(DataMismatchError, match="SHA-256"):
        Topic("topic", root).read("a.txt")


@pytest.mark.parametrize("path", ["unlisted.txt", "../topic/a.txt", "a.txt/", ""])
def test_only_listed_paths_are_read(root: Path, path: str) -> None:
    with pytest.raises(DataMismatchError, match="not listed"):
        Topic("topic", root).read(path)


def test_a_walk_over_nothing_fails(root: Path) -> None:
    with pytest.raises(DataMismatchError, match="prove nothing"):
        Topic("topic", root).files(suffix=".nq")


@pytest.mark.parametrize("ci", ["", "false"])
def test_an_absent_file_or_topic_is_skipped(root: Path, monkeypatch: pytest.MonkeyPatch, ci: str) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.skip.Exception, match=f"{NOT_RUN}: topic/absent.txt"):
        Topic("topic", root).read("absent.txt")
    with pytest.raises(pytest.skip.Exception, match=f"{NOT_RUN}: other/MANIFEST.json"):
        Topic("other", root).files()


@pytest.mark.parametrize("ci", ["true", "True"])
def test_an_absent_file_or_topic_fails_in_ci(root: Path, monkeypatch: pytest.MonkeyPatch, ci: str) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(pytest.fail.Exception, match=f"{NOT_RUN}: topic/absent.txt"):
        Topic("topic", root).read("absent.txt")
    with pytest.raises(pytest.fail.Exception, match=f"{NOT_RUN}: other/MANIFEST.json"):
        Topic("other", root).files()


def test_the_folder_is_named_by_the_variable(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(root))
    assert folder() == root
    assert Topic("topic").read("a.txt") == b"one\r\n"
    for unset in ("", None):
        if unset is None:
            monkeypatch.delenv(VARIABLE)
        else:
            monkeypatch.setenv(VARIABLE, unset)
        assert folder() == PROJECT.parent / "shared" / "data"


_MODULES = {
    "test_one.py": """
        from tests.conformance.data import Topic
        def test_reads(): Topic("topic").read("absent.txt")
        def test_also_reads(): Topic("nowhere").files()
        def test_needs_nothing(): pass
    """,
    "test_two.py": """
        import pytest
        from tests.conformance.data import Topic
        @pytest.mark.parametrize("path", Topic("nowhere").files())
        def test_walks(path): raise AssertionError
    """,
}


def _run(folder: Path, data: Path, ci: str) -> subprocess.CompletedProcess[str]:
    import textwrap

    for name, text in _MODULES.items():
        (folder / name).write_text(textwrap.dedent(text))
    (folder / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider", "."]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), VARIABLE: str(data), "CI": ci, "COLUMNS": "200"}
    environment.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_summary_counts_what_did_not_run(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    done = _run(tmp_path_factory.mktemp("run"), root, ci="")
    assert "not run: data missing: 2 tests and 1 whole modules" in done.stdout
    assert "1 passed, 3 skipped" in done.stdout
    assert done.returncode == 0


def test_ci_fails_where_data_is_missing(root: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    done = _run(tmp_path_factory.mktemp("run"), root, ci="true")
    assert done.returncode not in (0, 5)
    assert "skipped" not in done.stdout
    assert "not run: data missing: nowhere/MANIFEST.json" in done.stdout
