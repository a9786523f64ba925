"""Group I of the attack corpus: schema, time, data model."""

from __future__ import annotations

import ast
import hashlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import bases
from tests.attacks.bases import (
    AT,
    OB,
    SCHEMA_URL,
    Tree,
    di,
    di_schema,
    policy,
    raw_signed,
    schema,
    signed,
    signer,
    unsigned,
)
from tests.attacks.corpus import Builder, Input, Variant, check, variants

from eccoe_vc import OFFLINE, InputTypeError, Outcome, inspect, models, verify
from eccoe_vc.encoding import multibase, standard_base64, strict_json, timestamps


def window(start: timedelta | None = None, end: timedelta | None = None) -> Input:
    members: dict[str, Any] = {}
    if start is not None:
        members["validFrom"] = timestamps.format(AT + start)
    if end is not None:
        members["validUntil"] = timestamps.format(AT + end)
    return Input(raw_signed(unsigned(**members)))


def subject(**members: Any) -> Tree:
    tree = unsigned()
    tree["credentialSubject"] |= members
    return tree


def achievement(**members: Any) -> Tree:
    tree = unsigned()
    made = {**tree["credentialSubject"]["achievement"], **members}
    tree["credentialSubject"]["achievement"] = {k: v for k, v in made.items() if v is not ...}
    return tree


def fresh(tree: Tree) -> Input:
    return Input(raw_signed(tree))


def unknown_did() -> Input:
    tree = unsigned(issuer={"id": "did:new:abc", "type": ["Profile"], "name": "North"})
    return Input(raw_signed(tree, verificationMethod="did:new:abc#key-1"), policy("did:new:abc"))


def future_model() -> Tree:
    return {**di(), "@context": ["https://www.w3.org/ns/credentials/v3", OB]}


def unknown_suite() -> Tree:
    tree = di()
    tree["proof"]["cryptosuite"] = "eddsa-rdfc-2032"
    return tree


# ---- schemas ---------------------------------------------------------------------------------------------------------

JSON = strict_json.dumps
SRI = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="  # of nothing at all


def against(document: Any, **entry: Any) -> Input:
    """The badge that names a schema, and that schema, at hand."""
    data = document if isinstance(document, bytes) else JSON(document).encode()
    return Input(di_schema(**entry), sources=OFFLINE.with_document(SCHEMA_URL, data))


def nested(levels: int) -> bytes:
    return b'{"$schema":"https://json-schema.org/draft/2020-12/schema","allOf":[' + b'{"allOf":[' * levels + b"{}" + (
        b"]}" * (levels + 1)
    )  # fmt: skip


def powers() -> Tree:
    """Nine levels of nine branches each: small to write, and more to evaluate than anybody waits for."""
    levels = {str(n): {"anyOf": [{"allOf": [{"$ref": f"#/$defs/{n + 1}"}, False]}] * 9} for n in range(9)}
    return schema(**{"$ref": "#/$defs/0", "$defs": levels | {"9": {}}})


def branches() -> Tree:
    return schema(anyOf=[{"properties": {"name": {"const": f"Course {n}"}}} for n in range(10_000)])


def multihash(data: bytes) -> str:
    return multibase.encode(b"\x12\x20" + hashlib.sha256(data).digest(), "u")


# ---- learner records -------------------------------------------------------------------------------------------------


def record_of(*inner: Tree, suite: str = "eddsa-rdfc-2022", **members: Any) -> Input:
    from tests.unit.verification.test_nested import clr_policy, record

    return Input(raw_signed(record(*inner, **members), suite=suite), clr_policy())


def three() -> list[Tree]:
    return [signed(unsigned(id=f"urn:uuid:7a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b1{n}")) for n in range(3)]


def broken() -> Input:
    inner = three()
    inner[1]["name"] = "Doctorate"
    return record_of(*inner)


def of_another_learner() -> Input:
    other = unsigned()
    other["credentialSubject"]["id"] = signer("somebody else").controller
    return record_of(signed(other))


