from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from signdesk.vision.image import read_image

SMALL = ("--signers", "1", "--times", "1", "--size", "32", "--seed", "4")


def test_torch_draws_the_dataset_that_numpy_draws(run, tmp_path: Path) -> None:
    for device, more in (("numpy", ()), ("cpu", ("--batch", "20"))):
        done = run("render", tmp_path / device, *SMALL, "--device", device, *more)
        assert done.status == 0, done.err
    names = sorted(path.relative_to(tmp_path / "numpy") for path in (tmp_path / "numpy").rglob("*.*"))
    assert names == sorted(path.relative_to(tmp_path / "cpu") for path in (tmp_path / "cpu").rglob("*.*"))
    assert len(names) == 35
    for name in (name for name in names if name.suffix == ".jpg"):
        first, second = (read_image(tmp_path / device / name).astype(int) for device in ("numpy", "cpu"))
        assert np.abs(first - second).mean() < 0.5
    tables = [(tmp_path / device / "keypoints.csv").read_text() for device in ("numpy", "cpu")]
    assert tables[0] == tables[1]


def test_a_graphics_card_that_is_not_there_is_said_in_a_sentence(run, tmp_path: Path) -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a graphics card")
    done = run("render", tmp_path / "set", *SMALL, "--device", "cuda")
    assert done.status == 1
    assert "no device “cuda”" in done.err
    assert not (tmp_path / "set").exists()


def test_a_device_that_is_none_is_named_with_those_that_there_are(run, tmp_path: Path) -> None:
    done = run("render", tmp_path / "set", *SMALL, "--device", "abacus")
    assert done.status == 2
    assert "'abacus' is not among numpy, cuda, cpu, auto" in done.err
    assert not (tmp_path / "set").exists()


@pytest.mark.parametrize(
    ("options", "named"),
    [
        (("--words", "HI", "--device", "cpu"), "'--device': This makes no difference with --words"),
        (("--words", "HI", "--signers", "2"), "'--signers': This makes no difference with --words"),
        (("--fps", "10"), "'--fps': This makes no difference without --words"),
        (("--batch", "8"), "'--batch': This makes no difference where NumPy draws"),
    ],
)
def test_an_option_that_would_make_no_difference_is_refused(
    run, tmp_path: Path, options: tuple[str, ...], named: str
) -> None:
    done = run("render", tmp_path / "new", *options)
    assert done.status == 2
    assert named in done.err
    assert not list(tmp_path.iterdir())


def test_words_that_are_none_are_no_dataset(run, tmp_path: Path) -> None:
    done = run("render", tmp_path / "new.mp4", "--words", "")
    assert done.status == 1
    assert "a text without letters" in done.err
    assert not list(tmp_path.iterdir())
