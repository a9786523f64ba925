"""``HttpFetcher`` against servers that are slow, long, broken, or not who they should be. All are on loopback."""

from __future__ import annotations

import contextlib
import errno
import gzip
import socket
import ssl
import struct
import threading
import time
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from tests.loopback_https import HOST, NAME, Authority, Request, Server, fetcher, http, running
from tests.unit.net.conftest import Turned

from eccoe_vc import Fetch, Fetched, HttpFetcher, Unavailable
from eccoe_vc.codes import code as registered

pytestmark = pytest.mark.loopback
LIMIT = 64 << 10
SHORT = timedelta(seconds=1)


@pytest.fixture
def ask(authority: Authority, server: Server) -> Callable[..., Fetched | Unavailable]:
    def ask(url: str, limit: int = LIMIT, purpose: str = "status list", **options: Any) -> Fetched | Unavailable:
        return fetcher(authority, server, **options)(Fetch(url, purpose, limit))

    return ask


def held(answer: Fetched | Unavailable) -> tuple[str, bytes, str]:
    """A document without the headers that came with it."""
    assert isinstance(answer, Fetched), answer
    return answer[:3]


def code(answer: Fetched | Unavailable) -> str:
    assert isinstance(answer, Unavailable), answer
    assert 0 < len(answer.message) <= 300
    assert answer.message.endswith(".")
    return answer.code


# ---- in good order ---------------------------------------------------------------------------------------------------


def test_a_document_comes_with_its_bytes_and_media_type(server: Server, ask: Any) -> None:
    url = server.serve("/status/3", http(b'{"a": 1}', Content_Type="application/vc+jwt; charset=utf-8"))
    assert held(ask(url)) == (url, b'{"a": 1}', "application/vc+jwt")
    (request,) = server.asked
    assert request == Request(
        "/status/3",
        {
            "host": f"{NAME}:{server.port}", "accept-encoding": "identity", "connection": "close",
            "user-agent": "eccoe-vc",
            "accept": "application/vc, application/vc+jwt, application/vc+ld+json, application/statuslist+jwt, "
            "application/json, */*;q=0.1",
        },
    )  # fmt: skip


@pytest.mark.parametrize(
    ("purpose", "asked"),
    [("controller document", "did+json"), ("schema", "schema+json"), ("other", "application/json")],
)
def test_what_is_accepted_depends_on_the_purpose(server: Server, ask: Any, purpose: str, asked: str) -> None:
    assert isinstance(ask(server.serve("/x", http()), purpose=purpose), Fetched)
    assert asked in server.asked[0].headers["accept"]


def test_pieces_are_put_together(server: Server, ask: Any) -> None:
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (b'{"a":', b"1}")) + b"0\r\n\r\n"
    url = server.serve("/x", http(pieces, Content_Length=None, Transfer_Encoding="chunked"))
    assert held(ask(url)) == (url, b'{"a":1}', "application/json")


def ended(data: bytes) -> Callable[[ssl.SSLSocket], None]:
    """An answer after which the server says that it ends (close_notify)."""

    def answer(secured: ssl.SSLSocket) -> None:
        secured.sendall(data)
        with contextlib.suppress(OSError):
            secured.unwrap()

    return answer


def cut(data: bytes) -> Callable[[ssl.SSLSocket], None]:
    """An answer that anybody on the way cuts off."""

    def answer(secured: ssl.SSLSocket) -> None:
        secured.sendall(data)
        socket.socket(fileno=secured.detach()).close()

    return answer


def test_a_body_without_a_length_ends_where_the_server_says_so(server: Server, ask: Any) -> None:
    url = server.serve("/x", ended(http(b"{}", Content_Length=None)))
    assert held(ask(url)) == (url, b"{}", "application/json")


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.attack("L09", "truncated")
@pytest.mark.parametrize("close", [ended, cut])
@pytest.mark.parametrize("data", [b"HTTP/1.1 2", HEAD + b"Content-Le", HEAD[:-2], HEAD])
def test_an_answer_that_is_cut_in_its_head_is_no_empty_document(
    server: Server, ask: Any, close: Any, data: bytes
) -> None:
    url = server.serve("/x", close(data), close(data), close(data))
    assert code(ask(url, clock=Turned())) == "fetch.error"
    assert server.times("/x") == 3, "it may be whole the next time"


