"""The syntax of regular expressions, ECMA-262 section 22.2.1 in Unicode mode: a text becomes a tree.

Trees are tuples: ``("read", ranges)``, ``("assert", name)``, ``("row", parts)``, ``("either", parts)`` and
``("repeat", part, least, most)``. Ranges are borders: characters are inside from the first, outside from the second,
and so on. What an automaton cannot do is refused by name, not guessed.
"""

from __future__ import annotations

import re
from typing import Any, Final, NoReturn

from eccoe_vc.encoding import DecodeError, quantities
from eccoe_vc.errors import RefusedError, shown

Tree = tuple[Any, ...]
_DEEPEST: Final = 20  # groups inside groups
_LARGEST: Final = 1_000  # of a counted repetition
_END: Final = 0x110000
_COUNTED: Final = re.compile(r"\{([0-9]{1,6})(,([0-9]{0,6}))?\}").match
_HEX: Final = re.compile(r"x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|u\{([0-9A-Fa-f]{1,6})\}").match
_NAMED: Final = re.compile(r"\?<[A-Za-z_$][A-Za-z0-9_$]{0,60}>").match
_CONTROLS: Final = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0}
_SPACES: Final = (9, 14, 32, 33, 0xA0, 0xA1, 0x1680, 0x1681, 0x2000, 0x200B, 0x2028, 0x202A, 0x202F, 0x2030, 0x205F,
                  0x2060, 0x3000, 0x3001, 0xFEFF, 0xFF00)  # fmt: skip
_CLASSES: Final = {"d": (48, 58), "w": (48, 58, 65, 91, 95, 96, 97, 123), "s": _SPACES}
_ANY: Final = (0, 10, 11, 13, 14, 0x2028, 0x202A, _END)


def parse(text: str) -> Tree:
    """The tree of a pattern.

    :raises RefusedError: ``schema.regex``, ``schema.invalid``.

    >>> parse("a|b")
    ('either', [('row', [('read', (97, 98))]), ('row', [('read', (98, 99))])])
    """
    reader = _Reader(text)
    tree = reader.either(0)
    if reader.at < len(text):
        reader.wrong("a closing parenthesis without an opening one")
    return tree


