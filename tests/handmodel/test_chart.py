from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from signdesk.commands.cli import run
from signdesk.errors import DatasetError
from signdesk.handmodel.chart import alphabet_chart
from signdesk.vision.image import read_image


def test_the_chart_has_a_hand_in_every_cell_and_the_moving_letters_have_their_ways() -> None:
    chart = alphabet_chart(cell=40)
    assert chart.shape == (200, 240, 3)
    cells = chart.reshape(5, 40, 6, 40, 3).transpose(0, 2, 1, 3, 4).reshape(30, 40, 40, 3).astype(int)
    drawn = [(cell.min(2) < 200).mean() for cell in cells]
    assert min(drawn[:26]) > 0.05
    assert max(drawn[26:]) == 0
    red = [((cell[..., 0] - cell[..., 1]) > 100).sum() for cell in cells]
    assert [number for number, count in enumerate(red) if count > 8] == [9, 25]


def test_a_left_handed_chart_differs(tmp_path: Path) -> None:
    path = tmp_path / "chart.png"
    assert run(["chart", str(path), "--cell", "64", "--left"]) == 0
    chart = read_image(path)
    assert chart.shape[1] == 6 * 64
    assert np.ptp(chart) > 100


def test_a_folder_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine.jpg").write_bytes(b"x")
    with pytest.raises(DatasetError, match="there already"):
        run(["render", str(tmp_path), "--signers", "1", "--times", "1"])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.jpg"]
