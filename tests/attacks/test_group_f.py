"""Group F of the attack corpus: status lists."""

from __future__ import annotations

import time
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from tests.attacks.bases import (
    AT,
    ISSUER,
    OB,
    STATUS_URL,
    V1,
    V2,
    Tree,
    di,
    di_status,
    listing,
    policy,
    raw_signed,
    signed,
    signer,
    text,
    vc11,
)
from tests.attacks.corpus import Builder, Input, Variant, check, variants
from tests.attacks.jwt_bases import jwt

from eccoe_vc import ED25519_SIGNATURE_2020, OFFLINE, Fetch, Fetched, Report, Sources, Unavailable, inspect
from eccoe_vc.encoding import base64url, timestamps
from eccoe_vc.errors import RefusedError
from eccoe_vc.limits import DEFAULT
from eccoe_vc.status import Bitstring, StatusCache, decode, encode, status_list
from eccoe_vc.status.cache import Kept
from eccoe_vc.status.lists import StatusList

OTHER = signer("other")
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
LIST_2021 = "https://w3id.org/vc/status-list/2021/v1"


def given(document: Any) -> Sources:
    return OFFLINE.with_document(STATUS_URL, document)


def against(document: Any, index: int = 5, asked: Any = None, **entry: Any) -> Input:
    """The badge with its entry, and what stands at the address of the list."""
    return Input(di_status(index, **entry), asked or policy(), given(document))


@cache
def only(index: int) -> Tree:
    """The list in which one bit is set."""
    return listing([index])


def raw_entry(index: int = 5, **entry: Any) -> Tree:
    """A badge with an entry that :func:`eccoe_vc.issue` would refuse."""
    tree = unsigned(di_status(index))
    made = tree["credentialStatus"] | entry
    return raw_signed(tree | {"credentialStatus": {name: value for name, value in made.items() if value is not ...}})


#: A Token Status List (IETF), in which nothing is set: of another kind, also where its bits would fit.
TOKEN_LIST = {
    "sub": STATUS_URL, "iss": ISSUER, "iat": int(AT.timestamp()) - 60,
    "status_list": {"bits": 1, "lst": base64url.encode(zlib.compress(bytes(16_384)))},
}  # fmt: skip
ENDED = int(AT.timestamp()) - 23 * 3_600


def token(tree: Tree, header: Any = None, **members: Any) -> str:
    """A list as a token; the claims are those of the Open Badges profile unless the header says otherwise."""
    body = unsigned(tree)
    if not (header or {}).get("typ"):
        begins = int(timestamps.parse(tree["validFrom"]).timestamp())
        body |= {"iss": tree["issuer"], "jti": tree["id"], "sub": tree["credentialSubject"]["id"], "nbf": begins}
        if "validUntil" in tree:
            body["exp"] = int(timestamps.parse(tree["validUntil"]).timestamp())
    return jwt(body, header=header, **members)


def bits(encoded: str) -> Tree:
    return listing(subject={"encodedList": encoded})


def of_bytes(data: bytes) -> Tree:
    return bits(encode(Bitstring(data)))


def bomb(megabytes: int, claimed: int | None = None) -> str:
    """``encodedList`` of zeros that inflates to so many MiB; its own word on its size may be another."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packing.compress(bytes(1 << 20)) + packing.flush(zlib.Z_FULL_FLUSH)
    size = (megabytes << 20) if claimed is None else claimed
    head, tail = bytes.fromhex("1f8b08000000000000ff"), b"\x03\x00" + bytes(4) + size.to_bytes(4, "little")
    return "u" + base64url.encode(head + block * megabytes + tail)


def layers() -> Tree:
    inner = base64url.decode(encode(Bitstring(bytes(16_384)))[1:])
    return of_bytes(inner)


def unsigned(tree: Tree) -> Tree:
    return {name: value for name, value in tree.items() if name != "proof"}


def tampered(tree: Tree, encoded: str) -> Tree:
    return tree | {"credentialSubject": tree["credentialSubject"] | {"encodedList": encoded}}


def by_another(**members: Any) -> Tree:
    """A list that is properly another issuer's."""
    return listing(by=OTHER, **{"issuer": OTHER.controller} | members)


