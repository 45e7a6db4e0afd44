"""Taking apart a stream of pictures, from careful and from careless servers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signdesk.vision.multipart import MultipartError, PictureParts

ONE = b"\xff\xd8 one \r\n\r\n -- \x00 \xff\xd9"
TWO = b"\xff\xd8 two \xff\xd9"


def part(picture: bytes, *, boundary: str = "--frame", length: int | None = None, end: bytes = b"\r\n") -> bytes:
    said = "" if length is None else f"Content-Length: {length}\r\n"
    return f"{boundary}\r\nContent-Type: image/jpeg\r\n{said}\r\n".encode() + picture + end


def one_by_one(parts: PictureParts, stream: bytes, step: int) -> list[bytes]:
    got = []
    for i in range(0, len(stream), step):
        parts.feed(stream[i : i + step])
        if (picture := parts.newest()) is not None:
            got.append(picture)
    return got


@given(step=st.integers(1, 40), with_length=st.booleans(), preamble=st.sampled_from([b"", b"\r\n", b"hello\r\n\r\n"]))
@settings(max_examples=60, deadline=None)
def test_pictures_come_whole_however_the_bytes_arrive(step: int, with_length: bool, preamble: bytes) -> None:
    stream = preamble + b"".join(part(p, length=len(p) if with_length else None) for p in (ONE, TWO, ONE))
    assert one_by_one(PictureParts("frame"), stream, min(step, 40)) == [ONE, TWO, ONE]


@pytest.mark.parametrize(
    ("told", "sent"), [("frame", "--frame"), ("--frame", "--frame"), ("--frame", "----frame"), ("frame", "frame")]
)
def test_dashes_before_the_boundary_do_not_matter(told: str, sent: str) -> None:
    stream = part(ONE, boundary=sent) + part(TWO, boundary=sent)
    assert one_by_one(PictureParts(told), stream, 7) == [ONE, TWO]


def test_only_the_newest_of_several_is_given() -> None:
    parts = PictureParts("frame")
    parts.feed(part(ONE, length=len(ONE)) + part(TWO, length=len(TWO)) + part(ONE)[:30])
    assert parts.newest() == TWO
    assert parts.newest() is None


@pytest.mark.parametrize("wrong", [-5, 5])
def test_wrong_length_costs_one_picture_at_most(wrong: int) -> None:
    parts = PictureParts("frame")
    stream = part(ONE, length=len(ONE) + wrong) + part(TWO, length=len(TWO)) + part(TWO, length=len(TWO))
    assert one_by_one(parts, stream, 1)[-1] == TWO


def test_picture_that_is_no_jpeg_ends_at_the_boundary() -> None:
    stream = part(b"\x89PNG something") + part(b"\x89PNG else")
    assert one_by_one(PictureParts("frame"), stream, 1000) == [b"\x89PNG something"]


@pytest.mark.parametrize(("begin", "size"), [(b"", 1000), (b"--frame\r\n\r\n", 1 << 20)])
def test_endless_parts_are_refused(begin: bytes, size: int) -> None:
    with pytest.raises(MultipartError, match="never ends"):
        one_by_one(PictureParts("frame"), begin + b"x" * size * 70, size)


@pytest.mark.parametrize("boundary", ["", "--"])
def test_stream_without_a_boundary_is_refused(boundary: str) -> None:
    with pytest.raises(MultipartError, match="no boundary"):
        PictureParts(boundary)


@given(st.lists(st.binary(max_size=200), max_size=20))
def test_garbage_never_crashes(chunks: list[bytes]) -> None:
    parts = PictureParts("frame")
    for chunk in chunks:
        parts.feed(chunk)
        parts.newest()
