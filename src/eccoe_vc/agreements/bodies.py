"""Bodies that merged or were renamed: one body under two ids, if both ids say so. Recognition, section 5.5.

A controller document names other ids of its subject in ``alsoKnownAs`` (Controlled Identifiers 1.0, section 2.1.2).
Anybody can write the id of a university there, so one direction says nothing: old and new must name each other. Equal
names, a common prefix and lists that nobody signed say nothing either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from eccoe_vc.agreements.counterparts import Standing
from eccoe_vc.agreements.evidence import Admitted
from eccoe_vc.errors import InputTypeError, KeyLoadError, shown
from eccoe_vc.keys.document import ControllerDocument, read_tree
from eccoe_vc.keys.resolver import published
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.verification.world import OFFLINE, Sources

Bodies = Mapping[str, frozenset[str]]
"""Id to the ids of the same body: those that it names and that name it."""


def controller_documents(
    ids: Iterable[str], *, sources: Sources = OFFLINE, budget: Budget = DEFAULT
) -> tuple[ControllerDocument, ...]:
    """The controller documents of some bodies, old and new ids, for ``decide(controllers=...)``.

    :param sources: where documents come from; the default asks nobody, so only those of a did:key or did:jwk are had.
    :returns: the documents that could be had, in order of their ids; a body whose document could not be had is not
        known under another id.
    :raises InputTypeError: ``input.type``, the ids are no list of texts.
    """
    names = list(ids) if isinstance(ids, Iterable) and not isinstance(ids, str | bytes | Mapping) else [None]
    if not all(isinstance(name, str) for name in names):
        raise InputTypeError("input.type", f"The ids are {shown(ids)}.", hint='Pass ["did:web:old.example", ...].')
    made = []
    for name in sorted({name for name in names if name}):
        reading = published(name, budget)
        try:
            wanted = next(reading)
            while True:
                wanted = reading.send(sources.answer(wanted))
        except StopIteration as done:
            if isinstance(done.value, ControllerDocument):
                made.append(done.value)
        except KeyLoadError:
            continue  # not at hand, deactivated or broken: nothing is known of this body
    return tuple(made)


def bodies_of(
    given: Iterable[ControllerDocument | Mapping[str, Any] | bytes | str], budget: Budget = DEFAULT
) -> Bodies:
    """Which ids are of one body, by the controller documents that the caller vouches for.

    :raises InputTypeError: ``input.type``, no list of documents, or two documents of one id.
    :raises KeyLoadError: ``did.document``, ``did.deactivated``, ``json.*``, as when a document is read.

    >>> old = {"id": "did:web:old.example", "alsoKnownAs": ["did:web:new.example"]}
    >>> new = {"id": "did:web:new.example", "alsoKnownAs": ["did:web:old.example"]}
    >>> dict(bodies_of([old, new]))["did:web:new.example"], dict(bodies_of([old]))
    (frozenset({'did:web:old.example'}), {})
    """
    if not isinstance(given, Iterable) or isinstance(given, str | bytes | Mapping):
        raise InputTypeError("input.type", f"The controllers are {shown(given)}.", hint="Pass a list of documents.")
    said: dict[str, frozenset[str]] = {}
    for one in given:
        document = one if isinstance(one, ControllerDocument) else read_document(one, budget)
        if said.setdefault(document.id, document.also_known_as) != document.also_known_as:
            message = f"Two documents of {shown(document.id)} say different things."
            raise InputTypeError("input.type", message, hint="Pass one document for each id, the present one.")
    both = {name: frozenset(one for one in others if name in said.get(one, ())) for name, others in said.items()}
    return {name: others - {name} for name, others in both.items() if others - {name}}


def read_document(given: object, budget: Budget = DEFAULT) -> ControllerDocument:
    """A controller document as the caller vouches for it, under the id that it gives itself.

    :raises InputTypeError: ``input.type``.
    :raises KeyLoadError: ``did.document``, ``did.deactivated``, ``json.*``.
    """
    if not isinstance(given, Mapping | bytes | str):
        hint = "Pass the JSON of the document, or what controller_documents() returned."
        raise InputTypeError("input.type", f"A controller document is {shown(given)}.", hint=hint)
    tree = read_tree(given, budget)
    return ControllerDocument.from_tree(tree, expected_id=str(tree.get("id")), budget=budget)


def known_by_parties(
    admitted: Admitted, bodies: Bodies, standings: Iterable[Standing]
) -> tuple[Admitted, dict[str, str]]:
    """The evidence with every issuer as the party that it is; and which ids were read as which.

    Only an issuer that no text knows is looked up, and only if all its other ids are those of one party.
    """
    if not bodies:
        return admitted, {}
    parties: dict[str, set[str]] = {}
    for one in standings:
        for party in one.agreement.party:
            for name in party.names:
                parties.setdefault(name, set()).add(party.id)
    meant: dict[str, str] = {}
    for issuer in sorted({one.facts.issuer for one in admitted.evidence} - parties.keys()):
        names = sorted(bodies.get(issuer, frozenset()) & parties.keys())
        if names and len(frozenset[str]().union(*(parties[name] for name in names))) == 1:
            meant[issuer] = names[0]
    found = tuple(
        replace(one, facts=replace(one.facts, issuer=meant[one.facts.issuer], stated_issuer=one.facts.issuer))
        if one.facts.issuer in meant else one
        for one in admitted.evidence
    )  # fmt: skip
    return admitted._replace(evidence=found), meant


__all__ = ["Bodies", "bodies_of", "controller_documents", "known_by_parties"]
