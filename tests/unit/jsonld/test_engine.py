"""The general engine: only where the walk leaves, believed only where nothing is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest
from tests.unit.jsonld.samples import V2

from eccoe_vc import jsonld
from eccoe_vc.errors import CanonicalizationError
from eccoe_vc.jsonld import documents, engine
from eccoe_vc.limits import Budget, Meter

URL = "https://odd.example/v1"
V = "https://odd.example/v1#"


def context(**terms: Any) -> jsonld.Compiled:
    data = json.dumps({"@context": {"@version": 1.1, "id": "@id", "type": "@type", **terms}}).encode()
    return jsonld.compiled(documents.CORE.with_documents(documents.pinned(URL, data, sha256(data).hexdigest())))


def canonical(compiled: jsonld.Compiled, **members: Any) -> str:
    quads = jsonld.to_quads({"@context": [V2, URL], "id": "urn:s", **members}, compiled, Meter())
    assert [used.url for used in quads.documents] == [V2, URL]
    return jsonld.canonical(quads, Meter()).text


ID_MAP = {"byId": {"@id": f"{V}p", "@container": "@id"}, "label": f"{V}label"}
TYPE_MAP = {"byType": {"@id": f"{V}p", "@container": "@type"}, "label": f"{V}label", "Kind": f"{V}Kind"}


def test_id_map() -> None:
    assert canonical(context(**ID_MAP), byId={"urn:a": {"label": "x"}, "urn:b": {"label": "y"}}) == (
        f'<urn:a> <{V}label> "x" .\n<urn:b> <{V}label> "y" .\n<urn:s> <{V}p> <urn:a> .\n<urn:s> <{V}p> <urn:b> .\n'
    )


def test_type_map() -> None:
    text = canonical(context(**TYPE_MAP), byType={"Kind": {"id": "urn:a", "label": "x"}})
    assert f"<urn:a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{V}Kind> ." in text


CODES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    # what the walk refuses stays refused, whatever else the document uses
    ("jsonld.undefined_term", ID_MAP, {"byId": {"urn:a": {"label": "x"}}, "bogus": 1}),
    ("jsonld.relative_iri", ID_MAP, {"id": "alice", "byId": {"urn:a": {"label": "x"}}}),
    # an undefined member inside what only the engine reads is not in the compacted form
    ("jsonld.outside_profile", ID_MAP, {"byId": {"urn:a": {"label": "x", "bogus": "y"}}}),
    ("jsonld.outside_profile", ID_MAP, {"byId": {"urn:a": {f"{V}label": "x"}}}),
    ("jsonld.outside_profile", ID_MAP, {"byId": {"urn:a": {"label": {"@value": "x"}}}}),
    ("jsonld.relative_iri", ID_MAP, {"byId": {"a": {"label": "x"}}}),
    # a node described at two places
    (
        "jsonld.outside_profile",
        {**TYPE_MAP, "q": f"{V}q"},
        {"byType": {"Kind": {"id": "urn:a", "label": "x"}}, "q": {"id": "urn:a", "label": "y"}},
    ),
    # what RDF does not carry
    ("jsonld.dropped_value", {"byIndex": {"@id": f"{V}p", "@container": "@index"}}, {"byIndex": {"one": "x"}}),
    ("jsonld.keyword", {"text": {"@id": f"{V}p", "@direction": "rtl"}}, {"text": "x"}),
    ("jsonld.keyword", {"back": {"@reverse": f"{V}p"}}, {"back": {"id": "urn:a"}}),
    ("jsonld.undefined_type", {"Kind": "_:kind", "label": f"{V}label"}, {"type": "Kind", "label": "x"}),
]


@pytest.mark.parametrize(("code", "terms", "members"), CODES)
def test_refused(code: str, terms: dict[str, Any], members: dict[str, Any]) -> None:
    with pytest.raises(CanonicalizationError) as caught:
        canonical(context(**terms), **members)
    assert caught.value.code == code


def test_direction_on_request() -> None:
    compiled = context(text={"@id": f"{V}p", "@direction": "rtl"})
    document = {"@context": [V2, URL], "id": "urn:s", "text": "x"}
    quads = jsonld.to_quads(document, compiled, Meter(), rdf_direction="i18n-datatype")
    assert jsonld.canonical(quads, Meter()).text == f'<urn:s> <{V}p> "x"^^<https://www.w3.org/ns/i18n#_rtl> .\n'


def test_large_documents_do_not_reach_the_engine() -> None:
    members = {f"urn:{k}": {"label": "x"} for k in range(engine.MAX_CONTAINERS)}
    with pytest.raises(CanonicalizationError) as caught:
        canonical(context(**ID_MAP), byId=members)
    assert caught.value.code == "jsonld.outside_profile"


def test_the_quads_are_charged() -> None:
    document = {"@context": [V2, URL], "id": "urn:s", "byId": {f"urn:{k}": {"label": "x"} for k in range(30)}}
    with pytest.raises(CanonicalizationError) as caught:
        jsonld.to_quads(document, context(**ID_MAP), Meter(Budget(quads=50)))
    assert caught.value.code == "rdf.budget"


def test_eight_threads() -> None:
    compiled = context(**ID_MAP)
    want = canonical(compiled, byId={"urn:a": {"label": "x"}})
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: canonical(compiled, byId={"urn:a": {"label": "x"}}), range(24)))
    assert set(found) == {want}


def test_the_document_is_not_changed() -> None:
    document = {"@context": [V2, URL], "id": "urn:s", "byId": {"urn:a": {"label": "x"}}}
    before = json.dumps(document)
    jsonld.to_quads(document, context(**ID_MAP), Meter())
    assert json.dumps(document) == before


def test_an_engine_that_fails_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    from pyld import jsonld as general

    for error in (TypeError("x"), KeyError("x"), RecursionError()):

        def fail(*_: Any, error: Exception = error, **__: Any) -> None:
            raise error

        monkeypatch.setattr(general, "expand", fail)
        with pytest.raises(CanonicalizationError) as caught:
            canonical(context(**ID_MAP), byId={"urn:a": {"label": "x"}})
        assert caught.value.code == "jsonld.outside_profile"


def test_the_common_path_imports_no_engine() -> None:
    code = (
        "import sys; from tests.unit.jsonld.samples import rich; from eccoe_vc import jsonld; "
        "from eccoe_vc.jsonld import documents; from eccoe_vc.limits import Meter; "
        "m = Meter(); q = jsonld.to_quads(rich(), jsonld.compiled(documents.CORE), m); jsonld.canonical(q, m); "
        "print(sorted({'pyld', 'requests', 'rfc8785', 'jwcrypto', 'pydantic', 'dask', 'lxml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
