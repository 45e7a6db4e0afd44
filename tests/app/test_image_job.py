"""Reading, listing and showing pictures, as done in the background of the Images page."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from signdesk.alphabet import LETTERS, Alphabet
from signdesk.app.image_job import (
    PictureRead,
    ReadEvent,
    ReadingFailed,
    ReadTask,
    ShowTask,
    TaskDone,
    list_files,
    read_task,
    show_picture,
)
from signdesk.errors import CheckpointError
from signdesk.recognition.batch import HandMode, MemoryPicture, PictureSource, StillRecognizer
from signdesk.recognition.recognition import Recognition
from signdesk.vision.image import Image, encode_image, write_image


class Nothing:
    """Finds no hand."""

    def recognize(self, image: Image, alphabet: Alphabet, hand: HandMode = "auto") -> Recognition:
        return Recognition(None, None, 1.0, 0.0)


class Broken:
    def recognize(self, image: Image, alphabet: Alphabet, hand: HandMode = "auto") -> Recognition:
        raise RuntimeError("sizes of tensors must match")


def picture(width: int = 400, height: int = 300) -> Image:
    return np.full((height, width, 3), 90, np.uint8)


def read(source: PictureSource, recognizer: Callable[[], StillRecognizer] = Nothing) -> list[ReadEvent]:
    return list(read_task(ReadTask(7, source, LETTERS, "auto"), recognizer, (100, 100)))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_image(tmp_path / "a.png", picture())
    return tmp_path / "a.png"


def test_a_picture_comes_with_a_small_copy(file: Path) -> None:
    found, done = read(file)
    assert isinstance(found, PictureRead)
    assert isinstance(done, TaskDone)
    assert found.task.key == done.task.key == 7
    assert found.result.size == (400, 300)
    assert found.thumbnail is not None
    assert found.thumbnail.shape == (75, 100, 3)


def test_a_bad_file_has_an_error_and_no_small_copy(tmp_path: Path) -> None:
    found, done = read(tmp_path / "gone.png")
    assert isinstance(found, PictureRead)
    assert found.thumbnail is None
    assert "gone.png" in (found.result.error or "")
    assert isinstance(done, TaskDone)


def test_networks_that_cannot_be_loaded_are_one_sentence(file: Path) -> None:
    def missing() -> StillRecognizer:
        raise CheckpointError("models/reader.safetensors does not exist. Reinstall signdesk.")

    assert read(file, missing) == [ReadingFailed("models/reader.safetensors does not exist. Reinstall signdesk.")]


def test_a_torch_that_cannot_be_imported_is_a_sentence_too(file: Path) -> None:
    def broken() -> StillRecognizer:
        raise ImportError("libtorch_cpu.so: undefined symbol")

    (event,) = read(file, broken)
    assert isinstance(event, ReadingFailed)
    assert "torch" in event.message
    assert "undefined symbol" not in event.message


def test_a_fault_of_ours_in_one_picture_is_told_of_that_picture(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    found, done = read(file, Broken)
    assert isinstance(found, PictureRead)
    assert "a.png" in (found.result.error or "")
    assert "tensors" not in (found.result.error or "")
    assert isinstance(done, TaskDone)
    assert "sizes of tensors must match" in caplog.text


def test_files_are_listed_in_chunks(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.png").touch()
    chunks = list(list_files((tmp_path,), chunk=2))
    assert [[path.name for path in chunk] for chunk in chunks] == [["0.png", "1.png"], ["2.png", "3.png"], ["4.png"]]


def test_a_picture_is_shown_as_large_as_asked_for_and_says_its_scale(file: Path) -> None:
    (shown,) = show_picture(ShowTask(1, file, None, (200, 200)))
    assert shown.image is not None
    assert shown.image.shape == (150, 200, 3)
    assert shown.scale == pytest.approx(0.5)


def test_a_small_picture_is_shown_as_it_is() -> None:
    (shown,) = show_picture(ShowTask(1, MemoryPicture("Pasted", encode_image(picture(40, 30))), None, (200, 200)))
    assert shown.image is not None
    assert shown.image.shape == (30, 40, 3)
    assert shown.scale == 1


def test_a_picture_that_is_gone_is_shown_as_nothing(tmp_path: Path) -> None:
    (shown,) = show_picture(ShowTask(1, tmp_path / "gone.png", None, (200, 200)))
    assert shown.image is None


def test_the_page_needs_neither_torch_nor_opencv_to_be_there() -> None:
    code = "import signdesk.app.pages.images, sys; print([m for m in ('torch', 'cv2', 'pydantic') if m in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
