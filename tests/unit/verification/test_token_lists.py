"""Token Status Lists behind credentials that are tokens: which list counts, whose, until when, and in which forms."""

from __future__ import annotations

import zlib
from datetime import timedelta
from typing import Any

import pytest
from tests.attacks.bases import AT, ISSUER, Tree, listing, policy, signer, unsigned
from tests.attacks.jwt_bases import jwt, part
from tests.unit.verification.test_selective import CLAIMS, any_credential

from eccoe_vc import (
    OFFLINE,
    SD_JWT_VC,
    SD_JWT_VCDM,
    VC_JOSE,
    Fetch,
    Fetched,
    LocalSigner,
    PinnedKeys,
    Policy,
    Report,
    Sources,
    TrustedIssuers,
    Unavailable,
    inspect,
    issue,
    policies,
)
from eccoe_vc.encoding import base64url, strict_json
from eccoe_vc.keys import PublicKey
from eccoe_vc.keys.method import VerificationMethod
from eccoe_vc.proofs.cose import cbor, sign1
from eccoe_vc.report import Outcome
from eccoe_vc.status import status_entry

URL = "https://north.example/tokens/1"
OTHER = signer("other")
NOW = int(AT.timestamp())
DAY = 86_400


def lst(values: dict[int, int] | None = None, bits: int = 2) -> Tree:
    data = bytearray(64)
    for index, number in (values or {}).items():
        data[index * bits // 8] |= number << index * bits % 8
    return {"bits": bits, "lst": base64url.encode(zlib.compress(bytes(data), 9))}


def list_claims(values: dict[int, int] | None = None, **members: Any) -> Tree:
    made = {"sub": URL, "iss": ISSUER, "iat": NOW - 60, "exp": NOW + DAY, "ttl": 3600, "status_list": lst(values)}
    return {name: given for name, given in (made | members).items() if given is not ...}


def token(
    values: dict[int, int] | None = None, by: LocalSigner | None = None, header: Any = None, **claims: Any
) -> str:
    return jwt(list_claims(values, **claims), header={"typ": "statuslist+jwt"} | (header or {}), by=by)


def award(index: Any = 5, status: Any = None, **members: Any) -> str:
    listed = {"status_list": {"idx": index, "uri": URL}} if status is None else status
    claims = CLAIMS | {"status": listed} | members
    return issue(claims, signer=signer(), securing=SD_JWT_VC, created=AT).text


def given(document: str | bytes) -> Sources:
    return OFFLINE.with_document(URL, document.encode() if isinstance(document, str) else document)


def judged(document: str | bytes, data: str = "", under: Policy | None = None) -> Report:
    return inspect(data or award(), policy=under or any_credential(), sources=given(document), at=AT)


def found(document: str | bytes, data: str = "", under: Policy | None = None) -> tuple[str, str]:
    report = judged(document, data, under)
    assert all(len(one.message) <= 300 for check in report.checks for one in check.findings)
    return report.verdict, report.check("status").code


@pytest.mark.parametrize(
    ("number", "verdict", "code"),
    [
        (0, "accepted", ""),
        (1, "rejected", "status.revoked"),
        (2, "rejected", "status.suspended"),
        (3, "indeterminate", "status.unknown_value"),
    ],
)
def test_what_the_list_says_counts(number: int, verdict: str, code: str) -> None:
    assert found(token({5: number})) == (verdict, code)
    assert found(token({4: 1, 6: 1, 10: 1})) == ("accepted", "")


def test_the_check_says_where_and_each_entry_has_its_own() -> None:
    report = judged(token({5: 1}))
    assert report.check("status").pointer == "/status/status_list"
    assert report.check("status[0]").code == "status.revoked"
    clear = judged(token())
    assert clear.check("status").outcome is clear.check("status[0]").outcome is Outcome.PASSED


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (token(sub="https://north.example/tokens/2"), "status.id_mismatch"),
        (token(sub=...), "status.id_mismatch"),
        (token(iss=OTHER.controller), "status.issuer"),
        (token(iss=OTHER.controller, by=OTHER), "status.issuer"),
        (token(iss=5), "status.issuer"),
        (token(iss=[ISSUER]), "status.issuer"),
        (token(iss={"id": ISSUER}), "status.issuer"),
        (token(sub=[URL]), "status.id_mismatch"),
        (token(by=OTHER), "status.proof"),
        (token(by=OTHER, iss=...), "status.proof"),
        (token()[:-4] + "AAAA", "status.proof"),
        (token(header={"alg": "none"}), "status.proof"),
        (token(header={"alg": "HS256"}), "status.proof"),
        (token(header={"crit": ["x"]}), "status.proof"),
        (token(header={"typ": "JWT"}), "status.type"),
        (token(header={"typ": "vc+jwt"}), "status.type"),
        (token(header={"typ": ...}), "status.type"),
        (strict_json.dumps(listing()), "status.type"),
        (token(iat=...), "status.shape"),
        (token(iat="now"), "status.shape"),
        (token(exp="never"), "status.shape"),
        (token(nbf=True), "status.shape"),
        (token(ttl=-1), "status.shape"),
        (token(ttl="1h"), "status.shape"),
        (token(status_list=...), "status.shape"),
        (token(status_list=[]), "status.shape"),
        (token(status_list={"bits": 3, "lst": "eNrbuRgAAhcBXQ"}), "status.shape"),
        (token(status_list={"bits": True, "lst": "eNrbuRgAAhcBXQ"}), "status.shape"),
        (token(status_list={"bits": 1.0, "lst": "eNrbuRgAAhcBXQ"}), "status.shape"),
        (token(status_list={"bits": 1, "lst": 5}), "status.shape"),
        (token(status_list={"bits": 1, "lst": "AAAA"}), "status.encoding"),
        (token(status={"status_list": {"idx": 0, "uri": URL}}), "status.recursion"),
        (token(exp=NOW - 61), "status.stale"),
        (token(nbf=NOW + 61), "status.stale"),
        (token(iat=NOW + 61), "status.stale"),
    ],
)
def test_a_document_that_is_not_the_list_is_refused(document: str, code: str) -> None:
    assert found(document) == ("rejected", code)


