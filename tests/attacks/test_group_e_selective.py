"""Group E of the attack corpus for SD-JWT, and the same classes of attack on COSE messages.

Tokens are made here part by part, so that an issuer can write what :func:`eccoe_vc.issue` refuses.
"""

from __future__ import annotations

import copy
import hashlib
from datetime import timedelta
from typing import Any

import cbor2
import pytest
from tests.attacks import bases
from tests.attacks.bases import AT, ISSUER, Tree, signer, unsigned
from tests.attacks.corpus import Builder, Input, Variant, check, variants

from eccoe_vc import (
    SD_JWT_VC,
    SD_JWT_VCDM,
    VC_COSE,
    Budget,
    IssueError,
    LocalSigner,
    Policy,
    TrustedIssuers,
    derive,
    inspect,
    issue,
    policies,
    verify,
)
from eccoe_vc.agreements.evidence import admit
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.encoding import base64url, strict_json
from eccoe_vc.proofs.cose import sign1
from eccoe_vc.proofs.sd_jwt import compact, disclosures
from eccoe_vc.proofs.sd_jwt.concealing import conceal

NONCE, SOUTH = "n-0S6_WzA2Mj", "https://south.example"
STAMP = int((AT - timedelta(days=30)).timestamp())
VCT = "https://north.example/types/award"
HOLDER = signer("holder")
CLAIMS: Tree = {
    "iss": ISSUER,
    "vct": VCT,
    "iat": STAMP,
    "exp": STAMP + 400 * 86_400,
    "status": {"status_list": {"idx": 5, "uri": "https://north.example/statuses/1"}},
    "cnf": {"jwk": HOLDER.public_key.to_jwk()},
    "name": "Alice",
    "grades": ["A", "B", "C"],
}


def variant(case: str, name: str) -> Variant:
    (found,) = [one for one in variants(case) if one.id == f"{case}-{name}"]
    return found


def plain(**answers: Any) -> Policy:
    """Any credential of the issuer; the status list is not at hand, and not what is attacked here."""
    return policies.credential(trust=TrustedIssuers({ISSUER}), **({"status": "skip"} | answers))


def bound(**answers: Any) -> Policy:
    return plain(**({"key_binding": "required", "challenge": NONCE, "domain": SOUTH} | answers))


def jws(header: Tree, payload: Any, by: LocalSigner) -> str:
    body = payload if isinstance(payload, str) else strict_json.dumps(payload)
    signed = f"{base64url.encode(strict_json.dumps(header).encode())}.{base64url.encode(body.encode())}"
    return f"{signed}.{base64url.encode(by.sign(signed.encode()))}"


def token(claims: Tree, hidden: list[str], header: Tree | None = None, by: LocalSigner | None = None) -> compact.SdJwt:
    """An SD-JWT of an issuer who hides whatever it likes."""
    who = by or signer()
    made = conceal(claims, hidden)
    head = {"alg": who.public_key.jose_alg, "kid": who.verification_method, "typ": "dc+sd-jwt", **(header or {})}
    return compact.SdJwt(jws({k: v for k, v in head.items() if v is not ...}, made.payload, who), made.disclosures)


def named(held: compact.SdJwt, *names: str) -> compact.SdJwt:
    """Only the disclosures of members with these names."""
    return held.with_(text for text in held.disclosures if disclosures.read(text).name in names)


def held() -> compact.SdJwt:
    """Base ``sdjwt``: an SD-JWT VC with two disclosures, for the key of the holder."""
    claims = {name: value for name, value in CLAIMS.items() if name != "status"}
    text = issue(claims, signer=signer(), securing=SD_JWT_VC, created=AT, disclosable=["/name", "/grades/0"]).text
    return compact.split(text)


def presented(**changes: Any) -> str:
    """The same, presented with key binding."""
    options: dict[str, Any] = {"signer": HOLDER, "challenge": NONCE, "domain": SOUTH, "created": AT} | changes
    return derive(held().text, reveal=["/name", "/grades"], **options).text


def test_the_untouched_bases_are_accepted() -> None:
    assert inspect(held().text, policy=plain(), at=AT)
    assert inspect(presented(), policy=bound(), at=AT)
    assert inspect(token(CLAIMS, ["/name", "/grades/1"]).with_(()).text, policy=plain(), at=AT)
    for form in (SD_JWT_VCDM, VC_COSE):
        assert inspect(issue(unsigned(), signer=signer(), securing=form, created=AT).text, policy=bases.policy(), at=AT)


