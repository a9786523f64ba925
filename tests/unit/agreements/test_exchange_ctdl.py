"""CTDL transfer value profiles to rules and back: what is stated is read, what is not is asked or named, never guessed.

The documents here are invented. Their shapes are those of published profiles: one value or a list, text or a map of
languages, alignment objects or terms, ids or blank nodes that are described in the same graph.
"""

from __future__ import annotations

import copy
import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from tests.unit.agreements.test_reading import EXAMPLE, changed

from eccoe_vc.agreements.exchange import Imported, from_ctdl, to_ctdl
from eccoe_vc.agreements.exchange.linked import Value, number
from eccoe_vc.agreements.reading import read
from eccoe_vc.errors import AgreementError, InputTypeError, RefusedError
from eccoe_vc.models.rules import Rule

Tree = dict[str, Any]
CREDIT = "https://purl.org/ctdl/vocabs/creditUnit/DegreeCredit"
CTID = "ce-0f9c2f6e-3c3f-4a53-9c39-6a4f7a1d0001"
SOIL = "https://registry.example/resources/ce-0f9c2f6e-3c3f-4a53-9c39-6a4f7a1d0002"
COURSE = "https://b.example/courses/SOIL100"
PROFILE: Tree = {
    "@id": f"https://registry.example/resources/{CTID}",
    "@type": "ceterms:TransferValueProfile",
    "ceterms:ctid": CTID,
    "ceterms:name": {"en-US": "Soil science"},
    "ceterms:ownedBy": ["did:web:recognising.example"],
    "ceterms:startDate": "2023-01-01",
    "ceterms:endDate": "2025-12-31",
    "ceterms:transferValue": [
        {"@type": "ceterms:ValueProfile", "schema:value": 3.0, "ceterms:creditUnitType": ["creditUnit:DegreeCredit"]}
    ],
    "ceterms:transferValueFrom": [SOIL],
    "ceterms:transferValueFor": [COURSE],
}
RULE: Tree = {
    "ruleId": CTID,
    "outcome": "full",
    "title": {"en-US": "Soil science"},
    "to": ["did:web:recognising.example"],
    "source": {"achievement": SOIL},
    "target": [{"kind": "course", "course": COURSE, "credit": {"fixed": "3"}}],
    "period": {"startDate": "2023-01-01", "endDate": "2025-12-31"},
}


def convert(tree: Tree) -> None:
    tree["creditFramework"]["conversion"] = [{"from": CREDIT, "ratio": "1"}]


def without_rules(tree: Tree) -> None:
    del tree["rule"]


BASE = read(changed(convert))


def profile(**changes: Any) -> Tree:
    """The profile with other members; None takes one out."""
    made = copy.deepcopy(PROFILE) | {name.replace("__", ":"): value for name, value in changes.items()}
    return {name: value for name, value in made.items() if value is not None}


def document(*nodes: Tree, context: Any = "https://credreg.net/ctdl/schema/context/json") -> Tree:
    return {"@context": context, "@graph": list(nodes)}


def imported(*nodes: Tree) -> Imported:
    return from_ctdl(document(*nodes), base=BASE)


def rule_of(*nodes: Tree) -> Tree:
    (rule,) = imported(*nodes).rules
    return rule.to_json()


def left_out(*nodes: Tree) -> tuple[str, str]:
    """Code and place of the loss that keeps a profile out; a second, sound one makes the import succeed."""
    sound = profile(ceterms__ctid="ce-sound", **{"@id": "https://registry.example/sound"})
    made = imported(*nodes, sound)
    assert [rule.rule_id for rule in made.rules] == ["ce-sound"]
    (loss,) = [loss for loss in made.losses if "is not imported" in loss.what]
    with pytest.raises(AgreementError) as caught:  # alone it makes no agreement, and the error says why
        imported(*nodes)
    assert [finding.message for finding in caught.value.findings[1:]] == [loss.what]
    return loss.code, loss.pointer


def refused(*nodes: Tree, **options: Any) -> list[tuple[str, str]]:
    with pytest.raises(AgreementError) as caught:
        from_ctdl(document(*nodes, **options), base=BASE)
    return [(finding.code, finding.pointer) for finding in caught.value.findings]


