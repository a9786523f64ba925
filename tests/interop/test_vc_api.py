"""The VCDM 2.0 inputs of the W3C test suite through the loopback server, as that suite sends them.

Source of the inputs: w3c/vc-data-model-2.0-test-suite (manifest of the topic ``w3c-suites``). What the suite's code
adds to an input before it is sent is added here too: the issuer where the input names none, the dates of one pair of
inputs, the proofs of presentations and of what they carry.

A fail input must be refused for its own fault. So every row says the code and where it points, and each input is shown
twice: to the issuer, and, signed by somebody who checks nothing, to the verifier.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from tests.conformance.data import PROJECT
from tests.interop.vc_api_server import HOST, MAX_BODY, Server, Service
from tests.interop.vcdm2 import (
    DATES,
    EXCEPTIONS,
    FAIL,
    FAULTS,
    NAMES,
    NOT_IN_FORCE,
    OK,
    ROOT,
    SELF_ASSERTED,
    SPECIAL,
    SUITES,
)

from eccoe_vc import EDDSA_JCS_2022, EDDSA_RDFC_2022, LocalSigner, TrustedIssuers, inspect, issue, policies
from eccoe_vc.jsonld import compiled
from eccoe_vc.limits import Meter
from eccoe_vc.proofs import signing
from eccoe_vc.proofs.hashing import Hasher

pytestmark = pytest.mark.loopback
Tree = dict[str, Any]

ISSUERS = (
    "",
    "/issuers/ecdsa-jcs-2019-p-256",
    "/issuers/ecdsa-jcs-2019-p-384",
    "/issuers/ecdsa-rdfc-2019-p-256",
    "/issuers/ecdsa-rdfc-2019-p-384",
    "/issuers/ecdsa-sd-2023-p-256",
    "/issuers/ed25519signature2020-ed25519",
    "/issuers/eddsa-jcs-2022-ed25519",
    "/issuers/eddsa-rdfc-2022-ed25519",
)
TOKENS = [
    f"/issuers/{form}-{alg}"
    for form in ("vc-jwt-ob3", "vc-jose", "vc-jwt-1-1", "sd-jwt-vcdm", "vc-cose")
    for alg in ("ed25519", "p-256", "p-384", "rsa")
]
PLAIN_CLAIMS = [f"/issuers/sd-jwt-vc-{alg}" for alg in ("ed25519", "p-256", "p-384", "rsa")]
BBS = "/issuers/bbs-2023-bls12-381-g2"
CHALLENGE = {"challenge": "u0123456789abcdefghijkl", "domain": "verifier.example"}


class Client:
    """One server for all tests of this module, and a holder whose key it does not know."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.sources = server.service.sources
        self.holder = LocalSigner.generate("Ed25519")
        _, listed = self.get("/issuers")
        self.issuers: dict[str, Tree] = {row["issue"].removesuffix("/credentials/issue"): row for row in listed}

    def get(self, path: str) -> tuple[int, Any]:
        return self._ask("GET", path, None, {})

    def post(self, path: str, tree: object) -> tuple[int, Any]:
        return self.send(path, json.dumps(tree).encode())

    def send(self, path: str, data: bytes | None, headers: Mapping[str, str] | None = None) -> tuple[int, Any]:
        return self._ask("POST", path, data, dict(headers or {}))

    def _ask(self, method: str, path: str, data: bytes | None, headers: dict[str, str]) -> tuple[int, Any]:
        connection = HTTPConnection(HOST, self.server.server_port, timeout=30)
        try:
            connection.request(method, path, data, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def issue(self, credential: Tree, prefix: str = "") -> tuple[int, Any]:
        return self.post(f"{prefix}/credentials/issue", {"credential": credential, "options": {}})

    def verify(self, credential: object, **options: object) -> tuple[int, Any]:
        return self.post("/credentials/verify", {"verifiableCredential": credential, "options": options})

    def verify_presentation(self, presentation: object, **options: object) -> tuple[int, Any]:
        body = {"verifiablePresentation": presentation, "options": CHALLENGE | options}
        return self.post("/presentations/verify", body)

    def present(self, presentation: Tree) -> Tree:
        """A presentation as the suite makes one: what it carries is signed by the same key."""
        made = deepcopy(presentation)
        if "holder" in made:
            _set_id(made, "holder", self.holder.controller)
        for index, carried in enumerate(made.get("verifiableCredential", [])):
            if carried["type"] != "EnvelopedVerifiableCredential":
                carried["issuer"] = self.holder.controller
                made["verifiableCredential"][index] = self._issued(carried)
        return self._issued(made, purpose="authentication", **CHALLENGE)

    def _issued(self, tree: Tree, **options: Any) -> Tree:
        inline = any(isinstance(entry, dict) for entry in tree["@context"])
        securing = EDDSA_JCS_2022 if inline else EDDSA_RDFC_2022
        secured = issue(
            tree, signer=self.holder, securing=securing, sources=self.sources, allow_inline_contexts=inline, **options
        )
        return dict(secured.document or {})

    def careless(self, tree: Tree, purpose: str) -> Tree:
        """``tree`` with a good signature over its bytes, by a signer who looks at nothing."""
        made = deepcopy(tree)
        made.pop("proof", None)
        options: Tree = {"@context": made["@context"]} if "@context" in made else {}
        options |= {"created": "2026-01-01T00:00:00Z", "proofPurpose": purpose}
        if purpose == "authentication":
            options |= CHALLENGE
        hasher = Hasher(made, compiled(self.sources.documents), Meter())
        return made | {"proof": signing.sign(hasher, EDDSA_JCS_2022, self.holder, options)}


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with Server() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Client(server)
        finally:
            server.shutdown()
            thread.join()


def read(name: str) -> Tree:
    tree = SUITES.json(f"{ROOT}{name}.json")
    assert isinstance(tree, dict)
    if name in DATES:
        tree["validFrom"], tree["validUntil"] = DATES[name]
    return tree


def as_sent(name: str, issuer: str) -> Tree:
    """The input with the issuer filled in where the suite's code fills it in."""
    credential = read(name)
    if name == "credential-no-issuer-fail":
        return credential
    named = credential.get("issuer", "")
    if isinstance(named, dict):
        if named.get("id", "") != "" or "id" not in named:
            named.setdefault("id", issuer)
    elif named == "" and named is not None:
        credential["issuer"] = issuer
    return credential


def _set_id(tree: Tree, member: str, value: str) -> None:
    if isinstance(tree[member], dict):
        tree[member]["id"] = value
    else:
        tree[member] = value


def found(answer: Tree) -> set[tuple[str, str]]:
    for error in answer["errors"]:
        assert {"type", "title", "detail", "code", "check", "pointer"} <= error.keys()
    return {(error["code"], error["pointer"]) for error in answer["errors"]}


def codes(answer: Tree) -> set[str]:
    return {code for code, _ in found(answer)}


def says(answer: Tree, code: str, pointer: str) -> bool:
    return any(c == code and (p == pointer or p.startswith(f"{pointer}/")) for c, p in found(answer))


# ---- the inputs ------------------------------------------------------------------------------------------------------


def test_the_suite_has_the_inputs_that_we_count() -> None:
    assert (len(OK), len(FAIL), len(NAMES)) == (65, 49, 120)
    assert set(FAIL) == set(FAULTS)
    assert {*OK, *FAIL, *SPECIAL, *SELF_ASSERTED} == set(NAMES)


@pytest.mark.attack("B34", "vcdm")
@pytest.mark.parametrize("name", [name for name in OK if "presentation" not in name])
def test_ok_credentials_are_issued_and_verified(client: Client, name: str) -> None:
    if (name, "/credentials/issue") in EXCEPTIONS:
        status, answer = client.issue(as_sent(name, client.issuers[""]["id"]))
        assert status == 400
        assert codes(answer) == {EXCEPTIONS[name, "/credentials/issue"]}
        return
    status, secured = client.issue(as_sent(name, client.issuers[""]["id"]))
    assert status == 201, secured
    assert {key: value for key, value in secured.items() if key != "proof"} == as_sent(name, client.issuers[""]["id"])
    status, answer = client.verify(secured, checks=["proof"])
    assert (status, answer["errors"]) == (200, [])
    status, answer = client.verify(secured)
    if name in NOT_IN_FORCE:
        assert (status, codes(answer)) == (400, {NOT_IN_FORCE[name]})
        assert {check["name"]: check["outcome"] for check in answer["checks"]}["model"] == "PASSED"
    else:
        assert (status, answer["errors"]) == (200, [])


@pytest.mark.parametrize("name", [name for name in OK if "presentation" in name])
def test_ok_presentations_are_verified(client: Client, name: str) -> None:
    status, answer = client.verify_presentation(client.present(read(name)))
    if (name, "/presentations/verify") in EXCEPTIONS:
        assert (status, codes(answer)) == (400, {EXCEPTIONS[name, "/presentations/verify"]})
        assert {check["name"]: check["outcome"] for check in answer["checks"]}["model"] == "PASSED"
    else:
        assert (status, answer["errors"]) == (200, [])


@pytest.mark.parametrize("name", [name for name in FAIL if "presentation" not in name])
def test_fail_credentials_are_not_issued(client: Client, name: str) -> None:
    for prefix in ("", "/issuers/eddsa-jcs-2022-ed25519"):
        status, answer = client.issue(as_sent(name, client.issuers[prefix]["id"]), prefix)
        assert status == 400
        assert says(answer, *FAULTS[name]), (FAULTS[name], found(answer))


@pytest.mark.parametrize("name", [name for name in FAIL if name != "credential-proof-missing-type-fail"])
def test_fail_inputs_that_somebody_signed_are_not_verified(client: Client, name: str) -> None:
    if "presentation" in name:
        presentation = read(name)
        status, answer = client.verify_presentation(client.careless(presentation, "authentication"))
    else:
        credential = as_sent(name, client.holder.controller)
        status, answer = client.verify(client.careless(credential, "assertionMethod"))
    assert status == 400
    assert says(answer, *FAULTS[name]), (FAULTS[name], found(answer))


def test_a_proof_without_a_type_is_not_verified(client: Client) -> None:
    status, answer = client.verify(as_sent("credential-proof-missing-type-fail", "did:example:issuer"))
    assert status == 400
    assert says(answer, "proof.shape", "/proof")


@pytest.mark.parametrize("name", SPECIAL)
def test_missing_contexts_are_refused_not_injected(client: Client, name: str) -> None:
    if name.startswith("credential"):
        status, answer = client.issue(as_sent(name, client.issuers[""]["id"]))
    else:
        status, answer = client.verify_presentation(client.careless(read(name), "authentication"))
    assert status == 400
    assert SPECIAL[name] in codes(answer)


@pytest.mark.parametrize("name", [*SELF_ASSERTED, "presentation-self-asserted-vc-ok"])
def test_what_a_presentation_carries_needs_a_proof_of_its_own(client: Client, name: str) -> None:
    """Self-asserted claims that only the proof of the presentation secures are not accepted; see the document."""
    status, answer = client.verify_presentation(client.careless(read(name), "authentication"))
    assert status == 400
    assert says(answer, "vp.credential", "/verifiableCredential/0")


# ---- suites, tampering, proof only -----------------------------------------------------------------------------------


EVERYTHING = {"selectivePointers": ["/credentialSubject"]}
MOCKS = SUITES.files(prefix="di-ecdsa/tests/mocks/", suffix="document.json")


@pytest.mark.parametrize("prefix", ISSUERS)
@pytest.mark.parametrize("path", MOCKS)
def test_mocks_of_the_cryptosuite_tests(client: Client, path: str, prefix: str) -> None:
    """The suites fill in issuer and id. Three of the four mocks bring a context of their own: for JCS only."""
    credential = SUITES.json(path)
    credential["issuer"] = client.issuers[prefix]["id"]
    if "/vc1.1/" in path:
        credential["issuanceDate"] = "2023-01-01T00:00:00Z"
    inline = any(isinstance(entry, dict) for entry in credential["@context"])
    status, secured = client.issue(credential, prefix)
    if inline and prefix and "-jcs-" not in prefix:
        assert (status, "ctx.inline" in codes(secured)) == (400, True)
        return
    assert status == 201, secured
    if "-sd-" in prefix:
        assert says(client.verify(secured)[1], "sd.base_proof", "/proof/proofValue")
        status, secured = client.post("/credentials/derive", {"verifiableCredential": secured, "options": EVERYTHING})
        assert status == 201, secured
    assert client.verify(secured)[0] == client.verify(secured, checks=["proof"])[0] == 200
    for tampered in tamperings(secured):
        for options in ({}, {"checks": ["proof"]}):
            status, answer = client.verify(tampered, **options)
            assert status == 400, tampered
            assert answer["errors"]


@pytest.mark.parametrize("prefix", ["/issuers/ecdsa-sd-2023-p-256", BBS])
def test_parts_are_derived(client: Client, prefix: str) -> None:
    credential = as_sent("credential-ok", client.issuers[prefix]["id"])
    credential |= {"description": "Field course.", "validFrom": "2026-01-31T09:00:00Z"}
    told = {"mandatoryPointers": ["/issuer", "/validFrom", "/credentialSubject"]}
    body = {"credential": credential, "options": told}
    status, base = client.post(f"{prefix}/credentials/issue", body)
    assert status == 201, base
    for reveal, shown in (([], False), (["/description"], True)):
        body = {"verifiableCredential": base, "options": {"selectivePointers": reveal}}
        status, part = client.post("/credentials/derive", body)
        assert (status, "description" in part) == (201, shown)
        assert client.verify(part)[0] == 200
    for body in (
        {},
        {"verifiableCredential": part},
        {"verifiableCredential": base, "options": {"selectivePointers": [7]}},
    ):
        assert client.post("/credentials/derive", body)[0] == 400
    body = {"credential": credential, "options": {"mandatoryPointers": ["/issuer"]}}
    assert client.post(f"{prefix}/credentials/issue", body)[0] == 400


def tamperings(secured: Tree) -> Iterator[Tree]:
    changes: list[Tree] = [
        {"id": "urn:uuid:00000000-0000-4000-8000-000000000000"},
        {"issuer": "did:key:z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"} | {"name": "x"},
        {"credentialSubject": {**secured["credentialSubject"], "name": "Mallory"}},
        {"proof": {**secured["proof"], "created": "2020-01-01T00:00:00Z"}},
        {"proof": {**secured["proof"], "proofPurpose": "authentication"}},
        {"proof": {**secured["proof"], "proofValue": secured["proof"]["proofValue"][:-1]}},
        {"proof": {key: value for key, value in secured["proof"].items() if key != "proofValue"}},
        {"proof": []},
    ]
    yield from ({**secured, **change} for change in changes)
    yield {key: value for key, value in secured.items() if key != "proof"}


def test_proof_only_looks_at_nothing_else(client: Client) -> None:
    _, secured = client.issue(as_sent("credential-validuntil-ok", client.issuers[""]["id"]))
    _, answer = client.verify(secured, checks=["proof"])
    names = {check["name"] for check in answer["checks"] if check["outcome"] != "NOT_APPLICABLE"}
    assert names == {"carrier", "json", "contexts", "lossless", "key", "proof", "proof[0]"}


def test_another_issuer_than_the_key_is_refused(client: Client) -> None:
    credential = as_sent("credential-ok", "did:example:somebody-else")
    assert codes(client.issue(credential)[1]) == {"key.controller"}


@pytest.mark.parametrize("change", [{"challenge": "another"}, {"domain": "another.example"}])
def test_a_presentation_for_somebody_else_is_refused(client: Client, change: dict[str, str]) -> None:
    presentation = client.present(read("presentation-holder-ok"))
    assert client.verify_presentation(presentation)[0] == 200
    status, answer = client.verify_presentation(presentation, **change)
    assert (status, codes(answer)) == (400, {f"vp.{next(iter(change))}"})


# ---- the server itself -----------------------------------------------------------------------------------------------


def test_issuers_are_listed(client: Client) -> None:
    everyone = {*ISSUERS, BBS, *TOKENS, *PLAIN_CLAIMS}
    assert set(client.issuers) == everyone
    assert len({client.issuers[prefix]["id"] for prefix in (*ISSUERS, BBS)}) == len(ISSUERS) + 1
    starts = {"Ed25519": "z6Mk", "P-256": "zDna", "P-384": "z82L", "RSA": "z4MX", "BLS12-381-G2": "zUC7"}
    for row in client.issuers.values():
        assert row["id"].startswith(f"did:key:{starts[row['keyType']]}")
    assert client.issuers["/issuers/eddsa-jcs-2022-ed25519"]["suites"] == ["eddsa-jcs-2022"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "json.syntax"),
        (b"{", "json.syntax"),
        (b'{"credential": {}, "credential": {}}', "json.duplicate_key"),
        (b"[]", "json.not_object"),
        (b"{}", "json.not_object"),
        (b'{"credential": "text"}', "json.not_object"),
        (b'{"credential": {"name": "\xff"}}', "json.encoding"),
        (b"[" * 100_000, "json.depth"),
        (b" " * (MAX_BODY + 1), "json.size"),
    ],
    ids=["empty", "cut", "twice", "list", "nothing", "text", "latin-1", "deep", "large"],
)
def test_bad_requests_get_a_code(client: Client, data: bytes, code: str) -> None:
    status, answer = client.send("/credentials/issue", data)
    assert (status, codes(answer)) == (400, {code})


