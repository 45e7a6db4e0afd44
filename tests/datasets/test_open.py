from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from signdesk.datasets.open import open_dataset
from signdesk.errors import DatasetError

Folder = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing", None, "There is nothing at"),
        ("notes.txt", "hello", "no dataset that signdesk knows"),
        ("empty.zip", b"", "is empty"),
        ("a.png", 30, "single picture"),
        ("boxes.csv", "file,x,y\n", "choose that dataset's folder"),
        ("other.npy", b"x", "Name them so"),
    ],
)
def test_what_is_no_dataset_is_told_apart(folder: Folder, name: str, content: object, message: str) -> None:
    root = folder({name: content} if content is not None else {"something": ""})
    with pytest.raises(DatasetError) as caught:
        open_dataset(root / name)
    assert message in str(caught.value)
    assert name in str(caught.value)


@pytest.mark.parametrize(
    "files",
    [
        {"notes.txt": "hello"},
        {"2024/summer/beach/1.png": 3, "2024/winter/snow/2.png": 4},
        {"summer/beach/1.png": 3, "winter/snow/2.png": 4, "winter/ice/2.png": 4},
        {"a/1.png": 1, "set/a/1.png": 1, "set/b/c/1.png": 1},
    ],
    ids=["no pictures", "too deep", "no labels", "mixed"],
)
def test_a_foreign_folder_is_told_what_is_accepted(folder: Folder, files: dict[str, str | int]) -> None:
    with pytest.raises(DatasetError, match=r"no dataset that signdesk knows\. Choose a folder with"):
        open_dataset(folder(files))


def test_an_empty_folder_is_said_to_be_empty(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    with pytest.raises(DatasetError, match="is empty"):
        open_dataset(tmp_path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes of that kind")
def test_a_pipe_is_never_opened(folder: Folder) -> None:
    root = folder({"A/1.png": 10, "B/1.png": 20})
    os.mkfifo(root / "pipe.csv")
    with pytest.raises(DatasetError, match="neither a file nor a folder"):
        open_dataset(root / "pipe.csv")
    os.mkfifo(root / "A" / "pipe.png")
    samples = open_dataset(root)
    assert samples.names.tolist() == ["A/1.png", "B/1.png"]
    assert "A/pipe.png" in [skipped.name for skipped in samples.skipped]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="permissions don't bind this user")
def test_what_may_not_be_read_is_said(folder: Folder) -> None:
    root = folder({"A/1.png": 10, "B/1.png": 20})
    (root / "A/1.png").chmod(0)
    assert [skipped.why for skipped in open_dataset(root).skipped] == ["you have no permission to read it"]
    root.chmod(0)
    try:
        with pytest.raises(DatasetError, match="permission"):
            open_dataset(root)
    finally:
        root.chmod(0o755)


def test_a_name_that_no_file_can_have_is_an_error() -> None:
    with pytest.raises(DatasetError):
        open_dataset(Path("a\0b"))


def test_progress_may_stop_the_opening(folder: Folder) -> None:
    class StopError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        assert (done, total) == (1, 2)
        raise StopError

    with pytest.raises(StopError):
        open_dataset(folder({"A/1.png": 10, "B/1.png": 20}), stop)


def test_importing_it_loads_no_torch_and_no_qt() -> None:
    import subprocess
    import sys

    code = (
        "import sys, signdesk.datasets.open, signdesk.datasets.split\n"
        "print([name for name in ('torch', 'PySide6') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
