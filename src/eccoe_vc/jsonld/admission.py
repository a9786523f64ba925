"""Admission: what may enter a walk. Contexts and where they may stand, types, limits; and how a refusal is said.

The half of the walk (:mod:`eccoe_vc.jsonld.walk`) that runs once for a context or a kind of node, not for each member.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc.errors import CanonicalizationError, shown
from eccoe_vc.jsonld import ownership
from eccoe_vc.jsonld.compile import TEXT, CompiledContext, ContextRefusedError, Term, Typed, TypesRefusedError
from eccoe_vc.jsonld.compiled import Compiled
from eccoe_vc.jsonld.dataset import Group, Quad
from eccoe_vc.limits import Meter

if TYPE_CHECKING:
    from eccoe_vc.jsonld.diagnosis import Diagnosis
    from eccoe_vc.jsonld.naming import Names

_EMBEDDABLE: Final = frozenset({"VerifiableCredential", "EnvelopedVerifiableCredential"})  # may have their own @context
_OVER_BYTES: Final = re.compile(r"[a-z0-9]{1,20}-jcs-[0-9]{4}").fullmatch
_PROOF: Final = "<https://w3id.org/security#proof>"

#: What the document itself is under: nothing that scopes it.
TOP: Final = Term("", TEXT)
TOP.positions = {ownership.CREDENTIAL: ownership.CREDENTIAL}

#: A node that waits for its members: context, object, subject, graph, role, credential, statements so far.
Here = tuple[CompiledContext, dict[str, Any], str, str, int, int, list[str]]


class StoppedError(Exception):
    """The first run met something that must be refused."""


class Admission(ABC):
    """The state of one walk. Nothing of it outlives the call.

    ``diagnosis`` is None in the first run; in the second one it takes what :meth:`refuse` says.
    """

    __slots__ = (
        "_left", "_long", "_stack", "again", "alone", "blanks", "budget", "by_vocab", "compiled", "depths",
        "described", "diagnosis", "directions", "groups", "inline", "labels", "links", "met", "meter", "named",
        "names", "outside", "references", "unpaired",
    )  # fmt: skip

    def __init__(
        self,
        compiled: Compiled,
        meter: Meter,
        *,
        inline: bool,
        directions: bool,
        unpaired: bool = False,
        diagnosis: Diagnosis | None = None,
        names: Names | None = None,
    ) -> None:
        self.compiled, self.meter, self.inline, self.directions = compiled, meter, inline, directions
        self.budget = meter.budget
        self.unpaired = unpaired  # whether blank node labels may stand here once
        self.diagnosis = diagnosis
        self.groups: list[Group] = []
        self.links: list[Quad] = []
        self.names = names  # kept where a second walk will go over a part of the document
        # Blank node labels of the document -> ours.
        self.labels: dict[str, str] = {} if names is None else names.written
        self.named: set[tuple[int, tuple[str | int, ...]]] = set()  # where they stand: object and path in it
        self.alone: dict[str, tuple[dict[str, Any], tuple[str | int, ...]]] = {}  # those met once, and where
        self._long = False  # whether a subject is long
        self.described: dict[str, ownership.Description] = {}  # by subject and graph: the first object about it
        self.again: dict[str, list[ownership.Description]] = {}  # the same, where there are several
        self.references: list[ownership.Reference] = []
        self.met: dict[CompiledContext, None] = {}
        self.depths = [0]  # levels of embedding, by credential
        self.outside = ""  # why this is a document for the general engine
        self.by_vocab = False
        self._stack: list[Here] = []
        self.blanks = 0 if names is None else names.used
        self._left = meter.quads

    def _blank(self) -> str:
        self.blanks += 1
        return f"_:b{self.blanks}"

    def _blank_at(self, node: dict[str, Any], *place: str | int) -> str:
        """A blank node that belongs to a place in ``node``, such as a cell of a list."""
        fresh = self._blank()
        return fresh if self.names is None else self.names.of(node, fresh, *place)

    def refuse(self, code: str, message: str, node: Any = None, *path: str | int, hint: str = "") -> None:
        """Say that something must be refused. The first run stops here, the second one goes on behind it."""
        if self.diagnosis is None:
            raise StoppedError
        self.diagnosis.add(code, message, node, path, hint)

    def _limit(self, what: str, limit: int, node: Any, *path: str | int) -> None:
        place = self.diagnosis.pointer(node, path) if self.diagnosis is not None else ""
        if self.diagnosis is None:
            raise StoppedError
        raise CanonicalizationError(
            "struct.limit",
            f"The document has more than {limit} {what}.",
            pointer=place,
            hint="Pass a larger Budget if you trust it.",
        )

    # ---- nodes ----------
    def _embed(self, node: dict[str, Any], scope: int) -> int:
        """A credential inside a credential: a new owner of local statements."""
        depth = self.depths[scope] + 1
        if len(self.depths) > self.budget.embedded:
            self._limit("embedded credentials", self.budget.embedded, node)
        if depth > self.budget.embedded_depth:
            self._limit("levels of embedded credentials", self.budget.embedded_depth, node)
        self.depths.append(depth)
        return len(self.depths) - 1

    def _meet(self, context: CompiledContext) -> None:
        """Count the contexts that this document uses, compiled before or not: a verdict depends on no cache."""
        self.met[context] = None
        if not len(self.met) & 0xF:
            self.meter.check_time()
        if len(self.met) > self.budget.context_compilations:
            raise CanonicalizationError(
                "jsonld.budget",
                f"The document makes us compile more than {self.budget.context_compilations} contexts.",
            )

    def _refused_types(self, context: CompiledContext, node: dict[str, Any], error: Exception) -> Typed | None:
        """Say what is wrong with a ``type``; the second run goes on with the names that are usable."""
        key = context.type_key
        value = node[key]
        if isinstance(error, ContextRefusedError):
            self._refuse_context(error, node, key)
            return None
        if value is None:
            self.refuse("jsonld.dropped_value", "The type is null, so it would not be signed.", node, key)
            return None
        if not isinstance(error, TypesRefusedError):
            self.refuse("jsonld.shape", f"A type is text or an array of text, but here is {shown(value)}.", node, key)
            return None
        if self.diagnosis is None:
            raise StoppedError
        if not value:
            self.refuse("jsonld.dropped_value", "The type is empty, so it would not be signed.", node, key)
        for code, name in error.problems:
            path = (key,) if value.__class__ is str else (key, _last(value, name))
            self.diagnosis.bad_type(context, code, name, node, path)
        try:
            return context.typed(error.usable) if error.usable else None
        except ContextRefusedError as second:  # the context of a usable name is refused besides
            self._refuse_context(second, node, key)
            return None

    # ---- contexts -------------------------------------------------------------------------------------------------
    def _own_context(self, context: CompiledContext, node: dict[str, Any], term: Term) -> CompiledContext | None:
        """Step 9: the context that an ``@context`` makes; at the top, on embedded credentials and on their proofs."""
        local = node["@context"]
        urls = local if local.__class__ is list else [local]
        if len(urls) > self.budget.contexts:
            self._limit("entries in one @context", self.budget.contexts, node, "@context")
        embeddable = term is TOP or not _EMBEDDABLE.isdisjoint(_names(node.get("type")))
        if not embeddable and not is_byte_proof(term, node):
            self._refuse_nested(node)
            return None
        if not all(url.__class__ is str for url in urls):
            return self._odd_context(context, node, local, urls)
        try:
            return context.embedded(tuple(urls))
        except ContextRefusedError as error:
            self._refuse_context(error, node, "@context")
            return None

    def _refuse_nested(self, node: dict[str, Any]) -> None:
        self.refuse(
            "ctx.nested", "An object that is not an embedded credential brings its own @context.", node, "@context",
            hint="Only the credential itself, embedded credentials and their JCS proofs may have an @context.",
        )  # fmt: skip

    def _odd_context(
        self, context: CompiledContext, node: dict[str, Any], local: Any, urls: list[Any]
    ) -> CompiledContext | None:
        """An ``@context`` with something in it that is not a URL."""
        if self.inline and all(url.__class__ in (str, dict) for url in urls):
            try:
                return context.derived(local)
            except ContextRefusedError as error:
                self._refuse_context(error, node, "@context")
                return None
        for index, url in enumerate(urls):
            path = ("@context", index) if local.__class__ is list else ("@context",)
            if url is None:
                self.refuse("ctx.nested", "A context of null takes the meaning from every member.", node, *path)
            elif url.__class__ is not str:
                self.refuse(
                    "ctx.inline", f"A context is named by its URL, but here is {shown(url)}.", node, *path,
                    hint="Publish the terms as a context document with a URL and pin it.",
                )  # fmt: skip
        return None

    def _scoped(self, context: CompiledContext, term: Term, node: dict[str, Any], key: str) -> CompiledContext | None:
        """Step 8: the property-scoped context of ``term``."""
        try:
            inner = context.scoped(term)
        except ContextRefusedError as error:
            self._refuse_context(error, node, key)
            return None
        if inner not in self.met:
            self._meet(inner)
        return inner

    def _refuse_context(self, error: ContextRefusedError, node: dict[str, Any], key: str) -> None:
        if self.diagnosis is None:
            raise StoppedError
        self.diagnosis.bad_context(error, node, key)

    def _undeclared(self, context: CompiledContext, node: dict[str, Any], key: str) -> Term | None:
        """A key that no context defines: refused, unless ``@vocab`` gives it a meaning."""
        try:
            term = context.undeclared(key)
        except ContextRefusedError as error:
            if self.diagnosis is None:
                raise StoppedError from None
            self.diagnosis.bad_member(context, error.code, key, node)
            return None
        self.by_vocab = True
        if term.keyword:
            self._special((context, node, "", "", 0, 0, []), term, key, node[key])
            return None
        return term

    @abstractmethod
    def _special(self, here: Here, term: Term, key: str, value: Any) -> None:
        """Read a member that is not a plain one: :class:`eccoe_vc.jsonld.quads.DocumentWalk`."""


def is_byte_proof(term: Term, node: dict[str, Any]) -> bool:
    """Whether ``node`` is a proof that is made over bytes: such a proof says with which contexts it was made.

    Data Integrity EdDSA Cryptosuites 1.0, section 3.3.1. At the top it is no part of what is walked; an embedded
    credential brings its own.
    """
    return term.predicate == _PROOF and signs_bytes(node)


def signs_bytes(proof: Any) -> bool:
    """Whether a proof names a suite over RFC 8785 bytes, one that we know or not, as ``ecdsa-jcs-2019``.

    >>> signs_bytes({"cryptosuite": "eddsa-jcs-2022"}), signs_bytes({"cryptosuite": ["-jcs-"]})
    (True, False)
    """
    name = proof.get("cryptosuite") if proof.__class__ is dict else None
    return name.__class__ is str and _OVER_BYTES(name) is not None


def _names(types: Any) -> list[Any]:
    return [name for name in (types if types.__class__ is list else [types]) if name.__class__ is str]


def _last(items: list[Any], name: str) -> int:
    return len(items) - 1 - items[::-1].index(name)
