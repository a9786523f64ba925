"""Which class stands here? Read from the ``type`` and the base context of an object, before its shape is judged.

Names are those of the Open Badges 3.0 data model; classes for the VC Data Model 1.1 end in ``v1p1``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

V1: Final = "https://www.w3.org/2018/credentials/v1"
V2: Final = "https://www.w3.org/ns/credentials/v2"

#: Type, class in version 2.0, class in version 1.1, in order of precedence: the first type that is named decides.
CREDENTIALS: Final = (
    ("EnvelopedVerifiableCredential", "EnvelopedVerifiableCredential", "EnvelopedVerifiableCredential"),
    ("OpenBadgeCredential", "AchievementCredential", "AchievementCredentialv1p1"),
    ("AchievementCredential", "AchievementCredential", "AchievementCredentialv1p1"),
    ("EndorsementCredential", "EndorsementCredential", "EndorsementCredentialv1p1"),
    ("ClrCredential", "ClrCredential", "ClrCredentialv1p1"),
    ("BitstringStatusListCredential", "BitstringStatusListCredential", "BitstringStatusListCredential"),
    ("StatusList2021Credential", "StatusList2021Credential", "StatusList2021Credentialv1p1"),
    ("EuropeanDigitalCredential", "EuropeanDigitalCredential", "EuropeanDigitalCredential"),
)
#: Types of credentials and envelopes: a document that names one of them is no presentation.
NO_PRESENTATION: Final = frozenset(
    {"VerifiableCredential", "EnvelopedVerifiablePresentation", *(name for name, _, _ in CREDENTIALS)}
)
_DOCUMENTS: Final = (
    ("VerifiablePresentation", "VerifiablePresentation", "VerifiablePresentationv1p1"),
    ("EnvelopedVerifiablePresentation", "EnvelopedVerifiablePresentation", "EnvelopedVerifiablePresentation"),
    *CREDENTIALS,
)
#: Type of a status entry to its class.
STATUS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "BitstringStatusListEntry": "BitstringStatusListEntry",
        "StatusList2021Entry": "StatusList2021Entry",
        "1EdTechRevocationList": "RevocationListEntry",
    }
)
#: Type of a proof to its class.
PROOFS: Final[Mapping[str, str]] = MappingProxyType(
    {"DataIntegrityProof": "DataIntegrityProof", "Ed25519Signature2020": "Ed25519Signature2020"}
)


def is_v1(value: Mapping[str, Any]) -> bool:
    """Whether an object is of VC Data Model 1.1: its first base context is the one of 2018.

    >>> is_v1({"@context": ["https://www.w3.org/2018/credentials/v1"]}), is_v1({})
    (True, False)
    """
    context = value.get("@context")
    if context.__class__ is not list:
        return bool(context == V1)
    return next((entry == V1 for entry in context if entry in (V1, V2)), False)


def of_document(value: Any) -> str:
    """The class of a credential, a presentation or an envelope. An unknown kind of credential is a plain one.

    >>> of_document({"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"]})
    'VerifiableCredential'
    """
    return _by_precedence(value, _DOCUMENTS)


def of_credential(value: Any) -> str:
    """As :func:`of_document`, where only a credential or its envelope can stand; a presentation is neither."""
    return _by_precedence(value, CREDENTIALS)


def of_credential_or_token(value: Any) -> str:
    """As :func:`of_credential`; bare tokens beside objects are told apart by whoever asks (VC Data Model 1.1)."""
    return of_credential(value)


def of_endorsement(value: Any) -> str:
    """The class of an embedded endorsement: its own context says which data model it follows."""
    return "EndorsementCredentialv1p1" if isinstance(value, dict) and is_v1(value) else "EndorsementCredential"


def of_status(value: Any) -> str:
    """The class of a status entry; ``CredentialStatus`` for types that we do not know.

    >>> of_status({"type": "StatusList2021Entry"})
    'StatusList2021Entry'
    """
    return _by_type(value, STATUS, "CredentialStatus")


def of_proof(value: Any) -> str:
    """The class of an embedded proof; ``Proof`` for types that we do not know."""
    return _by_type(value, PROOFS, "Proof")


def _by_precedence(value: Any, classes: tuple[tuple[str, str, str], ...]) -> str:
    if not isinstance(value, dict):
        return "VerifiableCredential"
    named, first = value.get("type", _guessed(value)), is_v1(value)
    names = (named,) if isinstance(named, str) else named
    if isinstance(names, list | tuple):
        for name, second, older in classes:
            if name in names:
                return older if first else second
    return "VerifiableCredentialv1p1" if first else "VerifiableCredential"


def _guessed(value: Mapping[str, Any]) -> str:
    """What an object without a type was probably meant to be, so that its other mistakes can be told besides."""
    subject = value.get("credentialSubject")
    return "OpenBadgeCredential" if isinstance(subject, dict) and "achievement" in subject else ""


def _by_type(value: Any, classes: Mapping[str, str], other: str) -> str:
    named = value.get("type") if isinstance(value, dict) else None
    for name in named if isinstance(named, list) else (named,):
        if isinstance(name, str) and name in classes:
            return classes[name]
    return other