def test_a_list_needs_not_name_its_issuer_and_the_key_tells() -> None:
    assert found(token(iss=...)) == ("accepted", "")
    assert found(token(iss=..., header={"typ": "application/StatusList+JWT"})) == ("accepted", "")


def test_delegation_is_for_the_named_issuer_only() -> None:
    pair = (ISSUER, OTHER.controller)
    for claims in ({"iss": OTHER.controller}, {"iss": ...}):
        theirs = token(by=OTHER, **claims)
        assert found(theirs, under=any_credential(status_issuers={pair})) == ("accepted", "")
        assert found(theirs, under=any_credential(status_issuers={pair[::-1]}))[0] == "rejected"
    # Whose list it is, the key decides, and not who is named.
    assert found(token(iss=OTHER.controller), under=any_credential(status_issuers={pair})) == (
        "rejected", "status.proof",
    )  # fmt: skip


def test_an_index_lies_inside_the_list() -> None:
    assert found(token(), award(255)) == ("accepted", "")
    assert found(token(), award(256)) == ("rejected", "status.index")
    assert found(token(), award("5")) == ("rejected", "status.index")


@pytest.mark.parametrize(
    ("status", "verdict", "code"),
    [
        ({}, "rejected", "status.unreadable"),
        ({"status_list": "x"}, "rejected", "status.unreadable"),
        ({"own": 1}, "indeterminate", "unsupported.status_type"),
        ({"own": 1, "status_list": {"idx": 5, "uri": URL}}, "indeterminate", "unsupported.status_type"),
    ],
)
def test_a_status_that_cannot_be_read_is_never_no_status(status: Any, verdict: str, code: str) -> None:
    assert found(token(), award(status=status)) == (verdict, code)


def test_freshness_is_told_and_may_be_limited() -> None:
    endless = judged(token(exp=...))
    assert (endless.verdict, [note.code for note in endless.notes if note.check.startswith("status")]) == (
        "accepted", ["status.no_freshness"],
    )  # fmt: skip
    old = token(exp=..., iat=NOW - 3 * DAY)
    assert found(old, under=any_credential(status_max_age=timedelta(days=3))) == ("accepted", "")
    assert found(old, under=any_credential(status_max_age=timedelta(days=2))) == ("rejected", "status.stale")


