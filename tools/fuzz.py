"""Run every fuzz harness for a while: ``python tools/fuzz.py --seconds 60``.

A harness is a module ``tests.fuzz.fuzz_<what>`` that runs under atheris when it is executed; what it is made of stands
in :mod:`tests.fuzz.running`. An input that breaks it is kept in ``tests/fuzz/crashes/<what>/``, stays there for ever
and is run as a test. Two harnesses run at a time.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
FOLDER = PROJECT / "tests" / "fuzz"


def run(what: str, seconds: int) -> tuple[str, int, str]:
    """Name, exit code and last words of one harness."""
    crashes = FOLDER / "crashes" / what
    crashes.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", f"-artifact_prefix={crashes}/"]
    try:
        done = subprocess.run(
            [sys.executable, "-m", f"tests.fuzz.fuzz_{what}", *options, "-print_final_stats=1"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds * 2 + 120,
            cwd=PROJECT,
        )
    except subprocess.TimeoutExpired:
        return what, 1, "it did not come to an end"
    lines = (done.stdout + done.stderr).splitlines()
    executed = [line for line in lines if line.startswith("stat::number_of_executed_units")]
    if done.returncode == 0 and not executed:
        return what, 1, "it ended without having run anything:\n" + "\n".join(lines[-20:])
    return what, done.returncode, "\n".join(executed if done.returncode == 0 else lines[-40:])


def main() -> int:
    """0 if no harness found anything, 1 if one did or there is none."""
    parser = argparse.ArgumentParser(description="Run every fuzz harness for a while.")
    parser.add_argument("--seconds", type=int, default=60, help="how long each harness runs (60)")
    parser.add_argument("harness", nargs="*", help="names such as json; all if absent")
    options = parser.parse_args()
    there = sorted(path.stem.removeprefix("fuzz_") for path in FOLDER.glob("fuzz_*.py"))
    chosen = [what for what in there if what in options.harness or not options.harness]
    if not chosen:
        print(f"no such harness; there are: {', '.join(there) or 'none'}. Nothing was fuzzed, which is not a pass.")
        return 1
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for what, code, words in pool.map(lambda what: run(what, options.seconds), chosen):
            print(f"{what}: {'nothing found' if code == 0 else f'FAILED with exit code {code}'}\n{words}", flush=True)
            failed += code != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
