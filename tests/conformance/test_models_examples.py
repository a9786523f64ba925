"""Official examples and real credentials: nothing is over-rejected, nothing is lost, and faulty ones get their code."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from tests.conformance.data import Topic

from eccoe_vc.encoding import pointers
from eccoe_vc.models import Model, shape, view

BADGES = Topic("openbadges")
REAL = Topic("realworld")
STATUS = Topic("status")

#: Examples of the specification that are no whole credential, or break a rule of the same specification.
NOT_WHOLE = {
    "ob3/examples/examples-1.json": "a fragment: the subject holds no achievement",
    "ob3/examples/linked-data-proof-clr-6.json": "proof options, no credential",
}
EXAMPLES = [path for path in BADGES.files(prefix="ob3/examples", suffix=".json") if path not in NOT_WHOLE]
SAMPLES = [
    path
    for path in REAL.files(prefix="1edtech-validator/", suffix=".json")
    if path.split("/")[1] in ("ob30", "clr20") and path.count("/") == 2 and "-err-" not in path
]
#: Samples of the 1EdTech validator that are said to be valid and are not, by the text of the specification.
FAULTY_SAMPLES = {
    "1edtech-validator/clr20/complex.json": {
        "model.missing": "an endorsement without the name that Open Badges 3.0 asks for",
        "model.reference": "associations to achievements that are not in the record",
    },
}
#: One fault per file, as its name says; where the file has more faults, they are in the set too.
ERROR_SAMPLES: dict[str, tuple[str, str]] = {
    "simple-err-context.json": ("ctx.missing_base", "/@context"),
    "simple-err-credential-subject-achievement-result-description-type.json": (
        "model.type",
        "/credentialSubject/achievement/resultDescription/2/type",
    ),
    "simple-err-credential-subject-profile-type.json": ("model.type", "/credentialSubject/source/type"),
    "simple-err-credential-subject-result-type.json": ("model.type", "/credentialSubject/result/1/type"),
    "simple-err-evidence-type.json": ("model.type", "/evidence/1/type"),
    "simple-err-issuer-otheridentifier-type.json": ("model.type", "/issuer/otherIdentifier/1/type"),
    "simple-err-issuer-parentorg-type.json": ("model.type", "/issuer/parentOrg/type"),
    "simple-err-issuer.json": ("model.missing", ""),
    "simple-err-type.json": ("model.type", "/type"),
}
#: Faulty in what a shape cannot say: keys and dates.
ERRORS_ELSEWHERE = (
    "simple-err-expired.json",
    "simple-err-proof-method.json",
    "simple-err-proof-method-no-scheme.json",
    "simple-err-proof-method-unknown-scheme.json",
)


@pytest.mark.parametrize("path", EXAMPLES)
def test_official_examples_survive(path: str) -> None:
    _survives(BADGES.json(path))


@pytest.mark.parametrize("path", [path for path in SAMPLES if path not in FAULTY_SAMPLES])
def test_samples_of_the_public_validator_survive(path: str) -> None:
    _survives(REAL.json(path))


@pytest.mark.parametrize("path", sorted(NOT_WHOLE))
def test_fragments_are_refused(path: str) -> None:
    assert shape.check(BADGES.json(path))


@pytest.mark.parametrize(("path", "codes"), sorted(FAULTY_SAMPLES.items()))
def test_samples_that_break_the_specification(path: str, codes: dict[str, str]) -> None:
    assert {finding.code for finding in shape.check(REAL.json(path))} == codes.keys()


@pytest.mark.parametrize(("name", "expected"), sorted(ERROR_SAMPLES.items()))
def test_faulty_samples_get_their_code(name: str, expected: tuple[str, str]) -> None:
    document = REAL.json(f"1edtech-validator/ob30/{name}")
    found = shape.check(document, "AchievementCredential")
    assert expected in {(finding.code, finding.pointer) for finding in found}
    for finding in found:
        pointers.resolve(document, finding.pointer)


@pytest.mark.parametrize("name", ERRORS_ELSEWHERE)
def test_faults_that_no_shape_shows(name: str) -> None:
    assert shape.check(REAL.json(f"1edtech-validator/ob30/{name}")) == []


def test_every_faulty_sample_is_listed() -> None:
    found = {path.rsplit("/", 1)[1] for path in REAL.files(prefix="1edtech-validator/ob30/simple-err-")}
    assert found == ERROR_SAMPLES.keys() | {*ERRORS_ELSEWHERE}


@pytest.mark.parametrize("path", STATUS.files(prefix="dcc-statusLists/", suffix=".json"))
def test_status_lists_survive(path: str) -> None:
    _survives(STATUS.json(path))


def test_dcc_fixtures_fail_only_for_known_reasons() -> None:
    """Test credentials of a wallet project; most name no subject, some hold an older form of image."""
    known = {
        ("subject.missing", "/credentialSubject"),
        ("model.type", "/issuer/image"),
        ("model.enum", "/credentialSubject/achievement/achievementType"),
        ("model.missing", ""),
        ("ctx.mixed_model", "/issuanceDate"),
    }
    found = set()
    for path in REAL.files(prefix="dcc/", suffix=".json"):
        document = REAL.json(path)
        findings = shape.check(document)
        found |= {(finding.code, finding.pointer) for finding in findings}
        if not findings:
            _survives(document)
    assert found == known


def _survives(document: dict[str, Any]) -> None:
    """Parsed and written again it is the same text; and the typed attributes alone hold every member."""
    seen = view(document)
    assert json.dumps(seen.to_json()) == json.dumps(document)
    assert _said(seen) == _listed(document)


def _said(value: Any) -> Any:
    """What the attributes of a view say, as JSON in which every member stands in a list."""
    if isinstance(value, Model):
        members = {field.alias or name: getattr(value, name) for name, field in type(value).model_fields.items()}
        members = {name: item for name, item in members.items() if item is not None and item != ()}
        return {name: _said(item) for name, item in {**members, **(value.model_extra or {})}.items()}
    if isinstance(value, Decimal):
        return int(value) if value.as_tuple().exponent == 0 else float(value)
    if isinstance(value, tuple):
        return [_said(item) for item in value] if len(value) > 1 else _said(value[0])
    return _listed(value)


def _listed(value: Any) -> Any:
    """JSON in which a list of one is its only item."""
    if isinstance(value, dict):
        return {name: _listed(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_listed(item) for item in value] if len(value) > 1 else _listed(value[0]) if value else value
    return value
