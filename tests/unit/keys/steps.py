"""Drives the steps of a resolver with documents at hand, and makes documents for them."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping
from typing import Any, TypeVar

from eccoe_vc.keys import LocalSigner
from eccoe_vc.sources import Fetch, Fetched, Unavailable

Result = TypeVar("Result")


def signer(name: str, controller: str | None = None) -> LocalSigner:
    """A test key that is always the same for the same name."""
    return LocalSigner.from_seed(name.encode().ljust(32, b"."), controller=controller)


def drive(
    steps: Generator[Fetch, Fetched | Unavailable, Result], documents: Mapping[str, Any] | None = None
) -> tuple[Result, list[str]]:
    """The result, and the URLs that were asked for. A document is bytes, or a tree to be written as JSON."""
    asked: list[str] = []
    known = documents or {}
    try:
        wanted = next(steps)
        while True:
            asked.append(wanted.url)
            found = known.get(wanted.url)
            if isinstance(found, Fetched):
                wanted = steps.send(found)
            elif found is None:
                wanted = steps.send(Unavailable("fetch.not_allowed", "not at hand"))
            else:
                data = found if isinstance(found, bytes) else json.dumps(found).encode()
                wanted = steps.send(Fetched(wanted.url, data, "application/json"))
    except StopIteration as done:
        result: Result = done.value
        return result, asked


def multikey(who: LocalSigner, document_id: str, name: str = "key-1", **members: Any) -> dict[str, Any]:
    """A verification method for the key of ``who``."""
    return {
        "id": f"{document_id}#{name}",
        "type": "Multikey",
        "controller": document_id,
        "publicKeyMultibase": who.public_key.to_multikey(),
        **members,
    }


def document(document_id: str, *methods: Any, **members: Any) -> dict[str, Any]:
    """A controller document that lists ``methods`` for ``assertionMethod``, unless ``members`` say otherwise."""
    return {
        "@context": "https://unknown.example/context",
        "id": document_id,
        "verificationMethod": list(methods),
        "assertionMethod": [method["id"] for method in methods],
        **members,
    }
