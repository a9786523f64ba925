"""The fast half of the shape check: is this document certainly in order?

Nearly every credential that arrives is. So the first pass only asks yes or "look closer", in one walk without
recursion, message or pointer; :mod:`eccoe_vc.models.explain` looks closer. A yes must never be wrong: whatever this
pass is not made for (language objects, unknown members that hold lists, unusual types) is left to the second pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from itertools import product
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.models import kinds
from eccoe_vc.models._shapes import SHAPES, Member
from eccoe_vc.models.lexical import RULES, Problem, terms
from eccoe_vc.models.relations import RELATIONS, Relation

# A plan is what this pass knows of one class: usual forms of ``type`` (None where the class has none), other required
# members, rules by member name, relations. A plain tuple, because it is taken apart for every object.
Plan = tuple[tuple[Any, ...] | None, frozenset[str], dict[str, Any], tuple[Relation, ...]]
Todo = list[tuple[Any, Plan]]

_IRI: Final = object()
_PASS: Final = object()
_SCALARS: Final = frozenset({str, int, float, bool})
# The common form of a date: UTC, no fraction, a day that every month has. All others are asked for properly.
_PLAIN_DATE: Final = re.compile(
    r"[1-9]\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ\Z", re.ASCII
).match
# The common forms of an IRI: one of these schemes, and characters that need no second look; ``#`` is counted apart.
_SCHEME: Final = re.compile("https?:|urn:|did:").match
_SAFE: Final = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~:/@!$&'()*+,;=?"


def is_fine(document: Any, name: str, *, identifiers: bool) -> bool:
    """Whether ``document`` is certainly a ``name``. False means: not certain.

    :param identifiers: whether URLs are judged; if not, they only have to be text.
    """
    iris: list[Any] = []
    note_iri = iris.append
    todo: Todo = [(document, _PLANS[name])]
    put_aside = todo.append
    try:
        for value, (types, required, rules, relations) in todo:
            if types is not None and value["type"] not in types:
                return False
            if not value.keys() >= required:
                return False
            for key, item in value.items():
                try:
                    rule = rules[key]
                except KeyError:
                    if item.__class__ in _SCALARS:
                        continue
                    return False
                # In the order of how often they are met.
                if rule is str:
                    if item.__class__ is not str:
                        return False
                elif rule is _IRI:
                    note_iri(item)
                elif rule is _PASS:
                    continue
                elif rule.__class__ is frozenset:
                    if item not in rule:
                        return False
                elif rule.__class__ is tuple:
                    put_aside((item, rule))
                elif rule.__class__ is list:
                    if item.__class__ is not list or not item:
                        return False
                    of = rule[0]
                    for entry in item:
                        put_aside((entry, of))
                elif rule.__class__ is partial:
                    if not rule(item, iris, todo):
                        return False
                elif rule(item) is not None:
                    return False
            for relation in relations:
                if relation(value):
                    return False
        return _are_iris(iris) if identifiers else "".join(iris).__class__ is str
    except (AttributeError, KeyError, TypeError):
        # What is no object where one belongs, or no text where one belongs, ends here.
        return False


def _are_iris(iris: list[Any]) -> bool:
    """Whether all collected values are absolute IRIs. Nearly all are plain, and those are decided together.

    :raises TypeError: one of them is not text.
    """
    joined = "".join(iris)
    if joined.isascii() and all(map(_SCHEME, iris)):
        rest = joined.encode("ascii").translate(None, _SAFE)
        if not rest:
            return True
        if not rest.strip(b"#"):
            return all(map(is_iri, [iri for iri in iris if "#" in iri]))
    return all(map(is_iri, iris))


# ---- rules that are asked one value at a time: a Problem, or None ----------------------------------------------------


def _usual_date(check: Callable[[Any], Problem | None]) -> Callable[[Any], Any]:
    def rule(value: Any) -> Problem | None:
        return None if _PLAIN_DATE(value) is not None else check(value)

    return rule


def _never(value: Any) -> bool:
    """What is not made for this pass goes to the next one."""
    return value is not _never


# ---- rules that put something aside: True, or False for "look closer" ------------------------------------------------


def _texts(value: Any, iris: list[Any], todo: Todo) -> bool:
    del iris, todo
    return value.__class__ is list and bool(value) and "".join(value).__class__ is str


def _type_names(value: Any, iris: list[Any], todo: Todo) -> bool:
    return value.__class__ is str or _texts(value, iris, todo)


def _iris(value: Any, iris: list[Any], todo: Todo) -> bool:
    del todo
    iris += value if value.__class__ is list else (value,)
    return bool(value)


def _reference(plan: Plan, value: Any, iris: list[Any], todo: Todo) -> bool:
    if value.__class__ is str:
        iris.append(value)
    else:
        todo.append((value, plan))
    return True


def _objects(plan: Plan, value: Any, iris: list[Any], todo: Todo) -> bool:
    del iris
    for entry in value if value.__class__ is list else (value,):
        todo.append((entry, plan))
    return bool(value)


def _picked(
    pick: Callable[[Any], str], form: str, plans: Mapping[str, Plan], value: Any, iris: list[Any], todo: Todo
) -> bool:
    del iris
    is_list = value.__class__ is list
    if (form == "one" and is_list) or (form == "array" and not is_list):
        return False
    for entry in value if is_list else (value,):
        todo.append((entry, plans[pick(entry)]))
    return bool(value)


def _contexts(form: str, value: Any, iris: list[Any], todo: Todo) -> bool:
    del todo
    if value.__class__ is not list or (form == "array" and len(value) < 2):
        return False
    iris += value
    return bool(value)


# ---- from the table to plans -----------------------------------------------------------------------------------------


def _rule(owner: str, member: Member, plans: Mapping[str, Plan]) -> Any:
    kind, detail, form = member
    if kind == "object":
        plan = plans[detail]
        return {"one": plan, "array": [plan]}.get(form) or partial(_objects, plan)
    if kind in ("issuer", "reference"):
        return partial(_reference, plans[detail])
    if kind == "picked":
        if detail == "credential_or_token":
            return _never
        return partial(_picked, getattr(kinds, f"of_{detail}"), form, plans)
    if kind == "context":
        return partial(_contexts, form)
    if kind == "types":
        return _PASS if SHAPES[owner][0] else partial(_type_names)
    if kind in ("id", "iri"):
        return _IRI if form == "one" else partial(_iris)
    if kind in ("text", "name", "digest_text"):
        return {"one": str, "array": partial(_texts)}.get(form, _never)
    if form != "one":
        return _never
    if kind.startswith("term:"):
        return terms(kind.removeprefix("term:"))
    return _usual_date(RULES[kind]) if kind in ("timestamp", "local_time") else RULES[kind]


def _usual_types(groups: tuple[tuple[str, ...], ...], form: str) -> tuple[Any, ...]:
    """The forms of ``type`` that are met every day: exactly one name of each group, in order."""
    usual = [[*names] for names in product(*groups)]
    single = [names[0] for names in usual if len(names) == 1]
    return tuple(single) if form == "one" else (*usual, *single)


def _compiled() -> Mapping[str, Plan]:
    plans: dict[str, Plan] = {}
    for name, (types, required, members, relations, _, _, _) in SHAPES.items():
        usual = _usual_types(types, members["type"][2]) if types else None
        needed = frozenset(required) - ({"type"} if types else set())
        plans[name] = (usual, needed, {}, tuple(RELATIONS[relation] for relation in relations))
    for name, (_, _, members, _, foreign, _, flags) in SHAPES.items():
        rules = plans[name][2]
        rules.update({key: _rule(name, member, plans) for key, member in members.items()})
        rules.update(dict.fromkeys(foreign, _never))
        if "closed" in flags:
            rules.update(dict.fromkeys(members, _never))
    return MappingProxyType(plans)


_PLANS: Final = _compiled()

#: The names of all classes.
NAMES: Final = frozenset(SHAPES)
