"""A bundle verifies years later, offline, and what is in it cannot be changed without the digest saying so."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from tests.attacks import bases

from eccoe_vc import LocalSigner, PinnedKeys, Sources, TrustedIssuers, bake, inspect, issue, policies
from eccoe_vc.bundling import EvidenceBundle, UnsafeUnknownBundle, make_bundle, open_bundle
from eccoe_vc.cli import pictures
from eccoe_vc.errors import InputTypeError, RefusedError
from eccoe_vc.jsonld.documents import CORE, ContextDocument
from eccoe_vc.keys.published_key import PublishedKey
from eccoe_vc.keys.publishing import controller_document
from eccoe_vc.limits import Budget
from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.status import StatusCache, status_entry, status_list
from eccoe_vc.verification.world import Fetcher

WEB = "did:web:north.example"
ADDRESS = "https://north.example/.well-known/did.json"
LIST = "https://north.example/status/1"
SIGNER = LocalSigner.generate("Ed25519", controller=WEB)
YEARS_LATER = datetime(2033, 1, 1, tzinfo=UTC)


def world(revoked: tuple[int, ...] = ()) -> Fetcher:
    """The server of a university: its did.json and its status list."""
    day = timedelta(days=1)
    listed = status_list(LIST, issuer=WEB, values=revoked, valid_from=bases.AT - day, valid_until=bases.AT + day)
    pages = {
        ADDRESS: json.dumps(controller_document(WEB, [PublishedKey(public_key=SIGNER.public_key)])).encode(),
        LIST: issue(listed, signer=SIGNER, created=bases.AT - day).text.encode(),
    }
    return lambda wanted: (
        Fetched(wanted.url, pages[wanted.url], "application/json")
        if wanted.url in pages
        else Unavailable("fetch.error")
    )


def badge(**members: Any) -> str:
    issuer = {"id": WEB, "type": ["Profile"], "name": "North University"}
    tree = bases.unsigned(issuer=issuer, credentialStatus=status_entry(LIST, 5), **members)
    return issue(tree, signer=SIGNER, created=bases.AT - timedelta(days=30)).text


def bundled(text: str | bytes | None = None, **given: Any) -> EvidenceBundle:
    sources = Sources(fetch=given.pop("fetch", world()))
    return make_bundle(text or badge(), policy=bases.policy(WEB), sources=sources, at=bases.AT, **given)


def judged(bundle: EvidenceBundle, at: datetime | None = None) -> str:
    report = inspect(bundle.credential, policy=bases.policy(WEB), sources=bundle.sources(), at=at or bundle.at)
    return report.verdict


def test_what_was_accepted_then_is_accepted_years_later_without_a_network() -> None:
    made = bundled()
    kept = open_bundle(made.to_bytes(), digest=made.digest)
    assert kept == made
    assert {document.url: document.purpose for document in kept.documents} == {
        ADDRESS: "controller document", LIST: "status list",
    }  # fmt: skip
    assert json.loads(kept.report)["verdict"] == kept.verdict == judged(kept) == "accepted"
    assert inspect(kept.credential, policy=bases.policy(WEB), at=kept.at).verdict == "indeterminate", "without it"


def test_lists_that_were_kept_for_other_calls_are_asked_for_again_and_not_mixed_in() -> None:
    sources = Sources(fetch=world(), status_cache=StatusCache())
    assert inspect(badge(), policy=bases.policy(WEB), sources=sources, at=bases.AT).verdict == "accepted"
    made = make_bundle(badge(), policy=bases.policy(WEB), sources=sources, at=bases.AT)
    assert {document.url for document in made.documents} == {ADDRESS, LIST}
    assert made.sources(sources).status_cache is None


def test_a_newer_copy_is_kept_with_what_it_took_the_place_of() -> None:
    service = "https://north.example/refresh/1"
    extensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    members: dict[str, Any] = {
        "context": [*bases.unsigned()["@context"], extensions],
        "refreshService": {"id": service, "type": "1EdTechCredentialRefresh"},
    }
    old, new = badge(**members), badge(**members, validFrom="2026-02-01T09:00:00Z")
    policy = bases.policy(WEB, refresh="try")
    web = world()
    sources = Sources(
        fetch=lambda wanted: Fetched(service, new.encode()) if wanted.url == service else web(wanted)
    )  # fmt: skip
    made = make_bundle(old, policy=policy, sources=sources, at=bases.AT)
    again = inspect(made.credential, policy=policy, sources=made.sources(), at=made.at)
    assert again.digest == json.loads(made.report)["digest"].removeprefix("sha256:")
    assert "refresh.newer" in {note.code for note in again.notes}


def test_what_the_list_said_then_is_not_said_of_now() -> None:
    assert judged(bundled(), YEARS_LATER) != "accepted"


def test_a_refusal_is_kept_with_its_reasons() -> None:
    made = bundled(fetch=world(revoked=(5,)))
    assert json.loads(made.report)["verdict"] == judged(open_bundle(made.to_bytes(), digest=made.digest)) == "rejected"


def replayed(text: str, sources: Sources, **answers: Any) -> tuple[str, str]:
    """The verdict that is recorded, and the one on what a bundle of it holds."""
    policy = bases.policy(**answers)
    made = make_bundle(text, policy=policy, sources=sources, at=bases.AT)
    opened = open_bundle(made.to_bytes(), digest=made.digest)
    assert opened == made
    return made.verdict, inspect(opened.credential, policy=policy, sources=opened.sources(), at=opened.at).verdict


@pytest.mark.parametrize("handed_in", [False, True])
def test_what_a_schema_refers_to_is_what_was_handed_in_and_nothing_that_was_fetched(handed_in: bool) -> None:
    first, second = "https://north.example/schemas/a.json", "https://north.example/schemas/b.json"
    pages = {
        first: {"$schema": "https://json-schema.org/draft/2020-12/schema", "$ref": "b.json"},
        second: {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"},
    }
    tree = bases.di(credentialSchema=[{"id": url, "type": "JsonSchema"} for url in (first, second)])
    sources = Sources(fetch=lambda wanted: Fetched(wanted.url, json.dumps(pages[wanted.url]).encode()))
    if handed_in:
        sources = sources.with_document(second, pages[second])
        tree = bases.di(credentialSchema={"id": first, "type": "JsonSchema"})
    verdict = "accepted" if handed_in else "rejected"
    assert replayed(bases.text(tree), sources) == (verdict, verdict)


def test_an_address_that_answers_each_question_in_its_own_way_does_so_again() -> None:
    schema = json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "array"}).encode()
    answers = {"status list": bases.text(bases.listing()).encode(), "schema": schema}
    tree = bases.di_status()
    tree = bases.di(
        credentialStatus=tree["credentialStatus"], credentialSchema={"id": bases.STATUS_URL, "type": "JsonSchema"}
    )
    sources = Sources(fetch=lambda wanted: Fetched(wanted.url, answers[wanted.purpose]))
    assert replayed(bases.text(tree), sources) == ("rejected", "rejected")


def test_a_bundle_is_judged_with_a_policy_of_another_budget() -> None:
    made = bundled()
    policy = policies.open_badge(trust=TrustedIssuers({WEB}), budget=Budget(status_compressed_bytes=1 << 20))
    assert inspect(made.credential, policy=policy, sources=made.sources(), at=made.at).verdict == "accepted"


def test_what_a_fetcher_says_is_text_that_can_be_written_down() -> None:
    odd = chr(0xD800)
    sources = Sources(fetch=lambda wanted: Unavailable("fetch.error", f"no {odd}"))
    made = make_bundle(bases.text(bases.di_status()), policy=bases.policy(), sources=sources, at=bases.AT)
    assert open_bundle(made.to_bytes(), digest=made.digest) == made


MISSED = {"url": LIST, "purpose": "status list", "maxBytes": 9, "code": "fetch.error", "message": "No."}
INSIDE = "https://169.254.169.254/status/1"


@pytest.mark.parametrize(
    ("entries", "answers"),
    [
        ([status_entry(INSIDE, 5)], {"status": "optional"}),
        ([status_entry(f"{LIST}/{number}", 5) for number in range(10)], {"status": "optional"}),
        ([status_entry(f"{LIST}/{number}", 5) for number in range(200)], {"status": "optional"}),
        ([status_entry(f"{LIST}/{number}", 5) for number in range(2)], {}),
    ],
)
def test_what_could_not_be_had_then_is_said_again(entries: list[Any], answers: dict[str, Any]) -> None:
    def fetch(wanted: Fetch) -> Fetched | Unavailable:
        return Unavailable("fetch.blocked", "Inside.") if wanted.url == INSIDE else Unavailable("fetch.error", "No.")

    policy = bases.policy(**answers)
    text = bases.text(bases.di(credentialStatus=entries))
    made = make_bundle(text, policy=policy, sources=Sources(fetch=fetch), at=bases.AT)
    opened = open_bundle(made.to_bytes(), digest=made.digest)
    assert opened == made
    again = inspect(opened.credential, policy=policy, sources=opened.sources(), at=opened.at)
    assert again.verdict == made.verdict == ("rejected" if answers else "indeterminate")
    assert len(made.missed) <= 64


@pytest.mark.parametrize("data", [badge().encode(), json.loads(badge())], ids=["bytes", "mapping"])
def test_any_form_of_input_is_kept(data: Any) -> None:
    assert judged(bundled(data)) == "accepted"


def test_images_are_kept_as_they_came() -> None:
    image = bake(badge(), pictures.badge())
    assert bundled(image).credential == image
    assert judged(bundled(image)) == "accepted"


def test_equal_bundles_have_equal_bytes_and_one_digest() -> None:
    made = bundled(badge())
    assert open_bundle(made.to_bytes(), digest=made.digest).to_bytes() == made.to_bytes()


def test_the_contexts_are_those_of_then_whatever_this_release_ships() -> None:
    """A later release may ship other bytes for an address; what a member meant when it was signed stays."""
    shipped = CORE.document(bases.OB)
    then = ContextDocument(bases.OB, "", sha256(shipped.data() + b" ").hexdigest(), "package", shipped.data() + b" ")
    made = bundled()
    old = replace(made, contexts=tuple(then if one.url == bases.OB else one for one in made.contexts))
    kept = open_bundle(old.to_bytes(), digest=old.digest)
    report = inspect(kept.credential, policy=bases.policy(WEB), sources=kept.sources(), at=kept.at)
    assert {one.sha256 for one in report.documents if one.url == bases.OB} == {then.sha256} != {shipped.sha256}
    assert report.verdict == "accepted"


def test_pinned_keys_are_given_again_and_the_fetcher_is_not_taken() -> None:
    base = Sources(keys=PinnedKeys({WEB: [SIGNER.public_key]}), fetch=world())
    sources = bundled().sources(base)
    assert sources.keys is base.keys
    assert sources.fetch is None


# ---- what is refused -------------------------------------------------------------------------------------------------


def rewritten(data: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def of_manifest(change: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, bytes]], None]:
    def apply(files: dict[str, bytes]) -> None:
        tree = json.loads(files["manifest.json"])
        change(tree)
        files["manifest.json"] = json.dumps(tree).encode()

    return apply


ANY = UnsafeUnknownBundle("a test")


def code(data: bytes, digest: Any = ANY, **given: Any) -> str:
    with pytest.raises(RefusedError) as caught:
        open_bundle(data, digest=digest, **given)
    return caught.value.code


def test_packed_again_it_is_the_same_bundle() -> None:
    made = bundled()
    assert open_bundle(rewritten(made.to_bytes(), lambda files: None), digest=made.digest) == made


def test_a_forged_document_is_found_by_its_digest_and_a_forged_manifest_by_yours() -> None:
    made = bundled()
    forged = rewritten(made.to_bytes(), lambda files: files.update({"documents/0000": b"{}"}))
    assert code(forged) == code(forged, made.digest) == "bundle.digest"
    mine = bundled(fetch=world(revoked=(5,)))
    assert code(mine.to_bytes(), made.digest) == "bundle.digest"
    assert open_bundle(mine.to_bytes(), digest=ANY) == mine


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda files: files.pop("manifest.json"), "bundle.format"),
        (lambda files: files.pop("credential"), "bundle.format"),
        (lambda files: files.update({"contexts/9999": b"{}"}), "bundle.format"),
        (lambda files: files.update({"../evil": b"{}"}), "bundle.format"),
        (lambda files: files.update({"documents/": b""}), "bundle.format"),
        (of_manifest(lambda tree: tree.update(type="Other")), "bundle.format"),
        (of_manifest(lambda tree: tree.update(version="2")), "bundle.version"),
        (of_manifest(lambda tree: tree.update(more="x")), "bundle.format"),
        (of_manifest(lambda tree: tree.pop("made")), "bundle.format"),
        (of_manifest(lambda tree: tree.update(made="yesterday")), "bundle.format"),
        (of_manifest(lambda tree: tree.update(verdict="fine")), "bundle.format"),
        (of_manifest(lambda tree: tree.update(document=["x"])), "bundle.format"),
        (of_manifest(lambda tree: tree["document"].append(tree["document"][0])), "bundle.format"),
        (of_manifest(lambda tree: tree["document"][0].update(url="no address")), "bundle.format"),
        (of_manifest(lambda tree: tree["document"][0].update(fetched="then")), "bundle.format"),
        (of_manifest(lambda tree: tree["document"][0].update(path="documents/0009")), "bundle.format"),
        (of_manifest(lambda tree: tree["document"][0].update(extra="x")), "bundle.format"),
        (of_manifest(lambda tree: tree["digest"].update(credential=5)), "bundle.format"),
        (of_manifest(lambda tree: tree.pop("missed")), "bundle.format"),
        (of_manifest(lambda tree: tree.update(missed=["x"])), "bundle.format"),
        (of_manifest(lambda tree: tree.update(missed=[MISSED | {"maxBytes": "9"}])), "bundle.format"),
        (of_manifest(lambda tree: tree.update(missed=[MISSED | {"more": "x"}])), "bundle.format"),
        (lambda files: files.update({"manifest.json": b'{"a":1,"a":2}'}), "json.duplicate_key"),
    ],
)
def test_what_is_not_in_order_is_refused(change: Any, expected: str) -> None:
    assert code(rewritten(bundled().to_bytes(), change)) == expected


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"{}", b"PK\x05\x06" + bytes(18)], ids=str)
def test_what_is_no_bundle_is_refused(data: bytes) -> None:
    assert code(data) == "bundle.format"


def test_every_cut_and_many_changed_bytes_are_refused_with_a_code() -> None:
    made = bundled()
    data = made.to_bytes()
    for end in range(0, len(data), 4_001):
        assert code(data[:end], made.digest).startswith("bundle.")
    for place in range(0, len(data), 997):
        changed = bytes([*data[:place], data[place] ^ 1, *data[place + 1 :]])
        try:
            found = open_bundle(changed, digest=made.digest)
        except RefusedError as error:
            assert error.code.startswith(("bundle.", "json."))
        else:
            assert found == made


def test_a_bomb_costs_no_more_than_the_budget() -> None:
    bomb = rewritten(bundled().to_bytes(), lambda files: files.update({"documents/0001": bytes(3_000_000)}))
    assert len(bomb) < 1_000_000
    assert code(bomb, budget=Budget(bundle_bytes=1_000_000)) == "bundle.budget"
    assert code(bomb, budget=Budget(bundle_files=3)) == "bundle.budget"
    assert code(bytes(2_000), budget=Budget(bundle_bytes=1_000)) == "bundle.budget"


def directory_of(entries: int, *, zip64: bool = False) -> bytes:
    """A ZIP whose directory names one file again and again."""
    name = b"credential"
    local = b"PK\3\4" + struct.pack("<5H3I2H", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0) + name
    row = b"PK\1\2" + struct.pack("<6H3I5H2I", 20, 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0, 0, 0, 0, 0, 0) + name
    rows, count = row * entries, min(entries, 65_535)
    sizes = (len(rows), len(local))
    if not zip64:
        return local + rows + b"PK\5\6" + struct.pack("<4H2IH", 0, 0, count, count, *sizes, 0)
    last = b"PK\6\6" + struct.pack("<Q2H2I4Q", 44, 45, 45, 0, 0, entries, entries, *sizes)
    last += b"PK\6\7" + struct.pack("<IQI", 0, sum(sizes), 1)
    return local + rows + last + b"PK\5\6" + struct.pack("<4H2IH", 0, 0, 65_535, 65_535, 2**32 - 1, 2**32 - 1, 0)


@pytest.mark.parametrize(("zip64", "expected"), [(False, "bundle.budget"), (True, "bundle.format")])
def test_a_directory_of_many_files_is_not_read(zip64: bool, expected: str) -> None:
    data = directory_of(100_000, zip64=zip64)
    assert code(directory_of(1)) == "bundle.format"  # a ZIP, and no bundle
    tracemalloc.start()
    try:
        assert code(data) == expected
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()


def test_nothing_stands_behind_a_bundle() -> None:
    made = bundled()
    data = made.to_bytes()
    assert code(data + b"\0", made.digest) == "bundle.format"
    assert code(data[:-2] + b"\5\0hello", made.digest) == "bundle.format"


@pytest.mark.parametrize(
    "call",
    [
        lambda: open_bundle("text", digest="u"),  # type: ignore[arg-type]
        lambda: open_bundle(b"", digest=None),  # type: ignore[arg-type]
        lambda: UnsafeUnknownBundle(" "),
        lambda: make_bundle(5, policy=policies.proof_only()),  # type: ignore[arg-type]
        lambda: make_bundle(b"{}", policy=policies.proof_only(), sources=None),  # type: ignore[arg-type]
        lambda: make_bundle(b"{}", policy=policies.proof_only(), at=datetime(2026, 1, 1)),
    ],
)
def test_wrong_arguments(call: Callable[[], Any]) -> None:
    with pytest.raises(InputTypeError):
        call()
