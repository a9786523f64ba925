"""The real-world files of the conformance data: how each is inspected, and what is held against what its source says.

``docs/compatibility-realworld.md`` names every file on which we say something else, and why; ``test_realworld.py``
compares. The generated parts of that page are written anew by::

    python -m tests.conformance.realworld
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from time import thread_time
from typing import Any, Final

from tests.conformance.data import PROJECT, Topic

from eccoe_vc import OFFLINE, Outcome, Policy, Report, Sources, TrustedIssuers, UnsafeAnyIssuer, inspect, policies
from eccoe_vc.encoding.iri import is_iri

DATA: Final = Topic("realworld")
PAGE: Final = PROJECT / "docs" / "compatibility-realworld.md"
#: The day on which CHECKED.json was made: no sample is from later, and those that had not ended then had not ended.
AT: Final = datetime(2026, 11, 23, tzinfo=UTC)
NOT_CREDENTIALS: Final = ("CHECKED.json", "LABELS.json")
FILES: Final = tuple(path for path in DATA.files() if path not in NOT_CREDENTIALS)
PROOF_ONLY: Final = policies.proof_only(unsafe_fragment_key=True)  # CHECKED.json took keys from fragments too

#: What a source calls a file, and the verdict that agrees with it. Other words of theirs (samples) ask for none.
VERDICTS: Final[Mapping[str, str]] = {
    "valid": "accepted",
    "valid (signature)": "accepted",
    "valid-with-warning": "accepted",
    "valid sample": "accepted",
    "invalid": "rejected",
    "invalid-or-not-active": "rejected",
    "no/invalid badge metadata": "rejected",
}
#: Why a source calls a file invalid (a pattern in its reason), and the codes of which one says the same. A file that is
#: refused for something else only has no row here and is listed on the page.
FAULTS: Final = (
    (r"\brevoked|Revoked", {"status.revoked"}),
    (r"expired credential|JsonExpired;", {"time.expired"}),
    (r"JsonContextError", {"ctx.missing_base"}),
    (r"JsonSchemaError", {"model.missing"}),
    (r"InvalidProofMethod", {"key.url", "key.invalid"}),
    (r"Json(Invalid|InvalidUnknown)\w*Type;", {"model.type"}),
    (r"-metadata\.png", {"image.no_credential"}),
)
_ROW: Final = re.compile(r"^\| `([^`]+)` \|(.*)\|$", re.MULTILINE)
_MARKS: Final = "<!-- generated: {0} -->\n", "<!-- end: {0} -->"


@dataclass(frozen=True)
class Judged:
    """One file, and both reports on it."""

    path: str
    label: str
    why: str
    badge: Report
    proof: Report
    seconds: float

    @property
    def said(self) -> tuple[str, ...]:
        """What the badge policy says against it: codes, with the place for those about the shape."""
        return _said(self.badge)

    @property
    def agrees(self) -> bool:
        """Whether verdict and, for what is called invalid, the reason are those of the source."""
        wanted = VERDICTS.get(self.label)
        if wanted is None:
            return self.badge.verdict != "accepted"
        if self.badge.verdict != wanted:
            return False
        codes = {code.partition(" ")[0] for code in self.said}
        asked = [fault for pattern, fault in FAULTS if re.search(pattern, self.why)]
        return wanted == "accepted" or (bool(asked) and all(codes & fault for fault in asked))


def _said(report: Report) -> tuple[str, ...]:
    found = {
        f"{finding.code} {finding.pointer}".strip() if finding.code.startswith("model.") else finding.code
        for check in report.problems()
        for finding in check.findings
        if check.outcome is not Outcome.PASSED
    }
    return tuple(sorted(found))


@cache
def sources() -> Sources:
    """No network; the two DID documents that the data holds are at hand."""
    made = OFFLINE
    for name in ("legacy", "oidf"):
        url = f"https://digitalcredentials.github.io/vc-test-fixtures/dids/{name}/did.json"
        made = made.with_document(url, Topic("did").read(f"did-web/dcc-dids/{name}/did.json"))
    return made


def badge_policy(data: bytes, **answers: Any) -> Policy:
    """The badge policy, old suites allowed, for somebody who trusts the issuer that the file names, where it does."""
    issuer = _issuer(data)
    trust = TrustedIssuers({issuer}) if is_iri(issuer) else UnsafeAnyIssuer(reason="The file names no issuer.")
    return policies.open_badge(trust=trust, legacy=True, **answers)


def _issuer(data: bytes) -> str:
    try:
        issuer = json.loads(data)["issuer"]
    except (ValueError, TypeError, LookupError):
        return ""
    name = issuer.get("id") if isinstance(issuer, dict) else issuer
    return name if isinstance(name, str) else ""


@cache
def judged(path: str) -> Judged:
    """Inspect one file under both policies."""
    data = DATA.read(path)
    label = DATA.json("LABELS.json")["labels"].get(path, {"expected": "", "why": ""})
    begun = thread_time()
    badge = inspect(data, policy=badge_policy(data), sources=sources(), at=AT)
    proof = inspect(data, policy=PROOF_ONLY, sources=sources(), at=AT)
    return Judged(path, label["expected"], label["why"], badge, proof, thread_time() - begun)


@cache
def checked() -> Mapping[str, tuple[Any, ...]]:
    """For each file with Ed25519 proofs, what the independent check found for each proof: True, or what went wrong."""
    results = DATA.json("CHECKED.json")["results"]
    return {
        name.removeprefix("realworld/"): tuple(outcome for _, outcome in proofs)
        for name, proofs in results.items()
        if name.startswith("realworld/") and proofs
    }


def proof_agrees(path: str) -> bool:
    """All proofs of known suites held there: accepted here. One did not, or had no usable key: not accepted here."""
    held = all(outcome is True for outcome in checked()[path] if outcome != "skip")
    return (judged(path).proof.verdict == "accepted") is held


# ---- the page --------------------------------------------------------------------------------------------------------


def reasons() -> Mapping[str, frozenset[str]]:
    """The table of reasons: the name of each and the codes that it explains."""
    part = PAGE.read_text("utf-8").partition("## Reasons")[2].partition("\n## ")[0]
    return {name: frozenset(re.findall(r"`([^`]+)`", rest.split("|")[0])) for name, rest in _ROW.findall(part)}


def explained(said: tuple[str, ...], known: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The names of the reasons for what was said; "?" for what none of them explains."""
    found = set()
    for item in said:
        code = item.partition(" ")[0]
        found.add(next((name for name, codes in known.items() if item in codes or code in codes), "?"))
    return tuple(sorted(found))


