"""A folder of pictures as a source of frames."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from signdesk.errors import SourceError, SourceProblem
from signdesk.vision.folder import FolderSource
from signdesk.vision.frame import Frame
from signdesk.vision.image import write_image


def brightness(frame: Frame) -> int:
    return round(float(frame.image.mean()))


def test_folder_is_read_in_the_order_people_expect(tmp_path: Path) -> None:
    for i, name in enumerate(["b10.png", "b2.PNG", "a1.jpg", "b2b.bmp", "a.jpg"]):
        write_image(tmp_path / name, np.full((4, 4, 3), i * 50, np.uint8))
    (tmp_path / "notes.txt").write_text("not a picture")
    (tmp_path / "._b3.png").write_bytes(b"what macOS leaves behind")
    (tmp_path / "sub.png").mkdir()
    with FolderSource(tmp_path) as source:
        assert [brightness(frame) for frame in source] == [200, 100, 50, 150, 0]
    assert source.fps is None


def test_unreadable_pictures_are_left_out_and_named(tmp_path: Path) -> None:
    write_image(tmp_path / "1.png", np.zeros((4, 4, 3), np.uint8))
    (tmp_path / "2.png").write_bytes(b"nonsense")
    write_image(tmp_path / "3.png", np.zeros((4, 4, 3), np.uint8))
    with FolderSource(tmp_path) as source:
        assert [frame.index for frame in source] == [0, 1]
    [(path, why)] = source.skipped
    assert path.name == "2.png"
    assert "2.png: it is not a picture" in why


def test_folder_without_pictures(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There are no pictures in") as caught:
        FolderSource(tmp_path).open()
    assert caught.value.problem is SourceProblem.NO_FRAMES


def test_folder_of_broken_pictures(tmp_path: Path) -> None:
    for name in ("1.png", "2.png"):
        (tmp_path / name).write_bytes(b"nonsense")
    with (
        FolderSource(tmp_path) as source,
        pytest.raises(SourceError, match=r"None of the 2 pictures.*1\.png") as caught,
    ):
        source.read()
    assert caught.value.problem is SourceProblem.UNREADABLE


def test_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no file or folder") as caught:
        FolderSource(tmp_path / "hands").open()
    assert caught.value.problem is SourceProblem.NOT_FOUND


def test_one_picture_is_a_source_too(tmp_path: Path) -> None:
    write_image(tmp_path / "hand.png", np.full((4, 4, 3), 9, np.uint8))
    with FolderSource(tmp_path / "hand.png") as source:
        assert [brightness(frame) for frame in source] == [9]
    assert source.name == "hand.png"
    (tmp_path / "hand.png").write_bytes(b"nonsense")
    with FolderSource(tmp_path / "hand.png") as source, pytest.raises(SourceError, match=r"Can't read .*not a picture"):
        source.read()
