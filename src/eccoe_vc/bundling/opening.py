"""From the file of a bundle, and the digest that you noted, back to what is in it."""

from __future__ import annotations

from dataclasses import dataclass

from eccoe_vc.bundling import archive, manifest
from eccoe_vc.bundling.bundle import EvidenceBundle, Kept, context_of
from eccoe_vc.encoding import multihash, timestamps
from eccoe_vc.errors import BundleError, InputTypeError, shown
from eccoe_vc.limits import DEFAULT, Budget


@dataclass(frozen=True, slots=True)
class UnsafeUnknownBundle:
    """In place of the digest: take the bundle as it is. Whoever wrote it could put any key at any address, and
    anybody into a registry that your policy asks.

    :param reason: why, in words, for whoever reads the code later.
    """

    reason: str

    def __post_init__(self) -> None:
        if not isinstance(self.reason, str) or not self.reason.strip():
            raise InputTypeError("input.type", "UnsafeUnknownBundle needs a reason in words.")


def open_bundle(data: bytes, *, digest: str | UnsafeUnknownBundle, budget: Budget = DEFAULT) -> EvidenceBundle:
    """The bundle in the bytes of its file.

    :param digest: the one that :attr:`EvidenceBundle.digest` gave when the bundle was made, from your own record.
    :returns: the bundle. Judge it with ``inspect(found.credential, policy=..., sources=found.sources(), at=found.at)``.
    :raises BundleError: ``bundle.digest``, it is another bundle, or was changed; ``bundle.format``,
        ``bundle.version``, ``bundle.budget``, ``json.*``.
    :raises InputTypeError: ``input.type``, ``data`` or ``digest`` is of a wrong type.

    >>> from eccoe_vc import policies
    >>> from eccoe_vc.bundling import make_bundle
    >>> made = make_bundle(b"{}", policy=policies.proof_only())
    >>> open_bundle(made.to_bytes(), digest=made.digest) == made
    True
    """
    if not isinstance(data, bytes | bytearray | memoryview):
        raise InputTypeError("input.type", f"A bundle is opened from bytes, not from {shown(data)}.")
    if not isinstance(digest, str | UnsafeUnknownBundle):
        raise InputTypeError("input.type", f"The digest of the bundle was expected, and {shown(digest)} was given.",
                             hint="It was given when the bundle was made.")  # fmt: skip
    files = archive.read(bytes(data), budget)
    listing = files.pop(archive.MANIFEST, None)
    if listing is None:
        raise BundleError("bundle.format", "The file has no manifest, so it is no evidence bundle.")
    if isinstance(digest, str) and multihash.sha2_256(listing) != digest:
        raise BundleError("bundle.digest", "It is not the bundle of that digest, or it was changed since.")
    found = manifest.read(listing, budget)
    manifest.check_digests(found, files)
    if not {"credential", "report.json"} <= files.keys():
        raise BundleError("bundle.format", "The bundle holds no credential, or no report.")
    return EvidenceBundle(
        files["credential"],
        found.verdict,
        files["report.json"],
        timestamps.parse(found.made),
        timestamps.parse(found.at),
        tuple(
            Kept(one.url, files[one.path], one.media_type, one.purpose, timestamps.parse(one.fetched), one.max_bytes)
            for one in found.documents
        ),
        tuple(context_of(one, files[one.path]) for one in found.contexts),
        found.missed,
    )


__all__ = ["UnsafeUnknownBundle", "open_bundle"]
