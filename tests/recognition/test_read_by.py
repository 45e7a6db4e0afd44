"""Networks of the user's own read the hand that signdesk's own networks follow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from signdesk.alphabet import DIGITS, LETTERS, Alphabet
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.networks.checkpoint import Checkpoint, ModelCard, load_checkpoint, save_checkpoint
from signdesk.networks.registry import build, weights_of
from signdesk.recognition.classifier import Classifier
from signdesk.recognition.read_by import ReadBy, SideBySide, known_alphabet, reading_box
from signdesk.recognition.recognition import Recognition
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec
from signdesk.vision.frame import Frame


class Eyes:
    """Sees a hand with given joints in every picture, or none."""

    def __init__(self, hand: Hand | None) -> None:
        self.hand = hand
        self.forgot = 0

    def recognize(self, image: object, alphabet: Alphabet, hand: object = "auto") -> Recognition:
        return Recognition(self.hand, None, 2.0, 1.0)

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        return Recognition(self.hand, None, 2.0, 1.0)

    def reset(self) -> None:
        self.forgot += 1


def reader(alphabets: dict[str, tuple[str, ...]], seed: int = 0) -> Classifier:
    import torch

    torch.manual_seed(seed)
    labels = sum(map(len, alphabets.values()))
    network = build("lenet5", {"labels": labels})
    card = ModelCard("reader", "lenet5", {"labels": labels}, InputSpec(32, 1, 1.4), alphabets)
    return Classifier(Checkpoint(card, weights_of(network)))


@pytest.fixture
def frame() -> Frame:
    return Frame(np.random.default_rng(0).integers(0, 256, (120, 160, 3), np.uint8), 0, 0.0)


JOINTS = np.random.default_rng(1).uniform(40, 80, (21, 2)).astype(np.float32)
HAND = Hand(Box(30, 30, 60, 60), 0.9, JOINTS)


def test_a_network_of_two_signs_reads_live_whatever_alphabet_is_asked_for(frame: Frame) -> None:
    own = ReadBy(Eyes(HAND), reader({"digits": ("0", "5")}))
    for wanted in (LETTERS, DIGITS):
        seen = own.follow(frame, wanted)
        assert seen.hand is HAND
        assert seen.reading is not None
        assert seen.reading.alphabet == Alphabet("digits", ("0", "5"))
        assert float(seen.reading.probabilities.sum()) == pytest.approx(1)


def test_it_reads_the_crop_close_around_the_joints(frame: Frame) -> None:
    classifier = reader({"own": ("yes", "no", "stop")})
    seen = ReadBy(Eyes(HAND), classifier).follow(frame, LETTERS)
    expected = classifier.read(frame.image, Box.around(JOINTS), Alphabet("own", ("yes", "no", "stop"))).reading
    assert seen.reading is not None
    assert np.array_equal(seen.reading.probabilities, expected.probabilities)


def test_without_a_hand_there_is_silence(frame: Frame) -> None:
    seen = ReadBy(Eyes(None), reader({"letters": ("A", "B")})).follow(frame, LETTERS)
    assert (seen.hand, seen.reading) == (None, None)


def test_pictures_that_are_crops_already_are_read_whole(frame: Frame) -> None:
    eyes = Eyes(None)
    seen = ReadBy(eyes, reader({"letters": ("A", "B")})).recognize(frame.image, LETTERS, "full")
    assert seen.reading is not None
    assert seen.hand is not None
    assert seen.hand.box == Box(0, 0, 160, 120)


def test_several_networks_read_the_same_hand(frame: Frame) -> None:
    first, second = reader({"letters": ("A", "B")}, 0), reader({"digits": ("0", "1", "2")}, 1)
    side = SideBySide(Eyes(HAND), {"first": first, "second": second})
    side.follow(frame, LETTERS)
    assert [len(r.reading.alphabet) for r in side.newest.values() if r.reading] == [2, 3]
    side.reset()
    assert side.newest == {}
    assert reading_box(HAND) == Box.around(JOINTS)


def test_an_alphabet_the_network_has_is_taken_by_name() -> None:
    card = ModelCard("reader", "x", {}, InputSpec(32), {"letters": ("A", "C"), "digits": ("0",)})
    assert known_alphabet(card, DIGITS).labels == ("0",)
    assert known_alphabet(card, LETTERS).labels == ("A", "C")


def test_the_provider_swaps_the_reader_under_a_running_stream(frame: Frame, tmp_path: Path) -> None:
    from signdesk.app.recognizer_provider import RecognizerProvider

    file = tmp_path / "own.safetensors"
    own = reader({"digits": ("0", "5")})
    card = own.card
    save_checkpoint(file, Checkpoint(card, weights_of(build("lenet5", {"labels": 2}))))
    assert load_checkpoint(file).card.alphabets == {"digits": ("0", "5")}
    provider = RecognizerProvider(load=lambda: Eyes(HAND))
    told: list[str] = []
    provider.listen(lambda: told.append(provider.own.name if provider.own else "signdesk"))
    running = provider()
    assert running.follow(frame, LETTERS).reading is None
    provider.use(provider.prepare(file, "My digits"))
    reading = running.follow(frame, LETTERS).reading
    assert reading is not None
    assert reading.alphabet.labels == ("0", "5")
    assert provider.alphabets == ("digits",)
    assert provider.alphabet("letters").labels == ("0", "5")
    provider.use(None)
    assert running.follow(frame, LETTERS).reading is None
    assert told == ["My digits", "signdesk"]
