"""The general engine, PyLD, for the few documents that are outside the walker's profile.

No bundled context leads here; a caller's own context can: containers ``@id`` and ``@type``, ``@nest``, a scoped
context on a list. The engine is imported when it is first needed, is entered under a lock, gets copies of everything,
has every option set and reaches nothing but the pinned documents. Its result is believed only where it can be shown
that nothing was lost: compaction of what it read must give the document back, every statement must be sound, and no
node may be described at two places (docs/adr/0013). Otherwise ``jsonld.outside_profile``, which is INDETERMINATE.
"""

from __future__ import annotations

import json
from threading import Lock
from typing import Any, Final

from eccoe_vc.encoding.language import is_language_tag
from eccoe_vc.errors import CanonicalizationError
from eccoe_vc.jsonld import nquads
from eccoe_vc.jsonld.compiled import Compiled
from eccoe_vc.jsonld.dataset import Quad, Quads
from eccoe_vc.jsonld.iris import RDF, XSD, is_safe_iri
from eccoe_vc.jsonld.values import escape
from eccoe_vc.limits import Meter

MAX_CONTAINERS: Final = 2_000  # objects and arrays; the engine's work cannot be metered
MAX_DEPTH: Final = 32  # it takes several Python frames for each level
_LOCK: Final = Lock()
_XSD_STRING: Final = f"{XSD}string"
_LANG_STRING: Final = f"{RDF}langString"


def to_quads(document: dict[str, Any], compiled: Compiled, meter: Meter, why: str, *, directions: bool) -> Quads:
    """The statements of ``document``, which uses ``why``.

    :raises CanonicalizationError: ``jsonld.outside_profile``; ``jsonld.keyword``, ``jsonld.dropped_value`` where a
        direction or an index would not be signed; ``rdf.*``.
    """
    _refuse_size(document, why)
    expanded, compacted, triples = _run(document, compiled, why, directions=directions)
    _refuse_loss(expanded, directions=directions)
    if _plain(compacted) != _plain(document) or _described_twice(document):
        raise outside(why, "and it cannot be shown that nothing of the document is lost")
    quads = _converted(triples, why)
    meter.take_quads(len(quads))
    meter.check_time()
    _check_round_trip(quads)
    return Quads.of(quads)


def _run(document: dict[str, Any], compiled: Compiled, why: str, *, directions: bool) -> tuple[Any, Any, Any]:
    """Expansion, compaction of it by the document's own contexts, and RDF, by the engine."""
    from pyld import jsonld

    def load(url: str, options: Any = None) -> dict[str, Any]:
        found = compiled.contexts.document(url).json()
        return {"contextUrl": None, "documentUrl": url, "document": found, "contentType": "application/ld+json"}

    options = {
        "base": None,
        "processingMode": "json-ld-1.1",
        "documentLoader": load,
        "rdfDirection": "i18n-datatype" if directions else None,
        "produceGeneralizedRdf": False,
        "extractAllScripts": False,
    }
    text = json.dumps(document)
    try:
        with _LOCK:
            expanded = jsonld.expand(json.loads(text), dict(options))
            context = {"@context": json.loads(text)["@context"]}
            compacted = jsonld.compact(json.loads(json.dumps(expanded)), context, {**options, "compactArrays": True})
            triples = jsonld.to_rdf(json.loads(text), dict(options))
    except (jsonld.JsonLdError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise outside(why, "and the general JSON-LD engine refuses it") from error
    return expanded, compacted, triples


def outside(why: str, rest: str) -> CanonicalizationError:
    """The error that says that a document is beyond this library: it uses ``why``, and ``rest``."""
    return CanonicalizationError(
        "jsonld.outside_profile",
        f"The document uses {why}, which this library does not read, {rest}.",
        pointer="/@context",
        hint="Ask for the credential with contexts that keep to plain terms.",
    )


# ---- before -------------------------------------------------------------------------------------------------------
def _refuse_size(document: dict[str, Any], why: str) -> None:
    level: list[Any] = [document]
    count = depth = 0
    while level := [item for item in level if isinstance(item, dict | list)]:
        count, depth = count + len(level), depth + 1
        if count > MAX_CONTAINERS or depth > MAX_DEPTH:
            raise outside(why, "and it is too large for the general JSON-LD engine")
        level = [value for item in level for value in (item.values() if isinstance(item, dict) else item)]


# ---- what the engine lost -----------------------------------------------------------------------------------------
def _refuse_loss(expanded: Any, *, directions: bool) -> None:
    """What an expanded document holds and RDF does not carry."""
    stack = [expanded]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            if "@direction" in item and not directions:
                raise CanonicalizationError(
                    "jsonld.keyword", "The direction of a text (@direction) is not part of what RDF signs."
                )
            if "@index" in item:
                raise CanonicalizationError("jsonld.dropped_value", "An index (@index) is not part of what RDF signs.")
            names = item.get("@type", [])
            for name in [item.get("@id"), *(names if isinstance(names, list) else [names])]:
                if isinstance(name, str) and name[:2] != "_:" and name != "@json" and not is_safe_iri(name):
                    raise CanonicalizationError(
                        "rdf.bad_iri" if ":" in name else "jsonld.relative_iri",
                        "An identifier is not an absolute IRI, so it would not be signed.",
                    )
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)


