"""TCP and TLS to the address that was checked, under the name that was asked for; all under deadline and limit."""

from __future__ import annotations

import io
import socket
import ssl
from typing import Any, Final

from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.net.deadline import Deadline
from eccoe_vc.net.urls import Target

#: A machine that is silent leaves time for the next one of the same name.
_CONNECT_SECONDS: Final = 4.0
#: What OpenSSL calls it where the first bytes of a server are not TLS at all, such as plain HTTP.
_NO_TLS: Final = frozenset(
    {"WRONG_VERSION_NUMBER", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST", "UNKNOWN_PROTOCOL", "RECORD_LAYER_FAILURE"}
)


def tls(authorities: str) -> ssl.SSLContext:
    """How servers are recognised: by certificate and name, TLS 1.2 or newer.

    The context is built piece by piece, because the ready-made ones read variables of the environment (SSL_CERT_FILE,
    SSLKEYLOGFILE). There is no way to switch the checks off (RFC 9325).

    :param authorities: certificates of those whom to believe, in PEM; empty: those of the package ``certifi``.
    """
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # which checks certificates and names
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.hostname_checks_common_name = False
    if authorities:
        made.load_verify_locations(cadata=authorities)
    else:
        import certifi

        made.load_verify_locations(cafile=certifi.where())
    return made


def connect(address: str, target: Target, context: ssl.SSLContext, deadline: Deadline) -> Wire:
    """A connection to ``address``, whose certificate is for the host of ``target``.

    :raises RefusedError: ``fetch.tls``; ``fetch.timeout``.
    :raises OSError: nobody answers there.
    """
    plain = socket.create_connection((address, target.port), timeout=min(deadline.left(), _CONNECT_SECONDS))
    try:
        plain.settimeout(deadline.left())  # a handshake ends with it as a whole
        # An end that the server did not say (close_notify) may be anybody's: it must not pass for the end of an answer.
        secured = context.wrap_socket(plain, server_hostname=target.host, suppress_ragged_eofs=False)
        return Wire(secured, deadline)
    except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
        raise ConnectionResetError("closed while TLS began") from error
    except ssl.SSLError as error:
        raise _not_recognised(target, error) from error
    except TimeoutError:
        raise deadline.over() from None
    finally:
        plain.close()  # TLS has taken the connection over, or it is of no use


def _not_recognised(target: Target, error: ssl.SSLError) -> RefusedError:
    if error.reason in _NO_TLS:
        message = f"What answers at port {target.port} of {shown(target.host)} does not speak TLS."
        return RefusedError("fetch.tls", message)
    why = getattr(error, "verify_message", "") or (error.reason or "").replace("_", " ").lower() or "TLS failed"
    return RefusedError("fetch.tls", f"The server of {shown(target.host)} is not recognised: {shown(why, 90)}.")


class Wire:
    """What ``http.client`` takes for its socket: read until the deadline, and no further than there is :attr:`room`."""

    def __init__(self, secured: ssl.SSLSocket, deadline: Deadline) -> None:
        self._socket, self._deadline = secured, deadline
        self._bytes = _Bytes(secured, deadline)
        self._file = _Kept(self._bytes)

    def allow(self, room: int) -> None:
        """Take so many bytes from now on."""
        self._bytes.room = room

    def makefile(self, *_: Any, **__: Any) -> _Kept:
        """As :meth:`socket.socket.makefile`."""
        return self._file

    def sendall(self, data: bytes) -> None:
        """As :meth:`socket.socket.sendall`."""
        self._socket.settimeout(self._deadline.left())
        self._socket.sendall(data)

    def followed(self) -> bool:
        """Whether anything came behind what was read. Nothing is waited for."""
        self._bytes.dry = True
        return bool(self._file.peek(1)) or self._socket.pending() > 0

    def close(self) -> None:
        """``http.client`` closes what it has read; what came behind it is looked at afterwards."""

    def shut(self) -> None:
        """End the connection."""
        self._socket.close()


class _Kept(io.BufferedReader):
    """Stays open when ``http.client`` is done with it, and does not take a line that was cut for a whole one."""

    def close(self) -> None:
        """See :meth:`Wire.close`."""

    def readline(self, size: int | None = -1, /) -> bytes:
        """As :meth:`io.BufferedReader.readline`; ``http.client`` would take an end for the end of the head.

        :raises ConnectionResetError: the answer ends within the line.
        """
        line = super().readline(size)
        if not line.endswith(b"\n") and (size is None or not 0 <= size <= len(line)):
            raise ConnectionResetError("closed within the answer")
        return line


class _Bytes(io.RawIOBase):
    """The bytes of a connection as they come."""

    def __init__(self, secured: ssl.SSLSocket, deadline: Deadline) -> None:
        super().__init__()
        self._socket, self._deadline = secured, deadline
        self.room, self.dry = 0, False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Some bytes, none at the end.

        :raises RefusedError: ``fetch.timeout``; ``fetch.budget``, more than there is room for.
        """
        if self.dry:
            return None
        self._socket.settimeout(self._deadline.left())
        try:
            count = self._socket.recv_into(buffer)
        except TimeoutError:
            raise self._deadline.over() from None
        except ssl.SSLEOFError as error:
            raise ConnectionResetError("closed without a word") from error
        self.room -= count
        if self.room < 0:
            raise RefusedError("fetch.budget", "The server sends more than the limit allows.")
        return count
