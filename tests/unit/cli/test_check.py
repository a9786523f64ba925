"""``inspect`` and ``verify``: verdicts, reasons, options, many files, hostile names."""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import bases
from tests.command_line import AT, TRUST, Ran, process, run

from eccoe_vc import EDDSA_JCS_2022, bake
from eccoe_vc.cli.pictures import badge
from eccoe_vc.limits import Budget
from eccoe_vc.status import Bitstring, encode

BOTH = pytest.mark.parametrize("command", ["inspect", "verify"])
EXTRA = "https://example.org/contexts/extra/v1"


def judged(command: str, tree: dict[str, Any], *options: str) -> Ran:
    return run(command, "-", *options, *AT, stdin=json.dumps(tree).encode())


@BOTH
def test_accepted_is_0(command: str, badge_json: Path, badge_png: Path) -> None:
    for path in (badge_json, badge_png):
        ran = run(command, path, *TRUST)
        assert ran.code == 0
        assert ran.out == b""
        assert ran.err.startswith(f"{path}: accepted")
        assert "'Soil Science', issued by 'North University'" in ran.err
        assert bases.ISSUER in ran.err


@BOTH
def test_rejected_is_1_with_sentence_code_place_and_hint(command: str, forged_json: Path) -> None:
    ran = run(command, forged_json, *TRUST)
    assert ran.code == 1
    assert ran.out == b""
    assert ran.err.startswith(f"{forged_json}: rejected")
    assert "[proof.invalid at /proof" in ran.err or "[proof." in ran.err
    assert " at /proof" in ran.err
    assert "What to do: " in ran.err
    assert "Brain Surgery" not in ran.err
    assert "North University" not in ran.err


@BOTH
def test_indeterminate_is_2(command: str, badge_json: Path) -> None:
    ran = run(command, badge_json, "--trust", "did:web:south.example", *AT)
    assert ran.code == 2
    assert ran.err.startswith(f"{badge_json}: indeterminate")
    assert "[trust.unknown_issuer at /issuer]" in ran.err
    assert bases.ISSUER in ran.err
    assert "North University" not in ran.err


def test_inspect_without_trust_names_the_issuer_and_how_to_trust_it(badge_json: Path) -> None:
    ran = run("inspect", badge_json, *AT)
    assert ran.code == 2
    assert "genuine and in force" in ran.err
    assert "[trust.no_anchor at /issuer]" in ran.err
    assert bases.ISSUER in ran.err
    assert "--trust" in ran.err


@BOTH
@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty", b"", "input.unknown_format"),
        ("html", b"<!doctype html><p>hello", "input.unknown_format"),
        ("photo", b"\xff\xd8\xff\xe0" + bytes(1000), "input.unknown_format"),
        ("truncated", b'{"@context": [', "json.syntax"),
        ("array", b"[]", "json.not_object"),
        ("double", b'{"a": 1, "a": 2}', "json.duplicate_key"),
        ("plain png", badge(), "image.no_credential"),
        ("cut png", badge()[:200], "image.format"),
        ("noise", hashlib.shake_256(b"noise").digest(20 << 20), "input.unknown_format"),
        ("depth", b"[" * 100_000, "json.depth"),
        ("large", b'{"a": "' + b"x" * (1 << 20) + b'"}', "json.size"),
    ],
)
def test_what_is_no_credential_is_65_with_a_code(command: str, name: str, data: bytes, code: str) -> None:
    ran = run(command, "-", *TRUST, stdin=data)
    assert ran.code == 65, ran.err
    assert f"[{code}" in ran.err
    assert "What to do: " in ran.err
    assert all(len(line) < 400 for line in ran.err.splitlines())


@BOTH
def test_a_file_that_cannot_be_read_does_not_hide_the_others(
    command: str, badge_json: Path, forged_json: Path, tmp_path: Path
) -> None:
    names = [tmp_path / "missing.json", badge_json, tmp_path]
    ran = run(command, *names, *TRUST, "--json")
    assert ran.code == 65
    missing, accepted, folder = ran.records
    assert missing["file"] == str(names[0])
    assert missing["error"]["code"] == folder["error"]["code"] == "cli.unreadable"
    assert accepted["verdict"] == "accepted"
    assert run(command, badge_json, forged_json, *TRUST).code == 1
    assert run(command, badge_json, badge_json, *TRUST).code == 0