def _plain(value: Any) -> str:
    """A JSON value as text in which one value and an array of one, and the orders of an array, are the same."""
    if isinstance(value, dict):
        members = sorted((key, _plain(member)) for key, member in value.items() if key != "@context")
        return "{" + ",".join(f"{json.dumps(key)}:{member}" for key, member in members) + "}"
    if isinstance(value, list):
        items = sorted(_plain(item) for item in value)
        return items[0] if len(items) == 1 else "[" + ",".join(items) + "]"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value)


def _described_twice(document: dict[str, Any]) -> bool:
    seen: set[str] = set()
    stack: list[Any] = [document]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            name = item.get("id", item.get("@id"))
            if isinstance(name, str) and len(item) > 1:
                if name in seen:
                    return True
                seen.add(name)
            stack.extend(item.values())
        elif isinstance(item, list):
            stack.extend(item)
    return False


# ---- its result, in our own words ---------------------------------------------------------------------------------
def _converted(triples: Any, why: str) -> list[Quad]:
    """The engine's dataset as quads, by our own writer of terms."""
    made: list[Quad] = []
    try:
        for name, rows in triples.items():
            graph = "" if name == "@default" else name if name[:2] == "_:" else f"<{name}>"
            made.extend((_term(r["subject"]), _term(r["predicate"]), _term(r["object"]), graph) for r in rows)
    except (LookupError, TypeError, AttributeError) as error:
        raise outside(why, "and the general JSON-LD engine answers in a form that is not known") from error
    made = list(dict.fromkeys(made))
    nquads.check(made)
    return made


def _term(node: dict[str, Any]) -> str:
    value = node["value"]
    if node["type"] == "IRI":
        return f"<{value}>"
    if node["type"] == "blank node":
        return str(value)
    datatype = node.get("datatype", _XSD_STRING)
    if datatype == _LANG_STRING:
        language = str(node["language"])
        if not is_language_tag(language):
            raise CanonicalizationError("rdf.bad_langtag", "A language tag is not well-formed (BCP 47).")
        return f'"{escape(value)}"@{language.lower()}'
    return f'"{escape(value)}"' if datatype == _XSD_STRING else f'"{escape(value)}"^^<{datatype}>'


def _check_round_trip(quads: list[Quad]) -> None:
    """What is written must read back as the same dataset."""
    lines = "".join(f"{s} {p} {o} {g} .\n" if g else f"{s} {p} {o} .\n" for s, p, o, g in quads)
    if set(nquads.parse(lines)) != set(quads):
        raise CanonicalizationError("rdf.roundtrip", "The statements do not read back as they were written.")
