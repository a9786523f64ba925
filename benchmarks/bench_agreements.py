"""Rule bases: what loading, one learner and linting cost, and how much memory a large base takes.

    python bench_agreements.py [--size S] [--learners 200] [--parts read,base,lint] [--without-gc] [--json F]

Sizes are those of the domain document (section 16): S 10 agreements, M 2,000 of 10 rules each, L 160 of 10,000 rules
each. Every part runs in a process of its own, so that its peak of memory is its own. `read`: texts to agreements with
their index. `base`: both counterparts of each agreement, their signatures taken as verified, to a rule base; then one
learner after the other, the shortest of five times for each. `lint`: agreement by agreement. The texts are made
outside of the times, and these are times of the processor. The floor is the standard library's JSON parser over the
same bytes.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import rule_bases
from eccoe_vc.contexts import RECOGNITION_V1
from measuring import environment
from rule_bases import SIZES, Holder, Size, Tree

from eccoe_vc.agreements import awards, windows
from eccoe_vc.agreements.awards import Award
from eccoe_vc.agreements.choosing import Text, choose
from eccoe_vc.agreements.evidence import Evidence, admit
from eccoe_vc.agreements.learners import Learner
from eccoe_vc.agreements.linting import lint
from eccoe_vc.agreements.matching import Found, Matcher, Request
from eccoe_vc.agreements.reading import read
from eccoe_vc.agreements.rulebase import RuleBase
from eccoe_vc.carriers import open_credential
from eccoe_vc.limits import DEFAULT
from eccoe_vc.report import Note, Report
from eccoe_vc.verification import verified
from eccoe_vc.verification.verified import Verified

ON: Final = date(2026, 3, 1)
BUDGET: Final = DEFAULT.with_(credential_bytes=32 << 20, json_objects=1_000_000, values_per_member=10_000)
PARTS: Final = ("read", "base", "lint")
RUNS: Final = 5
"""Times for each learner, of which the shortest counts: cores are shared, and caches with them."""


class Clock:
    """Seconds of processor time that were spent inside of calls; what else the machine does is not in them."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def run(self, call: Callable[[], Any]) -> Any:
        start = time.process_time()
        try:
            return call()
        finally:
            self.seconds += time.process_time() - start


def peak_mb() -> float:
    """The most memory that this process ever held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def assumed(data: bytes | Tree) -> Verified:
    """As `unsafe_assume_verified`, with room for a large agreement: signatures are measured elsewhere."""
    return verified.made(open_credential(data, budget=BUDGET), Report((), (Note("agreement.assumed", "a benchmark"),)))


# ---- loading ---------------------------------------------------------------------------------------------------------


def read_all(size: Size) -> Tree:
    clock, floor = Clock(), Clock()
    kept: list[Matcher] = []
    for data in rule_bases.agreements(size):
        floor.run(lambda data=data: json.loads(data))
        kept.append(clock.run(lambda data=data: Matcher(read(data, budget=BUDGET))))
    rules = sum(len(one.agreement.rule) for one in kept)
    return {
        "rules": rules,
        "seconds": round(clock.seconds, 2),
        "us_per_rule": round(clock.seconds / rules * 1e6, 1),
        "times_json_loads": round(clock.seconds / floor.seconds, 1),
        "peak_mb": peak_mb(),
    }


def counterparts(size: Size, making: Clock, opening: Clock) -> Iterator[Verified]:
    """Both counterparts of every agreement, one at a time; the time to make their texts is not the library's."""
    texts = rule_bases.agreements(size)
    for number in range(size.agreements):
        data = making.run(lambda: next(texts))
        for party in rule_bases.parties(number):
            head = {"@context": ["https://www.w3.org/ns/credentials/v2", RECOGNITION_V1],
                    "type": ["VerifiableCredential", "RecognitionAgreementCredential"],
                    "issuer": rule_bases.party(party)}  # fmt: skip
            text = b'%s,"credentialSubject":%s}' % (json.dumps(head).encode()[:-1], data)
            yield opening.run(lambda text=text: assumed(text))


