"""The verbs that drive the steps: awaited or not, by hand or by a fetcher, the report is the same."""

from __future__ import annotations

import asyncio
import gc
import itertools
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from types import GeneratorType
from typing import Any

import pytest
from tests.attacks.bases import AT, STATUS_URL, Tree, di, di_status, listing, policy, raw_signed
from tests.attacks.test_group_d import WEB, WEB_URL, document, issuer_tree, web_signer

from eccoe_vc import (
    OFFLINE,
    Budget,
    Fetch,
    Fetched,
    InputTypeError,
    Report,
    Sources,
    Unavailable,
    VerificationError,
    inspect,
    inspect_async,
    needs,
    verify,
    verify_async,
)
from eccoe_vc.encoding import strict_json
from eccoe_vc.status import status_entry
from eccoe_vc.verification.dialogue import Dialogue

SECOND = "https://north.example/status/suspended"


def text(tree: Tree) -> bytes:
    return strict_json.dumps(tree).encode()


def of_web(list_tree: Tree) -> Tree:
    return raw_signed({k: v for k, v in list_tree.items() if k != "proof"} | {"issuer": WEB}, by=web_signer())


ENTRIES = [status_entry(STATUS_URL, 5), status_entry(SECOND, 7, purpose="suspension")]
BADGE = raw_signed(issuer_tree(WEB, credentialStatus=ENTRIES), by=web_signer())
SERVED = {
    WEB_URL: text(document()),
    STATUS_URL: text(of_web(listing([6]))),
    SECOND: text(of_web(listing([7], id=SECOND, subject={"statusPurpose": "suspension"}))),
}
Served = Callable[[Fetch], Fetched | Unavailable]


def serving(**changed: Any) -> Served:
    """A fetcher over ``SERVED``; ``changed`` gives other answers by a word in the address."""

    def fetch(wanted: Fetch) -> Fetched | Unavailable:
        for word, answer in changed.items():
            if word in wanted.url:
                if isinstance(answer, BaseException):
                    raise answer
                return answer  # type: ignore[no-any-return]
        return Fetched(wanted.url, SERVED[wanted.url])

    return fetch


#: Worlds in which a fetcher lives, and what comes out of them.
WORLDS: dict[str, tuple[Served, str]] = {
    "all there, suspended": (serving(), "rejected"),
    "no key": (serving(did=Unavailable("fetch.timeout", "slow")), "indeterminate"),
    "no list": (serving(suspended=Unavailable("fetch.status", "404")), "indeterminate"),
    "wrong address": (serving(suspended=Fetched("https://x.example/", b"{}")), "indeterminate"),
    "too large": (serving(did=Fetched(WEB_URL, b"x" * 70_000)), "indeterminate"),
    "blocked": (serving(suspended=Unavailable("fetch.blocked", "10.0.0.1")), "rejected"),
    "no answer": (serving(did=None), "indeterminate"),
    "raises": (serving(did=ZeroDivisionError()), "indeterminate"),
    "text for bytes": (serving(did=Fetched(WEB_URL, "text")), "indeterminate"),  # type: ignore[arg-type]
    "list for bytes": (serving(suspended=Fetched(SECOND, [1])), "indeterminate"),  # type: ignore[arg-type]
    "no media type": (serving(did=Fetched(WEB_URL, b"{}", None)), "indeterminate"),  # type: ignore[arg-type]
    "odd headers": (serving(did=Fetched(WEB_URL, b"{}", "", ((1, 2),))), "indeterminate"),  # type: ignore[arg-type]
    "list for a code": (serving(suspended=Unavailable(["x"], "")), "indeterminate"),  # type: ignore[arg-type]
    "no message": (serving(suspended=Unavailable("fetch.error", None)), "indeterminate"),  # type: ignore[arg-type]
}


def asked_for(tree: Any, fetch: Served, **more: Any) -> Report:
    return inspect(tree, policy=policy(WEB), sources=OFFLINE.with_(fetch=fetch), at=AT, **more)


def awaited(tree: Any, fetch: Served) -> Report:
    async def fetcher(wanted: Fetch) -> Fetched | Unavailable:
        await asyncio.sleep(0)
        return fetch(wanted)

    return asyncio.run(inspect_async(tree, policy=policy(WEB), fetch=fetcher, at=AT))


