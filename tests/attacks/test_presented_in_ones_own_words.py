"""What a holder can say beside what she presents, and what a signature over RDF lets her exchange."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from tests.attacks.bases import (
    AT,
    ISSUER,
    LEARNER,
    OB,
    V2,
    Tree,
    policy,
    raw_signed,
    signed,
    signer,
    unsigned,
)
from tests.command_line import run

from eccoe_vc import IssueError, TrustedIssuers, UnsafeAnyIssuer, inspect, issue, policies
from eccoe_vc.encoding import strict_json

ASKED = policies.presentation(trust=TrustedIssuers({ISSUER}), challenge="c", domain=None)
ANYBODY = policies.credential(trust=UnsafeAnyIssuer(reason="test"))
DOCTOR = {"id": "did:example:x", "achievement": {"name": "Doctor of Medicine"}}
VC = "https://www.w3.org/2018/credentials#"


def presentation(**members: Any) -> Tree:
    tree: Tree = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": LEARNER}
    tree |= {"verifiableCredential": [signed(unsigned())]} | members
    return {name: value for name, value in tree.items() if value is not ...}


def presented(tree: Tree, by: str = "learner") -> Tree:
    options = {"proofPurpose": "authentication", "challenge": "c"}
    return raw_signed(tree, by=signer(by), suite="eddsa-jcs-2022", **options)


def test_the_control_is_accepted() -> None:
    assert inspect(presented(presentation()), policy=ASKED, at=AT).trusted


@pytest.mark.attack("D34", "members")
@pytest.mark.parametrize(
    "members",
    [{"issuer": {"id": ISSUER, "name": "North University"}}, {"credentialSubject": DOCTOR}, {"validUntil": "x"}],
    ids=["issuer", "subject", "end"],
)
def test_a_presentation_says_nothing_that_credentials_say(members: Tree, tmp_path: Any) -> None:
    tree = presented(presentation(**members))
    report = inspect(tree, policy=ASKED, at=AT)
    assert (report.verdict, report.check("presentation").code) == ("rejected", "vp.members")
    (tmp_path / "presentation.json").write_text(strict_json.dumps(tree))
    ran = run(
        "verify", tmp_path / "presentation.json", "--presentation", "--challenge", "c", "--trust", ISSUER,
        "--at", "2026-06-01T12:00:00Z",
    )  # fmt: skip
    assert ran.code == 1
    assert "Doctor" not in ran.err


@pytest.mark.attack("D34", "empty")
def test_nothing_presented_is_nothing_accepted() -> None:
    tree = presentation(verifiableCredential=...)
    assert inspect(presented(tree), policy=ASKED, at=AT).verdict == "indeterminate"


@pytest.mark.attack("D35", "unknown")
@pytest.mark.attack("D35", "two")
def test_a_proof_that_nobody_checked_does_not_say_who_presents() -> None:
    """A thief presents the learner's badge without naming a holder, beside a proof of an unknown suite in her name."""
    tree = presented(presentation(holder=...), by="thief")
    lenient = ASKED.with_(holder_binding="report")
    report = inspect(tree, policy=lenient, at=AT)
    assert [note.code for note in report.notes] == ["vp.holder_binding"]
    fake = {
        "type": "DataIntegrityProof",
        "cryptosuite": "future-rdfc-2030",
        "proofPurpose": "authentication",
        "challenge": "c",
        "verificationMethod": signer("learner").verification_method,
        "proofValue": "z1",
    }
    for proofs in ([fake, tree["proof"]], [tree["proof"], fake]):
        report = inspect({**tree, "proof": proofs}, policy=lenient, at=AT)
        assert (report.verdict, report.check("presentation").code) == ("rejected", "vp.holder_binding")
    both = [presented(presentation(holder=...), by=name)["proof"] for name in ("thief", "learner")]
    report = inspect(presentation(holder=...) | {"proof": both}, policy=lenient, at=AT)
    assert (report.verdict, report.check("presentation").code) == ("rejected", "vp.holder_binding")


# ---- members as IRIs -------------------------------------------------------------------------------------------------


@pytest.mark.attack("B41", "members")
@pytest.mark.parametrize("name", ["validUntil", "credentialStatus"])
def test_a_member_has_one_name_under_a_proof_over_bytes(name: str) -> None:
    report = inspect(raw_signed(unsigned(**{VC + name: "x"}), suite="eddsa-jcs-2022"), policy=policy(), at=AT)
    assert report.check("proof").code == ""
    assert (report.verdict, report.check("lossless").code) == ("rejected", "jsonld.not_compact")


@pytest.mark.attack("B41", "members")
@pytest.mark.parametrize(
    ("name", "value"), [("holder", ISSUER), ("verifiableCredential", [unsigned()])], ids=["holder", "credential"]
)
def test_a_presentation_has_no_second_holder_or_credential(name: str, value: Any) -> None:
    report = inspect(presented(presentation(**{VC + name: value})), policy=ASKED, at=AT)
    assert (report.verdict, report.check("lossless").code) == ("rejected", "jsonld.not_compact")


