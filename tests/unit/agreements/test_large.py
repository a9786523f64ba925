"""Large agreements are read in another way and are the same: models, digests, and every finding word for word."""

from __future__ import annotations

import copy
import json
import pickle
import random
from bisect import bisect_left
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.agreements.test_matching import AGREEMENT
from tests.unit.agreements.worked import FOLDER

from eccoe_vc.agreements import digests, references
from eccoe_vc.agreements.cuts import cut
from eccoe_vc.agreements.large import digest_of, large, large_text, same_rules
from eccoe_vc.agreements.reading import closed, read
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import AgreementError, Finding, RefusedError
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rule_list import KeptRules, remade
from eccoe_vc.models.rule_names import names_of
from eccoe_vc.models.rules import Rule

Tree = dict[str, Any]
BUDGET = DEFAULT.with_(json_objects=200_000, values_per_member=20_000)
A, B = "did:web:awarding.example", "did:web:recognising.example"


def plain(index: int) -> Tree:
    """One rule of many, of several forms."""
    rule: Tree = {"ruleId": f"p{index}", "outcome": "full", "from": [A], "to": [B]}
    rule["source"] = [
        {"achievement": f"https://a.example/achievements/{index}"},
        {"identifier": {"scheme": "ext:code", "value": f"A {index}"}},
        {"alignment": f"urn:outcome:{index}"},
        {"achievement": f"https://a.example/a/{index}", "condition": {"grade": {"scale": "ES-0-10", "atLeast": "7"}}},
    ][index % 4]
    course = {"kind": "course", "course": f"https://b.example/courses/{index // 2}", "credit": {"fixed": "3"}}
    bucket = {"kind": "elective", "bucket": "free", "credit": {"ratio": "1/2", "max": "6"}}
    rule["target"] = [[course], [bucket], [course, bucket], [{**course, "grade": "original"}]][index % 4]
    if index % 3 == 0:
        rule["title"] = {"en": f"Rule {index} — größer"}
    if index % 5 == 0:
        rule["condition"] = {"grade": {"scale": "ES-QUAL", "atLeast": "NT", "below": "MH"}}
    return rule


def base(count: int = 150, *more: Tree) -> Tree:
    """The example with many more rules."""
    tree = copy.deepcopy(AGREEMENT)
    tree["rule"] += [*more, *(plain(index) for index in range(count))]
    return tree


def slow(tree: Tree) -> RecognitionAgreement:
    return closed(tree, RecognitionAgreement, references.check)


def findings(call: Callable[[], Any]) -> tuple[Finding, ...]:
    with pytest.raises(AgreementError) as refused:
        call()
    return refused.value.findings


def test_a_large_agreement_equals_the_one_that_is_read_the_long_way() -> None:
    tree = base()
    made, other = read(json.dumps(tree)), slow(tree)
    assert isinstance(made.rule, KeptRules)
    assert isinstance(other.rule, tuple)
    assert made == other == made
    assert made.model_fields_set == other.model_fields_set
    assert made.to_json() == other.to_json() == tree
    assert json.dumps(made.to_json()) == json.dumps(other.to_json())  # members in one order, too
    assert made.model_dump() == other.model_dump()
    assert made.model_dump_json() == other.model_dump_json()
    assert digest_of(tree, made) == digests.of_json(tree) == digests.of_json(made.to_json())


@pytest.mark.parametrize(
    "layout",
    [{}, {"separators": (",", ":")}, {"indent": 2}, {"indent": "\t", "ensure_ascii": False}, {"sort_keys": True}],
    ids=["usual", "compact", "indented", "tabs", "sorted"],
)
def test_a_text_is_read_without_a_tree_in_every_layout(layout: Tree) -> None:
    made = large_text(json.dumps(base(), **layout), BUDGET)
    assert made is not None
    assert isinstance(made.rule, KeptRules)
    assert made == slow(base()) == large(base())


