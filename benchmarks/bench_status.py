"""Status lists: unpacking, packing, reading one place, and a whole check beside the same badge without a status.

    python bench_status.py [--rounds 7] [--short] [--json results-status.json]

The lists are invented. `clear`: nothing is set; `one in 100`, `half`: that many bits at random,
the last being what packs worst. Bounds are compared with the best time, since one busy moment spoils a median.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import takewhile
from pathlib import Path
from typing import Any

import creds
import peers
from measuring import Cell, environment, measure

from eccoe_vc import (
    OFFLINE,
    LocalSigner,
    Policy,
    Sources,
    TrustedIssuers,
    inspect,
    issue,
    open_credential,
    policies,
)
from eccoe_vc.limits import DEFAULT, Meter
from eccoe_vc.status import Bitstring, StatusCache, decode, encode, status_entry, status_list
from eccoe_vc.verification import status
from eccoe_vc.verification.case import Case

URL = "https://north.example/status/3"
ENTRIES = [status_entry(URL, index * 100) for index in range(50)]
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
SMALL, LARGE = 131_072, 10_000_000
WITHOUT, WITH = "inspect a badge without a status", "inspect it with one, and its list"
KEPT = "inspect it with one, its list kept"
CHECK = "check a status, its list kept"
MORE = "the same, entries of one badge"
#: Cell, bound in microseconds.
TARGETS = {
    "decode 131,072 bits, one in 100": 100.0,
    "decode 10 M bits, one in 100": 20_000.0,
    "decode 131,072 bits, half": 100.0,
    "decode 10 M bits, half": 20_000.0,
    "build 10 M bits, one in 100": 150_000.0,
    "read one place": 5.0,
    CHECK: 5.0,
    MORE: 5.0,
}


def bits(entries: int, share: float) -> Bitstring:
    chance = random.Random(1)
    if share >= 0.5:
        return Bitstring(chance.randbytes(entries // 8))
    return Bitstring.of(dict.fromkeys(chance.sample(range(entries), int(entries * share)), 1), entries=entries)


@cache
def chosen(entries: int) -> dict[int, int]:
    """One place in 100 at random, as a registry hands them over."""
    return dict.fromkeys(random.Random(1).sample(range(entries), entries // 100), 1)


def built(entries: int) -> Bitstring:
    return Bitstring.of(chosen(entries), entries=entries)


def lists(large: int) -> dict[str, Cell]:
    cells: dict[str, Cell] = {}
    for name, entries in (("131,072 bits", SMALL), (f"{large // 1_000_000} M bits", large)):
        for share, words in ((0.0, "clear"), (0.01, "one in 100"), (0.5, "half")):
            made = bits(entries, share)
            text = encode(made)
            cells[f"decode {name}, {words}"] = lambda text=text: decode(text)
            if share == 0.01:
                cells[f"pack {name}, {words}"] = lambda made=made: encode(made)
                cells[f"build {name}, {words}"] = lambda entries=entries: encode(built(entries))
    made = bits(SMALL, 0.01)
    cells["read one place"] = lambda: made.value(94_567)
    cells["read one place of 2 bits"] = lambda: made.value(45_678, 2)
    return cells


def checks() -> dict[str, Cell]:
    signer = LocalSigner.from_seed(peers.SEED)
    document = creds.small()
    document["issuer"]["id"] = signer.controller
    plain = issue(document, signer=signer, created=AT).text
    with_status = issue(document | {"credentialStatus": status_entry(URL, 5)}, signer=signer, created=AT).text
    made = status_list(
        URL, issuer=signer.controller, values=range(7, SMALL, 100), valid_from=AT, valid_until=AT + timedelta(days=1)
    )
    policy = policies.open_badge(trust=TrustedIssuers({signer.controller}))
    sources = OFFLINE.with_document(URL, dict(issue(made, signer=signer, created=AT).document or {}))
    for text in (plain, with_status):
        report = inspect(text, policy=policy, sources=sources, at=AT)
        if not report:
            raise SystemExit(f"not accepted: {report}")
    listed = sources.at_hand[URL]
    keeping = sources.with_(status_cache=StatusCache())
    return {
        CHECK: checked([{"credentialStatus": entry} for entry in ENTRIES], document, signer, keeping, policy),
        MORE: checked([{"credentialStatus": ENTRIES}], document, signer, keeping, policy),
        KEPT: lambda: inspect(with_status, policy=policy, sources=keeping, at=AT),
        WITHOUT: lambda: inspect(plain, policy=policy, sources=sources, at=AT),
        WITH: lambda: inspect(with_status, policy=policy, sources=sources, at=AT),
        "open the list alone": lambda: open_credential(listed, budget=DEFAULT),
    }


def checked(
    members: list[dict[str, Any]], document: dict[str, Any], signer: LocalSigner, sources: Sources, policy: Policy
) -> Cell:
    """The check `status` alone, from the JSON of the entries to their sub-checks, on badges that are in order so far.

    Each badge stands where the check finds it: everything before passed, and the list is in the cache alone.
    """
    cases: list[tuple[Case, int]] = []
    for one in members:
        envelope = open_credential(issue(document | one, signer=signer, created=AT).text)
        report = inspect(envelope, policy=policy, sources=sources, at=AT)
        if not report:
            raise SystemExit(f"not accepted: {report}")
        case = Case(envelope, envelope.document or {}, policy, sources, AT, Meter(DEFAULT))
        case.checks += takewhile(lambda check: check.name != "status", report.checks)
        cases.append((case, len(case.checks)))

    def run() -> None:
        for case, before in cases:
            del case.checks[before:]
            case.lists.clear()
            case.meter.asked.clear()
            for wanted in status.check(case, _nobody):
                raise SystemExit(f"asked for {wanted}")

    return run


def _nobody(*given: Any) -> Any:
    raise SystemExit(f"verified a list that was kept: {given}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--short", action="store_true", help="a list of 1 M bits instead of 10 M, one round")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    cells = lists(1_000_000 if options.short else LARGE) | checks()

    def repeats(name: str) -> int:
        return 2_000 if name.startswith("read") else 3 if " M bits" in name else 100

    figures, errors = measure(cells, None, 1 if options.short else options.rounds, repeats)
    for figure in ("median_us", "min_us"):
        for name in (CHECK, MORE):
            figures[name][figure] /= len(ENTRIES)  # of one entry
    print(f"{'microseconds':40}{'median':>12}{'min':>12}")
    for name, row in figures.items():
        print(f"{name:40}{row['median_us']:12.1f}{row['min_us']:12.1f}")
    added = figures[WITH]["min_us"] - figures[WITHOUT]["min_us"]
    print(f"a status and its list add {added:.0f} microseconds to a badge")
    kept = figures[KEPT]["min_us"] - figures[WITHOUT]["min_us"]
    print(f"a status whose list was kept adds {kept:.0f} microseconds, most of it for signing what it says")
    for name, bound in TARGETS.items():
        if name in figures:
            said = "met   " if figures[name]["min_us"] <= bound else "MISSED"
            print(f"{said} {name}: <= {bound:g} microseconds")
    if options.json:
        result: dict[str, Any] = {"environment": environment(), "cells": figures, "errors": errors}
        options.json.write_text(json.dumps(result, indent=1))
    for name, error in errors.items():
        print(f"FAILED {name}: {error}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
