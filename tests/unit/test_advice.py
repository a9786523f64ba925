"""What a maker of credentials is told: each fault once, in the second person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from tests.attacks.bases import OB, V2, Tree, raw_signed, signer, unsigned

from eccoe_vc import IssueError, inspect, issue, models, open_credential, policies
from eccoe_vc.advice import for_maker
from eccoe_vc.codes import codes
from eccoe_vc.errors import Finding, ModelError


def subject(tree: Tree) -> Tree:
    found: Tree = tree["credentialSubject"]
    return found


def changed(change: Any) -> Tree:
    tree = unsigned()
    change(tree)
    return tree


@pytest.mark.parametrize(
    ("change", "code", "pointer", "hint"),
    [
        (lambda t: t.pop("type"), "model.type", "", "Write the member"),
        (lambda t: subject(t).pop("type"), "model.type", "/credentialSubject", "Write the member"),
        (
            lambda t: subject(t)["achievement"].pop("type"),
            "model.type",
            "/credentialSubject/achievement",
            "Write the member",
        ),
        (lambda t: t.update({"@context": [OB, V2]}), "ctx.order", "/@context", "List the W3C base context first"),
        (
            lambda t: subject(t)["achievement"].update(id="https://n.example/a b"),
            "model.id",
            "/credentialSubject/achievement/id",
            "Give one complete address",
        ),
        (
            lambda t: subject(t)["achievement"].update(image=None),
            "model.null",
            "/credentialSubject/achievement/image",
            "Leave the member out",
        ),
        (
            lambda t: t.update({"@context": [V2, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"]}),
            "ctx.protected",
            "/@context",
            "Rename the term, or list contexts that belong together",
        ),
    ],
    ids=["type", "subject type", "achievement type", "order", "id", "null", "unversioned"],
)
def test_one_fault_is_told_once_and_to_the_issuer(change: Any, code: str, pointer: str, hint: str) -> None:
    with pytest.raises(IssueError) as caught:
        issue(changed(change), signer=signer())
    [found] = caught.value.findings
    assert (found.code, found.pointer) == (code, pointer)
    assert found.hint.startswith(hint)


def test_two_faults_are_two() -> None:
    def change(tree: Tree) -> None:
        subject(tree)["achievement"].update(id="soil", level=3)

    with pytest.raises(IssueError) as caught:
        issue(changed(change), signer=signer())
    assert [found.code for found in caught.value.findings] == ["model.id", "jsonld.undefined_term"]


def test_nobody_is_sent_to_the_issuer_for_what_the_model_the_contexts_and_the_walk_say() -> None:
    """Whoever makes a credential is the issuer."""
    rooms = re.compile(r"(ctx|jsonld|model|time|identity|issuer|subject|resource)\.")
    told = for_maker(Finding(code, "x", f"/{code}") for code in codes() if rooms.match(code))
    assert len(told) > 40
    assert [found.code for found in told if "sk the issuer to" in found.hint] == []


def test_a_receiver_is_told_that_the_type_is_missing_not_that_members_are_misspelt() -> None:
    tree = raw_signed(changed(lambda t: subject(t)["achievement"].pop("type")))
    report = inspect(tree, policy=policies.proof_only())
    [found] = [f for f in report.check("lossless").findings if f.pointer.endswith("/criteria")]
    assert "has no type" in found.hint


def test_every_finding_of_an_error_says_what_to_do() -> None:
    with pytest.raises(ModelError) as caught:
        models.view(changed(lambda t: [t.pop("issuer"), t.update(validFrom="yesterday")]))
    assert len(caught.value.findings) > 1
    assert all(found.hint for found in caught.value.findings)


def test_a_model_says_how_it_is_changed() -> None:
    view: Any = open_credential(unsigned()).credential
    with pytest.raises(AttributeError, match=r"AchievementCredential cannot be changed.*with_\(name="):
        view.name = "Doctorate"
    assert view.with_(name="Soil").name == "Soil"
