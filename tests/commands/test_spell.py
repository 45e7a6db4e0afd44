from __future__ import annotations

from pathlib import Path

import numpy as np

from signdesk.vision.image import write_image


def test_a_film_without_a_hand_spells_nothing(run, tmp_path: Path) -> None:
    for i in range(5):
        write_image(tmp_path / f"{i}.png", np.full((120, 160, 3), 120, np.uint8))
    assert run("spell", tmp_path).out == "\n"
    done = run("spell", "--json", tmp_path)
    assert done.status == 0
    assert done.json == [{"path": str(tmp_path), "text": "", "letters": []}]


def test_pictures_that_cannot_be_read_are_told(run, picture: Path, tmp_path: Path) -> None:
    (tmp_path / "1.png").write_bytes(b"no picture")
    done = run("spell", tmp_path)
    assert (done.status, done.out) == (0, "\n")
    assert done.err.startswith("signdesk: One picture is left out. Can't read ")
    (tmp_path / "2.png").write_bytes(b"no picture")
    done = run("spell", "--json", tmp_path)
    assert done.json[0]["text"] == ""
    assert done.err.startswith(f"signdesk: 2 pictures are left out. The first: Can't read {tmp_path / '1.png'}")
    assert done.err.count("\n") == 1


def test_a_film_that_is_not_there_is_one_clear_line(run, tmp_path: Path) -> None:
    done = run("spell", tmp_path / "missing.mp4")
    assert done.status == 1
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert "missing.mp4" in done.err