def value(**changes: Any) -> list[Tree]:
    (made,) = copy.deepcopy(PROFILE["ceterms:transferValue"])
    made |= {name.replace("__", ":"): item for name, item in changes.items()}
    return [{name: item for name, item in made.items() if item is not None}]


def source(given: Any) -> Tree:
    """The profile with another source."""
    return profile(ceterms__transferValueFrom=given)


def worth(stated: Any) -> Tree:
    """The profile with another number as its value."""
    return profile(ceterms__transferValue=value(schema__value=stated))


# ---- what is stated is read ------------------------------------------------------------------------------------------


def test_a_profile_is_a_rule_and_nothing_is_lost() -> None:
    made = imported(PROFILE)
    assert [rule.to_json() for rule in made.rules] == [RULE]
    assert made.losses == ()
    assert made.places == ("/@graph/0",)


def test_the_draft_is_the_base_with_these_rules() -> None:
    agreement = imported(PROFILE).agreement
    assert agreement is not None
    assert agreement.to_json() == BASE.to_json() | {"rule": [RULE]}
    assert read(agreement.to_json()) == agreement


def test_a_base_without_rules_is_enough() -> None:
    made = from_ctdl(document(PROFILE), base=changed(convert, without_rules))
    assert made.agreement == imported(PROFILE).agreement


FULL = "https://purl.org/ctdl/terms/"
SHAPES: dict[str, Tree] = {
    "one value instead of a list": profile(
        ceterms__ownedBy="did:web:recognising.example", ceterms__transferValueFrom=SOIL,
        ceterms__transferValueFor=COURSE, ceterms__transferValue=value()[0],
    ),
    "objects with an id": source({"@id": SOIL}) | {"ceterms:transferValueFor": [{"@id": COURSE}]},
    "an object in place": profile(
        ceterms__transferValueFrom={"@id": SOIL, "@type": "ceterms:Course", "ceterms:name": {"en": "x"}}
    ),
    "a set": profile(ceterms__transferValueFrom={"@set": [SOIL]}),
    "twice the same": profile(ceterms__transferValueFrom=[SOIL, SOIL]),
    "null is nothing": profile(ceterms__description=[None]),
    "whole number": worth(3),
    "text": worth("3"),
    "typed": worth({"@value": "3.00", "@type": "xsd:decimal"}),
    "alignment": profile(
        ceterms__transferValue=value(
            ceterms__creditUnitType={
                "@type": "ceterms:CredentialAlignmentObject",
                "ceterms:framework": "https://credreg.net/ctdl/terms/CreditUnit",
                "ceterms:targetNode": "creditUnit:DegreeCredit",
            }
        )
    ),
    "full unit": profile(ceterms__transferValue=value(ceterms__creditUnitType=[CREDIT])),
    "older unit": profile(ceterms__transferValue=value(ceterms__creditUnitType=CREDIT.replace("https", "http"))),
    "language object": profile(ceterms__name={"@value": "Soil science", "@language": "en-US"}),
    "active": profile(ceterms__lifeCycleStatusType={"ceterms:targetNode": "lifeCycle:Active"}),
    "types": profile(**{"@type": ["ceterms:TransferValueProfile", "ceterms:Other"]}),
    "type with prefix written out": profile(**{"@type": f"{FULL}TransferValueProfile"}),
    "full names": {name.replace("ceterms:", FULL): v for name, v in PROFILE.items()},
    "older names": {name.replace("ceterms:", FULL.replace("https", "http")): v for name, v in PROFILE.items()},
}  # fmt: skip


@pytest.mark.parametrize("node", SHAPES.values(), ids=SHAPES)
def test_every_published_shape_says_the_same(node: Tree) -> None:
    made = imported(node)
    assert [rule.to_json() for rule in made.rules] == [RULE]
    assert made.losses == ()


def test_a_document_may_be_one_profile_or_text() -> None:
    alone = {"@context": "https://credreg.net/ctdl/schema/context/json", **PROFILE}
    for given_as in (alone, json.dumps(alone), json.dumps(alone, indent=1).encode(), PROFILE):
        made = from_ctdl(given_as, base=BASE)
        assert made.rules == imported(PROFILE).rules
        assert made.places == ("the document",)


