"""A fault or a finding is told with its line and column, in JSON as in YAML; where a text has lines."""

from __future__ import annotations

import json

import pytest
from tests.unit.agreements.test_reading import EXAMPLE, changed

from eccoe_vc.agreements.template import new_agreement_template
from eccoe_vc.agreements.text_forms import read_text
from eccoe_vc.agreements.text_places import lines, told
from eccoe_vc.errors import AgreementError

POINTERS = ["/party/1/country", "/rule/0/condition", "/nowhere", ""]


def test_a_member_is_found_in_json_and_in_yaml() -> None:
    for text in (json.dumps(EXAMPLE, indent=2), new_agreement_template()):
        found = lines(text, POINTERS)
        for pointer in POINTERS[:2]:
            begins = text.split("\n")[found[pointer].line - 1][found[pointer].column - 1 :]
            assert begins.strip('"').startswith(pointer.rpartition("/")[2])
        assert found["/nowhere"] == found[""]
        assert lines(text.encode(), POINTERS) == found


def test_the_agreement_may_stand_inside_of_a_counterpart() -> None:
    text = json.dumps({"issuer": "x", "credentialSubject": EXAMPLE}, indent=2)
    place = lines(text, ["/id"], below="/credentialSubject")["/id"]
    assert text.split("\n")[place.line - 1].strip().startswith(f'"id": "{EXAMPLE["id"]}"')


@pytest.mark.parametrize("text", ["", "{}", json.dumps(EXAMPLE), "a: [\n", b"\xff\xfe\n", "x\n" * 5_000_000])
def test_without_lines_nothing_is_said(text: str | bytes) -> None:
    assert lines(text, POINTERS) == {}
    assert told({}, "/id", "A sentence.") == "A sentence."


def test_the_faults_of_a_json_text_have_lines() -> None:
    text = json.dumps(changed(lambda t: t["party"][1].update(country="Italy"), lambda t: t.pop("process")), indent=2)
    with pytest.raises(AgreementError) as caught:
        read_text(text)
    number = next(n for n, line in enumerate(text.split("\n"), 1) if '"Italy"' in line)
    said = {found.pointer: found.message for found in caught.value.findings}
    assert said["/party/1/country"].startswith(f"Line {number}, column 7: Here is 'Italy'")
    assert said[""].startswith("Line 1, column 1: The member 'process' is missing")
    with pytest.raises(AgreementError, match=r"^Here is 'Italy'"):
        read_text(json.dumps(json.loads(text)))
