"""CSV as registrars save it: bytes to rows, numbered as a spreadsheet shows them. RFC 4180.

UTF-8 with or without byte order mark, UTF-16 with one; comma, semicolon or tab, found in the header row and nowhere
else. Nothing is guessed: what could be read in two ways is refused, with what to do.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from eccoe_vc.errors import AgreementError, InputTypeError, shown

MAX_BYTES: Final = 64 * 1_048_576
MAX_COLUMNS: Final = 256
MAX_ROWS: Final = 1_048_576
"""Rows of a table, those without text included; spreadsheets have no more."""
SEPARATORS: Final[Mapping[str, str]] = MappingProxyType({",": "comma", ";": "semicolon", "\t": "tab"})
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SAVE: Final = 'Save the table as "CSV UTF-8" and hand in that file.'


class Table(NamedTuple):
    """The header, the rows below it with their numbers, and how the text was read."""

    header: list[str]
    rows: Iterator[tuple[int, list[str]]]
    form: str


def opened(data: bytes | str) -> Table:
    r"""The table in ``data``. Rows come one by one; those without any text are left out, their numbers are not.

    :raises AgreementError: ``rule.syntax``, no such text, or a row that is no CSV; ``rule.budget``, too large.
    :raises InputTypeError: ``input.type``, neither bytes nor text.

    >>> table = opened("ruleId;outcome\r\nr1;full\r\n")
    >>> table.header, list(table.rows), table.form
    (['ruleId', 'outcome'], [(2, ['r1', 'full'])], 'text, semicolon')
    """
    text, encoding = _decoded(data)
    if "\0" in text:
        raise AgreementError("rule.syntax", "The file holds the character 0, so it is no CSV text.", hint=_SAVE)
    separator = _separator(text)
    records = _records(text, separator)
    header = [cell.strip() for cell in next(records)[1]]
    while header and not header[-1]:
        header.pop()
    if len(header) > MAX_COLUMNS:
        raise AgreementError("rule.budget", f"The table has {len(header)} columns; at most {MAX_COLUMNS} are read.")
    rows = ((number, row) for number, row in records if any(cell.strip() for cell in row))
    return Table(header, rows, f"{encoding}, {SEPARATORS[separator]}")


def _decoded(data: object) -> tuple[str, str]:
    if not isinstance(data, bytes | bytearray | str):
        raise InputTypeError("input.type", f"A table is read from bytes or text, but {shown(data)} was given.")
    if len(data) > MAX_BYTES:
        raise AgreementError("rule.budget", f"The table is larger than {MAX_BYTES // 1_048_576} MiB.")
    if isinstance(data, str):
        return data.removeprefix("\ufeff"), "text"
    raw = bytes(data)
    mark, encoding = next(((mark, name) for mark, name in _MARKS if raw.startswith(mark)), (b"", "utf-8"))
    try:
        return raw[len(mark) :].decode(encoding), encoding
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        message = f"The file is not {encoding.upper()}: a character in line {line} cannot be read."
        raise AgreementError("rule.syntax", message, hint=_SAVE) from None


def _separator(text: str) -> str:
    """The one separator that parts the header row; names of columns hold none of the three."""
    first = _first_line(text)
    found = [separator for separator in SEPARATORS if len(_cells(first, separator)) > 1]
    if len(found) == 1:
        return found[0]
    if text[:4].lower() == "sep=":
        raise AgreementError(
            "rule.syntax", "Row 1 names a separator, not the columns.", pointer="/1", hint="Take this row out."
        )
    if not found:
        message = "Row 1 does not name several columns with a comma, a semicolon or a tab between them."
        raise AgreementError("rule.syntax", message, pointer="/1", hint="The first row holds the names of the columns.")
    names = " and ".join(SEPARATORS[separator] for separator in found)
    message = f"Row 1 can be read with more than one separator: {names}."
    raise AgreementError("rule.syntax", message, pointer="/1", hint="Names of columns hold no separators.")


def _first_line(text: str) -> str:
    """The first line; no name of a column has a line break, so it is the header row."""
    return io.StringIO(text[: MAX_COLUMNS * 200], newline="").readline()


def _cells(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return []


def _records(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Every record with its number; a cell with line breaks makes several lines, and still one row."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader, None)
        except csv.Error as error:
            why = "a cell is far too long" if "limit" in str(error) else "a quoted cell does not end as it should"
            raise AgreementError(
                "rule.syntax",
                f"Row {number} is no row of a CSV file: {why}.",
                pointer=f"/{number}",
                hint="A quotation mark inside a quoted cell is written twice.",
            ) from None
        if row is None:
            return
        if number > MAX_ROWS:
            raise AgreementError("rule.budget", f"The table has more than {MAX_ROWS:,} rows.", pointer=f"/{number}")
        yield number, row
