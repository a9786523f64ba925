"""What an examination found: each symptom with its place, and how bad it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.codes import code as registered
from eccoe_vc.errors import Finding, at, shown
from eccoe_vc.sources import Fetched

#: ``broken``: verifiers refuse it, or cannot find it. ``unknown``: could not be found out. ``elsewhere``: it is read
#: here, and not by everybody.
Severity = Literal["broken", "unknown", "elsewhere"]
_SEVERITIES: Final[dict[str, Severity]] = {"F": "broken", "I": "unknown", "W": "elsewhere", "X": "broken"}
_ORDER: Final = ("broken", "unknown", "elsewhere")


class Symptom(NamedTuple):
    """One thing that was found: in which document (``url``), where in it (``pointer``), and what to do (``hint``).

    What was found in a sample has no ``url``; ``sample`` says which one, by its place in the list: ``samples[0]``.
    """

    severity: Severity
    code: str
    message: str
    url: str
    pointer: str = ""
    hint: str = ""
    sample: str = ""

    @classmethod
    def of(cls, finding: Finding, url: str, sample: str = "") -> Symptom:
        """A finding of the library about the document at ``url``, or about a sample."""
        row = registered(finding.code)
        severity = _SEVERITIES[finding.outcome or row.classes[0]]
        hint = finding.hint or row.hint
        return cls(severity, finding.code, finding.message, url, finding.pointer, hint, sample)

    @property
    def where(self) -> str:
        """The document or the sample in which it was found."""
        return self.url or self.sample

    def to_dict(self) -> dict[str, str]:
        """JSON-ready form; empty members are left out."""
        return {name: value for name, value in self._asdict().items() if value}


class Examined(NamedTuple):
    """A document that was looked at: its address, what for, and whether it was there."""

    url: str
    purpose: str
    had: bool


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong with what an issuer publishes; worst first. ``documents`` says what was looked at.

    ``bool(diagnosis)`` is True where nothing is broken and everything could be found out.
    """

    subject: str
    symptoms: tuple[Symptom, ...]
    documents: tuple[Examined, ...]
    at: datetime

    @classmethod
    def made(
        cls, subject: str, symptoms: Iterable[Symptom], documents: Iterable[Examined], moment: datetime
    ) -> Diagnosis:
        """From what was found in any order; each thing once."""
        found = sorted(dict.fromkeys(symptoms), key=lambda one: _ORDER.index(one.severity))
        return cls(subject, tuple(found), tuple(dict.fromkeys(documents)), moment)

    def __bool__(self) -> bool:
        return bool(self.documents) and all(one.severity == "elsewhere" for one in self.symptoms)

    def __str__(self) -> str:
        if not self.symptoms:
            return f"{self.subject}: nothing was found"
        return "\n".join([f"{self.subject}:", *map(_line, self.symptoms)])

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form."""
        return {
            "subject": self.subject,
            "healthy": bool(self),
            "at": self.at.isoformat().replace("+00:00", "Z"),
            "symptoms": [one.to_dict() for one in self.symptoms],
            "documents": [one._asdict() for one in self.documents],
        }


def _line(one: Symptom) -> str:
    where = f" In {shown(one.where, 200)}." if one.where else ""
    return f"{one.severity}: {one.message} [{one.code}{at(one.pointer)}]{where} {one.hint}".rstrip()


class Answer(NamedTuple):
    """A document that was had, and what it was asked for."""

    purpose: str
    fetched: Fetched


__all__ = ["Answer", "Diagnosis", "Examined", "Severity", "Symptom"]
