"""Which URLs and which machines are asked at all. No socket is opened here."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eccoe_vc import Fetch, HttpFetcher, KeyLoadError, RefusedError, Unavailable
from eccoe_vc.keys import did_web
from eccoe_vc.net import urls
from eccoe_vc.net.addresses import is_public

FETCH = HttpFetcher(resolver=lambda host, port: ["10.0.0.1"])


def code(url: str, fetch: HttpFetcher = FETCH) -> str:
    answer = fetch(Fetch(url, "controller document", 1000))
    assert isinstance(answer, Unavailable)
    return answer.code


@pytest.mark.attack("H02", "loopback")
@pytest.mark.attack("H02", "localhost")
@pytest.mark.attack("H02", "ipv6")
@pytest.mark.attack("H02", "metadata")
@pytest.mark.attack("H02", "internal")
@pytest.mark.parametrize(
    "did",
    [
        "did:web:127.0.0.1%3A8080", "did:web:localhost", "did:web:LOCALHOST.", "did:web:[::1]",
        "did:web:169.254.169.254", "did:web:intranet", "did:web:host.local",
        "did:web:x.localhost", "did:web:a.home.arpa", "did:web:a.INTERNAL",
        "did:web:2130706433", "did:web:0x7f000001", "did:web:127.1", "did:web:0177.0.0.1", "did:web:1.2.3.4.5",
    ],
)  # fmt: skip
def test_a_did_that_names_a_local_machine_is_not_asked(did: str) -> None:
    try:
        url = did_web.url(did)
    except KeyLoadError as error:
        assert error.code == "did.syntax"
        return
    assert code(url) == "fetch.blocked"


@pytest.mark.attack("H06", "schemes")
@pytest.mark.attack("H06", "unc")
@pytest.mark.attack("H06", "userinfo")
@pytest.mark.attack("H06", "backslash")
@pytest.mark.attack("H06", "crlf")
@pytest.mark.attack("H06", "port")
@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://north.example/", "gopher://north.example/", "data:text/plain,x", "javascript:x",
        "jar:https://north.example/!/", "blob:https://north.example/x", "http://north.example/", "HTTPS://north.example/",
        "\\\\host\\share", "//north.example/x", "https:/north.example", "https:north.example", "https://", "https:///x",
        "https://user:pw@north.example/", "https://user@north.example/", "https://north.example:@evil.example/",
        "https://good.example\\@evil.example/", "https://good.example\\.evil.example/", "https://north.example\\x",
        "https://north.example/\r\nX: y", "https://north.example\r\n/", "https://north.example/\x00", " https://north.example/",
        "https://north.example/ ", "https://north.example/a b", "https://north.example/ä", "https://nörth.example/",
        "https://north.example/%zz", "https://north.example/%1", "https://north_x.example/", "https://north..example/",
        "https://-north.example/", "https://north.example:/", "https://north.example:0443/", "https://north.example:99999/",
        *(f"https://north.example:{port}/" for port in (0, 22, 25, 80, 6379, 8443, 65536)),
        "https://" + "a" * 64 + ".example/", "https://" + "a." * 127 + "example/",
        "https://north.example/" + "x" * 2048, "https://[fe80::1%25eth0]/",
        "https://[::1/", "https://::1/", "https://[north.example]/", "", "https://north.example/[",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_url_is_not_asked(url: str) -> None:
    assert code(url) in ("fetch.scheme", "fetch.blocked")
    if "[" not in url:
        assert code(url) == "fetch.scheme"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://north.example", ("north.example", 443, "/")),
        ("https://north.example?x=/?", ("north.example", 443, "/?x=/?")),
        ("https://North.EXAMPLE.:443/A%20b//c/../d;e=f@g:h", ("north.example", 443, "/A%20b//c/../d;e=f@g:h")),
        ("https://north.example/x#y?z", ("north.example", 443, "/x")),
        ("https://xn--nrth-5qa.example:8443/", ("xn--nrth-5qa.example", 8443, "/")),
        ("https://93.184.215.14/", ("93.184.215.14", 443, "/")),
        ("https://[2606:2800:0::1]:8443/", ("2606:2800:0::1", 8443, "/")),
    ],
)
def test_others_have_one_reading(url: str, target: tuple[str, int, str]) -> None:
    found = urls.read(url, ports=(443, 8443))
    assert found == target
    host = f"[{target[0]}]" if ":" in target[0] else target[0]
    assert found.authority == (host if target[1] == 443 else f"{host}:{target[1]}")


@given(st.text(max_size=40) | st.from_regex(r"https://[a-z0-9.:@\\\[\]%/?#_-]{0,30}", fullmatch=True))
def test_whatever_is_read_goes_into_one_line_of_a_request(url: str) -> None:
    try:
        found = urls.read(url)
    except RefusedError as error:
        assert error.code in ("fetch.scheme", "fetch.blocked")
        return
    assert url.startswith("https://")
    for text in (found.host, found.path, found.authority):
        assert text.isascii()
        assert text.isprintable()
        assert not set(text) & set(" \\@") or "@" in found.path
    assert found.path.startswith("/")


INSIDE = """
0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1
172.31.255.255 192.0.0.1 192.0.0.8 192.0.0.170 192.0.2.1 192.88.99.1 192.168.0.1 198.18.0.1 198.19.255.255 198.51.100.7
203.0.113.9 224.0.0.1 233.252.0.1 239.255.255.255 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:8.8.8.8 ::ffff:127.0.0.1 ::ffff:0:8.8.8.8 64:ff9b::8.8.8.8 64:ff9b::7f00:1
64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1 2001:db8::1
2002:7f00:1::
2002:808:808::1 3fff::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%eth0 2606:2800::1%eth0 fec0::1 ff02::1 ff0e::1
4000::1 2606:2800::5efe:10.0.0.1 2606:2800::200:5efe:8.8.8.8 5f00::1
"""
OUTSIDE = """
1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 93.184.215.14 100.63.255.255 100.128.0.0 172.15.255.255 172.32.0.0 192.0.1.1
192.88.98.255 192.169.0.1 198.17.255.255 198.20.0.0 223.255.255.255
2606:2800::1 2001:4860:4860::8888 2a00:1450::1 2003::1 2620:fe::fe
"""


@pytest.mark.parametrize("text", INSIDE.split())
def test_a_machine_inside_some_network_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", OUTSIDE.split())
def test_a_machine_of_the_open_network_is(text: str) -> None:
    assert is_public(ip_address(text))


@given(st.ip_addresses())
def test_what_python_calls_private_is_never_public(address: object) -> None:
    made = ip_address(str(address))
    inside = made.is_private or made.is_multicast or made.is_reserved or made.is_loopback or made.is_link_local
    assert not (inside and is_public(made))
