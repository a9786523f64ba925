"""The kept form of a proof configuration says what the walk and RDFC-1.0 say, whatever the proof holds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eccoe_vc.errors import RefusedError
from eccoe_vc.jsonld import canonical, compiled, to_quads
from eccoe_vc.jsonld.documents import CORE, EXTENSIONS
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.configuration import canonical_configuration

V2 = "https://www.w3.org/ns/credentials/v2"
V1 = "https://www.w3.org/2018/credentials/v1"
ED2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
DI2 = "https://w3id.org/security/data-integrity/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
METHOD = "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw#z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "verificationMethod": METHOD,
    "created": "2026-01-31T09:00:00Z",
    "proofPurpose": "assertionMethod",
    "proofValue": "z3",
}
TABLES = compiled(CORE | EXTENSIONS)


def direct(proof: dict[str, Any], contexts: Any) -> str:
    """What the specification says, without anything kept."""
    options = {key: value for key, value in proof.items() if key not in ("proofValue", "@context")}
    return canonical(to_quads({**options, "@context": contexts}, TABLES, Meter(), unpaired=True), Meter()).text


def outcome(make: Any, *arguments: Any) -> tuple[str, ...]:
    try:
        return ("text", make(*arguments))
    except RefusedError as error:
        return ("refused", *(f"{finding.code} {finding.pointer}" for finding in error.findings))


def kept(proof: dict[str, Any], contexts: Any) -> str:
    return canonical_configuration(proof, contexts, TABLES, Meter(), "sha256")


CONTEXTS = st.sampled_from(
    [[V2], [V2, OB3], [V2, ED2020], [V2, DI2], [V1, ED2020], [V1, DI2], [V1], V2, [], None, [V2, None], [V2, {}], [DI2]]
)
DATES = st.datetimes().map(lambda moment: moment.isoformat() + "Z") | st.sampled_from(
    ["1970-01-01T00:00:00Z", "2026-01-31T09:00:00+01:00", "2026-01-31", '2026-01-31T09:00:00Z"', "\\", "", "é", 7, None]
)
VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        METHOD,
        "1970-01-01T00:00:00Z",
        "urn:x",
        "no iri",
        "_:b0",
        "_:c14n0",
        'a"b',
        "a\nb",
        "",
        5,
        None,
        [],
        ["urn:x"],
        {},
    ]
)
PROOFS = st.builds(
    lambda created, more, gone: {
        key: value for key, value in {**PROOF, "created": created, **more}.items() if key not in gone
    },
    DATES,
    st.dictionaries(
        st.sampled_from(
            [
                "id",
                "expires",
                "nonce",
                "challenge",
                "domain",
                "previousProof",
                "verificationMethod",
                "proofPurpose",
                "type",
                "cryptosuite",
                "@context",
                "unknown",
                "@id",
                "@graph",
            ]
        ),
        VALUES | DATES | st.sampled_from(["authentication", "Ed25519Signature2020", ["DataIntegrityProof"]]),
        max_size=3,
    ),
    st.sets(st.sampled_from([*PROOF]), max_size=1),
)


@given(PROOFS, CONTEXTS)
def test_what_is_kept_is_what_is_made_anew(proof: dict[str, Any], contexts: Any) -> None:
    first, again = outcome(kept, proof, contexts), outcome(kept, proof, contexts)
    assert first == again == outcome(direct, proof, contexts)


@pytest.mark.parametrize("contexts", [[V2], [V2, OB3], [V1, DI2]])
def test_two_proofs_that_differ_in_their_date_do_not_share_it(contexts: list[str]) -> None:
    for created in ("2026-01-31T09:00:00Z", "1970-01-01T00:00:00Z", "2026-01-31T09:00:00.123456789Z"):
        assert kept({**PROOF, "created": created}, contexts) == direct({**PROOF, "created": created}, contexts)
        assert f'"{created}"^^' in kept({**PROOF, "created": created}, contexts)


def test_a_date_that_stands_there_twice_is_not_replaced() -> None:
    proof = {**PROOF, "created": "2026-01-31T09:00:00Z", "expires": "1970-01-01T00:00:00Z"}
    assert kept(proof, [V2]) == direct(proof, [V2])
    assert "1970" in kept(proof, [V2])


@pytest.mark.parametrize("number", range(20))
def test_a_second_blank_node_is_named_anew_for_each_date(number: int) -> None:
    """Its label depends on a hash that covers the date; one date in many shows it."""
    for second in range(10):
        proof = PROOF | {
            "verificationMethod": f"did:key:z{number}#z{number}",
            "created": f"2026-02-02T00:00:0{second}Z",
            "previousProof": "_:p1",
        }
        assert kept(proof, [V2]) == direct(proof, [V2])
