"""Cameras: their states, with a scripted device in the place of OpenCV's, and what the system says about real ones."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event, Thread

import numpy as np
import pytest

from signdesk.errors import SourceError, SourceProblem
from signdesk.vision import camera as camera_module
from signdesk.vision import cameras as cameras_module
from signdesk.vision.camera import CameraSource
from signdesk.vision.camera_problem import device_problem
from signdesk.vision.cameras import CameraInfo, camera_backend, list_cameras
from signdesk.vision.opencv import cv2

PICTURE = np.zeros((48, 64, 3), np.uint8)
PICTURE[..., 0] = 200  # blue: OpenCV's devices give BGR


class ScriptedDevice:
    """Gives what its script says, one step for each read: a picture, None for a failed read, or a call that blocks."""

    def __init__(self, script: Iterable[object], opened: bool = True) -> None:
        self.script: Iterator[object] = iter(script)
        self.opened = opened
        self.settings: dict[int, float] = {}
        self.released = Event()

    def isOpened(self) -> bool:
        return self.opened

    def read(self) -> tuple[bool, object]:
        step = next(self.script, None)
        if callable(step):
            step = step()
        return step is not None, step

    def get(self, prop: int) -> float:
        return self.settings.get(prop, 0.0)

    def set(self, prop: int, value: float) -> bool:
        self.settings[prop] = value
        return True

    def release(self) -> None:
        self.released.set()


def source_of(*devices: ScriptedDevice, **options: int) -> CameraSource:
    """A camera that gives these devices, one each time it is opened."""
    left = iter(devices)
    return CameraSource(0, capture=lambda index, backend: next(left), **options)


def test_frames_are_rgb_counted_and_locked() -> None:
    device = ScriptedDevice([PICTURE] * 3)
    with source_of(device) as source:
        frames = [source.read() for _ in range(3)]
    assert [frame.index for frame in frames] == [0, 1, 2]
    assert [frame.time for frame in frames] == sorted(frame.time for frame in frames)
    assert frames[0].image[0, 0].tolist() == [0, 0, 200]
    assert not frames[0].image.flags.writeable
    assert device.released.is_set()


def test_asks_for_vga_at_30_frames_and_no_queue() -> None:
    device = ScriptedDevice([PICTURE])
    with source_of(device) as source:
        assert source.fps == 30
    assert device.settings == {
        cv2.CAP_PROP_FRAME_WIDTH: 640,
        cv2.CAP_PROP_FRAME_HEIGHT: 480,
        cv2.CAP_PROP_FPS: 30,
        cv2.CAP_PROP_BUFFERSIZE: 1,
    }


def test_asks_for_compression_where_usb_is_too_slow_without() -> None:
    device = ScriptedDevice([PICTURE])
    with source_of(device, width=1280, height=720):
        pass
    assert next(iter(device.settings.items())) == (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))


def test_opens_by_index_through_the_systems_own_way() -> None:
    asked: list[tuple[int, int]] = []

    def capture(index: int, backend: int) -> ScriptedDevice:
        asked.append((index, backend))
        return ScriptedDevice([PICTURE])

    with CameraSource(3, capture=capture):
        pass
    assert asked == [(3, camera_backend())]


def test_infrared_camera_gives_three_equal_channels() -> None:
    grey = np.full((4, 4), 77, np.uint8)
    with source_of(ScriptedDevice([grey, grey[..., None]])) as source:
        for _ in range(2):
            assert source.read().image[0, 0].tolist() == [77, 77, 77]


def test_some_failed_reads_are_passed_over() -> None:
    with source_of(ScriptedDevice([None, None, PICTURE, None, None, None, PICTURE])) as source:
        assert source.read().index == 0
        assert source.read().index == 1


def test_unplugged_camera_is_lost_and_works_again_when_plugged_in() -> None:
    first, gone, third = ScriptedDevice([PICTURE]), ScriptedDevice([], opened=False), ScriptedDevice([PICTURE])
    source = source_of(first, gone, third)
    source.open()
    source.read()
    with pytest.raises(SourceError, match=r"Camera 0 has stopped giving pictures\. Plug it in again") as caught:
        source.read()
    assert caught.value.problem is SourceProblem.LOST
    assert first.released.is_set()
    assert source.read() is None
    with pytest.raises(SourceError):
        source.open()
    assert gone.released.is_set()
    source.open()
    assert source.read().index == 0
    source.close()
    assert third.released.is_set()


def test_camera_that_falls_silent_is_lost() -> None:
    unblock = Event()
    device = ScriptedDevice([PICTURE, unblock.wait])
    source = source_of(device)
    source.read_timeout = 0.05
    source.open()
    source.read()
    with pytest.raises(SourceError) as caught:
        source.read()
    assert caught.value.problem is SourceProblem.LOST
    assert not device.released.is_set()
    # The driver's call comes back some time: then the device is let go.
    unblock.set()
    assert device.released.wait(10)


def test_camera_that_gives_no_picture_at_all() -> None:
    device = ScriptedDevice([])
    source = source_of(device)
    source.first_timeout = 0.1
    with pytest.raises(SourceError, match="gives no pictures") as caught:
        source.open()
    assert caught.value.problem is SourceProblem.NO_FRAMES
    assert device.released.is_set()


def test_camera_that_does_not_open_in_time_is_let_go_later() -> None:
    unblock = Event()
    device = ScriptedDevice([PICTURE])

    def capture(index: int, backend: int) -> ScriptedDevice:
        unblock.wait()
        return device

    source = CameraSource(0, capture=capture)
    source.open_timeout = 0.05
    with pytest.raises(SourceError, match="doesn't answer"):
        source.open()
    unblock.set()
    assert device.released.wait(10)


def test_closing_wakes_who_waits_for_a_frame() -> None:
    reading, unblock = Event(), Event()

    def stuck() -> None:
        reading.set()
        unblock.wait()

    device = ScriptedDevice([PICTURE, stuck])
    source = source_of(device)
    source.open()
    source.read()
    got: list[object] = []
    reader = Thread(target=lambda: got.append(source.read()))
    reader.start()
    reading.wait(10)
    source.close()
    reader.join(10)
    assert got == [None]
    unblock.set()
    assert device.released.wait(10)


def test_closing_wakes_who_waits_for_opening() -> None:
    opening, unblock = Event(), Event()
    device = ScriptedDevice([PICTURE])

    def capture(index: int, backend: int) -> ScriptedDevice:
        opening.set()
        unblock.wait()
        return device

    source = CameraSource(0, capture=capture)
    errors: list[SourceError] = []

    def open_source() -> None:
        with pytest.raises(SourceError) as caught:
            source.open()
        errors.append(caught.value)

    opener = Thread(target=open_source)
    opener.start()
    opening.wait(10)
    source.close()
    opener.join(10)
    assert len(errors) == 1
    unblock.set()
    assert device.released.wait(10)


def test_device_is_free_when_close_returns() -> None:
    for _ in range(20):
        device = ScriptedDevice([PICTURE])
        with source_of(device):
            pass
        assert device.released.is_set()


def test_driver_that_throws_counts_as_a_failed_read() -> None:
    def throw() -> None:
        raise cv2.error("nothing to see")

    with source_of(ScriptedDevice([PICTURE, throw, PICTURE])) as source:
        source.read()
        assert source.read().index == 1


# Names.


@pytest.fixture
def plugged_in(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def plug_in(*names: str) -> None:
        found = [CameraInfo(2 * i, name, None) for i, name in enumerate(names)]
        monkeypatch.setattr(camera_module, "list_cameras", lambda: found)

    return plug_in


@pytest.mark.parametrize(
    ("name", "index"), [("Logitech C920", 2), ("logitech c920", 2), ("c920", 2), ("Webcam", 0), ("Webcam (2)", 4)]
)
def test_camera_by_name(plugged_in: Callable[..., None], name: str, index: int) -> None:
    plugged_in("Webcam", "Logitech C920", "Webcam (2)")
    asked: list[int] = []

    def capture(index: int, backend: int) -> ScriptedDevice:
        asked.append(index)
        return ScriptedDevice([PICTURE])

    with CameraSource(name, capture=capture):
        pass
    assert asked == [index]


def test_unknown_name_says_which_there_are(plugged_in: Callable[..., None]) -> None:
    plugged_in("Webcam A", "Webcam B")
    with pytest.raises(SourceError, match=r"No camera is called “Webcam”\. There are “Webcam A”, “Webcam B”") as caught:
        CameraSource("Webcam").open()
    assert caught.value.problem is SourceProblem.NOT_FOUND
    plugged_in()
    with pytest.raises(SourceError, match=r"No camera is plugged in\."):
        CameraSource("Webcam").open()


def test_cameras_of_the_same_name_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    import cv2_enumerate_cameras

    found = [
        cv2_enumerate_cameras.CameraInfo(index, name, path, None, None, 200)
        for index, name, path in [(4, "Webcam", "/dev/video4"), (0, "Webcam", "/dev/video0"), (2, None, None)]
    ]
    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", lambda backend: found)
    assert [(camera.index, camera.name, camera.path) for camera in list_cameras()] == [
        (0, "Webcam", "/dev/video0"),
        (2, "Camera 2", None),
        (4, "Webcam (2)", "/dev/video4"),
    ]


def test_cameras_that_can_not_be_listed_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    import cv2_enumerate_cameras

    def fail(backend: int) -> None:
        raise RuntimeError("no such thing here")

    monkeypatch.setattr(cv2_enumerate_cameras, "enumerate_cameras", fail)
    assert cameras_module.list_cameras() == []


def test_listing_real_cameras_gives_what_can_be_opened_by_index() -> None:
    for camera in list_cameras():
        assert camera.name
        assert camera.index >= 0


# What the system says.


@pytest.mark.skipif(os.name == "nt", reason="Windows has no device files")
def test_device_that_is_not_there(tmp_path: Path) -> None:
    assert device_problem(tmp_path / "video0") is SourceProblem.NOT_FOUND


@pytest.mark.skipif(os.name == "nt", reason="Windows has no device files")
def test_device_that_opens_was_refused_by_who_uses_it(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    assert device_problem(tmp_path / "video0") is SourceProblem.BUSY


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.EACCES, SourceProblem.NO_PERMISSION),
        (errno.EPERM, SourceProblem.NO_PERMISSION),
        (errno.EBUSY, SourceProblem.BUSY),
        (errno.ENODEV, SourceProblem.NOT_FOUND),
        (errno.ENXIO, SourceProblem.NOT_FOUND),
    ],
)
def test_what_drivers_answer(monkeypatch: pytest.MonkeyPatch, number: int, problem: SourceProblem) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)
    assert device_problem(Path("/dev/video0")) is problem


@pytest.mark.skipif(Path("/dev/video63").exists(), reason="there is such a camera here")
def test_camera_that_is_not_there_with_the_real_opencv() -> None:
    with pytest.raises(SourceError, match=r"Camera 63 is not there\. Plug it in, or choose another one\.") as caught:
        CameraSource(63).open()
    assert caught.value.problem is SourceProblem.NOT_FOUND
