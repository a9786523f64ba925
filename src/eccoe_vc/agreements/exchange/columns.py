"""The columns of a table of rules, and the rule that a row says. One closed list of names, one meaning each.

Recognition, section 15: one row per rule, one-to-one rules and simple bundles. A row and the JSON tree of a rule are
turned into each other here without judging either; whether a tree is a rule is for the model to say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, NamedTuple

MAX_CELL: Final = 32_767
"""Characters of one cell; spreadsheets hold no more."""
BAR: Final = "|"
"""Between several values of one cell."""

Kind = Literal["name", "list", "words", "number", "day", "source", "review"]


class Column(NamedTuple):
    """A column: its name, what its cells hold, where that stands in a rule, and what it means."""

    name: str
    kind: Kind
    place: tuple[str, ...]
    meaning: str


# Targets are a list; a row has one, which stands under "target" alone here.
COLUMNS: Final = (
    Column("ruleId", "name", ("ruleId",), "The name of the rule; every row needs one."),
    Column("title", "words", ("title",), "What the rule is called."),
    Column("note", "words", ("note",), "A remark; it never conditions anything."),
    Column("conditionText", "review", ("review", "text"), "A condition in words: kept, and asked of a person."),
    Column("review", "review", ("review", "mode"), "none, manual or conditional."),
    Column("priority", "number", ("priority",), "A whole number; the smaller one goes first."),
    Column("outcome", "name", ("outcome",), "full, partial, conditional, manualReview or refused; needed."),
    Column("from", "list", ("from",), "Ids of the awarding parties."),
    Column("to", "list", ("to",), "Ids of the recognising parties."),
    Column("programme", "list", ("programme",), "Programmes for which alone the rule holds."),
    Column("category", "list", ("category",), "Keys that limits refer to."),
    Column("achievement", "source", ("source", "achievement"), "The id of the achievement, as it stands in the badge."),
    Column("alsoAchievement", "source", ("source", "allOf"), "Further achievements; all are needed."),
    Column("identifierScheme", "name", ("source", "identifier", "scheme"), "In place of an id: a scheme."),
    Column("identifier", "name", ("source", "identifier", "value"), "The identifier in that scheme."),
    Column("version", "list", ("source", "version"), "Versions of the achievement; others ask for a person."),
    Column("gradeScale", "name", ("condition", "grade", "scale"), "The key of a scale of the agreement."),
    Column("gradeAtLeast", "name", ("condition", "grade", "atLeast"), "The lowest grade that is enough."),
    Column("gradeBelow", "name", ("condition", "grade", "below"), "The lowest grade that is too good for this rule."),
    Column("creditMin", "number", ("condition", "credit", "min"), "The least original credit."),
    Column("creditMax", "number", ("condition", "credit", "max"), "The most original credit."),
    Column("eqfMin", "number", ("condition", "eqfLevel", "min"), "The lowest EQF level."),
    Column("eqfMax", "number", ("condition", "eqfLevel", "max"), "The highest EQF level."),
    Column("targetKind", "name", ("target", "kind"), "course, unassigned, elective, exemption or none; needed."),
    Column("course", "name", ("target", "course"), "The id of the course, for course and exemption."),
    Column("bucket", "name", ("target", "bucket"), "Where free credit goes, for unassigned and elective."),
    Column("credit", "number", ("target", "credit", "fixed"), "Credit that is given, in the unit of the agreement."),
    Column("ratio", "number", ("target", "credit", "ratio"), "In place of credit: a share of the source, 0.5 or 2/3."),
    Column("ratioMax", "number", ("target", "credit", "max"), "The most credit that the share gives."),
    Column("targetGrade", "name", ("target", "grade"), "none, converted, original or pass."),
    Column("conversion", "name", ("target", "conversion"), "The key of a conversion, where converted."),
    Column("startDate", "day", ("period", "startDate"), "The first day of the rule, such as 2026-01-31."),
    Column("endDate", "day", ("period", "endDate"), "The last day of the rule."),
    Column("ground", "list", ("ground",), "Why a rule refuses; needed where it does."),
)  # fmt: skip
BY_NAME: Final[Mapping[str, Column]] = MappingProxyType({column.name: column for column in COLUMNS})
REQUIRED: Final = ("ruleId", "outcome", "targetKind")
_PLAIN: Final = tuple(column for column in COLUMNS if column.kind in ("name", "list", "words", "number", "day"))
#: A member without which its neighbours mean nothing: where they are filled, its empty cell is told.
_COMPANIONS: Final = (
    ("gradeScale", ("gradeAtLeast", "gradeBelow")),
    ("identifierScheme", ("identifier",)),
    ("identifier", ("identifierScheme",)),
)


# ---- a row as the tree of a rule -------------------------------------------------------------------------------------


def tree_of(cells: Mapping[str, str], language: str) -> dict[str, Any]:
    """What a row says, as the JSON tree of a rule. Cells that are empty say nothing; those that are needed stay empty.

    >>> row = {"ruleId": "r1", "outcome": "full", "achievement": "https://a.example/1", "targetKind": "none"}
    >>> tree_of(row, "en")["source"], tree_of(row, "en")["target"]
    ({'achievement': 'https://a.example/1'}, [{'kind': 'none'}])
    """
    needed = set(REQUIRED)
    needed |= {name for name, others in _COMPANIONS if any(cells.get(other) for other in others)}
    tree: dict[str, Any] = {"source": _source(cells)}
    for column in _PLAIN:
        text = cells.get(column.name, "")
        if text or column.name in needed:
            _put(tree, column.place, _value(column.kind, text, language))
    if not tree["source"]:
        tree["source"] = {"achievement": ""}
    tree["target"] = [tree["target"]]
    review = _review(cells, language)
    if review.get("text") and review["mode"] == "manual" and "note" not in tree:
        tree["note"] = review.pop("text")
    return {**tree, "review": review} if review else tree


def _value(kind: Kind, text: str, language: str) -> Any:
    if kind == "list":
        return [part.strip() for part in text.split(BAR)]
    return {language: text} if kind == "words" else text


def _put(tree: dict[str, Any], place: tuple[str, ...], value: Any) -> None:
    for member in place[:-1]:
        tree = tree.setdefault(member, {})
    tree[place[-1]] = value


def _source(cells: Mapping[str, str]) -> dict[str, Any]:
    one, more = cells.get("achievement", ""), cells.get("alsoAchievement", "")
    if more:
        return {"allOf": [{"achievement": name.strip()} for name in [one, *more.split(BAR)]]}
    return {"achievement": one} if one else {}


def _review(cells: Mapping[str, str], language: str) -> dict[str, Any]:
    """Nobody understands words but a person: they make the review manual unless the row says that it is conditional."""
    mode, words = cells.get("review", ""), cells.get("conditionText", "")
    if not words:
        return {"mode": mode} if mode else {}
    return {"mode": mode or "manual", "text": {language: words}}


# ---- the tree of a rule as a row -------------------------------------------------------------------------------------


def cells_of(tree: Mapping[str, Any], language: str) -> dict[str, str]:
    """The cells of a rule as far as columns can say it; whether they say all of it shows when they are read again."""
    flat = {**tree, "target": tree["target"][0] if len(tree["target"]) == 1 else {}}
    cells = {column.name: _text(column.kind, _at(flat, column.place), language) for column in _PLAIN}
    cells |= {"review": _text("name", _at(flat, ("review", "mode")), language)}
    cells |= {"conditionText": _text("words", _at(flat, ("review", "text")), language)}
    names = [part.get("achievement", "") for part in tree["source"].get("allOf", ())]
    cells |= {"achievement": tree["source"].get("achievement") or (names[0] if names else "")}
    cells |= {"alsoAchievement": BAR.join(names[1:])}
    return {name: text for name, text in cells.items() if text and unguarded(guarded(text).strip()) == text}


def _at(tree: Any, place: tuple[str, ...]) -> Any:
    for member in place:
        tree = tree.get(member) if isinstance(tree, Mapping) else None
    return tree


def _text(kind: Kind, value: Any, language: str) -> str:
    if kind == "words":
        value = value.get(language) if isinstance(value, Mapping) else None
    text = BAR.join(value) if isinstance(value, list) else value
    return text if isinstance(text, str) and "\0" not in text and len(text) < MAX_CELL else ""


# ---- formulas --------------------------------------------------------------------------------------------------------

# What makes a spreadsheet read a cell as a formula, in ASCII and in full width, after any number of apostrophes.
_FORMULA: Final = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]").match


def guarded(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula: an apostrophe goes first.

    >>> guarded("=1+1"), guarded("'=1+1"), guarded("1+1")
    ("'=1+1", "''=1+1", '1+1')
    """
    return f"'{text}" if _FORMULA(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell: what :func:`guarded` put before it is taken away.

    >>> unguarded("'=1+1"), unguarded("'tis"), unguarded("=1+1")
    ('=1+1', "'tis", '=1+1')
    """
    return cell[1:] if cell.startswith("'") and _FORMULA(cell) else cell
