"""Where in the text of an agreement a finding stands: line and column of a JSON Pointer, in JSON and in YAML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from eccoe_vc.agreements import yaml_tree
from eccoe_vc.encoding.json_lines import Place, places
from eccoe_vc.errors import AgreementError, EccoeError, RefusedError
from eccoe_vc.limits import AGREEMENT
from eccoe_vc.models.agreement import RecognitionAgreement

_MOST: Final = 8 * 1_048_576  # characters of a text that people look at in an editor


def lines(data: bytes | str, asked: Iterable[str], *, below: str = "") -> dict[str, Place]:
    r"""Line and column of each pointer into an agreement; empty where the text has one line or is no such text.

    :param data: the text that was read.
    :param asked: pointers, as findings and lint have them.
    :param below: where the agreement stands in the text, such as ``/credentialSubject`` in a counterpart.

    >>> lines('{\n "id": "x",\n "rule": [\n  {}\n]}', ["/rule/0/outcome"])
    {'/rule/0/outcome': Place(line=4, column=3)}
    """
    text = data if isinstance(data, str) else bytes(data).decode("utf-8", "replace")
    pointers = list(dict.fromkeys(asked))
    if not pointers or len(text) > _MOST or "\n" not in text.strip():
        return {}
    if text.lstrip()[:1] == "{":
        found = places(text, [below + pointer for pointer in pointers])
        return {pointer: found[below + pointer] for pointer in pointers}
    try:
        _, mark = yaml_tree.parse(text, RecognitionAgreement, AGREEMENT)
    except RefusedError:
        return {}
    marks = {pointer: mark.at(pointer) for pointer in pointers}
    return {pointer: Place(one.line, one.column) for pointer, one in marks.items()}


def placed(error: AgreementError, data: bytes | str, *, below: str = "") -> EccoeError:
    """The same error, with line and column at the beginning of each sentence that has a place in the text.

    :param data: a text in JSON; what reads YAML says lines itself.
    """
    where = lines(data, [found.pointer for found in error.findings], below=below)
    made = [found._replace(message=told(where, found.pointer, found.message)) for found in error.findings]
    return AgreementError.of(tuple(made))


def told(where: dict[str, Place], pointer: str, message: str) -> str:
    """A sentence with its line and column before it, where they are known."""
    place = where.get(pointer)
    return message if place is None else f"Line {place.line}, column {place.column}: {message}"


__all__ = ["lines", "placed", "told"]
