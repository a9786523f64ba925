"""Group D of the attack corpus: Data Integrity proofs and keys."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from tests.attacks import bbs, jwt_bases
from tests.attacks.bases import (
    AT,
    ISSUER,
    LEARNER,
    STATUS,
    V2,
    Tree,
    base_proof,
    by_curve,
    curve_signer,
    di,
    for_disclosure,
    jcs,
    policy,
    raw_signed,
    sd,
    signed,
    signer,
    unsigned,
    vc11,
)
from tests.attacks.corpus import Builder, Input, Variant, check, variants

from eccoe_vc import (
    ECDSA_SD_2023,
    ED25519_SIGNATURE_2020,
    OFFLINE,
    IssueError,
    LocalSigner,
    Policy,
    Sources,
    TrustedIssuers,
    derive,
    inspect,
    issue,
    policies,
    verify,
)
from eccoe_vc.agreements.evidence import admit
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.encoding import base58, base64url, multibase, strict_json, timestamps
from eccoe_vc.errors import InputTypeError
from eccoe_vc.keys import PinnedKeys
from eccoe_vc.keys.weierstrass import CURVES
from eccoe_vc.proofs.selective import lifecycle
from eccoe_vc.proofs.selective.ecdsa_sd_value import decode_derived, encode

WEB = "did:web:north.example"
WEB_URL = "https://north.example/.well-known/did.json"
HTTPS = "https://north.example/issuers/1"
#: Order of the prime-order subgroup of edwards25519 (RFC 8032, section 5.1).
L = 2**252 + 27742317777372353535851937790883648493


def issuer_tree(issuer: str, **members: Any) -> Tree:
    return unsigned(issuer={"id": issuer, "type": ["Profile"], "name": "North University"}, **members)


def web_signer(name: str = "web") -> LocalSigner:
    seeded = signer(name)
    method = f"{WEB}#key-1"
    seed = hashlib.sha256(f"eccoe_vc test key {name}".encode()).digest()
    assert seeded.alg == "Ed25519"
    return LocalSigner.from_seed(seed, controller=WEB, verification_method=method)


def method(**members: Any) -> Tree:
    key = signer("web").controller.removeprefix("did:key:")
    return {"id": f"{WEB}#key-1", "type": "Multikey", "controller": WEB, "publicKeyMultibase": key} | members


def document(**members: Any) -> Tree:
    tree: Tree = {"id": WEB, "verificationMethod": [method()], "assertionMethod": [f"{WEB}#key-1"]} | members
    return {name: value for name, value in tree.items() if value is not None}


def web(did_document: Tree | None, *, sources: Sources = OFFLINE, **options: Any) -> Input:
    """A badge of a did:web issuer, with the issuer's document at hand, or not."""
    tree = raw_signed(issuer_tree(WEB), by=web_signer(), **options)
    if did_document is not None:
        sources = sources.with_document(WEB_URL, did_document)
    return Input(tree, policy(WEB), sources)


def proofs(*trees: Tree) -> Tree:
    made = copy.deepcopy(trees[0])
    made["proof"] = [copy.deepcopy(tree["proof"]) for tree in trees]
    return made


def forged() -> Tree:
    tree = di()
    value = bytearray(multibase.decode(tree["proof"]["proofValue"]))
    value[3] ^= 1
    tree["proof"]["proofValue"] = multibase.encode(bytes(value))
    return tree


def with_proof(tree: Tree | None = None, **members: Any) -> Tree:
    made = tree or di()
    made["proof"] = {k: v for k, v in {**made["proof"], **members}.items() if v is not ...}
    return made


def with_value(value: Any) -> Tree:
    return with_proof(proofValue=value)


def encoded(data: bytes) -> Tree:
    return with_value(multibase.encode(data))


def value() -> bytes:
    return multibase.decode(str(di()["proof"]["proofValue"]))


def plus_l(signature: bytes) -> bytes:
    return signature[:32] + (int.from_bytes(signature[32:], "little") + L).to_bytes(32, "little")


def twin(tree: Tree | None = None, *, high: bool = True) -> Tree:
    """The other signature (r, n - s) that everybody can make, or the same tree where it has this form already."""
    tree = copy.deepcopy(tree or by_curve())
    curve = CURVES["P-256" if len(value_of(tree)) == 64 else "P-384"]
    r, s = value_of(tree)[: curve.size], int.from_bytes(value_of(tree)[curve.size :], "big")
    if (2 * s > curve.n) is not high:
        s = curve.n - s
    tree["proof"]["proofValue"] = multibase.encode(r + s.to_bytes(curve.size, "big"))
    return tree


