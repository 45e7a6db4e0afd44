"""The ten ways of the course notes down a cost surface, and what can be said of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from signdesk.training.config import TrainConfig
from signdesk.training.cost_surface import Descent, Surface, descend

__all__ = ["METHODS", "Method", "Verdict", "rate_of", "verdict_of", "walk"]

_BATCH = 8
_USUAL_WIDTH = 6.0
_ARRIVED = 0.01
_SWINGS = 0.35
_STILL = 1e-5
_LARGEST = 10.0
"""The largest learning rate that `TrainConfig` takes."""


@dataclass(frozen=True, slots=True)
class Method:
    """An optimizer by its ``name`` and ``title``. ``rate`` is a learning rate that suits it: for those that follow the
    ``steep``ness of the slope in parts of the rate that suits plain descent, for the others in parts of the width."""

    name: str
    title: str
    optimizer: str
    rate: float
    steep: bool = False
    batch: int = _BATCH


METHODS: Mapping[str, Method] = {
    method.name: method
    for method in (
        Method("gd", "Batch descent", "gd", 1.0, steep=True),
        Method("sgd", "SGD, one picture a step", "sgd", 0.2, steep=True, batch=1),
        Method("mini-batch", "Mini-batch SGD", "sgd", 0.6, steep=True),
        Method("momentum", "Momentum", "momentum", 0.2, steep=True),
        Method("nesterov", "Nesterov", "nesterov", 0.2, steep=True),
        Method("adagrad", "Adagrad", "adagrad", 0.5),
        Method("adadelta", "Adadelta", "adadelta", 10.0),
        Method("rmsprop", "RMSProp", "rmsprop", 0.05),
        Method("adam", "Adam", "adam", 0.1),
        Method("adamw", "AdamW", "adamw", 0.1),
    )
}
"""By name. Where there are no pictures to draw from, the first three are the same."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a walk went: it is "there" (at the bottom) after ``steps``, flew "off", stands "still" on level ground, or is
    "under way"; ``swings``: it goes from side to side."""

    kind: Literal["there", "off", "still", "under way"]
    steps: int
    swings: bool


def rate_of(surface: Surface, method: Method) -> float:
    """A learning rate that suits ``method`` on ``surface``."""
    if method.steep:
        return min(surface.rate * method.rate, _LARGEST)
    return min(method.rate * (surface.high[0] - surface.low[0]) / _USUAL_WIDTH, _LARGEST)


def walk(
    surface: Surface, method: Method, factor: float = 1.0, steps: int = 100, start: tuple[float, float] | None = None
) -> Descent:
    """The way of ``method`` down ``surface`` at ``factor`` times the learning rate that suits it."""
    rate = min(max(rate_of(surface, method) * factor, 1e-9), _LARGEST)
    values = {"optimizer": method.optimizer, "learning_rate": rate, "batch_size": method.batch}
    return descend(surface, TrainConfig.parse(values), steps, start)


def verdict_of(surface: Surface, way: Descent, lowest: float, steps: int) -> Verdict:
    """What came of a walk of ``steps``, where ``lowest`` is the cost at the bottom of what is drawn."""
    moves = np.diff(way.places, axis=0)
    turned = (moves[1:] * moves[:-1]).sum(1) < 0
    swings = len(turned) > 2 and float(turned[:40].mean()) > _SWINGS
    if len(way.places) <= steps or way.costs[-1] > 1.2 * way.costs[0] + 1e-9:
        return Verdict("off", len(moves), swings)
    there = np.flatnonzero(way.costs <= lowest + _ARRIVED * (way.costs[0] - lowest))
    if len(there):
        return Verdict("there", int(there[0]), swings)
    diagonal = float(np.hypot(surface.high[0] - surface.low[0], surface.high[1] - surface.low[1]))
    still = len(moves) > 0 and float(np.linalg.norm(moves[-1])) < _STILL * diagonal
    return Verdict("still" if still else "under way", len(moves), swings)
