"""The pipeline as steps: what it asks for and when, what it does with bad answers, and that it never raises."""

from __future__ import annotations

import sys
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attacks.bases import AT, OB, V2, Tree, di, policy, raw_signed, signer, unsigned
from tests.attacks.test_group_d import WEB, WEB_URL, document, issuer_tree, web_signer

from eccoe_vc import (
    OFFLINE,
    Fetch,
    Fetched,
    InputTypeError,
    Outcome,
    Report,
    TrustedIssuers,
    Unavailable,
    VerificationError,
    Verified,
    inspect,
    open_credential,
    policies,
    unsafe_assume_verified,
    verify,
)
from eccoe_vc.codes import CHECKS
from eccoe_vc.limits import Budget
from eccoe_vc.verification.pipeline import inspection


class Recording:
    """A fetcher that remembers what it was asked."""

    def __init__(self, answers: dict[str, bytes] | None = None) -> None:
        self.answers, self.asked = answers or {}, list[Fetch]()

    def __call__(self, wanted: Fetch) -> Fetched | Unavailable:
        self.asked.append(wanted)
        data = self.answers.get(wanted.url)
        return Fetched(wanted.url, data) if data is not None else Unavailable("fetch.status", "404")


def web_badge(**members: Any) -> Tree:
    return raw_signed(issuer_tree(WEB, **members), by=web_signer())


def web_policy(**answers: Any) -> policies.Policy:
    return policy(WEB, **answers)


def did_json() -> bytes:
    from eccoe_vc.encoding import strict_json

    return strict_json.dumps(document()).encode()


REMOTE: dict[str, Any] = {
    "context": [V2, OB, "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"],
    "credentialStatus": {
        "id": "https://north.example/status#1",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": "https://north.example/status",
    },
    "credentialSchema": [{"id": "https://north.example/schema.json", "type": "1EdTechJsonSchemaValidator2019"}],
}


def test_the_steps_ask_for_the_issuers_document_then_for_what_the_credential_names_and_for_nothing_else() -> None:
    fetch = Recording({WEB_URL: did_json()})
    report = inspect(web_badge(**REMOTE), policy=web_policy(), sources=OFFLINE.with_(fetch=fetch), at=AT)
    named = ["https://north.example/status", "https://north.example/schema.json"]
    assert [wanted.url for wanted in fetch.asked] == [WEB_URL, *named]
    assert report.check("proof").outcome is Outcome.PASSED
    assert report.check("status").code == "status.unavailable"
    assert report.verdict == "indeterminate"


