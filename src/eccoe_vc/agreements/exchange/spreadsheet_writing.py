"""Rules as a table for a registrar's spreadsheet. Recognition, section 15.

A row says the whole rule or is not written: half a rule is another rule. Whether it says the whole rule is found out by
reading it again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from eccoe_vc.agreements import differences, reading
from eccoe_vc.agreements.exchange import table
from eccoe_vc.agreements.exchange.columns import COLUMNS, REQUIRED, cells_of, guarded, tree_of
from eccoe_vc.agreements.exchange.losses import ExportedText, Loss
from eccoe_vc.agreements.exchange.spreadsheet import check_language
from eccoe_vc.errors import AgreementError, InputTypeError, shown
from eccoe_vc.models.agreement import RecognitionAgreement

_TEXTS: Final = ("/title", "/note", "/review/text/")


def rules_to_csv(agreement: RecognitionAgreement, *, language: str = "en", separator: str = ",") -> ExportedText:
    """The rules of an agreement as a CSV table, and what no column can say. Recognition, section 15.

    A rule that columns cannot say whole is not written: the report names it and its members by JSON Pointer. Texts in
    other languages are left out and named. A cell that a spreadsheet would read as a formula begins with an apostrophe,
    which :func:`rules_from_csv` takes away again. Reading the text gives the rules again if nothing was lost.

    :param language: the language of the texts that are written.
    :param separator: comma, semicolon or tab. Write the file with the encoding ``utf-8-sig``, so that spreadsheets
        know it.
    :raises AgreementError: ``rule.budget``, more text than a table may have.
    :raises InputTypeError: ``input.type``.
    """
    check_language(language)
    if not isinstance(agreement, RecognitionAgreement):
        raise InputTypeError("input.type", f"An agreement was expected, but {shown(agreement)} was given.")
    if not isinstance(separator, str) or separator not in table.SEPARATORS:
        raise InputTypeError("input.type", "The separator is a comma, a semicolon or a tab.")
    rows: list[dict[str, str]] = []
    losses: list[Loss] = []
    for index, rule in enumerate(agreement.rule):
        tree = rule.to_json()
        cells = cells_of(tree, language)
        lost, written = _lost(f"/rule/{index}", tree, cells, language)
        losses += lost
        rows += [cells] if written else []
    needed = {"achievement", *REQUIRED, *(name for cells in rows for name in cells)}
    used = [column.name for column in COLUMNS if column.name in needed]
    text = _written([used, *([guarded(cells.get(name, "")) for name in used] for cells in rows)], separator)
    if len(text) > table.MAX_BYTES // 4:
        raise AgreementError("rule.budget", "The rules have more text than a table may have.")
    return ExportedText(text, tuple(losses))


def _written(rows: Sequence[Sequence[str]], separator: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _lost(place: str, tree: dict[str, Any], cells: Mapping[str, str], language: str) -> tuple[list[Loss], bool]:
    """Where the row, read again, differs from the rule; and whether it still says what the rule decides."""
    again = tree_of(cells, language)
    manual = tree.get("review", {}).get("mode") == "manual"
    differing = [found for found in differences.between(tree, again, most=reading.MOST) if found.absent != "ours"]
    harmless = [found.pointer.startswith(_TEXTS) or (manual and found.pointer == "/review/text") for found in differing]
    name = shown(tree["ruleId"])
    if not all(harmless):
        what = f"No column can say this, so the rule {name} is not in the table."
        return [
            Loss(place + found.pointer, what) for found, text in zip(differing, harmless, strict=True) if not text
        ], (False)
    losses = []
    for found in differing:
        kept = "conditionText" if found.pointer == "/review/text" and cells.get("conditionText") else ""
        losses.append(Loss(place + found.pointer, f"This text of the rule {name} is not in the table.", kept))
    return losses, True