def association() -> Input:
    inner = three()
    edge = {"type": "Association", "associationType": "isChildOf", "sourceId": inner[0]["id"], "targetId": "urn:uuid:0"}
    return record_of(*inner, association=[edge])


HASHED = "https://north.example/img.png"
BUILDERS: dict[str, Builder] = {
    "I01-remote": lambda: against(schema(**{"$ref": "http://127.0.0.1/x"})),
    "I01-file": lambda: against(schema(**{"$ref": "file:///etc/passwd"})),
    "I01-loop": lambda: [
        against(schema(**{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}})),
        against(schema(**{"$dynamicAnchor": "x", "$dynamicRef": "#x"})),
    ],
    "I01-id": lambda: against(schema(**{"$id": "https://south.example/", "$ref": "other.json"})),
    "I03-anyof": lambda: [against(branches()), against(powers())],
    "I03-enum": lambda: against(schema(enum=["x" * 100] * 100_000)),
    "I03-nested": lambda: [against(nested(1_000)), against(nested(80))],
    "I03-unique": lambda: against(schema(uniqueItems=True, required=[f"a{n}" for n in range(100_000)])),
    "I04-digest": lambda: [
        against(schema(), digestSRI=SRI),
        against(schema(), digestMultibase=multihash(b"another schema")),
        against(schema(), digestSRI=SRI, digestMultibase=multihash(JSON(schema()).encode())),
    ],
    "I04-draft4": lambda: against({"$schema": "http://json-schema.org/draft-04/schema#", "required": ["issuer"]}),
    "I04-unknown": lambda: [
        against({"$schema": "https://json-schema.org/draft/next/schema"}),
        against({"type": "object"}),
    ],
    "I04-boolean": lambda: [against(b"true"), against(b"false")],
    "I04-html": lambda: against(b"<!DOCTYPE html><title>Not found</title>"),
    "I04-404": lambda: Input(di_schema()),
    "I06-reversed": lambda: fresh(unsigned(validUntil="2026-01-01T00:00:00Z")),
    "I06-future-59": lambda: window(start=timedelta(seconds=59)),
    "I06-future-61": lambda: window(start=timedelta(seconds=61)),
    "I06-expired-61": lambda: window(end=-timedelta(seconds=61)),
    "I06-expired-59": lambda: window(end=-timedelta(seconds=59)),
    "I06-equal": lambda: window(timedelta(0), timedelta(0)),
    "I09-no-vc": lambda: Input({**di(), "type": ["OpenBadgeCredential"]}),
    "I09-alias": lambda: Input(signed(unsigned(type=["VerifiableCredential", "AchievementCredential"]))),
    "I09-neither": lambda: fresh(unsigned(type=["VerifiableCredential"])),
    "I09-subject": lambda: fresh(
        unsigned(credentialSubject={k: v for k, v in unsigned()["credentialSubject"].items() if k != "type"})
    ),
    "I09-achievement": lambda: [
        fresh(achievement(name=...)),
        fresh(achievement(criteria=...)),
        fresh(achievement(type=..., name=..., criteria=...)),
    ],
    "I12-negative": lambda: fresh(subject(creditsEarned=-5)),
    "I12-huge": lambda: Input(bases.text(di()).replace('"creditsEarned":3.0', '"creditsEarned":1e308')),
    "I12-string": lambda: fresh(subject(creditsEarned="10")),
    "I12-bool": lambda: fresh(subject(creditsEarned=True)),
    "I12-no-description": lambda: fresh(
        subject(result=[{"type": ["Result"], "resultDescription": "urn:uuid:0", "value": "A"}])
    ),
    "I15-name": lambda: Input(bases.text(di()).replace("Soil Science", "x" * (1 << 20), 1)),
    "I15-evidence": lambda: Input(bases.text({**di(), "evidence": [{"type": "Evidence"}] * 10_000})),
    "I15-narrative": lambda: Input(signed(achievement(criteria={"narrative": "word " * 20_000}))),
    "I15-data-uri": lambda: Input(
        signed(achievement(image={"id": "data:image/png;base64," + "iVBORw0KGgoA" * 17_000, "type": "Image"}))
    ),
    "I16-context": lambda: Input(future_model()),
    "I16-suite": lambda: Input(unknown_suite()),
    "I16-did": unknown_did,
    "I16-terms": lambda: terms(),
    "I18-broken": broken,
    "I18-other-subject": of_another_learner,
    "I18-association": association,
    # The context does not define `partial`, so only a suite that signs bytes can carry it.
    "I18-partial": lambda: record_of(signed(unsigned()), suite="eddsa-jcs-2022", partial=True),
}
APART = {"I07-naive", "I07-date", "I07-string", "I07-timestamp", "I08-jump", "I08-at", "I08-grep", "I12-sum",
         "I14-extra", "I14-raw", "I14-dump", "I16-status", "I16-schema", "I01-recursive", "I18-report"}  # fmt: skip