def test_prefixes_of_the_document_are_written_out() -> None:
    short = {"res": "https://registry.example/resources/", "ct": FULL}
    node = {name.replace("ceterms:", "ct:"): item for name, item in PROFILE.items()}
    node |= {"@id": f"res:{CTID}", "@type": "ct:TransferValueProfile", "ct:transferValueFrom": f"res:{SOIL[-39:]}"}
    context = ["https://credreg.net/ctdl/schema/context/json", short]
    assert [rule.to_json() for rule in from_ctdl(document(node, context=context), base=BASE).rules] == [RULE]


def test_a_prefix_that_means_something_else_makes_no_profile() -> None:
    assert refused(PROFILE, context={"ceterms": "https://other.example/"}) == [("rule.syntax", "")]


def test_plain_text_has_the_language_of_the_context_or_none() -> None:
    node = profile(ceterms__name="Soil science")
    assert rule_of(node)["title"] == {"und": "Soil science"}
    context = ["https://credreg.net/ctdl/schema/context/json", {"@language": "en-US"}]
    assert from_ctdl(document(node, context=context), base=BASE).rules[0].to_json() == RULE
    assert rule_of(profile(ceterms__name={"en:us": "Soil science"}))["title"] == {"und": "Soil science"}


def test_a_blank_source_is_known_by_its_identifier() -> None:
    """As in published recommendations: the exam is a blank node of the graph, and has a number."""
    exam = {
        "@id": "_:exam",
        "@type": "ceterms:AssessmentProfile",
        "ceterms:name": {"en": "Exam"},
        "ceterms:ownedBy": ["did:web:awarding.example"],
        "ceterms:identifier": [
            {
                "@type": "ceterms:IdentifierValue",
                "ceterms:identifierTypeName": {"en-US": "Course number"},
                "ceterms:identifierValueCode": "SOIL-033",
            }
        ],
    }
    tree = rule_of(profile(ceterms__transferValueFrom=["_:exam"]), exam)
    assert tree["source"] == {"identifier": {"scheme": "Course number", "value": "SOIL-033"}}
    assert tree["from"] == ["did:web:awarding.example"]
    older = {name.replace("ceterms:identifier", "ceterms:identifierValue"): item for name, item in exam.items()}
    assert rule_of(profile(ceterms__transferValueFrom=["_:exam"]), older)["source"] == tree["source"]


@pytest.mark.parametrize(
    ("spelt", "credit"),
    [("3.0", "3"), ("0.1", "0.1"), ("7.5", "7.5"), ("1e1", "10"), ("0.000001", "0.000001"), ("0", "0")],
)
def test_a_number_is_read_as_it_is_spelt(spelt: str, credit: str) -> None:
    text = json.dumps(document(PROFILE)).replace('"schema:value": 3.0', f'"schema:value": {spelt}')
    assert from_ctdl(text, base=BASE).rules[0].target[0].credit.fixed == credit  # type: ignore[union-attr]


@given(some.decimals(min_value=0, max_value=9999, places=6))
def test_decimals_of_six_digits_are_exact(amount: Any) -> None:
    tree = json.loads(str(amount))
    assert number(Value("", tree)) == Fraction(amount)


def test_a_written_conversion_is_applied_exactly() -> None:
    base = changed(lambda tree: tree["creditFramework"].update(conversion=[{"from": CREDIT, "ratio": "5/2"}]))
    made = from_ctdl(document(PROFILE), base=base)
    assert made.rules[0].target[0].credit.fixed == "7.5"  # type: ignore[union-attr]
    ects = value(ceterms__creditUnitType=EXAMPLE["creditFramework"]["id"])
    made = from_ctdl(document(profile(ceterms__transferValue=ects)), base=base)
    assert made.rules[0].target[0].credit.fixed == "3"  # type: ignore[union-attr]


def test_no_unit_counts_only_where_the_agreement_says_so() -> None:
    node = profile(ceterms__transferValue=value(ceterms__creditUnitType=None))
    assert left_out(node) == ("rule.unit", "/@graph/0/ceterms:transferValue/0")
    base = changed(convert, lambda tree: tree["creditFramework"].update(unitless="framework"))
    assert from_ctdl(document(node), base=base).rules[0].to_json() == RULE


# ---- what is not stated is asked of a person -------------------------------------------------------------------------