@BOTH
def test_json_is_one_object_a_line_and_the_report(command: str, badge_json: Path, badge_png: Path) -> None:
    ran = run(command, badge_json, badge_png, *TRUST, "--json")
    assert ran.err == ""
    assert ran.out.isascii()
    first, second = ran.records
    assert (first["file"], second["file"]) == (str(badge_json), str(badge_png))
    for record in ran.records:
        assert record["verdict"] == "accepted"
        assert record["valid"] is record["trusted"] is True
        assert {check["name"] for check in record["checks"]} >= {"carrier", "json", "proof", "issuer"}
        assert record["at"] == "2026-06-01T12:00:00Z"


def test_verify_hands_out_the_credential_only_if_it_is_accepted(badge_json: Path, forged_json: Path) -> None:
    accepted, forged = run("verify", badge_json, forged_json, *TRUST, "--json").records
    assert accepted["credential"] == json.loads(badge_json.read_bytes())
    assert "credential" not in forged
    assert "Brain Surgery" not in json.dumps(forged)
    assert "credential" not in run("inspect", badge_json, *TRUST, "--json").record


def test_proof_only_asks_for_nothing_else_and_shows_no_names() -> None:
    ran = judged("verify", bases.di_expired(), "--proof-only")
    assert ran.code == 0
    assert "Somebody signed exactly this. Nothing else was asked." in ran.err
    assert "North University" not in ran.err
    assert judged("verify", bases.di_expired(), "--trust", bases.ISSUER).code == 1


def test_any_issuer_needs_a_reason_and_is_noted() -> None:
    ran = judged("inspect", bases.di(), "--unsafe-any-issuer", "a test")
    assert ran.code == 0
    assert "Who the issuer is was not asked." in ran.err
    assert "trust.unsafe_any" in ran.err
    assert "North University" not in ran.err
    assert json.loads(judged("inspect", bases.di(), "--unsafe-any-issuer", "a test", "--json").out)["trusted"] is False


def test_legacy_suites_are_taken_only_when_asked_for() -> None:
    assert judged("verify", bases.vc11(), "--trust", bases.ISSUER).code == 2
    ran = judged("inspect", bases.vc11(), "--trust", bases.ISSUER, "--legacy")
    assert ran.code == 0
    assert "proof.legacy" in ran.err


def test_contexts_of_older_credentials_are_known_only_when_asked_for() -> None:
    tree = bases.vc11()
    tree["@context"].append("https://w3id.org/vc-revocation-list-2020/v1")
    assert "[ctx.unknown at /@context/" in judged("inspect", tree, "--trust", bases.ISSUER).err
    assert "ctx.unknown" not in judged("inspect", tree, "--trust", bases.ISSUER, "--legacy").err


def test_a_credential_that_is_no_badge() -> None:
    tree = bases.unsigned(
        context=[bases.V2], type=["VerifiableCredential"], name=..., credentialSubject={"id": "urn:a:b"}
    )
    tree["issuer"] = bases.ISSUER
    signed = bases.signed(tree)
    assert judged("verify", signed, "--trust", bases.ISSUER).code == 1
    ran = judged("verify", signed, "--trust", bases.ISSUER, "--any-credential")
    assert ran.code == 0, ran.err
    assert f"Issued by {bases.ISSUER}" in ran.err


def test_the_moment_decides(badge_json: Path) -> None:
    late = run("verify", badge_json, "--trust", bases.ISSUER, "--at", "2040-01-01T00:00:00Z")
    assert late.code == 1
    assert "[time.expired at /validUntil]" in late.err
    early = run("verify", badge_json, "--trust", bases.ISSUER, "--at", "2020-01-01T00:00:00+01:00", "--json").record
    assert early["verdict"] == "rejected"
    assert early["at"] == "2019-12-31T23:00:00Z"


