"""Many credentials, each another one: what issuing with one key and verifying cost, and whether memory stays flat.

    python bench_many.py [--count 10000] [--issuers 1500] [--json results-many.json]

Of the credentials every tenth was tampered with, so that the way of a refusal is walked too; the issuers are more than
any cache keeps. Memory is the resident set of the process, read at each tenth of the way; that of a second, shorter run
is what tracemalloc sees, module by module.
"""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import sys
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import creds
import peers
from adapter_eccoe import AT, CREATED
from measuring import environment

import eccoe_vc
from eccoe_vc import LocalSigner, TrustedIssuers, policies


def resident_kb() -> int:
    """The resident set now, not its peak."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError("no VmRSS in /proc/self/status")


def badges(count: int, signers: list[LocalSigner], times: list[float] | None = None) -> Iterator[tuple[bytes, bool]]:
    """Signed credentials as bytes, each another one, and whether they are in order."""
    for index in range(count):
        document = creds.medium(index)
        del document["credentialStatus"]  # offline its answer is unknown, and here a verdict is wanted
        signer = signers[index % len(signers)]
        document["issuer"]["id"] = signer.controller
        start = time.perf_counter()
        text = eccoe_vc.issue(document, signer=signer, created=CREATED).text
        if times is not None:
            times.append((time.perf_counter() - start) * 1e6)
        genuine = index % 10 != 9
        yield (text if genuine else text.replace("Expert", "Master")).encode(), genuine


def verify_all(count: int, signers: list[LocalSigner]) -> dict[str, Any]:
    """Verify `count` credentials and read the memory on the way."""
    policy = policies.open_badge(trust=TrustedIssuers({signer.controller for signer in signers}))
    issued: list[float] = []
    verified: list[float] = []
    refused: list[float] = []
    memory: list[int] = []
    step = max(1, count // 10)
    for index, (data, genuine) in enumerate(badges(count, signers, issued), start=1):
        start = time.perf_counter()
        report = eccoe_vc.inspect(data, policy=policy, at=AT)
        (verified if genuine else refused).append((time.perf_counter() - start) * 1e6)
        if bool(report) is not genuine:
            raise RuntimeError(f"credential {index}: {report.verdict}")
        if index % step == 0:
            gc.collect()
            memory.append(resident_kb())
    warm = max(1, len(memory) * 3 // 10)  # caches have filled by then
    done = len(memory) - warm
    slope = (memory[-1] - memory[warm - 1]) * 1024 / (done * step) if done else 0.0
    return {
        "issue_us": round(statistics.median(issued), 1),
        "verify_us": round(statistics.median(verified), 1),
        "refuse_us": round(statistics.median(refused), 1) if refused else None,
        "resident_kb": memory,
        "bytes_per_credential_after_warm_up": round(slope, 1),
    }


def allocated(count: int, signers: list[LocalSigner]) -> dict[str, Any]:
    """What `count` more credentials leave behind in Python's own allocator."""
    policy = policies.open_badge(trust=TrustedIssuers({signer.controller for signer in signers}))
    batch = [data for data, _ in badges(count, signers)]
    gc.collect()
    tracemalloc.start(1)
    before = tracemalloc.take_snapshot()
    for data in batch:
        eccoe_vc.inspect(data, policy=policy, at=AT)
    gc.collect()
    after = tracemalloc.take_snapshot()
    tracemalloc.stop()
    ours = [tracemalloc.Filter(False, tracemalloc.__file__)]
    growth = after.filter_traces(ours).compare_to(before.filter_traces(ours), "filename")
    total = sum(row.size_diff for row in growth)
    largest = [[Path(row.traceback[0].filename).name, row.size_diff] for row in growth[:5]]
    return {"credentials": count, "bytes_left": total, "bytes_per_credential": round(total / count, 1), "most": largest}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--issuers", type=int, default=1_500)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    one = [LocalSigner.generate("Ed25519")]
    many = [LocalSigner.generate("Ed25519") for _ in range(options.issuers)]
    result = {
        "environment": environment(),
        "one issuer": verify_all(max(10, options.count // 10), one),
        "many issuers": verify_all(options.count, many),
        "tracemalloc": allocated(max(10, options.count // 10), many),
    }
    floor = peers.floor_cells("", b"{}")["floor.ed25519_verify"]
    taken = []
    for _ in range(200):
        start = time.perf_counter()
        floor()
        taken.append((time.perf_counter() - start) * 1e6)
    result["floor.ed25519_verify_us"] = round(statistics.median(taken), 1)
    for name in ("one issuer", "many issuers", "tracemalloc", "floor.ed25519_verify_us"):
        print(f"{name}: {json.dumps(result[name])}")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
