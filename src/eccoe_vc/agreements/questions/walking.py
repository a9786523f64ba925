"""Walking through two texts side by side, by names: each change of a member and its effect. Recognition, section 12."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from eccoe_vc.agreements.grades.scales import Scale
from eccoe_vc.agreements.questions.comparing import Around, Effect, opposite
from eccoe_vc.agreements.questions.directions import TABLE, Entries, Entry, Inside, Items, Value, unordered
from eccoe_vc.agreements.questions.disjunctive import compared
from eccoe_vc.encoding import pointers
from eccoe_vc.errors import AgreementError
from eccoe_vc.jsonld import jcs
from eccoe_vc.models.rules import Rule, Source, Target
from eccoe_vc.models.terms import Term


class Raw(NamedTuple):
    """A change before it is said whom it concerns; ``old`` and ``new`` are the things of a rule that it is about."""

    at: str
    before: Any
    after: Any
    effect: Effect
    name: tuple[str, ...]
    rules: tuple[Rule | None, Rule | None] = (None, None)
    leaves: tuple[Source, ...] = ()
    targets: tuple[str, ...] = ()


class Place(NamedTuple):
    """Where both texts are: the pointers into them, None where one has nothing, and the names."""

    old: str | None
    new: str | None
    name: tuple[str, ...]

    def into(self, member: str) -> Place:
        """The place of a member."""
        old, new = (None if at is None else pointers.join(at, member) for at in (self.old, self.new))
        return Place(old, new, (*self.name, member))

    def item(self, old: int | None, new: int | None, name: str) -> Place:
        """The place of an item of a list that is known by a name."""
        old_at = None if old is None or self.old is None else pointers.join(self.old, old)
        new_at = None if new is None or self.new is None else pointers.join(self.new, new)
        return Place(old_at, new_at, (*self.name, name))

    def raw(self, before: Any, after: Any, effect: Effect) -> Raw:
        """The change at this place; what a text only implies stands in no text, so it is no value."""
        before, after = None if self.old is None else _json(before), None if self.new is None else _json(after)
        return Raw((self.old if after is None else self.new) or "", before, after, effect, self.name)


@dataclass(slots=True)
class Work:
    """What comparing two texts may still cost: one for each thing that has another partner, or none.

    :param most: ``Budget.comparisons``.
    """

    most: int
    done: int = 0

    def spend(self, steps: int, place: Place) -> None:
        """Charge before the work is done.

        :raises AgreementError: ``rule.budget``.
        """
        self.done += steps
        if self.done > self.most:
            message = f"The two texts differ in more than {self.most} things, so nobody could read what changes."
            at = (place.new if place.old is None else place.old) or ""
            raise AgreementError("rule.budget", message, pointer=at)


@dataclass(frozen=True, slots=True)
class Walk:
    """Both texts side by side; the depth is that of the models, at most eight levels of sources among them."""

    old_scales: Mapping[str, Scale]
    new_scales: Mapping[str, Scale]
    work: Work

    def members(self, place: Place, old: Any, new: Any) -> Iterator[Raw]:
        """The changes of the members of two objects of one class."""
        kind = type(new)
        around = Around(old, new, self.old_scales, self.new_scales)
        for member, info in kind.model_fields.items():
            before, after = getattr(old, member), getattr(new, member)
            if before != after:
                yield from self._member(TABLE[kind][member], place.into(info.alias or member), before, after, around)

    def _member(self, entry: Entry, place: Place, before: Any, after: Any, around: Around) -> Iterator[Raw]:
        if isinstance(entry, Value):
            if entry.in_order or unordered(before) != unordered(after):
                yield place.raw(before, after, entry.direction(before, after, around))
        elif isinstance(entry, Inside):
            yield from self._inside(entry, place, before, after)
        elif isinstance(entry, Entries):
            yield from _entries(entry, place, before, after, around)
        else:
            yield from self._items(entry, place, before or (), after or ())

    def _inside(self, entry: Inside, place: Place, before: Any, after: Any) -> Iterator[Raw]:
        if isinstance(after if before is None else before, Source):
            yield from self._source(place, before, after)
        elif before is not None and after is not None:
            yield from self.members(place, before, after)
        elif entry.absent is None:
            came = before is None
            effect = _effect(entry.appears, after if came else before)
            yield place.raw(before, after, effect if came else opposite(effect))
        else:
            there = Place(
                place.old if before is not None else None, place.new if after is not None else None, place.name
            )
            found = list(self.members(there, before or entry.absent, after or entry.absent))
            yield from found or [there.raw(before, after, "neutral")]

    def _items(self, entry: Items, place: Place, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Raw]:
        for name, one, other in _matched(entry, old, new):
            self.work.spend(1, place)
            here = place.item(one, other, name)
            before, after = None if one is None else old[one], None if other is None else new[other]
            if before is None or after is None:
                effect = _effect(entry.appears, after if before is None else before)
                found = iter([here.raw(before, after, effect if before is None else opposite(effect))])
            else:
                found = self._both(here, before, after)
            yield from (_about(raw, before, after) for raw in found)

    def _both(self, place: Place, before: Any, after: Any) -> Iterator[Raw]:
        if isinstance(after, Source):
            yield from self._source(place, before, after)
        elif isinstance(after, Rule):
            yield from (_of_rule(raw, before, after) for raw in self.members(place, before, after))
        else:
            yield from self.members(place, before, after)

    def _source(self, place: Place, old: Source, new: Source) -> Iterator[Raw]:
        """Nodes of one form are compared by their parts and members; of two forms, by the sets that fill them."""
        if old.form == new.form:
            found = self.members(place, old, new)
        else:
            self.work.spend(sum(1 for side in (old, new) for _ in side.leaves()), place)
            wider, narrower = compared(old, new)
            effect: Effect = "open"
            if wider or narrower:
                effect = "neutral" if wider and narrower else "wider" if wider else "narrower"
            found = iter([place.raw(old, new, effect)])
        yield from (_about(raw, old, new) for raw in found)


def _matched(entry: Items, old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[str, int | None, int | None]]:
    """Pairs of places of what has one name, or the place of what has no partner; equal ones are left out.

    Names that stand twice are paired in the order of their texts, so no order of the lists matters.
    """
    sides: list[dict[str, list[int]]] = [{}, {}]
    for side, items in zip(sides, (old, new), strict=True):
        for index, item in enumerate(items):
            side.setdefault(entry.name(item), []).append(index)
    for name in sorted(sides[0].keys() | sides[1].keys()):
        before, after = (side.get(name, []) for side in sides)
        if len(before) > 1 or len(after) > 1:
            before, after = _different(_by_text(before, old), _by_text(after, new))
        for number in range(max(len(before), len(after))):
            one = before[number] if number < len(before) else None
            other = after[number] if number < len(after) else None
            if one is None or other is None or old[one] != new[other]:
                yield (name if number == 0 else f"{name} ({number + 1})"), one, other


def _by_text(places: Sequence[int], items: Sequence[Any]) -> list[tuple[bytes, int]]:
    return sorted((jcs.encode(unordered(items[place])), place) for place in places)


def _different(one: list[tuple[bytes, int]], other: list[tuple[bytes, int]]) -> tuple[list[int], list[int]]:
    """The places that are left when equal texts are paired."""
    left = [text for text, _ in other]
    before = []
    for text, index in one:
        if text in left:
            left.remove(text)
        else:
            before.append(index)
    after = []
    for text, index in other:
        if text in left:
            left.remove(text)
            after.append(index)
    return before, after


def _entries(
    entry: Entries, place: Place, old: Mapping[str, str] | None, new: Mapping[str, str] | None, around: Around
) -> Iterator[Raw]:
    old, new = old or {}, new or {}
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name), new.get(name)
        if before == after:
            continue
        if before is None or after is None:
            effect = entry.appears if before is None else opposite(entry.appears)
        else:
            effect = entry.changed(before, after, around)
        yield place.into(name).raw(before, after, effect)


# ---- what a change is about ------------------------------------------------------------------------------------------


def _effect(appears: Any, thing: Any) -> Effect:
    found: Effect = appears(thing) if callable(appears) else appears
    return found


def _of_rule(raw: Raw, old: Rule, new: Rule) -> Raw:
    """Inside a refusal less is wider; where a rule begins or ends to refuse, only its outcome says what that means."""
    stance = {_stance(old), _stance(new)}
    if raw.name[2] == "outcome" or stance == {"gives"}:
        return raw
    if stance == {"refuses"}:
        return raw._replace(effect=opposite(raw.effect))
    return raw if raw.effect == "neutral" else raw._replace(effect="open")


def _stance(rule: Rule) -> str:
    if rule.outcome == "refused":
        return "refuses"
    return "gives" if any(target.kind != "none" for target in rule.target) else "neither"


def _about(raw: Raw, before: Any, after: Any) -> Raw:
    """Name the rule, the leaves or the target that a change is about; the innermost says it."""
    sides = [one for one in (before, after) if one is not None]
    if isinstance(sides[0], Rule):
        return raw._replace(rules=(before, after))
    if isinstance(sides[0], Source) and not raw.leaves:
        return raw._replace(leaves=tuple(leaf for one in sides for leaf in one.leaves()))
    if isinstance(sides[0], Target):
        names = {name for one in sides for name in (one.course, one.bucket) if name}
        return raw._replace(targets=tuple(sorted(names)))
    return raw


def _json(value: Any) -> Any:
    if isinstance(value, Term):
        return value.to_json()
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return dict(value) if isinstance(value, Mapping) else value


__all__ = ["Place", "Raw", "Walk", "Work"]
