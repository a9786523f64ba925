"""A signature that was not compared is never reported as one that holds."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks import bases

from eccoe_vc import inspect


@pytest.mark.parametrize(
    "change", [{"undefinedMember": 1}, {"@context": [bases.V2, bases.OB, "https://example.org/unknown"]}]
)
@pytest.mark.parametrize("forged", [True, False])
def test_no_proof_passes_while_the_meaning_is_unknown(change: dict[str, Any], forged: bool) -> None:
    tree = bases.di() | change
    if forged:
        tree["name"] = "Brain Surgery"
    report = inspect(tree, policy=bases.policy(), at=bases.AT)
    assert report.verdict != "accepted"
    assert not report.valid
    assert not [check for check in report.checks if check.name.startswith("proof") and check.outcome == "PASSED"]
