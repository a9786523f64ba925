"""``status`` and ``issue --status-registry``: from the first list to a badge that is revoked, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import bases
from tests.command_line import run

from eccoe_vc import LocalSigner

URL = "https://north.example/status/{number}.json"
NAME = "urn:uuid:5a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10"


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Path:
    """A folder with a key, an unsigned badge and a registry with one list."""
    assert run("keygen", "--out", tmp_path / "north.pem").code == 0
    controller = LocalSigner.from_pem((tmp_path / "north.pem").read_bytes()).controller
    tree = bases.unsigned(issuer={"id": controller, "type": ["Profile"], "name": "North University"})
    (tmp_path / "unsigned.json").write_text(json.dumps(tree))
    (tmp_path / "controller").write_text(controller)
    assert run("status", "create", tmp_path / "status.db", "--url", URL).code == 0
    return tmp_path


def issued(desk: Path, *more: object) -> dict[str, Any]:
    badge = desk / "badge.json"
    made = run(
        "issue", desk / "unsigned.json", "--key", desk / "north.pem", "--status-registry", desk / "status.db", *more,
        "-o", badge, "--overwrite",
    )  # fmt: skip
    assert made.code == 0, made.err
    tree: dict[str, Any] = json.loads(badge.read_bytes())
    return tree


def published(desk: Path) -> list[str]:
    made = run("status", "publish", desk / "status.db", "--folder", desk / "www", "--key", desk / "north.pem", "--json")
    assert made.code == 0, made.err
    return [json.loads(line)["file"] for line in made.out.splitlines()]


def verified(desk: Path) -> tuple[int, str]:
    documents = [
        ("--document", f"https://north.example/{Path(file).relative_to(desk / 'www').as_posix()}={file}")
        for file in published(desk)
    ]
    trust = (desk / "controller").read_text()
    made = run("verify", desk / "badge.json", "--trust", trust, *(word for pair in documents for word in pair))
    return made.code, made.err


def test_a_badge_is_revoked_from_end_to_end(desk: Path) -> None:
    entry = issued(desk)["credentialStatus"]
    assert (entry["type"], entry["statusPurpose"]) == ("BitstringStatusListEntry", "revocation")
    assert verified(desk)[0] == 0
    told = run("status", "revoke", desk / "status.db", NAME, "--reason", "Awarded by mistake.", "--code", "error",
               "--actor", "registrar", "--json")  # fmt: skip
    row = json.loads(told.out)
    assert (row["credential"], row["kind"], row["value"]) == (NAME, "set", 1)
    assert (row["reason"], row["code"], row["actor"]) == ("Awarded by mistake.", "error", "registrar")
    code, words = verified(desk)
    assert code == 1
    assert "[status.revoked" in words
    shown = run("status", "show", desk / "status.db", NAME)
    assert "set to 1: error, Awarded by mistake., registrar" in shown.err
    assert "revocation: set, place" in shown.err


def test_a_badge_is_suspended_and_restored(desk: Path) -> None:
    assert run("status", "create", desk / "status.db", "--url", "https://north.example/s", "--purpose", "suspension",
               "--entries", 200_000, "--capacity", 100).code == 0  # fmt: skip
    entries = issued(desk, "--status-purpose", "suspension", "--status-purpose", "revocation")["credentialStatus"]
    assert [entry["statusPurpose"] for entry in entries] == ["suspension", "revocation"]
    assert verified(desk)[0] == 0
    assert run("status", "suspend", desk / "status.db", NAME).code == 0
    assert verified(desk)[0] == 1
    assert run("status", "restore", desk / "status.db", NAME).code == 0
    assert verified(desk)[0] == 0
    listed = [json.loads(line) for line in run("status", "list", desk / "status.db", "--json").out.splitlines()]
    assert [(row["url"][-6:], row["purpose"], row["entries"], row["capacity"], row["given"]) for row in listed] == [
        ("1.json", "revocation", 131_072, 122_880, 1), ("mple/s", "suspension", 200_000, 100, 1),
    ]  # fmt: skip


def test_issuing_again_gives_the_same_place(desk: Path) -> None:
    first = issued(desk)["credentialStatus"]
    assert issued(desk)["credentialStatus"] == first
    tree = json.loads((desk / "unsigned.json").read_bytes())
    (desk / "unsigned.json").write_text(json.dumps(tree | {"credentialStatus": first}))
    assert issued(desk)["credentialStatus"] == first
    (desk / "unsigned.json").write_text(json.dumps(tree | {"credentialStatus": [first]}))
    assert issued(desk)["credentialStatus"] == first


def test_of_several_lists_one_is_named(desk: Path) -> None:
    other = "https://north.example/other/{number}"
    assert run("status", "create", desk / "status.db", "--url", other).code == 0
    assert issued(desk, "--status-url", other)["credentialStatus"]["statusListCredential"] == other.format(number=1)
    tree = json.loads((desk / "unsigned.json").read_bytes())
    (desk / "unsigned.json").write_text(json.dumps(tree | {"id": "urn:c:other"}))
    made = run("issue", desk / "unsigned.json", "--key", desk / "north.pem", "--status-registry", desk / "status.db")
    assert (made.code, "2 kinds of lists" in made.err) == (64, True), made.err


def test_entries_go_to_standard_output(desk: Path) -> None:
    made = run("status", "allocate", desk / "status.db", "urn:c:1", "urn:c:2", "--url", URL)
    entries = [json.loads(line) for line in made.out.splitlines()]
    assert [entry["statusListCredential"] for entry in entries] == ["https://north.example/status/1.json"] * 2
    again = run("status", "allocate", desk / "status.db", "urn:c:2", "--json")
    assert json.loads(again.out) == {"credential": "urn:c:2", "entry": entries[1]}


def test_tokens_have_places_and_lists_may_be_tokens(desk: Path) -> None:
    made = run("issue", desk / "unsigned.json", "--key", desk / "north.pem", "--status-registry", desk / "status.db",
               "--securing", "vc-jwt-ob3", "-o", desk / "badge.json")  # fmt: skip
    assert made.code == 0, made.err
    lists = run("status", "publish", desk / "status.db", "--folder", desk / "www", "--key", desk / "north.pem",
                "--securing", "vc-jose", "--valid-for", 30)  # fmt: skip
    assert lists.code == 0, lists.err
    assert (desk / "www" / "status" / "1.json").read_bytes().count(b".") == 2


def test_lists_are_by_the_issuer_of_the_badges(desk: Path) -> None:
    issued(desk)
    publish = ("status", "publish", desk / "status.db", "--folder", desk / "www", "--key", desk / "north.pem")
    web = "did:web:north.example"
    stranger = run(*publish, "--controller", web)
    assert (stranger.code, "[key.controller]" in stranger.err) == (1, True), stranger.err
    assert not list((desk / "www").rglob("1.json"))
    made = run(*publish, "--controller", web, "--delegated")
    assert f"They are by {web}" in made.err
    assert "is new: see that your web server shows it" not in made.err
    forgotten = run(*publish)
    assert (forgotten.code, "[key.controller]" in forgotten.err) == (1, True), forgotten.err
    assert json.loads((desk / "www" / "status" / "1.json").read_bytes())["issuer"] == web


def test_a_registry_is_for_the_badges_of_one_issuer(desk: Path) -> None:
    web, place = "did:web:north.example", desk / "web.db"
    assert run("status", "create", place, "--url", URL, "--issuer", web).code == 0
    sign = ("issue", desk / "unsigned.json", "--key", desk / "north.pem", "-o", desk / "other.json")
    made = run(*sign, "--status-registry", place)
    assert (made.code, f"for the badges of '{web}'" in made.err) == (64, True), made.err
    row = json.loads(run("status", "list", place, "--json").out)
    assert (row["issuer"], row["given"], row["template"]) == (web, 0, URL)
    assert f"for {web}" in run("status", "list", place).err
    wrong = run("status", "publish", place, "--folder", desk / "www", "--key", desk / "north.pem")
    assert (wrong.code, "[key.controller]" in wrong.err) == (1, True), wrong.err


def test_who_signs_for_somebody_else_does_not_get_the_lists(desk: Path) -> None:
    tree = json.loads((desk / "unsigned.json").read_bytes())
    (desk / "unsigned.json").write_text(json.dumps(tree | {"issuer": "did:web:south.example"}))
    named = ("--status-registry", desk / "status.db", "-o", desk / "badge.json")
    assert run("issue", desk / "unsigned.json", "--key", desk / "north.pem", *named).code != 0
    assert json.loads(run("status", "list", desk / "status.db", "--json").out)["issuer"] == ""


def test_a_folder_that_is_not_there_is_said_to_be_new(desk: Path) -> None:
    publish = ("status", "publish", desk / "status.db", "--folder", desk / "www", "--key", desk / "north.pem")
    assert "is new: see that your web server shows it" in run(*publish).err
    assert "is new" not in run(*publish).err


def test_of_several_credentials_all_or_none_are_withdrawn(desk: Path) -> None:
    issued(desk)
    made = run("status", "revoke", desk / "status.db", NAME, "urn:c:none")
    assert (made.code, "'urn:c:none' has no place" in made.err) == (1, True), made.err
    assert "revocation: not set" in run("status", "show", desk / "status.db", NAME).err


def test_the_history_says_which_list_is_meant(desk: Path) -> None:
    run(
        "status",
        "create",
        desk / "status.db",
        "--url",
        "https://north.example/held/{number}",
        "--purpose",
        "suspension",
    )
    name = issued(desk, "--status-purpose", "revocation", "--status-purpose", "suspension")["id"]
    run("status", "suspend", desk / "status.db", name)
    assert "set to 1 for suspension" in run("status", "show", desk / "status.db", name).err


def test_the_journal_is_compared(desk: Path) -> None:
    issued(desk)
    assert run("status", "check", desk / "status.db").code == 0
    from tests.stores import raw

    with raw(str(desk / "status.db")) as execute:
        execute("UPDATE status_place SET value = 1")
    found = run("status", "check", desk / "status.db", "--json")
    assert found.code == 1
    assert json.loads(found.out)["findings"][0]["code"] == "store.corrupt"
    assert "[store.corrupt at /list/1/" in run("status", "check", desk / "status.db").err


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("revoke", "urn:c:none"), 1, "store.no_place"),
        (("suspend", NAME), 1, "store.revoked"),
        (("allocate", "urn:c:1", "--purpose", "suspension"), 64, "input.type"),
        (("allocate", "urn:c:1", "--url", "https://north.example/none"), 64, "input.type"),
        (("allocate", "badge.json"), 64, "cli.usage"),
        (("revoke", " "), 64, "cli.usage"),
        (("revoke", NAME, "--reason", ""), 64, "cli.usage"),
    ],
)
def test_what_is_refused(desk: Path, words: tuple[str, ...], code: int, told: str) -> None:
    issued(desk)
    assert run("status", "revoke", desk / "status.db", NAME).code == 0
    verb, *rest = words
    made = run("status", verb, desk / "status.db", *rest)
    assert (made.code, f"[{told}]" in made.err) == (code, True), made.err


def test_a_full_list_and_an_empty_registry_say_what_to_do(desk: Path) -> None:
    place = desk / "small.db"
    assert run("status", "list", place).code == 65
    assert "eccoe-vc status create" in run("status", "list", place).err
    assert run("status", "create", place, "--url", "https://north.example/one", "--capacity", 1).code == 0
    assert run("status", "allocate", place, "urn:c:1").code == 0
    full = run("status", "allocate", place, "urn:c:2")
    assert (full.code, "[store.index_exhausted]" in full.err) == (1, True)


def test_issue_says_what_it_cannot_give_a_place(desk: Path) -> None:
    common = ("issue", desk / "unsigned.json", "--key", desk / "north.pem", "-o", desk / "out.json")
    named = ("--status-registry", desk / "status.db")
    for more, words in (
        (("--status-purpose", "revocation"), "Add --status-registry"),
        (("--status-url", URL), "Add --status-registry"),
        ((*named, "--presentation"), "Presentations have none"),
        ((*named, "--securing", "sd-jwt-vc"), "lists of another kind"),
    ):
        made = run(*common, *more)
        assert (made.code, words in made.err) == (64, True), made.err
    tree = json.loads((desk / "unsigned.json").read_bytes())
    del tree["id"]
    (desk / "unsigned.json").write_text(json.dumps(tree))
    made = run(*common, *named)
    assert (made.code, "has no id" in made.err) == (64, True)
    assert not (desk / "out.json").exists()


def test_an_empty_registry_has_nothing_to_publish(desk: Path) -> None:
    from eccoe_vc import StatusRegistry

    StatusRegistry.open(desk / "empty.db", create=True)
    made = run("status", "publish", desk / "empty.db", "--folder", desk / "www", "--key", desk / "north.pem")
    assert (made.code, "has no list" in made.err) == (64, True)
    assert run("status", "list", desk / "empty.db").code == 0
