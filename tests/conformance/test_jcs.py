"""RFC 8785: the published inputs, outputs and bytes, and the numbers of Appendix B."""

from __future__ import annotations

import json
import struct

import pytest
import rfc8785
from tests.conformance.data import Topic

from eccoe_vc.errors import CanonicalizationError
from eccoe_vc.jsonld import jcs

SUITE = Topic("jcs")
NAMES = [path.split("/")[1].removesuffix(".json") for path in SUITE.files(prefix="input/")]
NUMBERS = SUITE.json("numbers.json")["samples"]


def test_all_inputs_are_here() -> None:
    assert len(NAMES) == 6
    assert len(NUMBERS) == 24


@pytest.mark.parametrize("name", NAMES)
def test_published_output(name: str) -> None:
    value = json.loads(SUITE.text(f"input/{name}.json"))
    assert jcs.encode(value) == SUITE.read(f"output/{name}.json")
    assert jcs.encode(value) == bytes.fromhex(SUITE.text(f"outhex/{name}.txt"))


@pytest.mark.parametrize(("bits", "expected"), NUMBERS)
def test_published_numbers(bits: str, expected: str) -> None:
    (value,) = struct.unpack(">d", bytes.fromhex(bits))
    assert jcs.encode([value]) == f"[{expected}]".encode()
    assert jcs.encode({"n": value, "other": 5.0}) == f'{{"n":{expected},"other":5}}'.encode()


@pytest.mark.parametrize("bits", ["7fffffffffffffff", "7ff0000000000000", "fff0000000000000"])
def test_numbers_that_json_does_not_have(bits: str) -> None:
    with pytest.raises(CanonicalizationError) as caught:
        jcs.encode(list(struct.unpack(">d", bytes.fromhex(bits))))
    assert caught.value.code == "json.number"


@pytest.mark.parametrize("path", Topic("realworld").files(prefix="1edtech-validator/ob30/", suffix=".json"))
def test_real_documents_as_the_reference_package(path: str) -> None:
    value = Topic("realworld").json(path)
    assert jcs.encode(value) == rfc8785.dumps(value)
