"""Agreements as text, JSON or YAML: read the one or the other, write the one or the other, and get the same object.

Recognition, section 4.1. JSON is what is signed and exchanged. YAML is for people who write one by hand: without quotes
and braces, with comments; it needs the extra ``yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final, Literal

from eccoe_vc.agreements import text_places, yaml_tree
from eccoe_vc.agreements.reading import read
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import AgreementError, InputTypeError, RefusedError, shown
from eccoe_vc.limits import AGREEMENT, Budget
from eccoe_vc.models.agreement import RecognitionAgreement

Form = Literal["json", "yaml"]


def read_text(data: bytes | str, *, budget: Budget = AGREEMENT) -> RecognitionAgreement:
    """The agreement in a text: JSON where it begins with a brace, and YAML otherwise.

    Where the text has lines, each sentence of a fault begins with line and column.

    :raises AgreementError: with all findings, as :func:`eccoe_vc.agreements.reading.read` and :func:`read_yaml`.
    :raises RefusedError: ``json.*``, ``struct.limit``.
    :raises InputTypeError: ``input.type``, neither bytes nor text, or the extra ``yaml`` is missing.
    """
    if isinstance(data, bytes | bytearray | memoryview):
        begin = bytes(data[:_BLANK_BEGIN]).lstrip(b" \t\r\n")[:1]
    elif isinstance(data, str):
        begin = data[:_BLANK_BEGIN].lstrip(" \t\r\n")[:1].encode("utf-8", "replace")
    else:
        raise InputTypeError("input.type", f"An agreement is read from bytes or text, not from {shown(data)}.")
    if not begin and len(data) <= _BLANK_BEGIN:
        hint = "A first draft comes from agreements.new_agreement_template(), or from: eccoe-vc agreement new."
        raise AgreementError("rule.syntax", "The text is empty, and an agreement was expected.", hint=hint)
    if begin in (b"{", b"["):
        text = data if isinstance(data, str) else bytes(data)
        try:
            return read(text, budget=budget)
        except AgreementError as error:
            raise text_places.placed(error, text) from None
    return read_yaml(data, budget=budget)


def read_yaml(data: bytes | str, *, budget: Budget = AGREEMENT) -> RecognitionAgreement:
    """The agreement in a YAML text of at most 512 KiB, in UTF-8. Needs the extra ``yaml``.

    Every plain scalar is text exactly as it was written: ``country: NO``, ``version: 1.10``, ``credit: 5.0`` and
    ``startDate: 2026-10-01`` need no quotes. ``true`` and ``false`` are booleans where an agreement has a boolean.

    :raises AgreementError: with all findings of :func:`eccoe_vc.agreements.reading.read`; each sentence begins with
        line and column, each pointer is that of the JSON tree. ``rule.syntax`` also for what is no YAML, and for
        anchors, aliases, tags, directives, merge keys, nulls and a second document.
    :raises RefusedError: ``json.size``, ``json.encoding``, ``json.depth``, ``json.duplicate_key``,
        ``json.surrogate``, ``json.not_object``, ``struct.limit``.
    :raises InputTypeError: ``input.type``, neither bytes nor text, or the extra ``yaml`` is missing.
    """
    tree, mark = yaml_tree.parse(_decoded(data), RecognitionAgreement, budget)
    try:
        return read(tree, budget=budget)
    except AgreementError as error:
        placed = []
        for found in error.findings:
            at = mark.at(found.pointer)
            placed.append(found._replace(message=f"Line {at.line}, column {at.column}: {found.message}"))
        raise AgreementError.of(tuple(placed)) from None


_BLANK_BEGIN: Final = 10_000  # characters in which a text has to begin


def _decoded(data: bytes | str) -> str:
    if isinstance(data, str):
        size = len(data)
    elif isinstance(data, bytes | bytearray | memoryview):
        size = len(bytes(data[: yaml_tree.MAX_BYTES + 1]))
    else:
        raise InputTypeError("input.type", f"YAML is read from bytes or text, not from {shown(data)}.")
    if size > yaml_tree.MAX_BYTES:
        hint = "Write it as JSON; YAML is for agreements that people write by hand."
        raise RefusedError("json.size", f"The YAML text has more than {yaml_tree.MAX_BYTES} bytes.", hint=hint)
    hint = "Save it as UTF-8 without a byte order mark."
    try:
        text = data if isinstance(data, str) else bytes(data).decode("utf-8")
        text.encode("utf-8")
    except UnicodeError:
        raise RefusedError("json.encoding", "The YAML text is not UTF-8.", hint=hint) from None
    if text[:1] == "\ufeff":
        raise RefusedError("json.encoding", "The YAML text begins with a byte order mark.", hint=hint)
    return text


# ---- writing ---------------------------------------------------------------------------------------------------------


def to_text(agreement: RecognitionAgreement, form: Form = "json") -> str:
    """The agreement as indented JSON, or as YAML.

    :raises InputTypeError: ``input.type``, no agreement, or another form.
    """
    if form == "yaml":
        return to_yaml(agreement)
    if form != "json":
        raise InputTypeError("input.type", f"The form is {shown(form)}.", hint="It is 'json' or 'yaml'.")
    return strict_json.pretty(_tree(agreement))


def to_yaml(agreement: RecognitionAgreement) -> str:
    r"""The agreement as YAML, which :func:`read_yaml` reads back as the same object. Needs no extra.

    Whatever another reader of YAML would take for a number, a day or a truth value stands in quotes.

    :raises InputTypeError: ``input.type``, no agreement.
    """
    return "".join(chain.from_iterable((line, "\n") for line in _lines(_tree(agreement))))


def _tree(agreement: object) -> dict[str, Any]:
    if not isinstance(agreement, RecognitionAgreement):
        raise InputTypeError("input.type", f"An agreement was expected, not {shown(agreement)}.")
    return agreement.to_json()


def _lines(tree: dict[str, Any]) -> Iterator[str]:
    """Block style, two columns for each level; an agreement is a few levels deep."""
    for name, value in tree.items():
        key = _scalar(name)
        opening = f"{key}:"
        if len(opening) > _SIMPLE_KEY:
            yield f"? {key}"
            opening = ":"
        if isinstance(value, dict):
            yield opening
            yield from ("  " + line for line in _lines(value))
        elif isinstance(value, list):
            yield opening
            for item in value:
                yield from _item(item)
        else:
            yield f"{opening} {_scalar(value)}"


def _item(item: Any) -> Iterator[str]:
    if not isinstance(item, dict):
        yield f"  - {_scalar(item)}"
        return
    mark = "  - "
    for line in _lines(item):
        yield mark + line
        mark = "    "


_SIMPLE_KEY: Final = 1_000  # YAML 1.2.2, 7.4.2: an implicit key has at most 1,024 characters
_PLAIN: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9_.,;/()+'@%=&?!-]|:(?=[^ ])|#|(?<=[^ ]) (?=[^ #]))*").fullmatch
_OTHERWISE: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ESCAPES: Final[Mapping[str, str]] = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _scalar(value: str | bool) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if _PLAIN(value) is not None and value.lower() not in _OTHERWISE:
        return value
    return f'"{"".join(map(_escaped, value))}"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


__all__ = ["Form", "read_text", "read_yaml", "to_text", "to_yaml"]
