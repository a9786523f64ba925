"""Laws of floor 1: what is accepted means what every other reader sees, and one value has one text."""

from __future__ import annotations

import base64
import contextlib
import json
import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pyoxigraph
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eccoe_vc.encoding import DecodeError, _json_copy, base58, base64url, multibase, pointers, strict_json, timestamps
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.encoding.language import is_language_tag
from eccoe_vc.errors import EccoeError, RefusedError
from eccoe_vc.limits import Budget

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False)
TREES = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXT,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXT, inner, max_size=5),
    max_leaves=30,
)
OBJECTS = st.dictionaries(TEXT, TREES, max_size=6)
# Fragments from which texts near JSON are put together: a random text is hardly ever one.
WORDS = r"""{ } [ ] , : "a" "b" "\u0061" "\ud800" "\ud83c\udf93" " \ 1 -0 1.5 1e999 9007199254740993 NaN -Infinity true
    null // ' 0 ":" ": " "a\":" " :"a" :0 "a"\\":"""
PIECES = st.sampled_from([*WORDS.split(), " ", "\n", "\ufeff", "\0", "\u00e9"])
NEAR_JSON = st.lists(PIECES, max_size=25).map("".join)


class SecondParser:
    """A second strict parser, made for this test from RFC 8259 and RFC 7493: slow, recursive, without the library."""

    token = re.compile(
        r"[ \t\n\r]*(?:(?P<punct>[{}\[\],:])|(?P<word>true|false|null)|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
        r'(?:[eE][+-]?[0-9]+)?)|"(?P<string>(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)")'
    )

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def document(self) -> Any:
        value = self.value(*self.next())
        if self.text[self.at :].strip(" \t\n\r"):
            raise ValueError("trailing")
        return value

    def next(self) -> tuple[str, str]:
        found = self.token.match(self.text, self.at)
        if found is None or found.lastgroup is None:
            raise ValueError("token")
        self.at = found.end()
        return found.lastgroup, found[found.lastgroup]

    def value(self, kind: str, text: str) -> Any:
        if kind == "word":
            return {"true": True, "false": False, "null": None}[text]
        if kind == "number":
            return self.number(text)
        if kind == "string":
            return self.string(text)
        if text == "{":
            return dict(self.members())
        if text == "[":
            return self.items()
        raise ValueError("punctuation")

    def number(self, text: str) -> Any:
        if re.fullmatch(r"-?[0-9]+", text):
            if abs(int(text)) >= 2**53:
                raise ValueError("range")
            return int(text)
        if len(text) > 64 or math.isinf(float(text)):
            raise ValueError("range")
        return float(text)

    def string(self, text: str) -> str:
        simple = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
        units = re.sub(r"\\(?:u(....)|(.))", lambda m: chr(int(m[1], 16)) if m[1] else simple.get(m[2], m[2]), text)
        return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le")  # refuses halves, joins pairs

    def items(self) -> list[Any]:
        made: list[Any] = []
        kind, text = self.next()
        if (kind, text) == ("punct", "]"):
            return made
        while True:
            made.append(self.value(kind, text))
            if self.next() == ("punct", "]"):
                return made
            if self.text[self.at - 1] != ",":
                raise ValueError("comma")
            kind, text = self.next()

    def members(self) -> list[tuple[str, Any]]:
        made: list[tuple[str, Any]] = []
        kind, text = self.next()
        if (kind, text) == ("punct", "}"):
            return made
        while True:
            if kind != "string":
                raise ValueError("name")
            name = self.string(text)
            if name in dict(made):
                raise ValueError("duplicate")
            if self.next() != ("punct", ":"):
                raise ValueError("colon")
            made.append((name, self.value(*self.next())))
            if self.next() == ("punct", "}"):
                return made
            if self.text[self.at - 1] != ",":
                raise ValueError("comma")
            kind, text = self.next()


# ---- strict JSON -----------------------------------------------------------------------------------------------------


@given(TREES)
def test_whatever_json_can_say_is_read_as_by_json_loads(tree: Any) -> None:
    for text in (
        json.dumps(tree),
        json.dumps(tree, ensure_ascii=False),
        strict_json.dumps(tree),
        strict_json.pretty(tree),
    ):
        assert strict_json.parse_value(text) == json.loads(text) == tree
        assert strict_json.parse_value(text.encode()) == tree


