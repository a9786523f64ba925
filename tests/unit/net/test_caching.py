"""What is kept of answers, for how long, and that many who ask at once are one question. All is on loopback."""

from __future__ import annotations

import ast
import asyncio
import ssl
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.loopback_https import Authority, Server, fetcher, http
from tests.unit.net.conftest import Turned

from eccoe_vc import Fetch, Fetched, HttpFetcher, InputTypeError, Unavailable, in_threads, sources
from eccoe_vc.keys import resolver
from eccoe_vc.net import freshness, retrying
from eccoe_vc.net.cache import Cache, Kept
from eccoe_vc.net.urls import Target
from eccoe_vc.sources import PURPOSES
from eccoe_vc.verification import refresh

pytestmark = pytest.mark.loopback
LIMIT = 64 << 10
Ask = Callable[[str], Fetched | Unavailable]


def held(answer: Fetched | Unavailable) -> tuple[str, bytes, str]:
    """A document without the headers that came with it."""
    assert isinstance(answer, Fetched), answer
    return answer[:3]


def wanted(url: str, limit: int = LIMIT, purpose: str = "status list") -> Fetch:
    return Fetch(url, purpose, limit)


@pytest.fixture
def fetch(authority: Authority, server: Server, clock: Turned) -> HttpFetcher:
    return fetcher(authority, server, clock=clock, chance=lambda: 0.0)


# ---- how long an answer holds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("control", "holds"),
    [
        ("max-age=60", 60),
        ("public, MAX-AGE=60, must-revalidate", 60),
        ('max-age="60"', 60),
        ("max-age=60, max-age=30", 30),
        ("max-age=0", 0),
        ("max-age=-1", 0),
        ("max-age=x", 0),
        ("max-age", 0),
        ("max-age=1e9", 0),
        ("max-age=999999999", 86_400),
        ("no-cache", 0),
        ("no-cache, max-age=60", 0),
        ("s-maxage=5", 300),
        ("private", 300),
        (None, 300),
    ],
)
def test_an_answer_holds_as_long_as_the_server_says_within_bounds(
    server: Server, fetch: HttpFetcher, clock: Turned, control: str | None, holds: int
) -> None:
    url = server.serve("/x", http(Cache_Control=control))
    first = fetch(wanted(url))
    assert isinstance(first, Fetched)
    if holds:
        clock.turn(holds - 0.5)
        assert fetch(wanted(url)) == first
        assert server.times("/x") == 1
        clock.turn(1)
    fetch(wanted(url))
    assert server.times("/x") == 2


def test_the_callers_limit_holds_where_the_server_says_nothing() -> None:
    assert freshness.of(Message(), usual=300, longest=30) == (30, True)


NOON, LATER = "Mon, 01 Jun 2026 12:00:00 GMT", "Mon, 01 Jun 2026 12:01:00 GMT"


@pytest.mark.parametrize(
    ("headers", "holds"),
    [
        ([("Expires", LATER), ("Date", NOON)], 60),
        ([("Expires", LATER), ("Date", NOON), ("Age", "20")], 40),
        ([("Expires", LATER), ("Date", NOON), ("Cache-Control", "max-age=5")], 5),
        ([("Expires", LATER), ("Date", NOON), ("Cache-Control", "public")], 60),
        ([("Expires", LATER), ("Expires", NOON), ("Date", NOON)], 0),
        ([("Expires", LATER), ("Date", NOON), ("Date", LATER)], 0),
        ([("Expires", "Fri, 01 Jan 2100 00:00:00 GMT"), ("Date", NOON)], 86_400),
        ([("Expires", NOON), ("Date", LATER)], 0),
        ([("Expires", LATER)], 0),
        ([("Expires", "0"), ("Date", NOON)], 0),
        ([("Expires", "-1")], 0),
        ([("Expires", ""), ("Date", NOON)], 0),
        ([("Expires", LATER), ("Date", "yesterday")], 0),
        ([("Expires", "Mon, 99 Jun 2026 99:99:99 GMT"), ("Date", NOON)], 0),
        ([("Expires", "Monday, 01-Jun-26 12:01:00 GMT"), ("Date", NOON)], 0),
        ([("Date", NOON)], 300),
        ([("Cache-Control", "max-age=86400"), ("Age", "86000")], 400),
        ([("Cache-Control", "max-age=86400"), ("Age", "86000, 86000")], 0),
        ([("Cache-Control", "max-age=86400"), ("Age", "old")], 0),
    ],
)
def test_a_date_says_how_long_an_answer_holds(headers: list[tuple[str, str]], holds: int) -> None:
    message = Message()
    for name, value in headers:
        message[name] = value
    assert freshness.of(message, usual=300, longest=86_400) == (holds, True)


