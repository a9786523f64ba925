"""Changing keys: a new one takes over, and the old one stays so that what it signed can go on to be verified.

Controlled Identifiers 1.0, section 2.2. ``expires`` and ``revoked`` are for good: from that moment on no proof of the
key is believed, and what was signed before needs evidence of its time (docs/adr/0091).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from eccoe_vc import clock
from eccoe_vc.encoding import timestamps
from eccoe_vc.errors import InputTypeError, KeyLoadError, shown
from eccoe_vc.keys import jwk, publishing
from eccoe_vc.keys import method as methods
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.document import RELATIONSHIPS, ControllerDocument, read_tree
from eccoe_vc.keys.jwk_set import KeySet
from eccoe_vc.keys.published_key import FORMS, Form, PublishedKey, published
from eccoe_vc.limits import DEFAULT, Budget

_CONTAINERS: Final = ("verificationMethod", *RELATIONSHIPS)


def rotate(
    document: Mapping[str, Any] | bytes | str,
    new_key: publishing.Publishable,
    *,
    at: datetime | None = None,
    expires: datetime | None = None,
    revoked: datetime | None = None,
    budget: Budget = DEFAULT,
) -> dict[str, Any]:
    """A copy of ``document`` in which ``new_key`` comes first and the keys before it are kept for verification.

    By itself this ends no key: whoever verifies old credentials finds the old key where it was, in force. Destroy its
    private half, and it signs nothing more.

    :param document: a DID document, a controller document, or a key set, as published now.
    :param new_key: a public key, the signer that will use it, or a :class:`PublishedKey`, whose purposes it then has.
    :param at: the moment of the change, aware; None is now. Keys that ended before it are left as they are.
    :param expires: the planned end of the keys that are in force for a purpose of the new one.
    :param revoked: the moment from which they must not be believed, such as that of a theft.
    :returns: a new tree, which our reader has read back.
    :raises KeyLoadError: ``did.ambiguous`` or ``jwks.ambiguous``, the key or its name is in the document already;
        ``key.unknown``, an end was given and no key is in force, or one of another document is listed;
        ``key.controller``; and what reading the document says (``did.*``, ``jwks.*``, ``json.*``).
    :raises InputTypeError: ``input.type``; also to change a date that was published, and to date a key in a key set.

    >>> old, new = (PublicKey.from_multikey(text) for text in (
    ...     "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw", "z6MkjRagNiMu91DduvCvgEsqLZDVzrJzFrwahc4tXLt9DoHd"))
    >>> document = publishing.controller_document("did:web:north.example", [old])
    >>> [method["id"][-4:] for method in rotate(document, new)["verificationMethod"]]
    ['DoHd', 'MMsw']
    """
    tree = _read(document, budget)
    moment = clock.moment(at, "at")
    if "id" not in tree and "keys" in tree:
        if expires is not None or revoked is not None:
            raise InputTypeError(
                "input.type", "A key set cannot say when a key ended.",
                hint="Take a key that was stolen out of the set, or publish a controller document.",
            )  # fmt: skip
        return _rotate_set(tree, new_key, budget)
    controller = _controller(tree, budget)
    key = published(new_key, controller).of(controller)
    before = list(_entries(tree))
    _check_new(key, before)
    old = [one for one, place in before if _serves(tree, one, key.purposes) and not _ended(one, place, moment)]
    if not old and (expires is not None or revoked is not None):  # nobody must believe that a stolen key was revoked
        message = f"No key of {shown(controller)} is in force for {' or '.join(key.purposes)}, so none was ended."
        raise KeyLoadError("key.unknown", message, hint="Name the method that is to end, with retire().")
    if expires is not None or revoked is not None:
        _check_references(tree, controller, key.purposes)
    for entry in old:
        _mark(entry, expires, revoked)
    _insert(tree, key, _form(tree))
    publishing.check(tree, [key])
    return tree


def retire(
    document: Mapping[str, Any] | bytes | str,
    method_id: str,
    *,
    expires: datetime | None = None,
    revoked: datetime | None = None,
    budget: Budget = DEFAULT,
) -> dict[str, Any]:
    """A copy of ``document`` in which one method has an end; it stays listed, so that its old proofs can be judged.

    :param method_id: its absolute URL.
    :param expires: the planned end, aware.
    :param revoked: the moment from which it must not be believed, aware.
    :raises KeyLoadError: ``key.unknown``, and what reading the document says.
    :raises InputTypeError: ``input.type``; also without any date, and to change one that was published.
    """
    tree = _read(document, budget)
    controller = _controller(tree, budget)
    if expires is None and revoked is None:
        raise InputTypeError("input.type", "No end was given.", hint="Pass revoked=... or expires=...")
    found = [entry for entry, _ in _entries(tree) if _absolute(entry, controller) == method_id]
    if not found:
        listed = ", ".join(_absolute(entry, controller) for entry, _ in _entries(tree))
        raise KeyLoadError(
            "key.unknown", f"The document of {shown(controller)} does not list {shown(method_id)}.",
            hint=f"Name one that it lists: {listed[:1000]}",
        )  # fmt: skip
    for entry in found:
        _mark(entry, expires, revoked)
    ControllerDocument.read(tree, expected_id=controller, budget=budget)
    return tree


def _read(document: Mapping[str, Any] | bytes | str, budget: Budget) -> dict[str, Any]:
    if not isinstance(document, Mapping | bytes | str):
        raise InputTypeError("input.type", f"A document was expected, but {shown(document)} was given.")
    return read_tree(document, budget)


def _controller(tree: dict[str, Any], budget: Budget) -> str:
    """The id of a document that verifiers can read."""
    name = tree.get("id")
    controller = name if isinstance(name, str) else ""
    ControllerDocument.from_tree(tree, expected_id=controller, budget=budget)
    return controller


def _entries(tree: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Every method that stands in the document by value, and where."""
    for name in _CONTAINERS:
        for index, item in enumerate(tree.get(name, ())):
            if isinstance(item, dict):
                yield item, f"/{name}/{index}"