def rows(title: str) -> Iterator[str]:
    """The lines of one generated table, as they must stand on the page."""
    known = reasons()
    if title == "files":
        for path in FILES:
            one = judged(path)
            if not one.agrees:
                said, why = one.said, ", ".join(explained(one.said, known))
                word = one.label if not one.why or one.label.startswith("valid") else f"{one.label}: {_short(one.why)}"
                yield f"| `{path}` | {word} | {one.badge.verdict} | {_codes(said)} | {why or '-'} |"
    elif title == "proofs":
        for path in sorted(checked()):
            if not proof_agrees(path):
                said = _said(judged(path).proof)
                found = ", ".join("holds" if outcome is True else str(outcome) for outcome in checked()[path])
                why = ", ".join(explained(said, known))
                yield f"| `{path}` | {found} | {judged(path).proof.verdict} | {_codes(said)} | {why} |"
    else:
        yield from _summary()


def _summary() -> Iterator[str]:
    for source in dict.fromkeys(_source(path) for path in FILES):
        files = [judged(path) for path in FILES if _source(path) == source]
        badge = Counter(one.badge.verdict for one in files)
        proof = Counter(one.proof.verdict for one in files)
        listed = sum(not one.agrees for one in files)
        yield (
            f"| `{source}` | {len(files)} | {badge['accepted']} / {badge['rejected']} / {badge['indeterminate']} | "
            f"{proof['accepted']} / {proof['rejected']} / {proof['indeterminate']} | {len(files) - listed} | {listed} |"
        )


def _source(path: str) -> str:
    parts = path.split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def _short(why: str) -> str:
    return why.partition(",")[0].replace("|", "/")


def _codes(said: tuple[str, ...]) -> str:
    return ", ".join(f"`{item}`" for item in said) or "-"


def on_page(title: str) -> tuple[str, ...]:
    """The lines of one generated table as they stand on the page."""
    begin, end = (mark.format(title) for mark in _MARKS)
    part = PAGE.read_text("utf-8").partition(begin)[2].partition(end)[0]
    return tuple(line for line in part.splitlines() if line.startswith("| `"))


def main() -> None:
    """Write the generated parts of the page."""
    text = PAGE.read_text("utf-8")
    for title in ("summary", "files", "proofs"):
        begin, end = (mark.format(title) for mark in _MARKS)
        head, _, rest = text.partition(begin)
        kept, _, tail = rest.partition(end)
        table = [line for line in kept.splitlines() if line.startswith("|") and not line.startswith("| `")]
        text = head + begin + "\n".join([*table, *rows(title), ""]) + end + tail
    PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
