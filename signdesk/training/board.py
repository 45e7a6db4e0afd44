"""The log of a run for TensorBoard, for those who have it: `tensorboard --logdir` the folder of the runs."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from signdesk.errors import ConfigError
from signdesk.training.events import EpochEnded

__all__ = ["Board", "board"]


class Board(Protocol):
    """Where epochs are written down."""

    def write(self, epoch: EpochEnded) -> None:
        """Write one epoch's figures."""


class _NoBoard:
    def write(self, epoch: EpochEnded) -> None:
        pass


class _TensorBoard:
    def __init__(self, folder: Path, done: int) -> None:
        try:
            module: Any = importlib.import_module("torch.utils.tensorboard")  # its types come and go with it
        except ImportError:
            raise ConfigError(
                "A log for TensorBoard needs the package tensorboard: install signdesk[tensorboard], or turn it off."
            ) from None
        # What a killed process wrote after the state that is gone on from is no history.
        self.writer = module.SummaryWriter(str(folder), purge_step=done + 1)

    def write(self, epoch: EpochEnded) -> None:
        figures = {"training/loss": epoch.loss, "training/accuracy": epoch.accuracy, "rate": epoch.learning_rate}
        figures |= {f"validation/{name}": value for name, value in epoch.validation.items()}
        for name, value in figures.items():
            self.writer.add_scalar(name, value, epoch.epoch)


@contextmanager
def board(folder: Path, done: int, *, wanted: bool) -> Iterator[Board]:
    """Where the run in ``folder``, of which ``done`` epochs are done, writes its epochs; nowhere unless ``wanted``."""
    if not wanted:
        yield _NoBoard()
        return
    log = _TensorBoard(folder / "tensorboard", done)
    try:
        yield log
    finally:
        log.writer.close()
