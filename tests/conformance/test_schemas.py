"""Schemas that others published, and what they say about documents. Topic ``openbadges`` and others."""

from __future__ import annotations

import copy
from typing import Any, Final

import pytest
from tests.conformance.data import Topic

from eccoe_vc.errors import RefusedError
from eccoe_vc.limits import Budget, Meter
from eccoe_vc.schemas.judging import Judgement, judge

BADGES: Final = Topic("openbadges")
REAL: Final = Topic("realworld")
W3C: Final = Topic("w3c-suites")
BADGE: Final = "ob3/schema/obv3_achievementcredential_schema_impierce.json"
OLD_BADGE: Final = "hropen-draft4/ob_v3p0_achievementcredential_schema_draft4.json"
OLD_RECORD: Final = "hropen-draft4/clr_v2p0_clrcredential_schema_draft4.json"
ELM: Final = "elm/elm-v3-edc-schema.json"
EBSI: Final = "elm/ebsi-elm/vcdm2.0-attestation-schema/"
EDC: Final = "elm/ebsi-elm/vcdm2.0-europass-edc-schema/schema.json"
VCDM: Final = "vcdm-json-schema/schema/"
CREDENTIAL: Final = f"{VCDM}verifiable-credential/verifiable-credential-schema.json"
PRESENTATION: Final = f"{VCDM}verifiable-presentation/verifiable-presentation-schema.json"
Tree = dict[str, Any]


def judged(schema: Tree, document: Any, **more: Any) -> Judgement:
    return judge(schema, document, meter=Meter(Budget(cpu_ms=60_000)), **more)


def test_a_badge_of_1edtech_meets_the_schema_of_open_badges() -> None:
    assert judged(BADGES.json(BADGE), REAL.json("1edtech-validator/ob30/complete.json")).flaws == ()


@pytest.mark.parametrize(
    "path",
    [
        "1edtech-validator/ob30/simple-err-proof-method.json",
        "dcc/v2/dataIntegrityProof/didKey/legacyRegistry-noStatus-notExpired-withSchema.json",
    ],
)
def test_a_badge_in_compact_form_leaves_the_schema_for_the_plain_one(path: str) -> None:
    document = REAL.json(path)
    found = judged(BADGES.json(BADGE), document)
    assert [(flaw.pointer, flaw.due) for flaw in found.flaws] == [("/proof", "a list is due here")]


@pytest.mark.parametrize(
    "path", ["skillAssertionCase-0.json", "basicOpenBadgeCredential-0.json", "fullOpenBadge-0.json"]
)
def test_examples_of_the_specification_meet_its_schema(path: str) -> None:
    found = judged(BADGES.json(BADGE), BADGES.json(f"ob3/examples/{path}"))
    assert found.met
    assert found.dialect.name == "2019-09"


def test_the_largest_example_leaves_most_of_the_budget() -> None:
    meter = Meter(Budget(cpu_ms=60_000))
    assert judge(BADGES.json(BADGE), REAL.json("1edtech-validator/ob30/complete.json"), meter=meter).met
    assert meter.budget.schema_steps - meter.schema_steps < meter.budget.schema_steps / 20


@pytest.mark.parametrize("path", list(W3C.files(prefix=f"{VCDM}verifiable-credential/example")))
def test_credentials_of_w3c_meet_their_schema(path: str) -> None:
    assert judged(W3C.json(CREDENTIAL), W3C.json(path)).met


@pytest.mark.parametrize("path", list(W3C.files(prefix=f"{VCDM}verifiable-presentation/example")))
def test_presentations_of_w3c_meet_their_schema_where_the_other_one_is_supplied(path: str) -> None:
    other = W3C.json(CREDENTIAL)
    with pytest.raises(RefusedError) as caught:
        judged(W3C.json(PRESENTATION), W3C.json(path))
    assert caught.value.code == "schema.remote_ref"
    assert judged(W3C.json(PRESENTATION), W3C.json(path), supplied={other["$id"]: W3C.read(CREDENTIAL)}).met


def schema_credential(schema: Any) -> Tree:
    """The form of VC JSON Schema 1.0, section 2.2."""
    return {
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "credentialSubject": {"type": "JsonSchema", "jsonSchema": schema},
        "credentialSchema": {
            "id": "https://www.w3.org/ns/credentials/json-schema/v2.json",
            "type": "JsonSchema",
            "digestSRI": "sha384-S57yQDg1MTzF56Oi9DbSQ14u7jBy0RDdx0YbeV7shwhCS88G8SCXeFq82PafhCrW",
        },
    }