def test_the_age_of_an_answer_counts(server: Server, fetch: HttpFetcher, clock: Turned) -> None:
    url = server.serve("/x", http(Cache_Control="max-age=60", Age="50"))
    fetch(wanted(url))
    clock.turn(11)
    fetch(wanted(url))
    assert server.times("/x") == 2


@pytest.mark.parametrize(
    "headers", [{"Cache_Control": "no-store"}, {"Cache_Control": "max-age=9, no-store"}, {"Vary": "*"}]
)
def test_what_must_not_be_kept_is_not(server: Server, fetch: HttpFetcher, headers: dict[str, Any]) -> None:
    url = server.serve("/x", http(ETag='"1"', **headers))
    assert isinstance(fetch(wanted(url)), Fetched)
    assert isinstance(fetch(wanted(url)), Fetched)
    assert server.times("/x") == 2
    assert "if-none-match" not in server.asked[1].headers


@pytest.mark.attack("F21", "clock-back")
def test_setting_the_clock_of_the_machine_makes_nothing_younger(
    server: Server, fetch: HttpFetcher, clock: Turned
) -> None:
    url = server.serve("/x", http(Cache_Control="max-age=60"))
    fetch(wanted(url))
    clock.date -= timedelta(days=1)
    clock.tick += 61
    fetch(wanted(url))
    assert server.times("/x") == 2


@given(st.text(max_size=60))
def test_whatever_a_server_says_the_bounds_hold(text: str) -> None:
    headers = Message()
    headers["Cache-Control"] = text.replace("\r", " ").replace("\n", " ")
    found = freshness.of(headers, usual=300, longest=86_400)
    assert 0 <= found.seconds <= 86_400


DATES = st.from_regex(
    r"[A-Z][a-z]{2}, [0-9]{2} (Jan|Feb|Jun|Abc) [0-9]{4} [0-9]{1,2}:[0-9:]{6} GMT|[!-~]{0,20}", fullmatch=True
)


@given(st.lists(DATES, max_size=3), st.lists(DATES, max_size=3))
def test_whatever_dates_a_server_says_the_bounds_hold(ends: list[str], dates: list[str]) -> None:
    headers = Message()
    for name, texts in (("Expires", ends), ("Date", dates)):
        for text in texts:
            headers[name] = text
    assert 0 <= freshness.of(headers, usual=300, longest=86_400).seconds <= 86_400


def test_what_holds_for_no_time_and_cannot_be_asked_about_takes_no_room(server: Server, fetch: HttpFetcher) -> None:
    fetch(wanted(server.serve("/x", http(Cache_Control="max-age=0"))))
    assert repr(fetch).endswith("kept=0>")


@given(
    st.text(max_size=40) | st.from_regex(r"[A-Z][a-z]{2}, [0-9]{1,6} [A-Z][a-z]{2} [0-9]{1,6} [0-9:]{1,9} [-+A-Z0-9]*")
)
def test_whatever_a_server_says_about_coming_back_is_a_time(text: str) -> None:
    assert retrying.asked_for(text, Turned()) >= 0


# ---- asking whether it has changed -----------------------------------------------------------------------------------

NOT_CHANGED = b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\nCache-Control: max-age=60\r\n\r\n"


