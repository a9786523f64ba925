"""The thorough half of the shape check: everything that is wrong with a document, each with code, place and sentence.

Works through the same table as :mod:`eccoe_vc.models.accept`, object by object, without recursion. Findings come in the
order of the document. A missing member is reported at the object that lacks it, so every pointer leads somewhere.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from eccoe_vc.encoding import pointers
from eccoe_vc.errors import Finding, shown
from eccoe_vc.models import kinds, samples
from eccoe_vc.models._shapes import SHAPES, Member
from eccoe_vc.models.lexical import RULES, WHOLE, Problem
from eccoe_vc.models.relations import Flaw, holes, of_object

#: More findings than these help nobody; the check stops there, within an object, too.
MOST: Final = 1_000
_ROOM: Final = 1 << 20  # characters of all pointers together: each may be as long as the document
_OBJECT: Final = Problem("model.type", "an object")

Order = tuple[int, ...]
Tokens = tuple[str | int, ...]


class _Node(NamedTuple):
    """An object that is still to be looked at."""

    value: dict[str, Any]
    name: str
    order: Order
    tokens: Tokens
    as_issuer: bool = False


def findings(document: Any, name: str, *, identifiers: bool) -> list[Finding]:
    """Everything that is wrong with ``document`` as a ``name``, in document order, notes included.

    :param identifiers: whether URLs are judged; if not, they only have to be text.
    """
    if not isinstance(document, dict):
        return [Finding("model.type", f"A JSON object was expected, but this is {shown(document)}.")]
    run = _Run(identifiers)
    run.todo.append(_Node(document, name, (), ()))
    while run.todo and not run.full:
        run.visit(run.todo.pop())
    return [finding for _, finding in sorted(run.found, key=_by_order)]


def _by_order(entry: tuple[Order, Finding]) -> Order:
    return entry[0]


class _Run:
    """The state of one check: what is still to do, and what was found."""

    __slots__ = ("code", "found", "identifiers", "room", "todo")

    def __init__(self, identifiers: bool) -> None:
        self.identifiers = identifiers
        self.todo: list[_Node] = []
        self.found: list[tuple[Order, Finding]] = []
        self.code = ""
        self.room = _ROOM

    @property
    def full(self) -> bool:
        """Whether enough was found."""
        return len(self.found) >= MOST or self.room < 0

    def say(self, order: Order, tokens: Tokens, code: str, message: str, hint: str = "") -> None:
        """Keep a finding, under the code of the class where that has one of its own."""
        if self.full:
            return
        if self.code and code.startswith("model."):
            code = self.code
        pointer = pointers.join("", *tokens)
        self.room -= len(pointer)
        self.found.append((order, Finding(code, message[:300], pointer, hint)))

    def visit(self, node: _Node) -> None:
        """Look at one object: what it lacks, what it holds, what does not fit together."""
        types, required, members, relations, foreign, self.code, flags = SHAPES[node.name]
        value, order, tokens = node.value, node.order, node.tokens
        for member in required:
            if member not in value:
                code = "model.type" if member == "type" and types else "model.missing"
                code = "issuer.shape" if node.as_issuer and member == "id" else code
                message = f"The member {member} is missing here; {_article(node.name)} needs it."
                self.say(order, tokens, code, message, _to_add(node.name, member))
        for index, (key, item) in enumerate(value.items()):
            place, path = (*order, index), (*tokens, key)
            rule = members.get(key)
            if rule is not None:
                if node.as_issuer and key == "id":
                    rule = ("issuer_id", "", "one")
                self.member(key, item, rule, place, path)
            elif "closed" in flags:
                self.say(place, path, "model.value", f"The member {shown(key)} has no place in {_article(node.name)}.")
            elif "loose" not in flags and key not in foreign:
                self.flaws(holes(item, path), place, ())
        self.flaws(of_object(value, types, foreign, relations), order, tokens)

    def flaws(self, found: Iterable[Flaw], order: Order, tokens: Tokens) -> None:
        """Keep what relations found; they stand after the members of their object."""
        for flaw in found:
            self.say((*order, 1_000_000), (*tokens, *flaw.tokens), flaw.code, flaw.message, flaw.hint)

    def member(self, key: str, item: Any, rule: Member, order: Order, tokens: Tokens) -> None:
        """Look at one member: is it there once or in a list, as it should, and is each value in order?"""
        kind, detail, form = rule
        if kind == "context":
            self.context(item, form, order, tokens)
        elif kind == "types":
            self.types(item, form, order, tokens)
        elif kind == "name":
            self.name(key, item, detail, order, tokens)
        elif isinstance(item, list) and kind not in WHOLE:
            self.several(key, item, rule, order, tokens)
        else:
            before = len(self.found)
            pending = len(self.todo)
            self.one(key, item, rule, order, tokens)
            if form == "array" and len(self.found) == before:
                del self.todo[pending:]
                message = f"The member {key} holds one value; a list was expected."
                self.say(order, tokens, "model.cardinality", message, _IN_BRACKETS)

    def several(self, key: str, items: list[Any], rule: Member, order: Order, tokens: Tokens) -> None:
        """A list, where the declaration allows one."""
        kind, detail, form = rule
        if detail == "proof" and not items:
            return  # no proof at all is for the proof check to say
        if form == "one":
            code = {"id": "model.id", "issuer": "issuer.shape", "issuer_id": "issuer.shape"}.get(
                kind, "model.cardinality"
            )
            if key == "credentialSubject" and len(items) > 1:
                code = "subject.ambiguous"
            self.say(order, tokens, code, f"The member {key} holds a list of {len(items)}; exactly one was expected.")
        elif not items:
            code = "status.unreadable" if detail == "status" else "model.empty_array"
            self.say(order, tokens, code, f"The list {key} is empty; a member without values is left out.")
        else:
            for index, item in enumerate(items):
                self.one(key, item, rule, (*order, index), (*tokens, index))

    def one(self, key: str, item: Any, rule: Member, order: Order, tokens: Tokens) -> None:
        """One value: text of some form, or an object to be looked at later."""
        kind, detail, _ = rule
        if kind == "object":
            self.object(key, item, detail, _OBJECT, order, tokens, samples.of_class(detail))
        elif kind == "picked":
            self.picked(key, item, detail, order, tokens)
        elif kind in ("issuer", "reference"):
            self.reference(key, item, kind, detail, order, tokens)
        elif item is None and kind not in ("id", "issuer_id"):
            self.say(order, tokens, "model.null", f"The member {key} is null; a member without a value is left out.")
        else:
            self.lexical(key, item, kind, order, tokens)

    def lexical(self, key: str, item: Any, kind: str, order: Order, tokens: Tokens) -> None:
        """One value against the rule of this name."""
        if not self.identifiers and kind in ("id", "iri", "issuer_id"):
            wrong = None if isinstance(item, str) else RULES["id" if kind == "issuer_id" else kind](item)
        else:
            wrong = RULES["id" if kind == "issuer_id" else kind](item)
        if wrong is not None:
            code = "issuer.shape" if kind == "issuer_id" else wrong.code
            self.wrong(key, item, wrong._replace(code=code), order, tokens)

    def object(
        self, key: str, item: Any, name: str, wrong: Problem, order: Order, tokens: Tokens, sample: str = ""
    ) -> None:
        """An object of a known class, put aside to be looked at."""
        if isinstance(item, dict):
            self.todo.append(_Node(item, name, order, tokens))
        elif item is None and wrong is _OBJECT:
            self.say(order, tokens, "model.null", f"The member {key} is null; a member without a value is left out.")
        else:
            due = sample or f"{_article(name)}, in curly brackets"
            self.wrong(key, item, wrong, order, tokens, f"Ask the issuer to write an object: {due}.")

    def picked(self, key: str, item: Any, by: str, order: Order, tokens: Tokens) -> None:
        """An object whose class is chosen by what it says of itself."""
        if by == "credential_or_token" and isinstance(item, str):
            self.lexical(key, item, "compact_jws", order, tokens)
            return
        wrong = {
            "status": Problem("status.unreadable", "an object with a type"),
            "proof": Problem("model.null" if item is None else "proof.shape", "an object with a type"),
            "credential": Problem("vp.credential_shape", "a credential object or an enveloped token"),
            "credential_or_token": Problem("vp.credential_shape", "a credential object or a token"),
        }.get(by, _OBJECT)
        self.object(key, item, getattr(kinds, f"of_{by}")(item), wrong, order, tokens)

    def reference(self, key: str, item: Any, kind: str, name: str, order: Order, tokens: Tokens) -> None:
        """A URL, or an object with one: issuer and holder."""
        is_issuer = kind == "issuer"
        if isinstance(item, dict):
            self.todo.append(_Node(item, name, order, tokens, is_issuer))
            return
        wrong = RULES["id"](item) if self.identifiers or not isinstance(item, str) else None
        if wrong is not None:
            code = "issuer.shape" if is_issuer else "model.null" if item is None else "model.id"
            self.wrong(key, item, Problem(code, "an absolute URL, or an object with one as its id"), order, tokens)

    def types(self, item: Any, form: str, order: Order, tokens: Tokens) -> None:
        """``type``: one name or several. Whether they name the class is a rule of the whole object."""
        if item is None:
            self.say(order, tokens, "model.null", "The type is null.")
        elif isinstance(item, list):
            if form == "one":
                self.say(order, tokens, "model.cardinality", "The type is a list; one name was expected.")
            elif not item:
                self.say(order, tokens, "model.empty_array", "The list of types is empty.")
            for index, name in enumerate(item):
                if not isinstance(name, str):
                    self.wrong("type", name, Problem("model.type", "a name"), (*order, index), (*tokens, index))
        elif not isinstance(item, str):
            self.wrong("type", item, Problem("model.type", "a name or a list of names"), order, tokens)

    def name(self, key: str, item: Any, detail: str, order: Order, tokens: Tokens) -> None:
        """``name`` and ``description``: text, a language object or a list. VC Data Model 2.0, section 11.1."""
        if isinstance(item, list):
            if not item:
                self.say(order, tokens, "model.empty_array", f"The list {key} is empty.")
            for index, entry in enumerate(item):
                self.text(key, entry, (*order, index), (*tokens, index))
        else:
            self.text(key, item, order, tokens)
        if detail == "badge" and isinstance(item, dict | list):
            message = f"The member {key} names its language; Open Badges wants plain text here."
            self.say(order, tokens, "model.language", message)

    def text(self, key: str, item: Any, order: Order, tokens: Tokens) -> None:
        """One text or language object."""
        if isinstance(item, dict):
            self.todo.append(_Node(item, "LanguageObject", order, tokens))
        elif item is None:
            self.say(order, tokens, "model.null", f"The member {key} is null; a member without a value is left out.")
        elif not isinstance(item, str):
            self.wrong(key, item, Problem("model.type", "text"), order, tokens)

    def context(self, item: Any, form: str, order: Order, tokens: Tokens) -> None:
        """``@context``: a list of URLs; which of them stands first is a rule of the whole object."""
        entries = item if isinstance(item, list) else [item]
        if item is None:
            self.say(order, tokens, "model.null", "The @context is null.")
            return
        if not entries:
            self.say(order, tokens, "model.empty_array", "The list of contexts is empty.")
            return
        if form == "array" and (not isinstance(item, list) or len(item) < 2):
            message = "There are fewer than two contexts, or they are not in a list."
            self.say(order, tokens, "model.cardinality", message, _CONTEXTS)
        for index, entry in enumerate(entries):
            wrong = None if isinstance(entry, dict) else RULES["iri"](entry)
            if wrong is not None and (self.identifiers or not isinstance(entry, str)):
                path = (*tokens, index) if isinstance(item, list) else tokens
                self.wrong("@context", entry, wrong, (*order, index), path)

    def wrong(self, key: str, item: Any, problem: Problem, order: Order, tokens: Tokens, hint: str = "") -> None:
        """Keep a finding about one value; personal data is not shown."""
        hint = hint or _KINDS.get((problem.expected, item.__class__), "")
        found = "something else" if problem.private and isinstance(item, str) else shown(item)
        self.say(order, tokens, problem.code, f"The member {key} holds {found}; {problem.expected} was expected.", hint)


_IN_BRACKETS: Final = "Ask the issuer to write the value in square brackets, as a list of one."
_CONTEXTS: Final = (
    f'Ask the issuer to list the W3C context and then that of Open Badges: ["{kinds.V2}", "{samples.OB}"].'
)
_IN_QUOTES: Final = "Ask the issuer to write the value in quotes."
#: What to do where the right value has the wrong JSON kind.
_KINDS: Final = {
    ("a number", str): "Ask the issuer to write a number, without quotes.",
    ("true or false", str): "Ask the issuer to write true or false, without quotes.",
    ("text", int): _IN_QUOTES,
    ("text", float): _IN_QUOTES,
    ("a date with time and time zone such as 2026-01-31T09:00:00Z", int): "Ask the issuer to write a date, in quotes.",
}


def _to_add(name: str, member: str) -> str:
    """What to write where ``member`` is missing in an object of a class; empty where no sample can be given."""
    types, _, members, *_ = SHAPES[name]
    sample = samples.of_types(types, members[member]) if member == "type" else samples.of_member(members[member])
    if not sample and members[member][0] == "object":
        sample = "{...}, " + f"{_article(members[member][1])} object"
    return f'Ask the issuer to add "{member}": {sample}.' if sample else ""


def _article(name: str) -> str:
    readable = name.removesuffix("v1p1")
    return f"{'an' if readable[0] in 'AEIOU' else 'a'} {readable}"
