"""The finder that learned what hands look like."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from signdesk.errors import CheckpointError
from signdesk.hands.hand import Hand
from signdesk.networks.checkpoint import Checkpoint
from signdesk.vision.box import Box
from signdesk.vision.crop import fit_into
from signdesk.vision.image import Image

if TYPE_CHECKING:
    from signdesk.networks.finder import FinderOutput

__all__ = ["LearnedFinder"]

_LEAST = 0.1
"""Spots below this score are not even candidates."""

_HINT = 0.2
"""From this score up to the card's threshold it is worth to look at a still picture more finely."""

_WINDOW = 2.5
"""The surroundings of a hand are a square of so many times its size."""

_APART = 0.4
"""Two boxes that overlap more than this are one hand."""


class LearnedFinder:
    """Finds hands anywhere in a picture with the network of ``checkpoint``.

    `CheckpointError` when the checkpoint holds no finder. Making one imports torch.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        from signdesk.networks.registry import restore
        from signdesk.networks.runtime import prepared

        if checkpoint.card.kind != "finder":
            raise CheckpointError("This network reads hands; it can't find them. Choose a finder network.")
        self.card = checkpoint.card
        self._network = prepared(restore(checkpoint))

    def find(self, image: Image, near: Box | None = None) -> list[Hand]:
        """The hands in ``image``, likeliest first; their scores are 0 to 1. Where none is sure the picture is seen once
        more at half the size, in which hands show that fill much of it.

        With ``near`` only a window around that box is looked at, at two thirds of the input's size.
        """
        window = near and near.squared().grown(_WINDOW).clipped(image.shape[1], image.shape[0])
        if window:
            return self._found_near(image, window)
        hands = self._found(image, self.card.input.size)
        if not self._unsure(hands):
            return hands
        return _ranked(hands + self._found(image, self.card.input.size // 2))

    def search(self, image: Image) -> list[Hand]:
        """The hands in a still picture, likeliest first. Where there may be one and none is sure, the picture is also
        seen at a finer scale, in which small hands show.

        There more is taken for a hand: the scores of those found there stay below the card's threshold.
        """
        hands = self.find(image)
        if not hands or hands[0].score < _HINT or not self._unsure(hands):
            return hands
        most = self.card.presence_threshold - 0.01
        finer = self._found(image, self.card.input.size * 5 // 3)
        return _ranked(hands + [replace(hand, score=min(hand.score, most)) for hand in finer])

    def _unsure(self, hands: list[Hand]) -> bool:
        return not hands or hands[0].score < self.card.presence_threshold

    def _found_near(self, image: Image, window: Box) -> list[Hand]:
        left, top, right, bottom = map(round, (window.x, window.y, window.right, window.bottom))
        part = image[top:bottom, left:right]
        if not part.size:
            return []
        return [_moved(hand, left, top) for hand in self._found(part, self.card.input.size * 2 // 3)]

    def _found(self, image: Image, longest: int) -> list[Hand]:
        import torch

        width, height = _input_size(image, longest)
        small, scale = fit_into(image, width, height)
        with torch.inference_mode():
            x = torch.from_numpy(small).permute(2, 0, 1)[None].float() / 255
            output: FinderOutput = self._network(x)
        return _ranked(_candidates(output, scale, image))


def _moved(hand: Hand, x: float, y: float) -> Hand:
    return replace(hand, box=Box(hand.box.x + x, hand.box.y + y, hand.box.width, hand.box.height))


def _input_size(image: Image, longest: int) -> tuple[int, int]:
    """Width and height that the picture is shown at: its shape, sides in multiples of 32."""
    height, width = image.shape[:2]
    scale = longest / max(width, height)
    return max(-(-round(width * scale) // 32), 1) * 32, max(-(-round(height * scale) // 32), 1) * 32


def _candidates(output: FinderOutput, scale: float, image: Image) -> list[Hand]:
    from torch.nn import functional

    from signdesk.networks.finder import STRIDE

    heat = output.heat.sigmoid()
    peaks = heat * (functional.max_pool2d(heat, 3, 1, 1) == heat)
    scores, spots = peaks[0].flatten().topk(8)
    columns = heat.shape[2]
    hands = []
    for score, spot in zip(scores.tolist(), spots.tolist(), strict=True):
        if score < _LEAST:
            break
        row, column = divmod(spot, columns)
        left, top, right, bottom = output.reach[0, :, row, column].tolist()
        x, y = (column + 0.5) * STRIDE, (row + 0.5) * STRIDE
        box = Box((x - left) / scale, (y - top) / scale, (left + right) / scale, (top + bottom) / scale)
        if box.contains(*np.clip(box.centre, 0, (image.shape[1], image.shape[0]))):
            hands.append(Hand(box, score))
    return hands


def _ranked(hands: list[Hand]) -> list[Hand]:
    """The surest first, each hand once."""
    kept: list[Hand] = []
    for hand in sorted(hands, key=lambda hand: -hand.score):
        if all(hand.box.iou(other.box) < _APART for other in kept):
            kept.append(hand)
    return kept
