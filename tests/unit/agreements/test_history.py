"""Versions of one agreement: what replaced what, who was asked, and what nobody could find out."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.unit.agreements.test_counterparts import STRANGER, A, B, Text, agreement, signed

from eccoe_vc.agreements.counterparts import SignedText
from eccoe_vc.agreements.history import history
from eccoe_vc.agreements.notices import Notice
from eccoe_vc.models.terms import version_of

START = "2024-09-01"
BEFORE, FROM = date(2024, 8, 31), date(2024, 9, 1)


def pair(*signers: Any, **changes: Any) -> list[SignedText]:
    """One text, signed by A and B or by the signers that are named."""

    def change(text: Text) -> None:
        text.update({key: value for key, value in changes.items() if key != "start"})
        text["period"]["startDate"] = changes.get("start", text["period"]["startDate"])

    return [signed(signer, agreement(change)) for signer in signers or (A, B)]


def named(old: Sequence[SignedText]) -> dict[str, str]:
    return {"version": old[0].agreement.version, "agreementDigest": old[0].digest}


OLD = pair()
NEW = pair(version="2.0.0", start=START, supersedes=named(OLD))


def told(copies: Sequence[SignedText], on: date, notices: Sequence[Notice] = (), **more: Any) -> dict[str, str]:
    """Version to state and code, newest first, the same for some orders of everything."""
    orders = itertools.islice(itertools.permutations(copies), 30)
    found = [history(order, on, notices=notices, **more) for order in orders]
    found.append(history(copies, on, notices=[*notices][::-1], **more))
    assert all(one == found[0] for one in found)
    rows = [(one.agreement.version, f"{one.on.state} {one.on.code}".strip()) for one in found[0]]
    versions = [version_of(version) for version, _ in rows]
    assert versions == sorted(versions, reverse=True)
    return dict(rows)


def notice(effective: date, copy: SignedText, signer: Any = A, **more: Any) -> Notice:
    return Notice(
        signer.controller, copy.agreement.id, copy.agreement.version, copy.digest, date(2023, 1, 1), effective, **more
    )


def test_a_new_version_takes_over_on_its_first_day() -> None:
    assert told(OLD + NEW, BEFORE) == {"2.0.0": "notYetInForce agreement.not_in_force", "1.0.0": "inForce"}
    assert told(OLD + NEW, FROM) == {"2.0.0": "inForce", "1.0.0": "superseded agreement.superseded"}


def test_a_version_that_one_party_signed_replaces_nothing() -> None:
    assert told(OLD + NEW[:1], FROM) == {"2.0.0": "offered agreement.one_sided", "1.0.0": "inForce"}


def test_each_version_stands_without_the_ones_that_nobody_handed_in() -> None:
    assert told(NEW, FROM) == {"2.0.0": "inForce"}


@pytest.mark.parametrize(
    "supersedes",
    [
        None,
        {"version": "1.0.0", "agreementDigest": NEW[0].digest},
        {"version": "1.5.0", "agreementDigest": NEW[0].digest},
    ],
    ids=["none", "wrong", "gap"],
)
def test_a_chain_with_a_gap_or_a_wrong_digest_never_decides(supersedes: dict[str, str] | None) -> None:
    changes = {"supersedes": supersedes} if supersedes else {}
    broken = pair(version="2.0.0", start=START, **changes)
    assert told(OLD + broken, FROM) == {
        "2.0.0": "inconsistent agreement.chain",
        "1.0.0": "superseded agreement.superseded",
    }


def test_three_versions_name_each_the_one_before() -> None:
    newest = pair(version="3.0.0", start="2025-09-01", supersedes=named(NEW))
    assert told(OLD + NEW + newest, FROM)["2.0.0"] == "inForce"
    assert told(OLD + NEW + newest, date(2025, 9, 1)) == {
        "3.0.0": "inForce",
        "2.0.0": "superseded agreement.superseded",
        "1.0.0": "superseded agreement.superseded",
    }
    skipping = pair(version="3.0.0", start="2025-09-01", supersedes=named(OLD))
    assert told(OLD + NEW + skipping, FROM)["3.0.0"] == "inconsistent agreement.chain"


def test_nobody_is_put_out_of_an_agreement_by_others() -> None:
    """A party and a stranger sign a newer text under the same id, naming the digest of the old one or none."""
    parties = agreement()["party"]
    parties[1] |= {"id": STRANGER.controller}
    process = agreement()["process"] | {"decision": STRANGER.controller}
    for more in ({"supersedes": named(OLD)}, {}):
        other = pair(A, STRANGER, version="9.0.0", start=START, party=parties, process=process, **more)
        found = told(OLD + other, FROM)
        assert found["1.0.0"] == "inForce"
        assert found["9.0.0"] == ("inconsistent agreement.chain" if more else "inForce")


def test_what_could_not_be_found_out_is_neither_yes_nor_no() -> None:
    unread = [replace(copy, status="unknown") for copy in NEW]
    assert told(OLD + unread, FROM) == {
        "2.0.0": "indeterminate status.unavailable",
        "1.0.0": "indeterminate status.unavailable",
    }
    assert told(OLD + unread, BEFORE)["1.0.0"] == "inForce"
    maybe = notice(FROM, OLD[0], status="unknown")
    assert told(OLD, FROM, [maybe]) == {"1.0.0": "indeterminate status.unavailable"}
    assert told(OLD, BEFORE, [maybe]) == {"1.0.0": "inForce"}


def test_a_notice_ends_the_text_that_it_names() -> None:
    assert told(OLD, FROM, [notice(FROM, OLD[0])]) == {"1.0.0": "terminated agreement.withdrawn"}
    assert told(OLD, BEFORE, [notice(FROM, OLD[0])]) == {"1.0.0": "inForce"}
    assert told(OLD + NEW, FROM, [notice(FROM, OLD[0])])["2.0.0"] == "inForce"


def test_a_notice_that_changes_nothing_is_said() -> None:
    strange = notice(FROM, OLD[0], STRANGER)
    (found,) = history(OLD, FROM, notices=[strange])
    assert (found.on.state, found.on.notes) == ("inForce", ("agreement.notice_ignored",))
    (agreed,) = history(OLD, FROM, notices=[strange], signatories={A.controller: [STRANGER.controller]})
    assert agreed.on.state == "terminated"


def test_spellings_of_one_version_are_one_version() -> None:
    short = pair(B, version="1")
    assert told([OLD[0], *short], FROM) == {
        "1.0.0": "inconsistent agreement.text_mismatch",
        "1": "inconsistent agreement.text_mismatch",
    }


def test_nothing_gives_nothing() -> None:
    assert history([], FROM) == ()
