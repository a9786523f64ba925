"""Places are given once and for good, and what is done about a credential is kept with its reason."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from tests.stores import raw

import eccoe_vc
from eccoe_vc import LocalSigner, StatusRegistry
from eccoe_vc.errors import InputTypeError, StoreError, StoreVersionError
from eccoe_vc.models import BitstringStatusListEntry
from eccoe_vc.status_registry.tables import SCHEMA
from eccoe_vc.storage.database import Store

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
A, B = "urn:uuid:5f7c4f3e-4b1a-4a44-9a3c-2f4c3a1c9a10", "urn:uuid:5f7c4f3e-4b1a-4a44-9a3c-2f4c3a1c9a11"
TEMPLATE = "https://north.example/status/{number}.json"


def index(entry: dict[str, Any]) -> int:
    return int(entry["statusListIndex"])


def code_of(call: Any, *arguments: Any, **more: Any) -> str:
    with pytest.raises(StoreError) as error:
        call(*arguments, **more)
    return error.value.code


# ---- places ----------------------------------------------------------------------------------------------------------


def test_an_entry_stands_ready_in_the_credential(registry: StatusRegistry) -> None:
    entry = registry.allocate(A)
    assert BitstringStatusListEntry.model_validate(entry)
    url, number = "https://north.example/status/1.json", entry["statusListIndex"]
    assert entry == {
        "id": f"{url}#{number}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": number,
        "statusListCredential": url,
    }
    assert 0 <= int(number) < 131_072


def test_the_same_credential_has_the_same_place_and_one_for_each_purpose(registry: StatusRegistry, place: str) -> None:
    first, other = registry.allocate(A), registry.allocate(A, purpose="suspension")
    assert registry.allocate(A) == first == StatusRegistry.open(place).allocate(A, at=AT)
    assert other["statusListCredential"] == "https://north.example/suspended/1.json"
    assert [one.entry for one in registry.places(A)] == [first, other]
    assert [one.given for one in registry.lists()] == [1, 1]
    assert registry.places(B) == ()


def test_many_at_once_are_in_the_order_of_their_ids(registry: StatusRegistry) -> None:
    one = registry.allocate(A)
    entries = registry.allocate_all([B, A, B])
    assert entries[1] == one
    assert entries[0] == entries[2] != one
    assert registry.allocate_all([]) == []
    assert registry.check() == ()


def test_places_are_at_random(registry: StatusRegistry) -> None:
    """Of ten thousand each tenth of the list has about one in ten, and neighbours in time are no neighbours."""
    got = [index(entry) for entry in registry.allocate_all(f"urn:c:{number}" for number in range(10_000))]
    assert len(set(got)) == 10_000
    tenths = Counter(place * 10 // 131_072 for place in got)
    assert all(800 < tenths[tenth] < 1_200 for tenth in range(10))  # six standard deviations
    assert sum(later > earlier for earlier, later in pairwise(got)) < 5_400
    assert sum(abs(later - earlier) < 100 for earlier, later in pairwise(got)) < 60
    assert registry.check() == ()


def test_a_full_list_opens_the_next_one(place: str) -> None:
    registry = StatusRegistry.open(place, create=True)
    registry.create(TEMPLATE, capacity=3, at=AT)
    entries = registry.allocate_all([f"urn:c:{number}" for number in range(7)])
    entries.append(registry.allocate("urn:c:7"))
    assert [entry["statusListCredential"][-6:] for entry in entries] == ["1.json"] * 3 + ["2.json"] * 3 + ["3.json"] * 2
    assert [(one.serial, one.given, one.capacity) for one in registry.lists()] == [(1, 3, 3), (2, 3, 3), (3, 2, 3)]
    assert registry.allocate("urn:c:0") == entries[0]
    assert registry.check() == ()


def test_a_list_of_another_template_is_stepped_over(place: str) -> None:
    registry = StatusRegistry.open(place, create=True)
    registry.create(TEMPLATE, capacity=1)
    registry.create(TEMPLATE.replace("{number}", "2"), purpose="suspension")
    entries = registry.allocate_all([A, B])
    assert [entry["statusListCredential"][-6:] for entry in entries] == ["1.json", "3.json"]
    assert registry.check() == ()


def test_a_list_that_stands_alone_is_exhausted(place: str) -> None:
    registry = StatusRegistry.open(place, create=True)
    registry.create("https://north.example/status.json", capacity=2)
    first = registry.allocate_all(["urn:c:1"])
    assert code_of(registry.allocate_all, ["urn:c:2", "urn:c:3"]) == "store.index_exhausted"
    assert registry.places("urn:c:2") == (), "all or none"
    registry.allocate("urn:c:2")
    assert code_of(registry.allocate, "urn:c:3") == "store.index_exhausted"
    assert registry.allocate_all(["urn:c:1"]) == first
    assert registry.check() == ()


def test_a_nearly_full_list_still_finds_the_free_places(place: str) -> None:
    registry = StatusRegistry.open(place, create=True)
    listing = registry.create(TEMPLATE)
    assert listing.capacity == 122_880
    with raw(place) as run:  # the first 122,879 places are given, so that only the end of the list is free
        run("INSERT INTO status_place WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 122878) "
            "SELECT 1, i, 'urn:c:' || CAST(i AS TEXT), 'revocation', 0 FROM n")  # fmt: skip
        run("UPDATE status_list SET given = 122879")
    entry = registry.allocate("urn:c:last")
    assert index(entry) >= 122_879
    assert entry["statusListCredential"].endswith("/1.json")
    assert registry.allocate("urn:c:next")["statusListCredential"].endswith("/2.json")


def test_messages_are_part_of_the_entry(place: str) -> None:
    registry = StatusRegistry.open(place, create=True)
    words = ["in force", "under review", "appealed", "replaced"]
    listing = registry.create("https://north.example/m/{number}", purpose="message", messages=words)
    assert (listing.size, registry.create("https://north.example/m/{number}", purpose="message", messages=words)) == (
        2, listing,
    )  # fmt: skip
    entry = registry.allocate(A, purpose="message")
    assert (entry["statusSize"], entry["statusMessage"][3]) == (2, {"status": "0x3", "message": "replaced"})
    assert BitstringStatusListEntry.model_validate(entry)
    assert registry.set_message(A, 2, reason="Letter of May 3").value == 2
    assert [one.value for one in registry.places(A)] == [2]
    wrong: list[Any] = [4, -1, "2", None, True, 1.0, "under review"]
    for value in wrong:
        with pytest.raises(InputTypeError) as refused:
            registry.set_message(A, value)
        assert "The numbers are those from 0 to 3: 0 says 'in force'" in refused.value.hint
    assert refused.value.message == "A message is set by its number, but 'under review' was given."
    assert refused.value.hint.startswith("Pass 1. ")
    assert registry.check() == ()


def test_which_lists_are_meant_is_never_guessed(registry: StatusRegistry) -> None:
    with pytest.raises(InputTypeError, match="no list for the purpose 'message'"):
        registry.allocate(A, purpose="message")
    registry.create("https://north.example/other/{number}")
    with pytest.raises(InputTypeError, match="2 kinds of lists"):
        registry.allocate(A)
    entry = registry.allocate(A, template=TEMPLATE)
    assert entry["statusListCredential"] == "https://north.example/status/1.json"
    with pytest.raises(InputTypeError, match="of the template"):
        registry.allocate(A, template="https://north.example/none")


def test_lists_are_never_changed(registry: StatusRegistry) -> None:
    assert registry.create(TEMPLATE) == registry.lists()[0]
    others: list[dict[str, Any]] = [{"purpose": "suspension"}, {"entries": 200_000}, {"capacity": 5}]
    for other in others:
        with pytest.raises(InputTypeError, match="with other values"):
            registry.create(TEMPLATE, **other)
    with pytest.raises(InputTypeError, match="published at"):
        registry.create("https://north.example/status/1.json")


@pytest.mark.parametrize(
    "wrong",
    [
        {"template": "http://north.example/1"}, {"template": "https://north.example"}, {"template": None},
        {"template": "https://{number}.example/1"}, {"template": "https://north.example/{number}/{number}"},
        {"template": "https://north.example/../1"}, {"template": "https://north.example/a//b"},
        {"template": "https://north.example/a?b"}, {"template": "https://north.example/a#b"},
        {"template": "https://north.example/.htaccess"}, {"template": "https://north.example/a%2f"},
        {"template": "https://u@north.example/a"}, {"template": "https://NORTH.example/a"},
        {"purpose": "refresh"}, {"purpose": "Revocation"}, {"purpose": None},
        {"entries": 131_071}, {"entries": True}, {"entries": 12_582_913}, {"entries": "200000"},
        {"capacity": 0}, {"capacity": 122_881}, {"capacity": 1.5},
        {"messages": ["a", "b"]}, {"purpose": "message"}, {"purpose": "message", "messages": ["a"]},
        {"purpose": "message", "messages": ["a", "b", "c"]}, {"purpose": "message", "messages": "ab"},
        {"purpose": "message", "messages": ["a", "b\n"]}, {"purpose": "message", "messages": ["a", None]},
        {"purpose": "message", "messages": ["a"] * 512}, {"at": datetime(2026, 1, 1)},
    ],
)  # fmt: skip
def test_what_is_no_list(tmp_path: Path, wrong: dict[str, Any]) -> None:
    registry = StatusRegistry.open(tmp_path / "status.db", create=True)
    with pytest.raises(InputTypeError, match=r"input\.type"):
        registry.create(**({"template": TEMPLATE} | wrong))
    assert registry.lists() == ()


@pytest.mark.parametrize("name", ["", " ", "a\nb", "a\0", None, 5, b"urn:c:1", "x" * 2_001])
def test_what_is_no_id_of_a_credential(registry: StatusRegistry, name: Any) -> None:
    for call in (registry.allocate, registry.revoke, registry.suspend, registry.history, registry.places):
        with pytest.raises(InputTypeError):
            call(name)
    with pytest.raises(InputTypeError):
        registry.allocate_all(name if isinstance(name, str) else [name])


# ---- what a place says -----------------------------------------------------------------------------------------------


def test_a_revocation_is_kept_with_its_reason_and_is_final(registry: StatusRegistry) -> None:
    registry.allocate(A, at=AT)
    registry.allocate(A, purpose="suspension", at=AT)
    made = registry.revoke(A, code="error", reason="Awarded to another learner.", actor="urn:staff:7", at=AT)
    assert (made.kind, made.value, made.code, made.reason, made.actor, made.at) == (
        "set", 1, "error", "Awarded to another learner.", "urn:staff:7", "2026-11-30T09:00:00Z",
    )  # fmt: skip
    assert registry.revoke(A, reason="Again.") == made, "the first one stands"
    for call in (registry.suspend, registry.restore):
        assert code_of(call, A) == "store.revoked"
    assert [one.kind for one in registry.history(A)] == ["allocated", "allocated", "set"]
    assert [one.value for one in registry.places(A)] == [1, 0]
    assert registry.check() == ()


def test_a_suspension_is_taken_back_and_the_history_stays(registry: StatusRegistry) -> None:
    registry.allocate(A, purpose="suspension")
    assert registry.restore(A).kind == "allocated", "nothing to restore, nothing written"
    registry.suspend(A, reason="Fee.", at=AT)
    assert registry.places(A)[0].value == 1
    registry.restore(A, reason="Paid.")
    registry.suspend(A, reason="Appeal.")
    assert [(one.value, one.reason) for one in registry.history(A)][1:] == [(1, "Fee."), (0, "Paid."), (1, "Appeal.")]
    assert registry.check() == ()


def test_without_a_place_nothing_can_be_withdrawn(registry: StatusRegistry) -> None:
    registry.allocate(A)
    for call in (registry.suspend, registry.restore):
        assert code_of(call, A) == "store.no_place"
    assert code_of(registry.revoke, B) == "store.no_place"
    assert code_of(registry.set_message, A, 1) == "store.no_place"


@pytest.mark.parametrize("word", ["a\nb", None, 5, "x" * 2_001])
def test_reasons_are_one_line(registry: StatusRegistry, word: Any) -> None:
    registry.allocate(A)
    for name in ("code", "reason", "actor"):
        with pytest.raises(InputTypeError):
            registry.revoke(A, **{name: word})


# ---- the store -------------------------------------------------------------------------------------------------------


def test_what_is_not_there_is_not_begun_by_mistake(place: str) -> None:
    assert code_of(StatusRegistry.open, place) == "store.format"
    assert StatusRegistry.open(place, create=True).lists() == StatusRegistry.open(place).lists() == ()


def test_a_ledger_is_no_registry(tmp_path: Path) -> None:
    eccoe_vc.Ledger.open(tmp_path / "a.db", body="did:example:b", secret=bytes(16), create=True)
    assert code_of(StatusRegistry.open, tmp_path / "a.db", create=True) == "store.format"


@pytest.mark.loopback
def test_a_registry_and_a_ledger_share_a_database_of_postgresql(postgresql: Any) -> None:
    place = postgresql.fresh()
    ledger = eccoe_vc.Ledger.open(place, body="did:example:b", secret=bytes(16), create=True)
    registry = StatusRegistry.open(place, create=True)
    registry.create(TEMPLATE)
    registry.allocate(A)
    assert (ledger.check(), registry.check()) == ((), ())


def test_a_newer_registry_is_left_untouched(registry: StatusRegistry, place: str) -> None:
    with raw(place) as run:
        run("UPDATE status_about SET version = 2")
    for call in (lambda: StatusRegistry.open(place), lambda: registry.allocate(A), registry.lists):
        with pytest.raises(StoreVersionError, match=r"status registry .* has version 2"):
            call()


def test_the_database_itself_refuses_to_rewrite_the_journal(tmp_path: Path) -> None:
    StatusRegistry.open(tmp_path / "status.db", create=True).create(TEMPLATE)
    for statement in ("UPDATE status_entry SET at = ''", "DELETE FROM status_entry"):
        with (
            closing(sqlite3.connect(tmp_path / "status.db")) as connection,
            pytest.raises(sqlite3.Error, match="never rewritten"),
        ):
            connection.execute(statement)


def test_a_fork_shares_nothing(registry: StatusRegistry) -> None:
    registry.allocate(A)
    process = get_context("fork").Process(target=registry.revoke, args=(A,))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    assert [one.value for one in registry.places(A)] == [1]


def _fill(place: str) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
    registry = StatusRegistry.open(place)
    for number in range(1_000):
        try:
            registry.allocate_all(f"urn:c:{number}:{nth}" for nth in range(20))
        except StoreError as error:
            os._exit(0 if error.code == "store.io" else 3)
    os._exit(4)


@pytest.mark.attack("L03", "full")
@pytest.mark.attack("L03", "quota")
@pytest.mark.parametrize("place", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_and_what_was_given_stays(registry: StatusRegistry, place: str) -> None:
    """A limit on the size of files stands for a disk, or a quota, that is used up."""
    process = get_context("fork").Process(target=_fill, args=(place,))
    process.start()
    process.join(120)
    assert process.exitcode == 0
    assert registry.check() == ()
    given = registry.lists()[0].given
    assert given % 20 == 0, "all or none of each call"
    assert given
    registry.allocate(A)
    assert registry.check() == ()


def test_without_sqlalchemy_it_says_what_to_install() -> None:
    program = (
        "import sys; sys.modules['sqlalchemy'] = None\nimport eccoe_vc\n"
        "try:\n    eccoe_vc.StatusRegistry\nexcept eccoe_vc.StoreError as error:\n    print(error.code, error.hint)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == 'store.io pip install "eccoe-vc[sql]"\n'


# ---- check -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "pointer"),
    [
        ("UPDATE status_place SET value = 0 WHERE value = 1", "/list/1/"),
        ("UPDATE status_place SET credential = 'urn:c:other' WHERE value = 1", "/list/1/"),
        ("DELETE FROM status_place WHERE value = 1", "/list/1/"),
        ("UPDATE status_list SET given = 7 WHERE number = 1", "/list/1"),
        ("INSERT INTO status_place VALUES (1, 131071, 'urn:c:none', 'revocation', 0)", "/list/1/131071"),
        ("DELETE FROM status_entry WHERE number = 2", "/entry/3"),
        ("DELETE FROM status_entry WHERE kind = 'set'", "/list/1/"),
        ("UPDATE status_entry SET value = 0 WHERE kind = 'set'", "/entry/"),
        ("UPDATE status_entry SET credential = 'urn:c:other' WHERE kind = 'set'", "/entry/"),
        ("UPDATE status_entry SET list = 9 WHERE kind = 'set'", "/entry/"),
        ("UPDATE status_entry SET place = 131072 WHERE kind = 'allocated'", "/entry/"),
        ("UPDATE status_entry SET kind = 'opened' WHERE number = 3", "/entry/3"),
        ("UPDATE status_entry SET kind = 'strange' WHERE number = 3", "/entry/3"),
        ("DELETE FROM status_list WHERE number = 2", "/entry/2"),
        ("UPDATE status_entry SET credential = NULL WHERE kind = 'allocated'", "/entry/3"),
        ("UPDATE status_entry SET place = 5 WHERE kind = 'allocated'", "/entry/4"),
        (f"UPDATE status_entry SET credential = '{A}' WHERE kind = 'allocated'", "/entry/4"),
        ("INSERT INTO status_list VALUES (9, 't', 1, 'u', 'revocation', 131072, 5, '', 0, '')", "/list/9"),
    ],
)
def test_whatever_is_changed_past_the_library_is_found(
    registry: StatusRegistry, place: str, statement: str, pointer: str
) -> None:
    registry.allocate(A)
    registry.allocate(B)
    registry.revoke(A)
    assert registry.check() == ()
    with raw(place) as run:
        run(statement)
    found = registry.check()
    assert found
    assert {one.code for one in found} == {"store.corrupt"}
    assert found[0].pointer.startswith(pointer), found


def test_a_place_in_a_list_that_is_gone_is_told(registry: StatusRegistry, place: str) -> None:
    registry.allocate(A)
    with raw(place) as run:
        run("DELETE FROM status_list WHERE number = 1")
    assert code_of(registry.places, A) == "store.corrupt"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE status_list SET entries = 2000000000",
        "UPDATE status_list SET given = -1",
        "UPDATE status_place SET value = 7",
        "UPDATE status_place SET place = 131072",
        "DELETE FROM status_entry",
    ],
)
def test_numbers_that_no_registry_has_end_in_no_exception_and_take_no_room(
    registry: StatusRegistry, place: str, statement: str
) -> None:
    registry.allocate(A)
    registry.revoke(A)
    with raw(place) as run:
        run(statement)

    def publish() -> None:
        url = TEMPLATE.replace("{number}", "1")
        registry.publish(url, signer=LocalSigner.generate("Ed25519"), valid_for=timedelta(days=1))

    gone = statement.startswith("DELETE")  # the list says what it said, and nobody knows since when
    assert code_of(registry.revoke, A) == "store.corrupt" if gone else code_of(publish) == "store.corrupt"


def test_of_many_faults_a_hundred_are_told(registry: StatusRegistry, place: str) -> None:
    registry.allocate_all(f"urn:c:{number}" for number in range(150))
    with raw(place) as run:
        run("UPDATE status_place SET value = 1")
    assert len(registry.check()) == 100
    with raw(place) as run:
        run("UPDATE status_entry SET place = 131072 WHERE kind = 'allocated'")
    assert len(registry.check()) == 100


def test_a_broken_source_of_chance_gives_nothing(registry: StatusRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eccoe_vc.status_registry.rows._TRIES", 3)
    monkeypatch.setattr("secrets.randbelow", lambda _: 7)
    assert index(registry.allocate(A)) == 7
    assert code_of(registry.allocate, B) == "store.corrupt"
    assert registry.places(B) == ()
    assert registry.check() == ()


def test_it_is_shown_without_a_password() -> None:
    shown = repr(StatusRegistry(Store("postgresql://north:secret@db.example/status", SCHEMA)))
    assert shown == "StatusRegistry('postgresql+psycopg://north:***@db.example/status')"
