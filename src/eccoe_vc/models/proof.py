"""Embedded proofs as they stand in a document. Whether they hold is for :mod:`eccoe_vc.proofs`.

Only kinds of values are judged here (``proof.shape``, ``time.format``); an absent or empty proof is no matter of shape.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Discriminator, Tag

from eccoe_vc.models import kinds
from eccoe_vc.models.base import Model
from eccoe_vc.models.fields import OneOrMany, Picked, Text, Timestamp, TypeNames


class Proof(Model):
    """A proof of a type that we do not know. VC Data Model 2.0, section 4.12; Open Badges 3.0, Proof."""

    CODE: ClassVar[str] = "proof.shape"
    LOOSE: ClassVar[bool] = True

    type: TypeNames
    """The proof type."""
    created: Timestamp | None = None
    """When it was made; a date without a time zone is refused."""
    expires: Timestamp | None = None
    """When it ends."""


class DataIntegrityProof(Proof):
    """A proof of one of the Data Integrity cryptosuites. VC Data Integrity 1.0, section 2.1."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("DataIntegrityProof",),)

    type: TypeNames = ("DataIntegrityProof",)
    """Names ``DataIntegrityProof``."""
    id: Text | None = None
    """The name of this proof, for proof chains."""
    cryptosuite: Text | None = None
    """Which algorithms: ``eddsa-rdfc-2022`` and others."""
    verification_method: Text | None = None
    """The URL of the key."""
    proof_purpose: Text | None = None
    """Why it was made: ``assertionMethod`` for credentials, ``authentication`` for presentations."""
    proof_value: Text | None = None
    """The signature, in multibase."""
    challenge: Text | None = None
    """What the verifier asked to be signed."""
    domain: OneOrMany[Text] = ()
    """For whom it was made."""
    nonce: Text | None = None
    """Random text of the signer."""
    previous_proof: OneOrMany[Text] = ()
    """The proofs that this one builds on, by their ``id``."""


class Ed25519Signature2020(DataIntegrityProof):
    """A proof of the suite before Data Integrity: Ed25519 over RDFC-1.0, with a type of its own."""

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("Ed25519Signature2020",),)

    type: TypeNames = ("Ed25519Signature2020",)
    """Names ``Ed25519Signature2020``."""


#: A proof of the class that its type names.
AnyProof = Annotated[
    Annotated[DataIntegrityProof, Tag("DataIntegrityProof")]
    | Annotated[Ed25519Signature2020, Tag("Ed25519Signature2020")]
    | Annotated[Proof, Tag("Proof")],
    Discriminator(kinds.of_proof),
    Picked("proof"),
]
