"""Laws of SD-JWT and COSE through the whole pipeline: any choice of the holder holds, any other change is noticed."""

from __future__ import annotations

import copy
import subprocess
import sys
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attacks import bases

from eccoe_vc import SD_JWT_VC, SD_JWT_VCDM, VC_COSE, derive, inspect, issue, policies, verify
from eccoe_vc.encoding import pointers
from eccoe_vc.proofs.token_forms import TokenForm

HOLDER = bases.signer("holder")
ASKED: dict[str, Any] = {"challenge": "n-0S6", "domain": "https://south.example"}
PROOF_ONLY = policies.proof_only(allow_unknown_contexts=True, allow_inline_contexts=True)
#: What a learner may withhold of the badge without breaking its model.
MAY_HIDE = (
    "/credentialSubject/creditsEarned",
    "/credentialSubject/result",
    "/credentialSubject/result/0",
    "/credentialSubject/result/1/value",
    "/credentialSubject/achievement/tag",
    "/credentialSubject/achievement/tag/1",
)


def tree() -> dict[str, Any]:
    made = bases.unsigned()
    made["credentialSubject"] |= {
        "result": [{"type": ["Result"], "value": "7.5"}, {"type": ["Result"], "value": "B"}],
    }
    made["credentialSubject"]["achievement"]["tag"] = ["soil", "field", "work"]
    return made


@cache
def held() -> str:
    return issue(
        tree(), signer=bases.signer(), securing=SD_JWT_VCDM, created=bases.AT, disclosable=MAY_HIDE, decoys=1,
        holder_key=HOLDER.public_key,
    ).text  # fmt: skip


def without(shown: set[str]) -> dict[str, Any]:
    """The badge without everything that may be withheld and is neither shown, in something shown, nor around it."""
    made = copy.deepcopy(tree())
    for pointer in sorted(MAY_HIDE, reverse=True):  # later elements first, inner ones first
        if any(pointer == one or pointer.startswith(f"{one}/") or one.startswith(f"{pointer}/") for one in shown):
            continue
        head, _, last = pointer.rpartition("/")
        holder = pointers.resolve(made, head)
        del holder[int(last) if isinstance(holder, list) else last]
    return made


@settings(max_examples=30, deadline=None)
@given(st.sets(st.sampled_from(MAY_HIDE)), st.booleans())
def test_any_choice_of_the_holder_holds_and_shows_just_that(shown: set[str], bound: bool) -> None:
    how: dict[str, Any] = {"signer": HOLDER, "created": bases.AT, **ASKED} if bound else {}
    made = derive(held(), reveal=sorted(shown), **how).text
    policy = bases.policy(key_binding="required", **ASKED) if bound else bases.policy()
    assert verify(made, policy=policy, at=bases.AT).document == without(shown)


def test_everything_and_nothing() -> None:
    assert without(set(MAY_HIDE)) == tree()
    assert verify(held(), policy=bases.policy(), at=bases.AT).document == tree()
    assert "result" not in without(set())["credentialSubject"]


def refused(data: Any, policy: Any) -> bool:
    return not any(inspect(data, policy=each, at=bases.AT) for each in (policy, PROOF_ONLY))


def test_any_other_character_of_a_presentation_is_noticed() -> None:
    policy = bases.policy(key_binding="required", **ASKED)
    text = derive(held(), reveal=[""], signer=HOLDER, created=bases.AT, **ASKED).text
    assert inspect(text, policy=policy, at=bases.AT)
    issued = len(text.rpartition("~")[0])  # the binding is the holder's: proof_only does not ask for it
    for place in range(0, len(text), 13):
        new = "A" if text[place] != "A" else "B"
        for changed in (text[:place] + new + text[place + 1 :], text[:place] + text[place + 1 :]):
            assert not inspect(changed, policy=policy, at=bases.AT), place
            assert place > issued or refused(changed, policy), place


def test_any_other_byte_of_a_message_is_noticed() -> None:
    data = issue(tree(), signer=bases.signer(), securing=VC_COSE, created=bases.AT).data
    assert inspect(data, policy=bases.policy(), at=bases.AT)
    for place in [*range(0, len(data), 11), *range(len(data) - 4, len(data))]:
        flipped = data[:place] + bytes((data[place] ^ (1 << place % 8),)) + data[place + 1 :]
        for changed in (flipped, data[:place] + data[place + 1 :]):
            assert refused(changed, bases.policy()), place


@pytest.mark.parametrize("form", [SD_JWT_VC, SD_JWT_VCDM, VC_COSE])
def test_verifying_loads_nothing_that_handles_private_keys(form: TokenForm, tmp_path: Any) -> None:
    claims: dict[str, Any] = {
        "iss": bases.ISSUER, "vct": "https://north.example/award", "exp": int((bases.AT + timedelta(9)).timestamp()),
    }  # fmt: skip
    made = issue(claims if form is SD_JWT_VC else tree(), signer=bases.signer(), securing=form, created=bases.AT,
                 holder_key=None if form is VC_COSE else HOLDER.public_key)  # fmt: skip
    data = made.data
    asked = "trust=TrustedIssuers({sys.argv[2]})"
    if form is not VC_COSE:
        data = derive(made, signer=HOLDER, created=bases.AT, **ASKED).data
        asked += ", key_binding='required', challenge='n-0S6', domain='https://south.example'"
    path = tmp_path / "credential"
    path.write_bytes(data)
    script = (
        "import sys, datetime\nfrom eccoe_vc import TrustedIssuers, policies, verify\n"
        f"at = datetime.datetime.fromisoformat({bases.AT.isoformat()!r})\n"
        f"verify(open(sys.argv[1], 'rb').read(), policy=policies.credential({asked}), at=at)\n"
        "print(*sorted(sys.modules), sep=chr(10))"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", script, str(path), bases.ISSUER],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert not loaded & {f"eccoe_vc.{name}" for name in ("keys.private", "keys.signer", "issuing", "disclosing")}
    assert not loaded & {"pydantic", "jwcrypto", "pyld", "requests"}
