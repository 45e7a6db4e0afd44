"""``signdesk descend``: the ways of the optimizers down a cost of two weights."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from signdesk.commands.console import say, say_json
from signdesk.commands.options import JsonOption
from signdesk.errors import ConfigError

if TYPE_CHECKING:
    from signdesk.training.cost_surface import Surface
    from signdesk.training.descents import Method

__all__ = ["descend"]

_DATA = "data"


def descend(
    figure: Annotated[
        Path | None, typer.Argument(metavar="FIGURE", help="Where to draw it, a .png or .svg; nowhere without.")
    ] = None,
    surface: Annotated[
        str,
        typer.Option("--surface", "-s", metavar="NAME", help="bowl, valley, saddle, line or data (your pictures)"),
    ] = _DATA,
    ways: Annotated[
        list[str] | None,
        typer.Option(
            "--way",
            "-w",
            metavar="NAME",
            help="gd, sgd, mini-batch, momentum, nesterov, adagrad, adadelta, rmsprop, adam, adamw; all without. "
            "May be repeated.",
        ),
    ] = None,
    rate: Annotated[
        float, typer.Option("--rate", min=0.001, max=1000, help="Times the learning rate that suits each.")
    ] = 1.0,
    steps: Annotated[int, typer.Option("--steps", min=1, max=10_000)] = 120,
    start: Annotated[
        tuple[float, float] | None, typer.Option("--start", metavar="A B", help="The first weights.")
    ] = None,
    dataset: Annotated[
        str, typer.Option("--dataset", metavar="DATASET", help="Whose pictures; signdesk's own without.")
    ] = "bundled",
    labels: Annotated[
        list[str] | None, typer.Option("--label", metavar="LABEL", help="The two signs to tell apart. Twice.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Walk down a cost surface by gradient descent in its kinds, and tell where each comes to.

    On the surface of your pictures a logistic regression tells two signs apart by two weights, and the cost is the real
    one. The others are known from the literature: a long bowl, a bent valley, a saddle, a line through points.
    """
    from signdesk.training.cost_surface import landscape
    from signdesk.training.descents import METHODS, rate_of, verdict_of, walk

    if start is not None and not all(map(isfinite, start)):
        raise ConfigError("The first weights are two finite numbers, as in --start 1 -2.")
    chosen = _methods(METHODS, ways)
    place = _surface(surface, dataset, tuple(labels or ()))
    x, y, costs = landscape(place, 91)
    walked = {name: walk(place, method, rate, steps, start) for name, method in chosen.items()}
    for name, way in walked.items():
        verdict = verdict_of(place, way, float(costs.min()), steps)
        own = rate_of(place, chosen[name]) * rate
        told = {"way": name, "rate": own, "kind": verdict.kind, "swings": verdict.swings}
        if json:
            line = {**told, "steps": verdict.steps, "places": way.places.tolist(), "costs": way.costs.tolist()}
            say_json(line)
        else:
            swings = ", swinging from side to side" if verdict.swings else ""
            cost = f"cost {way.costs[0]:.4g} → {way.costs[-1]:.4g}"
            say(f"{name:<10} rate {own:<8.3g} {verdict.kind} after {verdict.steps} steps{swings}, {cost}")
    if figure is not None:
        from signdesk.app.descent_figure import Landscape, save_descents

        save_descents(figure, Landscape(x, y, costs, place.bottom), {n: way.places for n, way in walked.items()}, steps)
        if not json:
            say(f"drawn in {figure}")


def _methods(known: Mapping[str, Method], names: list[str] | None) -> dict[str, Method]:
    unknown = next((name for name in names or () if name not in known), None)
    if unknown:
        raise ConfigError(f"There is no way called “{unknown}”; there are {', '.join(known)}.")
    return {name: method for name, method in known.items() if not names or name in names}


def _surface(name: str, dataset: str, labels: tuple[str, ...]) -> Surface:
    from signdesk.training.cost_surface import SURFACES

    if name != _DATA:
        if name not in SURFACES:
            raise ConfigError(f"There is no surface called “{name}”; there are {_DATA}, {', '.join(SURFACES)}.")
        return SURFACES[name]
    from signdesk.datasets.open import open_dataset
    from signdesk.training.chosen import check_signs
    from signdesk.training.data_surface import data_surface, two_signs
    from signdesk.training.run_config import DataChoice

    samples = open_dataset(DataChoice(datasets=(dataset,)).paths()[0])
    check_signs(samples, labels)
    if len(set(labels)) not in (0, 2):
        raise ConfigError("A cost of two signs takes two signs. Give --label twice.")
    return data_surface(samples, *two_signs(samples, labels))