@pytest.mark.parametrize("world", WORLDS)
def test_the_report_is_the_same_whether_the_answers_are_awaited(world: str) -> None:
    fetch, verdict = WORLDS[world]
    plain = asked_for(BADGE, fetch)
    assert plain.verdict == verdict, plain.to_dict()
    assert awaited(BADGE, fetch).to_dict() == plain.to_dict()


def by_hand(tree: Any, fetch: Served, add: Callable[[Sources, Fetch, Fetched | Unavailable], Sources]) -> Sources:
    """The loop of the documentation."""
    sources = OFFLINE
    for _ in range(20):
        wanted = needs(tree, policy=policy(WEB), sources=sources, at=AT)
        if not wanted:
            return sources
        for one in wanted:
            sources = add(sources, one, fetch(one))
    raise AssertionError("the loop does not end")


@pytest.mark.parametrize("world", [world for world in WORLDS if world not in ("raises", "no answer")])
def test_who_fetches_by_hand_ends_with_the_same_report(world: str) -> None:
    fetch, verdict = WORLDS[world]
    sources = by_hand(BADGE, fetch, Sources.with_answer)
    report = inspect(BADGE, policy=policy(WEB), sources=sources, at=AT)
    assert report.to_dict() == asked_for(BADGE, fetch).to_dict()
    assert report.verdict == verdict


def test_documents_that_were_fetched_by_hand_may_be_handed_in_as_any_others() -> None:
    def add(sources: Sources, wanted: Fetch, answer: Fetched | Unavailable) -> Sources:
        assert isinstance(answer, Fetched)
        return sources.with_document(wanted.url, answer.data)

    report = inspect(BADGE, policy=policy(WEB), sources=by_hand(BADGE, serving(), add), at=AT)
    fetched = asked_for(BADGE, serving())
    assert (report.checks, report.verdict) == (fetched.checks, "rejected")


def test_needs_names_what_is_asked_for_now_and_nothing_that_depends_on_it() -> None:
    first = needs(BADGE, policy=policy(WEB), at=AT)
    assert first == (Fetch(WEB_URL, "controller document", 64 << 10),)
    known = OFFLINE.with_document(WEB_URL, SERVED[WEB_URL])
    assert needs(BADGE, policy=policy(WEB), sources=known, at=AT) == (
        Fetch(STATUS_URL, "status list", 2 << 20),
        Fetch(SECOND, "status list", 2 << 20),
    )
    # The fetcher of the sources is not asked.
    never = OFFLINE.with_(fetch=lambda wanted: pytest.fail("asked"))
    assert needs(BADGE, policy=policy(WEB), sources=never, at=AT) == first


@pytest.mark.parametrize("data", [b"<html>", di(), di() | {"name": "x"}, di() | {"bogus": 1}, b""])
def test_what_is_complete_or_refused_needs_nothing(data: Any) -> None:
    assert needs(data, policy=policy(WEB), at=AT) == ()


def test_a_failed_answer_is_not_asked_for_again_and_the_budget_bounds_the_loop() -> None:
    many = [status_entry(f"https://north.example/status/{n}", 5) for n in range(50)]
    badge = raw_signed(issuer_tree(WEB, credentialStatus=many), by=web_signer())
    seen: list[Fetch] = []

    def fetch(wanted: Fetch) -> Fetched | Unavailable:
        seen.append(wanted)
        return Fetched(WEB_URL, SERVED[WEB_URL]) if wanted.url == WEB_URL else Unavailable("fetch.status", "404")

    sources = by_hand(badge, fetch, Sources.with_answer)
    assert len(seen) == len(set(seen)) == Budget().fetches
    report = inspect(badge, policy=policy(WEB), sources=sources, at=AT)
    assert "fetch.count" in {found.code for found in report.check("status").findings}
    assert report.to_dict() == asked_for(badge, fetch).to_dict()


# ---- the report names what came from the network ---------------------------------------------------------------------


def test_the_report_names_what_was_fetched_with_its_digest() -> None:
    report = asked_for(BADGE, serving())
    fetched = [(one.url, one.sha256) for one in report.documents if one.supplied_by == "network"]
    assert fetched == [(url, sha256(SERVED[url]).hexdigest()) for url in (WEB_URL, STATUS_URL, SECOND)]
    at_hand = OFFLINE.with_document(WEB_URL, SERVED[WEB_URL])
    known = inspect(BADGE, policy=policy(WEB), sources=at_hand, at=AT)
    assert {one.supplied_by for one in known.documents} == {"package"}


