"""Outcome, Check, Note and Report: the words in which every verdict is said.

A report holds one :class:`Check` per question of :data:`eccoe_vc.codes.CHECKS`, in pipeline order, with sub-checks such
as ``proof[0]`` beside them. *Could not find out* is an outcome of its own and is never folded into yes or no.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple

from eccoe_vc.codes import code as registered
from eccoe_vc.errors import Finding, at

Verdict = Literal["accepted", "rejected", "indeterminate"]
#: How well an issuer is known (:mod:`eccoe_vc.verification.trust.levels`), best first.
TrustLevel = Literal["pinned", "listed", "resolvable", "self-asserted"]


class Outcome(enum.StrEnum):
    """What a check found."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    INDETERMINATE = "INDETERMINATE"
    NOT_APPLICABLE = "NOT_APPLICABLE"


# Members of an enumeration are looked up slowly, and every check asks for them.
_PASSED, _FAILED = Outcome.PASSED, Outcome.FAILED
_INDETERMINATE, _NOT_APPLICABLE = Outcome.INDETERMINATE, Outcome.NOT_APPLICABLE
_OUTCOMES: Final = {"F": Outcome.FAILED, "I": Outcome.INDETERMINATE, "W": Outcome.PASSED}


class Note(NamedTuple):
    """A finding that does not change the verdict: accepted, but said."""

    code: str
    message: str
    pointer: str = ""
    hint: str = ""
    check: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """The answer to one question.

    ``code``, ``pointer``, ``message`` and ``hint`` are those of the first finding and empty where nothing was found;
    ``findings`` holds all of them in document order. ``required`` is False for a check that the policy switched off:
    it is shown, and the verdict ignores it.
    """

    name: str
    outcome: Outcome
    code: str = ""
    pointer: str = ""
    message: str = ""
    hint: str = ""
    findings: tuple[Finding, ...] = ()
    required: bool = True

    @property
    def types(self) -> tuple[str, ...]:
        """W3C problem type URLs of the code, where they exist."""
        return registered(self.code).types if self.code else ()

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form; empty members are left out."""
        made: dict[str, Any] = {"name": self.name, "outcome": str(self.outcome)}
        for key in ("code", "pointer", "message", "hint"):
            if value := getattr(self, key):
                made[key] = value
        if self.types:
            made["types"] = list(self.types)
        if len(self.findings) > 1:
            made["findings"] = [_plain(finding) for finding in self.findings]
        if not self.required:
            made["required"] = False
        return made


def conclude(name: str, findings: Iterable[Finding], *, required: bool = True) -> tuple[Check, tuple[Note, ...]]:
    """The check that follows from findings, and the notes among them.

    A finding's class comes from the registry unless the finding names one of the code's classes itself.

    >>> check, notes = conclude("validity", [Finding("time.expired", "It ended on 2024-01-01.", "/validUntil")])
    >>> check.outcome, check.code, notes
    (<Outcome.FAILED: 'FAILED'>, 'time.expired', ())
    """
    heavy: list[tuple[Outcome, Finding]] = []
    notes: list[Note] = []
    for finding in findings:
        row = registered(finding.code)
        outcome = _OUTCOMES[finding.outcome or row.classes[0]]
        hint = finding.hint or row.hint
        if outcome is _PASSED:
            notes.append(Note(finding.code, finding.message, finding.pointer, hint, name))
        else:
            heavy.append((outcome, finding if finding.hint == hint else _with_hint(finding, hint)))
    if not heavy:
        return _passed(name, required), tuple(notes)
    worst, first = next((pair for pair in heavy if pair[0] is _FAILED), heavy[0])
    all_of_them = tuple([finding for _, finding in heavy])
    check = Check(name, worst, first.code, first.pointer, first.message, first.hint, all_of_them, required)
    return check, tuple(notes)


def _with_hint(finding: Finding, hint: str) -> Finding:
    return Finding(finding.code, finding.message, finding.pointer, hint, finding.outcome)


@lru_cache(maxsize=256)
def _passed(name: str, required: bool) -> Check:
    # Reports on credentials in order hold the same few checks again and again: made once, they are free.
    return Check(name, Outcome.PASSED, required=required)


class DocumentUsed(NamedTuple):
    """A document that was used: URL, label of its edition, SHA-256 of its bytes in hex, and who supplied it.

    Contexts come from the package or from the caller; what a fetcher got comes from the ``network``.
    """

    url: str
    edition: str
    sha256: str
    supplied_by: Literal["package", "caller", "network"] = "package"


class Trust(NamedTuple):
    """How well the issuer is known: the level, in words what it rests on, and the names under which it is known.

    Each name is its kind (``name``, ``web``, ``hei``, ``ror``, ...), the name, and who says so.
    """

    level: TrustLevel
    by: str
    known_as: tuple[tuple[str, str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form."""
        made: dict[str, Any] = {"level": self.level, "by": self.by}
        if self.known_as:
            made["knownAs"] = [{"kind": kind, "value": value, "by": by} for kind, value, by in self.known_as]
        return made


