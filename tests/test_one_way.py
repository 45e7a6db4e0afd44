"""The same picture gives the network the same bytes, whichever way it comes: live, dropped, typed or trained on."""

from __future__ import annotations

from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from signdesk.__main__ import main
from signdesk.alphabet import LETTERS
from signdesk.datasets.open import open_dataset
from signdesk.hands.hand import Hand
from signdesk.networks.checkpoint import Checkpoint, ModelCard, load_checkpoint, save_checkpoint
from signdesk.networks.registry import build, weights_of
from signdesk.recognition.batch import recognize_paths
from signdesk.recognition.classifier import Classifier
from signdesk.recognition.recognizer import Recognizer
from signdesk.training.crops import cut
from signdesk.vision import look as reading_side
from signdesk.vision.arrays import ArraySource
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec
from signdesk.vision.image import Image, write_image

BOX = Box(97.3, 51.8, 83.1, 70.4)
SPEC = InputSpec(96, 3, 1.4)


class Here:
    """A finder that knows where the hand is."""

    def find(self, image: Image, near: Box | None = None) -> list[Hand]:
        return [Hand(BOX, 1.0)]

    def search(self, image: Image) -> list[Hand]:
        return self.find(image)


@pytest.fixture
def picture() -> Image:
    rng = np.random.default_rng(4)
    coarse = rng.integers(0, 256, (24, 32, 3), np.uint8)
    return np.repeat(np.repeat(coarse, 10, 0), 10, 1)


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    card = ModelCard("reader", "compact", {"labels": 24}, SPEC, {"letters": LETTERS.labels})
    path = tmp_path / "reader.safetensors"
    save_checkpoint(path, Checkpoint(card, weights_of(build("compact", {"labels": 24}))))
    return path


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Box, NDArray[np.uint8]]]:
    """All that reading networks are shown from now on, and where it was cut."""
    crops: list[tuple[Box, NDArray[np.uint8]]] = []
    way = reading_side.to_input

    def noted(image: Image, box: Box, spec: InputSpec, turn: float) -> NDArray[np.uint8]:
        crops.append((box, way(image, box, spec, turn)))
        return crops[-1][1]

    monkeypatch.setattr(reading_side, "to_input", noted)
    return crops


def test_every_way_shows_the_network_the_same_bytes(
    picture: Image, checkpoint: Path, shown: list[tuple[Box, NDArray[np.uint8]]], tmp_path: Path
) -> None:
    folder = tmp_path / "set" / "A"
    folder.mkdir(parents=True)
    write_image(folder / "hand.png", picture)
    recognizer = Recognizer(Here(), Classifier(load_checkpoint(checkpoint)))
    with ArraySource([picture]) as camera:
        frame = camera.read()
    assert frame is not None
    recognizer.follow(frame, LETTERS)
    box, live = shown[0]
    shown.clear()
    list(recognize_paths([folder / "hand.png"], recognizer, LETTERS, box))
    dropped = _cut_at(box, shown)
    shown.clear()
    numbers = f"{box.x!r},{box.y!r},{box.width!r},{box.height!r}"
    main(["classify", str(folder / "hand.png"), "--hand", numbers, "--checkpoint", str(checkpoint)])
    typed = _cut_at(box, shown)
    trained = cut(open_dataset(folder.parent), SPEC, [box]).images[0]
    edge = (len(trained) - SPEC.size) // 2
    middle = trained[edge:-edge, edge:-edge]
    np.testing.assert_array_equal(dropped, live)
    np.testing.assert_array_equal(typed, live)
    np.testing.assert_array_equal(middle, live)


def _cut_at(box: Box, shown: list[tuple[Box, NDArray[np.uint8]]]) -> NDArray[np.uint8]:
    """What was shown of the box itself: a still picture is also looked at in others."""
    return next(crop for place, crop in shown if np.allclose(astuple(place), astuple(box)))
