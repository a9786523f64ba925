"""Issuing many badges with one key: how many a second, whether memory stays flat, and how often the key is loaded.

    python bench_issue.py [--count 10000] [--short] [--json results-issue.json]

The signer comes from a PEM file that is read once; every badge is another one, and what was issued last is verified.
A badge is `medium` of `creds.py`, without the status of its own: making entries is a matter of `bench_status.py`. The
rate is that of processor time; keys are counted where a private key is read and where a public one is checked. Memory
is the resident set of the process, read at each tenth of the way.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import creds
from adapter_eccoe import CREATED
from bench_many import resident_kb
from measuring import environment

from eccoe_vc import EDDSA_RDFC_2022, SD_JWT_VCDM, VC_JWT_OB3, LocalSigner, TrustedIssuers, inspect, issue, policies
from eccoe_vc.keys import algorithms, private

FORMS: dict[str, tuple[Any, dict[str, Any]]] = {
    "eddsa-rdfc-2022": (EDDSA_RDFC_2022, {}),
    "vc-jwt-ob3": (VC_JWT_OB3, {}),
    "sd-jwt-vcdm": (SD_JWT_VCDM, {"disclosable": ["/credentialSubject/achievement/description"]}),
}
LOADS: Counter[str] = Counter()


def counted(module: Any, name: str, what: str) -> None:
    original: Callable[..., Any] = getattr(module, name)

    def counting(*arguments: Any) -> Any:
        LOADS[what] += 1
        return original(*arguments)

    setattr(module, name, counting)


def run(name: str, pem: bytes, count: int) -> dict[str, Any]:
    """Issue `count` badges in one form, and say what it took."""
    form, options = FORMS[name]
    algorithms._engine_key.cache_clear()
    LOADS.clear()
    signer = LocalSigner.from_pem(pem)
    memory, spent, step = [], 0.0, max(1, count // 10)
    text = ""
    for index in range(1, count + 1):
        document = creds.medium(index)
        document.pop("credentialStatus")
        document["issuer"]["id"] = signer.controller
        began = time.process_time()
        text = issue(document, signer=signer, securing=form, created=CREATED, **options).text
        spent += time.process_time() - began
        if index % step == 0:
            gc.collect()
            memory.append(resident_kb())
    policy = policies.open_badge(trust=TrustedIssuers({signer.controller}))
    if not (report := inspect(text, policy=policy, at=CREATED)):
        raise RuntimeError(str(report))
    return {
        "badges": count,
        "per_second": round(count / spent),
        "us_each": round(spent / count * 1e6),
        "private_keys_read": LOADS["private"],
        "public_keys_checked": LOADS["public"],
        "resident_kb": memory,
        "grown_kb_since_the_third_tenth": memory[-1] - memory[min(2, len(memory) - 1)],
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--short", action="store_true", help="200 badges of each form: does it run?")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    pem = private.to_pem(LocalSigner.generate("Ed25519")._key, None)
    counted(private, "_private_key_info", "private")
    counted(algorithms, "check_strength", "public")
    result: dict[str, Any] = {"environment": environment()}
    for name in FORMS:
        result[name] = run(name, pem, 200 if options.short else options.count)
        print(f"{name}: {json.dumps(result[name])}", flush=True)
        if (result[name]["private_keys_read"], result[name]["public_keys_checked"]) != (1, 1):
            raise RuntimeError("the key was loaded more than once")
    if options.json:
        options.json.write_text(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
