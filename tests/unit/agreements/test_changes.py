"""What changes between two texts, for whom, and in which direction; every member of every model is compared."""

from __future__ import annotations

import copy
import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements import digests
from eccoe_vc.agreements.facts import Facts
from eccoe_vc.agreements.facts import read as facts_of
from eccoe_vc.agreements.logic import Truth
from eccoe_vc.agreements.matching import Found, Matcher, Request
from eccoe_vc.agreements.questions.changes import Change, diff, lines, unordered
from eccoe_vc.agreements.questions.comparing import Around, Effect, longer
from eccoe_vc.agreements.questions.directions import TABLE, Items
from eccoe_vc.agreements.reading import read
from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.days import period
from eccoe_vc.errors import AgreementError, InputTypeError
from eccoe_vc.limits import DEFAULT
from eccoe_vc.models import agreement as texts
from eccoe_vc.models import rules
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.terms import Term

Text = dict[str, Any]
EXAMPLE: Text = json.loads((FOLDER / "mcra_example.json").read_bytes())["credentialSubject"]
TREES: Final = json.loads((FOLDER / "example_evidence.json").read_bytes())["credential"]
OLD = read(EXAMPLE)
MIRROR: dict[Effect, Effect] = {"wider": "narrower", "narrower": "wider", "neutral": "neutral", "open": "open"}


def text(change: Callable[[Text], Any] | None = None) -> Text:
    made = copy.deepcopy(EXAMPLE)
    if change is not None:
        change(made)
    return made


def changed(change: Callable[[Text], Any], before: Callable[[Text], Any] | None = None) -> tuple[Change, ...]:
    """The changes of one edit; those back must be their mirror."""
    old = text(before)
    new = copy.deepcopy(old)
    change(new)
    there, back = diff(read(old), read(new)), diff(read(new), read(old))
    assert mirrored(there) == list(back)
    return there


def mirrored(changes: tuple[Change, ...]) -> list[Change]:
    return [
        Change("", one.after, one.before, MIRROR[one.effect], one.concerns, one.name)
        for one in changes
    ]  # fmt: skip


def told(changes: tuple[Change, ...]) -> list[tuple[str, Any, Any, str]]:
    return [(one.at, one.before, one.after, one.effect) for one in changes]


# ---- the table -------------------------------------------------------------------------------------------------------


def classes() -> Iterator[type[Term]]:
    """Every class of the models that an agreement can hold, found by walking through the types of the members."""
    homes = [texts, rules]
    for home in homes:
        for thing in vars(home).values():
            if isinstance(thing, type) and issubclass(thing, Term) and thing is not Term:
                yield thing


def test_every_member_of_every_model_has_an_entry_and_no_entry_is_left_over() -> None:
    members = {(kind.__name__, name) for kind in classes() for name in kind.model_fields}
    assert len(members) > 130
    assert {(kind.__name__, name) for kind, table in TABLE.items() for name in table} == members


def lists() -> Iterator[tuple[type[Term], str]]:
    for kind, table in TABLE.items():
        for name, entry in table.items():
            if isinstance(entry, Items):
                yield kind, name


def test_every_list_of_objects_is_matched_by_names() -> None:
    """A list of closed objects that were compared as one value would hide what changed in it."""
    objects = {
        (kind, name)
        for kind in TABLE
        for name, field in kind.model_fields.items()
        if ("tuple" in str(field.annotation) or "Sequence" in str(field.annotation))
        and any(other.__name__ in str(field.annotation) for other in TABLE)
    }
    assert objects == set(lists())


# ---- laws ------------------------------------------------------------------------------------------------------------


