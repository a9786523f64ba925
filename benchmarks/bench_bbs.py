"""bbs-2023: issuing a base proof, deriving from it and verifying, beside the JavaScript reference.

    python bench_bbs.py [--short] [--rounds 4] [--node .] [--json results-bbs.json]

First both sides derive from each other's base proofs and verify each other's derived ones. Then the three steps are
timed in interleaved rounds, and what a BBS proof costs alone, so that the rest can be told apart: canonical form,
grouping, the report. Without node_modules, and with --short, the column of the reference is left out and said to be.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import creds
from measuring import environment, measure

from eccoe_vc import BBS_2023, BbsSigner, TrustedIssuers, derive, inspect, issue, policies
from eccoe_vc.encoding import multibase
from eccoe_vc.jsonld.documents import EVERYTHING
from eccoe_vc.proofs.bbs import proving, scheme
from eccoe_vc.proofs.bbs.value import decode_derived
from eccoe_vc.proofs.selective import lifecycle

HERE = Path(__file__).resolve().parent
REVEAL = ["/issuer"]  # its whole profile; its id is mandatory
STEPS = ("base", "derive", "verify")


class Node:
    """The JavaScript worker, one line for each request and answer."""

    def __init__(self, root: Path) -> None:
        command = ["node", str(HERE / "bench_bbs_node.mjs"), str(root)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def ask(self, **request: Any) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("out", answer.get("t"))

    def time(self, what: str, repeats: int) -> list[float]:
        return list(self.ask(op="time", what=what, reps=repeats))


def graded(i: int = 0) -> dict[str, Any]:
    """The small credential with forty results, none of which is shown: a hundred messages that stay hidden."""
    document = creds.small(i)
    document["credentialSubject"]["result"] = [{"type": ["Result"], "value": f"{index}"} for index in range(40)]
    return document


def credential(make: Callable[[int], dict[str, Any]], issuer: str) -> dict[str, Any]:
    document = make(0)
    document["issuer"]["id"] = issuer
    return document


def accepted(document: Any, issuer: str) -> bool:
    """Whether it is in order; with no issuer, whether its proof alone is."""
    policy = policies.proof_only()
    if issuer:
        policy = policies.credential(trust=TrustedIssuers({issuer}), withheld="report")
    return inspect(document, policy=policy).verdict == "accepted"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="one round, one size, no JavaScript")
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--node", type=Path, default=HERE, help="folder that holds node_modules")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rounds = 1 if options.short else options.rounds
    sizes = {"small": creds.small} if options.short else {"small": creds.small, "graded": graded}
    installed = (options.node / "node_modules" / "@digitalbazaar" / "bbs-2023-cryptosuite").is_dir()
    results: dict[str, Any] = {"environment": environment(), "sizes": {}}
    for name, make in sizes.items():
        node = Node(options.node) if installed and not options.short else None
        results["sizes"][name] = _measured(name, make, node, rounds)
        if node is not None:
            results["node"] = node.ask(op="versions")
            node.process.kill()
    if "node" not in results:
        print("No JavaScript reference: npm ci in this folder, and without --short.")
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
    return 0


def _measured(name: str, make: Callable[[int], dict[str, Any]], node: Node | None, rounds: int) -> dict[str, Any]:
    signer = BbsSigner.generate()
    document = credential(make, signer.controller)
    mandatory = lifecycle.usual(document)

    def issued() -> Any:
        return issue(document, signer=signer, securing=BBS_2023, mandatory=mandatory)

    base = issued()
    shown = derive(base, reveal=REVEAL)
    if not accepted(shown.text, signer.controller):
        raise RuntimeError("what was derived here is not accepted here")
    value = decode_derived(multibase.decode(shown.document["proof"]["proofValue"], allowed="u", max_chars=1 << 20))
    hidden = (len(value.proof) - 272) // 32
    messages = [f"message {index}".encode() for index in range(hidden + len(value.selective))]
    header = bytes(64)
    secret = scheme.generate_key(bytes(range(32)))
    public, signature = scheme.public_key(secret), scheme.sign(secret, header, messages)
    bare = proving.prove(public, signature, header, b"", messages, value.selective)
    disclosed = [messages[index] for index in value.selective]
    cells: dict[str, Any] = {
        "base": issued,
        "derive": lambda: derive(base, reveal=REVEAL),
        "verify": lambda: inspect(shown.text, policy=policies.proof_only()),
        "bare ProofGen": lambda: proving.prove(public, signature, header, b"", messages, value.selective),
        "bare ProofVerify": lambda: proving.verify(public, bare, header, b"", disclosed, value.selective),
    }
    if node is not None:
        contexts = {url: found.json() for url, found in EVERYTHING.documents.items()}
        node.ask(op="setup", contexts=contexts, doc=credential(make, ""), mandatory=mandatory, reveal=REVEAL)
        _agree(node, base, shown)
        cells |= {f"node {step}": step for step in STEPS}
    figures, errors = measure(cells, node, rounds, lambda key: 2 if key.startswith("node") else 5)
    print(f"\n{name}: {len(messages)} messages, {len(disclosed)} of them shown, {len(shown.text)} bytes")
    for key, found in figures.items():
        print(f"  {key:18} {found['median_us'] / 1000:9.2f} ms   least {found['min_us'] / 1000:9.2f} ms")
    for key, error in errors.items():
        print(f"  {key:18} failed: {error}")
    for step in STEPS:
        if f"node {step}" in figures:
            print(f"  {step}: {figures[f'node {step}']['min_us'] / figures[step]['min_us']:.1f} times the reference")
    return {"messages": len(messages), "figures": figures, "errors": errors}


def _agree(node: Node, base: Any, shown: Any) -> None:
    """Each side reads what the other made."""
    theirs = node.ask(op="base")
    if not (
        node.ask(op="verifydoc", doc=shown.document)
        and node.ask(op="verifydoc", doc=derive(theirs, reveal=REVEAL).document)
        and accepted(node.ask(op="derivedoc", doc=base.document), "")
        and accepted(node.ask(op="derived"), "")
    ):
        raise RuntimeError("the two sides do not take each other's proofs")


if __name__ == "__main__":
    sys.exit(main())