def hidden_later(pointer: str) -> Input:
    """What a careless issuer left to the holder, who shows it now and could hide it next time."""
    tree = for_disclosure()
    told = [one for one in lifecycle.usual(tree) if one != pointer] if pointer != "/type" else []
    reveal = [*lifecycle.usual(tree)]
    return Input(dict(derive(base_proof(told, tree), reveal=reveal).document or {}), policy(P256))


def relabelled() -> Iterator[Tree]:
    """The label map of a derived proof with a name missing, twice, exchanged, of nobody, or made up."""
    tree = sd("/credentialSubject/result", "/description")
    value = decode_derived(base64url.decode(tree["proof"]["proofValue"][1:]))
    assert len(value.labels) > 2
    first, second, *_ = value.labels.values()
    for labels in (
        {number: digest for number, digest in value.labels.items() if number},
        {**value.labels, 1: first},
        {**value.labels, 0: second, 1: first},
        {**value.labels, len(value.labels): bytes(32)},
        {number + 1: digest for number, digest in value.labels.items()},
        {**value.labels, 0: bytes(32)},
        {},
    ):
        yield {**tree, "proof": {**tree["proof"], "proofValue": encode(value._replace(labels=labels))}}


def value_of(tree: Tree) -> bytes:
    return multibase.decode(str(tree["proof"]["proofValue"]))


P256 = curve_signer().controller


def other_proof(**members: Any) -> Tree:
    return {**di(), "proof": {**di()["proof"], **members}}


def foreign_signed() -> Tree:
    """The issuer's document, properly signed by a stranger's own did:key."""
    return raw_signed(unsigned(), by=signer("stranger"))


def as_method(name: str, key: LocalSigner) -> Tree:
    return raw_signed(issuer_tree("did:web:example.org"), by=key, verificationMethod=name)


def small_order(did: str, method_id: str, suite: str = "eddsa-rdfc-2022") -> Input:
    tree = issuer_tree(did)
    value_text = multibase.encode(b"\x01" + bytes(63))
    proof = {**di()["proof"], "cryptosuite": suite, "verificationMethod": method_id, "proofValue": value_text}
    if suite == "eddsa-jcs-2022":
        proof["@context"] = tree["@context"]
    return Input({**tree, "proof": proof}, policy(did))


IDENTITY = "z" + base58.encode(b"\xed\x01\x01" + bytes(31))
IDENTITY_JWK = "did:jwk:" + base64url.encode(
    strict_json.dumps({"kty": "OKP", "crv": "Ed25519", "x": base64url.encode(b"\x01" + bytes(31))}).encode()
)


def created(delta: timedelta) -> str:
    return timestamps.format(AT + delta)


def https_issuer(sources: Sources = OFFLINE) -> Input:
    tree = raw_signed(issuer_tree(HTTPS), by=signer("web"))
    return Input(tree, policy(HTTPS), sources)


def https_document(*methods: str) -> Sources:
    return OFFLINE.with_document(HTTPS, {"id": HTTPS, "assertionMethod": list(methods)})


def pinned(name: str) -> Sources:
    return OFFLINE.with_(keys=PinnedKeys({HTTPS: [signer(name).public_key]}))


WEB_METHOD = signer("web").verification_method
KEY_AGREEMENT = {
    "id": f"{WEB}#key-1",
    "type": "Multikey",
    "controller": WEB,
    "publicKeyMultibase": "z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc",
}
BEFORE, AFTER = "2026-04-01T00:00:00Z", "2026-05-20T00:00:00Z"  # around the proof's 2026-05-02

CHALLENGE, DOMAIN = "kJ8s", "south.example"
OTHER_DOMAINS: tuple[Any, ...] = (..., "west.example", [])
THIEF = signer("thief").controller


def presenting(**answers: Any) -> Policy:
    """What a verifier asks of base ``vp``."""
    asked: dict[str, Any] = {"challenge": CHALLENGE, "domain": DOMAIN} | answers
    return policies.presentation(trust=TrustedIssuers({ISSUER}), **asked)