# ---- E18, E28: kinds, and what is hidden -----------------------------------------------------------------------------


@pytest.mark.attack("E18", "sd")
def test_e18_sd() -> None:
    without = issue(unsigned(), signer=signer(), securing=SD_JWT_VCDM, created=AT).text.partition("~")[0]
    check(variant("E18", "sd"), Input(without))


@pytest.mark.parametrize("typ", ["at+jwt", "kb+jwt", "JWT", "vc+jwt", "dpop+jwt", "vp+sd-jwt", "example+sd-jwt", ...])
def test_tokens_of_another_kind_with_disclosures(typ: Any) -> None:
    for claims in (CLAIMS, unsigned()):
        report = inspect(token(claims, [], {"typ": typ}).text, policy=plain(), at=AT)
        assert report.verdict == "rejected"
        assert {finding.code for one in report.problems() for finding in one.findings} & {"jose.typ", "model.type"}


@pytest.mark.attack("E28", "exp")
@pytest.mark.parametrize("name", ["exp", "status", "vct", "iss"])
def test_e28_exp(name: str) -> None:
    made = token(CLAIMS, [f"/{name}", "/name"])
    withheld = named(made, "name")
    shown = made
    check(variant("E28", "exp"), [Input(text.text, plain()) for text in (withheld, shown, made.with_(()))])


@pytest.mark.parametrize("name", ["validUntil", "validFrom", "type", "issuer", "credentialStatus", "@context"])
def test_a_hidden_life_of_a_w3c_credential(name: str) -> None:
    status = {
        "id": "https://north.example/status/1#5", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
        "statusListIndex": "5", "statusListCredential": "https://north.example/status/1",
    }  # fmt: skip
    tree = unsigned(credentialStatus=status)
    made = token(tree, [f"/{name}", "/name"], {"typ": "vc+sd-jwt"})
    for shown in (made.with_(()), named(made, "name")):
        report = inspect(shown.text, policy=bases.policy(status="skip"), at=AT)
        assert report.verdict == "rejected"
        found = {finding.code for one in report.problems() for finding in one.findings}
        assert found & {"sdjwt.hidden", "jwt.dialect", "model.missing"}, found
    inner = token(tree, ["/credentialStatus/statusPurpose"], {"typ": "vc+sd-jwt"}).with_(())
    report = inspect(inner.text, policy=bases.policy(status="skip"), at=AT)
    assert "sdjwt.hidden" in {finding.code for one in report.problems() for finding in one.findings}


@pytest.mark.parametrize("name", ["issuer", "type", "validFrom", "validUntil", "@context"])
def test_what_is_hidden_and_shown_is_visible(name: str) -> None:
    """The near miss: VC JOSE COSE says SHOULD, and the verifier sees everything."""
    report = inspect(token(unsigned(), [f"/{name}"], {"typ": "vc+sd-jwt"}).text, policy=bases.policy(), at=AT)
    assert report.verdict == "accepted", report


def test_what_could_be_hidden_is_said_where_the_policy_relies_on_the_issuer() -> None:
    claims = {name: value for name, value in CLAIMS.items() if name != "status"}
    made = named(token(claims, ["/name", "/grades"]), "name").text
    assert [check.code for check in inspect(made, policy=plain(), at=AT).problems()] == ["sdjwt.hidden"]
    report = inspect(made, policy=plain(withheld="report"), at=AT)
    assert report.verdict == "accepted"
    assert "sdjwt.withheld" in {note.code for note in report.notes}


@pytest.mark.parametrize(
    "more",
    [
        {"issuer": "did:web:other.example", "credentialSubject": unsigned()["credentialSubject"]},
        {"credentialSubject": unsigned()["credentialSubject"]},
        {"issuer": {"id": "did:web:other.example"}},
        {"verifiableCredential": [unsigned()]},
        {"vc": unsigned()},
    ],
)
def test_plain_claims_that_speak_for_another_issuer(more: Tree) -> None:
    """Trust is asked about `iss`; whoever reads `issuer` of what was verified would be told another one."""
    assert "jwt.dialect" in codes(token({**CLAIMS, **more}, []).text, plain())
    hidden = token({**CLAIMS, **more}, [f"/{next(iter(more))}"])
    assert "jwt.dialect" in codes(hidden.text, plain())


