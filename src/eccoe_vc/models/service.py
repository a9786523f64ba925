"""Keys and service description as Open Badges 3.0 lists them: Multikey, JWK, JWKS, ServiceDescriptionDocument.

These are views for reading. Keys that verify anything go through :mod:`eccoe_vc.keys`, which is stricter.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from eccoe_vc.models.base import Model
from eccoe_vc.models.fields import Id, Iri, Lexical, Many, Text


class Multikey(Model):
    """A public key in multibase. Open Badges 3.0, Multikey."""

    LOOSE: ClassVar[bool] = True

    id: Id
    """The name of the key: a URL, with a fragment."""
    type: Text | None = None
    """``Multikey``."""
    cryptosuite: Text
    """The suite that it is for."""
    controller: Iri | None = None
    """Who controls it."""
    public_key_multibase: Text
    """The key."""


class JWK(Model):
    """A public key as JSON. Open Badges 3.0, JWK; RFC 7517."""

    LOOSE: ClassVar[bool] = True

    kty: Text
    """The family of the key, such as ``RSA`` or ``OKP``."""
    use: Text | None = None
    """What it is for, such as ``sig``."""
    key_ops: Annotated[Any, Lexical("key_operations")] = None
    """What it may do: text in the Open Badges table, a list of text in RFC 7517; both are read."""
    alg: Text | None = None
    """The algorithm that it is for."""
    kid: Text | None = None
    """Its name within a set."""
    x5u: Iri | None = None
    """Where a certificate is found; this library does not look."""
    x5c: Many[Text] = ()
    """Certificates; this library does not trust them."""
    x5t: Text | None = None
    """SHA-1 thumbprint of the certificate."""
    x5t_s256: Text | None = None
    """SHA-256 thumbprint of the certificate, under the name of the Open Badges table."""


class JWKS(Model):
    """A set of keys. Open Badges 3.0, JWKS; RFC 7517."""

    LOOSE: ClassVar[bool] = True

    keys: Many[JWK]
    """The keys."""


class OpenApiInfo(Model):
    """Who runs a service. Open Badges 3.0, OpenApiInfo."""

    LOOSE: ClassVar[bool] = True

    terms_of_service: Iri
    """The terms of service."""
    title: Text
    """What the service is called."""
    version: Text
    """Its version."""
    x_imssf_image: Iri | None = None
    """Its picture."""
    x_imssf_privacy_policy_url: Iri
    """Its privacy policy."""


class OpenApiOAuth2SecurityScheme(Model):
    """How to register with a service. Open Badges 3.0, OpenApiOAuth2SecurityScheme."""

    LOOSE: ClassVar[bool] = True

    type: Text
    """``oauth2``."""
    description: Text | None = None
    """What it is."""
    x_imssf_registration_url: Iri
    """Where clients register."""


class OpenApiSecuritySchemes(Model):
    """The security schemes of a service. Open Badges 3.0, OpenApiSecuritySchemes."""

    LOOSE: ClassVar[bool] = True

    oauth2_acg: OpenApiOAuth2SecurityScheme | None = None
    """OAuth 2.0 authorisation code grant."""


class OpenApiComponents(Model):
    """The components of a service description. Open Badges 3.0, OpenApiComponents."""

    LOOSE: ClassVar[bool] = True

    security_schemes: OpenApiSecuritySchemes
    """How clients prove who they are."""


class ServiceDescriptionDocument(Model):
    """What a service says of itself. Open Badges 3.0, ServiceDescriptionDocument."""

    LOOSE: ClassVar[bool] = True

    openapi: Text
    """The version of OpenAPI."""
    info: OpenApiInfo
    """Who runs it."""
    components: OpenApiComponents
    """How it is reached."""