def presented(*carried: Tree, by: str = "learner", holder: str = LEARNER, **options: Any) -> Tree:
    """Base ``vp``: three credentials about the learner, presented with challenge and domain."""
    credentials = carried or [di(id=f"urn:uuid:3c1e7d52-7f5a-4f0e-8d0e-5a2b8a3d9f0{number}") for number in range(3)]
    tree: Tree = {"@context": [V2], "type": ["VerifiablePresentation"], "holder": holder}
    tree["verifiableCredential"] = list(credentials)
    usual: Tree = {"proofPurpose": "authentication", "challenge": CHALLENGE, "domain": DOMAIN}
    return raw_signed(tree, by=signer(by), **(usual | options))


def hashed_subject() -> Tree:
    """A badge that names its learner by a hashed address alone."""
    tree = unsigned()
    del tree["credentialSubject"]["id"]
    tree["credentialSubject"]["identifier"] = [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": "sha256$" + hashlib.sha256(b"alice@north.examplesalt").hexdigest(),
            "identityType": "emailAddress",
            "salt": "salt",
        }
    ]
    return signed(tree)


def resigned(text: str, change: Callable[[bytes], bytes]) -> str:
    """A token with another signature, made without the key."""
    body, _, signature = text.rpartition(".")
    return f"{body}.{base64url.encode(change(base64url.decode(signature)))}"


def es256() -> str:
    """Base ``jwt-es256``."""
    return jwt_bases.jwt(by=curve_signer())


def high_form(high: bool) -> Callable[[bytes], bytes]:
    """The one of the two signatures (r, s) and (r, n - s) whose s is large, or the other."""

    def change(signature: bytes) -> bytes:
        n, s = CURVES["P-256"].n, int.from_bytes(signature[32:], "big")
        return signature[:32] + (s if (2 * s > n) is high else n - s).to_bytes(32, "big")

    return change


def small_order_token() -> Input:
    """A key under which the equation holds for every message, as ``kid`` of a token that nobody signed."""
    did = f"did:key:{IDENTITY}"
    payload = jwt_bases.claims() | {"iss": did}
    payload["issuer"] = {**payload["issuer"], "id": did}
    header = {"alg": "EdDSA", "kid": f"{did}#{IDENTITY}", "typ": "JWT"}
    signature = base64url.encode(b"\x01" + bytes(63))
    return Input(f"{jwt_bases.part(header)}.{jwt_bases.part(payload)}.{signature}", policy(did))


