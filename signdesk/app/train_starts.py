"""The networks that a training can go on from: signdesk's own reader, and those of kept runs and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from signdesk import paths
from signdesk.app.counts import counted
from signdesk.errors import CheckpointError, SignDeskError
from signdesk.networks.specs import SPECS

if TYPE_CHECKING:
    from signdesk.training.runs import Run

__all__ = ["SETTINGS", "Start", "find_starts", "own_reader", "read_start"]

SETTINGS = ("epochs", "augmentation", "seed")
"""The settings that matter to a network that learns a few signs more."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("TrainStarts", text)


@dataclass(frozen=True, slots=True)
class Start:
    """A trained network: the file, what it is called, the kind of network, the signs it knows, and its input: the side
    in pixels, and whether that is grey."""

    path: Path
    title: str
    network: str
    labels: tuple[str, ...]
    size: int
    grey: bool

    @property
    def key(self) -> str:
        return str(self.path)

    @property
    def told(self) -> str:
        """How many signs it knows, in words."""
        return counted(len(self.labels), _tr("Knows 1 sign"), _tr("Knows {0} signs"))


def own_reader() -> Path:
    """The reader that comes with signdesk."""
    return paths.models() / "reader.safetensors"


def read_start(path: Path, title: str = "") -> Start:
    """The network in ``path``; `SignDeskError` says why nothing can go on from it."""
    from signdesk.networks.checkpoint import read_card

    card = read_card(path)
    if card.kind != "reader" or card.network not in SPECS:
        raise CheckpointError(f"The network in {path.name} reads no signs, so none can be added. Choose a reader.")
    return Start(path, title or path.stem, card.network, card.labels, card.input.size, card.input.channels == 1)


def find_starts(runs: Callable[[], Iterable[Run]]) -> list[Start]:
    """The reader that comes with signdesk, then the networks of ``runs`` that can be read; for a thread."""
    found = []
    wanted = [(own_reader(), _tr("signdesk’s own reader"))]
    wanted += [(run.checkpoint, run.name) for run in runs() if run.checkpoint is not None]
    for path, title in wanted:
        try:
            found.append(read_start(path, title))
        except SignDeskError:
            continue
    return found