@pytest.mark.parametrize(
    ("answer", "verdict", "code"),
    [
        (Unavailable("fetch.timeout", "too slow"), "indeterminate", "status.unavailable"),
        (Unavailable("fetch.blocked", "10.0.0.1"), "rejected", "fetch.blocked"),
        (Fetched(URL, b"<html>"), "indeterminate", "status.unavailable"),
        (Fetched(URL, b"\x89PNG\r\n\x1a\n"), "indeterminate", "status.unavailable"),
        (Fetched(URL, token(header={"alg": "ES512"}).encode()), "indeterminate", "status.unavailable"),
        (Fetched(URL, token({5: 1}).encode()), "rejected", "status.revoked"),
    ],
)
def test_what_the_world_may_answer(answer: Fetched | Unavailable, verdict: str, code: str) -> None:
    asked: list[Fetch] = []

    def fetch(wanted: Fetch) -> Fetched | Unavailable:
        asked.append(wanted)
        return answer

    report = inspect(award(), policy=any_credential(), sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert (report.verdict, report.check("status").code) == (verdict, code)
    assert [(one.url, one.purpose) for one in asked] == [(URL, "status list")]
    asked.clear()
    ended = award(exp=NOW - DAY)
    assert inspect(ended, policy=any_credential(), sources=OFFLINE.with_(fetch=fetch), at=AT).verdict == "rejected"
    assert asked == []


def test_a_policy_may_leave_it_out_or_take_that_it_cannot_be_had() -> None:
    skipped = inspect(award(), policy=any_credential(status="skip"), sources=given(token({5: 1})), at=AT)
    assert (skipped.verdict, skipped.check("status").required) == ("accepted", False)
    optional = inspect(award(), policy=any_credential(status="optional"), at=AT)
    assert (optional.verdict, "status.unavailable" in {note.code for note in optional.notes}) == ("accepted", True)
    offline = inspect(award(), policy=any_credential(), at=AT)
    assert (offline.verdict, offline.check("status").code) == ("indeterminate", "status.not_checked")


def test_a_bitstring_list_behind_a_token_and_the_other_way_round_are_refused() -> None:
    assert found(strict_json.dumps(listing())) == ("rejected", "status.type")
    badge = issue(unsigned(credentialStatus=status_entry(URL, 5)), signer=signer(), created=AT).text
    assert found(token(), badge, policy()) == ("rejected", "status.type")


@pytest.mark.parametrize("status", ["revoked", []])
def test_a_status_that_no_issuer_could_sign_here_is_refused_as_well(status: Any) -> None:
    text = jwt(CLAIMS | {"status": status}, header={"typ": "dc+sd-jwt"})
    report = judged(token(), f"{text}~")
    assert (report.verdict, report.check("status").code) == ("rejected", "status.unreadable")


@pytest.mark.parametrize("securing", [VC_JOSE, SD_JWT_VCDM])
def test_credentials_of_w3c_that_are_tokens_may_have_the_claim_too(securing: Any) -> None:
    """draft-ietf-oauth-status-list-20, section 6.2: any format based on JOSE."""
    typ = securing.typ
    claims = unsigned() | {"status": {"status_list": {"idx": 5, "uri": URL}}}
    text = jwt(claims, header={"typ": typ})
    data = text if securing is VC_JOSE else f"{text}~"
    assert found(token(), data, policy()) == ("accepted", "")
    assert found(token({5: 1}), data, policy()) == ("rejected", "status.revoked")
    assert inspect(data, policy=policy(), at=AT).check("status").code == "status.not_checked"
    # With an entry of the data model beside it, both are read.
    both = jwt(claims | {"credentialStatus": status_entry("https://north.example/status/3", 5)}, header={"typ": typ})
    report = inspect(both if securing is VC_JOSE else f"{both}~", policy=policy(), sources=given(token()), at=AT)
    assert [report.check(f"status[{index}]").code for index in (0, 1)] == ["status.not_checked", ""]


def test_a_credential_in_cose_may_have_the_claim_in_its_header() -> None:
    """RFC 9597; draft-ietf-oauth-status-list-20, section 6.3."""
    body = strict_json.dumps(unsigned()).encode()
    status = {"status_list": {"idx": 5, "uri": URL}}
    message = sign1.sign(body, signer(), more={15: {65535: status}})
    for values, wanted in (({}, ("accepted", "")), ({5: 1}, ("rejected", "status.revoked"))):
        report = inspect(message, policy=policy(), sources=given(token(values)), at=AT)
        assert (report.verdict, report.check("status").code) == wanted
    assert inspect(message, policy=policy(), at=AT).check("status").code == "status.not_checked"


def test_a_list_whose_key_is_not_at_hand_is_not_known_to_be_one() -> None:
    by = LocalSigner.generate("Ed25519", controller="did:web:status.example")
    under = any_credential(status_issuers={(ISSUER, by.controller)})
    assert found(token(iss=by.controller, by=by), under=under) == ("indeterminate", "status.unavailable")


def test_two_credentials_of_two_issuers_do_not_spoil_each_others_list() -> None:
    """A list without ``iss`` is tried with the keys of whoever names it: one answer is not the other one's."""
    from tests.unit.verification.test_presentation import ASKED, presented

    theirs = {"issuer": {"id": OTHER.controller, "type": ["Profile"], "name": "Other"}}
    mine = unsigned() | {"status": {"status_list": {"idx": 5, "uri": URL}}}
    other = unsigned(id="urn:uuid:6b1d5d0f-8f2e-4b1e-9c1d-0a6f4f1f2b11", **theirs)
    other |= {"status": {"status_list": {"idx": 5, "uri": URL}}}
    tokens = [jwt(other, header={"typ": "vc+jwt"}, by=OTHER), jwt(mine, header={"typ": "vc+jwt"})]
    wrapped = [
        {"@context": "https://www.w3.org/ns/credentials/v2", "type": "EnvelopedVerifiableCredential",
         "id": f"data:application/vc+jwt,{one}"}
        for one in tokens
    ]  # fmt: skip
    asked = ASKED.with_(trust=TrustedIssuers({ISSUER, OTHER.controller}))
    report = inspect(presented(*wrapped), policy=asked, sources=given(token(iss=...)), at=AT)
    inside = (
        [report.nested[place].check("status").code for place in sorted(report.nested or {})] if report.nested else []
    )
    assert inside == ["status.proof", ""]


# ---- CWT -------------------------------------------------------------------------------------------------------------


def cwt(values: dict[int, int] | None = None, typ: Any = "application/statuslist+cwt", **claims: Any) -> bytes:
    listed = lst(values)
    payload: dict[Any, Any] = {
        1: ISSUER, 2: URL, 6: NOW - 60, 4: NOW + DAY, 65534: 3600,
        65533: {"bits": listed["bits"], "lst": base64url.decode(listed["lst"])},
    }  # fmt: skip
    payload |= {int(label[1:]): given for label, given in claims.items()}
    payload = {label: given for label, given in payload.items() if given is not ...}
    return sign1.sign(cbor.encode(payload), signer(), more={16: typ})


def test_a_list_may_come_as_a_cwt() -> None:
    assert found(cwt()) == ("accepted", "")
    assert found(cwt({5: 1})) == ("rejected", "status.revoked")
    assert found(cwt({5: 2}, _1=...)) == ("rejected", "status.suspended")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (cwt(typ="application/vc+cose"), "status.type"),
        (cwt(typ=5), "status.type"),
        (cwt(_2="https://north.example/tokens/2"), "status.id_mismatch"),
        (cwt(_1="did:web:other.example"), "status.issuer"),
        (cwt(_1=[ISSUER]), "status.issuer"),
        (cwt(_1=ISSUER.encode()), "status.issuer"),
        (cwt(_4=NOW - 61), "status.stale"),
        (cwt(_6=...), "status.shape"),
        (cwt(_65533={"bits": 1}), "status.shape"),
        (cwt(_65533={"bits": 1, "lst": b"x"}), "status.encoding"),
        (cwt(_65534=0), "status.shape"),
        (cwt()[:-1] + b"\x00", "status.proof"),
        (sign1.sign(cbor.encode([1]), signer(), more={16: "application/statuslist+cwt"}), "status.proof"),
    ],
)
def test_a_cwt_that_is_not_the_list_is_refused(document: bytes, code: str) -> None:
    assert found(document) == ("rejected", code)