# ---- verify ----------------------------------------------------------------------------------------------------------


def test_verify_async_gives_the_credential_or_raises_with_the_report() -> None:
    async def fetch(wanted: Fetch) -> Fetched | Unavailable:
        return Fetched(wanted.url, SERVED[wanted.url])

    plain = raw_signed(issuer_tree(WEB), by=web_signer())
    found = asyncio.run(verify_async(plain, policy=policy(WEB), fetch=fetch, at=AT))
    assert found.issuer_bound
    by_word = verify(plain, policy=policy(WEB), sources=OFFLINE.with_document(WEB_URL, SERVED[WEB_URL]), at=AT)
    assert found.credential == by_word.credential
    with pytest.raises(VerificationError) as raised:
        asyncio.run(verify_async(BADGE, policy=policy(WEB), fetch=fetch, at=AT))
    assert raised.value.code == "status.suspended"


@pytest.mark.parametrize(
    "wrong",
    [{"policy": None}, {"sources": None}, {"at": "today"}, {"sources": OFFLINE.with_(fetch=serving())}, {"data": 5}],
)
def test_the_caller_is_told_of_wrong_arguments(wrong: dict[str, Any]) -> None:
    arguments: dict[str, Any] = {"data": b"{}", "policy": policy(), "sources": OFFLINE, "at": AT} | wrong
    with pytest.raises(InputTypeError) as raised:
        asyncio.run(inspect_async(arguments.pop("data"), **arguments))
    assert raised.value.code == "input.type"


# ---- tasks, threads and stacks ---------------------------------------------------------------------------------------


@pytest.mark.attack("L12", "asyncio")
def test_many_tasks_in_two_loops_wait_at_the_same_time() -> None:
    waiting, most = 0, 0

    async def fetch(wanted: Fetch) -> Fetched | Unavailable:
        nonlocal waiting, most
        waiting += 1
        most = max(most, waiting)
        await asyncio.sleep(0.01)
        waiting -= 1
        return Fetched(wanted.url, SERVED[wanted.url])

    async def twenty() -> list[str]:
        tasks = [inspect_async(BADGE, policy=policy(WEB), fetch=fetch, at=AT) for _ in range(20)]
        return [report.verdict for report in await asyncio.gather(*tasks)]

    assert asyncio.run(twenty()) == ["rejected"] * 20
    assert most == 20
    results: list[list[str]] = []
    loops = [threading.Thread(target=lambda: results.append(asyncio.run(twenty()))) for _ in range(2)]
    for loop in loops:
        loop.start()
    for loop in loops:
        loop.join()
    assert results == [["rejected"] * 20] * 2


def test_what_others_compute_while_a_task_waits_is_not_on_its_account() -> None:
    """All tasks of a loop share a thread, whose computing time the Budget is counted in."""
    asked_for(BADGE, serving())  # what is loaded and kept at first use is not what is measured
    short = policy(WEB, budget=Budget(cpu_ms=150))

    def busy() -> None:
        until = time.thread_time() + 0.16
        while time.thread_time() < until:
            pass

    async def fetch(wanted: Fetch) -> Fetched | Unavailable:
        busy()
        return Fetched(wanted.url, SERVED[wanted.url])

    report = asyncio.run(inspect_async(BADGE, policy=short, fetch=fetch, at=AT))
    assert report.check("status").code == "status.suspended"

    def waited(wanted: Fetch) -> Fetched | Unavailable:
        busy()
        return serving()(wanted)

    assert inspect(BADGE, policy=short, sources=OFFLINE.with_(fetch=waited), at=AT).to_dict() == report.to_dict()


def test_a_cancelled_task_leaves_nothing_behind() -> None:
    began = threading.active_count()
    alive: list[weakref.ref[Any]] = []

    async def never(wanted: Fetch) -> Fetched | Unavailable:
        under_way = [one for one in gc.get_objects() if isinstance(one, Dialogue) and one.wanted == wanted]
        alive.extend(weakref.ref(one._steps) for one in under_way)
        await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def cancelled() -> None:
        task = asyncio.create_task(inspect_async(BADGE, policy=policy(WEB), fetch=never, at=AT))
        await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    gc.collect()
    assert alive
    assert [one() for one in alive] == [None] * len(alive)
    assert threading.active_count() == began
    assert inspect(di(), policy=policy(), at=AT).verdict == "accepted"


