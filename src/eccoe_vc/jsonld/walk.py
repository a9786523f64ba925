"""The walk: a JSON-LD document to RDF statements in one pass over its JSON, or refused.

No expanded form and no node map: compiled contexts (:mod:`eccoe_vc.jsonld.compile`) say what each member means, and
the same look-up decides whether it is the one permitted spelling. JSON-LD 1.1 API sections 5.1.2 (expansion) and 8.1
(deserialisation) as one; step numbers are those of 5.1.2. Nothing is dropped, re-keyed or guessed: what JSON-LD would
drop is refused (VC Data Integrity 1.0, "Securing Data Losslessly").

The walk keeps its own stack, so depth of the document costs no Python frames. It runs twice where something is wrong:
the first run stops at the first refusal and knows no places; the second one (:mod:`eccoe_vc.jsonld.diagnosis`) goes on
and collects every finding with its JSON Pointer.
"""

from __future__ import annotations

import re
from typing import Any, Final

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import CanonicalizationError, shown
from eccoe_vc.jsonld import ownership
from eccoe_vc.jsonld.admission import TOP, Admission, Here, is_byte_proof
from eccoe_vc.jsonld.compile import (
    LINK,
    SPECIAL,
    TEXT,
    VOCAB,
    CompiledContext,
    ContextRefusedError,
    Term,
    Typed,
    TypesRefusedError,
)
from eccoe_vc.jsonld.dataset import Group
from eccoe_vc.jsonld.iris import MAX_IRI, PLAIN_IRI, is_safe_iri
from eccoe_vc.jsonld.terms import expand_iri
from eccoe_vc.jsonld.values import ESCAPES, ValueRefusedError, escape, is_native, native, value_object

_LONG: Final = 1_000  # characters of a subject whose repetition in each of its statements is counted
# No words: a label that a canonical form replaces could otherwise say something that nobody signed.
_LABEL: Final = re.compile(r"_:(?:[A-Za-z]|c14n)?[0-9]{0,9}(?<!:)").fullmatch
_TICK: Final = 0xFF  # look at the clock every 256 nodes


