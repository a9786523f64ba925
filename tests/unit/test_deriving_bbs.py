"""bbs-2023 through the front door: what goes in, what comes out, and what is said where something is missing."""

from __future__ import annotations

from typing import Any

import pytest
from tests.attacks import bases, bbs

from eccoe_vc import (
    BBS_2023,
    ECDSA_SD_2023,
    EDDSA_RDFC_2022,
    BbsSigner,
    HolderSecret,
    InputTypeError,
    IssueError,
    LocalSigner,
    TrustedIssuers,
    add_proof,
    derive,
    inspect,
    issue,
    policies,
)
from eccoe_vc.encoding import multibase
from eccoe_vc.keys import bls12381
from eccoe_vc.proofs.bbs.value import decode_base
from eccoe_vc.proofs.suites import CURRENT

POLICY = bbs.policy()


def value_of(secured: Any) -> Any:
    return decode_base(dict(secured.document)["proof"]["proofValue"])


def test_it_is_enabled_where_it_is_installed() -> None:
    assert BBS_2023 in CURRENT
    assert BBS_2023 in POLICY.suites


def test_base_and_derived() -> None:
    base = bbs.base()
    assert value_of(base).option == "baseline"
    shown = derive(base, reveal=["/credentialSubject/result/0"], presentation_header=b"number of the verifier")
    assert inspect(shown.text, policy=POLICY, at=bases.AT).verdict == "accepted"
    assert bbs.value_of(dict(shown.document or {})).presentation_header == b"number of the verifier"
    assert "3.9" not in shown.text


def test_two_base_proofs_share_no_secret_and_two_derived_ones_nothing() -> None:
    one, two = (value_of(bbs.base()) for _ in range(2))
    assert one.hmac_key != two.hmac_key
    base = bbs.base()
    first, second = (bbs.value_of(dict(derive(base).document or {})).proof for _ in range(2))
    assert not {first[start : start + 16] for start in range(0, len(first), 16)} & {
        second[start : start + 16] for start in range(0, len(second), 16)
    }


def test_bound_to_a_holder() -> None:
    holder = HolderSecret.generate()
    base = bbs.base(holder=holder)
    assert value_of(base).option == "anonymous_holder_binding"
    shown = derive(base, reveal=["/description"], holder=holder)
    assert inspect(shown.text, policy=POLICY, at=bases.AT).verdict == "accepted"
    data = multibase.decode(str(dict(shown.document or {})["proof"]["proofValue"]), allowed="u")
    assert data[:3] == b"\xd9\x5d\x05"
    with pytest.raises(IssueError) as caught:
        derive(bbs.base(), holder=holder)
    assert caught.value.code == "proof.signature"


def test_vc_1_1() -> None:
    shown = derive(bbs.base(bases.unsigned_v1(issuer=bbs.ISSUER, description="Field course.")), reveal=["/description"])
    assert inspect(shown.text, policy=POLICY, at=bases.AT).verdict == "accepted"


@pytest.mark.parametrize(
    "how", [{"holder": b"secret"}, {"holder": "x"}, {"presentation_header": "text"}, {"presentation_header": None}]
)
def test_arguments_of_another_type(how: dict[str, Any]) -> None:
    with pytest.raises(InputTypeError) as caught:
        derive(bbs.base(), **how)
    assert caught.value.code == "input.type"


def test_these_arguments_are_for_this_suite_alone() -> None:
    base = issue(bases.for_disclosure(), signer=bases.curve_signer(), securing=ECDSA_SD_2023, created=bases.AT)
    for how in ({"holder": HolderSecret.generate()}, {"presentation_header": b"x"}):
        with pytest.raises(InputTypeError):
            derive(base, **how)


