"""Rules between members: what no declaration of a single member can say.

Each relation looks at one object (and what stands inside it) and gives a :class:`Flaw` for everything that does not
fit. Relations are asked before the kinds of all values are known, so they step over what they cannot read: the member
rules speak about that. No pydantic here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import DecodeError, timestamps
from eccoe_vc.errors import shown
from eccoe_vc.models import kinds
from eccoe_vc.models.kinds import V1, V2
from eccoe_vc.models.lexical import is_identity_hash

Members = dict[str, Any]


class Flaw(NamedTuple):
    """What does not fit: ``tokens`` lead from the object to the place, ``message`` is a sentence, ``hint`` another."""

    tokens: tuple[str | int, ...]
    code: str
    message: str
    hint: str = ""


Relation = Callable[[Members], Sequence[Flaw]]


def names_class(named: Any, groups: tuple[tuple[str, ...], ...]) -> bool:
    """Whether a ``type`` names one class of each group."""
    names = (named,) if named.__class__ is str else named
    return names.__class__ in (list, tuple) and all(any(name in names for name in group) for group in groups)


def of_object(
    value: Members, types: tuple[tuple[str, ...], ...], foreign: tuple[str, ...], names: tuple[str, ...]
) -> Iterator[Flaw]:
    """Everything that is wrong with an object as a whole."""
    if types and "type" in value and value["type"].__class__ in (str, list) and not names_class(value["type"], types):
        wanted = " and ".join(" or ".join(group) for group in types)
        due = "[" + ", ".join(f'"{group[0]}"' for group in types) + "]"
        message = f"The type names {_listed(value['type'])}, but {wanted} belongs here."
        yield Flaw(("type",), "model.type", message, f'Ask the issuer to name what stands here: "type": {due}.')
    named = value.get("type") if types else None
    several = named if isinstance(named, list) else []
    if "VerifiablePresentation" in several and any(name in several for name in kinds.NO_PRESENTATION):
        message = "The type names a presentation and a credential or an envelope; a document is one of them."
        yield Flaw(("type",), "model.type", message)
    for index, name in enumerate(several):
        if name in several[:index]:
            yield Flaw(("type", index), "jsonld.shape", f"The type {shown(name)} stands twice; each is named once.")
    for name in foreign:
        if name in value:
            yield _mixed(name)
    for name in names:
        yield from RELATIONS[name](value)


#: Members of VC 1.1 and of VC 2.0 that say the same.
_TWINS: Final = {
    "issuanceDate": ("1.1", "2.0", "validFrom"),
    "expirationDate": ("1.1", "2.0", "validUntil"),
    "validFrom": ("2.0", "1.1", "issuanceDate"),
    "validUntil": ("2.0", "1.1", "expirationDate"),
}


def _mixed(name: str) -> Flaw:
    theirs, ours, twin = _TWINS[name]
    message = f"The member {name} belongs to VC {theirs}, but the context is that of VC {ours}, where it is {twin}."
    base = V1 if theirs == "1.1" else V2
    hint = f"Ask the issuer to rename the member to {twin}, or ask the issuer to list {base} as first context."
    return Flaw((name,), "ctx.mixed_model", message, hint)


def holes(value: Any, tokens: tuple[str | int, ...] = ()) -> list[Flaw]:
    """Nulls and empty lists anywhere in ``value``: the plain JSON form of Open Badges has neither.

    >>> [(flaw.tokens, flaw.code) for flaw in holes({"a": [None], "b": []})]
    [(('a', 0), 'model.null'), (('b',), 'model.empty_array')]
    """
    found: list[Flaw] = []
    todo: list[tuple[tuple[str | int, ...], Any]] = [(tokens, value)]
    while todo:
        place, item = todo.pop()
        if item is None:
            found.append(Flaw(place, "model.null", "A member is null; a member without a value is left out."))
        elif item.__class__ is list and not item:
            found.append(Flaw(place, "model.empty_array", "A list is empty; a member without values is left out."))
        elif isinstance(item, dict):
            todo += [((*place, name), inner) for name, inner in reversed(item.items())]
        elif isinstance(item, list):
            todo += [((*place, index), inner) for index, inner in reversed([*enumerate(item)])]
    return found


# ---- relations -------------------------------------------------------------------------------------------------------

_FINE: Final[Sequence[Flaw]] = ()
_ANY_BASE: Final = re.compile(r"https://www\.w3\.org/(?:ns|2018)/credentials/v[0-9.]+\Z", re.ASCII).match


def base_v2(value: Members) -> Sequence[Flaw]:
    """The first context is that of VC Data Model 2.0. VC Data Model 2.0, section 4.3."""
    return _base(value.get("@context"), V2)


def base_v1(value: Members) -> Sequence[Flaw]:
    """The first context is that of VC Data Model 1.1. VC Data Model 1.1, section 4.1."""
    return _base(value.get("@context"), V1)


def _base(context: Any, base: str) -> Sequence[Flaw]:
    entries = _items(context)
    # A base context of a version that we do not know is for the contexts check to say.
    if not entries or entries[0] == base or context is None or _is_base(entries[0]):
        return _FINE
    hint = f"Ask the issuer to put {base} first in @context."
    if base in entries:
        return [Flaw(("@context",), "ctx.order", f"The base context {shown(base)} is not the first one.", hint)]
    if any(map(_is_base, entries)):
        return _FINE
    return [Flaw(("@context",), "ctx.missing_base", f"The base context {shown(base)} is not among the contexts.", hint)]


def _is_base(entry: Any) -> bool:
    return entry.__class__ is str and _ANY_BASE(entry) is not None


def validity_v2(value: Members) -> Sequence[Flaw]:
    """``validUntil`` is not before ``validFrom``. VC Data Model 2.0, section 4.9."""
    return _window(value, "validFrom", "validUntil")


def validity_v1(value: Members) -> Sequence[Flaw]:
    """``expirationDate`` is not before ``issuanceDate``. VC Data Model 1.1, section 4.6."""
    return _window(value, "issuanceDate", "expirationDate")


def _window(value: Members, first: str, last: str) -> Sequence[Flaw]:
    start, end = value.get(first), value.get(last)
    if start.__class__ is not str or end.__class__ is not str:
        return _FINE
    # Two dates in UTC without fractions compare as text.
    if len(start) == len(end) == 20 and start[-1] == end[-1] == "Z" and start <= end:
        return _FINE
    try:
        if timestamps.parse(end) < timestamps.parse(start):
            return [Flaw((last,), "time.window", f"The end {last} lies before the start {first}.")]
    except DecodeError:
        pass
    return _FINE


def subject_named(value: Members) -> Sequence[Flaw]:
    """The subject has an ``id`` or an ``identifier``. Open Badges 3.0, AchievementSubject."""
    if "id" in value or value.get("identifier"):
        return _FINE
    return [Flaw((), "subject.missing", "The subject has neither an id nor an identifier, so it names nobody.")]


def subject_claims(value: Members) -> Sequence[Flaw]:
    """A subject makes at least one claim. VC Data Model 2.0, section 4.8."""
    if value:
        return _FINE
    return [Flaw((), "model.cardinality", "The subject is empty; at least one claim is needed.")]


def criteria_said(value: Members) -> Sequence[Flaw]:
    """Criteria have an ``id`` or a ``narrative``, or both. Open Badges 3.0, Criteria."""
    if "narrative" in value or "id" in value:
        return _FINE
    hint = 'Ask the issuer to add "narrative": "..." (a text) or "id": "https://..." (a page).'
    return [Flaw((), "model.missing", "The criteria have neither an id nor a narrative.", hint)]


def hash_formed(value: Members) -> Sequence[Flaw]:
    """A hashed identity has the form of a hash. Open Badges 3.0, IdentityHash."""
    text = value.get("identityHash")
    if value.get("hashed") is not True or text.__class__ is not str or is_identity_hash(text):
        return _FINE
    message = "The identity is said to be hashed, but it has not the form of an sha256 or md5 hash."
    return [Flaw(("identityHash",), "identity.format", message)]


def results_described(value: Members) -> Sequence[Flaw]:
    """Results name result descriptions and levels that the achievement has. Open Badges 3.0, Result."""
    achievement, results = value.get("achievement"), value.get("result")
    if results.__class__ is not list or not isinstance(achievement, dict):
        return _FINE
    descriptions = _objects(achievement.get("resultDescription"))
    known = {entry.get("id") for entry in descriptions if entry.get("id").__class__ is str}
    # Any description will do for a level: official samples name one of another description than the one beside it.
    levels = {name for entry in descriptions for name in _level_ids(entry)}
    found: list[Flaw] = []
    for index, result in enumerate(results):
        if not isinstance(result, dict):
            continue
        named, level = result.get("resultDescription"), result.get("achievedLevel")
        if named.__class__ is str and named not in known:
            message = f"The result names the description {shown(named)}, which the achievement does not have."
            found.append(Flaw(("result", index, "resultDescription"), "model.reference", message))
        if level.__class__ is str and level not in levels:
            message = f"The result names the level {shown(level)}, which the achievement does not have."
            found.append(Flaw(("result", index, "achievedLevel"), "model.reference", message))
    return found


def level_required(value: Members) -> Sequence[Flaw]:
    """``requiredLevel`` names one of the levels of the same description. Open Badges 3.0, ResultDescription."""
    level = value.get("requiredLevel")
    if level.__class__ is not str or level in _level_ids(value):
        return _FINE
    message = f"The required level {shown(level)} is not among the levels of this description."
    return [Flaw(("requiredLevel",), "model.reference", message)]


def resources_distinct(value: Members) -> Sequence[Flaw]:
    """Every related resource stands once. VC Data Model 2.0, section 5.3."""
    if "relatedResource" not in value:
        return _FINE
    seen: set[str] = set()
    found: list[Flaw] = []
    for index, entry in enumerate(_items(value["relatedResource"])):
        name = entry.get("id") if isinstance(entry, dict) else None
        if name.__class__ is str and name in seen:
            message = f"The related resource {shown(name)} stands here twice."
            found.append(Flaw(("relatedResource", index, "id"), "resource.duplicate_id", message))
        elif name.__class__ is str:
            seen.add(name)
    return found


def resource_digested(value: Members) -> Sequence[Flaw]:
    """A related resource has a digest. VC Data Model 2.0, section 5.3."""
    if "digestSRI" in value or "digestMultibase" in value:
        return _FINE
    return [Flaw((), "model.missing", "The related resource has neither digestSRI nor digestMultibase.")]


def associations_inside(value: Members) -> Sequence[Flaw]:
    """Associations lead from and to things in the record. CLR 2.0, Association.

    A record that holds credentials in envelopes may name what cannot be seen: then nothing is said.
    """
    associations = value.get("association")
    if associations.__class__ is not list:
        return _FINE
    known, opaque = _ids_inside(value)
    if opaque:
        return _FINE
    found: list[Flaw] = []
    for index, entry in enumerate(associations):
        for member in ("sourceId", "targetId"):
            name = entry.get(member) if isinstance(entry, dict) else None
            if name.__class__ is str and name not in known:
                message = f"The association names {shown(name)}, which is not in the record."
                found.append(Flaw(("association", index, member), "model.reference", message))
    return found


def envelope_formed(value: Members) -> Sequence[Flaw]:
    """An envelope is a ``data:`` URL. VC Data Model 2.0, section 4.13."""
    address = value.get("id")
    if address.__class__ is not str or address.startswith("data:"):
        return _FINE
    return [Flaw(("id",), "envelope.type", "The id of an enveloped credential is not a data: URL.")]


def _ids_inside(value: Any) -> tuple[set[str], bool]:
    known: set[str] = set()
    opaque = False
    todo = [value]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            name = item.get("id")
            if name.__class__ is str:
                known.add(name)
                opaque = opaque or name.startswith("data:application/")
            todo += item.values()
        elif isinstance(item, list):
            todo += item
    return known, opaque


def _level_ids(description: Members) -> set[str]:
    levels = description.get("rubricCriterionLevel")
    named = [entry.get("id") for entry in _objects(levels)] if levels else []
    return {name for name in named if name.__class__ is str}


def _items(value: Any) -> list[Any]:
    return value if value.__class__ is list else [value]


def _objects(value: Any) -> list[Members]:
    return [entry for entry in _items(value) if isinstance(entry, dict)]


def _listed(named: Any) -> str:
    names = named if isinstance(named, list) else [named]
    return ", ".join(shown(name, 40) for name in names[:3]) + (" and others" if len(names) > 3 else "") or "nothing"


#: Name, as it stands in the table of shapes, to relation.
RELATIONS: Final[Mapping[str, Relation]] = MappingProxyType(
    {
        relation.__name__: relation
        for relation in (
            base_v2,
            base_v1,
            validity_v2,
            validity_v1,
            subject_named,
            subject_claims,
            criteria_said,
            hash_formed,
            results_described,
            level_required,
            resources_distinct,
            resource_digested,
            associations_inside,
            envelope_formed,
        )
    }
)
