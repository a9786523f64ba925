"""The outside world as it is handed in: what is of another kind is refused where it is handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any

import pytest
from tests.attacks.bases import AT, di, policy, signer

from eccoe_vc import OFFLINE, Fetch, Fetched, HttpFetcher, InputTypeError, Sources, Unavailable, inspect
from eccoe_vc.jsonld.documents import CORE
from eccoe_vc.keys import ControllerDocument, PinnedKeys
from eccoe_vc.status import StatusCache

URL, WEB = "https://north.example/.well-known/did.json", "did:web:north.example"
WANTED = Fetch(URL, "controller document", 1_000)


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [
        ({"signed_before": datetime(2026, 1, 1)}, "tzinfo=UTC"), ({"signed_before": date(2026, 1, 1)}, "datetime"),
        ({"signed_before": "2026-01-01T00:00:00Z"}, "datetime"),
        ({"keys": {WEB: signer().public_key}}, "PinnedKeys({"), ({"keys": signer().public_key}, "PinnedKeys({"),
        ({"keys": PinnedKeys}, "PinnedKeys({"),
        ({"at_hand": {URL: "text"}}, "bytes"), ({"at_hand": {URL: {"id": WEB}}}, "with_document"),
        ({"at_hand": {URL: None}}, "bytes"), ({"at_hand": {URL: b"{}", "x": bytearray()}}, "bytes"),
        ({"at_hand": {b"x": b"{}"}}, "as text"), ({"at_hand": MappingProxyType({URL: "text"})}, "bytes"),
        ({"at_hand": [(URL, b"{}")]}, "with_document"), ({"at_hand": None}, "Leave it out"),
        ({"status_cache": {}}, "StatusCache()"), ({"status_cache": StatusCache}, "StatusCache()"),
        ({"status_cache": True}, "StatusCache()"),
        ({"archived": {WEB: b"{}"}}, "ControllerDocument.read"), ({"archived": {WEB: {"id": WEB}}}, "Document.read"),
        ({"archived": [WEB]}, "ControllerDocument.read"), ({"archived": None}, "Leave it out"),
        ({"documents": {}}, "OFFLINE.documents"), ({"documents": [CORE]}, "OFFLINE.documents"),
        ({"documents": None}, "Leave it out"), ({"answered": [WANTED]}, "with_answer"),
        ({"answered": None}, "Leave it out"),
        ({"fetch": HttpFetcher}, "HttpFetcher()"), ({"fetch": "https://north.example"}, "HttpFetcher()"),
        ({"fetch": True}, "HttpFetcher()"),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_of_another_kind_is_refused_where_it_is_handed_in(wrong: dict[str, Any], hint: str) -> None:
    """Of pins in a dict nothing would be pinned, and a date without a zone would end in the middle of a verdict."""
    for build in (Sources, OFFLINE.with_):
        with pytest.raises(InputTypeError) as refused:
            build(**wrong)
        assert refused.value.code == "input.type"
        assert next(iter(wrong)) in refused.value.message
        assert hint in refused.value.hint


@pytest.mark.parametrize(
    ("wanted", "answer"),
    [
        (URL, Fetched(URL, b"{}")), (None, Unavailable()), ((URL, "schema", 5), Unavailable()), (Fetch, Unavailable()),
        (WANTED, b"{}"), (WANTED, None), (WANTED, Fetched), (WANTED, (URL, b"{}", "", ())), (WANTED, {"id": WEB}),
    ],
    ids=str,
)  # fmt: skip
def test_an_answer_is_one_to_a_question(wanted: Any, answer: Any) -> None:
    with pytest.raises(InputTypeError) as refused:
        OFFLINE.with_answer(wanted, answer)
    assert refused.value.code == "input.type"
    assert "Pass " in refused.value.hint


def test_what_is_handed_in_rightly_is_taken_as_it_is() -> None:
    document = ControllerDocument.read({"id": WEB}, expected_id=WEB)
    at_hand, cache, keys = {URL: b"{}"}, StatusCache(), PinnedKeys({WEB: signer().public_key})
    made = Sources(
        documents=CORE, keys=keys, at_hand=at_hand, archived={WEB: document}, fetch=HttpFetcher(), status_cache=cache,
        signed_before=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip
    assert made.at_hand is at_hand
    assert made.status_cache is cache
    assert made.with_answer(WANTED, Unavailable()).with_answer(WANTED, Fetched(URL, b"{}")).answered
    assert Sources(fetch=lambda wanted: Unavailable()).with_(fetch=None, keys=None) == OFFLINE


class Folder(Mapping[str, bytes]):
    """Documents that are read when they are asked for."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __getitem__(self, url: str) -> bytes:
        self.read.append(url)
        raise KeyError(url)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("the whole folder was read")

    def __len__(self) -> int:
        return 1_000_000


class Remembering(dict[str, bytes]):
    """What notes whether a document was asked for, as the command line does."""

    def __getitem__(self, url: str) -> bytes:
        raise AssertionError(url)

    def get(self, url: str, default: Any = None) -> Any:
        raise AssertionError(url)

    def __contains__(self, url: object) -> bool:
        raise AssertionError(url)


def test_nothing_is_asked_for_while_kinds_are_compared() -> None:
    folder = Folder()
    assert OFFLINE.with_(at_hand=folder).of_now().at_hand is folder
    assert not folder.read
    assert OFFLINE.with_(at_hand=Remembering({URL: b"{}"})).at_hand


def test_what_is_changed_afterwards_is_told_when_it_is_asked_for() -> None:
    at_hand: dict[str, Any] = {URL: b"{}"}
    sources = OFFLINE.with_(at_hand=at_hand)
    at_hand[URL] = "{}"
    with pytest.raises(InputTypeError, match="not bytes"):
        sources.known(WANTED)
    assert inspect(di(), policy=policy(), sources=sources, at=AT).verdict == "accepted"
