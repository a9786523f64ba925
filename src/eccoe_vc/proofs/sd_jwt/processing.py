"""From digests and disclosures to the claims, or to a refusal (RFC 9901, section 7.1, steps 3 to 5).

Every disclosure is used exactly once, no digest stands twice, no name is replaced. What comes out has nothing of the
mechanism left in it. Nothing of the payload may be read before this has run: a disclosure could say otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from eccoe_vc.encoding import pointers, strict_json
from eccoe_vc.encoding.pointers import Path
from eccoe_vc.errors import JoseError, RefusedError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs.sd_jwt.disclosures import DIGESTS, ELEMENT, HASH, Disclosure, hash_name, read

_TWICE: Final = "Two places could be shown by one disclosure; the issuer must not write a digest twice."


@dataclass(frozen=True, slots=True, repr=False)
class Processed:
    """What a payload says with its disclosures.

    ``document`` is the processed payload; ``disclosed`` the pointer into it of each disclosure, in the order in which
    they were given. ``withheld`` holds the pointers of the objects and arrays that keep something back (or have decoys,
    which look the same); the empty pointer is the payload itself. ``alg`` is the hash.
    """

    document: dict[str, Any]
    disclosed: tuple[str, ...]
    withheld: tuple[str, ...]
    alg: str

    def __repr__(self) -> str:
        return f"<Processed disclosed={len(self.disclosed)} withheld={len(self.withheld)}>"  # about people


def process(payload: Mapping[str, Any], disclosures: Sequence[str], budget: Budget = DEFAULT) -> Processed:
    """The claims of ``payload`` with everything that ``disclosures`` show.

    :param payload: the parsed payload of the issuer-signed JWT; it is copied.
    :raises JoseError: ``sdjwt.alg``; ``sdjwt.format``, digests where none belong; ``sdjwt.disclosure``, a disclosure
        without its digest, one twice, a digest twice, a reserved or a repeated name.
    :raises RefusedError: ``json.*``, ``struct.limit``: a disclosure, or the whole, is larger than the Budget.

    >>> digest = "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    >>> text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    >>> sorted(process({"given_name": "Alice", "_sd": [digest]}, [text]).document)
    ['family_name', 'given_name']
    >>> process({"given_name": "Alice", "_sd": [digest]}, []).withheld
    ('',)
    """
    if len(disclosures) > budget.disclosures:
        raise RefusedError("struct.limit", f"The token has more than {budget.disclosures} disclosures.")
    alg = hash_name(payload)
    opened = _opened(disclosures, alg, budget)
    document = strict_json.copied(payload, budget)
    document.pop(HASH, None)
    work = _Work(opened, budget)
    work.run(document)
    if work.opened:
        raise JoseError(
            "sdjwt.disclosure",
            f"{len(work.opened)} of {len(disclosures)} disclosures belong to no digest of the token.",
        )
    # The sizes of a payload and of each disclosure are within the Budget; what they make together is measured here.
    strict_json.copied(document, budget)
    return Processed(document, tuple(work.places[text] for text in disclosures), tuple(work.withheld), alg)


def _opened(texts: Sequence[str], alg: str, budget: Budget) -> dict[str, Disclosure]:
    """The disclosures by digest."""
    made: dict[str, Disclosure] = {}
    for text in texts:
        disclosure = read(text, budget)
        name = disclosure.digest(alg)
        if name in made:
            raise JoseError("sdjwt.disclosure", "A disclosure stands twice in the token.")
        made[name] = disclosure
    return made


class _Work:
    """One walk over a payload, without recursion. ``opened`` loses each disclosure that is used."""

    def __init__(self, opened: dict[str, Disclosure], budget: Budget) -> None:
        self.opened, self.budget = opened, budget
        self.places: dict[str, str] = {}
        self.withheld: list[str] = []
        self._seen: set[str] = set()
        self._objects = 0

    def run(self, document: dict[str, Any]) -> None:
        stack: list[tuple[Any, Path, int]] = [(document, None, 1)]
        while stack:
            node, path, depth = stack.pop()
            self._charge(depth)
            if node.__class__ is dict:
                self._object(node, path)
                items: Any = node.items()
            else:
                self._array(node, path)
                items = enumerate(node)
            below = [
                (value, (path, token), depth + 1)
                for token, value in items
                if value.__class__ is dict or value.__class__ is list
            ]
            stack += below[::-1]

    def _charge(self, depth: int) -> None:
        """Disclosures may stand in disclosures: what they build is bounded as a document is."""
        self._objects += 1
        if depth > self.budget.json_depth:
            raise RefusedError(
                "json.depth", f"With its disclosures the token nests deeper than {self.budget.json_depth} levels."
            )
        if self._objects > self.budget.json_objects:
            raise RefusedError(
                "struct.limit",
                f"With its disclosures the token has more than {self.budget.json_objects} objects and arrays.",
            )

    def _object(self, node: dict[str, Any], path: Path) -> None:
        for name in (ELEMENT, HASH):
            if name in node:
                raise _misplaced(name, path)
        if DIGESTS not in node:
            return
        digests = node.pop(DIGESTS)
        if not isinstance(digests, list) or not all(isinstance(digest, str) for digest in digests):
            raise JoseError(
                "sdjwt.format", f"The member {DIGESTS} is no array of texts.", pointer=_pointer((path, DIGESTS))
            )
        hidden = False
        for digest in digests:
            disclosure = self._take(digest, path)
            if disclosure is None:
                hidden = True
                continue
            if disclosure.name is None:
                raise JoseError(
                    "sdjwt.disclosure", "A disclosure of an element stands for a member.", pointer=_pointer(path)
                )
            if disclosure.name in node:
                raise JoseError(
                    "sdjwt.disclosure",
                    f"A disclosure is for the member {shown(disclosure.name)}, which is there already.",
                    pointer=_pointer((path, disclosure.name)),
                )
            node[disclosure.name] = disclosure.value
            self.places[disclosure.text] = _pointer((path, disclosure.name))
        if hidden:
            self.withheld.append(_pointer(path))

    def _array(self, node: list[Any], path: Path) -> None:
        kept: list[Any] = []
        hidden = False
        for item in node:
            if item.__class__ is not dict or ELEMENT not in item:
                kept.append(item)
                continue
            if len(item) != 1 or not isinstance(item[ELEMENT], str):
                raise _misplaced(ELEMENT, path)
            disclosure = self._take(item[ELEMENT], path)
            if disclosure is None:
                hidden = True
                continue
            if disclosure.name is not None:
                raise JoseError(
                    "sdjwt.disclosure", "A disclosure of a member stands for an element.", pointer=_pointer(path)
                )
            self.places[disclosure.text] = _pointer((path, len(kept)))
            kept.append(disclosure.value)
        if hidden:
            self.withheld.append(_pointer(path))
        node[:] = kept

    def _take(self, digest: str, path: Path) -> Disclosure | None:
        if digest in self._seen:
            raise JoseError(
                "sdjwt.disclosure", "A digest stands twice in the token.", pointer=_pointer(path), hint=_TWICE
            )
        self._seen.add(digest)
        return self.opened.pop(digest, None)


def _misplaced(name: str, path: Path) -> JoseError:
    return JoseError(
        "sdjwt.format", f"A member {shown(name)} stands where the mechanism of SD-JWT has none.", pointer=_pointer(path)
    )


def _pointer(path: Path) -> str:
    return pointers.join("", *pointers.tokens(path))
