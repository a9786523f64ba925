#!/usr/bin/env python3
"""Rebuild the contexts that the library ships, and those that its tests need, from packages and term tables.

::

    python tools/build_contexts.py            # write what differs
    python tools/build_contexts.py --check    # only compare; exit status 1 where something differs

Needs the project installed in the interpreter that runs it, pip, npm and node, and a network unless ``--archives``
names a folder that already holds the archives. Every archive and every file must have its pinned SHA-256, else
nothing is written. Nobody needs this to install or to use the library.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:  # run as a script: make `tools` importable
    sys.path.insert(0, str(ROOT))

from tools.contexts_build import provenance  # noqa: E402
from tools.contexts_build.archives import BuildError, Shelf  # noqa: E402
from tools.contexts_build.recipes import Row, build  # noqa: E402

_SHIPPED_NOTE: Final = (
    "Contexts shipped as eccoe_vc.contexts. For people: the digests that the library trusts stand in its code."
)
_FIXTURES_NOTE: Final = "Contexts that only tests need. Never shipped: some of them give every term a meaning."

#: Files that are written by hand and therefore left alone.
_BY_HAND: Final = frozenset({"__init__.py", "_pins.py", ".gitattributes"})


def rebuild(shelf: Shelf) -> dict[Path, dict[str, bytes]]:
    """Folder to file name to bytes: everything that this tool is responsible for."""
    return {
        ROOT / "contexts": shipped_folder(shelf),
        ROOT / "tests" / "fixtures" / "contexts": fixtures_folder(shelf),
    }


def shipped_folder(shelf: Shelf) -> dict[str, bytes]:
    """What belongs into ``contexts/``."""
    return _folder(provenance.shipped(), shelf, _SHIPPED_NOTE, "Contexts in this folder")


def fixtures_folder(shelf: Shelf) -> dict[str, bytes]:
    """What belongs into ``tests/fixtures/contexts/``."""
    return _folder(provenance.fixtures(), shelf, _FIXTURES_NOTE, "Contexts for tests")


def _folder(pairs: Sequence[tuple[Row, provenance.Expected]], shelf: Shelf, note: str, title: str) -> dict[str, bytes]:
    files = {row.file: _checked(build(row, shelf), item) for row, item in pairs}
    files["manifest.json"] = provenance.manifest(pairs, note).encode()
    files["NOTICE"] = provenance.notice(pairs, title).encode()
    return files


def _checked(data: bytes, item: provenance.Expected) -> bytes:
    """The bytes, if both digests are the pinned ones."""
    import rfc8785

    found = hashlib.sha256(data).hexdigest()
    if found != item.sha256:
        raise BuildError(f"{item.file} was built with SHA-256 {found}, expected {item.sha256}")
    canonical = hashlib.sha256(rfc8785.dumps(json.loads(data))).hexdigest()
    if canonical != item.jcs_sha256:
        raise BuildError(f"{item.file} has the JCS digest {canonical}, expected {item.jcs_sha256}")
    return data


def differences(wanted: dict[Path, dict[str, bytes]]) -> list[str]:
    """One line for each file that is absent, different or superfluous on disk."""
    lines: list[str] = []
    for folder, files in wanted.items():
        for name, data in files.items():
            place = folder / name
            if not place.is_file():
                lines.append(f"missing    {place.relative_to(ROOT)}")
            elif place.read_bytes() != data:
                lines.append(f"different  {place.relative_to(ROOT)}")
        lines += [f"unexpected {place.relative_to(ROOT)}" for place in _superfluous(folder, files)]
    return lines


def _superfluous(folder: Path, files: dict[str, bytes]) -> list[Path]:
    found = (place for place in folder.rglob("*") if place.is_file() and "__pycache__" not in place.parts)
    names = set(files) | _BY_HAND
    return sorted(place for place in found if place.relative_to(folder).as_posix() not in names)


def write(wanted: dict[Path, dict[str, bytes]]) -> None:
    """Write what differs. Superfluous files are named by :func:`differences`, not removed."""
    for folder, files in wanted.items():
        for name, data in files.items():
            place = folder / name
            if not place.is_file() or place.read_bytes() != data:
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(data)


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0: in order; 1: something differs or could not be built."""
    parser = argparse.ArgumentParser(description="Rebuild the contexts from packages and term tables.")
    parser.add_argument("--check", action="store_true", help="only compare, write nothing")
    parser.add_argument("--archives", type=Path, metavar="FOLDER", help="keep the archives here and reuse them")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as temporary:
            wanted = rebuild(Shelf(options.archives or Path(temporary)))
        if not options.check:
            write(wanted)
        lines = differences(wanted)
    except BuildError as error:
        print(f"not built: {error}", file=sys.stderr)
        return 1
    count = sum(len(files) for files in wanted.values())
    print("\n".join(lines) if lines else f"{count} files are exactly what the archives and tables give")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