def two_bits(*values: int, **subject: Any) -> Tree:
    """A list of two bits each, with ``values`` from index 0 on."""
    made = Bitstring.of(dict(enumerate(values)), entries=131_072, size=2)
    return listing(subject={"encodedList": encode(made)} | subject)


TABLE = [{"status": f"0x{value:x}", "message": f"message {value}"} for value in range(4)]
SIZE_2: Tree = {"statusSize": 2, "statusMessage": TABLE}


def purposes(entry: Any, listed: Any, *values: int) -> Input:
    return against(listing(values, subject={"statusPurpose": listed}), statusPurpose=entry)


def fetched(answer: Callable[[Fetch], Fetched | Unavailable], **answers: Any) -> Input:
    return Input(di_status(), policy(**answers), OFFLINE.with_(fetch=answer))


def failing(code: str) -> Input:
    return fetched(lambda wanted: Unavailable(code, "It did not answer."))


# ---- older methods ---------------------------------------------------------------------------------------------------


def list_2021(encoded: str, **members: Any) -> Tree:
    tree: Tree = {
        "@context": [V1, LIST_2021],
        "id": STATUS_URL,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": ISSUER,
        "issuanceDate": "2026-05-01T12:00:00Z",
        "expirationDate": "2026-06-02T12:00:00Z",
        "credentialSubject": {
            "id": f"{STATUS_URL}#list", "type": "StatusList2021", "statusPurpose": "revocation", "encodedList": encoded,
        },
    }  # fmt: skip
    return signed(tree | members, ED25519_SIGNATURE_2020)


def badge_2021() -> Tree:
    entry = {
        "id": f"{STATUS_URL}#5", "type": "StatusList2021Entry", "statusPurpose": "revocation", "statusListIndex": "5",
        "statusListCredential": STATUS_URL,
    }  # fmt: skip
    return vc11(context=[V1, OB, LIST_2021], credentialStatus=entry)


def older(encoded: str) -> Input:
    return Input(badge_2021(), policy(legacy=True), given(list_2021(encoded)))


def revocations(*rows: Tree, **members: Any) -> Input:
    """A badge with a 1EdTechRevocationList, and the list."""
    entry = {"id": STATUS_URL, "type": "1EdTechRevocationList"}
    tree = vc11(context=[V1, OB, EXTENSIONS], credentialStatus=entry)
    rows = tuple({"id": tree["id"], **row} for row in rows)
    made = {"id": STATUS_URL, "issuer": ISSUER, "revokedCredential": [*rows]} | members
    return Input(tree, policy(legacy=True), given(made))


# ---- refresh ---------------------------------------------------------------------------------------------------------

SERVICE = "https://north.example/refresh/soil"


def renewable(**members: Any) -> Tree:
    """A badge whose issuer may have a newer copy of it."""
    service = {"id": SERVICE, "type": "1EdTechCredentialRefresh"}
    return di(context=[V2, OB, EXTENSIONS], **{"refreshService": service} | members)


def refreshed(answer: Any, **answers: Any) -> Input:
    """The badge under a policy that asks, and what its service answers."""
    came = answer if isinstance(answer, Unavailable) else Fetched(SERVICE, text(answer).encode())
    sources = OFFLINE.with_(fetch=lambda wanted: came)
    return Input(renewable(), policy(**{"refresh": "try"} | answers), sources)


def by_other(**members: Any) -> Tree:
    theirs = unsigned(renewable()) | {"issuer": {"id": OTHER.controller, "type": ["Profile"], "name": "North"}}
    return signed(theirs | members, by=OTHER)


def about(subject: str) -> Tree:
    tree = unsigned(renewable())
    return renewable(credentialSubject=tree["credentialSubject"] | {"id": subject})