def supplied(kind: str, **members: Any) -> Input:
    from tests.attacks.test_group_b import EXTENSION
    from tests.attacks.test_group_b import supplied as with_context

    sources = with_context({kind: f"https://example.org/v#{kind}"})
    tree = unsigned(context=[*unsigned()["@context"], EXTENSION], **members)
    return Input(signed(tree, sources=sources), sources=sources)


def terms() -> Input:
    return supplied("AcmeTerms", termsOfUse=[{"id": "https://north.example/terms", "type": "AcmeTerms"}])


@pytest.mark.parametrize("variant", [v for v in variants("I") if v.id in BUILDERS], ids=str)
def test_attack(variant: Variant) -> None:
    check(variant, BUILDERS[variant.id]())


@pytest.mark.attack("I16", "status")
def test_an_unknown_status_type_is_undecided() -> None:
    one = supplied("AcmeStatus", credentialStatus={"id": "https://north.example/status#1", "type": "AcmeStatus"})
    report = inspect(one.data, policy=one.policy, sources=one.sources, at=AT)
    assert report.verdict == "indeterminate"
    assert report.check("status").code == "unsupported.status_type"


@pytest.mark.attack("I16", "schema")
def test_an_unknown_schema_type_is_undecided() -> None:
    one = supplied("AcmeSchema", credentialSchema=[{"id": "https://north.example/schema", "type": "AcmeSchema"}])
    report = inspect(one.data, policy=one.policy, sources=one.sources, at=AT)
    assert report.verdict == "indeterminate"
    assert report.check("schema").code == "unsupported.schema_type"


@pytest.mark.attack("I07", "naive")
@pytest.mark.attack("I07", "date")
@pytest.mark.attack("I07", "string")
@pytest.mark.attack("I07", "timestamp")
@pytest.mark.parametrize("at", [datetime(2026, 1, 1), date(2026, 1, 1), "2026-01-01", 1767225600])
def test_only_an_aware_datetime_is_a_moment(at: Any) -> None:
    for call in (inspect, verify):
        with pytest.raises(InputTypeError) as caught:
            call(di(), policy=policy(), at=at)
        assert caught.value.code == "input.type"
        assert isinstance(caught.value, TypeError)


@pytest.mark.attack("I08", "jump")
def test_one_clock_reading_for_all_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    from eccoe_vc import clock

    readings = iter(datetime(2026 + step, 6, 1, tzinfo=UTC) for step in range(50))
    monkeypatch.setattr(clock, "now", lambda: next(readings))
    report = inspect(di(), policy=policy())
    assert report.at == datetime(2026, 6, 1, tzinfo=UTC)
    assert report.verdict == "accepted"
    assert next(readings).year == 2027


@pytest.mark.attack("I08", "at")
def test_the_past_is_judged_by_the_past() -> None:
    report = inspect(bases.di_expired(), policy=policy(), at=datetime(2026, 2, 1, tzinfo=UTC))
    assert report.to_dict()["at"] == "2026-02-01T00:00:00Z"
    # The proof was made in May: for February it lies in the future.
    assert {check.code for check in report.problems()} == {"proof.time"}