def told_by_name(changes: tuple[Change, ...]) -> list[Any]:
    """The changes without places; lists that were read in another order are the same."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return sorted((name, plain(one)) for name, one in value.items())
        return sorted((plain(one) for one in value), key=str) if isinstance(value, list) else value

    return [(one.name, plain(one.before), plain(one.after), one.effect, one.concerns) for one in changes]


def test_nothing_changes_from_a_text_to_itself_or_to_its_copy() -> None:
    assert diff(OLD, OLD) == diff(OLD, read(text())) == ()


def shuffled(tree: Any, seed: int) -> Any:
    """The text with every list in another order whose order has no meaning."""
    order = random.Random(seed)

    def mix(value: Any, member: str, parent: str) -> Any:
        if isinstance(value, dict):
            return {name: mix(one, name, member) for name, one in value.items()}
        if isinstance(value, list):
            made = [mix(one, member, parent) for one in value]
            if (member, parent) not in (("label", "gradeScale"), ("step", "gradeConversion"), ("step", "process")):
                order.shuffle(made)
            return made
        return value

    return mix(tree, "", "")


@pytest.mark.parametrize("seed", range(5))
def test_no_order_without_a_meaning_is_a_change(seed: int) -> None:
    other = shuffled(EXAMPLE, seed)
    assert digests.of_json(other) != digests.of_json(EXAMPLE)
    assert diff(OLD, read(other)) == ()

    def edit(made: Text) -> None:
        next(one for one in made["rule"] if one["ruleId"] == "r1")["condition"]["grade"]["atLeast"] = "6"
        made["rule"] = [one for one in made["rule"] if one["ruleId"] != "r5"]
        made["title"]["de"] = "Abkommen"

    plain, mixed = text(edit), copy.deepcopy(other)
    edit(mixed)
    first = told_by_name(diff(OLD, read(plain)))
    assert len(first) == 3
    assert told_by_name(diff(OLD, read(mixed))) == told_by_name(diff(read(other), read(plain))) == first


@pytest.mark.parametrize(
    ("at", "effect"),
    [("/gradeScale/1/label", "open"), ("/process/step", "neutral")],
)
def test_an_order_with_a_meaning_is_a_change(at: str, effect: str) -> None:
    def turn(made: Text) -> None:
        pointers.resolve(made, at).reverse()
        made["gradeScale"][1]["pass"] = "NT"

    found = [one for one in told(changed(turn)) if one[0] == at]
    assert found == [(at, pointers.resolve(EXAMPLE, at), pointers.resolve(EXAMPLE, at)[::-1], effect)]


_ABSENT: Final = object()


def leaves(tree: Any, at: str = "") -> Iterator[str]:
    if isinstance(tree, dict):
        for name, value in tree.items():
            yield from leaves(value, pointers.join(at, name))
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from leaves(value, pointers.join(at, index))
    else:
        yield at


def put(tree: Any, at: str, value: Any) -> None:
    parent, _, token = at.rpartition("/")
    holder = pointers.resolve(tree, parent)
    key = int(token) if isinstance(holder, list) else token
    if value is _ABSENT:
        del holder[key]
    else:
        holder[key] = value


OTHERS: Final = [
    "1", "0.2", "P3Y", "2026-01-31", "2021-01-31", "MH", "1.0", "full", "partial", "ES-QUAL", "manual", "exemption",
    "network", "award", "none", "refuse", "maximise", "tieBreak", "acrossProgrammes", "framework", "manualReview",
    "numeric", "ordinal", "low", "maximum", "worse", "accreditationOfPriorLearning", "admission", "awardingBody",
    "recognisingBody", "language", "learner", "learningOutcomes", "halfDown", "FR", "target", "converted", "original",
    "linear", "pass", "urn:x:other", "https://b.example/other", "fr", "uEiAREREREREREREREREREREREREREREREREREREREREREQ",
]  # fmt: skip


def edited(at: str) -> RecognitionAgreement | None:
    """The example with another text at one place, where one of some fits there."""
    old = pointers.resolve(EXAMPLE, at)
    for value in [not old] if isinstance(old, bool) else [f"{old}1", f"{old}/x", *OTHERS]:
        made = text()
        put(made, at, value)
        try:
            new = RecognitionAgreement.model_validate(made, by_alias=True, by_name=False)
        except ValueError:
            continue
        if unordered(new) != unordered(OLD):
            return new
    return None


EDITED: Final = {at: edited(at) for at in sorted(leaves(EXAMPLE))}


def test_nearly_every_leaf_of_the_example_can_be_another() -> None:
    assert len(EDITED) > 180
    members = {at.rpartition("/")[2] for at, new in EDITED.items() if new is None}
    # What the other members of the same object allow no other value for.
    assert members <= {"type", "of", "kind", "method", "outcome", "level", "credit", "grade"}, members


@pytest.mark.parametrize("at", [at for at, new in EDITED.items() if new is not None])
def test_a_change_of_any_leaf_is_found_and_mirrored(at: str) -> None:
    """Every text of the example is replaced by another one of its kind: there is no blind spot."""
    new = EDITED[at]
    assert new is not None
    there = diff(OLD, new)
    assert there
    assert mirrored(there) == list(diff(new, OLD))
    assert all(one.name for one in there)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_change_exactly_where_the_texts_say_the_same(data: st.DataObject) -> None:
    made = shuffled(text(), data.draw(st.integers(0, 99)))
    for at in data.draw(st.lists(st.sampled_from(sorted(leaves(EXAMPLE))), max_size=3)):
        value = data.draw(st.sampled_from([_ABSENT, "1", "2", "P3Y", "2026-01-31", "partial", "urn:x:1", "FR", True]))
        try:
            put(made, at, value)
        except (LookupError, TypeError, ValueError):
            continue
    try:
        new = RecognitionAgreement.model_validate(made, by_alias=True, by_name=False)
    except ValueError:
        return
    there = diff(OLD, new)
    assert (there == ()) == (unordered(OLD) == unordered(new))
    assert mirrored(there) == list(diff(new, OLD))


NODES = st.recursive(
    st.builds(
        lambda name, least, other: {
            "achievement": f"urn:x:{name}",
            **({"condition": {"credit": {"min": least}}} if least else {}),
            **({"alias": [f"urn:x:{name}{one}" for one in other]} if other else {}),
        },
        st.sampled_from("ab"), st.sampled_from(["", "1", "2"]), st.lists(st.sampled_from("yz"), max_size=2),
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"allOf": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"anyOf": parts}),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: {"kOf": "2", "of": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"minCredit": "3", "of": parts}),
    ),
    max_leaves=7,
)  # fmt: skip
FREE = st.builds(
    lambda bucket, credit: {"kind": "elective", "bucket": bucket, "credit": {"fixed": credit}},
    st.sampled_from("xy"), st.sampled_from("123"),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(*[st.tuples(NODES, st.lists(FREE, min_size=1, max_size=3))] * 2, st.integers(0, 9))
def test_the_laws_hold_where_names_stand_twice(one: Any, other: Any, seed: int) -> None:
    """Parts of a source that ask for the same, and targets that give into one bucket, have no name of their own."""

    def rule(tree: Any) -> RecognitionAgreement:
        made = text()
        made["rule"][0] |= {"source": tree[0], "target": tree[1]}
        return RecognitionAgreement.model_validate(made, by_alias=True, by_name=False)

    old, new = rule(one), rule(other)
    there = diff(old, new)
    assert (there == ()) == (unordered(old) == unordered(new))
    assert mirrored(there) == list(diff(new, old))
    mixed = rule([shuffled(part, seed) for part in other])
    assert told_by_name(diff(old, mixed)) == told_by_name(there)


# ---- directions, by hand ---------------------------------------------------------------------------------------------

R1, R2, R3, R4 = (f"/rule/{number}" for number in range(4))
DIRECTIONS: list[tuple[str, Any, Effect]] = [
    # place in the example, another value (or none), what that means
    ("/title/en", "Another title", "neutral"),
    ("/party/1/website", "https://b.example/new", "neutral"),
    ("/party/0/alias", _ABSENT, "narrower"),
    ("/party/0/role", ["awardingBody", "recognisingBody"], "wider"),
    ("/scope/programme", _ABSENT, "wider"),
    ("/scope/programme", ["https://b.example/programmes/ma-translation", "urn:x:2"], "wider"),
    ("/scope/programme", ["urn:x:2"], "open"),
    ("/scope/transitive", True, "wider"),
    ("/period/endDate", "2027-08-31", "wider"),
    ("/period/endDate", _ABSENT, "wider"),
    ("/period/startDate", "2023-09-01", "narrower"),
    ("/period/windowBasis", "award", "open"),
    ("/period/windowBasis", _ABSENT, "neutral"),
    ("/period/claimPeriod", "P1Y", "narrower"),
    ("/period/claimPeriod", "P24M", "neutral"),
    ("/termination/vestedRights", "completedBeforeEffect", "narrower"),
    ("/termination/teachOutPeriod", _ABSENT, "wider"),
    ("/amendment/onUnresolved", "refuse", "narrower"),
    ("/creditFramework/unitless", "framework", "wider"),
    ("/creditFramework/unitless", _ABSENT, "neutral"),
    ("/creditFramework/rounding/mode", "down", "narrower"),
    ("/creditFramework/rounding/mode", "up", "wider"),
    ("/creditFramework/rounding/quantum", "1", "open"),
    ("/creditFramework/conversion", [{"from": "hours", "ratio": "1/30"}], "wider"),
    ("/gradeConversion/0/strategy", "maximum", "wider"),
    ("/gradeConversion/0/strategy", "minimum", "narrower"),
    ("/gradeConversion/0/strategy", "largestOverlap", "open"),
    ("/gradeConversion/0/strategy", "closestCumulative", "open"),
    ("/gradeConversion/0/tie", "worse", "narrower"),
    ("/requirement", _ABSENT, "wider"),
    ("/requirement/eqfLevel/min", "5", "wider"),
    ("/requirement/eqfLevel/max", "7", "narrower"),
    ("/requirement/eqfLevel/multi", "any", "wider"),
    ("/requirement/idVerification/supervised", False, "wider"),
    ("/requirement/qualityAssurance/noneOf", ["urn:x:1"], "narrower"),
    ("/requirement/qualityAssurance/anyOf", ["http://data.europa.eu/snb/accreditation/bb4618238e", "urn:x:1"], "wider"),
    ("/requirement/maxAge/period", "P60M", "neutral"),
    ("/requirement/maxAge/period", "P6Y", "wider"),
    ("/requirement/maxAge/onStale", "refuse", "narrower"),
    ("/requirement/maxAge/onStale", _ABSENT, "narrower"),
    ("/requirement/language", {"anyOf": ["de"]}, "narrower"),
    ("/limit/0/share", "0.2", "wider"),
    ("/limit/0/share", "3/20", "neutral"),
    ("/limit/0/category", ["nonOfficial", "other"], "narrower"),
    ("/limit/0/category", _ABSENT, "narrower"),
    ("/limit/0/scope", "learner", "narrower"),
    ("/limit/0/rounding", {"quantum": "1", "mode": "down"}, "narrower"),
    ("/limit/0/onExceed", "manualReview", "open"),
    ("/limit/2/excludeTarget", ["https://b.example/courses/THESIS", "urn:x:1"], "narrower"),
    ("/limit/2", _ABSENT, "wider"),
    (f"{R1}/condition/grade/atLeast", "6", "wider"),
    (f"{R1}/condition/grade/atLeast", "7.0", "neutral"),
    (f"{R1}/condition/grade/atLeast", _ABSENT, "wider"),
    (f"{R1}/condition/grade/below", "9", "narrower"),
    (f"{R1}/condition/grade/passFail", "accept", "wider"),
    (f"{R1}/source/version", ["1.0"], "narrower"),
    (f"{R1}/source/alias", ["urn:x:1"], "wider"),
    (f"{R1}/source/achievement", "urn:x:1", "open"),
    (f"{R1}/source/repeatable", True, "wider"),
    (f"{R1}/target/0/credit/fixed", "5", "wider"),
    (f"{R1}/target/0/credit/fixed", "2.5", "narrower"),
    (f"{R1}/priority", "20", "open"),
    (f"{R1}/maxUse", "2", "narrower"),
    (f"{R1}/requiresTarget", ["https://b.example/courses/DIG200"], "narrower"),
    (f"{R1}/reusable", True, "wider"),
    (f"{R1}/consumes", True, "neutral"),
    (f"{R1}/consumes", False, "wider"),
    (f"{R1}/review", {"mode": "manual"}, "narrower"),
    (f"{R1}/review", {"mode": "none"}, "neutral"),
    (f"{R1}/note", {"en": "A note."}, "neutral"),
    (f"{R1}/period", {"endDate": "2024-12-31"}, "narrower"),
    (f"{R1}/outcome", "partial", "narrower"),
    (f"{R1}/programme", ["urn:x:1"], "narrower"),
    (f"{R1}/category", ["nonOfficial"], "narrower"),
    (f"{R2}/source/kOf", "1", "open"),  # one award alone may not reach the credit
    (f"{R2}/source/minCredit", "5", "wider"),
    (f"{R2}/source/minCredit", _ABSENT, "wider"),
    (f"{R2}/source/of/0", _ABSENT, "narrower"),
    (f"{R3}/source/thematicArea/under/0", "http://data.europa.eu/snb/isced-f/023", "wider"),
    (f"{R3}/source/thematicArea", _ABSENT, "wider"),
    (f"{R3}/target/0/credit/max", "3", "wider"),
    (f"{R3}/target/0/credit/max", _ABSENT, "wider"),
    (f"{R3}/target/0/credit/ratio", "1/2", "narrower"),
    (f"{R4}/ground", ["quality"], "neutral"),
    ("/process/onNoMatch", "none", "narrower"),
    ("/process/evidenceRequired", _ABSENT, "wider"),
    ("/evaluation/onAmbiguity", "tieBreak", "wider"),
    ("/evaluation/reuse", "acrossProgrammes", "wider"),
    ("/evaluation", _ABSENT, "neutral"),
]  # fmt: skip


@pytest.mark.parametrize(("at", "value", "effect"), DIRECTIONS)
def test_directions(at: str, value: Any, effect: Effect) -> None:
    found = changed(lambda made: put(made, at, value))
    assert {one.effect for one in found} == {effect}


def test_what_refuses_is_wider_where_it_refuses_less() -> None:
    refusal = {"/source/alias": ["urn:x:1"], "/condition": {"grade": {"scale": "ES-0-10", "below": "5"}}}
    for (at, value), effect in zip(refusal.items(), ("narrower", "wider"), strict=True):
        (one,) = changed(lambda made, at=at, value=value: put(made, f"{R4}{at}", value))  # type: ignore[misc]
        assert (one.at.startswith(R4), one.effect) == (True, effect)
    assert [one.effect for one in changed(lambda made: made["rule"].pop(3))] == ["wider"]
    assert [one.effect for one in changed(lambda made: made["rule"].pop(0))] == ["narrower"]


def test_a_rule_that_begins_to_refuse() -> None:
    def refuse(made: Text) -> None:
        made["rule"][0] |= {"outcome": "refused", "ground": ["level"], "target": [{"kind": "none"}]}
        made["rule"][0]["note"] = {"en": "Below the level."}

    assert {(one.name[2], one.effect) for one in changed(refuse)} == {
        ("outcome", "narrower"),
        ("ground", "neutral"),
        ("note", "neutral"),
        ("target", "open"),
    } | {("target", "neutral")}


def test_a_limit_of_another_form_cannot_be_compared() -> None:
    def form(made: Text) -> None:
        del made["limit"][0]["share"], made["limit"][0]["of"]
        made["limit"][0]["max"] = "9"

    assert {one.effect for one in changed(form)} == {"open", "neutral"}


@pytest.mark.parametrize(
    ("old", "new", "effect"),
    [
        ({"achievement": "urn:x:a"}, {"anyOf": [{"achievement": "urn:x:a"}, {"achievement": "urn:x:b"}]}, "wider"),
        ({"achievement": "urn:x:a"}, {"allOf": [{"achievement": "urn:x:a"}, {"achievement": "urn:x:b"}]}, "narrower"),
        ({"achievement": "urn:x:a"}, {"allOf": [{"achievement": "urn:x:b"}]}, "open"),
        ({"achievement": "urn:x:a"}, {"anyOf": [{"achievement": "urn:x:a"}]}, "neutral"),
        (
            {"allOf": [{"achievement": "urn:x:a"}, {"achievement": "urn:x:b"}]},
            {"kOf": "2", "of": [{"achievement": f"urn:x:{name}"} for name in "abc"]},
            "wider",
        ),
        ({"achievement": "urn:x:a"}, {"of": [{"achievement": "urn:x:a"}], "minCredit": "3"}, "open"),
        ({"achievement": "urn:x:a"}, {"alignment": "urn:x:a"}, "open"),
    ],
)
def test_sources_of_two_forms_are_compared_by_what_fills_them(old: Text, new: Text, effect: Effect) -> None:
    (one,) = changed(lambda made: put(made, f"{R1}/source", new), lambda made: put(made, f"{R1}/source", old))
    assert (one.at, one.before, one.after, one.effect) == (f"{R1}/source", old, new, effect)


def test_a_part_of_a_part_is_named_by_what_it_asks_for() -> None:
    def nested(made: Text) -> None:
        three_credits = {"credit": {"min": "3"}}
        made["rule"][1]["source"] = {
            "allOf": [
                {"anyOf": [{"achievement": "urn:x:a"}, {"achievement": "urn:x:b", "condition": three_credits}]},
                {"achievement": "urn:x:c"},
            ]
        }  # fmt: skip

    def edit(made: Text) -> None:
        source = made["rule"][1]["source"]
        source["allOf"].reverse()
        source["allOf"][1]["anyOf"].reverse()
        source["allOf"][1]["anyOf"][0]["condition"]["credit"]["min"] = "4"

    (one,) = changed(edit, nested)
    assert one.at == "/rule/1/source/allOf/1/anyOf/0/condition/credit/min"
    assert one.name == (
        "rule", "r2", "source", "allOf", "anyOf", "anyOf", "achievement urn:x:b", "condition", "credit", "min",
    )  # fmt: skip
    assert (one.effect, one.concerns.achievements, one.concerns.rules) == ("narrower", ("urn:x:b",), ("r2",))


@pytest.mark.parametrize(
    ("before", "after", "effect"),
    [("P1Y", "P365D", "open"), ("P1Y", "P367D", "wider"), ("P1Y", "P364D", "narrower"), ("P7D", "P1W", "neutral"),
     ("P1M", "P31D", "open"), ("P1M", "P32D", "wider"), ("P4Y", "P1465D", "wider"), ("P6M", "P1Y", "wider")],
)  # fmt: skip
def test_periods(before: str, after: str, effect: Effect) -> None:
    assert longer(before, after, Around(None, None, {}, {})) == effect
    assert longer(after, before, Around(None, None, {}, {})) == MIRROR[effect]


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 40), st.integers(0, 800), st.integers(0, 40), st.integers(0, 800), st.dates(date(1990, 1, 1)))
def test_a_longer_period_ends_later_from_every_day(m1: int, d1: int, m2: int, d2: int, start: date) -> None:
    from eccoe_vc.agreements.days import add

    before, after = f"P{m1}M{d1}D", f"P{m2}M{d2}D"
    effect = longer(before, after, Around(None, None, {}, {}))
    one, other = add(start, period(before)), add(start, period(after))
    assert effect == "open" or (other >= one if effect == "wider" else other <= one if effect == "narrower" else True)


def test_fewer_of_some_are_wider_where_no_credit_is_asked_for() -> None:
    def without(made: Text) -> None:
        del made["rule"][1]["source"]["minCredit"]

    assert [one.effect for one in changed(lambda made: put(made, f"{R2}/source/kOf", "1"), without)] == ["wider"]
    assert [one.effect for one in changed(lambda made: put(made, f"{R2}/source/kOf", "3"), without)] == ["narrower"]


def test_grades_on_two_scales_are_not_compared() -> None:
    def other(made: Text) -> None:
        made["rule"][0]["condition"]["grade"] = {"scale": "ES-QUAL", "atLeast": "AP"}

    assert [(one.name[-1], one.effect) for one in changed(other)] == [("scale", "open"), ("atLeast", "open")]


def test_low_is_better_where_the_scale_says_so() -> None:
    def german(made: Text) -> None:
        scale = {"key": "DE", "kind": "numeric", "better": "low", "min": "1", "max": "5", "pass": "4"}
        made["gradeScale"].append(scale)
        made["rule"][0]["condition"]["grade"] = {"scale": "DE", "atLeast": "2.5"}

    at = f"{R1}/condition/grade/atLeast"
    assert [one.effect for one in changed(lambda made: put(made, at, "3.0"), german)] == ["wider"]
    assert [one.effect for one in changed(lambda made: put(made, at, "1.3"), german)] == ["narrower"]


# ---- for whom --------------------------------------------------------------------------------------------------------


def test_for_whom() -> None:
    (one,) = changed(lambda made: put(made, f"{R1}/target/0/credit/fixed", "5"))
    assert one.concerns.to_json() == {
        "rule": ["r1"],
        "target": ["https://b.example/courses/ENG101"],
        "party": ["did:web:awarding.example", "did:web:recognising.example"],
        "achievement": ["https://a.example/achievements/prof-english-1"],
    }
    (two,) = changed(lambda made: put(made, "/limit/0/share", "0.2"))
    assert two.concerns.rules == ("r2", "r3")
    (three,) = changed(lambda made: put(made, "/requirement/eqfLevel/min", "5"))
    assert (three.concerns.rules, three.concerns.every) == (("r1", "r2", "r3", "r5"), False)  # a refusal is not asked
    (four,) = changed(lambda made: put(made, "/period/endDate", "2027-08-31"))
    assert (four.concerns.every, four.concerns.to_json()["rule"]) == (True, "every")
    (five,) = changed(lambda made: put(made, "/title/en", "x"))
    assert five.to_json() == {"at": "/title/en", "before": EXAMPLE["title"]["en"], "after": "x", "effect": "neutral"}
    (six,) = changed(lambda made: put(made, "/gradeConversion/0/strategy", "maximum"))
    assert six.concerns.rules == ("r1",)
    (seven,) = changed(lambda made: put(made, f"{R2}/source/of/0/alias", ["urn:x:1"]))
    assert seven.concerns.achievements == ("https://a.example/achievements/mc1", "urn:x:1")


def test_places_lead_to_what_is_said() -> None:
    def edit(made: Text) -> None:
        made["rule"].insert(0, {**made["rule"].pop(1), "ruleId": "r0"})
        put(made, "/rule/1/target/0/credit/fixed", "5")
        put(made, "/limit/1/share", "0.5")

    new = text(edit)
    for one in diff(OLD, read(new)):
        if one.after is not None:
            assert pointers.resolve(new, one.at) == one.after
        else:
            assert pointers.resolve(EXAMPLE, one.at) == one.before
    names = {one.name[:2] for one in diff(OLD, read(new))}
    assert names == {("rule", "r0"), ("rule", "r2"), ("rule", "r1"), ("limit", "cap-total")}


def test_a_change_can_be_read_and_holds_no_number() -> None:
    found = changed(lambda made: put(made, f"{R1}/condition/grade/atLeast", "6"))
    assert lines(found) == ["wider    '/rule/r1/condition/grade/atLeast': '7' -> '6'"]
    json.dumps([one.to_json() for one in found])

    def two(made: Text) -> None:
        put(made, "/title/en", "x")
        put(made, "/requirement/eqfLevel/min", "7")

    both = diff(OLD, read(text(two)))
    assert [row[:8].strip() for row in lines(both) if row.strip() and row[0] != " "] == ["narrower", "neutral"]
    assert "concerns the rules r1, r2, r3, r5" in lines(both)[1]


def test_what_came_or_went_is_told_in_sentences_and_never_as_json() -> None:
    def edit(made: Text) -> None:
        made["rule"][1] = {"ruleId": "new", "outcome": "full", "source": {"achievement": "urn:x:a"},
                           "target": [{"kind": "course", "course": "urn:x:c", "credit": {"fixed": "2.5"}}]}  # fmt: skip
        made["rule"][2]["source"] = {"anyOf": [{"achievement": "urn:x:b"}, {"achievement": "urn:x:d"}]}
        made["limit"].pop(0)
        made["gradeScale"].append(made["gradeScale"][0] | {"key": "ZZ"})
        made["creditFramework"]["conversion"] = [{"from": "urn:x:u", "ratio": "2"}]

    told = lines(diff(OLD, read(text(edit))), units=("points", "ECTS"))
    assert not any(sign in line for line in told for sign in '{}"')
    rows = [line.strip() for line in told]
    at = rows.index("wider    '/rule/new': new")
    assert rows[at + 1] == "Who has urn:x:a gets the course urn:x:c, 2.5 ECTS."
    gone = rows.index("narrower '/rule/r2': taken out")
    assert rows[gone + 1].startswith("Who has exactly 2 of (")
    assert "points together gets the course" in rows[gone + 1]
    other = next(number for number, row in enumerate(rows) if row.endswith("'/rule/r3/source': in another form"))
    assert rows[other + 1].startswith("before: any award of ")
    assert rows[other + 2] == "after: one of (urn:x:b; urn:x:d)"
    assert "from urn:x:u, ratio 2" in rows
    assert any(row.startswith("Scale ZZ: ") for row in rows)
    assert any(row.startswith("For ") and row.endswith(".") for row in rows)  # the limit
    assert str(diff(OLD, read(text(edit)))[0])


@pytest.mark.parametrize("name", ["source", "condition", "grade", "rounding", "requirement", "target", "of"])
def test_a_rule_that_is_called_like_a_member_is_told_too(name: str) -> None:
    def edit(made: Text) -> None:
        made["rule"].append(copy.deepcopy(made["rule"][0]) | {"ruleId": name})

    told = lines(diff(OLD, read(text(edit))))
    assert any(line.strip().startswith("Who has https://a.example/achievements/prof-english-1") for line in told)


@pytest.mark.parametrize("other", [None, EXAMPLE, "text", 5])
def test_only_agreements_are_compared(other: Any) -> None:
    with pytest.raises(InputTypeError, match=r"input\.type"):
        diff(OLD, other)
    with pytest.raises(InputTypeError, match=r"input\.type"):
        diff(other, OLD)


# ---- effects hold in real matching -----------------------------------------------------------------------------------

REQUEST = Request("did:web:recognising.example", date(2025, 2, 3), "https://b.example/programmes/ma-translation")
MUTATIONS: list[tuple[str, list[Any]]] = [
    (f"{R1}/condition/grade/atLeast", ["5", "7", "8.2", "8.3", "9", _ABSENT]),
    (f"{R1}/condition/grade/below", ["8", "8.2", "8.3", "10"]),
    (f"{R1}/condition/credit", [{"min": "2"}, {"min": "4"}, {"max": "2"}, {"max": "3"}]),
    (f"{R1}/source/version", [["1.0"], ["1.1", "2"], _ABSENT]),
    (f"{R1}/period", [{"endDate": "2024-06-13"}, {"endDate": "2024-06-14"}, {"startDate": "2024-06-15"}]),
    (f"{R2}/source/kOf", ["1", "2", "3"]),
    (f"{R2}/source/minCredit", ["3", "6", "7", _ABSENT]),
    (f"{R2}/source/of/0/alias", [["https://a.example/achievements/prof-english-1"]]),
    (f"{R2}/source/of/1", [_ABSENT]),
    (f"{R3}/source/thematicArea/under/0", ["http://data.europa.eu/snb/isced-f/02", "urn:x:1"]),
    (f"{R3}/review/mode", ["none", "manual"]),
    (f"{R3}/from", [["did:web:awarding.example"]]),
    (f"{R4}/condition", [{"credit": {"min": "1"}}, {"credit": {"min": "9"}}]),
    ("/requirement/eqfLevel/min", ["5", "6", "7"]),
    ("/requirement/idVerification/supervised", [False]),
    ("/requirement/qualityAssurance/anyOf", [["urn:x:1"], ["urn:x:1", "http://data.europa.eu/snb/accreditation/bb4618238e"]]),
    ("/requirement/maxAge/period", ["P1Y", "P7M", "P8M", "P10Y"]),
    ("/requirement/maxAge/onStale", ["refuse"]),
    ("/period/endDate", ["2024-01-31", "2024-06-30", _ABSENT]),
    ("/period/startDate", ["2023-06-01", "2024-02-01"]),
    ("/party/0/alias", [_ABSENT]),
    ("/scope/programme", [_ABSENT, ["urn:x:1"]]),
    ("/creditFramework/unitless", ["framework"]),
]  # fmt: skip


def evidence() -> list[Facts]:
    made = []
    for number, tree in enumerate(TREES):
        made.append(facts_of(tree))
        other = copy.deepcopy(tree)
        other["id"] += "-other"
        other["issuer"] = "https://a.example/issuers/1" if number % 2 else other["issuer"]
        for result in other["credentialSubject"].get("result", ()):
            result["value"] = "9.5"
        other["credentialSubject"].pop("creditReceived", None)
        other["credentialSubject"]["achievement"].pop("creditPoint", None)
        other["credentialSubject"]["creditsEarned"] = number + 1
        made.append(facts_of(other))
    return made


EVIDENCE = evidence()


def true_matches(agreement: RecognitionAgreement) -> list[Found]:
    return [one for one in Matcher(agreement).matches(EVIDENCE, REQUEST) if one.truth is Truth.TRUE]


def accepted(old: list[Found], new: list[Found]) -> bool:
    """Whether all that was granted can be granted, perhaps for less."""
    grants = [{(one.rule.rule_id, one.awards) for one in side if one.rule.outcome != "refused"} for side in (old, new)]
    return all(any(rule == name and set(less) <= set(awards) for name, less in grants[1]) for rule, awards in grants[0])


def refused(found: list[Found]) -> set[tuple[str, ...]]:
    return {one.awards for one in found if one.rule.outcome == "refused"}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(MUTATIONS), min_size=1, max_size=2, unique_by=lambda row: row[0]), st.data())
def test_what_is_called_wider_accepts_all_that_was_accepted(rows: list[tuple[str, list[Any]]], data: Any) -> None:
    made = text()
    for at, values in rows:
        put(made, at, data.draw(st.sampled_from(values)))
    try:
        new = RecognitionAgreement.model_validate(made, by_alias=True, by_name=False)
    except ValueError:  # such as a period that ends before it begins
        return
    effects = {one.effect for one in diff(OLD, new)}
    before, after = true_matches(OLD), true_matches(new)
    if effects <= {"wider", "neutral"}:
        assert accepted(before, after)
        assert not all(at.startswith(R4) for at, _ in rows) or refused(after) <= refused(before)
    if effects <= {"narrower", "neutral"}:
        assert accepted(after, before)
        assert not all(at.startswith(R4) for at, _ in rows) or refused(before) <= refused(after)


def test_the_evidence_of_that_law_can_tell_a_difference() -> None:
    """The law would hold of anything if no mutation moved a match."""
    moved = set()
    for at, values in MUTATIONS:
        for value in values:
            made = text()
            put(made, at, value)
            new = RecognitionAgreement.model_validate(made, by_alias=True, by_name=False)
            if [(one.rule.rule_id, one.awards) for one in true_matches(new)] != [
                (one.rule.rule_id, one.awards) for one in true_matches(OLD)
            ]:
                moved.add(at)
    assert len(moved) >= 14, sorted({at for at, _ in MUTATIONS} - moved)


# ---- a bound of its own ----------------------------------------------------------------------------------------------


def _of_many(count: int, form: str, tag: str) -> RecognitionAgreement:
    """Rules with sources of 64 leaves each."""
    made = copy.deepcopy(EXAMPLE)
    for number in range(count):
        leaves = [{"achievement": f"urn:x:{number}:{tag}:{leaf}"} for leaf in range(64)]
        made["rule"].append(copy.deepcopy(made["rule"][0]) | {"ruleId": f"x{number}", "source": {form: leaves}})
    return read(made)


@pytest.mark.parametrize(("forms", "tags"), [(("allOf", "allOf"), "ab"), (("anyOf", "allOf"), "aa")])
def test_work_has_an_end_that_is_said(forms: tuple[str, str], tags: str) -> None:
    """Of leaves that are paired, and of sources that are compared by the sets that fill them."""
    old, new = (_of_many(4, form, tag) for form, tag in zip(forms, tags, strict=True))
    small = DEFAULT.with_(comparisons=300)
    with pytest.raises(AgreementError) as refused:
        diff(old, new, budget=small)
    assert refused.value.code == "rule.budget"
    assert diff(old, new, budget=DEFAULT.with_(comparisons=1_000)) == diff(old, new) != ()
    assert diff(old, old, budget=small) == ()  # what is equal costs nothing
    with pytest.raises(InputTypeError):
        diff(old, new, budget=None)  # type: ignore[arg-type]


def test_the_bound_ends_a_flood_soon() -> None:
    old, new = _of_many(400, "allOf", "a"), _of_many(400, "allOf", "b")
    before = time.process_time()
    with pytest.raises(AgreementError, match=r"rule\.budget"):
        diff(old, new, budget=DEFAULT.with_(comparisons=10_000))
    assert time.process_time() - before < 5
