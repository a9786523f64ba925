"""Lists that are published say what the registry says, in files that a web server shows as they are."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.attacks.bases import unsigned

from eccoe_vc import (
    EDDSA_JCS_2022,
    OFFLINE,
    SD_JWT_VCDM,
    VC_COSE,
    VC_JOSE,
    VC_JWT_OB3,
    IssueError,
    LocalSigner,
    PathError,
    Report,
    StatusRegistry,
    TrustedIssuers,
    inspect,
    issue,
    policies,
)
from eccoe_vc.errors import InputTypeError
from eccoe_vc.proofs.suites import ECDSA_RDFC_2019
from eccoe_vc.status import decode

AT = datetime(2026, 11, 30, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
NAME = "urn:uuid:5f7c4f3e-4b1a-4a44-9a3c-2f4c3a1c9a10"
SIGNER = LocalSigner.from_seed(bytes(range(32)))
URL = "https://north.example/status/1.json"


@pytest.fixture
def place(tmp_path: Path) -> str:
    """What is published does not depend on the database; SQLite stands for both."""
    return str(tmp_path / "status.db")


def signed_badge(registry: StatusRegistry, *purposes: str) -> str:
    entries = [registry.allocate(NAME, purpose=purpose) for purpose in purposes]
    issuer = {"id": SIGNER.controller, "type": ["Profile"], "name": "North"}
    tree = unsigned(id=NAME, issuer=issuer, credentialStatus=entries)
    return issue(tree, signer=SIGNER, created=AT).text


def judged(text: str, *files: Path, root: Path) -> Report:
    """As a verifier who got each file from the address that its path gives."""
    sources = OFFLINE
    for file in files:
        sources = sources.with_document(f"https://north.example/{file.relative_to(root).as_posix()}", file.read_bytes())
    policy = policies.open_badge(trust=TrustedIssuers({SIGNER.controller}))
    return inspect(text, policy=policy, sources=sources, at=AT + timedelta(hours=1))


def test_a_badge_is_accepted_until_it_is_withdrawn(registry: StatusRegistry, tmp_path: Path) -> None:
    root, text = tmp_path / "www", signed_badge(registry, "revocation", "suspension")

    def verdict() -> tuple[str, list[str]]:
        files = registry.write_static(root, signer=SIGNER, valid_for=WEEK, valid_from=AT)
        assert files == (root / "status" / "1.json", root / "suspended" / "1.json")
        report = judged(text, *files, root=root)
        return report.verdict, [one.code for one in report.problems()]

    assert verdict() == ("accepted", [])
    registry.suspend(NAME)
    assert verdict() == ("rejected", ["status.suspended"])
    registry.restore(NAME)
    assert verdict() == ("accepted", [])
    registry.revoke(NAME)
    assert verdict() == ("rejected", ["status.revoked"])


@pytest.mark.parametrize(
    "securing", [EDDSA_JCS_2022, VC_JOSE, VC_JWT_OB3, SD_JWT_VCDM, VC_COSE], ids=lambda one: one.name
)
def test_any_means_of_securing_serves(registry: StatusRegistry, tmp_path: Path, securing: Any) -> None:
    root, text = tmp_path / "www", signed_badge(registry, "revocation")
    registry.revoke(NAME)
    files = registry.write_static(root, signer=SIGNER, valid_for=WEEK, valid_from=AT, securing=securing)
    assert [one.code for one in judged(text, *files, root=root).problems()] == ["status.revoked"]


@pytest.mark.parametrize("securing", [EDDSA_JCS_2022, VC_JOSE, SD_JWT_VCDM], ids=lambda one: one.name)
def test_lists_of_one_issuer_are_not_replaced_by_those_of_another(
    registry: StatusRegistry, tmp_path: Path, securing: Any
) -> None:
    """A forgotten ``controller`` would make every badge one whose list is somebody else's."""
    more: dict[str, Any] = {"valid_for": WEEK, "valid_from": AT, "securing": securing}
    before = [file.read_bytes() for file in registry.write_static(tmp_path / "www", signer=SIGNER, **more)]
    other = LocalSigner.from_seed(bytes(range(32)), controller="did:web:north.example")
    with pytest.raises(IssueError, match=r"key\.controller") as caught:
        registry.write_static(tmp_path / "www", signer=other, **more)
    assert "--controller" in caught.value.hint
    files = registry.write_static(tmp_path / "www", signer=SIGNER, **more)
    assert [file.read_bytes() for file in files] == before
    for file in files:
        file.unlink()
    assert registry.write_static(tmp_path / "www", signer=other, **more) == files
    files[0].write_bytes(b"not a list")
    assert registry.write_static(tmp_path / "www", signer=other, **more) == files


