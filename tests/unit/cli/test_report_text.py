"""A report in words: verdict, reasons, what passed, notes; and nothing from the document before it is proved."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from tests.attacks import bases

from eccoe_vc import inspect, policies
from eccoe_vc.cli import hints, parser, report_text
from eccoe_vc.codes import CHECKS, codes
from eccoe_vc.errors import Finding
from eccoe_vc.report import Check, DocumentUsed, Note, Outcome, Report, conclude

AT = datetime(2026, 1, 1, tzinfo=UTC)


def words(lines: list[report_text.Line]) -> str:
    return "\n".join(text for text, _ in lines)


def failing() -> Report:
    check, _ = conclude(
        "validity",
        [
            Finding("time.expired", "It ended on 2024-01-01.", "/validUntil"),
            Finding("time.not_yet_valid", "Odd.", "/b"),
        ],
    )
    unknown, _ = conclude("issuer", [Finding("trust.unknown_issuer", "The issuer 'x' is not known.", "/issuer")])
    passed = Check("proof", Outcome.PASSED)
    return Report((passed, unknown, check), (Note("proof.legacy", "Old suite.", "/proof"),), at=AT)


def test_the_whole_report_reads_from_verdict_to_notes() -> None:
    assert words(report_text.full(failing(), "badge.png")).splitlines() == [
        "badge.png: rejected",
        "  Do not rely on it; the reasons are below.",
        "",
        "  indeterminate  issuer: Do we know and accept who says so?",
        "    The issuer 'x' is not known. [trust.unknown_issuer at /issuer]",
        f"    What to do: {hints.for_terminal('trust.unknown_issuer', '')}",
        "",
        "  failed  validity: Is it in its period?",
        "    It ended on 2024-01-01. [time.expired at /validUntil]",
        "    Odd. [time.not_yet_valid at /b]",
        f"    What to do: {codes()['time.expired'].hint}",
        f"    What to do: {codes()['time.not_yet_valid'].hint}",
        "",
        "  passed: proof",
        "  judged for 2026-01-01T00:00:00Z",
        "",
        "  notes, which do not change the verdict:",
        "  - Old suite. [proof.legacy at /proof]",
    ]


def test_the_short_form_gives_the_reason_of_the_verdict() -> None:
    first, hint = report_text.brief(failing(), "badge.png")
    assert first == ("badge.png: rejected. It ended on 2024-01-01. [time.expired at /validUntil]", "bad")
    assert hint[0] == f"  What to do: {codes()['time.expired'].hint}"


def test_verdicts_have_their_colours_and_sentences() -> None:
    proof = Check("proof", Outcome.PASSED)
    unsure = Check("status", Outcome.INDETERMINATE, "status.not_checked")
    stranger = Check("issuer", Outcome.INDETERMINATE, "trust.no_anchor")
    known = Check("issuer", Outcome.PASSED)
    cases: list[tuple[Report, str, str]] = [
        (Report((proof, known)), "good", "It is genuine, in force, and from an issuer whom you trust."),
        (Report((proof,)), "good", "Somebody signed exactly this. Nothing else was asked."),
        (
            Report((proof, known), (Note("trust.unsafe_any", "x"),)),
            "good",
            "It is genuine and in force. Who the issuer is was not asked.",
        ),
        (
            Report((proof, stranger)),
            "unsure",
            "It is genuine and in force, but you have not said that you trust its issuer.",
        ),
        (Report((proof, unsure)), "unsure", "It could not be found out whether it is genuine and in force."),
        (failing(), "bad", "Do not rely on it; the reasons are below."),
    ]
    for report, style, sentence in cases:
        assert report_text.style_of(report) == style
        assert report_text.meaning(report) == sentence


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({"issuer": "did:a:b"}, "Issued by did:a:b"),
        ({"issuer": {"id": "did:a:b", "name": "N"}, "name": "T"}, "'T', issued by 'N' (did:a:b)"),
        (
            {"issuer": {"id": "did:a:b"}, "name": "T", "credentialSubject": {"achievement": {"name": "A"}}},
            "'A', issued by did:a:b",
        ),
        ({"issuer": {"id": "did:a:b", "name": {"@value": "N"}}, "name": [1]}, "Issued by did:a:b"),
        ({"issuer": {"id": "did:a:b", "name": "N\x1b'\n" + "x" * 100}}, r"Issued by"),
    ],
)
def test_names_are_shown_only_of_what_is_accepted_and_trusted(document: dict[str, Any], said: str) -> None:
    good = Report((Check("proof", Outcome.PASSED), Check("issuer", Outcome.PASSED)))
    text = report_text.about(good, document)
    assert text.startswith(said)
    assert text.isprintable()
    assert len(text) < 300
    for bad in (failing(), Report(()), Report((Check("proof", Outcome.PASSED),))):
        assert report_text.about(bad, document) == ""
    assert report_text.about(good, None) == ""


def test_many_findings_are_cut_and_the_cut_is_said() -> None:
    check, _ = conclude("model", [Finding("model.missing", f"Member {n}.", f"/{n}") for n in range(40)])
    text = words(report_text.full(Report((check,)), "b"))
    assert "Member 11." in text
    assert "Member 12." not in text
    assert "and 28 more; --json lists them all" in text
    assert text.count("What to do: ") == 1


def test_verbose_adds_what_was_not_asked_and_the_contexts() -> None:
    used = DocumentUsed("https://example.org/c", "2024-03", "ab" * 32, "caller")
    report = Report((Check("proof", Outcome.PASSED), Check("token", Outcome.NOT_APPLICABLE)), (), (used,), AT)
    assert "does not concern it" not in words(report_text.full(report, "b"))
    text = words(report_text.full(report, "b", verbose=True))
    assert "  does not concern it: token\n" in text
    assert "  not asked: carrier, json, " in text
    assert "  - https://example.org/c, edition 2024-03, from the caller\n    " + "ab" * 32 in text


def test_a_check_that_is_not_required_is_marked() -> None:
    waived, _ = conclude("status", [Finding("status.not_checked", "Not read.")], required=False)
    text = words(report_text.full(Report((Check("proof", Outcome.PASSED), waived)), "b"))
    assert text.startswith("b: accepted")
    assert "indeterminate (not required)  status" in text


def test_sub_checks_are_shown_when_verbose_and_inner_reports_always() -> None:
    sub = Check(
        "proof[1]", Outcome.FAILED, "proof.signature", "/proof/1", "No.", "", (Finding("proof.signature", "No."),)
    )
    report = Report((sub,), nested={"/credentialSubject/verifiableCredential/0\x1b": failing()})
    assert "proof[1]" not in words(report_text.full(report, "b"))
    text = words(report_text.full(report, "b", verbose=True))
    assert "  failed  proof[1]: Do the signatures hold?" in text
    assert r"    inside, at /credentialSubject/verifiableCredential/0\x1b: rejected" in text
    assert "        It ended on 2024-01-01." in text


def test_every_line_of_a_hostile_report_is_safe() -> None:
    evil = "a\x1b[2J\n\u202e\x9b"
    check, _ = conclude("model", [Finding("model.missing", evil, f"/{evil}", evil)])
    used = DocumentUsed(evil, evil, evil, "caller")
    report = Report((check,), (Note("proof.legacy", evil, evil, evil),), (used,), AT, nested={evil: Report((check,))})
    for lines in (report_text.full(report, evil, verbose=True), report_text.brief(report, evil)):
        assert all(text.isprintable() for text, _ in lines if text != "    " + evil)


def test_code_and_place_stay_together_on_one_line() -> None:
    for length in range(60, 120):
        check, _ = conclude("model", [Finding("model.missing", "x" * length, "/a/b c")])
        assert "[model.missing at /a/b c]" in words(report_text.full(Report((check,)), "b"))


def test_long_identifiers_are_never_broken() -> None:
    name = "did:key:z" + "6" * 150
    check, _ = conclude("issuer", [Finding("trust.unknown_issuer", f"The issuer '{name}' is not known to you at all.")])
    assert name in words(report_text.full(Report((check,)), "b"))


def test_hints_for_the_terminal_name_registered_codes_and_real_options() -> None:
    made = parser.build()._subparsers
    assert made is not None
    options = {
        string
        for command in made._group_actions[0].choices.values()  # type: ignore[union-attr]
        for string in command._option_string_actions
    }
    for code in hints.codes():
        assert code in codes()
        words_of_hint = hints.for_terminal(code, "").replace(",", " ").replace(";", " ").replace(".", " ").split()
        assert {word for word in words_of_hint if word.startswith("--")} <= options


def test_the_hint_about_older_suites_is_an_option_here() -> None:
    report = inspect(bases.vc11(), policy=policies.open_badge(trust=policies_trust()), at=bases.AT)
    text = words(report_text.full(report, "b"))
    assert "--legacy" in text
    assert "legacy=True" not in text


def policies_trust() -> Any:
    from eccoe_vc import TrustedIssuers

    return TrustedIssuers({bases.ISSUER})


def test_every_check_has_a_question() -> None:
    for name in CHECKS:
        check = Check(name, Outcome.FAILED, "json.syntax", "", "No.", "", (Finding("json.syntax", "No."),))
        assert CHECKS[name] in words(report_text.full(Report((check,)), "b"))
