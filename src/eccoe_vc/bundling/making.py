"""Inspect a credential and keep every document that was asked for on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from eccoe_vc import clock
from eccoe_vc.bundling.bundle import EvidenceBundle, Kept
from eccoe_vc.bundling.manifest import Missed
from eccoe_vc.encoding import strict_json
from eccoe_vc.errors import InputTypeError, shown
from eccoe_vc.sources import Fetched
from eccoe_vc.verification.asking import WRONG_ADDRESS
from eccoe_vc.verification.drivers import inspected_with_answers
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.world import OFFLINE, Sources

_MISSED: Final = 64  # documents that could not be had; a credential may name any number
_WORDS: Final = 300  # characters of what a fetcher says


def make_bundle(
    data: bytes | str | Mapping[str, Any], *, policy: Policy, sources: Sources = OFFLINE, at: datetime | None = None
) -> EvidenceBundle:
    """Inspect ``data`` as :func:`eccoe_vc.inspect` does, and keep it with every document that was asked for.

    Open Badges 3.0, section 8, says nothing about later: did.json files, status lists and schemas are gone or changed
    when a record is looked into years after. The report may be anything: a bundle of a refusal is evidence as well.

    :param data: the credential: bytes of a file, JSON text, a token, or a mapping.
    :param policy: what must hold, as for :func:`eccoe_vc.inspect`.
    :param sources: where documents come from. Pinned keys and archived documents are not kept.
    :param at: the moment of judgement, aware; None is now.
    :returns: the bundle; write ``to_bytes()`` to a file and note ``digest`` in your record.
    :raises InputTypeError: ``input.type``, as :func:`eccoe_vc.inspect`.

    >>> from eccoe_vc import policies
    >>> made = make_bundle(b"{}", policy=policies.proof_only())
    >>> made.documents, made.digest[:3]
    ((), 'uEi')
    """
    moment = clock.moment(at, "at")
    raw = _raw(data)
    if not isinstance(sources, Sources):
        raise InputTypeError("input.type", f"Sources were expected, but {shown(sources)} was given.")
    # A list of an earlier call would be used, and not be in the bundle.
    used = _Used(sources.at_hand)
    asking = sources.with_(status_cache=None, at_hand=used)
    found, answers = inspected_with_answers(raw, policy=policy, sources=asking, at=moment)
    report, now = found.report, clock.now()
    purposes = {wanted.url: wanted.purpose for wanted in answers}
    kept = [Kept(url, sources.at_hand[url], "", purposes.get(url, "schema"), now) for url in used.read]
    missed: list[Missed] = []
    for wanted, answer in answers.items():
        if wanted.url in used.read:
            continue
        if isinstance(answer, Fetched) and answer.url == wanted.url:
            kept.append(Kept(wanted.url, answer.data, _text(answer.media_type), wanted.purpose, now, wanted.max_bytes))
        elif isinstance(answer, Fetched):
            missed.append(Missed(*wanted, "fetch.error", "Another address answered."))
        else:
            missed.append(Missed(*wanted, _text(answer.code), _text(answer.message)))
    return EvidenceBundle(
        raw,
        report.verdict,
        strict_json.pretty(report.to_dict()).encode("utf-8", "replace"),  # a fetcher may be the caller's own
        now,
        moment,
        tuple(kept),
        tuple(sources.documents.documents.values()),
        tuple(sorted(missed, key=_weight)[:_MISSED]),
    )


class _Used(Mapping[str, bytes]):
    """The documents that were handed in, and which of them were read: also those that a schema refers to."""

    def __init__(self, held: Mapping[str, bytes]) -> None:
        self._held = held
        self.read: dict[str, None] = {}

    def __getitem__(self, url: str) -> bytes:
        data = self._held[url]
        self.read[url] = None
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)


def _weight(one: Missed) -> int:
    """What is kept first where there is no room for all: what refuses a credential, and why others were not had.

    That more would be needed than may be asked for is said of all others, and one of them is enough.
    """
    return 0 if one.code in WRONG_ADDRESS - {"fetch.count"} else 1 if one.code != "fetch.count" else 2


def _text(given: str) -> str:
    """What a fetcher says, which may be the caller's own, as text that can be written down."""
    return given[:_WORDS].encode("utf-8", "replace").decode()


def _raw(data: bytes | str | Mapping[str, Any]) -> bytes:
    if isinstance(data, str):
        return data.encode("utf-8", "surrogatepass")
    if isinstance(data, Mapping):
        return strict_json.dumps(dict(data)).encode()
    if isinstance(data, bytes | bytearray | memoryview):
        return bytes(data)
    raise InputTypeError("input.type", f"A credential as bytes, text or a mapping was expected, not {shown(data)}.")


__all__ = ["make_bundle"]
