from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.open import open_dataset
from signdesk.errors import DatasetError

Folder = Callable[..., Path]
Zipped = Callable[..., Path]

# As in the original: how many rows each column of Y has, and the digit it stands for.
COUNTS = (204, 205, 206, 207, 206, 208, 207, 206, 206, 207)
DIGITS = (9, 0, 7, 6, 1, 8, 4, 3, 2, 5)


def saved(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def pictures(digits: np.ndarray) -> np.ndarray:
    """A picture whose grey tells the digit."""
    return np.broadcast_to((digits * 20).astype(np.uint8)[:, None, None], (len(digits), 8, 8))


def original() -> tuple[np.ndarray, np.ndarray]:
    column = np.repeat(np.arange(10), COUNTS)
    return pictures(np.array(DIGITS)[column]), np.eye(10)[column]


def shown(samples: object) -> list[str]:
    return [str(samples.images[i][0, 0, 0] // 20) for i in range(len(samples))]  # type: ignore[attr-defined, arg-type]


@pytest.mark.parametrize("shuffled", [False, True], ids=["in blocks", "shuffled"])
@pytest.mark.parametrize("whole", [False, True], ids=["one-hot", "whole numbers"])
def test_the_permuted_columns_of_the_original_are_known(folder: Folder, shuffled: bool, whole: bool) -> None:
    x, y = original()
    if shuffled:
        order = np.random.default_rng(0).permutation(len(x))
        x, y = x[order], y[order]
    samples = open_dataset(folder({"X.npy": saved(x), "Y.npy": saved(y.argmax(axis=1) if whole else y)}))
    assert samples.labels.tolist() == shown(samples)
    assert samples.name == "sign-digits"


@pytest.mark.parametrize("form", ["one-hot", "whole", "column", "float"])
def test_any_other_y_means_what_it_says(folder: Folder, form: str) -> None:
    digits = np.arange(30) % 10
    y = {
        "one-hot": np.eye(10)[digits],
        "whole": digits,
        "column": digits[:, None].astype(np.int8),
        "float": digits.astype(np.float32),
    }[form]
    samples = open_dataset(folder({"X.npy": saved(pictures(digits)), "Y.npy": saved(y)}))
    assert samples.labels.tolist() == shown(samples) == [str(i % 10) for i in range(30)]
    assert samples.names[3] == "row 3"
    assert len(set(samples.signer_ids().tolist())) == 30


def test_either_file_a_folder_or_a_zip_opens_the_pair(folder: Folder, zipped: Zipped) -> None:
    root = folder({"X.npy": saved(pictures(np.arange(10))), "Y.npy": saved(np.arange(10)), "other.npy": b"x"})
    for path in (root / "X.npy", root / "Y.npy", root, zipped(root), zipped(root, "Sign-language-digits-dataset")):
        assert open_dataset(path).labels.tolist() == list("0123456789")


def test_half_a_pair_names_the_other(folder: Folder) -> None:
    root = folder({"alone/X.npy": saved(pictures(np.arange(10))), "labels/Y.npy": saved(np.arange(10))})
    for path in (root / "alone/X.npy", root / "alone"):
        with pytest.raises(DatasetError, match=r"X\.npy needs Y\.npy beside it"):
            open_dataset(path)
    with pytest.raises(DatasetError, match=r"Y\.npy needs X\.npy beside it"):
        open_dataset(root / "labels/Y.npy")


def test_rows_csv_tells_students_and_misfiled_pictures_are_put_right(folder: Folder) -> None:
    rows = "row,file,digit,student\n0,1/IMG_1.JPG,1,7\n1,3/IMG_5108.JPG,3,8\n2,2/IMG_5176.JPG,2,8\n"
    digits = np.array([1, 3, 2])
    root = folder({"X.npy": saved(pictures(digits)), "Y.npy": saved(digits), "rows.csv": rows})
    for path in (root, root / "X.npy"):
        samples = open_dataset(path)
        assert samples.labels.tolist() == ["1", "7", "3"]
        assert samples.signer_ids().tolist() == [
            "sign-digits/student 7",
            "sign-digits/student 8",
            "sign-digits/student 8",
        ]
    (root / "rows.csv").write_text(rows.replace(",1,7", ",4,7"))
    with pytest.raises(DatasetError, match=r"rows\.csv does not describe"):
        open_dataset(root)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (np.arange(10)[:9], "10 pictures, but Y.npy 9 labels"),
        (np.full((10, 10), 0.1), "not one-hot"),
        (np.zeros((10, 10)), "not one-hot"),
        (np.eye(10) * 2, "not one-hot"),
        (np.full((10, 10), np.nan), "not one-hot"),
        (np.eye(10)[:, :9], "shape (10, 9)"),
        (np.arange(10) + 1, "no digit"),
        (np.arange(10) - 1, "no digit"),
        (np.arange(10) / 2, "no digit"),
        (np.array(list("0123456789")), "not numbers"),
        (np.zeros((0,)), "shape (0,)"),
        (np.array(3), "shape ()"),
    ],
)
def test_labels_that_cannot_be_are_said(folder: Folder, y: np.ndarray, message: str) -> None:
    with pytest.raises(DatasetError) as caught:
        open_dataset(folder({"X.npy": saved(pictures(np.arange(10))), "Y.npy": saved(y)}))
    assert message in str(caught.value)
