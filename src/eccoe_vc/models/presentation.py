"""Presentations: credentials that a holder shows to somebody. VC Data Model 2.0, section 4.13."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, ClassVar

from eccoe_vc.models.base import Model
from eccoe_vc.models.clr import AnyCredential
from eccoe_vc.models.entries import TermsOfUse
from eccoe_vc.models.fields import CompactJws, Context, Id, Iri, Listed, OneOrMany, Position, TypeNames
from eccoe_vc.models.kinds import V1, V2
from eccoe_vc.models.proof import AnyProof
from eccoe_vc.models.vc import IssuerObject


class VerifiablePresentation(Model):
    """A presentation under VC Data Model 2.0: credentials are objects, tokens stand in envelopes.

    >>> VerifiablePresentation(holder="did:example:alice").to_json()["type"]
    ['VerifiablePresentation']
    """

    TYPES: ClassVar[tuple[tuple[str, ...], ...]] = (("VerifiablePresentation",),)
    RELATIONS: ClassVar[tuple[str, ...]] = ("base_v2",)
    LOOSE: ClassVar[bool] = True

    context: Context = (V2,)
    """JSON-LD contexts; the first is that of VC Data Model 2.0."""
    id: Id | None = None
    """The name of the presentation: a URL."""
    type: TypeNames = ("VerifiablePresentation",)
    """Holds ``VerifiablePresentation``."""
    holder: Annotated[Iri | IssuerObject, Position("reference", "IssuerObject")] | None = None
    """Who shows it: a URL, or an object with one."""
    verifiable_credential: Annotated[Sequence[AnyCredential], Listed("any")] = ()
    """What is shown."""
    terms_of_use: OneOrMany[TermsOfUse] = ()
    """What one may do with it."""
    proof: Annotated[Sequence[AnyProof], Listed("any", least=0)] = ()
    """Proofs of the holder."""


class VerifiablePresentationv1p1(VerifiablePresentation):
    """A presentation under VC Data Model 1.1, where bare tokens may stand beside credential objects."""

    RELATIONS: ClassVar[tuple[str, ...]] = ("base_v1",)

    context: Context = (V1,)
    """JSON-LD contexts; the first is that of VC Data Model 1.1."""
    verifiable_credential: Annotated[Sequence[CompactJws | AnyCredential], Listed("any")] = ()  # type: ignore[assignment]
    """What is shown."""