def test_several_sources_are_all_asked_for_and_reviewed() -> None:
    made = imported(profile(ceterms__transferValueFrom=[SOIL, f"{SOIL}-b"]))
    tree = made.rules[0].to_json()
    assert tree["source"] == {"allOf": [{"achievement": SOIL}, {"achievement": f"{SOIL}-b"}]}
    assert tree["review"] == {"mode": "manual"}
    assert [(loss.pointer, loss.code) for loss in made.losses] == [
        ("/@graph/0/ceterms:transferValueFrom", "rule.free_text")
    ]


WORDS: dict[str, tuple[Tree, str]] = {
    "description": (profile(ceterms__description={"en-US": "Score of 50"}), "/@graph/0/ceterms:description"),
    "of the amount": (
        profile(ceterms__transferValue=value(schema__description={"en-US": "Score of 50"})),
        "/@graph/0/ceterms:transferValue/0/schema:description",
    ),
    "condition": (
        profile(ceterms__requires={"@type": "ceterms:ConditionProfile", "ceterms:condition": {"en-US": "Score of 50"}}),
        "/@graph/0/ceterms:requires/ceterms:condition",
    ),
}


@pytest.mark.parametrize("case", WORDS.values(), ids=WORDS)
def test_words_are_kept_and_reviewed(case: tuple[Tree, str]) -> None:
    node, place = case
    made = imported(node)
    assert made.rules[0].to_json() == RULE | {"note": {"en-US": "Score of 50"}, "review": {"mode": "manual"}}
    (loss,) = made.losses
    assert (loss.pointer, loss.code, loss.kept_in) == (place, "rule.free_text", f"the note of the rule {CTID}")


def test_several_words_stand_below_each_other_and_long_ones_are_cut() -> None:
    node = profile(
        ceterms__description={"en": ["One.", "Two."], "de": "Eins."},
        ceterms__requires={"ceterms:condition": {"en": "x" * 2_000}},
    )
    made = imported(node)
    note = made.rules[0].note
    assert note is not None
    assert note["de"] == "Eins."
    assert note["en"].startswith("One.\nTwo.\nxxx")
    assert len(note["en"]) == 1_000
    assert any("cut off" in loss.what for loss in made.losses)


def test_without_a_course_the_credit_is_free_and_reviewed() -> None:
    subject = {"@type": "ceterms:CredentialAlignmentObject", "ceterms:targetNodeName": {"en-US": "geology"}}
    amounts = value() + value(schema__value=1.5, ceterms__subject=[subject])
    made = imported(profile(ceterms__transferValueFor=None, ceterms__transferValue=amounts))
    tree = made.rules[0].to_json()
    assert tree["target"] == [
        {"kind": "unassigned", "bucket": "transferValue", "credit": {"fixed": "3"}},
        {"kind": "unassigned", "bucket": "geology", "credit": {"fixed": "1.5"}},
    ]
    assert tree["review"] == {"mode": "manual"}


def test_a_programme_is_no_course() -> None:
    programme = {"@id": "https://b.example/programmes/ba", "@type": "ceterms:LearningProgram"}
    tree = rule_of(profile(ceterms__transferValueFor=programme["@id"]), programme)
    assert tree["programme"] == ["https://b.example/programmes/ba"]
    assert tree["target"][0]["kind"] == "unassigned"
    assert tree["review"] == {"mode": "manual"}
    both = rule_of(profile(ceterms__transferValueFor=[programme["@id"], COURSE]), programme)
    assert both["target"] == RULE["target"]
    assert "review" not in both


# ---- what makes no rule is named -------------------------------------------------------------------------------------

