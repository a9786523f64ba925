"""``Verified``: a credential that was verified, as a type. Code that takes one cannot be handed anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, final

from eccoe_vc.errors import Finding, InputTypeError
from eccoe_vc.proofs.suites import is_selective, proofs_in
from eccoe_vc.report import Check, Note, Outcome, Report
from eccoe_vc.verification.inspected import Documents

if TYPE_CHECKING:
    from eccoe_vc.carriers import Envelope

_KEY: Final = object()
_WHOLE: Final = frozenset([""])  # the pointer of the whole file


@final
class Verified:
    """What :func:`eccoe_vc.verify` returns: the envelope, the report that accepted it, and the typed view.

    There is no public constructor. ``decide()`` takes nothing else.
    """

    __slots__ = ("_kind", "documents", "envelope", "issuer_bound", "report")

    #: What was judged: what came in, or the newer copy that took its place (`refresh.newer` in the notes).
    envelope: Envelope
    report: Report
    #: The credential and those that it carries, by their places; what stood in tokens is decoded.
    documents: Documents
    #: Was the key asked to be the issuer's own? Not under ``policies.proof_only``, where *somebody* signed.
    issuer_bound: bool
    _kind: str | None

    def __init__(
        self,
        envelope: Envelope,
        report: Report,
        kind: str | None = None,
        *,
        documents: Documents | None = None,
        issuer_bound: bool = False,
        _key: object = None,
    ) -> None:
        if _key is not _KEY:
            raise InputTypeError(
                "input.type", "Verified is made by verify() only.", hint="Call verify(data, policy=...) instead."
            )
        object.__setattr__(self, "envelope", envelope)
        object.__setattr__(self, "report", report)
        object.__setattr__(self, "documents", documents or Documents(envelope.document, {}))
        object.__setattr__(self, "issuer_bound", issuer_bound)
        object.__setattr__(self, "_kind", kind)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"Verified cannot be changed: {name}")

    def __reduce__(self) -> tuple[Any, ...]:
        # A pickle could say that anything was verified.
        raise InputTypeError("input.type", "Verified is not pickled; verify again on the other side.")

    @property
    def document(self) -> dict[str, Any]:
        """The credential as a JSON tree: as received, or, of a token, what stood in it without the claims beside it."""
        return self.documents.document or {}

    @property
    def credential(self) -> Any:
        """The typed view of the credential (:mod:`eccoe_vc.models`), as the class that the policy held it to.

        An Open Badge that was verified under ``policies.credential`` is a ``VerifiableCredential`` here: nobody looked
        whether it keeps the rules of Open Badges.

        :raises ModelError: under ``policies.proof_only``, which holds a document to no data model; for an SD-JWT VC,
            which is of none: read :attr:`document`.
        """
        from eccoe_vc.models import view

        return view(self.document, self._kind)

    def __repr__(self) -> str:
        return f"<Verified {self.report.digest[:16]} at {self.report.at}>"


def made(
    envelope: Envelope,
    report: Report,
    kind: str | None = None,
    *,
    documents: Documents | None = None,
    issuer_bound: bool = False,
) -> Verified:
    """For :mod:`eccoe_vc.verification.drivers` only. ``kind``: the class that the document was held to."""
    return Verified(envelope, report, kind, documents=documents, issuer_bound=issuer_bound, _key=_KEY)


def unsafe_assume_verified(data: Any, *, reason: str) -> Verified:
    """A :class:`Verified` that nobody verified, for tests and for systems that verified elsewhere.

    The report says so in the note ``agreement.assumed``, and its verdict is not ``accepted``. Where it shows only a
    part, its :attr:`Verified.documents` say so, as for a credential that was verified.

    :param reason: why this is all right here, in words.
    """
    from eccoe_vc.carriers import open_credential

    if not isinstance(reason, str) or not reason.strip():
        raise InputTypeError("input.type", "unsafe_assume_verified needs a reason in words.")
    message = "Nobody verified this credential; the caller assumed it."
    finding = Finding("trust.no_anchor", message)
    check = Check("issuer", Outcome.INDETERMINATE, finding.code, "", message, "", (finding,))
    envelope = open_credential(data)
    part = any(map(is_selective, proofs_in(envelope.document or {})))
    documents = Documents(envelope.document, {}, partial=_WHOLE if part else frozenset())
    if envelope.document is None:
        from eccoe_vc.verification import policies, tokens

        token = tokens.open_token(envelope, policies.proof_only())
        part = token.form.carrier == "sd-jwt" and bool(token.parts.processed.withheld)
        documents = Documents(None, {"": token.document}, token.form.name, _WHOLE if part else frozenset())
    report = Report((check,), (Note("agreement.assumed", message, check="issuer"),))
    return made(envelope, report, documents=documents)