def test_plain_claims_that_call_themselves_a_presentation() -> None:
    """A presentation has no key binding of its own and hides nothing: the word alone must not switch that off."""
    made = token({**CLAIMS, "type": ["VerifiablePresentation"]}, ["/exp", "/name"])
    assert "sdjwt.kb" in codes(made.text, bound())
    assert "sdjwt.hidden" in codes(made.with_(()).text, plain())


@pytest.mark.parametrize("make", [lambda: held().text, lambda: token(CLAIMS, ["/name"]).text])
def test_plain_claims_are_no_evidence_of_an_achievement(make: Any) -> None:
    found = verify(make(), policy=plain(), at=AT)
    admitted = admit([found], Learner((bases.LEARNER,)))
    assert admitted.evidence == ()
    assert len(admitted.aside) == 1


@pytest.mark.attack("E28", "plain")
def test_e28_plain() -> None:
    header = {"alg": "EdDSA", "kid": signer().verification_method, "typ": "dc+sd-jwt"}
    only = plain(forms=(SD_JWT_VC, SD_JWT_VCDM))
    check(variant("E28", "plain"), [Input(jws(header, CLAIMS, signer()), only)])


def test_one_of_several_subjects_is_never_withheld() -> None:
    """It would pass as a credential about the other one alone."""
    both = [{"id": "did:example:alice"}, {"id": "did:example:bob"}]
    tree = unsigned(credentialSubject=both, type=["VerifiableCredential"])
    made = token(tree, ["/credentialSubject/1"], {"typ": "vc+sd-jwt"})
    assert "sdjwt.hidden" not in {finding.code for one in inspect(made.text, policy=plain(), at=AT).problems()
                                  for finding in one.findings}  # fmt: skip
    report = inspect(made.with_(()).text, policy=plain(), at=AT)
    assert report.verdict == "rejected"
    assert "sdjwt.hidden" in {finding.code for one in report.problems() for finding in one.findings}
    with pytest.raises(IssueError) as refused:
        issue(tree, signer=signer(), securing=SD_JWT_VCDM, disclosable=["/credentialSubject/1"])
    assert refused.value.code == "sd.lifecycle_hidden"


@pytest.mark.attack("E28", "array")
def test_e28_array() -> None:
    """A withheld element is gone: nobody reads a position that the issuer did not write."""
    made = token(CLAIMS, ["/grades/0", "/grades/1"])
    last = next(text for text in made.disclosures if disclosures.read(text).value == "B")
    shown = verify(made.with_([last]).text, policy=plain(), at=AT).document
    assert shown["grades"] == ["B", "C"]
    assert not disclosures.RESERVED & set(strict_json.dumps(shown).split('"'))


# ---- E29: key binding ------------------------------------------------------------------------------------------------


def rebound(header: Tree, claims: Tree, by: LocalSigner = HOLDER) -> str:
    """A presentation whose binding has other members, signed by ``by``."""
    parts = compact.split(presented())
    head, body, _ = parts.binding.split(".")
    changed = [strict_json.parse(base64url.decode(part)) | more for part, more in ((head, header), (body, claims))]
    return parts.with_(parts.disclosures, jws(changed[0], changed[1], by)).text


BINDINGS: dict[str, Builder] = {
    "hash": lambda: Input(rebound({}, {"sd_hash": disclosures.digest("a~")}), bound()),
    "aud": lambda: Input(presented(domain="https://other.example"), bound()),
    "nonce": lambda: Input(presented(challenge="another"), bound()),
    "absent": lambda: [
        Input(held().text, bound()),
        Input(issue(unsigned(), signer=signer(), securing=SD_JWT_VCDM, created=AT).text, bound()),
        Input(bases.di(), bound()),
    ],
    "key": lambda: [Input(rebound({}, {}, signer("thief")), bound()), Input(rebound({}, {}, signer()), bound())],
    "typ": lambda: Input(rebound({"typ": "JWT"}, {}), bound()),
    "old": lambda: [
        Input(presented(created=AT - timedelta(minutes=10)), bound()),
        Input(presented(created=AT + timedelta(minutes=10)), bound()),
    ],
}


