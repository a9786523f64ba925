"""Schemas and their patterns: what an issuer's web server may answer with.

The first byte chooses the parser, the rest is its input.

Laws: nothing but an error of the library comes out, with a registered code and a short sentence; a pattern that both
engines read means the same to both; a badge passes only behind a schema that is one.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from functools import cache

from tests.fuzz.running import parsed

from eccoe_vc import OFFLINE, LocalSigner, TrustedIssuers, inspect, issue, models, policies
from eccoe_vc.limits import Budget, Meter
from eccoe_vc.schemas import resolving
from eccoe_vc.schemas.judging import judge
from eccoe_vc.schemas.patterns import Pattern

URL = "https://north.example/schemas/badge.json"
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_SIGNER = LocalSigner.from_seed(bytes(32))
_POLICY = policies.open_badge(trust=TrustedIssuers({_SIGNER.controller}))
_DOCUMENT = {
    "id": "urn:x:1",
    "type": ["A", "B"],
    "name": "ab",
    "n": 1.5,
    "list": [1, 1.0, None],
    "deep": {"a": {"a": {}}},
}
#: Where both engines mean the same: no escapes but of signs, no groups with a question mark, no counted repetitions.
_ALIKE = re.compile(r"(?:[a-c.|()*+^-]|\\[.*+])*").fullmatch


def run_once(data: bytes) -> None:
    """One input; raises ``AssertionError``, or what escaped, where a law does not hold."""
    parsed(PARSERS, data)


def _pattern(data: bytes) -> None:
    pattern, _, text = data.decode("utf-8", "replace").partition("\0")
    found = Pattern(pattern).search(text[:200])
    if len(pattern) < 20 and len(text) < 20 and _ALIKE(pattern) and text.isascii() and text.isprintable():
        try:
            alike = re.compile(pattern)
        except re.error:
            return
        assert found is (alike.search(text) is not None), (pattern, text)


def _schema(data: bytes) -> None:
    meter = Meter(Budget(schema_steps=20_000))
    schema = resolving.parse(data, meter)
    found = judge({"$schema": _DRAFT} | schema, _DOCUMENT, meter=meter)
    assert found.met == (not found.flaws)
    assert all(flaw.due and len(flaw.due) <= 200 for flaw in found.flaws)


def _behind_a_badge(data: bytes) -> None:
    report = inspect(_badge(), policy=_POLICY, sources=OFFLINE.with_document(URL, data), at=AT)
    assert all(len(one.message) <= 300 for check in report.problems() for one in check.findings)
    if report:
        assert isinstance(json.loads(data), dict)


@cache
def _badge() -> str:
    badge = models.OpenBadgeCredential(
        id="urn:uuid:5a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10",
        issuer=models.Profile(id=_SIGNER.controller, name="North University"),
        valid_from="2026-01-15T09:00:00Z",
        credential_subject=models.AchievementSubject(
            id="did:example:learner",
            achievement=models.Achievement(
                id="https://north.example/achievements/soil", name="Soil Science", description="Reads a soil profile.",
                criteria=models.Criteria(narrative="Pass."),
            ),
        ),
    )  # fmt: skip
    named = {"credentialSchema": [{"id": URL, "type": "JsonSchema"}]}
    return issue(badge.to_json() | named, signer=_SIGNER, created=AT).text


PARSERS = (_pattern, _schema, _behind_a_badge)


def seeds() -> dict[str, bytes]:
    """Inputs to begin with, by name."""
    rules = {
        "$schema": _DRAFT,
        "$defs": {"a": {"$anchor": "x", "type": "object", "additionalProperties": {"$ref": "#x"}}},
        "properties": {"deep": {"$ref": "#/$defs/a"}, "name": {"pattern": "^a+b?$", "format": "email"}},
        "patternProperties": {"^l": {"uniqueItems": True, "contains": {"type": "null"}}},
        "unevaluatedProperties": False,
        "anyOf": [{"required": ["id"]}, {"not": {"enum": [1, {}]}}],
        "if": {"minProperties": 1},
        "then": {"dependentSchemas": {"n": {"properties": {"n": {"multipleOf": 0.5}}}}},
    }
    text = json.dumps(rules).encode()
    return {
        "pattern": b"\0^(a|b)*[^a-c\\d]{1,3}$\0abab.",
        "schema": b"\1" + text,
        "loop": b'\1{"$ref":"#"}',
        "badge": b"\2" + text,
        "badge met": b"\2" + json.dumps({"$schema": _DRAFT, "required": ["issuer"]}).encode(),
        "html": b"\2<html>",
    }


def main() -> None:
    """Run under atheris; arguments are libFuzzer's, such as ``-max_total_time=3600``."""
    from tests.fuzz.running import fuzz

    fuzz("fuzz_schema")


if __name__ == "__main__":
    main()
