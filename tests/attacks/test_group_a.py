"""Group A of the attack corpus: bytes and JSON."""

from __future__ import annotations

import json

import pytest
from tests.attacks import bases, naive
from tests.attacks.bases import di, di_expired, policy, raw_signed, signed, signer, text, unsigned
from tests.attacks.corpus import Builder, Input, Variant, check, variants

from eccoe_vc import OFFLINE, IssueError, issue
from eccoe_vc.encoding import base64url

LIMIT = policy().budget.credential_bytes


def before(first: str, tree: bases.Tree) -> Input:
    """A forged member directly after the opening brace; the genuine one follows and wins for a last-wins reader."""
    data = text(tree)
    assert naive.holds(json.loads("{" + first + "," + data[1:]))
    return Input("{" + first + "," + data[1:])


def numbers(*tokens: str) -> list[Input]:
    """``di`` with each token, spelled as it is, in the place of its credits."""
    data = text(di())
    assert '"creditsEarned":3.0' in data
    return [Input(data.replace('"creditsEarned":3.0', f'"creditsEarned":{token}')) for token in tokens]


def named(name: str) -> Input:
    tree = unsigned()
    tree["credentialSubject"]["achievement"]["name"] = name
    return Input(text(signed(tree)))


def escaped(member: str) -> Input:
    return Input(text(di()).replace('"name":"Soil Science"', member, 1))


def encoded(data: bytes) -> Input:
    return Input(data)


def look_alike(issuer: str) -> Input:
    who = signer("look-alike", controller=issuer)
    return Input(
        text(raw_signed(unsigned(issuer={"id": issuer, "type": ["Profile"]}), by=who)), policy("did:web:example.edu")
    )


def padded(size: int) -> Input:
    data = text(di()).encode()
    return Input(data + b" " * (size - len(data)))


def header(value: str) -> Input:
    parts = ['{"alg":"EdDSA","x":' + value + "}", "{}"]
    return Input(".".join(base64url.encode(part.encode()) for part in parts) + ".c2ln")


FORGED_SUBJECT = '"credentialSubject":{"id":"mailto:mallory@example.org","type":["AchievementSubject"]}'
BUILDERS: dict[str, Builder] = {
    "A01-subject": lambda: before(FORGED_SUBJECT, di()),
    "A01-validity": lambda: before('"validUntil":"2999-01-01T00:00:00Z"', di_expired()),
    "A01-proof": lambda: before('"proof":{"type":"X"}', di()),
    "A02-subject": lambda: Input(text(di())[:-1] + "," + FORGED_SUBJECT + "}"),
    "A04-objects": lambda: Input('{"a":' * 5000 + "1" + "}" * 5000),
    "A04-arrays": lambda: Input("[" * 100_000 + "]" * 100_000),
    "A04-unclosed": lambda: Input("[" * 100_000),
    "A04-mixed": lambda: Input(
        '[{"a":' * 50_000 + "1" + "}]" * 50_000, policy(budget=policy().budget.with_(credential_bytes=1 << 20))
    ),
    "A04-in-jwt-header": lambda: header("[" * 3000 + "]" * 3000),
    "A05-beyond": lambda: Input('{"a":' * 65 + "1" + "}" * 65),
    "A06-nan": lambda: numbers("NaN"),
    "A06-infinity": lambda: numbers("Infinity", "-Infinity"),
    "A06-overflow": lambda: numbers("1e999"),
    "A06-negative-overflow": lambda: [*numbers("-1e999"), header("-1e999")],
    "A06-leading": lambda: numbers("01", "+1", ".5", "5.", "1e"),
    "A08-verify": lambda: numbers("9007199254740993"),
    "A08-just-over": lambda: numbers("9007199254740992", "-9007199254740992"),
    "A09-3": lambda: numbers("3"),
    "A09-3.0": lambda: numbers("3.0"),
    "A09-30e-1": lambda: numbers("30e-1"),
    "A11-value": lambda: escaped('"name":"\\ud800"'),
    "A11-low": lambda: escaped('"name":"\\udc00x"'),
    "A11-key": lambda: escaped('"a\\ud800":1'),
    "A11-pair": lambda: Input(text(di(name="\U0001f393")).replace("\U0001f393", "\\ud83c\\udf93")),
    "A13-bom": lambda: encoded(b"\xef\xbb\xbf" + text(di()).encode()),
    "A13-utf16": lambda: [encoded(text(di()).encode(name)) for name in ("utf-16", "utf-16-le", "utf-16-be")],
    "A13-ff": lambda: encoded(text(di()).encode().replace(b"Soil", b"S\xffil")),
    "A13-overlong": lambda: encoded(text(di()).encode().replace(b"Soil", b"S\xc0\xafil")),
    "A13-cesu8": lambda: encoded(text(di()).encode().replace(b"Soil", b"S\xed\xa0\x80il")),
    "A13-truncated": lambda: encoded(text(di(name="caf\u00e9")).encode().partition(b"\xc3\xa9")[0] + b"\xc3"),
    "A14-bidi": lambda: named("Master \u202efdp.exe \u2066 \u2069"),
    "A14-nul": lambda: named("a\0b"),
    "A14-c1": lambda: named("a\u0085\u009b\u2028b"),
    "A14-joiner": lambda: named("\u0646\u0645\u06cc\u200d\u062e\u0648\u0627\u0647\u0645"),
    "A16-raw": lambda: look_alike("did:web:ex\u0430mple.edu"),
    "A16-punycode": lambda: look_alike("did:web:xn--exmple-4nf.edu"),
    "A16-case": lambda: look_alike("did:web:EXAMPLE.edu"),
    "A16-percent": lambda: look_alike("did:web:ex%61mple.edu"),
    "A17-array": lambda: [Input("[]"), Input(f"[{text(di())}]")],
    "A17-string": lambda: Input('"eyJhbGciOiJFZERTQSJ9.e30.c2ln"'),
    "A17-scalar": lambda: [Input("1"), Input("true"), Input("null")],
    "A17-empty": lambda: [Input(b""), Input(b" \n\t ")],
    "A18-bytes": lambda: padded(LIMIT + 1),
    "A18-exact": lambda: padded(LIMIT),
    "A18-utf8": lambda: Input('{"a":"' + "\u20ac" * 200_000 + '"}'),
    "A21-trailing": lambda: Input(text(di()) + "x"),
    "A21-two": lambda: Input(text(di()) * 2),
    "A21-comment": lambda: [Input(text(di()).replace("{", "{" + c, 1)) for c in ("/* x */", "// x\n")],
    "A21-comma": lambda: [Input(text(di())[:-1] + ",}"), Input(text(di()).replace("]", ",]", 1))],
    "A21-quotes": lambda: Input(text(di()).replace('"id"', "'id'", 1)),
    "A21-nul": lambda: Input(text(di()) + "\0"),
}
# Not through inspect(): the tests below.
APART = {"A05-at", "A08-issue", "A08-boundary", "A11-issue", "A18-python-object"}


