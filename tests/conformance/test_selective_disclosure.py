"""The selective disclosure functions against the W3C vectors of ecdsa-sd-2023 and bbs-2023.

Sources: w3c/vc-di-ecdsa and w3c/vc-di-bbs, TestVectors (see the manifest of the topic ``data-integrity``).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from tests.conformance.data import Topic
from tests.contexts import with_test_contexts

from eccoe_vc.jsonld import canonical, compiled, to_quads
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.selective import grouping, labels

DATA = Topic("data-integrity")
GROUPS = ("mandatory", "selective", "combined")


class Case(NamedTuple):
    folder: str
    mandatory: str
    selective: str
    maker: Any
    keys: str

    def __str__(self) -> str:
        return self.folder

    def json(self, name: str) -> Any:
        return DATA.json(f"{self.folder}{name}.json")

    def document(self) -> Any:
        signed = self.json("addSignedSDBase")
        return {key: value for key, value in signed.items() if key != "proof"}

    def pointers(self) -> dict[str, list[str]]:
        mandatory, selective = DATA.json(self.mandatory), DATA.json(self.selective)
        return {"mandatory": mandatory, "selective": selective, "combined": mandatory + selective}

    def labelled(self) -> grouping.Labelled:
        key = bytes.fromhex(DATA.json(self.keys)["hmacKeyString"])
        contexts = compiled(with_test_contexts())
        return grouping.label(self.document(), contexts, Meter(), self.maker(key), inline=True)


def _case(folder: str, kind: str, maker: Any) -> Case:
    suite = folder.partition("/")[0]
    keys = {"ecdsa": "ecdsa/ecdsa-sd-2023/SDKeyMaterial.json", "bbs": "bbs/BBSKeyMaterial.json"}[suite]
    return Case(folder, f"{suite}/{kind}Mandatory.json", f"{suite}/{kind}Selective.json", maker, keys)


CASES = [
    _case("ecdsa/ecdsa-sd-2023/prc/", "prCred", labels.by_hmac),
    _case("ecdsa/ecdsa-sd-2023/employ/", "employ", labels.by_hmac),
    _case("bbs/", "wind", labels.shuffled),
    _case("bbs/prc/", "prCred", labels.shuffled),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_canonical_statements_and_their_names(case: Case) -> None:
    quads = to_quads(case.document(), compiled(with_test_contexts()), Meter(), inline=True)
    assert canonical(quads, Meter()).text == "".join(case.json("addBaseDocCanon"))
    assert case.labelled().lines == case.json("addBaseDocHMACCanon")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_mandatory_statements(case: Case) -> None:
    labelled = case.labelled()
    expected = case.json("addBaseTransform")
    mandatory = labelled.group(expected["mandatoryPointers"]).indexes
    assert [[index, labelled.lines[index]] for index in mandatory] == expected["mandatory"]["value"]
    others = [[index, line] for index, line in enumerate(labelled.lines) if index not in mandatory]
    assert others == expected["nonMandatory"]["value"]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_groups_and_the_document_that_is_revealed(case: Case) -> None:
    labelled, expected = case.labelled(), case.json("derivedGroupIndexes")
    groups = {name: labelled.group(pointers) for name, pointers in case.pointers().items()}
    for name in GROUPS:
        assert groups[name].indexes == expected[f"{name}Indexes"]
    assert groups["combined"].document == case.json("derivedUnsignedReveal")
    assert set(range(len(labelled.lines))) - set(groups["mandatory"].indexes) == set(expected["nonMandatoryIndexes"])


@pytest.mark.parametrize("case", CASES[:2], ids=str)
def test_all_data_of_the_groups(case: Case) -> None:
    labelled, expected = case.labelled(), case.json("derivedAllGroupData")
    assert labelled.lines == expected["nquads"]
    for name, pointers in case.pointers().items():
        group, theirs = labelled.group(pointers), expected["groups"][name]
        assert [[index, labelled.lines[index]] for index in group.indexes] == theirs["matching"]["value"]
        inside = set(group.indexes)
        rest = [[index, line] for index, line in enumerate(labelled.lines) if index not in inside]
        assert rest == theirs["nonMatching"]["value"]
        # Their blank nodes have random names: what is compared is the same statements under the names of the suite.
        ours = grouping.relabelled(group.quads, labelled.labels)
        assert ours == sorted(_named(line, expected["labelMap"]["value"]) for line in theirs["deskolemizedNQuads"])


def _named(line: str, names: list[list[str]]) -> str:
    for old, new in names:
        line = line.replace(f"_:{old} ", f"_:{new} ")
    return line
