"""The files of one run. Each is whole under its final name at any moment, whenever the process is killed.

``config.json`` what is trained; ``status.json`` how it stands; ``history.jsonl`` a line an epoch; ``last.safetensors``
how far the training is, to take it up again; ``best.safetensors`` the checkpoint; ``report.json`` how well it reads.
The history grows by lines: a half one at its end, which only a kill can leave, is no line.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal, get_args

from signdesk.errors import TrainingError
from signdesk.paths import write_whole
from signdesk.training.events import EpochEnded
from signdesk.training.run_config import RunConfig
from signdesk.training.run_lock import held

__all__ = ["RunFolder", "RunStatus"]

RunStatus = Literal["new", "running", "stopped", "finished", "failed"]


class RunFolder:
    """Reads and writes the files of the run in ``path``. `OSError` is the caller's to tell."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.config_file = path / "config.json"
        self.status_file = path / "status.json"
        self.history_file = path / "history.jsonl"
        self.report_file = path / "report.json"
        self.last = path / "last.safetensors"
        self.best = path / "best.safetensors"

    def config(self) -> RunConfig:
        """What is trained; `TrainingError` when that can't be read."""
        try:
            return RunConfig.from_json(self.config_file.read_bytes())
        except OSError as error:
            raise TrainingError(f"{self.path} holds no run: {error.strerror}. Choose another.") from error

    def write_config(self, config: RunConfig) -> None:
        """Write what is trained."""
        _write(self.config_file, config.to_json())

    def status(self) -> tuple[RunStatus, str]:
        """How the run stands, and what went wrong when it failed. A run whose process was killed is "stopped"."""
        values = _read(self.status_file)
        status: RunStatus = next((s for s in get_args(RunStatus) if s == values.get("status")), "new")
        if status == "running" and not held(self.path):
            status = "stopped"
        return status, str(values.get("problem", ""))

    def mark(self, status: RunStatus, problem: str = "") -> None:
        """Write how the run stands."""
        _write(self.status_file, json.dumps({"status": status, "problem": problem}))

    def history(self) -> tuple[EpochEnded, ...]:
        """The epochs done, as far as their lines are whole."""
        try:
            lines = self.history_file.read_text("utf-8", errors="replace").splitlines(keepends=True)
        except OSError:
            return ()
        epochs = []
        for line in lines:
            try:
                epochs.append(EpochEnded(**json.loads(line)))
            except (ValueError, TypeError):
                break
            if not line.endswith("\n"):
                epochs.pop()
        return tuple(epochs)

    def write_history(self, epochs: Iterable[EpochEnded]) -> None:
        """Write the epochs anew: what lies after the state that a run goes on from is no history."""
        _write(self.history_file, "".join(map(_line, epochs)))

    def append_history(self, epoch: EpochEnded) -> None:
        """Add one epoch to a history that `write_history` began."""
        with self.history_file.open("a", encoding="utf-8", newline="\n") as file:
            file.write(_line(epoch))

    def tidy(self) -> None:
        """Remove what a killed process left unfinished. Only for whoever holds the run's lock."""
        for part in self.path.glob(".*.part"):
            part.unlink(missing_ok=True)

    def report(self) -> dict[str, Any]:
        """The report as JSON has it; empty when there is none."""
        return _read(self.report_file)

    def write_report(self, values: Mapping[str, Any]) -> None:
        """Write the report."""
        _write(self.report_file, json.dumps(values, ensure_ascii=False))


def _line(epoch: EpochEnded) -> str:
    return json.dumps(asdict(epoch), ensure_ascii=False) + "\n"


def _read(path: Path) -> dict[str, Any]:
    try:
        values = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _write(path: Path, text: str) -> None:
    with write_whole(path) as file:
        file.write(text.encode())
