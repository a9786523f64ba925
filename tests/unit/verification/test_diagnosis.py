"""A failed signature is explained where it can be; an explanation never accepts."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable

import pytest
from tests.attacks.bases import AT, OB, Tree, di, jcs, policy, signed, unsigned

from eccoe_vc import EDDSA_JCS_2022, OFFLINE, IssueError, documents, inspect
from eccoe_vc.errors import Finding

COMPOSED = unicodedata.normalize("NFC", "Fran\u00e7ois K\u00fchn")


def named(text: str) -> Tree:
    return di(name=text)


def renamed(tree: Tree, text: str) -> Tree:
    return {**tree, "name": text}


def with_proof(tree: Tree, **members: str) -> Tree:
    return {**tree, "proof": {**tree["proof"], **members}}


CASES: list[tuple[str, Callable[[], Tree], str]] = [
    ("composed", lambda: renamed(named(COMPOSED), unicodedata.normalize("NFD", COMPOSED)), "Unicode normal form"),
    ("decomposed", lambda: renamed(named(unicodedata.normalize("NFD", COMPOSED)), COMPOSED), "Unicode normal form"),
    ("mojibake", lambda: renamed(named(COMPOSED), COMPOSED.encode().decode("cp1252")), "character encoding"),
    ("space", lambda: renamed(di(), "Soil Science\n"), "at the end of a text"),
    ("domain", lambda: with_proof(di(), domain="https://north.example"), "domain of the proof was added"),
    ("fraction", lambda: with_proof(di(), created="2026-05-02T12:00:00.000Z"), "fractions of a second"),
]


@pytest.mark.parametrize(("tree", "reason"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_well_known_accident_is_named_and_refused(tree: Callable[[], Tree], reason: str) -> None:
    report = inspect(tree(), policy=policy(), at=AT)
    assert report.verdict == "rejected"
    check = report.check("proof")
    assert check.code == "proof.signature"
    assert reason in check.message
    assert check.hint


def test_a_number_that_became_text_is_named() -> None:
    tree = jcs()
    tree["credentialSubject"]["achievement"]["version"] = "2"
    made = signed({k: v for k, v in tree.items() if k != "proof"}, EDDSA_JCS_2022)
    changed = json.loads(json.dumps(made).replace('"version": "2"', '"version": 2'))
    report = inspect(changed, policy=policy(), at=AT)
    assert report.verdict == "rejected"
    assert "text was turned into a number" in report.check("proof").message


def test_another_edition_of_a_context_is_named() -> None:
    older = OFFLINE.with_(documents=OFFLINE.documents.with_documents(documents.edition(OB, "2024-03")))
    # Under the older edition `jti` has no meaning, so what differs must be something that both know but read otherwise:
    # nothing does, and the signature of a plain badge holds under both.
    tree = signed(unsigned(), sources=older)
    assert inspect(tree, policy=policy(), at=AT).verdict == "accepted"
    report = inspect(tree, policy=policy(), sources=older, at=AT)
    assert report.verdict == "accepted"
    assert "ctx.edition" in {note.code for note in report.notes}
    assert {used.edition for used in report.documents} == {"", "2024-03"}


SHIPPED = (*documents.LEGACY.urls, *documents.EXTENSIONS.urls)


@pytest.mark.parametrize("url", SHIPPED)
def test_a_context_that_is_shipped_and_not_admitted_is_called_so(url: str) -> None:
    """The publisher has nothing that the package has not; other unknown contexts are still to be had from theirs."""
    few, all_of_them = (OFFLINE.with_(documents=found) for found in (documents.CORE, documents.EVERYTHING))
    tree = di()
    tree["@context"] = [*tree["@context"], url]
    check = inspect(tree, policy=policy(), sources=few, at=AT).check("contexts")
    assert (check.code, "documents.EVERYTHING" in check.hint, "publisher" in check.hint) == ("ctx.unknown", True, False)
    assert inspect(tree, policy=policy(), sources=all_of_them, at=AT).check("contexts").code != "ctx.unknown"
    tree["@context"][-1] = f"{url}/of/somebody/else"
    check = inspect(tree, policy=policy(), sources=few, at=AT).check("contexts")
    assert (check.code, "publisher" in check.hint) == ("ctx.unknown", True)


def test_an_issuer_is_told_of_a_shipped_context_as_well() -> None:
    tree = unsigned()
    tree["@context"] = [*tree["@context"], documents.LEGACY.urls[0]]
    with pytest.raises(IssueError, match=r"This package ships it.*documents\.EVERYTHING"):
        signed(tree)
    assert signed(tree, sources=OFFLINE.with_(documents=documents.EVERYTHING))["proof"]


def test_what_nobody_can_explain_keeps_its_plain_sentence() -> None:
    report = inspect(renamed(di(), "Doctorate"), policy=policy(), at=AT)
    finding: Finding = report.check("proof").findings[0]
    assert finding.message.startswith("The signature does not match: the credential was changed after signing")
