"""The cache of status lists: its bounds, and what happens to whoever puts something in meanwhile."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from tests.attacks.bases import AT

from eccoe_vc.errors import InputTypeError
from eccoe_vc.status import StatusCache
from eccoe_vc.status.cache import Kept
from eccoe_vc.status.lists import StatusList


def kept(size: int = 10) -> Kept:
    return Kept(StatusList({}), bytes(size), AT, AT + timedelta(minutes=5), None)


@pytest.mark.parametrize("bounds", [{"lists": 0}, {"lists": True}, {"room": 1.5}, {"keep": 5}, {"keep": timedelta(0)}])
def test_bounds_are_bounds(bounds: Any) -> None:
    with pytest.raises(InputTypeError):
        StatusCache(**bounds)


def test_the_list_that_was_not_used_for_longest_goes_first() -> None:
    cache = StatusCache(lists=2)
    first, second, third = kept(), kept(), kept()
    cache.put("a", first)
    cache.put("b", second)
    assert cache.get("a") is first
    cache.put("c", third)
    assert (cache.get("a"), cache.get("b"), cache.get("c")) == (first, None, third)
    assert repr(cache) == "<StatusCache 2 lists>"
    cache.clear()
    assert (len(cache), cache.get("a")) == (0, None)


def test_room_is_a_bound_too() -> None:
    cache = StatusCache(room=100)  # a list takes twice the bytes that came, and what was unpacked
    cache.put("a", kept(20))
    cache.put("b", kept(20))
    assert len(cache) == 2
    cache.put("c", kept(20))
    assert (len(cache), cache.get("a")) == (2, None)
    cache.put("d", kept(51))
    assert (len(cache), cache.get("d")) == (2, None)


def test_what_came_meanwhile_stays() -> None:
    cache = StatusCache()
    first, second, third = kept(), kept(), kept()
    cache.put("a", first)
    cache.put("a", second, first)
    cache.put("a", third, first)  # looked at the first one, while another thread put in the second
    cache.put("a", third)
    assert cache.get("a") is second


def test_threads_keep_the_bounds() -> None:
    cache = StatusCache(lists=8, room=1_000)

    def fill(name: int) -> None:
        for number in range(500):
            cache.put((name, number), kept(10))
            cache.get((name, number - 1))

    threads = [Thread(target=fill, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(cache) == 8
