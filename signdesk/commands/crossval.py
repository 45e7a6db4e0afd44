"""``signdesk crossval``: how well a training does, whoever is kept back."""

from __future__ import annotations

from typing import Annotated

import typer

from signdesk.commands.options import JsonOption
from signdesk.commands.series_output import work_through
from signdesk.commands.train_options import (
    DatasetsArgument,
    LabelsOption,
    NameOption,
    NetworkOption,
    PresetOption,
    SetOption,
    SettingsOption,
    SplitOption,
    run_config,
)

__all__ = ["crossval"]


def crossval(
    datasets: DatasetsArgument = None,
    folds: Annotated[
        int | None,
        typer.Option("--folds", "-k", min=2, max=1000, help="In how many parts people are dealt; 3, or the preset's."),
    ] = None,
    preset: PresetOption = "",
    network: NetworkOption = "",
    settings: SetOption = None,
    labels: LabelsOption = None,
    by: SplitOption = "",
    name: NameOption = "",
    resume: Annotated[str, typer.Option("--resume", metavar="ID", help="Go on with one that was stopped.")] = "",
    json: JsonOption = False,
    _list: SettingsOption = False,
) -> None:
    """Train several times, each time measured on another part of the people, and tell mean and deviation.

    Everybody is measured on once, by a network that was not trained on them and for which nothing was chosen by them:
    the best epoch and the like are chosen by a share of the others. Where nobody knows who signs, pictures are dealt
    out. Every training is kept as a run, see `signdesk runs`.
    """
    if resume:
        work_through(resume, as_json=json)
        return
    from signdesk.training.crossval import CrossValidation
    from signdesk.training.presets import preset as preset_called

    base = run_config(
        datasets, preset=preset, network=network, settings=settings, labels=labels, by=by, name=name or "crossval"
    )
    usual = int(preset_called(preset).data.get("folds", 3)) if preset else 3
    work_through(CrossValidation(base=base, folds=folds or usual), as_json=json)