class _Reader:
    """Where in a pattern the reading is."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def wrong(self, what: str) -> NoReturn:
        message = f"The pattern {shown(self.text)} of the schema is none: {what}."
        raise RefusedError("schema.invalid", message)

    def beyond(self, what: str) -> NoReturn:
        raise RefusedError("schema.regex", f"The pattern {shown(self.text)} of the schema uses {what}.")

    def next(self) -> str:
        """The character at the place of reading; empty at the end."""
        return self.text[self.at : self.at + 1]

    def take(self, expected: str) -> bool:
        """Go on if ``expected`` stands here."""
        found = self.text.startswith(expected, self.at)
        self.at += len(expected) if found else 0
        return found

    def either(self, depth: int) -> Tree:
        """Alternatives, up to the end of the group."""
        if depth > _DEEPEST:
            self.beyond(f"groups inside groups deeper than {_DEEPEST} levels")
        parts = [self.row(depth)]
        while self.take("|"):
            parts.append(self.row(depth))
        return parts[0] if len(parts) == 1 else ("either", parts)

    def row(self, depth: int) -> Tree:
        """What stands one after the other."""
        parts: list[Tree] = []
        while self.next() not in ("", "|", ")"):
            part = self.one(depth)
            bounds = self.repetition()
            if bounds is not None and part[0] == "assert":
                self.wrong("a place is repeated")
            parts.append(part if bounds is None else ("repeat", part, *bounds))
        return ("row", parts)

    def repetition(self) -> tuple[int, int | None] | None:
        """How often the part before may stand; lazy or not makes no difference to whether something matches."""
        bounds: tuple[int, int | None] | None = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(self.next())
        if bounds is not None:
            self.at += 1
        elif (found := _COUNTED(self.text, self.at)) is not None:
            self.at = found.end()
            least = _number(found[1])
            most = least if found[2] is None else (_number(found[3]) if found[3] else None)
            if max(least, most or 0) > _LARGEST:
                self.beyond(f"a repetition of more than {_LARGEST} times")
            if most is not None and most < least:
                self.wrong("a repetition ends before it begins")
            bounds = least, most
        if bounds is not None:
            self.take("?")
        return bounds

    def one(self, depth: int) -> Tree:
        """One character, class, place or group."""
        sign = self.next()
        self.at += 1
        if sign == "(":
            return self.group(depth)
        if sign == "[":
            return ("read", self.set())
        if sign == ".":
            return ("read", _ANY)
        if sign in "^$":
            return ("assert", "start" if sign == "^" else "finish")
        if sign in "*+?":
            self.wrong("there is nothing to repeat")
        if sign == "\\":
            if self.next() in ("b", "B"):
                self.at += 1
                return ("assert", "border" if self.text[self.at - 1] == "b" else "inside")
            return ("read", self.escape())
        return ("read", _single(ord(sign)))

    def group(self, depth: int) -> Tree:
        """A group, whose parenthesis was read. What it is called does not matter here."""
        if self.next() == "?" and not self.take("?:"):
            found = _NAMED(self.text, self.at)
            if found is None:
                self.beyond("look-around or another kind of group that is not run")
            self.at = found.end()
        tree = self.either(depth + 1)
        if not self.take(")"):
            self.wrong("a parenthesis is not closed")
        return tree

    def escape(self) -> tuple[int, ...]:
        """The characters of an escape, whose backslash was read."""
        sign = self.next()
        if (found := _HEX(self.text, self.at)) is not None:
            self.at = found.end()
            point = _point(found[1] or found[2] or found[3])
            return _single(point) if point < _END else self.wrong("an escape names no character")
        self.at += 1
        if sign in _CLASSES:
            return _CLASSES[sign]
        if sign.lower() in _CLASSES:
            return _inverted(_CLASSES[sign.lower()])
        if sign in _CONTROLS:
            return _single(_CONTROLS[sign])
        if sign in "123456789" or sign == "k":
            if not sign:
                self.wrong("it ends with a backslash")
            self.beyond("a reference back to a group")
        if sign in "pP":
            self.beyond("a property of Unicode")
        if sign == "c" and self.next().isascii() and self.next().isalpha():
            self.at += 1
            return _single(ord(self.text[self.at - 1]) % 32)
        if sign.isalnum():
            self.wrong(f"the escape {sign!r} is unknown")
        return _single(ord(sign))

    def set(self) -> tuple[int, ...]:
        """A class of characters, whose bracket was read."""
        inverted = self.take("^")
        pairs: list[tuple[int, int]] = []
        while not self.take("]"):
            low = self.member()
            if self.next() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self.member()
                if len(low) == len(high) == 2 and low[1] - low[0] == high[1] - high[0] == 1:
                    if high[0] < low[0]:
                        self.wrong("a range of characters ends before it begins")
                    pairs.append((low[0], high[1]))
                    continue
                pairs += [*_pairs(low), *_pairs(_single(45)), *_pairs(high)]
            else:
                pairs += _pairs(low)
        ranges = _merged(pairs)
        return _inverted(ranges) if inverted else ranges

    def member(self) -> tuple[int, ...]:
        """One member of a class of characters."""
        sign = self.next()
        if not sign:
            self.wrong("a bracket is not closed")
        self.at += 1
        if sign != "\\":
            return _single(ord(sign))
        return _single(8) if self.take("b") else self.escape()


def _number(digits: str) -> int:
    try:
        return quantities.whole(digits.lstrip("0") or "0")
    except DecodeError:
        return _LARGEST + 1


def _point(digits: str) -> int:
    return int.from_bytes(bytes.fromhex(digits.zfill(6)), "big")


def _single(point: int) -> tuple[int, ...]:
    return (point, point + 1)


def _pairs(ranges: tuple[int, ...]) -> list[tuple[int, int]]:
    return list(zip(ranges[::2], ranges[1::2], strict=True))


def _merged(pairs: list[tuple[int, int]]) -> tuple[int, ...]:
    """The borders of all ranges together: sorted, without overlap."""
    borders: list[int] = []
    for low, high in sorted(pairs):
        if borders and low <= borders[-1]:
            borders[-1] = max(borders[-1], high)
        else:
            borders += [low, high]
    return tuple(borders)


def _inverted(ranges: tuple[int, ...]) -> tuple[int, ...]:
    """All characters but these."""
    borders = [*ranges]
    if borders[:1] == [0]:
        borders = borders[1:]
    else:
        borders = [0, *borders]
    return tuple(borders[:-1] if borders[-1:] == [_END] else [*borders, _END])
