"""Our exported JSON Schema against the official ones, on valid documents and on one-fault mutants.

Where the two disagree, the disagreement has a name, stands in docs/compatibility-schemas.md, and is met here at least
once; a disagreement without a name fails the test.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from jsonschema import Draft4Validator, Draft201909Validator, Draft202012Validator, FormatChecker
from jsonschema.protocols import Validator
from tests.conformance.data import Topic
from tests.unit.models.mutants import Mutant, at, mutants

from eccoe_vc.models import CLASSES, json_schema, shape

BADGES: Final = Topic("openbadges")
REAL: Final = Topic("realworld")
PAGE: Final = Path(__file__).resolve().parents[2] / "docs" / "compatibility-schemas.md"

_FORMATS: Final = FormatChecker(formats=("date",))
_DATE_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)\Z", re.ASCII).match


@_FORMATS.checks("date-time")  # type: ignore[untyped-decorator]
def _is_date_time(value: object) -> bool:
    """The form of RFC 3339, as far as the official schemas mean it."""
    return not isinstance(value, str) or _DATE_TIME(value) is not None


class Pair(NamedTuple):
    """An official schema, our class for the same documents, and documents to start from."""

    name: str
    official: str
    cls: str
    documents: tuple[tuple[Topic, str], ...]


PAIRS: Final = (
    Pair(
        "badge 2.0",
        "ob3/schema/obv3_achievementcredential_schema_impierce.json",
        "AchievementCredential",
        ((REAL, "1edtech-validator/ob30/complete.json"), (BADGES, "ob3/examples/skillAssertionCase-0.json")),
    ),
    Pair(
        "badge 1.1",
        "hropen-draft4/ob_v3p0_achievementcredential_schema_draft4.json",
        "AchievementCredentialv1p1",
        ((BADGES, "ob3/examples-impierce-types/full_achievement_credential.json"),),
    ),
    Pair(
        "record 1.1",
        "hropen-draft4/clr_v2p0_clrcredential_schema_draft4.json",
        "ClrCredentialv1p1",
        ((REAL, "1edtech-validator/clr20/simple-noproof.json"),),
    ),
)


class Case(NamedTuple):
    """A mutant on which the two schemas disagree. ``member`` is the last name on the way to the change."""

    pair: Pair
    original: Any
    mutant: Mutant

    @property
    def member(self) -> str:
        return next((str(token) for token in reversed(self.mutant.path) if isinstance(token, str)), "")

    @property
    def value(self) -> Any:
        """What stands at the changed place now."""
        try:
            return at(self.mutant.document, self.mutant.path)
        except (KeyError, IndexError):
            return None


Test = Callable[[Case], bool]
_URLS: Final = (
    "id", "issuer", "url", "targetUrl", "achievedLevel", "requiredLevel", "resultDescription", "sourceId", "targetId",
)  # fmt: skip
_ENTRIES: Final = ("credentialStatus", "refreshService", "credentialSchema")


def _in(case: Case, *members: str) -> bool:
    return case.member in members


def _holder(case: Case) -> str:
    """The name under which the owner of the changed member stands."""
    names = [str(token) for token in case.mutant.path if isinstance(token, str)]
    return names[-2] if len(names) > 1 else ""


def _has_listed_type(value: Any) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and isinstance(first.get("type"), list)


def _has_type(value: Any, name: str) -> bool:
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and first.get("type") in (name, [name])


#: We accept, the official schema refuses.
WIDER: Final[dict[str, Test]] = {
    "Unknown members": lambda case: case.mutant.what.startswith("added"),
    "Single values": lambda case: _in(case, "type", "proof", "credentialSchema") and not isinstance(case.value, list),
    "Lists of status and refresh entries": lambda case: (
        _in(case, "credentialStatus", "refreshService") and isinstance(case.value, list)
    ),
    "Ids of status and refresh entries": lambda case: (
        (_in(case, "id") and _holder(case) in _ENTRIES)
        or (_in(case, "credentialStatus", "refreshService") and isinstance(case.value, dict))
    ),
    "Several types": lambda case: (
        (_in(case, "type") and _holder(case) in (*_ENTRIES, "proof")) or _has_listed_type(case.value)
    ),
    "Language objects": lambda case: _in(case, "name", "description"),
    "Which contexts": lambda case: _in(case, "@context"),
    "Local activity dates": lambda case: _in(case, "activityStartDate", "activityEndDate"),
    "Issuer as a URL": lambda case: _in(case, "issuer") and isinstance(case.value, str),
    "Endorsements of the other version": lambda case: case.mutant.what == "endorsement of version 1.1",
    "Names of endorsements": lambda case: case.mutant.what == "endorsement with a name",
    "Language tags": lambda case: _in(case, "inLanguage"),
    "Dialect terms": lambda case: _in(case, "identifierType"),
    "Terms added later": lambda case: _in(case, "status"),
    "Class by context": lambda case: "verifiableCredential" in case.mutant.path,
}
#: We refuse, the official schema accepts.
NARROWER: Final[dict[str, Test]] = {
    "Absolute URLs": lambda case: _in(case, *_URLS, "@context"),
    "Empty lists": lambda case: case.value == [] or case.mutant.what == "deleted",
    "Credits": lambda case: _in(case, "creditsEarned", "creditsAvailable"),
    "Members of the other data model": lambda case: case.mutant.what.startswith("added version"),
    "Anchored ext terms": lambda case: _in(case, "achievementType"),
    "Class names": lambda case: case.pair.name != "badge 2.0" and (_in(case, "type") or _has_type(case.value, "Thing")),
    "At least two contexts": lambda case: _in(case, "@context") and case.pair.name != "badge 2.0",
    "Endorsements without a name": lambda case: case.mutant.what == "endorsement without a name",
    "Kinds of members that came later": lambda case: case.pair.name != "badge 2.0" and _in(case, "inLanguage"),
    "Inner credentials": lambda case: "verifiableCredential" in case.mutant.path,
}


def _official(pair: Pair) -> Validator:
    schema = BADGES.json(pair.official)
    kind = Draft201909Validator if "2019-09" in schema["$schema"] else Draft4Validator
    return kind(schema, format_checker=_FORMATS)


def _ours(pair: Pair) -> Validator:
    schema = json_schema(pair.cls)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _pruned(value: Any, place: tuple[str, ...] = ()) -> Any:
    """The first item of every list of objects, and one endorsement: every member is met, with less work."""
    if isinstance(value, dict):
        kept = {name: item for name, item in value.items() if name != "endorsement" or place[-1:] == ("achievement",)}
        return {name: _pruned(item, (*place, name)) for name, item in kept.items()}
    if isinstance(value, list):
        return [_pruned(item, place) for item in (value[:1] if isinstance(value[0], dict) else value)]
    return value


def _without_endorsement(document: dict[str, Any]) -> dict[str, Any]:
    achievement = document["credentialSubject"]["achievement"]
    for entry in achievement if isinstance(achievement, list) else [achievement]:
        entry.pop("endorsement", None)
    return document


def _targeted() -> Iterator[tuple[str, Mutant]]:
    """Changes that the general mutator does not know, with the pair that they are for."""
    achievement = ("credentialSubject", "achievement")
    newer = _pruned(REAL.json("1edtech-validator/ob30/complete.json"))
    older = _without_endorsement(_pruned(BADGES.json("ob3/examples-impierce-types/full_achievement_credential.json")))
    endorsement = BADGES.json("ob3/examples-impierce-types/endorsement_credential.json")
    nameless = {name: item for name, item in endorsement.items() if name != "name"}
    for pair, document, what, path, value in (
        ("badge 2.0", newer, "another term", (*achievement, "achievementType"), "not ext:really"),
        ("badge 2.0", newer, "another language", (*achievement, "inLanguage"), "de-CH-1901"),
        (
            "badge 2.0",
            newer,
            "another term",
            (*achievement, "otherIdentifier", 0, "identifierType"),
            "schacHomeOrganization",
        ),
        ("badge 2.0", newer, "endorsement of version 1.1", (*achievement, "endorsement"), [endorsement]),
        ("badge 1.1", older, "another language", (*achievement, "inLanguage"), "English, mostly"),
        (
            "badge 1.1",
            older,
            "another term",
            ("credentialSubject", "result"),
            [{"type": ["Result"], "status": "Provisional"}],
        ),
        ("badge 1.1", older, "endorsement with a name", (*achievement, "endorsement"), [endorsement]),
        ("badge 1.1", older, "endorsement without a name", (*achievement, "endorsement"), [nameless]),
    ):
        copied = copy.deepcopy(document)
        at(copied, path[:-1])[path[-1]] = value
        yield pair, Mutant(what, (*path, 0, "status") if path[-1] == "result" else path, copied)


#: Changes that find nothing here that another one does not find.
_LEFT_OUT: Final = ("true", "date", "list of null", "list of two", "empty object", "doubled", "added version 2 date")


def _samples(pair: Pair) -> Iterator[tuple[dict[str, Any], Mutant]]:
    """Mutants of the pair's documents, each kind of place once."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for topic, path in pair.documents:
        document = _pruned(topic.json(path))
        if pair.name != "badge 2.0":
            _without_endorsement(document)
        for mutant in mutants(document):
            place = tuple(token for token in mutant.path if isinstance(token, str))
            # Members of one name have one rule, but for id and type, which depend on the class.
            near = place[-2:] if place[-1] in ("id", "type") else place[-1:]
            kind = (f"{mutant.what} {mutant.path[-1] if place[-1] != mutant.path[-1] else ''}", near)
            if kind not in seen and mutant.what not in _LEFT_OUT:
                seen.add(kind)
                yield document, mutant
    yield from ((mutant.document, mutant) for name, mutant in _targeted() if name == pair.name)


