"""A signer who spells words before a webcam: the modelled hand in a room, frame by frame, and when each letter stands.

A letter is held, the hand changes to the next one on the way that `transition` knows, opens for a moment between two of
the same, and leaves the picture between words, for a pause without a hand is a space. The same plan gives the same
frames on the same kind of processor; each frame is drawn by itself, whatever came before.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import LETTERS
from signdesk.errors import ConfigError
from signdesk.handmodel.backdrop import backdrop
from signdesk.handmodel.camera import Camera, View
from signdesk.handmodel.lens import Lens
from signdesk.handmodel.light import Light
from signdesk.handmodel.motion import transition
from signdesk.handmodel.pose import Pose, load_pose
from signdesk.handmodel.render import render
from signdesk.handmodel.scene import random_light
from signdesk.handmodel.shape import HAND_LENGTH
from signdesk.handmodel.signer import Signer, random_signer
from signdesk.handmodel.skeleton import skeleton

__all__ = ["Spelled", "SpellingPlan", "frame_count", "frames", "letters"]

Picture = NDArray[np.uint8]

_HERE = (0.36, 0.53)
"""Where in the picture the middle of the palm is: a signer's right hand, beside the face, to the picture's left."""

_LENGTH = 0.56
"""The hand's length, as a share of the picture's shorter side."""

_BELOW = 1.65
"""By how many hand lengths a hand that rests lies lower: out of the picture with all its fingers."""

_RISE = 0.5
"""Seconds in which a hand comes into view or leaves it."""

_OPEN = 0.15
"""Seconds for which a hand stays open between two letters of the same kind."""


@dataclass(frozen=True, slots=True)
class SpellingPlan:
    """What is spelled and how: ``text`` of still letters, with a space between words; from ``seed`` the signer, the
    room, the light and how the hand trembles; frames of ``size`` (width, height), ``fps`` of them a second.

    ``hold``: seconds each letter stands. ``change``: seconds from one letter to the next. ``pause``: seconds without a
    hand between words, which must be longer than what the live view takes for a space. `ConfigError` for what can't be
    spelled.
    """

    text: str = "HELLO WORLD"
    seed: int = 1
    fps: float = 20.0
    size: tuple[int, int] = (480, 360)
    hold: float = 1.1
    change: float = 0.4
    pause: float = 1.9

    def __post_init__(self) -> None:
        wrong = sorted({letter for word in self.text.split(" ") for letter in word} - set(LETTERS.labels))
        if wrong or not all(self.text.split(" ")):
            what = f"“{''.join(wrong)}”" if wrong else "a text without letters"
            raise ConfigError(
                f"The modelled signer can't spell {what}. Give words of A to Z without J and Z, with one space between."
            )
        if not (1 <= self.fps <= 60 and all(96 <= side <= 1920 for side in self.size)):
            raise ConfigError("A spelling has 1 to 60 frames a second, of 96 to 1920 pixels along each side.")
        if not all(0.2 <= seconds <= 10 for seconds in (self.hold, self.change, self.pause)):
            raise ConfigError("A letter, the way to the next one and a pause each last 0.2 to 10 seconds.")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A letter that stands fully formed from ``start`` to ``end``, in seconds of the recording."""

    label: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class _Stay:
    """The hand keeps ``pose`` from ``start`` to ``end`` (s), ``low`` hand lengths below its place."""

    pose: Pose
    start: float
    end: float
    low: float = 0.0


def letters(plan: SpellingPlan) -> tuple[Spelled, ...]:
    """The letters of the text with their times."""
    return tuple(Spelled(stay.pose.label, stay.start, stay.end) for stay in _stays(plan) if stay.pose.label != _REST)


def frame_count(plan: SpellingPlan) -> int:
    """How many frames the recording has."""
    return round(_stays(plan)[-1].end * plan.fps)


def frames(plan: SpellingPlan) -> Iterator[Picture]:
    """The frames of the recording (height × width × 3, RGB); each takes about half a second to draw."""
    stays = _stays(plan)
    stage = _Stage.of(plan)
    for number in range(frame_count(plan)):
        yield stage.picture(stays, number, number / plan.fps)


_REST = "rest"


