"""A fetcher that can be awaited, made of one that waits."""

from __future__ import annotations

import asyncio

from eccoe_vc.sources import Fetch, Fetched, Unavailable
from eccoe_vc.verification.world import AsyncFetcher, Fetcher


def in_threads(fetch: Fetcher) -> AsyncFetcher:
    """``fetch`` for :func:`eccoe_vc.inspect_async`: each request waits in a thread of the loop's own pool.

    A task that is cancelled goes on at once; its thread ends by itself, with ``HttpFetcher`` at its deadline.

    >>> from eccoe_vc import Fetch, Unavailable
    >>> fetch = in_threads(lambda wanted: Unavailable("fetch.not_allowed", "There is no network."))
    >>> asyncio.run(fetch(Fetch("https://north.example/", "status list", 1000))).code
    'fetch.not_allowed'
    """

    async def awaited(wanted: Fetch) -> Fetched | Unavailable:
        return await asyncio.to_thread(fetch, wanted)

    return awaited