SET = Bitstring.of({5: 1})
BUILDERS: dict[str, Builder] = {
    "F01-set": lambda: against(of_bytes(b"\x04" + bytes(16_383))),
    "F01-before": lambda: against(only(5), 4),
    "F01-after": lambda: against(only(5), 6),
    "F01-mirror": lambda: against(only(5), 2),
    "F01-last": lambda: against(only(131_071), 131_071),
    "F01-suspended": lambda: purposes("suspension", "suspension", 5),
    "F04-1g": lambda: against(bits(bomb(1024))),
    "F04-cap": lambda: against(of_bytes(bytes(DEFAULT.status_open_bytes))),
    "F04-cap-1": lambda: against(of_bytes(bytes(DEFAULT.status_open_bytes + 1))),
    "F04-layers": lambda: against(layers()),
    "F04-unsigned": lambda: against(tampered(listing(), bomb(64))),
    "F06-16": lambda: against(of_bytes(bytes(2))),
    "F06-131071": lambda: against(of_bytes(bytes(16_383))),
    "F06-exact": lambda: against(of_bytes(bytes(16_384))),
    "F06-size-2": lambda: against(of_bytes(bytes(16_384)), **SIZE_2),
    "F06-lenient": lambda: against(of_bytes(bytes(2)), asked=policy(allow_short_lists=True)),
    "F07-other": lambda: against(by_another()),
    "F07-delegated": lambda: against(
        by_another(), asked=policy(status_issuers=frozenset({(ISSUER, OTHER.controller)}))
    ),
    "F07-claim": lambda: against(listing(by=OTHER)),
    "F08-json": lambda: against(unsigned(listing())),
    "F08-bare": lambda: against(listing()["credentialSubject"]),
    "F08-jwt-none": lambda: [
        against(token(listing(), header={"alg": alg, "kid": kid}).encode())
        for alg in ("none", "None", "HS256")
        for kid in (signer().verification_method, ...)
    ],
    "F10-token": lambda: [
        against(jwt(TOKEN_LIST, header={"typ": typ}).encode())
        for typ in ("statuslist+jwt", "application/statuslist+jwt", "StatusList+JWT")
    ],
    "F11-jwt-exp": lambda: [
        against(token(listing(validUntil=...), header={"typ": "vc+jwt"}, exp=ENDED).encode()),
        against(token(listing(validUntil="2026-05-31T13:00:00Z"), exp=ENDED).encode()),
    ],
    "F10-badge": lambda: against(di()),
    "F10-type": lambda: against(listing([5], type=["VerifiableCredential"])),
    "F10-subject-type": lambda: against(
        listing([5], subject={"type": "StatusList2021"}, context=[V2, LIST_2021])
    ),
    "F10-2021": lambda: against(list_2021(encode(SET)), asked=policy(legacy=True)),
    "F11-valid-until": lambda: against(listing([5], validUntil="2026-05-31T13:00:00Z")),
    "F11-valid-from": lambda: against(listing([5], validFrom="2026-06-01T13:00:00Z")),
    "F12-none": lambda: against(listing(validFrom="2015-01-01T00:00:00Z", validUntil=...)),
    "F12-max-age": lambda: [
        against(listing(validFrom=since, validUntil=...), asked=policy(status_max_age=timedelta(days=30)))
        for since in ("2015-01-01T00:00:00Z", ...)
    ],
    "F16-differs": lambda: purposes("revocation", "suspension"),
    "F16-unknown": lambda: purposes("banned", "banned", 5),
    "F16-message": lambda: against(
        two_bits(0, 0, 0, 0, 0, 1, statusPurpose="message"), statusPurpose="message", **SIZE_2
    ),
    "F16-refresh": lambda: purposes("refresh", "refresh", 5),
    "F16-absent": lambda: Input(raw_entry(6, statusPurpose=...), policy(), given(only(5))),
    "F16-case": lambda: [purposes("Revocation", "revocation"), purposes("Revocation", ["Revocation", "revocation"])],
    "F17-no-messages": lambda: against(two_bits(), statusSize=2),
    "F17-count": lambda: against(two_bits(), statusSize=2, statusMessage=TABLE[:3]),
    "F17-zero": lambda: [
        Input(raw_entry(statusSize=size, statusMessage=TABLE), policy(), given(two_bits()))
        for size in (0, -1, "2", 65, True, 2.5)
    ],
    "F17-revocation-2": lambda: against(two_bits(0, 0, 0, 0, 0, 2), **SIZE_2),
    "F18-refused": lambda: failing("fetch.error"),
    "F18-500": lambda: [failing("fetch.status"), fetched(lambda wanted: Fetched(wanted.url, b""))],
    "F18-timeout": lambda: failing("fetch.timeout"),
    "F18-html": lambda: fetched(lambda wanted: Fetched(wanted.url, b"<!DOCTYPE html><title>Hello</title>")),
    "F18-login": lambda: failing("fetch.redirect"),
    "F18-offline": lambda: Input(di_status()),
    "F18-policy": lambda: [
        fetched(lambda wanted: Unavailable("fetch.timeout", "It did not answer."), status="optional"),
        Input(di_status(), policy(status="optional")),
    ],
    "F22-2021": lambda: older(encode(SET)[1:]),
    "F22-2021-u": lambda: older(encode(SET)),
    "F22-vcrl": lambda: [revocations({}), revocations({"revoked": True, "revocationReason": "Issued in error"})],
    "F22-vcrl-issuer": lambda: revocations(issuer="did:web:other.example"),
    "F22-vcrl-unsigned": lambda: [revocations(), revocations({"revoked": False}), revocations({"id": "urn:uuid:1"})],
    "F22-default": lambda: [
        Input(one.data, policy(legacy=True, legacy_status=False), one.sources)
        for one in (older(encode(SET)[1:]), revocations({}))
    ],
    "F23-private": lambda: refreshed(Unavailable("fetch.blocked", "The address 10.0.0.1 is not public.")),
    "F23-other-subject": lambda: refreshed(about("did:web:mallory.example")),
    "F23-other-issuer": lambda: [
        refreshed(by_other()),
        refreshed(renewable(id="urn:uuid:6b1d5d0f-8f2e-4b1e-9c1d-0a6f4f1f2b11")),
    ],
    "F23-older": lambda: refreshed(renewable(validFrom="2026-01-14T09:00:00Z")),
    "F23-failure": lambda: [
        refreshed(answer)
        for answer in (
            Unavailable("fetch.timeout", "It did not answer."),
            renewable() | {"name": "Rocket Science"},
            unsigned(renewable(name="Soil Science II")),
        )
    ],
}  # fmt: skip