def test_steps_whose_answer_never_came_are_closed() -> None:
    dialogue = Dialogue(BADGE, policy(WEB), OFFLINE, AT)
    with pytest.raises(RuntimeError):
        dialogue.result  # noqa: B018
    dialogue.close()
    assert isinstance(dialogue._steps, GeneratorType)
    assert dialogue._steps.gi_frame is None


def deep(frames: int, run: Callable[[], Any]) -> Any:
    return run() if frames == 0 else deep(frames - 1, run)


def test_a_stack_that_ends_half_way_asks_nobody_twice() -> None:
    """The steps begin again on a stack of their own and are told what was answered already."""
    left = sys.getrecursionlimit() - len(list(_frames()))
    asked: list[str] = []

    def fetch(wanted: Fetch) -> Fetched | Unavailable:
        asked.append(wanted.url)
        return Fetched(wanted.url, SERVED[wanted.url])

    expected = asked_for(BADGE, serving()).to_dict()
    tried = 0
    for room in itertools.chain(range(20, 60, 2), range(60, 140, 5)):
        asked.clear()
        try:
            report = deep(left - room, lambda: asked_for(BADGE, fetch))
        except RecursionError:
            continue  # no room for the call itself
        if any("The fetcher failed" in found.message for one in report.checks for found in one.findings):
            continue  # no room for the fetcher
        if next(report.problems()).code == "budget.stack":
            continue  # no room to begin a thread
        assert len(asked) == len(set(asked))
        assert report.to_dict() == expected
        tried += 1
    assert tried > 10


def _frames() -> Iterator[Any]:
    frame = sys._getframe()
    while frame is not None:
        yield frame
        frame = frame.f_back  # type: ignore[assignment]


# ---- the time of the network -----------------------------------------------------------------------------------------


def test_nothing_more_is_asked_for_once_the_time_for_the_network_is_used_up(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr("eccoe_vc.clock.monotonic", lambda: now)

    def slow(wanted: Fetch) -> Fetched | Unavailable:
        nonlocal now
        now += 10.0 if wanted.url == STATUS_URL else 0.001
        return Fetched(wanted.url, SERVED[wanted.url])

    report = asked_for(BADGE, slow)
    second = report.check("status[1]")
    assert (second.code, report.verdict) == ("status.unavailable", "indeterminate")
    assert "fetch.timeout" in second.message
    longer = policy(WEB, budget=Budget(network_ms=60_000))
    assert inspect(BADGE, policy=longer, sources=OFFLINE.with_(fetch=slow), at=AT).verdict == "rejected"


def test_builders_are_what_they_say() -> None:
    assert inspect(di_status(), policy=policy(), sources=OFFLINE, at=AT).check("status").code == "status.not_checked"


def test_a_fetcher_of_the_other_kind_is_named_as_what_it_is(recwarn: pytest.WarningsRecorder) -> None:
    async def awaited(wanted: Fetch) -> Fetched | Unavailable:
        return Fetched(wanted.url, SERVED[WEB_URL])

    def plain(wanted: Fetch) -> Fetched | Unavailable:
        return Fetched(wanted.url, SERVED[WEB_URL])

    other: Any = plain
    report = asyncio.run(inspect_async(BADGE, policy=policy(WEB), fetch=other, at=AT))
    assert (report.verdict, report.check("key").code) == ("indeterminate", "key.unavailable")
    assert "wrap it in eccoe_vc.in_threads" in report.check("key").message
    other = awaited
    report = inspect(BADGE, policy=policy(WEB), sources=Sources(fetch=other), at=AT)
    assert (report.verdict, report.check("key").code) == ("indeterminate", "key.unavailable")
    assert "use inspect_async" in report.check("key").message
    assert not recwarn.list, "nothing is left that nobody awaits"


@pytest.mark.parametrize("document", ["did.json", Path("did.json"), None, 1])
def test_a_document_is_bytes_or_an_object(document: Any) -> None:
    with pytest.raises(InputTypeError, match="read_bytes"):
        OFFLINE.with_document(WEB_URL, document)
    with pytest.raises(InputTypeError, match="Write it whole"):
        OFFLINE.with_document("north.example/did.json", b"{}")