def test_a_length_that_is_none_is_refused(client: Client) -> None:
    for length in ("-1", "ten", "1e3", "9" * 30, "+5"):
        status, answer = client.send("/credentials/verify", None, {"Content-Length": length})
        assert (status, codes(answer)) == (400, {"json.size"})


def test_paths_are_exact(client: Client) -> None:
    for path in ("/", "/credentials", "/credentials/issue/", "/issuers/nobody/credentials/issue"):
        assert client.post(path, {})[0] == 404
    assert client.get("/credentials/issue")[0] == 404


@pytest.mark.parametrize("member", ["verifiableCredential", "verifiablePresentation"])
@pytest.mark.parametrize("value", [None, 1, [], True, "", "no token", {}, {"type": ["NonconformingDocument"]}])
def test_nonsense_is_answered_with_400(client: Client, member: str, value: object) -> None:
    path = "/credentials/verify" if member == "verifiableCredential" else "/presentations/verify"
    for options in ({}, {"checks": ["proof"]}, None, "x"):
        status, answer = client.post(path, {member: value, "options": options})
        assert status == 400
        assert codes(answer)


def test_a_failure_inside_says_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("inner secret")

    monkeypatch.setattr(Service, "listed", broken)
    status, answer = client.get("/issuers")
    assert (status, answer) == (500, {"errors": [{"type": "about:blank", "title": "Internal error", "status": 500}]})