def test_an_answer_that_holds_no_longer_is_asked_about(server: Server, fetch: HttpFetcher, clock: Turned) -> None:
    made = http(b"[1]", ETag='W/"a b!"'.replace(" ", ""), Cache_Control="max-age=60", Last_Modified="x")
    url = server.serve("/x", made, NOT_CHANGED, NOT_CHANGED, http(b"[2]"))
    for asked, body in ((1, b"[1]"), (2, b"[1]"), (3, b"[1]"), (4, b"[2]")):
        assert held(fetch(wanted(url))) == (url, body, "application/json")
        assert held(fetch(wanted(url))) == (url, body, "application/json")
        assert server.times("/x") == asked
        clock.turn(61)
    assert [one.headers.get("if-none-match") for one in server.asked] == [None, *['W/"ab!"'] * 3]
    assert all("if-modified-since" not in one.headers for one in server.asked)


def test_a_date_serves_where_there_is_no_tag(server: Server, fetch: HttpFetcher, clock: Turned) -> None:
    date = "Mon, 01 Jun 2026 12:00:00 GMT"
    url = server.serve("/x", http(Last_Modified=date, Cache_Control="no-cache"), NOT_CHANGED)
    assert isinstance(fetch(wanted(url)), Fetched)
    assert isinstance(fetch(wanted(url)), Fetched)
    assert server.asked[1].headers["if-modified-since"] == date


@pytest.mark.parametrize("tag", ["a", '"a', '"a b"', '"\x7f"', '"' + "x" * 300 + '"', "*", '"a", "b"'])
def test_a_tag_of_another_form_is_not_sent_back(server: Server, fetch: HttpFetcher, clock: Turned, tag: str) -> None:
    url = server.serve("/x", http(ETag=tag, Cache_Control="no-cache"))
    fetch(wanted(url))
    fetch(wanted(url))
    assert "if-none-match" not in server.asked[1].headers


@pytest.mark.parametrize(("status", "codes"), [(500, "fetch.status"), (404, "fetch.status")])
def test_an_old_answer_does_not_stand_in_for_a_new_one_that_fails(
    server: Server, fetch: HttpFetcher, clock: Turned, status: int, codes: str
) -> None:
    url = server.serve(
        "/x",
        http(ETag='"1"', Cache_Control="max-age=60"),
        *[http(b"", status)] * (3 if status == 500 else 1),
        NOT_CHANGED,
    )
    fetch(wanted(url))
    clock.turn(61)
    answer = fetch(wanted(url))
    assert isinstance(answer, Unavailable)
    assert answer.code == codes
    # What is gone is forgotten; what merely failed may still be the same.
    again = fetch(wanted(url))
    assert isinstance(again, Fetched) == (status == 500)


def test_headers_are_told_for_advice_but_for_cookies(server: Server, fetch: HttpFetcher) -> None:
    url = server.serve("/x", http(Access_Control_Allow_Origin="*", Set_Cookie="a=b"))
    for _ in range(2):
        answer = fetch(wanted(url))
        assert isinstance(answer, Fetched)
        assert ("Access-Control-Allow-Origin", "*") in answer.headers
        assert "Set-Cookie" not in dict(answer.headers)
    assert server.times("/x") == 1


# ---- keys and bounds -------------------------------------------------------------------------------------------------


@pytest.mark.attack("F21", "key")
def test_an_entry_is_what_is_sent_and_what_for(server: Server, fetch: HttpFetcher) -> None:
    url = server.serve("/x", http())
    server.serve("/X", http(b"[]"))
    for same in (url, f"{url}#a", f"{url}#b", url.replace("north", "NORTH"), url.replace("example:", "example.:")):
        answer = fetch(wanted(same))
        assert held(answer) == (same, b"{}", "application/json")
    assert server.connections == 1
    for other in (f"{url}?", url.replace("/x", "/X"), url.replace("/x", "/%78")):
        fetch(wanted(other))
    assert server.connections == 4
    fetch(wanted(url, purpose="schema"))
    assert server.connections == 5
    # User information neither makes an entry nor finds one.
    assert isinstance(fetch(wanted(url.replace("north", "a@north"))), Unavailable)


