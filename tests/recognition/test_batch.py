"""Many pictures one after the other: their order, what goes wrong with some, and what is said of each."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from signdesk.alphabet import DIGITS, LETTERS, Alphabet
from signdesk.errors import ImageError
from signdesk.hands.hand import Hand
from signdesk.recognition.batch import (
    HandMode,
    MemoryPicture,
    PictureResult,
    expand,
    open_picture,
    open_pictures,
    recognize_paths,
)
from signdesk.recognition.reading import Reading
from signdesk.recognition.recognition import Recognition
from signdesk.vision.box import Box
from signdesk.vision.image import Image, encode_image, write_image


def grey(level: int, width: int = 40, height: int = 30) -> Image:
    return np.full((height, width, 3), level, np.uint8)


class ByBrightness:
    """Reads the sign whose number is a picture's brightness; black holds no hand, white can't be told."""

    def __init__(self) -> None:
        self.modes: list[HandMode] = []

    def recognize(self, image: Image, alphabet: Alphabet, hand: HandMode = "auto") -> Recognition:
        self.modes.append(hand)
        level = round(float(image.mean()))
        if level == 0:
            return Recognition(None, None, 1.0, 0.0)
        if level == 13:
            raise ImageError("Thirteen can't be read.")
        probabilities = np.full(len(alphabet), 0.1 / (len(alphabet) - 1), np.float32)
        sign = level % len(alphabet)
        probabilities[sign] = 0.9
        label = None if level == 255 else alphabet.labels[sign]
        box = hand if isinstance(hand, Box) else Box(1, 2, 30, 20)
        return Recognition(Hand(box, 0.9), Reading(alphabet, probabilities, label, 0.9), 1.0, 1.0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, level in {"img10.png": 3, "img2.png": 2, "b/IMG1.PNG": 1, "b/deep/x.png": 4}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_image(path, grey(level))
    (tmp_path / "notes.txt").write_text("no picture")
    (tmp_path / ".hidden.png").write_bytes(b"")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "__MACOSX" / "img2.png").write_bytes(b"")
    return tmp_path


def names(paths: Iterator[Path], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


def labels(results: Iterator[PictureResult]) -> list[str | None]:
    return [r.recognition.reading.label if r.recognition and r.recognition.reading else None for r in results]


def test_a_name_too_long_to_be_one_holds_up_no_other(tmp_path: Path) -> None:
    long, other = tmp_path / ("a" * 300 + ".mp4"), tmp_path / "b.png"
    assert list(expand([long, other])) == [long, other]
    (picture,) = open_pictures(long)
    assert picture.image is None
    assert picture.error


def test_a_folder_gives_its_pictures_in_natural_order_and_nothing_else(folder: Path) -> None:
    assert names(expand([folder]), folder) == ["b/deep/x.png", "b/IMG1.PNG", "img2.png", "img10.png"]


def test_what_is_named_comes_in_the_order_it_was_named(folder: Path) -> None:
    given = [folder / "img10.png", folder / "b" / "deep", folder / "img2.png"]
    assert names(expand(given), folder) == ["img10.png", "b/deep/x.png", "img2.png"]


def test_a_link_back_to_its_own_folder_does_not_go_round_for_ever(folder: Path) -> None:
    try:
        (folder / "b" / "again").symlink_to(folder, target_is_directory=True)
    except OSError:
        pytest.skip("no links on this file system")
    assert names(expand([folder]), folder) == ["b/deep/x.png", "b/IMG1.PNG", "img2.png", "img10.png"]


def test_pictures_are_read_one_by_one_as_they_are_asked_for(folder: Path) -> None:
    recognizer = ByBrightness()
    results = recognize_paths([folder], recognizer, DIGITS)
    assert labels(islice(results, 2)) == ["4", "1"]
    assert len(recognizer.modes) == 2


def test_a_bad_picture_is_a_result_of_its_own_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "img3.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    write_image(folder / "img4.png", grey(13))
    results = list(recognize_paths([folder, folder / "gone.png"], ByBrightness(), DIGITS))
    found = {result.path.name: result for result in results}
    assert labels(iter(results)) == ["4", "1", "2", None, None, "3", None]
    assert "img3.png" in (found["img3.png"].error or "")
    assert found["img3.png"].size is None
    assert found["img4.png"].error == "Thirteen can't be read."
    assert found["img4.png"].size == (40, 30)
    assert "gone.png" in (found["gone.png"].error or "")


def test_a_folder_without_pictures_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no picture")
    (result,) = recognize_paths([tmp_path], ByBrightness(), LETTERS)
    assert result.recognition is None
    assert "no pictures" in (result.error or "")
    assert str(tmp_path) in (result.error or "")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o000)
    try:
        (result,) = recognize_paths([tmp_path], ByBrightness(), LETTERS)
    finally:
        closed.chmod(0o700)
    assert "closed" in (result.error or "")


def test_where_the_hand_is_reaches_the_recognizer(folder: Path) -> None:
    recognizer = ByBrightness()
    for mode in ("auto", "full", Box(5, 5, 10, 10)):
        list(recognize_paths([folder / "img2.png"], recognizer, DIGITS, mode))
    assert recognizer.modes == ["auto", "full", Box(5, 5, 10, 10)]


def test_a_hand_given_outside_the_picture_is_an_error(folder: Path) -> None:
    recognizer = ByBrightness()
    (result,) = recognize_paths([folder / "img2.png"], recognizer, DIGITS, Box(100, 0, 10, 10))
    assert "outside" in (result.error or "")
    assert recognizer.modes == []


def test_a_picture_in_memory_is_read_like_a_file() -> None:
    (picture,) = open_pictures(MemoryPicture("Pasted picture 1", encode_image(grey(7))))
    assert picture.path == Path("Pasted picture 1")
    assert picture.image is not None
    assert np.array_equal(picture.image, grey(7))


def test_damaged_data_in_memory_is_an_error() -> None:
    (picture,) = open_pictures(MemoryPicture("Pasted picture 1", b"nothing of use"))
    assert picture.image is None
    assert picture.error


class TestVideos:
    @pytest.fixture
    def video(self, tmp_path: Path) -> Path:
        """Two seconds at 20 frames a second, each frame a little brighter than the last."""
        from signdesk.vision.opencv import cv2

        path = tmp_path / "clip.avi"
        writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 20.0, (64, 48))
        if not writer.isOpened():
            pytest.skip("this OpenCV writes no MJPG")
        for level in range(20, 220, 5):
            writer.write(grey(level, 64, 48))
        writer.release()
        return path

    def test_gives_a_frame_every_half_second_with_its_time(self, video: Path) -> None:
        pictures = list(open_pictures(video))
        assert [picture.frame_time for picture in pictures] == pytest.approx([0, 0.5, 1.0, 1.5])
        levels = [round(float(p.image.mean())) for p in pictures if p.image is not None]
        assert levels == pytest.approx([20, 70, 120, 170], abs=3)

    def test_a_frame_is_found_again_by_its_time(self, video: Path) -> None:
        picture = open_picture(video, 1.0)
        assert picture.image is not None
        assert float(picture.image.mean()) == pytest.approx(120, abs=3)

    def test_a_time_after_the_end_is_an_error(self, video: Path) -> None:
        assert "clip.avi" in (open_picture(video, 60.0).error or "")

    def test_a_video_that_is_none_is_an_error(self, tmp_path: Path) -> None:
        path = tmp_path / "broken.mp4"
        path.write_bytes(b"not a video at all")
        (result,) = recognize_paths([path], ByBrightness(), LETTERS)
        assert "broken.mp4" in (result.error or "")

    def test_a_video_lies_in_a_folder_like_a_picture(self, video: Path) -> None:
        write_image(video.parent / "a.png", grey(3))
        results = list(recognize_paths([video.parent], ByBrightness(), DIGITS))
        assert [result.path.name for result in results] == ["a.png"] + ["clip.avi"] * 4
