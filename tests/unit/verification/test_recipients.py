"""Is it about the person whom the verifier expects? By id or mail address, in plain text or hashed."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.attacks.bases import (
    AT,
    ISSUER,
    LEARNER,
    STATUS_URL,
    Tree,
    curve_signer,
    di,
    di_status,
    listing,
    policy,
    sd,
    signed,
    signer,
    unsigned,
)
from tests.attacks.jwt_bases import jwt

from eccoe_vc import OFFLINE, InputTypeError, Recipient, Report, TrustedIssuers, inspect, issue, policies
from eccoe_vc.verification import recipients

EMAIL = "ada@north.example"
TRUST = TrustedIssuers({ISSUER})
OTHER = signer("another learner").controller


def hashed(value: str, salt: str | None = "Kosher", algorithm: str = "sha256", kind: str = "emailAddress") -> Tree:
    digest = hashlib.new(algorithm, f"{value}{salt or ''}".encode()).hexdigest()
    made = {"type": "IdentityObject", "hashed": True, "identityHash": f"{algorithm}${digest}", "identityType": kind}
    return made if salt is None else made | {"salt": salt}


def plain(value: str, kind: str = "emailAddress") -> Tree:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}


def badge(*identifiers: Tree, **subject: Any) -> Tree:
    tree = unsigned()
    made = tree["credentialSubject"] | {"id": ..., "identifier": list(identifiers) or ...} | subject
    tree["credentialSubject"] = {name: value for name, value in made.items() if value is not ...}
    return signed(tree)


def judged(data: Any, expected: Recipient | None, **answers: Any) -> Report:
    return inspect(data, policy=policy(recipient=expected, **answers), at=AT)


def found(report: Report) -> tuple[list[str], list[tuple[str, str]]]:
    """Codes of the check, and code and pointer of its notes."""
    check = report.check("subject")
    return [one.code for one in check.findings], [(n.code, n.pointer) for n in report.notes if n.check == "subject"]


def said(tree: Any, expected: Recipient) -> tuple[list[str], list[tuple[str, str]]]:
    return found(judged(tree, expected))


MATCHED_ID: tuple[list[str], list[tuple[str, str]]] = ([], [("subject.matched", "/credentialSubject/id")])


def test_without_an_expectation_that_is_said() -> None:
    assert found(judged(di(), None)) == ([], [("subject.not_checked", "/credentialSubject")])


def test_the_id() -> None:
    assert said(di(), Recipient(did=LEARNER)) == MATCHED_ID
    assert said(di(), Recipient(did=[OTHER, LEARNER], email=EMAIL)) == MATCHED_ID
    report = judged(di(), Recipient(did=OTHER))
    assert (report.verdict, found(report)[0]) == ("rejected", ["subject.mismatch"])
    assert said(di(), Recipient(did=f"{LEARNER}x"))[0] == ["subject.mismatch"]
    assert said(jwt(), Recipient(did=LEARNER)) == MATCHED_ID


def test_an_example_of_the_specification() -> None:
    # Open Badges 3.0, IdentityObject: the hash of a@example.com with the salt "Kosher".
    entry = hashed("a@example.com")
    assert entry["identityHash"] == "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    assert said(badge(entry), Recipient(email="a@example.com"))[0] == []


@pytest.mark.parametrize(
    ("entry", "notes"),
    [
        (hashed(EMAIL), []),
        (plain(EMAIL), []),
        (hashed(EMAIL, None), ["identity.weak_hash"]),
        (hashed(EMAIL, ""), ["identity.weak_hash"]),
        (hashed(EMAIL, "x", "md5"), ["identity.weak_hash"]),
    ],
)
def test_an_identifier_that_fits(entry: Tree, notes: list[str]) -> None:
    where = "/credentialSubject/identifier/0"
    report = judged(badge(entry), Recipient(email=EMAIL))
    assert report.verdict == "accepted"
    assert found(report) == ([], [(code, where) for code in ["subject.matched", *notes]])
    text = str(report.to_dict())
    assert EMAIL not in text, "a report says which identifier fits, and not what it stands for"
    assert "Kosher" not in text


@pytest.mark.parametrize(
    "entry",
    [
        hashed("eve@north.example"),
        hashed(f"{EMAIL} "),
        hashed(EMAIL) | {"salt": "another"},
        {key: value for key, value in hashed(EMAIL).items() if key != "salt"},
        hashed("Ada@north.example"),
        plain("eve@north.example"),
        plain(hashed(EMAIL)["identityHash"]),  # a hash is never taken for the identity itself
        hashed(hashed(EMAIL)["identityHash"]),
    ],
)
def test_an_identifier_of_somebody_else(entry: Tree) -> None:
    report = judged(badge(entry), Recipient(email=EMAIL))
    assert (report.verdict, found(report)[0]) == ("rejected", ["subject.mismatch"])


def test_salt_stands_behind_the_identity() -> None:
    entry = hashed(EMAIL)
    entry["identityHash"] = "sha256$" + hashlib.sha256(f"Kosher{EMAIL}".encode()).hexdigest()
    assert said(badge(entry), Recipient(email=EMAIL))[0] == ["subject.mismatch"]


def test_all_identifiers_are_tried_and_types_must_agree() -> None:
    entries = [hashed("eve@north.example"), plain("S-17", "sisSourcedId"), hashed(EMAIL)]
    assert said(badge(*entries), Recipient(email=EMAIL))[1] == [("subject.matched", "/credentialSubject/identifier/2")]
    by_number = Recipient(identities={"sisSourcedId": "S-17"})
    assert said(badge(*entries), by_number)[1] == [("subject.matched", "/credentialSubject/identifier/1")]
    assert said(badge(plain(EMAIL, "identifier")), Recipient(email=EMAIL))[0] == ["subject.unmatchable"]
    assert said(badge(*entries, id=OTHER), Recipient(did=LEARNER, email=EMAIL))[0] == []
    assert said(badge(entries[0], id=LEARNER), Recipient(did=LEARNER, email=EMAIL)) == MATCHED_ID


def test_what_cannot_be_compared_is_not_known() -> None:
    report = judged(di(), Recipient(email=EMAIL))
    assert (report.verdict, found(report)[0]) == ("indeterminate", ["subject.unmatchable"])
    assert said(badge(hashed(EMAIL)), Recipient(did=LEARNER))[0] == ["subject.unmatchable"]
    assert said(badge(plain("S-17", "ext:card")), Recipient(identities={"ext:card": "S-17"}))[0] == []


def test_a_mailto_is_a_mail_address() -> None:
    tree = badge(id="mailto:ada@NORTH.example")
    assert said(tree, Recipient(email=EMAIL)) == MATCHED_ID
    assert said(tree, Recipient(email="eve@north.example"))[0] == ["subject.mismatch"]
    assert said(tree, Recipient(identities={"sisSourcedId": "S-17"}))[0] == ["subject.unmatchable"]


@pytest.mark.parametrize(
    ("stored", "known", "fits"),
    [
        (plain("ada@NORTH.example"), "ada@north.example", True),
        (plain("ada@north.example"), "ada@NORTH.example", True),
        (hashed("ada@north.example"), "ada@NORTH.example", True),
        (hashed("ada@NORTH.example"), "ada@NORTH.example", True),
        (hashed("ada@NORTH.example"), "ada@north.example", False),  # nobody can try every spelling of a domain
        (plain("Ada@north.example"), "ada@north.example", False),
        (plain("ada@north.example"), "Ada@north.example", False),
        (plain("ada@\u212aorth.example"), "ada@korth.example", False),  # the Kelvin sign folds to k
    ],
)
def test_only_the_domain_of_a_mail_address_is_folded(stored: Tree, known: str, fits: bool) -> None:
    assert (said(badge(stored), Recipient(email=known))[0] == []) == fits


def test_a_credential_that_names_nobody() -> None:
    for part, code in ((False, "subject.missing"), (True, "subject.unmatchable")):
        nobody = recipients.check(Recipient(did=LEARNER), {"credentialSubject": {}}, part)
        assert [one.code for one in nobody] == [code]
    tree = {"@context": di()["@context"][:1], "type": ["VerifiableCredential"], "issuer": ISSUER}
    asked = policies.credential(trust=TRUST, recipient=Recipient(did=LEARNER))
    for subject, verdict in (({"id": LEARNER}, "accepted"), ({"id": OTHER}, "rejected")):
        assert inspect(signed({**tree, "credentialSubject": subject}), policy=asked, at=AT).verdict == verdict


def test_several_subjects_are_nobody_in_particular() -> None:
    two = {"credentialSubject": [{"id": LEARNER}, {"id": OTHER}]}
    assert [one.code for one in recipients.check(Recipient(did=LEARNER), two, False)] == ["subject.ambiguous"]
    one = {"credentialSubject": [{"id": LEARNER}]}
    assert [(f.code, f.pointer) for f in recipients.check(Recipient(did=LEARNER), one, False)] == [
        ("subject.matched", "/credentialSubject/0/id")
    ]
    assert [f.code for f in recipients.check(Recipient(did=LEARNER), {"credentialSubject": []}, False)] == [
        "subject.ambiguous"
    ]


ODD: list[Any] = [None, 5, "x", [], [[]], {}, {"identityHash": 5}, {"identityType": []}, [None, 5, {"salt": 5}]]


@pytest.mark.parametrize("value", ODD, ids=repr)
def test_identifiers_of_odd_shapes_fit_nobody(value: Any) -> None:
    expected = Recipient(did=OTHER, email=EMAIL)
    for subject in ({"identifier": value}, {"id": value}):
        codes = {one.code for one in recipients.check(expected, {"credentialSubject": subject}, False)}
        assert codes <= {"subject.missing", "subject.unmatchable", "subject.mismatch"}
        assert codes


def test_a_status_list_is_about_something_else() -> None:
    sources = OFFLINE.with_document(STATUS_URL, listing())
    report = inspect(di_status(), policy=policy(recipient=Recipient(did=LEARNER)), sources=sources, at=AT)
    assert report.verdict == "accepted", report.to_dict()


def test_a_presentation_is_about_the_person_if_what_is_in_it_is() -> None:
    by = signer("learner")
    tree = {"@context": di()["@context"], "type": ["VerifiablePresentation"], "holder": LEARNER}
    made = issue(
        {**tree, "verifiableCredential": [di()]}, signer=by, purpose="authentication", challenge="kJ8s", created=AT
    )
    for did, verdict in ((LEARNER, "accepted"), (OTHER, "rejected")):
        asked = policies.presentation(trust=TRUST, challenge="kJ8s", domain=None, recipient=Recipient(did=did))
        report = inspect(made.text, policy=asked, at=AT)
        assert report.verdict == verdict, report.to_dict()


def test_a_part_that_shows_its_subject() -> None:
    who = curve_signer().controller
    for did, verdict in ((LEARNER, "accepted"), (OTHER, "rejected")):
        report = inspect(
            sd("/credentialSubject/id"), policy=policy(who, recipient=Recipient(did=did), withheld="report"), at=AT
        )
        assert report.verdict == verdict


@pytest.mark.parametrize(
    "options",
    [
        {}, {"did": "ada"}, {"did": ""}, {"email": "ada"}, {"email": "@north.example"}, {"email": "a@b@c"},
        {"email": " "}, {"email": "a@b\n"}, {"identities": {"studentNumber": "S-17"}}, {"identities": {"name": 5}},
        {"identities": {"name": []}}, {"did": [5]}, {"email": 5}, {"did": None}, {"email": b"ada@north.example"},
        {"email": [[EMAIL]]}, {"email": {EMAIL: 1}}, {"identities": [("name", "Ada")]}, {"identities": {5: "Ada"}},
    ],
    ids=str,
)  # fmt: skip
def test_an_expectation_that_could_not_be_meant(options: dict[str, Any]) -> None:
    with pytest.raises(InputTypeError) as refused:
        Recipient(**options)
    assert refused.value.code == "input.type"
    assert EMAIL not in refused.value.message, "what identifies a person stays out of errors"


def test_a_policy_takes_a_recipient_and_nothing_else() -> None:
    with pytest.raises(InputTypeError):
        policy(recipient=LEARNER)
    with pytest.raises(InputTypeError):
        policies.proof_only(recipient=Recipient(did=LEARNER))
    one = Recipient(email="Ada@north.example", did=LEARNER)
    assert one == Recipient(did=[LEARNER], identities={"emailAddress": "Ada@north.example"})
    assert hash(one) == hash(Recipient(did=[LEARNER], email=["Ada@north.example"]))
    assert "Ada" not in repr(one)
    assert LEARNER not in repr(one)


@given(st.text(min_size=1, max_size=12), st.text(max_size=12), st.sampled_from(["sha256", "md5"]))
def test_whatever_was_hashed_is_found_again(value: str, salt: str, algorithm: str) -> None:
    if not value.strip() or not value.isprintable():
        return
    entry = hashed(value, salt, algorithm, "sisSourcedId")
    assert Recipient(identities={"sisSourcedId": value}).fits(entry) is True
    assert Recipient(identities={"sisSourcedId": f"{value}x"}).fits(entry) is False
    assert Recipient(identities={"userName": value}).fits(entry) is None