BUILDERS: dict[str, Builder] = {
    "D01-removed": lambda: Input({k: v for k, v in di().items() if k != "proof"}),
    "D01-empty-array": lambda: Input({**di(), "proof": []}),
    "D01-null": lambda: Input({**di(), "proof": None}),
    "D01-empty-object": lambda: Input({**di(), "proof": {}}),
    "D01-string": lambda: [Input({**di(), "proof": value}) for value in ("z2abc", True, 5)],
    "D01-empty-value": lambda: [Input(with_value("")), Input(with_value("z"))],
    "D02-good-first": lambda: Input(proofs(di(), forged())),
    "D02-forged-first": lambda: Input(proofs(forged(), di())),
    "D02-same-id": lambda: Input(proofs(raw_signed(unsigned(), id="urn:p:1"), with_proof(forged(), id="urn:p:1"))),
    "D02-foreign": lambda: Input(proofs(di(), foreign_signed())),
    "D02-policy-any": lambda: Input(proofs(di(), forged()), policy(proofs="any")),
    "D03-cryptosuite": lambda: Input(proofs(di(), other_proof(cryptosuite="acme-2031"))),
    "D03-type": lambda: Input(proofs(di(), other_proof(type="SomeProofType"))),
    "D03-only": lambda: Input(other_proof(cryptosuite="acme-2031")),
    "D03-policy-all": lambda: Input(proofs(di(), other_proof(cryptosuite="acme-2031")), policy(proofs="all")),
    "D05-authentication": lambda: Input(raw_signed(unsigned(), proofPurpose="authentication")),
    "D05-absent": lambda: Input(raw_signed(unsigned(), proofPurpose=...)),
    "D05-array": lambda: Input(with_proof(proofPurpose=["assertionMethod"])),
    "D05-iri": lambda: Input(with_proof(proofPurpose="https://w3id.org/security#assertionMethod")),
    "D06-authentication": lambda: web(document(assertionMethod=None, authentication=[f"{WEB}#key-1"])),
    "D06-key-agreement": lambda: web(
        document(verificationMethod=[KEY_AGREEMENT], assertionMethod=None, keyAgreement=[f"{WEB}#key-1"])
    ),
    "D06-listed-nowhere": lambda: web(document(assertionMethod=None)),
    "D06-embedded": lambda: web(document(verificationMethod=None, assertionMethod=[method()])),
    "D06-relative": lambda: web(document(assertionMethod=["#key-1"])),
    "D07-did-key": lambda: Input(foreign_signed()),
    "D07-prefix": lambda: Input(
        as_method("did:web:example.org.evil.example#k", signer("stranger")), policy("did:web:example.org")
    ),
    "D07-path": lambda: Input(
        as_method("did:web:example.org:evil#k", signer("stranger")), policy("did:web:example.org")
    ),
    "D07-fragment": lambda: Input(
        raw_signed(
            unsigned(),
            by=signer("stranger"),
            verificationMethod=f"{ISSUER}#{signer('stranger').controller.removeprefix('did:key:')}",
        )
    ),
    "D10-string": lambda: Input(signed(unsigned(issuer=ISSUER))),
    "D10-object": lambda: Input(di()),
    "D10-array": lambda: Input(raw_signed(unsigned(issuer=[ISSUER, signer("web").controller]))),
    "D10-no-id": lambda: Input(raw_signed(unsigned(issuer={"type": ["Profile"], "name": "North"}))),
    "D10-null": lambda: [Input({**di(), "issuer": value}) for value in (None, 5, "")],
    "D10-not-url": lambda: Input({**di(), "issuer": "Example University"}),
    "D11-unresolved": https_issuer,
    "D11-listed": lambda: https_issuer(https_document(WEB_METHOD)),
    "D11-not-listed": lambda: https_issuer(https_document(signer("other").verification_method)),
    "D11-pinned": lambda: https_issuer(pinned("web")),
    "D11-pinned-other": lambda: https_issuer(pinned("other")),
    "D12-identity": lambda: small_order(f"did:key:{IDENTITY}", f"did:key:{IDENTITY}#{IDENTITY}"),
    "D12-jcs": lambda: small_order(f"did:key:{IDENTITY}", f"did:key:{IDENTITY}#{IDENTITY}", "eddsa-jcs-2022"),
    "D12-jwt": small_order_token,
    "D12-did-jwk": lambda: small_order(IDENTITY_JWK, f"{IDENTITY_JWK}#0"),
    "D15-s-plus-l": lambda: Input(encoded(plus_l(value()))),
    "D15-high-bits": lambda: Input(encoded(value()[:63] + bytes([value()[63] | 0xE0]))),
    "D15-63": lambda: Input(encoded(value()[:63])),
    "D15-65": lambda: Input(encoded(value() + b"\1")),
    "D15-zero": lambda: Input(encoded(bytes(64))),
    "D15-jwt": lambda: Input(resigned(jwt_bases.ob3(), plus_l)),
    "D17-jwt": lambda: [Input(resigned(es256(), high_form(half)), policy(P256)) for half in (True, False)],
    "D17-high-s": lambda: Input(twin(), policy(P256)),
    "D17-strict": lambda: Input(twin(), policy(P256, low_s_only=True)),
    "D20-prefix-m": lambda: Input(with_value("m" + base64url.encode(value()))),
    "D20-prefix-f": lambda: Input(with_value("f" + value().hex())),
    "D20-none": lambda: Input(with_value(base58.encode(value()))),
    "D20-alphabet": lambda: [Input(with_value("z" + c + base58.encode(value())[1:])) for c in "0OIl"],
    "D20-space": lambda: [Input(with_value(text)) for text in spaced(di()["proof"]["proofValue"])],
    "D20-long": lambda: Input(with_value("z" + "2" * 200_000)),
    "D20-leading-ones": lambda: Input(with_value("z1" + base58.encode(value()))),
    "D20-array": lambda: Input(with_value([di()["proof"]["proofValue"]])),
    "D20-u-for-z": lambda: Input(with_value("u" + base64url.encode(value()))),
    "D21-future": lambda: Input(raw_signed(unsigned(), created=created(timedelta(minutes=2)))),
    "D21-within-skew": lambda: Input(raw_signed(unsigned(), created=created(timedelta(seconds=59)))),
    "D21-expired": lambda: Input(raw_signed(unsigned(), expires="2026-05-30T00:00:00Z")),
    "D21-absent": lambda: Input(raw_signed(unsigned(), created=...)),
    "D21-no-zone": lambda: Input(raw_signed(unsigned(), created="2026-05-02T12:00:00")),
    "D21-altered": lambda: Input(with_proof(created="2026-05-03T12:00:00Z")),
    "D21-before-from": lambda: Input(raw_signed(unsigned(), created="2025-12-01T00:00:00Z")),
    "D23-default": lambda: Input(vc11()),
    "D23-legacy": lambda: Input(vc11(), policy(legacy=True)),
    "D23-vcdm2": lambda: Input(signed(unsigned(), ED25519_SIGNATURE_2020), policy(legacy=True)),
    "D23-2018": lambda: Input(with_proof(vc11(), type="Ed25519Signature2018"), policy(legacy=True)),
    "D24-derived": lambda: [hidden_later(pointer) for pointer in ("/issuer/id", "/type", "/validFrom")],
    "D24-require": lambda: Input(sd(), policy(P256, status="required")),
    "D24-base": lambda: Input(signed(for_disclosure(), ECDSA_SD_2023, curve_signer()), policy(P256)),
    "D24-relabel": lambda: [Input(tree, policy(P256)) for tree in relabelled()],
    "D05-vp": lambda: Input(presented(proofPurpose="assertionMethod"), presenting()),
    "D25-absent": lambda: Input(presented(challenge=...), presenting()),
    "D25-other": lambda: Input(presented(challenge="of yesterday"), presenting()),
    "D25-replay": lambda: Input(presented(), presenting(challenge="of the second time")),
    "D25-domain": lambda: [Input(presented(domain=name), presenting()) for name in OTHER_DOMAINS],
    "D25-domain-set": lambda: Input(presented(domain=["west.example", DOMAIN]), presenting()),
    "D26-demanded": lambda: Input(presented(by="thief", holder=THIEF), presenting()),
    "D26-default": lambda: Input(presented(by="thief", holder=THIEF), presenting(any_holder=True)),
    "D26-unsigned-holder": lambda: Input(presented(by="thief"), presenting()),
    "D26-no-subject-id": lambda: Input(presented(hashed_subject()), presenting()),
    "D29-revoked-before": lambda: web(document(verificationMethod=[method(revoked=BEFORE)])),
    "D29-expired-before": lambda: web(document(verificationMethod=[method(expires=BEFORE)])),
    "D29-revoked-after": lambda: web(document(verificationMethod=[method(revoked=AFTER)])),
    "D29-evidence": lambda: web(
        document(verificationMethod=[method(revoked=AFTER)]),
        sources=OFFLINE.with_(signed_before=timestamps.parse("2026-05-10T00:00:00Z")),
    ),
    "D29-no-created": lambda: web(document(verificationMethod=[method(revoked=AFTER)]), created=...),
    "D30-gone": lambda: web(document(verificationMethod=[method(id=f"{WEB}#key-2")], assertionMethod=["#key-2"])),
    "D30-archived": lambda: web(
        document(verificationMethod=[method(id=f"{WEB}#key-2")], assertionMethod=["#key-2"]), sources=archived()
    ),
    "D30-unreachable": lambda: web(None),
}
#: In tests/unit/keys and tests/conformance, by marker.
APART = {
    "D12-load",
    "D16-jws",
    "D33-types",
    "D34-members",
    "D34-empty",
    "D35-unknown",
    "D35-two",
    "D36-list",
    "D36-badge",
    "D16-ed25519",
    "D16-p256",
    "D16-p384",
    "D16-rsa",
    "D16-jwk",
    "D17-identity",
    "D24-issue",
    "D32-none",
    "D32-following",
    "D31-credential",
    "D31-both",
    "D25-not-expected",
}


