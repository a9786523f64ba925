"""Which ledger is opened, and what is said where it is none, another one, a newer one, or the disk gives out."""

from __future__ import annotations

import copy
import os
import pickle
import resource
import sqlite3
import subprocess
import sys
import traceback
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from tests.postgresql import Cluster
from tests.stores import raw
from tests.unit.agreements.ledger.invented import HOUR, NOW, SECRET, B, Use, decision

from eccoe_vc.agreements.ledger import Ledger
from eccoe_vc.errors import EccoeError, InputTypeError, StoreError, StoreVersionError

OTHER = b"another secret of the same length"


def opened(place: Any, **more: Any) -> Ledger:
    return Ledger.open(place, **({"body": B, "secret": SECRET} | more))


def refused(place: Any, **more: Any) -> StoreError:
    with pytest.raises(StoreError) as error:
        opened(place, **more)
    return error.value


def test_it_is_opened_again_and_goes_on(ledger: Ledger, place: str) -> None:
    one = ledger.reserve(decision(Use()), until=NOW + HOUR, now=NOW)
    again = opened(place, create=True)
    assert again.reservations() == (one,)
    head = again.commit(one, decision_id="urn:d:1", decision_digest="u", now=NOW)
    assert opened(place).head() == head


def test_what_is_not_there_is_not_begun_by_mistake(place: str) -> None:
    error = refused(place)
    assert (error.code, error.hint) == ("store.format", "Pass create=True to begin one.")
    if "://" not in place:
        assert not Path(place).exists()


def test_a_path_and_an_address_name_one_file(tmp_path: Path) -> None:
    opened(tmp_path / "ledger.db", create=True)
    assert opened(f"sqlite:///{tmp_path}/ledger.db").head() == opened(str(tmp_path / "ledger.db")).head()


def test_a_place_is_the_same_wherever_the_program_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ledgers = [opened("ledger.db", create=True), opened("sqlite:///ledger.db")]
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert {ledger.head() for ledger in ledgers} == {opened(tmp_path / "ledger.db").head()}
    assert list(Path().iterdir()) == []


def test_a_file_that_is_gone_is_not_begun_anew(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    ledger = opened(place, create=True)
    place.unlink()
    for call in (ledger.head, ledger.check, lambda: ledger.reserve(decision(Use()), until=NOW + HOUR, now=NOW)):
        with pytest.raises(StoreError) as error:
            call()
        assert error.value.code == "store.format"
    assert not place.exists()


def test_another_body_and_another_secret_are_refused(ledger: Ledger, place: str) -> None:
    for more in ({"body": "did:web:other.example"}, {"secret": OTHER}, {"body": B + " "}):
        for create in (False, True):
            assert refused(place, create=create, **more).code == "store.format"
    assert "another secret" in str(refused(place, secret=OTHER))
    assert opened(place).head() == ledger.head()


def test_a_newer_ledger_is_left_untouched(ledger: Ledger, place: str) -> None:
    with raw(place) as run:
        run("UPDATE ledger_about SET version = 2")
        run("ALTER TABLE ledger_about ADD COLUMN more TEXT")
        run("DROP TABLE ledger_claim")
    for create in (False, True):
        with pytest.raises(StoreVersionError, match="has version 2; this release reads 1") as error:
            opened(place, create=create)
        assert error.value.code == "store.version"
    with raw(place) as run:
        assert run("SELECT count(*) FROM ledger_entry") == [(1,)]
    assert ledger


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("DROP TABLE ledger_claim", "store.corrupt"),
        ("DROP TABLE ledger_entry", "store.corrupt"),
        ("DROP TABLE ledger_about", "store.corrupt"),
        ("DELETE FROM ledger_about", "store.corrupt"),
        ("UPDATE ledger_about SET version = -1", "store.corrupt"),
        ("INSERT INTO ledger_about VALUES (7, '', '')", "store.corrupt"),
        ("ALTER TABLE ledger_about RENAME COLUMN mark TO other", "store.format"),
        ("DELETE FROM ledger_entry", "decision.chain"),
    ],
)
def test_a_ledger_that_lacks_a_part_is_not_opened(ledger: Ledger, place: str, statement: str, code: str) -> None:
    with raw(place) as run:
        run(statement)
    if statement != "DELETE FROM ledger_entry":
        with pytest.raises(StoreError) as error:
            opened(place, create=True)
        assert error.value.code == code
    with pytest.raises(EccoeError) as again:
        ledger.reserve(decision(Use()), until=NOW + HOUR, now=NOW)
    assert again.value.code in (code, "store.format")


