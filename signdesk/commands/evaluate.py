"""``signdesk evaluate``: how well a network reads a dataset."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from signdesk.commands.console import complain, say, say_json
from signdesk.commands.options import JsonOption, WithoutOption
from signdesk.errors import DatasetError

if TYPE_CHECKING:
    from signdesk.datasets.samples import Samples
    from signdesk.training.report import Averages, ClassReport, Report

__all__ = ["evaluate"]


def evaluate(
    checkpoint: Annotated[
        Path, typer.Argument(metavar="CHECKPOINT", readable=False, help="The network, a .safetensors file.")
    ],
    dataset: Annotated[
        Path, typer.Argument(metavar="DATASET", readable=False, help="A folder of class folders, .zip, .csv or .npy.")
    ],
    part: Annotated[
        str, typer.Option(metavar="train|valid|test", help="Only this part of the dataset, where it has parts.")
    ] = "",
    without: WithoutOption = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print the table of signs as comma-separated values.")] = False,
    json: JsonOption = False,
) -> None:
    """Tell how well a network reads the hands of a dataset, sign by sign.

    Hands are taken where the dataset says, and looked for in pictures of which it says nothing; where it says nothing
    at all, each picture is taken for a crop of a hand. The figures say something
    about strangers only if the network was not trained on these people: `signdesk models` tells what it was trained on.
    """
    if csv and json:
        raise typer.BadParameter("A report is JSON or CSV, not both; leave one out.", param_hint="'--csv'")
    from signdesk.commands.progress import progress_bar
    from signdesk.datasets.open import open_dataset
    from signdesk.datasets.samples import Skipped, left_out
    from signdesk.networks.checkpoint import load_checkpoint
    from signdesk.training.chosen import check_signs
    from signdesk.training.report import evaluate as report_on
    from signdesk.training.report_text import report_csv

    network = load_checkpoint(checkpoint)
    samples = open_dataset(dataset)
    check_signs(samples, without or [])
    samples = samples.without(without or [])
    if part:
        samples = _part(samples, part)
    with progress_bar() as bar:
        task = bar.add_task("reading", total=None)
        lost: list[Skipped] = []
        report = report_on(network, samples, lambda done, total: bar.update(task, completed=done, total=total), lost)
    if lost:
        complain(left_out(lost))
    if json:
        say_json({"dataset": str(dataset), **report.to_json()})
    elif csv:
        say(report_csv(report), end="")
    else:
        say("\n".join((f"{samples.name}: {report.accuracy:.1%} of {report.pictures} hands right", *_lines(report))))


def _part(samples: Samples, name: str) -> Samples:
    there = sorted(set(samples.parts.tolist()) - {""})
    if not there:
        raise DatasetError(f"{samples.name} has no parts of its own. Leave out --part.")
    if name not in there:
        raise DatasetError(f"{samples.name} has no part “{name}”; there are {', '.join(there)}.")
    return samples.part(name)


def _lines(report: Report) -> Iterator[str]:
    worst = report.worst_person
    if worst is not None:
        mean = sum(report.by_person.values()) / len(report.by_person)
        yield f"  mean of {len(report.by_person)} people {mean:.1%}, worst {worst[1]:.1%} ({worst[0]})"
    yield f"  its confidence is off by {report.calibration_error:.1%} on average"
    width = max(len("sign"), *(len(sign.label) for sign in report.classes), len("weighted average"))
    yield f"  {'sign':<{width}}  precision  recall     F1  hands"
    for sign in report.classes:
        yield _row(sign.label, width, sign, sign.support)
    yield _row("macro average", width, report.macro, report.pictures)
    yield _row("weighted average", width, report.weighted, report.pictures)
    for shown, read, count in report.confused():
        yield f"  {shown} was read as {read} {count} {'time' if count == 1 else 'times'}"


def _row(name: str, width: int, figures: ClassReport | Averages, hands: int) -> str:
    return f"  {name:<{width}}  {figures.precision:>9.1%}  {figures.recall:>6.1%}  {figures.f1:>5.1%}  {hands:>5}"