#: Tested below, by name.
APART = {"F02-wrong-writer", "F02-issue", "F17-two-bits", "F11-ttl", "F23-loop"} | {
    f"F21-{name}" for name in ("older", "clock-back", "error", "key", "bound")
}
#: The cache of the fetcher is tested in ``tests/unit/net`` as well.


@pytest.mark.parametrize("variant", [variant for variant in variants("F") if variant.id in BUILDERS], ids=str)
def test_attack(variant: Variant) -> None:
    check(variant, BUILDERS[variant.id]())


def judged(one: Input) -> Report:
    return inspect(one.data, policy=one.policy, sources=one.sources, at=AT)


def test_a_clear_list_lets_the_badge_pass_and_a_set_one_does_not() -> None:
    clear = judged(against(listing()))
    assert clear.verdict == "accepted", clear.to_dict()
    assert not clear.notes or {note.code for note in clear.notes} == {"subject.not_checked"}
    assert [one.code for one in judged(against(only(5))).problems()] == ["status.revoked"]


@pytest.mark.attack("F02", "wrong-writer")
def test_a_list_written_from_the_wrong_end_is_read_as_the_specification_says() -> None:
    swapped = of_bytes(bytes([1 << 5]) + bytes(16_383))
    assert judged(against(swapped, 5)).verdict == "accepted"
    assert judged(against(swapped, 2)).check("status").code == "status.revoked"