def test_a_ledger_that_a_newer_release_took_over_is_not_written_by_those_who_had_it_open(
    ledger: Ledger, place: str
) -> None:
    with raw(place) as run:
        run("UPDATE ledger_about SET version = 2")
    for call in (ledger.head, lambda: ledger.reserve(decision(Use()), until=NOW + HOUR, now=NOW)):
        with pytest.raises(StoreVersionError):
            call()


def test_files_of_something_else_are_refused_and_kept(tmp_path: Path) -> None:
    text, database, empty = tmp_path / "a.txt", tmp_path / "b.db", tmp_path / "c.db"
    text.write_bytes(b"This is no database. " * 500)
    empty.write_bytes(b"")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE marks (student TEXT)")
    for path in (text, database):
        before = path.read_bytes()
        for create in (False, True):
            assert refused(path, create=create).code == "store.format"
        assert path.read_bytes() == before
    assert refused(empty).code == "store.format"
    assert opened(empty, create=True).check() == ()


def test_a_damaged_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    place = tmp_path / "ledger.db"
    ledger = opened(place, create=True)
    for number in range(30):
        ledger.reserve(decision(Use(f"a{number}")), until=NOW + HOUR, now=NOW)
    data = bytearray(place.read_bytes())
    assert len(data) > 60_000
    data[8_192:40_000] = b"\xa5" * (40_000 - 8_192)
    place.write_bytes(data)
    for read in (ledger.check, ledger.head, lambda: ledger.view("did:example:l")):
        try:
            assert not isinstance(found := read(), tuple) or found
        except EccoeError as error:
            assert error.code in ("store.corrupt", "decision.chain")


def test_places_where_nothing_can_be_kept(tmp_path: Path) -> None:
    assert refused(tmp_path / "no" / "such" / "folder.db", create=True).code == "store.io"
    assert refused(tmp_path).code == "store.io"
    assert refused(tmp_path, create=True).code == "store.io"


@pytest.mark.parametrize(
    "place",
    [
        None, 5, b"ledger.db", "", ":memory:", "sqlite://", "sqlite:///:memory:", "sqlite:///a.db?mode=ro", "a\0b",
        "a\nb", "mysql://x/y", "postgresql+asyncpg://x/y", "nonsense://", "://", "sqlite+pysqlcipher:///x",
        "sqlite+aiosqlite:///x", "postgresql+psycopg2://x/y",
        "postgresql://host:port/x", "\ud800",
    ],
)  # fmt: skip
def test_what_is_no_place_for_a_ledger(place: Any) -> None:
    with pytest.raises((InputTypeError, StoreError)) as error:
        opened(place, create=True)
    assert error.value.code in ("input.type", "store.io")


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": ""}, {"body": None}, {"body": "a\nb"}, {"secret": "text of sixteen"}, {"secret": b"short"},
        {"secret": None}, {"wait": 0}, {"wait": 1.5}, {"wait": True}, {"wait": 10**9},
    ],
)  # fmt: skip
def test_arguments_are_what_they_say(tmp_path: Path, wrong: dict[str, Any]) -> None:
    with pytest.raises(InputTypeError, match=r"input\.type"):
        opened(tmp_path / "ledger.db", create=True, **wrong)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_not_there_is_said_without_its_password() -> None:
    error = refused("postgresql+psycopg://me:hush-hush@/x?host=/no/such/folder")
    assert error.code == "store.io"
    told = "".join(traceback.format_exception(error)) + str(error) + repr(error)
    assert "hush-hush" not in told
    assert "***" in str(error)


# ---- the secret ------------------------------------------------------------------------------------------------------


def test_the_secret_and_the_learner_are_nowhere(ledger: Ledger, place: str) -> None:
    ledger.reserve(decision(Use()), until=NOW + HOUR, now=NOW)
    with raw(place) as run:
        kept = str([run(f"SELECT * FROM {table}") for table in ("ledger_about", "ledger_entry", "ledger_claim")])
    if "://" not in place:
        kept += Path(place).read_bytes().decode("latin-1")
    told = [kept, repr(ledger), str(ledger), repr(ledger._store), str(refused(place, secret=OTHER))]
    with pytest.raises(EccoeError) as error:
        ledger.reserve(decision(Use()), until=NOW + HOUR, now=NOW)
    told += traceback.format_exception(error.value)
    assert "did:web:awarding.example" in kept  # it is the text that is looked through
    for secret in (SECRET.decode(), SECRET.hex(), OTHER.decode(), "did:example:l", "/credentials/"):
        assert secret not in "".join(told)


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_ledger_is_not_pickled_or_copied(ledger: Ledger, copied: Any) -> None:
    with pytest.raises(InputTypeError, match="holds a secret"):
        copied(ledger)


# ---- when the machine says no ----------------------------------------------------------------------------------------


