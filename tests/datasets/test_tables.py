from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from signdesk.datasets.files import FolderFiles
from signdesk.datasets.tables import read_header, read_table
from signdesk.errors import DatasetError

Folder = Callable[..., Path]


def test_the_columns_asked_for_are_read_whatever_stands_beside_them(folder: Folder) -> None:
    files = FolderFiles(
        folder({"t.csv": '\ufefffile,note,x,y\r\na.jpg,"one, ""two""\nthree",1,2.5\r\n\r\nb.jpg,,3,4\r\n'})
    )
    table = read_table(files, "t.csv", ("file", "x", "y"))
    assert table.text("file") == ["a.jpg", "b.jpg"]
    assert table.numbers(("y", "x")).tolist() == [[2.5, 1], [4, 3]]
    assert read_header(files, "t.csv") == ["file", "note", "x", "y"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("file,x\na.jpg,1,2\n", "line 2: it has 3 cells"),
        ("file,x\na.jpg,1\nb.jpg\n", "line 3: it has 1 cells"),
        ("name,x\na.jpg,1\n", "no column “file”"),
        ("", "no column “file”"),
        ('file,x\n"a.jpg,1\n', "not a CSV file"),
        (b"file,x\n\xff\xfe,1\n", "not a text file in UTF-8"),
        ("file,x\na.jpg,one\n", "line 2: x is 'one', not a number"),
        ("file,x\na.jpg,1\nb.jpg,inf\n", "line 3: x is 'inf', not a number"),
    ],
)
def test_what_is_wrong_with_a_table_is_said(folder: Folder, content: str | bytes, message: str) -> None:
    files = FolderFiles(folder({"t.csv": content}))
    with pytest.raises(DatasetError, match=r"t\.csv") as caught:
        read_table(files, "t.csv", ("file", "x")).numbers(("x",))
    assert message in str(caught.value)


def test_a_table_that_is_a_folder_has_no_header(folder: Folder) -> None:
    files = FolderFiles(folder({"t.csv/x": "x"}))
    assert read_header(files, "t.csv") == []
