"""Https servers on the loopback interface that answer as they are told, well or badly, and an authority of their own.

For tests marked ``loopback``. A server keeps a list of answers for each path; an answer is the raw bytes of it or a
function that is given the connection. The last answer of a path is given again and again.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from eccoe_vc.net import HttpFetcher

HOST = "127.0.0.1"
NAME = "north.example"
Answer = bytes | Callable[[ssl.SSLSocket], None]


def http(body: bytes = b"{}", status: int = 200, **headers: str | None) -> bytes:
    """An answer in good order; ``headers`` adds or, with None, leaves out. Underscores stand for hyphens."""
    found: dict[str, str | None] = {
        "Content-Type": "application/json", "Content-Length": str(len(body)), "Connection": "close",
    }  # fmt: skip
    found.update({name.replace("_", "-"): value for name, value in headers.items()})
    head = "".join(f"{name}: {value}\r\n" for name, value in found.items() if value is not None)
    return f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode() + body


class Request(NamedTuple):
    """What a server was asked."""

    path: str
    headers: dict[str, str]


class Authority:
    """Vouches for servers, for as long as a test runs."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of the tests")])
        self._made = 0
        made = self._builder(self._name, self._key, datetime.now(UTC) + timedelta(days=1))
        made = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.certificate = made.sign(self._key, hashes.SHA256())
        self.pem = self.certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, until: datetime, issuer: x509.Name | None = None
    ) -> x509.CertificateBuilder:
        made = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer or self._name)
        made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
        return made.not_valid_before(until - timedelta(days=9)).not_valid_after(until)

    def context(self, *names: str, expired: bool = False, self_signed: bool = False) -> ssl.SSLContext:
        """The TLS of a server with these names."""
        key = ec.generate_private_key(ec.SECP256R1())
        until = datetime.now(UTC) + timedelta(days=-1 if expired else 1)
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "server")])
        made = self._builder(subject, key, until, subject if self_signed else None)
        alternatives = x509.SubjectAlternativeName([_general(name) for name in names])
        made = made.add_extension(alternatives, critical=False)
        certificate = made.sign(key if self_signed else self._key, hashes.SHA256())
        self._made += 1
        file = self._folder / f"server-{self._made}.pem"
        encoding = serialization.Encoding.PEM
        private = key.private_bytes(encoding, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file.write_bytes(certificate.public_bytes(encoding) + private)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        return context


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


class Server:
    """One server; :attr:`asked` holds what came."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._answers: dict[str, list[Answer]] = {}
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self.asked: list[Request] = []
        self.connections = 0
        self._listening = socket.create_server((HOST, 0), backlog=64)
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, name="loopback-https", daemon=True).start()

    def serve(self, path: str, *answers: Answer) -> str:
        """Answer ``path`` so, one after the other; gives its URL."""
        with self._lock:
            self._answers[path] = [*answers]
        return self.url(path)

    def url(self, path: str, name: str = NAME) -> str:
        """The URL of ``path`` under a name of the server."""
        return f"https://{name}:{self.port}{path}"

    def times(self, path: str) -> int:
        """How often ``path`` was asked for."""
        return sum(one.path == path for one in self.asked)

    def stop(self) -> None:
        """Take no more connections, as a server that is down."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for a connection
        self._listening.close()
        with self._lock:
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.close()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(plain,), name="loopback-https", daemon=True).start()

    def _talk(self, plain: socket.socket) -> None:
        plain.settimeout(20)
        with self._lock:
            self._open.append(plain)
        with contextlib.suppress(OSError, ValueError), self._context.wrap_socket(plain, server_side=True) as secured:
            answer = self._next(_read(secured))
            if callable(answer):
                answer(secured)
            else:
                secured.sendall(answer)

    def _next(self, request: Request) -> Answer:
        with self._lock:
            self.asked.append(request)
            left = self._answers.get(request.path, [http(b"", 404)])
            return left.pop(0) if len(left) > 1 else left[0]


def _read(secured: ssl.SSLSocket) -> Request:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = secured.recv(4096)
        if not piece:
            raise ValueError("no request")
        data += piece
    first, *lines = data.decode("ascii").split("\r\n")
    pairs = (line.partition(": ") for line in lines if line)
    return Request(first.split(" ")[1], {name.lower(): value for name, _, value in pairs})


def fetcher(authority: Authority, *servers: Server, **options: Any) -> HttpFetcher:
    """A fetcher that finds every name on this machine and believes the authority of the tests."""
    given: dict[str, Any] = {
        "authorities": authority.pem, "ports": [one.port for one in servers], "resolver": lambda host, port: [HOST],
        "unsafe_allow_loopback": True,
    }  # fmt: skip
    return HttpFetcher(**given | options)


@contextlib.contextmanager
def running(authority: Authority, *names: str, **kind: bool) -> Iterator[Server]:
    """A server with these names."""
    server = Server(authority.context(*(names or (NAME,)), **kind))
    try:
        yield server
    finally:
        server.stop()