def spaced(text: str) -> list[str]:
    return [f" {text}", f"{text}\n", f"{text[:9]} {text[9:]}"]


def archived() -> Sources:
    from eccoe_vc.keys import ControllerDocument

    read = ControllerDocument.read(strict_json.dumps(document()).encode(), expected_id=WEB)
    return OFFLINE.with_(archived={WEB: read})


@pytest.mark.parametrize("variant", [v for v in variants("D") if v.id in BUILDERS], ids=str)
def test_attack(variant: Variant) -> None:
    check(variant, BUILDERS[variant.id]())


@pytest.mark.attack("D24", "issue")
@pytest.mark.parametrize("name", ["/issuer/id", "/validFrom", "/validUntil", "/credentialStatus"])
def test_no_issuer_leaves_the_lifecycle_to_holders(name: str) -> None:
    tree = for_disclosure(credentialStatus=STATUS)
    told = lifecycle.usual(tree)
    assert name in told
    options: dict[str, Any] = {"signer": curve_signer(), "securing": ECDSA_SD_2023, "created": AT}
    assert issue(tree, mandatory=told, **options)
    for chosen in ([one for one in told if one != name], [f"{name}/id"] if name == "/credentialStatus" else []):
        with pytest.raises(IssueError) as caught:
            issue(tree, mandatory=chosen, **options)
        assert caught.value.code == "sd.lifecycle_hidden"
        assert name in {finding.pointer for finding in caught.value.findings}


