"""Diagnosis: the second run over a refused document, which collects every finding and says where it stands.

The fast run knows no places. This one maps each object to its JSON Pointer first and turns what the walk and the
compiled contexts say into sentences, with a suggestion where a name is close to one that the contexts define.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Final

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import Finding, shown
from eccoe_vc.jsonld.compile import CompiledContext, ContextRefusedError
from eccoe_vc.jsonld.documents import admitting

MAX_FINDINGS: Final = 100
MAX_SUGGESTIONS: Final = 10
_EDITION_HINT: Final = (
    "This is a matter of context edition: only the newer edition of the Open Badges 3.0.3 context defines it."
)


class EnoughError(Exception):
    """As many findings as a report can hold."""


class Diagnosis:
    """The findings of one document, with their places."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.findings: list[tuple[int, int, Finding]] = []
        self._pointers: dict[int, tuple[int, str]] = {}  # by object: order in the document, pointer
        self._suggestions = 0
        self._map(document)

    def _map(self, document: dict[str, Any]) -> None:
        stack: list[tuple[str, Any]] = [("", document)]
        while stack:
            pointer, node = stack.pop()
            self._pointers[id(node)] = len(self._pointers), pointer
            items = node.items() if node.__class__ is dict else enumerate(node)
            inner = [(key, item) for key, item in items if item.__class__ is dict or item.__class__ is list]
            stack.extend((pointers.join(pointer, key), item) for key, item in reversed(inner))

    def pointer(self, node: Any, path: Sequence[str | int]) -> str:
        """The JSON Pointer of what stands at ``path`` in ``node``, an object of the document."""
        _, base = self._pointers.get(id(node), (0, ""))
        return pointers.join(base, *path)

    def add(self, code: str, message: str, node: Any, path: Sequence[str | int], hint: str = "") -> None:
        """One finding. The same code at the same place counts once."""
        order, _ = self._pointers.get(id(node), (0, ""))
        place = list(node).index(path[0]) if path and node.__class__ is dict and path[0] in node else -1
        pointer = self.pointer(node, path)
        if any(found.code == code and found.pointer == pointer for _, _, found in self.findings):
            return
        self.findings.append((order, place, Finding(code, message, pointer, hint)))
        if len(self.findings) >= MAX_FINDINGS:
            raise EnoughError

    def in_order(self) -> tuple[Finding, ...]:
        """The findings in document order: by object, then by member."""
        return tuple(finding for _, _, finding in sorted(self.findings, key=lambda row: row[:2]))

    # ---- sentences ------------------------------------------------------------------------------------------------
    def bad_member(self, context: CompiledContext, code: str, key: str, node: dict[str, Any]) -> None:
        """A member name that means nothing, or is not one."""
        hint = ""
        if code == "jsonld.undefined_term":
            message = f"The contexts give {shown(key)} no meaning, so it would not be signed."
            hint = _EDITION_HINT if key == "endorsementJwt" else self._suggestion(key, context)
            # A class of the same name is no other spelling of it.
            if context.type_key not in node and (not hint or hint.lower() == f"did you mean {shown(key)}?".lower()):
                hint = "This object has no type; the contexts give many members a meaning only by it."
        elif code == "jsonld.not_compact":
            message = f"{shown(key)} is not the member name that the contexts give to its meaning."
            hint = self._term_hint(context, key)
        elif code == "jsonld.keyword":
            message = (
                f"The JSON-LD keyword {shown(key)} is not allowed in a credential."
                if key[:1] == "@"
                else f"{shown(key)} stands for something of JSON-LD that is not allowed in a credential."
            )
        else:
            message = f"A context gives {shown(key)} a meaning that cannot be written as RDF."
        self.add(code, message, node, (key,), hint)

    def bad_type(
        self, context: CompiledContext, code: str, name: str, node: dict[str, Any], path: Sequence[str | int]
    ) -> None:
        """A type that means nothing, is not compact, or stands twice."""
        hint = ""
        if code == "jsonld.undefined_type":
            message = f"The contexts give the type {shown(name)} no meaning, so it would not be signed."
            hint = self._suggestion(name, context)
        elif code == "jsonld.not_compact":
            message = f"The type {shown(name)} is not the name that the contexts give to it."
            hint = self._term_hint(context, name)
        elif code == "jsonld.dropped_value":
            message = f"The type {shown(name)} stands twice."
            hint = "Remove the repetition."
        else:
            message = f"The type {shown(name)} holds characters that an IRI cannot have."
        self.add(code, message, node, path, hint)

    def bad_context(self, error: ContextRefusedError, node: dict[str, Any], key: str) -> None:
        """A context that is unknown or not valid."""
        path: tuple[str | int, ...] = (key,)
        local = node.get(key)
        if local.__class__ is list and error.name in local:
            path = (key, local.index(error.name))
        hint = ""
        if error.code == "ctx.unknown":
            message = f"The context {shown(error.name)} is not known here, and nothing is fetched."
            hint = admitting(str(error.name))
            hint = hint or "Pass the document with its SHA-256 as a pinned context if you trust it."
        elif error.code == "ctx.protected":
            message = f"A context redefines the protected term {shown(error.name)}."
        elif error.code == "jsonld.budget":
            message = "A context includes itself or is nested too deeply to be read."
        else:
            message = f"A context is not valid JSON-LD 1.1: {error.cause}, at {shown(error.name)}."
        self.add(error.code, message, node, path, hint)

    def _suggestion(self, name: str, context: CompiledContext) -> str:
        self._suggestions += 1
        if self._suggestions > MAX_SUGGESTIONS or len(name) > 100:
            return ""
        known = [key for key, term in context.terms.items() if not term.keyword]
        close = get_close_matches(name, known, n=1, cutoff=0.75)
        if not close:
            lower = {key.lower(): key for key in known}
            close = [lower[name.lower()]] if name.lower() in lower else []
        return f"Did you mean {shown(close[0])}?" if close else ""

    @staticmethod
    def _term_hint(context: CompiledContext, name: str) -> str:
        term = context.by_iri().get(name)
        return f"Write {shown(term)}." if term is not None else ""
