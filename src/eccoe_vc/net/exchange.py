"""One GET, and what is taken of its answer (RFC 9110, RFC 9112).

Built on ``http.client``, which follows no redirect, unpacks nothing, keeps no cookies and reads no environment
(docs/adr/0126). The answer is judged by its head before its body is read.
"""

from __future__ import annotations

import errno
import re
import ssl
from collections.abc import Mapping
from email.errors import FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect
from email.message import Message
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead, LineTooLong
from typing import Final, NamedTuple

from eccoe_vc.encoding import DecodeError, quantities
from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.net.connection import Wire, connect
from eccoe_vc.net.deadline import Deadline
from eccoe_vc.net.urls import Target

_HEAD_BYTES: Final = 64 << 10
_PIECE: Final = 64 << 10
_HUGE: Final = re.compile(r"\s*[1-9][0-9]{9,}\s*\Z", re.ASCII).match  # more than any limit of ours
_NOT_MODIFIED: Final = 304
_NO_WAY: Final = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
#: Kinds of content that our documents come in; what is in them is told by the bytes, so nameless ones are read too.
_PLAIN: Final = frozenset(
    ("", "application/json", "application/jwt", "application/vc", "application/vp", "application/did",
     "application/cid", "application/cose", "application/octet-stream", "application/sd-jwt", "binary/octet-stream",
     "text/json", "text/plain")
)  # fmt: skip
_ENDLESS: Final = (
    "The answer names no length (Content-Length), and the server did not say where it ends (TLS close_notify), so that "
    "a part of it may be missing."
)
#: What is wrong with the lines of a head; the parser of mail has doubts about bodies, too.
_BROKEN_HEAD: Final = (FirstHeaderLineIsContinuationDefect, MissingHeaderBodySeparatorDefect)
_SUFFIXES: Final = ("+json", "+jwt", "+sd-jwt", "+cose")


class FailedError(RefusedError):
    """A try that failed and may be repeated; ``after`` is how many seconds the server asks to wait, as its text."""

    after: str = ""


class Question(NamedTuple):
    """What a server is asked, the largest answer, and whether that may be of any kind."""

    target: Target
    headers: Mapping[str, str]
    max_bytes: int
    of_any_kind: bool = False

    @property
    def conditional(self) -> bool:
        """Whether the server may say that nothing has changed."""
        return "If-None-Match" in self.headers or "If-Modified-Since" in self.headers


class Answer(NamedTuple):
    """What is taken of an answer: 200 with its body, or 304 without one."""

    status: int
    headers: Message
    body: bytes
    media_type: str


class _Connection(HTTPConnection):
    """An HTTP connection over a wire that is there already."""

    default_port = 443

    def __init__(self, target: Target, wire: Wire) -> None:
        super().__init__(target.host, target.port)
        self._wire = wire

    def connect(self) -> None:
        """Take the wire for the socket."""
        self.sock = self._wire


def get(address: str, question: Question, context: ssl.SSLContext, deadline: Deadline) -> Answer:
    """Ask the machine at ``address``.

    :raises FailedError: ``fetch.error``, ``fetch.status``: another try may help.
    :raises RefusedError: ``fetch.budget``, ``fetch.error``, ``fetch.media_type``, ``fetch.redirect``,
        ``fetch.status``, ``fetch.timeout``, ``fetch.tls``.
    """
    target = question.target
    try:
        wire = connect(address, target, context, deadline)
        try:
            return _exchanged(wire, question)
        finally:
            wire.shut()
    except TimeoutError:
        deadline.left()  # if that is over, it says so
        raise FailedError("fetch.error", f"The server of {shown(target.host)} did not take the connection.") from None
    except (IncompleteRead, OSError) as error:  # among them RemoteDisconnected and everything that a socket raises
        raise FailedError("fetch.error", _ended(target, error)) from error
    except HTTPException as error:
        if isinstance(error, LineTooLong) or "headers" in str(error):
            raise RefusedError("fetch.budget", "The head of the answer is larger than the limit allows.") from error
        raise RefusedError("fetch.error", "The server did not answer in HTTP.") from error


def _ended(target: Target, error: Exception) -> str:
    """How a connection came to nothing."""
    host = shown(target.host)
    if isinstance(error, ConnectionRefusedError):
        return f"The machine of {host} refused the connection at port {target.port}."
    if isinstance(error, OSError) and error.errno in _NO_WAY:
        return f"No way leads from this machine to that of {host}: one of the two has no network now."
    broke_off = isinstance(error, IncompleteRead | ConnectionError)
    return f"The connection to {host} {'broke off' if broke_off else 'failed'}."