@pytest.mark.parametrize("variant", [v for v in variants("A") if v.id not in APART], ids=str)
def test_attack(variant: Variant) -> None:
    check(variant, BUILDERS[variant.id]())


@pytest.mark.attack("A08", "issue")
def test_a_number_that_readers_disagree_about_is_not_issued() -> None:
    tree = unsigned()
    tree["credentialSubject"]["creditsEarned"] = 9007199254740993
    with pytest.raises(IssueError) as caught:
        issue(tree, signer=signer())
    assert caught.value.code == "json.number"
    assert "decimal string" in caught.value.hint


@pytest.mark.attack("A08", "boundary")
@pytest.mark.parametrize("number", [2**53 - 1, -(2**53 - 1)])
def test_the_largest_shared_integers_are_read(number: int) -> None:
    # Credits have a range of their own, so the number stands where the model sets none: in the JSON door.
    from eccoe_vc.encoding import strict_json

    assert strict_json.parse(f'{{"n": {number}}}') == {"n": number}


@pytest.mark.attack("A11", "issue")
def test_a_lone_surrogate_is_not_issued() -> None:
    with pytest.raises(IssueError) as caught:
        issue(unsigned(name="\ud800"), signer=signer())
    assert caught.value.code == "json.surrogate"
    assert caught.value.pointer == "/name"


@pytest.mark.attack("A05", "at")
def test_the_deepest_allowed_nesting_is_read() -> None:
    from eccoe_vc.encoding import strict_json

    deep = '{"a":' * 64 + "1" + "}" * 64
    assert strict_json.parse(deep) == json.loads(deep)


@pytest.mark.attack("A18", "python-object")
def test_a_huge_mapping_of_the_caller_is_refused_early() -> None:
    import time
    import tracemalloc

    from eccoe_vc import inspect

    one: dict[str, object] = {}
    given = {"a": [one] * 10_000_000}
    tracemalloc.start()
    start = time.thread_time()
    report = inspect(given, policy=policy(), sources=OFFLINE, at=bases.AT)
    spent = time.thread_time() - start
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.verdict == "rejected"
    assert next(report.problems()).code == "struct.limit"
    assert spent < 0.75
    assert peak < 40 << 20