def test_other_keys_do_not_sign_it_and_its_key_signs_nothing_else() -> None:
    local = LocalSigner.generate("Ed25519")
    who = {"id": local.controller, "type": ["Profile"], "name": "North University"}
    for tree, signer, suite in (
        (bbs.unsigned(issuer=who), local, BBS_2023),
        (bbs.unsigned(), bbs.SIGNER, EDDSA_RDFC_2022),
        (bbs.unsigned(), bbs.SIGNER, ECDSA_SD_2023),
    ):
        with pytest.raises(IssueError) as caught:
            issue(tree, signer=signer, securing=suite)
        assert caught.value.code == "key.alg"


class Pretender:
    """A signer of bytes that says it has such a key."""

    alg = "BLS12-381-G2"
    controller = bbs.SIGNER.controller
    verification_method = bbs.SIGNER.verification_method
    public_key = bbs.SIGNER.public_key

    def sign(self, data: bytes) -> bytes:
        return bytes(80)


def test_a_signer_of_bytes_is_none_of_lists() -> None:
    with pytest.raises(IssueError) as caught:
        issue(bbs.unsigned(), signer=Pretender(), securing=BBS_2023)
    assert (caught.value.code, caught.value.hint) == ("key.alg", "Pass a BbsSigner.")


def test_no_proof_is_added_to_it() -> None:
    for secured in (bbs.base(), derive(bbs.base())):
        with pytest.raises(IssueError) as caught:
            add_proof(secured, signer=bases.signer())
        assert caught.value.code in ("sd.base_proof", "key.controller")


def test_a_controller_document_names_the_key() -> None:
    from eccoe_vc import OFFLINE
    from eccoe_vc.sources import Fetched

    signer = BbsSigner.generate("did:web:north.example")
    tree = bbs.unsigned(issuer={"id": signer.controller, "type": ["Profile"], "name": "North University"})
    shown = derive(issue(tree, signer=signer, securing=BBS_2023, created=bases.AT))
    method = {
        "id": signer.verification_method,
        "type": "Multikey",
        "controller": signer.controller,
        "publicKeyMultibase": signer.public_key.to_multikey(),
    }
    document = {"id": signer.controller, "verificationMethod": [method], "assertionMethod": [method["id"]]}
    from eccoe_vc.encoding import strict_json

    def answer(request: Any) -> Fetched:
        return Fetched(request.url, strict_json.dumps(document).encode(), "application/did+json")

    policy = policies.open_badge(trust=TrustedIssuers({signer.controller}), withheld="report")
    report = inspect(shown.text, policy=policy, sources=OFFLINE.with_(fetch=answer), at=bases.AT)
    assert report.verdict == "accepted", report.to_dict()
    assert inspect(shown.text, policy=policy, at=bases.AT).verdict == "indeterminate"


# ---- without the extra -----------------------------------------------------------------------------------------------


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    base = bbs.base()
    shown = derive(base)
    monkeypatch.setattr(bls12381, "find_spec", lambda name: None)
    for secured in (shown, base):
        report = inspect(secured.text, policy=POLICY, at=bases.AT)
        assert report.verdict == "indeterminate"
        check = report.check("proof")
        assert (check.code, check.outcome) == ("unsupported.cryptosuite", "INDETERMINATE")
        assert "eccoe-vc[bbs]" in check.hint
    with pytest.raises(IssueError) as caught:
        derive(base)
    assert caught.value.code == "unsupported.cryptosuite"
    assert "eccoe-vc[bbs]" in caught.value.hint
    tree: Any = shown.document
    whole = issue(bases.unsigned(), signer=bases.signer(), created=bases.AT)
    both = {**dict(whole.document or {}), "proof": [dict(whole.document or {})["proof"], tree["proof"]]}
    report = inspect(both, policy=bases.policy(), at=bases.AT)
    assert report.verdict == "accepted"
    assert "unsupported.cryptosuite" in {note.code for note in report.notes}


def test_a_policy_without_it() -> None:
    policy = POLICY.with_(suites=[EDDSA_RDFC_2022])
    report = inspect(derive(bbs.base()).text, policy=policy, at=bases.AT)
    assert (report.verdict, report.check("proof").code) == ("indeterminate", "unsupported.cryptosuite")
