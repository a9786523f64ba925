"""The check `schema`: which schema counts, what is asked for and when, and what a policy makes of it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.attacks.bases import (
    AT,
    ISSUER,
    OB,
    SCHEMA_URL,
    V2,
    Tree,
    curve_signer,
    di,
    di_schema,
    policy,
    raw_signed,
    schema,
    sd,
    signed,
    signer,
    unsigned,
)
from tests.attacks.test_group_d import WEB_URL
from tests.unit.verification.test_pipeline import REMOTE, Recording, did_json, web_badge, web_policy

from eccoe_vc import (
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    OFFLINE,
    VC_JOSE,
    VC_JWT_OB3,
    Fetch,
    Fetched,
    Outcome,
    Report,
    Sources,
    TrustedIssuers,
    inspect,
    issue,
    policies,
)
from eccoe_vc.encoding import strict_json
from eccoe_vc.limits import Budget
from eccoe_vc.schemas import resolving
from eccoe_vc.status import status_entry

EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
OFFICIAL = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
COMPACT = OFFICIAL.replace("/json/", "/json-ld/")
NAMELESS = schema(properties={"name": False})


def given(document: Any, url: str = SCHEMA_URL, sources: Sources = OFFLINE) -> Sources:
    return sources.with_document(url, document)


def report(tree: Any, sources: Sources, **answers: Any) -> Report:
    return inspect(tree, policy=policy(**answers), sources=sources, at=AT)


def notes(found: Report) -> set[str]:
    return {note.code for note in found.notes}


def test_valid_invalid_and_not_known_are_three_answers() -> None:
    outcomes = [
        report(di_schema(), sources).check("schema").outcome for sources in (given(schema()), given(NAMELESS), OFFLINE)
    ]
    assert outcomes == [Outcome.PASSED, Outcome.FAILED, Outcome.INDETERMINATE]


def test_a_badge_that_leaves_its_schema_is_told_where() -> None:
    deep = {"properties": {"achievement": {"required": ["id", "tag"]}}}
    found = report(di_schema(), given(schema(properties={"credentialSubject": deep, "name": {"maxLength": 3}})))
    assert found.verdict == "rejected"
    assert [(one.code, one.pointer) for one in found.check("schema").findings] == [
        ("schema.invalid", "/credentialSubject/achievement"),
        ("schema.invalid", "/name"),
    ]
    assert found.check("schema").message == f"It leaves its schema '{SCHEMA_URL}': the member 'tag' is missing."
    assert found.check("schema[0]").code == "schema.invalid"
    assert not found.valid


def test_every_schema_counts_and_has_a_check_of_its_own() -> None:
    other = "https://north.example/schemas/other.json"
    both = given(NAMELESS, other, given(schema()))
    found = report(di_schema(SCHEMA_URL, other), both)
    assert [found.check(f"schema[{index}]").outcome for index in (0, 1)] == [Outcome.PASSED, Outcome.FAILED]
    assert found.verdict == "rejected"
    assert report(di_schema(SCHEMA_URL, other), given(schema())).verdict == "indeterminate"


@pytest.mark.parametrize(
    ("answer", "verdict", "note"),
    [
        ("check", "indeterminate", False),
        ("required", "rejected", False),
        ("optional", "accepted", True),
        ("skip", "accepted", False),
    ],
)
def test_a_policy_says_what_a_schema_counts_that_could_not_be_had(answer: Any, verdict: str, note: bool) -> None:
    found = report(di_schema(), OFFLINE, schema=answer)
    assert found.verdict == verdict
    assert ("schema.unavailable" in notes(found)) is note


@pytest.mark.parametrize("answer", ["check", "required", "optional"])
def test_no_policy_but_skip_takes_a_badge_that_leaves_its_schema(answer: Any) -> None:
    assert report(di_schema(), given(NAMELESS), schema=answer).verdict == "rejected"
    assert report(di_schema(), given(NAMELESS), schema="skip").verdict == "accepted"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ({"$schema": "https://json-schema.org/draft/next/schema"}, "unsupported.schema_dialect"),
        (schema(properties={"name": {"pattern": r"(a)\1"}}), "schema.regex"),
    ],
)
def test_what_is_beyond_us_is_undecided_or_a_note(document: Tree, code: str) -> None:
    found = report(di_schema(), given(document))
    assert (found.verdict, found.check("schema").code) == ("indeterminate", code)
    optional = report(di_schema(), given(document), schema="optional")
    assert optional.verdict == "accepted"
    assert code in notes(optional)


def test_a_pattern_that_is_not_reached_is_no_hindrance() -> None:
    assert report(di_schema(), given(schema(properties={"x-not": {"pattern": r"(a)\1"}}))).verdict == "accepted"


def test_formats_are_asserted() -> None:
    """Open Badges 3.0, and the failing example of VC JSON Schema 1.0, section 4.2."""
    assert report(di_schema(), given(schema(properties={"name": {"format": "email"}}))).verdict == "rejected"


def test_the_schema_of_1edtech_is_of_2019_where_it_names_no_dialect() -> None:
    entry = [{"id": SCHEMA_URL, "type": "1EdTechJsonSchemaValidator2019"}]
    badge = di(credentialSchema=entry, context=[V2, OB, EXTENSIONS])
    # A list in `items` is a keyword of 2019-09 and none of 2020-12.
    assert report(badge, given({"properties": {"type": {"items": [{"const": "x"}]}}})).verdict == "rejected"
    assert report(badge, given({"properties": {"type": {"items": [{"type": "string"}]}}})).verdict == "accepted"
    assert report(di_schema(), given({"type": "object"})).check("schema").code == "unsupported.schema_dialect"


# ---- when it is asked for --------------------------------------------------------------------------------------------


def served(**answers: Any) -> Recording:
    return Recording({WEB_URL: did_json()} | {url: strict_json.dumps(tree).encode() for url, tree in answers.items()})


def test_a_schema_is_asked_for_once_after_the_proof_with_its_bound() -> None:
    url = REMOTE["credentialSchema"][0]["id"]
    twice = REMOTE["credentialSchema"] + [{**REMOTE["credentialSchema"][0], "id": "https://north.example/other.json"}]
    fetch = served(**{url: schema(**{"$schema": "https://json-schema.org/draft/2019-09/schema"})})
    tree = web_badge(context=REMOTE["context"], credentialSchema=twice)
    found = inspect(tree, policy=web_policy(), sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert fetch.asked[1:] == [Fetch(one["id"], "schema", 256 * 1024) for one in twice]
    assert [found.check(f"schema[{index}]").code for index in (0, 1)] == ["", "schema.unavailable"]


@pytest.mark.parametrize("fault", ["signature", "expired", "stranger"])
def test_nobody_is_asked_for_the_schema_of_a_credential_that_is_not_in_order(fault: str) -> None:
    members = {"validUntil": "2026-03-01T00:00:00Z"} if fault == "expired" else {}
    tree = web_badge(context=REMOTE["context"], credentialSchema=REMOTE["credentialSchema"], **members)
    if fault == "signature":
        tree["name"] = "Doctorate"
    asked = policy() if fault == "stranger" else web_policy()
    fetch = served()
    found = inspect(tree, policy=asked, sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert [one.url for one in fetch.asked] == [WEB_URL]
    assert found.check("schema").code == "schema.unavailable"


def test_what_is_at_hand_is_not_asked_for() -> None:
    fetch = served()
    assert report(di_schema(), given(schema()).with_(fetch=fetch)).verdict == "accepted"
    assert fetch.asked == []


@pytest.mark.parametrize("url", ["http://north.example/schema.json", "file:///etc/passwd", "urn:uuid:0"])
def test_only_https_is_asked_for(url: str) -> None:
    fetch = served()
    assert report(di_schema(url), OFFLINE.with_(fetch=fetch)).check("schema").code == "schema.unavailable"
    assert fetch.asked == []
    assert report(di_schema(url), given(schema(), url)).verdict == "accepted"


@pytest.mark.attack("H10", "schemas")
def test_very_many_schemas_are_too_many() -> None:
    fetch = served()
    found = report(di_schema(*(f"https://north.example/{n}.json" for n in range(500))), OFFLINE.with_(fetch=fetch))
    assert found.verdict == "rejected"
    assert "fetch.count" in {one.code for one in found.check("schema").findings}
    assert len(fetch.asked) == Budget().fetches


def test_a_schema_that_is_too_large_is_refused() -> None:
    found = report(di_schema(), OFFLINE.with_(fetch=lambda wanted: Fetched(wanted.url, b" " * (wanted.max_bytes + 1))))
    assert (found.verdict, found.check("schema").code) == ("rejected", "schema.budget")


def test_without_the_extra_nobody_is_asked_and_the_hint_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resolving, "available", resolving.available.__wrapped__)  # as in a new process
    monkeypatch.setattr(resolving, "find_spec", lambda name: None)
    fetch = served()
    found = report(di_schema(), OFFLINE.with_(fetch=fetch))
    assert (found.verdict, found.check("schema").code) == ("indeterminate", "schema.unavailable")
    assert "eccoe-vc[schema]" in found.check("schema").hint
    assert fetch.asked == []


# ---- what is validated -----------------------------------------------------------------------------------------------


def test_validated_is_the_document_as_received() -> None:
    # The model knows no such member and no such number; the document has them.
    tree = raw_signed({**di_schema(), "x-extra": {"n": 1.50}}, suite="eddsa-jcs-2022")
    del tree["proof"]
    tree = raw_signed(tree, suite="eddsa-jcs-2022")
    rule = schema(
        properties={"x-extra": {"required": ["n"], "properties": {"n": {"const": 1.5}}}}, required=["x-extra", "proof"]
    )
    assert report(tree, given(rule)).check("schema").outcome is Outcome.PASSED


@pytest.mark.parametrize("form", [VC_JWT_OB3, VC_JOSE], ids=lambda form: form.name)
def test_of_a_token_the_credential_in_it_is_validated(form: Any) -> None:
    token = issue(
        unsigned(credentialSchema=[{"id": SCHEMA_URL, "type": "JsonSchema"}]),
        signer=signer(),
        securing=form,
        created=AT,
    )
    claims = dict.fromkeys(("iss", "jti", "nbf", "vc"), False)
    assert report(token.text, given(schema(properties=claims, required=["issuer"]))).verdict == "accepted"
    assert report(token.text, given(NAMELESS)).check("schema").pointer == "/name"


def test_of_a_part_what_is_missing_may_be_withheld() -> None:
    entry = [{"id": SCHEMA_URL, "type": "JsonSchema"}]
    part = sd(credentialSchema=entry)
    asked = policy(curve_signer().controller, withheld="report")
    sources = given(schema(required=["description"]))
    found = inspect(part, policy=asked, sources=sources, at=AT)
    assert (found.verdict, found.check("schema").code) == ("indeterminate", "schema.invalid")
    whole = sd("/description", credentialSchema=entry)
    assert inspect(whole, policy=asked, sources=sources, at=AT).verdict == "accepted"


# ---- official schemas ------------------------------------------------------------------------------------------------


def test_an_official_schema_that_is_not_at_hand_is_a_note() -> None:
    found = report(di_schema(OFFICIAL), OFFLINE)
    assert found.verdict == "accepted"
    assert "schema.unavailable" in notes(found)
    assert report(di_schema(OFFICIAL), OFFLINE, schema="required").verdict == "rejected"


def test_a_badge_in_compact_form_is_held_to_the_schema_for_that() -> None:
    plain = schema(properties={"proof": {"type": "array"}})
    found = report(di_schema(OFFICIAL), given(schema(), COMPACT, given(plain, OFFICIAL)))
    assert found.verdict == "accepted"
    assert "schema.compact_form" in notes(found)
    assert report(di_schema(OFFICIAL), given(plain, OFFICIAL)).check("schema").pointer == "/proof"
    assert report(di_schema(OFFICIAL), given(NAMELESS, COMPACT, given(plain, OFFICIAL))).verdict == "rejected"
    assert notes(report(di_schema(OFFICIAL), given(schema(), OFFICIAL))).isdisjoint({"schema.compact_form"})


# ---- schemas in credentials ------------------------------------------------------------------------------------------

HOLDER = "https://north.example/schemas/credential"


def holding(rule: Any, securing: Any = EDDSA_JCS_2022, by: Any = None, **members: Any) -> Tree:
    """A credential of the form of VC JSON Schema 1.0, section 2.2, that holds ``rule``."""
    tree = {
        "@context": [V2],
        "id": HOLDER,
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "issuer": ISSUER,
        "validFrom": "2026-01-15T09:00:00Z",
        "credentialSchema": {"id": "https://www.w3.org/ns/credentials/json-schema/v2.json", "type": "JsonSchema"},
        "credentialSubject": {"id": f"{HOLDER}/schema.json", "type": "JsonSchema", "jsonSchema": rule},
    } | members
    return signed({name: value for name, value in tree.items() if value is not ...}, securing, by)


def by_credential(**entry: Any) -> Tree:
    return di(credentialSchema=[{"id": HOLDER, "type": "JsonSchemaCredential"} | entry])


@pytest.mark.parametrize("suite", [EDDSA_JCS_2022, EDDSA_RDFC_2022], ids=lambda suite: suite.name)
def test_a_schema_comes_out_of_a_verified_credential(suite: Any) -> None:
    badge = by_credential()
    assert report(badge, given(holding(schema(), suite), HOLDER)).verdict == "accepted"
    found = report(badge, given(holding(NAMELESS, suite), HOLDER))
    assert (found.verdict, found.check("schema").pointer) == ("rejected", "/name")


def test_a_schema_credential_may_be_a_token() -> None:
    tree = {name: value for name, value in holding(NAMELESS).items() if name != "proof"}
    token = issue(tree, signer=signer(), securing=VC_JOSE, created=AT)
    assert report(by_credential(), given(token.text.encode(), HOLDER)).check("schema").pointer == "/name"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda tree: tree["credentialSubject"]["jsonSchema"].update(minProperties=0), "schema.invalid"),
        (lambda tree: tree.pop("proof"), "schema.unavailable"),
    ],
    ids=["tampered", "unsigned"],
)
def test_a_schema_credential_that_does_not_hold_gives_no_schema(change: Any, code: str) -> None:
    tree = copy.deepcopy(holding(schema()))
    change(tree)
    assert report(by_credential(), given(tree, HOLDER)).check("schema").code == code


@pytest.mark.parametrize(
    ("members", "verdict"),
    [
        ({"validUntil": "2026-03-01T00:00:00Z"}, "rejected"),
        ({"id": "https://north.example/another"}, "rejected"),
        ({"type": ["VerifiableCredential"]}, "rejected"),
        ({"credentialSubject": {"id": f"{HOLDER}/schema.json", "type": "JsonSchema"}}, "rejected"),
        ({"credentialStatus": status_entry("https://north.example/status/9", 3)}, "indeterminate"),
        ({"id": ...}, "accepted"),
    ],
)
def test_what_a_schema_credential_must_be(members: Tree, verdict: str) -> None:
    assert report(by_credential(), given(holding(schema(), **members), HOLDER)).verdict == verdict


@pytest.mark.parametrize("data", [b"<html>", b"{}", b"true"])
def test_where_no_credential_stands_the_schema_is_not_known(data: bytes) -> None:
    assert report(by_credential(), given(data, HOLDER)).check("schema").code in ("schema.unavailable", "schema.invalid")


def test_a_schema_credential_by_somebody_else_counts_because_the_badge_names_it() -> None:
    who = signer("ministry")
    made = holding(schema(), by=who, issuer=who.controller)
    assert report(by_credential(), given(made, HOLDER)).verdict == "accepted"


def test_a_status_of_a_schema_credential_is_asked_for_like_any() -> None:
    fetch = served()
    url = "https://north.example/status/9"
    made = holding(schema(), credentialStatus=status_entry(url, 3))
    report(by_credential(), given(made, HOLDER).with_(fetch=fetch))
    assert [one.url for one in fetch.asked] == [url]
    # It is at hand, and what it names is not: nobody is asked on behalf of a badge that is not in order.
    fetch = served()
    found = report(by_credential() | {"name": "Doctorate"}, given(made, HOLDER).with_(fetch=fetch))
    assert (found.verdict, fetch.asked) == ("rejected", [])


@pytest.mark.parametrize("kind", [["JsonSchema", "JsonSchemaCredential"], "JsonSchemaValidator2018x"])
def test_an_entry_of_two_kinds_or_of_none_is_undecided(kind: Any) -> None:
    tree = raw_signed(unsigned(credentialSchema=[{"id": SCHEMA_URL, "type": kind}]), suite="eddsa-jcs-2022")
    asked = policies.credential(trust=TrustedIssuers({ISSUER}))
    found = inspect(tree, policy=asked, sources=given(schema()), at=AT)
    assert found.check("schema").code == "unsupported.schema_type"
