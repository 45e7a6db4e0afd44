from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from signdesk.commands.cli import run
from signdesk.errors import DatasetError
from signdesk.handmodel import View, load_pose, render
from signdesk.handmodel.chart import CHARTS, Cell, alphabet_chart, arrow_head, cells, seen_from
from signdesk.vision.image import read_image


def test_the_chart_has_a_hand_in_every_cell_and_the_moving_letters_have_their_ways() -> None:
    chart = alphabet_chart(list(cells(CHARTS["letters"], 40)))
    assert chart.shape == (200, 240, 3)
    parts = chart.reshape(5, 40, 6, 40, 3).transpose(0, 2, 1, 3, 4).reshape(30, 40, 40, 3).astype(int)
    drawn = [(part.min(2) < 200).mean() for part in parts]
    assert min(drawn[:26]) > 0.05
    assert max(drawn[26:]) == 0
    red = [((part[..., 0] - part[..., 1]) > 100).sum() for part in parts]
    assert [number for number, count in enumerate(red) if count > 8] == [9, 25]


def test_a_hand_stands_on_white_in_the_skin_that_was_asked_for() -> None:
    light, dark = (next(cells("B", 48, tone=tone)).image for tone in (2.0, 9.0))
    assert light[0, 0].tolist() == dark[0, 0].tolist() == [255, 255, 255]
    assert light[24, 24].mean() > dark[24, 24].mean() + 60


def test_the_thumb_of_g_which_the_index_finger_hides_is_seen_from_above() -> None:
    assert not render(load_pose("G"), size=96).visible[4]
    assert render(load_pose("G"), view=View(pitch=seen_from("G").pitch), size=96).visible[4]


def test_an_arrows_head_points_where_the_way_leads() -> None:
    way = np.stack([np.linspace(0, 1, 20), np.zeros(20)], axis=1)
    tip, one, two = arrow_head(way, 0.1)
    assert tip == pytest.approx((1.1, 0))
    assert one[0] == two[0] == 1
    assert one[1] == -two[1] != 0


def test_a_chart_of_digits_has_no_arrows() -> None:
    drawn = list(cells(CHARTS["digits"], 40))
    assert [cell.label for cell in drawn] == list("0123456789")
    assert all(isinstance(cell, Cell) and cell.way is None for cell in drawn)


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.jpg").write_bytes(b"x")
    with pytest.raises(DatasetError, match="there already"):
        run(["render", str(tmp_path), "--signers", "1", "--times", "1"])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.jpg"]


def test_a_left_handed_chart_is_a_picture_file_too(tmp_path: Path) -> None:
    right, left = tmp_path / "right.png", tmp_path / "left.png"
    for path, more in ((right, []), (left, ["--left"])):
        assert run(["chart", str(path), "--cell", "64", "--alphabet", "digits", *more]) == 0
    assert read_image(left).shape == (2 * 64, 6 * 64, 3)
    assert (read_image(left) != read_image(right)).mean() > 0.05
