"""Learning as a way down a landscape: the optimizers on costs of two weights, which can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from signdesk.errors import ConfigError
from signdesk.training.config import TrainConfig
from signdesk.training.optimizers import optimizer_of

__all__ = ["SURFACES", "Descent", "Surface", "descend", "landscape"]

Array = NDArray[np.float64]
_Cost = Callable[[Tensor, Tensor, Tensor | None], Tensor]


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A cost of two weights, drawn from ``low`` to ``high``, corners; ``start`` is where learning begins, ``bottom``
    where it is lowest (None: nowhere). ``summary`` says what is learnt here, ``rate`` is a learning rate that suits
    plain descent.

    ``cost`` gives it for weights of one shape and, where it is one of data, for some of the ``pictures`` (numbers of
    examples; None: all).
    """

    name: str
    title: str
    low: tuple[float, float]
    high: tuple[float, float]
    start: tuple[float, float]
    bottom: tuple[float, float] | None
    cost: _Cost
    pictures: int = 0
    summary: str = ""
    rate: float = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Descent:
    """The way of an optimizer: its places (steps + 1, 2) and the cost at each (steps + 1,). It ends early where it runs
    off to infinity."""

    optimizer: str
    places: Array
    costs: Array


def _bowl(a: Tensor, b: Tensor, _: Tensor | None) -> Tensor:
    """A long bowl: ten times as steep across as along."""
    return 0.5 * (a**2 + 10 * b**2)


def _valley(a: Tensor, b: Tensor, _: Tensor | None) -> Tensor:
    """A bent valley (Rosenbrock 1960), made shallower."""
    return 0.5 * ((1 - a) ** 2 + 10 * (b - a**2) ** 2)


def _saddle(a: Tensor, b: Tensor, _: Tensor | None) -> Tensor:
    """Level at 0, 0, where it rises one way and falls the other; then it flattens out."""
    return 0.5 * a**2 + 0.25 * b**4 - 0.5 * b**2


_X = torch.linspace(-1.5, 1.5, 48, dtype=torch.float64)
_Y = 1.2 * _X + 0.4 + 0.5 * torch.sin(37 * _X)


def _line(a: Tensor, b: Tensor, rows: Tensor | None) -> Tensor:
    """Mean squared error of the line a x + b through 48 scattered points."""
    x, y = (_X, _Y) if rows is None else (_X[rows], _Y[rows])
    return (a[..., None] * x + b[..., None] - y).square().mean(-1)


_LINE_BOTTOM = np.polyfit(_X.numpy(), _Y.numpy(), 1)

SURFACES: dict[str, Surface] = {
    surface.name: surface
    for surface in (
        Surface(
            "bowl", "A long bowl", (-3, -1.5), (3, 1.5), (-2.6, 1.1), (0, 0), _bowl,
            summary="Ten times as steep across as along: what is a short step along is a long one across.",
        ),
        Surface(
            "valley", "A bent valley", (-2, -1), (2, 3), (-1.4, 2.2), (1, 1), _valley, rate=0.012,
            summary="Steep walls and an almost level floor that bends: the gradient points to the wall, not the way.",
        ),
        Surface(
            "saddle", "A saddle", (-2, -2), (2, 2), (-1.6, 0.02), (0, 1), _saddle, rate=0.06,
            summary="In the middle the ground is level, though it falls to two sides: there nothing pulls.",
        ),
        Surface(
            "line", "A line through points", (-1.5, -2), (3.5, 2.5), (-1.1, -1.6),
            (float(_LINE_BOTTOM[0]), float(_LINE_BOTTOM[1])), _line, pictures=len(_X), rate=0.2,
            summary="The mean squared error of a line through 48 points: a few points tell another slope than all.",
        ),
    )
}  # fmt: skip
"""By name. The line is one of data: there the gradient of some points is not that of all."""


def landscape(surface: Surface, points: int = 101) -> tuple[Array, Array, Array]:
    """Where to draw the surface: first weights (points,), second weights (points,), costs (points, points), second
    weight down."""
    a = np.linspace(surface.low[0], surface.high[0], points)
    b = np.linspace(surface.low[1], surface.high[1], points)
    across, down = torch.meshgrid(torch.from_numpy(a), torch.from_numpy(b), indexing="xy")
    return a, b, surface.cost(across, down, None).numpy()


def descend(
    surface: Surface, config: TrainConfig, steps: int = 100, start: tuple[float, float] | None = None
) -> Descent:
    """The way of ``config.optimizer`` down ``surface`` in so many steps, with its learning rate and momentum.

    On a surface of data every step but those of "gd" sees only ``config.batch_size`` examples, drawn by the seed.
    `ConfigError` unless there is a step to take.
    """
    if steps < 1:
        raise ConfigError(f"A way down takes a step or more, not {steps}.")
    weights = torch.tensor(start or surface.start, dtype=torch.float64, requires_grad=True)
    optimizer = optimizer_of([{"params": [weights], "weight_decay": 0.0}], config)
    chance = torch.Generator().manual_seed(config.seed)
    places = [weights.detach().clone()]
    for _ in range(steps):
        rows = None
        if surface.pictures and config.optimizer != "gd":
            rows = torch.randperm(surface.pictures, generator=chance)[: config.batch_size]
        optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(surface.cost(weights[0], weights[1], rows))
        optimizer.step()
        if not bool(torch.isfinite(weights).all()) or float(weights.detach().abs().max()) > 1e6:
            break
        places.append(weights.detach().clone())
    way = torch.stack(places)
    costs = surface.cost(way[:, 0], way[:, 1], None)
    return Descent(config.optimizer, way.numpy(), costs.numpy())
