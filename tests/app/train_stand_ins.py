"""Runs, reports and jobs for the tests of the Train page, made without training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from signdesk.networks.checkpoint import Checkpoint, DataSource, ModelCard, save_checkpoint
from signdesk.training.events import EpochEnded
from signdesk.training.job_events import JobEvent
from signdesk.training.report import Bin, ClassReport, Mistake, Report
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder, RunStatus
from signdesk.training.runs import Run, RunStore
from signdesk.vision.crop import InputSpec


class Job:
    """Stands in for a training's process: tells what a test puts in, remembers what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = "ready"
        self.asked: list[str] = []
        self._events: list[JobEvent] = []

    def tell(self, *events: JobEvent) -> None:
        self._events += events

    def poll(self) -> list[JobEvent]:
        events, self._events = self._events, []
        return events

    def start(self) -> None:
        self.state = "preparing"
        self.asked.append("start")

    def pause(self) -> None:
        self.asked.append("pause")

    def resume(self) -> None:
        self.asked.append("resume")

    def stop(self) -> None:
        self.asked.append("stop")

    def close(self) -> None:
        self.asked.append("close")


class Jobs:
    """Makes stand-ins, and keeps them."""

    def __init__(self) -> None:
        self.made: list[Job] = []

    def __call__(self, folder: Path) -> Any:
        self.made.append(Job(folder))
        return self.made[-1]

    @property
    def last(self) -> Job:
        return self.made[-1]


def epoch(number: int, accuracy: float = 0.5) -> EpochEnded:
    held = {"loss": 2 / number, "accuracy": accuracy}
    return EpochEnded(number, 3 / number, accuracy - 0.1, 0.01, 1.0, held)


def report(labels: Sequence[str] = ("A", "B", "C"), unseen: float | None = 0.7) -> Report:
    size = len(labels)
    confusion = np.diag(np.full(size, 7)) + np.eye(size, k=1, dtype=int) * 3
    classes = tuple(ClassReport(label, 0.7, 0.8, 0.75, 10) for label in labels)
    wrong = (Mistake(0, "a.png", labels[0], labels[1], 0.9),)
    people = {"ann": 0.6, "bob": 0.8} if unseen is not None else {}
    return Report(
        0.7,
        int(confusion.sum()),
        people,
        classes,
        tuple(labels),
        confusion,
        "validation",
        unseen,
        0.9,
        "Strangers are read worse.",
        (Bin(0.5, 0.4, 10), Bin(0.9, 0.8, 20)),
        wrong,
    )


def make_run(
    store: RunStore,
    name: str,
    epochs: int = 3,
    status: RunStatus = "finished",
    problem: str = "",
    with_report: bool = True,
    **config: Any,
) -> Run:
    """A run with a history, and with a report and a checkpoint unless told otherwise."""
    run = store.create(RunConfig.parse({"name": name, "network": "lenet5", "train": {"epochs": 5}, **config}))
    folder = RunFolder(run.folder)
    folder.write_history([epoch(number, 0.3 + number / 10) for number in range(1, epochs + 1)])
    folder.mark(status, problem)
    if with_report:
        folder.write_report(report().to_json())
        card = ModelCard(
            "reader", "lenet5", {"labels": 3}, InputSpec(32, 1, 1.4), {"letters": ("A", "B", "C")},
            data=(DataSource("hands", 30, 2, "abc"),),
        )  # fmt: skip
        save_checkpoint(folder.best, Checkpoint(card, {"w": np.zeros(3, np.float32)}))
    return store.get(run.id)
