"""One record for the names of an institution: each of its kind, and with how it was learned."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks.bases import ISSUER
from tests.unit.verification.trust.judging import issuer_codes, judged

from eccoe_vc import InputTypeError, Institution, TrustedInstitutions
from eccoe_vc.models.agreement import Party
from eccoe_vc.verification.trust.institutions import Fact, is_ror

NORTH = Institution.of(
    issuer=ISSUER,
    name="North University",
    hei="north.example",
    ror="042nb2s44",
    web="https://north.example",
    by="a visit",
)


def test_a_record_and_its_names() -> None:
    both = NORTH.and_(Institution.of(issuer="did:web:north.example", name="North University", by="its web site"))
    assert both.values("issuer") == (ISSUER, "did:web:north.example")
    assert both.values("name") == ("North University",)
    assert both.values("ror") == ("https://ror.org/042nb2s44",)
    assert [fact.by for fact in both.facts if fact.kind == "name"] == ["a visit", "its web site"]
    assert NORTH.and_(NORTH) == NORTH
    assert hash(NORTH) == hash(NORTH.and_(NORTH))


def test_whoever_issues_under_one_of_its_ids_is_trusted_and_the_report_has_the_other_names() -> None:
    rule = TrustedInstitutions(Institution.of(issuer="did:web:south.example", by="a visit"), NORTH)
    report = judged(rule)
    assert (report.verdict, report.trusted) == ("accepted", True)
    assert report.trust is not None
    assert report.trust.level == "listed"
    assert ("hei", "north.example", "a visit") in report.trust.known_as
    assert "'North University'" in report.trust.by


def test_an_institution_is_trusted_by_its_ids_and_by_no_other_name() -> None:
    for name in ("north.example", "https://ror.org/042nb2s44", "https://north.example", "North University"):
        accepted, findings = TrustedInstitutions(NORTH).judge(name)
        assert not accepted
        assert findings[0].code == "trust.unknown_issuer"
    assert issuer_codes(judged(TrustedInstitutions())) == ["trust.no_anchor"]
    assert issuer_codes(judged(TrustedInstitutions(Institution.of(name="North", by="a visit")))) == ["trust.no_anchor"]
    with pytest.raises(InputTypeError):
        TrustedInstitutions("north.example")  # type: ignore[arg-type]


def test_a_party_of_an_agreement() -> None:
    party = Party.model_validate(
        {
            "id": "did:web:north.example",
            "legalName": "North University",
            "role": ["awardingBody"],
            "heiId": "north.example",
            "alias": ["https://north.example/issuer"],
            "identifier": [
                {"scheme": "ROR", "value": "https://ror.org/042nb2s44"},
                {"scheme": "PIC", "value": "999999"},
            ],
        }
    )
    found = Institution.of_party(party)
    assert found.values("issuer") == ("did:web:north.example", "https://north.example/issuer")
    assert found.values("hei") == ("north.example",)
    assert found.values("ror") == ("https://ror.org/042nb2s44",)
    assert TrustedInstitutions(found).judge("https://north.example/issuer")[0]


# Ids of the registry itself, with its check digits: MIT, Harvard, ETH Zurich.
@pytest.mark.parametrize("ror", ["042nb2s44", "03vek6s52", "https://ror.org/05a28rw58"])
def test_ror_ids(ror: str) -> None:
    assert is_ror(ror)
    digits = f"{(int(ror[-2:]) + 1) % 100:02}"
    assert not is_ror(ror[:-2] + digits)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("ror", "https://ror.org/042nb2s45"), ("ror", "http://ror.org/042nb2s44"), ("ror", "042NB2S44"), ("ror", ""),
        ("ror", "https://ror.org/042nb2s44/"), ("ror", "142nb2s44"), ("ror", "042nb2l44"),
        ("hei", "North University"), ("hei", "North.example"), ("hei", "north"), ("hei", "https://north.example"),
        ("hei", "north.example."), ("hei", "-north.example"), ("hei", "n\u043erth.example"),
        ("issuer", "north.example"), ("web", "http://north.example"), ("web", "https://a b"), ("name", " "),
        ("other", "x"), ("name", 5),
    ],
)  # fmt: skip
def test_what_is_no_name_of_its_kind(kind: Any, value: Any) -> None:
    with pytest.raises(InputTypeError):
        Institution((Fact(kind, value, "a visit"),))


def test_how_it_was_learned_is_said() -> None:
    with pytest.raises(InputTypeError):
        Institution.of(issuer=ISSUER, by="")