def test_a_smaller_limit_holds_for_what_is_kept(server: Server, fetch: HttpFetcher) -> None:
    url = server.serve("/x", http(b"x" * 100))
    assert isinstance(fetch(wanted(url, 100)), Fetched)
    small = fetch(wanted(url, 99))
    assert isinstance(small, Unavailable)
    assert small.code == "fetch.budget"


def kept(body: bytes) -> Kept:
    return Kept(body, "", (), 0.0, {})


def target(number: int) -> tuple[Target, str]:
    return Target("north.example", 443, f"/{number}"), "x"


@pytest.mark.attack("F21", "bound")
def test_a_cache_stays_within_its_bounds() -> None:
    cache = Cache(100, 1 << 20)
    for number in range(100_000):
        cache.put(target(number), kept(b"x" * (number % 100)))
        cache.get(target(0))
    assert len(cache) == 100
    assert cache.get(target(0)) is not None  # used all the time
    assert cache.get(target(99_999)) is not None
    assert cache.get(target(99_000)) is None
    large = Cache(1000, 100 << 10)
    for number in range(50):
        large.put(target(number), kept(b"x" * (9 << 10)))
    assert len(large) == 10
    large.put(target(99), kept(b"x" * (100 << 10)))
    assert large.get(target(99)) is None
    large.put(target(49), kept(b""))
    large.drop(target(48))
    large.drop(target(48))
    assert large._used == 8 * (10 << 10) + (1 << 10)


@pytest.mark.parametrize("options", [{"cache_documents": 0}, {"cache_bytes": 0}])
def test_nothing_is_kept_where_nothing_shall_be(authority: Authority, server: Server, options: dict[str, int]) -> None:
    fetch = fetcher(authority, server, **options)
    url = server.serve("/x", http())
    fetch(wanted(url))
    fetch(wanted(url))
    assert server.times("/x") == 2


# ---- many at once ----------------------------------------------------------------------------------------------------


def slowly(body: bytes, seconds: float = 0.3) -> Callable[[ssl.SSLSocket], None]:
    def answer(secured: ssl.SSLSocket) -> None:
        time.sleep(seconds)
        secured.sendall(body)

    return answer


def at_once(count: int, ask: Callable[[], Any]) -> list[Any]:
    found: list[Any] = []
    start = threading.Barrier(count)

    def run() -> None:
        start.wait()
        found.append(ask())

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_twenty_threads_are_one_question(server: Server, fetch: HttpFetcher) -> None:
    url = server.serve("/x", slowly(http(Cache_Control="no-store"), 1.0))
    found = at_once(20, lambda: fetch(wanted(url)))
    assert [held(one) for one in found] == [(url, b"{}", "application/json")] * 20
    assert server.times("/x") == 1


def test_twenty_threads_share_a_failure_which_is_not_kept(server: Server, fetch: HttpFetcher) -> None:
    url = server.serve("/x", slowly(http(b"", 404), 1.0), http())
    found = at_once(20, lambda: fetch(wanted(url)))
    assert {one.code for one in found} == {"fetch.status"}
    assert isinstance(fetch(wanted(url)), Fetched)
    assert fetch._flights._under_way == {}


def test_who_waits_for_a_thread_that_is_interrupted_is_told(
    server: Server, fetch: HttpFetcher, monkeypatch: Any
) -> None:
    asked = threading.Event()

    def interrupted(*_: Any) -> Any:
        asked.set()
        time.sleep(0.3)
        raise KeyboardInterrupt

    monkeypatch.setattr("eccoe_vc.net.exchange.get", interrupted)
    url = server.url("/x")
    found: list[Any] = []

    def first() -> None:
        with pytest.raises(KeyboardInterrupt):
            fetch(wanted(url))

    leader = threading.Thread(target=first)
    leader.start()
    asked.wait(5)
    found.append(fetch(wanted(url)))
    leader.join()
    assert found[0].code == "fetch.error"
    assert fetch._flights._under_way == {}


