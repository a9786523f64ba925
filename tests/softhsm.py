"""A SoftHSM of our own for the tests: tokens in a folder of this process, with keys that were made outside of them.

The library and its tool are those of Debian's ``softhsm2``. Without them tests are skipped; with CI=true they fail.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import NamedTuple, NoReturn

import pytest

from eccoe_vc import LocalSigner

PIN = "1234-sésame"
TOKEN = "issuing"
#: Two tokens of one name.
TWINS = "twins"
#: Label in the token and kind of key; all labels are also ids.
KEYS = {"badges-2026": "Ed25519", "p256": "P-256", "p384": "P-384", "rsa": "RSA-2048"}


class Hsm(NamedTuple):
    """The shared library, and the public twins of the keys in the token ``issuing``."""

    module: str
    known: dict[str, LocalSigner]


def _missing(what: str) -> NoReturn:
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"not run: {what} (a failure because CI=true)", pytrace=False)
    pytest.skip(f"not run: {what}")


def _library() -> str:
    places = [*Path("/usr/lib").glob("softhsm/libsofthsm2.so"), *Path("/usr/lib").glob("*/softhsm/libsofthsm2.so")]
    if not places or shutil.which("softhsm2-util") is None:
        _missing("SoftHSM is not installed (Debian: apt-get install softhsm2)")
    return str(places[0])


def _util(*arguments: str) -> None:
    done = subprocess.run(["softhsm2-util", *arguments], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode(errors="replace")


@cache
def hsm() -> Hsm:
    """The one SoftHSM of this process: its library reads where the tokens are once, when it is loaded."""
    module = _library()
    folder = Path(tempfile.mkdtemp(prefix="softhsm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "tokens").mkdir()
    (folder / "conf").write_text(f"directories.tokendir = {folder / 'tokens'}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "conf")
    known = {}
    for label in (TOKEN, TWINS, TWINS):
        _util("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "an officer's")
    for number, (label, alg) in enumerate(KEYS.items(), 1):
        known[label] = LocalSigner.generate(alg)
        file = folder / f"{label}.pem"
        known[label].save(file)
        _util("--import", str(file), "--token", TOKEN, "--label", label, "--id", f"A{number}", "--pin", PIN)
        file.unlink()
    return Hsm(module, known)
