"""What is told to whoever makes a credential: each fault once, and what to do in the second person.

The registry speaks to somebody who received a credential and can only ask its issuer. Where a credential is made, the
issuer is the reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from eccoe_vc.codes import codes
from eccoe_vc.errors import Finding

_HINTS: Final = MappingProxyType(
    {
        "ctx.protected": "Rename the term, or list contexts that belong together: with the W3C context of version 2 "
        "stands https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json.",
        "jsonld.undefined_term": "Check its spelling, or add the context that defines it.",
        "json.duplicate_key": "Remove one of the two members; readers would not agree which one counts.",
        "json.syntax": "Correct the text at the place that is named; a JSON editor shows it.",
        "time.window": "Correct the dates; the end stands before the start.",
    }
)
_TO: Final = re.compile(r"^Ask the issuer(?: or verifier)? to (\w)")
_FOR: Final = re.compile(r"^Ask the issuer for ")
_OR_TO: Final = ", or ask the issuer to "
_IF_MEANT: Final = re.compile(r"^If the issuer meant (\S+), ask .*$")
#: What the walk says about a value that the model check has judged.
_SAID_BY_THE_MODEL: Final = ("jsonld.", "rdf.")
_UNDEFINED: Final = frozenset({"jsonld.undefined_term", "jsonld.undefined_type"})
_NO_CONTEXTS: Final = frozenset({"model.cardinality", "ctx.missing_base", "ctx.order"})


def for_maker(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """``findings`` without repetitions, with hints for the issuer.

    A second finding of one code at one place is a repetition, and so is what the walk says about a value that the model
    check refused already. In an object without its ``type`` no member has its meaning, and without its contexts nothing
    has: only the cause is told.

    >>> null = Finding("model.null", "The member image is null.", "/image")
    >>> [found] = for_maker([null, Finding("jsonld.dropped_value", "A value is null.", "/image")])
    >>> found.hint
    'Leave the member out instead of writing null.'
    """
    told: list[Finding] = []
    places = set[tuple[str, str]]()
    refused = set[str]()
    untyped = set[str]()
    without_contexts = misspelt = False
    for found in findings:
        code, place = found.code, found.pointer
        # Members that are missing are told at the object that lacks them, each for itself.
        again = code != "model.missing" and (code, place) in places
        again = again or (code == "ctx.missing_base" and misspelt)
        if again or (code.startswith(_SAID_BY_THE_MODEL) and place in refused):
            continue
        if code in _UNDEFINED and (without_contexts or not untyped.isdisjoint(_above(place))):
            continue
        places.add((code, place))
        if code.startswith("model.") or code == "ctx.mixed_model":
            refused.add(place)
        if code == "model.type":
            untyped.add(place.removesuffix("/type"))
        misspelt = misspelt or (place == "/@context/0" and _IF_MEANT.match(found.hint) is not None)
        without_contexts = without_contexts or (place == "/@context" and code in _NO_CONTEXTS)
        told.append(found._replace(hint=_hint(found)))
    return tuple(told)


def _above(place: str) -> tuple[str, str]:
    """The object in which a member stands; for an entry of ``type``, that whose type it is."""
    above = place.rpartition("/")[0]
    return above, above.removesuffix("/type")


def _hint(found: Finding) -> str:
    row = codes().get(found.code)
    registered = row.hint if row is not None else ""
    hint = found.hint or registered
    if found.code in _HINTS and (hint == registered or found.code.startswith("json.")):
        return _HINTS[found.code]
    hint = _IF_MEANT.sub(r"If you meant \1, write that address.", hint)
    hint = _TO.sub(lambda match: match[1].upper(), hint)
    return _FOR.sub("Give ", hint).replace(_OR_TO, ", or ")
