"""Cardinalities of all 52 classes, generated from the data model table of Open Badges 3.0.

For every property of every class: absent, once, once in a list, twice in a list. What the table says is what the shape
check does; where we differ on purpose, the difference is listed here by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from tests.conformance.data import Topic

from eccoe_vc.models import CLASSES, shape
from eccoe_vc.models.vocabulary import ENUMERATIONS

MODEL = Topic("openbadges").json("ob3/datamodel.json")
TABLE: dict[str, dict[str, Any]] = {cls["name"]: cls for cls in MODEL["classes"]}

OB = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
BASES = {False: "https://www.w3.org/ns/credentials/v2", True: "https://www.w3.org/2018/credentials/v1"}

#: Properties that the table takes from elsewhere ("included"), so that samples are whole.
INCLUDED: dict[str, dict[str, Any]] = {
    "GeoCoordinates": {"latitude": 1.5, "longitude": 2},
    "IdentifierEntry": {"identifier": "1", "identifierType": "identifier"},
}
#: Base types of the table to a value in order. Numbers, booleans and dates are tested for kind elsewhere.
VALUES: dict[str, Any] = {
    "URI": "https://example.org/1",
    "URL": "https://example.org/2",
    "IRI": "Thing",
    "String": "text",
    "Markdown": "*text*",
    "DateTimeZ": "2026-01-31T09:00:00Z",
    "DateTime": "2026-01-31T09:00:00",
    "Date": "2001-12-31",
    "Float": 5,
    "Boolean": False,
    "LanguageCode": "en",
    "CompactJws": "e30.e30.AA",
    "IdentityHash": "alice@example.org",
    "IdentifierTypeEnum": "emailAddress",
}
UNIONS = {
    "ProfileRef": ("URI", "Profile"),
    "Context": ("URI", "Map"),
    "AnyAchievementCredential": ("AchievementCredential", "AchievementCredentialv1p1"),
    "AnyEndorsementCredential": ("EndorsementCredential", "EndorsementCredentialv1p1"),
}
TEXTS = {"CompactJws", "IdentityHash", "Markdown"}

#: Class and property (``*``: every class) that may be absent although the table asks for them, and why.
MAY_BE_ABSENT = {
    ("CredentialStatus", "id"): "VC Data Model 2.0 makes it optional (M10)",
    ("RefreshService", "id"): "VC Data Model 2.0 makes it optional",
    ("VerifiableCredential", "validFrom"): "VC Data Model 2.0 makes it optional; Open Badges classes ask for it",
}
#: Class and property that may stand in a list although the table has them once, and why.
MAY_BE_SEVERAL = {
    ("VerifiableCredential", "credentialSubject"): "the base specification allows several subjects",
    ("VerifiableCredentialv1p1", "credentialSubject"): "the base specification allows several subjects",
    ("*", "credentialStatus"): "VC Data Model 2.0 allows several; all of them count (M11)",
    ("*", "refreshService"): "VC Data Model 2.0 allows several (M11)",
    ("JWK", "key_ops"): "RFC 7517 makes it a list",
    ("Proof", "cryptosuite"): "members of a proof of unknown type are not judged",
    ("Proof", "challenge"): "members of a proof of unknown type are not judged",
    ("Proof", "domain"): "members of a proof of unknown type are not judged",
    ("Proof", "nonce"): "members of a proof of unknown type are not judged",
    ("Proof", "proofPurpose"): "members of a proof of unknown type are not judged",
    ("Proof", "proofValue"): "members of a proof of unknown type are not judged",
    ("Proof", "verificationMethod"): "members of a proof of unknown type are not judged",
    **{
        (owner + version, name): "language objects and lists of texts are read, with a note (M9)"
        for owner in ("AchievementCredential", "EndorsementCredential", "Profile")
        for version in ("", "v1p1")
        for name in ("name", "description")
    },
    **{
        (owner, "type"): "VC Data Model 2.0 allows one name or several"
        for owner in ("CredentialSchema", "CredentialStatus", "RefreshService", "TermsOfUse", "Proof")
    },
}
#: Class and property that must be there although the table has them optional, and why.
MUST_BE_PRESENT = {
    ("CredentialSubject", "id"): "a subject without any claim says nothing (M12); here id is the only one",
    ("Criteria", "narrative"): "criteria have an id, a narrative or both (M3); here narrative is the only one",
    ("AchievementSubject", "id"): "the subject has an id, an identifier or both (M4); here id is the only one",
    ("AchievementSubjectv1p1", "id"): "the subject has an id, an identifier or both (M4); here id is the only one",
}


class Row(NamedTuple):
    """One property of one class, inherited ones included."""

    owner: str
    name: str
    kind: str
    least: int
    several: bool
    compacted: bool


def _rows(owner: str) -> Iterator[Row]:
    seen = set()
    for cls in (owner, *TABLE[owner]["extends"]):
        for entry in TABLE.get(cls, {"properties": []})["properties"]:
            if entry["name"] not in seen:
                seen.add(entry["name"])
                multiplicity = entry["mult"]
                yield Row(
                    owner,
                    entry["name"],
                    entry["type"],
                    int(multiplicity[0]),
                    multiplicity.endswith("*"),
                    entry.get("flag") == "array-compacted",
                )


def _is_object(name: str) -> bool:
    return name in TABLE and name not in UNIONS and name not in TEXTS and name not in ENUMERATIONS


def _value(row: Row, depth: int) -> Any:
    if row.name == "@context":
        return [BASES["v1p1" in row.owner], OB]
    if row.name == "type":
        return _type(row)
    if (row.owner, row.name) == ("Proof", "created"):
        return VALUES["DateTimeZ"]  # dates of proofs have a time zone: one grammar for all limits
    kind = UNIONS.get(row.kind, (row.kind,))[-1]
    if kind in ENUMERATIONS and kind not in VALUES:
        return ENUMERATIONS[kind][0]
    if kind in ("CredentialSubject", "CredentialStatus", "TermsOfUse"):
        return {"id": "https://example.org/3", "type": "Thing"}
    return _object(kind, depth + 1) if _is_object(kind) else VALUES[kind]


def _type(row: Row) -> Any:
    constraints: list[str] = next(
        (
            entry.get("constraints", [])
            for cls in (row.owner, *TABLE[row.owner]["extends"])
            for entry in TABLE.get(cls, {"properties": []})["properties"]
            if entry["name"] == "type"
        ),
        [],
    )
    names = [text.split(" ", 1)[1].strip("[]").split(", ")[0] for text in constraints]
    if not names:
        return "oauth2" if row.kind == "String" else "Thing"
    return names if row.several else names[0]


def _object(owner: str, depth: int = 0) -> dict[str, Any]:
    """An object of a class with its required properties, and one way to be found for a subject."""
    found = {row.name: _value(row, depth) for row in _rows(owner) if row.least}
    for row in _rows(owner):
        if row.least and row.several and row.name not in ("type", "@context"):
            found[row.name] = [found[row.name]]
    if owner.startswith("AchievementSubject"):
        found["id"] = "did:example:alice"
    if owner == "CredentialSubject":
        found["id"] = "did:example:alice"
    if owner == "Criteria":
        found["narrative"] = "Do it."
    if owner == "ResultDescription" and not depth:
        found["rubricCriterionLevel"] = [_object("RubricCriterionLevel", depth + 1)]
    return {**found, **INCLUDED.get(owner, {})}


OBJECTS = [name for name in TABLE if _is_object(name) and name != "Map"]
ROWS = [row for name in OBJECTS for row in _rows(name)]


def _listed(row: Row, differences: dict[tuple[str, str], str]) -> bool:
    return (row.owner, row.name) in differences or ("*", row.name) in differences


def _fails(owner: str, document: dict[str, Any]) -> bool:
    return any(finding.code not in shape.NOTES for finding in shape.check(document, owner))


def test_the_table_has_52_classes_and_all_have_a_place() -> None:
    assert len(TABLE) == 52
    places = {*OBJECTS} | {*UNIONS} | TEXTS | ENUMERATIONS.keys() | {"Map"}
    assert TABLE.keys() <= places
    assert {*OBJECTS} <= CLASSES.keys()


@pytest.mark.parametrize("name", sorted(TABLE.keys() & ENUMERATIONS.keys() - {"IdentifierTypeEnum"}))
def test_enumerations_are_those_of_the_table(name: str) -> None:
    assert list(ENUMERATIONS[name]) == [entry["name"] for entry in TABLE[name]["properties"]]


@pytest.mark.parametrize("owner", OBJECTS)
def test_the_least_object_is_accepted(owner: str) -> None:
    assert not _fails(owner, _object(owner)), shape.check(_object(owner), owner)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.owner}.{row.name}")
def test_absent(row: Row) -> None:
    document = _object(row.owner)
    document.pop(row.name, None)
    needed = bool(row.least) or _listed(row, MUST_BE_PRESENT)
    assert _fails(row.owner, document) == (needed and not _listed(row, MAY_BE_ABSENT))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.owner}.{row.name}")
def test_once(row: Row) -> None:
    """A single value: always, unless the table has a list here that the compacted form does not open."""
    document = _object(row.owner)
    value = _value(row, 0)
    if row.name == "type":
        # A class with two names cannot say them in one text.
        document["type"] = value[0] if isinstance(value, list) and len(value) == 1 else value
        assert not _fails(row.owner, document)
        return
    if row.name == "@context":
        document["@context"] = value[0]
        assert _fails(row.owner, document) == (row.owner not in ("VerifiableCredential", "VerifiableCredentialv1p1"))
        return
    document[row.name] = value
    assert _fails(row.owner, document) == (row.several and not row.compacted)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.owner}.{row.name}")
def test_twice(row: Row) -> None:
    """Two values: where the table has a list, and where the base specification is wider."""
    if row.name in ("type", "@context"):
        return _types_or_contexts_twice(row)
    document = _object(row.owner)
    value = _value(row, 0)
    document[row.name] = [value, value]
    assert _fails(row.owner, document) == (not row.several and not _listed(row, MAY_BE_SEVERAL))
    return None


def _types_or_contexts_twice(row: Row) -> None:
    document = _object(row.owner)
    value = document.get(row.name, _value(row, 0))
    document[row.name] = [*(value if isinstance(value, list) else [value]), "https://example.org/more"]
    single = row.name == "type" and not row.several and not _listed(row, MAY_BE_SEVERAL)
    assert _fails(row.owner, document) == single
