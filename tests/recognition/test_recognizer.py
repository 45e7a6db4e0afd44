"""The way from a picture to a reading, with networks that answer as they are told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from signdesk.alphabet import DIGITS, LETTERS, Alphabet
from signdesk.errors import CheckpointError
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.networks.checkpoint import Checkpoint, ModelCard
from signdesk.networks.output import Output
from signdesk.networks.registry import build, weights_of
from signdesk.recognition.classifier import Classifier
from signdesk.recognition.recognizer import Recognizer
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image

CARD = ModelCard(
    kind="reader",
    network="compact",
    arguments={"labels": 34},
    input=InputSpec(96, 3, 1.4),
    alphabets={"letters": LETTERS.labels, "digits": DIGITS.labels},
    threshold=0.5,
    presence_threshold=0.5,
)


class Told(torch.nn.Module):
    """A network that says B and 7 when the middle of the crop is bright, and sees its keypoints in the bright part."""

    def forward(self, x: torch.Tensor) -> Output:
        logits = torch.zeros(len(x), 34)
        logits[:, [1, 24 + 7]] = 6.0
        bright = x.mean(1) > 0.5
        middle = x.shape[2] // 2
        presence = torch.where(bright[:, middle - 4 : middle + 4, middle - 4 : middle + 4].all(2).all(1), 8.0, -8.0)
        return Output(logits, presence, torch.stack([self._points(one) for one in bright]))

    def _points(self, bright: torch.Tensor) -> torch.Tensor:
        if not bool(bright.any()):
            return torch.full((21, 2), 0.5)
        ys, xs = torch.nonzero(bright, as_tuple=True)
        low = torch.stack([xs.min(), ys.min()]) / bright.shape[0]
        high = (torch.stack([xs.max(), ys.max()]) + 1) / bright.shape[0]
        return low + (high - low) * torch.linspace(0, 1, 21)[:, None]


class Sized(Told):
    """A network that remembers how large the crops were that it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.sides: list[int] = []

    def forward(self, x: torch.Tensor) -> Output:
        self.sides.append(x.shape[3])
        return super().forward(x)


class Sided(Told):
    """A network that takes what is brighter on the left for an A and what is brighter on the right for a B, sure of
    it or not."""

    def __init__(self, sure: bool) -> None:
        super().__init__()
        self.strength = 9.0 if sure else 3.0

    def forward(self, x: torch.Tensor) -> Output:
        told = super().forward(x)
        left = x[..., :48].mean((1, 2, 3)) > x[..., 48:].mean((1, 2, 3))
        logits = torch.zeros(len(x), 34)
        logits[torch.arange(len(x)), torch.where(left, 0, 1)] = self.strength
        return told._replace(logits=logits)


@pytest.fixture
def classifier() -> Classifier:
    made = Classifier(Checkpoint(CARD, weights_of(build("compact", {"labels": 34}))))
    made._network = Told()
    return made


class Finds:
    """A finder that finds these, and remembers how often it was asked."""

    def __init__(self, *hands: Hand) -> None:
        self.hands, self.asked = list(hands), 0

    def find(self, image: Image, near: Box | None = None) -> list[Hand]:
        self.asked += 1
        return self.hands

    def search(self, image: Image) -> list[Hand]:
        return self.find(image)


def scene(x: int = 200, y: int = 120, size: int = 60) -> NDArray[np.uint8]:
    image = np.full((240, 320, 3), 30, np.uint8)
    image[y : y + size, x : x + size] = 220
    return image


def test_a_hand_is_found_looked_at_closely_and_read(classifier: Classifier) -> None:
    loose = Box(180, 100, 90, 90)
    result = Recognizer(Finds(Hand(loose, 0.9)), classifier).recognize(scene(), LETTERS)
    assert result.reading is not None
    assert result.reading.label == "B"
    assert result.reading.confidence == pytest.approx(np.exp(6) / (np.exp(6) + 23), rel=1e-4)
    assert result.hand is not None
    assert result.hand.box.iou(Box(200, 120, 60, 60)) > 0.7  # where the keypoints are
    assert Recognizer(Finds(Hand(loose, 0.9)), classifier).recognize(scene(), DIGITS).reading.label == "7"  # type: ignore[union-attr]


def test_the_next_candidate_is_tried_when_the_first_is_no_hand(classifier: Classifier) -> None:
    wall, hand = Hand(Box(10, 10, 50, 50), 0.9), Hand(Box(200, 120, 60, 60), 0.6)
    result = Recognizer(Finds(wall, hand), classifier).recognize(scene(), LETTERS)
    assert result.hand is not None
    assert result.hand.score == 0.6


@pytest.mark.parametrize("hands", [[], [Hand(Box(10, 10, 50, 50), 0.9)], [Hand(Box(200, 120, 60, 60), 0.1)]])
def test_without_a_hand_there_is_no_letter(hands: list[Hand], classifier: Classifier) -> None:
    result = Recognizer(Finds(*hands), classifier).recognize(scene(), LETTERS)
    assert (result.hand, result.reading) == (None, None)


class Hesitant(Told):
    """A network that is fairly sure of what it sees, or, without ``keypoints``, knows nothing of hands."""

    def __init__(self, keypoints: bool) -> None:
        super().__init__()
        self.keypoints = keypoints

    def forward(self, x: torch.Tensor) -> Output:
        told = super().forward(x)
        return told._replace(presence=torch.full((len(x),), 2.0)) if self.keypoints else Output(told.logits)


