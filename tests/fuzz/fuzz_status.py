"""Status lists: bits, entries, the unsigned list of 1EdTech, Token Status Lists, and whole lists behind a badge.

The first byte chooses the parser, the rest is its input.

Laws: nothing but an error of the library comes out, with a registered code and a short sentence; no more than the
limit is unpacked, and what is unpacked packs to the same bits; an entry that is read says again what stands in it; a
list whose proof does not hold never lets the badge pass.
"""

from __future__ import annotations

import copy
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

from tests.fuzz.running import parsed

from eccoe_vc import OFFLINE, SD_JWT_VC, VC_JOSE, LocalSigner, TrustedIssuers, inspect, issue, models, policies
from eccoe_vc.codes import code
from eccoe_vc.encoding import base64url, strict_json
from eccoe_vc.status import (
    Bitstring,
    decode,
    decode_2021,
    encode,
    entries,
    meaning,
    revocations,
    status_entry,
    status_list,
    token_list,
)

URL = "https://north.example/status/3"
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)
_LIMIT = 1 << 16
_SIGNER = LocalSigner.from_seed(bytes(32))
_HEADER = base64url.encode(
    json.dumps({"alg": "EdDSA", "typ": "statuslist+jwt", "kid": _SIGNER.verification_method}).encode()
)
_ANY = policies.credential(trust=TrustedIssuers({_SIGNER.controller}))
_POLICY = policies.open_badge(trust=TrustedIssuers({_SIGNER.controller}))


def run_once(data: bytes) -> None:
    """One input; raises ``AssertionError``, or what escaped, where a law does not hold."""
    parsed(PARSERS, data)


def _bits(read: Callable[..., Bitstring], data: bytes) -> None:
    found = read(data.decode("utf-8", "replace"), limit=_LIMIT)
    assert len(found.data) <= _LIMIT
    assert decode(encode(found)) == found


def _bitstring(data: bytes) -> None:
    _bits(decode, data)


def _list_2021(data: bytes) -> None:
    _bits(decode_2021, data)


def _entry(data: bytes) -> None:
    tree = strict_json.parse(data)
    kind = entries.kind_of(tree, "/credentialStatus")
    entry = entries.read(tree, kind, "/credentialStatus")
    if kind == "1EdTechRevocationList":
        assert entry.url == tree["id"]
        return
    assert (entry.url, entry.purpose) == (tree["statusListCredential"], tree["statusPurpose"])
    assert str(entry.place) == tree["statusListIndex"]
    assert entry.size == (tree.get("statusSize", 1) if kind == "BitstringStatusListEntry" else 1)
    assert not entry.messages or len(entry.messages) == 1 << entry.size
    for value in (0, 1, (1 << entry.size) - 1):
        found = list(meaning.findings(entry, value))
        assert all(code(one.code) and len(one.message) <= 300 and one.message.isprintable() for one in found)
        assert bool(value) <= bool(found)


def _revocations(data: bytes) -> None:
    entry = entries.Entry("1EdTechRevocationList", URL, "/credentialStatus")
    document = strict_json.parse(data)
    found = list(revocations.check(document, entry, "urn:x:1", frozenset({"did:web:north.example"})))
    assert document["id"] == URL
    rows = document.get("revokedCredential", [])
    rows = rows if isinstance(rows, list) else [rows]
    named = [row for row in rows if row["id"] == "urn:x:1" and row.get("revoked", True)]
    assert len(found) == 1 + len(named)


def _behind_a_badge(data: bytes) -> None:
    """What stands at the address of the list; only the list itself lets the badge pass."""
    report = inspect(_badge(), policy=_POLICY, sources=OFFLINE.with_document(URL, data), at=AT)
    assert report.verdict in ("accepted", "rejected", "indeterminate")
    assert all(len(one.message) <= 300 for check in report.problems() for one in check.findings)
    if report and data.lstrip()[:1] == b"{":
        genuine, found = _genuine(), json.loads(data)
        assert found["credentialSubject"]["encodedList"] == genuine["credentialSubject"]["encodedList"]
    elif report:
        assert data.strip() == _token().encode()


def _token_bits(data: bytes) -> None:
    found = token_list.decode(data.decode("utf-8", "replace"), limit=_LIMIT)
    assert len(found) <= _LIMIT
    assert token_list.decode(zlib.compress(found), limit=_LIMIT) == found


