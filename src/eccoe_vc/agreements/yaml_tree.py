"""The one YAML door: a text becomes a JSON tree of which every plain scalar is text exactly as it was written.

The readers of YAML do not agree about ``NO``, ``1.10``, ``5.0`` or ``2026-10-01``; here none of them is anything but
text. ``true`` and ``false`` are booleans where the model has a boolean, and text elsewhere. Anchors, aliases, tags,
directives, merge keys, several documents, nulls and names that stand twice are refused. Needs the extra ``yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Any, Final, NoReturn, Union, get_args, get_origin

from eccoe_vc.agreements import yaml_words
from eccoe_vc.encoding import pointers
from eccoe_vc.errors import AgreementError, InputTypeError, RefusedError, shown
from eccoe_vc.limits import KIB, Budget
from eccoe_vc.models.terms import Term

MAX_BYTES: Final = 512 * KIB
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final[Mapping[str, bool]] = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a member begins, counted from 1; ``below`` has the marks of its own members."""

    line: int
    column: int
    below: dict[str, Mark] = field(default_factory=dict)

    def at(self, pointer: str) -> Mark:
        """The mark of what a JSON Pointer names, or of the nearest that stands there."""
        found = self
        for token in pointers.split(pointer):
            if token not in found.below:
                break
            found = found.below[token]
        return found


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read; ``kinds`` is what the model may have here."""

    tree: Any
    mark: Mark
    kinds: tuple[Any, ...]
    key: str | None = None
    key_mark: Mark | None = None

    def token(self) -> list[str | int]:
        """The member that is being read."""
        if isinstance(self.tree, list):
            return [len(self.tree)]
        return [] if self.key is None else [self.key]


def parse(text: str, kind: type[Term], budget: Budget) -> tuple[dict[str, Any], Mark]:
    """The tree of a YAML text that holds an object of ``kind``, and where everything in it stands.

    :raises AgreementError: ``rule.syntax``, with line and column in the sentence.
    :raises RefusedError: ``json.depth``, ``json.duplicate_key``, ``json.surrogate``, ``json.not_object``,
        ``struct.limit``, likewise.
    :raises InputTypeError: ``input.type``, the extra ``yaml`` is not installed.
    """
    try:
        import yaml
    except ImportError:
        hint = 'Install it with: pip install "eccoe-vc[yaml]". JSON needs no extra.'
        raise InputTypeError("input.type", "YAML is read with PyYAML, which is not installed.", hint=hint) from None
    reader = _Reader(kind, budget)
    try:
        for event in yaml.parse(text, Loader=yaml.BaseLoader):
            reader.take(event)
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        _refuse("a control character is not allowed here; write it as an escape in quotes", Mark(line, column))
    except yaml.MarkedYAMLError as error:
        found = yaml_words.fault(error.context or "", error.problem or "")
        first, second = error.problem_mark, error.context_mark
        place = (second or first) if found.at_begin else (first or second)
        mark = reader.mark if place is None else Mark(place.line + 1, place.column + 1)
        _refuse(found.problem, mark, hint=found.hint)
    except (ValueError, OverflowError):
        _refuse("an escape names no character", reader.mark)
    return reader.result()


def _refuse(problem: str, mark: Mark, pointer: str = "", code: str = "rule.syntax", hint: str = "") -> NoReturn:
    message = f"Line {mark.line}, column {mark.column}: {problem}."
    kind = AgreementError if code == "rule.syntax" else RefusedError
    raise kind(code, message, pointer=pointer, hint=hint)


class _Reader:
    """Takes the events of one text, without recursion."""

    def __init__(self, kind: type[Term], budget: Budget) -> None:
        self._budget = budget
        self._kind = kind
        self._open: list[_Open] = []
        self._done: _Open | None = None
        self._documents = 0
        self._objects = 0
        self.mark = Mark(1, 1)

    def take(self, event: Any) -> None:
        """One event of the parser."""
        self.mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
        name = type(event).__name__
        if name == "DocumentStartEvent":
            self._document(event)
        elif name == "AliasEvent" or getattr(event, "anchor", None) is not None:
            self._wrong("anchors and aliases have no place in an agreement", hint="Write the value out.")
        elif getattr(event, "tag", None) is not None:
            self._wrong("tags have no place in an agreement", hint="Leave the tag out; all values are text.")
        elif name == "ScalarEvent":
            self._scalar(event.value, plain=event.style is None)
        elif name in ("MappingStartEvent", "SequenceStartEvent"):
            self._begin({} if name == "MappingStartEvent" else [])
        elif name in ("MappingEndEvent", "SequenceEndEvent"):
            self._end()

    def result(self) -> tuple[dict[str, Any], Mark]:
        """What was read."""
        if self._done is None or not isinstance(self._done.tree, dict):
            _refuse("an object with named members was expected", self.mark, code="json.not_object")
        return self._done.tree, self._done.mark

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._wrong("a second document begins", hint="One file holds one agreement.")
        if event.version or event.tags:
            self._wrong("directives have no place in an agreement", hint="Delete the lines that begin with %.")

    def _scalar(self, value: str, *, plain: bool) -> None:
        if not value.isascii():
            try:
                value.encode("utf-8")
            except UnicodeEncodeError:
                self._wrong("an escape is half of a character", "json.surrogate")
        if plain and value in _NULLS:
            hint = "Leave the member out, or put the word into quotes."
            self._wrong("here is nothing, and agreements hold no null", hint=hint)
        top = self._open[-1] if self._open else None
        if top is not None and isinstance(top.tree, dict) and top.key is None:
            self._key(top, value, plain)
            return
        boolean = _BOOLEANS.get(value) if plain and bool in self._kinds() else None
        self._put(value if boolean is None else boolean, self._begun())

    def _key(self, top: _Open, name: str, plain: bool) -> None:
        if plain and name == "<<":
            self._wrong("merge keys have no place in an agreement", hint="Write the members out.")
        if name in top.tree:
            pointer = pointers.join(self._pointer(), name)
            message = f"the member name {shown(name)} occurs twice in one object"
            _refuse(message, self.mark, pointer, "json.duplicate_key", "Delete one of the two.")
        top.key, top.key_mark = name, self.mark

    def _begin(self, tree: Any) -> None:
        if self._open and isinstance(self._open[-1].tree, dict) and self._open[-1].key is None:
            self._wrong("a member name is text")
        self._objects += 1
        if self._objects > self._budget.json_objects:
            self._wrong(f"the text has more than {self._budget.json_objects} objects and lists", "struct.limit")
        if len(self._open) >= self._budget.json_depth:
            self._wrong(f"objects and lists are nested deeper than {self._budget.json_depth} levels", "json.depth")
        self._open.append(_Open(tree, self._begun(), self._kinds()))

    def _end(self) -> None:
        ended = self._open.pop()
        if self._open:
            self._put(ended.tree, ended.mark)
        else:
            self._done = ended

    def _put(self, value: Any, mark: Mark) -> None:
        if not self._open:
            return  # a text that is one scalar; the result is refused
        top = self._open[-1]
        (token,) = top.token()
        top.mark.below[str(token)] = mark
        if isinstance(top.tree, list):
            top.tree.append(value)
            if len(top.tree) > self._budget.values_per_member:
                self._wrong(f"a list has more than {self._budget.values_per_member} values", "struct.limit")
        else:
            top.tree[token] = value
            top.key = None

    def _begun(self) -> Mark:
        """Where the member that is being read begins: its name, in a mapping."""
        top = self._open[-1] if self._open else None
        named = top.key_mark if top is not None and top.key is not None else None
        return self.mark if named is None else named

    def _kinds(self) -> tuple[Any, ...]:
        """What the model may have where the next value stands."""
        if not self._open:
            return (self._kind,)
        top = self._open[-1]
        return tuple(_items(top.kinds) if isinstance(top.tree, list) else _members(top.kinds, top.key))

    def _pointer(self) -> str:
        return pointers.join("", *(token for one in self._open[:-1] for token in one.token()))

    def _wrong(self, problem: str, code: str = "rule.syntax", hint: str = "") -> NoReturn:
        last = self._open[-1].token() if self._open else []
        _refuse(problem, self.mark, pointers.join(self._pointer(), *last), code, hint)


# ---- what the model has ----------------------------------------------------------------------------------------------


def _members(kinds: tuple[Any, ...], name: str | None) -> Iterator[Any]:
    for kind in kinds:
        if isinstance(kind, type) and issubclass(kind, Term):
            for own, member in kind.model_fields.items():
                if (member.alias or own) == name:
                    yield from _flat(member.annotation)
        elif get_origin(kind) is Mapping:
            yield from _flat(get_args(kind)[1])


def _items(kinds: tuple[Any, ...]) -> Iterator[Any]:
    for kind in kinds:
        if get_origin(kind) in (tuple, Sequence):
            yield from _flat(get_args(kind)[0])


def _flat(annotation: Any) -> Iterator[Any]:
    """The kinds of an annotation, without what only narrows them."""
    if hasattr(annotation, "__metadata__"):
        yield from _flat(annotation.__origin__)
    elif get_origin(annotation) in (Union, UnionType):
        for one in get_args(annotation):
            yield from _flat(one)
    elif annotation is not NoneType:
        yield annotation


__all__ = ["MAX_BYTES", "Mark", "parse"]
