"""Documents to publish: verifiers find in them what was meant, also after keys were changed."""

from __future__ import annotations

import copy
import json
import os
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.attacks import bases

from eccoe_vc import InputTypeError, KeyLoadError, LocalSigner, PathError, Sources, StoreError, inspect, issue
from eccoe_vc.keys import ControllerDocument, PublishedKey, controller_document, key_set, retire, rotate
from eccoe_vc.keys.jwk_set import KeySet
from eccoe_vc.keys.publishing import address, save, text

WEB = "did:web:north.example"
PAGE = "https://north.example/issuer"
JWKS = "https://north.example/jwks.json"
OLD, NEW, THIRD = (bases.signer(name, controller=WEB) for name in ("old", "new", "third"))
AT = bases.AT
SIGNED = AT - timedelta(days=30)
KEYS = [LocalSigner.generate(alg).public_key for alg in ("Ed25519", "P-256", "P-384", "RSA-2048")]


def code_of(call: Any, *arguments: Any, **named: Any) -> str:
    with pytest.raises((KeyLoadError, InputTypeError)) as caught:
        call(*arguments, **named)
    return caught.value.code


def verdict(document: dict[str, Any], by: LocalSigner, **sources: Any) -> tuple[str, str]:
    """What a verifier who has ``document`` says about a badge that ``by`` signed thirty days ago."""
    tree = bases.unsigned(issuer={"id": WEB, "type": ["Profile"], "name": "North University"})
    secured = issue(tree, signer=by, created=SIGNED)
    known = Sources(**sources).with_document(address(WEB), document)
    report = inspect(secured.text, policy=bases.policy(WEB), sources=known, at=AT)
    return report.verdict, report.check("key").code or ",".join(
        note.code for note in report.notes if note.check == "key"
    )


# ---- documents -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["Multikey", "JsonWebKey"])
@pytest.mark.parametrize("controller", [WEB, PAGE])
def test_every_kind_of_key_in_every_form_is_read_as_it_was_meant(controller: str, form: Any) -> None:
    said: Any = {
        "purposes": ("assertionMethod", "authentication"),
        "revoked": SIGNED,
        "expires": datetime(2027, 1, 1, 1, tzinfo=timezone(timedelta(hours=1))),
    }
    listed = [PublishedKey(public_key=key, id=f"{controller}#key-{number}", **said) for number, key in enumerate(KEYS)]
    document = controller_document(controller, listed, form=form, also_known_as=["https://other.example/"])
    found = ControllerDocument.read(text(document), expected_id=controller)
    for one in listed:
        for purpose in one.purposes:
            method = found.method(one.id, purpose)
            assert (method.public_key, method.type, method.controller) == (one.public_key, form, controller)
            assert (method.revoked, method.expires) == (SIGNED, datetime(2027, 1, 1, tzinfo=UTC))
        with pytest.raises(KeyLoadError):
            found.method(one.id, "capabilityInvocation")
    assert document["alsoKnownAs"] == ["https://other.example/"]


def test_a_signer_is_listed_under_the_name_that_it_signs_with() -> None:
    named = LocalSigner.generate("Ed25519", controller=WEB)
    other = LocalSigner(named._key, controller=WEB, verification_method=f"{WEB}#key-7")
    for signer in (named, other):
        document = controller_document(WEB, [signer])
        assert document["assertionMethod"] == [signer.verification_method]
        assert verdict(document, signer) == ("accepted", "")


def test_a_presentation_key_is_for_presentations_only() -> None:
    document = controller_document(WEB, [PublishedKey(public_key=OLD.public_key, purposes=("authentication",))])
    assert verdict(document, OLD) == ("rejected", "key.relationship")


@pytest.mark.parametrize(
    ("controller", "url"),
    [
        (WEB, "https://north.example/.well-known/did.json"),
        ("did:web:north.example%3A8443:badges", "https://north.example:8443/badges/did.json"),
        (PAGE, PAGE),
    ],
)
def test_where_a_document_has_to_stand(controller: str, url: str) -> None:
    assert address(controller) == url
    assert controller_document(controller, [OLD.public_key])["id"] == controller


