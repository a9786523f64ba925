"""A PostgreSQL of our own for the tests: started on a Unix socket in a folder of its own, and stopped afterwards.

The programs are Debian's (``/usr/lib/postgresql/*/bin``) or those on the path. The server refuses to run as root; then
it runs as the user ``postgres``, which the package makes. Without it tests are skipped; with CI=true they fail.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
from sqlalchemy.engine import make_url


def _missing(what: str) -> NoReturn:
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"not run: {what} (a failure because CI=true)", pytrace=False)
    pytest.skip(f"not run: {what}")


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3].zfill(4))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).resolve().parent
    _missing("PostgreSQL is not installed (Debian: apt-get install postgresql)")


class Cluster:
    """A running server; :meth:`fresh` makes an empty schema and gives the URL of the database with it.

    What it writes need not survive a loss of power: only our own programs are killed here, never the server.
    """

    def __init__(self, folder: Path, programs: Path, account: dict[str, Any]) -> None:
        self.folder, self._programs, self._account, self._names = folder, programs, account, count(1)

    def start(self) -> None:
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "ledger", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        options = (
            f"-c listen_addresses='' -c unix_socket_directories='{self.folder}' -c max_connections=60 -c fsync=off"
        )
        self._run("pg_ctl", "-D", str(data), "-w", "-t", "60", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "immediate", "stop")

    def fresh(self) -> str:
        name = f"ledger_{next(self._names)}"
        with psycopg.connect(f"host={self.folder} user=ledger dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"postgresql+psycopg://ledger@/postgres?host={self.folder}&options=-csearch_path%3D{name}"

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self._programs / program), *arguments], cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=120, check=False, **self._account,
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stderr.decode(errors='replace')}"


def connect(place: str) -> psycopg.Connection[Any]:
    """A connection past the library, to the database of a URL from :meth:`Cluster.fresh`."""
    query = make_url(place).query
    address = f"host={query['host']} options={query['options']} user=ledger dbname=postgres"
    return psycopg.connect(address, autocommit=True)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server that runs within."""
    programs = _programs()
    account: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    try:
        if os.geteuid() == 0:
            try:
                entry = pwd.getpwnam("postgres")
            except KeyError:
                _missing("PostgreSQL does not run as root, and there is no user postgres")
            account = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            os.chown(folder, entry.pw_uid, entry.pw_gid)
        made = Cluster(folder, programs, account)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