def test_a_document_that_is_refused_already_causes_no_request() -> None:
    fetch = Recording({WEB_URL: did_json()})
    tree = web_badge() | {"bogus": 1}
    report = inspect(tree, policy=web_policy(), sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert fetch.asked == []
    assert report.verdict == "rejected"


def test_the_steps_can_be_driven_by_hand() -> None:
    steps = inspection(web_badge(), web_policy(), OFFLINE, AT)
    wanted = next(steps)
    assert wanted.url == WEB_URL
    with pytest.raises(StopIteration) as done:
        steps.send(Fetched(WEB_URL, did_json()))
    report: Report = done.value.value.report
    assert report.verdict == "accepted"


def raising(_: Fetch) -> Fetched:
    raise ZeroDivisionError("a faulty plug-in")


@pytest.mark.parametrize(
    "fetch",
    [
        raising,
        lambda _: None,
        lambda _: b"{}",
        lambda w: Fetched(w.url, b"x" * (w.max_bytes + 1)),
        lambda _: Fetched("x", b"{}"),
    ],
    ids=["raises", "nothing", "bytes", "too large", "another address"],
)
def test_a_misbehaving_fetcher_could_not_find_out(fetch: Any) -> None:
    report = inspect(web_badge(), policy=web_policy(), sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert report.verdict == "indeterminate"
    assert report.check("key").code == "key.unavailable"


@pytest.mark.parametrize("host", ["north.example", ".".join(["a" * 60] * 4)])
def test_what_the_network_did_stands_in_the_sentence_about_the_key(host: str) -> None:
    badge = raw_signed(issuer_tree(f"did:web:{host}"), by=signer(controller=f"did:web:{host}"))
    failing = OFFLINE.with_(fetch=lambda wanted: Unavailable("fetch.tls", "The server is not recognised. " * 20))
    report = inspect(badge, policy=policy(f"did:web:{host}"), sources=failing, at=AT)
    found = report.check("key")
    assert (found.code, found.outcome) == ("key.unavailable", Outcome.INDETERMINATE)
    assert "The server is not recognised." in found.message
    assert found.message.endswith("[fetch.tls]")
    assert len(found.message) <= 300


def test_every_check_is_a_registered_one_and_they_stand_in_order() -> None:
    report = inspect(di(), policy=policy(), at=AT)
    names = [check.name for check in report.checks if "[" not in check.name]
    assert names == list(CHECKS)


def test_the_report_says_which_contexts_were_used_and_what_was_signed() -> None:
    report = inspect(di(), policy=policy(), at=AT)
    assert [used.url for used in report.documents] == [V2, OB]
    assert len(report.digest) == 64
    assert inspect(di(), policy=policy(), at=AT).to_dict() == report.to_dict()


def test_verify_gives_the_credential_or_raises_with_the_report() -> None:
    found = verify(di(), policy=policy(), at=AT)
    assert found.credential.credential_subject.achievement.name == "Soil Science"
    with pytest.raises(VerificationError) as caught:
        verify(di() | {"name": "Doctorate"}, policy=policy(), at=AT)
    assert caught.value.code == "proof.signature"
    assert caught.value.report.verdict == "rejected"
    with pytest.raises(VerificationError) as undecided:
        verify(di(), policy=policies.open_badge(trust=TrustedIssuers({"did:web:other.example"})), at=AT)
    assert undecided.value.report.verdict == "indeterminate"


def test_verified_is_made_by_verify_only() -> None:
    import copy
    import pickle

    found = verify(di(), policy=policy(), at=AT)
    with pytest.raises(InputTypeError):
        Verified(found.envelope, found.report)
    for steal in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(InputTypeError):
            steal(found)
    with pytest.raises(AttributeError):
        found.report = found.report


def test_what_is_only_assumed_says_so() -> None:
    assumed = unsafe_assume_verified(di(), reason="verified by another system")
    assert not assumed.report
    assert [note.code for note in assumed.report.notes] == ["agreement.assumed"]
    with pytest.raises(InputTypeError):
        unsafe_assume_verified(di(), reason=" ")


def test_an_envelope_is_inspected_as_it_is() -> None:
    assert inspect(open_credential(di()), policy=policy(), at=AT).verdict == "accepted"


def test_the_callers_mapping_is_read_once_and_never_changed() -> None:
    tree = di()
    before = repr(tree)
    inspect(tree, policy=policy(), at=AT)
    assert repr(tree) == before


@pytest.mark.parametrize("data", [None, 5, object(), [di()], {"a": {1, 2}}, {"a": (1,)}, {5: 1}])
def test_wrong_python_types_are_the_callers_mistake(data: Any) -> None:
    for call in (inspect, verify):
        with pytest.raises(InputTypeError) as caught:
            call(data, policy=policy(), at=AT)
        assert caught.value.code == "input.type"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    assert inspect(data, policy=policy(), at=AT).verdict != "accepted"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*di(), "@context", "x", ""]), inner, max_size=6)
    ),
    max_leaves=30,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(list(di())), JSON, max_size=8))
def test_no_tree_raises(members: dict[str, Any]) -> None:
    for tree in (members, di() | members):
        report = inspect(tree, policy=policy(), at=AT)
        report.to_dict()
        report.problem_details()
        for check in report.checks:
            assert len(check.message) <= 300


def test_a_caller_deep_in_its_stack_still_gets_its_verdict() -> None:
    verdicts = []

    def deep(levels: int) -> None:
        if levels:
            deep(levels - 1)
        else:
            verdicts.append(inspect(di(), policy=policy(), at=AT).verdict)

    def run() -> None:
        deep(sys.getrecursionlimit() - 60)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    assert verdicts == ["accepted"]


def test_the_work_of_one_call_is_bounded_by_its_deadline() -> None:
    budget = policy().budget.with_(cpu_ms=0)
    tree = unsigned()
    tree["evidence"] = [{"id": f"urn:e:{n}", "type": ["Evidence"], "name": f"Report {n}"} for n in range(400)]
    report = inspect(raw_signed(tree, by=signer()), policy=policy(budget=budget), at=AT)
    assert report.verdict == "indeterminate"
    assert "budget.deadline" in {check.code for check in report.problems()}
    assert inspect(di(), policy=policy(), at=AT).verdict == "accepted"


def test_an_engine_that_fails_its_canary_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from eccoe_vc.errors import GuardUnavailableError
    from eccoe_vc.keys import canary

    def drifted(alg: str) -> bool:
        raise GuardUnavailableError("guard.unavailable", "The engine gives other signatures.")

    tree = di()
    monkeypatch.setattr(canary, "require", drifted)
    report = inspect(tree, policy=policy(), at=AT)
    assert report.verdict == "indeterminate"
    assert report.check("proof").code == "guard.unavailable"


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("limit", ["rdf_steps", "quads", "cpu_ms", "embedded"])
@pytest.mark.parametrize("size", [0, 1, 5, 20, 60])
def test_a_budget_that_ends_leaves_one_answer_for_each_question(suite: str, limit: str, size: int) -> None:
    tree = unsigned()
    tree["credentialSubject"]["achievement"]["endorsement"] = [raw_signed(unsigned()) for _ in range(2)]
    report = inspect(raw_signed(tree, suite=suite), policy=policy(budget=Budget(**{limit: size})), at=AT)
    names = [check.name for check in report.checks]
    assert len(names) == len(set(names))
    assert {name.partition("[")[0] for name in names} <= set(CHECKS)