def _absolute(entry: dict[str, Any], controller: str) -> str:
    name = str(entry["id"])
    return controller + name if name.startswith("#") else name


def _check_new(key: PublishedKey, before: list[tuple[dict[str, Any], str]]) -> None:
    for entry, pointer in before:
        if _absolute(entry, key.id.partition("#")[0]) == key.id:
            raise KeyLoadError(
                "did.ambiguous", f"The document lists a method {shown(key.id)} already.", pointer=pointer,
                hint="Make a new key, or give this one a name of its own (id=, --verification-method).",
            )  # fmt: skip
        try:
            listed = methods.read_parts(entry, pointer)[:2]
        except KeyLoadError:
            continue  # a method of a kind that we do not read is another one
        if listed == (key.public_key.alg, key.public_key.raw):
            raise KeyLoadError(
                "did.ambiguous", "The document lists this key already, under another name.", pointer=pointer,
                hint="Make a new key: one that was used, or ended, does not come back.",
            )  # fmt: skip


def _serves(tree: dict[str, Any], entry: dict[str, Any], purposes: tuple[str, ...]) -> bool:
    controller = str(tree["id"])
    name = _absolute(entry, controller)
    for purpose in purposes:
        for item in tree.get(purpose, ()):
            listed = _absolute(item if isinstance(item, dict) else {"id": item}, controller)
            if listed == name:
                return True
    return False


def _check_references(tree: dict[str, Any], controller: str, purposes: tuple[str, ...]) -> None:
    """Refuse to end keys beside one that stands in another document, where no date can be written."""
    for purpose in purposes:
        for index, item in enumerate(tree.get(purpose, ())):
            if isinstance(item, str) and _absolute({"id": item}, controller).partition("#")[0] != controller:
                raise KeyLoadError(
                    "key.unknown",
                    f"The key {shown(item)} stands in another document and would stay in force for {purpose}.",
                    pointer=f"/{purpose}/{index}",
                    hint="Take it out of the list, or end your own keys one by one with retire().",
                )


def _ended(entry: dict[str, Any], pointer: str, at: datetime) -> bool:
    dates = (methods.instant(entry, name, pointer) for name in ("revoked", "expires"))
    return any(date is not None and date <= at for date in dates)


def _mark(entry: dict[str, Any], expires: datetime | None, revoked: datetime | None) -> None:
    for name, value in (("expires", expires), ("revoked", revoked)):
        if value is None:
            continue
        written = timestamps.format(clock.moment(value, name))
        if entry.setdefault(name, written) != written:
            raise InputTypeError(
                "input.type",
                f"The method {shown(entry['id'])} was published with another date in {name}: {shown(entry[name])}.",
                hint="Such a date is not changed. Revoke the key, if it must end earlier than it would expire.",
            )


def _form(tree: dict[str, Any]) -> Form:
    """The form of the first method whose form we write; then the whole document is of one kind."""
    return next((kind for entry, _ in _entries(tree) for kind in FORMS if entry.get("type") == kind), FORMS[0])


def _insert(tree: dict[str, Any], key: PublishedKey, form: Form) -> None:
    tree["verificationMethod"] = [key.method(str(tree["id"]), form), *tree.get("verificationMethod", ())]
    for purpose in key.purposes:
        tree[purpose] = [key.id, *tree.get(purpose, ())]
    contexts = tree.get("@context")
    listed = contexts if isinstance(contexts, list) else [contexts]
    if contexts is not None and publishing.CID_CONTEXT not in listed and publishing.FORM_CONTEXTS[form] not in listed:
        tree["@context"] = [*listed, publishing.FORM_CONTEXTS[form]]


def _rotate_set(tree: dict[str, Any], new_key: publishing.Publishable, budget: Budget) -> dict[str, Any]:
    one = published(new_key)
    publishing.require_plain(one)
    kid = one.id.partition("#")[2] or one.public_key.to_multikey()
    url = one.id.partition("#")[0] or "https://key-set.invalid/"  # a key without a name may go into any set
    KeySet.from_tree(tree, url=url, budget=budget)
    for index, item in enumerate(tree["keys"]):
        if _same_key(item, one.public_key):
            raise KeyLoadError("jwks.ambiguous", "The key set holds this key already.", pointer=f"/keys/{index}")
    tree["keys"] = [one.jwk(kid), *tree["keys"]]
    publishing.check_set(tree, url, [PublishedKey(public_key=one.public_key, id=f"{url}#{kid}")])
    return tree


def _same_key(item: dict[str, Any], key: PublicKey) -> bool:
    try:
        return jwk.read(item)[:2] == (key.alg, key.raw)
    except KeyLoadError:
        return False  # a key that we cannot read is another one


__all__ = ["retire", "rotate"]