class Walk(Admission):
    """One document."""

    __slots__ = ()

    # ---- the document ---------------------------------------------------------------------------------------------
    def run(self, document: dict[str, Any]) -> None:
        """Walk ``document``; afterwards :attr:`groups` and :attr:`links` hold its statements."""
        if "@context" in document:
            self._child((self.compiled.root, document, "", "", ownership.CREDENTIAL, 0, []), TOP, "", document)
            self._drain()
        else:
            self.refuse(
                "ctx.missing_base", "The document has no @context, so its members have no meaning.", document,
                hint="The first entry of @context is https://www.w3.org/ns/credentials/v2.",
            )  # fmt: skip
        if self.labels and not self.unpaired:
            self._refuse_alone()
            self._refuse_told(document)
        if self._long:
            for subject, _, thing, _ in self.links:
                self.meter.take_characters(len(subject) + len(thing))
        if self.again or self.references:
            self._check_ownership()
            self._merge()
        self.meter.take_quads(self.meter.quads - self._left)

    def _drain(self) -> None:
        """Read the members of every node that waits (step 13)."""
        stack, groups, links = self._stack, self.groups, self.links
        typed_left = self.budget.typed_nodes
        while stack:
            here = stack.pop()
            context, node, subject, graph, _, _, tails = here
            if tails:
                typed_left -= 1
            terms = context.terms
            for key, value in node.items():
                term = terms.get(key)
                if term is None:
                    term = self._undeclared(context, node, key)
                    if term is None:
                        continue
                kind = term.kind
                if kind == TEXT and value.__class__ is str:
                    if value.isprintable() and '"' not in value and "\\" not in value:
                        tails.append(f"{term.head}{value}{term.tail}")
                    else:
                        tails.append(f"{term.head}{value.translate(ESCAPES)}{term.tail}")
                elif kind <= VOCAB:
                    if value.__class__ is dict and "@value" not in value:
                        thing = self._child(here, term, key, value)
                    elif value.__class__ is list:
                        self._many(here, term, key, value)
                        continue
                    elif (
                        kind == LINK
                        and value.__class__ is str
                        and not (term.positions or context.prefixes)
                        and PLAIN_IRI(value)
                    ):
                        tails.append(f"{term.lead}<{value}> .\n")
                        continue
                    else:
                        thing = self._object(here, term, key, value, -1)
                    if thing[:1] == "_":
                        links.append((subject, term.predicate, thing, graph))
                    elif thing:
                        tails.append(f"{term.lead}{thing} .\n")
                elif kind == SPECIAL:
                    self._special(here, term, key, value)
            groups.append((subject, graph, tails))
            if len(subject) > _LONG:
                self._long = True
                self.meter.take_characters(len(subject) * (len(tails) + 1))
            self._left -= len(tails) + 1
            if self._left < 0 or typed_left < 0 or not len(groups) & _TICK:
                self._check_limits(node, typed_left)

    def _check_limits(self, node: dict[str, Any], typed_left: int) -> None:
        if typed_left < 0:
            self._limit("objects with a type", self.budget.typed_nodes, node)
        if self._left < 0:
            self.meter.take_quads(self.meter.quads + 1)
        self.meter.check_time()

    # ---- nodes ----------------------------------------------------------------------------------------------------
    def _child(self, here: Here, term: Term, key: str, node: dict[str, Any]) -> str:
        """Steps 7 to 12 for an object under ``term``: which context rules in it, what it is, how it is called.

        The subject comes back at once; the members wait on the stack. Empty: refused.
        """
        context, parent, _, graph, role, scope, _ = here
        if context.previous is not None and not (len(node) == 1 and context.id_key in node):
            context = context.previous
        if term.scoped and (scoped := self._scoped(context, term, parent, key)) is not None:
            context = scoped
        if "@context" in node:
            own = self._own_context(context, node, term)
            if own is None:
                return ""
            context = own
        role = term.positions.get(role, ownership.NONE) if term.positions else ownership.NONE
        tails: list[str] = []
        if context.type_key in node:
            types = node[context.type_key]
            typed: Typed | None = None
            if types.__class__ is str:
                typed = context.kinds.get(types)
            elif types.__class__ is list:
                if len(types) > self.budget.types_per_node:
                    self._limit("types on one object", self.budget.types_per_node, node, context.type_key)
                try:
                    typed = context.kinds.get(tuple(types))
                except TypeError:  # an item that cannot be hashed
                    typed = None
            if typed is None:
                typed = self._typed(context, node, types)
            if typed is not None:
                if "@context" in node and not typed.credential and term is not TOP and not is_byte_proof(term, node):
                    self._refuse_nested(node)
                context = typed.context
                tails = typed.statements.copy()
                if typed.by_vocab:
                    self.by_vocab = True
                if typed.credential and term is not TOP:
                    scope = self._embed(node, scope)
        if context not in self.met:
            self._meet(context)
        if context.id_key in node:
            value = node[context.id_key]
            if value.__class__ is str and PLAIN_IRI(value) and not context.prefixes:
                subject = f"<{value}>"
            else:
                subject = self._subject(context, node, value, role)
            place = subject + graph
            if len(node) == 1:
                if role:
                    self.references.append((place, role, scope))
                return subject
            entry = (node, context, role, scope)
            first = self.described.setdefault(place, entry)
            if first is not entry:
                self.again.setdefault(place, [first]).append(entry)
        else:
            self.blanks += 1
            subject = f"_:b{self.blanks}"
            if self.names is not None:
                subject = self.names.of(node, subject)
        self._stack.append((context, node, subject, graph, role, scope, tails))
        return subject

    def _typed(self, context: CompiledContext, node: dict[str, Any], types: Any) -> Typed | None:
        """What a type value means that was not met before."""
        try:
            return context.typed(types)
        except (TypeError, TypesRefusedError, ContextRefusedError) as error:
            return self._refused_types(context, node, error)

    def _subject(self, context: CompiledContext, node: dict[str, Any], value: Any, role: int) -> str:
        """The subject of a node whose id is not a plain IRI."""
        key = context.id_key
        if value.__class__ is str:
            subject = self._iri(context, value, False, role, node, (key,))
        else:
            self.refuse("jsonld.shape", f"An id is text, but here is {shown(value)}.", node, key)
            subject = ""
        if self.names is not None and subject[:1] == "_":
            self.names.of(node, subject)  # a part of the document leaves such an id out
        return subject or self._blank()  # the second run goes on inside

    # ---- values ---------------------------------------------------------------------------------------------------
    def _many(self, here: Here, term: Term, key: str, values: list[Any]) -> None:
        """The items of an array, as a set."""
        if len(values) > self.budget.values_per_member:
            self._limit("values under one member", self.budget.values_per_member, here[1], key)
        things = []
        for value in values:
            if value.__class__ is dict and "@value" not in value:
                things.append(self._child(here, term, key, value))
            else:
                things.append(self._object(here, term, key, value, len(things)))
        self._emit(here, term, key, things)

    def _emit(self, here: Here, term: Term, key: str, things: list[str]) -> None:
        _, node, subject, graph, _, _, tails = here
        if len(things) == 1:
            pass
        elif not things:
            self.refuse("jsonld.dropped_value", "An empty array says nothing, so it would not be signed.", node, key)
        elif len(set(things)) != len(things) and "" not in things:
            index = next(i for i, thing in enumerate(things) if thing in things[:i])
            self.refuse(
                "jsonld.dropped_value", "The same value stands twice in one set, and only one would be signed.",
                node, key, index, hint="Remove the repetition.",
            )  # fmt: skip
        for thing in things:
            if thing[:1] == "_":
                self.links.append((subject, term.predicate, thing, graph))
            elif thing:
                tails.append(f"{term.lead}{thing} .\n")

    def _object(self, here: Here, term: Term, key: str, value: Any, index: int) -> str:
        """One value as the object of a statement. Empty: refused."""
        kind = value.__class__
        if kind is str:
            if term.kind == LINK or term.kind == VOCAB:
                return self._link(here, term, key, value, index)
            return f'"{escape(value)}"{term.suffix}'
        node = here[1]
        path = (key,) if index < 0 else (key, index)
        if kind is dict:
            if "@value" not in value:
                return self._child(here, term, key, value)
            try:
                plain = term.kind == TEXT and not term.suffix and not term.datatype
                return value_object(value, key, plain, self.directions)
            except ValueRefusedError as error:
                self.refuse(error.code, error.message, node, *path)
        elif kind is list:
            self.refuse("jsonld.shape", "An array stands inside an array.", node, *path)
        elif value is None:
            self.refuse("jsonld.dropped_value", "A value is null, so it would not be signed.", node, *path)
        elif term.coercion in ("@id", "@vocab"):
            self.refuse(
                "jsonld.not_compact",
                f"{shown(key)} refers to something by its IRI, but here is {shown(value)}.",
                node,
                *path,
            )
        elif term.datatype and not is_native(term.datatype):
            self.refuse(
                "jsonld.not_compact", f"{shown(key)} is a text, but here is {shown(value)}.", node, *path,
                hint="Write it in quotes; a signature does not tell the one from the other.",
            )  # fmt: skip
        else:
            try:
                return native(value, term.datatype)
            except ValueRefusedError as error:
                self.refuse(error.code, error.message, node, *path)
        return ""

    def _link(self, here: Here, term: Term, key: str, value: str, index: int) -> str:
        """A string under a term that refers."""
        context, node, _, graph, role, scope, _ = here
        target = term.positions.get(role, ownership.NONE) if term.positions else ownership.NONE
        path = (key,) if index < 0 else (key, index)
        thing = self._iri(context, value, term.coercion == "@vocab", target, node, path)
        if target and thing:
            self.references.append((thing + graph, target, scope))
        return thing

    def _iri(
        self,
        context: CompiledContext,
        value: str,
        vocab: bool,
        role: int,
        node: dict[str, Any],
        path: tuple[str | int, ...],
    ) -> str:
        """An IRI or blank node as a term of N-Quads (API section 5.2). Empty: refused."""
        if (
            not vocab
            and (PLAIN_IRI(value) or is_safe_iri(value))
            and not (context.prefixes and value.partition(":")[0] in context.prefixes)
        ):
            return f"<{value}>"
        if value[:2] == "_:":
            if role in ownership.NAMED:
                self.refuse(
                    "jsonld.blank_policy_node", f"{shown(value)} is a name that only this document knows.", node, *path,
                    hint="Credentials, issuers, subjects, status and schema entries need an IRI as id.",
                )  # fmt: skip
                return ""
            return self._labelled(value, node, path)
        expanded = expand_iri(context.active, value, vocab=vocab, relative=True)
        if expanded is not None and is_safe_iri(expanded) and len(expanded) <= len(value) + MAX_IRI:
            compact = ":" in value and expanded != value
            if value not in context.active.terms and (compact or (vocab and expanded in context.by_iri())):
                self.refuse("jsonld.not_compact", f"{shown(value)} is not the one form of this IRI.", node, *path)
            return f"<{expanded}>"
        if ":" in value:
            self.refuse("rdf.bad_iri", f"{shown(value)} holds characters that an IRI cannot have.", node, *path)
        else:
            self.refuse(
                "jsonld.relative_iri", f"{shown(value)} is no absolute IRI, so it would not be signed.", node, *path,
                hint="Use an absolute IRI such as https://... or urn:uuid:...",
            )  # fmt: skip
        return ""

    def _labelled(self, value: str, node: dict[str, Any], path: tuple[str | int, ...]) -> str:
        """A blank node label of the document. Signatures do not cover labels, so they carry nothing but identity."""
        if not _LABEL(value):
            self.refuse(
                "rdf.bad_iri", f"{shown(value)} is no label of a blank node that we take.", node, *path,
                hint="Such a label is a letter and a number, as in _:b0, because no signature covers its wording.",
            )  # fmt: skip
            return ""
        self.named.add((id(node), path))
        label = self.labels.get(value)
        if label is None:
            label = self.labels[value] = self._blank()
            self.alone[value] = (node, path)
        else:
            self.alone.pop(value, None)
        return label

    # ---- afterwards -----------------------------------------------------------------------------------------------
    def _refuse_alone(self) -> None:
        for label, (node, path) in self.alone.items():
            self.refuse(
                "jsonld.dropped_value", f"Nothing else names {shown(label)}, so the name would not be signed.",
                node, *path, hint="Leave the id out, or give a complete address.",
            )  # fmt: skip

    def _refuse_told(self, document: dict[str, Any]) -> None:
        """Texts that repeat a label: readers would follow them, and the signature lets anybody exchange labels."""
        for _, node in pointers.walk(document):
            if node.__class__ is not dict:
                continue
            for key, value in node.items():
                for index, item in enumerate(value) if value.__class__ is list else ((-1, value),):
                    path = (key,) if index < 0 else (key, index)
                    if item.__class__ is str and item in self.labels and (id(node), path) not in self.named:
                        self.refuse(
                            "jsonld.dropped_value", f"This text repeats the label {shown(item)}, which is not signed.",
                            node, *path, hint="Give what it refers to a complete address as id, and write that here.",
                        )  # fmt: skip

    def _check_ownership(self) -> None:
        """Rule: a statement that a check reads stands where the check reads it."""
        places = dict(self.again)
        for reference in self.references:
            if reference[0] in self.described:
                places.setdefault(reference[0], [self.described[reference[0]]])
        try:
            strays = list(ownership.check(places, self.references))
        except RecursionError:  # a caller's mapping that never came through the strict door
            raise CanonicalizationError("json.depth", "The document is nested too deeply to be compared.") from None
        for stray in strays:
            self.refuse(
                "jsonld.node_described_twice",
                f"{shown(stray.key)} is said here about {stray.owner}, but not where {stray.owner} stands.",
                stray.node,
                stray.key,
                hint="Say it once, at its own place; elsewhere refer to it by id.",
            )

    def _merge(self) -> None:
        """Bring the statements about a node that was described several times together, each once."""
        again = self.again
        if not again:
            return
        groups: list[Group] = []
        merged: dict[str, list[str]] = {}
        for group in self.groups:
            place = group[0] + group[1]
            if place not in again:
                groups.append(group)
            elif place in merged:
                merged[place].extend(group[2])
            else:
                merged[place] = group[2]
                groups.append(group)
        for tails in merged.values():
            tails[:] = dict.fromkeys(tails)
        self.groups = groups
        self.links = list(dict.fromkeys(self.links))
