"""Under suites that sign bytes, keywords are found however they are written, and texts that look like them are not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eccoe_vc import inspect, policies


def lossless(text: str) -> tuple[str, str]:
    check = inspect(text, policy=policies.proof_only()).check("lossless")
    return check.code, check.pointer


def credential(**members: Any) -> str:
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "proofPurpose": "assertionMethod",
        "verificationMethod": "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw"
        "#z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
        "proofValue": "z" + "2" * 87,
    }
    tree = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], **members}
    return json.dumps({**tree, "proof": proof})


@pytest.mark.parametrize("keyword", ["@graph", "@included", "@id", "@", "@contexts", "@Value"])
def test_a_keyword_is_found(keyword: str) -> None:
    text = credential(name={"a": [{keyword: "x"}]})
    assert lossless(text) == ("jsonld.keyword", f"/name/a/0/{keyword}")
    assert lossless(text.replace(f'"{keyword}"', f'"\\u0040{keyword[1:]}"')) == (
        "jsonld.keyword",
        f"/name/a/0/{keyword}",
    )


@pytest.mark.parametrize(
    "value", ["@graph", "write to @north", '"@graph": 1', "\\u0040", {"@value": "x", "@language": "en"}]
)
def test_text_forms_and_language_objects_are_none(value: Any) -> None:
    assert lossless(credential(name=value)) == ("", "")
