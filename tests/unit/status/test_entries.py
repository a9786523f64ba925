"""Status entries: a strict grammar, nothing coerced, nothing guessed."""

from __future__ import annotations

from typing import Any

import pytest

from eccoe_vc.errors import RefusedError
from eccoe_vc.status import entries, meaning, status_entry

URL = "https://north.example/status/3"
Tree = dict[str, Any]


def entry(**members: Any) -> Tree:
    made = status_entry(URL, 5) | members
    return {name: value for name, value in made.items() if value is not ...}


def code(kind: entries.Kind = "BitstringStatusListEntry", **members: Any) -> tuple[str, str]:
    with pytest.raises(RefusedError) as refused:
        entries.read(entry(**members), kind, "/credentialStatus/0")
    return refused.value.code, refused.value.pointer.removeprefix("/credentialStatus/0")


@pytest.mark.parametrize("index", ["0", "5", "131071", "94567", "9999999999999999"])
def test_an_index_is_a_whole_number_as_text(index: str) -> None:
    assert entries.read(entry(statusListIndex=index), "BitstringStatusListEntry", "").place == int(index)


@pytest.mark.parametrize("kind", ["BitstringStatusListEntry", "StatusList2021Entry"])
@pytest.mark.parametrize(
    "index",
    [
        5, 5.0, True, None, ..., "", "05", "00", "+5", "-5", "-0", "5.0", "5e0", " 5", "5 ", "5\n", "1_0", "0x5",
        chr(0xFF15), chr(0x665), "five", ["5"], {"@value": "5"}, "9" * 17, "9" * 5_000,
    ],
    ids=ascii,
)  # fmt: skip
def test_nothing_else_is_an_index(kind: entries.Kind, index: Any) -> None:
    assert code(kind, statusListIndex=index) == ("status.index", "/statusListIndex")


@pytest.mark.parametrize("name", ["statusPurpose", "statusListCredential"])
@pytest.mark.parametrize("value", [..., None, "", 5, ["revocation"], {}])
def test_an_entry_without_purpose_or_list_cannot_be_read(name: str, value: Any) -> None:
    assert code(**{name: value})[0] == "status.unreadable"


@pytest.mark.parametrize("value", [..., None, 5, [URL]])
def test_a_revocation_list_needs_its_address(value: Any) -> None:
    assert code("1EdTechRevocationList", id=value)[0] == "status.unreadable"


TABLE = [{"status": f"0x{value:x}", "message": f"m{value}"} for value in range(4)]


def test_a_table_of_messages_names_each_value() -> None:
    found = entries.read(entry(statusSize=2, statusMessage=TABLE[::-1]), "BitstringStatusListEntry", "")
    assert (found.size, dict(found.messages)) == (2, {0: "m0", 1: "m1", 2: "m2", 3: "m3"})
    one = entries.read(entry(statusMessage=TABLE[:2]), "BitstringStatusListEntry", "")
    assert (one.size, one.messages[1]) == (1, "m1")


@pytest.mark.parametrize(
    "members",
    [
        {"statusSize": size, "statusMessage": TABLE} for size in (0, -1, 3, 64, 65, "2", 2.0, True, None, [2])
    ]
    + [
        {"statusSize": 2}, {"statusSize": 64}, {"statusSize": 2, "statusMessage": []},
        {"statusSize": 2, "statusMessage": TABLE[:3]}, {"statusSize": 2, "statusMessage": TABLE[:3] * 2},
        {"statusSize": 2, "statusMessage": [*TABLE[:3], TABLE[0]]}, {"statusSize": 2, "statusMessage": "m"},
        {"statusMessage": TABLE[:1]}, {"statusMessage": TABLE[0]}, {"statusMessage": [*TABLE[:1], None]},
        {"statusMessage": [TABLE[0], {"status": "1", "message": "m"}]},
        {"statusMessage": [TABLE[0], {"status": "0x1", "message": 1}]},
        {"statusMessage": [TABLE[0], {"status": 1, "message": "m"}]},
        {"statusMessage": [TABLE[0], {"status": "0x1_0", "message": "m"}]},
    ],
    ids=ascii,
)  # fmt: skip
def test_a_size_needs_its_table(members: Tree) -> None:
    assert code(**members)[0] == "status.size"


@pytest.mark.parametrize(
    "tree", [None, "x", 5, [], {}, {"type": []}, {"type": None}, {"type": [1]}, {"type": ["x", []]}]
)
def test_what_names_no_types_has_none(tree: Any) -> None:
    with pytest.raises(RefusedError) as refused:
        entries.kind_of(tree, "/credentialStatus/0")
    assert (refused.value.code, refused.value.pointer) == ("status.unreadable", "/credentialStatus/0")


@pytest.mark.parametrize("named", entries.KINDS)
def test_a_kind_is_found_among_other_names(named: entries.Kind) -> None:
    for given in (named, [named], ["Other", named], [named, "Other", "TokenStatusList"]):
        assert entries.kind_of({"type": given}, "") == named


def test_what_names_no_kind_or_two_of_them_is_not_read() -> None:
    for given, told in (
        ("Other", "unsupported.status_type"), (["TokenStatusList"], "unsupported.status_type"),
        ([*entries.KINDS], "status.unreadable"), ([entries.KINDS[0]] * 2, "status.unreadable"),
    ):  # fmt: skip
        with pytest.raises(RefusedError) as refused:
            entries.kind_of({"type": given}, "/credentialStatus")
        assert (refused.value.code, refused.value.pointer) == (told, "/credentialStatus/type")


@pytest.mark.parametrize(
    ("purpose", "values", "codes"),
    [
        ("revocation", (0, 1, 3), [[], ["status.revoked"], ["status.revoked"]]),
        ("suspension", (0, 1), [[], ["status.suspended"]]),
        ("refresh", (0, 1), [[], ["status.refresh"]]),
        ("message", (0, 1), [[], ["status.message"]]),
        ("banned", (0, 1), [["status.unknown_purpose"]] * 2),
    ],
)
def test_what_a_value_says(purpose: str, values: tuple[int, ...], codes: list[list[str]]) -> None:
    found = entries.read(entry(statusPurpose=purpose), "BitstringStatusListEntry", "/credentialStatus")
    assert [[one.code for one in meaning.findings(found, value)] for value in values] == codes


def test_the_message_of_a_value_is_told_whatever_the_purpose() -> None:
    table = [{"status": "0x0", "message": "pending"}, {"status": "0x1", "message": "\x1b[31mred\n" * 100}]
    for purpose in ("revocation", "message"):
        found = entries.read(entry(statusPurpose=purpose, statusMessage=table), "BitstringStatusListEntry", "")
        [told] = meaning.findings(found, 1)
        assert "red" in told.message
        assert told.message.isprintable()
        assert len(told.message) <= 300
    assert [one.message for one in meaning.findings(found, 0)] == ["The issuer adds about the credential: 'pending'."]