# ---- the document ----------------------------------------------------------------------------------------------------


def test_the_document_names_the_exceptions_and_no_others() -> None:
    text = (PROJECT / "docs" / "specs" / "vcdm2.md").read_text("utf-8")
    rows = re.findall(r"^\| `([\w/-]+)` \| `(/[\w/]+)` \| `([\w.]+)` \| ([^|]+) \|$", text, re.MULTILINE)
    assert {(name, path): code for name, path, code, _ in rows} == EXCEPTIONS
    assert all(len(reason.split()) > 5 for *_, reason in rows)
    assert Path(__file__).name in text


# ---- tokens ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("prefix", TOKENS)
def test_tokens_are_issued_and_verified_in_envelopes(client: Client, prefix: str) -> None:
    credential = as_sent("credential-ok", client.issuers[prefix]["id"])
    if "1-1" in prefix:
        credential["@context"] = ["https://www.w3.org/2018/credentials/v1"]
        credential["issuanceDate"] = "2023-01-01T00:00:00Z"
    else:
        credential["validFrom"] = "2023-01-01T00:00:00Z"
    credential.setdefault("id", "urn:uuid:5a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10")
    status, secured = client.issue(credential, prefix)
    assert status == 201, secured
    assert secured["type"] == "EnvelopedVerifiableCredential"
    status, answer = client.verify(secured)
    assert (status, answer["errors"]) == (200, [])
    head, _, last = secured["id"].rpartition("," if "cose" in prefix else ".")
    changed = {**secured, "id": f"{head}{',' if 'cose' in prefix else '.'}{'A' * 8}{last[8:]}"}
    status, answer = client.verify(changed)
    assert status == 400, changed
    assert answer["errors"]


