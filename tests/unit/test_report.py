"""Report: could not find out is never folded into yes or no, and empty is never success."""

from __future__ import annotations

import dataclasses
import itertools
import json
from datetime import UTC, datetime

import pytest

from eccoe_vc.codes import code
from eccoe_vc.errors import Finding, VerificationError
from eccoe_vc.report import Check, DocumentUsed, Note, Outcome, Report, conclude

PASS, FAIL, OPEN, NONE = Outcome.PASSED, Outcome.FAILED, Outcome.INDETERMINATE, Outcome.NOT_APPLICABLE
AT = datetime(2026, 1, 31, 9, tzinfo=UTC)


def report(**outcomes: Outcome) -> Report:
    return Report(
        tuple(Check(name, outcome, "x.y" if outcome in (FAIL, OPEN) else "") for name, outcome in outcomes.items())
    )


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ({}, "indeterminate"),
        ({"json": PASS}, "indeterminate"),
        ({"proof": NONE}, "indeterminate"),
        ({"json": NONE, "proof": NONE}, "indeterminate"),
        ({"proof": PASS}, "accepted"),
        ({"token": PASS}, "accepted"),
        ({"proof": PASS, "status": NONE}, "accepted"),
        ({"proof": PASS, "status": OPEN}, "indeterminate"),
        ({"proof": OPEN}, "indeterminate"),
        ({"proof": FAIL}, "rejected"),
        ({"proof": PASS, "status": OPEN, "validity": FAIL}, "rejected"),
        ({"validity": FAIL, "proof": OPEN}, "rejected"),
        ({"json": FAIL}, "rejected"),
    ],
    ids=str,
)
def test_verdicts(outcomes: dict[str, Outcome], verdict: str) -> None:
    found = report(**outcomes)
    assert found.verdict == verdict
    assert bool(found) is (verdict == "accepted")


def test_accepted_for_every_combination_only_if_proven_and_nothing_open() -> None:
    """The law behind the table, over all combinations of four checks."""
    for outcomes in itertools.product((PASS, FAIL, OPEN, NONE), repeat=4):
        named = dict(zip(("json", "proof", "issuer", "status"), outcomes, strict=True))
        verdict = report(**named).verdict
        assert (verdict == "rejected") == (FAIL in outcomes)
        assert (verdict == "accepted") == (named["proof"] is PASS and not {FAIL, OPEN} & set(outcomes))


def test_a_check_that_is_not_required_is_shown_and_ignored() -> None:
    proof = Check("proof", PASS)
    for outcome in (FAIL, OPEN):
        skipped = Check("status", outcome, "status.not_checked", "/credentialStatus", "Not read.", required=False)
        found = Report((proof, skipped))
        assert found.verdict == "accepted"
        assert list(found.problems()) == []
        assert found.to_dict()["checks"][1]["required"] is False
    assert Report((Check("proof", PASS, required=False),)).verdict == "indeterminate", "a waived proof proves nothing"


def test_valid_and_trusted_are_told_apart() -> None:
    unknown = report(proof=PASS, validity=PASS, issuer=OPEN)
    assert (unknown.verdict, unknown.valid, unknown.trusted) == ("indeterminate", True, False)
    known = report(proof=PASS, validity=FAIL, issuer=PASS)
    assert (known.verdict, known.valid, known.trusted) == ("rejected", False, True)
    anybody = dataclasses.replace(report(proof=PASS, issuer=PASS), notes=(Note("trust.unsafe_any", "Anybody."),))
    assert (anybody.verdict, anybody.trusted) == ("accepted", False)
    assert not report(proof=PASS).trusted


def test_check_by_name() -> None:
    found = report(json=PASS, proof=PASS)
    assert found.check("proof").outcome is PASS
    with pytest.raises(KeyError):
        found.check("status")


# ---- conclude --------------------------------------------------------------------------------------------------------

EXPIRED = Finding("time.expired", "It ended on 2024-01-01.", "/validUntil")
DEADLINE = Finding("budget.deadline", "Stopped.")
VERSION = Finding("ctx.version", "An older context.", "/@context/1")


def test_nothing_found_is_passed() -> None:
    assert conclude("proof", []) == (Check("proof", PASS), ())


def test_a_warning_is_a_note_and_the_check_passes() -> None:
    check, notes = conclude("contexts", [VERSION])
    assert check == Check("contexts", PASS)
    assert notes == (Note("ctx.version", "An older context.", "/@context/1", code("ctx.version").hint, "contexts"),)


