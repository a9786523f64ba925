"""A slip in a YAML text is told in our words, at the place where somebody can mend it."""

from __future__ import annotations

import ast
import inspect

import pytest
import yaml

from eccoe_vc.agreements.text_forms import read_yaml
from eccoe_vc.agreements.yaml_words import OTHER, fault
from eccoe_vc.errors import AgreementError

SLIPS: dict[str, tuple[str, str]] = {
    "a colon in a text": ("title: {en: x}\nnote: a: b", "Line 2, column 8: a colon and a blank stand inside"),
    "a name without a colon": ("id: urn:x:1\nversion\ntype: x", "Line 2, column 1: here is a text where a member"),
    "a quotation mark": ("id: urn:x:1\ntitle: 'x\nversion: 1\n", "Line 2, column 8: a quotation mark is never closed."),
    "a quotation mark in double": ('id: "urn:x:1\nversion: 1\n', "Line 1, column 5: a quotation mark is never closed."),
    "a path of Windows": ('id: "C:\\data"', "Line 1, column 9: a backslash in double quotes begins no escape of YAML."),
    "a tab": ("id: x\ntitle:\n\ten: x", "Line 3, column 1: a tab stands where blanks indent."),
    "a mail address": ("id: @ada", "Line 1, column 5: a value cannot begin with this character."),
    "an ampersand": ("id: & co", "Line 1, column 6: anchors and aliases have no place in an agreement."),
    "an exclamation mark": ("id: !<x", "Line 1, column 8: tags have no place in an agreement."),
    "an unknown tag": ("id: !e!x y", "Line 1, column 5: tags have no place in an agreement."),
    "a directive": ("%YAML x\n---\nid: x", "Line 1, column 7: directives have no place in an agreement."),
    "two directives": ("%YAML 1.1\n%YAML 1.1\n---\nid: x", "Line 2, column 1: directives have no place"),
    "another YAML": ("%YAML 2.0\n---\nid: x", "Line 1, column 1: directives have no place in an agreement."),
    "a bar": ("id: | x", "Line 1, column 7: behind | or > stands something else than the end of the line."),
    "a dash": ("id: - x", "Line 1, column 5: a list cannot begin here."),
    "a question mark": ("id: ? x", "Line 1, column 5: a question mark begins no member here."),
    "indented": ("title:\n  en: x\n de: y\n", "Line 3, column 2: this line is indented otherwise than its neighbours."),
    "an open list": ("id: [a, b\nversion: 1", "Line 2, column 8: a list in brackets has no comma or closing bracket"),
    "an open object": ("id: {a: b\nversion: 1", "Line 2, column 8: an object in braces has no comma or closing brace"),
    "a comma": ("id: [,]", "Line 1, column 6: a value was expected here."),
    "an end": ("id: x\n...\nversion: 1", "Line 3, column 1: something stands behind the end of the text."),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), SLIPS.values(), ids=list(SLIPS))
def test_slips_are_told_in_our_words_with_their_place_and_what_to_do(text: str, said: str) -> None:
    with pytest.raises(AgreementError) as caught:
        read_yaml(text)
    assert caught.value.message.startswith(said)
    assert caught.value.hint


def test_every_sentence_of_the_parser_has_one_of_ours() -> None:
    code = [ast.parse(inspect.getsource(module)) for module in (yaml.scanner, yaml.parser)]
    calls = [node for tree in code for node in ast.walk(tree) if isinstance(node, ast.Call)]
    raised = [call.args for call in calls if getattr(call.func, "id", "") in ("ScannerError", "ParserError")]
    assert len(raised) > 30
    for context, _, problem, *_ in raised:
        for what in ("tag", "directive"):  # the two that it reads by one function
            assert fault(_text(context).replace("%s", what), _text(problem)) is not OTHER, ast.unparse(problem)
    assert fault("", "a sentence to come") is OTHER


def _text(node: ast.expr) -> str:
    """The constant text in an expression: alone, or before a sign of formatting."""
    texts = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]
    return texts[0] if texts else ""
