"""Regular expressions of foreign schemas, in linear time: a set of states moves over the text, nothing goes back.

ECMA-262, section 22.2 (the syntax that JSON Schema names), but for what no such automaton can do: back-references and
look-around, and for properties of Unicode. Those are ``schema.regex``. A text is searched, not matched as a whole.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.schemas import syntax

_MOST: Final = 4_000  # instructions of one pattern, after counted repetitions are written out
_END: Final = -1
_MOVES: Final = 8  # moves of a state that cost as much as one keyword
_WORD: Final = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


class Instruction(NamedTuple):
    """One instruction: ``ranges`` to read a character from, an assertion, a fork, or the end (``what`` says which)."""

    what: str
    out: int = 0
    other: int = 0
    ranges: tuple[int, ...] = ()  # borders of the characters that fit: inside from the 1st, outside from the 2nd, ...


class Pattern:
    """A pattern, ready to be searched for.

    >>> Pattern("^b+a?d$").search("bbad"), Pattern("x{3}").search("axxb")
    (True, False)
    """

    def __init__(self, text: str) -> None:
        # RefusedError: schema.regex, a construct that is not run; schema.invalid, no pattern; schema.budget, too long.
        self._text = text
        self._program: list[Instruction] = []
        self._write(syntax.parse(text))
        self._add(Instruction("end"))
        #: True where it can match at the beginning only: then the rest of a long text is not read.
        self._at_start = not self._closure([0], lambda place: place != "start")[0]

    def search(self, text: str, charge: Callable[[int], None] = lambda count: None) -> bool:
        """Whether it matches anywhere in ``text``. ``charge`` is told how much work that is, before it is done."""
        before, moves, waiting = "", 0, list[int]()
        program = self._program
        for index in range(len(text) + 1):
            after = text[index : index + 1]
            begin = () if before and self._at_start else (0,)
            holds = partial(_holds, before, after)
            states, visited = self._closure([*waiting, *begin], holds)
            if states[-1:] == [_END]:
                return True
            if not after or not (states or not self._at_start):
                return False
            moves += visited + 1
            if moves >= _MOVES:
                charge(moves // _MOVES)
                moves %= _MOVES
            point = ord(after)
            waiting = [program[state].out for state in states if bisect_right(program[state].ranges, point) & 1]
            before = after
        return False

    def _closure(self, starts: list[int], holds: Callable[[str], bool]) -> tuple[list[int], int]:
        """The states that read a character, reachable from ``starts`` where places hold, and how many were visited.

        Where the pattern can end here, the last one is ``_END``.
        """
        program, seen, stack, reading = self._program, set(starts), starts[::-1], []
        while stack:
            state = stack.pop()
            what, out, other, _ = program[state]
            if what == "read":
                reading.append(state)
                continue
            if what == "end":
                return [*reading, _END], len(seen)
            if what != "fork" and not holds(what):
                continue
            for way in (other, out) if what == "fork" else (out,):
                if way not in seen:
                    seen.add(way)
                    stack.append(way)
        return reading, len(seen)

    # ---- from the tree to instructions -------------------------------------------------------------------------------

    def _add(self, instruction: Instruction) -> int:
        if len(self._program) >= _MOST:
            message = f"The pattern {shown(self._text)} repeats so much that it is not run."
            raise RefusedError("schema.budget", message)
        self._program.append(instruction)
        return len(self._program) - 1

    def _write(self, tree: Any) -> None:
        """Append what ``tree`` says; it goes on with whatever is appended next."""
        kind = tree[0]
        if kind == "read":
            self._add(Instruction("read", len(self._program) + 1, 0, tree[1]))
        elif kind == "assert":
            self._add(Instruction(tree[1], len(self._program) + 1))
        elif kind == "row":
            for part in tree[1]:
                self._write(part)
        elif kind == "either":
            self._write_either(tree[1])
        else:
            self._write_repeated(*tree[1:])

    def _write_either(self, parts: list[Any]) -> None:
        jumps = []
        for part in parts[:-1]:
            fork = self._add(Instruction("fork"))
            self._write(part)
            jumps.append(self._add(Instruction("fork")))
            self._program[fork] = Instruction("fork", fork + 1, len(self._program))
        self._write(parts[-1])
        end = len(self._program)
        for jump in jumps:
            self._program[jump] = Instruction("fork", end, end)

    def _write_repeated(self, part: Any, least: int, most: int | None) -> None:
        for _ in range(least):
            before = len(self._program)
            self._write(part)
            if len(self._program) == before:
                break  # what is empty is the same however often it stands
        if most is None:
            fork = self._add(Instruction("fork"))
            self._write(part)
            self._add(Instruction("fork", fork, fork))
            self._program[fork] = Instruction("fork", fork + 1, len(self._program))
            return
        forks = []
        for _ in range(most - least):
            forks.append(self._add(Instruction("fork")))
            self._write(part)
        end = len(self._program)
        for fork in forks:
            self._program[fork] = Instruction("fork", fork + 1, end)


def _holds(before: str, after: str, place: str) -> bool:
    if place == "start":
        return not before
    if place == "finish":
        return not after
    border = (before in _WORD) != (after in _WORD)
    return border == (place == "border")
