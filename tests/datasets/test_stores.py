from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.files import FolderFiles
from signdesk.datasets.open import open_dataset
from signdesk.datasets.stores import ArrayImages, FileImages, JoinedImages
from signdesk.errors import ImageError


def test_grey_arrays_give_colour_pictures_of_their_own() -> None:
    array = np.arange(2 * 8 * 9, dtype=np.uint8).reshape(2, 8, 9)
    picture = ArrayImages(array)[1]
    assert picture.shape == (8, 9, 3)
    assert (picture == array[1][:, :, None]).all()
    picture[:] = 0
    assert array[1].any()


def test_colour_arrays_are_given_as_they_are() -> None:
    array = np.arange(2 * 8 * 9 * 3, dtype=np.uint8).reshape(2, 8, 9, 3)
    assert (ArrayImages(array)[0] == array[0]).all()


def test_arrays_of_another_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="uint8"):
        ArrayImages(np.zeros((2, 8, 8)))  # type: ignore[arg-type]


def test_all_pixels_at_once_follow_the_rows() -> None:
    array = np.arange(3 * 8 * 8, dtype=np.uint8).reshape(3, 8, 8)
    store = ArrayImages(array)
    assert np.shares_memory(store.pixels(), array)
    assert (store.subset(np.array([2, 0])).pixels() == array[[2, 0]]).all()
    assert (store.subset(np.array([1, 2])).subset(np.array([1])).pixels() == array[[2]]).all()


def test_joined_stores_are_one() -> None:
    arrays = [np.full((n, 8, 8), n, np.uint8) for n in (2, 3)]
    joined = JoinedImages.of([ArrayImages(array) for array in arrays])
    assert len(joined) == 5
    assert [int(joined[i][0, 0, 0]) for i in range(5)] == [2, 2, 3, 3, 3]
    assert [int(p[0, 0, 0]) for p in (joined.subset(np.array([4, 0]))[i] for i in range(2))] == [3, 2]


def test_files_are_read_when_asked_for(folder: Callable[..., Path]) -> None:
    root = folder({"A/1.png": 10, "A/2.png": 20})
    images = FileImages(FolderFiles(root), ["A/1.png", "A/2.png"])
    (root / "A/1.png").unlink()
    assert int(images[1][0, 0, 0]) == 20
    with pytest.raises(ImageError):
        images[0]
    assert images.content(0) == b""


def test_pictures_in_a_zip_can_be_sent_to_another_process(
    folder: Callable[..., Path], zipped: Callable[..., Path]
) -> None:
    samples = open_dataset(zipped(folder({"A/1.png": 10, "B/2.png": 20})))
    samples.images[0]
    copy = pickle.loads(pickle.dumps(samples))
    assert int(copy.images[1][0, 0, 0]) == 20
