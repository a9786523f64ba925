"""did:key (W3C CCG did:key method specification): the identifier is the key; nothing is asked of anybody."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from eccoe_vc.errors import KeyLoadError, shown
from eccoe_vc.keys import did as syntax
from eccoe_vc.keys import multikey
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.document import ControllerDocument

#: What a signature key is for. Keys for agreement are not derived from signature keys.
_RELATIONSHIPS: Final = ("assertionMethod", "authentication", "capabilityDelegation", "capabilityInvocation")
_CACHED: Final = 512


def encode(key: PublicKey) -> str:
    """The did:key of a public key.

    >>> key = PublicKey.from_multikey("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
    >>> encode(key)
    'did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw'
    """
    return f"did:key:{key.to_multikey()}"


def method_id(key: PublicKey) -> str:
    """The id of the one method of the did:key of a public key: the DID, ``#`` and the key again."""
    text = key.to_multikey()
    return f"did:key:{text}#{text}"


def public_key(did: str) -> PublicKey:
    """The key that a did:key is. It must be its own re-encoding: minimal prefix, compressed point, no rest.

    :raises KeyLoadError: ``did.syntax``, ``did.key``, ``key.private_in_public``, ``unsupported.key_type`` and what
        :class:`PublicKey` says of the key.
    """
    parsed = syntax.parse(did)
    if parsed.method != "key":
        raise KeyLoadError("did.syntax", f"{shown(did)} is not a did:key.")
    try:
        parts = multikey.decode(parsed.identifier)
    except KeyLoadError as error:
        if error.code != "key.invalid":
            raise
        raise KeyLoadError("did.key", f"The DID {shown(did)} does not hold a key. {error.message}") from None
    key = PublicKey(*parts)
    if key.to_multikey() != parsed.identifier:
        raise KeyLoadError("did.key", f"The DID {shown(did)} is not the canonical encoding of its key.")
    return key


@lru_cache(maxsize=_CACHED)
def resolve(did: str) -> ControllerDocument:
    """The document that a did:key stands for: one Multikey under all relationships of signature keys.

    It follows from the text alone and never changes, so those of the issuers met last are kept; refusals are not.

    :raises KeyLoadError: as :func:`public_key`.

    >>> document = resolve("did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
    >>> document.lists(document.id + "#z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw", "assertionMethod")
    True
    """
    text = public_key(did).to_multikey()
    name = f"{did}#{text}"
    method = {"id": name, "type": "Multikey", "controller": did, "publicKeyMultibase": text}
    return ControllerDocument.from_tree(
        {"id": did, "verificationMethod": [method], **{purpose: [name] for purpose in _RELATIONSHIPS}}, expected_id=did
    )
