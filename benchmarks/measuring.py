"""Timing in interleaved rounds, so that a busy moment of the machine falls on every cell alike."""

from __future__ import annotations

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

Cell = Callable[[], Any]
Figures = dict[str, dict[str, float]]

PACKAGES = (
    "eccoe-vc",
    "highspy",
    "cryptography",
    "PyLD",
    "openbadgeslib",
    "rfc8785",
    "jwcrypto",
    "joserfc",
    "PyJWT",
    "orjson",
    "pyoxigraph",
    "pydantic",
)


class Elsewhere(Protocol):
    """A worker that times its own cells, which are named by text instead of a callable."""

    def time(self, what: str, repeats: int) -> list[float]: ...


def measure(
    cells: Mapping[str, Cell | str], elsewhere: Elsewhere | None, rounds: int, repeats: Callable[[str], int]
) -> tuple[Figures, dict[str, str]]:
    """Median and minimum of each cell in microseconds, and what failed. One round before the first is thrown away."""
    times: dict[str, list[float]] = {key: [] for key in cells}
    errors: dict[str, str] = {}
    for turn in range(-1, rounds):
        for key, cell in cells.items():
            if key in errors:
                continue
            gc.collect()
            gc.freeze()  # what earlier cells left behind must not be traversed on the time of this one
            try:
                if isinstance(cell, str):
                    if elsewhere is None:
                        raise RuntimeError("no worker")
                    # node's compiler needs longer to warm up
                    taken = elsewhere.time(cell, repeats(key) * (4 if turn < 0 else 1))
                else:
                    taken = _timed(cell, repeats(key))
            except Exception as error:  # a peer that fails is reported, not fatal
                errors[key] = repr(error)[:300]
                continue
            if turn >= 0:
                times[key] += taken
    figures = {k: {"median_us": statistics.median(t), "min_us": min(t), "n": len(t)} for k, t in times.items() if t}
    return figures, errors


def _timed(cell: Cell, repeats: int) -> list[float]:
    taken = []
    for _ in range(repeats):
        start = time.perf_counter()
        cell()
        taken.append((time.perf_counter() - start) * 1e6)
    return taken


def environment() -> dict[str, Any]:
    """The machine and the versions, as they go beside every figure."""
    found: dict[str, Any] = {
        "date": time.strftime("%Y-%m-%d"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "cpus": os.cpu_count(),
        "load": [round(value, 1) for value in os.getloadavg()],
    }
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = None
    return found


def processor() -> str:
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for line in listing.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()
