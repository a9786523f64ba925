"""Identifiers, keys and the documents that hold them: every parser of the room ``keys`` that meets untrusted bytes.

The first byte chooses the parser, the rest is its input.

Laws: nothing but an error of the library comes out, with a registered code and a short sentence; what is accepted is
its own re-encoding (did:key, did:jwk, Multikey, JWK, PEM); a did:web leads to one https URL, whose host and path are
those of the DID and which leads back to it; a document is for the identifier asked for; a method found in it belongs to
it and its key is sound.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit

from tests.fuzz.running import parsed

from eccoe_vc.encoding import base64url, strict_json
from eccoe_vc.errors import RefusedError
from eccoe_vc.keys import ControllerDocument, KeySet, LocalSigner, PublicKey, did, did_jwk, did_key, did_web
from eccoe_vc.keys.document import RELATIONSHIPS
from eccoe_vc.limits import DEFAULT

WEB = "did:web:north.example"
URL = "https://north.example/issuer"
# Derivations of passphrases are bounded so that an input cannot stand still.
_BUDGET = DEFAULT.with_(kdf_rounds=10)


def run_once(data: bytes) -> None:
    """One input; raises ``AssertionError``, or what escaped, where a law does not hold."""
    parsed(PARSERS, data)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _did_key(data: bytes) -> None:
    name = "did:key:" + _text(data)
    key = did_key.public_key(name)
    assert did_key.encode(key) == name
    method = did_key.resolve(name).method(did_key.method_id(key), "assertionMethod")
    assert method.public_key == key


def _did_jwk(data: bytes) -> None:
    name = "did:jwk:" + _text(data)
    document = did_jwk.resolve(name)
    decoded = base64url.decode(name.removeprefix("did:jwk:"))
    assert base64url.encode(decoded) == name.removeprefix("did:jwk:")
    for purpose in RELATIONSHIPS:
        with suppress(RefusedError):
            key = document.method(f"{name}#0", purpose).public_key
            assert did_jwk.public_key(did_jwk.encode(key)) == key
            assert key == PublicKey.from_jwk(json.loads(decoded))


def _did_web(data: bytes) -> None:
    name = "did:web:" + _text(data)
    url = did_web.url(name)
    assert url.isascii()
    parts = urlsplit(url)
    assert (parts.scheme, parts.query, parts.fragment, parts.username) == ("https", "", "", None)
    host, *path = name.removeprefix("did:web:").split(":")
    assert parts.netloc == host.replace("%3A", ":")
    assert parts.path.endswith("/did.json")
    middle = parts.path.removesuffix("/did.json").removeprefix("/")
    assert middle.split("/") == (path or [".well-known"])
    assert not {".", "..", ""} & set(middle.split("/"))


def _reference(data: bytes) -> None:
    text = _text(data)
    found = did.parse_reference(text)
    assert text.isascii()
    assert found.document + ("#" + found.fragment if found.fragment else "") == text
    assert (found.did is None) == found.document.startswith("https://")


def _document(data: bytes) -> None:
    document = ControllerDocument.read(data, expected_id=WEB, budget=_BUDGET)
    tree = json.loads(data)
    assert document.id == WEB == tree["id"]
    for purpose in RELATIONSHIPS:
        for item in tree.get(purpose, [])[:5]:
            name = item if isinstance(item, str) else item["id"]
            name = WEB + name if name.startswith("#") else name
            assert document.lists(name, purpose)
            with suppress(RefusedError):
                method = document.method(name, purpose)
                assert method.id == name
                assert method.id.startswith(f"{WEB}#") or method.id == WEB
                assert method.controller == WEB
                assert PublicKey.from_multikey(method.public_key.to_multikey()) == method.public_key


def _key_set(data: bytes) -> None:
    keys = KeySet.read(data, url=URL, budget=_BUDGET)
    for kid in ("", "a", "b"):
        with suppress(RefusedError):
            key = keys.key(kid)
            assert keys.find(key, "assertionMethod") is not None
            assert keys.find(key, "authentication") is None


def _multikey(data: bytes) -> None:
    text = _text(data)
    assert PublicKey.from_multikey(text).to_multikey() == text


def _jwk(data: bytes) -> None:
    tree = strict_json.parse(data)
    key = PublicKey.from_jwk(tree)
    assert key.to_jwk().items() <= tree.items()
    assert not key.verify(b"", b"")


def _public_pem(data: bytes) -> None:
    key = PublicKey.from_pem(data, budget=_BUDGET)
    assert PublicKey.from_pem(key.to_pem()) == key


def _private_pem(data: bytes) -> None:
    signer = LocalSigner.from_pem(data, b"secret" if b"ENCRYPTED" in data else None, budget=_BUDGET)
    assert signer.public_key.verify(signer.sign(b"data"), b"data")


PARSERS: tuple[Callable[[bytes], None], ...] = (
    _did_key,
    _did_jwk,
    _did_web,
    _reference,
    _document,
    _key_set,
    _multikey,
    _jwk,
    _public_pem,
    _private_pem,
)


def seeds() -> dict[str, bytes]:
    """One sound input, at least, for each parser. The keys are made from fixed numbers and protect nothing."""
    signer = LocalSigner.from_seed(bytes(32))
    curve = LocalSigner.from_jwk(
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "igrFmi0whuihKnj9R3Om1SoMph72wUGeFaBbzG2vzns",
            "y": "efsX5b10x8yjyrj4ny3pGfLcY7Xby1KzgqOdqnsrJIM",
            "d": "gPh-VvVS8MbvKQ9LSVVmfnxnKjHn4Tqj0bmbpehRlpc",
        }
    )
    text, jwk = signer.public_key.to_multikey(), signer.public_key.to_jwk()
    method = {"id": f"{WEB}#key-1", "type": "Multikey", "controller": WEB, "publicKeyMultibase": text}
    second = {"id": "#key-2", "type": "JsonWebKey", "controller": WEB, "publicKeyJwk": curve.public_key.to_jwk()}
    document = {"id": WEB, "verificationMethod": [method], "assertionMethod": ["#key-1", second]}
    keys = {"keys": [{**jwk, "kid": "a", "use": "sig"}, {**curve.public_key.to_jwk(), "kid": "b", "alg": "ES256"}]}
    info = "302e020100300506032b657004220420" + "00" * 32
    private = base64url.encode(bytes.fromhex(info)).replace("-", "+").replace("_", "/")
    inputs = {
        "did-key": (_did_key, text),
        "did-key-p256": (_did_key, curve.public_key.to_multikey()),
        "did-jwk": (_did_jwk, did_jwk.encode(curve.public_key).removeprefix("did:jwk:")),
        "did-web": (_did_web, "north.example%3A8443:badges:caf%C3%A9"),
        "reference-did": (_reference, f"{WEB}#key-1"),
        "reference-https": (_reference, f"{URL}?a=b#key-1"),
        "document": (_document, json.dumps(document)),
        "key-set": (_key_set, json.dumps(keys)),
        "key": (_key_set, json.dumps(jwk)),
        "multikey": (_multikey, text),
        "jwk": (_jwk, json.dumps(curve.public_key.to_jwk())),
        "public-pem": (_public_pem, curve.public_key.to_pem()),
        "private-pem": (_private_pem, f"-----BEGIN PRIVATE KEY-----\n{private}\n-----END PRIVATE KEY-----\n"),
    }
    return {name: bytes([PARSERS.index(parser)]) + given.encode() for name, (parser, given) in inputs.items()}


def main() -> None:
    """Run under atheris; arguments are libFuzzer's, such as ``-max_total_time=3600``."""
    from tests.fuzz.running import fuzz

    fuzz("fuzz_did")


if __name__ == "__main__":
    main()
