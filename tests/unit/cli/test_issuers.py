"""``issuer``: what an issuer publishes is what verifiers need, on the command line from end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.attacks import bases, test_group_k
from tests.command_line import AT, run
from tests.unit.agreements.test_counterparts import AT as MADE

from eccoe_vc import Fetch, HttpFetcher, Unavailable
from eccoe_vc.keys import controller_document, rotate
from eccoe_vc.keys.publishing import address

WEB = "did:web:north.example"
URL = "https://north.example/.well-known/did.json"
JWKS = "https://north.example/jwks.json"


@pytest.fixture(name="keys")
def _keys(tmp_path: Path) -> Path:
    """A folder with two keys of the issuer, one of them encrypted, and a credential to sign."""
    for name in ("old", "new"):
        assert run("keygen", "--out", tmp_path / f"{name}.pem", "--controller", WEB).code == 0
    (tmp_path / "secret").write_text("a passphrase\n")
    made = run("keygen", "--out", tmp_path / "hidden.pem", "--passphrase-file", tmp_path / "secret", "--alg", "P-256")
    assert made.code == 0
    tree = bases.unsigned(issuer={"id": WEB, "type": ["Profile"], "name": "North University"})
    (tmp_path / "unsigned.json").write_text(json.dumps(tree))
    return tmp_path


def issued(keys: Path, key: str) -> Path:
    badge = keys / f"{key}-badge.json"
    made = run(
        "issue", keys / "unsigned.json", "--key", keys / f"{key}.pem", "--controller", WEB,
        "--created", "2026-05-02T12:00:00Z", "-o", badge,
    )  # fmt: skip
    assert made.code == 0, made.err
    return badge


def judged(keys: Path, key: str) -> tuple[int, str]:
    """Exit code and code of the check ``key`` for a badge signed with a key, under the document ``did.json``."""
    badge = issued(keys, key) if not (keys / f"{key}-badge.json").exists() else keys / f"{key}-badge.json"
    ran = run("inspect", badge, "--trust", WEB, *AT, "--document", f"{URL}={keys / 'did.json'}", "--json")
    (check,) = [check for check in ran.record["checks"] if check["name"] == "key"]
    return ran.code, check.get("code", "")


def test_from_a_key_to_a_document_to_a_change(keys: Path) -> None:
    document = keys / "did.json"
    ran = run("issuer", "document", "--controller", WEB, "--key", keys / "old.pem", "-o", document)
    assert (ran.code, ran.out) == (0, b"")
    assert f"Publish it at {URL}" in ran.err
    assert judged(keys, "old") == (0, "")
    assert judged(keys, "new") == (1, "key.unknown")
    ran = run("issuer", "rotate", document, "--key", keys / "new.pem", *AT, "-o", document, "--overwrite")
    assert ran.code == 0, ran.err
    assert "destroy their private halves" in ran.err
    assert judged(keys, "old") == judged(keys, "new") == (0, "")


@pytest.mark.parametrize(("option", "end", "expected"), [
    ("--revoked", "2026-05-01T00:00:00Z", (1, "key.revoked")),
    ("--revoked", "2026-05-20T00:00:00Z", (2, "key.revoked")),
    ("--expires", "2026-05-20T00:00:00Z", (2, "key.revoked")),
    ("--expires", "2026-12-31T00:00:00Z", (0, "")),
])  # fmt: skip
def test_an_end_counts(keys: Path, option: str, end: str, expected: tuple[int, str]) -> None:
    document = keys / "did.json"
    assert run("issuer", "document", "--controller", WEB, "--key", keys / "old.pem", "-o", document).code == 0
    ran = run("issuer", "rotate", document, "--key", keys / "new.pem", option, end, *AT, "-o", document, "--overwrite")
    assert ran.code == 0, ran.err
    assert f"{option[2:]} {end}" in ran.err
    assert judged(keys, "old") == expected
    assert judged(keys, "new") == (0, "")


def test_evidence_of_the_time_of_signing(keys: Path) -> None:
    document = keys / "did.json"
    assert run("issuer", "document", "--controller", WEB, "--key", keys / "old.pem", "-o", document).code == 0
    badge = issued(keys, "old")
    assert run(
        "issuer", "rotate", document, "--key", keys / "new.pem", "--revoked", "2026-05-20T00:00:00Z", *AT,
        "-o", document, "--overwrite",
    ).code == 0  # fmt: skip
    asked = ("verify", badge, "--trust", WEB, *AT, "--document", f"{URL}={document}", "--json")
    assert run(*asked).code == 2
    ran = run(*asked, "--signed-before", "2026-05-10T00:00:00Z")
    assert ran.code == 0
    assert "key.revoked_later" in [note["code"] for note in ran.record["notes"]]
    assert run(*asked, "--signed-before", "2026-05-21T00:00:00Z").code == 2


def test_an_agreement_under_a_revoked_key_is_in_doubt(tmp_path: Path) -> None:
    copies = test_group_k.by_party_on_the_web(MADE + 9 * test_group_k.DAY, signing_time="stated")
    names = []
    for number, copy in enumerate(copies):
        names.append(tmp_path / f"{number}.json")
        names[-1].write_text(json.dumps(copy.envelope.document))
    made = controller_document(test_group_k.WEB, [test_group_k.FIRST])
    document = rotate(made, test_group_k.SECOND, at=MADE, revoked=MADE + 9 * test_group_k.DAY)
    (tmp_path / "did.json").write_text(json.dumps(document))
    asked = (
        "agreement", "state", *names, "--document", f"{address(test_group_k.WEB)}={tmp_path / 'did.json'}",
        "--on", "2025-02-10", "--at", "2025-03-10T00:00:00Z", "--json",
    )  # fmt: skip
    ran = run(*asked)
    assert (ran.code, ran.record["state"]) == (1, "offered")
    ran = run(*asked, "--signing-time", "stated")
    assert (ran.code, ran.record["state"], ran.record["doubt"]) == (2, "inForce", "key.revoked")
    ran = run(*asked, "--signed-before", "2025-02-11T00:00:00Z")
    assert (ran.code, ran.record["doubt"], ran.record["notes"]) == (0, "", ["key.revoked_later"])


def test_names_forms_and_purposes(keys: Path) -> None:
    ran = run(
        "issuer", "document", "--controller", WEB, "--key", keys / "old.pem", "--key", keys / "hidden.pem",
        "--passphrase-file", keys / "secret", "--verification-method", f"{WEB}#key-1",
        "--verification-method", f"{WEB}#key-2", "--form", "JsonWebKey", "--purpose", "assertionMethod",
        "--purpose", "authentication", "--also-known-as", "https://north.example/", "--json",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    found = ran.record
    assert found["address"] == URL
    assert [row["id"] for row in found["keys"]] == [f"{WEB}#key-1", f"{WEB}#key-2"]
    document = found["document"]
    assert document["alsoKnownAs"] == ["https://north.example/"]
    assert document["assertionMethod"] == document["authentication"] == [f"{WEB}#key-1", f"{WEB}#key-2"]
    assert [method["publicKeyJwk"]["crv"] for method in document["verificationMethod"]] == ["Ed25519", "P-256"]


def test_one_key_of_several_is_retired(keys: Path) -> None:
    did = keys / "did.json"
    made = ("issuer", "document", "--controller", WEB, "--key", keys / "old.pem", "--key", keys / "new.pem", "-o", did)
    names = [row["id"] for row in run(*made, "--json").record["keys"]]
    retire = ("issuer", "retire", did, "--revoked", "2026-11-01T00:00:00Z", "-o", did, "--overwrite")
    ran = run(*retire, "--verification-method", names[0], "--json")
    assert ran.code == 0, ran.err
    assert ran.record["address"] == URL
    assert ran.record["keys"] == [{"id": names[0], "revoked": "2026-11-01T00:00:00Z"}, {"id": names[1]}]
    assert json.loads(did.read_bytes()) == ran.record["document"]
    other = run(*retire, "--verification-method", f"{WEB}#none")
    assert (other.code, "[key.unknown]" in other.err, names[1] in other.err) == (65, True, True), other.err
    assert run("issuer", "retire", did, "--verification-method", names[1]).code == 64


def test_a_key_set(keys: Path) -> None:
    ran = run("issuer", "document", "--controller", JWKS, "--jwks", "--key", keys / "old.pem", "-o", keys / "jwks.json")
    assert ran.code == 0, ran.err
    assert f"Publish it at {JWKS}" in ran.err
    assert run("issuer", "rotate", keys / "jwks.json", "--key", keys / "new.pem", "--revoked", AT[1]).code == 64
    ran = run("issuer", "rotate", keys / "jwks.json", "--key", keys / "new.pem")
    assert ran.code == 0
    assert len(json.loads(ran.out)["keys"]) == 2


def test_public_keys_will_do(keys: Path) -> None:
    from eccoe_vc import LocalSigner

    public = LocalSigner.from_pem((keys / "old.pem").read_bytes()).public_key
    expected = run("issuer", "document", "--controller", WEB, "--key", keys / "old.pem").out
    for form in (public.to_pem(), json.dumps(public.to_jwk()), public.to_multikey()):
        ran = run("issuer", "document", "--controller", WEB, "--key", "-", stdin=form.encode())
        assert (ran.code, ran.out) == (0, expected)


def test_no_secret_is_written(keys: Path) -> None:
    ran = run(
        "issuer", "document", "--controller", WEB, "--key", keys / "hidden.pem", "--passphrase-file", keys / "secret",
        "--json",
    )  # fmt: skip
    said = ran.out.decode() + ran.err
    for secret in ("a passphrase", "PRIVATE", *(keys / "hidden.pem").read_text().splitlines()[1:-1]):
        assert secret not in said


WRONG: dict[str, tuple[list[Any], int, str]] = {
    "no document of ours": (["document", "--controller", "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
                             "--key", "old.pem"], 64, "nothing to publish"),
    "no identifier": (["document", "--controller", "north", "--key", "old.pem"], 64, "no issuer has this name"),
    "http": (["document", "--controller", "http://north.example/", "--key", "old.pem"], 65, "neither a did:web"),
    "names and keys": (["document", "--controller", WEB, "--key", "old.pem", "--key", "new.pem",
                        "--verification-method", f"{WEB}#1"], 64, "2 keys and 1 names"),
    "a name": (["document", "--controller", WEB, "--key", "old.pem", "--verification-method", "key-1"], 64, "fragment"),
    "one key twice": (["document", "--controller", WEB, "--key", "old.pem", "--key", "old.pem"], 65, "did.ambiguous"),
    "no file": (["document", "--controller", WEB, "--key", "none.pem"], 65, "no such file"),
    "no passphrase": (["document", "--controller", WEB, "--key", "hidden.pem"], 65, "no passphrase was given"),
    "no key": (["document", "--controller", WEB, "--key", "unsigned.json"], 65, "unsigned.json"),
    "standard input twice": (["document", "--controller", WEB, "--key", "-", "--key", "-"], 64, "only once"),
    "a set in a form": (["document", "--controller", JWKS, "--key", "old.pem", "--jwks", "--form", "JsonWebKey"], 64,
                        "key set has no --form"),
    "a set at a DID": (["document", "--controller", WEB, "--key", "old.pem", "--jwks"], 65, "https URL"),
    "rotate what": (["rotate", "unsigned.json", "--key", "new.pem"], 65, "unsigned.json"),
    "both ends": (["rotate", "x.json", "--key", "new.pem", "--expires", AT[1], "--revoked", AT[1]], 64, "not allowed"),
    "input twice": (["rotate", "-", "--key", "-"], 64, "only once"),
    "nothing": ([], 64, "COMMAND"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "said"), WRONG.values(), ids=WRONG)
def test_what_goes_wrong_is_said(
    keys: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[Any], code: int, said: str
) -> None:
    monkeypatch.chdir(keys)
    ran = run("issuer", *arguments)
    assert (ran.code, ran.out) == (code, b"")
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_a_document_is_not_overwritten_unasked(keys: Path) -> None:
    (keys / "did.json").write_text("kept")
    ran = run("issuer", "document", "--controller", WEB, "--key", keys / "old.pem", "-o", keys / "did.json")
    assert ran.code == 73
    assert (keys / "did.json").read_text() == "kept"
    ran = run(
        "issuer", "document", "--controller", WEB, "--key", keys / "old.pem", "-o", keys / "new.pem", "--overwrite"
    )
    assert ran.code == 73
    assert "PRIVATE KEY" in (keys / "new.pem").read_text()


# ---- the doctor ------------------------------------------------------------------------------------------------------


def test_the_doctor_looks_at_what_will_be_published(keys: Path) -> None:
    made = run("issuer", "document", "--controller", WEB, "--key", keys / "old.pem", "-o", keys / "did.json")
    assert made.code == 0
    ran = run("issuer", "doctor", WEB, "--document", f"{URL}={keys / 'did.json'}", "--offline", "--json", *AT)
    assert ran.code == 0, ran.err
    assert ran.record["healthy"] is True
    assert ran.record["symptoms"] == [], "of a file nobody knows how a server serves it"
    assert "was not asked for" not in ran.err
    misspelt = f"https://north.example/did.json={keys / 'did.json'}"
    ran = run("issuer", "doctor", WEB, "--document", misspelt, "--offline", *AT)
    assert ran.code == 2
    assert "The document for https://north.example/did.json was not asked for." in ran.err
    badge = issued(keys, "new")
    with_sample = run(
        "issuer", "doctor", WEB, "--document", f"{URL}={keys / 'did.json'}", "--sample", badge, "--offline", *AT
    )
    assert with_sample.code == 1
    assert "broken" in with_sample.err
    assert "[key.unknown at /proof" in with_sample.err


def test_the_doctor_says_what_could_not_be_had() -> None:
    ran = run("issuer", "doctor", WEB, "--offline", *AT)
    assert ran.code == 2, "nobody was asked, so that nothing is known to be broken"
    assert "unknown" in ran.err
    assert "[doctor.unreachable]" in ran.err
    assert "--document URL=FILE" in ran.err
    assert URL in ran.err


def test_the_doctor_asks_the_network_by_itself(monkeypatch: pytest.MonkeyPatch, keys: Path) -> None:
    asked = []

    class Fake:
        def __call__(self, wanted: Fetch) -> Unavailable:
            asked.append(wanted.url)
            return Unavailable("fetch.timeout", "It took too long.")

    monkeypatch.setattr("eccoe_vc.net.HttpFetcher", Fake)
    ran = run("issuer", "doctor", WEB, *AT)
    assert (ran.code, asked) == (2, [URL])
    assert "unknown       Whether the controller document can be read is not known. It took too long." in ran.err
    assert "Nothing is known to be broken; not everything could be found out." in ran.err


def test_the_doctor_tells_what_a_server_said_from_what_could_not_be_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def answering(code: str, message: str) -> Any:
        return lambda: lambda wanted: Unavailable(code, message)

    monkeypatch.setattr("eccoe_vc.net.HttpFetcher", answering("fetch.status", "The server answered with 404."))
    ran = run("issuer", "doctor", WEB, *AT)
    assert ran.code == 1
    assert "Nobody can read the controller document. The server answered with 404." in ran.err
    real = HttpFetcher(resolver=lambda host, port: [])
    monkeypatch.setattr("eccoe_vc.net.HttpFetcher", lambda: real)
    ran = run("issuer", "doctor", WEB, *AT)
    assert ran.code == 2
    assert "there is no such name, or this machine cannot look names up now" in ran.err


def test_the_doctor_names_the_sample(keys: Path) -> None:
    made = run("issuer", "document", "--controller", WEB, "--key", keys / "old.pem", "-o", keys / "did.json")
    assert made.code == 0
    fine, forged = issued(keys, "old"), keys / "forged.json"
    forged.write_text(fine.read_text().replace("North University", "South University"))
    command = [
        "issuer", "doctor", WEB, "--document", f"{URL}={keys / 'did.json'}", "--offline", *AT,
        "--sample", fine, "--sample", forged,
    ]  # fmt: skip
    assert [one["sample"] for one in run(*command, "--json").record["symptoms"]] == [str(forged)]
    ran = run(*command)
    assert ran.code == 1
    assert f"in {forged}. Compare it with what your system issued." in ran.err
    assert "a sample" not in ran.err


def test_the_doctor_names_an_identifier_that_is_a_key() -> None:
    ran = run("issuer", "doctor", "did:key:z6Mkfoo", "--offline", *AT)
    assert ran.code == 2
    assert "in did:key:z6Mkfoo." in ran.err
    assert "sample" not in ran.err


def test_the_doctor_says_which_address_is_examined() -> None:
    ran = run("issuer", "doctor", "https://north.example/did.json", "--offline", *AT)
    assert ran.code == 2
    assert f"looked at     controller document: {URL}" in ran.err
    assert "not 'https://north.example/did.json'. [doctor.address]" in ran.err
    assert "[doctor.address]" not in run("issuer", "doctor", URL, "--offline", *AT).err
