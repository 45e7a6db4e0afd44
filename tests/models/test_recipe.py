"""The recipe refuses what can't work in one sentence, before the long work begins."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from signdesk.datasets.samples import Samples
from signdesk.datasets.stores import ArrayImages
from signdesk.errors import ConfigError
from signdesk.networks.checkpoint import Checkpoint, ModelCard, save_checkpoint
from signdesk.networks.registry import build, weights_of
from signdesk.training.held_back import HeldBack
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec

_FILE = Path(__file__).resolve().parents[2] / "models" / "recipe.py"


@pytest.fixture
def recipe() -> Iterator[ModuleType]:
    spec = importlib.util.spec_from_file_location("recipe", _FILE)
    assert spec
    assert spec.loader
    module = sys.modules["recipe"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["recipe"]


def people(name: str, count: int) -> Samples:
    text = np.full(count, "")
    points = np.full((count, 21, 2), np.nan, np.float32)
    signers = np.array([f"p{i}" for i in range(count)])
    images = ArrayImages(np.zeros((count, 8, 8, 3), np.uint8))
    return Samples(name, images, text, signers, text, points[:, :4, 0], points, signers)


@pytest.fixture
def sources() -> dict[str, Samples]:
    return {name: people(name, count) for name, count in (("asl-webcams", 20), ("asl-scenes", 7), ("sign-digits", 70))}


def test_folds_keep_everybody_out_once(recipe: ModuleType, sources: dict[str, Samples]) -> None:
    folds = [recipe.chosen(sources, None, [f"{k}/5"], frozenset()) for k in range(1, 6)]
    out = [person for fold in folds for person in fold.test["asl-webcams"]]
    assert sorted(out) == sorted(sources["asl-webcams"].signers)
    both = recipe.chosen(sources, None, ["1/5", "2/5"], frozenset())
    assert both.test["asl-webcams"] == folds[0].test["asl-webcams"] | folds[1].test["asl-webcams"]


@pytest.mark.parametrize(
    ("fold", "without", "sentence"),
    [("a fifth", (), "Write it as 1/5"), ("1/5", ("asl-roms",), "no set “asl-roms”; there are asl-webcams")],
)
def test_what_is_not_there_is_refused(
    recipe: ModuleType, sources: dict[str, Samples], fold: str, without: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(ConfigError, match=sentence):
        recipe.chosen(sources, None, [fold], frozenset(without))


def test_a_start_that_is_built_otherwise_is_refused(recipe: ModuleType, tmp_path: Path) -> None:
    network = build("finder", {"refined": 0})
    card = ModelCard("finder", "finder", {"refined": 0}, InputSpec(192))
    save_checkpoint(tmp_path / "finder.safetensors", Checkpoint(card, weights_of(network)))
    further = recipe.Recipe(tmp_path, {}, HeldBack(), {}, tmp_path, None, {})
    assert further.network("finder", {"refined": 0}, "finder.safetensors", seed=1).training
    with pytest.raises(ConfigError, match="built in another way"):
        further.network("finder", {"refined": 2}, "finder.safetensors", seed=1)


def test_a_reader_is_gone_on_from_without_a_finder(recipe: ModuleType, tmp_path: Path) -> None:
    known = {"asl-webcams": [Box(0, 0, 8, 8), None]}
    further = recipe.Recipe(tmp_path, {}, HeldBack(), known, tmp_path, None, {})
    assert further.finder() is None
    assert further.boxes() == known


def test_going_on_takes_fewer_epochs_unless_told(recipe: ModuleType, tmp_path: Path) -> None:
    usual = recipe.READER_CONFIG
    new, further, told = (
        recipe.Recipe(tmp_path, {}, HeldBack(), {}, start, None, changes).config(usual)
        for start, changes in ((None, {}), (tmp_path, {}), (tmp_path, {"epochs": "50"}))
    )
    assert new == usual
    assert further.epochs < usual.epochs // 4
    assert further.learning_rate < usual.learning_rate
    assert (told.epochs, told.learning_rate) == (50, further.learning_rate)