def _claims(data: bytes) -> None:
    """The claims of a list that its issuer signed: only a list in which the place is VALID lets the award pass."""
    strict_json.parse(data)
    signed = f"{_HEADER}.{base64url.encode(data)}"
    listed = f"{signed}.{base64url.encode(_SIGNER.sign(signed.encode()))}".encode()
    report = inspect(_award(), policy=_ANY, sources=OFFLINE.with_document(URL, listed), at=AT)
    assert all(len(one.message) <= 300 for check in report.problems() for one in check.findings)
    if report:
        claims = json.loads(data)
        assert claims["sub"] == URL
        assert claims.get("iss", _SIGNER.controller) == _SIGNER.controller
        bits = token_list.decode(claims["status_list"]["lst"])
        assert (
            int.from_bytes(bits, "little") >> 5 * claims["status_list"]["bits"]
            & (1 << claims["status_list"]["bits"]) - 1
            == 0
        )


@cache
def _award() -> str:
    claims = {"iss": _SIGNER.controller, "vct": "https://north.example/types/award"}
    return issue(
        claims | {"status": {"status_list": {"idx": 5, "uri": URL}}}, signer=_SIGNER, securing=SD_JWT_VC, created=AT
    ).text


@cache
def _badge() -> str:
    badge = models.OpenBadgeCredential(
        id="urn:uuid:5a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10",
        issuer=models.Profile(id=_SIGNER.controller, name="North University"),
        valid_from="2026-01-15T09:00:00Z",
        credential_subject=models.AchievementSubject(
            id="did:example:learner",
            achievement=models.Achievement(
                id="https://north.example/achievements/soil", name="Soil Science", description="Reads a soil profile.",
                criteria=models.Criteria(narrative="Pass."),
            ),
        ),
    )  # fmt: skip
    return issue(badge.to_json() | {"credentialStatus": status_entry(URL, 5)}, signer=_SIGNER, created=AT).text


@cache
def _genuine() -> dict[str, Any]:
    made = status_list(URL, issuer=_SIGNER.controller, values=[4, 6], valid_from=AT)
    return copy.deepcopy(dict(issue(made, signer=_SIGNER, created=AT).document or {}))


@cache
def _token() -> str:
    tree = {name: value for name, value in _genuine().items() if name != "proof"}
    return issue(tree, signer=_SIGNER, securing=VC_JOSE, created=AT).text


PARSERS: tuple[Callable[[bytes], None], ...] = (
    _bitstring, _list_2021, _entry, _revocations, _behind_a_badge, _token_bits, _claims,
)  # fmt: skip


def seeds() -> dict[str, bytes]:
    """One sound input, at least, for each parser."""
    table = [{"status": f"0x{value}", "message": f"message {value}"} for value in range(4)]
    packed = encode(Bitstring(bytes(2_000) + b"\x04"))
    older = {"type": "StatusList2021Entry", "statusListCredential": URL, "statusListIndex": "7"}
    rows = [{"id": "urn:x:1", "revocationReason": "In error"}, {"id": "urn:x:2", "revoked": False}]
    claims = {
        "sub": URL,
        "iat": AT.timestamp() - 9,
        "status_list": {"bits": 2, "lst": base64url.encode(zlib.compress(bytes(9)))},
    }
    inputs: dict[str, tuple[Callable[[bytes], None], str]] = {
        "bits": (_bitstring, packed),
        "bits-2021": (_list_2021, packed[1:]),
        "entry": (_entry, json.dumps(status_entry(URL, 5))),
        "entry-sized": (_entry, json.dumps(status_entry(URL, 5) | {"statusSize": 2, "statusMessage": table})),
        "entry-2021": (_entry, json.dumps(older | {"statusPurpose": "suspension"})),
        "entry-1edtech": (_entry, json.dumps({"type": ["1EdTechRevocationList"], "id": URL})),
        "revocations": (
            _revocations, json.dumps({"id": URL, "issuer": {"id": "did:web:north.example"}, "revokedCredential": rows})
        ),
        "list": (_behind_a_badge, json.dumps(_genuine())),
        "list-token": (_behind_a_badge, _token()),
        "bits-token": (_token_bits, "eNrbuRgAAhcBXQ"),
        "claims": (_claims, json.dumps(claims)),
        "claims-endless": (_claims, json.dumps(claims | {"exp": 4e9, "ttl": 43200, "iss": _SIGNER.controller})),
    }  # fmt: skip
    return {name: bytes([PARSERS.index(parser)]) + given.encode() for name, (parser, given) in inputs.items()}


def main() -> None:
    """Run under atheris; arguments are libFuzzer's, such as ``-max_total_time=3600``."""
    from tests.fuzz.running import fuzz

    fuzz("fuzz_status")


if __name__ == "__main__":
    main()