def test_the_example_alone_is_small() -> None:
    assert isinstance(read(json.dumps(AGREEMENT)).rule, tuple)
    evidence = json.loads((FOLDER / "example_evidence.json").read_bytes())
    assert digest_of(AGREEMENT, read(json.dumps(AGREEMENT))) == evidence["digest"]["agreement"]


def test_kept_rules_are_a_sequence_like_the_tuple() -> None:
    kept, rules = read(json.dumps(base())).rule, slow(base()).rule
    assert len(kept) == len(rules) == 155
    assert list(kept) == list(rules) == [kept[index] for index in range(155)]
    assert [kept[-index - 1] for index in range(155)] == [rules[-index - 1] for index in range(155)]
    assert kept[3:9:2] == rules[3:9:2]
    assert (kept == rules, rules == kept, kept != rules, kept == list(rules)) == (True, True, False, False)
    assert kept.index(rules[17]) == 17
    assert rules[17] in kept
    for index in (155, -156):
        with pytest.raises(IndexError):
            kept[index]
    with pytest.raises(TypeError):
        hash(kept)
    assert [one.model_fields_set for one in kept] == [one.model_fields_set for one in rules]


def test_a_copy_with_changes_is_judged_and_keeps_the_rules() -> None:
    made = read(json.dumps(base()))
    other = made.with_(version="1.0.1")
    assert (other.rule, other.version) == (made.rule, "1.0.1")
    assert made.with_(rule=made.rule[:2]).rule == slow(base()).rule[:2]
    with pytest.raises(ValueError, match="version"):
        made.with_(version="one")


def test_a_copy_in_another_process_is_whole() -> None:
    made = read(json.dumps(base()))
    assert pickle.loads(pickle.dumps(made)) == made == copy.deepcopy(made)


# ---- every fault is found, in the same words -------------------------------------------------------------------------


def _set(index: int, **members: Any) -> Callable[[Tree], Any]:
    return lambda tree: tree["rule"][index].update(members)


FAULTS: dict[str, Callable[[Tree], Any]] = {
    "a number": _set(140, priority=10),
    "a null": _set(140, period=None),
    "a null inside": lambda tree: tree["rule"][140]["target"][0].update(grade=None),
    "an unknown member": _set(140, colour="red"),
    "a rule twice": _set(140, ruleId="p7"),
    "no id": lambda tree: tree["rule"][140].pop("ruleId"),
    "an empty id": _set(140, ruleId=""),
    "an id too long": _set(140, ruleId="a" * 65),
    "an id with a line break": _set(140, ruleId="a\n"),
    "no outcome": lambda tree: tree["rule"][140].pop("outcome"),
    "an empty achievement": _set(140, source={"achievement": ""}),
    "an achievement that is no IRI": _set(140, source={"achievement": "no iri"}),
    "an achievement too long": _set(140, source={"achievement": "https://a.example/" + "a" * 2_048}),
    "an empty course": lambda tree: tree["rule"][137]["target"][0].update(course=""),
    "a relative course": lambda tree: tree["rule"][137]["target"][0].update(course="/courses/1"),
    "no course": lambda tree: tree["rule"][137]["target"][0].pop("course"),
    "an empty title": _set(140, title={"en": ""}),
    "a title too long": _set(140, title={"en": "a" * 1_001}),
    "a title in no language": _set(140, title={"e": "a"}),
    "a value too long": _set(138, source={"identifier": {"scheme": "ext:code", "value": "a" * 201}}),
    "an empty value": _set(138, source={"identifier": {"scheme": "ext:code", "value": ""}}),
    "two forms": lambda tree: tree["rule"][140]["source"].update(alignment="urn:x:1"),
    "a stranger": _set(140, **{"from": ["did:web:stranger.example"]}),
    "from a party to itself": _set(140, **{"from": [B]}),
    "a scale that is not": _set(140, condition={"grade": {"scale": "none"}}),
    "a label that is not": _set(140, condition={"grade": {"scale": "ES-QUAL", "atLeast": "nt"}}),
    "a refusal of a course": _set(140, outcome="refused", ground=["level"], note={"en": "No."}),
    "a refusal without ground": _set(140, outcome="refused", target=[{"kind": "none"}], note={"en": "No."}),
    "too much credit": lambda tree: tree["rule"][137]["target"][0]["credit"].update(fixed="10001"),
    "an unknown rule": _set(140, excludesRule=["p999"]),
    "a course that nobody gives": _set(140, requiresTarget=["https://b.example/courses/none"]),
    "a circle": lambda tree: tree["rule"][137].update(requiresTarget=[tree["rule"][137]["target"][0]["course"]]),
    "no conversion": lambda tree: tree["rule"][137]["target"][0].update(grade="converted", conversion="none"),
    "rules that are none": lambda tree: tree["rule"].append("rule"),
    "a list as a rule": lambda tree: tree["rule"].append([]),
    "too many": lambda tree: tree.update(rule=[plain(index) for index in range(10_001)]),
    "one party": lambda tree: tree["party"].pop(),
    "a fault elsewhere": lambda tree: tree["process"].update(decision="did:web:stranger.example"),
    "a number elsewhere": lambda tree: tree["period"].update(startDate=2022),
    "an unknown member elsewhere": lambda tree: tree.update(colour="red"),
    "a source too deep": _set(140, source=json.loads('{"allOf":[' * 9 + '{"alignment":"urn:x:1"}' + "]}" * 9)),
    "a bundle with a fault": _set(140, source={"kOf": "3", "of": [{"alignment": "urn:x:1"}] * 2}),
}


