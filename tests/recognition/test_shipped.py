"""The networks that come with signdesk do what their cards say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from signdesk import paths
from signdesk.alphabet import DIGITS, LETTERS, Alphabet
from signdesk.datasets.open import open_dataset
from signdesk.networks.checkpoint import read_card
from signdesk.recognition.recognizer import Recognizer


@pytest.fixture(scope="module")
def recognizer() -> Recognizer:
    return Recognizer.load()


def test_the_cards_are_complete() -> None:
    for kind in ("reader", "finder"):
        card = read_card(paths.models() / f"{kind}.safetensors")
        assert card.kind == kind
        assert {source.name for source in card.data} >= {"asl-webcams", "asl-scenes", "hands-indoors", "backgrounds"}
        assert all(source.pictures and source.digest and source.licence for source in card.data)
        assert card.metrics
        assert card.created
    reader = read_card(paths.models() / "reader.safetensors")
    assert reader.alphabets == {"letters": LETTERS.labels, "digits": DIGITS.labels}
    assert 0 < reader.threshold < 1


def test_they_are_small() -> None:
    assert sum(file.stat().st_size for file in paths.models().glob("*.safetensors")) <= 6 << 20


@pytest.mark.parametrize("shade", [0, 60, 128, 200, 255])
def test_an_empty_wall_has_no_hand(recognizer: Recognizer, shade: int) -> None:
    result = recognizer.recognize(np.full((480, 640, 3), shade, np.uint8), LETTERS)
    assert (result.hand, result.reading) == (None, None)


def test_noise_shows_no_letter(recognizer: Recognizer) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (480, 640, 3), np.uint8)
    result = recognizer.recognize(noise, LETTERS)
    assert result.reading is None or result.reading.label is None


@pytest.mark.parametrize(("name", "alphabet", "least"), [("asl-webcams", LETTERS, 0.85), ("sign-digits", DIGITS, 0.9)])
def test_real_hands_are_read(
    recognizer: Recognizer, shared_data: Path, name: str, alphabet: Alphabet, least: float
) -> None:
    """People of the training: this catches broken weights and crops, it measures nothing."""
    samples = open_dataset(shared_data / name).with_labels(alphabet.labels)
    rows = np.random.default_rng(1).choice(len(samples), 60, replace=False)
    readings = [recognizer.recognize(samples.images[int(i)], alphabet).reading for i in rows]
    right = [r is not None and r.top(1)[0][0] == samples.labels[i] for r, i in zip(readings, rows, strict=True)]
    assert np.mean(right) >= least


def test_rooms_show_no_letters(recognizer: Recognizer, shared_data: Path) -> None:
    rooms = open_dataset(shared_data / "backgrounds").part("test")
    rows = np.random.default_rng(1).choice(len(rooms), 50, replace=False)
    readings = [recognizer.recognize(rooms.images[int(i)], LETTERS).reading for i in rows]
    assert sum(r is not None and r.label is not None for r in readings) <= 3
