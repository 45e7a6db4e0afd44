from __future__ import annotations

import io
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signdesk.datasets import pixels
from signdesk.datasets.pixels import read_pixels
from signdesk.errors import DatasetError

HEADER = "label," + ",".join(f"pixel{i}" for i in range(1, 17))


def row(label: object = 3, **cells: object) -> str:
    """A line of 16 pixels 0, 1, 2 …; ``p5="x"`` puts another cell into that place."""
    line = [str(cells.get(f"p{i}", i - 1)) for i in range(1, 17)]
    return ",".join([str(label), *line])


def read(text: str | bytes, most: int = 25) -> tuple[list[int], np.ndarray]:
    data = text.encode() if isinstance(text, str) else text
    labels, pictures = read_pixels(io.BytesIO(data), len(data), "t.csv", most)
    return labels.tolist(), pictures


def table(*lines: str, end: str = "\n", last: str = "\n") -> str:
    return end.join([HEADER, *lines]) + last


def test_a_row_is_a_picture_row_by_row() -> None:
    labels, pictures = read(table(row(3, p16=255), row(24)))
    assert labels == [3, 24]
    assert pictures.dtype == np.uint8
    assert pictures[0].tolist() == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11], [12, 13, 14, 255]]


@pytest.mark.parametrize(
    "text",
    [
        table(row(1), row(2), end="\r\n", last="\r\n"),
        table(row(1), row(2), last=""),
        table(row(1), row(2), end="\r\n", last=""),
        table(row(1), row(2), end="\r\n", last="\r"),
        table(row(1), row(2), last="\n\n\n"),
        table("", row(1), "  ", row(2)),
        table(row(1), row(2)).replace(",", ", "),
        "\ufeff" + table(row(1), row(2)),
        table(row(1), row(2, p3="2.0", p4='"3"')),
    ],
    ids=[
        "CRLF",
        "no last line end",
        "CRLF, no last",
        "CR at the end",
        "blanks at the end",
        "blank lines",
        "spaces",
        "BOM",
        "floats, quotes",
    ],
)
def test_ways_of_writing_the_same_table(text: str) -> None:
    labels, pictures = read(text)
    assert labels == [1, 2]
    assert (pictures.reshape(2, 16) == np.arange(16)).all()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (table(row(1), "1,2,3", row(2)), "line 3: it has 3 cells where the header has 17"),
        (table(row(1), row(2) + ",7"), "line 3: it has 18 cells"),
        (table(row(1), row(2), row(3, p7="x")), "line 4: pixel7 is 'x'"),
        (table(row(1), row(2, p7="")), "line 3: pixel7 is ''"),
        (table(row(1), row(2, p7="-1")), "line 3: pixel7 is '-1'"),
        (table(row(1), row(2, p7="1.5")), "line 3: pixel7 is '1.5'"),
        (table(row(1), row(2, p7="nan")), "line 3: pixel7 is 'nan'"),
        (table(row(1), row(2, p7="1e999")), "line 3: pixel7 is '1e999'"),
        (table(row(1), row(2, p7="256")), "line 3: pixel7 is 256, but the largest that can be is 255"),
        (table(row(1), row(2, p7="70000")), "line 3: pixel7 is '70000'"),
        (table(row(26)), "line 2: the label is 26, but the largest that can be is 25"),
        (table("", row(1), row(26, p2=" 1")), "line 4: the label is 26"),
        (table(row("A")), "line 2: the label is 'A'"),
        (table(row(1), row(2, p3="\0")), "line 3: pixel3"),
        (table(), "no row below"),
        ("", "is empty"),
        (HEADER.replace("label", "letter") + "\n" + row(), "no column “label”"),
        (HEADER.replace(",pixel9,", ",") + "\n" + row(), "no column “pixel9”"),
        (HEADER.rsplit(",", 1)[0] + "\n" + row(), "15 columns of pixels, which is no square"),
        (row() + "\n" + row(), "no column “label”"),
        ("label\n1\n", "0 columns of pixels"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(DatasetError, match=r"t\.csv") as caught:
        read(text)
    assert message in str(caught.value)


def test_a_line_without_an_end_is_no_table() -> None:
    with pytest.raises(DatasetError, match="more than"):
        read(HEADER.encode() + b"\n" + b"1" * (4 << 20))


def test_the_line_is_right_in_a_later_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pixels, "BLOCK", 100)
    lines = [row(i % 26) for i in range(200)]
    lines[150] = row(1, p1="oops")
    with pytest.raises(DatasetError, match="line 152: pixel1 is 'oops'"):
        read(table(*lines))


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(
    values=st.lists(st.lists(st.integers(0, 255), min_size=16, max_size=16), min_size=1, max_size=20),
    end=st.sampled_from(["\n", "\r\n"]),
    block=st.integers(1, 300),
)
def test_any_table_comes_back_however_it_is_cut(values: list[list[int]], end: str, block: int) -> None:
    text = end.join([HEADER, *(",".join(map(str, [0, *line])) for line in values)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pixels, "BLOCK", block)
        _, pictures = read(text)
    assert pictures.reshape(-1, 16).tolist() == values


class Repeated(io.RawIOBase):
    """A header, then the same lines over and over, without holding them."""

    def __init__(self, header: bytes, lines: bytes, times: int) -> None:
        self._header, self._lines, self._times = io.BytesIO(header), io.BytesIO(lines), times

    def readline(self, size: int | None = -1) -> bytes:
        return self._header.readline()

    def read(self, size: int = -1) -> bytes:
        data = self._lines.read(size)
        if not data and self._times > 1:
            self._times -= 1
            self._lines.seek(0)
            data = self._lines.read(size)
        return data


def test_a_large_table_takes_less_than_three_times_its_pictures() -> None:
    header = ("label," + ",".join(f"pixel{i}" for i in range(1, 785)) + "\r\n").encode()
    lines = (",".join(["7", *(str(i % 256) for i in range(784))]) + "\r\n").encode() * 1000
    file = Repeated(header, lines, 27)
    tracemalloc.start()
    try:
        labels, pictures = read_pixels(file, len(header) + 27 * len(lines), "t.csv", 25)  # type: ignore[arg-type]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert pictures.shape == (27_000, 28, 28)
    assert (labels == 7).all()
    assert (pictures.reshape(-1, 784)[-1] == np.arange(784) % 256).all()
    assert peak < 3 * pictures.nbytes


def test_a_wrong_guess_of_the_length_does_no_harm() -> None:
    text = table(*(row(i % 26) for i in range(500))).encode()
    for size in (1, len(text) * 50):
        labels, pictures = read_pixels(io.BytesIO(text), size, "t.csv", 25)
        assert len(labels) == len(pictures) == 500
