"""The canary: its fixed values are those of another implementation, and a difference switches canonical forms off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyoxigraph as ox
import pytest

from eccoe_vc import jsonld
from eccoe_vc.errors import GuardUnavailableError
from eccoe_vc.jsonld import canary, rdfc, values
from eccoe_vc.limits import Meter


@pytest.fixture(autouse=True)
def _fresh() -> Any:
    canary._guard.cache_clear()
    yield
    canary._guard.cache_clear()


def _lines() -> str:
    return "".join(f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n" for s, p, o, g in canary._sample())


@pytest.mark.parametrize("digest", ["sha256", "sha384"])
def test_the_sample_as_pyoxigraph_has_it(digest: rdfc.Digest) -> None:
    data = ox.Dataset(ox.parse(_lines().encode(), format=ox.RdfFormat.N_QUADS))
    algorithm = ox.CanonicalizationAlgorithm
    data.canonicalize(algorithm.RDFC_1_0 if digest == "sha256" else algorithm.RDFC_1_0_SHA_384)
    assert jsonld.canonical(canary._sample(), Meter(), digest).text == "".join(sorted(f"{quad} .\n" for quad in data))


@pytest.mark.parametrize(
    ("module", "name", "broken"),
    [
        (canary, "escape", lambda text: text),
        (canary, "double", lambda value: f"{value:E}"),
        (rdfc, "_first_degree", lambda *_: "0"),
        (rdfc._NDegree, "_related", lambda *_: {}),
        (canary, "_refuses_poison", lambda digest: False),
    ],
)
def test_an_engine_that_drifts(
    monkeypatch: pytest.MonkeyPatch, module: Any, name: str, broken: Callable[..., Any]
) -> None:
    monkeypatch.setattr(module, name, broken)
    with pytest.raises(GuardUnavailableError) as caught:
        jsonld.canonical([("_:a", "<urn:p>", '"x"', "")], Meter())
    assert caught.value.code == "guard.unavailable"
    monkeypatch.undo()
    assert jsonld.canonical([("_:a", "<urn:p>", '"x"', "")], Meter()).text


def test_it_sings_once(monkeypatch: pytest.MonkeyPatch) -> None:
    jsonld.canonical([], Meter())
    monkeypatch.setattr(canary, "_sample", lambda: pytest.fail("again"))
    assert jsonld.canonical([], Meter()).text == ""


def test_escapes_are_upper_case() -> None:
    assert values.escape("\x1f\x7f") == "\\u001F\\u007F"
