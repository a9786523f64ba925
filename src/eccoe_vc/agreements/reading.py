"""From text to an agreement, or to everything that is wrong with it, each with its place.

Recognition, section 4: a closed grammar, no JSON number and no null. What concerns several places at once is in
:mod:`eccoe_vc.agreements.references`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from eccoe_vc.agreements import readable, references
from eccoe_vc.agreements.large import large, large_text
from eccoe_vc.agreements.references import NONE, Doubt
from eccoe_vc.encoding import DecodeError, pointers, strict_json
from eccoe_vc.errors import AgreementError, Finding, shown
from eccoe_vc.limits import AGREEMENT, Budget
from eccoe_vc.models import agreement as models
from eccoe_vc.models import notice, rules, terms
from eccoe_vc.models.agreement import RecognitionAgreement

_T = TypeVar("_T", bound=terms.Term)

MOST: Final = 1_000  # findings; more help nobody
_CLOSE: Final = 100  # unknown names for which a close one is looked up, which takes milliseconds each
_TEXT_BYTES: Final = 32 * 1_048_576
_EXPECTED: Final = {
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "mapping_type": "an object",
    "dict_type": "an object",
}


def read(data: bytes | str | Mapping[str, Any], *, budget: Budget = AGREEMENT) -> RecognitionAgreement:
    """The agreement in a JSON text or tree: the ``credentialSubject`` of a counterpart, without what is around it.

    :param budget: how much may be read; agreements may be larger than credentials.
    :raises AgreementError: with all findings: ``rule.syntax``, ``rule.factor``, ``rule.reference``, ``rule.cycle``,
        ``rule.budget``, ``rule.refusal_bundle``, ``rounding.inflates``, ``agreement.parties``, ``grade.table_*``.
    :raises RefusedError: ``json.*``, the text is no JSON object.
    """
    if not isinstance(data, bytes | str):
        return closed(data, RecognitionAgreement, references.check)
    text = strict_json.text(data, budget, max_bytes=_TEXT_BYTES)
    made = large_text(text, budget)
    if made is not None:
        return made
    tree = strict_json.parse(text, budget, max_bytes=_TEXT_BYTES)
    return large(tree) or closed(tree, RecognitionAgreement, references.check)


Check = Callable[[_T, Doubt], Iterable[Finding]]


def nothing(made: terms.Term, doubt: Doubt) -> Iterable[Finding]:
    """Ask nothing of the whole."""
    return ()


def closed(tree: Any, kind: type[_T], check: Check[_T] = nothing) -> _T:
    """A JSON tree as one of our closed models, or :class:`AgreementError` with everything that is wrong with it.

    :param check: what is asked of the whole; where parts of it have faults, of what can be read.
    """
    if not isinstance(tree, Mapping):
        raise AgreementError("rule.syntax", f"{kind.NAME.capitalize()} is an object, and this is {shown(tree)}.")
    found = list(_forbidden(tree))
    try:
        made = kind.model_validate(tree, by_alias=True, by_name=False)
    except ValidationError as error:
        places = {finding.pointer for finding in found}
        found += [finding for finding in _findings(tree, error) if finding.pointer not in places]
        found += _despite(tree, kind, check, frozenset(finding.pointer for finding in found))
        raise AgreementError.of(tuple(_once(found))) from None
    # A null that stands for a member left out is a fault, and what would be computed with it is not judged.
    found += check(made, Doubt(frozenset(finding.pointer for finding in found)) if found else NONE)
    if found:
        raise AgreementError.of(tuple(_once(found)))
    return made


def _despite(tree: Mapping[str, Any], kind: type[_T], check: Check[_T], places: frozenset[str]) -> Iterator[Finding]:
    """What is wrong between members and between parts, as far as that can be said beside the faults at ``places``."""
    for place, code, sentence in readable.faults(kind, tree, places):
        yield Finding(code, _capital(sentence), place)
    made, names = readable.whole(kind, tree)
    for found in check(made, Doubt(places, names)):
        value = _at(tree, found.pointer)
        if value is not _NOWHERE and not (isinstance(value, str) and found.pointer in places):
            yield found  # and nothing is said about a stand-in, nor twice about one text


def _at(tree: Any, pointer: str) -> Any:
    try:
        return pointers.resolve(tree, pointer)
    except DecodeError:
        return _NOWHERE


def _once(found: list[Finding]) -> list[Finding]:
    """Each place and sentence once, in the order found, and not more than help anybody."""
    return list(dict.fromkeys(found))[:MOST]


def _forbidden(tree: Any) -> Iterator[Finding]:
    """Numbers and nulls: equal meaning must have equal bytes in every JSON stack."""
    for path, value in pointers.walk(tree):
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            place = pointers.join("", *pointers.tokens(path))
            hint = "Leave the member out." if value is None else 'Write it in quotes, such as "5".'
            message = f"Agreements hold no null and no number, and here is {shown(value)}."
            yield Finding("rule.syntax", message, place, hint)


# ---- what pydantic refused, in our words -----------------------------------------------------------------------------


def _findings(tree: Any, error: ValidationError) -> Iterator[Finding]:
    for number, detail in enumerate(islice(error.errors(include_url=False), MOST)):
        location = detail["loc"]
        tokens, value = _place(tree, location)
        kind = detail["type"]
        if kind == "too_short" and isinstance(value, list) and len(value) >= detail["ctx"]["min_length"]:
            continue  # pydantic counts the members that are in order; those that are not are findings by themselves
        code = kind if kind.startswith(("rule.", "rounding.")) else "rule.syntax"
        if kind == "missing" and location == ("creditFramework",):
            code = "rule.unit"  # amounts without a unit say nothing
        pointer = pointers.join("", *tokens)
        yield Finding(
            code, _sentence(kind, detail, location, value), pointer, _hint(kind, location, close=number < _CLOSE)
        )


def _place(tree: Any, location: tuple[int | str, ...]) -> tuple[list[str | int], Any]:
    """The part of a location that the document has: pydantic names unions and members that are missing besides."""
    tokens: list[str | int] = []
    for token in location:
        found = _step(tree, token)
        if found is not _NOWHERE:
            tree = found
            tokens.append(token)
    return tokens, tree


_NOWHERE: Final = object()


def _step(tree: Any, token: int | str) -> Any:
    if isinstance(tree, Mapping):
        return tree.get(token, _NOWHERE)
    return tree[token] if isinstance(tree, list) and isinstance(token, int) and token < len(tree) else _NOWHERE


def _sentence(kind: str, detail: Any, location: tuple[int | str, ...], value: Any) -> str:
    name = shown(str(location[-1])) if location else "the agreement"
    if kind == "missing":
        return f"The member {name} is missing here."
    if kind == "extra_forbidden":
        return f"The member {name} has no place here."
    context = detail.get("ctx", {})
    if kind in ("too_short", "too_long"):
        least, most = context.get("min_length"), context.get("max_length")
        bounds = f"at least {least}" if kind == "too_short" else f"at most {most}"
        return f"Here are {context.get('actual_length')} values; {bounds} were expected."
    if kind == "literal_error":
        return f"Here is {shown(value)}; one of {context['expected']} was expected."
    if kind == "string_pattern_mismatch":
        return f"Here is {shown(value)}; {_words(context['pattern'])} was expected."
    if kind in ("string_too_short", "string_too_long"):
        length = f"{context.get('min_length', 1)} to {context.get('max_length', 2_048)}"
        return f"Here is {shown(value, 40)}; text of {length} characters was expected."
    if "." in kind:
        inside = isinstance(value, Mapping)
        return _capital(detail["msg"]) if inside else f"Here is {shown(value)}: {detail['msg']}."
    return f"Here is {shown(value)}; {_EXPECTED.get(kind, 'another value')} was expected."


def _capital(sentence: str) -> str:
    first = sentence.partition(" ")[0]
    return f"{sentence[:1].upper()}{sentence[1:]}." if first.islower() else f"{sentence}."  # names keep their letters


def _words(pattern: str) -> str:
    return terms.WORDS.get(pattern, "another form of text")


def _hint(kind: str, location: tuple[int | str, ...], *, close: bool) -> str:
    if kind != "extra_forbidden":
        return ""
    meant = get_close_matches(str(location[-1])[:100], _MEMBERS, 1, 0.75) if close else []
    return f"Did you mean {shown(meant[0])}?" if meant else "A reader of version 1 refuses what it does not know."


def _members() -> list[str]:
    classes = [cls for home in (models, rules, notice) for cls in vars(home).values()
               if isinstance(cls, type) and issubclass(cls, terms.Term)]  # fmt: skip
    return sorted({field.alias or name for cls in classes for name, field in cls.model_fields.items()})


_MEMBERS: Final = _members()
