"""What holders can hide beside what is visible, and whom a key binding binds inside a presentation."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests.attacks import bases
from tests.attacks.bases import AT, ISSUER, LEARNER, STATUS, Tree, signer, unsigned
from tests.attacks.test_group_e_selective import NONCE, SOUTH, STAMP, message, named, token

from eccoe_vc import (
    EDDSA_JCS_2022,
    OFFLINE,
    SD_JWT_VCDM,
    VC_COSE,
    VC_JOSE,
    LocalSigner,
    Policy,
    Report,
    TrustedIssuers,
    derive,
    inspect,
    issue,
    policies,
)
from eccoe_vc.encoding import base64url, strict_json
from eccoe_vc.keys import PublicKey
from eccoe_vc.proofs.cose import sign1
from eccoe_vc.status import status_entry, status_list

HOLDER = signer("learner")
W3C = {"typ": "vc+sd-jwt"}
#: With an end and a status that everybody sees.
VISIBLE: Tree = {"credentialStatus": STATUS}
PAST = STAMP + 86_400
ASKED: dict[str, Any] = {"challenge": NONCE, "domain": SOUTH}


def codes(report: Report) -> set[str]:
    return {found.code for check in report.problems() for found in check.findings}


# ---- an end that is hidden beside one that is visible ----------------------------------------------------------------


def hidden_end(**answers: Any) -> Report:
    """The token ended long ago; the holder shows the end of the credential and hides that of the token."""
    made = named(token({**unsigned(**VISIBLE), "exp": PAST}, ["/exp", "/name"], W3C), "name")
    return inspect(made.text, policy=bases.policy(status="skip", **answers), at=AT)


def test_an_end_of_the_token_is_not_hidden_beside_one_of_the_credential() -> None:
    report = hidden_end()
    assert report.verdict == "rejected"
    assert [(one.code, one.pointer) for one in report.problems()] == [("sdjwt.hidden", "/exp")]
    relying = hidden_end(withheld="report")
    assert (relying.verdict, {"sdjwt.withheld"} <= {note.code for note in relying.notes}) == ("accepted", True)


def test_an_end_of_the_token_that_is_seen_counts() -> None:
    whole = token({**unsigned(**VISIBLE), "exp": PAST}, ["/exp", "/name"], W3C)
    assert codes(inspect(whole.text, policy=bases.policy(status="skip"), at=AT)) == {"time.expired"}
    still = token({**unsigned(**VISIBLE), "exp": STAMP + 400 * 86_400}, ["/name"], W3C).with_(())
    assert inspect(still.text, policy=bases.policy(status="skip"), at=AT).verdict == "accepted"


def test_a_claim_that_is_hidden_below_the_top_is_no_reason() -> None:
    made = token(unsigned(**VISIBLE), ["/credentialSubject/achievement/criteria/narrative"], W3C)
    assert "sdjwt.hidden" not in codes(inspect(made.with_(()).text, policy=bases.policy(status="skip"), at=AT))


def test_what_issue_makes_is_accepted_when_the_holder_hides_something_at_the_top() -> None:
    """It says the end twice, so that no verifier has to wonder whether there is another one."""
    tree = unsigned(**VISIBLE, validUntil="2036-01-15T09:00:00.750Z", description="Field course.")
    how: Tree = {"signer": signer(), "securing": SD_JWT_VCDM, "created": AT - timedelta(days=1)}
    held = issue(tree, disclosable=["/description"], **how)
    for reveal in ([], ["/description"]):
        shown = derive(held, reveal=reveal).text
        assert inspect(shown, policy=bases.policy(status="skip"), at=AT).verdict == "accepted"
    payload = strict_json.parse(base64url.decode(held.text.split(".")[1]))
    assert payload["exp"] == int(
        datetime(2036, 1, 15, 9, tzinfo=UTC).timestamp()
    )  # the second in which the credential ends, and not one later
    below = issue(tree, disclosable=["/credentialSubject/creditsEarned"], **how)
    assert "exp" not in strict_json.parse(base64url.decode(below.text.split(".")[1]))
    own = issue(tree, disclosable=["/description"], expires=AT + timedelta(days=9), **how)
    payload = strict_json.parse(base64url.decode(own.text.split(".")[1]))
    assert payload["exp"] == int((AT + timedelta(days=9)).timestamp())


# ---- key binding and presentations -----------------------------------------------------------------------------------


def presentation(*carried: Any, securing: Any, **how: Any) -> Any:
    tree = {
        "@context": [bases.V2],
        "type": ["VerifiablePresentation"],
        "holder": LEARNER,
        "verifiableCredential": list(carried),
    }
    options: Tree = {"signer": HOLDER, "purpose": "authentication", "created": AT, **ASKED} | how
    return issue(tree, securing=securing, **options)


def asked(**answers: Any) -> Policy:
    return policies.presentation(trust=TrustedIssuers({ISSUER}), **(ASKED | answers))


def held(**options: Any) -> Any:
    disclosable = ["/credentialSubject/creditsEarned"]
    return issue(
        unsigned(), signer=signer(), securing=SD_JWT_VCDM, created=AT, disclosable=disclosable,
        holder_key=HOLDER.public_key, **options,
    )  # fmt: skip


def bound(by: LocalSigner = HOLDER, **asked_for: str) -> Any:
    return derive(held(), reveal=[""], signer=by, created=AT, **(ASKED | asked_for))


@pytest.mark.parametrize("securing", [EDDSA_JCS_2022, VC_JOSE, SD_JWT_VCDM], ids=lambda form: form.name)
def test_a_presentation_is_no_key_binding(securing: Any) -> None:
    """Who presents chooses every word of a presentation, also a key of the holder: that binds nothing."""
    named_key: Tree = {"holder_key": HOLDER.public_key} if securing is SD_JWT_VCDM else {}
    made = presentation(bound().enveloped(), securing=securing, **named_key)
    assert inspect(made.text, policy=asked(), at=AT).verdict == "accepted"
    tokens = [made.text]
    if securing is SD_JWT_VCDM:
        tokens.append(derive(made, reveal=[""], signer=HOLDER, created=AT, **ASKED).text)
    for text in tokens:
        report = inspect(text, policy=asked(key_binding="required"), at=AT)
        assert (report.verdict, report.check("token").code) == ("rejected", "sdjwt.kb")
        assert "holder's proof" in report.check("token").hint


def test_a_presentation_in_cose_is_no_key_binding() -> None:
    made = presentation(bound().enveloped(), securing=VC_COSE, challenge=None, domain=None)
    report = inspect(made.data, policy=asked(key_binding="required"), at=AT)
    assert report.check("token").code == "sdjwt.kb"


@pytest.mark.parametrize("securing", [EDDSA_JCS_2022, VC_JOSE, SD_JWT_VCDM], ids=lambda form: form.name)
@pytest.mark.parametrize("other", [{"challenge": "of yesterday"}, {"domain": "https://west.example"}])
def test_a_binding_for_another_occasion_inside_a_presentation(securing: Any, other: Any) -> None:
    made = presentation(bound(**other).enveloped(), securing=securing)
    report = inspect(made.text, policy=asked(any_holder=True), at=AT)
    assert report.verdict == "rejected"
    inner = (report.nested or {})["/verifiableCredential/0"]
    assert codes(inner) == {"sdjwt.kb"}


def test_a_credential_inside_a_presentation_without_a_binding() -> None:
    """The presentation itself is bound: its holder signed the challenge."""
    made = presentation(held().enveloped(), securing=VC_JOSE)
    assert inspect(made.text, policy=asked(), at=AT).verdict == "accepted"


def test_a_binding_inside_a_presentation_that_nobody_compared_is_said() -> None:
    made = presentation(bound().enveloped(), securing=VC_JOSE)
    report = inspect(made.text, policy=asked(challenge=None), at=AT)
    inner = (report.nested or {})["/verifiableCredential/0"]
    assert (report.verdict, {"vp.unchallenged"} <= {note.code for note in inner.notes}) == ("accepted", True)


def test_nobody_presents_a_status_list() -> None:
    """A key binding is asked of what a holder shows, and not of the list that its issuer publishes."""
    day = timedelta(days=1)
    tree = status_list(bases.STATUS_URL, issuer=ISSUER, values=(), valid_from=AT - day, valid_until=AT + day)
    how: Tree = {"signer": signer(), "securing": SD_JWT_VCDM, "created": AT}
    sources = OFFLINE.with_document(bases.STATUS_URL, issue(tree, **how).text.encode())
    badge = unsigned(credentialStatus=status_entry(bases.STATUS_URL, 5))
    shown = derive(issue(badge, holder_key=HOLDER.public_key, **how), signer=HOLDER, created=AT, **ASKED)
    report = inspect(shown.text, policy=bases.policy(key_binding="required", **ASKED), sources=sources, at=AT)
    assert (report.verdict, report.check("status").outcome) == ("accepted", "PASSED"), report.to_dict()


# ---- a key that is for another algorithm -----------------------------------------------------------------------------


@pytest.mark.parametrize(("declared", "fits"), [("", True), ("EdDSA", True), ("Ed25519", True), ("ES256", False)])
def test_a_message_by_a_key_that_declares_its_algorithm(declared: str, fits: bool) -> None:
    """RFC 7517, section 4.4: what a JWK is for is what it is for, in COSE as in JOSE."""
    key = replace(signer().public_key, declared=declared)
    assert isinstance(key, PublicKey)
    found = sign1.check(sign1.read(message()), key)
    assert (found.code if found else "") == ("" if fits else "cose.alg")
