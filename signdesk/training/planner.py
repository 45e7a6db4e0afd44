"""Planning run after run: pictures are opened and read anew only when a run looks at others than the one before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from signdesk.datasets.open import open_dataset
from signdesk.datasets.samples import Progress, Samples, concatenate, left_out
from signdesk.errors import TrainingError
from signdesk.networks.checkpoint import read_card
from signdesk.networks.registry import settings_of
from signdesk.networks.specs import SPECS, input_of
from signdesk.training.job_events import JobEvent, LeftOut, Preparing
from signdesk.training.plan import Plan, plan
from signdesk.training.plan_boxes import BoxPlan, plan_boxes
from signdesk.training.run_config import DataChoice, RunConfig

__all__ = ["Planner", "Tell", "told"]

Tell = Callable[[JobEvent], None]
"""Takes each event as it happens. It may raise `StopAsked`, once, to stop the work."""


class Planner:
    """Remembers the last data and the last plan. One for a single run, or for all runs of a series."""

    def __init__(self) -> None:
        self._opened: tuple[tuple[str, ...], Samples] | None = None
        self._planned: tuple[object, Plan | BoxPlan] | None = None

    def plan(self, config: RunConfig, tell: Tell) -> Plan | BoxPlan:
        """What ``config`` learns from what; `TrainingError` or `DatasetError` when that can't be."""
        train, start = config.train, read_card(Path(config.start)) if config.start else None
        # The plan chooses the size where none is asked for.
        size = (input_of(config.network, train.model_dump()), train.input_size > 0)
        key = (config.data, config.network, config.start, size)
        if self._planned is None or self._planned[0] != key:
            samples = self._data(config.data, tell)
            progress = told("reading pictures", tell)
            network = start.network if start else config.network
            make = plan_boxes if network in SPECS and SPECS[network].task == "box" else plan
            self._planned = (key, make(samples, network, train, config.data, progress, start=start))
            lost = self._planned[1].left_out
            if lost:
                tell(LeftOut(len(lost), left_out(lost)))
            for path in config.data.paths():
                if not path.exists():
                    raise TrainingError(f"{path} vanished while it was read. Bring it back, then resume.")
        made = self._planned[1]
        if start:
            return made
        # Only its own arguments, as the width of its layers, tell one network's plan from the other's.
        arguments = settings_of(config.network, train.model_dump(), len(made.labels), made.input)
        return replace(made, arguments=arguments)

    def _data(self, choice: DataChoice, tell: Tell) -> Samples:
        if self._opened is None or self._opened[0] != choice.datasets:
            tell(Preparing("opening the dataset", 0, 0))
            opened = [open_dataset(path, told("opening the dataset", tell)) for path in choice.paths()]
            self._opened = (choice.datasets, concatenate(opened))
        return self._opened[1]


def told(what: str, tell: Tell) -> Progress:
    """Tells that ``what`` is being done, and how far it is."""
    return lambda done, total: tell(Preparing(what, done, total))
