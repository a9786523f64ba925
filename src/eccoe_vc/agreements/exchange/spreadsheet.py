"""Rules from a table: a registrar's spreadsheet, one row per rule. Recognition, section 15.

Every mistake is told with its row and column, all of them at once. Nothing is guessed: no decimal comma, no other form
of a day, no other name of a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Final

from eccoe_vc.agreements import reading
from eccoe_vc.agreements.exchange import table
from eccoe_vc.agreements.exchange.columns import (
    BY_NAME,
    COLUMNS,
    MAX_CELL,
    REQUIRED,
    tree_of,
    unguarded,
)
from eccoe_vc.agreements.exchange.losses import Imported, Loss
from eccoe_vc.encoding import pointers
from eccoe_vc.encoding.language import is_language_tag
from eccoe_vc.errors import AgreementError, Finding, InputTypeError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.models.rules import Rule

_COMMA: Final = re.compile(r"[0-9]+,[0-9]+").fullmatch
_EMPTY: Final = "Here is ''"
#: Where the model places a finding, and whose cell it is; the longest beginning that fits.
_CELLS: Final = {
    **{"/" + "/".join(column.place): column.name for column in COLUMNS},
    **{"/target/0/" + "/".join(column.place[1:]): column.name for column in COLUMNS if column.place[0] == "target"},
    "/source": "achievement",
    "/source/allOf/0": "achievement",
    "/condition/grade": "gradeScale",
    "/condition/credit": "creditMin",
    "/condition/eqfLevel": "eqfMin",
    "/target/0": "targetKind",
    "/target/0/credit": "credit",
    "/period": "startDate",
    "/review": "review",
}


def rules_from_csv(data: bytes | str, *, language: str = "en", budget: Budget = DEFAULT) -> Imported:
    r"""The rules of a CSV table whose first row names the columns. Recognition, sections 4.3 and 15.

    :param language: that of the cells ``title``, ``note`` and ``conditionText``, as a BCP 47 tag.
    :param budget: ``rules`` bounds the rows.
    :returns: the rules in the order of the rows; ``places`` are their rows; ``losses`` name each condition in words.
    :raises AgreementError: with all findings, each with ``/row/column``: ``rule.syntax``, ``rule.factor``,
        ``rule.refusal_bundle``, ``rule.budget``.
    :raises InputTypeError: ``input.type``.

    >>> made = rules_from_csv(
    ...     "ruleId,outcome,achievement,targetKind,course,credit\r\n"
    ...     "r1,full,https://a.example/soil,course,https://b.example/SOIL1,3\r\n"
    ... )
    >>> made.rules[0].target[0].credit.fixed, made.places, made.form
    ('3', ('row 2',), 'text, comma')
    """
    check_language(language)
    opened = table.opened(data)
    found = list(_header(opened.header))
    if missing := _missing(opened.header):
        raise AgreementError.of((*found, *missing))
    made: dict[str, tuple[int, Rule]] = {}
    losses: list[Loss] = []
    for number, cells, wrong in _rows(opened, budget):
        rule = None if wrong else _rule(number, cells, language, wrong)
        if rule is not None and rule.rule_id in made:
            message = f"The rule {shown(rule.rule_id)} stands in row {made[rule.rule_id][0]} already."
            wrong.append(_told(number, "ruleId", message))
        elif rule is not None:
            losses += _words(number, cells, len(made), rule)
            made[rule.rule_id] = number, rule
        found += wrong
        if len(found) >= reading.MOST:
            break
    if not made and not found:
        found.append(Finding("rule.syntax", "The table has no rule below its first row.", "/2"))
    if found:
        raise AgreementError.of(tuple(found[: reading.MOST]))
    rules = tuple(rule for _, rule in made.values())
    return Imported(rules, tuple(f"row {number}" for number, _ in made.values()), tuple(losses), opened.form)


def _rows(opened: table.Table, budget: Budget) -> Iterator[tuple[int, dict[str, str], list[Finding]]]:
    """The number, the cells and the first mistakes of each row; a row that cannot be read is the last one."""
    number = 1
    try:
        for count, (number, row) in enumerate(opened.rows):
            if count >= budget.rules:
                message = f"The table has more than {budget.rules} rules."
                raise AgreementError("rule.budget", message, pointer=f"/{number}")
            yield number, *_cells(number, opened.header, row)
    except AgreementError as error:
        yield number, {}, list(error.findings)


def check_language(language: object) -> None:
    """Refuse what is no language tag.

    :raises InputTypeError: ``input.type``.
    """
    if not isinstance(language, str) or not is_language_tag(language):
        message = f"A language tag such as en or de-CH was expected, but {shown(language)} was given."
        raise InputTypeError("input.type", message)


def _header(names: Sequence[str]) -> Iterator[Finding]:
    seen: set[str] = set()
    for name in filter(None, names):
        if name in seen:
            yield Finding("rule.syntax", f"Row 1: the column {shown(name)} stands twice.", pointers.join("/1", name))
        elif name not in BY_NAME:
            near = {other.lower(): other for other in BY_NAME}
            close = get_close_matches(name[:100].lower(), near, 1, 0.6)
            hint = f"Did you mean {near[close[0]]}?" if close else "Take the column out, or name it as documented."
            yield Finding(
                "rule.syntax", f"Row 1: no column is called {shown(name)}.", pointers.join("/1", name[:200]), hint
            )
        seen.add(name)


def _missing(names: Sequence[str]) -> list[Finding]:
    """Columns without which no row can be a rule."""
    wanted = [name for name in REQUIRED if name not in names]
    if "achievement" not in names and "identifier" not in names:
        wanted.append("achievement")
    return [Finding("rule.syntax", f"Row 1: the column {name} is missing.", f"/1/{name}") for name in wanted]


def _told(number: int, column: str, message: str, code: str = "rule.syntax", hint: str = "") -> Finding:
    where = f"Row {number}, column {column}" if column else f"Row {number}"
    place = pointers.join(f"/{number}", column) if column else f"/{number}"
    return Finding(code, f"{where}: {message}", place, hint)


def _cells(number: int, header: Sequence[str], row: Sequence[str]) -> tuple[dict[str, str], list[Finding]]:
    """The cells of a row by column, without the blanks around them."""
    cells: dict[str, str] = {}
    wrong: list[Finding] = []
    for index, raw in enumerate(row):
        text, name = raw.strip(), header[index] if index < len(header) else ""
        if text and not name:
            wrong.append(_told(number, "", f"A cell holds {shown(text, 40)} below no name of a column."))
            break
        if len(raw) > MAX_CELL:
            wrong.append(_told(number, name, f"The cell has more than {MAX_CELL:,} characters.", "rule.budget"))
        elif name in BY_NAME and name not in cells:
            cells[name] = unguarded(text)
    return cells, wrong


def _rule(number: int, cells: Mapping[str, str], language: str, wrong: list[Finding]) -> Rule | None:
    if cells.get("conditionText") and cells.get("review") == "none":
        message = "A condition in words asks for a person, and the review of this row is none."
        wrong.append(_told(number, "review", message))
    try:
        rule = reading.closed(tree_of(cells, language), Rule)
    except AgreementError as error:
        wrong += [_in_cell(number, cells, finding) for finding in error.findings]
        return None
    return None if wrong else rule


def _in_cell(number: int, cells: Mapping[str, str], finding: Finding) -> Finding:
    """A finding about the tree of a rule as one about the cell that says it."""
    column = _column_at(finding.pointer, cells)
    message = finding.message.replace(_EMPTY, "The cell is empty", 1).replace(" in quotes", "", 1)
    return _told(number, column, message, finding.code, _advice(column, cells.get(column, "")) or finding.hint)


def _column_at(place: str, cells: Mapping[str, str]) -> str:
    if place.startswith("/source/allOf/") and not place.startswith("/source/allOf/0"):
        return "alsoAchievement"
    if place.startswith("/note") and not cells.get("note"):
        return "conditionText"
    while place and place not in _CELLS:
        place = place.rpartition("/")[0]
    return _CELLS.get(place, "")


def _advice(column: str, text: str) -> str:
    """What a person at a spreadsheet can do about a cell that is not understood."""
    kind = BY_NAME[column].kind if column else ""
    if kind == "number" and _COMMA(text):
        return f"Write a point in place of the comma, {text.replace(',', '.')}, if that is what it means."
    if kind == "day" and text:
        return "Give the column the format text, and write days as 2026-01-31."
    return ""


def _words(number: int, cells: Mapping[str, str], index: int, rule: Rule) -> list[Loss]:
    """A condition in words is kept, and nothing decides by it but a person."""
    if not cells.get("conditionText"):
        return []
    member = "review/text" if rule.review is not None and rule.review.text is not None else "note"
    what = f"Row {number}: a condition in words was not understood; a person has to judge it."
    return [Loss(f"/{number}/conditionText", what, f"/rule/{index}/{member}", "rule.free_text")]
