"""The tracker on made-up scenes: hands are squares that move, the reader sees their corners."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from signdesk.hands.hand import KEYPOINTS, Hand
from signdesk.hands.tracker import HandTracker
from signdesk.vision.box import Box
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image

_PICTURE = np.zeros((480, 640, 3), np.uint8)
_FPS = 30


class Scene:
    """Hands at known places, a finder that counts its calls, and a reader that sees the hand in the box it is shown."""

    def __init__(self, *hands: Hand, keypoints: bool = True) -> None:
        self.hands = list(hands)
        self.fakes: list[Hand] = []  # what the finder takes for a hand and the reader does not
        self.keypoints = keypoints
        self.searches = self.whole = 0
        self.time = 50.0
        self.tracker = HandTracker(self._find)

    def _find(self, image: Image, near: Box | None) -> list[Hand]:
        self.searches += 1
        self.whole += near is None
        hands = sorted(self.hands + self.fakes, key=lambda hand: -hand.score)
        return [hand for hand in hands if near is None or near.grown(2.5).iou(hand.box) > 0]

    def step(self, *, seconds: float = 1 / _FPS) -> Hand | None:
        self.time += seconds
        hand = self.tracker.update(Frame(_PICTURE, 0, self.time))
        if hand is None:
            return None
        there = [real for real in self.hands if real.box.iou(hand.box.grown(1.3)) > 0.3]
        if not there:
            return self.tracker.follow(None, 0.05)
        nearest = max(there, key=lambda real: real.box.iou(hand.box))
        return self.tracker.follow(_corners(nearest.box) if self.keypoints else None, 0.95)

    def run(self, seconds: float) -> list[Hand | None]:
        return [self.step() for _ in range(round(seconds * _FPS))]


def _corners(box: Box) -> NDArray[np.float32]:
    points = np.full((KEYPOINTS, 2), box.centre, np.float32)
    points[0], points[-1] = (box.x, box.y), (box.right, box.bottom)
    return points


def _hand(x: float, y: float, size: float = 100, score: float = 0.9) -> Hand:
    return Hand(Box.centred(x, y, size, size), score)


def _at(hand: Hand | None) -> tuple[float, float] | None:
    return None if hand is None else (round(hand.box.centre[0]), round(hand.box.centre[1]))


def test_a_followed_hand_is_searched_for_ten_times_a_second_at_most() -> None:
    scene = Scene(_hand(200, 200))
    assert all(scene.run(0.09))
    assert scene.searches == 1
    scene.run(2.0)
    assert scene.searches <= 21
    assert scene.whole == 1  # from then on only around where it was


def test_without_keypoints_each_frame_is_searched() -> None:
    scene = Scene(_hand(200, 200), keypoints=False)
    scene.run(0.5)
    assert scene.searches == 15


def test_a_moving_hand_is_followed_with_few_searches() -> None:
    scene = Scene(_hand(100, 200))
    for i in range(25):
        scene.hands = [_hand(100 + 10 * i, 200)]  # three hands' widths a second
        hand = scene.step()
        assert hand is not None
        assert hand.box.iou(scene.hands[0].box) > 0.75
    assert scene.searches <= 9


def test_keypoints_that_drift_are_brought_back_to_the_hand() -> None:
    """Each crop is cut where the last one saw the keypoints: a reader that sees them a little too small must not end
    with a crop of a finger."""
    tracker = HandTracker(lambda image, near: [_hand(200, 200)])
    sizes = []
    for i in range(60):
        hand = tracker.update(Frame(_PICTURE, i, i / _FPS))
        assert hand is not None
        tracker.follow(_corners(hand.box.grown(0.85)), 0.9)
        sizes.append(hand.box.width)
    assert min(sizes) > 55


def test_an_empty_picture_has_no_hand_and_the_next_hand_is_found_at_once() -> None:
    scene = Scene()
    assert scene.run(1.0) == [None] * 30
    scene.hands = [_hand(300, 300)]
    assert _at(scene.step()) == (300, 300)


def test_a_hand_that_leaves_is_gone_in_the_same_frame() -> None:
    scene = Scene(_hand(200, 200))
    scene.run(0.5)
    scene.hands = []
    assert scene.step() is None
    assert scene.step() is None


def test_the_larger_of_two_equally_sure_hands_is_chosen() -> None:
    scene = Scene(_hand(100, 200, size=60), _hand(400, 200, size=120))
    assert _at(scene.step()) == (400, 200)


def test_the_surer_of_two_equally_large_hands_is_chosen() -> None:
    scene = Scene(_hand(100, 200, score=0.9), _hand(400, 200, score=0.5))
    assert _at(scene.step()) == (100, 200)


@pytest.mark.parametrize("keypoints", [True, False])
def test_a_second_larger_hand_does_not_take_over(keypoints: bool) -> None:
    scene = Scene(_hand(150, 200), keypoints=keypoints)
    scene.run(0.5)
    scene.hands.append(_hand(450, 200, size=160, score=0.99))
    assert {_at(hand) for hand in scene.run(5.0)} == {(150, 200)}


@pytest.mark.parametrize("keypoints", [True, False])
def test_a_single_miss_beside_another_hand_does_not_change_hands(keypoints: bool) -> None:
    first, second = _hand(150, 200), _hand(450, 200, size=150)
    scene = Scene(first, keypoints=keypoints)
    scene.run(0.5)
    scene.hands = [second]
    assert scene.step() is None
    scene.hands = [second, first]
    assert _at(scene.step()) == (150, 200)


@pytest.mark.parametrize("keypoints", [True, False])
def test_when_the_hand_is_gone_the_other_one_is_taken_soon(keypoints: bool) -> None:
    scene = Scene(_hand(150, 200), keypoints=keypoints)
    scene.run(0.5)
    scene.hands = [_hand(450, 200)]
    hands = scene.run(0.5)
    assert hands[0] is None
    assert _at(hands[-1]) == (450, 200)


def test_a_face_taken_for_a_hand_does_not_hide_the_hand() -> None:
    scene = Scene(_hand(450, 300, size=80, score=0.6))
    scene.fakes = [_hand(200, 150, size=200, score=0.95)]
    hands = scene.run(0.3)
    assert _at(hands[-1]) == (450, 300)
    assert all(hands[2:])


def test_only_a_face_is_never_a_hand() -> None:
    scene = Scene()
    scene.fakes = [_hand(200, 150, size=200, score=0.95)]
    assert scene.run(1.0) == [None] * 30


def test_a_track_that_drifted_off_its_hand_comes_back() -> None:
    scene = Scene(_hand(200, 200))
    tracker = scene.tracker
    frame = Frame(_PICTURE, 0, 0.0)
    tracker.update(frame)
    # The reader is sure, but of a place beside the hand.
    off = Box.centred(245, 235, 100, 100)
    for i in range(1, 45):
        tracker.follow(_corners(off), 0.9)
        hand = tracker.update(Frame(_PICTURE, i, i / _FPS))
        if hand and hand.box.iou(scene.hands[0].box) > 0.9:
            break
    assert i <= 31


def test_a_track_on_something_else_gives_way_to_the_hand_that_is_there() -> None:
    scene = Scene(_hand(450, 300))
    tracker = scene.tracker
    scene.hands, later = [_hand(100, 100)], scene.hands
    tracker.update(Frame(_PICTURE, 0, 0.0))
    scene.hands = later
    for i in range(1, 90):
        tracker.follow(_corners(Box.centred(100, 100, 100, 100)), 0.9)
        hand = tracker.update(Frame(_PICTURE, i, i / _FPS))
        if _at(hand) == (450, 300):
            break
    assert i <= 2 * _FPS


def test_a_hand_that_the_finder_misses_is_kept_by_its_keypoints() -> None:
    real = _hand(200, 200)
    scene = Scene(real)
    scene.step()
    tracker = scene.tracker
    scene.hands = []
    for i in range(1, 5 * _FPS):
        hand = tracker.update(Frame(_PICTURE, i, scene.time + i / _FPS))
        assert hand is not None
        tracker.follow(_corners(real.box), 0.9)


@pytest.mark.parametrize(
    "keypoints",
    [
        np.full((KEYPOINTS, 2), np.nan, np.float32),
        np.full((KEYPOINTS, 2), 200, np.float32),  # all in one place
        _corners(Box(5000, 5000, 100, 100)),
        _corners(Box(-900, -900, 3000, 3000)),
    ],
    ids=["nan", "collapsed", "outside", "huge"],
)
def test_impossible_keypoints_end_the_track(keypoints: NDArray[np.float32]) -> None:
    tracker = HandTracker(lambda image, near: [_hand(200, 200)])
    tracker.update(Frame(_PICTURE, 0, 0.0))
    assert tracker.follow(keypoints, 0.9) is None


def test_a_pause_or_another_picture_size_starts_anew() -> None:
    scene = Scene(_hand(150, 200))
    scene.run(0.2)
    scene.hands = [_hand(450, 200)]
    assert _at(scene.step(seconds=3.0)) == (450, 200)
    hand = scene.tracker.update(Frame(np.zeros((240, 320, 3), np.uint8), 0, scene.time + 0.03))
    assert hand is not None
    assert hand.box.centre == (450, 200)


def test_after_reset_the_other_hand_may_be_chosen() -> None:
    scene = Scene(_hand(150, 200))
    scene.run(0.2)
    scene.hands.append(_hand(450, 200, size=160))
    scene.tracker.reset()
    assert _at(scene.step()) == (450, 200)


def test_a_trembling_hand_gives_a_calmer_box() -> None:
    random = np.random.default_rng(3)
    scene = Scene(_hand(200, 200))
    raw, seen = [], []
    for _ in range(60):
        x, y = random.normal((200, 200), 2)
        scene.hands = [_hand(x, y)]
        hand = scene.step()
        assert hand is not None
        raw.append((x, y))
        seen.append(hand.box.centre)
    assert np.std(seen[10:], axis=0).mean() < 0.6 * np.std(raw[10:], axis=0).mean()
