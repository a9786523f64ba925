"""Lists and entries that are written: what could not be meant is refused before anybody signs it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests.attacks.bases import AT, signer

from eccoe_vc.errors import InputTypeError
from eccoe_vc.status import decode, status_entry, status_list
from eccoe_vc.status.meaning import PURPOSES

URL, ISSUER = "https://north.example/status/3", "did:web:north.example"
OF_BOTH: list[tuple[dict[str, Any], str]] = [
    ({"url": None}, "whole address"), ({"url": 5}, "whole address"), ({"url": "/status/3"}, "whole address"),
    ({"url": b"https://north.example/status/3"}, "whole address"), ({"url": ""}, "whole address"),
    ({"purpose": "revoked"}, "Did you mean revocation?"), ({"purpose": "Revocation"}, "Did you mean revocation?"),
    ({"purpose": "suspended"}, "Did you mean suspension?"), ({"purpose": "suspend"}, "Did you mean suspension?"),
    ({"purpose": "refreshService"}, "Did you mean refresh?"), ({"purpose": " MESSAGES"}, "Did you mean message?"),
    ({"purpose": "north:paused"}, "The purposes are "), ({"purpose": ""}, "The purposes are "),
    ({"purpose": None}, "plain object"), ({"purpose": 5}, "plain object"), ({"purpose": b"revocation"}, "plain object"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        *OF_BOTH, ({"purpose": ["revocation"]}, "plain object"), ({"index": "5"}, "whole number"),
        ({"index": -1}, "whole number"), ({"index": True}, "whole number"), ({"index": None}, "whole number"),
        ({"messages": 5}, "Pass a list"), ({"messages": "under review"}, "Pass a list"),
        ({"messages": ["a", 5]}, "Pass a list"), ({"messages": ["a"]}, "Pass a list"),
        ({"messages": ["a", "b", "c"]}, "Pass a list"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_entry(wrong: dict[str, Any], hint: str) -> None:
    with pytest.raises(InputTypeError) as refused:
        status_entry(**{"url": URL, "index": 5, **wrong})
    assert refused.value.code == "input.type"
    assert hint in refused.value.hint


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        *OF_BOTH, ({"purpose": []}, "plain object"), ({"purpose": ["revocation", "suspended"]}, "suspension?"),
        ({"purpose": [None]}, "plain object"),
        ({"values": ["5"]}, "whole numbers"), ({"values": "5"}, "whole numbers"), ({"values": 5}, "whole numbers"),
        ({"values": None}, "whole numbers"), ({"values": [5.0]}, "whole numbers"), ({"values": b"5"}, "whole numbers"),
        ({"values": [False, True]}, "whole numbers"), ({"values": {5: "1"}}, "whole numbers"),
        ({"values": {"5": 1}}, "whole numbers"), ({"values": [[5]]}, "whole numbers"),
        ({"values": {5: None}}, "whole numbers"), ({"values": [-1]}, "Indexes are"), ({"values": [1 << 20]}, "Indexes"),
        ({"valid_until": "2026-12-30T00:00:00Z"}, "datetime"), ({"valid_until": date(2026, 12, 30)}, "datetime"),
        ({"valid_until": datetime(2026, 12, 30)}, "tzinfo=UTC"), ({"valid_from": 1_767_225_600}, "datetime"),
        ({"valid_from": datetime(2026, 12, 30)}, "tzinfo=UTC"),
        ({"ttl": -5}, "milliseconds"), ({"ttl": "300000"}, "milliseconds"), ({"ttl": True}, "milliseconds"),
        ({"ttl": 1.5}, "milliseconds"), ({"entries": "131072"}, "whole number"), ({"entries": 100}, "or longer"),
        ({"size": "1"}, "whole number"), ({"size": True}, "whole number"),
        ({"issuer": None}, "the id of the issuer"), ({"issuer": signer()}, "signer.controller"),
        ({"issuer": "North University"}, "the id of the issuer"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_list(wrong: dict[str, Any], hint: str) -> None:
    with pytest.raises(InputTypeError) as refused:
        status_list(**{"url": URL, "issuer": ISSUER, **wrong})
    assert refused.value.code == "input.type"
    assert hint in refused.value.hint


@pytest.mark.parametrize("purpose", sorted(PURPOSES))
def test_each_purpose_is_written_as_it_is(purpose: str) -> None:
    assert status_entry(URL, 0, purpose=purpose)["statusPurpose"] == purpose
    made = status_list(URL, issuer=ISSUER, purpose=iter([purpose]))["credentialSubject"]
    assert made["statusPurpose"] == [purpose]


def test_what_can_be_meant_is_taken() -> None:
    end, indexes = datetime.max.replace(tzinfo=UTC), (index for index in (0, 7))
    made = status_list(URL, issuer=ISSUER, values=indexes, valid_from=AT, valid_until=end, ttl=0)
    assert decode(made["credentialSubject"]["encodedList"]).data[0] == 0b1000_0001
    assert (made["validUntil"], made["credentialSubject"]["ttl"]) == ("9999-12-31T23:59:59.999999Z", 0)
    assert status_list(URL, issuer=ISSUER, values={3: True})["credentialSubject"]["encodedList"]
    assert status_entry(URL, 5, purpose="message", messages=("in force", "under review"))["statusSize"] == 1
