"""What an import or an export gives, and what it lost. Recognition, section 15: each adapter returns a loss report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from eccoe_vc.models.agreement import RecognitionAgreement
from eccoe_vc.models.rules import Rule


class Loss(NamedTuple):
    """Something that the other format cannot say, or that was not read.

    ``pointer`` is a JSON Pointer into what was handed in; rows of a table are ``/row/column`` with the number that a
    spreadsheet shows. ``kept_in`` says where a reader still finds it; empty: nowhere. ``code`` is set where a code of
    the registry says why.
    """

    pointer: str
    what: str
    kept_in: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """Rules that were read, each with the place it came from, and what was lost on the way.

    ``agreement`` is there where the import makes a whole draft; ``form`` says how the text was read, such as
    ``utf-8, semicolon``.
    """

    rules: tuple[Rule, ...]
    places: tuple[str, ...]
    losses: tuple[Loss, ...] = ()
    form: str = ""
    agreement: RecognitionAgreement | None = None


class ExportedText(NamedTuple):
    """A text, and what it does not say."""

    text: str
    losses: tuple[Loss, ...]


class Exported(NamedTuple):
    """A JSON document, and what it does not say."""

    document: dict[str, Any]
    losses: tuple[Loss, ...]