@pytest.mark.parametrize(
    "data",
    [
        http(b"{", Content_Length=None), http(b'{"a"', Content_Length="9"),
        http(b"2\r\n{}\r\n", Content_Length=None, Transfer_Encoding="chunked"),
        http(b"2\r\n{}\r\n0\r\n", Content_Length=None, Transfer_Encoding="chunked"),
    ],
)  # fmt: skip
def test_an_answer_that_is_cut_in_its_body_is_none(server: Server, ask: Any, data: bytes) -> None:
    url = server.serve("/x", cut(data), http(b"[]"))
    assert held(ask(url, clock=Turned())) == (url, b"[]", "application/json")


def test_an_answer_without_any_end_says_what_the_server_should_send(server: Server, ask: Any) -> None:
    answer = ask(server.serve("/x", cut(http(b"{}", Content_Length=None))), clock=Turned())
    assert code(answer) == "fetch.error"
    assert "Content-Length" in answer.message


def test_an_end_that_nobody_said_behind_a_whole_answer_is_no_harm(server: Server, ask: Any) -> None:
    url = server.serve("/x", cut(http(b"{}")))
    assert held(ask(url)) == (url, b"{}", "application/json")
    pieces = server.serve("/y", cut(http(b"2\r\n{}\r\n0\r\n\r\n", Content_Length=None, Transfer_Encoding="chunked")))
    assert held(ask(pieces)) == (pieces, b"{}", "application/json")


