"""The suites beside each other, and beside the JavaScript packages that make and check the same proofs.

    python bench_suites.py [--rounds 6] [--no-node] [--json F]

What a suite costs besides its signature is what is left when the bare signature check is taken away. The JavaScript
side is the worker of `tests/interop/node` (`npm ci` there, once).
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

import creds
from measuring import Cell, Figures, environment, measure

from eccoe_vc import (
    ECDSA_JCS_2019,
    ECDSA_RDFC_2019,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    LocalSigner,
    inspect,
    issue,
    policies,
)
from eccoe_vc.proofs.suites import Suite

SETS: Final = {"small": creds.small, "medium": creds.medium}
SUITES: Final[tuple[tuple[Suite, str], ...]] = (
    (EDDSA_RDFC_2022, "Ed25519"),
    (EDDSA_JCS_2022, "Ed25519"),
    (ECDSA_RDFC_2019, "P-256"),
    (ECDSA_RDFC_2019, "P-384"),
    (ECDSA_JCS_2019, "P-256"),
)
BARE: Final = "bare.verify"


def cells(name: str) -> dict[str, Cell | str]:
    """For each suite: issuing, verifying, and the bare check of a signature by the same key."""
    found: dict[str, Cell | str] = {}
    for suite, alg in SUITES:
        signer = LocalSigner.generate(alg)  # type: ignore[arg-type]
        tree = SETS[name]()
        tree["issuer"] = {**tree["issuer"], "id": signer.controller}
        text = issue(tree, signer=signer, securing=suite).text
        policy = policies.proof_only()
        if not inspect(text, policy=policy):
            raise RuntimeError(f"{suite.name} does not verify: {inspect(text, policy=policy)}")
        data = bytes(64)
        signature = signer.sign(data)
        found[f"{suite.name} {alg} issue"] = lambda t=tree, s=signer, u=suite: issue(t, signer=s, securing=u)
        found[f"{suite.name} {alg} verify"] = lambda x=text, p=policy: inspect(x, policy=p)
        found[f"{alg} {BARE}"] = lambda k=signer.public_key, s=signature, d=data: k.verify(s, d)
    return found


def net(figures: Figures, suite: str, alg: str, which: str) -> float:
    """What verifying costs without the signature check itself."""
    return figures[f"{suite} {alg} verify"][which] - figures[f"{alg} {BARE}"][which]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results: dict[str, Any] = {}
    for name in SETS:
        figures, errors = measure(cells(name), None, options.rounds, lambda _: 30)
        ratios = {
            which: round(
                net(figures, "ecdsa-rdfc-2019", "P-256", which) / net(figures, "eddsa-rdfc-2022", "Ed25519", which), 2
            )
            for which in ("median_us", "min_us")
        }
        results[name] = {"cells": figures, "errors": errors, "ecdsa-rdfc / eddsa-rdfc, net of the signature": ratios}
        print(f"\n## {name}")
        for key, figure in figures.items():
            print(f"{key:40}{figure['median_us']:12.1f}{figure['min_us']:12.1f}")
        print(f"ecdsa-rdfc / eddsa-rdfc, net of the signature: {ratios} (target 1.2)")
    results["environment"] = environment()
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
    print(json.dumps(results["environment"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