@cache
def _disagreements(pair: Pair) -> tuple[tuple[Case, bool], ...]:
    official, ours = _official(pair), _ours(pair)
    found = []
    for document, mutant in _samples(pair):
        accepted = ours.is_valid(mutant.document)
        if accepted != official.is_valid(mutant.document):
            found.append((Case(pair, document, mutant), accepted))
    return tuple(found)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_both_accept_the_valid_documents(pair: Pair) -> None:
    for topic, path in pair.documents:
        document = topic.json(path) if pair.name == "badge 2.0" else _without_endorsement(_pruned(topic.json(path)))
        assert [error.message for error in _official(pair).iter_errors(document)] == []
        assert [error.message for error in _ours(pair).iter_errors(document)] == []
        assert shape.check(topic.json(path)) == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_every_disagreement_has_a_name(pair: Pair) -> None:
    nameless = [
        (case.mutant.what, case.mutant.path, "we accept" if accepted else "we refuse")
        for case, accepted in _disagreements(pair)
        if not any(test(case) for test in (WIDER if accepted else NARROWER).values())
    ]
    assert nameless == []


def test_every_name_is_met_and_explained() -> None:
    met = {
        (accepted, name)
        for pair in PAIRS
        for case, accepted in _disagreements(pair)
        for name, test in (WIDER if accepted else NARROWER).items()
        if test(case)
    }
    assert met == {(True, name) for name in WIDER} | {(False, name) for name in NARROWER}
    page = PAGE.read_text(encoding="utf-8")
    wider, narrower = page.split("## We are stricter")
    assert set(re.findall(r"^### (.+)$", wider, re.MULTILINE)) == WIDER.keys()
    assert set(re.findall(r"^### (.+)$", narrower, re.MULTILINE)) == NARROWER.keys()


@pytest.mark.parametrize("name", sorted(CLASSES))
def test_every_class_has_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(json_schema(name))