@dataclass(frozen=True, slots=True)
class Report:
    """The explained verdict on one document.

    ``bool(report)`` is True only for ``accepted``. :attr:`valid` (genuine and in force) and :attr:`trusted` (you know
    the issuer) are told apart. ``at`` is the one moment that all checks used; ``nested`` holds the reports of embedded
    credentials and endorsements by JSON Pointer.
    """

    checks: tuple[Check, ...]
    notes: tuple[Note, ...] = ()
    documents: tuple[DocumentUsed, ...] = ()
    at: datetime | None = None
    digest: str = ""  # SHA-256 in hex of the canonical form that was signed; "" where none was reached
    nested: Mapping[str, Report] | None = None
    #: How well the issuer is known, whatever the verdict; None where no key was shown to be the issuer's.
    trust: Trust | None = None

    @property
    def verdict(self) -> Verdict:
        """``accepted``, ``rejected`` or ``indeterminate``."""
        return _verdict(self.checks)

    @property
    def valid(self) -> bool:
        """Genuine and in force, whoever the issuer is."""
        return _verdict([check for check in self.checks if check.name != "issuer"]) == "accepted"

    @property
    def trusted(self) -> bool:
        """The issuer is one whom the policy names. ``UnsafeAnyIssuer`` trusts nobody.

        Of a presentation: it carries credentials, and all their issuers are.
        """
        if self.presented is not None:
            return bool(self.presented) and all(report.trusted for report in self.presented)
        known = any(c.name == "issuer" and c.outcome is Outcome.PASSED for c in self.checks)
        return known and not any(note.code == "trust.unsafe_any" for note in self.notes)

    @property
    def presented(self) -> tuple[Report, ...] | None:
        """The reports on the credentials in a presentation; None where the document was not judged as one."""
        if not any(c.name == "presentation" and c.outcome is not Outcome.NOT_APPLICABLE for c in self.checks):
            return None
        inside = (self.nested or {}).items()
        return tuple(report for pointer, report in inside if pointer.startswith("/verifiableCredential"))

    def __bool__(self) -> bool:
        return self.verdict == "accepted"

    def check(self, name: str) -> Check:
        """The check of that name.

        :raises KeyError: the report has no such check; the policy or an earlier failure may have left it out.
        """
        for check in self.checks:
            if check.name == name:
                return check
        raise KeyError(f"{name} is none of the checks of this report: {', '.join(c.name for c in self.checks)}")

    def problems(self) -> Iterator[Check]:
        """The required checks that did not pass, in pipeline order; ``proof`` speaks for ``proof[0]``, too."""
        for check in self.checks:
            if check.required and check.outcome in (_FAILED, _INDETERMINATE) and "[" not in check.name:
                yield check

    def __str__(self) -> str:
        """The verdict, and a line for each problem: sentence, code, place and what to do."""
        lines: list[str] = [self.verdict]
        for check in self.problems():
            for found in check.findings:
                lines.append(f"{check.name}: {found.message} [{found.code}{at(found.pointer)}] {found.hint}".rstrip())
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready form. Equal input, policy and ``at`` give equal output, byte for byte."""
        made: dict[str, Any] = {"verdict": self.verdict, "valid": self.valid, "trusted": self.trusted}
        if self.trust is not None:
            made["trust"] = self.trust.to_dict()
        if self.at is not None:
            made["at"] = self.at.isoformat().replace("+00:00", "Z")
        if self.digest:
            made["digest"] = f"sha256:{self.digest}"
        made["checks"] = [check.to_dict() for check in self.checks]
        made["notes"] = [{k: v for k, v in note._asdict().items() if v} for note in self.notes]
        made["documents"] = [used._asdict() for used in self.documents]
        if self.nested:
            made["nested"] = {pointer: report.to_dict() for pointer, report in self.nested.items()}
        return made

    def problem_details(self) -> list[dict[str, Any]]:
        """The problems as RFC 9457 problem details; the members from ``code`` on are extensions of ours."""
        return [
            {
                "type": next(iter(registered(finding.code).types), "about:blank"),
                "title": registered(finding.code).meaning,
                "detail": finding.message,
                "code": finding.code,
                "check": check.name,
                "pointer": finding.pointer,
                "hint": finding.hint,
            }
            for check in self.problems()
            for finding in check.findings
        ]


def _verdict(checks: Iterable[Check]) -> Verdict:
    proven = False
    verdict: Verdict = "accepted"
    for check in checks:
        outcome = check.outcome
        if outcome is _NOT_APPLICABLE or not check.required:
            continue
        if outcome is _FAILED:
            return "rejected"
        if outcome is _INDETERMINATE:
            verdict = "indeterminate"
        elif check.name in ("proof", "token"):
            proven = True
    return verdict if proven or verdict == "indeterminate" else "indeterminate"


def _plain(finding: Finding) -> dict[str, str]:
    return {key: value for key, value in finding._asdict().items() if value}