@pytest.mark.attack("I08", "grep")
def test_no_clock_is_read_outside_the_one_place() -> None:
    src = Path(__file__).resolve().parents[2] / "src" / "eccoe_vc"
    found = []
    for path in sorted(src.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Attribute) and node.attr in ("now", "utcnow", "today", "time", "time_ns"):
                owner = ast.unparse(node.value)
                if owner in ("datetime", "datetime.datetime", "date", "time"):
                    found.append(path.relative_to(src).as_posix())
    assert found == ["clock.py"]


@pytest.mark.attack("I12", "sum")
def test_credits_add_up_exactly() -> None:
    total = Decimal(0)
    for earned in (5, 0.1, 0.2):
        view = verify(signed(subject(creditsEarned=earned)), policy=policy(), at=AT).credential
        total += view.credential_subject.credits_earned
    assert total == Decimal("5.3")


@pytest.mark.attack("I14", "raw")
def test_the_envelope_holds_the_tree_as_received() -> None:
    text = bases.text(di()).replace('"creditsEarned":3.0', '"creditsEarned":30e-1')
    verified = verify(text, policy=policy(), at=AT)
    assert verified.envelope.text == text
    assert list(verified.envelope.document or {}) == list(di())


@pytest.mark.attack("I14", "extra")
@pytest.mark.attack("I14", "dump")
def test_a_typed_view_loses_nothing() -> None:
    tree = di()
    tree["x-unknown"] = {"b": 1, "a": [2.50, {"c": True}]}
    tree["credentialSubject"]["x-other"] = "kept"
    assert models.view(tree).to_json() == tree
    assert list(models.view(tree).to_json()) == list(tree)


@pytest.mark.attack("I01", "recursive")
def test_a_schema_that_refers_to_itself_follows_the_document_to_its_end() -> None:
    deep: Any = "end"
    for _ in range(55):
        deep = {"x-deep": deep}
    named = unsigned(credentialSchema=[{"id": SCHEMA_URL, "type": "JsonSchema"}])
    tree = raw_signed({**named, "x-deep": deep}, suite="eddsa-jcs-2022")
    for keywords in (
        {"properties": {"x-deep": {"$ref": "#"}}},
        {"additionalProperties": {"$ref": "#"}, "items": {"$ref": "#"}},
    ):
        given = against({"$schema": schema()["$schema"], **keywords})
        report = inspect(tree, policy=given.policy, sources=given.sources, at=AT)
        assert report.check("schema").outcome is Outcome.PASSED


@pytest.mark.attack("I18", "report")
def test_outer_and_inner_verdicts_are_apart() -> None:
    one = broken()
    report = inspect(one.data, policy=one.policy, at=AT)
    assert report.nested is not None
    assert [inner.verdict for inner in report.nested.values()] == ["accepted", "rejected", "accepted"]
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.check("nested").outcome is Outcome.FAILED


def test_a_schema_that_could_not_be_had_is_no_hindrance_where_the_policy_makes_it_optional() -> None:
    """The second half of I04-404."""
    report = inspect(di_schema(), policy=policy(schema="optional"), at=AT)
    assert report.verdict == "accepted"
    assert "schema.unavailable" in {note.code for note in report.notes}


def test_a_schema_with_the_digest_that_is_signed_is_read() -> None:
    """The near miss of I04-digest."""
    data = JSON(schema()).encode()
    for entry in ({"digestMultibase": multihash(data)}, {"digestSRI": f"{SRI} {sri(data)}"}):
        one = against(data, **entry)
        assert inspect(one.data, policy=one.policy, sources=one.sources, at=AT).verdict == "accepted"


def sri(data: bytes, name: str = "sha384") -> str:
    return f"{name}-{standard_base64.encode(hashlib.new(name, data).digest())}"


def test_the_signer_of_the_fixtures_is_stable() -> None:
    assert signer().controller == bases.ISSUER
