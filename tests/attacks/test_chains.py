"""Proof chains: links that are missing, in a circle, exchanged, forged or of an unknown kind."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from tests.attacks.bases import AT, Tree, by_curve, curve_signer, di, policy, raw_signed, signed, signer, unsigned
from tests.attacks.test_group_d import AFTER, BEFORE, WEB, WEB_URL, document, issuer_tree, method, web_signer

from eccoe_vc import (
    ECDSA_JCS_2019,
    ECDSA_RDFC_2019,
    ECDSA_SD_2023,
    ED25519_SIGNATURE_2020,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    OFFLINE,
    IssueError,
    LocalSigner,
    Report,
    add_proof,
    derive,
    inspect,
    issue,
)
from eccoe_vc.proofs.suites import Suite

ONE, TWO, THREE = (f"urn:uuid:00000000-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))


def chain(*suites: Suite) -> Tree:
    """Three proofs, each on top of the ones before it."""
    first, second, third = suites or (EDDSA_RDFC_2022, EDDSA_JCS_2022, EDDSA_RDFC_2022)
    tree: Any = signed(unsigned(), first, proof_id=ONE)
    tree = add_proof(tree, signer=signer(), securing=second, previous=ONE, proof_id=TWO, created=AT).document
    made = add_proof(tree, signer=signer(), securing=third, previous=[ONE, TWO], proof_id=THREE, created=AT).document
    return copy.deepcopy(dict(made or {}))


def judged(tree: Tree, **answers: Any) -> Report:
    return inspect(tree, policy=policy(curve_signer().controller, legacy=True, **answers), at=AT)


def codes(report: Report) -> set[str]:
    return {finding.code for check in report.problems() for finding in check.findings}


@pytest.mark.parametrize(
    "suites",
    [
        (EDDSA_RDFC_2022, EDDSA_JCS_2022, EDDSA_RDFC_2022),
        (EDDSA_JCS_2022, EDDSA_RDFC_2022, EDDSA_JCS_2022),
        (EDDSA_RDFC_2022, EDDSA_RDFC_2022, EDDSA_JCS_2022),
    ],
    ids=lambda suites: "+".join(suite.name for suite in suites),
)
def test_a_chain_of_any_suites_is_accepted_in_any_order_of_writing(suites: tuple[Suite, ...]) -> None:
    tree = chain(*suites)
    assert judged(tree).verdict == "accepted"
    assert judged(tree, proofs="all").verdict == "accepted"
    if suites[-1] is EDDSA_RDFC_2022:  # under JCS the order of the proofs is part of the bytes
        tree["proof"].reverse()
        assert judged(tree).verdict == "accepted"


def link(tree: Tree, index: int, **members: Any) -> Tree:
    tree["proof"][index] = {k: v for k, v in {**tree["proof"][index], **members}.items() if v is not ...}
    return tree


def without(tree: Tree, index: int) -> Tree:
    del tree["proof"][index]
    return tree


def forged(tree: Tree, index: int) -> Tree:
    value = tree["proof"][index]["proofValue"]
    return link(tree, index, proofValue=value[:-1] + ("a" if value[-1] != "a" else "b"))


BROKEN: dict[str, Callable[[], Tree]] = {
    "first link taken away": lambda: without(chain(), 0),
    "middle link taken away": lambda: without(chain(), 1),
    "names nothing": lambda: link(chain(), 1, previousProof="urn:uuid:00000000-0000-4000-8000-00000000000f"),
    "names itself": lambda: link(chain(), 1, previousProof=TWO),
    "two in a circle": lambda: link(chain(), 0, previousProof=TWO),
    "three in a circle": lambda: link(chain(), 0, previousProof=THREE),
    "one of several names itself": lambda: link(chain(), 2, previousProof=[ONE, THREE]),
    "one id twice": lambda: link(chain(), 1, id=ONE),
    "first link forged": lambda: forged(chain(), 0),
    "last link forged": lambda: forged(chain(), 2),
    "no longer on top": lambda: link(chain(), 2, previousProof=...),
    "one name dropped": lambda: link(chain(), 2, previousProof=[ONE]),
    "another name": lambda: link(chain(), 1, previousProof=THREE),
    "link exchanged for another good proof": lambda: link(
        chain(), 0, **signed(unsigned(), EDDSA_JCS_2022)["proof"], id=ONE
    ),
    "a set turned into a chain": lambda: as_chain(),
    "names are no text": lambda: link(chain(), 1, previousProof=[5]),
}


def as_chain() -> Tree:
    tree = add_proof(signed(unsigned(), proof_id=ONE), signer=signer(), securing=EDDSA_JCS_2022, created=AT).document
    return link(copy.deepcopy(dict(tree or {})), 1, previousProof=ONE)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_chain_is_rejected(name: str) -> None:
    report = judged(BROKEN[name]())
    assert report.verdict == "rejected", report.to_dict()
    assert codes(report) & {"proof.chain", "proof.signature", "proof.shape", "proof.value", "proof.encoding"}


def test_reversing_what_a_jcs_link_signs_is_noticed() -> None:
    tree = chain(EDDSA_RDFC_2022, EDDSA_RDFC_2022, EDDSA_JCS_2022)
    tree["proof"][0], tree["proof"][1] = tree["proof"][1], tree["proof"][0]
    assert judged(tree).verdict == "rejected"


def test_one_good_proof_suffices_only_if_what_it_stands_on_is_good() -> None:
    """Policy proofs="any": the last link alone has a right signature, over a proof that is forged."""
    tree = chain()
    value = tree["proof"][0]["proofValue"]
    tree["proof"][0]["proofValue"] = value[:9] + ("a" if value[9] != "a" else "b") + value[10:]
    bare = {**tree, "proof": tree["proof"][0]}
    top = add_proof(bare, signer=signer(), previous=ONE, created=AT)
    report = judged(dict(top.document or {}), proofs="any")
    assert report.verdict == "rejected"
    assert report.check("proof[1]").code == "proof.chain"
    beside = add_proof(bare, signer=signer(), created=AT)
    assert judged(dict(beside.document or {}), proofs="any").verdict == "accepted"


def test_a_break_travels_along_the_chain() -> None:
    tree: Any = di()
    tree["proof"] = {**tree["proof"], "id": ONE}  # an id that was not signed
    tree = add_proof(tree, signer=signer(), previous=ONE, proof_id=TWO, created=AT).document
    tree = add_proof(tree, signer=signer(), previous=TWO, proof_id=THREE, created=AT).document
    report = judged(dict(tree))
    assert [report.check(f"proof[{index}]").code for index in range(3)] == [
        "proof.signature",
        "proof.chain",
        "proof.chain",
    ]


@pytest.mark.parametrize("proofs", ["supported", "any"])
def test_a_proof_on_top_of_an_unknown_one_is_undecided(proofs: str) -> None:
    tree = di()
    unknown = {**tree["proof"], "id": ONE, "cryptosuite": "acme-2031"}
    top = add_proof({**tree, "proof": [unknown]}, signer=signer(), previous=ONE, created=AT)
    report = judged(dict(top.document or {}), proofs=proofs)
    assert report.verdict == "indeterminate"
    assert report.check("proof").code == "unsupported.cryptosuite"


@pytest.mark.parametrize("proofs", ["supported", "any", "all"])
def test_a_proof_on_top_of_one_whose_key_ended_later_is_undecided(proofs: str) -> None:
    first = web_signer()
    seed = hashlib.sha256(b"eccoe_vc test key second").digest()
    second = LocalSigner.from_seed(seed, controller=WEB, verification_method=f"{WEB}#key-2")
    tree = raw_signed(issuer_tree(WEB), by=first, id=ONE)
    top = add_proof(tree, signer=second, previous=ONE, created=AT)
    other = method(id=f"{WEB}#key-2", publicKeyMultibase=second.public_key.to_multikey())
    for end, verdict in ({"revoked": AFTER}, "indeterminate"), ({}, "accepted"), ({"revoked": BEFORE}, "rejected"):
        keys = document(verificationMethod=[method(**end), other], assertionMethod=["#key-1", "#key-2"])
        report = inspect(
            top.text, policy=policy(WEB, proofs=proofs), sources=OFFLINE.with_document(WEB_URL, keys), at=AT
        )
        assert report.verdict == verdict, report.to_dict()


def test_chains_of_ecdsa_proofs() -> None:
    who = curve_signer()
    tree: Any = by_curve()
    tree = add_proof({**tree, "proof": {**tree["proof"]}}, signer=who, securing=ECDSA_JCS_2019, created=AT).document
    assert judged(dict(tree)).verdict == "accepted"
    first = signed({k: v for k, v in tree.items() if k != "proof"}, ECDSA_RDFC_2019, who, proof_id=ONE)
    for suite in (ECDSA_RDFC_2019, ECDSA_JCS_2019):
        made = add_proof(first, signer=who, securing=suite, previous=ONE, created=AT)
        assert judged(dict(made.document or {})).verdict == "accepted"
        changed = copy.deepcopy(dict(made.document or {}))
        changed["proof"][0]["created"] = "2026-05-03T12:00:00Z"
        assert judged(changed).verdict == "rejected"


def test_what_cannot_be_added() -> None:
    good: Any = signed(unsigned(), proof_id=ONE)
    base = signed(
        unsigned(issuer={"id": curve_signer().controller, "type": ["Profile"], "name": "N"}),
        ECDSA_SD_2023,
        curve_signer(),
    )
    refused: list[tuple[str, Any, dict[str, Any]]] = [
        ("proof.missing", unsigned(), {}),
        ("proof.chain", good, {"previous": TWO}),
        ("proof.shape", good, {"proof_id": ONE}),
        ("proof.shape", good, {"proof_id": "my proof"}),
        ("proof.limit", {**good, "proof": [good["proof"]] * 16}, {}),
        ("key.controller", good, {"signer": signer("stranger")}),
        ("key.alg", good, {"securing": ECDSA_RDFC_2019}),
        ("jsonld.undefined_type", good, {"securing": ED25519_SIGNATURE_2020}),
        ("sd.base_proof", base, {"signer": curve_signer(), "securing": ECDSA_RDFC_2019}),
        ("sd.base_proof", by_curve(), {"signer": curve_signer(), "securing": ECDSA_SD_2023}),
        ("unsupported.proof_format", "eyJhbGciOiJFZERTQSJ9.e30.AAAA", {}),
    ]
    for code, tree, how in refused:
        with pytest.raises(IssueError) as caught:
            add_proof(tree, **{"signer": signer(), **how})
        assert caught.value.code == code, (code, caught.value)


@pytest.mark.parametrize(
    "strange",
    [
        {"evilMember": "A"},
        {"credentialSubject": {**unsigned()["credentialSubject"], "evilMember": "A"}},
        {"@id": "urn:uuid:7b5f9a52-1d0e-4f77-9e58-4b1f5d1f2b11"},
        {"@context": [*unsigned()["@context"], "https://nobody.example/context"]},
    ],
)
def test_no_proof_is_added_to_what_issue_would_not_sign(strange: dict[str, Any]) -> None:
    tree = unsigned() | strange
    with pytest.raises(IssueError) as of_issue:
        issue(tree, signer=signer(), securing=EDDSA_JCS_2022, created=AT)
    carried = {**tree, "proof": signed(unsigned(), EDDSA_JCS_2022)["proof"]}
    with pytest.raises(IssueError) as caught:
        add_proof(carried, signer=signer(), securing=EDDSA_JCS_2022, created=AT)
    assert caught.value.code == of_issue.value.code


def test_a_context_of_its_own_is_no_reason_to_add_no_proof() -> None:
    own = unsigned(context=[*unsigned()["@context"], {"mark": "https://north.example/terms#mark"}], mark="A")
    first = issue(own, signer=signer(), securing=EDDSA_JCS_2022, created=AT, allow_inline_contexts=True)
    assert len(add_proof(first, signer=signer(), securing=EDDSA_JCS_2022, created=AT).document["proof"]) == 2  # type: ignore[index]


def test_a_derived_proof_stands_on_nothing() -> None:
    who = curve_signer()
    tree = unsigned(issuer={"id": who.controller, "type": ["Profile"], "name": "North University"})
    shown: Any = copy.deepcopy(derive(signed(tree, ECDSA_SD_2023, who)).document)
    shown["proof"]["previousProof"] = ONE
    assert judged(dict(shown)).check("proof").code == "proof.chain"
