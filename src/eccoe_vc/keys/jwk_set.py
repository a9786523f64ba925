"""A JWK or a JWK Set at a URL (RFC 7517 section 5; Open Badges 3.0, "Dereferencing the Public Key").

A key set says nothing about what its keys are for; they are taken for ``assertionMethod`` and nothing else. Whether the
URL is the issuer's is the resolver's question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from eccoe_vc.errors import KeyLoadError, shown
from eccoe_vc.keys import jwk
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.document import read_tree
from eccoe_vc.keys.method import VerificationMethod
from eccoe_vc.limits import DEFAULT, Budget

PURPOSE: Final = "assertionMethod"


def is_key_set(tree: Mapping[str, Any], url: str) -> bool:
    """Whether ``tree`` is read as keys alone; a DID has a document, and what has an ``id`` is one.

    >>> is_key_set({"keys": []}, "https://example.edu/jwks.json"), is_key_set({"keys": []}, "did:web:example.edu")
    (True, False)
    """
    return not url.startswith("did:") and "id" not in tree and ("keys" in tree or "kty" in tree)


@dataclass(frozen=True, slots=True, repr=False)
class KeySet:
    """The public keys that are published at ``id``, an https URL. Made by :meth:`read`."""

    id: str
    _keys: tuple[dict[str, Any], ...]
    _single: bool

    @classmethod
    def read(cls, data: bytes | str | Mapping[str, Any], *, url: str, budget: Budget = DEFAULT) -> KeySet:
        """The keys in ``data``, a JWK Set or one JWK. Each key is judged when it is asked for.

        :param budget: ``did_document_bytes``, ``did_depth``, ``did_methods``.
        :raises KeyLoadError: ``jwks.limit``, ``jwks.ambiguous`` (one kid twice), ``jwks.symmetric``,
            ``key.private_in_public``, ``did.id_mismatch``, ``did.document``, ``json.*``.

        >>> KeySet.read(b'{"keys": []}', url="https://example.edu/jwks.json")
        KeySet('https://example.edu/jwks.json', 0 keys)
        """
        try:
            tree = read_tree(data, budget)
        except KeyLoadError as error:
            if error.code != "did.limit":
                raise
            raise KeyLoadError("jwks.limit", error.message, hint=error.hint) from None
        return cls.from_tree(tree, url=url, budget=budget)

    @classmethod
    def from_tree(cls, tree: dict[str, Any], *, url: str, budget: Budget = DEFAULT) -> KeySet:
        """As :meth:`read`, for a tree that came through the strict JSON door already and that nobody changes."""
        named = tree.get("issuer", url)
        if named != url:  # metadata of issuers has this member beside its keys
            raise KeyLoadError(
                "did.id_mismatch",
                f"The keys are those of {shown(named)}, but {shown(url)} was asked for.",
                pointer="/issuer",
            )
        if "keys" not in tree:
            _check_entry(tree, "")
            return cls(url, (tree,), True)
        items = tree["keys"]
        if not isinstance(items, list):
            raise KeyLoadError("did.document", "The member keys of the key set is not an array.", pointer="/keys")
        if len(items) > budget.did_methods:
            raise KeyLoadError("jwks.limit", f"The key set has more than {budget.did_methods} keys.", pointer="/keys")
        kids: set[str] = set()
        for index, item in enumerate(items):
            pointer = f"/keys/{index}"
            _check_entry(item, pointer)
            kid = item.get("kid")
            if kid is None:
                continue
            if not isinstance(kid, str):
                raise KeyLoadError("did.document", f"A kid is {shown(kid)}, not a text.", pointer=f"{pointer}/kid")
            if kid in kids:
                raise KeyLoadError("jwks.ambiguous", f"Two keys have the kid {shown(kid)}.", pointer=f"{pointer}/kid")
            kids.add(kid)
        return cls(url, tuple(items), False)

    def key(self, kid: str = "") -> PublicKey:
        """The key with this ``kid``; without one, the only key.

        :raises KeyLoadError: ``key.unknown``, ``jwks.ambiguous`` and what :meth:`PublicKey.from_jwk` says of the key.
        """
        return PublicKey.from_jwk(*self._entry(kid, ""))

    def lists(self, method_id: str, purpose: str) -> bool:
        """Whether the set holds a key that ``method_id`` names, and ``purpose`` is one that a key set can serve."""
        document, _, fragment = method_id.partition("#")
        if document != self.id or purpose != PURPOSE:
            return False
        return any(item.get("kid") in (fragment, method_id) for item in self._keys) or (
            len(self._keys) == 1 and not fragment
        )

    def method(self, method_id: str, purpose: str) -> VerificationMethod:
        """The key that ``method_id`` names: the URL, with the ``kid`` as its fragment; for a single JWK, the URL.

        :raises KeyLoadError: as :meth:`key`; ``key.controller``, ``key.relationship``.
        """
        document, _, fragment = method_id.partition("#")
        if document != self.id:
            raise KeyLoadError(
                "key.controller", f"The method {shown(method_id)} does not belong to the key set at {shown(self.id)}."
            )
        if purpose != PURPOSE:
            raise KeyLoadError("key.relationship", f"A key set does not say that its keys are for {shown(purpose)}.")
        public_key = PublicKey.from_jwk(*self._entry(fragment, method_id))
        return VerificationMethod(id=method_id, controller=self.id, type="JsonWebKey", public_key=public_key)

    def find(self, public_key: PublicKey, purpose: str) -> VerificationMethod | None:
        """The method that holds ``public_key``, or None."""
        if purpose != PURPOSE:
            return None
        for item in self._keys:
            try:
                found = jwk.read(item)
            except KeyLoadError:
                continue  # a key that we cannot read is not the one that we hold
            if (found.alg, found.raw) == (public_key.alg, public_key.raw):
                name = f"{self.id}#{found.kid}" if found.kid else self.id
                return VerificationMethod(
                    id=name, controller=self.id, type="JsonWebKey", public_key=PublicKey.from_jwk(item)
                )
        return None

    def names(self, purpose: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each key of the set with the names that tokens may give it: its ``kid`` and its thumbprint."""
        if purpose != PURPOSE:
            return
        for item in self._keys:
            kid = item.get("kid")
            names = [kid] if isinstance(kid, str) else []
            with suppress(KeyLoadError):
                found = jwk.read(item)
                names.append(jwk.thumbprint(found.alg, found.raw))
            yield self.id if self._single or not isinstance(kid, str) else f"{self.id}#{kid}", tuple(names)

    def _entry(self, kid: str, full: str) -> tuple[dict[str, Any], str]:
        if not kid:
            if len(self._keys) != 1:
                raise KeyLoadError(
                    "jwks.ambiguous", f"The key set holds {len(self._keys)} keys and nothing says which one is meant."
                )
            return self._keys[0], self._pointer(0)
        names = (kid, full) if full else (kid,)
        hits = [index for index, item in enumerate(self._keys) if item.get("kid") in names]
        if not hits:
            raise KeyLoadError("key.unknown", f"The key set at {shown(self.id)} has no key with the kid {shown(kid)}.")
        if len(hits) > 1:
            raise KeyLoadError("jwks.ambiguous", f"The name {shown(kid)} fits {len(hits)} keys of the set.")
        return self._keys[hits[0]], self._pointer(hits[0])

    def _pointer(self, index: int) -> str:
        return "" if self._single else f"/keys/{index}"

    def __repr__(self) -> str:
        return f"KeySet({shown(self.id)}, {len(self._keys)} keys)"


def _check_entry(item: Any, pointer: str) -> None:
    if not isinstance(item, dict):
        raise KeyLoadError("did.document", f"A key is {shown(item)}, not an object.", pointer=pointer)
    if item.get("kty") == "oct":
        raise KeyLoadError("jwks.symmetric", "A symmetric key stands in a public key set.", pointer=pointer)
    if not jwk.PRIVATE_MEMBERS.isdisjoint(item):
        raise KeyLoadError(
            "key.private_in_public",
            "A secret key stands in a public key set.",
            pointer=pointer,
            hint="Its owner should be told: the key is no longer secret.",
        )
