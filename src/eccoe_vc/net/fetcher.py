"""``HttpFetcher``: documents over https, from public machines only, bounded in time and size, kept while they hold."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from difflib import get_close_matches
from secrets import SystemRandom
from types import MappingProxyType
from typing import Final, TypeVar

from eccoe_vc.errors import InputTypeError, RefusedError, shown
from eccoe_vc.net import exchange, freshness, resolving, retrying, urls
from eccoe_vc.net.cache import Cache, Kept, Key
from eccoe_vc.net.connection import tls
from eccoe_vc.net.deadline import Clock, Deadline, SystemClock
from eccoe_vc.net.flights import Flights
from eccoe_vc.net.resolving import Names, Resolver
from eccoe_vc.net.urls import Target
from eccoe_vc.sources import PURPOSES, Fetch, Fetched, Unavailable

_ANY: Final = "application/json, */*;q=0.1"
#: What is asked for by purpose; what a server answers is read by content all the same.
_ACCEPT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "controller document": "application/did, application/did+json, application/did+ld+json, application/cid, "
        "application/jwk-set+json, application/json, */*;q=0.1",
        "status list": "application/vc, application/vc+jwt, application/vc+ld+json, application/statuslist+jwt, "
        "application/json, */*;q=0.1",
        "schema": "application/schema+json, application/json, */*;q=0.1",
        "refreshed credential": "application/vc, application/vc+jwt, application/json, */*;q=0.1",
        "related resource": "*/*",
    }
)
#: What may be of any kind, such as a picture: it is compared with a digest and never read.
_OF_ANY_KIND: Final = frozenset({"related resource"})
_SECOND: Final = timedelta(seconds=1)
_T = TypeVar("_T")


class HttpFetcher:
    """A :class:`~eccoe_vc.Fetcher` for the open network, which strangers choose the addresses of. Safe for threads.

    Only https, to a port of ``ports``; the name is resolved once, every address of the answer must be public, and the
    connection goes to the address that was checked, under TLS with the name. No redirect is followed; no proxy, cookie,
    password or variable of the environment is used. Everything together ends at ``deadline``; at most three tries
    are made where the server fails. Answers are kept as the server allows; errors are never kept.

    Outcomes are the codes ``fetch.*`` (:mod:`eccoe_vc.codes`). Nothing is raised for what the network does.

    :param deadline: for one document: lookup, connection, all tries and the last byte.
    :param ports: that may be asked besides 443, which always may.
    :param purposes: what may be fetched; None is everything. Those that there are: ``controller document``, ``status
        list``, ``schema``, ``related resource``, ``refreshed credential``, ``issuer registry``, ``domain linkage``, and
        ``context``, which only the issuer's doctor asks for.
    :param fresh_for: how long an answer holds whose server says nothing about it.
    :param longest: how long an answer holds at most, whatever the server says: so late may a revocation be seen.
    :param cache_documents: kept answers, and ``cache_bytes`` their bodies together; 0 keeps nothing.
    :param authorities: certificates, in PEM, of those who vouch for servers, in place of the well-known ones.
    :param resolver: from a host name and a port to IP addresses, in place of that of the machine.
    :param clock: in place of that of the machine, and ``chance`` numbers from 0 to 1; for tests.
    :param unsafe_allow_loopback: also ask this machine. Never where a stranger may choose an address.
    :raises InputTypeError: an argument of a wrong type or out of range.

    >>> fetch = HttpFetcher()
    >>> fetch(Fetch("https://169.254.169.254/latest/meta-data/", "status list", 1000)).code
    'fetch.blocked'
    """

    def __init__(
        self,
        *,
        deadline: timedelta = timedelta(seconds=10),
        ports: Collection[int] = (),
        purposes: Collection[str] | None = None,
        fresh_for: timedelta = timedelta(minutes=5),
        longest: timedelta = timedelta(days=1),
        cache_documents: int = 256,
        cache_bytes: int = 16 << 20,
        authorities: str = "",
        resolver: Resolver = resolving.system,
        clock: Clock | None = None,
        chance: Callable[[], float] | None = None,
        unsafe_allow_loopback: bool = False,
    ) -> None:
        self._seconds = _seconds("deadline", deadline)
        self._usual, self._longest = _seconds("fresh_for", fresh_for, 0), _seconds("longest", longest, 0)
        self._ports = frozenset({443, *_each("ports", ports, int)})
        self._purposes = None if purposes is None else _known_purposes(purposes)
        self._cache = Cache(_count("cache_documents", cache_documents), _count("cache_bytes", cache_bytes))
        self._names = Names(resolver, loopback=unsafe_allow_loopback)
        self._clock: Clock = clock or SystemClock()
        self._chance = chance or SystemRandom().random
        self._loopback = unsafe_allow_loopback
        self._flights = Flights()
        self._tls = _tls(authorities)

    def __call__(self, wanted: Fetch) -> Fetched | Unavailable:
        """The document at ``wanted.url``, or why it could not be had.

        :raises InputTypeError: ``input.type``, what is asked with is no :class:`~eccoe_vc.Fetch`.
        """
        _check_wanted(wanted)
        if self._purposes is not None and wanted.purpose not in self._purposes:
            return Unavailable(
                "fetch.not_allowed", f"Documents for the purpose {shown(wanted.purpose)} are not fetched."
            )
        try:
            target = urls.read(wanted.url, ports=self._ports, loopback=self._loopback)
        except RefusedError as error:
            return Unavailable(error.code, error.message)
        key = (target, wanted.purpose)
        kept = self._cache.get(key)
        if kept is not None and self._clock.ticks() < kept.until:
            return _given(wanted, kept)
        found = self._flights.share((key, wanted.max_bytes), lambda: self._asked(wanted, key))
        # Others may have asked with another fragment, which no server sees.
        return found._replace(url=wanted.url) if isinstance(found, Fetched) else found

    def __repr__(self) -> str:
        return f"<HttpFetcher ports={sorted(self._ports)} kept={len(self._cache)}>"

    def _asked(self, wanted: Fetch, key: Key) -> Fetched | Unavailable:
        """The answer of the server, or that it has not changed."""
        kept = self._cache.get(key)
        if kept is not None and self._clock.ticks() < kept.until:
            return _given(wanted, kept)  # it came while we waited for our turn
        try:
            answer = self._exchanged(wanted, key[0], kept)
        except RefusedError as error:
            if not isinstance(error, exchange.FailedError) and error.code == "fetch.status":
                self._cache.drop(key)  # it is gone
            return Unavailable(error.code, error.message)
        asked_at = self._clock.ticks()
        holds = freshness.of(answer.headers, usual=self._usual, longest=self._longest)
        conditions = freshness.conditions(answer.headers)
        until = asked_at + holds.seconds
        if answer.status == 200:
            kept = Kept(answer.body, answer.media_type, _told(answer), until, conditions)
        elif kept is not None:
            kept = kept._replace(until=until, conditions=conditions or kept.conditions)
        if kept is None:  # 304 is taken only of a question that has a condition
            return Unavailable("fetch.status", "The server says that nothing has changed, which nobody asked.")
        if holds.kept and (holds.seconds or kept.conditions):
            self._cache.put(key, kept)
        else:
            self._cache.drop(key)
        return _given(wanted, kept)

    def _exchanged(self, wanted: Fetch, target: Target, kept: Kept | None) -> exchange.Answer:
        """One question to one of the addresses of the server, in up to three tries.

        :raises RefusedError: a code of group ``fetch``.
        """
        deadline = Deadline(self._clock, self._seconds)
        addresses = self._names.addresses(target, deadline)
        headers = {"Accept": _ACCEPT.get(wanted.purpose, _ANY)}
        if kept is not None and len(kept.body) <= wanted.max_bytes:
            headers |= kept.conditions

        question = exchange.Question(target, headers, wanted.max_bytes, wanted.purpose in _OF_ANY_KIND)

        def ask(address: str) -> exchange.Answer:
            return exchange.get(address, question, self._tls, deadline)

        return retrying.tried(ask, addresses, deadline, self._clock, self._chance)


def _told(answer: exchange.Answer) -> tuple[tuple[str, str], ...]:
    """The headers of an answer, for those who advise its server; a cookie is no matter of theirs."""
    return tuple([(name, value) for name, value in answer.headers.items() if name.lower() != "set-cookie"])


def _given(wanted: Fetch, kept: Kept) -> Fetched | Unavailable:
    """What is kept, as the answer to ``wanted``."""
    if len(kept.body) > wanted.max_bytes:
        return Unavailable("fetch.budget", f"The document is larger than {wanted.max_bytes} bytes.")
    return Fetched(wanted.url, kept.body, kept.media_type, kept.headers)


def _seconds(name: str, value: object, least: float = 0.001) -> float:
    if not isinstance(value, timedelta) or value / _SECOND < least:
        raise InputTypeError("input.type", f"The argument {name} is no positive time.", hint="Pass a timedelta.")
    return value / _SECOND


def _count(name: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InputTypeError("input.type", f"The argument {name} is {shown(value)}, not a number from 0 on.")
    return value


def _each(name: str, values: object, kind: type[_T]) -> list[_T]:
    found = [*values] if isinstance(values, Collection) and not isinstance(values, str | bytes) else [None]
    if not all(isinstance(value, kind) for value in found):
        raise InputTypeError("input.type", f"The argument {name} is no collection of {kind.__name__}.")
    return [value for value in found if isinstance(value, kind)]


def _known_purposes(purposes: object) -> frozenset[str]:
    """Purposes as they are asked for: one that is misspelt would keep out what it was meant to let in."""
    found = frozenset(_each("purposes", purposes, str))
    for name in sorted(found.difference(PURPOSES)):
        close = get_close_matches(name[:100].lower(), PURPOSES, 1, 0.6)
        meant = f"Did you mean {shown(close[0])}? " if close else ""
        raise InputTypeError(
            "input.type", f"Nothing is fetched for the purpose {shown(name)}.",
            hint=f"{meant}The purposes are {', '.join(PURPOSES)}.",
        )  # fmt: skip
    return found


def _check_wanted(wanted: object) -> None:
    given = [wanted.url, wanted.purpose] if isinstance(wanted, Fetch) else []
    if not isinstance(wanted, Fetch) or not all(isinstance(one, str) for one in given):
        what = "one whose address or purpose is no text" if given else shown(wanted, 200)
        raise InputTypeError(
            "input.type", f"A fetcher is asked with a Fetch, but {what} was given.",
            hint='Pass Fetch(url, "status list", 2_000_000): an address, what for, and the most bytes.',
        )  # fmt: skip
    _count("max_bytes of a Fetch", wanted.max_bytes)


def _tls(authorities: object) -> ssl.SSLContext:
    if not isinstance(authorities, str):
        raise InputTypeError("input.type", "The argument authorities is no text.", hint="Pass certificates in PEM.")
    try:
        return tls(authorities)
    except ssl.SSLError:
        raise InputTypeError(
            "input.type", "The argument authorities holds no certificate.", hint="Pass certificates in PEM."
        ) from None
