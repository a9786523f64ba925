"""Whose key a signer's is, and under which URL its controller publishes it: the same rules for every signer.

Controlled Identifiers 1.0, section 2.2; the did:key and did:jwk method specifications for identifiers that are keys.
"""

from __future__ import annotations

from eccoe_vc.errors import InputTypeError, KeyLoadError, shown
from eccoe_vc.keys import did_jwk, did_key
from eccoe_vc.keys.algorithms import PublicKey


def names(key: PublicKey, controller: str | None, verification_method: str | None) -> tuple[str, str]:
    """Controller and verification method of a signer.

    :param controller: whose key it is; None: the did:key of the public key.
    :param verification_method: None: the method of the did:key, or ``controller#multikey`` (``#0`` for a did:jwk).
    :raises KeyLoadError: ``key.controller``, the controller is a did:key or did:jwk of another key.
    :raises InputTypeError: ``input.type``.

    >>> key = PublicKey.from_multikey("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
    >>> names(key, "did:web:north.example", None)[1]
    'did:web:north.example#z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw'
    """
    owner = did_key.encode(key) if controller is None else _own(text(controller, "controller"), key)
    if verification_method is not None:
        return owner, text(verification_method, "verification_method")
    return owner, f"{owner}#{did_jwk.FRAGMENT if owner.startswith('did:jwk:') else key.to_multikey()}"


def text(value: object, name: str) -> str:
    """An argument that is a text which says something.

    :raises InputTypeError: ``input.type``.
    """
    if not isinstance(value, str) or not value:
        raise InputTypeError("input.type", f"The argument {name} is {shown(value)}, not a text.")
    return value


def _own(controller: str, key: PublicKey) -> str:
    """An identifier that is a key can only be that of its own key; no document could ever list another one."""
    if controller.startswith("did:key:"):
        other = controller != did_key.encode(key)
    elif controller.startswith("did:jwk:"):
        other = did_jwk.public_key(controller) != key
    else:
        other = False
    if other:
        raise KeyLoadError(
            "key.controller",
            f"{shown(controller)} is the identifier of another key.",
            hint="Leave out controller: the key makes a did:key for itself.",
        )
    return controller


__all__ = ["names", "text"]