@pytest.mark.parametrize(
    "data",
    [
        http(b"2\r\n{}\r\n0\r\n\r\n", Content_Length=None, Transfer_Encoding="chunked "),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding:\r\n chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nServer x\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n garbage\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
def test_what_is_read_in_two_ways_is_not_read(server: Server, ask: Any, data: bytes) -> None:
    assert code(ask(server.serve("/x", ended(data)))) == "fetch.error"


def test_a_fragment_is_not_sent(server: Server, ask: Any) -> None:
    url = server.serve("/x?y=1", http()) + "#list"
    assert held(ask(url)) == (url, b"{}", "application/json")


def test_the_limit_is_a_limit(server: Server, ask: Any) -> None:
    url = server.serve("/x", http(b"x" * 100))
    assert isinstance(ask(url, 100), Fetched)
    assert code(ask(url, 99)) == "fetch.budget"


def test_an_address_as_host_is_checked_against_the_certificate(authority: Authority) -> None:
    with running(authority, HOST) as server:
        url = server.serve("/x", http()).replace(NAME, HOST)
        assert isinstance(fetcher(authority, server)(Fetch(url, "x", LIMIT)), Fetched)


# ---- too much --------------------------------------------------------------------------------------------------------


def endless(secured: ssl.SSLSocket) -> None:
    secured.sendall(http(b"", Content_Length=None, Transfer_Encoding="chunked"))
    piece = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    for _ in range(1 << 14):  # one gigabyte, which nobody waits for
        secured.sendall(piece)


BOMB = gzip.compress(bytes(10 << 20))
MANY = "".join(f"X-{number}: x\r\n" for number in range(100_000)).encode()
TOO_MUCH: dict[str, Any] = {
    "chunked": [endless],
    "gzip": [http(BOMB, Content_Encoding="gzip"), http(BOMB, Content_Encoding="GZIP")],
    "nested": [http(BOMB, Content_Encoding=", ".join(["gzip"] * 200)), http(b"x", Content_Encoding="br")],
    "headers": [
        b"HTTP/1.1 200 OK\r\n" + MANY + b"\r\n{}", http(X=10 * (1 << 20) * "x"), b"HTTP/1.1 " + b"2" * (1 << 20),
        http(X="x" * 70_000), b"HTTP/1.1 200 OK\r\n" + MANY[:2000] + b"\r\n{}", b"HTTP/1.1 100 Go on\r\n\r\n" * 9000,
    ],
    "trailers": [http(b"0\r\n" + MANY + b"\r\n", Content_Length=None, Transfer_Encoding="chunked")],
    "named": [http(b"", Content_Length=str(length)) for length in (1 << 29, 1 << 50, 10**400)],
    "nonsense": [
        http(b"f" * 60_000 + b"\r\n" + b"x" * 70_000, Content_Length=None, Transfer_Encoding="chunked"),
        http(b"ffffffffffff\r\n" + b"x" * 70_000, Content_Length=None, Transfer_Encoding="chunked"),
    ],
    "more than named": [http(b"{}{}", Content_Length="2"), http(b"{}" + b"x" * 40_000, Content_Length="2")],
}  # fmt: skip


@pytest.mark.attack("H07", "chunked")
@pytest.mark.attack("H07", "gzip")
@pytest.mark.attack("H07", "nested")
@pytest.mark.attack("H07", "headers")
@pytest.mark.attack("H07", "length-lie")  # the length that is too small; the other one is a body that was cut short
@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_is_refused_and_not_kept_in_memory(server: Server, ask: Any, name: str) -> None:
    for number, answer in enumerate(TOO_MUCH[name]):
        url = server.serve(f"/{number}", answer)
        tracemalloc.start()
        found = ask(url)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert code(found) == "fetch.budget", number
        assert peak < 16 << 20
        assert server.times(f"/{number}") == 1


@pytest.mark.attack("H07", "redirect-body")
def test_the_body_of_a_redirect_is_not_read(server: Server, ask: Any) -> None:
    url = server.serve("/x", http(BOMB, 302, Location="/y", Content_Encoding="gzip"))
    assert code(ask(url)) == "fetch.redirect"


# ---- too slow --------------------------------------------------------------------------------------------------------


def dripping(data: bytes, every: float) -> Callable[[ssl.SSLSocket], None]:
    def drip(secured: ssl.SSLSocket) -> None:
        for byte in data:
            secured.sendall(bytes([byte]))
            time.sleep(every)

    return drip


def then(first: bytes, slowly: Callable[[ssl.SSLSocket], None]) -> Callable[[ssl.SSLSocket], None]:
    def answer(secured: ssl.SSLSocket) -> None:
        secured.sendall(first)
        slowly(secured)

    return answer


SLOW: dict[str, Callable[[ssl.SSLSocket], None]] = {
    "head": dripping(http(), 0.1),
    "body": then(http(b"", Content_Length="100"), dripping(b"x" * 100, 0.1)),
    "silent": lambda secured: time.sleep(3),
    "pieces": then(http(b"", Content_Length=None, Transfer_Encoding="chunked"), dripping(b"1\r\nx\r\n" * 50, 0.1)),
}


@pytest.mark.attack("H08", "drip")
@pytest.mark.attack("H08", "interval")
@pytest.mark.parametrize("name", SLOW)
def test_one_deadline_holds_for_everything(server: Server, ask: Any, name: str) -> None:
    url = server.serve("/x", SLOW[name])
    began = time.monotonic()
    assert code(ask(url, deadline=SHORT)) == "fetch.timeout"
    assert 0.9 < time.monotonic() - began < 2.5
    assert server.times("/x") == 1


@pytest.mark.attack("H08", "tls")
def test_a_handshake_that_never_ends_ends(authority: Authority) -> None:
    with socket.create_server((HOST, 0)) as silent:
        fetch = fetcher(authority, ports=[silent.getsockname()[1]], deadline=SHORT)
        began = time.monotonic()
        url = f"https://{NAME}:{silent.getsockname()[1]}/"
        assert code(fetch(Fetch(url, "x", LIMIT))) == "fetch.timeout"
        assert time.monotonic() - began < 2.5


@pytest.mark.attack("H08", "dns")
def test_a_name_that_is_looked_up_for_ever_ends(authority: Authority) -> None:
    hang = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        hang.wait(5)
        return [HOST]

    began = time.monotonic()
    fetch = fetcher(authority, resolver=hanging, deadline=SHORT)
    assert code(fetch(Fetch(f"https://{NAME}/", "x", LIMIT))) == "fetch.timeout"
    assert time.monotonic() - began < 2.5
    hang.set()


@pytest.mark.attack("H08", "connect")
def test_a_machine_that_does_not_answer_leaves_time_for_the_next(
    authority: Authority, clock: Turned, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def silent(address: tuple[str, int], timeout: float) -> socket.socket:
        tried.append(address[0])
        clock.turn(timeout)
        raise TimeoutError

    monkeypatch.setattr("eccoe_vc.net.connection.socket.create_connection", silent)
    addresses = ["2606:2800::1", "93.184.215.14"]
    fetch = HttpFetcher(resolver=lambda host, port: addresses, clock=clock, chance=lambda: 0.5)
    began = clock.tick
    assert code(fetch(Fetch(f"https://{NAME}/", "x", LIMIT))) == "fetch.timeout"
    assert tried == [*addresses, addresses[0]]
    assert clock.tick - began == pytest.approx(10)


# ---- failing servers -------------------------------------------------------------------------------------------------


def reset(after: bytes) -> Callable[[ssl.SSLSocket], None]:
    def answer(secured: ssl.SSLSocket) -> None:
        secured.sendall(after)
        time.sleep(0.05)
        secured.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return answer


CUT = http(b"{}", Content_Length="100")


@pytest.mark.attack("L09", "5xx")
@pytest.mark.attack("L09", "reset")
@pytest.mark.parametrize(
    "bad", [http(b"", 500), http(b"", 502), http(b"", 503), http(b"", 429), reset(b""), reset(CUT), CUT]
)
def test_what_may_pass_is_tried_again(server: Server, ask: Any, clock: Turned, bad: Any) -> None:
    url = server.serve("/x", bad, http(b"[]"))
    assert held(ask(url, clock=clock, chance=lambda: 0.5)) == (url, b"[]", "application/json")
    assert clock.slept == [0.25]
    three = server.serve("/y", bad, bad, http(b"[]"))
    assert isinstance(ask(three, clock=clock, chance=lambda: 0.0), Fetched)
    assert clock.slept == [0.25, 0.125, 0.25]
    never = server.serve("/z", bad, bad, bad, http())
    assert code(ask(never, clock=clock)) in ("fetch.status", "fetch.error")
    assert server.times("/z") == 3


@pytest.mark.attack("L09", "4xx")
@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 418, 201, 204, 206, 304])
def test_other_answers_are_answers(server: Server, ask: Any, status: int) -> None:
    assert code(ask(server.serve("/x", http(b"", status)))) == "fetch.status"
    assert server.times("/x") == 1


@pytest.mark.attack("L09", "429")
@pytest.mark.parametrize(
    ("after", "waits"),
    [
        ("1", 1.0),
        ("0", 0.25),
        ("Mon, 01 Jun 2026 12:00:03 GMT", 3.0),
        ("Mon, 01 Jun 2026 11:00:00 GMT", 0.25),
        ("soon", 0.25),
        ("-5", 0.25),
        ("1e3", 0.25),
        (f"Mon, 01 Jun 2026 12:00:03 +{'9' * 22}", 0.25),
        (f"Mon, 01 Jun 2026 {'9' * 22}:00:00 GMT", 0.25),
        ("86400", None),
        ("Tue, 02 Jun 2026 12:00:00 GMT", None),
        ("9" * 400, None),
    ],
)
def test_a_server_may_say_when_to_come_back(
    server: Server, ask: Any, clock: Turned, after: str, waits: float | None
) -> None:
    url = server.serve("/x", http(b"", 429, Retry_After=after), http())
    answer = ask(url, clock=clock, chance=lambda: 0.5)
    if waits is None:  # later than the deadline
        assert (code(answer), clock.slept, server.times("/x")) == ("fetch.status", [], 1)
    else:
        assert isinstance(answer, Fetched)
        assert clock.slept == [waits]


@pytest.mark.attack("L09", "truncated")
@pytest.mark.attack("F21", "error")
def test_what_failed_is_asked_again_the_next_time(authority: Authority, server: Server) -> None:
    fetch = fetcher(authority, server, chance=lambda: 0.0)
    url = server.serve("/x", CUT, CUT, CUT, http(b"", 404), http(b"<html>", Content_Type="text/html"), http(b"{1}"))
    codes = [code(fetch(Fetch(url, "x", LIMIT))) for _ in range(3)]
    assert codes == ["fetch.error", "fetch.status", "fetch.media_type"]
    assert isinstance(fetch(Fetch(url, "x", LIMIT)), Fetched)


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (b"SSH-2.0-x\r\n", "fetch.error"),
        (b"", "fetch.error"),
        (b"HTTP/1.1 abc x\r\n\r\n", "fetch.error"),
        (http(b"{}", Content_Length="-1"), "fetch.error"),
        (http(b"{}", Content_Length="2, 2"), "fetch.error"),
        (http(b"{}", Content_Length="1_0"), "fetch.error"),
        (http(b"{}", Content_Length="2\r\nContent-Length: 3"), "fetch.error"),
        (http(b"2\r\n{}\r\n0\r\n\r\n", Transfer_Encoding="chunked"), "fetch.error"),
        (http(b"{}", Content_Length=None, Transfer_Encoding="gzip, chunked"), "fetch.error"),
        (http(b"-1\r\n" + b"x" * 70_000, Content_Length=None, Transfer_Encoding="chunked"), "fetch.error"),
        (http(b"-5\r\n{}\r\n0\r\n\r\n", Content_Length=None, Transfer_Encoding="chunked"), "fetch.error"),
        (http(b"zz\r\n{}\r\n0\r\n\r\n", Content_Length=None, Transfer_Encoding="chunked"), "fetch.error"),
        (http(b"\xff\xfe", Content_Type="text/html"), "fetch.media_type"),
        (http(Content_Type="image/png"), "fetch.media_type"),
        (http(b"", 101), "fetch.status"),
        (http(b"", 999), "fetch.status"),
    ],
)
def test_answers_that_are_none(server: Server, ask: Any, clock: Turned, answer: bytes, wanted: str) -> None:
    found = ask(server.serve("/x", answer), clock=clock)
    assert code(found) == wanted
    assert registered(wanted).classes[0] == "I"


