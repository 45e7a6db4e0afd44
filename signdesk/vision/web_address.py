"""Asking an address on the network for its pictures, and saying in words why it gives none.

Nothing here goes out by itself: a connection is made only to an address that somebody gave.
"""

from __future__ import annotations

import base64
import http.client
import socket
import ssl
from collections.abc import Callable
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from signdesk.errors import SourceError, SourceProblem

__all__ = ["ask", "reach", "readable_address", "split_address"]

_PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322}
_MAX_REDIRECTS = 5
_KEPT = "/?%:=&~+!$,;'@()*[]"  # what stays as it was typed
_CHECK = "Check the address, and that the phone or camera is on and in this network."


def split_address(url: str) -> SplitResult:
    """``url`` taken apart; `SourceError` unless it is a whole http, https, rtsp or rtsps address."""
    try:
        parts = urlsplit(url.strip())
        valid = parts.scheme in _PORTS and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        valid = False
    if not valid:
        raise SourceError(
            f"“{url.strip()}” is not an address that signdesk can read. Write it like http://192.168.1.5:8080/video "
            "or rtsp://192.168.1.5/live.",
            SourceProblem.UNREADABLE,
        )
    return parts


def readable_address(parts: SplitResult) -> str:
    """The address to show to people: without its password, and without what comes after a question mark."""
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path}"


def reach(parts: SplitResult, timeout: float) -> socket.socket:
    """A connection to the host of that address. `SourceError` if there is none; may take ``timeout`` seconds."""
    shown = readable_address(parts)
    try:
        return socket.create_connection((parts.hostname or "", parts.port or _PORTS[parts.scheme]), timeout)
    except TimeoutError as error:
        raise SourceError(f"{shown} doesn't answer. {_CHECK}", SourceProblem.UNREACHABLE) from error
    except (socket.gaierror, UnicodeError) as error:
        raise SourceError(
            f"Nobody is called “{parts.hostname}” in this network. {_CHECK}", SourceProblem.UNREACHABLE
        ) from error
    except ConnectionRefusedError as error:
        raise SourceError(
            f"{shown} refuses the connection. Start the camera app there, and check the number after the colon.",
            SourceProblem.UNREACHABLE,
        ) from error
    except OSError as error:
        raise SourceError(
            f"{shown} can't be reached: the system says “{error.strerror or error}”. {_CHECK}",
            SourceProblem.UNREACHABLE,
        ) from error


def ask(
    parts: SplitResult, timeout: float, connected: Callable[[socket.socket], None]
) -> tuple[http.client.HTTPResponse, socket.socket]:
    """The answer of an http or https address, its pictures still to be read, and the socket that they come from.

    ``connected`` is given each socket as soon as there is one, so that somebody else can shut it down. Each step may
    take ``timeout`` seconds. `SourceError` when there is no answer or it is not a good one.
    """
    for _ in range(_MAX_REDIRECTS):
        # Before connecting, for it takes a moment: whoever connects should have something to say.
        context = ssl.create_default_context() if parts.scheme == "https" else None
        connection = reach(parts, timeout)
        try:
            if context is not None:
                connection = context.wrap_socket(
                    connection, server_hostname=parts.hostname, do_handshake_on_connect=False
                )
            connected(connection)
            response = _request(parts, connection)
        except (OSError, ValueError, http.client.HTTPException) as error:
            connection.close()
            raise _misunderstood(parts, error) from error
        target = response.headers.get("Location")
        if response.status not in (301, 302, 303, 307, 308) or not target:
            _check_status(parts, response)
            return response, connection
        response.close()
        connection.close()
        parts = _redirected(parts, target)
    raise SourceError(
        f"{readable_address(parts)} sends in circles. Use the address of its video.", SourceProblem.UNREADABLE
    )


def _request(parts: SplitResult, connection: socket.socket) -> http.client.HTTPResponse:
    if isinstance(connection, ssl.SSLSocket):
        connection.do_handshake()
    conversation = http.client.HTTPConnection(parts.hostname or "", parts.port or _PORTS[parts.scheme])
    conversation.sock = connection
    path = quote(parts.path or "/", safe=_KEPT) + (f"?{quote(parts.query, safe=_KEPT)}" if parts.query else "")
    headers = {"User-Agent": "signdesk", "Accept": "multipart/x-mixed-replace, video/*, */*", "Connection": "close"}
    if parts.username:
        secret = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
        headers["Authorization"] = "Basic " + base64.b64encode(secret).decode("ascii")
    conversation.request("GET", path, headers=headers)
    return conversation.getresponse()


def _redirected(parts: SplitResult, target: str) -> SplitResult:
    new = split_address(urljoin(parts.geturl(), target))
    if new.scheme not in ("http", "https"):
        raise SourceError(
            f"{readable_address(parts)} sends on to {readable_address(new)}. Use that address itself.",
            SourceProblem.UNREADABLE,
        )
    if parts.username and not new.username and new.netloc == parts.netloc.rpartition("@")[2]:
        # The same host again: it may know the password.
        new = new._replace(netloc=parts.netloc)
    return new


def _check_status(parts: SplitResult, response: http.client.HTTPResponse) -> None:
    shown = readable_address(parts)
    if response.status == 200:
        return
    response.close()
    if response.status in (401, 403):
        raise SourceError(
            f"{shown} asks for a name and a password. Write them into the address: "
            f"{parts.scheme}://name:password@{parts.hostname}/….",
            SourceProblem.NO_PERMISSION,
        )
    if response.status in (404, 410):
        raise SourceError(
            f"{parts.hostname} answers, but has nothing at {parts.path or '/'}. On many phones the video is at /video.",
            SourceProblem.NOT_FOUND,
        )
    raise SourceError(
        f"{shown} gives no video: it answers “{response.status} {response.reason[:60]}”.", SourceProblem.UNREADABLE
    )


def _misunderstood(parts: SplitResult, error: Exception) -> SourceError:
    shown = readable_address(parts)
    if isinstance(error, TimeoutError):
        return SourceError(f"{shown} doesn't answer. {_CHECK}", SourceProblem.UNREACHABLE)
    if isinstance(error, ssl.SSLCertVerificationError):
        return SourceError(
            f"{shown} can't prove who it is: its certificate is not trusted here. Try it with http:// instead.",
            SourceProblem.UNREADABLE,
        )
    if isinstance(error, ssl.SSLError):
        return SourceError(f"{shown} doesn't speak https. Try it with http:// instead.", SourceProblem.UNREADABLE)
    if isinstance(error, ConnectionError) and not isinstance(error, http.client.HTTPException):
        return SourceError(f"{shown} hangs up at once. {_CHECK}", SourceProblem.UNREACHABLE)
    return SourceError(
        f"What {shown} sends is not an answer that signdesk understands. {_CHECK}", SourceProblem.UNREADABLE
    )