@pytest.mark.parametrize(
    ("score", "network", "found"),
    [
        (0.2, Told(), True),
        (0.1, Told(), False),
        (0.2, Hesitant(keypoints=True), False),
        (0.6, Hesitant(keypoints=True), True),
        (0.2, Hesitant(keypoints=False), False),
    ],
)
def test_a_faint_hand_counts_where_the_reader_is_certain_of_it(
    score: float, network: Told, found: bool, classifier: Classifier
) -> None:
    classifier._network = network
    hand = Hand(Box(200, 120, 60, 60), score)
    assert (Recognizer(Finds(hand), classifier).recognize(scene(), LETTERS).hand is not None) is found


def test_a_given_hand_is_believed(classifier: Classifier) -> None:
    finder = Finds()
    recognizer = Recognizer(finder, classifier)
    box = Box(200, 120, 60, 60)
    assert recognizer.recognize(scene(), LETTERS, box).hand.box == box  # type: ignore[union-attr]
    full = recognizer.recognize(np.full((64, 64, 3), 220, np.uint8), LETTERS, "full")
    assert full.reading is not None
    assert full.reading.label == "B"
    empty = recognizer.recognize(scene(), LETTERS, Box(10, 10, 40, 40))
    assert empty.reading is not None
    assert empty.reading.label is None  # the user says that a hand is there; the network doubts it: no letter
    assert finder.asked == 0


def sided(sure: bool, classifier: Classifier) -> tuple[Recognizer, NDArray[np.uint8]]:
    """A recognizer that reads a hand's mirror image otherwise, and a hand that is an A."""
    classifier._network = Sided(sure)
    image = scene()
    image[120:180, 170:200] = 200
    return Recognizer(Finds(Hand(Box(200, 120, 60, 60), 0.9)), classifier), image


def test_a_doubtful_picture_is_looked_at_from_both_sides(classifier: Classifier) -> None:
    recognizer, image = sided(False, classifier)
    doubtful = recognizer.recognize(image, LETTERS).reading
    assert doubtful is not None
    assert doubtful.probabilities[0] == pytest.approx(doubtful.probabilities[1])
    recognizer, image = sided(True, classifier)
    sure = recognizer.recognize(image, LETTERS).reading
    assert sure is not None
    assert sure.label == "A"


@pytest.mark.parametrize(("sure", "read"), [(False, "ABAB"), (True, "AAAA")])
def test_while_frames_leave_doubt_every_other_one_is_mirrored(sure: bool, read: str, classifier: Classifier) -> None:
    recognizer, image = sided(sure, classifier)
    readings = [recognizer.follow(Frame(image, t, t / 30), LETTERS).reading for t in range(4)]
    assert "".join(reading.top(1)[0][0] for reading in readings if reading) == read


def test_below_the_threshold_there_is_no_label(classifier: Classifier) -> None:
    classifier.card = replace(CARD, threshold=0.99)
    reading = Recognizer(Finds(), classifier).recognize(scene(), LETTERS, Box(200, 120, 60, 60)).reading
    assert reading is not None
    assert reading.label is None
    assert reading.top(1)[0][0] == "B"


def test_a_stream_is_followed_between_searches(classifier: Classifier) -> None:
    finder = Finds(Hand(Box(100, 120, 60, 60), 0.9))
    recognizer = Recognizer(finder, classifier)
    for i in range(12):
        finder.hands = [Hand(Box(100 + 4 * i, 120, 60, 60), 0.9)]
        result = recognizer.follow(Frame(scene(x=100 + 4 * i), i, i / 30), LETTERS)
        assert result.reading is not None
        assert result.hand is not None
        assert result.hand.box.contains(130 + 4 * i, 150)
    assert finder.asked <= 4
    assert recognizer.follow(Frame(np.full((240, 320, 3), 30, np.uint8), 12, 0.4), LETTERS).reading is None
    asked = finder.asked
    recognizer.reset()
    recognizer.follow(Frame(scene(), 13, 0.43), LETTERS)
    assert finder.asked == asked + 1


def test_still_pictures_are_read_at_their_own_size(classifier: Classifier) -> None:
    network = Sized()
    classifier._network = network
    classifier.card = replace(CARD, still_size=128)
    box = Box(190, 110, 80, 80)
    recognizer = Recognizer(Finds(Hand(box, 0.9)), classifier)
    still = recognizer.recognize(scene(), LETTERS)
    assert set(network.sides) == {128}
    network.sides.clear()
    followed = recognizer.follow(Frame(scene(), 0, 0.0), LETTERS)
    assert set(network.sides) == {96}
    assert still.hand is not None
    assert followed.hand is not None
    assert still.hand.box.iou(followed.hand.box) > 0.9


def test_in_a_region_the_hand_is_looked_for_there_alone(classifier: Classifier) -> None:
    finder = Finds(Hand(Box(0, 0, 50, 50), 0.9))
    recognizer = Recognizer(finder, classifier)
    result = recognizer.follow(Frame(scene(150, 90, 50), 0, 0.0), LETTERS, GuideRegion(0.3, 0.2, 0.5, 0.6))
    assert result.hand is not None
    assert result.hand.box.iou(Box(150, 90, 50, 50)) > 0.7
    nothing = recognizer.follow(Frame(scene(10, 10, 40), 1, 0.03), LETTERS, GuideRegion(0.5, 0.5, 0.4, 0.4))
    assert nothing.reading is None
    assert finder.asked == 0


def test_a_sign_that_the_network_does_not_know_is_named(classifier: Classifier) -> None:
    with pytest.raises(CheckpointError, match=r"doesn't know the sign 'ñ'.*letters, digits"):
        classifier.read(scene(), Box(0, 0, 50, 50), Alphabet("spanish", ("A", "ñ")))


def test_a_finder_is_no_reader() -> None:
    with pytest.raises(CheckpointError, match="reads no signs"):
        Classifier(Checkpoint(replace(CARD, kind="finder"), {}))
