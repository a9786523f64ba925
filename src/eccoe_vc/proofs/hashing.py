"""What a Data Integrity proof signs: hash(proof configuration) followed by hash(document).

Data Integrity EdDSA Cryptosuites 1.0 and Data Integrity ECDSA Cryptosuites 1.0, sections 3.2.3 to 3.2.5 and 3.3.3 to
3.3.5 of both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256, sha384
from typing import TYPE_CHECKING, Any

from eccoe_vc.errors import RefusedError
from eccoe_vc.jsonld import Compiled, Quads, canonical, jcs, to_quads
from eccoe_vc.limits import Budget, Meter
from eccoe_vc.proofs.configuration import canonical_configuration
from eccoe_vc.proofs.suites import Digest, Suite

if TYPE_CHECKING:
    from eccoe_vc.proofs.selective.grouping import Labelled
    from eccoe_vc.proofs.selective.labels import LabelMaker


class Hasher:
    """The hashes of one document, each computed once, however many proofs ask for it. Lives for one call.

    ``quads`` are those of the document without its proofs, where the caller has made them already (the lossless check
    does), so that the document is walked once.
    """

    __slots__ = ("_compiled", "_document", "_done", "_labelled", "_meter", "_quads")

    def __init__(
        self, document: Mapping[str, Any], compiled: Compiled, meter: Meter, *, quads: Quads | None = None
    ) -> None:
        self._document = document
        if "proof" in document:
            self._document = {key: value for key, value in document.items() if key != "proof"}
        self._compiled, self._meter, self._quads = compiled, meter, quads
        self._done: dict[tuple[str, str], bytes] = {}
        self._labelled: dict[bytes, Labelled] = {}

    def signed_data(
        self, suite: Suite, digest: Digest, proof: Mapping[str, Any], previous: Sequence[Mapping[str, Any]] = ()
    ) -> bytes:
        """The bytes that the signature is over.

        :param proof: the proof; its ``proofValue`` is left out, every other member counts.
        :param previous: for a proof chain, the proofs that ``previousProof`` names, which are put back into the
            document before it is hashed (Data Integrity 1.0, section 4.7).
        :raises CanonicalizationError: the document or the proof cannot be brought into canonical form.
        :raises RefusedError: ``ctx.proof_mismatch``.
        """
        if suite.transformation == "rdfc":
            return self.configuration_hash(proof, digest) + self._rdfc_document(digest, previous)
        return self._jcs(proof, digest, previous)

    def configuration_hash(self, proof: Mapping[str, Any], digest: Digest = "sha256") -> bytes:
        """The hash of the canonical proof configuration, the first half of what RDFC suites sign."""
        return _hash(digest, self.canonical_configuration(proof, digest).encode())

    def labelled(self, maker: LabelMaker, key: bytes) -> Labelled:
        """The document without proofs as statements under the names of ``maker``, for selective disclosure.

        :param key: what the names follow from; made once for each.
        """
        from eccoe_vc.proofs.selective.grouping import label

        made = self._labelled.get(key)
        if made is None:
            made = self._labelled[key] = label(self._document, self._compiled, self._meter, maker)
            self._done["rdfc", "sha256"] = _hash("sha256", made.canonical.encode())
        return made

    @property
    def budget(self) -> Budget:
        """The limits of the call."""
        return self._meter.budget

    def check_time(self) -> None:
        """See :meth:`eccoe_vc.limits.Meter.check_time`."""
        self._meter.check_time()

    def digest_made(self) -> str:
        """SHA-256 in hex of the canonical document that a proof was checked over; empty where none was."""
        made = self._done.get(("rdfc", "sha256")) or self._done.get(("jcs", "sha256"))
        if made is None and (("jcs", "sha384") in self._done or ("rdfc", "sha384") in self._done):
            # Such a proof was checked over SHA-384, and the digest of a document is of one kind.
            by_bytes = ("jcs", "sha384") in self._done
            made = _hash("sha256", jcs.encode(self._document) if by_bytes else self.canonical_document().encode())
        return made.hex() if made is not None else ""

    # ---- RDFC-1.0 ------------------------------------------------------------------------------------------------

    def canonical_document(self, digest: Digest = "sha256") -> str:
        """The canonical N-Quads of the document without proofs."""
        if self._quads is None:
            self._quads = to_quads(self._document, self._compiled, self._meter)
        return canonical(self._quads, self._meter, digest).text

    def canonical_configuration(self, proof: Mapping[str, Any], digest: Digest = "sha256") -> str:
        """The canonical N-Quads of the proof configuration, which takes the document's contexts."""
        return canonical_configuration(proof, self._document.get("@context"), self._compiled, self._meter, digest)

    def _rdfc_document(self, digest: Digest, previous: Sequence[Mapping[str, Any]]) -> bytes:
        if previous:
            chained = {**self._document, "proof": list(previous)}
            return _hash(
                digest,
                canonical(
                    to_quads(chained, self._compiled, self._meter, unpaired=True), self._meter, digest
                ).text.encode(),
            )
        key = ("rdfc", digest)
        if key not in self._done:
            self._done[key] = _hash(digest, self.canonical_document(digest).encode())
        return self._done[key]

    # ---- JCS -----------------------------------------------------------------------------------------------------

    def _jcs(self, proof: Mapping[str, Any], digest: Digest, previous: Sequence[Mapping[str, Any]]) -> bytes:
        options = {key: value for key, value in proof.items() if key != "proofValue"}
        document = self._document
        if "@context" in options and (not options["@context"] or options["@context"] != document.get("@context")):
            _check_prefix(document.get("@context"), options["@context"])
            document = {**document, "@context": options["@context"]}
        configuration = _hash(digest, jcs.encode(options))
        if previous or document is not self._document:
            tree = {**document, "proof": list(previous)} if previous else document
            return configuration + _hash(digest, jcs.encode(tree))
        key = ("jcs", digest)
        if key not in self._done:
            self._done[key] = _hash(digest, jcs.encode(document))
        return configuration + self._done[key]


def _hash(digest: Digest, data: bytes) -> bytes:
    return (sha256(data) if digest == "sha256" else sha384(data)).digest()


def _check_prefix(document: Any, proof: Any) -> None:
    """The document's contexts must begin with the proof's, in order (EdDSA Cryptosuites 1.0, section 3.3.2, step 4)."""
    ours = document if isinstance(document, list) else [document]
    theirs = proof if isinstance(proof, list) else [proof]
    if not theirs or ours[: len(theirs)] != theirs:  # over none: then anybody could give the members another meaning
        raise RefusedError(
            "ctx.proof_mismatch",
            "The contexts of the document do not begin with the contexts that the proof was made over.",
            pointer="/proof/@context",
        )