def _exchanged(wire: Wire, question: Question) -> Answer:
    target, max_bytes = question.target, question.max_bytes
    connection = _Connection(target, wire)
    wire.allow(_HEAD_BYTES)
    fixed = {"Host": target.authority, "Accept-Encoding": "identity", "Connection": "close", "User-Agent": "eccoe-vc"}
    connection.request("GET", target.path, headers={**fixed, **question.headers})
    response = connection.getresponse()
    media_type = _judge(response, question)
    if response.status == _NOT_MODIFIED:
        return Answer(response.status, response.msg, b"", "")
    length = _length(response, max_bytes)
    wire.allow(2 * max_bytes + _HEAD_BYTES)  # the body in pieces, with what stands between them
    try:
        body = _body(response, max_bytes)
    except ConnectionResetError as error:
        if length is not None or getattr(response, "chunked", False):
            raise
        raise FailedError("fetch.error", _ENDLESS) from error
    if length is not None and len(body) < length:
        raise IncompleteRead(body)
    if wire.followed():
        raise RefusedError("fetch.budget", "The server sends more than the length that it names.")
    return Answer(response.status, response.msg, body, media_type)


def _judge(response: HTTPResponse, question: Question) -> str:
    """The media type of an answer whose head is in order."""
    status = response.status
    if any(isinstance(one, _BROKEN_HEAD) for one in response.msg.defects):  # a line that is none hides those behind it
        raise RefusedError("fetch.error", "The head of the answer is not in order.")
    if status == _NOT_MODIFIED and question.conditional:
        return ""
    if 300 <= status < 400 and status != _NOT_MODIFIED:
        raise RefusedError("fetch.redirect", f"The server names another address ({status}); none is followed.")
    if status != 200:
        message = f"The server answered with the status {status}."
        if status < 500 and status != 429:
            raise RefusedError("fetch.status", message)
        failed = FailedError("fetch.status", message)
        failed.after = response.getheader("Retry-After", "")
        raise failed
    coding = response.getheader("Content-Encoding", "identity").strip().lower()
    if coding != "identity":
        message = f"The answer is packed ({shown(coding, 40)}), which was not asked for; it is not unpacked."
        raise RefusedError("fetch.budget", message)
    framing = response.getheader("Transfer-Encoding")
    if framing is not None and not getattr(response, "chunked", False):  # what `http.client` does not take for pieces
        raise RefusedError("fetch.error", f"The answer is framed in a way that is not read ({shown(framing, 40)}).")
    kind = response.getheader("Content-Type", "").partition(";")[0].strip().lower()
    if kind not in _PLAIN and not kind.endswith(_SUFFIXES) and not question.of_any_kind:
        raise RefusedError(
            "fetch.media_type", f"The server answered with {shown(kind, 60)}, which is no such document."
        )
    return kind


def _length(response: HTTPResponse, max_bytes: int) -> int | None:
    """The length that the head names, if it is one that is read."""
    named = response.msg.get_all("Content-Length", [])
    if not named:
        return None
    if any(_HUGE(text) for text in named):
        raise _too_large(max_bytes)
    try:
        (length,) = {quantities.whole(text.strip()) for text in named}
    except (DecodeError, ValueError):
        raise RefusedError("fetch.error", "The head of the answer names no length that can be read.") from None
    if response.getheader("Transfer-Encoding") is not None:
        raise RefusedError("fetch.error", "The head of the answer names its length in two ways.")
    if length > max_bytes:
        raise _too_large(max_bytes)
    return length


def _body(response: HTTPResponse, max_bytes: int) -> bytes:
    pieces, room = [], max_bytes + 1
    try:
        while room > 0 and (piece := response.read(min(_PIECE, room))):
            pieces.append(piece)
            room -= len(piece)
    except ValueError:  # `http.client` takes a size below zero for one
        raise RefusedError("fetch.error", "The answer is framed in a way that is not read.") from None
    if room <= 0:  # `http.client` may give more than it is asked for where the sizes of pieces are nonsense
        raise _too_large(max_bytes)
    return b"".join(pieces)


def _too_large(max_bytes: int) -> RefusedError:
    return RefusedError("fetch.budget", f"The document is larger than {max_bytes} bytes.")
