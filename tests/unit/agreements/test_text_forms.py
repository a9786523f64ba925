"""JSON in, YAML in, the same object out; and nothing of YAML that could mean another thing."""

from __future__ import annotations

import copy
import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as some
from tests.unit.agreements.test_reading import EXAMPLE

from eccoe_vc.agreements import digests, text_forms
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.template import new_agreement_template
from eccoe_vc.agreements.text_forms import read_text, read_yaml, to_text, to_yaml
from eccoe_vc.errors import AgreementError, EccoeError, InputTypeError, RefusedError
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.models import agreement as models
from eccoe_vc.models import rules
from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.terms import Term

TEMPLATE = new_agreement_template()
MAXIMAL_TEXT = re.sub(r"(?m)^#(?! \S|$)", "", TEMPLATE)  # everything that is switched off, switched on
MAXIMAL = read_yaml(MAXIMAL_TEXT)


def with_title(text: str, language: str = "en") -> dict[str, Any]:
    return EXAMPLE | {"title": {language: text}}


# ---- the same object -------------------------------------------------------------------------------------------------

printable = some.text(min_size=1, max_size=80).filter(lambda text: "\ud800" not in text)
keys = some.text(min_size=1, max_size=200)
words = some.one_of(
    printable,
    some.sampled_from(
        ["true", "no", "NO", "null", "~", "1.10", "5.0", "2026-10-01", "0x1F", "1_000", "1:30", "=", "<<", "- a",
         "a: b",
         "a #b", "#a", "a:", "'", '"', "\\", "{", "[", "!x", "&x", "*x", "%x", "@x", "`x", "| x", "> x", "? x", "a\nb",
         " a", "a ", "\t", "\u0085", "\u2028", "\ufeff", "\u00a0", "\x00", "\x1b[2J", "🎓", "e\u0301", "---", "..."]
    ),
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(words, keys, words, some.booleans())
def test_json_and_yaml_give_the_same_object_and_digest(title: str, label: str, job: str, reciprocal: bool) -> None:
    tree = copy.deepcopy(EXAMPLE)
    tree["title"] = {"en": title}
    tree["rule"][1]["category"] = [label]
    tree["gradeScale"][1]["alias"] = {label: "AP"}
    tree["party"][0]["signatory"]["jobTitle"] = job
    tree["scope"]["reciprocal"] = reciprocal
    as_json = read(json.dumps(tree))
    written = to_yaml(as_json)
    assert read_yaml(written) == read_text(written) == read_text(to_text(as_json)) == as_json
    assert digests.of_json(read_yaml(written).to_json()) == digests.of_json(tree)
    assert yaml.safe_load(written) == tree  # whoever reads it sees the same
    assert written.isprintable() or all(char.isprintable() or char == "\n" for char in written)


@pytest.mark.parametrize("agreement", [read(EXAMPLE), read_yaml(TEMPLATE), MAXIMAL], ids=["example", "new", "maximal"])
def test_writing_and_reading_give_back_what_there_was(agreement: RecognitionAgreement) -> None:
    assert read_yaml(to_yaml(agreement)) == agreement
    assert read_yaml(to_yaml(agreement)).to_json() == agreement.to_json() == json.loads(to_text(agreement, "json"))
    assert to_text(agreement, "yaml") == to_yaml(agreement)
    assert yaml.safe_load(to_yaml(agreement)) == agreement.to_json()
    assert read_text(b"\n\n " + to_text(agreement).encode()) == agreement


def test_json_is_yaml_too() -> None:
    assert read_yaml(json.dumps(EXAMPLE)) == read(EXAMPLE)
    numbers = json.dumps(EXAMPLE).replace('"fixed": "3"', '"fixed": 3')
    assert read_yaml(numbers) == read(EXAMPLE)  # without quotes it is text all the same


def test_members_keep_their_order_in_the_yaml() -> None:
    lines = [line for line in to_yaml(read(EXAMPLE)).splitlines() if not line.startswith(" ")]
    assert [line.partition(":")[0] for line in lines] == list(read(EXAMPLE).to_json())


# ---- text exactly as it is written -----------------------------------------------------------------------------------


def test_plain_scalars_stay_text() -> None:
    text = TEMPLATE.replace("version: 1.0.0", "version: 1.10").replace("fixed: 5", "fixed: 5.0")
    made = read_yaml(text.replace("ratio: 1", "ratio: 1.000000"))
    assert made.version == "1.10"
    assert made.party[0].country == "NO"
    assert made.period.start_date == "2026-10-01"
    credit = [target.credit for rule in made.rule for target in rule.target]
    assert [amount and (amount.fixed or amount.ratio) for amount in credit] == ["3", "5.0", "1.000000"]


@pytest.mark.parametrize("word", ["true", "false", "yes", "no", "on", "Y", "True", "1", "1e3", ".inf", "0o14", "nil"])
def test_words_stay_words_where_text_belongs(word: str) -> None:
    text = TEMPLATE.replace(
        "  en: Micro-credentials of North University, recognised by South University", f"  en: {word}"
    )
    assert read_yaml(text).title == {"en": word}


@pytest.mark.parametrize("word", ["True", "TRUE", "yes", "on", "1", '"true"', "'false'", "!!bool true"])
def test_only_true_and_false_are_booleans(word: str) -> None:
    with pytest.raises(AgreementError):
        read_yaml(TEMPLATE.replace("reciprocal: false", f"reciprocal: {word}"))


def test_true_is_text_where_keys_are_free() -> None:
    text = TEMPLATE.replace(
        "    pass: 5\n", "    pass: 5\n    alias:\n      reusable: 9\n      true: 8\n      x: true\n", 1
    )
    assert read_yaml(text).grade_scale[0].alias == {"reusable": "9", "true": "8", "x": "true"}  # type: ignore[index]


# ---- refused ---------------------------------------------------------------------------------------------------------

HEAD = "id: urn:x:1\n"
REFUSED: dict[str, tuple[str, str, str]] = {
    "anchor": (HEAD + "title: &t {en: x}", "rule.syntax", "/title"),
    "anchor of a scalar": (HEAD + "version: &t x", "rule.syntax", "/version"),
    "alias": ("a: 1\nb: *t", "rule.syntax", "/b"),
    "tag": (HEAD + "version: !!str 1", "rule.syntax", "/version"),
    "python": (HEAD + "version: !!python/object/apply:os.system [x]", "rule.syntax", "/version"),
    "own tag": (HEAD + "party: !x [a]", "rule.syntax", "/party"),
    "exclamation": (HEAD + "version: ! 1", "rule.syntax", "/version"),
    "merge": (HEAD + "title:\n  <<: {en: x}", "rule.syntax", "/title"),
    "two documents": (HEAD + "---\n" + HEAD, "rule.syntax", ""),
    "directive": ("%YAML 1.1\n---\n" + HEAD, "rule.syntax", ""),
    "tag directive": ("%TAG ! tag:x.example,2026:\n---\n" + HEAD, "rule.syntax", ""),
    "twice": (HEAD + "title:\n  en: a\n  en: b", "json.duplicate_key", "/title/en"),
    "twice in two spellings": (HEAD + 'title:\n  en: a\n  "e\\u006e": b', "json.duplicate_key", "/title/en"),
    "null": (HEAD + "title: null", "rule.syntax", "/title"),
    "tilde": (HEAD + "objective: [~]", "rule.syntax", "/objective/0"),
    "nothing": (HEAD + "title:\nversion: 1", "rule.syntax", "/title"),
    "no name": (HEAD + ": x", "rule.syntax", ""),
    "list as a name": (HEAD + "? [a]\n: x", "rule.syntax", ""),
    "surrogate": (HEAD + 'title: {en: "\\ud83d"}', "json.surrogate", "/title/en"),
    "beyond Unicode": (HEAD + 'title: {en: "\\U00110000"}', "rule.syntax", ""),
    "far beyond Unicode": (HEAD + 'title: {en: "\\UFFFFFFFF"}', "rule.syntax", ""),
    "control character": (HEAD + "title: {en: \x07}", "rule.syntax", ""),
    "tab": (HEAD + "title:\n\ten: x", "rule.syntax", ""),
    "bracket": (HEAD + "title: {en: x", "rule.syntax", ""),
    "long number of a directive": ("%YAML 1." + "9" * 5000 + "\n---\n" + HEAD, "rule.syntax", ""),
    "list": ("- a\n- b", "json.not_object", ""),
    "scalar": ("agreement", "json.not_object", ""),
    "empty": ("", "json.not_object", ""),
    "comment": ("# nothing", "json.not_object", ""),
    "end": ("...", "", ""),
    "deep": ("a: " + "[" * 100 + "]" * 100, "json.depth", "/a" + "/0" * 63),
    "wide": ("a: [" + "x," * 10_001 + "]", "struct.limit", "/a/10001"),
    "large": ("a: " + "x" * 530_000, "json.size", ""),
    "byte order mark": ("\ufeff" + HEAD, "json.encoding", ""),
}  # fmt: skip


@pytest.mark.parametrize(("text", "code", "pointer"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_refused_and_where(text: str, code: str, pointer: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read_yaml(text)
    error = caught.value
    if code:
        assert error.code == code
    if pointer:
        assert error.pointer == pointer
    if error.code not in ("json.size", "json.encoding"):
        assert re.match(r"Line \d+, column \d+: ", error.message)


def test_many_objects_are_refused_under_a_smaller_budget() -> None:
    many = "a:\n" + "".join(f"  k{n}: [[],[],[]]\n" for n in range(2_001))
    with pytest.raises(RefusedError) as caught:
        read_yaml(many, budget=Budget())
    assert caught.value.code == "struct.limit"


@pytest.mark.parametrize("data", [b"\xff\xfea\x00", b"\xff", b"id: \xed\xa0\x80", "id: \ud800"])
def test_only_utf_8(data: bytes | str) -> None:
    for reader in (read_yaml, read_text):
        with pytest.raises(RefusedError) as caught:
            reader(data)
        assert caught.value.code == "json.encoding"


def test_each_finding_has_line_and_column_and_pointer() -> None:
    text = TEMPLATE.replace("kind: bilateral", "kind: friendly").replace("country: IT", "country: Italy")
    text = text.replace(
        "    condition:\n      grade:\n        scale: marks", "    conditoin:\n      grade:\n        scale: x"
    )
    with pytest.raises(AgreementError) as caught:
        read_yaml(text)
    lines = text.splitlines()
    found = {finding.pointer: finding.message for finding in caught.value.findings}
    assert set(found) == {"/scope/kind", "/party/1/country", "/rule/0/conditoin"}
    for pointer, message in found.items():
        line, column = map(int, re.findall(r"\d+", message)[:2])
        assert lines[line - 1][column - 1 :].startswith(pointer.rpartition("/")[2] + ":")


def test_a_missing_member_is_placed_at_its_object() -> None:
    text = TEMPLATE.replace("    legalName: South University\n", "")
    with pytest.raises(AgreementError) as caught:
        read_yaml(text)
    assert caught.value.pointer == "/party/1"
    number = text.splitlines().index("  - id: did:web:south.example") + 1
    assert caught.value.message.startswith(f"Line {number}, column 5: ")


def test_the_message_holds_nothing_that_drives_a_terminal() -> None:
    with pytest.raises(AgreementError) as caught:
        read_yaml('a: "\\u202e\\x1b[2J"\n"\\x1b[1m": b\n')
    assert all(char.isprintable() for finding in caught.value.findings for char in finding.message)


def test_what_would_take_long_is_refused_soon() -> None:
    floods = ["[" * 500_000, "{" * 500_000, "- " * 250_000, "? " * 250_000, "a: " + "{a: " * 100_000, "!" * 500_000,
              '"' + "\\\n" * 250_000, "a: |\n" + "\n" * 500_000, "&a " * 160_000, "#" * 500_000 + "\n",
              "a: " + "x " * 250_000, "%" + "a" * 500_000, "[" + "a, " * 160_000, "{" + "a, " * 160_000]  # fmt: skip
    for flood in floods:
        started = time.process_time()
        with pytest.raises(EccoeError):
            read_yaml(flood)
        assert time.process_time() - started < 20, flood[:10]


def test_thousands_of_unknown_members_are_told_soon_and_not_all() -> None:
    tree = {f"member{number}": "x" for number in range(30_000)}
    readers: list[tuple[Callable[[str], Any], str]] = [(read, json.dumps(tree)), (read_yaml, to_lines(tree))]
    for reader, text in readers:
        started = time.process_time()
        with pytest.raises(AgreementError) as caught:
            reader(text)
        assert len(caught.value.findings) <= 1_000
        assert time.process_time() - started < 20


def to_lines(tree: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\n" for name, value in tree.items())


@given(some.text(alphabet="ab:-?[]{},&*!|>'\"%@`#~ \n\t\\0uxU1.\u0085\u2028é", max_size=60))
def test_whatever_comes_there_is_a_coded_error(text: str) -> None:
    for data in (text, text.encode()):
        with pytest.raises(RefusedError):
            read_yaml(data)
        with pytest.raises(RefusedError):
            read_text(data)


@pytest.mark.parametrize("data", [None, 5, {"id": "x"}, ["a"], object()])
def test_other_python_values_are_refused(data: Any) -> None:
    for call in (read_yaml, read_text, to_yaml, to_text):
        with pytest.raises(InputTypeError) as caught:
            call(data)
        assert caught.value.code == "input.type"
    with pytest.raises(InputTypeError):
        to_text(MAXIMAL, "xml")  # type: ignore[arg-type]


def test_json_needs_no_extra_and_yaml_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    made = read_text(json.dumps(EXAMPLE))
    assert to_yaml(made)
    with pytest.raises(InputTypeError) as caught:
        read_text(to_yaml(made))
    assert "eccoe-vc[yaml]" in caught.value.hint


@pytest.mark.parametrize("nothing", [b"", b"\n \t\r\n", "", bytearray(b" "), memoryview(b"\n")])
def test_an_empty_text_is_said_to_be_empty_whatever_is_installed(
    nothing: bytes | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(AgreementError, match="The text is empty") as caught:
        read_text(nothing)
    assert (caught.value.code, "agreement new" in str(caught.value)) == ("rule.syntax", True)


def test_the_budget_is_that_of_the_caller() -> None:
    with pytest.raises(RefusedError) as caught:
        read_yaml(TEMPLATE, budget=DEFAULT.with_(json_depth=3))
    assert caught.value.code == "json.depth"


def test_keys_too_long_for_one_line_are_written_otherwise() -> None:
    tree = copy.deepcopy(EXAMPLE)
    tree["gradeScale"][1]["alias"] = {"\U000e0001" * 200: "AP"}
    made = read(tree)
    assert "? " in to_yaml(made)
    assert read_yaml(to_yaml(made)) == made


# ---- the template ----------------------------------------------------------------------------------------------------


def every_member() -> set[str]:
    classes = [
        cls
        for home in (models, rules)
        for cls in vars(home).values()
        if isinstance(cls, type) and issubclass(cls, Term) and cls is not Term
    ]
    return {f"{field.alias or name}" for cls in classes for name, field in cls.model_fields.items()}


def members_of(tree: Any) -> Iterator[str]:
    todo = [tree]
    while todo:
        item = todo.pop()
        if isinstance(item, dict):
            yield from item
            todo += item.values()
        elif isinstance(item, list):
            todo += item


def test_the_new_agreement_is_valid_as_it_stands() -> None:
    made = read_yaml(TEMPLATE)
    assert len(made.party) == 2
    assert len(made.rule) == 3
    assert TEMPLATE.isascii()
    assert max(map(len, TEMPLATE.splitlines())) <= 120


def test_with_everything_switched_on_it_has_every_member_of_the_model() -> None:
    assert every_member() - set(members_of(MAXIMAL.to_json())) == set()


def test_every_member_of_the_template_has_a_comment_where_it_stands_first() -> None:
    seen: set[str] = set()
    comment = ""
    for line in TEMPLATE.splitlines():
        if re.match(r"\s*# \S", line):
            comment = line
            continue
        member = re.match(r"#? *(?:- )?(\w+):", line)
        if member is not None and member[1] in every_member() and member[1] not in seen:
            seen.add(member[1])
            assert comment, line
        comment = ""
    assert seen == every_member()


def test_what_the_comments_call_optional_is_what_the_model_calls_optional() -> None:
    """A member that no object requires must have a comment that says so where it stands first."""
    required = {
        field.alias or name
        for home in (models, rules)
        for cls in vars(home).values()
        if isinstance(cls, type) and issubclass(cls, Term) and cls is not Term
        for name, field in cls.model_fields.items()
        if field.is_required()
    }
    lines = TEMPLATE.splitlines()
    told: dict[str, str] = {}
    comment = ""
    for line in lines:
        if re.match(r"\s*# \S", line):
            comment += line
            continue
        member = re.match(r"#? *(?:- )?(\w+):", line)
        if member is not None:
            told.setdefault(member[1], comment)
        comment = ""
    bound_by_kind = re.compile("May be left out|Of |One award|Only |or a ratio|or leave it|several|of three|Belongs|"
                               "All of these|One of these|An award|Any award|So much|This grade|Courses that|"
                               "A share")  # fmt: skip
    for name in every_member():
        text = told[name]
        if name in required and name not in {"min", "max", "kind", "of", "from", "to", "grade", "credit", "step"}:
            continue
        if name not in required:
            assert bound_by_kind.search(text), (name, text)


def test_the_module_exports_what_it_says() -> None:
    assert {"read_text", "read_yaml", "to_text", "to_yaml"} <= set(text_forms.__all__)
