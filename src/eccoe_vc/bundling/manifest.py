"""What is in a bundle: each file with its digest; each document with its address and when it was had."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.encoding import DecodeError, multihash, strict_json, timestamps
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import BundleError, shown
from eccoe_vc.jsonld import jcs
from eccoe_vc.limits import Budget
from eccoe_vc.report import Verdict

VERSION: Final = "1"
_TOP: Final = {
    "type": str, "version": str, "made": str, "at": str, "verdict": str,
    "digest": dict, "document": list, "context": list, "missed": list,
}  # fmt: skip
_VERDICTS: Final[Mapping[str, Verdict]] = MappingProxyType(
    {"accepted": "accepted", "rejected": "rejected", "indeterminate": "indeterminate"}
)
_DOCUMENT: Final = {"path": str, "url": str, "purpose": str, "mediaType": str, "fetched": str, "maxBytes": int}
_CONTEXT: Final = {"path": str, "url": str, "edition": str}
_MISSED: Final = {"url": str, "purpose": str, "maxBytes": int, "code": str, "message": str}


class Listed(NamedTuple):
    """A document or a context: where it stands in the bundle, and what was known about it."""

    path: str
    url: str
    #: Of a document: what it was needed for, its media type, when it was had, and how large it could have been (0 where
    #: it was handed in). Of a context: its edition.
    purpose: str = ""
    media_type: str = ""
    fetched: str = ""
    max_bytes: int = 0
    edition: str = ""


class Missed(NamedTuple):
    """A document that could not be had: what was asked for, and the code and the words of the answer."""

    url: str
    purpose: str
    max_bytes: int
    code: str
    message: str


class Manifest(NamedTuple):
    """The list of a bundle. Times as in credentials, in UTC."""

    made: str
    at: str
    verdict: Verdict
    digests: dict[str, str]
    documents: tuple[Listed, ...]
    contexts: tuple[Listed, ...]
    missed: tuple[Missed, ...]

    def to_bytes(self) -> bytes:
        """The JSON text in its RFC 8785 form: the digest of a bundle is that of these bytes."""
        return jcs.encode(
            {
                "type": "EvidenceBundle",
                "version": VERSION,
                "made": self.made,
                "at": self.at,
                "verdict": self.verdict,
                "digest": self.digests,
                "document": [
                    {"path": one.path, "url": one.url, "purpose": one.purpose, "mediaType": one.media_type,
                     "fetched": one.fetched, "maxBytes": one.max_bytes}
                    for one in self.documents
                ],
                "context": [{"path": one.path, "url": one.url, "edition": one.edition} for one in self.contexts],
                "missed": [
                    {"url": one.url, "purpose": one.purpose, "maxBytes": one.max_bytes, "code": one.code,
                     "message": one.message}
                    for one in self.missed
                ],
            }
        )  # fmt: skip


def read(data: bytes, budget: Budget) -> Manifest:
    """The manifest in its JSON text.

    :raises BundleError: ``bundle.format``, ``bundle.version``, ``json.*``.
    """
    tree = strict_json.parse(data, budget, max_bytes=budget.bundle_bytes)
    if tree.get("type") != "EvidenceBundle":
        raise BundleError("bundle.format", "The manifest is not that of an evidence bundle.", pointer="/type")
    if tree.get("version") != VERSION:
        message = f"The bundle is of version {shown(tree.get('version'))}; this release reads version {VERSION}."
        raise BundleError("bundle.version", message, pointer="/version")
    _shape(tree, _TOP, "")
    for name in ("made", "at"):
        _time(tree[name], f"/{name}")
    if tree["verdict"] not in _VERDICTS:
        raise _wrong(f"{shown(tree['verdict'])} is no verdict.", "/verdict")
    for path, digest in tree["digest"].items():
        if not isinstance(digest, str):
            raise _wrong(f"Here is {shown(digest)}; the digest of {shown(path)} was expected.", "/digest")
    documents = tuple(
        Listed(one["path"], one["url"], one["purpose"], one["mediaType"], one["fetched"], one["maxBytes"])
        for one in _entries(tree, "document", _DOCUMENT)
    )
    contexts = tuple(
        Listed(one["path"], one["url"], edition=one["edition"]) for one in _entries(tree, "context", _CONTEXT)
    )
    missed = []
    for index, entry in enumerate(tree["missed"]):
        _shape(entry if isinstance(entry, dict) else {}, _MISSED, f"/missed/{index}")
        missed.append(Missed(*(entry[name] for name in _MISSED)))
    verdict = _VERDICTS[tree["verdict"]]
    return Manifest(tree["made"], tree["at"], verdict, tree["digest"], documents, contexts, tuple(missed))


def _entries(
    tree: dict[str, Any], name: Literal["document", "context"], form: Mapping[str, type]
) -> list[dict[str, Any]]:
    addresses = set()
    for index, entry in enumerate(tree[name]):
        place = f"/{name}/{index}"
        if not isinstance(entry, dict):
            raise _wrong(f"Here is {shown(entry)}; an object was expected.", place)
        _shape(entry, form, place)
        asked = (entry["url"], entry.get("purpose"), entry.get("maxBytes"))
        if not is_iri(entry["url"]) or asked in addresses:
            raise _wrong(f"{shown(entry['url'], 200)} is no address, or stands here twice.", f"{place}/url")
        addresses.add(asked)
        if entry["path"] not in tree["digest"]:
            raise _wrong(f"The file {shown(entry['path'])} has no digest.", f"{place}/path")
        if name == "document":
            _time(entry["fetched"], f"{place}/fetched")
    found: list[dict[str, Any]] = tree[name]
    return found


def _shape(tree: dict[str, Any], form: Mapping[str, type], place: str) -> None:
    for name, kind in form.items():
        if not isinstance(tree.get(name), kind):
            raise _wrong(f"The member {shown(name)} is missing here, or of another kind.", place)
    if unknown := next((name for name in tree if name not in form), None):
        raise _wrong(f"The member {shown(unknown)} has no place here.", place)


def _time(text: str, place: str) -> None:
    try:
        timestamps.parse(text)
    except DecodeError as error:
        raise _wrong(str(error), place) from None


def _wrong(message: str, place: str) -> BundleError:
    return BundleError("bundle.format", f"The manifest is not in order. {message}", pointer=place)


def check_digests(manifest: Manifest, files: dict[str, bytes]) -> None:
    """Make sure that the files are those of the manifest, all of them and no others.

    :raises BundleError: ``bundle.digest``, ``bundle.format``.
    """
    if files.keys() != manifest.digests.keys():
        odd = min(files.keys() ^ manifest.digests.keys())
        where = "is not in it" if odd in manifest.digests else "is not in its manifest"
        raise BundleError("bundle.format", f"The file {shown(odd)} of the bundle {where}.")
    for path, data in files.items():
        if multihash.sha2_256(data) != manifest.digests[path]:
            raise BundleError("bundle.digest", f"The file {shown(path)} of the bundle was changed.")


__all__ = ["Listed", "Manifest", "Missed", "check_digests", "read"]
