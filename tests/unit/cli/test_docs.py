"""The reference page and the program agree: a command, an option or an exit code that is not in the docs fails."""

from __future__ import annotations

import re
from argparse import SUPPRESS, Action, ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from eccoe_vc.cli import exits, parser

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
OPTION = re.compile(r"`(--?[a-zA-Z][a-z-]*)")


def commands() -> dict[str, ArgumentParser]:
    """Every command by its name; those of a group with the name of the group before theirs."""
    return dict(_below(parser.build(), ()))


def _below(made: ArgumentParser, names: tuple[str, ...]) -> Iterator[tuple[str, ArgumentParser]]:
    inner = [action for action in made._actions if isinstance(action, _SubParsersAction)]
    if not inner:
        yield " ".join(names), made
    for action in inner:
        for name, below in action.choices.items():
            yield from _below(below, (*names, name))


def section(name: str) -> str:
    """The text under the heading ``## name``."""
    found = re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None, f"docs/reference/cli.md has no section '## {name}'"
    return found[1]


def table(name: str) -> set[str]:
    """The options in the tables of a section."""
    rows = [line.split("|")[1] for line in section(name).splitlines() if line.startswith("| `")]
    return {option for cell in rows for option in OPTION.findall(cell)}


def options(made: ArgumentParser) -> list[Action]:
    return [action for action in made._actions if action.option_strings and action.dest != "help"]


@pytest.mark.parametrize("name", commands())
def test_every_command_has_a_section_and_a_row(name: str) -> None:
    assert section(name).strip()
    assert f"| [`{name}`](#{name.replace(' ', '-')}) |" in PAGE


def test_every_section_about_a_command_is_about_one_that_exists() -> None:
    assert set(re.findall(r"^## ([a-z]+(?: [a-z]+)?)$", PAGE, re.MULTILINE)) == set(commands())


@pytest.mark.parametrize("name", commands())
def test_every_option_is_in_the_table_of_its_command_and_nothing_else_is(name: str) -> None:
    made = commands()[name]
    assert table(name) == {string for action in options(made) for string in action.option_strings}


@pytest.mark.parametrize("name", commands())
def test_the_table_shows_values_and_choices_as_the_program_does(name: str) -> None:
    text = section(name)
    for action in options(commands()[name]):
        if action.metavar is not None:
            assert f"{max(action.option_strings, key=len)} {action.metavar}`" in text
        for choice in action.choices or ():
            assert f"`{choice}`" in text


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_has_help_and_every_command_takes_json(name: str) -> None:
    made = commands()[name]
    assert made.description
    assert all(action.help and action.help is not SUPPRESS for action in made._actions)
    assert "--json" in made._option_string_actions


def test_no_cell_is_empty() -> None:
    assert not [
        line for line in PAGE.splitlines() if line.startswith("|") and "" in map(str.strip, line[1:-1].split("|"))
    ]


def test_the_options_of_the_program_itself_are_described() -> None:
    for action in options(parser.build()):
        assert any(f"`eccoe-vc {string}`" in PAGE for string in action.option_strings)


def test_every_exit_code_is_in_the_table_and_in_the_docstring() -> None:
    codes = {str(value) for name, value in vars(exits).items() if name.isupper() and isinstance(value, int)}
    assert set(re.findall(r"^\| ([0-9]+) \|", PAGE, re.MULTILINE)) == codes
    assert set(re.findall(r"^([0-9]+)  ", exits.__doc__ or "", re.MULTILINE)) == codes
