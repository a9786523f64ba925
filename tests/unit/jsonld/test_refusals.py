"""Each refusal of the walk: its code, its JSON Pointer, and a near miss that passes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from tests.unit.jsonld.samples import (
    CLR,
    HOST,
    LEARNER,
    OB,
    OB302,
    UNDEFINED,
    V2,
    Document,
    badge,
    endorsement,
    record,
    rich,
)

from eccoe_vc import jsonld
from eccoe_vc.codes import codes
from eccoe_vc.errors import CanonicalizationError, RefusedError
from eccoe_vc.jsonld import documents
from eccoe_vc.limits import Budget, Meter

COMPILED = jsonld.compiled(documents.CORE)
Change = Callable[[Document], Any]


def refused(document: Any, budget: Budget | None = None) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        jsonld.to_quads(document, COMPILED, Meter(budget or Budget()))
    return caught.value


def accepted(document: Any, budget: Budget | None = None) -> jsonld.Quads:
    return jsonld.to_quads(document, COMPILED, Meter(budget or Budget()))


def subject(d: Document) -> Any:
    return d["credentialSubject"]


def achievement(d: Document) -> Any:
    return d["credentialSubject"]["achievement"]


def put(*path: Any, **members: Any) -> Change:
    """Set members of the object at ``path``; names with ``__`` stand for names that Python cannot spell."""
    names = {"context": "@context", "at_id": "@id", "at_type": "@type", "graph": "@graph", "included": "@included"}
    names |= {"at_reverse": "@reverse", "nest": "@nest", "index": "@index", "foo": "@foo"}

    def change(document: Document) -> None:
        node: Any = document
        for step in path:
            node = node[step]
        node.update({names.get(name, name): value for name, value in members.items()})

    return change


S, A = ("credentialSubject",), ("credentialSubject", "achievement")
OPEN_BADGE = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#OpenBadgeCredential"
LANGUAGE = {"@value": "Bodenprofil", "@language": "de"}
IRI_KEY = {"https://schema.org/name": "x"}

#: code, pointer, change of the rich badge that is refused, near miss that is not
CASES: list[tuple[str, str, Change, Change]] = [
    ("jsonld.undefined_term", "/grade", put(grade="A+"), put(name="A+")),
    ("jsonld.undefined_term", "/credentialSubject/bogus", put(*S, bogus=1), put(*S, role="x")),
    ("jsonld.undefined_term", "/tag", put(tag=["x"]), put(*A, tag=["x"])),
    ("jsonld.undefined_term", "/honours", put(honours=None), put(name="x")),
    ("jsonld.undefined_type", "/type/2", lambda d: d["type"].append("Foo"), lambda d: d["type"].append("urn:foo")),
    (
        "jsonld.undefined_type",
        "/evidence/0/type",
        put("evidence", 0, type="Foo", genre=None),
        put("evidence", 0, type="Evidence"),
    ),
    (
        "jsonld.not_compact",
        "/type/1",
        lambda d: d.update(type=["VerifiableCredential", OPEN_BADGE]),
        put(type=["VerifiableCredential", "AchievementCredential"]),
    ),
    ("jsonld.not_compact", "/https:~1~1schema.org~1name", lambda d: d.update(IRI_KEY), put(name="x")),
    ("jsonld.not_compact", "/x:y", lambda d: d.update({"x:y": "1"}), put(name="1")),
    (
        "jsonld.not_compact",
        "/credentialSubject/achievement/Criteria",
        lambda d: achievement(d).update(Criteria=achievement(d).pop("criteria")),
        lambda d: None,
    ),
    ("jsonld.not_compact", "/validFrom", put(validFrom={"@value": "x", "@language": "de"}), put(name=LANGUAGE)),
    ("jsonld.not_compact", "/name", put(name={"@value": "x"}), put(name="x")),
    ("jsonld.not_compact", "/credentialSubject/role", put(*S, role=LANGUAGE), put(description=LANGUAGE)),
    (
        "jsonld.not_compact",
        "/credentialStatus/statusListCredential",
        put("credentialStatus", statusListCredential=5),
        put("credentialStatus", statusListCredential="urn:x"),
    ),
    ("jsonld.keyword", "/@graph", put(graph=[]), lambda d: None),
    ("jsonld.keyword", "/@included", put(included=[{"id": "urn:x"}]), lambda d: None),
    ("jsonld.keyword", "/@reverse", put(at_reverse={"issuer": "urn:x"}), lambda d: None),
    ("jsonld.keyword", "/@nest", put(nest={"validUntil": "x"}), lambda d: None),
    ("jsonld.keyword", "/@index", put(index="x"), lambda d: None),
    ("jsonld.keyword", "/@id", put(at_id="urn:x"), put(id="urn:x")),
    (
        "jsonld.keyword",
        "/credentialSubject/@type",
        put(*S, at_type="urn:t"),
        put(*S, type=["AchievementSubject", "urn:t"]),
    ),
    ("jsonld.keyword", "/@foo", put(foo=1), lambda d: None),
    ("jsonld.keyword", "/name", put(name={"@value": "x", "@language": "ar", "@direction": "rtl"}), put(name=LANGUAGE)),
    ("jsonld.keyword", "/name", put(name={"@value": "x", "@type": "urn:t"}), put(name=LANGUAGE)),
    (
        "jsonld.keyword",
        "/credentialSubject/achievement/tag/@set",
        lambda d: achievement(d).update(tag={"@set": ["a"]}),
        put(*A, tag="a"),
    ),
    (
        "jsonld.keyword",
        "/credentialSubject/achievement/tag/@list",
        lambda d: achievement(d).update(tag={"@list": ["a"]}),
        put(*A, tag=["a"]),
    ),
    ("jsonld.relative_iri", "/id", put(id="#list"), put(id="urn:list")),
    ("jsonld.relative_iri", "/credentialSubject/id", put(*S, id=""), put(*S, id="urn:a")),
    (
        "jsonld.relative_iri",
        "/credentialSubject/id",
        put(*S, id="//example.org/a"),
        put(*S, id="https://example.org/a"),
    ),
    (
        "jsonld.relative_iri",
        "/issuer",
        put(issuer="alice"),
        put(issuer="did:example:alice", credentialSubject={"id": "urn:a", "type": "AchievementSubject"}),
    ),
    (
        "jsonld.relative_iri",
        "/credentialStatus/statusListCredential",
        put("credentialStatus", statusListCredential="/status/1"),
        put("credentialStatus", statusListCredential="https://a.example/1"),
    ),
    ("rdf.bad_iri", "/credentialSubject/id", put(*S, id="urn:a b"), put(*S, id="urn:a%20b")),
    ("rdf.bad_iri", "/credentialSubject/id", put(*S, id="urn:x> <urn:p> <urn:y"), put(*S, id="urn:x")),
    ("rdf.bad_iri", "/credentialSubject/id", put(*S, id="urn:x%zz"), put(*S, id="urn:x%2F")),
    ("rdf.bad_iri", "/id", put(id="urn:x\n"), put(id="https://example.org/caf\u00e9")),
    ("rdf.bad_iri", "/type/2", lambda d: d["type"].append("urn:a b"), lambda d: d["type"].append("urn:a")),
    (
        "rdf.bad_langtag",
        "/name",
        put(name={"@value": "x", "@language": 'en" .\n<urn:a> <urn:b> "c'}),
        put(name=LANGUAGE),
    ),
    (
        "rdf.bad_langtag",
        "/name",
        put(name={"@value": "x", "@language": 5}),
        put(name={"@value": "x", "@language": "EN-us"}),
    ),
    ("jsonld.dropped_value", "/name", put(name=None), put(name="")),
    ("jsonld.dropped_value", "/evidence", put(evidence=[]), put(evidence=["urn:e"])),
    ("jsonld.dropped_value", "/type", put(type=[], graph=1), lambda d: None),
    ("jsonld.dropped_value", "/credentialSubject/type", put(*S, type=None), put(*S, type="AchievementSubject")),
    (
        "jsonld.dropped_value",
        "/type/2",
        lambda d: d["type"].append("OpenBadgeCredential"),
        lambda d: d["type"].reverse(),
    ),
    (
        "jsonld.dropped_value",
        "/credentialSubject/achievement/tag/3",
        lambda d: achievement(d)["tag"].append("soil"),
        lambda d: achievement(d)["tag"].append("Soil"),
    ),
    (
        "jsonld.dropped_value",
        "/credentialSubject/achievement/tag/3",
        lambda d: achievement(d)["tag"].append(None),
        lambda d: achievement(d)["tag"].append("null"),
    ),
    (
        "jsonld.dropped_value",
        "/credentialSubject/creditsEarned",
        put(*S, creditsEarned=0.30000000000000004),
        put(*S, creditsEarned=0.3),
    ),
    ("jsonld.shape", "/credentialSubject/achievement/tag/1", put(*A, tag=["a", ["b"]]), put(*A, tag=["a", "b"])),
    ("jsonld.shape", "/credentialSubject/id", put(*S, id=["urn:a"]), put(*S, id="urn:a")),
    ("jsonld.shape", "/evidence/0/type", put("evidence", 0, type={"a": 1}), put("evidence", 0, type=["Evidence"])),
    (
        "jsonld.shape",
        "/evidence/0/type",
        put("evidence", 0, type=["Evidence", 5]),
        put("evidence", 0, type=["Evidence", "Image"]),
    ),
    ("jsonld.blank_policy_node", "/id", put(id="_:b0"), put(id="urn:b0")),
    ("jsonld.blank_policy_node", "/issuer/id", put("issuer", id="_:b0"), put("issuer", id="urn:b0")),
    ("jsonld.blank_policy_node", "/issuer", put(issuer="_:b0"), lambda d: None),
    ("jsonld.blank_policy_node", "/credentialSubject/id", put(*S, id="_:b0"), put(*S, id="urn:b0")),
    ("jsonld.dropped_value", "/evidence/0/id", put("evidence", 0, id="_:b0"), put("evidence", 0, id="urn:b0")),
    (
        "jsonld.dropped_value",
        "/credentialSubject/achievement/id",
        put(*A, id="_:b0"),
        put(*A, id="_:b0", related=[{"id": "_:b0"}]),
    ),
    (
        "rdf.bad_iri",
        "/credentialSubject/achievement/id",
        put(*A, id="_:b 0", related=[{"id": "_:b 0"}]),
        put(*A, id="_:b0", related=[{"id": "_:b0"}]),
    ),
    (
        "jsonld.blank_policy_node",
        "/credentialStatus/id",
        put("credentialStatus", id="_:b0"),
        lambda d: d["credentialStatus"].pop("id"),
    ),
    (
        "jsonld.blank_policy_node",
        "/credentialSchema/0/id",
        put("credentialSchema", 0, id="_:b0"),
        put("credentialSchema", 0, id="urn:b0"),
    ),
    ("ctx.missing_base", "", lambda d: d.pop("@context"), lambda d: None),
    (
        "ctx.unknown",
        "/@context/3",
        lambda d: d["@context"].append("https://evil.example/ctx"),
        lambda d: d["@context"].append(UNDEFINED),
    ),
    ("ctx.unknown", "/@context/1", lambda d: d.update({"@context": [V2, OB + "#"]}), lambda d: None),
    ("ctx.inline", "/@context/3", lambda d: d["@context"].append({}), lambda d: None),
    ("ctx.inline", "/@context/3", lambda d: d["@context"].append({"@vocab": "urn:v#"}), lambda d: None),
    ("ctx.inline", "/@context", lambda d: d.update({"@context": 5}), lambda d: None),
    ("ctx.nested", "/@context/3", lambda d: d["@context"].append(None), lambda d: None),
    (
        "ctx.nested",
        "/credentialSubject/achievement/criteria/@context",
        put(*A, "criteria", context=None),
        lambda d: None,
    ),
    ("ctx.nested", "/issuer/@context", put("issuer", context=[V2]), lambda d: None),
    (
        "ctx.nested",
        "/evidence/0/@context",
        put("evidence", 0, context=[V2, OB]),
        lambda d: d.update(evidence=[endorsement("urn:x")]),
    ),
    (
        "ctx.protected",
        "/@context",
        lambda d: d["@context"].append("https://w3id.org/security/data-integrity/v1"),
        lambda d: d["@context"].append("https://w3id.org/security/data-integrity/v2"),
    ),
    (
        "jsonld.node_described_twice",
        "/evidence/1/achievement",
        lambda d: d["evidence"].append({"id": LEARNER, "type": ["AchievementSubject"], "achievement": {"id": "urn:x"}}),
        lambda d: d["evidence"].append({"id": LEARNER}),
    ),
    (
        "jsonld.node_described_twice",
        "/credentialSubject/achievement/creator/otherIdentifier",
        lambda d: achievement(d)["creator"].update(otherIdentifier=d["issuer"].pop("otherIdentifier")),
        lambda d: achievement(d)["creator"].update(url="urn:u", name="Fjord"),
    ),
    (
        "jsonld.node_described_twice",
        "/evidence/1/validUntil",
        lambda d: d["evidence"].append(
            {"id": d["id"], "type": "VerifiableCredential", "validUntil": d.pop("validUntil")}
        ),
        lambda d: d["evidence"].append({"id": d["id"], "type": "VerifiableCredential", "validUntil": d["validUntil"]}),
    ),
    (
        "jsonld.node_described_twice",
        "/evidence/1/statusListIndex",
        lambda d: d["evidence"].append(
            {
                "id": d["credentialStatus"]["id"],
                "type": "BitstringStatusListEntry",
                "statusListIndex": d["credentialStatus"].pop("statusListIndex"),
            }
        ),
        lambda d: d["evidence"].append({"id": d["credentialStatus"]["id"]}),
    ),
    (
        "jsonld.node_described_twice",
        "/evidence/1/type",
        lambda d: (
            d.update(issuer=d["issuer"]["id"], evidence=[*d["evidence"], d["issuer"]]) or achievement(d).pop("creator")
        ),
        lambda d: d["evidence"].append(d["issuer"]),
    ),
]


@pytest.mark.parametrize(
    ("code", "pointer", "bad", "near"), CASES, ids=[f"{c}-{p}-{i}" for i, (c, p, _, _) in enumerate(CASES)]
)
def test_refused_with_its_pointer_and_a_near_miss(code: str, pointer: str, bad: Change, near: Change) -> None:
    document = rich()
    bad(document)
    before = copy.deepcopy(document)
    error = refused(document)
    assert isinstance(error, CanonicalizationError)
    assert (code, pointer) in [(finding.code, finding.pointer) for finding in error.findings]
    assert all(len(finding.message) <= 300 and finding.message.endswith(".") for finding in error.findings)
    assert document == before
    good = rich()
    near(good)
    assert len(accepted(good)) > 0


def test_all_findings_in_document_order() -> None:
    document = rich()
    document["zzz"] = 1
    achievement(document)["bogus"] = 1
    document["issuer"]["id"] = "alice"
    document["type"].append("Foo")
    found = [(finding.code, finding.pointer) for finding in refused(document).findings]
    assert found == [
        ("jsonld.undefined_type", "/type/2"),
        ("jsonld.undefined_term", "/zzz"),
        ("jsonld.relative_iri", "/issuer/id"),
        ("jsonld.undefined_term", "/credentialSubject/achievement/bogus"),
    ]


def test_findings_and_suggestions_are_bounded() -> None:
    document = badge() | {f"bogus{k}": k for k in range(500)}
    error = refused(document)
    assert len(error.findings) == 100
    assert {finding.code for finding in error.findings} == {"jsonld.undefined_term"}


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("validUntl", "Did you mean 'validUntil'?"),
        ("validuntil", "Did you mean 'validUntil'?"),
        ("NAME", "Did you mean 'name'?"),
        ("grade", codes()["jsonld.undefined_term"].hint),
    ],
)
def test_suggestion(key: str, hint: str) -> None:
    (finding,) = refused(badge() | {key: "x"}).findings
    assert finding.hint == hint


def test_an_old_context_without_endorsement_jwt_says_so() -> None:
    document = badge() | {"@context": [V2, OB302], "endorsementJwt": ["eyJ"]}
    assert "context edition" in refused(document).hint


def test_pointer_escapes_and_message_is_one_line() -> None:
    error = refused(badge() | {'a/b~c"\n': 1})
    assert error.pointer == '/a~1b~0c"\n'
    assert "\n" not in error.message


def test_not_an_object() -> None:
    values: list[Any] = [[], "x", None, 5]
    for document in values:
        assert refused(document).code == "json.not_object"


def test_injection_through_every_string() -> None:
    """B07: hostile text in a value, a datatype, a predicate, a graph name."""
    evil = 'a" .\n<urn:s> <urn:p> <urn:o> .\n<urn:s> <urn:p> "b'
    document = badge() | {"name": evil}
    text = jsonld.canonical(accepted(document), Meter()).text
    assert text.count("\n") == len(accepted(document))
    for member in (
        {"name": {"@value": "a", "@type": "urn:t> .\n<urn:s> <urn:p> <urn:o"}},
        {"urn:p> <urn:o> .\n<urn:s> <urn:q": "x"},
    ):
        codes = {finding.code for finding in refused(badge() | member).findings}
        assert codes <= {"jsonld.keyword", "jsonld.not_compact", "rdf.bad_iri", "jsonld.undefined_term"}


# ---- limits: at the limit, and one beyond -------------------------------------------------------------------------
def test_limit_contexts() -> None:
    document = badge()
    budget = Budget(contexts=2)
    accepted(document, budget)
    document["@context"].append(UNDEFINED)
    assert (error := refused(document, budget)).code == "struct.limit"
    assert error.pointer == "/@context"
    assert refused(badge() | {"@context": [V2] * 1000}).code == "struct.limit"


def test_limit_types() -> None:
    names = [f"urn:t{k}" for k in range(8)]
    accepted(badge() | {"type": ["VerifiableCredential", "OpenBadgeCredential", *names[:2]]}, Budget(types_per_node=4))
    error = refused(
        badge() | {"type": ["VerifiableCredential", "OpenBadgeCredential", *names[:3]]}, Budget(types_per_node=4)
    )
    assert (error.code, error.pointer) == ("struct.limit", "/type")
    assert refused(badge() | {"type": ["VerifiableCredential"] * 22_500}).code == "struct.limit"


def test_limit_typed_nodes() -> None:
    document = badge() | {"evidence": [{"type": "Evidence", "genre": f"g{k}"} for k in range(10)]}
    accepted(document, Budget(typed_nodes=14))
    assert refused(document, Budget(typed_nodes=13)).code == "struct.limit"


def test_limit_values() -> None:
    document = badge()
    achievement(document)["tag"] = [f"t{k}" for k in range(2000)]
    accepted(document)
    achievement(document)["tag"].append("one more")
    error = refused(document)
    assert (error.code, error.pointer) == ("struct.limit", "/credentialSubject/achievement/tag")


def test_limit_values_of_a_list() -> None:
    document = rich()
    values = achievement(document)["resultDescription"][0]
    values["allowedValue"] = [f"t{k}" for k in range(5)]
    accepted(document, Budget(values_per_member=5))
    values["allowedValue"].append("one more")
    assert refused(document, Budget(values_per_member=5)).code == "struct.limit"


def test_limit_embedded() -> None:
    accepted(record(4), Budget.clr().with_(embedded=4))
    error = refused(record(5), Budget.clr().with_(embedded=4))
    assert (error.code, error.pointer) == ("struct.limit", "/credentialSubject/verifiableCredential/4")


def _nested(depth: int) -> Document:
    document = badge()
    for k in range(depth):
        outer = record(1)
        outer["@context"] = [V2, CLR, OB]
        document["id"] = f"urn:vc:{k}"
        subject(outer)["verifiableCredential"] = [document]
        document = outer
    return document


def test_limit_embedded_depth() -> None:
    accepted(_nested(8))
    assert refused(_nested(9)).code == "struct.limit"


def test_limit_quads() -> None:
    count = len(accepted(rich()))
    assert refused(rich(), Budget(quads=count // 2)).code == "rdf.budget"
    accepted(rich(), Budget(quads=2 * count))


def test_limit_context_compilations_does_not_depend_on_caches() -> None:
    document = rich()
    fresh = jsonld.Compiled(documents.CORE)
    for _ in range(2):
        with pytest.raises(RefusedError) as caught:
            jsonld.to_quads(document, fresh, Meter(Budget(context_compilations=5)))
        assert caught.value.code == "jsonld.budget"
    accepted(document, Budget(context_compilations=30))


def test_limit_time() -> None:
    with pytest.raises(RefusedError) as caught:
        jsonld.to_quads(record(40), COMPILED, Meter(Budget.clr().with_(cpu_ms=-1)))
    assert caught.value.code == "budget.deadline"


def test_the_meter_is_charged_once_and_only_for_what_was_accepted() -> None:
    meter = Meter()
    quads = jsonld.to_quads(badge(), COMPILED, meter)
    charged = meter.budget.quads - meter.quads
    assert len(quads) <= charged <= len(quads) + 10
    with pytest.raises(CanonicalizationError):
        jsonld.to_quads(badge() | {"bogus": 1}, COMPILED, meter)


def test_embedded_credential_may_bring_its_own_contexts_and_nobody_else() -> None:
    document = badge()
    achievement(document)["endorsement"] = [endorsement(f"{HOST}/achievements/soil")]
    accepted(document)
    achievement(document)["endorsement"][0]["@context"].append("https://nobody.example/v1")
    error = refused(document)
    assert (error.code, error.pointer) == ("ctx.unknown", "/credentialSubject/achievement/endorsement/0/@context/2")


def test_inline_contexts_only_on_request() -> None:
    document = badge()
    document["@context"].append({"note": "https://example.org/v#note"})
    document["note"] = "x"
    assert refused(document).code == "ctx.inline"
    quads = jsonld.to_quads(document, COMPILED, Meter(), inline=True)
    assert "https://example.org/v#note" in jsonld.canonical(quads, Meter()).text


def test_vocabulary_is_noted() -> None:
    document = badge()
    document["@context"].append(UNDEFINED)
    assert not accepted(document).notes
    assert [note.code for note in accepted(document | {"mood": "x"}).notes] == ["ctx.vocab"]
    assert [note.code for note in accepted(document | {"type": [*document["type"], "Mood"]}).notes] == ["ctx.vocab"]


def test_directions_on_request() -> None:
    document = badge() | {"name": {"@value": "x", "@language": "AR", "@direction": "rtl"}}
    quads = jsonld.to_quads(document, COMPILED, Meter(), rdf_direction="i18n-datatype")
    assert '"x"^^<https://www.w3.org/ns/i18n#ar_rtl>' in jsonld.canonical(quads, Meter()).text