def test_a_context_of_the_caller_is_used_and_its_digest_shown(tmp_path: Path) -> None:
    tree = bases.di()
    tree["@context"].append(EXTRA)
    text = json.dumps({"@context": {"favouriteWord": "https://example.org/terms#favouriteWord"}}).encode()
    (tmp_path / "extra.json").write_bytes(text)
    (tmp_path / "a=b.json").write_bytes(text)
    option = ("--context", f"{EXTRA}={tmp_path / 'extra.json'}")
    unknown = judged("inspect", tree, "--trust", bases.ISSUER)
    assert unknown.code == 2
    assert "[ctx.unknown at /@context/2]" in unknown.err
    known = judged("inspect", tree, "--trust", bases.ISSUER, *option, "--verbose")
    assert known.code == 0  # its meaning is known now, and what was signed uses none of it
    digest = hashlib.sha256(text).hexdigest()
    assert digest in known.err
    assert f"{EXTRA}, from the caller" in known.err
    (used,) = [
        one
        for one in judged("inspect", tree, "--trust", bases.ISSUER, *option, "--json").record["documents"]
        if one["supplied_by"] == "caller"
    ]
    assert used["sha256"] == digest


@pytest.mark.parametrize(
    ("text", "code"),
    [(b"{", "ctx.invalid"), (b"{}", "ctx.invalid"), (b'{"@context": 1, "@context": 2}', "ctx.invalid")],
)
def test_a_context_that_is_none_is_65(tmp_path: Path, badge_json: Path, text: bytes, code: str) -> None:
    (tmp_path / "c.json").write_bytes(text)
    ran = run("inspect", badge_json, "--context", f"{EXTRA}={tmp_path / 'c.json'}")
    assert ran.code == 65
    assert f"[{code}" in ran.err


def test_other_bytes_for_a_shipped_context_are_refused(tmp_path: Path, badge_json: Path) -> None:
    (tmp_path / "c.json").write_bytes(b'{"@context": {}}')
    ran = run("inspect", badge_json, "--context", f"{bases.V2}={tmp_path / 'c.json'}")
    assert ran.code == 65
    assert "[ctx.integrity" in ran.err


def did_web(tmp_path: Path) -> tuple[dict[str, Any], Path]:
    """A badge of a did:web issuer, and the issuer's document."""
    did = "did:web:north.example"
    signer = bases.signer("issuer", did)
    signed = bases.signed(bases.unsigned(issuer={"id": did, "type": ["Profile"], "name": "North"}), by=signer)
    method = {
        "id": signed["proof"]["verificationMethod"],
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": signer.public_key.to_multikey(),
    }
    path = tmp_path / "did.json"
    path.write_text(json.dumps({"id": did, "verificationMethod": [method], "assertionMethod": [method["id"]]}))
    return signed, path


def test_a_document_of_the_web_is_handed_in(tmp_path: Path) -> None:
    signed, path = did_web(tmp_path)
    without = judged("inspect", signed, "--trust", "did:web:north.example")
    assert without.code == 2
    assert "[key.unavailable" in without.err
    option = ("--document", f"https://north.example/.well-known/did.json={path}")
    assert judged("verify", signed, "--trust", "did:web:north.example", *option).code == 0


@BOTH
def test_two_files_for_one_address_are_refused_whatever_their_order(command: str, tmp_path: Path) -> None:
    lists = [tmp_path / "new.json", tmp_path / "old.json"]
    for path, revoked in zip(lists, ([5], []), strict=True):
        path.write_text(json.dumps(bases.listing(revoked)))
    for pair in (lists, lists[::-1]):
        given = [word for path in pair for word in ("--document", f"{bases.STATUS_URL}={path}")]
        ran = judged(command, bases.di_status(), *TRUST, *given)
        assert (ran.code, "two different files" in ran.err) == (64, True), ran.err
    same = [word for _ in range(2) for word in ("--document", f"{bases.STATUS_URL}={lists[1]}")]
    assert judged(command, bases.di_status(), *TRUST, *same).code == 0


@pytest.mark.parametrize("name", ["north.example", "did:web:https://north.example", "North University"])
def test_a_pin_needs_the_name_of_an_issuer(name: str, tmp_path: Path, badge_json: Path) -> None:
    (tmp_path / "key").write_text(bases.signer("other").public_key.to_pem())
    ran = run("verify", badge_json, *TRUST, "--pin", f"{name}={tmp_path}/key")
    assert (ran.code, "no issuer has this name" in ran.err) == (64, True), ran.err