@pytest.mark.parametrize("change", FAULTS.values(), ids=FAULTS.keys())
def test_every_fault_is_refused_in_the_words_of_the_long_way(change: Callable[[Tree], Any]) -> None:
    tree = base()
    assert tree["rule"][140]["ruleId"] == "p135"
    change(tree)
    assert findings(lambda: read(json.dumps(tree), budget=BUDGET)) == findings(lambda: slow(tree))


def test_pieces_that_are_known_may_not_stand_together() -> None:
    """Each piece was seen in a rule that is in order; what they say together is not."""
    back = [{**plain(index), "ruleId": f"b{index}", "from": [B], "to": [A]} for index in range(4)]
    refused = {"outcome": "refused", "ground": ["level"], "note": {"en": "No."}}
    none = {**plain(0), "ruleId": "n", "target": [{"kind": "none"}]}
    for fault in (
        {**plain(1), "ruleId": "x", "to": [A]},
        {**plain(1), "ruleId": "x", "from": [B]},
        {**plain(1), "ruleId": "x", **refused},
        {**plain(0), "ruleId": "x", **refused},
    ):
        tree = base(150, *back, none, {**none, "ruleId": "n2", **refused})
        tree["rule"].append(fault)
        assert findings(lambda: read(json.dumps(tree))) == findings(lambda: slow(tree))  # noqa: B023
        tree["rule"].pop()
        assert read(json.dumps(tree)) == slow(tree)


