"""Controller documents: DID documents and https documents (Controlled Identifiers 1.0, sections 2 and 3.3).

Plain JSON rules; no JSON-LD processing, whatever ``@context`` says. The whole document is checked for shape, doubles
and secrets when it is read; the key of a method is only looked at when that method is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import KeyLoadError, RefusedError, shown
from eccoe_vc.keys import jwk
from eccoe_vc.keys import method as methods
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.method import VerificationMethod
from eccoe_vc.limits import DEFAULT, Budget

#: Verification relationships (Controlled Identifiers 1.0, section 2.3): what a method may be used for.
RELATIONSHIPS: Final = (
    "assertionMethod",
    "authentication",
    "capabilityDelegation",
    "capabilityInvocation",
    "keyAgreement",
)


class _Entry(NamedTuple):
    """A method as it stands in the document, and where."""

    tree: dict[str, Any]
    pointer: str


@dataclass(frozen=True, slots=True, repr=False)
class ControllerDocument:
    """A document that lists the keys of ``id`` and what each may be used for. Made by :meth:`read`."""

    id: str
    _methods: Mapping[str, _Entry]
    _relationships: Mapping[str, frozenset[str]]
    #: Other ids of the subject, as it says itself (section 2.1.2); true only where the other document says so as well.
    also_known_as: frozenset[str] = frozenset()

    @classmethod
    def read(
        cls, data: bytes | str | Mapping[str, Any], *, expected_id: str, budget: Budget = DEFAULT
    ) -> ControllerDocument:
        """The document in ``data``, which must be that of ``expected_id``, code point for code point.

        :param data: JSON text, or a parsed tree, which is copied.
        :param budget: ``did_document_bytes``, ``did_depth``, ``did_methods``.
        :raises KeyLoadError: ``did.document``, ``did.id_mismatch``, ``did.limit``, ``did.ambiguous``,
            ``did.deactivated``, ``key.private_in_public``, ``json.*``.

        >>> ControllerDocument.read(b'{"id": "did:web:example.edu"}', expected_id="did:web:example.edu").id
        'did:web:example.edu'
        """
        return cls.from_tree(read_tree(data, budget), expected_id=expected_id, budget=budget)

    @classmethod
    def from_tree(cls, tree: dict[str, Any], *, expected_id: str, budget: Budget = DEFAULT) -> ControllerDocument:
        """As :meth:`read`, for a tree that came through the strict JSON door already and that nobody changes."""
        found = tree.get("id")
        if not isinstance(found, str):
            raise KeyLoadError("did.document", f"The document has no id: found {shown(found)}.", pointer="/id")
        if found != expected_id:
            raise KeyLoadError(
                "did.id_mismatch",
                f"The document is for {shown(found)}, but {shown(expected_id)} was asked for.",
                pointer="/id",
            )
        if tree.get("deactivated", False) is not False:
            raise KeyLoadError(
                "did.deactivated", f"The identifier {shown(found)} is deactivated.", pointer="/deactivated"
            )
        return _read(cls, tree, budget)

    def lists(self, method_id: str, purpose: str) -> bool:
        """Whether the document names ``method_id`` under the relationship ``purpose``, by reference or by value."""
        return method_id in self._relationships.get(purpose, frozenset())

    def method(self, method_id: str, purpose: str) -> VerificationMethod:
        """The method ``method_id``, authorised for ``purpose``.

        Controlled Identifiers 1.0, section 3.3 (Retrieve Verification Method), steps 6 to 12.

        :param method_id: absolute URL of a method of this document.
        :param purpose: a relationship, such as ``assertionMethod``.
        :raises KeyLoadError: ``key.controller``, ``key.unknown``, ``key.relationship``, ``did.document``, ``key.type``,
            ``time.format``, ``unsupported.key_type`` and what :class:`PublicKey` says of the key.
        """
        # Step 6, from the other side: only methods of this very document are looked up in it.
        if method_id.partition("#")[0] != self.id:
            raise KeyLoadError(
                "key.controller", f"The method {shown(method_id)} does not belong to the document of {shown(self.id)}."
            )
        # Steps 7 and 9: found by its absolute id.
        entry = self._methods.get(method_id)
        if entry is None:
            raise KeyLoadError(
                "key.unknown",
                f"The document of {shown(self.id)} does not list the method {shown(method_id)}.",
                hint="The issuer may have replaced the key; ask the issuer, or supply an archived document.",
            )
        # Step 10.
        controller = entry.tree.get("controller")
        if not isinstance(controller, str):
            raise KeyLoadError("did.document", "The method does not name its controller.", pointer=entry.pointer)
        if controller != self.id:
            raise KeyLoadError(
                "key.controller",
                f"The method names {shown(controller)} as controller, but stands in the document of {shown(self.id)}.",
                pointer=f"{entry.pointer}/controller",
            )
        # Step 11, before the key is read: a key for agreement is not for signatures, whatever its type.
        if not self.lists(method_id, purpose):
            raise KeyLoadError(
                "key.relationship",
                f"The method {shown(method_id)} is not listed under {shown(purpose)}.",
                pointer=entry.pointer,
            )
        # Step 8 for the key itself, then step 12.
        return methods.read(entry.tree, method_id, controller, entry.pointer)

    def find(self, public_key: PublicKey, purpose: str) -> VerificationMethod | None:
        """The method under ``purpose`` that holds ``public_key``, or None; for tokens that carry their key."""
        for method_id, entry in self._methods.items():
            if self.lists(method_id, purpose) and method_id.partition("#")[0] == self.id:
                try:
                    parts = methods.read_parts(entry.tree, entry.pointer)
                except KeyLoadError:
                    continue  # a key that we cannot read is not the one that we hold
                if parts[:2] == (public_key.alg, public_key.raw):
                    return self.method(method_id, purpose)
        return None

    def names(self, purpose: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each method of this document under ``purpose``, with the names that tokens may give it.

        They are its fragment, the ``kid`` of its JWK and the thumbprint of its key; a key that we cannot read has only
        those that stand there.
        """
        for method_id, entry in self._methods.items():
            if not self.lists(method_id, purpose) or method_id.partition("#")[0] != self.id:
                continue
            inner = entry.tree.get("publicKeyJwk")
            kid = inner.get("kid") if isinstance(inner, dict) else None
            names = [method_id.partition("#")[2], *([kid] if isinstance(kid, str) else ())]
            with suppress(KeyLoadError):
                names.append(jwk.thumbprint(*methods.read_parts(entry.tree, entry.pointer)[:2]))
            yield method_id, tuple(names)

    def with_later(self, later: ControllerDocument) -> ControllerDocument:
        """This document joined with a later one of the same party: the keys that either lists, for either's purposes.

        For archives (``Sources.archived``) of several copies. What one of them says about the end of a key holds, also
        where the other does not say it; of two ends the first.

        :raises KeyLoadError: ``did.id_mismatch``, of another party; ``did.ambiguous``, one id for two keys; what
            methods say of dates and keys that they cannot tell.

        >>> old = ControllerDocument.read(b'{"id": "did:web:example.edu"}', expected_id="did:web:example.edu")
        >>> old.with_later(old).id
        'did:web:example.edu'
        """
        if later.id != self.id:
            message = f"The document is for {shown(later.id)}, and the one before it for {shown(self.id)}."
            raise KeyLoadError("did.id_mismatch", message, pointer="/id")
        found = dict(self._methods)
        for name, entry in later._methods.items():
            found[name] = _joined(found[name], entry, name) if name in found else entry
        purposes = {
            name: self._relationships.get(name, frozenset()) | later._relationships.get(name, frozenset())
            for name in RELATIONSHIPS
        }
        return ControllerDocument(self.id, MappingProxyType(found), MappingProxyType(purposes), later.also_known_as)

    def __repr__(self) -> str:
        return f"ControllerDocument({shown(self.id)}, {len(self._methods)} methods)"