def test_failed_outweighs_indeterminate_and_the_first_of_the_worst_speaks() -> None:
    check, notes = conclude("validity", [DEADLINE, VERSION, EXPIRED, EXPIRED._replace(pointer="/b")])
    assert (check.outcome, check.code, check.pointer) == (FAIL, "time.expired", "/validUntil")
    assert [finding.code for finding in check.findings] == ["budget.deadline", "time.expired", "time.expired"]
    assert [note.code for note in notes] == ["ctx.version"]
    assert check.hint == code("time.expired").hint
    assert conclude("json", [DEADLINE])[0].outcome is OPEN


def test_circumstances_choose_among_the_classes() -> None:
    unknown = Finding("ctx.unknown", "Not pinned.")
    assert code("ctx.unknown").classes == ("I", "W")
    assert conclude("contexts", [unknown])[0].outcome is OPEN
    check, notes = conclude("contexts", [unknown._replace(outcome="W")])
    assert (check.outcome, len(notes)) == (PASS, 1)


def test_an_own_hint_goes_before_the_registrys() -> None:
    check, _ = conclude("validity", [EXPIRED._replace(hint="Ask.")])
    assert check.hint == "Ask."
    assert check.findings[0].hint == "Ask."


def test_an_unregistered_code_is_a_mistake_of_the_calling_code() -> None:
    with pytest.raises(KeyError):
        conclude("json", [Finding("nothing.like_it", "x")])


# ---- JSON forms ------------------------------------------------------------------------------------------------------


def full() -> Report:
    failed, _ = conclude("validity", [EXPIRED, Finding("time.window", "It ends before it begins.", "/validUntil")])
    return Report(
        (Check("json", PASS), failed, Check("proof", PASS)),
        (Note("ctx.version", "An older context.", "/@context/1", "", "contexts"),),
        (DocumentUsed("https://www.w3.org/ns/credentials/v2", "", "ab" * 32),),
        AT,
        "cd" * 32,
        {"/credentialSubject": report(proof=PASS)},
    )


def test_to_dict_is_json_and_says_everything() -> None:
    made = full().to_dict()
    assert json.loads(json.dumps(made)) == made
    assert (made["verdict"], made["valid"], made["trusted"]) == ("rejected", False, False)
    assert made["at"] == "2026-01-31T09:00:00Z"
    assert made["digest"] == "sha256:" + "cd" * 32
    assert made["checks"][0] == {"name": "json", "outcome": "PASSED"}
    assert made["checks"][1]["code"] == "time.expired"
    assert [finding["code"] for finding in made["checks"][1]["findings"]] == ["time.expired", "time.window"]
    assert made["notes"][0]["check"] == "contexts"
    assert made["documents"][0]["sha256"] == "ab" * 32
    assert made["nested"]["/credentialSubject"]["verdict"] == "accepted"


def test_equal_reports_give_equal_json() -> None:
    assert json.dumps(full().to_dict()) == json.dumps(full().to_dict())


def test_problem_details_of_rfc_9457() -> None:
    """One entry for each finding, each with the type of its own code; codes without a W3C type have about:blank."""
    first, second = full().problem_details()
    assert first == {
        "type": "about:blank",
        "title": code("time.expired").meaning,
        "detail": "It ended on 2024-01-01.",
        "code": "time.expired",
        "check": "validity",
        "pointer": "/validUntil",
        "hint": code("time.expired").hint,
    }
    assert second["code"] == "time.window"
    assert second["type"] == "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR"


def test_a_report_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        full().checks = ()  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        Check("json", PASS).outcome = FAIL  # type: ignore[misc]


def test_as_text_it_is_the_verdict_and_a_line_for_each_problem() -> None:
    hostile = Finding("model.null", "A member is null.", "/a\x1b[2Jb", "Leave it out.")
    first, _ = conclude("model", [hostile, Finding("model.type", "Wrong.", "/b")])
    made = Report((first, Check("proof", Outcome.PASSED), Check("proof[0]", Outcome.FAILED, "proof.signature")))
    lines = str(made).splitlines()
    assert lines[:2] == ["rejected", "model: A member is null. [model.null at /a\\x1b[2Jb] Leave it out."]
    assert lines[2].startswith("model: Wrong. [model.type at /b] Ask the issuer")
    assert len(lines) == 3
    assert [check.name for check in made.problems()] == ["model"]


def test_a_check_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(KeyError, match=r"validity is none of the checks of this report: proof"):
        Report((Check("proof", Outcome.PASSED),)).check("validity")


def test_an_error_names_what_failed_before_what_could_not_be_found_out() -> None:
    open_, _ = conclude("key", [Finding("key.unavailable", "Not at hand.")])
    failed, _ = conclude("validity", [Finding("time.expired", "Over.")])
    assert [found.code for found in VerificationError(Report((open_, failed))).findings] == [
        "time.expired",
        "key.unavailable",
    ]
