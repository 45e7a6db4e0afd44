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


def test_pictures_that_can_not_be_read_are_told(run, tmp_path: Path) -> None:
    write_image(tmp_path / "0.png", np.full((120, 160, 3), 120, np.uint8))
    for i in range(1, 6):
        (tmp_path / f"{i}.png").write_bytes(b"none")
    done = run("spell", tmp_path)
    assert done.status == 0
    assert done.err == (
        "signdesk: 5 pictures are left out: 1.png (it can't be read), 2.png (it can't be read), "
        "3.png (it can't be read) and 2 more.\n"
    )


def test_a_film_that_is_not_there_is_one_clear_line(run, tmp_path: Path) -> None:
    done = run("spell", tmp_path / "missing.mp4")
    assert done.status == 1
    assert done.out == ""
    assert done.err.count("\n") == 1
    assert "missing.mp4" in done.err