def test_a_pin_that_nobody_asked_for_is_told(tmp_path: Path, badge_json: Path) -> None:
    (tmp_path / "key").write_text(bases.signer("issuer").public_key.to_pem())
    ran = run("verify", badge_json, *TRUST, "--pin", f"did:web:North.example={tmp_path}/key")
    assert "The pin for did:web:North.example was not asked for" in ran.err
    ran = run("verify", badge_json, *TRUST, "--pin", f"{bases.ISSUER}={tmp_path}/key")
    assert (ran.code, "was not asked for" in ran.err) == (0, False)


@pytest.mark.parametrize("form", ["pem", "jwk", "multikey"])
def test_a_pinned_key_in_every_form(tmp_path: Path, form: str) -> None:
    signed, _ = did_web(tmp_path)
    key, other = bases.signer("issuer").public_key, bases.signer("other").public_key
    for public, code in ((key, 0), (other, 1)):
        text = {"pem": public.to_pem(), "jwk": json.dumps(public.to_jwk()), "multikey": public.to_multikey() + "\n"}[
            form
        ]
        (tmp_path / "key").write_text(text)
        ran = judged(
            "verify", signed, "--trust", "did:web:north.example", "--pin", f"did:web:north.example={tmp_path}/key"
        )
        assert ran.code == code, ran.err


@pytest.mark.parametrize("text", ["", "hello", "-----BEGIN PUBLIC KEY-----\n", "{}", "z123", "z" + "é"])
def test_a_pin_that_is_no_key_is_65(tmp_path: Path, badge_json: Path, text: str) -> None:
    (tmp_path / "key").write_text(text)
    ran = run("verify", badge_json, *TRUST, "--pin", f"did:web:north.example={tmp_path}/key")
    assert ran.code == 65
    assert "What to do: " in ran.err


def test_a_file_beyond_the_budget_of_records_is_taken_with_clr() -> None:
    assert Budget.clr().credential_bytes > Budget().credential_bytes
    data = json.dumps({"filler": "x" * Budget().credential_bytes}).encode()
    assert run("inspect", "-", *TRUST, stdin=data).code == 65
    assert run("inspect", "-", *TRUST, "--clr", stdin=data).code == 1


def test_verbose_shows_what_was_not_asked(badge_json: Path) -> None:
    brief, long = run("inspect", badge_json, *TRUST), run("inspect", badge_json, *TRUST, "--verbose")
    for text in ("does not concern it: ", "contexts, with the SHA-256 of their bytes:", bases.OB):
        assert text in long.err
        assert text not in brief.err


HOSTILE = {
    "escape": "A\x1b[2J\x1b]0;title\x07",
    "csi": "A\x9b2J",
    "osc8": "\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\",
    "bidi": "Master \u202efdp.exe\u2066\u2069",
    "newline": "Soil\naccepted: all is well\r",
    "nul": "a\x00b",
    "c1": "\u0085\u009b\u2028",
}


@BOTH
@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("json_option", [[], ["--json"]], ids=["words", "json"])
def test_hostile_names_never_reach_the_terminal(
    command: str, name: str, json_option: list[str], tmp_path: Path
) -> None:
    tree = bases.unsigned(issuer={"id": bases.ISSUER, "type": ["Profile"], "name": name})
    tree["credentialSubject"]["achievement"]["name"] = name
    path = tmp_path / "badge.png"
    path.write_bytes(bake(bases.text(bases.signed(tree, EDDSA_JCS_2022)), badge()))
    ran = run(command, path, *TRUST, *json_option)
    assert ran.code == 0, ran.err
    for written in (ran.err, ran.out.decode("utf-8")):
        assert all(line.isprintable() for line in written.split("\n"))
    if not json_option:
        assert not any(line.startswith("accepted") for line in ran.err.splitlines())
        assert "\\x" in ran.err or "\\u" in ran.err  # shown as an escape, not dropped


@BOTH
def test_hostile_member_names_reach_neither_stream_raw(command: str) -> None:
    for name in HOSTILE.values():
        ran = judged(command, bases.di() | {name: 1}, "--trust", bases.ISSUER)
        assert ran.code == 1
        assert all(line.isprintable() for line in ran.err.split("\n"))


