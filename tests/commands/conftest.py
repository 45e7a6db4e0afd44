"""Running commands inside the process of the tests."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from signdesk.__main__ import main
from signdesk.vision.image import Image, write_image


@dataclass(frozen=True)
class Done:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> list[dict[str, Any]]:
        return [json.loads(line, parse_constant=_no_json) for line in self.out.splitlines()]


def _no_json(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls signdesk with arguments as a shell would."""

    def call(*arguments: str | Path) -> Done:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return Done(status, *capsys.readouterr())

    return call


def wall(shade: int = 120, width: int = 320, height: int = 240) -> Image:
    """A picture with nothing in it."""
    return np.full((height, width, 3), shade, np.uint8)


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture without a hand."""
    path = tmp_path / "wall.png"
    write_image(path, wall())
    return path


@pytest.fixture(scope="session")
def class_folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of one's own: A is a bright disc, B a dark one, 24 small pictures of each."""
    folder = tmp_path_factory.mktemp("datasets") / "discs"
    rng = np.random.default_rng(0)
    y, x = np.mgrid[:32, :32]
    for label, shade in (("A", 220), ("B", 40)):
        for i in range(24):
            disc = (x - rng.integers(12, 20)) ** 2 + (y - rng.integers(12, 20)) ** 2 < 80
            image = np.where(disc[..., None], shade, 128).astype(np.uint8).repeat(3, axis=2)
            (folder / label).mkdir(parents=True, exist_ok=True)
            write_image(folder / label / f"{i}.png", image)
    return folder