NO_DOCUMENT: Final = "Get the document again from its address: it is a JSON object, and no web page."


def read_tree(data: bytes | str | Mapping[str, Any], budget: Budget) -> dict[str, Any]:
    """A JSON object from a document that holds keys, through the strict door; refusals become ``KeyLoadError``."""
    try:
        if isinstance(data, bytes | str):
            return strict_json.parse(data, budget, max_bytes=budget.did_document_bytes, max_depth=budget.did_depth)
        return strict_json.copied(data, budget)
    except RefusedError as error:
        if error.code in ("json.size", "struct.limit"):
            raise KeyLoadError("did.limit", error.message, hint=error.hint) from None
        if error.code == "json.not_object":
            raise KeyLoadError("did.document", error.message, hint=NO_DOCUMENT) from None
        raise KeyLoadError.of(error.findings) from None


def _read(cls: type[ControllerDocument], tree: dict[str, Any], budget: Budget) -> ControllerDocument:
    base = str(tree["id"])
    found: dict[str, _Entry] = {}
    relationships: dict[str, frozenset[str]] = {}
    for name in ("verificationMethod", *RELATIONSHIPS):
        if name not in tree:
            continue
        items = tree[name]
        if not isinstance(items, list):
            raise KeyLoadError("did.document", f"The member {name} is not an array.", pointer=f"/{name}")
        if len(items) > budget.did_methods:
            raise KeyLoadError(
                "did.limit", f"The document has more than {budget.did_methods} methods.", pointer=f"/{name}"
            )
        named: set[str] = set()
        for index, item in enumerate(items):
            pointer = f"/{name}/{index}"
            if isinstance(item, dict):
                method_id = _absolute(item.get("id"), base, f"{pointer}/id")
                _add(found, method_id, _Entry(item, pointer))
            elif isinstance(item, str) and name != "verificationMethod":
                method_id = _absolute(item, base, pointer)
            else:
                raise KeyLoadError("did.document", f"A method is {shown(item)}, not an object.", pointer=pointer)
            named.add(method_id)
        relationships[name] = frozenset(named)
    if len(found) > budget.did_methods:
        raise KeyLoadError("did.limit", f"The document has more than {budget.did_methods} methods.")
    relationships.pop("verificationMethod", None)
    return cls(base, MappingProxyType(found), MappingProxyType(relationships), _also_known_as(tree))


