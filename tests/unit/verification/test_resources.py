"""The check `resources`: what is compared, what is asked for, and that a resource that is away says nothing."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from eccoe_vc.contexts import load
from tests.attacks.bases import AT, V2, Tree, policy, signed, unsigned
from tests.attacks.test_group_d import WEB_URL
from tests.unit.verification.test_pipeline import Recording, did_json, web_badge, web_policy

from eccoe_vc import OFFLINE, Outcome, Report, Sources, inspect
from eccoe_vc.encoding import multibase, standard_base64
from eccoe_vc.limits import Budget

URL = "https://north.example/syllabus.pdf"
DATA = b"%PDF-1.7 Soil profiles"


def sri(data: bytes = DATA, name: str = "sha384") -> str:
    return f"{name}-{standard_base64.encode(hashlib.new(name, data).digest())}"


def multihash(data: bytes = DATA) -> str:
    return multibase.encode(b"\x12\x20" + hashlib.sha256(data).digest())


def entry(url: str = URL, **digests: str) -> Tree:
    return {"id": url, **(digests or {"digestSRI": sri()})}


def report(sources: Sources, *entries: Tree) -> Report:
    return inspect(signed(unsigned(relatedResource=list(entries))), policy=policy(), sources=sources, at=AT)


def notes(found: Report) -> list[str]:
    return [note.code for note in found.notes if note.check == "resources"]


@pytest.mark.parametrize(
    "digests",
    [
        {"digestSRI": sri(name="sha256")},
        {"digestSRI": sri(name="sha512")},
        {"digestMultibase": multihash()},
        {"digestSRI": sri(), "digestMultibase": multihash()},
        {"digestSRI": f"{sri(b'old', 'sha256')} {sri()}"},  # the strongest one counts
        {"digestSRI": f"{sri(b'other edition')} {sri()}"},  # one of the strongest
    ],
)
def test_a_resource_that_has_its_digest_is_in_order(digests: dict[str, str]) -> None:
    found = report(OFFLINE.with_document(URL, DATA), entry(**digests))
    assert (found.verdict, notes(found)) == ("accepted", [])


@pytest.mark.parametrize(
    "digests",
    [
        {"digestSRI": sri(b"other")},
        {"digestMultibase": multihash(b"other")},
        {"digestSRI": sri(), "digestMultibase": multihash(b"other")},
        {"digestSRI": f"{sri(b'other', 'sha512')} {sri()}"},
    ],
)
def test_a_resource_that_was_exchanged_is_refused(digests: dict[str, str]) -> None:
    found = report(OFFLINE.with_document(URL, DATA), entry(**digests))
    assert found.verdict == "rejected"
    assert (found.check("resources").code, found.check("resources").pointer) == (
        "resource.digest",
        "/relatedResource/0",
    )


def test_a_digest_that_is_not_known_here_is_a_note() -> None:
    found = report(OFFLINE.with_document(URL, DATA), entry(digestSRI="md5-" + "A" * 22 + "=="))
    assert (found.verdict, notes(found)) == ("accepted", ["resource.not_checked"])


def web(**members: Any) -> Tree:
    return web_badge(**members)


def test_a_resource_is_asked_for_once_the_credential_is_in_order() -> None:
    fetch = Recording({WEB_URL: did_json(), URL: b"another edition"})
    found = inspect(web(relatedResource=[entry()]), policy=web_policy(), sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert [(one.url, one.purpose, one.max_bytes) for one in fetch.asked[1:]] == [(URL, "related resource", 5 << 20)]
    assert found.check("resources").code == "resource.digest"
    stranger = Recording({WEB_URL: did_json()})
    inspect(web(relatedResource=[entry()]), policy=policy(), sources=OFFLINE.with_(fetch=stranger), at=AT)
    assert [one.url for one in stranger.asked] == [WEB_URL]


def test_resources_leave_room_for_what_decides() -> None:
    fetch = Recording({WEB_URL: did_json()})
    many = [entry(f"https://north.example/{n}.pdf") for n in range(20)]
    found = inspect(web(relatedResource=many), policy=web_policy(), sources=OFFLINE.with_(fetch=fetch), at=AT)
    assert found.verdict == "accepted"
    assert len(fetch.asked) == 1 + Budget().resources
    assert notes(found) == ["resource.not_checked"] * 20


def test_a_pinned_context_is_compared_with_what_is_used() -> None:
    found = report(OFFLINE, entry(V2, digestSRI=sri(load(V2))))
    assert (found.check("resources").outcome, notes(found)) == (Outcome.PASSED, [])
    assert notes(report(OFFLINE, entry(V2, digestSRI=sri(b"another edition")))) == ["resource.not_checked"]
