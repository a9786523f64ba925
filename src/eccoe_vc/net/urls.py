"""Which URLs are asked for: https, a name or a public address, a port that is allowed. RFC 3986, read strictly.

There is one reading of each URL that is taken, so that what is checked is what is connected to. User information,
control characters, backslashes and numbers that some programs take for addresses are refused.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address
from typing import Final, NamedTuple

from eccoe_vc.encoding import DecodeError, quantities
from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.net.addresses import IP, may_be_asked

_LONGEST: Final = 2048
_HTTPS: Final = 443
_CHARACTER: Final = r"[A-Za-z0-9._~!$&'()*+,;=:@\-]|%[0-9A-Fa-f]{2}"
_URL: Final = re.compile(
    r"https://(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.\-]+)(?::(?P<port>[1-9][0-9]{0,4}))?"
    rf"(?P<path>(?:/(?:{_CHARACTER})*)*)(?P<query>\?(?:{_CHARACTER}|[/?])*)?(?:#(?:{_CHARACTER}|[/?])*)?\Z",
    re.ASCII,
).match
_NAME: Final = re.compile(
    r"(?:[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\.)+[a-z0-9](?:[a-z0-9\-]{0,61}[a-z0-9])?\Z", re.ASCII
).match
_NUMBER: Final = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z", re.ASCII).match
#: Names that only mean something inside a network (RFC 6761, 6762, 7686, 8375; ICANN on .internal), and habits.
_INSIDE: Final = (
    "localhost", "local", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "home.arpa", "onion",
)  # fmt: skip


class Target(NamedTuple):
    """Where one URL leads: ``host`` in lower case without a final dot, ``port``, and what the server is asked for."""

    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """The value of ``Host``."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _HTTPS else f"{host}:{self.port}"

    @property
    def ip(self) -> IP | None:
        """The address, where the host is one."""
        return _ip(self.host)


def read(url: str, *, ports: Collection[int] = (_HTTPS,), loopback: bool = False) -> Target:
    """Where ``url`` leads. A fragment is not part of a request and left out (RFC 9110, section 4.2.5).

    :param loopback: whether names of this machine are taken.
    :raises RefusedError: ``fetch.scheme``, the URL or its port is not of a form that is asked for; ``fetch.blocked``,
        its host is inside a network.

    >>> read("https://North.example/status/3?x=1#list")
    Target(host='north.example', port=443, path='/status/3?x=1')
    """
    found = _URL(url) if isinstance(url, str) and len(url) <= _LONGEST else None
    if found is None:
        what = "an https URL with a host, without user information and control characters"
        raise RefusedError("fetch.scheme", f"The address {shown(url, 120)} is not {what}, so it is not asked for.")
    host = found["host"].lower().strip("[]").removesuffix(".")
    address = _ip(host)
    if address is not None and not may_be_asked(address, loopback=loopback):
        raise RefusedError("fetch.blocked", f"The address {shown(url, 120)} is not that of a public machine.")
    if address is None and not (loopback and host == "localhost"):
        _check_name(host, url)
    port = _port(found["port"])
    if port not in ports:
        allowed = ", ".join(map(str, sorted(ports)))
        message = f"The address {shown(url, 120)} names port {found['port'] or port}; allowed is {allowed}."
        raise RefusedError("fetch.scheme", message)
    return Target(host, port, (found["path"] or "/") + (found["query"] or ""))


def _check_name(host: str, url: str) -> None:
    """Refuse what is no public name."""
    inside = any(host == name or host.endswith(f".{name}") for name in _INSIDE)
    last = host.rpartition(".")[2]
    if inside or _NUMBER(last) or "." not in host:
        message = f"It has no public name, so it is not asked: {shown(host, 120)}."
        raise RefusedError("fetch.blocked", message)
    if len(host) > 253 or _NAME(host) is None:
        raise RefusedError("fetch.scheme", f"The host of {shown(url, 120)} is no name of a machine.")


def _port(text: str | None) -> int:
    try:
        return _HTTPS if text is None else quantities.whole(text)
    except DecodeError:
        return 0


def _ip(host: str) -> IP | None:
    for form in (IPv4Address, IPv6Address):
        try:
            return form(host)
        except ValueError:
            continue
    return None