@pytest.mark.parametrize(
    ("schema", "met"),
    [
        ({"type": "object", "properties": {"a": {"$ref": "#/$defs/b"}}}, True),
        ({"type": 5}, False),
        ({"properties": {"a": {"minimum": "x"}}}, False),
        ({"allOf": []}, False),
    ],
)
def test_the_schema_of_schema_credentials_knows_what_a_schema_is(schema: Any, met: bool) -> None:
    """It refers to the meta-schema of 2020-12, which is one of dynamic references."""
    path = "vc-json-schema/schema/json-schema-credential-schema.json"
    assert judged(W3C.json(path), schema_credential(schema)).met is met


@pytest.mark.parametrize("path", BADGES.files(prefix=f"{EBSI}examples/"))
def test_attestations_meet_the_schema_of_ebsi(path: str) -> None:
    assert judged(BADGES.json(f"{EBSI}schema.json"), BADGES.json(path)).met


def test_a_schema_that_refers_to_its_neighbour_needs_it_supplied() -> None:
    edc, document = BADGES.json(EDC), REAL.json("elm/credential-sample.jsonld")
    with pytest.raises(RefusedError) as caught:
        judged(edc, document)
    assert caught.value.code == "schema.remote_ref"
    parts = edc["$id"].rsplit("/", 1)[0] + "/vcdm2.0-attestation-schema/schema.json"
    assert not judged(edc, document, supplied={parts: BADGES.read(f"{EBSI}schema.json")}).met


# ---- one fault -------------------------------------------------------------------------------------------------------

ATTESTATION: Final = (BADGES, f"{EBSI}schema.json", BADGES, f"{EBSI}examples/generic-attestation.json")
WHOLE: Final = [
    (BADGES, BADGE, REAL, "1edtech-validator/ob30/complete.json"),
    ATTESTATION,
    (W3C, CREDENTIAL, W3C, f"{VCDM}verifiable-credential/example-1.json"),
]


@pytest.mark.parametrize("pair", WHOLE, ids=lambda pair: pair[1].rsplit("/", 1)[-1])
def test_without_what_the_schema_requires_it_is_not_met(pair: tuple[Topic, str, Topic, str]) -> None:
    schema, document = pair[0].json(pair[1]), pair[2].json(pair[3])
    assert judged(schema, document).met
    assert schema["required"]
    for name in schema["required"]:
        found = judged(schema, {other: value for other, value in document.items() if other != name})
        assert ("", f"the member '{name}' is missing") in found.flaws
        wrong = judged(schema, document | {name: True})
        assert {flaw.pointer for flaw in wrong.flaws} == {f"/{name}"}


@pytest.mark.parametrize(
    ("pointer", "value", "due"),
    [
        ("/credentialSubject/achievement/name", 5, "text is due here"),
        ("/credentialSubject/achievement/achievementType", "Ministry", "one of 2 forms is due here, and none fits"),
        ("/validFrom", "2026-13-01T00:00:00Z", "the text is not of the format 'date-time'"),
        ("/credentialSchema/0/type", ["a"], "text is due here"),
    ],
)
def test_a_fault_in_a_badge_is_told_where_it_stands(pointer: str, value: Any, due: str) -> None:
    document = copy.deepcopy(REAL.json("1edtech-validator/ob30/complete.json"))
    *way, last = pointer[1:].split("/")
    inner = document
    for token in way:
        inner = inner[int(token)] if isinstance(inner, list) else inner[token]
    assert last in inner
    inner[last] = value
    assert [tuple(flaw) for flaw in judged(BADGES.json(BADGE), document).flaws] == [(pointer, due)]


def test_schemas_of_draft_04_are_read_as_they_were_published() -> None:
    document = BADGES.json("ob3/examples-impierce-types/full_achievement_credential.json")
    found = judged(BADGES.json(OLD_BADGE), document)
    assert found.dialect.old
    assert {flaw.due for flaw in found.flaws} == {"nothing may stand here"}  # names that this edition does not know
    record = judged(BADGES.json(OLD_RECORD), REAL.json("1edtech-validator/clr20/simple-noproof.json"))
    assert record.dialect.old
