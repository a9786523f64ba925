"""A thousand badges of one university over a loopback https server: requests, time, and what one request costs.

    python bench_network.py [--badges 1000] [--short] [--json results-network.json]

Needs the tests of the repository, which hold the server. Time that the server takes is in the figures.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from measuring import environment, measure

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.attacks.bases import AT, policy
from tests.loopback_https import Authority, fetcher
from tests.universities import DID_PATH, LIST_PATH, University

from eccoe_vc import OFFLINE, Fetch, inspect


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--badges", type=int, default=1000)
    parser.add_argument("--short", action="store_true", help="100 badges, one round")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    count = 100 if options.short else options.badges
    with tempfile.TemporaryDirectory() as folder:
        authority = Authority(Path(folder))
        north = University(authority, "north.example")
        badges = [north.badge(number) for number in range(count)]
        asked = policy(north.did, status="required")
        online = OFFLINE.with_(fetch=fetcher(authority, north.server))
        began = time.perf_counter()
        accepted = sum(bool(inspect(badge, policy=asked, sources=online, at=AT)) for badge in badges)
        taken = time.perf_counter() - began
        requests = {path: north.server.times(path) for path in (DID_PATH, LIST_PATH)}
        ok = accepted == count and set(requests.values()) == {1}
        print(f"{count} badges: {accepted} accepted, {taken:.2f} s, requests {requests}: {'met' if ok else 'MISSED'}")

        wanted = Fetch(north.did_url, "controller document", 64 << 10)
        keeping, never = fetcher(authority, north.server), fetcher(authority, north.server, cache_documents=0)
        hand = OFFLINE.with_document(north.did_url, keeping(wanted).data)
        hand = hand.with_document(north.list_url, keeping(Fetch(north.list_url, "status list", 2 << 20)).data)
        figures, errors = measure(
            {
                "a document that is kept": lambda: keeping(wanted),
                "a document from the server": lambda: never(wanted),
                "inspect, documents at hand": lambda: inspect(badges[0], policy=asked, sources=hand, at=AT),
                "inspect, documents kept by the fetcher": lambda: inspect(
                    badges[0], policy=asked, sources=online, at=AT
                ),
            },
            None,
            1 if options.short else 5,
            lambda name: 10 if "server" in name else 100,
        )
        north.server.stop()
    print(f"{'microseconds':44}{'median':>12}{'min':>12}")
    for name, row in figures.items():
        print(f"{name:44}{row['median_us']:12.1f}{row['min_us']:12.1f}")
    if options.json:
        result: dict[str, Any] = {"environment": environment(), "cells": figures, "errors": errors, "taken_s": taken}
        options.json.write_text(json.dumps(result, indent=1))
    for name, error in errors.items():
        print(f"FAILED {name}: {error}")
    return 0 if ok and not errors else 1


if __name__ == "__main__":
    sys.exit(main())