def test_a_nameless_kind_of_content_is_read_by_its_bytes(server: Server, ask: Any) -> None:
    for number, kind in enumerate((None, "application/octet-stream", "text/plain; charset=utf-8", "Application/JSON",
                                     "binary/octet-stream", "text/json")):  # fmt: skip
        assert isinstance(ask(server.serve(f"/{number}", http(Content_Type=kind))), Fetched)


def test_a_related_resource_may_be_of_any_kind(server: Server, ask: Any) -> None:
    """It is compared with its digest and not read."""
    mixed = server.serve("/mixed", http(b"--x--", Content_Type="multipart/mixed; boundary=y"))
    assert isinstance(ask(mixed, purpose="related resource"), Fetched)
    url = server.serve("/badge", http(b"\x89PNG", Content_Type="image/png"))
    assert held(ask(url, purpose="related resource")) == (url, b"\x89PNG", "image/png")
    assert code(ask(url)) == "fetch.media_type"


def test_a_server_that_is_down_could_not_be_asked(authority: Authority, clock: Turned) -> None:
    with running(authority) as server:
        url = server.url("/x")
    found = fetcher(authority, server, clock=clock)(Fetch(url, "x", LIMIT))
    assert code(found) == "fetch.error"
    assert said(found) == f"The machine of '{NAME}' refused the connection at port {server.port}."


