"""``signdesk train``: a network of one's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from signdesk import paths
from signdesk.commands.console import INTERRUPTED, complain, say
from signdesk.commands.options import WithoutOption
from signdesk.errors import ConfigError

if TYPE_CHECKING:
    from rich.progress import Progress

    from signdesk.training.config import TrainConfig
    from signdesk.training.events import EpochEnded
    from signdesk.training.plan import Plan

__all__ = ["train"]


def _list_settings(wanted: bool) -> None:
    if not wanted:
        return
    from signdesk.training.config import TrainConfig

    for name, setting in TrainConfig.model_json_schema()["properties"].items():
        say(f"{name + '=' + str(setting['default']):<24} {setting['description']}")
    raise typer.Exit


def train(
    datasets: Annotated[
        list[Path], typer.Argument(metavar="DATASET", help="Folders of class folders, .zip, .csv or .npy.")
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where the network goes; by default among your own."),
    ] = None,
    network: Annotated[
        str, typer.Option("--network", "-n", metavar="compact|lenet5", help="Which network.")
    ] = "compact",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE", help="Change a setting; --settings lists them. May be repeated."),
    ] = None,
    without: WithoutOption = None,
    held_back: Annotated[
        float, typer.Option("--held-back", min=0.01, max=0.5, help="Share of the people who are kept to measure on.")
    ] = 0.2,
    resume: Annotated[
        bool, typer.Option("--resume", help="Take up an interrupted training with the same output again.")
    ] = False,
    _list: Annotated[
        bool,
        typer.Option(
            "--settings", help="List the settings with their defaults.", is_eager=True, callback=_list_settings
        ),
    ] = False,
) -> None:
    """Train a network to read the signs of one or more datasets, and save it as a .safetensors file.

    Nobody is on both sides: the accuracy that is printed is of people whom training did not see. The same seed on the
    same machine gives the same network. Ctrl+C stops; what was done until then can be taken up again with --resume.
    """
    from signdesk.commands.progress import progress_bar
    from signdesk.networks.checkpoint import save_checkpoint
    from signdesk.training.config import TrainConfig
    from signdesk.training.events import EpochEnded, Finished, Started, StepEnded
    from signdesk.training.plan import checkpoint_of, run

    config = TrainConfig.parse(_pairs(settings or []))
    goal = output or _own_file(network)
    _check_writable(goal)
    state = goal.with_suffix(".state.safetensors")
    if state.exists() and not resume:
        raise ConfigError(
            f"{state} holds a training that was interrupted. Add --resume to go on with it, or choose another --output."
        )
    with progress_bar() as bar, _stoppable(goal, state):
        plan = _plan(bar, datasets, without or [], network, held_back, config)
        task = bar.add_task("training", total=None)
        for event in run(plan, config, state=state):
            if isinstance(event, Started):
                say(f"network “{network}” with {event.parameters:,} parameters, on {event.device}")
                bar.update(task, total=event.epochs * event.steps, completed=event.epoch * event.steps)
            elif isinstance(event, StepEnded):
                bar.update(task, advance=1, description=f"training  loss {event.loss:.3f}")
            elif isinstance(event, EpochEnded):
                say(_line(event, config.epochs))
            elif isinstance(event, Finished):
                save_checkpoint(goal, checkpoint_of(plan, event, config))
    state.unlink(missing_ok=True)
    say(f"saved {goal}")


def _pairs(settings: list[str]) -> dict[str, str]:
    pairs = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not equals:
            raise ConfigError(f"“{setting}” is no setting. Write --set NAME=VALUE, as in --set epochs=10.")
        pairs[name.strip()] = value.strip()
    return pairs


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
    except OSError as error:
        raise ConfigError(
            f"The network can't be written to {goal}: {error.strerror}. Choose another --output."
        ) from error
    if goal.is_dir():
        raise ConfigError(f"{goal} is a folder. Choose another --output.")


@contextmanager
def _stoppable(goal: Path, state: Path) -> Iterator[None]:
    """Ctrl+C ends the training, and says how it can go on."""
    try:
        yield
    except KeyboardInterrupt:
        if state.exists():
            complain(f"stopped; the same command with --resume --output {goal} goes on after the last whole epoch")
        raise typer.Exit(INTERRUPTED) from None


def _own_file(network: str) -> Path:
    return paths.user_data() / "models" / f"{network}-{datetime.now():%Y%m%d-%H%M%S}.safetensors"


def _plan(
    bar: Progress, datasets: list[Path], without: list[str], network: str, held_back: float, config: TrainConfig
) -> Plan:
    from signdesk.datasets.open import open_dataset
    from signdesk.datasets.samples import concatenate
    from signdesk.training.plan import plan
    from signdesk.training.run_config import DataChoice

    task = bar.add_task("reading pictures", total=None)
    samples = concatenate([open_dataset(path).without(without) for path in datasets])
    choice = DataChoice(validation=held_back, seed=config.seed)
    made = plan(samples, network, config, choice, lambda done, total: bar.update(task, completed=done, total=total))
    bar.remove_task(task)
    for skipped in samples.skipped:
        say(f"left out {skipped.name}: {skipped.why}")
    say(f"{made.data.name}: {made.data.pictures} hands of {made.data.people or 'unknown'} people")
    say(f"{len(made.train)} to learn from, {len(made.validation)} of other people to measure on")
    for name, labels in made.alphabets.items():
        say(f"{name}: {' '.join(labels)}")
    return made


def _line(event: EpochEnded, epochs: int) -> str:
    figures = "".join(f", {name} {value:.4g}" for name, value in event.validation.items())
    return f"epoch {event.epoch} of {epochs}: loss {event.loss:.4f}, right {event.accuracy:.1%}{figures}"
