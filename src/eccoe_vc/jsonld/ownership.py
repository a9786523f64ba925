"""Ownership of statements: what a check reads about a node must stand where the check reads it.

One RDF node can be described by several JSON objects, and a signature over the graph does not tell which of them said
what. Describing a profile twice is lawful and common (``issuer`` and ``achievement.creator``); moving the learner's
``result`` into an ``evidence`` item with the learner's id keeps the signature, and whoever reads the JSON at its proper
place sees another credential.

A *policy node* stands at a *policy position* (a :data:`role <CREDENTIAL>`): the credential, its issuer, its subject and
so on. What is said about it elsewhere must be said at that position, too; only display members
(:data:`DISPLAY`) are free. The walk notes one entry per identified node and calls :func:`check` where a node is
described again, or is only referred to at its policy position and described elsewhere. Cost: each member of such a
node is looked at a constant number of times.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from eccoe_vc.jsonld.compile import CompiledContext

NONE: Final = 0
CREDENTIAL: Final = 1
ISSUER: Final = 2
SUBJECT: Final = 3
ACHIEVEMENT: Final = 4
RESULT: Final = 5
RESULT_DESCRIPTION: Final = 6
STATUS: Final = 7
SCHEMA: Final = 8
REFRESH: Final = 9
IDENTITY: Final = 10
RESOURCE: Final = 11

_NAMES: Final = (
    "a node", "the credential", "the issuer", "the subject", "the achievement", "a result", "a result description",
    "a status entry", "a schema entry", "a refresh service", "an identity object", "a related resource",
)  # fmt: skip
_PREFIXES: Final = {
    "cred": "https://www.w3.org/2018/credentials#",
    "ob": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "clr": "https://purl.imsglobal.org/spec/vc/clr/vocab.html#",
    "schema": "https://schema.org/",
    "sec": "https://w3id.org/security#",
    "status": "https://www.w3.org/ns/credentials/status#",
    "sl": "https://w3id.org/vc/status-list#",
}


def _terms(**names: str) -> tuple[str, ...]:
    return tuple(f"<{_PREFIXES[prefix]}{name}>" for prefix, text in names.items() for name in text.split())


def _positions() -> Mapping[str, Mapping[int, int]]:
    rows: list[tuple[tuple[str, ...], tuple[int, ...], int]] = [
        (_terms(cred="issuer holder"), (CREDENTIAL,), ISSUER),
        (_terms(cred="credentialSubject"), (CREDENTIAL,), SUBJECT),
        (_terms(cred="credentialStatus"), (CREDENTIAL,), STATUS),
        (_terms(cred="credentialSchema"), (CREDENTIAL,), SCHEMA),
        (_terms(cred="refreshService"), (CREDENTIAL,), REFRESH),
        (_terms(cred="relatedResource"), (CREDENTIAL,), RESOURCE),
        (_terms(cred="verifiableCredential", clr="verifiableCredential"), (CREDENTIAL, SUBJECT), CREDENTIAL),
        (_terms(ob="endorsement"), (CREDENTIAL, ISSUER, SUBJECT, ACHIEVEMENT), CREDENTIAL),
        (_terms(ob="achievement achievement-0 Achievement", clr="achievement"), (SUBJECT,), ACHIEVEMENT),
        (_terms(ob="result"), (SUBJECT,), RESULT),
        (_terms(ob="resultDescription"), (ACHIEVEMENT,), RESULT_DESCRIPTION),
        (_terms(ob="identifier", clr="identifier-1"), (SUBJECT,), IDENTITY),
    ]
    return MappingProxyType(
        {p: MappingProxyType(dict.fromkeys(parents, role)) for predicates, parents, role in rows for p in predicates}
    )


#: predicate -> role of the node it stands in -> role of the node it leads to.
POSITIONS: Final = _positions()

#: Roles of which every member is read by a check, display members included; described alike everywhere in a graph.
WHOLE: Final = frozenset({STATUS, SCHEMA, REFRESH, IDENTITY})
#: Roles of which only the members of :data:`READ` are read: an image may describe itself and be a related resource.
LOOSE: Final = frozenset({RESOURCE})
#: Roles whose owner is looked for in the same credential only: a learner record repeats its learner and its issuer.
LOCAL: Final = frozenset({ISSUER, SUBJECT, ACHIEVEMENT, RESULT, RESULT_DESCRIPTION})
#: Roles that must not be named by a blank node label (``jsonld.blank_policy_node``).
NAMED: Final = frozenset({CREDENTIAL, ISSUER, SUBJECT, STATUS, SCHEMA})

#: Predicates for people's eyes. Any place may say them about any node that is not one of :data:`WHOLE`.
DISPLAY: Final = frozenset(
    _terms(
        schema="name description url image email audience genre caption additionalName familyName givenName "
        "honorificPrefix honorificSuffix keywords",
        ob="image Image url address Address phone PhoneNumber official narrative endorsementComment familyNamePrefix "
        "patronymicName EmailAddress endorsement endorsementJwt",
    )
)

#: What checks and rules read at a position, for judging another policy position that describes the same node.
READ: Final[Mapping[int, frozenset[str]]] = MappingProxyType(
    {
        CREDENTIAL: frozenset(
            _terms(
                cred="issuer holder credentialSubject credentialStatus credentialSchema refreshService evidence "
                "validFrom validUntil issuanceDate expirationDate termsOfUse relatedResource confidenceMethod "
                "verifiableCredential",
                sec="proof",
                ob="awardedDate",
                clr="partial",
            )
        ),
        ISSUER: frozenset(_terms(ob="otherIdentifier parentOrg")),
        SUBJECT: frozenset(
            _terms(
                ob="achievement achievement-0 Achievement result creditsEarned identifier activityStartDate "
                "activityEndDate role term licenseNumber source",
                clr="achievement association verifiableCredential identifier-1",
                status="statusPurpose encodedList ttl",
                sl="statusPurpose encodedList",
            )
        ),
        ACHIEVEMENT: frozenset(
            _terms(
                ob="achievementType creditsAvailable alignment version Criteria resultDescription humanCode "
                "fieldOfStudy specialization otherIdentifier creator Profile",
                schema="inLanguage",
            )
        ),
        RESULT: frozenset(_terms(ob="achievedLevel resultDescription status alignment", schema="value")),
        RESULT_DESCRIPTION: frozenset(
            _terms(
                ob="allowedValue requiredLevel requiredValue resultType rubricCriterionLevel valueMax valueMin "
                "alignment"
            )
        ),
        STATUS: frozenset(
            (
                *_terms(
                    status="statusPurpose statusListIndex statusListCredential statusSize statusMessage "
                    "statusReference",
                    sl="statusPurpose statusListIndex statusListCredential",
                ),
                "<https://w3id.org/vc-revocation-list-2020#revocationListIndex>",
                "<https://w3id.org/vc-revocation-list-2020#revocationListCredential>",
            )
        ),
        SCHEMA: frozenset(_terms(cred="digestSRI jsonSchema", sec="digestMultibase")),
        REFRESH: frozenset(_terms(cred="digestSRI", sec="digestMultibase")),
        IDENTITY: frozenset(_terms(ob="hashed identityHash identityType salt")),
        RESOURCE: frozenset(_terms(cred="digestSRI", sec="digestMultibase", schema="encodingFormat")),
    }
)
#: Classes of the entries of :data:`WHOLE` that are known to be read.
_ENTRIES: Final = frozenset(
    {
        *_terms(
            cred="JsonSchema JsonSchemaValidator2018 ManualRefreshService2018",
            ob="IdentityObject",
            status="BitstringStatusListEntry",
            sl="StatusList2021Entry",
        ),
        "<https://w3id.org/vc-revocation-list-2020#RevocationList2020Status>",
        "<https://purl.imsglobal.org/spec/vccs/v1p0/context.json#1EdTechJsonSchemaValidator2019>",
        "<https://purl.imsglobal.org/spec/vcrl/v1p0/context.json#1EdTechRevocationList>",
        "<https://purl.imsglobal.org/spec/vccr/v1p0/context.json#1EdTechCredentialRefresh>",
    }
)
#: The class that a policy position itself asks for; it may be said there of a node that has another role, too.
CLASSES: Final[Mapping[int, frozenset[str]]] = MappingProxyType(
    {
        ISSUER: frozenset(_terms(ob="Profile")),
        SUBJECT: frozenset(
            _terms(
                ob="AchievementSubject EndorsementSubject", clr="ClrSubject", status="BitstringStatusList",
                sl="StatusList2021",
            )
        ),
        ACHIEVEMENT: frozenset(_terms(ob="Achievement")),
        **dict.fromkeys(WHOLE | LOOSE, _ENTRIES),
    }
)  # fmt: skip


#: One JSON object about an identified node: the object, the context that rules in it, its role, its credential.
#: A plain tuple, because the walk makes one for each.
Description = tuple[dict[str, Any], "CompiledContext", int, int]
#: A policy position that only names its node: node and graph, role, credential.
Reference = tuple[str, int, int]


class Stray(NamedTuple):
    """A statement outside its place: where it stands, and whose statement it is."""

    node: dict[str, Any]
    key: str
    owner: str


_Statement = tuple[str, str]  # predicate, item


def check(described: Mapping[str, list[Description]], references: Iterable[Reference]) -> Iterator[Stray]:
    """The statements that stand outside their place.

    ``described``: descriptions by node and graph, of nodes that have several or are referred to.
    """
    named: dict[str, list[Reference]] = {}
    for reference in references:
        named.setdefault(reference[0], []).append(reference)
    for place, descriptions in described.items():
        references_here = named.get(place, [])
        if references_here or not _plainly_owned(descriptions):
            yield from _check_node(descriptions, references_here)


def _plainly_owned(descriptions: list[Description]) -> bool:
    """The common cases without sets: display members only, or the very members of the one owner in the credential."""
    owners: dict[int, Description] = {}
    kind = NONE
    for description in descriptions:
        role, scope = description[2], description[3]
        if role:
            if role not in LOCAL or scope in owners or kind not in (NONE, role):
                return False
            kind = role
            owners[scope] = description
    if kind == NONE:
        return True  # no policy node
    for description in descriptions:
        if not description[2]:
            owner = owners.get(description[3])
            if owner is None or not _repeats(description, owner):
                return False
    return True


def _alike(one: Any, other: Any) -> bool:
    """Whether two JSON values make the same statements; in Python ``True == 1``."""
    if one.__class__ is dict and other.__class__ is dict:
        return one.keys() == other.keys() and all(_alike(value, other[key]) for key, value in one.items())
    if one.__class__ is list and other.__class__ is list:
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other) and isinstance(one, bool) is isinstance(other, bool)


def _repeats(description: Description, owner: Description) -> bool:
    """Whether every member is one for display, or stands in ``owner`` in the same words under the same term."""
    node, context, _, _ = description
    said, owning, _, _ = owner
    for key, value in node.items():
        term = context.terms.get(key)
        if term is None:
            return False
        if term.keyword not in ("", "@type") or term.predicate in DISPLAY:
            continue
        if not _alike(said.get(key), value) or (not term.keyword and owning.terms.get(key) is not term):
            return False
    return True


class _Owners:
    """What the objects at the positions of one role say about one node, by credential. A reference says nothing."""

    def __init__(self) -> None:
        self.by_scope: dict[int, set[_Statement]] = {}
        self._joint: set[_Statement] | None = None  # what all of them say
        self._union: set[_Statement] = set()  # what at least one of them says

    def add(self, scope: int, statements: Iterable[_Statement]) -> None:
        said = set(statements)
        self.by_scope[scope] = said & self.by_scope[scope] if scope in self.by_scope else said
        self._joint = said & self._joint if self._joint is not None else said
        self._union |= said

    def refer(self, scope: int) -> None:
        self.by_scope.setdefault(scope, set())

    def say(self, role: int, scope: int) -> set[_Statement]:
        """What a description in this credential may repeat.

        Where the credential has the position itself, every object there must say it; where another one has it, one of
        those must. Roles that are not local are one position in the whole graph.
        """
        if role not in LOCAL:
            return self._joint or set()
        return self.by_scope.get(scope, self._union)


def _check_node(descriptions: list[Description], references: list[Reference]) -> Iterator[Stray]:
    owners: dict[int, _Owners] = {}
    said = [dict(_statements(description)) for description in descriptions]
    for description, statements in zip(descriptions, said, strict=True):
        _, _, role, scope = description
        if role:
            owners.setdefault(role, _Owners()).add(scope, statements)
    for _, role, scope in references:
        owners.setdefault(role, _Owners()).refer(scope)
    for description, statements in zip(descriptions, said, strict=True):
        node, _, here, scope = description
        seen: set[str] = set()
        for statement, key in statements.items():
            missing = [role for role, owner in owners.items() if statement not in owner.say(role, scope)]
            role = _owner_of(statement, here, missing, len(owners)) if missing and key not in seen else NONE
            if role:
                seen.add(key)
                yield Stray(node, key, _NAMES[role])


def _owner_of(statement: _Statement, here: int, missing: list[int], owners: int) -> int:
    """The role at whose position a statement made at ``here`` must stand and does not (``missing``), or NONE."""
    predicate, item = statement
    for role in missing:
        if role == here:
            if role in WHOLE or predicate not in DISPLAY:
                return role  # two objects at one position say different things
        elif predicate in READ[role]:
            return role
        elif here and not predicate and item not in CLASSES.get(here, ()):
            # At another policy position the class of that position is its own. A credential may have any class there.
            if here != CREDENTIAL or item in _ENTRIES:
                return role
        elif not here and role not in LOOSE and (role in WHOLE or _strays(predicate, missing, owners)):
            return role  # elsewhere only repetitions: at one of the positions at least
    return NONE


def _strays(predicate: str, missing: list[int], owners: int) -> bool:
    return predicate not in DISPLAY and len(missing) == owners


def _statements(description: Description) -> Iterator[tuple[_Statement, str]]:
    """Every statement of one object, with the member that makes it. Types have an empty predicate."""
    node, context, _, _ = description
    for key, value in node.items():
        if key == context.type_key:
            names = value if isinstance(value, list) else [value]
            for name in names:
                yield ("", context.type_said(name)), key
            continue
        term = context.terms.get(key)
        if term is not None and term.keyword:
            continue
        predicate, form = (term.predicate, term.tail) if term is not None else (key, "")
        for item in value if isinstance(value, list) else [value]:
            yield (predicate, form + _item(item, context.id_key)), key


def _item(item: Any, id_key: str) -> str:
    """A value as text: a node with an id by the id (its own statements are judged at its own place)."""
    if isinstance(item, dict) and isinstance(item.get(id_key), str):
        item = item[id_key]
    return json.dumps(item, sort_keys=True)
