"""Nothing that drives a terminal gets through, whatever it stands in."""

from __future__ import annotations

import io
import json
import sys
import types
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import Output, described, json_line, safe, safe_json, told
from eccoe_vc.errors import Finding, RefusedError

HOSTILE = {
    "escape": "\x1b[2J",
    "csi": "\x9b2J",
    "osc8": "\x1b]8;;https://evil.example\x07click\x1b]8;;\x07",
    "bidi": "\u202efdp.exe\u2066\u2069\u200f\u061c",
    "newline": "a\nFAKE: accepted\r\n",
    "separators": "\u2028\u2029\x85\x0b\x0c\x1c",
    "nul": "a\x00b",
    "c1": "\x80\x90\x9d",
    "delete": "\x7f\x08\x08",
    "invisible": "\u200b\u2060\ufeff\u00ad\u180e\U000e0041",
    "surrogate": "\ud83d",
    "private": "\ue000\U0010ffff",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_becomes_one_printable_line(text: str) -> None:
    assert safe(text).isprintable()


@given(st.text(st.characters()))
def test_any_text_becomes_one_line_without_controls(text: str) -> None:
    shown = safe(text)
    assert all(char.isprintable() or char in "\u200c\u200d" for char in shown)
    assert safe(shown) == shown
    assert len(safe(text, 20)) <= 23


@pytest.mark.parametrize(
    "text", ["Université", "土壌学", "علم التربة", "می\u200cخواهم", "क्\u200dष", "C:\\badges\\ä b.png", "'\"{}"]
)
def test_ordinary_writing_of_all_scripts_stays(text: str) -> None:
    assert safe(text) == text


def test_other_spaces_become_a_space() -> None:
    assert safe("Master\u00a02\u2003a") == "Master 2 a"


def test_a_cut_is_shown() -> None:
    assert safe("abcdef", 3) == "abc..."
    assert safe("\x1b" * 10, 10) == "\\x1b\\x1b\\x..."
    assert safe("abc", 3) == "abc"


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_is_ascii_and_means_the_same(text: str) -> None:
    line = json_line({text: text})
    assert line.isascii()
    assert line.isprintable()
    assert json.loads(line) == {text: text}


@given(st.text(st.characters(exclude_categories=["Cs"])), st.sampled_from([None, 2]))
def test_safe_json_means_the_same(text: str, indent: int | None) -> None:
    made = safe_json(json.dumps({text: [text]}, ensure_ascii=False, indent=indent))
    assert json.loads(made) == {text: [text]}
    assert all(char.isprintable() or char in "\n\u200c\u200d" for char in made)


def test_an_error_is_told_with_sentence_code_place_and_hint() -> None:
    error = RefusedError("json.syntax", "It is not JSON.", pointer="/a\x1b\n", hint="Send it again.")
    assert told(error, "b\x1b.json") == [
        ("b\\x1b.json: It is not JSON. [json.syntax at /a\\x1b\\x0a]", "bad"),
        ("  What to do: Send it again.", ""),
    ]
    assert described(error) == {
        "code": "json.syntax",
        "pointer": "/a\x1b\n",
        "message": "It is not JSON.",
        "hint": "Send it again.",
    }


def test_the_hint_of_the_registry_is_told_where_the_error_has_none() -> None:
    assert "--help" in told(CommandError("cli.usage", "No."))[1][0]
    assert "--help" in described(CommandError("cli.usage", "No."))["hint"]


def test_many_problems_are_told_up_to_ten_and_all_are_data() -> None:
    findings = tuple(Finding("json.number", f"Number {n}.", f"/{n}", "Fix it.") for n in range(13))
    error = RefusedError.of(findings)
    text = "\n".join(line for line, _ in told(error))
    assert "Number 9." in text
    assert "Number 10." not in text
    assert "3 more problems" in text
    assert len(described(error)["more"]) == 12


class Stream(io.StringIO):
    """A text stream that says it is a terminal."""

    def __init__(self, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


def rich_stub(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Stands in for rich, which need not be installed, and keeps what it was given."""
    given: list[tuple[str, str]] = []

    class Console:
        def __init__(self, *, file: Stream, **_: Any) -> None:
            self.file = file

        def print(self, text: tuple[str, str]) -> None:
            given.append(text)
            self.file.write(text[0] + "\n")

    console, text = types.ModuleType("rich.console"), types.ModuleType("rich.text")
    console.Console = Console  # type: ignore[attr-defined]
    text.Text = lambda content, style: (content, style)  # type: ignore[attr-defined]
    for name, module in {"rich": types.ModuleType("rich"), "rich.console": console, "rich.text": text}.items():
        monkeypatch.setitem(sys.modules, name, module)
    return given


@pytest.mark.parametrize("terminal", [True, False])
def test_rich_colours_a_terminal_and_changes_no_word(monkeypatch: pytest.MonkeyPatch, terminal: bool) -> None:
    given = rich_stub(monkeypatch)
    stream = Stream(terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    output = Output()
    output.say("[bold]as it is[/bold]\x1b[2J", "good")
    output.say()
    assert stream.getvalue() == "[bold]as it is[/bold]\\x1b[2J\n\n"
    assert given == ([("[bold]as it is[/bold]\\x1b[2J", "bold green"), ("", "")] if terminal else [])


def test_a_terminal_without_rich_gets_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rich.console", None)
    stream = Stream(terminal=True)
    monkeypatch.setattr(sys, "stderr", stream)
    Output().say("accepted", "good")
    assert stream.getvalue() == "accepted\n"


def test_with_json_words_are_kept_for_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = Stream(False), Stream(False)
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    output = Output(as_json=True)
    output.say("progress")
    output.error(CommandError("cli.usage", "No."))
    assert json.loads(out.getvalue())["error"]["code"] == "cli.usage"
    assert err.getvalue().startswith("No. [cli.usage]")
    assert "progress" not in out.getvalue() + err.getvalue()


def test_a_result_that_has_nowhere_to_go_is_an_error_and_words_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    output = Output(as_json=True)
    with pytest.raises(CommandError, match=r"standard output is closed.*\[cli\.write_failed\]"):
        output.record({"a": 1})
    output.error(CommandError("cli.usage", "No."))
    output.flush()
    output.abandon()
    assert not output.is_terminal()


def test_letters_that_the_stream_cannot_write_are_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="ascii", write_through=True))
    Output().say("Universit\u00e9")
    assert raw.getvalue().splitlines() == [b"Universit\\xe9"]
