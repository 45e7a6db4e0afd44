"""Letters that move, and the way from one handshape to the next."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.pose import Pose, load_pose, read_pose
from signdesk.handmodel.skeleton import ANGLES

__all__ = ["Keyframe", "Motion", "motion", "motions", "transition"]

_FILE = Path(__file__).resolve().parent / "poses" / "motions.toml"


@dataclass(frozen=True, slots=True)
class Keyframe:
    """The hand at ``time`` (s): its ``pose``, and where its wrist is, ``at`` (x right, y up, in hand lengths)."""

    time: float
    pose: Pose
    at: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Motion:
    """A letter that moves: ``keyframes`` in the order of their times."""

    label: str
    keyframes: tuple[Keyframe, ...]
    avoid: str = ""
    source: str = ""

    @property
    def duration(self) -> float:
        """How long it takes, in seconds."""
        return self.keyframes[-1].time

    def at(self, time: float) -> Keyframe:
        """The hand at ``time`` (s); before the beginning and after the end it rests there."""
        frames = self.keyframes
        if time <= frames[0].time:
            return replace(frames[0], time=time)
        for number, (a, b) in enumerate(pairwise(frames)):
            if time <= b.time:
                share = (time - a.time) / (b.time - a.time)
                return Keyframe(time, _between(a.pose, b.pose, share), self._place(number, share))
        return replace(frames[-1], time=time)

    def _place(self, number: int, share: float) -> tuple[float, float]:
        """Where the wrist is between two keyframes: straight, slower at both ends."""
        (ax, ay), (bx, by) = self.keyframes[number].at, self.keyframes[number + 1].at
        eased = share * share * (3 - 2 * share)
        return ax + (bx - ax) * eased, ay + (by - ay) * eased


def motions() -> tuple[str, ...]:
    """The labels of all letters that move."""
    return tuple(_table())


def motion(label: str) -> Motion:
    """How ``label`` is drawn in the air; `KeyError` when it is no letter that moves."""
    found = _table().get(label)
    if found is None:
        raise KeyError(f"{label!r} does not move; {' and '.join(_table())} do")
    return found


def transition(start: Pose, end: Pose, share: float) -> Pose:
    """The handshape on the way from ``start`` (``share`` 0) to ``end`` (1): smooth at both ends.

    Where the thumb would pass through fingers, it lets go first and closes last: see `_detour`.
    """
    share = min(max(share, 0.0), 1.0)
    eased = share * share * share * (10 - 15 * share + 6 * share * share)
    return _detour(start, end, eased)


_OPEN = {"thumb.spread": 16.0, "thumb.lift": 10.0}


def _detour(start: Pose, end: Pose, share: float) -> Pose:
    """Between two poses, the thumb swung out of the fingers' way by as much as fingers bend under it."""
    plain = _between(start, end, share)
    change = np.abs(start.array() - end.array())
    fingers = [i for i, name in enumerate(ANGLES) if name.endswith((".mcp", ".pip")) and not name.startswith("thumb")]
    busy = min(1.0, float(change[fingers].max(initial=0.0)) / 60.0)
    swing = busy * np.sin(np.pi * share) ** 0.75
    angles = dict(plain.angles)
    for name, value in _OPEN.items():
        angles[name] = angles.get(name, 0.0) + value * float(swing)
    return replace(plain, angles=angles)


def _between(start: Pose, end: Pose, share: float) -> Pose:
    """The pose ``share`` of the way between two, joint by joint; it is called as the nearer of them."""
    nearer = start if share < 0.5 else end
    angles = start.array() + (end.array() - start.array()) * share
    return nearer.bent(angles, _facing_between(start, end, share))


def _facing_between(start: Pose, end: Pose, share: float) -> tuple[float, float, float]:
    """Along the shorter way round, angle by angle."""
    a, b = np.array(start.facing), np.array(end.facing)
    way: NDArray[np.float64] = np.mod(b - a + 180.0, 360.0) - 180.0
    yaw, pitch, roll = a + way * share
    return float(yaw), float(pitch), float(roll)


@lru_cache(maxsize=1)
def _table() -> dict[str, Motion]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {label: _read(label, entry) for label, entry in table.items()}


def _read(label: str, entry: Mapping[str, Any]) -> Motion:
    base = replace(load_pose(entry["pose"]), label=label)
    frames = []
    for frame in entry["keyframe"]:
        base = replace(read_pose(label, frame, base), name="")
        x, y = frame.get("at", (0.0, 0.0))
        frames.append(Keyframe(float(frame["time"]), base, (float(x), float(y))))
    return Motion(label, tuple(frames), entry["avoid"], entry["source"])
