"""``signdesk evaluate``: how well a network reads a dataset."""

from __future__ import annotations

import json as json_format
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from signdesk.commands.console import say
from signdesk.commands.options import JsonOption

if TYPE_CHECKING:
    from signdesk.training.evaluate import Evaluation

__all__ = ["evaluate"]


def evaluate(
    checkpoint: Annotated[Path, typer.Argument(metavar="CHECKPOINT", help="The network, a .safetensors file.")],
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A folder of class folders, .zip, .csv or .npy.")],
    hand: Annotated[
        Literal["auto", "full", "given"],
        typer.Option(help="Search the hand, take the whole picture, or believe the dataset."),
    ] = "auto",
    part: Annotated[
        str, typer.Option(metavar="train|valid|test", help="Only this part of the dataset, where it has parts.")
    ] = "",
    leave_out: Annotated[
        list[str] | None, typer.Option("--without", metavar="LABEL", help="Leave out a sign. May be repeated.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Tell how well a network reads the pictures of a dataset, sign by sign.

    Pictures go the way that `signdesk classify` takes them; a hand that is not found is a mistake. The figure says
    something about strangers only if the network was not trained on these people: see `signdesk models`.
    """
    from signdesk.commands.progress import progress_bar
    from signdesk.datasets.open import open_dataset
    from signdesk.errors import DatasetError
    from signdesk.recognition.recognizer import Recognizer
    from signdesk.training.evaluate import Evaluation
    from signdesk.training.evaluate import evaluate as outcomes_of

    recognizer = Recognizer.load(checkpoint)
    samples = open_dataset(dataset).without(leave_out or [])
    if part:
        samples = samples.part(part)
    alphabets = [recognizer.card.alphabet(name) for name in recognizer.card.alphabets]
    with progress_bar() as bar:
        outcomes = list(
            bar.track(outcomes_of(samples, recognizer, alphabets, hand), len(samples), description="reading")
        )
    known = [outcome for outcome in outcomes if outcome is not None]
    if not known:
        wanted = f"its part “{part}”" if part else "it"
        raise DatasetError(f"{dataset} has nothing to measure on: {wanted} shows no sign that the network knows.")
    evaluation = Evaluation(known, len(outcomes) - len(known))
    say(
        json_format.dumps(_values(dataset, evaluation), ensure_ascii=False) if json else _text(samples.name, evaluation)
    )


def _values(dataset: Path, evaluation: Evaluation) -> dict[str, Any]:
    values = {
        "dataset": str(dataset),
        **{name.replace(" ", "_"): value for name, value in evaluation.figures().items()},
        "left_out": evaluation.left_out,
        "labels": evaluation.by_label(),
        "people": evaluation.by_signer(),
        "confusions": evaluation.confusions(20),
    }
    return {name: None if isinstance(value, float) and math.isnan(value) else value for name, value in values.items()}


def _text(name: str, evaluation: Evaluation) -> str:
    lines = [name]
    for figure, value in evaluation.figures().items():
        lines.append(f"  {figure:<24} {value if isinstance(value, int) else _percent(value)}")
    if evaluation.left_out:
        lines.append(f"  {'left out':<24} {evaluation.left_out}")
    shares = evaluation.by_label()
    lines.append("  " + "   ".join(f"{label} {_percent(share)}" for label, share in shares.items()))
    for label, read, count in evaluation.confusions():
        lines.append(f"  {label} was {f'read as {read}' if read else 'not found'} {count} times")
    return "\n".join(lines)


def _percent(share: float) -> str:
    return "unknown" if math.isnan(share) else f"{share:.1%}"
