"""RDFC-1.0: hard graphs end by the Budget, labels are returned, digests differ; as an independent engine has it."""

from __future__ import annotations

import time
from itertools import product

import pyoxigraph as ox
import pytest
from tests.unit.jsonld.samples import badge

from eccoe_vc import jsonld
from eccoe_vc.errors import CanonicalizationError, RefusedError
from eccoe_vc.jsonld import Quad, documents
from eccoe_vc.limits import Budget, Meter

P, Q = "<urn:p>", "<urn:q>"
Edges = list[tuple[str, str]]


def graph(edges: Edges) -> list[Quad]:
    return [(f"_:{a}", P, f"_:{b}", "") for a, b in edges]


def ring(n: int) -> Edges:
    return [(f"r{i}", f"r{(i + 1) % n}") for i in range(n)]


def clique(n: int, prefix: str = "c") -> Edges:
    return [(f"{prefix}{i}", f"{prefix}{j}") for i in range(n) for j in range(n) if i != j]


def circulant(n: int) -> Edges:
    return [(f"n{i}", f"n{(i + step) % n}") for i in range(n) for step in (1, 2, n - 1, n - 2)]


def trees() -> Edges:
    return [(f"root{r}", f"a{r}.{i}") for r in range(2) for i in range(8)] + [
        (f"a{r}.{i}", f"b{r}.{i}.{j}") for r in range(2) for i in range(8) for j in range(8)
    ]


def bipartite() -> Edges:
    return [(f"parent{k}", f"child{i}") for k in range(2) for i in range(9)]


def torus(n: int) -> Edges:
    return [
        (f"t{x}.{y}", f"t{(x + dx) % n}.{(y + dy) % n}")
        for x, y in product(range(n), repeat=2)
        for dx, dy in ((1, 0), (0, 1))
    ]


@pytest.mark.parametrize(
    "edges",
    [
        ring(100),
        ring(400),
        clique(6),
        clique(10),
        circulant(120),
        trees(),
        bipartite(),
        torus(12),
        clique(5) + clique(5, "d") * 2 + clique(5, "e") + clique(5, "f"),
    ],
    ids=["ring100", "ring400", "clique6", "clique10", "circulant", "trees", "bipartite", "torus", "cliques"],
)
def test_poison_ends_by_the_budget(edges: Edges) -> None:
    """C02, C04."""
    start = time.thread_time()
    with pytest.raises(CanonicalizationError) as caught:
        jsonld.canonical(graph(edges), Meter())
    assert caught.value.code == "rdf.budget"
    assert time.thread_time() - start < 1.0


def test_two_equal_chains_end_in_time() -> None:
    """C04-paths."""
    edges = [(f"{name}{i}", f"{name}{i + 1}") for name in "ab" for i in range(1000)]
    start = time.thread_time()
    try:
        jsonld.canonical(graph(edges), Meter())
    except RefusedError as error:
        assert error.code == "rdf.budget"
    assert time.thread_time() - start < 1.0


@pytest.mark.parametrize(("edges", "steps"), [(clique(5), 8_445), (ring(50), 12_500)])
def test_steps_are_counted_as_the_budget_says(edges: Edges, steps: int) -> None:
    meter = Meter()
    jsonld.canonical(graph(edges), meter)
    assert meter.budget.rdf_steps - meter.steps == steps
    jsonld.canonical(graph(edges), Meter(Budget(rdf_steps=steps)))
    with pytest.raises(CanonicalizationError):
        jsonld.canonical(graph(edges), Meter(Budget(rdf_steps=steps - 1)))


def test_one_budget_for_two_documents() -> None:
    meter = Meter(Budget(rdf_steps=10_000))
    jsonld.canonical(graph(clique(5)), meter)
    with pytest.raises(CanonicalizationError):
        jsonld.canonical(graph(clique(5)), meter)


def test_poison_in_a_credential() -> None:
    document = badge()
    document["evidence"] = [
        {"id": f"_:e{i}", "type": "Evidence", "alignment": [{"id": f"_:e{j}"} for j in range(10) if j != i]}
        for i in range(10)
    ]
    quads = jsonld.to_quads(document, jsonld.compiled(documents.CORE), Meter())
    with pytest.raises(CanonicalizationError) as caught:
        jsonld.canonical(quads, Meter())
    assert caught.value.code == "rdf.budget"


def test_blank_node_names_of_the_input_never_matter() -> None:
    def named(*names: str) -> str:
        document = badge()
        document["evidence"] = [
            {"id": f"_:{name}", "type": "Evidence", "genre": str(k)} for k, name in enumerate(names)
        ]
        document["credentialSubject"]["achievement"]["related"] = [{"id": f"_:{name}"} for name in names]
        quads = jsonld.to_quads(document, jsonld.compiled(documents.CORE), Meter())
        return jsonld.canonical(quads, Meter()).text

    # Each is named a second time, or it would be a name that nobody signs.
    assert named("x", "y") == named("c14n0", "b1") == named("b1", "b2")
    assert "_:x" not in named("x", "y")


def test_labels_and_digest() -> None:
    quads: list[Quad] = [("_:x", P, '"1"', ""), ("_:y", P, '"2"', "_:x"), ("_:y", Q, "_:x", "<urn:g>")]
    made = jsonld.canonical(quads, Meter())
    assert set(made.labels) == {"_:x", "_:y"}
    assert set(made.labels.values()) == {"_:c14n0", "_:c14n1"}
    assert jsonld.canonical(quads, Meter(), "sha384").text.count("\n") == 3


def test_one_blank_node_needs_no_hash() -> None:
    assert jsonld.canonical([("_:only", P, "_:only", "_:only")], Meter()).text == "_:c14n0 <urn:p> _:c14n0 _:c14n0 .\n"


SMALL: list[list[Quad]] = [
    graph(ring(7)),
    graph(clique(4)),
    graph([("a", "a"), ("a", "b"), ("b", "b")]),
    [("_:a", P, "_:b", "_:g"), ("_:b", P, "_:a", "_:h"), ("_:g", P, "_:h", ""), ("_:h", P, "_:g", "")],
    [("<urn:s>", P, "_:a", "_:a"), ("<urn:s>", P, "_:b", "_:b"), ("_:a", Q, '"x"', "_:b")],
    [
        ("_:a", P, '"x"', ""),
        ("_:a", P, '"x"@en', ""),
        ("_:a", P, '"x"@en-us', ""),
        ("_:a", P, '"x"^^<urn:t>', ""),
        ("_:b", P, "_:a", ""),
    ],
]


@pytest.mark.parametrize("digest", ["sha256", "sha384"])
@pytest.mark.parametrize("quads", SMALL)
def test_as_an_independent_implementation(quads: list[Quad], digest: str) -> None:
    text = "".join(f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n" for s, p, o, g in quads)
    oracle = ox.Dataset(ox.parse(text.encode(), format=ox.RdfFormat.N_QUADS))
    algorithm = ox.CanonicalizationAlgorithm
    oracle.canonicalize(algorithm.RDFC_1_0 if digest == "sha256" else algorithm.RDFC_1_0_SHA_384)
    expected = "".join(sorted(f"{quad} .\n" for quad in oracle))
    assert jsonld.canonical(quads, Meter(), digest).text == expected  # type: ignore[arg-type]
