"""How often the learned finder looks at a picture, and at what scale."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from signdesk.hands.learned import LearnedFinder
from signdesk.networks.checkpoint import Checkpoint, ModelCard
from signdesk.networks.finder import STRIDE, FinderOutput
from signdesk.networks.registry import build, weights_of
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec


class Told:
    """A network that sees one hand in the middle, 2 cells wide and high, as surely as it is told for each width of the
    input, and remembers what widths it was shown."""

    def __init__(self, scores: dict[int, float]) -> None:
        self.scores, self.shown = scores, list[int]()

    def __call__(self, x: torch.Tensor) -> FinderOutput:
        rows, columns = x.shape[2] // STRIDE, x.shape[3] // STRIDE
        self.shown.append(x.shape[3])
        heat = torch.full((1, rows, columns), -9.0)
        heat[0, rows // 2, columns // 2] = torch.logit(torch.tensor(self.scores.get(x.shape[3], 1e-3)))
        return FinderOutput(heat, torch.full((1, 4, rows, columns), float(STRIDE)))


@pytest.fixture
def finder() -> LearnedFinder:
    card = ModelCard("finder", "finder", {}, InputSpec(192, 3, 1.0), presence_threshold=0.3)
    return LearnedFinder(Checkpoint(card, weights_of(build("finder", {}))))


PICTURE = np.zeros((480, 640, 3), np.uint8)


def told(finder: LearnedFinder, scores: dict[int, float]) -> Told:
    network = Told(scores)
    finder._network = network  # type: ignore[assignment]
    return network


def test_a_sure_hand_is_searched_once(finder: LearnedFinder) -> None:
    network = told(finder, {192: 0.35, 96: 0.9, 320: 0.9})  # 0.3 is enough: nothing fainter may take its place
    (hand,) = finder.search(PICTURE)
    assert hand.score == pytest.approx(0.35, abs=0.01)
    assert network.shown == [192]


def test_small_hands_show_at_a_finer_scale(finder: LearnedFinder) -> None:
    network = told(finder, {192: 0.25, 320: 0.9})
    assert [hand.score for hand in finder.find(PICTURE)] == pytest.approx([0.25], abs=0.01)
    best = finder.search(PICTURE)[0]
    assert network.shown == [192, 96, 192, 96, 320]
    assert 0.25 < best.score < finder.card.presence_threshold, "the reader has to be certain of it"
    assert best.box.centre == pytest.approx((320, 240), abs=2 * STRIDE * 2)
    assert best.box.width == pytest.approx(2 * STRIDE * 640 / 320, abs=1)


def test_hands_that_fill_the_picture_show_at_a_coarser_scale(finder: LearnedFinder) -> None:
    network = told(finder, {192: 0.25, 96: 0.8, 320: 0.9})
    best = finder.find(PICTURE)[0]
    assert best.score == pytest.approx(0.8, abs=0.01)
    assert best.box.width == pytest.approx(2 * STRIDE * 640 / 96, abs=1)
    assert finder.search(PICTURE)[0].box == best.box
    assert 320 not in network.shown, "the hand is sure enough"


def test_where_nothing_hints_at_a_hand_no_small_one_is_looked_for(finder: LearnedFinder) -> None:
    network = told(finder, {192: 0.15, 320: 0.9})
    assert [hand.score for hand in finder.search(PICTURE)] == pytest.approx([0.15], abs=0.01)
    assert network.shown == [192, 96]


def test_near_a_hand_only_its_surroundings_are_looked_at(finder: LearnedFinder) -> None:
    network = told(finder, {128: 0.9})
    (hand,) = finder.find(PICTURE, Box(500, 300, 60, 60))
    assert network.shown == [128]
    assert hand.box.contains(530, 330)


def test_a_reader_is_no_finder() -> None:
    from signdesk.errors import CheckpointError

    with pytest.raises(CheckpointError, match="can't find them"):
        LearnedFinder(Checkpoint(ModelCard("reader", "compact", {}, InputSpec(96, 3, 1.0)), {}))