REFUSED: dict[str, tuple[Any, str]] = {
    "no keys": (lambda: controller_document(WEB, []), "input.type"),
    "one key alone": (lambda: controller_document(WEB, OLD.public_key), "input.type"),  # type: ignore[arg-type]
    "no key": (lambda: controller_document(WEB, ["z6Mk"]), "input.type"),  # type: ignore[list-item]
    "another form": (lambda: controller_document(WEB, [OLD], form="PEM"), "input.type"),  # type: ignore[arg-type]
    "a did:key": (lambda: controller_document(bases.ISSUER, [bases.signer()]), "input.type"),
    "another method": (lambda: controller_document("did:example:1", [OLD.public_key]), "unsupported.did_method"),
    "path tricks": (lambda: controller_document("did:web:north.example:..:x", [OLD.public_key]), "did.syntax"),
    "http": (lambda: controller_document("http://north.example/", [OLD.public_key]), "key.url"),
    "a number": (lambda: controller_document(5, [OLD.public_key]), "input.type"),  # type: ignore[arg-type]
    "a signer of another": (lambda: controller_document(PAGE, [OLD]), "key.controller"),
    "a name of another": (
        lambda: controller_document(WEB, [PublishedKey(public_key=OLD.public_key, id=f"{PAGE}#1")]), "key.controller"
    ),
    "no fragment": (
        lambda: controller_document(WEB, [PublishedKey(public_key=OLD.public_key, id=WEB)]), "key.controller"
    ),
    "a bad fragment": (
        lambda: controller_document(WEB, [PublishedKey(public_key=OLD.public_key, id=f"{WEB}# ")]), "did.syntax"
    ),
    "one name twice": (
        lambda: controller_document(
            WEB, [PublishedKey(public_key=one.public_key, id=f"{WEB}#1") for one in (OLD, NEW)]
        ), "did.ambiguous",
    ),
    "one key under two names": (
        lambda: controller_document(
            WEB,
            [
                PublishedKey(public_key=OLD.public_key, id=f"{WEB}#1", revoked=AT),
                PublishedKey(public_key=OLD.public_key, id=f"{WEB}#2"),
            ],
        ), "did.ambiguous",
    ),
    "other names as one text": (lambda: controller_document(WEB, [OLD], also_known_as=PAGE), "input.type"),
    "other names that are none": (
        lambda: controller_document(WEB, [OLD], also_known_as=[5]), "input.type"  # type: ignore[list-item]
    ),
    "no list of other names": (
        lambda: controller_document(WEB, [OLD], also_known_as=5), "input.type"  # type: ignore[arg-type]
    ),
    "no purpose": (lambda: PublishedKey(public_key=OLD.public_key, purposes=()), "input.type"),
    "agreement": (lambda: PublishedKey(public_key=OLD.public_key, purposes=("keyAgreement",)), "input.type"),
    "a naive date": (lambda: PublishedKey(public_key=OLD.public_key, revoked=datetime(2026, 1, 1)), "input.type"),
    "not a key": (lambda: PublishedKey(public_key="z6Mk"), "input.type"),  # type: ignore[arg-type]
    "a set at a DID": (lambda: key_set(WEB, [OLD.public_key]), "key.url"),
    "a set with dates": (lambda: key_set(JWKS, [PublishedKey(public_key=OLD.public_key, revoked=AT)]), "input.type"),
    "a set with purposes": (
        lambda: key_set(JWKS, [PublishedKey(public_key=OLD.public_key, purposes=("authentication",))]), "input.type"
    ),
    "a set with one name twice": (
        lambda: key_set(JWKS, [PublishedKey(public_key=one.public_key, id=f"{JWKS}#1") for one in (OLD, NEW)]),
        "jwks.ambiguous",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("call", "code"), REFUSED.values(), ids=REFUSED)
def test_what_verifiers_would_not_find_is_not_written(call: Any, code: str) -> None:
    assert code_of(call) == code


def test_too_many_keys_for_readers_are_not_written() -> None:
    many = [
        PublishedKey(public_key=bases.signer(str(number)).public_key, id=f"{WEB}#{number}") for number in range(101)
    ]
    assert code_of(controller_document, WEB, many) == "did.limit"


def test_a_key_set_is_read_back_key_by_key() -> None:
    signer = LocalSigner.generate("P-256", controller=JWKS)
    tree = key_set(JWKS, [*KEYS, signer])
    found = KeySet.read(text(tree), url=JWKS)
    for key in KEYS:
        assert found.key(key.to_multikey()) == key
    assert found.method(signer.verification_method, "assertionMethod").public_key == signer.public_key
    assert {row["use"] for row in tree["keys"]} == {"sig"}
    assert [row["alg"] for row in tree["keys"]] == ["EdDSA", "ES256", "ES384", "RS256", "ES256"]


# ---- changing keys ---------------------------------------------------------------------------------------------------


@pytest.fixture(name="document")
def _document() -> dict[str, Any]:
    return controller_document(WEB, [OLD])


def test_a_planned_change_keeps_what_was_signed(document: dict[str, Any]) -> None:
    before = copy.deepcopy(document)
    rotated = rotate(document, NEW, at=AT)
    assert document == before
    assert rotated["assertionMethod"] == [NEW.verification_method, OLD.verification_method]
    for signer in (OLD, NEW):
        assert verdict(rotated, signer) == ("accepted", "")
    assert verdict(rotated, THIRD) == ("rejected", "key.unknown")


@pytest.mark.parametrize("name", ["expires", "revoked"])
def test_an_end_is_honoured_against_the_time_that_counts(document: dict[str, Any], name: str) -> None:
    later, earlier = SIGNED + timedelta(days=1), SIGNED - timedelta(days=1)
    ended: Any = {name: later}
    rotated = rotate(document, NEW, at=AT, **ended)
    assert verdict(rotated, NEW) == ("accepted", "")
    assert verdict(rotated, OLD) == ("indeterminate", "key.revoked")  # only the signer's word dates the signature
    assert verdict(rotated, OLD, signed_before=SIGNED) == ("accepted", "key.revoked_later")
    assert verdict(rotated, OLD, signed_before=later) == ("indeterminate", "key.revoked")
    ended = {name: earlier}
    rotated = rotate(document, NEW, at=AT, **ended)
    assert verdict(rotated, OLD) == ("rejected", "key.revoked")
    # Evidence that is older than the date which the signer itself states cannot be about this signature.
    assert verdict(rotated, OLD, signed_before=earlier - timedelta(days=1)) == ("rejected", "key.revoked")
    ended = {name: AT + timedelta(days=1)}
    assert verdict(rotate(document, NEW, at=AT, **ended), OLD) == ("accepted", "")


def test_an_archived_document_dates_no_signature(document: dict[str, Any]) -> None:
    """The key is gone from the live document; the archived one says when it was revoked, and that counts."""
    live = controller_document(WEB, [NEW])
    in_force = ControllerDocument.read(document, expected_id=WEB)
    assert verdict(live, OLD) == ("rejected", "key.unknown")
    assert verdict(live, OLD, archived={WEB: in_force}) == ("accepted", "key.archived")
    ended = retire(document, OLD.verification_method, revoked=SIGNED - timedelta(days=1))
    archived = ControllerDocument.read(ended, expected_id=WEB)
    assert verdict(live, OLD, archived={WEB: archived}) == ("rejected", "key.revoked")
    # What the live document says of a key goes before an archived one that does not know it yet.
    assert verdict(ended, OLD, archived={WEB: in_force}) == ("rejected", "key.revoked")


def test_keys_that_ended_before_are_left_as_they_are(document: dict[str, Any]) -> None:
    first = rotate(document, NEW, at=AT, revoked=AT - timedelta(days=9))
    second = rotate(first, THIRD, at=AT, expires=AT + timedelta(days=9))
    dates = [(row.get("revoked"), row.get("expires")) for row in second["verificationMethod"]]
    assert dates == [(None, None), (None, "2026-06-10T12:00:00Z"), ("2026-05-23T12:00:00Z", None)]
    assert second["assertionMethod"] == [one.verification_method for one in (THIRD, NEW, OLD)]


def test_only_keys_of_the_same_purpose_end(document: dict[str, Any]) -> None:
    other = PublishedKey(public_key=THIRD.public_key, purposes=("authentication",))
    both = controller_document(WEB, [OLD, other])
    rotated = rotate(both, NEW, at=AT, revoked=AT)
    assert [row.get("revoked") for row in rotated["verificationMethod"]] == [None, "2026-06-01T12:00:00Z", None]
    third = controller_document(WEB, [other])
    assert code_of(rotate, third, NEW, at=AT, revoked=AT) == "key.unknown"
    assert rotate(third, NEW, at=AT)["assertionMethod"] == [NEW.verification_method]


def test_a_key_of_another_document_cannot_be_ended_unseen(document: dict[str, Any]) -> None:
    document["assertionMethod"].append("did:web:other.example#key")
    assert rotate(document, NEW, at=AT)["assertionMethod"][-1] == "did:web:other.example#key"
    for name in ("expires", "revoked"):
        assert code_of(rotate, document, NEW, at=AT, **{name: AT}) == "key.unknown"
    assert verdict(retire(document, OLD.verification_method, revoked=SIGNED - timedelta(days=1)), OLD)[0] == "rejected"
    document["authentication"] = [document["assertionMethod"].pop()]  # not a purpose of the new key
    assert rotate(document, NEW, at=AT, revoked=AT)["verificationMethod"][1]["revoked"]


def test_methods_by_value_and_relative_names_are_understood() -> None:
    tree = controller_document(WEB, [OLD])
    (method,) = tree.pop("verificationMethod")
    tree["assertionMethod"] = [{**method, "id": "#" + method["id"].partition("#")[2]}]
    rotated = rotate(tree, NEW, at=AT, revoked=SIGNED - timedelta(days=1))
    assert verdict(rotated, NEW) == ("accepted", "")
    assert verdict(rotated, OLD) == ("rejected", "key.revoked")
    assert verdict(retire(tree, OLD.verification_method, expires=AT), OLD) == ("indeterminate", "key.revoked")


def test_a_key_does_not_come_back(document: dict[str, Any]) -> None:
    ended = rotate(document, NEW, at=AT, revoked=AT)
    for again in (OLD, OLD.public_key, PublishedKey(public_key=OLD.public_key, id=f"{WEB}#fresh")):
        assert code_of(rotate, ended, again, at=AT) == "did.ambiguous"
    assert (
        code_of(rotate, document, PublishedKey(public_key=NEW.public_key, id=OLD.verification_method))
        == "did.ambiguous"
    )
    jwks = rotate(controller_document(WEB, [OLD], form="JsonWebKey"), NEW, at=AT)
    assert code_of(rotate, jwks, OLD.public_key, at=AT) == "did.ambiguous"


def test_a_date_that_was_published_is_not_changed(document: dict[str, Any]) -> None:
    ended = retire(document, OLD.verification_method, expires=AT)
    assert retire(ended, OLD.verification_method, expires=AT) == ended
    for other in (AT + timedelta(days=1), AT - timedelta(days=1)):
        assert code_of(retire, ended, OLD.verification_method, expires=other) == "input.type"
    both = retire(ended, OLD.verification_method, revoked=AT - timedelta(days=40))
    assert verdict(both, OLD) == ("rejected", "key.revoked")


def test_what_is_no_document_or_names_nothing_is_refused(document: dict[str, Any]) -> None:
    assert code_of(retire, document, f"{WEB}#other", revoked=AT) == "key.unknown"
    assert code_of(retire, document, OLD.verification_method) == "input.type"
    assert code_of(rotate, 5, NEW) == "input.type"
    assert code_of(rotate, b"<html>", NEW) == "json.syntax"
    assert code_of(rotate, {"verificationMethod": []}, NEW) == "did.document"
    assert code_of(rotate, {**document, "deactivated": True}, NEW) == "did.deactivated"
    assert code_of(rotate, document, bases.signer()) == "key.controller"
    assert code_of(rotate, document, NEW, at=datetime(2026, 1, 1)) == "input.type"
    spoilt = copy.deepcopy(document)
    spoilt["verificationMethod"][0]["revoked"] = "yesterday"
    assert code_of(rotate, spoilt, NEW) == "time.format"


def test_the_form_and_the_contexts_of_a_document_are_kept() -> None:
    for controller, form in ((WEB, "JsonWebKey"), (WEB, "Multikey"), (PAGE, "JsonWebKey")):
        tree = controller_document(controller, [OLD.public_key], form=form)  # type: ignore[arg-type]
        rotated = rotate(tree, NEW.public_key, at=AT)
        assert {row["type"] for row in rotated["verificationMethod"]} == {form}
        assert rotated["@context"] == tree["@context"]
    legacy = controller_document(WEB, [OLD])
    legacy["@context"] = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/ed25519-2020/v1"]
    legacy["verificationMethod"][0]["type"] = "Ed25519VerificationKey2020"
    rotated = rotate(legacy, NEW, at=AT)
    assert rotated["@context"][-1] == "https://w3id.org/security/multikey/v1"
    assert verdict(rotated, OLD) == verdict(rotated, NEW) == ("accepted", "")


def test_a_key_set_is_changed_and_says_nothing_of_ends() -> None:
    old, new = (LocalSigner.generate("P-256", controller=JWKS) for _ in range(2))
    rotated = rotate(key_set(JWKS, [old]), new)
    found = KeySet.read(rotated, url=JWKS)
    for signer in (old, new):
        assert found.method(signer.verification_method, "assertionMethod").public_key == signer.public_key
    assert rotated["keys"][0]["kid"] == new.public_key.to_multikey()
    assert code_of(rotate, rotated, new.public_key) == "jwks.ambiguous"
    assert code_of(rotate, rotated, KEYS[1], revoked=AT) == "input.type"
    taken = PublishedKey(public_key=KEYS[1], id=f"{JWKS}#{new.public_key.to_multikey()}")
    assert code_of(rotate, rotated, taken) == "jwks.ambiguous"
    assert len(rotate(rotated, KEYS[1])["keys"]) == 3
    for lost in ({"expires": AT}, {"revoked": AT}, {"purposes": ("authentication",)}):
        one = PublishedKey(public_key=KEYS[1], id=f"{JWKS}#new", **lost)
        assert code_of(rotate, rotated, one) == "input.type"


@given(st.lists(st.sampled_from(["plain", "expires", "revoked"]), min_size=1, max_size=6))
def test_no_row_of_changes_loses_a_key_or_an_end(changes: list[str]) -> None:
    """Whatever the order: every key stays readable, newest first, and an end that was published stays."""
    document = controller_document(WEB, [bases.signer("0", controller=WEB)])
    names, ends = ["0"], dict[str, Any]()
    for number, change in enumerate(changes, 1):
        new, end = bases.signer(str(number), controller=WEB), AT - timedelta(days=100 - number)
        more: Any = {} if change == "plain" else {change: end}
        document = rotate(document, new, at=AT, **more)
        for name in names:
            if more and name not in ends:
                ends[name] = end
        names.insert(0, str(number))
    found = ControllerDocument.read(document, expected_id=WEB)
    for name in names:
        signer = bases.signer(name, controller=WEB)
        method = found.method(signer.verification_method, "assertionMethod")
        assert method.public_key == signer.public_key
        assert (method.revoked or method.expires) == ends.get(name)
    assert document["assertionMethod"] == [bases.signer(name, controller=WEB).verification_method for name in names]


# ---- files -----------------------------------------------------------------------------------------------------------


def test_a_document_is_written_in_one_step_for_everybody(document: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "did.json"
    before = os.umask(0o077)
    try:
        save(document, path)
    finally:
        os.umask(before)
    assert json.loads(path.read_text()) == document
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    with pytest.raises(StoreError):
        save(rotate(document, NEW), path)
    path.chmod(0o640)
    save(rotate(document, NEW), path, replace=True)
    assert len(json.loads(path.read_text())["verificationMethod"]) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["did.json"]


def test_a_reader_sees_the_old_document_until_the_new_one_is_there(
    document: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "did.json"
    save(document, path)
    moved = os.replace

    def look(source: str, target: str) -> None:
        assert json.loads(path.read_text()) == document
        moved(source, target)

    monkeypatch.setattr(os, "replace", look)
    save(rotate(document, NEW), path, replace=True)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left"):
        save(document, path, replace=True)
    assert len(json.loads(path.read_text())["verificationMethod"]) == 2
    assert [entry.name for entry in tmp_path.iterdir()] == ["did.json"]


def test_no_key_and_no_link_is_replaced_by_a_document(document: dict[str, Any], tmp_path: Path) -> None:
    OLD.save(tmp_path / "key.pem")
    with pytest.raises(StoreError, match="private key"):
        save(document, tmp_path / "key.pem", replace=True)
    (tmp_path / "did.json").symlink_to(tmp_path / "key.pem")
    with pytest.raises(PathError):
        save(document, tmp_path / "did.json", replace=True)
    assert LocalSigner.from_pem((tmp_path / "key.pem").read_bytes()).public_key == OLD.public_key
