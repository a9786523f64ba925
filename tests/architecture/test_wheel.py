"""What is shipped: the wheel and the source distribution are built, opened, hashed, installed and used.

Needs the build backend and an installer that may look for packages; so it has a tox environment of its own (``wheel``)
and is collected only there.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from tests.architecture.source import PROJECT

CONTEXT_FILES = {
    path.relative_to(PROJECT / "contexts").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
    for path in (PROJECT / "contexts").rglob("*.json*")
}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one wheel, which was built from the source distribution, and the source distribution itself."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(PROJECT)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning: no files found matching" not in done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(dist: Path) -> zipfile.ZipFile:
    (found,) = dist.glob("*.whl")
    return zipfile.ZipFile(found)


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return Parser().parsestr(wheel.read(name).decode("utf-8"))


def test_contexts_are_in_the_wheel_byte_for_byte(wheel: zipfile.ZipFile) -> None:
    prefix = "eccoe_vc/contexts/"
    found = {
        name.removeprefix(prefix): hashlib.sha256(wheel.read(name)).hexdigest()
        for name in wheel.namelist()
        if name.startswith(prefix) and name.endswith((".json", ".jsonld"))
    }
    assert len(found) > 30
    assert found == CONTEXT_FILES


def test_every_context_in_the_wheel_has_the_digest_that_the_manifest_names(wheel: zipfile.ZipFile) -> None:
    manifest = json.loads(wheel.read("eccoe_vc/contexts/manifest.json"))
    entries = manifest["contexts"] if isinstance(manifest, dict) and "contexts" in manifest else manifest["files"]
    rows = entries.values() if isinstance(entries, dict) else entries
    for row in rows:
        data = wheel.read("eccoe_vc/contexts/" + row["file"])
        assert hashlib.sha256(data).hexdigest() == row["sha256"], row["file"]
    assert len(rows) == len(CONTEXT_FILES) - 1, "each file but the manifest itself"


def test_the_whole_package_and_nothing_else_is_in_the_wheel(wheel: zipfile.ZipFile) -> None:
    shipped = {name for name in wheel.namelist() if ".dist-info/" not in name}
    source = {path.relative_to(PROJECT / "src").as_posix() for path in (PROJECT / "src" / "eccoe_vc").rglob("*.py")}
    contexts = {f"eccoe_vc/contexts/{path.name}" for path in (PROJECT / "contexts").glob("*.py")}
    contexts |= {f"eccoe_vc/contexts/{name}" for name in CONTEXT_FILES} | {"eccoe_vc/contexts/NOTICE"}
    data = {"py.typed", "agreements/new_agreement.yaml", "models/recognition-agreement.schema.json"}
    assert shipped == source | contexts | {f"eccoe_vc/{name}" for name in data}


def test_licence_metadata(wheel: zipfile.ZipFile, metadata: Message) -> None:
    """PEP 639: an expression and the files, no classifier."""
    assert metadata["License-Expression"] == "Apache-2.0"
    files = metadata.get_all("License-File") or []
    assert sorted(files) == ["LICENSE", "contexts/NOTICE"]
    for name in files:
        (shipped,) = [entry for entry in wheel.namelist() if entry.endswith(f".dist-info/licenses/{name}")]
        assert wheel.read(shipped) == (PROJECT / name).read_bytes()
    assert not [entry for entry in metadata.get_all("Classifier") or [] if entry.startswith("License")]
    assert metadata["Requires-Python"] == ">=3.11"


def test_the_source_distribution_can_build_the_wheel_and_carries_what_a_packager_needs(dist: Path) -> None:
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "LICENSE", "README.md", "src/eccoe_vc/py.typed", "contexts/manifest.json"} <= names
    assert {f"contexts/{name}" for name in CONTEXT_FILES} <= names
    assert {"tests/conftest.py", "tox.ini", "CHANGELOG.md"} <= names, "see MANIFEST.in"
    assert not [name for name in names if "node_modules" in name or name.endswith(".pyc")]


SMOKE = """
import sys, eccoe_vc
from eccoe_vc.contexts import PINS, load
if not eccoe_vc.__file__.startswith(sys.argv[1]): raise SystemExit(eccoe_vc.__file__)
for url in PINS: load(url)
signer = eccoe_vc.LocalSigner.generate("Ed25519")
print(len(PINS), signer.controller[:10])
"""


def test_the_wheel_alone_can_be_imported_and_used(dist: Path, tmp_path: Path) -> None:
    """Installed without an index and without dependencies; those of this environment stand behind it."""
    (path,) = dist.glob("*.whl")
    target = tmp_path / "site"
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--no-deps",
        "--target",
        str(target),
        str(path),
    ]
    subprocess.run(install, check=True, timeout=300)
    code = f"import sys; sys.path.insert(0, {str(target)!r}); sys.argv[1:] = [{str(target)!r}]\n{SMOKE}"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split()[1] == "did:key:z6"


def test_contexts_are_read_from_an_archive(dist: Path) -> None:
    (path,) = dist.glob("*.whl")
    load = "len(contexts.load('https://w3id.org/security/multikey/v1'))"
    text = f"from eccoe_vc import contexts; print(contexts.__file__, {load})"
    done = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(path)!r}); {text}"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    where, size = done.stdout.split()
    assert where.startswith(str(path))
    assert size == "1010"


@pytest.mark.attack("J15", "hashes")
def test_the_wheel_installs_offline_against_its_digest_and_no_other(
    dist: Path, metadata: Message, tmp_path: Path
) -> None:
    (path,) = dist.glob("*.whl")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    wrong = hashlib.sha256(b"another wheel").hexdigest()
    for number, expected in ((0, digest), (1, wrong)):
        pinned = tmp_path / f"requirements-{number}.txt"
        pinned.write_text(f"eccoe-vc=={metadata['Version']} --hash=sha256:{expected}\n")
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-index",
            "--no-deps",
            "--only-binary",
            ":all:",
        ]
        command += ["--require-hashes", "--find-links", str(dist), "--target", str(tmp_path / f"site-{number}")]
        done = subprocess.run([*command, "-r", str(pinned)], capture_output=True, text=True, timeout=300)
        assert (done.returncode == 0) is (expected == digest), done.stderr
    assert "HASHES" in done.stderr
    assert not (tmp_path / "site-1" / "eccoe_vc").exists()
