"""Finding the source that somebody means."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import numpy as np
import pytest

from signdesk.errors import SourceError, SourceProblem
from signdesk.vision.image import write_image
from signdesk.vision.sources import CameraSource, FolderSource, StreamSource, VideoSource, parse_source


@pytest.mark.parametrize(("text", "name"), [("0", "camera 0"), (" 12 ", "camera 12"), ("/dev/video2", "camera 2")])
def test_numbers_and_devices_are_cameras(text: str, name: str) -> None:
    source = parse_source(text)
    assert isinstance(source, CameraSource)
    assert source.name == name


@pytest.mark.parametrize(
    "name", ["Integrated Camera", "USB2.0 HD UVC WebCam", "USB2.0 Camera: USB2.0 Camera", "HD Pro Webcam C920", "①"]
)
def test_names_are_cameras(name: str) -> None:
    source = parse_source(name)
    assert isinstance(source, CameraSource)
    assert source.name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("http://192.168.1.5:8080/video", "http://192.168.1.5:8080/video"),
        ("HTTPS://phone.local/video", "https://phone.local/video"),
        ("rtsp://me:secret@10.0.0.7/live?token=secret", "rtsp://10.0.0.7/live"),
        ("http://[fe80::1]:8080/video", "http://[fe80::1]:8080/video"),
    ],
)
def test_addresses_are_streams_and_keep_their_secrets(text: str, name: str) -> None:
    source = parse_source(text)
    assert isinstance(source, StreamSource)
    assert source.name == name


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_a_name_may_end_with_a_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path(" hello ").mkdir()
    assert isinstance(parse_source(" hello "), FolderSource)
    Path("hello").mkdir()
    assert isinstance(parse_source("hello "), FolderSource)


@pytest.mark.parametrize("text", ["http://", "http:///video", "http://host:port/", "http://host:99999/", "rtsp://[::1"])
def test_half_an_address(text: str) -> None:
    with pytest.raises(SourceError, match=r"Write it like http://192\.168\.1\.5:8080/video") as caught:
        parse_source(text)
    assert caught.value.problem is SourceProblem.UNREADABLE


@pytest.mark.parametrize("text", ["ftp://host/video.mp4", "udp://239.0.0.1:1234", "data://x", "concat://a"])
def test_other_addresses_are_refused(text: str) -> None:
    with pytest.raises(SourceError, match="signdesk doesn't read"):
        parse_source(text)


@pytest.mark.parametrize("text", ["192.168.1.5:8080/video", "192.168.1.5", "phone.local/video", "phone:8080"])
def test_address_without_its_beginning_is_not_guessed(text: str) -> None:
    with pytest.raises(SourceError, match=f"Write http://{text}"):
        parse_source(text)


def test_what_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_image(tmp_path / "hand.PNG", np.zeros((2, 2, 3), np.uint8))
    (tmp_path / "hello.webm").write_bytes(b"x")
    (tmp_path / "no suffix").write_bytes(b"x")
    assert isinstance(parse_source(str(tmp_path)), FolderSource)
    assert isinstance(parse_source(str(tmp_path / "hand.PNG")), FolderSource)
    assert isinstance(parse_source(str(tmp_path / "hello.webm")), VideoSource)
    assert isinstance(parse_source(str(tmp_path / "no suffix")), VideoSource)
    assert isinstance(parse_source((tmp_path / "no suffix").as_uri()), VideoSource)
    assert isinstance(parse_source((tmp_path / "hand.PNG").as_uri()), FolderSource)
    monkeypatch.chdir(tmp_path)
    assert isinstance(parse_source("hello.webm"), VideoSource)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert isinstance(parse_source("~/hello.webm"), VideoSource)


@pytest.mark.parametrize(
    "text", ["hands/hello", "hello.mp4", "/nowhere/at/all", "~nobody-of-that-name/x.mp4", "a\0b.mp4"]
)
def test_what_is_not_on_the_disk(text: str) -> None:
    with pytest.raises(SourceError, match=r"There is no file or folder .*Give a camera's number") as caught:
        parse_source(text)
    assert caught.value.problem is SourceProblem.NOT_FOUND
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("text", ["", "   ", "\n"])
def test_nothing_is_refused_with_what_is_accepted(text: str) -> None:
    with pytest.raises(SourceError, match="Give a camera's number or name, a video, a picture"):
        parse_source(text)


def test_nothing_is_opened_before_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the network nor a camera is touched by making a source."""

    def refuse(*_: object, **__: object) -> None:
        pytest.fail("something was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("signdesk.vision.camera.list_cameras", refuse)
    for text in ("http://example.org/video", "rtsp://example.org/live", "0", "Some Camera"):
        parse_source(text).close()
