"""Streams from the network, against small servers on this computer."""

from __future__ import annotations

import base64
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Event, Thread
from types import SimpleNamespace

import numpy as np
import pytest

from signdesk.errors import SourceError, SourceProblem
from signdesk.vision.sources import StreamSource

MULTIPART = "multipart/x-mixed-replace; boundary=frame"

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def web_server(answer: Answer) -> Iterator[str]:
    """The address of a server whose every answer is given by ``answer``."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(OSError):
                answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing on stderr."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/video"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def raw_server(data: bytes, hang_up: bool = True) -> Iterator[int]:
    """The port of a server that sends ``data`` to whoever comes, whatever is asked."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    stop = Event()

    def serve() -> None:
        kept = []
        while not stop.is_set():
            with suppress(OSError):
                connection = listener.accept()[0]
                kept.append(connection)
                connection.sendall(data)
                if hang_up:
                    connection.shutdown(socket.SHUT_WR)
        for connection in kept:
            connection.close()

    thread = Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stop.set()
        thread.join()
        listener.close()


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def start(handler: BaseHTTPRequestHandler, kind: str = MULTIPART, status: int = 200, **headers: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()


def send(handler: BaseHTTPRequestHandler, picture: bytes) -> None:
    handler.wfile.write(b"--frame\r\nContent-Type: image/jpeg\r\n")
    handler.wfile.write(b"Content-Length: %d\r\n\r\n" % len(picture) + picture + b"\r\n")


def problem_of(url: str, timeout: float = 5.0) -> tuple[SourceProblem, str]:
    source = StreamSource(url, timeout)
    with pytest.raises(SourceError) as caught:
        source.open()
    assert source.read() is None
    return caught.value.problem, str(caught.value)


def test_pictures_of_a_phone_come_as_frames(make: SimpleNamespace) -> None:
    """One picture at a time, so that none is left out for being late."""
    wanted = [Event() for _ in range(4)]

    def answer(handler: BaseHTTPRequestHandler) -> None:
        start(handler)
        for i, event in enumerate(wanted):
            event.wait(10)
            send(handler, make.jpeg(np.full((48, 64, 3), i * 50, np.uint8)))

    with web_server(answer) as url:
        source = StreamSource(url)
        wanted[0].set()
        with source:
            frames = [source.read()]
            for event in wanted[1:]:
                event.set()
                frames.append(source.read())
            with pytest.raises(SourceError, match="has stopped sending pictures") as caught:
                source.read()
    assert caught.value.problem is SourceProblem.LOST
    assert source.live
    assert [frame.index for frame in frames] == [0, 1, 2, 3]
    assert [round(float(frame.image.mean())) for frame in frames] == pytest.approx([0, 50, 100, 150], abs=2)
    assert not frames[0].image.flags.writeable


def test_late_pictures_are_left_out(make: SimpleNamespace) -> None:
    sent = Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        start(handler)
        for i in range(6):
            send(handler, make.jpeg(np.full((48, 64, 3), i * 40, np.uint8)))
        sent.set()

    with web_server(answer) as url, StreamSource(url) as source:
        source.read()
        sent.wait(10)
        with suppress(SourceError):  # all six may have come with the first
            assert round(float(source.read().image.mean())) == pytest.approx(200, abs=2)


def test_broken_pictures_are_passed_over(make: SimpleNamespace) -> None:
    good = make.jpeg(make.quarters())

    def answer(handler: BaseHTTPRequestHandler) -> None:
        start(handler)
        send(handler, good[: len(good) // 2])
        send(handler, b"nonsense")
        send(handler, good)

    with web_server(answer) as url, StreamSource(url) as source:
        assert source.read().image.shape == (32, 48, 3)


def test_lost_stream_can_be_opened_again(make: SimpleNamespace) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        start(handler)
        send(handler, make.jpeg(make.quarters()))

    with web_server(answer) as url:
        source = StreamSource(url)
        for _ in range(3):
            source.open()
            assert source.read().index == 0
            with pytest.raises(SourceError):
                source.read()


def test_chunked_answers_are_understood(make: SimpleNamespace) -> None:
    picture = make.jpeg(make.quarters())
    body = b"--frame\r\nContent-Type: image/jpeg\r\n\r\n" + picture + b"\r\n--frame\r\n"
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(body[i : i + 100]), body[i : i + 100]) for i in range(0, len(body), 100))
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {MULTIPART}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
    with raw_server(head + chunks + b"0\r\n\r\n") as port, StreamSource(f"http://127.0.0.1:{port}/") as source:
        assert source.read().image.shape == (32, 48, 3)


def test_password_goes_to_the_server_and_not_into_the_name(make: SimpleNamespace) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.headers["Authorization"] != "Basic " + base64.b64encode(b"me:p@ss").decode():
            start(handler, "text/plain", 401)
            return
        start(handler)
        send(handler, make.jpeg(make.quarters()))

    with web_server(answer) as url:
        problem, words = problem_of(url)
        assert problem is SourceProblem.NO_PERMISSION
        assert "asks for a name and a password" in words
        with StreamSource(url.replace("http://", "http://me:p%40ss@")) as source:
            assert source.read() is not None
        assert source.name == url


def test_sent_on_to_another_address(make: SimpleNamespace) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/video":
            start(handler, "text/plain", 302, Location="/real?a=b")
            return
        start(handler, status=200 if handler.path == "/real?a=b" else 404)
        send(handler, make.jpeg(make.quarters()))

    with web_server(answer) as url, StreamSource(url) as source:
        assert source.read() is not None


def test_spaces_and_other_scripts_in_an_address(make: SimpleNamespace) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        start(handler, status=200 if handler.path == "/video/%C3%A9%20x?n=%C3%A9&m=%2F" else 404)
        send(handler, make.jpeg(make.quarters()))

    with web_server(answer) as url, StreamSource(f"{url}/é x?n=é&m=%2F") as source:
        assert source.read() is not None


@pytest.mark.parametrize("target", ["/video", "file:///etc/passwd", "rtsp://127.0.0.1/", "http://"])
def test_sent_on_to_nowhere(target: str) -> None:
    with web_server(lambda handler: start(handler, "text/plain", 302, Location=target)) as url:
        assert problem_of(url)[0] is SourceProblem.UNREADABLE


def test_video_file_at_an_address(make_video: Callable[..., Path]) -> None:
    data = make_video(5).read_bytes()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        start(handler, "video/x-msvideo")
        handler.wfile.write(data)

    with web_server(answer) as url, StreamSource(url) as source:
        assert source.read().image.shape == (48, 64, 3)


# Addresses that give nothing.


def test_address_that_refuses() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    for scheme in ("http", "https", "rtsp"):
        problem, words = problem_of(f"{scheme}://127.0.0.1:{port}/video")
        assert problem is SourceProblem.UNREACHABLE
        assert words.startswith(f"{scheme}://127.0.0.1:{port}/video refuses the connection. ")


@pytest.mark.parametrize("scheme", ["http", "https", "rtsp"])
def test_address_that_never_answers(scheme: str) -> None:
    with silent_server() as port:
        problem, words = problem_of(f"{scheme}://127.0.0.1:{port}/video", timeout=0.2)
    assert problem is SourceProblem.UNREACHABLE
    assert "doesn't answer" in words


def test_name_that_nobody_has() -> None:
    problem, words = problem_of("http://no-such-host.invalid/video")
    assert problem is SourceProblem.UNREACHABLE
    assert "no-such-host.invalid" in words


@pytest.mark.parametrize("garbage", [b"nonsense\r\n" * 50, b"\0\xff" * 50_000, b"HTTP/1.1 abc\r\n\r\n", b""])
@pytest.mark.parametrize("scheme", ["http", "https", "rtsp"])
def test_address_that_sends_garbage(scheme: str, garbage: bytes) -> None:
    with raw_server(garbage) as port:
        problem, words = problem_of(f"{scheme}://127.0.0.1:{port}/video", timeout=1.0)
    assert problem in (SourceProblem.UNREADABLE, SourceProblem.UNREACHABLE)
    assert words.isprintable()


def test_pictures_that_are_none() -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        start(handler)
        for _ in range(100):
            send(handler, b"no picture")

    with web_server(answer) as url:
        assert problem_of(url)[0] in (SourceProblem.UNREADABLE, SourceProblem.NO_FRAMES)


def test_stream_that_begins_and_sends_nothing() -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {MULTIPART}\r\n\r\n".encode()
    with raw_server(head, hang_up=False) as port:
        problem, words = problem_of(f"http://127.0.0.1:{port}/video", timeout=0.2)
    assert problem is SourceProblem.NO_FRAMES
    assert "sends no pictures" in words


def test_stream_that_falls_silent_is_lost(make: SimpleNamespace) -> None:
    picture = make.jpeg(make.quarters())
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {MULTIPART}\r\n\r\n--frame\r\nContent-Length: {len(picture)}\r\n\r\n"
    with raw_server(head.encode() + picture, hang_up=False) as port:
        source = StreamSource(f"http://127.0.0.1:{port}/video", timeout=0.3)
        source.open()
        source.read()
        with pytest.raises(SourceError) as caught:
            source.read()
    assert caught.value.problem is SourceProblem.LOST


def test_closing_wakes_who_waits_for_a_picture(make: SimpleNamespace) -> None:
    """`_no_thread_left` sees to it that the connection's own thread ends, too, long before its timeout."""
    picture = make.jpeg(make.quarters())
    head = f"HTTP/1.1 200 OK\r\nContent-Type: {MULTIPART}\r\n\r\n--frame\r\nContent-Length: {len(picture)}\r\n\r\n"
    with raw_server(head.encode() + picture, hang_up=False) as port:
        source = StreamSource(f"http://127.0.0.1:{port}/video", timeout=60)
        source.open()
        source.read()
        got: list[object] = []
        reader = Thread(target=lambda: got.append(source.read()))
        reader.start()
        source.close()
        reader.join(10)
    assert got == [None]


@pytest.mark.parametrize(
    ("kind", "status", "problem", "words"),
    [
        ("text/html", 200, SourceProblem.UNREADABLE, "gives a web page, not a video"),
        ("image/jpeg", 200, SourceProblem.UNREADABLE, "gives a single picture, not a video"),
        ("multipart/x-mixed-replace", 200, SourceProblem.UNREADABLE, "not a video that signdesk can read"),
        ("application/octet-stream", 200, SourceProblem.UNREADABLE, "not a video that signdesk can read"),
        ("text/html", 404, SourceProblem.NOT_FOUND, "has nothing at /video"),
        ("text/html", 403, SourceProblem.NO_PERMISSION, "name and a password"),
        ("text/html", 503, SourceProblem.UNREADABLE, "it answers “503 Service Unavailable”"),
    ],
)
def test_answers_without_video(kind: str, status: int, problem: SourceProblem, words: str) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        start(handler, kind, status)
        handler.wfile.write(b"<html>no video here</html>")

    with web_server(answer) as url:
        found, message = problem_of(url, timeout=2.0)
    assert found is problem
    assert words in message
