"""The quick look of the check `text` never overlooks what the slow one would find."""

from __future__ import annotations

import json

import pytest

from eccoe_vc.verification import texts

# Unicode 15.1: bidirectional controls and marks (UAX 9, section 2); C0 and C1 controls; line and paragraph separators.
BIDI = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C]
CONTROL = [c for c in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029) if chr(c) not in "\t\n\r"]


def codes(document: object, text: str) -> list[tuple[str, str]]:
    return [(finding.code, finding.pointer) for finding in texts.check(document, text)]


@pytest.mark.parametrize(
    ("points", "code"), [(BIDI, "text.bidi_control"), (CONTROL, "text.control")], ids=["bidi", "control"]
)
def test_each_character_is_found_however_it_is_written(points: list[int], code: str) -> None:
    for point in points:
        value = f"a{chr(point)}b"
        document = {"name": ["é", {"x/y": value}]}
        written = {json.dumps(document), json.dumps(document, ensure_ascii=False, indent=1)}
        written |= {
            text.replace(chr(point), form) for text in written for form in (f"\\u{point:04x}", f"\\u{point:04X}")
        }
        for text in written:
            assert json.loads(text) == document
            assert codes(document, text) == [(code, "/name/1/x~1y")], (hex(point), text)
        assert codes(document, "") == [(code, "/name/1/x~1y")]


@pytest.mark.parametrize(
    "value", ["Łódź, 中文, שלום, 😀", 'line\n "quoted" \t \\b tab\r', "zero\u200bwidth, soft\u00adhyphen"]
)
def test_ordinary_texts_give_no_notes(value: str) -> None:
    document = {"name": value}
    assert codes(document, json.dumps(document)) == []
    assert codes(document, json.dumps(document, ensure_ascii=False, indent=2)) == []


def test_findings_come_in_document_order() -> None:
    document = {"a": "\u202e", "b": {"c": ["\x07", "\u200f\x01"]}}
    found = codes(document, json.dumps(document))
    assert found == [
        ("text.bidi_control", "/a"),
        ("text.control", "/b/c/0"),
        ("text.bidi_control", "/b/c/1"),
        ("text.control", "/b/c/1"),
    ]
