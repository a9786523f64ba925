"""did:jwk (did:jwk method specification): the identifier is a public JWK in base64url."""

from __future__ import annotations

from typing import Any, Final

from eccoe_vc.encoding import DecodeError, base64url, strict_json
from eccoe_vc.errors import KeyLoadError, RefusedError, shown
from eccoe_vc.keys import did as syntax
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.document import RELATIONSHIPS, ControllerDocument
from eccoe_vc.limits import DEFAULT, Budget

#: The id of the one method; the ``kid`` of the key plays no part.
FRAGMENT: Final = "0"
_MAX_DEPTH: Final = 4


def encode(key: PublicKey) -> str:
    """The did:jwk of a public key, from the members of its thumbprint in lexicographic order.

    >>> encode(PublicKey.from_multikey("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"))[:32]
    'did:jwk:eyJjcnYiOiJFZDI1NTE5Iiwi'
    """
    return f"did:jwk:{base64url.encode(strict_json.dumps(key.to_jwk()).encode('ascii'))}"


def public_key(did: str) -> PublicKey:
    """The key that a did:jwk is.

    :raises KeyLoadError: as :func:`resolve`; ``key.use`` and the like, what :meth:`PublicKey.from_jwk` says.
    """
    return resolve(did).method(f"{did}#{FRAGMENT}", "assertionMethod").public_key


def resolve(did: str, budget: Budget = DEFAULT) -> ControllerDocument:
    """The document that a did:jwk stands for: one JsonWebKey with the id ``#0``.

    ``use`` decides: ``sig`` is for everything but keyAgreement, ``enc`` for keyAgreement only, absent for all.

    :raises KeyLoadError: ``did.syntax``, ``did.key``, ``key.private_in_public``. The key itself is judged when the
        method is asked for.

    >>> did = encode(PublicKey.from_multikey("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"))
    >>> resolve(did).method(did + "#0", "assertionMethod").public_key.alg
    'Ed25519'
    """
    parsed = syntax.parse(did)
    if parsed.method != "jwk":
        raise KeyLoadError("did.syntax", f"{shown(did)} is not a did:jwk.")
    tree = _read_key(parsed.identifier, budget)
    name = f"{did}#{FRAGMENT}"
    method = {"id": name, "type": "JsonWebKey", "controller": did, "publicKeyJwk": tree}
    return ControllerDocument.from_tree(
        {"id": did, "verificationMethod": [method], **{purpose: [name] for purpose in _purposes(tree)}}, expected_id=did
    )


def _read_key(identifier: str, budget: Budget) -> dict[str, Any]:
    try:
        data = base64url.decode(identifier, max_chars=syntax.MAX_CHARS)
        return strict_json.parse(data, budget, max_bytes=syntax.MAX_CHARS, max_depth=_MAX_DEPTH)
    except (DecodeError, RefusedError):
        raise KeyLoadError(
            "did.key", "The did:jwk does not hold a JWK in canonical base64url.", hint="Ask the issuer for its DID."
        ) from None


def _purposes(tree: dict[str, Any]) -> tuple[str, ...]:
    use = tree.get("use")
    if use == "enc":
        return ("keyAgreement",)
    if use == "sig":
        return tuple(name for name in RELATIONSHIPS if name != "keyAgreement")
    return RELATIONSHIPS