def test_a_list_of_messages_is_read_with_its_words(registry: StatusRegistry, tmp_path: Path) -> None:
    words = ["in force", "under review", "appealed", "replaced"]
    registry.create("https://north.example/m/{number}", purpose="message", messages=words)
    text = signed_badge(registry, "message")
    registry.set_message(NAME, 2)
    files = registry.write_static(tmp_path / "www", signer=SIGNER, valid_for=WEEK, valid_from=AT)
    report = judged(text, *files, root=tmp_path / "www")
    assert report.verdict == "accepted"
    assert any(note.code == "status.message" and "appealed" in note.message for note in report.notes)


def test_equal_state_gives_equal_bytes(registry: StatusRegistry, tmp_path: Path) -> None:
    signed_badge(registry, "revocation")
    registry.revoke(NAME)
    more: dict[str, Any] = {"signer": SIGNER, "valid_for": WEEK, "valid_from": AT, "ttl": 300_000}
    one = registry.publish(URL, **more)
    assert registry.publish(URL, **more).text == one.text
    assert registry.write_static(tmp_path / "www", **more)[0].read_bytes() == one.data
    document = dict(one.document or {})
    assert document["validUntil"] == "2026-12-07T09:00:00Z"
    assert document["credentialSubject"]["ttl"] == 300_000
    assert document["proof"]["created"] == document["validFrom"] == "2026-11-30T09:00:00Z"


def test_nothing_of_a_reason_is_published(registry: StatusRegistry) -> None:
    signed_badge(registry, "revocation")
    registry.revoke(NAME, code="marker-code", reason="marker-reason", actor="marker-actor")
    text = registry.publish(URL, signer=SIGNER, valid_for=WEEK).text
    assert "marker" not in text
    assert NAME not in text


def test_only_what_the_registry_has_is_published_and_only_with_the_right_key(registry: StatusRegistry) -> None:
    with pytest.raises(InputTypeError, match="no list at"):
        registry.publish("https://north.example/status/2.json", signer=SIGNER, valid_for=WEEK)
    curve = LocalSigner.generate("P-256")
    with pytest.raises(IssueError) as error:
        registry.publish(URL, signer=curve, valid_for=WEEK)
    assert error.value.code == "key.alg"
    made = registry.publish(URL, signer=curve, valid_for=WEEK, securing=[ECDSA_RDFC_2019]).document
    assert made is not None
    assert made["issuer"] == curve.controller


@pytest.mark.parametrize(
    "wrong",
    [
        {"valid_for": timedelta()}, {"valid_for": 7}, {"valid_for": timedelta(days=4_000_000)}, {"ttl": -1},
        {"ttl": True}, {"valid_from": datetime(2026, 1, 1)}, {"signer": None}, {"securing": []},
        {"securing": 5}, {"securing": None}, {"securing": "eddsa-rdfc-2022"},
    ],
)  # fmt: skip
def test_arguments_are_what_they_say(registry: StatusRegistry, tmp_path: Path, wrong: dict[str, Any]) -> None:
    more: dict[str, Any] = {"signer": SIGNER, "valid_for": WEEK} | wrong
    with pytest.raises(InputTypeError):
        registry.publish(URL, **more)
    with pytest.raises(InputTypeError):
        registry.write_static(tmp_path / "www", **more)
    assert not list((tmp_path / "www").rglob("*.json"))


@pytest.mark.parametrize("folder", [None, 5, b"www", ["www"]])
def test_a_folder_is_a_path(registry: StatusRegistry, folder: Any) -> None:
    with pytest.raises(InputTypeError) as refused:
        registry.write_static(folder, signer=SIGNER, valid_for=WEEK)
    assert refused.value.code == "input.type"
    assert "pathlib.Path" in refused.value.hint


@pytest.mark.parametrize(
    "template", ["https://south.example/status/{number}.json", "https://north.example/status/1.json/{number}"]
)
def test_two_lists_never_share_a_name(registry: StatusRegistry, tmp_path: Path, template: str) -> None:
    registry.create(template, purpose="message", messages=["a", "b"])
    with pytest.raises(PathError, match=r"path\.unsafe"):
        registry.write_static(tmp_path / "www", signer=SIGNER, valid_for=WEEK)
    assert not list((tmp_path / "www").rglob("*.json"))


