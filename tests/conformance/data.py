"""The one door to the conformance data: third-party vectors and credentials that are not part of this repository.

The folder is named by the environment variable ``ECCOE_VC_CONFORMANCE_DATA``, else it is ``../shared/data`` beside
the project. Each topic (a folder in it) has a ``MANIFEST.json``; a file is read only through it, and only if it has
the SHA-256 that stands there.

* Folder, manifest or listed file absent: :func:`missing`, a skip that the terminal summary counts as "not run: data
  missing". With ``CI=true`` it is a failure.
* Another digest, a path that is not listed, a walk that finds nothing: :class:`DataMismatchError`, a failure always.

A test walks a topic so::

    @pytest.mark.parametrize("path", Topic("rdf-canon").files(prefix="rdfc10/", suffix="-in.nq"))
    def test_it(path: str) -> None:
        data = Topic("rdf-canon").read(path)

``files`` may be called while tests are collected (for ``parametrize``). Data that is missing then leaves out the whole
module, so tests that need no data belong into another module.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NoReturn

import pytest

VARIABLE: Final = "ECCOE_VC_CONFORMANCE_DATA"
PROJECT: Final = Path(__file__).resolve().parents[2]
NOT_RUN: Final = "not run: data missing"


class DataMismatchError(AssertionError):
    """The data is there but is not what its manifest says, or a test asks for what is not listed."""


def folder() -> Path:
    """Where the conformance data is, or should be."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else PROJECT.parent / "shared" / "data"


def missing(what: str) -> NoReturn:
    """End the test: skipped and counted, or failed with ``CI=true``."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"{NOT_RUN}: {what} (a failure because CI=true)", pytrace=False)
    pytest.skip(f"{NOT_RUN}: {what}", allow_module_level=True)


class Topic:
    """One folder of the conformance data, seen through its manifest. ``root``: another place than :func:`folder`."""

    def __init__(self, name: str, root: Path | None = None) -> None:
        self.name = name
        self._root = root

    @property
    def path(self) -> Path:
        """The folder of this topic; look at files through :meth:`read`, not here."""
        return (self._root or folder()) / self.name

    def files(self, *, prefix: str = "", suffix: str = "") -> tuple[str, ...]:
        """The listed paths, sorted, that begin with ``prefix`` and end with ``suffix``; never empty."""
        found = tuple(path for path in sorted(self._entries) if path.startswith(prefix) and path.endswith(suffix))
        if not found:
            raise DataMismatchError(
                f"{self.name} lists no file {prefix}*{suffix}: a walk over nothing would prove nothing"
            )
        return found

    def entry(self, path: str) -> Mapping[str, Any]:
        """What the manifest says about a file: source, licence, notes."""
        if path not in self._entries:
            raise DataMismatchError(f"{path} is not listed in the manifest of {self.name}")
        return self._entries[path]

    def read(self, path: str) -> bytes:
        """The bytes of a listed file, after its digest was found right."""
        expected = self.entry(path)["sha256"]
        try:
            data = (self.path / path).read_bytes()
        except FileNotFoundError:
            missing(f"{self.name}/{path}")
        found = hashlib.sha256(data).hexdigest()
        if found != expected:
            raise DataMismatchError(f"{self.name}/{path} has SHA-256 {found}, its manifest says {expected}")
        return data

    def text(self, path: str) -> str:
        """A listed file as UTF-8 text, line ends kept."""
        return self.read(path).decode("utf-8")

    def json(self, path: str) -> Any:
        """A listed file as JSON; ``Any``, because what it holds is for the test to say."""
        return json.loads(self.read(path))

    @cached_property
    def _entries(self) -> dict[str, dict[str, Any]]:
        try:
            manifest = json.loads((self.path / "MANIFEST.json").read_bytes())
        except FileNotFoundError:
            missing(f"{self.name}/MANIFEST.json in {self.path.parent}")
        return {entry["path"]: entry for entry in manifest["files"]}