def said(answer: Fetched | Unavailable) -> str:
    assert isinstance(answer, Unavailable), answer
    return answer.message


def test_a_server_that_hangs_up_is_told_from_one_that_refuses(server: Server, ask: Any, clock: Turned) -> None:
    assert said(ask(server.serve("/x", reset(b"")), clock=clock)) == f"The connection to '{NAME}' broke off."


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN])
def test_where_no_way_leads_both_ends_are_named(
    authority: Authority, clock: Turned, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def nowhere(address: tuple[str, int], timeout: float) -> socket.socket:
        raise OSError(number, "No way.")

    monkeypatch.setattr("eccoe_vc.net.connection.socket.create_connection", nowhere)
    found = fetcher(authority, clock=clock)(Fetch(f"https://{NAME}/", "x", LIMIT))
    assert code(found) == "fetch.error"
    assert said(found) == f"No way leads from this machine to that of '{NAME}': one of the two has no network now."


def nobody(host: str, port: int) -> list[str]:
    raise OSError


@pytest.mark.parametrize("resolver", [nobody, lambda host, port: []])
def test_a_name_without_an_address_has_two_causes(authority: Authority, resolver: Any) -> None:
    found = fetcher(authority, resolver=resolver)(Fetch(f"https://{NAME}/", "x", LIMIT))
    assert code(found) == "fetch.error"
    why = "there is no such name, or this machine cannot look names up now"
    assert said(found) == f"No address was found for the name '{NAME}': {why}."


@pytest.mark.parametrize(
    "banner", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.6\r\n", b"220 mail\r\n" * 9]
)
def test_what_does_not_speak_tls_is_told(authority: Authority, banner: bytes) -> None:
    with socket.create_server((HOST, 0)) as plain:
        port = plain.getsockname()[1]

        def talk() -> None:
            one, _ = plain.accept()
            with contextlib.suppress(OSError), one:
                one.recv(4096)
                one.sendall(banner)
                one.recv(4096)

        threading.Thread(target=talk, daemon=True).start()
        found = fetcher(authority, ports=[port])(Fetch(f"https://{NAME}:{port}/", "x", LIMIT))
    assert code(found) == "fetch.tls"
    assert said(found) == f"What answers at port {port} of '{NAME}' does not speak TLS."


# ---- somebody else ---------------------------------------------------------------------------------------------------


@pytest.mark.attack("H05", "http")
@pytest.mark.attack("H05", "private")
@pytest.mark.attack("H05", "file")
@pytest.mark.attack("H05", "loop")
@pytest.mark.attack("H05", "host")
@pytest.mark.attack("H05", "same-host")
@pytest.mark.parametrize(
    "where",
    ["http://north.example/", "https://10.0.0.1/", "file:///etc/passwd", "/x", "https://south.example/x", "/y", ""],
)
@pytest.mark.parametrize("status", [300, 301, 302, 303, 305, 307, 308])
def test_no_redirect_is_followed(server: Server, ask: Any, where: str, status: int) -> None:
    server.serve("/y", http())
    assert code(ask(server.serve("/x", http(b"", status, Location=where)))) == "fetch.redirect"
    assert [one.path for one in server.asked] == ["/x"]
    assert registered("fetch.redirect").classes[0] == "F"


@pytest.mark.attack("H12", "expired")
@pytest.mark.attack("H12", "self")
@pytest.mark.attack("H12", "host")
@pytest.mark.parametrize(
    ("names", "kind"),
    [
        ([NAME], {"expired": True}),
        ([NAME], {"self_signed": True}),
        (["south.example"], {}),
        (["*.north.example", "example", "xnorth.example", HOST], {}),
    ],
)
def test_a_server_that_is_not_recognised_is_told_nothing(
    authority: Authority, names: list[str], kind: dict[str, bool]
) -> None:
    with running(authority, *names, **kind) as server:
        assert code(fetcher(authority, server)(Fetch(server.serve("/x", http()), "x", LIMIT))) == "fetch.tls"
        assert server.asked == []
    assert registered("fetch.tls").classes[0] == "F"


def test_an_authority_that_nobody_named_vouches_for_nobody(authority: Authority, tmp_path: Any) -> None:
    with running(Authority(tmp_path)) as server:
        assert code(fetcher(authority, server)(Fetch(server.serve("/x", http()), "x", LIMIT))) == "fetch.tls"


def test_the_wellknown_authorities_do_not_vouch_for_the_one_of_the_tests(authority: Authority, server: Server) -> None:
    assert code(fetcher(authority, server, authorities="")(Fetch(server.url("/x"), "x", LIMIT))) == "fetch.tls"


@pytest.mark.attack("H12", "old")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_tls_before_1_2_is_not_spoken(authority: Authority) -> None:
    context = authority.context(NAME)
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    server = Server(context)
    assert code(fetcher(authority, server)(Fetch(server.url("/x"), "x", LIMIT))) == "fetch.tls"
    server.stop()


# ---- the environment -------------------------------------------------------------------------------------------------


@pytest.mark.attack("H11", "proxy")
@pytest.mark.attack("H11", "netrc")
@pytest.mark.attack("H11", "ca")
@pytest.mark.attack("H11", "cookies")
def test_nothing_of_the_environment_is_used(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    other = Authority(tmp_path)
    (tmp_path / "ca.pem").write_text(other.pem)
    (tmp_path / ".netrc").write_text(f"machine {NAME} login a password b\n")
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys.log"))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with running(authority) as server, running(other) as theirs:
        fetch = fetcher(authority, server, cache_documents=0)
        url = server.serve("/x", http(Set_Cookie="a=b; Path=/"))
        for _ in range(2):
            assert isinstance(fetch(Fetch(url, "x", LIMIT)), Fetched)
        sent = {name for one in server.asked for name in one.headers}
        assert sent == {"host", "accept", "accept-encoding", "connection", "user-agent"}
        # An authority that only the environment names vouches for nobody.
        assert code(fetcher(authority, theirs, authorities="")(Fetch(theirs.url("/x"), "x", LIMIT))) == "fetch.tls"
    assert not (tmp_path / "keys.log").exists()


# ---- names -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses to which a connection was asked for; none is made."""
    seen: list[str] = []

    def refuse(address: tuple[str, int], timeout: float) -> socket.socket:
        seen.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr("eccoe_vc.net.connection.socket.create_connection", refuse)
    return seen


@pytest.mark.attack("H04", "rebinding")
def test_a_name_is_looked_up_once_and_the_connection_goes_to_what_was_checked(
    clock: Turned, connected: list[str]
) -> None:
    answers = [["93.184.215.14"], [HOST]]
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return answers[len(asked) - 1]

    fetch = HttpFetcher(resolver=rebinding, clock=clock)
    wanted = Fetch(f"https://{NAME}/x", "x", LIMIT)
    assert code(fetch(wanted)) == "fetch.error"
    assert (asked, connected) == ([NAME], ["93.184.215.14"] * 3)  # three tries, one lookup
    assert code(fetch(wanted)) == "fetch.blocked"
    assert connected == ["93.184.215.14"] * 3


@pytest.mark.attack("H04", "private")
@pytest.mark.attack("H04", "mixed")
@pytest.mark.attack("H04", "aaaa")
@pytest.mark.attack("H04", "cname")
@pytest.mark.parametrize(
    "answer",
    [
        ["10.0.0.1"],
        ["93.184.215.14", "192.168.1.1"],
        ["192.168.1.1", "93.184.215.14"],
        ["93.184.215.14", "fd00::1"],
        ["2606:2800::1", "::ffff:127.0.0.1"],
        ["fe80::1%eth0"],
        [HOST],
    ],
)
def test_one_address_inside_is_enough(answer: list[str], connected: list[str]) -> None:
    fetch = HttpFetcher(resolver=lambda host, port: answer)
    assert code(fetch(Fetch(f"https://{NAME}/", "x", LIMIT))) == "fetch.blocked"
    assert connected == []


@pytest.mark.parametrize(
    ("resolver", "wanted"),
    [
        (lambda host, port: [], "fetch.error"),
        (lambda host, port: ["what"], "fetch.error"),
        (lambda host, port: [None], "fetch.error"),
        (lambda host, port: None, "fetch.error"),
        (lambda host, port: 1 / 0, "fetch.error"),
        (lambda host, port: ["93.184.215.14"] * 65, "fetch.budget"),
    ],
)
def test_what_a_resolver_may_answer(resolver: Any, wanted: str, connected: list[str]) -> None:
    assert code(HttpFetcher(resolver=resolver)(Fetch(f"https://{NAME}/", "x", LIMIT))) == wanted
    assert connected == []


def always(address: str) -> Callable[[str, int], list[str]]:
    return lambda host, port: [address]


def test_loopback_is_the_only_inside_that_is_opened(connected: list[str]) -> None:
    for address in ("10.0.0.1", "169.254.169.254", "fe80::1", "0.0.0.0", "::", "::ffff:127.0.0.1"):
        fetch = HttpFetcher(resolver=always(address), unsafe_allow_loopback=True)
        assert code(fetch(Fetch(f"https://{NAME}/", "x", LIMIT))) == "fetch.blocked"
    assert connected == []
