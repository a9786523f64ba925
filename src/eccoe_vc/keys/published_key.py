"""A key as its controller publishes it: its name, what it is for, until when, and in which form it is written.

Controlled Identifiers 1.0, sections 2.2 (verification methods, Multikey, JsonWebKey) and 2.3 (relationships).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal, get_args

from eccoe_vc import clock
from eccoe_vc.encoding import timestamps
from eccoe_vc.errors import InputTypeError, KeyLoadError, shown
from eccoe_vc.keys import did, naming
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.document import RELATIONSHIPS
from eccoe_vc.keys.signer import Signer

Form = Literal["Multikey", "JsonWebKey"]
FORMS: Final[tuple[Form, ...]] = get_args(Form)
#: What a key that signs can be for; keyAgreement needs keys of another kind.
PURPOSES: Final = tuple(name for name in RELATIONSHIPS if name != "keyAgreement")


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedKey:
    """A public key with what a controller says about it.

    :param id: the absolute URL of the method; empty: the controller, ``#`` and the key as Multikey, which is what
        signers call it where nothing else is said.
    :param purposes: relationships, a tuple; ``assertionMethod`` to sign credentials, ``authentication`` to sign
        presentations.
    :param revoked: from when on it must not be believed, aware; None: it was not revoked.
    :param expires: when it ends, aware; None: no end is known.
    :raises InputTypeError: ``input.type``.

    >>> key = PublicKey.from_multikey("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
    >>> PublishedKey(public_key=key, id="did:web:north.example#key-1").purposes
    ('assertionMethod',)
    """

    public_key: PublicKey
    id: str = ""
    purposes: tuple[str, ...] = ("assertionMethod",)
    revoked: datetime | None = None
    expires: datetime | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.public_key, PublicKey):
            raise InputTypeError("input.type", f"A PublicKey was expected, but {shown(self.public_key)} was given.")
        if self.id:
            naming.text(self.id, "id")
        given: object = self.purposes
        if not isinstance(given, tuple) or not given or not set(given) <= set(PURPOSES):
            raise InputTypeError(
                "input.type", f"The purposes of a key are some of {', '.join(PURPOSES)}, not {shown(given)}."
            )
        for name in ("revoked", "expires"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, clock.moment(getattr(self, name), name))

    def of(self, controller: str) -> PublishedKey:
        """The same with its id in full, which must lead into the document of ``controller``.

        :raises KeyLoadError: ``key.controller``, it leads elsewhere; ``did.syntax``, ``key.url``.
        """
        name = self.id or f"{controller}#{self.public_key.to_multikey()}"
        reference = did.parse_reference(name)
        if reference.document != controller or not reference.fragment:
            raise KeyLoadError(
                "key.controller",
                f"The method {shown(name)} is none of the document of {shown(controller)}.",
                hint="A method is named by the id of its document, # and a name of its own.",
            )
        return replace(self, id=name)

    def method(self, controller: str, form: Form) -> dict[str, Any]:
        """The verification method of ``controller`` for this key."""
        named = self.of(controller)
        tree: dict[str, Any] = {"id": named.id, "type": form, "controller": controller}
        if form == "Multikey":
            tree["publicKeyMultibase"] = self.public_key.to_multikey()
        else:
            tree["publicKeyJwk"] = self.jwk(named.id.partition("#")[2])
        for name in ("revoked", "expires"):
            if (end := getattr(self, name)) is not None:
                tree[name] = timestamps.format(end)
        return tree

    def jwk(self, kid: str) -> dict[str, str]:
        """The public JWK (RFC 7517) with its ``kid`` and the one algorithm that it is for."""
        return {**self.public_key.to_jwk(), "alg": self.public_key.jose_alg, "kid": kid, "use": "sig"}


def published(key: PublishedKey | PublicKey | Signer, controller: str | None = None) -> PublishedKey:
    """A key, or the key of a signer under the name that the signer gives it.

    :param controller: whose document it is for; None: whoever the signer says.
    :raises KeyLoadError: ``key.controller``, the signer is somebody else's.
    :raises InputTypeError: ``input.type``.
    """
    if isinstance(key, PublishedKey):
        return key
    if isinstance(key, PublicKey):
        return PublishedKey(public_key=key)
    public, owner, name = (getattr(key, member, None) for member in ("public_key", "controller", "verification_method"))
    if not isinstance(public, PublicKey) or not isinstance(owner, str) or not isinstance(name, str):
        raise InputTypeError(
            "input.type", f"A key or a signer was expected, but {shown(key)} was given.",
            hint="Pass a PublicKey, a signer, or a PublishedKey.",
        )  # fmt: skip
    if controller is not None and owner != controller:
        raise KeyLoadError(
            "key.controller",
            f"The signer says that its key belongs to {shown(owner)}, not to {shown(controller)}.",
            hint="Say where the signer is made whose key it is: controller=...",
        )
    return PublishedKey(public_key=public, id=name)


__all__ = ["FORMS", "PURPOSES", "Form", "PublishedKey", "published"]