@pytest.mark.attack("E29", "hash")
@pytest.mark.attack("E29", "aud")
@pytest.mark.attack("E29", "nonce")
@pytest.mark.attack("E29", "absent")
@pytest.mark.attack("E29", "key")
@pytest.mark.attack("E29", "typ")
@pytest.mark.attack("E29", "old")
@pytest.mark.parametrize("name", BINDINGS)
def test_e29(name: str) -> None:
    check(variant("E29", name), BINDINGS[name]())


def test_every_variant_of_e29_is_here() -> None:
    assert {f"E29-{name}" for name in BINDINGS} == {one.id for one in variants("E29")}


def test_a_stolen_binding_does_not_fit_other_disclosures() -> None:
    first, other = compact.split(presented()), compact.split(derive(held().text, reveal=["/name"]).text)
    stolen = other.with_(other.disclosures, first.binding).text
    assert "sdjwt.kb" in codes(stolen, bound(withheld="report"))


def codes(data: Any, policy: Policy) -> set[str]:
    return {found.code for one in inspect(data, policy=policy, at=AT).problems() for found in one.findings}


def test_a_binding_that_nobody_asked_for_is_said_and_not_believed() -> None:
    report = inspect(rebound({}, {}, signer("thief")), policy=plain(), at=AT)
    assert report.verdict == "accepted"
    assert "vp.unchallenged" in {note.code for note in report.notes}
    assert "sdjwt.kb" in codes(rebound({}, {}, signer("thief")), plain(challenge=NONCE))


# ---- headers, encodings, sizes, as for other tokens ------------------------------------------------------------------


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "", " EdDSA", None, 5, ["EdDSA"], ...])
def test_algorithms(alg: Any) -> None:
    assert codes(token(CLAIMS, [], {"alg": alg}).text, plain()) == {"jose.alg"}


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"crit": ["exp"], "exp": 1}, "jose.crit"),
        ({"crit": []}, "jose.crit"),
        ({"b64": False, "crit": ["b64"]}, "jose.b64"),
        ({"kid": 5}, "jose.kid"),
        ({"typ": 5}, "jose.typ"),
        ({"cty": 5}, "jose.media_type"),
    ],
)
def test_headers(header: Tree, code: str) -> None:
    assert code in codes(token(CLAIMS, [], header).text, plain())


def test_a_header_that_brings_its_own_key() -> None:
    thief = signer("thief")
    made = token(CLAIMS, ["/name"], {"kid": signer().verification_method, "jwk": thief.public_key.to_jwk()}, thief)
    assert codes(made.text, plain()) & {"jose.header_key", "proof.signature"}
    other = token(CLAIMS, ["/name"], {"kid": thief.verification_method}, thief)
    assert codes(other.text, plain()) & {"key.controller", "key.unknown", "jose.kid"}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("~", "=~", 1),
        lambda text: text.replace("~", "~~", 1),
        lambda text: text.replace("~", " ~", 1),
        lambda text: text[:-1] + "~~",
        lambda text: text[:-1],
        lambda text: text + "A",
        lambda text: text + "a.b",
        lambda text: text.replace(".", "~", 1),
        lambda text: "~" + text,
    ],
)
def test_texts_that_are_no_sd_jwt(change: Any) -> None:
    text = held().text
    assert inspect(change(text), policy=plain(), at=AT).verdict == "rejected"


@pytest.mark.parametrize("extra", [1_001, 3_000])
def test_many_disclosures_cost_nothing(extra: int) -> None:
    text = held().text + "".join(f"{base64url.encode(b'[%d]' % number)}~" for number in range(extra))
    assert codes(text, plain()) == {"struct.limit"}


def test_huge_disclosures() -> None:
    text = held().text + base64url.encode(b'["s","n","' + b"x" * 300_000 + b'"]') + "~"
    assert codes(text, plain()) == {"jose.size"}
    assert codes(held().text, plain(budget=Budget(jwt_bytes=100))) == {"jose.size"}


