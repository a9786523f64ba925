"""Status entries in credentials, and the lists that they point to.

What an entry *means* is for :mod:`eccoe_vc.status`; here it only has a shape. An entry that cannot be read is an error
(``status.unreadable``), never "no status".
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Discriminator, Tag

from eccoe_vc.models import kinds
from eccoe_vc.models.base import Model
from eccoe_vc.models.fields import Id, Iri, Lexical, Many, Number, OneOrMany, Picked, Text, TypeNames


class CredentialStatus(Model):
    """A status entry of a type that we do not know. VC Data Model 2.0, section 4.10.

    Open Badges 3.0 asks for the ``id``; the base specification does not, so it is read without one.
    """

    CODE: ClassVar[str] = "status.unreadable"
    LOOSE: ClassVar[bool] = True

    type: TypeNames
    """The status method."""
    id: Id | None = None
    """The entry itself, a URL; never the address of the list."""


class StatusMessage(Model):
    """What one value of a status means, in words. Bitstring Status List 1.0, section 2.1."""

    CODE: ClassVar[str] = "status.size"
    LOOSE: ClassVar[bool] = True

    status: Text
    """The value in hexadecimal with the prefix ``0x``."""
    message: Text
    """What it means."""


class BitstringStatusListEntry(CredentialStatus):
    """One place in a Bitstring Status List. Bitstring Status List 1.0, section 2.1."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("BitstringStatusListEntry",),)

    type: TypeNames = ("BitstringStatusListEntry",)
    """Names ``BitstringStatusListEntry``."""
    status_purpose: Text
    """What a set bit means: ``revocation``, ``suspension``, ``refresh`` or ``message``."""
    status_list_index: Annotated[str, Lexical("list_index")]
    """The place in the list, counted from zero, as text without leading zeros."""
    status_list_credential: Iri
    """The URL of the list, which is a credential of its own."""
    status_size: Annotated[int | None, Lexical("status_size")] = None
    """Bits per entry, 1 to 64; 1 where it is absent."""
    status_message: Many[StatusMessage] = ()
    """The meaning of each value, with purpose ``message``."""
    status_reference: OneOrMany[Iri] = ()
    """Where the meaning is explained."""


class StatusList2021Entry(CredentialStatus):
    """One place in a StatusList2021, the forerunner of Bitstring Status List."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("StatusList2021Entry",),)

    type: TypeNames = ("StatusList2021Entry",)
    """Names ``StatusList2021Entry``."""
    status_purpose: Text
    """``revocation`` or ``suspension``."""
    status_list_index: Annotated[str, Lexical("list_index")]
    """The place in the list, counted from zero, as text without leading zeros."""
    status_list_credential: Iri
    """The URL of the list, which is a credential of its own."""


class RevocationListEntry(CredentialStatus):
    """``1EdTechRevocationList``: the ``id`` is the URL of an unsigned list of revoked credentials."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("1EdTechRevocationList",),)

    type: TypeNames = ("1EdTechRevocationList",)
    """Names ``1EdTechRevocationList``."""
    id: Id
    """The URL of the list."""


#: A status entry of the class that its type names.
StatusEntry = Annotated[
    Annotated[BitstringStatusListEntry, Tag("BitstringStatusListEntry")]
    | Annotated[StatusList2021Entry, Tag("StatusList2021Entry")]
    | Annotated[RevocationListEntry, Tag("RevocationListEntry")]
    | Annotated[CredentialStatus, Tag("CredentialStatus")],
    Discriminator(kinds.of_status),
    Picked("status"),
]


class BitstringStatusList(Model):
    """The list itself, as the subject of a status list credential. Bitstring Status List 1.0, section 2.2."""

    CODE: ClassVar[str] = "status.shape"
    LOOSE: ClassVar[bool] = True

    type: TypeNames
    """Names ``BitstringStatusList`` (or ``StatusList2021``); the status check looks at it."""
    id: Id | None = None
    """The list within its credential: the URL of the credential with a fragment."""
    status_purpose: OneOrMany[Text]
    """What a set bit means; a list may serve several purposes."""
    encoded_list: Text
    """The bits: ``u``, base64url, GZIP, most significant bit first (StatusList2021: without the ``u``)."""
    ttl: Number | None = None
    """How long a copy may be kept, in milliseconds."""