RULE = '"ruleId":"p135",'
TEXT_FAULTS: dict[str, tuple[str, str]] = {
    "a member twice": (RULE, f'{RULE}"outcome":"full",'),
    "a member twice, unlike": (RULE, f'{RULE}"outcome":"refused",'),
    "a member twice, escaped": (RULE, f'{RULE}"outc\\u006fme":"full",'),
    "a source member twice": ('"alignment":"urn:outcome:134"', '"alignment":"urn:","alignment":"urn:outcome:134"'),
    "rules twice": ('"rule":[', '"rule":[],"rule":['),
    "rules twice, at the end": ("]}", '],"rule":[]}'),
    "rules inside of something": ('"rule":[', '"more":{"rule":[{"ruleId":"p0"}]},"rule":['),
    "no number": (RULE, f'{RULE}"priority":NaN,'),
    "half a character": ('"Rule 135 — größer"', '"\\ud800"'),
    "a bare line break": ('"Rule 135 — größer"', '"a\nb"'),
    "a comma too many": (RULE, f",{RULE}"),
    "a comma too many between": (f"{{{RULE}", f",{{{RULE}"),
    "no comma between": (f",{{{RULE}", f"{{{RULE}"),
    "something behind": ("]}", "]}}"),
    "an end too early": ("]}", "]"),
    "a null": (RULE, f'{RULE}"period":null,'),
    "nothing": (RULE, "\x00"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new"), TEXT_FAULTS.values(), ids=TEXT_FAULTS.keys())
def test_what_only_a_text_can_have_is_refused_as_ever(old: str, new: str) -> None:
    text = json.dumps(base(), ensure_ascii=False, separators=(",", ":"))
    head, found, tail = text.rpartition(old) if old == "]}" else text.partition(old)
    assert found
    text = f"{head}{new}{tail}"
    assert large_text(text, BUDGET) is None
    assert outcome(lambda: read(text, budget=BUDGET)) == outcome(lambda: slow(strict_json.parse(text, BUDGET)))


def outcome(call: Callable[[], RecognitionAgreement]) -> Any:
    """The agreement, or everything that is said against it."""
    try:
        return call().to_json()
    except RefusedError as error:
        return error.findings


@pytest.mark.parametrize("member", ["json_objects", "values_per_member", "json_depth"])
def test_the_budget_of_a_text_is_that_of_its_tree(member: str) -> None:
    deep = {**plain(7), "ruleId": "deep", "source": {"allOf": [{"anyOf": [{"allOf": [{"alignment": "urn:x:1"}]}]}]}}
    text = json.dumps(base(150, deep))
    good = bisect_left(range(100_000), True, key=lambda number: _fits(text, DEFAULT.with_(**{member: number})))
    assert read(text, budget=DEFAULT.with_(**{member: good})) == slow(json.loads(text))
    tight = DEFAULT.with_(**{member: good - 1})
    assert large_text(text, tight) is None
    with pytest.raises(RefusedError):
        read(text, budget=tight)


def _fits(text: str, budget: Budget) -> bool:
    try:
        strict_json.parse(text, budget)
    except RefusedError:
        return False
    return True


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_random_edits_of_a_text_never_make_a_difference(data: st.DataObject) -> None:
    """A few characters are cut out, doubled or put in, anywhere behind the head: both ways say the same."""
    text = json.dumps(base(105), ensure_ascii=False, separators=(",", ":"))
    begin = text.index('"rule":[') - 30
    for _ in range(data.draw(st.integers(1, 2))):
        at = data.draw(st.integers(begin, len(text)))
        width = data.draw(st.integers(0, 40))
        part = text[at : at + width]
        new = data.draw(st.sampled_from(["", part * 2, *'"{}[],:\\ 0', "\\u0041", '"x":"y",', '"to":[],', "null", "é"]))
        text = text[:at] + new + text[at + width :]
    assert outcome(lambda: read(text, budget=BUDGET)) == outcome(lambda: slow(strict_json.parse(text, BUDGET)))


def test_several_faults_are_all_found() -> None:
    tree = base()
    for name in ("a number", "a relative course", "a fault elsewhere"):
        FAULTS[name](tree)
    assert findings(lambda: read(json.dumps(tree))) == findings(lambda: slow(tree))


# ---- what is odd and in order ----------------------------------------------------------------------------------------

ODD: dict[str, Tree] = {
    "quotation marks": {"title": {"en": 'a "b" c'}},
    "a text like JSON": {"title": {"en": '","source":{"achievement":"urn:x:1"},"target":[{"course":"'}},
    "a backslash": {"source": {"identifier": {"scheme": "a", "value": "b\\c"}}},
    "an international name": {"source": {"achievement": "https://a.example/café"}},
    "aliases": {"source": {"achievement": "urn:x:1", "alias": ["urn:x:2"], "version": ["1"]}},
    "a party": {"source": {"anyFrom": A, "thematicArea": {"under": ["urn:isced/02"]}}},
    "a title of another language": {"title": {"de-CH": "Titel", "en": "Title"}},
    "an exemption": {"target": [{"kind": "exemption", "course": "https://b.example/courses/E1"}]},
    "prerequisites": {"requiresTarget": ["https://b.example/courses/1"], "excludesRule": ["p7"]},
    "a refusal": {"outcome": "refused", "ground": ["level"], "target": [{"kind": "none"}], "note": {"en": "No."}},
    "a bundle": {"source": {"kOf": "1", "of": [{"alignment": "urn:x:1"}, {"anyOf": [{"achievement": "urn:x:2"}]}]}},
    "no parties": {"from": [A], "to": [A, B]},
}


@pytest.mark.parametrize("members", ODD.values(), ids=ODD.keys())
def test_what_is_odd_and_in_order_is_kept_and_found(members: Tree) -> None:
    tree = base(150, {**plain(1), "ruleId": "odd", **members}, {**plain(1), "ruleId": "odd2", **members})
    made = read(json.dumps(tree, ensure_ascii=False))
    assert isinstance(made.rule, KeptRules)
    assert made == slow(tree)
    names = names_of(slow(tree).rule[5])
    for name in names:
        assert {5, 6} <= set(made.rule.names.touched([name]))


_odd_text = st.text(alphabet=st.sampled_from('a"\\{}[]:,é /\u2028'), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.lists(_odd_text, min_size=3, max_size=3))
def test_random_changes_never_make_a_difference(seed: int, texts: list[str]) -> None:
    """Members of other rules are put into rules, taken out or replaced: both ways say the same about the result."""
    chance = random.Random(seed)
    tree = base(110)
    for text in texts:
        rule = chance.choice(tree["rule"])
        other = chance.choice(tree["rule"])
        name = chance.choice([*other])
        match chance.randrange(5):
            case 0:
                rule[name] = copy.deepcopy(other[name])
            case 1:
                rule.pop(name, None)
            case 2:
                rule["title"] = {"en": text}
            case 3:
                rule["source"] = {"identifier": {"scheme": text, "value": text}}
            case _:
                rule["target"][0][chance.choice(["course", "bucket", "kind", "grade"])] = text
    data = json.dumps(tree)
    try:
        expected = slow(tree)
    except AgreementError as error:
        assert findings(lambda: read(data)) == error.findings
    else:
        made = read(data)
        assert made == expected
        assert digest_of(tree, made) == digests.of_json(tree)
        assert isinstance(made.rule, KeptRules)
        for number, rule in enumerate(expected.rule):
            assert all(number in made.rule.names.touched([name]) for name in names_of(rule))


@settings(max_examples=100, deadline=None)
@given(_odd_text, _odd_text)
def test_a_cut_is_where_the_texts_are(value: str, title: str) -> None:
    rule = {**plain(1), "source": {"identifier": {"scheme": "s", "value": value}}, "title": {"en": title}}
    text = json.dumps(rule, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    found = cut(text)
    if found is None:
        assert "\\" in text
    else:
        assert found.name == ("identifier", "s", value)
        pieces = (found.before, "p1", found.source[0], value, found.source[1], *found.behind)
        assert json.loads("".join(pieces)) == {**rule, "title": {"en": ""}}


def test_a_model_of_what_was_judged_is_the_model() -> None:
    for tree in AGREEMENT["rule"]:
        made, judged = remade(Rule, tree), Rule.model_validate(tree, by_alias=True, by_name=False)
        assert made == judged
        assert (made.to_json(), repr(made)) == (tree, repr(judged))
        assert made.model_fields_set == judged.model_fields_set
        with pytest.raises(ValueError, match="frozen"):
            made.rule_id = "x"


def test_rules_of_another_text_are_others() -> None:
    made = read(json.dumps(base()))
    assert same_rules(base(), made)
    for change in ("a number", "a null", "a list as a rule", "no id"):
        tree = base()
        FAULTS[change](tree)
        assert not same_rules(tree, made)
    assert not same_rules({}, made)
    assert not same_rules(AGREEMENT, made)
    assert not same_rules(base(), slow(base()))