@settings(max_examples=500)
@given(NEAR_JSON)
@example('{"a":1,"\\u0061":1}')
@example("[1e999,")
@example('{"a":1}{}')
@example('["\\ud83c\\udf93"]')
def test_accept_means_equal_to_a_second_strict_parser_and_refuse_means_that_it_refuses(text: str) -> None:
    try:
        expected = SecondParser(text).document()
    except (ValueError, UnicodeDecodeError):
        expected = ValueError
    try:
        found = strict_json.parse_value(text)
    except RefusedError as error:
        found = ValueError
        assert error.code.startswith("json.")
        assert str(error).isprintable()
    assert found == expected
    if found is not ValueError:
        assert strict_json.parse_value(strict_json.dumps(found)) == found


@given(st.binary(max_size=200) | NEAR_JSON.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        value = strict_json.parse_value(data)
    except RefusedError as error:
        assert error.code.startswith("json.")
    else:
        assert value == json.loads(data)


@given(OBJECTS, st.data())
def test_a_member_that_is_written_twice_is_found_where_it_stands(tree: dict[str, Any], data: st.DataObject) -> None:
    text = strict_json.dumps(tree)
    places = [pointer for pointer, value in walked("", tree) if isinstance(value, dict) and value]
    if not places:
        return
    at = data.draw(st.sampled_from(places))
    name = next(iter(pointers.resolve(tree, at)))
    doubled = strict_json.dumps(with_marker(tree, at, "", name)).replace(json.dumps("\0marker"), json.dumps(name))
    assert doubled != text
    try:
        strict_json.parse(doubled)
    except RefusedError as error:
        assert (error.code, error.pointer) == ("json.duplicate_key", pointers.join(at, name))
    else:
        raise AssertionError("a duplicate was accepted")


def walked(base: str, value: Any) -> list[tuple[str, Any]]:
    made = [(base, value)]
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for token, item in inner:
        made += walked(pointers.join(base, token), item)
    return made


def with_marker(value: Any, at: str, base: str, name: str) -> Any:
    if isinstance(value, dict):
        made = {key: with_marker(item, at, pointers.join(base, key), name) for key, item in value.items()}
        return {**made, "\0marker": None} if base == at else made
    if isinstance(value, list):
        return [with_marker(item, at, pointers.join(base, index), name) for index, item in enumerate(value)]
    return value


@given(OBJECTS)
def test_a_copy_is_equal_shares_nothing_and_reads_like_the_text(tree: dict[str, Any]) -> None:
    made = strict_json.copied(tree)
    assert made == tree == strict_json.parse(json.dumps(tree))
    mutable = {id(value) for _, value in walked("", tree) if isinstance(value, dict | list)}
    assert not mutable & {id(value) for _, value in walked("", made)}


class _Text(str):
    """Text that is not exactly ``str``."""


class _Object(dict[str, Any]):
    """An object that is not exactly ``dict``."""


FOREIGN = st.recursive(
    st.none()
    | st.floats()
    | st.integers()
    | st.binary(max_size=3)
    | st.text(max_size=5)
    | st.tuples()
    | st.sampled_from([object(), _Text("x"), _Object(a=1), True, 2**53, -(2**53), 1e308, "\ud800"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.integers() | st.text(max_size=3), inner, max_size=3),
    max_leaves=10,
)


SMALL = st.builds(
    Budget,
    credential_bytes=st.integers(0, 60),
    json_objects=st.integers(0, 6),
    json_depth=st.integers(0, 5),
    values_per_member=st.integers(0, 4),
)


@given(st.dictionaries(st.text(max_size=3) | st.just(_Text("y")), FOREIGN, max_size=4), SMALL)
def test_the_quick_copy_is_made_just_where_the_careful_one_is(tree: dict[str, Any], budget: Budget) -> None:
    quick = _json_copy.quick(tree, budget)
    try:
        careful = _json_copy.Copier(budget).copy(tree)
    except EccoeError:
        assert quick is None
    else:
        assert repr(quick) == repr(careful)  # equal, and True is not 1


@given(FOREIGN)
def test_no_tree_of_a_caller_raises_anything_else(tree: Any) -> None:
    try:
        made = strict_json.copied(tree)
    except EccoeError as error:
        assert error.code in {"input.type", "json.number", "json.surrogate"}
    else:
        assert strict_json.parse(strict_json.dumps(made)) == made


@given(TREES, st.integers(0, 4), st.integers(0, 6))
def test_depth_and_number_of_objects_are_counted_exactly(tree: Any, depth: int, objects: int) -> None:
    def deep(value: Any) -> int:
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
        return 0 if inner is None else 1 + max(map(deep, inner), default=0)

    count = sum(isinstance(value, dict | list) for _, value in walked("", tree))
    try:
        strict_json.parse_value(json.dumps(tree), Budget(json_depth=depth, json_objects=objects))
    except RefusedError as error:
        assert (error.code == "json.depth" and deep(tree) > depth) or (error.code == "struct.limit" and count > objects)
    else:
        assert deep(tree) <= depth
        assert count <= objects


# ---- encodings -------------------------------------------------------------------------------------------------------


@given(st.binary(max_size=200))
def test_base64url_agrees_with_the_standard_library_and_comes_back(data: bytes) -> None:
    text = base64url.encode(data)
    assert text == base64.urlsafe_b64encode(data).decode().rstrip("=")
    assert base64url.decode(text) == data


@given(st.text(st.sampled_from("AZaz09-_+/= \n\u00e9"), max_size=12))
def test_base64url_accepts_nothing_but_what_it_writes(text: str) -> None:
    try:
        data = base64url.decode(text)
    except DecodeError:
        return
    assert base64url.encode(data) == text


@given(
    st.tuples(st.integers(0, 9999), st.integers(0, 13), st.integers(0, 32), *[st.integers(0, 61)] * 3).map(
        "{0[0]:04}-{0[1]:02}-{0[2]:02}T{0[3]:02}:{0[4]:02}:{0[5]:02}".format
    )
)
def test_a_date_is_the_same_in_whatever_form_its_zone_is_written(text: str) -> None:
    def read(zone: str) -> object:
        try:
            return timestamps.parse(text + zone)
        except DecodeError as error:
            return str(error)

    assert read("Z") == read("+00:00") == read("-00:00") == read(".0Z")


@given(st.binary(min_size=1, max_size=40), st.data())
def test_base64url_refuses_a_character_of_any_other_alphabet_at_any_place(data: bytes, choice: st.DataObject) -> None:
    text = base64url.encode(data)
    place = choice.draw(st.integers(0, len(text)))
    alphabet = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    other = choice.draw(st.characters().filter(lambda character: character not in alphabet))
    for spoilt in (text[:place] + other + text[place:], text[:place] + other + text[place + 1 :]):
        with pytest.raises(DecodeError, match="alphabet"):
            base64url.decode(spoilt)


@given(st.lists(st.sampled_from("[]{}"), max_size=30), st.integers(1, 8), st.integers(1, 12))
def test_depth_and_number_are_counted_as_a_plain_walk_counts_them(shape: list[str], depth: int, objects: int) -> None:
    tree: object = 0
    for mark in shape:
        tree = [tree, 1] if mark in "[]" else {"a": "[{,", "b": tree}
    budget = Budget(json_depth=depth, json_objects=objects)
    try:
        found = strict_json.parse_value(json.dumps(tree), budget)
    except RefusedError as error:
        # One object or array a level: whichever limit is the smaller one is met first.
        assert len(shape) > min(depth, objects)
        assert error.code == ("json.depth" if depth <= objects else "struct.limit")
    else:
        assert found == tree
        assert len(shape) <= min(depth, objects)


def slow_base58(data: bytes) -> str:
    """The algorithm of the draft, section 3, digit by digit."""
    alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    digits: list[int] = []
    for byte in data:
        carry = byte
        for place in range(len(digits)):
            carry += digits[place] << 8
            digits[place], carry = carry % 58, carry // 58
        while carry:
            digits.append(carry % 58)
            carry //= 58
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + "".join(alphabet[digit] for digit in reversed(digits))


@given(st.binary(max_size=80))
@example(b"\0" * 10)
def test_base58_agrees_with_the_algorithm_of_the_draft_and_comes_back(data: bytes) -> None:
    text = base58.encode(data)
    assert text == slow_base58(data)
    assert base58.decode(text) == data


@given(st.text(st.sampled_from("123ABCXYZabcxyz0OIl"), max_size=30))
def test_base58_accepts_nothing_but_what_it_writes(text: str) -> None:
    try:
        data = base58.decode(text)
    except DecodeError:
        assert set(text) & set("0OIl")
    else:
        assert base58.encode(data) == text


@given(st.binary(max_size=60))
def test_multibase_comes_back_in_both_bases(data: bytes) -> None:
    assert multibase.decode(multibase.encode(data)) == data
    assert multibase.decode(multibase.encode(data, "u"), allowed="u") == data


@given(st.lists(TEXT | st.integers(0, 10**6), max_size=5))
def test_pointers_come_back(tokens: list[str | int]) -> None:
    assert pointers.split(pointers.join("", *tokens)) == [str(token) for token in tokens]


@given(TREES)
def test_every_place_in_a_tree_has_a_pointer_that_leads_there(tree: Any) -> None:
    for pointer, value in walked("", tree):
        assert pointers.resolve(tree, pointer) is value


@given(TREES, st.text(st.sampled_from("/~01a-9"), max_size=8))
def test_no_pointer_raises_anything_else(tree: Any, pointer: str) -> None:
    with contextlib.suppress(DecodeError):
        pointers.resolve(tree, pointer)


# ---- dates -----------------------------------------------------------------------------------------------------------

# The table of security rules section 4 as one expression; the calendar is asked of the standard library.
TABLE = re.compile(
    r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?"
    r"(Z|[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
)
DIGITS = st.sampled_from("0123456789")
NEAR_DATES = st.builds(
    lambda day, fraction, zone, noise: (
        day.strftime("%Y").zfill(4) + day.strftime("-%m-%dT%H:%M:%S") + fraction + zone + noise
    ),
    st.datetimes(),
    st.sampled_from(["", ".", ".5", ".123456789", ".1234567890", ",5"]),
    st.sampled_from(["Z", "z", "", "+02:00", "-13:59", "+14:00", "+14:01", "-99:00", "+0200", "+13:60"]),
    st.sampled_from(["", "", "", "\n", " "]),
)


@given(NEAR_DATES | st.from_regex(TABLE, fullmatch=True) | st.text(max_size=30))
@example("0001-01-01T00:00:00+00:01")
@example("2026-02-30T00:00:00Z")
def test_dates_are_read_exactly_when_the_table_says_so(text: str) -> None:
    expected = None
    if TABLE.fullmatch(text) and text.isascii():
        try:
            expected = datetime.fromisoformat(re.sub(r"\.([0-9]{1,6})[0-9]*", r".\1", text)).astimezone(UTC)
        except (ValueError, OverflowError):
            expected = None  # no such day, or outside the years of UTC
    try:
        assert timestamps.parse(text) == expected
    except DecodeError:
        assert expected is None


@given(
    st.datetimes(timezones=st.timezones() | st.just(UTC), min_value=datetime(2, 1, 1), max_value=datetime(9998, 1, 1))
)
def test_written_dates_are_read_back(instant: datetime) -> None:
    # Compared in UTC: Python calls two zones unequal in the hour that a clock change leaves out.
    assert timestamps.parse(timestamps.format(instant)) == instant.astimezone(UTC)


@given(st.integers() | st.floats() | st.booleans() | TEXT | st.none())
def test_numeric_dates_are_seconds_or_refused(value: Any) -> None:
    try:
        found = timestamps.numeric_date(value)
    except DecodeError:
        assert isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 253402300800
    else:
        assert abs(found - datetime(1970, 1, 1, tzinfo=UTC) - timedelta(seconds=value)) <= timedelta(microseconds=1)


# N-Quads 1.1, section 6, production 8, without the escapes that a canonical form never has.
IRIREF = re.compile(r'<[^\x00-\x20<>"{}|^`\\]*>')


# ---- IRIs and language tags ------------------------------------------------------------------------------------------


@given(st.text(max_size=20) | st.text(st.sampled_from('abc:/?#[]@!%41 <>"{}|^`\\\u00e9\ue000\u202e\n'), max_size=15))
def test_an_iri_that_we_accept_stays_one_term_in_n_quads(text: str) -> None:
    assert not is_iri(text) or IRIREF.fullmatch(f"<{text}>")
    for iri in ("https://example.org/" + text, "urn:x:" + text):
        if is_iri(iri):
            line = f"<{iri}> <urn:p> <{iri}> .\n"
            (quad,) = pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_QUADS)
            assert quad.subject == quad.object == pyoxigraph.NamedNode(iri)


@given(st.text(max_size=12) | st.text(st.sampled_from("abxi19-_ @.\u017f"), max_size=15))
def test_a_language_tag_that_we_accept_stays_one_tag_in_n_quads(text: str) -> None:
    for tag in (text, "en-" + text, "x-" + text):
        if is_language_tag(tag):
            (quad,) = pyoxigraph.parse(f'<urn:s> <urn:p> "t"@{tag} .\n', format=pyoxigraph.RdfFormat.N_QUADS)
            assert isinstance(quad.object, pyoxigraph.Literal)
            assert (quad.object.language or "").lower() == tag.lower()
