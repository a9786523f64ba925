"""The npm peers: a node process that issues, derives and verifies with packages that other people wrote."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

NODE: Final = Path(__file__).parent / "node"


class PeerError(Exception):
    """The peer refused; the message is its own."""


class Peer:
    """One node process. Every method sends one request and waits for its answer."""

    def __init__(self) -> None:
        node = shutil.which("node")
        if node is None or not (NODE / "node_modules").is_dir():
            raise FileNotFoundError(
                f"The npm peers are not installed: run `npm ci` in {NODE.name}/, with node 20 or newer."
            )
        self._process = subprocess.Popen(
            [node, "peer.mjs"], cwd=NODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait(timeout=30)
        self._process.stdout.close()  # type: ignore[union-attr]

    def ask(self, op: str, **request: Any) -> Any:
        """The answer to one request; None members are left out.

        :raises PeerError: the peer refused.
        """
        line = json.dumps({"op": op} | {name: value for name, value in request.items() if value is not None})
        self._process.stdin.write(line + "\n")  # type: ignore[union-attr]
        self._process.stdin.flush()  # type: ignore[union-attr]
        answer = json.loads(self._process.stdout.readline())  # type: ignore[union-attr]
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer["out"]

    def load(self, documents: Mapping[str, Any]) -> None:
        """Hand in documents that the peer may read; it reads nothing else."""
        self.ask("load", documents=dict(documents))
