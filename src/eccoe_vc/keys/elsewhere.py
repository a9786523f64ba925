"""What signers have in common whose key is not in this process: hashes that are made here, libraries that may miss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256, sha384
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.errors import KeyLoadError

#: The hash of each curve (FIPS 186-5, RFC 7518 section 3.4); other keys are given the data itself.
HASHES: Final[Mapping[str, Callable[[bytes], Any]]] = MappingProxyType({"P-256": sha256, "P-384": sha384})


def missing(extra: str, library: str, what: str) -> KeyLoadError:
    """The refusal where the library of an extra is not installed: ``key.load``."""
    return KeyLoadError(
        "key.load", f"{what} need {library}, which is not installed.", hint=f'pip install "eccoe-vc[{extra}]"'
    )


__all__ = ["HASHES", "missing"]
