"""IRIs: examples of RFC 3986 and RFC 3987, and every character that could break out of an N-Quads line."""

from __future__ import annotations

import time

import pytest

from eccoe_vc.encoding.iri import is_iri, is_relative

# RFC 3986 section 1.1.2 and RFC 3987 sections 3.1, 3.2, 4.4; and the schemes that credentials use.
GOOD = [
    "ftp://ftp.is.co.za/rfc/rfc1808.txt",
    "http://www.ietf.org/rfc/rfc2396.txt",
    "ldap://[2001:db8::7]/c=GB?objectClass?one",
    "mailto:John.Doe@example.com",
    "news:comp.infosystems.www.servers.unix",
    "tel:+1-816-555-1212",
    "telnet://192.0.2.16:80/",
    "urn:oasis:names:specification:docbook:dtd:xml:4.1.2",
    "http://www.example.org/red%09ros\u00e9#red",
    "http://r\u00e9sum\u00e9.example.org",
    "http://example.com/\U00010300\U00010301\U00010302",
    "http://www.example.org/D%C3%BCrst",
    "http://ab.cdefgh.ij/kl/mn/op.html",
    "http://\u05d0\u05d1\u05d2.example/\u05e7?\u05e8=\u05e9#\u05ea",
    "http://example.org/?private=\ue000",
    "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp#z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
    "did:web:example.edu%3A8443:a:b",
    "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
    "data:image/png;base64,iVBORw0KGgo=",
    "https://example.org/a?b=c/d?e#f/g?h",
    "a:",
    "a+b.c-d:e",
    "tag:example.org,2026:x",
]
# N-Quads IRIREF excludes U+0000 to U+0020 and these; one of them inside a serialised IRI writes another statement.
BREAKING = [
    *map(chr, range(0x21)),
    *'<>"{}|^`\\',
    "\x7f",
    "\x80",
    "\x9f",
    "\ufffe",
    "\uffff",
    "\U0001fffe",
    "\ud800",
    "\ufdd0",
]


@pytest.mark.parametrize("text", GOOD)
def test_absolute_iris(text: str) -> None:
    assert is_iri(text)
    assert not is_relative(text)


@pytest.mark.parametrize(
    "text", ["", "a", "/a", "//example.org/a", "#a", "?a", "alice", "1a:b", "-a:b", "\u00e9:b", ":a", "a/b:c", " a:b"]
)
def test_relative_references_and_bare_words(text: str) -> None:
    assert not is_iri(text)
    assert is_relative(text)


@pytest.mark.parametrize("char", BREAKING, ids=lambda char: f"U+{ord(char):04X}")
@pytest.mark.parametrize(
    "frame", ["https://example.org/a{}b", "urn:x:{}", "https://example.org/?a={}", "https://example.org/#{}"]
)
def test_no_breaking_character_anywhere(char: str, frame: str) -> None:
    assert is_iri(frame.format("ok"))
    assert not is_iri(frame.format(char))


@pytest.mark.parametrize(
    "text", ["a:%", "a:%4", "a:%zz", "a:b%", "a:%%41", "https://x/%4g", "a:b#%", "a:b?%x", "a:\u00e9%"]
)
def test_percent_signs_stand_before_two_hexadecimal_digits(text: str) -> None:
    assert not is_iri(text)
    assert is_iri("a:%41%fF?%00#%7e")


@pytest.mark.parametrize(
    "text", ["a:b#c#d", "a:\ue000", "a:b#\ue000", "https://example.org/\n", "https://example.org/#\n"]
)
def test_one_fragment_private_use_in_the_query_only_no_line_break_at_the_end(text: str) -> None:
    assert not is_iri(text)


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("http://[2001:db8::7]", True),
        ("http://user:word@[::1]:8080/a?b#c", True),
        ("http://[::1]?a", True),
        ("http://[::1]a", False),
        ("http://[]", False),
        ("http://a/[b]", False),
        ("http://a?[b]", False),
        ("http://a#[b]", False),
        ("urn:x:[1]", False),
        ("http://a[::1]/", False),
    ],
)
def test_square_brackets_stand_around_an_ip_address_only(text: str, good: bool) -> None:
    assert is_iri(text) is good


def test_a_long_iri_costs_linear_time() -> None:
    start = time.thread_time()
    assert not is_iri("http://" + "a:%41\u00e9" * 60_000 + "@[::1")
    assert not is_iri("http://" + "%41" * 80_000 + " ")
    assert time.thread_time() - start < 1
