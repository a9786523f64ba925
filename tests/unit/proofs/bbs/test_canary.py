"""The library is believed only while it tells good from bad."""

from __future__ import annotations

import pytest

from eccoe_vc.errors import GuardUnavailableError
from eccoe_vc.keys import bls12381
from eccoe_vc.proofs.bbs import canary


@pytest.mark.parametrize("answer", [True, False])
def test_a_library_that_gives_one_answer_is_not_believed(answer: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert canary.require()
    canary.require.cache_clear()
    monkeypatch.setattr(bls12381, "paired", lambda first, second: answer)
    with pytest.raises(GuardUnavailableError) as caught:
        canary.require()
    assert caught.value.code == "guard.unavailable"
    monkeypatch.undo()
    assert canary.require()
