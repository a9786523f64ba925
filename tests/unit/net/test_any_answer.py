"""Whatever a server sends: a document within the limit or a refusal, never anything else. No socket is opened here."""

from __future__ import annotations

from typing import Any
from unittest import mock

from hypothesis import given
from hypothesis import strategies as st
from tests.loopback_https import http

from eccoe_vc import RefusedError
from eccoe_vc.codes import codes
from eccoe_vc.net import exchange, retrying
from eccoe_vc.net.connection import Wire
from eccoe_vc.net.deadline import Deadline, SystemClock
from eccoe_vc.net.urls import Target

LIMIT = 50


class Sends:
    """What stands for a secured socket: it sends what it was given, in pieces."""

    def __init__(self, data: bytes, piece: int) -> None:
        self._left, self._piece = data, piece

    def settimeout(self, seconds: float) -> None:
        assert 0 < seconds <= 10

    def sendall(self, data: bytes) -> None:
        assert data.endswith(b"\r\n\r\n")
        assert data.count(b"\r\n\r\n") == 1

    def recv_into(self, buffer: Any) -> int:
        count = min(len(buffer), self._piece, len(self._left))
        buffer[:count], self._left = self._left[:count], self._left[count:]
        return count

    def pending(self) -> int:
        return len(self._left)

    def close(self) -> None:
        self._left = b""


HEADERS = st.dictionaries(
    st.sampled_from(
        ["Content_Length", "Transfer_Encoding", "Content_Encoding", "Content_Type", "Connection", "Retry_After", "X"]
    ),
    st.sampled_from(
        ["0", "2", "49", "51", "-1", "1e1", "chunked", "Chunked", "gzip", "identity", "close", "keep-alive",
         "text/html", "application/json", "\u00e9", " ", "2, 2", "x\r\n y", "x\r\n\r\n", None]
    ),
    max_size=4,
)  # fmt: skip
BODIES = st.sampled_from(
    [b"", b"{}", b"x" * 49, b"x" * 51, b"2\r\n{}\r\n0\r\n\r\n", b"-2\r\n{}", b"0\r\n\r\n"]
) | st.binary(max_size=80)
ANSWERS = st.builds(
    lambda body, status, headers: http(body, status, **headers),
    BODIES,
    st.sampled_from([100, 101, 200, 200, 200, 204, 301, 304, 404, 429, 503, 999]),
    HEADERS,
) | st.binary(max_size=200)


@given(ANSWERS, st.integers(min_value=1, max_value=400), st.booleans())
def test_whatever_comes_is_a_document_within_the_limit_or_refused(data: bytes, piece: int, conditional: bool) -> None:
    question = exchange.Question(
        Target("north.example", 443, "/x"), {"If-None-Match": '"1"'} if conditional else {}, LIMIT
    )
    deadline = Deadline(SystemClock(), 10)
    sends: Any = Sends(data, piece)
    with mock.patch("eccoe_vc.net.exchange.connect", return_value=Wire(sends, deadline)):
        try:
            answer = exchange.get("93.184.215.14", question, mock.sentinel.context, deadline)
        except RefusedError as error:
            assert error.code in codes()
            assert error.code.startswith("fetch.")
            if isinstance(error, exchange.FailedError):
                assert retrying.asked_for(error.after, SystemClock()) >= 0
            return
    assert answer.status in ((200, 304) if conditional else (200,))
    assert len(answer.body) <= LIMIT
