"""Schemas and documents: what each keyword asks for, where references lead, and what bounds the work.

The expected answers are those of the JSON Schema Test Suite and of the specifications. The package ``jsonschema``
evaluates; beside its own keywords those that we replace are held by a law at the end.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import FormatChecker
from jsonschema.validators import validator_for

from eccoe_vc.errors import RefusedError
from eccoe_vc.limits import Budget, Meter
from eccoe_vc.schemas import charged, resolving
from eccoe_vc.schemas.account import Account
from eccoe_vc.schemas.dialects import DRAFT_2020
from eccoe_vc.schemas.judging import Judgement, judge

NAMES = {
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "draft-06": "http://json-schema.org/draft-06/schema#",
    "draft-04": "http://json-schema.org/draft-04/schema#",
}


def judged(schema: dict[str, Any], document: Any, dialect: str = "2020-12", **more: Any) -> Judgement:
    meter = Meter(Budget(cpu_ms=60_000, **more.pop("budget", {})))
    return judge({"$schema": NAMES[dialect], **schema}, document, meter=meter, **more)


def refused(schema: dict[str, Any], document: Any, dialect: str = "2020-12", **more: Any) -> str:
    with pytest.raises(RefusedError) as caught:
        judged(schema, document, dialect, **more)
    return caught.value.code


@pytest.mark.parametrize(
    ("schema", "document", "pointer", "due"),
    [
        ({"type": "integer"}, 1.5, "", "a whole number is due here"),
        ({"type": ["object", "null"]}, True, "", "an object or null is due here"),
        ({"enum": ["a", 1]}, "b", "", "one of 'a', the number 1 is due here"),
        ({"const": False}, 0, "", "false is due here"),
        ({"multipleOf": 0.01}, 19.999, "", "a multiple of 0.01 is due here"),
        ({"maximum": 3}, 3.5, "", "the number is above 3"),
        ({"minimum": 3}, 2, "", "the number is below 3"),
        ({"exclusiveMaximum": 3}, 3, "", "a number below 3 is due here"),
        ({"exclusiveMinimum": 3}, 3, "", "a number above 3 is due here"),
        ({"maxLength": 1}, "ab", "", "more than 1 characters stand here"),
        ({"minLength": 1}, "", "", "fewer than 1 characters stand here"),
        ({"pattern": "^a"}, "b", "", "the text does not match '^a'"),
        ({"format": "email"}, "not an email", "", "the text is not of the format 'email'"),
        ({"maxItems": 1}, [1, 2], "", "more than 1 items stand here"),
        ({"uniqueItems": True}, [{"a": 1}, {"a": 1.0}], "", "an item stands here twice"),
        ({"minProperties": 1}, {}, "", "fewer than 1 members stand here"),
        ({"required": ["a", "b"]}, {"a": 1}, "", "the member 'b' is missing"),
        ({"dependentRequired": {"a": ["b"]}}, {"a": 1}, "", "the member 'b' is missing, which goes with 'a'"),
        ({"properties": {"a/b": {"type": "null"}}}, {"a/b": 0}, "/a~1b", "null is due here"),
        ({"items": {"minimum": 5}}, [9, 1], "/1", "the number is below 5"),
        ({"prefixItems": [True, False]}, [1, 2], "/1", "nothing may stand here"),
        ({"properties": {"a": True}, "additionalProperties": False}, {"b": 1}, "/b", "nothing may stand here"),
        ({"propertyNames": {"maxLength": 1}}, {"ab": 1}, "/ab", "a member of this name may not stand here"),
        ({"not": {"required": ["a"]}}, {"a": 1}, "", "it is what the schema rules out here"),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, 1, "", "one of 2 forms is due here, and none fits"),
        ({"oneOf": [{"minimum": 1}, {"minimum": 2}]}, 3, "",
         "exactly one of 2 forms is due here, and more than one fits"),
        ({"anyOf": [{"type": "null"}, {"items": {"type": "null"}}]}, [1], "/0", "null is due here"),
        ({"contains": {"type": "null"}}, [1], "", "no item here is as the schema asks for"),
        ({"contains": {"type": "null"}, "minContains": 2}, [None], "",
         "fewer than 2 items here are as the schema asks for"),
        ({"contains": {}, "maxContains": 1}, [1, 2], "", "more than 1 items here are as the schema asks for"),
        ({"items": False}, [1], "/0", "nothing may stand here"),
        ({"unevaluatedProperties": False}, {"a": 1}, "/a", "nothing may stand here"),
        ({"unevaluatedItems": {"type": "null"}}, [None, 1], "/1", "null is due here"),
        ({"patternProperties": {"^x": {"type": "null"}}}, {"xa": 1, "a": 1}, "/xa", "null is due here"),
        ({"additionalProperties": {"oneOf": [{"type": "null"}, {"required": ["b"]}]}}, {"a": {}}, "/a",
         "one of 2 forms is due here, and none fits"),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": 1}, "", "the member 'b' is missing"),
        ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": 1}, "", "the member 'b' is missing"),
    ],
)  # fmt: skip
def test_a_flaw_tells_the_place_and_what_is_due(schema: Any, document: Any, pointer: str, due: str) -> None:
    found = judged(schema, document)
    assert not found.met
    assert [(flaw.pointer, flaw.due) for flaw in found.flaws] == [(pointer, due)]


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        ({"type": "integer"}, 1.0),
        ({"enum": [[False]]}, [False]),
        ({"const": {"a": [1, {}]}}, {"a": [1.0, {}]}),
        ({"multipleOf": 0.0001}, 0.0075),
        ({"multipleOf": 0.01}, 19.99),
        (
            {
                "contains": {"$id": "https://a.example/b/", "$ref": "c"},
                "$defs": {"c": {"$id": "https://a.example/b/c", "type": "null"}},
            },
            [None],
        ),
        ({"uniqueItems": True}, [1, True, [1], [True], "1"]),
        ({"maxLength": 2}, "\U0001f393\U0001f393"),
        ({"format": "no-such-format"}, "x"),
        ({"required": ["a"], "minLength": 3}, 5),
        ({"unknownKeyword": 5, "$comment": "x"}, {}),
        ({"contains": {"type": "null"}, "minContains": 0}, []),
        ({"properties": {"a": {}}, "patternProperties": {"^b": {}}, "additionalProperties": False}, {"a": 1, "bb": 2}),
        ({"if": False, "then": False}, 1),
    ],
)
def test_what_is_as_it_should_be_has_no_flaw(schema: Any, document: Any) -> None:
    assert judged(schema, document).flaws == ()


@pytest.mark.parametrize(
    ("schema", "document", "met"),
    [
        ({"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}, {"a": 1}, True),
        ({"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}, {"a": 1, "b": 1}, False),
        ({"anyOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {}}}], "unevaluatedProperties": False},
         {"a": 2, "b": 1}, False),
        ({"not": {"not": {"properties": {"a": {}}}}, "unevaluatedProperties": False}, {"a": 1}, False),
        ({"if": {"properties": {"a": {"const": 1}}}, "else": {"properties": {"b": {}}}, "unevaluatedProperties": False},
         {"a": 1}, True),
        ({"$ref": "#/$defs/x", "unevaluatedProperties": False, "$defs": {"x": {"properties": {"a": {}}}}},
         {"a": 1}, True),
        ({"prefixItems": [{}], "unevaluatedItems": False}, [1, 2], False),
        ({"contains": {"type": "string"}, "unevaluatedItems": {"type": "null"}}, ["a", None], True),
        ({"allOf": [{"items": {}}], "unevaluatedItems": False}, [1, 2], True),
        ({"patternProperties": {"^a": {}}, "unevaluatedProperties": False}, {"ab": 1}, True),
        ({"patternProperties": {"^a": {}}, "unevaluatedProperties": False}, {"ba": 1}, False),
        ({"dependentSchemas": {"a": {"properties": {"a": {}, "b": {}}}}, "unevaluatedProperties": False},
         {"a": 1, "b": 1}, True),
        ({"$dynamicRef": "#x", "unevaluatedProperties": False,
          "$defs": {"x": {"$dynamicAnchor": "x", "properties": {"a": {}}}}}, {"a": 1}, True),
        ({"allOf": [{"additionalProperties": {"type": "null"}}], "unevaluatedProperties": False}, {"a": None}, True),
    ],
)  # fmt: skip
def test_what_nobody_looked_at_is_known(schema: Any, document: Any, met: bool) -> None:
    assert judged(schema, document).met is met


def test_older_drafts_mean_what_they_meant() -> None:
    bound = {"maximum": 3, "exclusiveMaximum": True}
    assert not judged(bound, 3, "draft-04").met
    beside = {"$ref": "#/definitions/a", "type": "null", "definitions": {"a": {"type": "string"}}}
    assert judged(beside, "x", "draft-07").met  # a reference silences what stands beside it
    assert not judged(beside, "x", "2019-09").met
    tuple_ = {"items": [{"type": "null"}], "additionalItems": False}
    assert [judged(tuple_, [None, 1], name).met for name in ("draft-04", "2019-09")] == [False, False]
    needs = {"dependencies": {"a": ["b"], "c": {"required": ["d"]}}}
    assert [judged(needs, one, "draft-06").met for one in ({"a": 1}, {"c": 1}, {"a": 1, "b": 1})] == [
        False,
        False,
        True,
    ]
    assert judged({"items": True, "additionalItems": False}, [1], "draft-07").met  # it is for what stands behind a list
    assert judged({"const": 1}, 2, "draft-04").met  # a keyword that came later
    assert [judged({}, 1, name).dialect.old for name in NAMES] == [False, False, True, True, True]


@pytest.mark.parametrize("dialect", ["2020-12", "2019-09"])
def test_references_lead_to_addresses_anchors_and_places_inside(dialect: str) -> None:
    schema = {
        "$id": "https://north.example/schemas/top.json",
        "properties": {
            "a": {"$ref": "#/$defs/text"},
            "b": {"$ref": "#here"},
            "c": {"$ref": "parts/number.json"},
        },
        "$defs": {
            "text": {"type": "string"},
            "anchored": {"$anchor": "here", "type": "null"},
            "number": {"$id": "parts/number.json", "type": "number"},
        },
    }
    assert judged(schema, {"a": "x", "b": None, "c": 5}, dialect).met
    assert {flaw.pointer for flaw in judged(schema, {"a": 1, "b": 1, "c": "x"}, dialect).flaws} == {"/a", "/b", "/c"}


def test_the_published_meta_schemas_are_known() -> None:
    for dialect, address in NAMES.items():
        assert judged({"$ref": address}, {"type": "string"}, dialect).met
        assert not judged({"$ref": address}, {"type": "text"}, dialect).met


def test_what_the_caller_supplied_may_be_referred_to() -> None:
    supplied = {"https://north.example/part.json": b'{"type": "null", "$defs": {"n": {"type": "number"}}}'}
    schema = {"properties": {"a": {"$ref": "https://north.example/part.json"}, "b": {"$ref": "part.json#/$defs/n"}}}
    found = judged(schema, {"a": None, "b": 5}, url="https://north.example/top.json", supplied=supplied)
    assert found.met
    assert judged(schema, {"a": 1, "b": None}, url="https://north.example/top.json", supplied=supplied).flaws[1].pointer


@pytest.mark.parametrize("data", [b"<html>", b"[]", b'{"a": 1, "a": 2}', b'{"type": 5}'])
def test_a_supplied_document_that_is_no_schema_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedError) as caught:
        judged({"$ref": "https://north.example/part.json"}, 1, supplied={"https://north.example/part.json": data})
    assert caught.value.code in ("schema.invalid", "schema.unavailable")


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "https://south.example/x.json"},
        {"$ref": "file:///etc/passwd"},
        {"$id": "https://south.example/", "$ref": "x.json"},
        {"$dynamicRef": "other.json#a"},
        {"allOf": [{"$ref": "#/$defs/nowhere"}]},
        {"$ref": "#nowhere"},
    ],
)
def test_a_reference_to_what_nobody_supplied_is_refused(schema: Any) -> None:
    assert refused(schema, {}) == "schema.remote_ref"


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "text"},
        {"type": []},
        {"required": "a"},
        {"properties": []},
        {"properties": {"a": 5}},
        {"items": 5},
        {"allOf": []},
        {"minimum": "1"},
        {"minLength": -1},
        {"multipleOf": 0},
        {"pattern": "("},
        {"pattern": 5},
        {"$ref": 5},
        {"enum": "a"},
        {"$id": 5},
        {"$defs": {"a": {"$anchor": []}}},
        {"dependentRequired": {"a": "b"}},
        {"uniqueItems": 1},
    ],
    ids=str,
)
def test_what_is_no_schema_is_refused_as_none(schema: Any) -> None:
    assert refused(schema, "x") == "schema.invalid"


@pytest.mark.parametrize(
    "name", [None, 5, "https://json-schema.org/draft/next/schema", "http://json-schema.org/schema#"]
)
def test_the_dialect_is_told_by_schema_alone(name: Any) -> None:
    schema = {} if name is None else {"$schema": name}
    with pytest.raises(RefusedError) as caught:
        judge(schema, {}, meter=Meter())
    assert caught.value.code == "unsupported.schema_dialect"


def test_what_was_looked_at_costs_little_where_there_is_no_choice() -> None:
    def nested(levels: int) -> Any:
        rule = {str(n): {"allOf": [{"$ref": f"#/$defs/{n + 1}"}], "unevaluatedProperties": {}} for n in range(levels)}
        return {"$ref": "#/$defs/0", "$defs": rule | {str(levels): {"properties": {"a": {}}}}}

    assert judged(nested(40), {"a": 1, "b": 1}, budget={"schema_steps": 8_000}).met


def test_what_was_looked_at_in_2019() -> None:
    inside = {"allOf": [{"$recursiveRef": "#"}], "unevaluatedProperties": False}
    schema = {"$recursiveAnchor": True, "properties": {"a": {}, "b": inside}}
    assert judged(schema, {"b": {"a": 1, "b": {}}}, "2019-09").met
    assert [flaw.pointer for flaw in judged(schema, {"b": {"c": 1}}, "2019-09").flaws] == ["/b/c"]
    listed: Any = {"items": [{}], "unevaluatedItems": False}
    assert [judged(listed, one, "2019-09").met for one in ([1], [1, 2])] == [True, False]
    assert judged(listed | {"additionalItems": True}, [1, 2], "2019-09").met
    alone = {"additionalItems": True, "unevaluatedItems": False}
    assert not judged(alone, [1], "2019-09").met  # without a list in `items` it says nothing
    assert not judged({"contains": {}, "unevaluatedItems": False}, [1], "2019-09").met  # it looks at items in 2020 only


def test_what_means_one_thing_only_is_read_as_that() -> None:
    """Published schemas of draft 04 say so, though its meta-schema asks for an item."""
    assert judged({"required": []}, {}, "draft-04").met
    assert not judged({"required": ["a", "a"]}, {}, "draft-04").met
    assert not judged({"enum": []}, 1, "draft-04").met


def test_what_was_looked_at_as_an_argument_is_looked_at_as_a_schema() -> None:
    shared: Any = {"type": 5}
    assert refused({"const": shared, "enum": [shared], "not": shared}, 1) == "schema.invalid"
    assert refused({"allOf": [{"not": {"not": {"minimum": "1"}}}]}, 1) == "schema.invalid"


@pytest.mark.parametrize("dialect", NAMES)
def test_a_schema_that_leads_to_itself_stays_charged(dialect: str) -> None:
    """The root names its dialect again: the package would go on with a class of its own, which knows no bounds."""
    schema = {"$schema": NAMES[dialect], "properties": {"a": {"$ref": "#"}}, "pattern": r"^\p{L}$"}
    # The engine of Python does not read this pattern.
    assert judged(schema, {"a": {"a": "\u00e9"}}, dialect).met
    assert not judged(schema, {"a": {"a": "1"}}, dialect).met
    inside: Any = {"not": {"not": {"$schema": NAMES[dialect], "pattern": r"^\p{L}$"}}}
    assert judged(inside, "\u00e9", dialect).met


@pytest.mark.parametrize("keyword", ["additionalProperties", "unevaluatedProperties"])
def test_no_keyword_runs_a_pattern_in_another_engine(keyword: str) -> None:
    schema: Any = {"patternProperties": {r"^\p{L}$": {}}, keyword: False}
    assert judged(schema, {"\u00e9": 1}).met
    assert [flaw.pointer for flaw in judged(schema, {"\u00e9": 1, "1": 1}).flaws] == ["/1"]


def test_the_package_keeps_no_text_of_the_document() -> None:
    schema = {"$schema": NAMES["2020-12"], "anyOf": [{"type": "null"}, False, {"not": {}}], "maxProperties": 0}
    meter = Meter()
    scope = resolving.scope(schema, "", DRAFT_2020, {}, meter)
    account = Account.of(DRAFT_2020, meter, scope)
    made = charged.validator(DRAFT_2020)(schema, format_checker=account, _resolver=scope.resolver)
    found = list(made.iter_errors({"name": "Alice Example"}))
    assert len(found) == 2
    assert "Alice" not in "".join(f"{error.message} {error.args} {error.context}" for error in found)


def test_dialects_are_not_mixed() -> None:
    inside = {"$defs": {"a": {"$schema": NAMES["draft-07"], "$id": "https://north.example/a"}}, "$ref": "#/$defs/a"}
    assert refused(inside, {}) == "unsupported.schema_dialect"


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"$dynamicAnchor": "x", "$dynamicRef": "#x"},
        {"unevaluatedProperties": False, "allOf": [{"$ref": "#"}]},
        {
            "$ref": "#/$defs/0",
            "$defs": {str(n): {"allOf": [{"$ref": f"#/$defs/{n + 1}"}] * 9} for n in range(9)} | {"9": {}},
        },
    ],
    ids=["self", "two", "dynamic", "unevaluated", "powers"],
)
def test_endless_work_ends(schema: Any) -> None:
    assert refused(schema, {"a": 1}) == "schema.budget"


def test_a_recursive_schema_follows_a_deep_document() -> None:
    deep: Any = {}
    for _ in range(60):
        deep = {"a": deep}
    schema = {"properties": {"a": {"$ref": "#"}}, "additionalProperties": False}
    assert judged(schema, deep).met
    recursive = {"$recursiveAnchor": True, "properties": {"a": {"$recursiveRef": "#"}}, "additionalProperties": False}
    assert judged(recursive, deep, "2019-09").met
    assert judged(schema, {"a": {"a": {"b": 1}}}).flaws[0].pointer == "/a/a/b"


@pytest.mark.parametrize(
    ("schema", "document"),
    [
        ({"enum": list(range(5000))}, [1.5] * 50),
        ({"items": {"enum": list(range(5000))}}, [1.5] * 50),
        ({"patternProperties": {f"a{n}b*": {} for n in range(50)}}, {f"x{n}": 1 for n in range(100)}),
        (
            {"propertyNames": {"anyOf": [*({"const": str(n)} for n in range(100)), {}]}},
            {f"x{n}": 1 for n in range(100)},
        ),
        ({"contains": {"anyOf": [{"const": n} for n in range(100)]}}, [-1] * 100),
        ({"uniqueItems": True}, [[n] for n in range(5000)]),
        ({"pattern": "(a|a)*b"}, "a" * 100_000),
        ({"anyOf": [False] * 1000}, {}),
        ({"anyOf": [{"type": "null"}] * 360}, 1),
        ({"anyOf": [{"type": "null"}] * 40}, ["x" * 1000] * 100),
        ({"oneOf": [{"allOf": [{}]}] * 900}, {}),
        ({"not": {"enum": [["x"] * 1000] * 100}}, ["x"] * 1000),
        ({"required": [f"a{n}" for n in range(50_000)]}, {}),
        ({"dependentSchemas": {str(n): {"type": "object"} for n in range(900)}}, {str(n): 1 for n in range(900)}),
        ({"unevaluatedProperties": {"anyOf": [{"const": 2}] * 99 + [{}]}}, {f"x{n}": 1 for n in range(100)}),
    ],
)
def test_every_kind_of_work_is_charged(schema: Any, document: Any) -> None:
    assert refused(schema, document, budget={"schema_steps": 4_000}) == "schema.budget"


def test_the_depth_is_a_limit_of_its_own() -> None:
    schema: Any = {}
    for _ in range(30):
        schema = {"allOf": [schema]}
    assert judged(schema, 1, budget={"schema_depth": 31}).met
    assert refused(schema, 1, budget={"schema_depth": 30}) == "schema.budget"


def test_where_the_stack_ends_first_that_is_the_bound() -> None:
    assert refused({"$ref": "#"}, 1, budget={"schema_depth": 100_000}) == "schema.budget"


def test_only_the_first_flaws_are_told() -> None:
    assert len(judged({"items": {"type": "null"}}, [1] * 100).flaws) == 5


def test_what_is_wrong_is_looked_for_until_enough_is_found() -> None:
    many = {"anyOf": [{"items": {"type": "null"}}, {"type": "null"}]}
    assert not judged(many, [1] * 5_000, budget={"schema_steps": 2_000}).met


def test_what_a_document_holds_is_not_told() -> None:
    found = judged(
        {"properties": {"name": {"maxLength": 3, "pattern": "^x", "enum": ["y"]}}}, {"name": "Alice Example"}
    )
    assert len(found.flaws) == 3
    assert "Alice" not in str([flaw.due for flaw in found.flaws])


@pytest.mark.parametrize("package", ["jsonschema", "re2", "referencing"])
def test_without_the_extra_nobody_can_say(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr(resolving, "available", resolving.available.__wrapped__)  # as in a new process
    monkeypatch.setattr(resolving, "find_spec", lambda name: None if name == package else find_spec(name))
    with pytest.raises(RefusedError) as caught:
        judged({}, {})
    assert caught.value.code == "schema.unavailable"
    assert "eccoe-vc[schema]" in caught.value.hint


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.5, 1.0]) | st.sampled_from(["", "a", "ab"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=5,
)


def _schemas() -> st.SearchStrategy[Any]:
    count = st.integers(0, 3)
    leaves = st.one_of(
        st.booleans(),
        st.builds(lambda t: {"type": t}, st.sampled_from(["null", "string", "integer", "number", "object", "array"])),
        st.builds(lambda v: {"const": v}, _VALUES),
        st.builds(lambda v: {"enum": v}, st.lists(_VALUES, min_size=1, max_size=3)),
        st.builds(lambda n: {"minimum": n, "maxLength": n, "minItems": n, "maxProperties": n}, count),
        st.builds(lambda p: {"pattern": p}, st.sampled_from(["^a", "b$", "a|b", "^(ab)*$"])),
        st.builds(
            lambda n: {"required": n, "uniqueItems": True}, st.lists(st.sampled_from("abc"), max_size=2, unique=True)
        ),
    )

    def grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        some, named = (
            st.lists(inner, min_size=1, max_size=3),
            st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        )
        return st.one_of(
            st.builds(lambda a, k: {k: a}, some, st.sampled_from(["allOf", "anyOf", "oneOf", "prefixItems"])),
            st.builds(lambda a, k: {k: a}, inner, st.sampled_from(["not", "items", "contains", "propertyNames"])),
            st.builds(lambda p, a: {"properties": p, "additionalProperties": a}, named, inner),
            st.builds(lambda p, a, u: {"properties": p, "allOf": a, "unevaluatedProperties": u}, named, some, inner),
            st.builds(lambda p, a, u: {"prefixItems": p, "anyOf": a, "unevaluatedItems": u}, some, some, inner),
            st.builds(lambda p: {"patternProperties": {"^[ab]": p}}, inner),
            st.builds(lambda i, t, e: {"if": i, "then": t, "else": e}, inner, inner, inner),
            st.builds(lambda d: {"dependentSchemas": d}, named),
        )

    return st.recursive(leaves, grown, max_leaves=8)


@given(_schemas(), _VALUES)
def test_keywords_that_are_replaced_mean_what_those_of_the_package_mean(schema: Any, document: Any) -> None:
    whole = {"$schema": NAMES["2020-12"], "allOf": [schema]}
    checker = FormatChecker(formats=())
    assert judged(whole, document).met is validator_for(whole)(whole, format_checker=checker).is_valid(document)
