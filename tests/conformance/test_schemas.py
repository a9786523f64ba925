"""Schemas that others published, evaluated by us and by the package ``jsonschema``. Topic ``openbadges`` and others."""

from __future__ import annotations

from functools import cache
from itertools import islice
from typing import Any, Final

import pytest
from jsonschema import FormatChecker
from jsonschema.validators import validator_for
from tests.conformance.data import Topic
from tests.unit.models.mutants import mutants

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
    assert not library_says(BADGES.json(BADGE), document)


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


# ---- beside the package jsonschema -----------------------------------------------------------------------------------

_FORMATS: Final = FormatChecker(formats=())  # which formats are asserted differs; they have tests of their own


def library_says(schema: Tree, document: Any) -> bool:
    return bool(validator_for(schema)(schema, format_checker=_FORMATS).is_valid(document))


def without_formats(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {k: without_formats(v) for k, v in schema.items() if k != "format" or not isinstance(v, str)}
    return [without_formats(item) for item in schema] if isinstance(schema, list) else schema


PAIRS: Final = [
    (BADGE, REAL, "1edtech-validator/ob30/complete.json", 83),
    (OLD_BADGE, BADGES, "ob3/examples-impierce-types/full_achievement_credential.json", 83),
    (OLD_RECORD, REAL, "1edtech-validator/clr20/simple-noproof.json", 29),
    (ELM, REAL, "elm/credential-sample.jsonld", 53),
    (f"{EBSI}schema.json", BADGES, f"{EBSI}examples/generic-attestation.json", 7),
]


@cache
def pruned(topic: Topic, path: str) -> Tree:
    """The first item of each list of objects, and no endorsements: nearly every member is met, with less work."""

    def prune(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: prune(item) for name, item in value.items() if "ndorsement" not in name}
        if isinstance(value, list):
            return [prune(item) for item in (value[:1] if isinstance(value[0], dict) else value)]
        return value

    tree: Tree = prune(topic.json(path))
    return tree


@pytest.mark.parametrize(("schema", "topic", "path", "step"), PAIRS, ids=[pair[0].split("/")[-1] for pair in PAIRS])
def test_one_fault_mutants_are_judged_as_the_library_judges_them(
    schema: str, topic: Topic, path: str, step: int
) -> None:
    rules = without_formats(BADGES.json(schema))
    document = pruned(topic, path)
    assert judged(rules, document).met is library_says(rules, document)
    looked_at, met = 0, 0
    for mutant in islice(mutants(document), 3, None, step):
        found = judged(rules, mutant.document)
        assert found.met is library_says(rules, mutant.document), (mutant.what, mutant.path, found.flaws)
        assert found.met == (not found.flaws)
        looked_at, met = looked_at + 1, met + found.met
    assert looked_at > 30
    assert met < looked_at