def test_hostile_file_names_reach_neither_stream_raw(tmp_path: Path, badge_json: Path) -> None:
    path = tmp_path / "b\x1b[2J\u202e\n.json"
    path.write_bytes(badge_json.read_bytes())
    for command in ("inspect", "verify"):
        ran = run(command, path, *TRUST)
        assert ran.code == 0
        assert all(line.isprintable() for line in ran.err.split("\n"))
    assert run("inspect", path, *TRUST, "--json").record["file"] == str(path)


HEAVY = ["pydantic", "pyld", "requests", "jwcrypto", "rfc8785", "rich", "lxml", "eccoe_vc.models.base"]


@pytest.mark.parametrize("command", ["verify", "inspect"])
def test_verifying_loads_nothing_heavy(command: str, badge_png: Path) -> None:
    code = (
        "import sys; from eccoe_vc.cli import main; code = main(sys.argv[1:]);"
        f"print([name for name in {HEAVY!r} if name in sys.modules]); sys.exit(code)"
    )
    import subprocess

    done = subprocess.run(
        [sys.executable, "-c", code, command, str(badge_png), *TRUST], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == b"[]"


def test_a_process_of_its_own_says_the_same(badge_png: Path) -> None:
    ran = process("verify", badge_png, *TRUST)
    assert ran == run("verify", badge_png, *TRUST)
    assert ran.code == 0
    assert process("inspect", "-", *TRUST, stdin=badge_png.read_bytes()).code == 0


@pytest.mark.parametrize("command", ["inspect", "verify"])
def test_what_is_wrong_in_a_handed_in_document_is_told_at_the_place_that_names_it(command: str, tmp_path: Path) -> None:
    signed, path = did_web(tmp_path)
    document = json.loads(path.read_text())
    document["verificationMethod"][0]["publicKeyMultibase"] = "z6Mk"
    path.write_text(json.dumps(document))
    (tmp_path / "badge.json").write_text(bases.text(signed))
    known = f"https://north.example/.well-known/did.json={path}"
    ran = run(command, tmp_path / "badge.json", "--trust", "did:web:north.example", "--document", known)
    words = " ".join(ran.err.split())
    assert "In the document of the controller, at '/verificationMethod/0" in words
    assert "at /proof/verificationMethod]" in words


@pytest.mark.parametrize("command", ["inspect", "verify"])
def test_a_saved_web_page_is_no_document_and_says_nothing_about_the_badge(command: str, tmp_path: Path) -> None:
    signed, path = did_web(tmp_path)
    path.write_text("<html><title>404</title></html>")
    (tmp_path / "badge.json").write_text(bases.text(signed))
    known = f"https://north.example/.well-known/did.json={path}"
    ran = run(command, tmp_path / "badge.json", "--trust", "did:web:north.example", "--document", known)
    words = " ".join(ran.err.split())
    assert ran.code == 2
    assert "What was supplied as the document of the controller is none." in words
    assert "Get the document again from its address" in words


def presented(tmp_path: Path, **subject: Any) -> tuple[Path, str]:
    """A presentation by the learner, and the issuer of the badge in it."""
    badge = bases.unsigned()
    badge["credentialSubject"].update(subject)
    tree = {
        "@context": [bases.V2],
        "type": ["VerifiablePresentation"],
        "holder": bases.LEARNER,
        "verifiableCredential": [bases.signed(badge)],
    }
    made = bases.signed(tree, by=bases.signer("learner"), purpose="authentication", challenge="c", domain="d")
    path = tmp_path / "presentation.json"
    path.write_text(bases.text(made))
    return path, bases.ISSUER


def test_a_presentation_is_accepted_for_its_challenge_and_tells_who_presents_what(tmp_path: Path) -> None:
    path, issuer = presented(tmp_path)
    asked = ("--presentation", "--challenge", "c", "--domain", "d", "--trust", issuer)
    ran = run("verify", path, *asked)
    assert ran.code == 0
    assert f"Presented by {bases.LEARNER}: 'Soil Science', issued by 'North University'" in ran.err
    assert run("verify", path, "--presentation", "--challenge", "other", "--trust", issuer).code == 1
    assert run("verify", path, "--trust", issuer).code == 1
    assert run("inspect", path, "--presentation", "--proof-only").code == 0
    assert run("verify", path, "--challenge", "c", "--trust", issuer).code == 64


def test_what_a_presentation_does_not_show_is_said_in_the_short_form_too(tmp_path: Path) -> None:
    path, issuer = presented(tmp_path, id="did:example:bob")
    assert run("verify", path, "--presentation", "--challenge", "c", "--trust", issuer).code == 1
    ran = run("verify", path, "--presentation", "--any-holder", "--trust", issuer)
    assert ran.code == 0
    assert {"[vp.unchallenged]", "[vp.holder_binding]"} <= set(ran.err.split())


def test_a_badge_with_a_status_entry_is_taken_when_nobody_asks_for_it(tmp_path: Path) -> None:
    entry = {
        "id": "https://north.example/status/1#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": "https://north.example/status/1",
    }
    path = tmp_path / "badge.json"
    path.write_text(bases.text(bases.di(credentialStatus=entry)))
    assert run("verify", path, *TRUST).code == 2
    for when in ("skip", "optional"):
        ran = run("verify", path, *TRUST, "--status", when)
        assert ran.code == 0
        assert "  But: " in ran.err
        assert "status" in ran.err


@BOTH
@pytest.mark.parametrize(("revoked", "code"), [([], 0), ([5], 1)])
def test_a_status_list_is_handed_in(command: str, revoked: list[int], code: int, tmp_path: Path) -> None:
    without = judged(command, bases.di_status(), *TRUST)
    assert without.code == 2
    assert "--document URL=FILE" in without.err
    path = tmp_path / "status.json"
    path.write_text(json.dumps(bases.listing(revoked)))
    ran = judged(command, bases.di_status(), *TRUST, "--document", f"{bases.STATUS_URL}={path}")
    assert ran.code == code
    assert ("status.revoked" in ran.err) == bool(revoked)


def test_what_may_be_asked_of_status_lists(tmp_path: Path) -> None:
    other, path = bases.signer("other"), tmp_path / "status.json"
    short = {"encodedList": encode(Bitstring(bytes(100)))}
    listed = bases.listing(by=other, issuer=other.controller, subject=short, validFrom="2026-05-22T12:00:00Z")
    path.write_text(json.dumps(listed))
    asked = (*TRUST, "--document", f"{bases.STATUS_URL}={path}")
    theirs = ("--status-issuer", f"{bases.ISSUER}={other.controller}")
    allowed = (*theirs, "--short-status-lists")
    for options, code in (
        ((), "status.issuer"),
        (theirs, "status.too_short"),
        ((*allowed, "--status-max-age", "9"), "status.stale"),
        ((*allowed, "--status-max-age", "10"), ""),
    ):
        ran = judged("verify", bases.di_status(), *asked, *options)
        assert ran.code == (1 if code else 0)
        assert code in ran.err
    assert judged("verify", bases.di_status(), *TRUST, "--status", "optional").code == 0
    for age in ("0", "-1", "x", "1.5"):
        assert judged("verify", bases.di_status(), *TRUST, f"--status-max-age={age}").code == 64


def test_a_newer_copy_is_handed_in_and_judged_where_that_is_asked_for(tmp_path: Path) -> None:
    from tests.attacks.test_group_f import SERVICE, renewable

    path = tmp_path / "newer.json"
    path.write_text(json.dumps(renewable(validFrom="2026-03-01T09:00:00Z", validUntil="2026-05-01T00:00:00Z")))
    known = ("--document", f"{SERVICE}={path}")
    assert judged("verify", renewable(), *TRUST, *known).code == 0
    for answer in ("try", "required"):
        renewed = judged("verify", renewable(), *TRUST, *known, "--refresh", answer)
        assert (renewed.code, "time.expired" in renewed.err) == (1, True)
    assert judged("verify", renewable(), *TRUST, "--refresh", "try").code == 0
    alone = judged("verify", renewable(), *TRUST, "--refresh", "required")
    assert (alone.code, "refresh.unavailable" in alone.err) == (1, True)
    assert judged("verify", renewable(), *TRUST, "--refresh", "always").code == 64