def _joined(earlier: _Entry, later: _Entry, name: str) -> _Entry:
    """One method as two copies of a document have it."""
    one, other = (methods.read_parts(entry.tree, entry.pointer)[:2] for entry in (earlier, later))
    if one != other:
        message = f"At different times two keys had the id {shown(name)}, so no signature says which one is meant."
        raise KeyLoadError("did.ambiguous", message, pointer=later.pointer)
    tree = {**earlier.tree, **later.tree}
    for member in ("revoked", "expires"):
        ends = [
            (end, entry.tree[member])
            for entry in (earlier, later)
            if (end := methods.instant(entry.tree, member, entry.pointer)) is not None
        ]
        if ends:
            tree[member] = min(ends)[1]
    return _Entry(tree, later.pointer)


def _also_known_as(tree: Mapping[str, Any]) -> frozenset[str]:
    """The other ids; a member that is no list of texts says nothing, and no key depends on it."""
    given = tree.get("alsoKnownAs")
    return frozenset(one for one in given if isinstance(one, str)) if isinstance(given, list) else frozenset()


def _absolute(reference: Any, base: str, pointer: str) -> str:
    """The absolute URL of a reference; a relative one is a fragment of this document and nothing else."""
    if not isinstance(reference, str) or not reference or (":" not in reference and not reference.startswith("#")):
        raise KeyLoadError(
            "did.document",
            f"A method is named by {shown(reference)}, which is neither a URL nor a fragment.",
            pointer=pointer,
        )
    return base + reference if reference.startswith("#") else reference


def _add(found: dict[str, _Entry], method_id: str, entry: _Entry) -> None:
    methods.check_public(entry.tree, entry.pointer)
    earlier = found.setdefault(method_id, entry)
    # The same method may stand in a relationship as well; what says the same is no ambiguity.
    if earlier is not entry and {**earlier.tree, "id": ""} != {**entry.tree, "id": ""}:
        raise KeyLoadError(
            "did.ambiguous", f"Two different methods have the id {shown(method_id)}.", pointer=entry.pointer
        )
