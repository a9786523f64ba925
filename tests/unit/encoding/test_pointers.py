"""JSON Pointer: the examples of RFC 6901 section 5, and what is no pointer."""

from __future__ import annotations

import json

import pytest

from eccoe_vc.encoding import DecodeError, pointers

DOCUMENT = json.loads(
    r"""{"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6,
    " ": 7, "m~n": 8}"""
)
RFC_6901 = {
    "": DOCUMENT,
    "/foo": ["bar", "baz"],
    "/foo/0": "bar",
    "/": 0,
    "/a~1b": 1,
    "/c%d": 2,
    "/e^f": 3,
    "/g|h": 4,
    "/i\\j": 5,
    '/k"l': 6,
    "/ ": 7,
    "/m~0n": 8,
}


@pytest.mark.parametrize(("pointer", "value"), RFC_6901.items())
def test_examples_of_the_rfc(pointer: str, value: object) -> None:
    assert pointers.resolve(DOCUMENT, pointer) == value
    assert pointers.join("", *pointers.split(pointer)) == pointer


def test_escapes_are_read_in_the_order_of_section_4() -> None:
    assert pointers.split("/~01") == ["~1"], "never /"
    assert pointers.join("", "~1") == "/~01"
    assert pointers.join("/a", "b/c", 0, "~") == "/a/b~1c/0/~0"


@pytest.mark.parametrize("pointer", ["foo", "#/foo", " /foo", "/a~", "/~2", "/~~0", "/a~b"])
def test_what_is_no_pointer_is_refused(pointer: str) -> None:
    with pytest.raises(DecodeError):
        pointers.split(pointer)


@pytest.mark.parametrize(
    "pointer",
    [
        "/foo/2",
        "/foo/-",
        "/foo/-1",
        "/foo/00",
        "/foo/01",
        "/foo/+1",
        "/foo/1.0",
        "/foo/\u0661",
        "/foo/",
        "/nothing",
        "/foo/0/0",
        "/foo/10000000000000000000000000000",
        "/FOO",
        "//",
    ],
)
def test_a_pointer_that_leads_nowhere_is_refused(pointer: str) -> None:
    with pytest.raises(DecodeError, match="nowhere"):
        pointers.resolve(DOCUMENT, pointer)


def test_an_index_that_begins_like_a_shorter_one_is_not_cut() -> None:
    with pytest.raises(DecodeError):
        pointers.resolve({"a": [1, 2]}, "/a/0000000001")
