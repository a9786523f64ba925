"""Group L of the attack corpus: reliability and concurrency. Each case is a test of its own, beside what it is about.

The stores: the status registry (``tests/unit/status_registry``) and the files that it writes (``tests/unit/storage``);
the network: ``tests/unit/net``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

BUILDERS: Final[dict[str, Callable[[], Any]]] = {}
APART: Final = {
    *(f"L01-{name}" for name in ("small", "large", "threads")),
    *(f"L02-{name}" for name in ("kill", "temp", "read")),
    *(f"L03-{name}" for name in ("full", "eio", "readonly", "quota", "short")),
    *(f"L04-{name}" for name in ("rename", "cut", "empty")),
    *(f"L09-{name}" for name in ("5xx", "429", "reset", "truncated", "4xx")),
    "L12-asyncio",
}
LATER: Final = {
    "L01-windows",
    *(f"L07-{name}" for name in ("resume", "ids", "order", "random")),
    *(f"L10-{name}" for name in ("million", "distinct", "errors")),
    *(f"L12-{name}" for name in ("gc", "gevent", "subinterpreters", "free-threaded", "optimised")),
    *(f"L14-{name}" for name in ("vectors", "verdicts")),
    *(f"L15-{name}" for name in ("floor", "newest", "fake")),
}


def test_nothing_is_built_here() -> None:
    """What builders would give is an input for ``inspect``, and no case of this group is one."""
    assert not BUILDERS
    assert not APART & LATER
