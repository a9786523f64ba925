"""From a document to the view of its class, and to everything that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.errors import Finding, InputTypeError, shown
from eccoe_vc.models import achievement, badge, clr, entries, kinds, presentation, profile, proof, service, status, vc
from eccoe_vc.models.base import Model, marked, refuse
from eccoe_vc.models.shape import check, for_version

_HOMES: Final = (achievement, badge, clr, entries, presentation, profile, proof, service, status, vc)
_ABSTRACT: Final = frozenset({"Credential", "BadgeCredential", "TypedEntry"})

#: Every class that can stand in a document, under the name that the data model gives it.
CLASSES: Final[Mapping[str, type[Model]]] = MappingProxyType(
    {
        cls.__name__: cls
        for home in _HOMES
        for cls in vars(home).values()
        if isinstance(cls, type) and issubclass(cls, Model) and cls is not Model and cls.__name__ not in _ABSTRACT
    }
)


def view(document: Mapping[str, Any], kind: str | None = None) -> Model:
    """The typed view of a credential, presentation or envelope, of the class that its type and context name.

    :param kind: the class to take instead, as for :func:`eccoe_vc.models.shape.check`.

    The view holds a copy; ``to_json()`` gives back a tree equal to ``document``, with everything that we do not know.

    :raises ModelError: it has not the shape of its class; ``findings`` holds everything.
    :raises InputTypeError: it holds Python values that JSON does not have.

    >>> view({
    ...     "@context": ["https://www.w3.org/ns/credentials/v2"],
    ...     "type": ["VerifiableCredential"],
    ...     "issuer": "did:example:a",
    ...     "credentialSubject": {"id": "did:example:b"},
    ... }).issuer_id
    'did:example:a'
    """
    tree = marked(_object(document))
    refuse(check(_object(document), kind))
    return CLASSES[kinds.of_document(tree) if kind is None else for_version(kind, document)].model_validate(tree)


def problems(document: Mapping[str, Any]) -> list[Finding]:
    """Everything that is wrong with the shape of a document, and notes; :func:`eccoe_vc.models.shape.check`.

    :raises InputTypeError: it holds Python values that JSON does not have.
    """
    marked(_object(document))
    return check(_object(document))


def _object(document: Mapping[str, Any]) -> dict[str, Any]:
    if not isinstance(document, Mapping):
        raise InputTypeError("input.type", f"A JSON object was expected, but {shown(document)} was given.")
    return document if document.__class__ is dict else dict(document)
