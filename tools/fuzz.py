"""Run every fuzz harness for a while: ``python tools/fuzz.py --seconds 60``.

A harness is a file ``tests/fuzz/fuzz_<what>.py`` that calls ``atheris.Setup(sys.argv, ...)``, ``atheris.Fuzz()``. Its
seeds are in ``tests/fuzz/seeds/<what>/`` where there are any, its words in ``tests/fuzz/<what>.dict``. An input that
breaks it is kept in ``tests/fuzz/crashes/<what>/``, stays there for ever and is run as a test. Two run at a time.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "fuzz"


def run(harness: Path, seconds: int) -> tuple[str, int, str]:
    """Name, exit code and last words of one harness."""
    what = harness.stem.removeprefix("fuzz_")
    crashes = FOLDER / "crashes" / what
    crashes.mkdir(parents=True, exist_ok=True)
    options = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048", "-print_final_stats=1"]
    options.append(f"-artifact_prefix={crashes}/")
    if (words := FOLDER / f"{what}.dict").is_file():
        options.append(f"-dict={words}")
    with tempfile.TemporaryDirectory() as found:
        seeds = [str(folder) for folder in (FOLDER / "seeds" / what, crashes) if folder.is_dir()]
        done = subprocess.run(
            [sys.executable, str(harness), *options, found, *seeds],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds * 3 + 120,
            cwd=FOLDER.parents[1],
        )
    lines = done.stderr.splitlines()
    wanted = [line for line in lines if line.startswith("stat::number_of_executed_units")]
    return what, done.returncode, "\n".join(wanted if done.returncode == 0 else lines[-40:])


def main() -> int:
    """0 if no harness found anything, 1 if one did or there is none."""
    parser = argparse.ArgumentParser(description="Run every fuzz harness for a while.")
    parser.add_argument("--seconds", type=int, default=60, help="how long each harness runs (60)")
    parser.add_argument("harness", nargs="*", help="names such as json; all if absent")
    options = parser.parse_args()
    harnesses = sorted(FOLDER.glob("fuzz_*.py"))
    if options.harness:
        harnesses = [path for path in harnesses if path.stem.removeprefix("fuzz_") in options.harness]
    if not harnesses:
        print("no harness was found in tests/fuzz/: nothing was fuzzed, which is not a pass")
        return 1
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for what, code, words in pool.map(lambda path: run(path, options.seconds), harnesses):
            print(f"{what}: {'nothing found' if code == 0 else f'FAILED with exit code {code}'}\n{words}", flush=True)
            failed += code != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
