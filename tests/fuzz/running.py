"""How a harness is run: ``python -m tests.fuzz.fuzz_json -max_total_time=3600`` (arguments are libFuzzer's).

A harness is a module with ``run_once(data: bytes) -> None``, which raises when a law is broken, and ``seeds()``, inputs
to begin with by name. It is importable without atheris: ``tests/unit/test_fuzz_harnesses.py`` runs every seed and
every kept crash of every harness in the ordinary tests.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from eccoe_vc.codes import code
from eccoe_vc.errors import EccoeError

FOLDER = Path(__file__).resolve().parent


def parsed(parsers: Sequence[Callable[[bytes], None]], data: bytes) -> None:
    """One input to one of several parsers, which the first byte chooses: coded errors are all that may come out."""
    if not data:
        return
    try:
        parsers[data[0] % len(parsers)](data[1:])
    except EccoeError as error:
        assert code(error.code), error
        assert len(error.message) <= 300, error
        assert error.message.isprintable(), error


def fuzz(name: str, arguments: list[str] | None = None) -> None:
    """Run ``tests.fuzz.<name>`` under atheris with the library instrumented, its seeds and kept crashes as corpus."""
    import atheris

    # The library may have been imported already, without instrumentation: it is loaded once more.
    for module in [module for module in sys.modules if module.partition(".")[0] in ("eccoe_vc", "tests")]:
        del sys.modules[module]
    with atheris.instrument_imports(include=["eccoe_vc", "tests.fuzz"]):
        harness = import_module(f"tests.fuzz.{name}")
    options = sys.argv[1:] if arguments is None else arguments
    with tempfile.TemporaryDirectory() as corpus:
        for number, data in enumerate(harness.seeds().values()):
            (Path(corpus) / f"seed-{number}").write_bytes(data)
        kept = [str(folder) for folder in [FOLDER / "crashes" / name.removeprefix("fuzz_")] if folder.is_dir()]
        atheris.Setup([name, *options, corpus, *kept], harness.run_once)
        atheris.Fuzz()
