"""Exceptions: one tree, stable codes, one safe line of text."""

from __future__ import annotations

import copy
import pickle

import pytest

from eccoe_vc import errors
from eccoe_vc.codes import codes
from eccoe_vc.errors import EccoeError, Finding, InputTypeError, RefusedError, VerificationError, shown
from eccoe_vc.report import Check, Outcome, Report

CLASSES = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, EccoeError)]
FINDINGS = (
    Finding("model.missing", "The member name is missing.", "/credentialSubject/achievement"),
    Finding("model.id", "The id is no URL.", "/id", "Write one."),
)


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    drawn: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        name = line.lstrip(" │├└─").split(" ")[0]
        if name.endswith("Error"):
            drawn.append((line.index(name), name))
    parents: dict[str, str] = {}
    for number, (indent, name) in enumerate(drawn[1:], start=1):
        parents[name] = next(above for depth, above in reversed(drawn[:number]) if depth < indent)
    assert {cls.__name__ for cls in CLASSES} == {name for _, name in drawn}
    for name, parent in parents.items():
        assert getattr(errors, name).__bases__[0] is getattr(errors, parent), name


def test_names_end_in_error_and_are_documented() -> None:
    for cls in CLASSES:
        assert cls.__name__.endswith("Error")
        assert cls.__doc__


@pytest.mark.parametrize("cls", [cls for cls in CLASSES if cls is not VerificationError], ids=lambda cls: cls.__name__)
def test_code_pointer_hint_and_all_findings(cls: type[EccoeError]) -> None:
    error = cls.of(FINDINGS)
    assert type(error) is cls
    assert (error.code, error.message, error.pointer) == FINDINGS[0][:3]
    assert error.hint == codes()["model.missing"].hint, "the registry's hint stands in"
    filled = tuple(found._replace(hint=found.hint or codes()[found.code].hint) for found in FINDINGS)
    assert error.findings == filled
    assert "[model.missing at /credentialSubject/achievement] Also: " in str(error)
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
        assert type(again) is cls
        assert again.findings == filled


def test_an_own_hint_goes_first() -> None:
    assert EccoeError("model.id", "x", hint="Do this.").hint == "Do this."
    assert EccoeError("model.id", "x", hint="Do this.").findings == (Finding("model.id", "x", "", "Do this."),)


def test_a_type_error_of_the_caller_is_a_type_error_of_python() -> None:
    with pytest.raises(TypeError):
        raise InputTypeError("input.type", "Wrong.")


def test_verification_error_carries_the_report() -> None:
    skipped = Check("status", Outcome.INDETERMINATE, "status.not_checked", "", "Not read.", required=False)
    failed = Check("validity", Outcome.FAILED, "time.expired", "/validUntil", "It ended.", "", FINDINGS)
    report = Report((skipped, failed))
    error = VerificationError(report)
    assert error.report is report
    assert (error.code, error.pointer, error.message) == ("time.expired", "/validUntil", "It ended.")
    assert pickle.loads(pickle.dumps(error)).report == report
    assert VerificationError(Report(())).code == "proof.missing", "empty is never success"


def test_a_pointer_of_hostile_names_stays_one_printable_line() -> None:
    pointer = "/a\n[31m\u202e" + "x" * 100_000
    error = RefusedError("json.number", "A number.", pointer=pointer)
    assert error.pointer == pointer
    assert str(error).isprintable()
    assert str(error).isascii()
    assert len(str(error)) < 600
    assert str(error).endswith("...]")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("urn:a", "'urn:a'"),
        ("a\n\x1b[31m\u202e", r"'a\n\x1b[31m\u202e'"),
        ("it's", '"it\'s"'),
        ("\ud800", r"'\ud800'"),
        (None, "null"),
        (True, "true"),
        (False, "false"),
        (5, "the number 5"),
        (-1.5, "the number -1.5"),
        (float("nan"), "the number nan"),
        (10**5000, "a huge number"),
        ({}, "an object"),
        ([], "an array"),
        ((), "an array"),
        (b"secret", "a value of type bytes"),
        (object(), "a value of type object"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_shown_values(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize("char", ["x", "\n", "\u00e9", "\u0430", "\U0001f393", "'", "\ud800"])
@pytest.mark.parametrize("length", [79, 80, 81, 1000, 100_000])
def test_shown_text_is_short_printable_ascii_whatever_it_holds(char: str, length: int) -> None:
    text = shown(char * length)
    assert len(text) <= 85
    assert text.isascii()
    assert text.isprintable()
    assert text.endswith("...") == (len(char * length) * len(ascii(char)[1:-1]) > 80)
