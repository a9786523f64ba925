"""SD-JWT and COSE: disclosures against digests, and messages in CBOR.

The first byte chooses: below 64 the rest is a payload and disclosures as they are, parted by line breaks; below 128 it
is a COSE message; else it is a list of changes to what an issuer made: disclosures dropped, doubled, moved, changed,
digests moved, members added.

Laws: nothing but a refusal comes out, with a registered code and a short sentence; what is processed holds nothing of
the mechanism; everything in it stood in the payload or in a disclosure whose digest the issuer wrote; a message that is
read is its own re-encoding, and holds only under the key that signed it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import cbor2

from eccoe_vc import LocalSigner
from eccoe_vc.codes import code
from eccoe_vc.encoding import base64url, pointers, strict_json
from eccoe_vc.errors import RefusedError
from eccoe_vc.proofs.cose import headers, sign1
from eccoe_vc.proofs.sd_jwt import disclosures
from eccoe_vc.proofs.sd_jwt.concealing import conceal
from eccoe_vc.proofs.sd_jwt.disclosures import RESERVED
from eccoe_vc.proofs.sd_jwt.processing import process

AS_IT_IS, MESSAGE = 64, 128
CHANGES = 7
CLAIMS: dict[str, Any] = {
    "iss": "did:web:north.example",
    "vct": "https://north.example/types/award",
    "name": "Alice",
    "address": {"street": "Field Lane 1", "city": "Ost"},
    "grades": ["A", ["B", {"C": 1}], "D"],
}
HIDDEN = ["/name", "/address", "/address/street", "/grades/0", "/grades/1", "/grades/1/1/C"]


@cache
def _issued() -> tuple[str, tuple[str, ...]]:
    numbers = iter(range(1000))
    made = conceal(CLAIMS, HIDDEN, salt=lambda: f"salt-{next(numbers)}")
    return strict_json.dumps(made.payload), made.disclosures


@cache
def _signer() -> LocalSigner:
    return LocalSigner.from_seed(bytes(range(32)))


@cache
def _message() -> bytes:
    return sign1.sign(b'{"type":"VerifiableCredential"}', _signer())


def run_once(data: bytes) -> None:
    """One input; raises ``AssertionError``, or what escaped, where a law does not hold."""
    if not data:
        return
    try:
        if data[0] < AS_IT_IS:
            first, *texts = data[1:].decode("utf-8", "replace").split("\n")
            _process(strict_json.parse(first), texts)
        elif data[0] < MESSAGE:
            _read(data[1:] if data[0] % 2 else _changed_message(data[1:]))
        else:
            payload, changed = _changed(data[1:])
            shown = _process(payload, changed)
            assert _made_by_the_issuer(shown), "something was shown that the issuer did not make"
    except RefusedError as error:
        assert code(error.code), error
        assert len(error.message) <= 300, error


def _process(payload: dict[str, Any], texts: list[str]) -> dict[str, Any]:
    shown = process(payload, texts).document
    names = [name for _, value in pointers.walk(shown) if isinstance(value, dict) for name in value]
    assert RESERVED.isdisjoint(names), "something of the mechanism is left"
    values = [payload, *(disclosures.read(text).value for text in texts)]
    pool = {json.dumps(leaf) for tree in values for _, leaf in pointers.walk(tree) if not isinstance(leaf, dict | list)}
    assert {json.dumps(leaf) for _, leaf in pointers.walk(shown) if not isinstance(leaf, dict | list)} <= pool
    return shown


def _made_by_the_issuer(shown: dict[str, Any]) -> bool:
    """Whether everything in ``shown`` stands at a place of its own in the claims, but for what changes add visibly."""
    return _part({name: value for name, value in shown.items() if name != "added"}, CLAIMS)


def _part(part: Any, whole: Any) -> bool:
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and _part(part[name], whole[name]) for name in part)
    if isinstance(part, list):
        rest = iter(whole) if isinstance(whole, list) else iter(())
        return isinstance(whole, list) and all(any(_part(item, other) for other in rest) for item in part)
    return type(part) is type(whole) and bool(part == whole)


def _changed(program: bytes) -> tuple[dict[str, Any], list[str]]:
    """The payload and the disclosures of the issuer after a list of changes, two bytes each."""
    text, issued = _issued()
    payload, texts = json.loads(text), list(issued)
    for change, where in zip(program[::2], program[1::2], strict=False):
        if not texts:
            break
        place = where % len(texts)
        kind = change % CHANGES
        if kind == 0:
            del texts[place]
        elif kind == 1:
            texts.append(texts[place])
        elif kind == 2:
            texts.append(texts.pop(place))
        elif kind == 3:
            content = bytearray(base64url.decode(texts[place]))
            content[where % len(content)] ^= 1 + change // CHANGES
            texts[place] = base64url.encode(bytes(content))
        elif kind == 4:
            texts[place] = disclosures.make("salt", where, ("name", "added", "_sd", None)[where % 4]).text
        elif kind == 5:
            payload["added"] = where
        else:
            texts.reverse()
    return payload, texts


def _changed_message(program: bytes) -> bytes:
    made = bytearray(_message())
    for where, change in zip(program[::2], program[1::2], strict=False):
        made[where * 7 % len(made)] ^= change
    return bytes(made)


def _read(data: bytes) -> None:
    found = sign1.read(data)
    protected = found.protected
    assert cbor2.dumps(cbor2.CBORTag(18, [protected, {}, found.payload, found.signature])) == data
    assert not protected or cbor2.loads(protected) == found.header
    headers.claims(found.header)
    headers.kid(found.header)
    if sign1.check(found, _signer().public_key) is None:
        assert data == _message(), "a message holds that nobody signed"


def seeds() -> dict[str, bytes]:
    """What an issuer made, as it is and with short lists of changes; messages."""
    text, issued = _issued()
    made = {"as-it-is": b"\0" + "\n".join([text, *issued]).encode(), "nothing-shown": b"\0" + text.encode()}
    made |= {
        f"change-{change}-{where}": bytes((128, change, where)) for change in range(CHANGES) for where in (0, 1, 4)
    }
    made |= {"message": b"\x41" + _message(), "message-cut": b"\x41" + _message()[:-9]}
    made |= {f"message-{place}": bytes((64, place, 1)) for place in range(0, 60, 6)}
    return made


def main() -> None:
    """Run under atheris; arguments are libFuzzer's, such as ``-max_total_time=3600``."""
    from tests.fuzz.running import fuzz

    fuzz("fuzz_sd_jwt")


if __name__ == "__main__":
    main()
