"""The work behind the Train page's data, done in threads of its own: reading datasets, and parting them.

Nothing here knows a widget. A dataset stays on the disk: what is kept of it in memory are names and numbers.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from signdesk.app.train_setup import BUNDLED, DataSetup
from signdesk.app.uncollected import uncollected
from signdesk.errors import SignDeskError
from signdesk.paths import bundled_data

if TYPE_CHECKING:
    from signdesk.datasets.samples import Samples

__all__ = [
    "Dataset",
    "OpenFailed",
    "OpenTask",
    "Opened",
    "PartFigures",
    "Side",
    "SplitTask",
    "Watch",
    "bundled_dataset",
    "open_datasets",
    "part",
    "signs_of",
]

_log = logging.getLogger(__name__)


def bundled_dataset() -> Path | None:
    """The dataset that comes with signdesk, None when there is none."""
    folder = bundled_data() / "rendered"
    return folder if folder.is_dir() and any(folder.iterdir()) else None


class _Stopped(Exception):  # noqa: N818 - nothing went wrong: nobody wants it any more
    """The user no longer wants the dataset that is being read."""


class Watch:
    """How far a dataset has been read, seen from another thread; `stop` ends the reading at its next step."""

    def __init__(self) -> None:
        self.done = self.total = 0
        self.name = ""
        self._stopped = False

    def stop(self) -> None:
        self._stopped = True

    @property
    def stopped(self) -> bool:
        return self._stopped

    def __call__(self, done: int, total: int) -> None:
        if self._stopped:
            raise _Stopped
        self.done, self.total = done, total


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """A dataset that was opened; ``key`` is its path or `BUNDLED`. ``counts`` maps each label to its pictures.

    ``people`` are the signers that are known, ``unknown`` the pictures of which nobody knows who signs; ``parts``
    whether the dataset itself says what to test on, ``places`` whether it says of some hands where they are.
    """

    key: str
    samples: Samples
    counts: dict[str, int]
    people: int
    unknown: int
    parts: bool = False
    places: bool = False

    @property
    def pictures(self) -> int:
        return sum(self.counts.values())

    @property
    def skipped(self) -> int:
        return len(self.samples.skipped)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """Datasets to read: a path or `BUNDLED` each."""

    keys: tuple[str, ...]
    watch: Watch = field(compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """A dataset was read."""

    dataset: Dataset


@dataclass(frozen=True, slots=True)
class OpenFailed:
    """A dataset can't be used; ``message`` says why."""

    key: str
    message: str


def open_datasets(task: OpenTask) -> Generator[Opened | OpenFailed, None, None]:
    """Read the datasets of ``task`` one after the other; those left when its watch is stopped are not read."""
    for key in task.keys:
        if task.watch.stopped:
            return
        path = bundled_dataset() if key == BUNDLED else Path(key)
        task.watch.name, task.watch.done, task.watch.total = path.name if path else key, 0, 0
        try:
            if path is None:
                raise SignDeskError("No dataset comes with this signdesk. Drop one of your own.")
            yield Opened(_opened(key, path, task.watch))
        except _Stopped:
            return
        except SignDeskError as error:
            yield OpenFailed(key, str(error))
        except MemoryError:
            yield OpenFailed(key, f"{path} does not fit into memory. Close other programs, or use a part of it.")
        except Exception:  # noqa: BLE001 - a fault of ours in one dataset must not end the page
            _log.exception("%s could not be opened", path)
            yield OpenFailed(key, f"{path} could not be opened because something went wrong here; the log says more.")


def _opened(key: str, path: Path, watch: Watch) -> Dataset:
    import numpy as np

    from signdesk.datasets.open import open_dataset

    with uncollected():
        samples = open_dataset(path, watch)
    signers = samples.signers
    known = signers != ""
    parts = bool(np.isin(samples.parts, ("valid", "test")).any() and (samples.parts == "train").any())
    placed = np.isfinite(samples.keypoints).all((1, 2)).any() or np.isfinite(samples.boxes).all(1).any()
    people, unknown = len(np.unique(signers[known])), int((~known).sum())
    return Dataset(key, samples, samples.counts(), people, unknown, parts, bool(placed))


def signs_of(labels: Iterable[str]) -> list[str]:
    """The labels that are signs a still can show: letters, then digits, then names of one's own."""
    from signdesk.alphabet import DIGITS, LETTERS, MOVING_LETTERS, NO_HAND
    from signdesk.datasets.samples import UNLABELLED

    def place(label: str) -> tuple[int, str]:
        return (0 if label in LETTERS else 1 if label in DIGITS else 2, label)

    return sorted({label for label in labels if label not in (NO_HAND, UNLABELLED, *MOVING_LETTERS)}, key=place)


@dataclass(frozen=True, slots=True)
class Side:
    """One part of a split: how many pictures, of how many people (0 when nobody knows)."""

    pictures: int = 0
    people: int = 0


@dataclass(frozen=True, slots=True)
class PartFigures:
    """What a split comes to. ``seen`` are other pictures of people who are learnt from, kept back to compare.

    ``known``: nobody who is measured on is learnt from; ``unknown``: pictures of which nobody knows who signs;
    ``problem``: why it can't be.
    """

    train: Side = Side()
    seen: Side = Side()
    validation: Side = Side()
    test: Side = Side()
    known: bool = False
    unknown: int = 0
    problem: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class SplitTask:
    """A split to be reckoned: the chosen datasets, and how they are to be parted."""

    datasets: tuple[Dataset, ...]
    setup: DataSetup


def part(task: SplitTask) -> Generator[PartFigures, None, None]:
    """The figures of the split that training would make."""
    try:
        yield _parted(task.datasets, task.setup)
    except SignDeskError as error:
        yield PartFigures(problem=str(error))


def _parted(datasets: Sequence[Dataset], setup: DataSetup) -> PartFigures:
    from signdesk.training.split import parted

    with uncollected():
        samples = _chosen(datasets, setup)
        parts = parted(samples, setup)
    return PartFigures(
        _side(parts.train),
        _side(parts.seen),
        _side(parts.validation),
        _side(parts.test),
        known=parts.signers_known,
        unknown=int((samples.signers == "").sum()),
    )


def _side(samples: Samples | None) -> Side:
    import numpy as np

    if samples is None:
        return Side()
    return Side(len(samples), len(np.unique(samples.signers[samples.signers != ""])))


def _chosen(datasets: Sequence[Dataset], setup: DataSetup) -> Samples:
    """The pictures of the chosen signs, of all ``datasets``."""
    import numpy as np

    from signdesk.datasets.samples import concatenate

    samples = concatenate([dataset.samples for dataset in datasets])
    samples = samples.with_labels(setup.labels or signs_of(samples.counts()))
    if not setup.limit:
        return samples
    order = np.random.default_rng(setup.seed).permutation(len(samples))
    kept = [order[samples.labels[order] == label][: setup.limit] for label in samples.counts()]
    return samples.take(np.sort(np.concatenate(kept)))
