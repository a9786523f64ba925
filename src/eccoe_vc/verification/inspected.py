"""What one inspection gives: the report, and the credentials that came out of tokens on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from eccoe_vc.carriers import Envelope
from eccoe_vc.encoding import pointers
from eccoe_vc.report import DocumentUsed, Report


@dataclass(frozen=True, slots=True, repr=False)
class Documents:
    """The credentials of one file. Those in tokens are kept decoded, so that nobody ever decodes a token again.

    ``root`` is the JSON document as received, None where the file is a token. ``opened`` holds the credentials that
    stood in tokens, by the JSON Pointer of the token; the empty pointer is the whole file. ``form`` names the token
    form of the file (:class:`eccoe_vc.proofs.token_forms.TokenForm`), empty where it is none. ``partial`` holds the
    pointers of credentials of which only a part may be shown: a member that is absent there says nothing.
    """

    root: dict[str, Any] | None
    opened: Mapping[str, dict[str, Any]]
    form: str = ""
    partial: frozenset[str] = frozenset()

    @property
    def document(self) -> dict[str, Any] | None:
        """The credential or presentation of the file; None where it could not be read."""
        return self.opened.get("", self.root)

    def at(self, pointer: str) -> Any:
        """What stands at ``pointer``: the credential in the token there, or the tree as received.

        Pointers lead through tokens: ``/verifiableCredential/0/credentialSubject`` is the subject of the first
        credential of a presentation, also where that is a token.

        :raises DecodeError: nothing stands there.

        >>> Documents({"a": ["token"]}, {"/a/0": {"id": "urn:b"}}).at("/a/0/id")
        'urn:b'
        """
        for place in sorted(self.opened, key=len, reverse=True):
            if pointer == place:
                return self.opened[place]
            if pointer.startswith(f"{place}/"):
                return pointers.resolve(self.opened[place], pointer[len(place) :])
        return pointers.resolve(self.root, pointer)

    def __repr__(self) -> str:
        return f"<Documents opened={len(self.opened)}>"


@dataclass(frozen=True, slots=True)
class Inspected:
    """The report of one inspection, beside the documents that it is about.

    ``envelope`` is what was judged where that is not what came in: a newer copy. ``until`` is the moment from which an
    equal inspection could give another answer, because something ends there; None where nothing does.
    """

    report: Report
    documents: Documents
    envelope: Envelope | None = None
    until: datetime | None = None

    def with_fetched(self, fetched: tuple[DocumentUsed, ...]) -> Inspected:
        """The same with what came from the network among the documents of the report."""
        report = replace(self.report, documents=(*self.report.documents, *fetched))
        return replace(self, report=report)
