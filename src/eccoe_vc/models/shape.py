"""The shape check: does a document have the shape of its class? Without pydantic, on the path of every verification.

Two passes over one table (written from the models, :mod:`eccoe_vc.models._shapes`): :mod:`eccoe_vc.models.accept` says
quickly that nothing is wrong; only where it is not certain, :mod:`eccoe_vc.models.explain` says what is.

What belongs to other checks is left to them: which contexts are pinned (``contexts``), what proofs and status entries
mean (``proof``, ``status``), whether every member is signed (``lossless``).
"""

from __future__ import annotations

from typing import Any, Final

from eccoe_vc.errors import Finding
from eccoe_vc.models import accept, explain, kinds

#: Codes that are notes: the document is in order, but something is said.
NOTES: Final = frozenset({"model.language"})


def check(document: dict[str, Any], kind: str | None = None, *, identifiers: bool = True) -> list[Finding]:
    """Everything that is wrong with the shape of a document, in document order, and notes (:data:`NOTES`).

    Open Badges 3.0, section "Data Model"; VC Data Model 2.0, section 4; VC Data Model 1.1, section 4.

    :param document: a JSON tree as :func:`eccoe_vc.encoding.strict_json.parse` gives it; it is not changed.
    :param kind: the class that must stand here, for example ``"AchievementCredential"`` under a policy for badges;
        the class for VC Data Model 1.1 is chosen where the context says so. None: the class that ``type`` and base
        context name; an unknown kind of credential is held to the W3C rules only.
    :param identifiers: whether URLs are judged (``model.id``, ``model.value``). Pass False where the lossless walk of
        an RDF proof judges every IRI anyway; they must still be text.
    :returns: findings with codes ``model.*``, ``issuer.shape``, ``subject.missing``, ``subject.ambiguous``,
        ``identity.format``, ``time.format``, ``time.window``, ``ctx.mixed_model``, ``ctx.missing_base``, ``ctx.order``,
        ``status.unreadable``, ``status.index``, ``status.size``, ``status.shape``, ``proof.shape``,
        ``resource.duplicate_id``, ``vp.credential_shape``, ``envelope.type``; at most
        :data:`eccoe_vc.models.explain.MOST`.
    :raises KeyError: ``kind`` is no class of ours.

    >>> check({"@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiableCredential", "issuer": "a",
    ...        "credentialSubject": {"id": "did:example:b"}})[0].code
    'issuer.shape'
    """
    name = kinds.of_document(document) if kind is None else for_version(kind, document)
    if accept.is_fine(document, name, identifiers=identifiers):
        return []
    return explain.findings(document, name, identifiers=identifiers)


def for_version(kind: str, document: Any) -> str:
    """The class for ``kind`` in the data model that the document's context names."""
    older = f"{kind}v1p1"
    return older if older in accept.NAMES and isinstance(document, dict) and kinds.is_v1(document) else kind