def _in_a_process(work: Any, *arguments: Any) -> str:
    """What ``work`` returns in a process of its own."""
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)

    def run() -> None:
        try:
            theirs.send(work(*arguments))
        except EccoeError as error:
            theirs.send(f"{type(error).__name__} {error.code}")
        except Exception as error:  # noqa: BLE001 - told to the test
            theirs.send(f"traceback of {error!r}")

    process = context.Process(target=run)
    process.start()
    assert ours.poll(60), "the process said nothing"
    said: str = ours.recv()
    process.join(30)
    return said


def _full(place: str) -> str:
    ledger = opened(place)
    resource.setrlimit(resource.RLIMIT_FSIZE, (Path(place).stat().st_size + 30_000,) * 2)
    for number in range(100):
        ledger.reserve(decision(Use(f"a{number}")), until=NOW + HOUR, now=NOW)
    return "never full"


def test_a_full_disk_is_an_error_and_what_was_there_stays(tmp_path: Path) -> None:
    place = str(tmp_path / "ledger.db")
    ledger = opened(place, create=True)
    one = ledger.reserve(decision(Use()), until=NOW + HOUR, now=NOW)
    ledger.commit(one, decision_id="urn:d:1", decision_digest="u", now=NOW)
    assert _in_a_process(_full, place) == "StoreError store.io"
    assert ledger.check() == ()
    assert [held.decision for held in ledger.view("did:example:l")] == ["urn:d:1"]
    ledger.reserve(decision(Use("after")), until=NOW + HOUR, now=NOW)


def _read_only(place: str) -> str:
    if os.geteuid() == 0:
        os.setuid(65_534)
    try:
        ledger = opened(place)
    except StoreError as error:
        return f"{type(error).__name__} {error.code}"
    ledger.reserve(decision(Use()), until=NOW + HOUR, now=NOW)
    return "written"


def test_a_file_that_may_not_be_written_is_an_error() -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder, "ledger.db")
        opened(place, create=True)
        place.chmod(0o444)
        Path(folder).chmod(0o555)
        try:
            assert _in_a_process(_read_only, str(place)) == "StoreError store.io"
        finally:
            Path(folder).chmod(0o700)


def test_a_writer_that_waits_too_long_says_so(ledger: Ledger, place: str) -> None:
    impatient = opened(place, wait=1)
    lock = "BEGIN IMMEDIATE" if "://" not in place else "BEGIN; SELECT version FROM ledger_about FOR UPDATE"
    with raw(place) as run:
        run(lock)
        try:
            with pytest.raises(StoreError) as error:
                impatient.reserve(decision(Use()), until=NOW + HOUR, now=NOW)
            assert error.value.code == "store.lock"
            assert tuple(ledger.view("did:example:l")) == ()  # readers do not wait
        finally:
            run("ROLLBACK")
    impatient.reserve(decision(Use()), until=NOW + HOUR, now=NOW)


@pytest.mark.loopback
@pytest.mark.parametrize("level", ["serializable", "repeatable read", "read uncommitted"])
def test_the_isolation_that_a_server_is_set_to_does_not_matter(postgresql: Cluster, level: str) -> None:
    place = postgresql.fresh()
    opened(place, create=True)
    place += f"%20-cdefault_transaction_isolation%3D{level.replace(' ', '%5C%20')}"
    ledger = opened(place)
    one = ledger.reserve(decision(Use()), until=NOW + HOUR, now=NOW)
    with pytest.raises(EccoeError):
        opened(place).reserve(decision(Use()), until=NOW + HOUR, now=NOW)
    ledger.commit(one, decision_id="urn:d:1", decision_digest="u", now=NOW)
    assert ledger.check() == ()


# ---- without the extra -----------------------------------------------------------------------------------------------

WITHOUT = """
import sys
class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {gone!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Gone())
from eccoe_vc.agreements import ledger
from eccoe_vc.agreements.ledger import View, award_key, learner_key
assert not [name for name in sys.modules if name.startswith("sqlalchemy")]
try:
    from eccoe_vc.agreements.ledger import Ledger
    Ledger.open("postgresql://x/y", body="did:example:b", secret=bytes(16))
except Exception as error:
    print(type(error).__name__, error.code, error.hint)
"""


@pytest.mark.parametrize(("gone", "extra"), [("sqlalchemy", "sql"), ("psycopg", "postgresql")])
def test_without_the_extra_it_says_what_to_install(gone: str, extra: str) -> None:
    code = WITHOUT.format(gone=gone)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.strip() == f'StoreError store.io pip install "eccoe-vc[{extra}]"', done.stderr


def test_other_names_are_not_there() -> None:
    from eccoe_vc.agreements import ledger

    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = ledger.Nothing
