"""``signdesk models``: the networks there are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from signdesk import paths
from signdesk.commands.console import complain, say, say_json
from signdesk.commands.options import JsonOption
from signdesk.errors import CheckpointError

if TYPE_CHECKING:
    from signdesk.networks.checkpoint import ModelCard

__all__ = ["models"]


def models(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE", readable=False, help="Networks to tell about; all known ones without."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Tell what each network is, what it reads, what it was trained on and how well it does.

    Without files: the networks that come with signdesk and your own, which `signdesk train` makes.
    """
    from signdesk.networks.checkpoint import read_card

    failed = False
    for path in files or _known():
        try:
            card = read_card(path)
        except CheckpointError as error:
            complain(error)
            failed = True
            continue
        if json:
            say_json({"path": str(path), **_values(card)})
        else:
            say("\n".join(_lines(path, card)))
    raise typer.Exit(int(failed))


def _known() -> Iterator[Path]:
    for folder in (paths.models(), paths.user_data() / "models"):
        if folder.is_dir():
            yield from sorted(folder.glob("*.safetensors"))


def _values(card: ModelCard) -> dict[str, Any]:
    return {
        "kind": card.kind,
        "network": card.network,
        "alphabets": {name: list(labels) for name, labels in card.alphabets.items()},
        "input": {"size": card.input.size, "channels": card.input.channels, "margin": card.input.margin},
        "still_size": card.still_size,
        "threshold": card.threshold,
        "data": [
            {"name": d.name, "pictures": d.pictures, "people": d.people, "digest": d.digest, "licence": d.licence}
            for d in card.data
        ],
        "metrics": {split: dict(figures) for split, figures in card.metrics.items()},
        "seed": card.seed,
        "created": card.created,
        "signdesk": card.signdesk,
        "notes": card.notes,
    }


def _lines(path: Path, card: ModelCard) -> Iterator[str]:
    yield str(path)
    yield f"  {card.kind}, network “{card.network}”, {card.input.size} × {card.input.size} pixels, {card.created}"
    if card.still_size:
        yield f"  still pictures at {card.still_size} × {card.still_size} pixels"
    for name, labels in card.alphabets.items():
        yield f"  reads {name}: {' '.join(labels)}"
    for data in card.data:
        whose = f"{data.people} people" if data.people else "people unknown"
        yield f"  trained on {data.name} ({data.digest}): {data.pictures} pictures, {whose}; {data.licence or 'own'}"
    for split, figures in card.metrics.items():
        yield f"  {split}: {', '.join(f'{name} {value:.4g}' for name, value in figures.items())}"
    if card.notes:
        yield f"  {card.notes}"