@pytest.mark.parametrize("name", ["/validUntil", "/credentialStatus"])
@pytest.mark.parametrize("suite", ["ecdsa-sd-2023", "bbs-2023"])
def test_what_a_careless_issuer_left_to_the_holder_is_hidden(suite: str, name: str) -> None:
    """An end in the past, and a status that nobody sees: the holder shows neither."""
    past = {"validUntil": "2026-03-01T00:00:00Z", "credentialStatus": STATUS}
    tree = for_disclosure(**past) if suite == "ecdsa-sd-2023" else bbs.unsigned(**past)
    told = [one for one in lifecycle.usual(tree) if one not in (name, "/validUntil")]
    base = base_proof(told, tree) if suite == "ecdsa-sd-2023" else bbs.careless(told, tree)
    asked = policy(P256, bbs.SIGNER.controller, status="optional")
    report = inspect(derive(base).document, policy=asked, at=AT)
    assert report.verdict == "indeterminate"
    assert [check.code for check in report.problems()] == ["sd.end_unseen"]
    assert inspect(derive(base, reveal=["/validUntil"]).document, policy=asked, at=AT).verdict == "rejected"


@pytest.mark.attack("D17", "identity")
@pytest.mark.parametrize("alg", ["P-256", "P-384"])
def test_twins_of_a_signature_are_one_award(alg: str) -> None:
    who = curve_signer(alg).controller
    pair = [verify(twin(by_curve(alg), high=high), policy=policy(who), at=AT) for high in (False, True)]
    texts = {one.envelope.text for one in pair}
    assert len(texts) == 2
    assert len({one.report.digest for one in pair}) == 1
    assert pair[0].report.digest
    codes = [{note.code for note in one.report.notes} for one in pair]
    assert codes[1] - codes[0] == {"proof.ecdsa_high_s"}
    assert verify(twin(by_curve(alg), high=False), policy=policy(who, low_s_only=True), at=AT)
    assert len(admit(pair, Learner((LEARNER,))).evidence) == 1


def test_the_did_web_fixture_is_accepted() -> None:
    one = web(document())
    assert inspect(one.data, policy=one.policy, sources=one.sources, at=AT).verdict == "accepted"


def test_a_jcs_proof_over_other_contexts_is_refused() -> None:
    tree = jcs()
    tree["proof"]["@context"] = list(reversed(tree["proof"]["@context"]))
    report = inspect(tree, policy=policy(), at=AT)
    assert report.check("proof").code == "ctx.proof_mismatch"


@pytest.mark.parametrize("end", ["revoked", "expires"])
def test_a_key_that_ended_after_the_signers_own_date_is_undecided_and_the_signature_is_still_checked(end: str) -> None:
    one = web(document(verificationMethod=[method(**{end: AFTER})]))
    report = inspect(one.data, policy=one.policy, sources=one.sources, at=AT)
    assert report.verdict == "indeterminate"
    assert report.check("key").code == "key.revoked"
    forged = {**one.data, "name": "Doctorate"}
    assert inspect(forged, policy=one.policy, sources=one.sources, at=AT).verdict == "rejected"


@pytest.mark.attack("D25", "not-expected")
@pytest.mark.parametrize("given", [{}, {"domain": None}, {"challenge": "kJ8s"}, {"challenge": None}], ids=str)
def test_whoever_gave_no_challenge_has_to_say_so(given: dict[str, Any]) -> None:
    with pytest.raises(InputTypeError) as caught:
        policies.presentation(trust=TrustedIssuers({ISSUER}), **given)
    assert caught.value.code == "input.challenge_required"
    assert policies.presentation(trust=TrustedIssuers({ISSUER}), challenge=None, domain=None).challenge is None