NO_RULE: dict[str, tuple[list[Tree], str, str]] = {
    "no source": ([profile(ceterms__transferValueFrom=None)], "", "/@graph/0"),
    "no amount": ([profile(ceterms__transferValue=None)], "", "/@graph/0"),
    "an amount that is not described": (
        [profile(ceterms__transferValue="_:amount")], "", "/@graph/0/ceterms:transferValue",
    ),
    "no number": ([worth(None)], "", "/@graph/0/ceterms:transferValue/0"),
    "a range": (
        [profile(ceterms__transferValue=value(schema__value=None, schema__minValue=1, schema__maxValue=3))],
        "", "/@graph/0/ceterms:transferValue/0",
    ),
    "another unit": (
        [profile(ceterms__transferValue=value(ceterms__creditUnitType="creditUnit:ContactHour"))],
        "rule.unit", "/@graph/0/ceterms:transferValue/0",
    ),
    "two units": (
        [profile(ceterms__transferValue=value(ceterms__creditUnitType=["creditUnit:DegreeCredit", "creditUnit:x"]))],
        "rule.unit", "/@graph/0/ceterms:transferValue/0",
    ),
    "two courses": ([profile(ceterms__transferValueFor=[COURSE, f"{COURSE}b"])], "", "/@graph/0"),
    "two amounts": ([profile(ceterms__transferValue=value() + value(schema__value=1))], "", "/@graph/0"),
    "many sources": ([source([f"{SOIL}{n}" for n in range(65)])], "rule.budget", "/@graph/0"),
    "a name alone": (
        [profile(ceterms__transferValueFrom="_:x"), {"@id": "_:x", "ceterms:name": "Soil"}],
        "rule.no_match", "/@graph/0/ceterms:transferValueFrom",
    ),
    "a code without scheme": (
        [
            profile(ceterms__transferValueFrom="_:x"),
            {"@id": "_:x", "ceterms:identifier": {"ceterms:identifierValueCode": "A1"}},
        ],
        "rule.no_match", "/@graph/0/ceterms:transferValueFrom",
    ),
    "blank target": ([profile(ceterms__transferValueFor="_:y")], "", "/@graph/0/ceterms:transferValueFor"),
    "ended": (
        [profile(ceterms__lifeCycleStatusType=[{"ceterms:targetNode": "lifeCycle:Ceased"}])],
        "", "/@graph/0/ceterms:lifeCycleStatusType/0",
    ),
    "a condition without words": (
        [profile(ceterms__requires={"ceterms:minimumAge": 18})], "", "/@graph/0/ceterms:requires",
    ),
    "digits": ([worth(0.0000001)], "", "/@graph/0/ceterms:transferValue/0"),
}  # fmt: skip


@pytest.mark.parametrize("case", NO_RULE.values(), ids=NO_RULE)
def test_a_profile_that_makes_no_rule_is_named(case: tuple[list[Tree], str, str]) -> None:
    nodes, code, place = case
    assert left_out(*nodes) == (code, place)


def test_a_recommendation_is_not_passed_on() -> None:
    """Recognition, section 7 item 17: no source makes recognition transitive."""
    other = profile(**{"@id": SOIL}, ceterms__ctid="ce-other", ceterms__transferValueFrom=[f"{SOIL}-exam"])
    made = imported(PROFILE, other)
    assert [rule.rule_id for rule in made.rules] == ["ce-other"]
    assert made.losses[-1].code == "rule.no_transitivity"


def test_what_a_rule_has_no_place_for_is_named() -> None:
    node = profile(
        ceterms__subjectWebpage="https://b.example/", ceasn__derivedFrom=["https://x.example/"], unheard=5,
        ceterms__ownedBy=["https://stranger.example/"],
        ceterms__transferValue=value(ceterms__creditLevelType="audLevel:x"),
    )  # fmt: skip
    agreement = {"@id": "https://x.example/ta", "@type": "ceterms:TransferAgreement"}
    made = from_ctdl(document(node, agreement, context="https://other.example/context"), base=BASE)
    assert {loss.pointer for loss in made.losses} == {
        "/@context",
        "/@graph/0/ceterms:subjectWebpage",
        "/@graph/0/ceasn:derivedFrom/0",
        "/@graph/0/unheard",
        "/@graph/0/ceterms:ownedBy/0",
        "/@graph/0/ceterms:transferValue/0/ceterms:creditLevelType",
        "/@graph/1",
    }
    assert made.rules[0].to is None


# ---- what is wrong is refused ----------------------------------------------------------------------------------------

