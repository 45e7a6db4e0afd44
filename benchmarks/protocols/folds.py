"""Trained networks together with the people whom they have never seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from signdesk.datasets.samples import Samples
from signdesk.errors import ConfigError
from signdesk.hands.learned import LearnedFinder
from signdesk.networks.checkpoint import load_checkpoint
from signdesk.paths import write_whole
from signdesk.recognition.classifier import Classifier
from signdesk.recognition.recognizer import Recognizer
from signdesk.training.held_back import HeldBack, Sources, draw_held_back, read_held_back

__all__ = ["Fold", "folds_in"]

READER, FINDER, PEOPLE = "reader.safetensors", "finder.safetensors", "held-back.json"


@dataclass(frozen=True, eq=False)
class Fold:
    """The networks in ``folder``, who was held back from them, and the sets."""

    folder: Path
    held_back: HeldBack
    sources: Sources
    finder: LearnedFinder
    recognizer: Recognizer
    temperature: float
    digest: str
    every: int = 1
    which: str = "test"
    _tested: dict[str, Samples] = field(default_factory=dict)

    def tested(self, name: str) -> Samples:
        """The rows of the set ``name`` that training has not seen; every ``every``-th, where time is short."""
        if name not in self._tested:
            samples = self.sources[name]
            rows = self.held_back.rows(samples, self.which).nonzero()[0]
            self._tested[name] = samples.take(rows[:: self.every])
        return self._tested[name]

    def measured(self, part: str, measure: Callable[[Fold], Iterable[Any]], kind: Callable[..., Any]) -> list[Any]:
        """What ``measure`` gives, rows of the dataclass ``kind``; kept in the folder, so that it is done once."""
        file = self.folder / "measured" / f"{part}.json"
        key = f"{self.digest} {self.which} {self.every}"
        if file.exists():
            kept = json.loads(file.read_text())
            if kept["key"] == key:
                return [kind(**row) for row in kept["rows"]]
        print(f"… {self.folder.name}: {part}", flush=True)
        rows = list(measure(self))
        with write_whole(file) as out:
            out.write(json.dumps({"key": key, "rows": [asdict(row) for row in rows]}).encode())
        return rows


def folds_in(work: Path, sources: Sources, seed: int | None, every: int, which: str) -> list[Fold]:
    """The networks in ``work`` and in the folders under it; those that are not finished are left out.

    ``seed`` says who was held back where the folder itself does not.
    """
    folders = [folder for folder in (work, *sorted(work.glob("*"))) if (folder / READER).is_file()]
    if not folders:
        raise ConfigError(f"There are no finished networks in {work}. Train them with models/recipe.py.")
    return [_fold(folder, sources, seed, every, which) for folder in folders]


def _fold(folder: Path, sources: Sources, seed: int | None, every: int, which: str) -> Fold:
    people = folder / PEOPLE
    if people.exists():
        held_back = read_held_back(people)
    elif seed is not None:
        held_back = draw_held_back(sources, seed)
    else:
        raise ConfigError(f"{folder} doesn't say who was held back. Name the seed with --hold-out.")
    finder = LearnedFinder(load_checkpoint(folder / FINDER))
    reader = Classifier(load_checkpoint(folder / READER))
    recognizer = Recognizer(finder, reader, finder.card.presence_threshold)
    digest = hashlib.sha256((folder / READER).read_bytes() + (folder / FINDER).read_bytes()).hexdigest()[:16]
    return Fold(folder, held_back, sources, finder, recognizer, reader.card.temperature, digest, every, which)
