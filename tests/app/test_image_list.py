"""The list of pictures: states, counts, videos, removing and putting back, filtering, and Qt's own checks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from signdesk.alphabet import DIGITS
from signdesk.app.image_list import EntryState, ImageFilter, ImageList
from signdesk.hands.hand import Hand
from signdesk.recognition.batch import PictureResult
from signdesk.recognition.reading import Reading
from signdesk.recognition.recognition import Recognition
from signdesk.vision.box import Box

A, B, C, D = (Path(f"{name}.png") for name in "abcd")
CLIP = Path("clip.mp4")


def read(path: Path, label: str | None = "3", time: float | None = None) -> PictureResult:
    reading = Reading(DIGITS, np.full(10, 0.1, np.float32), label, 0.87)
    return PictureResult(path, time, Recognition(Hand(Box(0, 0, 5, 5), 1), reading, 1, 1), None, (10, 10))


def no_hand(path: Path) -> PictureResult:
    return PictureResult(path, None, Recognition(None, None, 1, 0), None, (10, 10))


def broken(path: Path) -> PictureResult:
    return PictureResult(path, None, None, "Can't read it.", None)


@pytest.fixture
def images() -> ImageList:
    return ImageList()


def names(images: ImageList) -> list[str]:
    return [entry.name for entry in images]


def test_each_result_has_its_state_and_is_counted(images: ImageList) -> None:
    keys = [entry.key for entry in images.add([A, B, C, D, CLIP])]
    for key, result in zip(keys, (read(A), read(B, label=None), no_hand(C), broken(D)), strict=False):
        images.put(key, 0, result)
    assert [entry.state for entry in images] == [
        EntryState.READ,
        EntryState.UNSURE,
        EntryState.NO_HAND,
        EntryState.ERROR,
        EntryState.WAITING,
    ]
    assert dict(images.counts) == dict.fromkeys(EntryState, 1)


def test_what_is_on_the_list_is_not_added_twice(images: ImageList) -> None:
    images.add([A, B])
    assert [entry.source for entry in images.add([B, C, C])] == [C]
    assert names(images) == ["a.png", "b.png", "c.png"]


def test_a_video_becomes_one_entry_a_frame_in_its_place(images: ImageList) -> None:
    _, clip, last = images.add([A, CLIP, B])
    for number in range(3):
        images.put(clip.key, number, read(CLIP, time=number * 31.5))
    images.put(last.key, 0, read(B))
    assert names(images) == ["a.png", "clip.mp4 · 0:00.0", "clip.mp4 · 0:31.5", "clip.mp4 · 1:03.0", "b.png"]
    images.put(clip.key, 1, read(CLIP, label="5", time=31.5))
    assert len(images) == 5, "a frame that is read twice must not come twice"


def test_reading_again_starts_from_the_files(images: ImageList) -> None:
    first, clip = images.add([A, CLIP])
    images.put(first.key, 0, read(A))
    for number in range(3):
        images.put(clip.key, number, read(CLIP, time=number / 2))
    images.remove([clip])
    waiting = images.forget_results()
    assert names(images) == ["a.png", "clip.mp4"]
    assert waiting == list(images)
    assert images.counts[EntryState.WAITING] == images.counts.total() == 2
    images.put(waiting[1].key, 0, read(CLIP, time=0.0))
    assert names(images)[1] == "clip.mp4 · 0:00.0"


def test_what_is_removed_can_be_put_back_where_it_was(images: ImageList) -> None:
    entries = images.add([A, B, C, D])
    images.put(entries[1].key, 0, no_hand(B))
    removed = images.remove([entries[0], entries[1], entries[3]])
    assert names(images) == ["c.png"]
    assert images.counts.total() == 1
    assert images.put(entries[0].key, 0, read(A)) is None, "what was removed takes no results"
    images.restore(removed)
    assert names(images) == ["a.png", "b.png", "c.png", "d.png"]
    assert images.counts[EntryState.NO_HAND] == 1
    assert images.counts.total() == 4


def test_a_video_that_is_put_back_unread_is_one_entry_again(images: ImageList) -> None:
    entries = images.add([A, CLIP, B])
    for number in range(3):
        images.put(entries[1].key, number, read(CLIP, time=number / 2))
    removed = images.remove(list(images)[:4])
    back = images.restore(removed, read=False)
    assert names(images) == ["a.png", "clip.mp4", "b.png"]
    assert [entry.name for entry in back] == ["a.png", "clip.mp4"]
    assert images.counts[EntryState.WAITING] == images.counts.total() == 3
    assert images.put(back[1].key, 0, read(CLIP, time=0.0)) is back[1]


def test_frames_of_a_video_that_is_read_anew_are_not_put_back_beside_those(images: ImageList) -> None:
    (clip,) = images.add([CLIP])
    for number in range(2):
        images.put(clip.key, number, read(CLIP, time=number / 2))
    removed = images.remove(list(images)[1:])
    images.forget_results()
    assert images.restore(removed, read=False) == []
    assert names(images) == ["clip.mp4"]


def test_what_was_opened_again_meanwhile_is_not_put_back_twice(images: ImageList) -> None:
    removed = images.remove(images.add([A, B]))
    images.add([B])
    images.restore(removed)
    assert sorted(names(images)) == ["a.png", "b.png"]


def test_a_filter_follows_the_results(images: ImageList) -> None:
    keys = [entry.key for entry in images.add([A, B, C])]
    shown = ImageFilter(images)
    shown.show_only(EntryState.READ)
    assert shown.rowCount() == 0
    images.put(keys[2], 0, read(C))
    assert [shown.index(row, 0).data() for row in range(shown.rowCount())] == ["c.png"]
    images.put(keys[2], 0, no_hand(C))
    assert shown.rowCount() == 0
    shown.show_only(None)
    assert shown.rowCount() == 3


def test_a_screen_reader_hears_name_and_reading(images: ImageList) -> None:
    a, b, c = images.add([A, B, C])
    images.put(a.key, 0, read(A))
    images.put(b.key, 0, no_hand(B))
    images.put(c.key, 0, broken(C))
    said = [images.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert said == ["a.png, 3, 87% sure", "b.png, no hand found", "c.png, can’t be read"]
    assert images.index(2).data(Qt.ItemDataRole.ToolTipRole) == "Can't read it."


def test_a_name_that_is_no_text_can_be_shown(images: ImageList) -> None:
    images.add([Path("odd\udcff\n.png")])
    assert images.index(0).data().isprintable()


def test_qt_finds_nothing_wrong_with_the_model(images: ImageList, qtmodeltester: ModelTester) -> None:
    shown = ImageFilter(images)
    qtmodeltester.check(images)
    qtmodeltester.check(shown)
    keys = [entry.key for entry in images.add([A, CLIP, C])]
    images.put(keys[1], 0, read(CLIP, time=0.0))
    images.put(keys[1], 1, read(CLIP, time=0.5))
    shown.show_only(EntryState.READ)
    images.restore(images.remove(list(images)[:2]))
    images.forget_results()