@pytest.mark.attack("F02", "issue")
def test_a_list_is_written_with_the_first_bit_in_the_most_significant_place() -> None:
    made = status_list(STATUS_URL, issuer=ISSUER, values=[0])["credentialSubject"]["encodedList"]
    assert decode(made).data[:1] == b"\x80"
    # The example of Bitstring Status List 1.0, section 2.2: 131,072 bits, none of them set.
    example = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    empty = status_list(STATUS_URL, issuer=ISSUER)["credentialSubject"]["encodedList"]
    assert decode(empty).data == decode(example).data == bytes(16_384)


@pytest.mark.attack("F17", "two-bits")
def test_a_value_of_two_bits_stands_at_index_times_two() -> None:
    one_byte = of_bytes(bytes([0b0000_0010]) + bytes(32_767))
    found = judged(against(one_byte, 3, **SIZE_2))
    assert found.check("status").message == "The issuer revoked the credential: 'message 2'."
    assert all(judged(against(one_byte, index, **SIZE_2)).verdict == "accepted" for index in (0, 1, 2, 4))


@pytest.mark.parametrize(
    ("claimed", "code"), [(None, "status.budget"), (16_384, "status.encoding"), (8 << 20, "status.budget")]
)
def test_a_bomb_is_refused_before_it_bursts(claimed: int | None, code: str) -> None:
    encoded = bomb(1024, claimed)
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(RefusedError) as refused:
        decode(encoded)
    spent, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.code == code
    assert spent < 0.2
    assert peak < 16 << 20


def test_nothing_is_asked_of_the_world_before_the_credential_is_in_order() -> None:
    asked: list[str] = []

    def fetch(wanted: Fetch) -> Fetched | Unavailable:
        asked.append(wanted.url)
        return Fetched(wanted.url, text(listing()).encode())

    sources = OFFLINE.with_(fetch=fetch)
    forged = di_status() | {"name": "Rocket Science"}
    ended = di(credentialStatus=di_status()["credentialStatus"], validUntil="2026-03-01T00:00:00Z")
    for tree in (forged, ended):
        assert inspect(tree, policy=policy(), sources=sources, at=AT).verdict == "rejected"
    stranger = raw_signed(unsigned(di_status()) | {"issuer": {"id": OTHER.controller, "type": ["Profile"]}}, by=OTHER)
    assert inspect(stranger, policy=policy(), sources=sources, at=AT).verdict == "indeterminate"
    assert asked == []
    assert inspect(di_status(), policy=policy(), sources=sources, at=AT).verdict == "accepted"
    assert asked == [STATUS_URL]


@pytest.mark.parametrize("header", [None, {"typ": "vc+jwt"}])
def test_a_list_may_come_as_a_token(header: Any) -> None:
    assert judged(against(token(listing(), header).encode())).verdict == "accepted"
    assert judged(against(token(only(5), header).encode())).check("status").code == "status.revoked"
    spoilt = token(listing(), header)[:-4] + "AAAA"
    assert judged(against(spoilt.encode())).check("status").code == "status.proof"
    theirs = token(listing(issuer=OTHER.controller), header, by=OTHER)
    assert judged(against(theirs.encode())).check("status").code == "status.issuer"
    own = token(listing(credentialStatus=di_status()["credentialStatus"]), header)
    assert judged(against(own.encode())).check("status").code == "status.recursion"


