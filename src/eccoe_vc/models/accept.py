"""The fast half of the shape check: is this document certainly in order?

Nearly every credential that arrives is. So the first pass only asks yes or "look closer", in one walk without
recursion, message or pointer; :mod:`eccoe_vc.models.explain` looks closer. A yes must never be wrong: whatever this
pass is not made for (language objects, unknown members that hold lists, unusual types) is left to the second pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, partial
from itertools import product
from operator import itemgetter
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.models import kinds
from eccoe_vc.models._shapes import SHAPES, Member
from eccoe_vc.models.lexical import RULES, Problem, terms
from eccoe_vc.models.relations import RELATIONS, Relation


class Plan:
    """What this pass knows of one class.

    ``types`` are the usual forms of ``type``, None where the class has none; ``strange`` is the rule for members that
    the class does not know.
    """

    __slots__ = ("relations", "required", "rules", "strange", "types")

    def __init__(
        self, types: tuple[Any, ...] | None, required: frozenset[str], relations: tuple[Relation, ...], *, loose: bool
    ) -> None:
        self.types, self.required, self.relations = types, required, relations
        self.strange = _PASS if loose else _SCALAR  # proofs and their like may carry anything besides
        self.rules: dict[str, Any] = {}  # by member name; filled when all plans are there, as they name each other


Todo = list[tuple[Any, Plan]]


class _Form(NamedTuple):
    """What is left to look at in an object of a class, once the names and the JSON types of its members are known.

    Credentials of one kind have the same objects, so this is worked out once for each form, and plain texts, which are
    most members, are not looked at again.
    """

    iris: Callable[[dict[str, Any]], Iterable[Any]] | None
    values: tuple[tuple[str, Any], ...]
    objects: tuple[tuple[str, Plan], ...]
    arrays: tuple[tuple[str, Plan], ...]
    others: tuple[tuple[str, Callable[..., bool]], ...]


_FORMS: Final = 2_048  # forms that are kept; names of members that we know, so this bounds bytes as well
_IRI: Final = object()
_PASS: Final = object()
_SCALAR: Final = object()
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
    todo: Todo = [(document, _PLANS[name])]
    put_aside = todo.append
    try:
        for value, plan in todo:
            if plan.types is not None and value["type"] not in plan.types:
                return False
            names, classes = tuple(value), tuple(map(type, value.values()))
            try:
                form = _known_form(plan, names, classes)
            except KeyError:
                form = _form(plan, names, classes, strange=True)
            if form is None:
                return False
            iris_of, values, objects, arrays, others = form
            if iris_of is not None:
                iris += iris_of(value)
            for key, rule in values:
                if value[key] not in rule if rule.__class__ is frozenset else rule(value[key]) is not None:
                    return False
            for key, of in objects:
                put_aside((value[key], of))
            for key, of in arrays:
                entries = value[key]
                if not entries:
                    return False
                for entry in entries:
                    put_aside((entry, of))
            for key, rule in others:
                if not rule(value[key], iris, todo):
                    return False
            for relation in plan.relations:
                if relation(value):
                    return False
        return _are_iris(iris) if identifiers else "".join(iris).__class__ is str
    except (AttributeError, KeyError, TypeError):
        # What is no object where one belongs, or no text where one belongs, ends here.
        return False


def _form(plan: Plan, names: tuple[str, ...], classes: tuple[type, ...], *, strange: bool = False) -> _Form | None:
    """The form of such objects, or None where they are not certainly in order.

    :param strange: whether members that the class does not know are allowed.
    :raises KeyError: there is one, and it is not.
    """
    if not plan.required.issubset(names):
        return None
    iris, values, objects, arrays, others = [], [], [], [], []
    for name, kind in zip(names, classes, strict=True):
        rule = plan.rules.get(name, plan.strange) if strange else plan.rules[name]
        if rule is str or rule is _SCALAR:
            if kind is not str and (rule is str or kind not in _SCALARS):
                return None
        elif rule is _IRI:
            iris.append(name)
        elif rule.__class__ is Plan:
            objects.append((name, rule))
        elif rule.__class__ is list:
            if kind is not list:
                return None
            arrays.append((name, rule[0]))
        elif rule.__class__ is partial:
            others.append((name, rule))
        elif rule is not _PASS:
            values.append((name, rule))
    return _Form(_getter(iris), tuple(values), tuple(objects), tuple(arrays), tuple(others))


# Objects with members that we do not know raise, and what raises is not kept: a stranger may invent such names.
_known_form = lru_cache(maxsize=_FORMS)(_form)


def _getter(names: list[str]) -> Callable[[dict[str, Any]], Iterable[Any]] | None:
    if len(names) < 2:
        return (lambda value: (value[names[0]],)) if names else None
    return itemgetter(*names)


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
    for name, (types, required, members, relations, _, _, flags) in SHAPES.items():
        usual = _usual_types(types, members["type"][2]) if types else None
        needed = frozenset(required) - ({"type"} if types else set())
        plans[name] = Plan(usual, needed, tuple(RELATIONS[relation] for relation in relations), loose="loose" in flags)
    for name, (_, _, members, _, foreign, _, flags) in SHAPES.items():
        rules = plans[name].rules
        rules.update({key: _rule(name, member, plans) for key, member in members.items()})
        rules.update(dict.fromkeys(foreign, _never))
        if "closed" in flags:
            rules.update(dict.fromkeys(members, _never))
    return MappingProxyType(plans)


_PLANS: Final = _compiled()

#: The names of all classes.
NAMES: Final = frozenset(SHAPES)
