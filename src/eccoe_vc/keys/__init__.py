"""Keys, the documents that hold them, and the signers that use them.

====================  ==========================================================================================
``PublicKey``         a sound public key of the closed list, in Multikey, JWK and PEM form
``Signer``            the one-method protocol behind which private keys stay; ``LocalSigner`` is ours
``ControllerDocument``  DID documents and https controller documents (Controlled Identifiers 1.0)
``find_method``       from a method id, a purpose and an issuer to the key, as steps without input and output
``controller_document``  a did.json or controller document to publish; ``key_set`` a JWKS, ``rotate`` a change of keys
``PinnedKeys``        keys that the caller knows to be an issuer's
``Pkcs11Signer``      a signer whose key is in a PKCS#11 token (extra ``pkcs11``)
``AwsKmsSigner``      a signer whose key is in AWS KMS (extra ``aws``)
====================  ==========================================================================================
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from eccoe_vc.keys.algorithms import PublicKey
    from eccoe_vc.keys.aws_kms import AwsKmsSigner
    from eccoe_vc.keys.document import ControllerDocument
    from eccoe_vc.keys.jwk_set import KeySet
    from eccoe_vc.keys.method import VerificationMethod
    from eccoe_vc.keys.pins import PinnedKeys
    from eccoe_vc.keys.pkcs11 import Pkcs11Signer
    from eccoe_vc.keys.published_key import PublishedKey
    from eccoe_vc.keys.publishing import controller_document, key_set
    from eccoe_vc.keys.resolver import Found, KeyResolver, KeySources, find_key, find_method
    from eccoe_vc.keys.rotation import retire, rotate
    from eccoe_vc.keys.signer import LocalSigner, Signer, checked_sign

__all__ = [
    "AwsKmsSigner",
    "ControllerDocument",
    "Found",
    "KeyResolver",
    "KeySet",
    "KeySources",
    "LocalSigner",
    "PinnedKeys",
    "Pkcs11Signer",
    "PublicKey",
    "PublishedKey",
    "Signer",
    "VerificationMethod",
    "checked_sign",
    "controller_document",
    "find_key",
    "find_method",
    "key_set",
    "retire",
    "rotate",
]

# Names are loaded when they are first used, so that reading a credential does not load what only issuing needs.
_HOMES: Final = {
    "AwsKmsSigner": "aws_kms",
    "ControllerDocument": "document",
    "Found": "resolver",
    "KeyResolver": "resolver",
    "KeySet": "jwk_set",
    "KeySources": "resolver",
    "LocalSigner": "signer",
    "PinnedKeys": "pins",
    "Pkcs11Signer": "pkcs11",
    "PublicKey": "algorithms",
    "PublishedKey": "published_key",
    "Signer": "signer",
    "VerificationMethod": "method",
    "checked_sign": "signer",
    "controller_document": "publishing",
    "find_key": "resolver",
    "find_method": "resolver",
    "key_set": "publishing",
    "retire": "rotation",
    "rotate": "rotation",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{home}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
