"""``--online``: the network on the command line, which is shut without it. Servers are on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.command_line import AT, run
from tests.loopback_https import Authority, fetcher
from tests.universities import DID_PATH, LIST_PATH, University

from eccoe_vc import Fetch, HttpFetcher, Unavailable

pytestmark = pytest.mark.loopback


@pytest.fixture
def north(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[University]:
    authority = Authority(tmp_path)
    made = University(authority, "north.example")
    # The command line takes no port and no authority; what is given here is where names lead in this test.
    monkeypatch.setattr("eccoe_vc.net.HttpFetcher", lambda: fetcher(authority, made.server))
    yield made
    made.server.stop()


@pytest.fixture
def badges(north: University, tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"badge-{number}.json" for number in (5, 6)]
    for number, path in zip((5, 6), paths, strict=True):
        path.write_text(north.badge(number), encoding="utf-8")
    return paths


def test_without_it_nothing_is_asked_and_the_report_says_what_would_help(north: University, badges: list[Path]) -> None:
    done = run("verify", badges[0], "--trust", north.did, *AT)
    assert done.code == 2
    assert "--online" in done.err
    assert north.server.connections == 0


def test_with_it_badges_are_verified_and_each_document_is_got_once(north: University, badges: list[Path]) -> None:
    north.publish_list(revoked=[6])
    done = run("verify", *badges, "--trust", north.did, "--online", "--json", *AT)
    assert done.code == 1
    assert [record["verdict"] for record in done.records] == ["accepted", "rejected"]
    assert {one["name"]: one.get("code") for one in done.records[1]["checks"]}["status"] == "status.revoked"
    fetched = [one["url"] for one in done.records[0]["documents"] if one["supplied_by"] == "network"]
    assert fetched == [north.did_url, north.list_url]
    assert [one.path for one in north.server.asked] == [DID_PATH, LIST_PATH]


def test_a_report_in_words_names_what_was_got(north: University, badges: list[Path]) -> None:
    done = run("inspect", badges[0], "--trust", north.did, "--online", *AT)
    assert done.code == 0
    told = done.err[done.err.index("got over the network:") :]
    assert f"- {north.did_url}\n" in told
    assert f"- {north.list_url}\n" in told
    verbose = run("inspect", badges[0], "--trust", north.did, "--online", "--verbose", *AT).err
    assert verbose.count("contexts, with the SHA-256") == 1
    assert "from the network" not in verbose


def test_what_the_network_did_is_told(north: University, badges: list[Path]) -> None:
    north.publish_keys(b"x" * 70_000)
    done = run("verify", badges[0], "--trust", north.did, "--online", *AT)
    assert done.code == 2
    assert "[fetch.budget]" in done.err


def test_a_bundle_keeps_what_was_got_and_needs_no_network_later(
    north: University, badges: list[Path], tmp_path: Path
) -> None:
    out = tmp_path / "badge.bundle"
    kept = run("bundle", badges[0], "--trust", north.did, "--online", "-o", out, "--json", *AT)
    assert kept.code == 0
    assert [one["url"] for one in kept.record["documents"]] == [north.did_url, north.list_url]
    north.server.stop()
    later = run("verify", out, "--bundle", kept.record["digest"], "--trust", north.did)
    assert later.code == 0


def test_the_fetcher_of_the_command_line_has_the_defaults() -> None:
    fetch = HttpFetcher()
    answer = fetch(Fetch("https://localhost/", "status list", 1000))
    assert isinstance(answer, Unavailable)
    assert answer.code == "fetch.blocked"