@pytest.mark.parametrize("place", range(0, 2_000, 97))
def test_tampering(place: int) -> None:
    """Any character of a presentation changed: never accepted."""
    text = presented()
    position = place % len(text)
    other = "A" if text[position] != "A" else "B"
    changed = text[:position] + other + text[position + 1 :]
    assert inspect(changed, policy=bound(), at=AT).verdict != "accepted"


def test_disclosures_of_another_credential() -> None:
    other = compact.split(issue({**CLAIMS, "name": "Mallory"}, signer=signer(), securing=SD_JWT_VC, created=AT,
                                disclosable=["/name"]).text)  # fmt: skip
    made = held()
    swapped = made.with_([*other.disclosures, *made.disclosures[1:]])
    doubled = made.with_([*made.disclosures, made.disclosures[0]])
    for changed in (swapped, doubled):
        assert codes(changed.text, plain()) == {"sdjwt.disclosure"}


# ---- COSE ------------------------------------------------------------------------------------------------------------


def message(tree: Any = ..., header: Any = None, unprotected: Any = None, by: LocalSigner | None = None) -> bytes:
    """A COSE message, made part by part."""
    who = by or signer()
    usual = {1: -8, 3: "application/vc", 4: who.verification_method.encode(), 16: "application/vc+cose"}
    head = {name: value for name, value in (usual | (header or {})).items() if value is not ...}
    payload = strict_json.dumps(unsigned() if tree is ... else tree).encode()
    protected = cbor2.dumps(head)
    signature = who.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(18, [protected, unprotected or {}, payload, signature]))


def test_the_untouched_message_is_accepted() -> None:
    assert inspect(message(), policy=bases.policy(), at=AT)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (message(header={1: ...}, unprotected={1: -8}), {"cose.structure"}),
        (message(unprotected={4: b"did:key:other"}), {"cose.structure"}),
        (message(header={1: 5}), {"cose.alg"}),
        (message(header={1: "none"}), {"cose.alg"}),
        (message(header={1: -7}), {"cose.alg"}),
        (message(header={2: [16]}), {"cose.structure"}),
        (message(header={16: ...}), {"cose.typ"}),
        (message(header={16: "application/cwt"}), {"cose.typ"}),
        (message(header={16: "application/vp+cose", 3: "application/vp"}), {"cose.typ"}),
        (message(header={3: "application/vp"}), {"cose.typ"}),
        (message(by=signer("thief")), {"key.controller", "key.unknown", "jose.kid"}),
        (message(by=signer("thief"), header={4: signer().verification_method.encode()}), {"proof.signature"}),
        (message(header={15: {1: "did:web:other.example"}}), {"jwt.claim_mismatch"}),
        (message(header={15: {4: STAMP}}), {"time.expired"}),
        (message(header={15: {6: "yesterday"}}), {"jwt.numeric_date"}),
        (message(tree=unsigned(validUntil="2026-03-01T00:00:00Z")), {"time.expired"}),
        (message(tree=[1]), {"json.not_object"}),
        (message() + b"\0", {"cose.structure"}),
        (message()[:-1], {"cose.structure"}),
    ],
)
def test_messages_that_are_refused(data: bytes, expected: set[str]) -> None:
    report = inspect(data, policy=bases.policy(), at=AT)
    assert report.verdict == "rejected"
    assert {finding.code for one in report.problems() for finding in one.findings} & expected, report


def test_a_payload_with_a_name_twice() -> None:
    found = sign1.read(message())
    twice = found.payload.replace(b'{"@context"', b'{"name":"Other","@context"', 1)
    signature = signer().sign(cbor2.dumps(["Signature1", found.protected, b"", twice]))
    data = cbor2.dumps(cbor2.CBORTag(18, [found.protected, {}, twice, signature]))
    assert codes(data, bases.policy()) == {"json.duplicate_key"}


def test_every_changed_byte_of_a_message() -> None:
    data = message()
    digest = hashlib.sha256(data).digest()
    for place in sorted({(digest[number % 32] * 7 + number * 41) % len(data) for number in range(40)}):
        changed = bytearray(data)
        changed[place] ^= 1
        assert inspect(bytes(changed), policy=bases.policy(), at=AT).verdict != "accepted", place


def test_inputs_are_not_changed() -> None:
    claims = copy.deepcopy(CLAIMS)
    token(claims, ["/name"])
    assert claims == CLAIMS
