"""Credentials made by other systems: every file is answered, and what we say differently is named with its reason."""

from __future__ import annotations

import pytest
from tests.conformance import realworld
from tests.conformance.data import Topic
from tests.conformance.realworld import AT, DATA, FILES, badge_policy, checked, judged, sources

from eccoe_vc import PinnedKeys, Report, inspect
from eccoe_vc.codes import codes
from eccoe_vc.keys import PublicKey

SECONDS = 2.0
HTTPS_ISSUER = "https://example.com/issuers/876543"
#: Badges of an https issuer of the 1EdTech test bed, which publishes no keys, and the key that signed each.
SIMPLE = {
    "1edtech-validator/ob30/simple-context-alias.json": "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
    "1edtech-validator/ob30/simple-json.png": "z6MkrvfzkMnvCroEUP2DVc9SHPE48CRsvHiVSusHioxTYu1x",
    "1edtech-validator/ob30/simple.1ob": "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
    "1edtech-validator/ob30/simple.json": "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi",
    "1edtech-validator/ob30/simple_v1.json": "z6MknNHHrBzPytzu6CUBP9Lg7fg4KSBjzimc2Frh693YbMiv",
}


def test_all_files_are_looked_at() -> None:
    assert len(FILES) == 190
    assert len(DATA.files()) == 192  # with the two files of words about them; the manifest makes 193
    assert set(FILES) == set(DATA.json("LABELS.json")["labels"])
    assert len(checked()) == 85


@pytest.mark.parametrize("path", FILES)
def test_every_file_is_answered_in_bounded_time(path: str) -> None:
    one = judged(path)
    assert one.seconds < SECONDS
    for report in (one.badge, one.proof):
        assert report.verdict in ("accepted", "rejected", "indeterminate")
        assert bool(report) is not any(report.problems())
        for check in report.problems():
            assert check.code in codes()
            assert check.message
            assert len(check.message) <= 300
            assert check.message.isprintable()


@pytest.mark.parametrize("path", realworld.NOT_CREDENTIALS)
def test_words_about_files_are_no_credentials(path: str) -> None:
    assert inspect(DATA.read(path), policy=badge_policy(b""), at=AT).verdict == "rejected"


def test_the_manifest_is_no_credential() -> None:
    data = (Topic("realworld").path / "MANIFEST.json").read_bytes()
    assert inspect(data, policy=badge_policy(b""), at=AT).verdict == "rejected"


@pytest.mark.parametrize("path", FILES)
def test_nothing_is_accepted_whose_proof_is_not(path: str) -> None:
    one = judged(path)
    if one.badge:
        assert one.proof
        assert one.badge.trusted
        assert all(outcome is True for outcome in checked()[path])


def test_every_reason_is_known_and_used() -> None:
    known = realworld.reasons()
    named = {item.partition(" ")[0] for items in known.values() for item in items}
    assert named <= set(codes())
    used = {name for path in FILES for name in realworld.explained(judged(path).said, known) if not judged(path).agrees}
    used |= {
        name
        for path in checked()
        if not realworld.proof_agrees(path)
        for name in realworld.explained(realworld._said(judged(path).proof), known)
    }
    assert "?" not in used
    assert used == set(known)


@pytest.mark.parametrize("title", ["summary", "files", "proofs"])
def test_the_page_says_what_is_so(title: str) -> None:
    """A disagreement that is not listed, and a row that no longer holds, fail alike."""
    expected, found = list(realworld.rows(title)), list(realworld.on_page(title))
    missing = [row for row in expected if row not in found]
    stale = [row for row in found if row not in expected]
    assert (missing, stale) == ([], []), "run: python -m tests.conformance.realworld, and read what changed"
    assert expected == found


# ---- with what a registrar can supply --------------------------------------------------------------------------------


def with_key(path: str, multikey: str) -> Report:
    pinned = PinnedKeys({HTTPS_ISSUER: PublicKey.from_multikey(multikey)})
    policy = badge_policy(f'{{"issuer": "{HTTPS_ISSUER}"}}'.encode())
    return inspect(DATA.read(path), policy=policy, sources=sources().with_(keys=pinned), at=AT)


@pytest.mark.parametrize("path", SIMPLE)
def test_badges_of_an_https_issuer_are_accepted_once_its_key_is_pinned(path: str) -> None:
    assert judged(path).badge.verdict == "indeterminate"
    report = with_key(path, SIMPLE[path])
    assert report.verdict == "accepted", [check.message for check in report.problems()]
    assert report.trusted
    assert "key.pinned" in {note.code for note in report.notes}


@pytest.mark.parametrize("path", SIMPLE)
def test_they_are_refused_where_another_key_is_pinned(path: str) -> None:
    assert with_key(path, "z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw").verdict == "rejected"