def test_colons_in_members_that_no_context_knows_are_bytes_like_others() -> None:
    tree = unsigned(**{"acme:room": "12"})
    assert inspect(raw_signed(tree, suite="eddsa-jcs-2022"), policy=policy(), at=AT).verdict == "accepted"


# ---- contexts --------------------------------------------------------------------------------------------------------


@pytest.mark.attack("B39", "unseen")
@pytest.mark.parametrize("place", ["top", "endorsed", "list"])
def test_contexts_of_credentials_that_nobody_looks_at_are_refused(place: str) -> None:
    inner = unsigned(context=[V2, {"name": "urn:evil"}])
    report = {
        "top": lambda: inspect(
            raw_signed(unsigned(verifiableCredential=[inner]), suite="eddsa-jcs-2022"), policy=policy(), at=AT
        ),
        "endorsed": lambda: inspect(presented(presentation(endorsement=[inner])), policy=ASKED, at=AT),
        "list": lambda: inspect(
            presented(presentation(extra=[[{"verifiableCredential": [inner]}]])), policy=ASKED, at=AT
        ),
    }[place]()
    assert report.verdict == "rejected"
    assert report.check("lossless").code == "ctx.nested"


@pytest.mark.attack("D36", "list")
@pytest.mark.parametrize("suite", [["-jcs-"], {"-jcs-": 1}, "x-jcs-y", "-jcs-"], ids=str)
def test_a_proof_that_only_looks_as_if_it_signed_bytes_brings_no_contexts(suite: Any) -> None:
    tree = signed(unsigned())
    fake = {"type": "Foo", "cryptosuite": suite, "@context": [{"name": "urn:evil"}]}
    report = inspect({**tree, "proof": [tree["proof"], fake]}, policy=policy(), at=AT)
    assert "ctx.nested" in {finding.code for finding in report.check("contexts").findings}
    assert report.verdict == "rejected"


@pytest.mark.attack("D36", "badge")
def test_a_context_that_the_holder_added_makes_no_badge() -> None:
    tree = raw_signed(unsigned(context=[V2]), suite="eddsa-jcs-2022")
    assert inspect(tree, policy=policy(), at=AT).check("contexts").code == "ctx.missing_base"
    added = {**tree, "@context": [V2, OB]}
    report = inspect(added, policy=policy(), at=AT)
    assert report.check("proof").code == ""
    assert (report.verdict, report.check("contexts").code) == ("rejected", "ctx.missing_base")


# ---- labels that a text repeats --------------------------------------------------------------------------------------


def leveled() -> Tree:
    """A badge whose result names, in a text, one of two levels that have labels for ids."""
    tree = unsigned(context=[V2, OB])
    related = [{"id": label, "type": ["Related"]} for label in ("_:b0", "_:b1")]
    levels = [
        {"id": f"_:b{index}", "type": ["RubricCriterionLevel"], "name": name}
        for index, name in enumerate(["Pass", "Fail"])
    ]
    description = {
        "id": "urn:uuid:5a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b77",
        "type": ["ResultDescription"],
        "name": "Outcome",
        "resultType": "RubricCriterionLevel",
        "rubricCriterionLevel": levels,
    }
    tree["credentialSubject"]["achievement"] |= {"resultDescription": [description], "related": related}
    result = {"type": ["Result"], "resultDescription": description["id"], "achievedLevel": "_:b1"}
    tree["credentialSubject"]["result"] = [result]
    return tree


def exchanged(tree: Tree) -> Tree:
    made = copy.deepcopy(tree)
    achievement = made["credentialSubject"]["achievement"]
    for entry in (*achievement["resultDescription"][0]["rubricCriterionLevel"], *achievement["related"]):
        entry["id"] = {"_:b0": "_:b1", "_:b1": "_:b0"}[entry["id"]]
    return made


@pytest.mark.attack("B38", "text")
def test_a_text_that_repeats_a_label_is_refused_because_labels_can_be_exchanged() -> None:
    tree = raw_signed(leveled())
    for document in (tree, exchanged(tree)):
        report = inspect(document, policy=ANYBODY, at=AT)
        assert report.verdict == "rejected"
        places = {finding.pointer for finding in report.check("lossless").findings}
        assert "/credentialSubject/result/0/achievedLevel" in places
    with pytest.raises(IssueError):
        issue(leveled(), signer=signer())


def test_bytes_cover_labels_too() -> None:
    tree = raw_signed(leveled(), suite="eddsa-jcs-2022")
    assert inspect(tree, policy=ANYBODY, at=AT).check("proof").code == ""
    assert inspect(exchanged(tree), policy=ANYBODY, at=AT).check("proof").code == "proof.signature"