VALUE = "ceterms:transferValue/0/schema:value"
TWICE = "https:~1~1purl.org~1ctdl~1terms~1ctid"
WRONG: dict[str, tuple[Tree, str, str]] = {
    "negative": (worth(-3), "rule.syntax", VALUE),
    "a word": (worth("three"), "rule.syntax", VALUE),
    "comma": (worth("7,5"), "rule.syntax", VALUE),
    "true": (worth(True), "rule.syntax", VALUE),
    "huge": (worth(1e300), "rule.syntax", VALUE),
    "too much": (worth(10001), "rule.factor", "ceterms:transferValue/0"),
    "no day": (profile(ceterms__startDate="2023"), "rule.syntax", "ceterms:startDate"),
    "moment": (profile(ceterms__endDate="2025-12-31T00:00:00"), "rule.syntax", "ceterms:endDate"),
    "two days": (profile(ceterms__endDate=["2025-12-31", "2026-12-31"]), "rule.syntax", "ceterms:endDate/1"),
    "days in disorder": (profile(ceterms__endDate="2022-12-31"), "rule.syntax", "ceterms:startDate"),
    "number as reference": (source([5]), "rule.syntax", "ceterms:transferValueFrom/0"),
    "empty reference": (source([""]), "rule.syntax", "ceterms:transferValueFrom/0"),
    "relative reference": (source(["SOIL 1"]), "rule.syntax", "ceterms:transferValueFrom/0"),
    "list in a list": (source([[SOIL]]), "rule.syntax", "ceterms:transferValueFrom/0"),
    "number as name": (profile(ceterms__name=5), "rule.syntax", "ceterms:name"),
    "number in a map": (profile(ceterms__name={"en": 5}), "rule.syntax", "ceterms:name"),
    "ctid": (profile(ceterms__ctid="ce 1"), "rule.syntax", "ceterms:ctid"),
    "two ctids": (profile(ceterms__ctid=[CTID, "ce-2"]), "rule.syntax", "ceterms:ctid/1"),
    "number as ctid": (profile(ceterms__ctid=7), "rule.syntax", "ceterms:ctid"),
    "keyword": (profile(**{"@reverse": {}}), "rule.syntax", "@reverse"),
    "one property by two names": (profile(**{f"{FULL}ctid": "ce-2"}), "rule.syntax", TWICE),
    "number as id": (profile(**{"@id": 5}), "rule.syntax", "@id"),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_refused_with_its_place(case: tuple[Tree, str, str]) -> None:
    node, code, place = case
    found = refused(node)
    assert found == [(code, f"/@graph/0/{place}")]


@pytest.mark.parametrize(
    "context",
    [
        {"@vocab": "https://x.example/"},
        {"@base": "https://x.example/"},
        {"ceterms": 5},
        {"ceterms": {"@id": FULL}},
        {"name": "https://x.example/name"},
        {"p": "relative/"},
        5,
        [[{}]],
    ],
)
def test_contexts_that_could_mean_anything_are_refused(context: Any) -> None:
    ((code, place),) = refused(PROFILE, context=context)
    assert code == "rule.syntax"
    assert place.startswith("/@context")


def test_an_object_that_is_described_twice_is_refused() -> None:
    assert refused(PROFILE, PROFILE) == [("rule.syntax", "/@graph/1")]
    twin = profile(**{"@id": "https://registry.example/twin"})
    assert refused(PROFILE, twin) == [("rule.syntax", "/@graph/1")]


def test_an_empty_object_refers_to_nothing_else() -> None:
    """Not to an object of the graph that has no id either."""
    nameless = {"ceterms:identifier": {"ceterms:identifierTypeName": "x", "ceterms:identifierValueCode": "1"}}
    assert left_out(source({}), nameless)[0] == "rule.no_match"


def test_profiles_without_ids_have_names_that_do_not_depend_on_their_order() -> None:
    first = profile(**{"@id": None}, ceterms__ctid=None)
    second = profile(**{"@id": "_:b"}, ceterms__ctid=None, ceterms__transferValueFrom=f"{SOIL}-b")
    forward = {rule.rule_id: rule for rule in imported(first, second).rules}
    assert forward == {rule.rule_id: rule for rule in imported(second, first).rules}
    assert len(forward) == 2


@pytest.mark.parametrize(
    "given_as", ["", "[]", "5", b"\xff", '{"@graph": [}', '{"a": 1, "a": 2}', "[" * 100_000, b"\xef\xbb\xbf{}"]
)
def test_what_is_no_json_object_is_refused(given_as: Any) -> None:
    with pytest.raises(RefusedError) as caught:
        from_ctdl(given_as, base=BASE)
    assert caught.value.code.startswith("json.")


@pytest.mark.parametrize("tree", [{}, {"@graph": []}, {"@graph": [{}]}, {"@graph": {"@type": "ceterms:Course"}}])
def test_a_document_without_profiles_is_refused(tree: Tree) -> None:
    with pytest.raises(AgreementError) as caught:
        from_ctdl(tree, base=BASE)
    assert caught.value.code == "rule.syntax"


@pytest.mark.parametrize("tree", [{"@graph": [5]}, {"@graph": "x"}, {"@graph": [None, "//comment"]}, {"@type": 5}])
def test_a_graph_of_other_things_is_refused(tree: Tree) -> None:
    with pytest.raises(AgreementError) as caught:
        from_ctdl(tree, base=BASE)
    assert caught.value.code == "rule.syntax"


def test_mistakes_of_the_caller() -> None:
    for wrong in (None, 5, [PROFILE]):
        with pytest.raises(InputTypeError):
            from_ctdl(wrong, base=BASE)  # type: ignore[arg-type]
        with pytest.raises(InputTypeError):
            from_ctdl(PROFILE, base=wrong)  # type: ignore[arg-type]
        with pytest.raises(InputTypeError):
            to_ctdl(wrong)  # type: ignore[arg-type]
    with pytest.raises(AgreementError) as caught:
        from_ctdl(PROFILE, base={"party": 5})
    assert any(finding.pointer == "/party" for finding in caught.value.findings)


# ---- out -------------------------------------------------------------------------------------------------------------


def test_a_rule_without_losses_comes_back_as_it_was() -> None:
    base = read(changed(convert, lambda tree: tree.pop("requirement"), lambda tree: tree.update(rule=[RULE])))
    out = to_ctdl(base)
    assert not [loss for loss in out.losses if loss.pointer.startswith("/rule")]
    (node,) = out.document["@graph"]
    assert node["ceterms:ctid"] == CTID
    assert node["ceterms:name"] == {"en-US": "Soil science"}
    assert node["ceterms:transferValueFrom"] == [SOIL]
    assert node["ceterms:transferValueFor"] == [COURSE]
    assert node["ceterms:transferValue"][0]["schema:value"] == 3
    assert "ceterms:requires" not in node
    made = from_ctdl(json.dumps(out.document), base=base)
    assert [rule.to_json() for rule in made.rules] == [RULE]
    assert made.losses == ()


def test_the_example_of_the_domain_says_what_a_profile_cannot() -> None:
    out = to_ctdl(read(EXAMPLE))
    (node,) = out.document["@graph"]
    assert node["@id"].endswith("#r1")
    assert node["ceterms:startDate"] == EXAMPLE["period"]["startDate"]
    lost = {loss.pointer: loss.kept_in for loss in out.losses}
    assert {"", "/limit", "/gradeScale", "/gradeConversion", "/requirement", "/rule/0/condition"} <= set(lost)
    assert {"/rule/1/source", "/rule/2/source", "/rule/3/target/0", "/rule/4/target/0"} <= set(lost)
    assert lost["/rule/0/condition"] == "ceterms:requires"
    assert "rule r1" in node["ceterms:requires"][0]["ceterms:condition"]["en"]


def test_a_requirement_of_the_agreement_is_hinted_at_in_every_profile() -> None:
    out = to_ctdl(read(changed(lambda tree: tree.update(rule=[RULE]))))
    (node,) = out.document["@graph"]
    assert "decides" in node["ceterms:requires"][0]["ceterms:condition"]["en"]


def test_what_was_narrowed_comes_back_under_review() -> None:
    """A condition that no profile can say must not vanish: whoever reads the profile back is told to look."""
    made = from_ctdl(to_ctdl(read(EXAMPLE)).document, base=EXAMPLE)
    assert [rule.review.mode for rule in made.rules if rule.review] == ["manual"]


NARROWER: dict[str, Tree] = {
    "condition": {"condition": {"credit": {"min": "2"}}},
    "version": {"source": {"achievement": SOIL, "version": ["1"]}},
    "bundle": {"source": {"allOf": [{"achievement": SOIL}, {"achievement": f"{SOIL}b"}]}},
    "leaf": {"source": {"achievement": SOIL, "condition": {"credit": {"min": "2"}}}},
    "from": {"from": ["did:web:awarding.example"]},
    "category": {"category": ["nonOfficial"]},
    "programme": {"programme": ["https://b.example/p"]},
    "outcome": {"outcome": "conditional"},
    "review": {"review": {"mode": "conditional", "text": {"de": "nach Absprache"}}},
    "excluding": {"excludesTarget": ["https://b.example/c"]},
    "use": {
        "target": [
            RULE["target"][0]
            | {"useCondition": [{"use": "prerequisite", "grade": {"scale": "ES-0-10", "atLeast": "7"}}]}
        ]
    },
    "two targets": {"target": [RULE["target"][0], RULE["target"][0] | {"course": f"{COURSE}b"}]},
}


@pytest.mark.parametrize("change", NARROWER.values(), ids=NARROWER)
def test_every_member_that_narrows_a_rule_leaves_a_hint(change: Tree) -> None:
    base = read(changed(lambda tree: tree.pop("requirement"), lambda tree: tree.update(rule=[RULE | change])))
    out = to_ctdl(base)
    (node,) = [node for node in out.document["@graph"] if node["@type"] == "ceterms:TransferValueProfile"]
    (hint,) = node["ceterms:requires"]
    assert "decides" in hint["ceterms:condition"]["en"]
    assert "ceterms:requires" in {loss.kept_in for loss in out.losses if loss.pointer.startswith("/rule/0")}


iris = some.sampled_from(
    [f"https://a.example/{name}" for name in ("1", "2", "x#y", "a,b")] + ["urn:uuid:1-2", "did:web:x"]
)
words = some.text(min_size=1, max_size=10).filter(lambda text: text.strip())
names = some.dictionaries(some.sampled_from(["en", "de", "fr-CH"]), words, min_size=1)
keys = some.text(alphabet="abc :/#@", min_size=1, max_size=8).filter(str.strip)


@given(
    some.lists(
        some.fixed_dictionaries(
            {
                "outcome": some.just("full"),
                "source": some.fixed_dictionaries({"achievement": iris})
                | some.fixed_dictionaries({"identifier": some.fixed_dictionaries({"scheme": keys, "value": keys})}),
                "target": iris.flatmap(
                    lambda course: some.decimals(min_value=0, max_value=9999, places=6).map(
                        lambda amount: [{"kind": "course", "course": course, "credit": {"fixed": f"{amount:f}"}}]
                    )
                ),
                "to": some.just(["did:web:recognising.example"]),
                "period": some.just({"startDate": "2023-01-01", "endDate": "2024-01-01"}),
            },
            optional={"title": names},
        ),
        min_size=1,
        max_size=3,
    )
)
def test_what_a_profile_can_say_survives_both_ways(trees: list[Tree]) -> None:
    rules = tuple(
        Rule.model_validate({"ruleId": f"r{index}", **tree}, by_alias=True) for index, tree in enumerate(trees)
    )
    base = BASE.with_(rule=rules, requirement=None)
    out = to_ctdl(base)
    assert not [loss for loss in out.losses if loss.pointer.startswith("/rule")]
    made = from_ctdl(json.dumps(out.document), base=base)
    for before, after in zip(rules, made.rules, strict=True):
        expected, found = before.to_json(), after.to_json()
        for tree in (expected, found):  # 3.50 and 3.5 are one quantity
            tree["target"][0]["credit"] = Fraction(tree["target"][0]["credit"]["fixed"])
        assert found == expected


json_values: Any = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53) + 1, 2**53 - 1)
    | some.floats(allow_nan=False, allow_infinity=False) | some.text(max_size=5)
    | some.sampled_from([SOIL, "_:x", "ceterms:Course", "creditUnit:DegreeCredit"]),
    lambda inner: some.lists(inner, max_size=3)
    | some.dictionaries(
        some.sampled_from(["@id", "@type", "@value", "@set", "@list", "@language", "en", *PROFILE, "schema:value"]),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(
    some.dictionaries(some.sampled_from([*PROFILE, "ceterms:requires", "ceterms:description"]), json_values),
    json_values,
)
def test_whatever_stands_in_a_profile_is_read_or_refused_with_a_code(changes: Tree, context: Any) -> None:
    for tree in (
        {"@context": context, "@graph": [PROFILE | changes]},
        {"@graph": [PROFILE | changes, PROFILE | {"@id": "urn:x", "ceterms:ctid": "ce-2"}]},
    ):
        try:
            from_ctdl(tree, base=BASE)
        except RefusedError as error:
            assert error.findings
