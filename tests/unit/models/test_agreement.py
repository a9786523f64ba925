"""One set of rules, three readers: the fast pass, the explaining pass, and the declarations under pydantic.

They must agree on every one-fault mutant: what the fast pass finds fine, the explaining pass has nothing to say about;
what has a finding that is no note, the declarations refuse as well.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import bases
from tests.attacks.test_group_b import endorsement
from tests.unit.models.mutants import mutants

from eccoe_vc.errors import RefusedError
from eccoe_vc.models import CLASSES, accept, explain, kinds
from eccoe_vc.models.base import DECLARATIONS_ONLY, marked
from eccoe_vc.models.shape import NOTES

ROOT = Path(__file__).resolve().parents[3]
STATUS = {
    "id": "https://north.example/status#1",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "1",
    "statusListCredential": "https://north.example/status",
}
DOCUMENTS: dict[str, dict[str, Any]] = {
    "badge": bases.di(),
    "badge with status": bases.unsigned(credentialStatus=STATUS),
    "vc 1.1": bases.unsigned_v1(),
    "endorsement": endorsement(),
    "plain": {
        "@context": [bases.V2],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential"],
        "issuer": "did:example:a",
        "credentialSubject": {"id": "did:example:b", "name": "B"},
    },
}


def refused_by_declarations(document: dict[str, Any]) -> bool:
    try:
        CLASSES[kinds.of_document(document)].model_validate(marked(document), context=DECLARATIONS_ONLY)
    except RefusedError:
        return True
    return False


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_three_readers_agree_on_every_mutant(name: str) -> None:
    tried = refused = 0
    for mutant in mutants(DOCUMENTS[name]):
        kind = kinds.of_document(mutant.document)
        findings = explain.findings(mutant.document, kind, identifiers=True)
        wrong = [finding for finding in findings if finding.code not in NOTES]
        if accept.is_fine(mutant.document, kind, identifiers=True):
            assert not wrong, (mutant.what, mutant.path, wrong)
        assert refused_by_declarations(mutant.document) is bool(wrong), (mutant.what, mutant.path, wrong)
        tried, refused = tried + 1, refused + bool(wrong)
    assert tried > 150
    assert refused > tried // 4


def test_every_finding_points_somewhere() -> None:
    from eccoe_vc.encoding import pointers

    for mutant in mutants(DOCUMENTS["badge"]):
        for finding in explain.findings(mutant.document, kinds.of_document(mutant.document), identifiers=True):
            pointers.resolve(
                mutant.document, finding.pointer.removesuffix("/type") if "type" in finding.pointer else finding.pointer
            )
            assert finding.message.endswith(".")


def test_the_table_of_shapes_is_the_one_that_the_models_give() -> None:
    script = str(ROOT / "tools" / "build_shapes.py")
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
