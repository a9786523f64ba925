"""From claims to a payload with digests, and the disclosures for the holder (RFC 9901, section 4.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from eccoe_vc.encoding import DecodeError, pointers, strict_json
from eccoe_vc.errors import InputTypeError, IssueError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs.sd_jwt.disclosures import (
    DEFAULT_HASH,
    DIGESTS,
    ELEMENT,
    HASH,
    HASHES,
    RESERVED,
    digest,
    fresh_salt,
    make,
)

Salt = Callable[[], str]


@dataclass(frozen=True, slots=True, repr=False)
class Concealed:
    """The ``payload`` to be signed, and the ``disclosures`` that show what is hidden in it, outer ones first."""

    payload: dict[str, Any]
    disclosures: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Concealed disclosures={len(self.disclosures)}>"  # about people


def conceal(
    claims: Mapping[str, Any],
    disclosable: Iterable[str],
    *,
    decoys: int = 0,
    alg: str = DEFAULT_HASH,
    salt: Salt = fresh_salt,
    budget: Budget = DEFAULT,
) -> Concealed:
    """``claims`` with a digest in the place of everything that ``disclosable`` names.

    :param disclosable: JSON Pointers to members and array elements, also to some inside others: these are then shown
        only together with what they stand in.
    :param decoys: digests that stand for nothing, added to every object that hides members, so that their number says
        less (section 4.2.5).
    :param alg: ``sha-256``, ``sha-384`` or ``sha-512``.
    :param salt: where salts come from; only tests pass another source than the system's. Each must be new.
    :raises InputTypeError: ``input.type``, no list of texts, a negative number, an unknown hash.
    :raises IssueError: ``sd.pointer``, a pointer that leads nowhere; ``sdjwt.format``, the claims use a name of the
        mechanism; ``struct.limit``.

    >>> made = conceal({"sub": "alice", "age": 41}, ["/age"])
    >>> sorted(made.payload), len(made.disclosures)
    (['_sd', '_sd_alg', 'sub'], 1)
    """
    if alg not in HASHES:
        raise InputTypeError("input.type", f"There is no hash {shown(alg)}; there are {', '.join(HASHES)}.")
    if not isinstance(decoys, int) or isinstance(decoys, bool) or decoys < 0:
        raise InputTypeError("input.type", f"The number of decoys is {shown(decoys)}.", hint="Pass 0 or more.")
    if decoys > budget.disclosures:  # before any is made: they are added to each object that hides something
        raise IssueError("struct.limit", f"At most {budget.disclosures} decoys are made, not {shown(decoys)}.")
    payload = strict_json.copied(claims, budget)
    _check_names(payload)
    places = _places(payload, disclosable)
    if len(places) > budget.disclosures:
        raise IssueError("struct.limit", f"Verifiers take at most {budget.disclosures} disclosures, not {len(places)}.")
    salts = _Salts(salt)
    made: list[str] = []
    for depth in sorted({len(tokens) for tokens in places}, reverse=True):  # inner ones first: outer ones hold digests
        hiding: dict[int, dict[str, Any]] = {}
        for tokens in (tokens for tokens in places if len(tokens) == depth):
            made.append(_hide(payload, tokens, salts, alg, hiding))
        for node in hiding.values():
            node[DIGESTS] += [digest(salts.new(), alg) for _ in range(decoys)]
            node[DIGESTS].sort()  # the order of the claims must not show
    if made:
        payload[HASH] = alg
    return Concealed(payload, tuple(made[::-1]))


def _check_names(claims: dict[str, Any]) -> None:
    for path, value in pointers.walk(claims):
        if value.__class__ is dict and not RESERVED.isdisjoint(value):
            name = min(RESERVED & value.keys())
            raise IssueError(
                "sdjwt.format",
                f"A member {shown(name)} stands in the claims, a name that the mechanism of SD-JWT needs.",
                pointer=pointers.join("", *pointers.tokens(path)),
                hint="Give the member another name.",
            )


def _places(claims: dict[str, Any], disclosable: Iterable[str]) -> list[tuple[str, ...]]:
    """What is to be hidden, each place once, in the order of the pointers."""
    if isinstance(disclosable, str):
        raise InputTypeError(
            "input.type", "One text was given where pointers are expected.", hint="Pass a list of JSON Pointers."
        )
    found: dict[tuple[str, ...], None] = {}
    for pointer in disclosable:
        if not isinstance(pointer, str):
            raise InputTypeError("input.type", f"A JSON Pointer was expected, but {shown(pointer)} was given.")
        try:
            tokens = tuple(pointers.split(pointer))
            pointers.resolve(claims, pointer)
        except DecodeError:
            raise IssueError("sd.pointer", f"Nothing that could be disclosed stands at {shown(pointer)}.") from None
        if not tokens:
            raise IssueError("sd.pointer", "What can be disclosed is a member or an element, not the whole.")
        found[tokens] = None
    return list(found)


def _hide(
    payload: dict[str, Any], tokens: tuple[str, ...], salts: _Salts, alg: str, hiding: dict[int, dict[str, Any]]
) -> str:
    """Put a digest into the place of one value. ``hiding`` collects the objects that hide members."""
    parent = pointers.resolve(payload, pointers.join("", *tokens[:-1]))
    name = pointers.step(parent, tokens[-1])
    if isinstance(name, int):
        disclosure = make(salts.new(), parent[name])
        parent[name] = {ELEMENT: disclosure.digest(alg)}
        return disclosure.text
    disclosure = make(salts.new(), parent.pop(name), name)
    parent.setdefault(DIGESTS, []).append(disclosure.digest(alg))
    hiding[id(parent)] = parent
    return disclosure.text


class _Salts:
    """Salts, none of which comes twice: two claims with one salt could be guessed together (section 9.4)."""

    def __init__(self, source: Salt) -> None:
        self._source = source
        self._given: set[str] = set()

    def new(self) -> str:
        salt = self._source()
        if not isinstance(salt, str) or salt in self._given:
            raise InputTypeError("input.type", "A salt is a text that was not given before.")
        self._given.add(salt)
        return salt