def test_without_the_extra_a_cwt_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    document = cwt()
    monkeypatch.setitem(sys.modules, "cbor2", None)
    assert found(document) == ("indeterminate", "status.unavailable")


def test_the_name_of_the_key_may_stand_in_the_header_that_is_not_signed_and_nothing_else() -> None:
    signed = cwt()
    protected, _, payload, signature = cbor.decode(signed[1:])
    for unsigned_header, wanted in (
        ({}, ("accepted", "")),
        ({4: b"x"}, ("rejected", "status.proof")),  # it is named twice
        ({5: b"x"}, ("rejected", "status.proof")),
        ({1: -8}, ("rejected", "status.proof")),
    ):
        assert found(sign1.TAG + cbor.encode([protected, unsigned_header, payload, signature])) == wanted


# ---- the examples of the specification -------------------------------------------------------------------------------

EXAMPLE = "https://example.com"
EXAMPLE_LIST = f"{EXAMPLE}/statuslists/1"
#: The public key of the examples, and their signatures over what they say (draft-ietf-oauth-status-list-20, 5.1, 5.2).
EXAMPLE_KEY = {
    "kty": "EC", "crv": "P-256", "x": "I3HWm_0Ds1dPMI-IWmf4mBmH-YaeAVbPVu7vB27CxXo",
    "y": "6N_d5Elj9bs1htgV3okJKIdbHEpkgTmAluYKJemzn1M",
}  # fmt: skip
SIGNATURE_OF_JWT = "2lKUUNG503R9htu4aHAYi7vjmr3sgApbfoDvPrl65N3URUO1EYqqQl45Jfzd-Av4QzlKa3oVALpLwOEUOq-U_g"
SIGNATURE_OF_CWT = (
    "93fa4d01032b18c35e2fe1101b77fd6cc9440022caa4694450c4e4e9feab4e99"
    "d1fa6d9772ce2bf3a12e0323ded7c982c5e101a5e67f0cbc1e2b6f57ce99c279"
)
STATUSES = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]


