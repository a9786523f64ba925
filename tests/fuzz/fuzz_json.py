"""JSON credentials: ``inspect`` on any bytes, and on signed badges that a grammar of JSON and JSON-LD changes.

The first byte chooses: below 64 the rest is the text of a credential as it is, else a list of changes to a signed seed;
and, by its bit 32, the strict policy or one that takes all suites, any proof, and asks no status.

Laws: nothing but a report comes out; it can be written as JSON, with registered codes and short sentences; what the
strict JSON door takes, a second parser reads alike, and its canonical form is stable; *accepted* means that everything
a check reads (:mod:`tests.fuzz.views`) is what the issuer of one of the seeds signed.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.attacks import bases
from tests.fuzz import badges, grammar
from tests.fuzz.views import view

from eccoe_vc import inspect
from eccoe_vc.codes import code
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import RefusedError
from eccoe_vc.jsonld import jcs

AS_IT_IS = 64
STRICT = 32


@cache
def _lenient() -> Any:
    return bases.policy(legacy=True, status="skip", schema="skip", proofs="any")


@cache
def _strict() -> Any:
    return bases.policy(legacy=True)


@cache
def _genuine() -> frozenset[str]:
    return frozenset(view(tree) for tree in badges.signed().values())


def run_once(data: bytes) -> None:
    """One input; raises ``AssertionError``, or what escaped, where a law does not hold."""
    if not data:
        return
    if data[0] < AS_IT_IS:
        text = data[1:]
        _parsers_agree(text)
    else:
        text = grammar.changed(badges.texts(), data[0] % STRICT, data[1:])
    report = inspect(text, policy=_strict() if data[0] & STRICT else _lenient(), at=bases.AT)
    json.dumps(report.to_dict()).encode()
    for check in report.checks:
        assert len(check.message) <= 300, check
        assert not check.code or code(check.code), check
    if report.verdict == "accepted":
        assert view(json.loads(text)) in _genuine(), "accepted, but not what was signed"


def _parsers_agree(text: bytes) -> None:
    try:
        tree = strict_json.parse(text)
    except RefusedError:
        return
    assert tree == json.loads(text, object_pairs_hook=_without_doubles)
    try:
        canonical = jcs.encode(tree)
    except RefusedError:
        return
    assert jcs.encode(strict_json.parse(canonical)) == canonical


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    assert len(made) == len(pairs), "a doubled name was taken"
    return made


def seeds() -> dict[str, bytes]:
    """The signed badges as they are, and short programs of changes for each."""
    made = {f"{name}-as-it-is": b"\0" + text for name, text in zip(badges.signed(), badges.texts(), strict=True)}
    for number in range(len(badges.texts())):
        for change in range(grammar.CHANGES):
            made[f"{number}-change-{change}"] = bytes((AS_IT_IS + number, change, 7, 3, 11, 1, 0, 5, 2))
    return made


def main() -> None:
    """Run under atheris; arguments are libFuzzer's, such as ``-max_total_time=3600``."""
    from tests.fuzz.running import fuzz

    fuzz("fuzz_json")


if __name__ == "__main__":
    main()
