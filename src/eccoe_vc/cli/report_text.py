"""A report in words: the verdict first, then what failed and what to do, then what passed, then the notes.

Nothing that the credential says is repeated before it is proved and its issuer trusted: until then the words are ours,
beside identifiers and places, which are escaped.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import Any, Final

from eccoe_vc.cli.hints import for_terminal
from eccoe_vc.cli.output import Style, safe
from eccoe_vc.codes import CHECKS
from eccoe_vc.errors import Finding
from eccoe_vc.report import Check, Outcome, Report

Line = tuple[str, Style]

WIDTH: Final = 110
_TIED: Final = "\u00a0"  # a space at which no line is broken; content has none, safe() makes plain spaces of them
_FINDINGS: Final = 12  # of one check; --json has all
#: Notes that also `verify` tells: who presents, and whether it was made for us, is what a presentation is asked for;
#: and whoever relies on a credential must know where nobody could say whether it stands, and what else its issuer says.
_BUT: Final = frozenset(
    {
        "vp.unchallenged", "vp.empty", "vp.holder_binding", "status.unavailable", "status.unknown_purpose",
        "status.message", "status.refresh", "schema.unavailable",
    }
)  # fmt: skip
#: What the token forms are called where they are specified.
_FORMS: Final = {
    "vc-jwt-ob3": "a JWT of Open Badges 3.0 (vc-jwt-ob3)",
    "vc-jose": "a JWT of VC JOSE COSE (vc-jose)",
    "vc-jwt-1-1": "a JWT of VC Data Model 1.1 (vc-jwt-1-1)",
    "sd-jwt-vcdm": "an SD-JWT of VC JOSE COSE (sd-jwt-vcdm)",
    "sd-jwt-vc": "an SD-JWT VC (sd-jwt-vc)",
    "vc-cose": "a COSE message of VC JOSE COSE (vc-cose)",
}
_STYLES: Final[dict[str, Style]] = {"accepted": "good", "rejected": "bad", "indeterminate": "unsure"}
_OUTCOME_STYLES: Final[dict[Outcome, Style]] = {Outcome.FAILED: "bad", Outcome.INDETERMINATE: "unsure"}


def style_of(report: Report) -> Style:
    """The colour of a verdict."""
    return _STYLES[report.verdict]


def meaning(report: Report) -> str:
    """What the verdict means for whoever has to act on it, in one sentence.

    >>> meaning(Report(()))
    'It could not be found out whether it is genuine and in force.'
    """
    asked = {check.name for check in report.checks}
    if report.verdict == "rejected":
        return "Do not rely on it; the reasons are below."
    if report.verdict == "indeterminate":
        presented = report.presented
        if report.valid or (presented and all(inner.valid for inner in presented)):
            return "It is genuine and in force, but you have not said that you trust its issuer."
        return "It could not be found out whether it is genuine and in force."
    if report.presented is not None and "issuer" not in asked:
        return _presented(report, report.presented)
    if "issuer" not in asked:
        return "Somebody signed exactly this. Nothing else was asked."
    if not report.trusted:
        return "It is genuine and in force. Who the issuer is was not asked."
    return "It is genuine, in force, and from an issuer whom you trust."


def _presented(report: Report, inside: tuple[Report, ...]) -> str:
    if report.trusted:
        return "It is presented by its holder, and every credential in it is from an issuer whom you trust."
    if not inside:
        return "It is presented by its holder, and there is no credential in it."
    return "It is presented by its holder. Who issued the credentials in it was not asked."


def about(report: Report, document: Mapping[str, Any] | None) -> str:
    """What was awarded and by whom, in the credential's own words; empty unless it is accepted and its issuer trusted.

    Texts only: names in several languages are for programs that know the reader's.
    """
    if document is None or not report or not report.trusted:
        return ""
    if report.presented is not None:
        carried = document.get("verifiableCredential")
        trees = carried if isinstance(carried, list) else [carried]
        inside = [_awarded(tree) for tree in trees if isinstance(tree, dict)]
        return f"Presented by {safe(_holder(document), 120)}: {'; '.join(inside)}"
    return _awarded(document)


def _holder(document: Mapping[str, Any]) -> str:
    holder = document.get("holder")
    return holder if isinstance(holder, str) else _text(holder, "id") or "the owner of the key"


def _awarded(document: Mapping[str, Any]) -> str:
    issuer = document.get("issuer", document.get("iss"))  # plain claims have no issuer
    who = _text(issuer, "name")
    identifier = issuer if isinstance(issuer, str) else _text(issuer, "id")
    subject = document.get("credentialSubject")
    achievement = subject.get("achievement") if isinstance(subject, dict) else None
    what = _text(achievement, "name") or _text(document, "name")
    by = f"'{safe(who, 80)}' ({safe(identifier, 120)})" if who else safe(identifier, 120)
    return f"'{safe(what, 80)}', issued by {by}" if what else f"Issued by {by}"


def _text(thing: Any, name: str) -> str:
    value = thing.get(name) if isinstance(thing, dict) else None
    return value if isinstance(value, str) else ""


def full(
    report: Report, title: str, document: Mapping[str, Any] | None = None, *, verbose: bool = False, form: str = ""
) -> list[Line]:
    """The whole report, for ``inspect``.

    :param form: the name of the token form, where it is a token.
    """
    lines: list[Line] = [(f"{safe(title)}: {report.verdict}", style_of(report)), *_wrapped(meaning(report), 2)]
    if form:
        lines += _wrapped(f"It is a token: {_FORMS.get(form, form)}.", 2)
    if said := about(report, document):
        lines += _wrapped(said, 2)
    if report.trust is not None:
        lines += _wrapped(f"How well the issuer is known: {report.trust.level}. {safe(report.trust.by)}", 2)
    for check in report.checks:
        # proof[0] and its like repeat what proof says; they are shown where proof itself is not enough.
        if check.outcome in _OUTCOME_STYLES and (verbose or "[" not in check.name):
            lines += [("", ""), *_problem(check)]
    lines += [("", ""), *_others(report, verbose=verbose)]
    lines += _notes(report)
    lines += _fetched(report, verbose=verbose)
    if verbose:
        lines += _contexts(report)
    for pointer, inner in (report.nested or {}).items():
        lines += [("", ""), *_indented(full(inner, f"inside, at {pointer}"))]
    return lines


def brief(report: Report, title: str, document: Mapping[str, Any] | None = None) -> list[Line]:
    """One line and, where something is wrong, the first reason and what to do, for ``verify``."""
    said = about(report, document) or meaning(report)
    # What made the verdict goes first: a failure before something that merely could not be found out.
    problem = min(report.problems(), key=lambda check: check.outcome is not Outcome.FAILED, default=None)
    if problem is None:
        told: list[Line] = [(f"{safe(title)}: {report.verdict}. {said}", style_of(report))]
        waived = [one for check in report.checks if check.name == "status" for one in check.findings]
        notes = [Finding(one.code, one.message) for one in report.notes if one.code in _BUT]
        return told + [(f"  But: {safe(one.message)} [{one.code}]", "unsure") for one in (*waived, *notes)]
    first = Finding(problem.code, problem.message, problem.pointer, problem.hint)
    lines: list[Line] = [(f"{safe(title)}: {report.verdict}. {_sentence(first)}".replace(_TIED, " "), style_of(report))]
    if hint := for_terminal(first.code, first.hint):
        lines.append((f"  What to do: {safe(hint)}", ""))
    return lines


def _problem(check: Check) -> Iterator[Line]:
    waived = "" if check.required else " (not required)"
    question = CHECKS.get(check.name.partition("[")[0], "")
    yield f"  {check.outcome.lower()}{waived}  {safe(check.name)}: {question}", _OUTCOME_STYLES[check.outcome]
    hints: list[str] = []
    for finding in check.findings[:_FINDINGS]:
        yield from _wrapped(_sentence(finding), 4)
        hint = for_terminal(finding.code, finding.hint)
        if hint and hint not in hints:
            hints.append(hint)
    if len(check.findings) > _FINDINGS:
        yield f"    and {len(check.findings) - _FINDINGS} more; --json lists them all", "quiet"
    for advice in hints:
        yield from _wrapped(f"What to do: {safe(advice)}", 4)


def _sentence(finding: Finding) -> str:
    where = f" at {safe(finding.pointer, 200)}" if finding.pointer else ""
    bracket = f"[{finding.code}{where}]".replace(" ", _TIED)
    return f"{safe(finding.message)} {bracket}"


def _others(report: Report, *, verbose: bool) -> Iterator[Line]:
    passed = [c.name for c in report.checks if c.outcome is Outcome.PASSED and "[" not in c.name]
    without = [c.name for c in report.checks if c.outcome is Outcome.NOT_APPLICABLE]
    missing = [name for name in CHECKS if name not in {c.name for c in report.checks}]
    if passed:
        yield from _wrapped(f"passed: {', '.join(passed)}", 2)
    if verbose and without:
        yield from _wrapped(f"does not concern it: {', '.join(without)}", 2)
    if verbose and missing:
        yield from _wrapped(f"not asked: {', '.join(missing)}", 2)
    if report.at is not None:
        yield f"  judged for {report.at.isoformat().replace('+00:00', 'Z')}", "quiet"


def _notes(report: Report) -> Iterator[Line]:
    if report.notes:
        yield "", ""
        yield "  notes, which do not change the verdict:", ""
    for note in report.notes:
        finding = Finding(note.code, note.message, note.pointer, note.hint)
        yield from _wrapped(f"- {_sentence(finding)}", 2, hang=2)


def _fetched(report: Report, *, verbose: bool) -> Iterator[Line]:
    fetched = [used for used in report.documents if used.supplied_by == "network"]
    if fetched:
        yield "", ""
        yield "  got over the network:", ""
    for used in fetched:
        yield f"  - {safe(used.url, 200)}", ""
        if verbose:
            yield f"    {used.sha256}", "quiet"


def _contexts(report: Report) -> Iterator[Line]:
    contexts = [used for used in report.documents if used.supplied_by != "network"]
    if contexts:
        yield "", ""
        yield "  contexts, with the SHA-256 of their bytes:", ""
    for used in contexts:
        edition = f", edition {safe(used.edition)}" if used.edition else ""
        yield f"  - {safe(used.url, 200)}{edition}, from the {used.supplied_by}", ""
        yield f"    {used.sha256}", "quiet"


def _wrapped(text: str, indent: int, *, hang: int = 0) -> Iterator[Line]:
    """``text`` in lines of at most :data:`WIDTH`; long identifiers are never broken, so that they can be copied."""
    first, rest = " " * indent, " " * (indent + hang)
    for line in textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
    ):
        yield line.replace(_TIED, " "), ""


def _indented(lines: list[Line]) -> Iterator[Line]:
    for text, style in lines:
        yield f"    {text}" if text else "", style
