"""The suites beside each other, and selective disclosure beside the JavaScript packages that do the same.

    python bench_suites.py [--rounds 6] [--no-node] [--short] [--json F]

What a suite costs besides its signature is what is left when the bare signature check is taken away. The JavaScript
side is the worker of `tests/interop/node` (`npm ci` there, once); both sides derive from the same base credential and
verify the same derived one, which both accept.
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
    ECDSA_SD_2023,
    EDDSA_JCS_2022,
    EDDSA_RDFC_2022,
    LocalSigner,
    derive,
    inspect,
    issue,
    policies,
)
from eccoe_vc.jsonld.documents import EVERYTHING
from eccoe_vc.proofs.suites import Suite

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from tests.interop.peers import Peer

SETS: Final = {"small": creds.small, "medium": creds.medium}
SUITES: Final[tuple[tuple[Suite, str], ...]] = (
    (EDDSA_RDFC_2022, "Ed25519"),
    (EDDSA_JCS_2022, "Ed25519"),
    (ECDSA_RDFC_2019, "P-256"),
    (ECDSA_RDFC_2019, "P-384"),
    (ECDSA_JCS_2019, "P-256"),
)
SD: Final = ECDSA_SD_2023.name
SHOWN: Final = ["/credentialSubject/achievement"]
POLICY: Final = policies.proof_only()


def cells(name: str) -> dict[str, Cell | str]:
    """For each suite: issuing, verifying, and the bare check of a signature by the same key."""
    found: dict[str, Cell | str] = {}
    for suite, alg in SUITES:
        signer = LocalSigner.generate(alg)  # type: ignore[arg-type]
        tree = SETS[name]()
        tree["issuer"] = {**tree["issuer"], "id": signer.controller}
        text = issue(tree, signer=signer, securing=suite).text
        accepted(text)
        data = bytes(64)
        signature = signer.sign(data)
        found[f"{suite.name} {alg} issue"] = lambda t=tree, s=signer, u=suite: issue(t, signer=s, securing=u)
        found[f"{suite.name} {alg} verify"] = lambda x=text: inspect(x, policy=POLICY)
        found[f"{alg} bare verify"] = lambda k=signer.public_key, s=signature, d=data: k.verify(s, d)
    return found


class Node:
    """The JavaScript side of the selective cells, which are named by their operation."""

    def __init__(self, peer: Peer, requests: dict[str, Any]) -> None:
        self._peer, self._requests = peer, requests

    def time(self, what: str, repeats: int) -> list[float]:
        times: list[float] = self._peer.ask("time", what=what, request=self._requests[what], repeats=repeats)
        return times


def selective(peer: Peer | None) -> tuple[dict[str, Cell | str], Node | None]:
    """Issuing, deriving and verifying of ecdsa-sd-2023 here and there, over one base credential of ours."""
    signer = LocalSigner.generate("P-256")
    tree = creds.small()
    tree["issuer"] = {**tree["issuer"], "id": signer.controller}
    base = issue(tree, signer=signer, securing=ECDSA_SD_2023)
    shown = derive(base, reveal=SHOWN)
    accepted(shown.text)
    found: dict[str, Cell | str] = {
        f"{SD} issue": lambda: issue(tree, signer=signer, securing=ECDSA_SD_2023),
        f"{SD} derive": lambda: derive(base, reveal=SHOWN),
        f"{SD} verify": lambda: inspect(shown.text, policy=POLICY),
    }
    if peer is None:
        return found, None
    peer.load({url: EVERYTHING.document(url).json() for url in EVERYTHING.urls})
    method = {"@context": "https://w3id.org/security/multikey/v1", "id": signer.verification_method,
              "type": "Multikey", "controller": signer.controller,
              "publicKeyMultibase": signer.public_key.to_multikey()}  # fmt: skip
    document = {"@context": "https://www.w3.org/ns/did/v1", "id": signer.controller, "verificationMethod": [method],
                "assertionMethod": [signer.verification_method]}  # fmt: skip
    peer.load({signer.controller: document, signer.verification_method: method})
    requests = {
        "derive": {"suite": SD, "credential": base.document, "reveal": SHOWN},
        "verify": {"suite": SD, "credential": shown.document},
    }
    theirs = peer.ask("derive", **requests["derive"])
    accepted(json.dumps(theirs))
    return found | {f"node {SD} {what}": what for what in requests}, Node(peer, requests)


def accepted(text: str) -> None:
    """Nothing is worth timing before both sides mean the same thing."""
    report = inspect(text, policy=POLICY)
    if not report:
        raise RuntimeError(str(report))


def net(figures: Figures, suite: str, alg: str, which: str) -> float:
    """What verifying costs without the signature check itself."""
    return figures[f"{suite} {alg} verify"][which] - figures[f"{alg} bare verify"][which]


def show(title: str, figures: Figures, ratios: dict[str, Any]) -> None:
    print(f"\n## {title}")
    for key, figure in figures.items():
        print(f"{key:40}{figure['median_us']:12.1f}{figure['min_us']:12.1f}")
    for key, ratio in ratios.items():
        print(f"{key}: {ratio}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--no-node", action="store_true")
    parser.add_argument("--short", action="store_true", help="one round of small credentials, without node")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rounds, repeats = (1, 3) if options.short else (options.rounds, 30)
    results: dict[str, Any] = {}
    for name in ("small",) if options.short else SETS:
        figures, errors = measure(cells(name), None, rounds, lambda _: repeats)
        told = "ecdsa-rdfc / eddsa-rdfc, both net of the signature (target 1.2)"
        ours = ("ecdsa-rdfc-2019", "P-256"), ("eddsa-rdfc-2022", "Ed25519")
        ratios = {
            told: {which: round(net(figures, *ours[0], which) / net(figures, *ours[1], which), 2)
                   for which in ("median_us", "min_us")}
        }  # fmt: skip
        results[name] = {"cells": figures, "errors": errors, "ratios": ratios}
        show(name, figures, ratios)
    peer = None if options.no_node or options.short else Peer()
    made, node = selective(peer)
    figures, errors = measure(made, node, rounds, lambda _: repeats)
    ratios = {
        f"node / ours, {what}": {which: round(figures[f"node {SD} {what}"][which] / figures[f"{SD} {what}"][which], 1)
                                 for which in ("median_us", "min_us")}
        for what in ("derive", "verify") if node is not None
    }  # fmt: skip
    results[SD] = {"cells": figures, "errors": errors, "ratios": ratios}
    show(SD, figures, ratios)
    if peer is not None:
        peer.__exit__(None, None, None)
    results["environment"] = environment()
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
    print(json.dumps(results["environment"]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
