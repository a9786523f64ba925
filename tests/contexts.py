"""Context sets for tests: the bundled documents, and those of tests/fixtures that must never be in the wheel."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from eccoe_vc.jsonld.documents import EVERYTHING, ContextSet, pinned

FIXTURES = Path(__file__).parent / "fixtures" / "contexts"


@cache
def with_test_contexts() -> ContextSet:
    """All bundled contexts and the test-only ones, with the catch-all vocabulary of ``examples/v2``."""
    manifest = json.loads((FIXTURES / "manifest.json").read_bytes())
    documents = []
    for entry in manifest["files"]:
        data = (FIXTURES / entry["file"]).read_bytes()
        documents.append(pinned(entry["url"], data, sha256(data).hexdigest()))
    return EVERYTHING.with_documents(*documents)