def test_nothing_is_written_through_a_link(registry: StatusRegistry, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for name in ("folder", "file", "folder for a file", "file for a folder"):
        root = tmp_path / name
        root.mkdir()
        if name == "folder":
            (root / "status").symlink_to(elsewhere)
        elif name == "file for a folder":
            (root / "status").write_text("a file")
        else:
            (root / "status").mkdir()
            one = root / "status" / "1.json"
            if name == "file":
                one.symlink_to(elsewhere / "x")
            else:
                one.mkdir()
        with pytest.raises(PathError, match=r"path\.unsafe"):
            registry.write_static(root, signer=SIGNER, valid_for=WEEK)
        assert list(elsewhere.iterdir()) == []
    (tmp_path / "linked").symlink_to(elsewhere)
    with pytest.raises(PathError):
        registry.write_static(tmp_path / "linked", signer=SIGNER, valid_for=WEEK)
    assert list(elsewhere.iterdir()) == []


def test_a_web_server_of_another_user_may_read_the_files(registry: StatusRegistry, tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        (file, _) = registry.write_static(tmp_path / "www", signer=SIGNER, valid_for=WEEK)
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o644
    assert json.loads(file.read_bytes())["id"] == URL


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 11), st.sampled_from(["revoke", "suspend", "restore"])), max_size=30))
def test_bits_set_are_bits_read(steps: list[tuple[int, str]]) -> None:
    """Whatever is done in whatever order, the published lists say what a plain model says."""
    names = [f"urn:c:{number}" for number in range(12)]
    revoked, suspended = set[int](), set[int]()
    with TemporaryDirectory() as folder:
        registry = StatusRegistry.open(f"{folder}/status.db", create=True)
        registry.create("https://north.example/r/{number}", capacity=5)
        registry.create("https://north.example/s", purpose="suspension")
        entries = {purpose: registry.allocate_all(names, purpose=purpose) for purpose in ("revocation", "suspension")}
        for number, what in steps:
            if what == "revoke":
                registry.revoke(names[number])
                revoked.add(number)
            elif number not in revoked:
                getattr(registry, what)(names[number])
                (suspended.add if what == "suspend" else suspended.discard)(number)
        bits = {}
        for listing in registry.lists():
            document = registry.publish(listing.url, signer=SIGNER, valid_for=WEEK).document or {}
            bits[listing.url] = decode(document["credentialSubject"]["encodedList"])
        assert registry.check() == ()
    for purpose, wanted in (("revocation", revoked), ("suspension", suspended)):
        places = [(one["statusListCredential"], int(one["statusListIndex"])) for one in entries[purpose]]
        assert {number for number, (url, index) in enumerate(places) if bits[url].value(index)} == wanted
    assert sum(one.data.count(0) != len(one.data) for one in bits.values()) <= len(revoked | suspended) * 2
    assert sum(int.from_bytes(one.data).bit_count() for one in bits.values()) == len(revoked) + len(suspended)


def test_lists_are_signed_by_whose_badges_have_places_in_them(registry: StatusRegistry, tmp_path: Path) -> None:
    other = LocalSigner.from_seed(bytes(32))
    registry.allocate("urn:c:1", issuer=SIGNER.controller)
    with pytest.raises(InputTypeError, match="for the badges of"):
        registry.allocate("urn:c:2", issuer=other.controller)
    with pytest.raises(InputTypeError, match="no id of an issuer"):
        registry.allocate("urn:c:2", issuer="North University")
    assert registry.places("urn:c:2") == ()
    with pytest.raises(IssueError) as refused:
        registry.write_static(tmp_path / "www", signer=other, valid_for=WEEK)
    assert refused.value.code == "key.controller"
    with pytest.raises(IssueError):
        registry.publish(URL, signer=other, valid_for=WEEK)
    assert registry.publish(URL, signer=other, valid_for=WEEK, delegated=True).text
    assert registry.write_static(tmp_path / "www", signer=SIGNER, valid_for=WEEK)
    again = registry.create("https://north.example/status/{number}.json", issuer=SIGNER.controller)
    assert again.issuer == SIGNER.controller


def test_issuers_who_share_a_registry_publish_their_own_lists(tmp_path: Path) -> None:
    registry = StatusRegistry.open(tmp_path / "both.db", create=True)
    other = LocalSigner.from_seed(bytes(32))
    for name, signer in (("a", SIGNER), ("b", other)):
        registry.create(f"https://north.example/{name}/{{number}}", issuer=signer.controller)
        registry.allocate(
            f"urn:c:{name}", template=f"https://north.example/{name}/{{number}}", issuer=signer.controller
        )
    for name, signer in (("a", SIGNER), ("b", other), ("a", SIGNER)):
        (file,) = registry.write_static(tmp_path / "www", signer=signer, valid_for=WEEK)
        assert file == tmp_path / "www" / name / "1"
        assert json.loads(file.read_bytes())["issuer"] == signer.controller
    with pytest.raises(InputTypeError, match="for the badges of"):
        registry.allocate("urn:c:b", template="https://north.example/b/{number}", issuer=SIGNER.controller)
    stranger = LocalSigner.from_seed(bytes(range(1, 33)))
    with pytest.raises(IssueError):
        registry.write_static(tmp_path / "www", signer=stranger, valid_for=WEEK)


def test_a_place_in_the_lists_of_another_issuer_is_not_handed_out(registry: StatusRegistry) -> None:
    other = LocalSigner.from_seed(bytes(32)).controller
    mine, theirs = "https://north.example/mine/{number}", "https://north.example/theirs/{number}"
    registry.create(mine, issuer=SIGNER.controller)
    registry.create(theirs, issuer=other)
    registry.allocate("urn:c:4", template=theirs, issuer=other)
    with pytest.raises(InputTypeError, match="for the badges of"):
        registry.allocate("urn:c:4", template=mine, issuer=SIGNER.controller)