def example_jwt() -> bytes:
    header = {"alg": "ES256", "kid": "12", "typ": "statuslist+jwt"}
    claims = {
        "exp": 2291720170, "iat": 1686920170, "iss": EXAMPLE, "status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXQ"},
        "sub": EXAMPLE_LIST, "ttl": 43200,
    }  # fmt: skip
    return f"{part(header)}.{part(claims)}.{SIGNATURE_OF_JWT}".encode()


def example_cwt() -> bytes:
    """In the order of its claims, which is not the canonical one; the name of the key is not signed."""
    listed = {"bits": 1, "lst": base64url.decode("eNrbuRgAAhcBXQ")}
    claims = {2: EXAMPLE_LIST, 6: 1686920170, 4: 2291720170, 65534: 43200, 65533: listed}
    protected = cbor.encode({1: -7, 16: "application/statuslist+cwt"})
    payload = cbor.engine().dumps(claims)
    return sign1.TAG + cbor.encode([protected, {4: b"12"}, payload, bytes.fromhex(SIGNATURE_OF_CWT)])


@pytest.mark.parametrize("listed", [example_jwt(), example_cwt()], ids=["jwt", "cwt"])
def test_the_lists_of_the_specification_are_read(listed: bytes) -> None:
    issuer = LocalSigner.generate("P-256", controller=EXAMPLE)
    keys = [
        VerificationMethod(name, EXAMPLE, "JsonWebKey", key)
        for name, key in (
            (f"{EXAMPLE}#12", PublicKey.from_jwk(EXAMPLE_KEY)), (issuer.verification_method, issuer.public_key),
        )
    ]  # fmt: skip
    sources = OFFLINE.with_(keys=PinnedKeys({EXAMPLE: keys})).with_document(EXAMPLE_LIST, listed)
    under = policies.credential(trust=TrustedIssuers({EXAMPLE}))
    for index, status in enumerate(STATUSES):
        claims = {"iss": EXAMPLE, "vct": f"{EXAMPLE}/t", "status": {"status_list": {"idx": index, "uri": EXAMPLE_LIST}}}
        text = issue(claims, signer=issuer, securing=SD_JWT_VC, created=AT).text
        report = inspect(text, policy=under, sources=sources, at=AT)
        assert report.check("status").code == ("status.revoked" if status else ""), report
        assert report.verdict == ("rejected" if status else "accepted")