def test_parts_of_a_token_are_derived(client: Client) -> None:
    prefix = "/issuers/sd-jwt-vcdm-p-256"
    credential = as_sent("credential-ok", client.issuers[prefix]["id"])
    credential |= {"description": "Field course.", "validFrom": "2026-01-31T09:00:00Z"}
    told = {"disclosablePointers": ["/credentialSubject/name", "/description"]}
    credential["credentialSubject"] = {"id": "did:example:alice", "name": "Alice"}
    status, held = client.post(f"{prefix}/credentials/issue", {"credential": credential, "options": told})
    assert status == 201, held
    body = {"verifiableCredential": held, "options": {"selectivePointers": ["/description"]}}
    status, shown = client.post("/credentials/derive", body)
    assert status == 201, shown
    assert (held["id"].count("~"), shown["id"].count("~")) == (3, 2)
    body["options"] = {"selectivePointers": ["/nowhere"]}
    assert client.post("/credentials/derive", body)[0] == 400


def test_claims_without_a_data_model_travel_as_they_are(client: Client) -> None:
    prefix = PLAIN_CLAIMS[0]
    claims = {"iss": client.issuers[prefix]["id"], "vct": "https://north.example/award", "name": "Alice"}
    status, token = client.post(f"{prefix}/credentials/issue", {"credential": claims})
    assert status == 201, token
    assert token.count("~") == 1
    report = inspect(token, policy=policies.credential(trust=TrustedIssuers({claims["iss"]})))
    assert report.verdict == "accepted", report.to_dict()
