from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.files import FolderFiles
from signdesk.datasets.keypoints import COLUMNS, join_keypoints, read_keypoints
from signdesk.errors import DatasetError


def hand(x: float, y: float, size: float = 20) -> np.ndarray:
    """21 points that fill a square."""
    steps = np.linspace(0, size, 21, dtype=np.float32)
    return np.stack([x + steps, y + steps], axis=1)


def boxes(*rows: tuple[float, float, float, float] | None) -> np.ndarray:
    return np.array([row or (np.nan,) * 4 for row in rows], np.float32)


def line(file: str, points: np.ndarray) -> str:
    return f"{file},left,0.9," + ",".join(map(str, points.ravel().tolist())) + "\n"


HEADER = f"file,side,score,{','.join(COLUMNS)}\n"


def known(joined: np.ndarray) -> list[bool]:
    return np.isfinite(joined).all(axis=(1, 2)).tolist()


def test_keypoints_belong_to_the_hand_whose_box_they_meet() -> None:
    joined = join_keypoints(["a", "a", "b"], boxes((0, 0, 22, 22), (50, 50, 25, 25), (0, 0, 9, 9)), {"a": hand(51, 51)})
    assert known(joined) == [False, True, False]
    assert (joined[1] == hand(51, 51)).all()


def test_two_boxes_do_not_share_one_hand() -> None:
    joined = join_keypoints(["a", "a"], boxes((0, 0, 30, 30), (2, 2, 22, 22)), {"a": hand(2, 2)})
    assert known(joined) == [False, True]


@pytest.mark.parametrize(
    "box", [(100, 100, 30, 30), (0, 0, 300, 300), (15, 15, 30, 30)], ids=["elsewhere", "a fingertip in it", "beside it"]
)
def test_keypoints_of_something_else_are_left_out(box: tuple[float, float, float, float]) -> None:
    assert known(join_keypoints(["a"], boxes(box), {"a": hand(0, 0)})) == [False]


def test_a_loose_box_is_met(folder: Callable[..., Path]) -> None:
    assert known(join_keypoints(["a"], boxes((-8, -8, 36, 36)), {"a": hand(0, 0)})) == [True]


def test_a_hand_without_a_box_takes_them() -> None:
    assert known(join_keypoints(["a", "b"], boxes(None, None), {"a": hand(0, 0)})) == [True, False]


def test_they_are_found_in_the_dataset_or_beside_it(folder: Callable[..., Path]) -> None:
    root = folder({"one/x": "", "two/x": "", "keypoints/one.csv": HEADER + line("a.jpg", hand(1, 2))})
    assert (read_keypoints(FolderFiles(root / "one"))["a.jpg"] == hand(1, 2)).all()
    assert read_keypoints(FolderFiles(root / "two")) == {}
    assert list(read_keypoints(FolderFiles(root / "two"), "one")) == ["a.jpg"]
    (root / "two/keypoints.csv").write_text(HEADER + line("b.jpg", hand(1, 2)))
    assert list(read_keypoints(FolderFiles(root / "two"), "one")) == ["b.jpg"]


def test_a_damaged_table_is_named(folder: Callable[..., Path]) -> None:
    text = HEADER + line("a.jpg", hand(1, 2)).replace("2.0", "two", 1)
    with pytest.raises(DatasetError, match=r"keypoints.csv, line 2: y0 is 'two'"):
        read_keypoints(FolderFiles(folder({"keypoints.csv": text})))
