from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from signdesk.datasets.open import open_dataset
from signdesk.errors import DatasetError

Folder = Callable[..., Path]

HEADER = "label," + ",".join(f"pixel{i}" for i in range(1, 785)) + "\r\n"


def table(*labels: int) -> str:
    """Every pixel of a picture is its label times ten."""
    return HEADER + "".join(",".join([str(label), *[str(label * 10)] * 784]) + "\r\n" for label in labels)


SOURCES = "set,row,signer,source,corr\ntest,2,user_9,x,1\ntest,1,user_4,x,1\ntrain,1,user_3,x,1\n"


def test_labels_count_the_alphabet_from_a(folder: Folder) -> None:
    samples = open_dataset(folder({"sign_mnist_train.csv": table(0, 8, 10, 24)}) / "sign_mnist_train.csv")
    assert samples.labels.tolist() == ["A", "I", "K", "Y"]
    assert samples.names.tolist() == ["row 1", "row 2", "row 3", "row 4"]
    assert set(samples.parts.tolist()) == {"train"}
    assert [int(samples.images[i][0, 0, 0]) for i in range(4)] == [0, 80, 100, 240]
    assert samples.images[0].shape == (28, 28, 3)
    assert len(set(samples.signer_ids().tolist())) == 4


def test_both_tables_keep_their_parts_and_find_their_signers(folder: Folder) -> None:
    root = folder({"sign_mnist_train.csv": table(1), "sign_mnist_test.csv": table(2, 3), "sources.csv": SOURCES})
    samples = open_dataset(root)
    assert samples.names.tolist() == ["train row 1", "test row 1", "test row 2"]
    assert samples.labels.tolist() == ["B", "C", "D"]
    assert samples.part("test").signers.tolist() == ["user_4", "user_9"]
    # Its pictures were made from those of asl-scenes: the same people must be one group in both.
    assert samples.signer_ids().tolist() == ["asl-scenes/user_3", "asl-scenes/user_4", "asl-scenes/user_9"]


@pytest.mark.parametrize("way", ["zip", "zip beside the sources", "folder with the zip", "zip of that folder"])
def test_it_is_found_in_a_zip_in_a_folder_and_in_a_zip_in_a_zip(folder: Folder, zipped: Folder, way: str) -> None:
    tables = folder({"t/sign_mnist_train.csv": table(1), "t/sign_mnist_test.csv": table(2, 3)}) / "t"
    home = folder({"home/sources.csv": SOURCES, "home/README.md": "About it."}) / "home"
    packed = zipped(tables)
    if way != "zip":
        packed = packed.rename(home / "sign-mnist.zip")
    path = {"folder with the zip": home, "zip of that folder": None}.get(way, packed) or zipped(home, "sign-mnist")
    samples = open_dataset(path)
    assert samples.labels.tolist() == ["B", "C", "D"]
    assert samples.signers.tolist() == (["", "", ""] if way == "zip" else ["user_3", "user_4", "user_9"])
    assert int(samples.images[2][0, 0, 0]) == 30


def test_a_table_that_is_there_twice_is_read_once(folder: Folder, zipped: Folder) -> None:
    files = {"sign_mnist_train.csv": table(1), "sign_mnist_test.csv": table(2, 3), "american_sign_language.PNG": 9}
    copies = {f"{name[:-4]}/{name}": text for name, text in files.items() if name.endswith(".csv")}
    assert open_dataset(zipped(folder(files | copies))).labels.tolist() == ["B", "C", "D"]


def test_sources_of_other_rows_are_not_believed(folder: Folder) -> None:
    root = folder({"sign_mnist_test.csv": table(2, 3, 4), "sources.csv": SOURCES})
    assert open_dataset(root).signers.tolist() == ["", "", ""]
    (root / "sources.csv").write_text("person,repository\na,b\n")
    assert open_dataset(root).signers.tolist() == ["", "", ""]


def test_a_wrong_line_is_named_by_file_and_number(folder: Folder, zipped: Folder) -> None:
    root = folder({"sign_mnist_train.csv": table(1, 25, 26)})
    for path in (root, root / "sign_mnist_train.csv", zipped(root)):
        with pytest.raises(DatasetError, match=r"sign_mnist_train\.csv, line 4: the label is 26"):
            open_dataset(path)


def test_a_table_without_labels_is_no_table(folder: Folder) -> None:
    root = folder({"sign_mnist_train.csv": table(1).replace("label,", "", 1)})
    for path in (root, root / "sign_mnist_train.csv"):
        with pytest.raises(DatasetError, match="no column “label”"):
            open_dataset(path)


def test_a_damaged_table_in_a_zip_is_said_to_be_damaged(folder: Folder, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    lines = [",".join(["1", *map(str, rng.integers(0, 256, 784))]) for _ in range(300)]
    path = tmp_path / "sign-mnist.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("sign_mnist_train.csv", HEADER + "\r\n".join(lines))
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 50] = bytes(50)
    path.write_bytes(data)
    with pytest.raises(DatasetError, match=r"sign_mnist_train\.csv"):
        open_dataset(path)


def test_progress_goes_once_from_none_to_all(folder: Folder) -> None:
    seen: list[tuple[int, int]] = []
    open_dataset(
        folder({"sign_mnist_train.csv": table(*[1] * 300), "sign_mnist_test.csv": table(2, 3)}),
        lambda done, total: seen.append((done, total)),
    )
    done = [step for step, _ in seen]
    assert done == sorted(done)
    assert len({total for _, total in seen}) == 1
    assert done[-1] <= seen[-1][1]
