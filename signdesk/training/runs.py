"""The runs that are kept, a folder each. Importing this imports pydantic, but no torch."""

from __future__ import annotations

import logging
import shutil
import time
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from signdesk import paths
from signdesk.errors import ConfigError, SignDeskError, TrainingError
from signdesk.networks.specs import SPECS
from signdesk.training.box_report import BoxReport, is_box_report
from signdesk.training.events import EpochEnded
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder, RunStatus

if TYPE_CHECKING:
    from signdesk.training.report import Report

__all__ = ["Run", "RunStore", "created_of"]

_log = logging.getLogger(__name__)
_STAMP = "%Y%m%d-%H%M%S"
_TRASH = ".trash"
_KEPT_IN_TRASH = 30 * 24 * 3600
"""Seconds after which a deleted run can't come back."""


@dataclass(frozen=True, eq=False)
class Run:
    """One training as it stood when it was read from the disk; history and report are read when asked for."""

    id: str
    folder: Path
    config: RunConfig
    status: RunStatus
    problem: str
    created: datetime

    @property
    def name(self) -> str:
        """What the user calls it; its id when it has no name."""
        return self.config.name or self.id

    @cached_property
    def history(self) -> tuple[EpochEnded, ...]:
        """The epochs done."""
        return RunFolder(self.folder).history()

    @cached_property
    def figures(self) -> dict[str, Any]:
        """The report as JSON has it, empty without one."""
        return RunFolder(self.folder).report()

    @cached_property
    def report(self) -> Report | None:
        """How well the network reads; None while it is not measured, or reads no signs. `TrainingError` when that is
        damaged."""
        if not self.figures or is_box_report(self.figures):
            return None
        from signdesk.training.report import Report

        return Report.from_json(self.figures)

    @cached_property
    def box_report(self) -> BoxReport | None:
        """How well the network tells boxes; None while it is not measured, or tells none. Errors as `report`."""
        return BoxReport.from_json(self.figures) if is_box_report(self.figures) else None

    @property
    def reads_signs(self) -> bool:
        """Whether it is a network that reads signs, which the Live page can use."""
        spec = SPECS.get(self.config.network)
        return spec is None or spec.task == "signs"

    @property
    def checkpoint(self) -> Path | None:
        """The network's file; None while there is none."""
        path = RunFolder(self.folder).best
        return path if path.is_file() else None

    @property
    def resumable(self) -> bool:
        """Whether it was begun and is neither done nor at work."""
        return self.status in ("new", "stopped", "failed")


class RunStore:
    """The runs in ``folder``, by default the user's own. Sweeps and cross-validations have folders there too."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or paths.user_data() / "runs"

    def create(self, config: RunConfig) -> Run:
        """A new run, not yet begun; `TrainingError` when it can't be written."""
        folder = self.new_folder()
        try:
            RunFolder(folder).write_config(config)
        except OSError as error:
            shutil.rmtree(folder, ignore_errors=True)
            raise TrainingError(_unwritable(folder, error)) from error
        return self.get(folder.name)

    def new_folder(self) -> Path:
        """An empty folder whose name, the time, is a new id."""
        stamp = f"{datetime.now():{_STAMP}}"
        for number in range(1, 10_000):
            folder = self.folder / (stamp if number == 1 else f"{stamp}-{number}")
            if (self.aside / folder.name).exists():
                continue
            try:
                folder.mkdir(parents=True)
            except FileExistsError:
                continue
            except OSError as error:
                raise TrainingError(_unwritable(folder, error)) from error
            return folder
        raise TrainingError(f"There are too many runs in {self.folder}. Delete some.")

    def all(self) -> list[Run]:
        """All runs, the newest first; a folder that holds no whole run is left out."""
        runs = []
        for path in self.folder.glob("*/config.json"):
            try:
                runs.append(self.get(path.parent.name))
            except SignDeskError as error:
                _log.warning("left out a run: %s", error)
        return sorted(runs, key=lambda run: (run.created, len(run.id), run.id), reverse=True)

    def get(self, id: str) -> Run:  # noqa: A002  # what a run has is called so
        """The run with this id; `TrainingError` when there is none, `ConfigError` when it is damaged."""
        folder = self.folder / id
        if not id or Path(id).name != id or not (folder / "config.json").is_file():
            raise TrainingError(f"There is no run {id!r} in {self.folder}. See `signdesk runs`.")
        files = RunFolder(folder)
        try:
            config = files.config()
        except ConfigError as error:
            raise ConfigError(f"The run {id} can't be read: {error}") from error
        return Run(id, folder, config, *files.status(), created_of(folder))

    def rename(self, id: str, name: str) -> Run:  # noqa: A002
        """Call the run ``name``."""
        run = self.get(id)
        try:
            RunFolder(run.folder).write_config(run.config.changed(name=name.strip()))
        except OSError as error:
            raise TrainingError(_unwritable(run.folder, error)) from error
        return self.get(id)

    def delete(self, id: str) -> None:  # noqa: A002
        """Put the run aside; `undelete` brings it back within 30 days. `TrainingError` while it is being trained."""
        run = self.get(id)
        if run.status == "running":
            raise TrainingError(f"The run {run.name} is being trained. Stop it first.")
        self.put_aside(run.folder)

    def undelete(self, id: str) -> Run:  # noqa: A002
        """Bring a deleted run back."""
        if id not in self.deleted():
            raise TrainingError(f"There is no deleted run {id!r}. Deleted ones can be brought back for 30 days.")
        self.take_back(id)
        return self.get(id)

    def deleted(self) -> list[str]:
        """The ids of the runs that can be brought back, the newest first."""
        return sorted((path.parent.name for path in self.aside.glob("*/config.json")), reverse=True)

    @property
    def aside(self) -> Path:
        """Where deleted folders lie for 30 days."""
        return self.folder / _TRASH

    def put_aside(self, folder: Path) -> None:
        """Move a folder of this one to those that are deleted; those whose 30 days are over end."""
        self._empty_trash()
        _move(folder, self.aside / folder.name)
        (self.aside / folder.name).touch()  # so that its 30 days begin now

    def take_back(self, id: str) -> None:  # noqa: A002
        """Move a deleted folder back."""
        _move(self.aside / id, self.folder / id)

    def _empty_trash(self) -> None:
        for folder in self.aside.glob("*"):
            if time.time() - folder.stat().st_mtime > _KEPT_IN_TRASH:
                shutil.rmtree(folder, ignore_errors=True)


def created_of(folder: Path) -> datetime:
    """When the run or series in ``folder`` was begun."""
    try:
        return datetime.strptime("-".join(folder.name.split("-")[:2]), _STAMP)
    except ValueError:  # a folder that the user has renamed or copied
        file = folder / "config.json"
        return datetime.fromtimestamp((file if file.exists() else folder).stat().st_mtime)


def _move(source: Path, goal: Path) -> None:
    try:
        goal.parent.mkdir(exist_ok=True)
        source.replace(goal)
    except OSError as error:
        raise TrainingError(f"{source} can't be moved: {error.strerror}. Close what has it open.") from error


def _unwritable(folder: Path, error: OSError) -> str:
    return f"The run can't be written to {folder}: {error.strerror}. Make room there, or free the folder."
