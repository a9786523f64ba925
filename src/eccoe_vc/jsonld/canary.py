"""The canary: before the first canonical form is trusted, fixed inputs must give fixed bytes.

Python, its hash functions and the general engine change from version to version. A difference would not be an error
message but another canonical form, and every signature would fail, or hold for the wrong text. Called once for each
process and digest; the cost is about a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from typing import Final

from eccoe_vc.errors import CanonicalizationError, GuardUnavailableError
from eccoe_vc.jsonld import rdfc
from eccoe_vc.jsonld.dataset import Quad, Quads
from eccoe_vc.jsonld.values import double, escape
from eccoe_vc.limits import Budget, Meter

_CONTROLS: Final = "".join(map(chr, range(32))) + '"\\\x7f\x80\u2028\ue000\U0001f393'
_CONTROLS_SHA256: Final = "fd9ca2ef461312f3e733d1a1d50e84eefaaf9995dca84b56d5850aebeaccfc62"
_DOUBLES: Final = {5.5: "5.5E0", 0.1: "1.0E-1", 1e-7: "1.0E-7", 1e21: "1.0E21", -123.456: "-1.23456E2"}
# SHA-256 of the canonical text of _sample(); another implementation gives the same, see the tests.
_EXPECTED: Final[dict[rdfc.Digest, str]] = {
    "sha256": "fdda602837d14b8d34c6c8ac5b18fe264c66cd4571a5042c2d7ed8a4d0ce6f13",
    "sha384": "50845d1560e25b334e9f5da7d9af16781f8aa84735bb00376294bd055f88d0d5",
}


def canonical(quads: Quads | Iterable[Quad], meter: Meter, digest: rdfc.Digest = "sha256") -> rdfc.Canonical:
    """The canonical form of a dataset (RDFC-1.0): :func:`eccoe_vc.jsonld.rdfc.canonical` behind the canary.

    :raises CanonicalizationError: ``rdf.budget``; ``rdf.bad_iri``, ``rdf.bad_datatype``, ``rdf.bad_langtag``.
    :raises RefusedError: ``budget.deadline``.
    :raises GuardUnavailableError: ``guard.unavailable``.
    """
    _guard(digest)
    return rdfc.canonical(quads, meter, digest)


@cache
def _guard(digest: rdfc.Digest) -> None:
    text = rdfc.canonical(Quads.of(_sample()), Meter(), digest).text
    sound = (
        sha256(escape(_CONTROLS).encode()).hexdigest() == _CONTROLS_SHA256
        and all(double(value) == expected for value, expected in _DOUBLES.items())
        and sha256(text.encode()).hexdigest() == _EXPECTED[digest]
        and _refuses_poison(digest)
    )
    if not sound:
        raise GuardUnavailableError(
            "guard.unavailable",
            "The canonical form of a fixed sample is not what it must be, so no canonical form is given out.",
            hint="This installation or its Python is damaged or untested; run the test suite of eccoe-vc on it.",
        )


def _sample() -> list[Quad]:
    """Blank nodes that look alike, a named graph, ground statements, escapes: every part of the algorithm."""
    p, q = "<https://example.org/p>", "<https://example.org/q>"
    ring = [(f"_:r{i}", p, f"_:r{(i + 1) % 4}", "") for i in range(4)]
    rest = [
        ("<urn:example:s>", q, "_:r0", ""),
        ("<urn:example:s>", q, '"a\\"b"@en', "_:g"),
        ("_:x", p, f'"{escape(_CONTROLS)}"', ""),
        ("_:y", p, '"1"^^<http://www.w3.org/2001/XMLSchema#integer>', "_:g"),
        ("_:y", q, "_:x", "_:g"),
        ("<urn:example:s>", p, "<urn:example:o>", ""),
    ]
    return ring + rest


def _refuses_poison(digest: rdfc.Digest) -> bool:
    """A clique of blank nodes, as in rdf-canon test074, under a Budget that it must exceed."""
    clique = [(f"_:n{i}", "<urn:p>", f"_:n{j}", "") for i in range(10) for j in range(10) if i != j]
    try:
        rdfc.canonical(Quads.of(clique), Meter(Budget(rdf_steps=300)), digest)
    except CanonicalizationError as error:
        return error.code == "rdf.budget"
    return False
