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
from signdesk.errors import ConfigError

if TYPE_CHECKING:
    from rich.progress import Progress

    from signdesk.training.events import EpochEnded
    from signdesk.training.reader import Material

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
    leave_out: Annotated[
        list[str] | None, typer.Option("--without", metavar="LABEL", help="Leave out a sign. May be repeated.")
    ] = None,
    hold_back: Annotated[
        float, typer.Option(metavar="SHARE", help="Share of the people who are kept to measure on; 0: nobody.")
    ] = 0.15,
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
    from signdesk.training.events import EpochEnded, Started, StepEnded
    from signdesk.training.reader import ReaderTrained, train_reader

    config = TrainConfig.parse(_pairs(settings or []))
    goal = output or _own_file(network)
    _check_writable(goal)
    state = goal.with_suffix(".state.safetensors")
    if not resume:
        state.unlink(missing_ok=True)
    with progress_bar() as bar, _stoppable(goal, state):
        material = _material(bar, datasets, network, leave_out or [], hold_back, config.seed)
        _tell(material)
        task = bar.add_task("training", total=None)
        for event in train_reader(material, network, config, state=state):
            if isinstance(event, Started):
                say(f"network “{network}” with {event.parameters:,} parameters, on {event.device}")
                bar.update(task, total=event.epochs * event.steps, completed=event.epoch * event.steps)
            elif isinstance(event, StepEnded):
                bar.update(task, advance=1, description=f"training  loss {event.loss:.3f}")
            elif isinstance(event, EpochEnded):
                say(_line(event, config.epochs))
            elif isinstance(event, ReaderTrained):
                save_checkpoint(goal, event.checkpoint)
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


def _material(
    bar: Progress, datasets: list[Path], network: str, leave_out: list[str], hold_back: float, seed: int
) -> Material:
    from signdesk.datasets.open import open_dataset
    from signdesk.training.reader import INPUTS, gather

    if network not in INPUTS:
        raise ConfigError(f"There is no network “{network}” that reads hands; there are {', '.join(INPUTS)}.")
    reading = bar.add_task("reading pictures", total=None)
    opened = [open_dataset(path).without(leave_out) for path in datasets]
    for samples in opened:
        for skipped in samples.skipped:
            say(f"left out {skipped.name}: {skipped.why}")
    material = gather(
        opened,
        INPUTS[network],
        hold_back=hold_back,
        seed=seed,
        progress=lambda done, total: bar.update(reading, completed=done, total=total),
    )
    bar.remove_task(reading)
    return material


def _tell(material: Material) -> None:
    for source in material.sources:
        say(f"{source.name}: {source.pictures} pictures of {source.people or 'unknown'} people")
    signs = "; ".join(f"{name} {' '.join(labels)}" for name, labels in material.alphabets.items())
    say(f"signs: {signs}")
    held = len(material.measure) if material.measure is not None else 0
    say(f"{len(material.learn)} hands to learn from, {held} of other people to measure on")


def _line(event: EpochEnded, epochs: int) -> str:
    figures = "".join(f", {name} {value:.4g}" for name, value in event.validation.items())
    return f"epoch {event.epoch} of {epochs}: loss {event.loss:.4f}, right {event.accuracy:.1%}{figures}"