def base_and_learners(size: Size, learners: int) -> Tree:
    making, opening = Clock(), Clock()
    start = time.process_time()
    base = RuleBase.of(counterparts(size, making, opening))
    seconds = time.process_time() - start - making.seconds - opening.seconds
    loaded = peak_mb()
    gc.collect()
    gc.freeze()
    times: dict[str, list[float]] = {"admit_ms": [], "match_ms": [], "choose_ms": []}
    count = 0
    for number in range(learners):
        holder = rule_bases.learner(size, number)
        evidence = [assumed(tree) for tree in holder.credentials]
        gc.collect()
        runs = [decided(base, holder, evidence) for _ in range(RUNS)]
        texts = runs[0][0]
        for name, taken in zip(times, zip(*(taken for _, taken in runs), strict=True), strict=True):
            times[name].append(min(taken) * 1e3)
        count += sum(len(text.matches) for text in texts)
    warm = learners // 10  # matchers and standings are made when they are first asked for
    return {
        "agreements": len(base),
        "open_seconds": round(opening.seconds, 2),
        "load_seconds": round(seconds, 2),
        "peak_mb": loaded,
        "peak_mb_after_learners": peak_mb(),
        "learners": learners,
        "matches_each": round(count / learners, 1),
        **{name: spread(rows[warm:]) for name, rows in times.items()},
    }


def spread(times: list[float]) -> Tree:
    rows = sorted(times)
    return {"median": round(statistics.median(rows), 2), "p95": round(rows[len(rows) * 95 // 100], 2)}


def decided(base: RuleBase, holder: Holder, evidence: list[Verified]) -> tuple[list[Text], list[float]]:
    """The pieces of a decision, and what each took: reading the evidence, finding texts and matches, choosing."""
    request = Request(holder.host, ON, "")
    clocks = [Clock(), Clock(), Clock()]
    kept = clocks[0].run(lambda: admit(evidence, Learner((holder.id,)), budget=BUDGET).evidence)
    texts: list[Text] = clocks[1].run(lambda: matched(base, holder, kept, request))
    clocks[2].run(lambda: choose(texts, shared=awards.once([award(one) for one in kept], {})))
    return texts, [clock.seconds for clock in clocks]


def matched(base: RuleBase, holder: Holder, kept: tuple[Evidence, ...], request: Request) -> list[Text]:
    made = []
    names = base.concerning(holder.host, (one.facts.issuer for one in kept))
    for standing in base.standings(ON, names):
        if standing.binds:
            matcher = base.matcher(standing)
            mine = [one.facts for one in kept if one.facts.issuer in matcher.party_of]
            found: list[Found] = matcher.matches(mine, request)
            made.append(Text(standing.agreement, matcher.terms, found, f"{standing.agreement.id} "))
    return made


def award(one: Evidence) -> Award:
    facts, when = one.facts, windows.completion(one.facts.dates)
    day = when.day if when is not None else None
    return Award(facts.credential, facts.issuer, facts.achievement, "", day, facts.dates.get("validFrom", ""))


# ---- linting ---------------------------------------------------------------------------------------------------------


def lint_all(size: Size) -> Tree:
    clock = Clock()
    rules = found = 0
    for data in rule_bases.agreements(size):
        agreement = read(data, budget=BUDGET)
        rules += len(agreement.rule)
        found += sum(one.code == "rule.ambiguous" for one in clock.run(lambda one=agreement: lint(one)))
    return {
        "rules": rules,
        "ambiguous": found,
        "seconds": round(clock.seconds, 2),
        "us_per_rule": round(clock.seconds / rules * 1e6, 1),
        "peak_mb": peak_mb(),
    }


def run(part: str, size: Size, learners: int) -> Tree:
    if part == "read":
        return read_all(size)
    return base_and_learners(size, learners) if part == "base" else lint_all(size)


def apart(part: str, options: argparse.Namespace) -> Tree:
    """The figures of one part, from a process of its own."""
    command = [sys.executable, __file__, "--size", options.size, "--learners", str(options.learners), "--only", part]
    command += ["--without-gc"] if options.without_gc else []
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: Tree = json.loads(done.stdout)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=SIZES, default="S")
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--without-gc", action="store_true", help="no garbage collection while loading and linting")
    parser.add_argument("--only", choices=PARTS, help=argparse.SUPPRESS)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    if options.only:
        if options.without_gc:
            gc.disable()
        print(json.dumps(run(options.only, SIZES[options.size], options.learners)))
        return 0
    result: Tree = {"size": options.size, "environment": environment()}
    for part in options.parts.split(","):
        result[part] = apart(part, options)
        print(f"{part}: {json.dumps(result[part])}", flush=True)
    result["load_at_the_end"] = environment()["load"]
    print(f"environment: {json.dumps(result['environment'])}, load at the end {result['load_at_the_end']}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
