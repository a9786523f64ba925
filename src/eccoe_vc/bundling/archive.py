"""The file of a bundle: a ZIP with a manifest and what it lists. Read within the Budget; nothing is unpacked to disk.

Written without compression and without the time of writing, so that equal content gives equal bytes.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from eccoe_vc.errors import BundleError, shown
from eccoe_vc.limits import Budget

MANIFEST: Final = "manifest.json"
_NAME: Final = re.compile(r"(?:manifest|report)\.json|credential|(?:documents|contexts)/[0-9]{4}").fullmatch
_KNOWN: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x1
_BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError)
_END: Final = struct.Struct("<4s4H2IH")  # of the central directory: its last record, as we write it
_LOCATOR: Final = 20  # bytes of the record before it, in a ZIP of a size that no bundle has
_ENTRY_BYTES: Final = 256  # of one entry in the directory; ours have 60 to 70, those of other programs some more
_BEGINNING: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP can name: no time at all


def written(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files, in their order.

    >>> read(written({"manifest.json": b"{}"}), Budget())
    {'manifest.json': b'{}'}
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _BEGINNING), data)
    return out.getvalue()


def read(data: bytes, budget: Budget) -> dict[str, bytes]:
    """The files of a ZIP by name.

    :raises BundleError: ``bundle.format``, no ZIP, or one with other names than ours, a name twice, or encrypted;
        ``bundle.budget``, more files or bytes than the Budget, whatever the ZIP says about itself.
    """
    if len(data) > budget.bundle_bytes:
        raise _too_large(budget)
    _check_directory(data, budget)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check(entries, budget)
            return _unpacked(archive, entries, budget.bundle_bytes, budget)
    except _BROKEN as error:
        raise BundleError("bundle.format", "The file is no ZIP, or a damaged one.") from error


def _check_directory(data: bytes, budget: Budget) -> None:
    """Bound the directory before it is read: ``zipfile`` makes an object of each of its entries, a million of them too.

    It stands at the very end, without a comment and in the small form (ZIP64 is for what no Budget allows).
    """
    if len(data) < _END.size:
        raise BundleError("bundle.format", "The file is no ZIP, or a damaged one.")
    kind, *_, directory, _, comment = _END.unpack_from(data, len(data) - _END.size)
    if kind != b"PK\5\6" or comment:
        raise BundleError("bundle.format", "The file is no ZIP, or something stands behind it.")
    before = data[-_END.size - _LOCATOR :][:4]
    if before == b"PK\6\7":
        raise BundleError("bundle.format", "The file is a ZIP64, which no bundle is.")
    if directory > budget.bundle_files * _ENTRY_BYTES:
        raise BundleError("bundle.budget", f"A bundle has at most {budget.bundle_files} files.")


def _check(entries: list[zipfile.ZipInfo], budget: Budget) -> None:
    if len(entries) > budget.bundle_files:
        raise BundleError("bundle.budget", f"A bundle has at most {budget.bundle_files} files.")
    names = set()
    for entry in entries:
        if _NAME(entry.filename) is None:
            raise BundleError("bundle.format", f"A file in it is called {shown(entry.filename)}, which none is here.")
        if entry.filename in names:
            raise BundleError("bundle.format", f"The file {shown(entry.filename)} stands in it twice.")
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _KNOWN:
            raise BundleError("bundle.format", f"The file {shown(entry.filename)} in it is packed in another way.")
        names.add(entry.filename)


def _unpacked(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], room: int, budget: Budget) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for entry in entries:
        with archive.open(entry) as file:
            files[entry.filename] = file.read(room + 1)  # one more than there is room for: then it is too much
        room -= len(files[entry.filename])
        if room < 0:
            raise _too_large(budget)
    return files


def _too_large(budget: Budget) -> BundleError:
    return BundleError("bundle.budget", f"The bundle holds more than {budget.bundle_bytes} bytes.")


__all__ = ["MANIFEST", "read", "written"]
