from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from signdesk.datasets.open import open_dataset
from signdesk.errors import DatasetError

Folder = Callable[..., Path]


def test_folders_are_labels(folder: Folder) -> None:
    samples = open_dataset(folder({"a/1.png": 1, "B/2.JPG": 2, "7/3.png": 3, "nothing/4.png": 4, "Thank you/5.png": 5}))
    found = dict(zip(samples.names.tolist(), samples.labels.tolist(), strict=True))
    assert found == {
        "a/1.png": "A",
        "B/2.JPG": "B",
        "7/3.png": "7",
        "nothing/4.png": "",
        "Thank you/5.png": "Thank you",
    }
    assert samples.name == "set"
    assert len(set(samples.signer_ids().tolist())) == 5


@pytest.mark.parametrize("folders", [("train", "test"), ("Training", "TEST")])
def test_folders_of_parts(folder: Folder, folders: tuple[str, str]) -> None:
    samples = open_dataset(folder({f"{folders[0]}/A/1.png": 1, f"{folders[0]}/B/1.png": 1, f"{folders[1]}/A/2.png": 2}))
    assert sorted(zip(samples.parts.tolist(), samples.labels.tolist(), strict=True)) == [
        ("test", "A"),
        ("train", "A"),
        ("train", "B"),
    ]
    assert samples.part("test").names.tolist() == [f"{folders[1]}/A/2.png"]


def test_folders_of_people(folder: Folder) -> None:
    samples = open_dataset(folder({"ann/A/1.png": 1, "ann/hello/1.png": 1, "bob/A/2.png": 2, "bob/hello/3.png": 2}))
    assert samples.signers.tolist() == ["ann", "ann", "bob", "bob"]
    assert samples.labels.tolist() == ["A", "hello", "A", "hello"]
    assert samples.signer_ids().tolist()[0] == "set/ann"


@pytest.mark.parametrize("parts", [("train", "test"), ("train", "train"), ("Train", "val")])
def test_folders_of_people_below_those_of_parts(folder: Folder, parts: tuple[str, str]) -> None:
    one, other = parts
    samples = open_dataset(
        folder({f"{one}/ann/{s}/1.png": 1 for s in "AB"} | {f"{other}/bob/{s}/1.png": 1 for s in "AB"})
    )
    assert set(zip(samples.signers.tolist(), samples.labels.tolist(), strict=True)) == {
        ("ann", "A"),
        ("ann", "B"),
        ("bob", "A"),
        ("bob", "B"),
    }
    assert len(set(samples.parts.tolist())) == len(set(parts))


def test_a_folder_around_the_dataset_does_not_matter(folder: Folder) -> None:
    samples = open_dataset(folder({"asl/asl/A/1.png": 1, "asl/asl/B/1.png": 2}))
    assert samples.labels.tolist() == ["A", "B"]
    assert samples.names.tolist() == ["A/1.png", "B/1.png"]


def test_a_single_class_is_no_folder_around_a_dataset(folder: Folder) -> None:
    assert open_dataset(folder({"A/1.png": 1, "A/2.png": 1})).labels.tolist() == ["A", "A"]


def test_a_folder_of_pictures_alone_is_one_sign(folder: Folder) -> None:
    samples = open_dataset(folder({"1.png": 1, "2.jpg": 2}))
    assert samples.labels.tolist() == ["set", "set"]
    assert samples.names.tolist() == ["1.png", "2.jpg"]
    assert len(set(samples.signer_ids().tolist())) == 2


def test_a_few_strays_beside_the_folder_with_the_classes(folder: Folder) -> None:
    files = {f"asl_train/asl_train/{label}/{i}.png": 1 for label in "ABC" for i in range(5)}
    samples = open_dataset(folder(files | {"asl_test/asl_test/A_test.png": 1}))
    assert samples.counts() == {"A": 5, "B": 5, "C": 5}
    assert set(samples.signers.tolist()) == {""}
    assert [skipped.name for skipped in samples.skipped] == ["asl_test/asl_test/A_test.png"]


def test_what_is_no_picture_is_listed_and_the_rest_goes_on(folder: Folder, png: bytes) -> None:
    samples = open_dataset(
        folder(
            {f"A/{i}.png": i for i in range(10)}
            | {"A/empty.png": b"", "A/text.jpg": "hello", "A/notes.txt": "hello", "B/renamed.jpg": png, "stray.png": 1}
        )
    )
    assert {skipped.name: skipped.why for skipped in samples.skipped} == {
        "A/empty.png": "it is empty",
        "A/text.jpg": "it is not a picture",
        "A/notes.txt": "it is not a kind of picture that signdesk reads",
        "stray.png": "it lies in no class folder",
    }
    assert len(samples) == 11
    assert samples.images[10].shape == (24, 32, 3)


def test_nothing_readable_is_an_error_with_an_example(folder: Folder) -> None:
    with pytest.raises(DatasetError, match=r"no picture that can be read \(A/1\.png: it is empty\)"):
        open_dataset(folder({"A/1.png": b"", "B/1.png": b""}))
