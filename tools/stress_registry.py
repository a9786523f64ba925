"""Kill programs that write to a status registry a thousand times, and let sixteen of them take places one by one.

    python tools/stress_registry.py [--kills 1000] [--processes 16] [--each 1000] [--folder DIR] [--postgresql]

With ``--postgresql`` on a server that is started for it and stopped afterwards (tests/postgresql.py), else on SQLite.
The tests do the same in less time (tests/unit/status_registry/test_races.py). Nothing is printed but what was done and
how long it took; whatever does not hold ends in a traceback.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.postgresql import cluster
from tests.unit.status_registry.test_races import kill_often, race


def main() -> int:
    """Run both, each on a registry of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1_000)
    parser.add_argument("--processes", type=int, default=16)
    parser.add_argument("--each", type=int, default=1_000)
    parser.add_argument("--folder", help="where the files are made; a temporary folder if absent")
    parser.add_argument("--postgresql", action="store_true", help="on a server instead of SQLite")
    options = parser.parse_args()
    with TemporaryDirectory(dir=options.folder) as folder, cluster() if options.postgresql else nullcontext() as server:
        places = [f"{folder}/race.db", f"{folder}/kills.db"] if server is None else [server.fresh(), server.fresh()]
        began = time.monotonic()
        race(places[0], options.processes, options.each)
        print(f"{options.processes} processes took {options.each} places each in {time.monotonic() - began:.0f} s")
        began = time.monotonic()
        kill_often(places[1], Path(folder) / "www", options.kills)
        print(f"{options.kills} programs were killed in {time.monotonic() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
