"""Status lists of earlier calls: when one may be used again, and that no older one takes its place.

The cache is the caller's (``Sources.status_cache``); without one nothing is remembered. A list counts only under what
it was verified under: equal policies for lists, and the same contexts, keys, documents and fetcher. The moment of
judgement is the clock: a copy of a later moment is never used for an earlier one (docs/adr/0136).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from eccoe_vc.sources import Fetch
from eccoe_vc.status.cache import DEFAULT_TTL, Kept
from eccoe_vc.status.lists import StatusList
from eccoe_vc.status.token_list import TokenStatusList
from eccoe_vc.verification import listing
from eccoe_vc.verification.case import Case, ListKey
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.world import Sources

#: The sources that a list may depend on: all but what is known about the past of one credential, and the cache.
_SOURCES: Final = tuple(
    field.name for field in fields(Sources) if field.name not in ("archived", "signed_before", "status_cache")
)
Listed = StatusList | TokenStatusList


class _Under(NamedTuple):
    """What a list was verified under: the policy of the credential, the one for its list, and the sources."""

    outer: Policy
    own: Policy
    sources: Sources


def look_up(case: Case, key: ListKey) -> Listed | None:
    """The list of an earlier call for ``key``, if it may be used for the moment of ``case`` without asking anybody."""
    cache = case.sources.status_cache
    kept = cache.get(key) if cache is not None else None
    if kept is None or not kept.since <= case.at < kept.until:
        return None
    under: Any = kept.under
    if (under.outer is not case.policy or under.sources is not case.sources) and not _same(under, case):
        return None
    local = case.sources.at_hand.get(key[1])
    if local is not None:
        return kept.found if local == kept.data else None
    # Also what needs no request waits for its time, and counts: a report must not depend on what was asked before.
    return kept.found if case.may_ask and case.meter.recall(kept.asked) else None


def newer(case: Case, key: ListKey, than: Listed) -> Kept | None:
    """The list of an earlier call, if it is newer than the one that came now: whoever holds the network may hand out
    old copies. It has to be verified anew, because its key may have ended since.

    One that does not say how old it is may be the newest: then the earlier one speaks against it only for as long as it
    could have been kept.
    """
    cache = case.sources.status_cache
    kept = cache.get(key) if cache is not None else None
    if cache is None or kept is None or not _is_older(than, kept.found) or not _same(kept.under, case):
        return None
    if kept.since > case.at:
        return None  # judged for an earlier moment, at which nobody could have seen the newer one
    end = _after(kept.since, cache.keep)
    return None if than.issued is None and end is not None and case.at >= end else kept


def keep(case: Case, key: ListKey, found: Listed, data: bytes, asked: Iterable[Fetch]) -> None:
    """Remember ``found``, which came as ``data`` and told a status, while the list, the policy and the cache let us.

    :param asked: what was asked for on the way.
    """
    cache = case.sources.status_cache
    if cache is None:
        return
    old = cache.get(key)
    if old is not None and _is_older(found, old.found) and _same(old.under, case) and old.since > case.at:
        return  # the newer one is of a later moment, for which it is still good
    own = DEFAULT_TTL if found.ttl is None else found.ttl
    spans = [cache.keep] if key[1] in case.sources.at_hand else [cache.keep, own]
    ends = [_after(case.at, span) for span in spans]
    ends += [found.until, _after(found.issued, case.policy.status_max_age)]
    until = min((end for end in ends if end is not None), default=None)
    if until is not None and until > case.at:
        under = _Under(case.policy, listing.policy_of(case.policy), case.sources)
        fetched = frozenset(wanted for wanted in asked if wanted.url not in case.sources.at_hand)
        cache.put(key, Kept(found, data, case.at, until, under, fetched), old)


def _after(moment: datetime | None, span: timedelta | None) -> datetime | None:
    """So long after ``moment``; None where that is never."""
    try:
        return None if moment is None or span is None else moment + span
    except OverflowError:
        return None


def _is_older(one: Listed, other: Listed) -> bool:
    """By their own signed word; one that does not say when it was made may be as old as it likes."""
    return other.issued is not None and (one.issued is None or one.issued < other.issued)


def _same(under: Any, case: Case) -> bool:
    """Whether a list that was verified ``under`` this would be verified in the same way now."""
    ours, theirs = case.sources, under.sources
    if ours is not theirs and any(getattr(ours, name) is not getattr(theirs, name) for name in _SOURCES):
        return False
    return under.outer is case.policy or under.own == listing.policy_of(case.policy)