@pytest.mark.attack("F23", "loop")
def test_a_newer_copy_is_not_refreshed_again() -> None:
    asked: list[str] = []
    newest = renewable(validFrom="2026-03-01T09:00:00Z")

    def fetch(wanted: Fetch) -> Fetched | Unavailable:
        asked.append(wanted.url)
        elsewhere = {"id": f"https://north.example/refresh/{len(asked)}", "type": "1EdTechCredentialRefresh"}
        copy = renewable(validFrom="2026-02-01T09:00:00Z", refreshService=elsewhere)
        return Fetched(wanted.url, text(copy if wanted.url == SERVICE else newest).encode())

    found = inspect(renewable(), policy=policy(refresh="try"), sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert found.verdict == "accepted", found.to_dict()
    assert [note.code for note in found.notes if note.check == "refresh"] == ["refresh.newer"]
    assert asked == [SERVICE]


# ---- lists that were kept --------------------------------------------------------------------------------------------


class Remembering:
    """A fetcher and sources with a cache; ``held`` is what stands at the address of the list now."""

    def __init__(self, held: Any, **bounds: Any) -> None:
        self.held, self.asked = held, list[str]()
        self.cache = StatusCache(**bounds)
        self.sources = OFFLINE.with_(fetch=self, status_cache=self.cache)

    def __call__(self, wanted: Fetch) -> Fetched | Unavailable:
        self.asked.append(wanted.url)
        return self.held if isinstance(self.held, Unavailable) else Fetched(wanted.url, text(self.held).encode())

    def look(self, later: timedelta = timedelta(0), badge: Any = None) -> Report:
        return inspect(badge or di_status(), policy=policy(), sources=self.sources, at=AT + later)


@pytest.mark.attack("F11", "ttl")
def test_a_copy_whose_ttl_is_over_is_asked_for_again_or_unknown() -> None:
    world = Remembering(listing(subject={"ttl": 60_000}))
    assert world.look().verdict == "accepted"
    world.held = Unavailable("fetch.timeout", "It did not answer.")
    assert world.look(timedelta(seconds=59)).verdict == "accepted"
    late = world.look(timedelta(seconds=60))
    assert (late.verdict, late.check("status").code) == ("indeterminate", "status.unavailable")
    world.held = listing([5])
    assert world.look(timedelta(seconds=61)).check("status").code == "status.revoked"
    assert len(world.asked) == 3


@pytest.mark.attack("F21", "older")
def test_the_freshest_list_counts_whichever_is_served() -> None:
    world = Remembering(listing([5], validFrom="2026-06-01T11:00:00Z"))
    assert world.look().verdict == "rejected"
    world.held = listing(validFrom="2026-06-01T10:00:00Z")
    assert world.look(timedelta(hours=2)).check("status").code == "status.revoked"


@pytest.mark.attack("F21", "clock-back")
def test_a_clock_that_is_set_back_makes_no_list_younger() -> None:
    world = Remembering(listing(validFrom="2026-05-01T00:00:00Z"))
    world.look()
    world.look(timedelta(days=-1))
    assert len(world.asked) == 2  # asked anew, and not "used for another day"
    world.look(timedelta(minutes=6))
    assert len(world.asked) == 3


@pytest.mark.attack("F21", "error")
def test_an_error_is_never_kept() -> None:
    for answer in (Unavailable("fetch.status", "500"), listing() | {"name": "x"}, di()):
        world = Remembering(answer)
        assert world.look().verdict != "accepted"
        world.held = listing()
        assert world.look().verdict == "accepted"
        assert world.asked == [STATUS_URL] * 2


@pytest.mark.attack("F21", "key")
def test_lists_are_kept_under_their_exact_address() -> None:
    world = Remembering(listing())
    world.look()
    for other in (f"{STATUS_URL}#x", f"{STATUS_URL}?", "https://a@north.example/status/3", STATUS_URL.upper()):
        badge = raw_entry(statusListCredential=other)
        assert world.look(badge=badge).verdict != "accepted"
        assert world.look().verdict == "accepted"
    assert world.asked.count(STATUS_URL) == 1
    assert len(world.cache) == 1


@pytest.mark.attack("F21", "bound")
def test_the_cache_stays_bounded() -> None:
    cache = StatusCache(lists=50)
    for number in range(100_000):
        cache.put(f"https://north.example/{number}", Kept(StatusList({}), b"", AT, AT + timedelta(minutes=5), None))
    assert len(cache) == 50
