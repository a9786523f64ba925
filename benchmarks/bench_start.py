"""What it costs to start: wall time of fresh processes over a bare interpreter, in interleaved rounds.

python bench_start.py [--rounds 15] [--json results-start.json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import creds
import peers
from adapter_eccoe import make
from measuring import environment

#: Cell, bound in milliseconds over the bare interpreter (None: for comparison).
TARGETS = {"import eccoe_vc": 40.0, "eccoe-vc verify, one JSON credential": 100.0}
#: Nothing of this may be loaded on the way from the bytes of a JSON credential to the verdict.
FORBIDDEN = ("pyld", "requests", "urllib3", "jwcrypto", "lxml", "pydantic", "rfc8785", "rich")
_LOADED = "import sys; print([name for name in {names} if name in sys.modules])"


def commands(folder: Path) -> dict[str, list[str]]:
    """Each cell as a command line."""
    document = creds.small()
    document["issuer"]["id"] = peers.DID
    signed = make({}, peers.SEED, peers.METHOD).sign(document)
    file = folder / "badge.json"
    file.write_text(json.dumps(signed))
    verify = f"main(['verify', {str(file)!r}, '--trust', {peers.DID!r}])"
    found = {
        "bare interpreter": "pass",
        "import eccoe_vc": "import eccoe_vc",
        "from eccoe_vc import inspect": "from eccoe_vc import inspect, policies, TrustedIssuers",
        "eccoe-vc verify, one JSON credential": f"import sys; from eccoe_vc.cli import main; sys.exit({verify})",
        "import cryptography, Ed25519": "from cryptography.hazmat.primitives.asymmetric import ed25519",
        "import json, re, dataclasses, typing": "import json, re, dataclasses, typing",
    }
    for name in ("pyld", "requests", "jwcrypto.jwk", "pydantic", "openbadgeslib", "lxml"):
        if peers.optional(name):
            found[f"import {name}"] = f"import {name}"
    return {name: [sys.executable, "-c", text] for name, text in found.items()}


def loaded(command: list[str]) -> list[str]:
    """Which forbidden modules a command has loaded when it is done."""
    text = command[-1].replace("sys.exit(main", "(main")
    done = subprocess.run(
        [*command[:-1], f"{text}\n{_LOADED.format(names=FORBIDDEN)}"], capture_output=True, text=True, check=True
    )
    names: list[str] = json.loads(done.stdout.splitlines()[-1].replace("'", '"'))
    return names


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cells = commands(Path(folder))
        times: dict[str, list[float]] = {name: [] for name in cells}
        for turn in range(-1, options.rounds):  # the round before the first writes the .pyc files
            for name, command in cells.items():
                start = time.perf_counter()
                subprocess.run(command, check=True, capture_output=True)
                if turn >= 0:
                    times[name].append((time.perf_counter() - start) * 1e3)
        modules = {name: loaded(cells[name]) for name in TARGETS}
    bare = {"median": statistics.median(times["bare interpreter"]), "min": min(times["bare interpreter"])}
    rows = {
        name: {"median_ms": round(statistics.median(t) - bare["median"], 1), "min_ms": round(min(t) - bare["min"], 1)}
        for name, t in times.items()
    }
    print(f"{'milliseconds over a bare interpreter':44}{'median':>9}{'min':>9}")
    for name, row in rows.items():
        print(f"{name:44}{row['median_ms']:9.1f}{row['min_ms']:9.1f}")
    print(f"bare interpreter itself: {bare['median']:.1f}, {bare['min']:.1f}")
    for name, bound in TARGETS.items():
        print(f"{'met   ' if rows[name]['median_ms'] <= bound else 'MISSED'} {name}: <= {bound:g} ms; "
              f"loads of what it must not: {modules[name] or 'nothing'}")  # fmt: skip
    if options.json:
        result = {"environment": environment(), "bare_ms": bare, "over_bare": rows, "forbidden_loaded": modules}
        options.json.write_text(json.dumps(result, indent=1))
    return 1 if any(modules.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
