"""The one JSON door: group A of the attack corpus at this surface, limits at and one beyond, and caller's trees."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import pytest

from eccoe_vc.encoding import pointers, strict_json
from eccoe_vc.errors import InputTypeError, RefusedError
from eccoe_vc.limits import DEFAULT, Budget

TEXT = '{"id":"urn:uuid:1","credentialSubject":{"id":"urn:uuid:2","achievement":{"name":"Algebra"}},"n":[1,2]}'


def refused(data: bytes | str, budget: Budget = DEFAULT, **limits: int) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        strict_json.parse_value(data, budget, **limits)
    return caught.value


def nested(depth: int) -> str:
    return '{"a":' * depth + "1" + "}" * depth


# ---- A01, A02: duplicates --------------------------------------------------------------------------------------------

DUPLICATES = {
    "A01-first": ('{"credentialSubject":{"id":"urn:x"},' + TEXT[1:], "/credentialSubject"),
    "A02-last": (TEXT[:-1] + ',"credentialSubject":{"id":"urn:x"}}', "/credentialSubject"),
    "nested": ('{"a":[{"b":1},{"b":{"c":1,"d":2,"c":3}}]}', "/a/1/b/c"),
    "equal values": ('{"a":1,"a":1}', "/a"),
    "escaped": (r'{"a":1,"\u0061":2}', "/a"),
    "escaped surrogate pair": ('{"\U0001f393":1,"\\ud83c\\udf93":2}', "/\U0001f393"),
    "empty name": ('{"":1,"":2}', "/"),
    "slash and tilde": ('{"a/b~c":1,"a/b~c":2}', "/a~1b~0c"),
    "the first of two": ('{"x":{"a":1,"a":2},"y":{"b":1,"b":2}}', "/x/a"),
    "a number beyond range behind it": ('{"x":{"a":1,"a":2},"y":1e999}', "/x/a"),
    "space before the colon": ('{"a" \n\t:1,"b":{"a":1,"a" :2}}', "/b/a"),
    "hidden by a text that looks like the end of a name": ('{"x":":","a":1,"a":2}', "/a"),
    "hidden by escapes": (r'{"a":1,"a":"\":\\\":","b":"\\"}', "/a"),
    "a name that ends in escapes": (r'{"a\\\":":1,"b":0,"a\\\":":2}', '/a\\":'),
    "proof": ('{"proof":{"type":"X"},"proof":{"type":"DataIntegrityProof"}}', "/proof"),
}


@pytest.mark.parametrize(("text", "pointer"), DUPLICATES.values(), ids=DUPLICATES)
def test_a_duplicate_member_is_refused_at_its_place(text: str, pointer: str) -> None:
    assert json.loads(text), "control: an ordinary reader sees nothing wrong"
    error = refused(text)
    assert (error.code, error.pointer) == ("json.duplicate_key", pointer)


def test_names_that_differ_in_case_or_normalisation_are_no_duplicates() -> None:
    assert len(strict_json.parse('{"a":1,"A":2,"\u00e9":3,"e\u0301":4}')) == 4


@pytest.mark.parametrize(
    "text", ['{"a":":","b":": x"}', r'{"a\":":1,"b":"\":","c":"\\"}', '{" :":" :"}', '{"a":[":",{"b":":"}]}']
)
def test_text_forms_that_look_like_the_end_of_a_name_are_no_duplicates(text: str) -> None:
    assert strict_json.parse(text) == json.loads(text)


# ---- A04, A05: depth -------------------------------------------------------------------------------------------------

DEEP = {
    "A04-objects": nested(5000),
    "A04-arrays": "[" * 100_000 + "]" * 100_000,
    "A04-unclosed": "[" * 100_000,
    "A04-mixed": '[{"a":' * 30_000 + "1" + "}]" * 30_000,
    "duplicate before depth": '[{"a":1,"a":2},' + "[" * 5000 + "]" * 5000 + "]",
    "number before depth": "[1e999," + "[" * 5000 + "]" * 5000 + "]",
    "depth that the parser stands": nested(200),
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_deep_nesting_is_refused_as_such_and_fast(text: str) -> None:
    start = time.thread_time()
    assert refused(text).code == "json.depth"
    assert time.thread_time() - start < 0.5, "the corpus asks for 50 ms on a quiet machine"


def test_a05_depth_at_the_limit_and_one_beyond() -> None:
    at = nested(DEFAULT.json_depth)
    assert strict_json.parse(at) == json.loads(at)
    assert refused(nested(DEFAULT.json_depth + 1)).code == "json.depth"
    assert refused(nested(5), max_depth=4).code == "json.depth"
    assert strict_json.parse(nested(5), max_depth=5)


def test_brackets_inside_of_strings_do_not_count() -> None:
    text = json.dumps({"a": '[{"\\' * 5000})
    assert strict_json.parse(text) == json.loads(text)


@pytest.mark.parametrize("ending", ["", "\\", '"', '"]'])
def test_a_text_full_of_escaped_quotes_costs_linear_time(ending: str) -> None:
    text = '{"a":' + '"' + '\\"' * 120_000 + ending
    start = time.thread_time()
    assert refused(text).code == "json.syntax"
    assert time.thread_time() - start < 1


def test_a_long_member_name_above_thousands_of_values_costs_linear_time_and_memory() -> None:
    name = "k" * 100_000
    text = json.dumps({name: {"list": [*range(1900), "\ud83c\udf93"], "a": [{"b": 1}] * 1500}})
    start = time.thread_time()
    strict_json.parse(text)
    assert refused(text[:-1] + ',"z":NaN}').pointer == "/z"
    assert refused(text[:-1] + ',"z":"\\ud800"}').pointer == "/z"
    assert time.thread_time() - start < 1


def test_little_room_on_the_stack_is_no_fault_of_the_document() -> None:
    """Called from so far down that the parser cannot nest, we say so instead of calling the document deep."""
    text = nested(60)

    def descend(frames: int) -> str:
        return descend(frames - 1) if frames else refused(text).code

    depth = len_of_stack()
    found = {descend(sys.getrecursionlimit() - depth - room) for room in (45, 60)}
    assert found == {"budget.stack"}
    assert strict_json.parse(text), "and the next call works"


def len_of_stack() -> int:
    frame, count = sys._getframe(), 0
    while frame.f_back is not None:
        frame, count = frame.f_back, count + 1
    return count


# ---- A06, A08, A09: numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "token",
    [
        "NaN",
        "Infinity",
        "-Infinity",
        "1e999",
        "-1e999",
        "9007199254740993",
        "9007199254740992",
        "-9007199254740992",
        "1" * 5000,
        "-" + "1" * 5000,
        "1." + "0" * 64,
        "0." + "3" * 100,
        "123456789012345678",
    ],
)
def test_a06_a08_a_number_that_readers_disagree_on_is_refused(token: str) -> None:
    error = refused('{"a":{"creditsEarned":[0,' + token + "]}}")
    assert (error.code, error.pointer) == ("json.number", "/a/creditsEarned/1")


@pytest.mark.parametrize("token", ["01", "+1", ".5", "5.", "1e", "-", "0x10", "1_000", "\u0661", "--1", "1e+", "nan"])
def test_a06_leading_what_is_no_json_number_is_a_matter_of_syntax(token: str) -> None:
    assert refused('{"creditsEarned":' + token + "}").code == "json.syntax"


@pytest.mark.parametrize(
    ("token", "value"),
    [
        ("9007199254740991", 9007199254740991),
        ("-9007199254740991", -9007199254740991),
        ("-0", 0),
        ("-0.0", 0.0),
        ("1E-400", 0.0),
        ("1.7976931348623157e308", 1.7976931348623157e308),
        ("0." + "3" * 62, 0.3333333333333333),
    ],
)
def test_a08_boundary_numbers_in_range_are_read(token: str, value: float) -> None:
    assert strict_json.parse('{"n":' + token + "}") == {"n": value}


def test_a09_three_spellings_of_one_number_are_equal() -> None:
    assert len({strict_json.parse_value(token) for token in ("3", "3.0", "30e-1")}) == 1


def test_a_bad_number_before_a_syntax_error_is_a_matter_of_syntax() -> None:
    assert refused("[1e999, x").code == "json.syntax"
    assert refused('[{"a":1,"a":2}, x').code == "json.syntax"


# ---- A11: surrogates -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        (r'{"a":{"name":"\ud800"}}', "/a/name"),
        (r'{"a":[1,"x\udc00x"]}', "/a/1"),
        (r'{"name":"\udc00\ud800"}', "/name"),
        (r'{"b":{"a\ud800":1}}', "/b"),
        (r'{"b":{"a\ud800":{"c":1,"c":2}}}', "/b"),
        (r'{"b":{"\uDFFF":1e999}}', "/b"),
    ],
    ids=["value", "low", "wrong order", "key", "key above a duplicate", "key of a bad number"],
)
def test_a11_half_a_character_is_refused(text: str, pointer: str) -> None:
    error = refused(text)
    assert (error.code, error.pointer) == ("json.surrogate", pointer)
    str(error).encode("utf-8")


def test_a11_pair_a_proper_pair_is_one_character() -> None:
    assert strict_json.parse(r'{"name":"\ud83c\udf93"}') == {"name": "\U0001f393"}


def test_half_a_character_in_python_text_is_refused() -> None:
    assert refused('{"a":"\ud800"}').code == "json.surrogate"


# ---- A13: encodings --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16-le"),
        '{"a":1}'.encode("utf-16-be"),
        '{"a":1}'.encode("utf-16"),
        '{"a":1}'.encode("utf-32"),
        '{"a":1}'.encode("utf-32-be"),
        b'{"a":"\xff"}',
        b'{"a":"\xc0\xaf"}',
        b'{"a":"\xed\xa0\x80"}',
        b'{"a":"\xf4\x90\x80\x80"}',
        b'{"a":"\xe2\x82',
        '{"a":"\u00e9"}'.encode("latin-1"),
    ],
    ids=[
        "bom",
        "utf16le",
        "utf16be",
        "utf16",
        "utf32",
        "utf32be",
        "ff",
        "overlong",
        "cesu8",
        "beyond",
        "cut",
        "latin1",
    ],
)
def test_a13_everything_but_plain_utf8_is_refused(data: bytes) -> None:
    assert refused(data).code == "json.encoding"


def test_a13_bom_in_python_text_is_refused_too() -> None:
    assert refused("\ufeff{}").code == "json.encoding"


def test_a14_control_and_direction_characters_are_read_as_they_are() -> None:
    text = r'{"name":"a\u0000b\u202e\u200d\u2028"}'
    assert strict_json.parse(text) == {"name": "a\0b\u202e\u200d\u2028"}
    assert refused('{"name":"a\nb"}').code == "json.syntax", "raw control characters are no JSON"


# ---- A17, A18, A21: top level, size, one value -----------------------------------------------------------------------


@pytest.mark.parametrize("text", ["[]", "[" + TEXT + "]", '"eyJhbGciOi"', "1", "true", "null", "-0.5"])
def test_a17_the_top_level_must_be_an_object(text: str) -> None:
    assert strict_json.parse_value(text) == json.loads(text)
    with pytest.raises(RefusedError) as caught:
        strict_json.parse(text)
    assert caught.value.code == "json.not_object"


@pytest.mark.parametrize("data", [b"", b" \n\t", ""])
def test_a17_empty(data: bytes | str) -> None:
    assert refused(data).code == "json.syntax"


def test_a18_the_limit_counts_bytes_and_is_exact() -> None:
    limit = DEFAULT.credential_bytes
    padded = TEXT + " " * (limit - len(TEXT))
    assert strict_json.parse(padded.encode()) == json.loads(TEXT)
    assert strict_json.parse(padded) == json.loads(TEXT)
    for data in (padded + " ", (padded + " ").encode()):
        assert refused(data).code == "json.size"
    assert refused('{"a":"' + "\u20ac" * 200_000 + '"}').code == "json.size"
    assert refused(memoryview(b"x" * 64).cast("Q"), max_bytes=63).code == "json.size"  # type: ignore[arg-type]
    assert refused(b"{}", max_bytes=1).code == "json.size"


@pytest.mark.parametrize(
    "text",
    [
        TEXT + "x",
        TEXT + TEXT,
        TEXT + "\n" + TEXT,
        '{"a":1 // no\n}',
        '{/* no */"a":1}',
        '{"a":1,}',
        '{"a":[1,]}',
        "{'a':1}",
        "{a:1}",
        TEXT + "\0",
        '{"a":tru}',
        '{"a":"\\x41"}',
        '{"a":"\\u12"}',
        '{"a":"\\u 123"}',
        '{"a" 1}',
        "\x0b{}",
        "\u00a0{}",
        '{"a":undefined}',
    ],
)
def test_a21_not_exactly_one_json_value(text: str) -> None:
    assert refused(text).code == "json.syntax"


def test_objects_and_values_are_counted_at_the_limit_and_one_beyond() -> None:
    small = DEFAULT.with_(json_objects=10, values_per_member=20)
    assert len(strict_json.parse_value("[" + ",".join(["{}"] * 9) + "]", small)) == 9
    assert refused("[" + ",".join(["{}"] * 10) + "]", small).code == "struct.limit"
    assert len(strict_json.parse_value("[" + ",".join("1" * 20) + "]", small)) == 20
    assert refused("[" + ",".join("1" * 21) + "]", small).code == "struct.limit"


def test_a_wrong_python_type_is_the_callers_mistake() -> None:
    for value in (5, None, {"a": 1}, object()):
        with pytest.raises(InputTypeError) as caught:
            strict_json.parse_value(value)  # type: ignore[arg-type]
        assert caught.value.code == "input.type"


def test_bytes_like_objects_are_read() -> None:
    for data in (bytearray(b'{"a":1}'), memoryview(b'{"a":1}')):
        assert strict_json.parse(data) == {"a": 1}  # type: ignore[arg-type]


# ---- trees of the caller ---------------------------------------------------------------------------------------------


class Lying(dict[str, Any]):
    """Answers differently the second time."""

    def items(self) -> Any:
        raise RuntimeError("no")


class Pretending:
    @property
    def __class__(self) -> type:
        return dict

    @__class__.setter
    def __class__(self, value: type) -> None:
        raise TypeError


class Hostile(Mapping[str, Any]):
    def __getitem__(self, key: str) -> Any:
        raise ZeroDivisionError

    def __iter__(self) -> Iterator[str]:
        yield "a"

    def __len__(self) -> int:
        return 1


def test_copied_shares_nothing_with_the_original() -> None:
    original: dict[str, Any] = {"b": {"c": [1, {"d": None}]}, "a": [True, "x", 1.5, -3]}
    made = strict_json.copied(original)
    assert made == original
    assert list(made) == ["b", "a"], "the order of members stays"
    original["b"]["c"][1]["d"] = 5
    assert made["b"]["c"][1] == {"d": None}
    assert strict_json.copied(MappingProxyType({"a": 1})) == {"a": 1}


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({"a": (1, 2)}, "/a"),
        ({"a": [1, {2}]}, "/a/1"),
        ({"a": {"b": b"x"}}, "/a/b"),
        ({"a": {1: 2}}, "/a"),
        ({"a": Lying(b=1)}, "/a"),
        ({"a": Pretending()}, "/a"),
        ({None: 1}, ""),
        (["a"], ""),
        (None, ""),
        (Hostile(), ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_copied_refuses_foreign_types_and_names_the_place(value: Any, pointer: str) -> None:
    with pytest.raises(InputTypeError) as caught:
        strict_json.copied(value)
    assert (caught.value.code, caught.value.pointer) == ("input.type", pointer)


@pytest.mark.parametrize(
    ("value", "code", "pointer"),
    [
        ({"a": [2**53]}, "json.number", "/a/0"),
        ({"a": float("nan")}, "json.number", "/a"),
        ({"a": float("-inf")}, "json.number", "/a"),
        ({"a": 10**5000}, "json.number", "/a"),
        ({"a": {"b": "\ud800"}}, "json.surrogate", "/a/b"),
        ({"a": {"\ud800": 1}}, "json.surrogate", "/a"),
        ({"a": "x" * (DEFAULT.credential_bytes + 1)}, "json.size", ""),
        ({"x" * (DEFAULT.credential_bytes + 1): 1}, "json.size", ""),
        ({"a": [0] * 2001}, "struct.limit", ""),
        ({"a": [[{} for _ in range(2000)] for _ in range(5)]}, "struct.limit", ""),
        ({"a": [["xxxxxxxxxxxx"] * 2000 for _ in range(10)]}, "json.size", ""),
    ],
    ids=["2^53", "nan", "inf", "huge", "text", "name", "long text", "long name", "values", "objects", "sum"],
)
def test_copied_has_the_rules_of_the_parser(value: dict[str, Any], code: str, pointer: str) -> None:
    with pytest.raises(RefusedError) as caught:
        strict_json.copied(value)
    assert (caught.value.code, caught.value.pointer) == (code, pointer)
    assert len(str(caught.value)) < 600


def test_copied_at_the_depth_limit_and_one_beyond_and_with_a_circle() -> None:
    at = json.loads(nested(DEFAULT.json_depth))
    assert strict_json.copied(at) == at
    for tree in (json.loads(nested(DEFAULT.json_depth + 1)), circle()):
        with pytest.raises(RefusedError) as caught:
            strict_json.copied(tree)
        assert caught.value.code == "json.depth"


def circle() -> dict[str, Any]:
    made: dict[str, Any] = {}
    made["a"] = [made]
    return made


def test_a18_python_object_millions_of_members_are_refused_before_they_are_copied() -> None:
    start = time.thread_time()
    trees: list[dict[str, Any]] = [{"a": [{}] * 10_000_000}, dict.fromkeys(map(str, range(300_000)), 1)]
    for tree in trees:
        with pytest.raises(RefusedError) as caught:
            strict_json.copied(tree)
        assert caught.value.code == "struct.limit"
    assert time.thread_time() - start < 2


# ---- writing ---------------------------------------------------------------------------------------------------------


def test_dumps_and_pretty_write_plain_utf8_text() -> None:
    tree = {"b": "\u00e9\u202e", "a": [1.5, None]}
    assert strict_json.dumps(tree) == '{"b":"\u00e9\u202e","a":[1.5,null]}'
    assert strict_json.pretty(tree).endswith("\n}\n")
    assert strict_json.parse(strict_json.pretty(tree)) == tree
    for write in (strict_json.dumps, strict_json.pretty):
        with pytest.raises(ValueError, match="JSON compliant"):
            write({"a": float("nan")})


def test_messages_are_short_and_say_nothing_of_the_content() -> None:
    secret = "Muster, Erika \u001b[31m"
    for text in (
        '{"' + "k" * 5000 + '":1,"' + "k" * 5000 + '":2}',
        json.dumps({"a": secret})[:-1] + ',"b":NaN}',
        json.dumps({"a": secret}) + "x",
        json.dumps({"a": secret})[:-3],
    ):
        error = refused(text)
        assert len(error.message) <= 300
        assert "Erika" not in str(error)
        assert str(error).isprintable()
        assert error.pointer == "" or pointers.split(error.pointer)
