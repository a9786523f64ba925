"""Group I of the attack corpus: schema, time, data model."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import bases
from tests.attacks.bases import AT, OB, Tree, di, policy, raw_signed, signed, signer, unsigned
from tests.attacks.corpus import Builder, Input, Variant, check, variants

from eccoe_vc import InputTypeError, inspect, models, verify
from eccoe_vc.encoding import timestamps


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


HASHED = "https://north.example/img.png"
BUILDERS: dict[str, Builder] = {
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
}
APART = {"I07-naive", "I07-date", "I07-string", "I07-timestamp", "I08-jump", "I08-at", "I08-grep", "I12-sum",
         "I14-extra", "I14-raw", "I14-dump", "I16-status", "I16-schema"}  # fmt: skip
#: Schemas are read with issue D; learner records as a whole with issue C and D.
LATER = {
    *(f"I01-{name}" for name in ("remote", "file", "recursive", "loop", "id")),
    *(f"I03-{name}" for name in ("anyof", "enum", "nested", "unique")),
    *(f"I04-{name}" for name in ("digest", "draft4", "unknown", "boolean", "html", "404")),
    *(f"I18-{name}" for name in ("broken", "other-subject", "association", "partial", "report")),
}


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


def test_the_signer_of_the_fixtures_is_stable() -> None:
    assert signer().controller == bases.ISSUER
