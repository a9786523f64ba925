"""What a maker of credentials is told: each fault once, in the second person."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.attacks.bases import OB, V2, Tree, raw_signed, signer, unsigned

from eccoe_vc import IssueError, inspect, issue, models, open_credential, policies
from eccoe_vc.advice import for_maker
from eccoe_vc.codes import codes
from eccoe_vc.errors import Finding, ModelError
from eccoe_vc.models import samples, shape
from eccoe_vc.models.reading import CLASSES
from eccoe_vc.models.shape import NOTES


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
        (lambda t: t.pop("type"), "model.type", "", 'Add "type": ["VerifiableCredential", "OpenBadgeCredential"].'),
        (lambda t: subject(t).pop("type"), "model.type", "/credentialSubject", 'Add "type": ["AchievementSubject"].'),
        (
            lambda t: subject(t)["achievement"].pop("type"),
            "model.type",
            "/credentialSubject/achievement",
            'Add "type": ["Achievement"].',
        ),
        (lambda t: t.update({"@context": [OB, V2]}), "ctx.order", "/@context", f"Put {V2} first"),
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
        (
            lambda t: t.update({"@context": [V2.replace("https", "http"), OB]}),
            "ctx.unknown",
            "/@context/0",
            f"If you meant {V2}, write that address.",
        ),
        (
            lambda t: t.update({"@context": [V2, OB.replace("3.0.3", "3.0.4")]}),
            "ctx.unknown",
            "/@context/1",
            f"If you meant {OB}, write that address.",
        ),
        (
            lambda t: t.update({"@context": [V2]}),
            "model.cardinality",
            "/@context",
            "List the W3C context and then that",
        ),
        (
            lambda t: subject(t)["achievement"].update(type=["Course"]),
            "model.type",
            "/credentialSubject/achievement/type",
            'Name what stands here: "type": ["Achievement"].',
        ),
        (
            lambda t: subject(t)["achievement"].update(image="https://n.example/x.png"),
            "model.type",
            "/credentialSubject/achievement/image",
            'Write an object: {"id": "https://...", "type": "Image"}.',
        ),
        (
            lambda t: subject(t)["achievement"].update(creditsAvailable="5"),
            "model.type",
            "/credentialSubject/achievement/creditsAvailable",
            "Write a number, without quotes.",
        ),
        (
            lambda t: subject(t)["achievement"].update(tag="soil"),
            "model.cardinality",
            "/credentialSubject/achievement/tag",
            "Write the value in square brackets",
        ),
    ],
    ids=[
        "type",
        "subject type",
        "achievement type",
        "order",
        "id",
        "null",
        "unversioned",
        "http",
        "release",
        "no badge context",
        "class",
        "object",
        "number",
        "list",
    ],
)
def test_one_fault_is_told_once_and_to_the_issuer(change: Any, code: str, pointer: str, hint: str) -> None:
    with pytest.raises(IssueError) as caught:
        issue(changed(change), signer=signer())
    [found] = caught.value.findings
    assert (found.code, found.pointer) == (code, pointer)
    assert found.hint.startswith(hint)


def test_every_member_that_is_missing_is_named() -> None:
    with pytest.raises(IssueError) as caught:
        issue(
            changed(lambda t: [subject(t)["achievement"].pop(name) for name in ("name", "criteria")]), signer=signer()
        )
    assert {found.hint for found in caught.value.findings} == {
        'Add "name": "...".',
        'Add "criteria": {"narrative": "..."}.',
    }


def test_other_mistakes_are_told_beside_a_missing_type() -> None:
    def change(tree: Tree) -> None:
        tree.pop("type")
        subject(tree)["achievement"].update(image="x")

    with pytest.raises(IssueError) as caught:
        issue(changed(change), signer=signer())
    assert [found.pointer for found in caught.value.findings] == ["", "/credentialSubject/achievement/image"]


def test_whoever_builds_a_model_is_told_as_its_maker() -> None:
    with pytest.raises(ModelError) as caught:
        models.Achievement(id="soil", name=5)  # type: ignore[arg-type,call-arg]
    assert {found.hint for found in caught.value.findings} >= {
        "Write the value in quotes.",
        'Add "description": "...".',
    }


def test_every_sample_in_a_hint_is_json_and_of_its_class() -> None:
    for name in CLASSES:
        if sample := samples.of_class(name):
            wrong = shape.check(json.loads(sample), name)
            assert {found.code for found in wrong} <= {"model.id", "model.value", "issuer.shape"} | NOTES, (name, wrong)


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
