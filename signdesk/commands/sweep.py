"""``signdesk sweep``: which settings are best."""

from __future__ import annotations

from typing import Annotated

import typer

from signdesk.commands.options import JsonOption
from signdesk.commands.series_output import work_through
from signdesk.commands.train_options import (
    DatasetsArgument,
    HeldBackOption,
    LabelsOption,
    NameOption,
    NetworkOption,
    PresetOption,
    SetOption,
    SettingsOption,
    SplitOption,
    pairs,
    run_config,
)
from signdesk.errors import ConfigError

__all__ = ["sweep"]


def sweep(
    datasets: DatasetsArgument = None,
    grid: Annotated[
        list[str] | None,
        typer.Option(
            "--grid",
            "-g",
            metavar="NAME=A,B,…",
            help="Values of a setting, parted by commas (or by semicolons: hidden=300;300,300). May be repeated.",
        ),
    ] = None,
    random: Annotated[
        int, typer.Option("--random", metavar="N", min=0, help="Draw N trainings; then 1e-4..1e-2 is a range.")
    ] = 0,
    compare: Annotated[
        str,
        typer.Option(
            "--compare",
            metavar="WHAT",
            help="In place of a grid, all ways of one thing: optimizers, optimizers-same-rate, batch-normalisation, "
            "regularisation, early-stopping, losses, activations, initialisation.",
        ),
    ] = "",
    preset: PresetOption = "",
    network: NetworkOption = "",
    settings: SetOption = None,
    labels: LabelsOption = None,
    held_back: HeldBackOption = None,
    by: SplitOption = "",
    name: NameOption = "",
    resume: Annotated[str, typer.Option("--resume", metavar="ID", help="Go on with a sweep that was stopped.")] = "",
    json: JsonOption = False,
    _list: SettingsOption = False,
) -> None:
    """Train once for each combination of some settings, and tell what came of each.

    The sweep of the course notes: signdesk sweep sign-mnist -p notes-layers -g lr=1e-3,5e-4,1e-4 -g hidden=300,500,700

    Comparisons of the course notes, each optimizer with a learning rate that suits it: signdesk sweep -n lenet5
    --compare optimizers. Their table tells the last training loss, the final and the best accuracy on the validation
    pictures, and after how many epochs nine tenths of the best of all were reached.

    The best is chosen by the validation pictures; the table tells its accuracy on the test pictures where there are
    some. Every training is kept as a run, see `signdesk runs`.
    """
    if resume:
        work_through(resume, as_json=json)
        return
    if not grid and not compare:
        raise ConfigError(
            "A sweep takes a setting and its values, as in --grid lr=1e-3,1e-4, or --compare optimizers. Name some."
        )
    if grid and compare:
        raise ConfigError("A sweep goes over a --grid or makes a comparison (--compare), not both. Leave one out.")
    from signdesk.training.compare import Compare
    from signdesk.training.sweep import Sweep

    base = run_config(
        datasets,
        preset=preset,
        network=network,
        settings=settings,
        labels=labels,
        held_back=held_back,
        by=by,
        name=name or compare or "sweep",
    )
    if compare:
        work_through(Compare.of(compare, base), as_json=json)
        return
    work_through(Sweep.parse(base, pairs(grid, "--grid"), random), as_json=json)