def test_awaited_it_asks_in_threads(server: Server, fetch: HttpFetcher) -> None:
    urls = [server.serve(f"/{number}", slowly(http(b"[%d]" % number))) for number in range(8)]

    async def all_of_them() -> list[Any]:
        ask = in_threads(fetch)
        return await asyncio.gather(*(ask(wanted(url)) for url in urls))

    began = time.monotonic()
    found = asyncio.run(all_of_them())
    assert [one.data for one in found] == [b"[%d]" % number for number in range(8)]
    assert time.monotonic() - began < 2.0  # one after the other they take 2.4 seconds


# ---- the constructor -------------------------------------------------------------------------------------------------


def test_purposes_may_be_named(authority: Authority, server: Server) -> None:
    fetch = fetcher(authority, server, purposes={"status list"})
    url = server.serve("/x", http())
    assert isinstance(fetch(wanted(url)), Fetched)
    other = fetch(wanted(url, purpose="controller document"))
    assert isinstance(other, Unavailable)
    assert other.code == "fetch.not_allowed"


@pytest.mark.parametrize(
    "wrong",
    [
        {"deadline": 10}, {"deadline": timedelta(0)}, {"deadline": timedelta(seconds=-1)}, {"fresh_for": 1},
        {"longest": timedelta(seconds=-1)}, {"ports": 8443}, {"ports": ["8443"]}, {"ports": "443"}, {"purposes": "x"},
        {"purposes": [1]}, {"cache_documents": -1}, {"cache_bytes": "1"}, {"cache_bytes": True}, {"authorities": b"x"},
        {"authorities": "no certificate"}, {"purposes": ["status lists"]}, {"purposes": ["Status List", "schema"]},
    ],
)  # fmt: skip
def test_wrong_arguments_are_told(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputTypeError) as raised:
        HttpFetcher(**wrong)
    assert raised.value.code == "input.type"


def test_a_purpose_that_is_misspelt_is_told_with_those_that_there_are() -> None:
    """It would keep out what it was meant to let in, and every status would stay unknown."""
    with pytest.raises(InputTypeError) as raised:
        HttpFetcher(purposes=["status lists"])
    assert "Did you mean 'status list'?" in raised.value.hint
    assert all(name in raised.value.hint for name in PURPOSES)
    assert HttpFetcher(purposes=PURPOSES)


def asked_for_in_the_package() -> set[str]:
    """The purposes that stand in its calls, as plain texts."""
    found = set[str]()
    for file in Path(sources.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in (
                "Fetch",
                "asked_for",
                "document",
            ):
                found |= {
                    one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
                }
    return found


def test_every_purpose_for_which_something_is_asked_is_known() -> None:
    found = asked_for_in_the_package() | {resolver.PURPOSE, refresh._PURPOSE}
    assert found == set(PURPOSES)


@pytest.mark.parametrize(
    "wanted",
    [
        "https://north.example/status/3", None, ("https://north.example/", "status list", 1_000), Fetch,
        Fetch(5, "status list", 1_000), Fetch("https://north.example/", ["x"], 1_000),  # type: ignore[arg-type]
        Fetch("https://north.example/", "status list", "1000"),  # type: ignore[arg-type]
    ],
    ids=str,
)  # fmt: skip
def test_a_fetcher_is_asked_with_a_fetch(wanted: Any) -> None:
    with pytest.raises(InputTypeError) as raised:
        HttpFetcher()(wanted)
    assert raised.value.code == "input.type"
    assert "Fetch" in raised.value.message


@pytest.mark.attack("H12", "option")
def test_there_is_no_way_to_switch_the_checks_off() -> None:
    import inspect as python_inspect

    names = set(python_inspect.signature(HttpFetcher).parameters)
    assert names == {
        "deadline", "ports", "purposes", "fresh_for", "longest", "cache_documents", "cache_bytes", "authorities",
        "resolver", "clock", "chance", "unsafe_allow_loopback",
    }  # fmt: skip
    assert repr(HttpFetcher()) == "<HttpFetcher ports=[443] kept=0>"
