"""Every row of docs/explanation/whose-key-is-it.md: issuer, name of the key, and what comes of it."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from tests.unit.keys.steps import document, drive, multikey, signer

from eccoe_vc.errors import KeyLoadError
from eccoe_vc.keys import PinnedKeys, did_jwk, find_key, find_method
from eccoe_vc.keys.named import find_named

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "whose-key-is-it.md"
ONE, TWO = signer("one"), signer("two")
JWK = did_jwk.encode(ONE.public_key)
WEB, WEB_URL = "did:web:north.example", "https://north.example/.well-known/did.json"
HTTPS, KEYS = "https://north.example/issuer", "https://north.example/keys"
URN = "urn:uuid:1"
ONLY = {**ONE.public_key.to_jwk(), "kid": "a"}
SET = {"keys": [ONLY, {**TWO.public_key.to_jwk(), "kid": "b"}]}
NORTH = {WEB_URL: document(WEB, multikey(ONE, WEB)), HTTPS: document(HTTPS, multikey(ONE, HTTPS))}


class Pages(dict[str, Any]):
    """Documents of the web; to every address that is not in the table somebody hostile answers with a good document."""

    def __init__(self, pages: dict[str, Any], *, hostile: bool) -> None:
        super().__init__(pages)
        self.hostile, self.asked = hostile, list[str]()

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.append(key)
        if key in self or not self.hostile:
            return super().get(key, default)
        return document(key, multikey(TWO, key))


def outcome(steps: Generator[Any, Any, Any], pages: Pages) -> str:
    """``bound`` and to whose key, or the code."""
    try:
        found = drive(steps, pages)[0]
    except KeyLoadError as error:
        return error.code
    return "bound" if found.method.public_key == ONE.public_key else "bound to another key"


def method(issuer: str, name: str, pages: dict[str, Any] | None = None, **options: Any) -> str:
    asked = Pages(NORTH if pages is None else pages, hostile=True)
    result = outcome(find_method(name, purpose="assertionMethod", issuer=issuer, **options), asked)
    foreign = [url for url in asked.asked if "evil" in url]
    assert not foreign, f"asked {foreign}"
    return result


def by_reference(name: str, **pages: Any) -> dict[str, Any]:
    return (
        {HTTPS: {"id": HTTPS, "assertionMethod": [name]}}
        | NORTH
        | pages
        | {HTTPS: {"id": HTTPS, "assertionMethod": [name]}}
    )


ROWS: dict[str, tuple[str, Any]] = {
    "K01": ("bound", lambda: method(ONE.controller, ONE.verification_method)),
    "K02": ("bound", lambda: method(ONE.controller, ONE.controller)),
    "K03": ("did.key", lambda: method(ONE.controller, f"{ONE.controller}#{TWO.public_key.to_multikey()}")),
    "K04": ("key.controller", lambda: method(ONE.controller, TWO.verification_method)),
    "J01": ("bound", lambda: method(JWK, f"{JWK}#0")),
    "J02": ("did.key", lambda: method(JWK, f"{JWK}#1")),
    "W01": ("bound", lambda: method(WEB, f"{WEB}#key-1")),
    "W02": ("key.unknown", lambda: method(WEB, f"{WEB}#key-2")),
    "W03": ("key.controller", lambda: method(WEB, TWO.verification_method)),
    "W04": ("key.controller", lambda: method(WEB, f"{WEB}.evil.example#key-1")),
    "W05": ("key.controller", lambda: method(WEB, f"{WEB}:evil#key-1")),
    "W06": ("key.controller", lambda: method(WEB, f"{WEB_URL}#key-1")),
    "W07": ("did.id_mismatch", lambda: method(WEB, f"{WEB}#key-1", {WEB_URL: document(f"{WEB}:evil")})),
    "W08": ("key.relationship", lambda: method(WEB, f"{WEB}#key-1", {
        WEB_URL: document(WEB, multikey(ONE, WEB), assertionMethod=[])})),
    "W09": ("key.unavailable", lambda: outcome(
        find_method(f"{WEB}#key-1", purpose="assertionMethod", issuer=WEB), Pages({}, hostile=False))),
    "H01": ("bound", lambda: method(HTTPS, f"{HTTPS}#key-1")),
    "H02": ("bound", lambda: method(HTTPS, f"{HTTPS}#a", {HTTPS: SET})),
    "H03": ("bound", lambda: method(HTTPS, HTTPS, {HTTPS: ONLY})),
    "H04": ("bound", lambda: method(HTTPS, f"{KEYS}#a", by_reference(f"{KEYS}#a", **{KEYS: SET}))),
    "H05": ("bound", lambda: method(HTTPS, f"{WEB}#key-1", by_reference(f"{WEB}#key-1"))),
    "H06": ("bound", lambda: method(HTTPS, ONE.verification_method, by_reference(ONE.controller))),
    "H07": ("key.controller", lambda: method(HTTPS, f"{KEYS}#a", NORTH | {KEYS: SET})),
    "H08": ("key.controller", lambda: method(HTTPS, "https://evil.example/issuer#key-1")),
    "H09": ("key.controller", lambda: method(HTTPS, TWO.verification_method)),
    "H10": ("did.id_mismatch", lambda: method(HTTPS, f"{HTTPS}#a", {HTTPS: SET | {"issuer": "https://south.example/"}})),
    "H11": ("did.id_mismatch", lambda: method(HTTPS, f"{HTTPS}#key-1", {
        HTTPS: document(f"{HTTPS}/", multikey(TWO, f"{HTTPS}/"))})),
    "H12": ("key.controller", lambda: method(HTTPS, f"{HTTPS}#key-1", {
        HTTPS: document(HTTPS, multikey(ONE, HTTPS, controller="https://evil.example/"))})),
    "H13": ("jwks.ambiguous", lambda: method(HTTPS, HTTPS, {HTTPS: SET})),
    "H14": ("key.unbound", lambda: outcome(
        find_method(f"{HTTPS}#key-1", purpose="assertionMethod", issuer=HTTPS), Pages({}, hostile=False))),
    "N01": ("bound", lambda: outcome(
        find_named("key-1", purpose="assertionMethod", issuer=WEB), Pages(NORTH, hostile=True))),
    "N02": ("key.unknown", lambda: outcome(
        find_named("key-2", purpose="assertionMethod", issuer=WEB), Pages(NORTH, hostile=True))),
    "N03": ("bound", lambda: outcome(
        find_key(ONE.public_key, purpose="assertionMethod", issuer=WEB), Pages(NORTH, hostile=True))),
    "N04": ("key.controller", lambda: outcome(
        find_key(TWO.public_key, purpose="assertionMethod", issuer=WEB), Pages(NORTH, hostile=True))),
    "P01": ("bound", lambda: method(HTTPS, f"{HTTPS}#anything", {}, pinned=PinnedKeys({HTTPS: ONE.public_key}))),
    "P02": ("key.controller", lambda: method(
        HTTPS, f"{HTTPS}#key-1", pinned=PinnedKeys({HTTPS: TWO.public_key.thumbprint()}))),
    "P03": ("key.unbound", lambda: method(URN, ONE.verification_method, {})),
    "P04": ("bound", lambda: method(URN, ONE.verification_method, {}, pinned=PinnedKeys({URN: ONE.public_key}))),
    "O01": ("unsupported.did_method", lambda: method("did:new:abc", "did:new:abc#key-1")),
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_table(row: str) -> None:
    expected, found = ROWS[row]
    assert found() == expected


def test_the_page_has_these_rows_with_these_outcomes() -> None:
    lines = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    told = {
        cells[1].strip(): cells[4].strip().strip("`") for cells in lines if len(cells) > 5 and cells[1].strip() in ROWS
    }
    assert told == {row: expected for row, (expected, _) in ROWS.items()}


# Names that a person, or a careless comparison, takes for the issuer's own. Somebody hostile answers at each of them.
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("https://north.example/issuer/#key-1", "key.controller"),
        ("https://north.example/issuer/evil#key-1", "key.controller"),
        ("https://north.example/issuerevil#key-1", "key.controller"),
        ("https://north.example/#key-1", "key.controller"),
        ("https://north.example/x/../issuer#key-1", "key.controller"),
        ("https://north.example/./issuer#key-1", "key.controller"),
        ("https://north.example//issuer#key-1", "key.controller"),
        ("https://north.example/%69ssuer#key-1", "key.controller"),
        ("https://north.example/issuer?evil#key-1", "key.controller"),
        ("https://north.example/issuer?#key-1", "key.controller"),
        ("https://north.example:443/issuer#key-1", "key.controller"),
        ("https://north.example:8443/issuer#key-1", "key.controller"),
        ("https://north.example./issuer#key-1", "key.controller"),
        ("https://NORTH.example/issuer#key-1", "key.controller"),
        ("https://www.north.example/issuer#key-1", "key.controller"),
        ("https://north.example.evil.example/issuer#key-1", "key.controller"),
        ("https://xn--nrth-55d.example/issuer#key-1", "key.controller"),
        ("HTTPS://north.example/issuer#key-1", "key.url"),
        ("http://north.example/issuer#key-1", "key.url"),
        ("https://north.example@evil.example/issuer#key-1", "key.url"),
        ("https://evil.example\\@north.example/issuer#key-1", "key.url"),
        ("https://evil.example#@north.example/issuer#key-1", "key.url"),
        ("https://n\u043erth.example/issuer#key-1", "key.url"),
        ("https://north.example\u3002evil.example/issuer#key-1", "key.url"),
        ("https://north.example/issuer\t#key-1", "key.url"),
        ("https://north.example/issuer#key-1#key-1", "key.url"),
        ("//north.example/issuer#key-1", "key.url"),
        ("did:web:north.example:issuer#key-1", "key.controller"),
    ],
)
def test_a_name_that_is_almost_the_issuers(name: str, code: str) -> None:
    assert method(HTTPS, name) == code


@pytest.mark.parametrize(
    "own",
    [
        f"{HTTPS}/",
        f"{HTTPS}x",
        "https://north.example",
        "https://NORTH.example/issuer",
        "http://north.example/issuer",
        WEB,
    ],
)
def test_a_document_of_almost_the_issuer(own: str) -> None:
    assert method(HTTPS, f"{HTTPS}#key-1", {HTTPS: document(own, multikey(TWO, own))}) == "did.id_mismatch"


def test_the_same_bytes_are_read_once_and_other_bytes_are_not_taken_for_them() -> None:
    for _ in range(2):
        assert method(HTTPS, f"{HTTPS}#key-1") == "bound"
    assert method(HTTPS, f"{HTTPS}#key-1", {HTTPS: document(HTTPS)}) == "key.unknown"
    assert method(HTTPS, f"{HTTPS}#key-1", {HTTPS: b"{}"}) == "did.document"