def _stays(plan: SpellingPlan) -> tuple[_Stay, ...]:
    """Everything the hand keeps still for, in the order of time; it moves in between."""
    rest = load_pose(_REST)
    stays = [_Stay(rest, 0.0, plan.pause / 4, _BELOW)]
    words = plan.text.split(" ")
    for number, word in enumerate(words):
        before = ""
        for letter in word:
            now = stays[-1].end + (plan.change if before else _RISE)
            if letter == before:
                stays.append(_Stay(rest, now, now + _OPEN))
                now += _OPEN + plan.change
            stays.append(_Stay(load_pose(letter), now, now + plan.hold))
            before = letter
        now = stays[-1].end + _RISE
        last = number == len(words) - 1
        stays.append(_Stay(rest, now, now + plan.pause / (2 if last else 1), _BELOW))
    return tuple(stays)


def _at(stays: tuple[_Stay, ...], time: float) -> tuple[Pose, float]:
    """The handshape at ``time`` and how low the hand is."""
    after = next((k for k, stay in enumerate(stays) if stay.end >= time), len(stays) - 1)
    stay = stays[after]
    if time >= stay.start or after == 0:
        return stay.pose, stay.low
    before = stays[after - 1]
    share = (time - before.end) / (stay.start - before.end)
    eased = share * share * (3 - 2 * share)
    return transition(before.pose, stay.pose, share), before.low + (stay.low - before.low) * eased


@dataclass(frozen=True, slots=True, eq=False)
class _Stage:
    """All that stays the same in a recording; ``waves`` (4 × 3 × 3): amplitudes, speeds and phases of the tremor."""

    plan: SpellingPlan
    signer: Signer
    light: Light
    room: Picture
    lens: Lens
    waves: NDArray[np.float64]

    @classmethod
    def of(cls, plan: SpellingPlan) -> _Stage:
        rng = np.random.default_rng([plan.seed, 0])
        signer = random_signer(rng)
        sleeve = replace(signer.dress, sleeve=float(rng.uniform(15, 45)), watch=None)
        signer = replace(signer, dress=sleeve, left=False, habit=Signer().habit)
        speeds = rng.uniform((0.2, 1.1, 5.0), (0.5, 2.0, 8.0), (4, 3))
        waves = np.stack([np.tile((1.0, 0.45, 0.12), (4, 1)), 2 * np.pi * speeds, rng.uniform(0, 2 * np.pi, (4, 3))])
        room = backdrop(np.random.default_rng([plan.seed, 1]), *plan.size)
        return cls(plan, signer, random_light(rng), room, Lens(blur=0.0012, noise=1.0), waves)

    def picture(self, stays: tuple[_Stay, ...], number: int, time: float) -> Picture:
        rng = np.random.default_rng([self.plan.seed, 2, number])
        pose, low = _at(stays, time)
        image = self.room if low >= _BELOW else self._with_hand(pose, low, time)
        return self.lens.seen(image, rng)

    def _with_hand(self, pose: Pose, low: float, time: float) -> Picture:
        return render(
            pose,
            self.signer.shape,
            self._view(pose, low, time),
            self.plan.size,
            look=self.signer.look,
            light=self.light,
            dress=self.signer.dress,
            background=self.room,
        ).image

    def _view(self, pose: Pose, low: float, time: float) -> View:
        """The camera that stands still while the hand turns about the middle of its palm: `View` by itself follows the
        hand, so what it does is undone here."""
        amplitude, speed, phase = self.waves
        yaw, roll, x, y = (amplitude * np.sin(speed * time + phase)).sum(1)
        view = View(yaw=2.0 * yaw, roll=1.5 * roll)
        joints = skeleton(self.signer.shape).joints(pose.array())
        camera = Camera.fitted(view, pose.turn(), joints, self.plan.size)
        shorter = min(self.plan.size)
        share = _LENGTH * shorter / HAND_LENGTH / camera.scale
        sized = replace(view, fill=view.fill * share)
        palm = _palm(Camera.fitted(sized, pose.turn(), joints, self.plan.size), joints)
        goal = np.array(_HERE) * self.plan.size + np.array((x, y + low / 0.008)) * 0.008 * _LENGTH * shorter
        moved = (goal - palm) / self.plan.size
        return replace(sized, x=sized.x + float(moved[0]), y=sized.y + float(moved[1]))


def _palm(camera: Camera, joints: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Where in the picture the middle of the palm is (2)."""
    return np.asarray(camera.project(0.5 * (joints[[0]] + joints[[9]]))[0, :2])
