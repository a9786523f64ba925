"""Whatever is changed in a ledger is found, and the entry is named."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.postgresql import connect
from tests.stores import raw
from tests.unit.agreements.ledger.invented import HOUR, NOW, SECRET, B, Use, decision

from eccoe_vc.agreements.ledger import Head, Ledger
from eccoe_vc.agreements.ledger.chain import Entry, digest_of, faults, following
from eccoe_vc.agreements.ledger.tables import ENTRY
from eccoe_vc.errors import AgreementError, EccoeError

COLUMNS = [column.name for column in ENTRY.columns]


def filled(ledger: Ledger, count: int = 3) -> list[Head]:
    """Two entries for each decision; the heads on the way."""
    heads = [ledger.head()]
    for number in range(1, count + 1):
        one = ledger.reserve(decision(Use(f"a{number}")), until=NOW + HOUR, now=NOW)
        heads.append(ledger.head())
        heads.append(ledger.commit(one, decision_id=f"urn:d:{number}", decision_digest="u", now=NOW))
    return heads


def found(ledger: Ledger, known: list[Head] | None = None) -> tuple[str, str]:
    """Code and place of the first finding."""
    findings = ledger.check(known or [])
    assert findings, "nothing was found"
    return findings[0].code, findings[0].pointer


def test_a_ledger_that_nobody_touched_holds_and_goes_on_from_every_head(ledger: Ledger) -> None:
    heads = filled(ledger)
    assert [head.number for head in heads] == list(range(1, 8))
    assert ledger.check(heads) == ()
    assert ledger.check([(head.number, head.digest) for head in heads]) == ()


def test_the_database_itself_refuses_to_change_or_delete_an_entry(ledger: Ledger, place: str) -> None:
    filled(ledger, 1)
    statements = ["UPDATE ledger_entry SET at = 'x' WHERE number = 2", "DELETE FROM ledger_entry WHERE number = 3"]
    for statement in statements:
        if "://" in place:
            with connect(place) as server, pytest.raises(psycopg.Error, match="never rewritten"):
                server.execute(statement.encode())
        else:
            with closing(sqlite3.connect(place)) as connection, pytest.raises(sqlite3.Error, match="never rewritten"):
                connection.execute(statement)
    assert ledger.check() == ()


@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_in_any_column_is_found_and_named(ledger: Ledger, place: str, column: str) -> None:
    heads = filled(ledger)
    changed = 1_000 if column in ("number", "about") else "changed"
    with raw(place) as run:
        for number in range(1, 8):
            ((before,),) = run(f"SELECT {column} FROM ledger_entry WHERE number = ?", number)
            run(f"UPDATE ledger_entry SET {column} = ? WHERE number = ?", changed, number)
            assert found(ledger, heads) == ("decision.chain", f"/entry/{number}")
            there = changed if column == "number" else number
            run(f"UPDATE ledger_entry SET {column} = ? WHERE number = ?", before, there)
            assert ledger.check(heads) == ()


@pytest.mark.parametrize("column", COLUMNS)
def test_what_sqlite_would_keep_in_a_column_is_found_too(tmp_path: Path, column: str) -> None:
    """SQLite keeps values of any type in any column."""
    place = str(tmp_path / "ledger.db")
    ledger = Ledger.open(place, body=B, secret=SECRET, create=True)
    filled(ledger)
    kept = 0
    with raw(place) as run:
        for value in (b"\xff\xfe", b"", 5.5, "\ud7ff", "", None, -1, 2**40):
            ((before, row),) = run(f"SELECT {column}, rowid FROM ledger_entry WHERE number = 5")
            try:
                run(f"UPDATE ledger_entry SET {column} = ? WHERE rowid = ?", value, row)
            except sqlite3.Error:
                continue  # a constraint of the table
            if value != before:
                kept += 1
                assert ("decision.chain", "/entry/5") in [(one.code, one.pointer) for one in ledger.check()], value
            run(f"UPDATE ledger_entry SET {column} = ? WHERE rowid = ?", before, value if column == "number" else row)
    assert kept > 1
    assert ledger.check() == ()


def test_an_entry_that_is_gone_is_named(ledger: Ledger, place: str) -> None:
    heads = filled(ledger)
    marks = ", ".join("?" * len(COLUMNS))
    with raw(place) as run:
        for number in range(1, 8):
            (row,) = run("SELECT * FROM ledger_entry WHERE number = ?", number)
            run("DELETE FROM ledger_entry WHERE number = ?", number)
            assert found(ledger, heads) == ("decision.chain", f"/entry/{number}")
            if number < 7:
                assert found(ledger) == ("decision.chain", f"/entry/{number}")
            run(f"INSERT INTO ledger_entry VALUES ({marks})", *row)


def test_an_end_that_was_cut_off_is_found_by_a_head_that_was_kept(ledger: Ledger, place: str) -> None:
    heads = filled(ledger)
    with raw(place) as run:
        run("DELETE FROM ledger_entry WHERE number > 5")
        run("DELETE FROM ledger_claim WHERE holder > 5")
    assert ledger.check(heads[:5]) == ()
    assert found(ledger, heads) == ("decision.chain", "/entry/6")
    assert "ends with entry 5" in ledger.check(heads)[0].message


def test_two_entries_that_changed_places_are_found(ledger: Ledger, place: str) -> None:
    filled(ledger)
    with raw(place) as run:
        for before, after in ((3, 100), (5, 3), (100, 5)):
            run("UPDATE ledger_entry SET number = ? WHERE number = ?", after, before)
    pointers = [finding.pointer for finding in ledger.check()]
    assert pointers[0] == "/entry/3"
    assert "/entry/5" in pointers


def test_a_whole_chain_written_anew_is_found_by_a_head_that_was_kept(ledger: Ledger, place: str) -> None:
    heads = filled(ledger)
    with raw(place) as run:
        previous = ""
        for row in run("SELECT * FROM ledger_entry ORDER BY number"):
            entry = Entry._make(row)._replace(previous=previous)
            if entry.number == 3:
                entry = entry._replace(at="2020-01-01T00:00:00Z")
            entry = entry._replace(digest=digest_of(entry))
            previous = entry.digest
            run(
                "UPDATE ledger_entry SET at = ?, previous = ?, digest = ? WHERE number = ?",
                entry.at, entry.previous, entry.digest, entry.number,
            )  # fmt: skip
    assert ledger.check(heads[:2]) == ()
    assert found(ledger, heads) == ("decision.chain", "/entry/3")


def test_no_decision_rests_on_a_changed_entry(ledger: Ledger, place: str) -> None:
    filled(ledger)
    with raw(place) as run:
        run("UPDATE ledger_entry SET content = replace(content, '\"3\"', '\"0\"') WHERE number = 2")
    for refused in (
        lambda: ledger.view("did:example:l"),
        lambda: ledger.reserve(decision(Use("new")), until=NOW + HOUR, now=NOW),
    ):
        with pytest.raises(AgreementError, match="Entry 2 of the ledger was changed") as error:
            refused()
        assert error.value.code == "decision.chain"


@pytest.mark.parametrize(
    ("statement", "entry"),
    [
        ("DELETE FROM ledger_claim WHERE holder = 2 AND kind = 'award'", 2),
        ("UPDATE ledger_claim SET holder = 4 WHERE holder = 2 AND kind = 'anywhere'", 2),
        ("UPDATE ledger_claim SET programme = 'urn:x:other' WHERE holder = 2 AND kind = 'award'", 2),
        ("UPDATE ledger_claim SET level = 'granted' WHERE holder = 4", 4),
        ("UPDATE ledger_claim SET key = 'uX' WHERE holder = 6 AND kind = 'achievement'", 6),
        ("INSERT INTO ledger_claim VALUES ('award', 'u', '', 'applied', 99)", 99),
    ],
)
def test_claims_that_the_entries_do_not_give_are_found(ledger: Ledger, place: str, statement: str, entry: int) -> None:
    filled(ledger)
    with raw(place) as run:
        run(statement)
    assert found(ledger) == ("store.corrupt", f"/entry/{entry}")


def test_a_lost_claim_does_not_let_an_award_count_again(ledger: Ledger, place: str) -> None:
    filled(ledger)
    with raw(place) as run:
        run("DELETE FROM ledger_claim")
    with pytest.raises(EccoeError) as error:
        ledger.reserve(decision(Use("a1")), until=NOW + HOUR, now=NOW)
    assert error.value.code == "store.corrupt"


@pytest.mark.parametrize("column", ["version", "body", "mark"])
def test_what_the_ledger_says_about_itself_is_compared_with_its_first_entry(
    ledger: Ledger, place: str, column: str
) -> None:
    filled(ledger, 1)
    with raw(place) as run:
        run(f"UPDATE ledger_about SET {column} = ?", 0 if column == "version" else "changed")
    assert found(ledger)[0] == "store.corrupt"


# ---- laws of the chain alone -----------------------------------------------------------------------------------------

CONTENT = st.dictionaries(st.text(max_size=5), st.text(max_size=5), max_size=3)


@st.composite
def chains(draw: st.DrawFn) -> list[Entry]:
    made: list[Entry] = []
    for content in draw(st.lists(CONTENT, min_size=1, max_size=8)):
        made.append(following(made[-1] if made else None, "opened", content, at=draw(st.text(max_size=3))))
    return made


@given(chains())
def test_a_chain_holds_and_knows_its_heads(chain: list[Entry]) -> None:
    assert list(faults(chain, [entry.head for entry in chain])) == []


@given(chains(), st.data())
def test_any_change_of_any_member_is_found_at_its_entry(chain: list[Entry], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(chain) - 1))
    member = data.draw(st.sampled_from(["kind", "about", "at", "subject", "decision", "content", "previous", "digest"]))
    value: Any = data.draw(st.integers() if member == "about" else st.text())
    changed = chain[index]._replace(**{member: value})
    if changed == chain[index]:
        return
    chain[index] = changed
    (first, *_) = faults(chain)
    assert (first.code, first.pointer) == ("decision.chain", f"/entry/{index + 1}")


@given(chains(), st.data())
def test_any_other_order_or_gap_is_found_where_it_begins(chain: list[Entry], data: st.DataObject) -> None:
    kept = sorted(data.draw(st.sets(st.integers(1, len(chain)))))
    entries = [chain[number - 1] for number in kept]
    wanted = next((number for number in range(1, len(chain) + 1) if number not in kept), None)
    findings = list(faults(entries, [chain[-1].head]))
    if wanted is None:
        assert findings == []
    elif wanted <= max(kept, default=0) or not kept:
        assert findings[0].pointer == f"/entry/{wanted}"
    else:
        assert findings[0].pointer == f"/entry/{len(chain)}"  # only the head that was kept is known to be missing


def test_of_many_faults_some_are_told_and_the_rest_is_not_read(
    ledger: Ledger, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever stops reading leaves no cursor of the server behind, which Python would complain of."""
    monkeypatch.setattr("eccoe_vc.agreements.ledger.rows._AT_ONCE", 5)
    monkeypatch.setattr("eccoe_vc.agreements.ledger.chain._MOST", 3)
    filled(ledger, 10)
    with raw(place) as run:
        run("UPDATE ledger_entry SET at = '2020'")
    assert len(ledger.check()) == 3
