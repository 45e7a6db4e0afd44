"""``signdesk train``: a network of one's own."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from signdesk import paths
from signdesk.commands.console import say, stoppable
from signdesk.commands.options import JsonOption, WithoutOption
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
    run_config,
)
from signdesk.errors import ConfigError

if TYPE_CHECKING:
    from signdesk.training.run_config import RunConfig
    from signdesk.training.runs import Run, RunStore

__all__ = ["train"]


def train(
    datasets: DatasetsArgument = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where the network goes; by default among your own."),
    ] = None,
    preset: PresetOption = "",
    network: NetworkOption = "",
    settings: SetOption = None,
    start: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="CHECKPOINT", readable=False, help="Go on from a trained network (fine-tuning)."
        ),
    ] = None,
    labels: LabelsOption = None,
    without: WithoutOption = None,
    held_back: HeldBackOption = None,
    by: SplitOption = "",
    name: NameOption = "",
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the same training, which was stopped.")] = False,
    json: JsonOption = False,
    _list: SettingsOption = False,
) -> None:
    """Train a network to read the signs of one or more datasets, and save it as a .safetensors file.

    Nobody is on both sides: the accuracy that is printed is of people whom training did not see. The same seed on the
    same machine gives the same network. The run is kept, see `signdesk runs`. Ctrl+C stops; what was done until then
    can be taken up again with --resume.

    On several processors or graphics cards: torchrun --nproc-per-node N -m signdesk train …
    """
    from signdesk.commands.train_progress import telling
    from signdesk.training.device import use_threads
    from signdesk.training.distributed import team
    from signdesk.training.perform import help_with, perform
    from signdesk.training.run_folder import RunFolder
    from signdesk.training.runs import RunStore

    config = run_config(
        datasets,
        preset=preset,
        network=network,
        settings=settings,
        labels=labels,
        without=without,
        held_back=held_back,
        by=by,
        name=name,
        start=start,
    )
    with team(config.train.device) as ours:
        if ours.size > 1:
            _check_shareable(config)
        else:
            use_threads()
        if not ours.leads:
            help_with(RunFolder(Path(ours.from_first(None))))
            return
        goal = output or _own_file(config.network)
        _check_writable(goal)
        store = RunStore()
        run = _stopped(store, config) if resume else store.create(config)
        ours.from_first(str(run.folder))
        how = f"the same command with --resume goes on with the run {run.id} after its last whole epoch"
        with telling(as_json=json) as tell, stoppable(how):
            perform(RunFolder(run.folder), tell)
        _copy(store.get(run.id), goal)
    if not json:
        say(f"saved {goal}")


def _check_shareable(config: RunConfig) -> None:
    from signdesk.networks.specs import SPECS

    if SPECS[config.network].trainer != "torch":
        raise ConfigError(f"The network {config.network} trains in one process. Start it without torchrun.")


def _stopped(store: RunStore, config: RunConfig) -> Run:
    """The newest run of the same configuration that can go on."""
    for run in store.all():
        if run.resumable and run.config.same_training(config):
            return run
    raise ConfigError(
        "No run with these datasets and settings was stopped. See `signdesk runs`, or leave out --resume to begin anew."
    )


def _check_writable(goal: Path) -> None:
    """Better to hear now than after an hour of training that the network can't be saved."""
    if goal.suffix != ".safetensors":
        raise ConfigError(
            f"A network is saved as a .safetensors file; {goal} is not called so. Choose another --output."
        )
    try:
        goal.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=goal.parent):
            pass
        is_folder = goal.is_dir()  # raises where the name is too long
    except OSError as error:
        raise ConfigError(
            f"The network can't be written to {goal}: {error.strerror}. Choose another --output."
        ) from error
    if is_folder:
        raise ConfigError(f"{goal} is a folder. Choose another --output.")


def _copy(run: Run, goal: Path) -> None:
    if not run.checkpoint:
        return
    try:
        with paths.write_whole(goal) as file:
            file.write(run.checkpoint.read_bytes())
    except OSError as error:
        raise ConfigError(
            f"The network can't be written to {goal}: {error.strerror}. "
            f"It is kept as {run.checkpoint}; copy it from there."
        ) from error


def _own_file(network: str) -> Path:
    return paths.user_data() / "models" / f"{network}-{datetime.now():%Y%m%d-%H%M%S}.safetensors"
