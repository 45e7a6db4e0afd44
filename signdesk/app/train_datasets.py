"""The data side of the Train page, without its widgets: which datasets there are, which signs, how they are parted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from signdesk.app.train_data_job import (
    Dataset,
    Opened,
    OpenTask,
    PartFigures,
    SplitTask,
    Watch,
    bundled_dataset,
    open_datasets,
    part,
    signs_of,
)
from signdesk.app.train_seen_job import Look, Seen, SeenFailed, SeenTask, see
from signdesk.app.train_setup import BUNDLED, DataSetup
from signdesk.app.work_queue import WorkQueue

__all__ = ["TrainDatasets"]

TICK = 40
SETTLE = 120
"""Milliseconds without a change before a split is reckoned: who turns a knob needs none on the way."""
SHOWN = 24


class TrainDatasets(QObject):
    """Opens datasets, keeps what is chosen of them, reckons the split and reads the pictures to show.

    ``changed``: other datasets, signs or shares are chosen. ``read``: reading got on, began or ended. ``failed``: a
    dataset can't be used, and why. ``parted``: `figures` are new. ``seen``: `pictures` are more or others.
    """

    changed = Signal()
    read = Signal()
    failed = Signal(str)
    repeated = Signal(str)
    parted = Signal()
    seen = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.datasets: list[Dataset] = []
        self.figures: PartFigures | None = None
        """What the split comes to; None while it is reckoned, or without data."""
        self.pictures: list[Seen] = []
        self.unseen = ""
        """Why none of the pictures can be shown; "" when they can, or are still read."""
        self.look = Look()
        self._shares = DataSetup()
        self._left_out: set[str] = set()
        self._seed = 0
        self._tasks: list[OpenTask] = []
        self._waiting: list[str] = []
        self._looking = True
        self._opener = WorkQueue("signdesk-datasets", open_datasets)
        self._parter = WorkQueue("signdesk-split", part, newest_first=True, kept=1)
        self._seer = WorkQueue("signdesk-seen", see, newest_first=True, kept=1)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE)
        self._settle.timeout.connect(self._reckon)

    @property
    def setup(self) -> DataSetup:
        """What is chosen now."""
        keys = tuple(dataset.key for dataset in self.datasets)
        chosen = self.chosen
        return replace(self._shares, datasets=keys, labels=tuple(chosen) if chosen != self.signs else ())

    @property
    def counts(self) -> Counter[str]:
        """How many pictures there are of each label, in all datasets together."""
        total: Counter[str] = Counter()
        for dataset in self.datasets:
            total.update(dataset.counts)
        return total

    @property
    def signs(self) -> list[str]:
        """All signs there are pictures of."""
        return signs_of(self.counts) if self.datasets else []

    @property
    def chosen(self) -> list[str]:
        """The signs that are to be learnt."""
        return [sign for sign in self.signs if sign not in self._left_out]

    @property
    def reading(self) -> Watch | None:
        """How far the dataset in work has been read, None when none is."""
        return self._tasks[0].watch if self._tasks else None

    def open(self, keys: Iterable[str]) -> None:
        """Read these datasets too: paths, or `BUNDLED`."""
        known = {dataset.key for dataset in self.datasets} | set(self._waiting)
        wanted = list(dict.fromkeys(keys))
        for key in wanted:
            if key in known:
                self.repeated.emit(key)
        new = tuple(key for key in wanted if key not in known)
        if not new:
            return
        task = OpenTask(new, Watch())
        self._tasks.append(task)
        self._waiting += new
        self._opener.submit([task])
        self._run()
        self.read.emit()

    def open_bundled(self) -> None:
        """Read the dataset that comes with signdesk, if one does."""
        if bundled_dataset() is not None:
            self.open([BUNDLED])

    def stop_reading(self) -> None:
        """Let go of the datasets that are not read yet; the read ones stay."""
        for task in self._tasks:
            task.watch.stop()
        self._tasks.clear()
        self._waiting.clear()
        self._opener.clear()
        self.read.emit()

    def remove(self, dataset: Dataset) -> int:
        """Take ``dataset`` off the list; where it was, for `restore`."""
        place = self.datasets.index(dataset)
        del self.datasets[place]
        self._changed()
        return place

    def keep_only(self, dataset: Dataset) -> None:
        """Take all but ``dataset`` off the list, and choose all its signs."""
        self.datasets = [dataset]
        self._left_out = set()
        self._changed()

    def restore(self, place: int, dataset: Dataset) -> None:
        """Put back what `remove` took away."""
        if dataset.key not in {other.key for other in self.datasets}:
            self.datasets.insert(place, dataset)
            self._changed()

    def choose(self, signs: Iterable[str]) -> None:
        """Learn exactly these signs, as far as there are pictures of them."""
        wanted = set(signs)
        self._left_out = {sign for sign in self.signs if sign not in wanted}
        self._changed()

    def set_shares(self, *, validation: float, test: float, by: str, seed: int, limit: int = 0) -> None:
        """Part the pictures in this way."""
        shares = DataSetup(validation=validation, test=test, by=by, seed=seed, limit=limit)
        if shares != self._shares:
            self._shares = shares
            self._changed(pictures=False)

    def look_at(self, look: Look, seed: int | None = None) -> None:
        """Show the pictures in this way; another ``seed`` shows others."""
        again = look != self.look or (seed is not None and seed != self._seed)
        self.look = look
        self._seed = self._seed if seed is None else seed
        if again:
            self._see()

    @property
    def seed_shown(self) -> int:
        return self._seed

    def set_looking(self, on: bool) -> None:
        """Whether anybody sees the pictures; while nobody does, none are read."""
        if on and not self._looking:
            self._looking = True
            self._see()
        self._looking = on

    def close(self) -> bool:
        """Stop everything and end the threads; False when one did not end."""
        self._settle.stop()
        self.stop_reading()
        self._timer.stop()
        queues = (self._opener, self._parter, self._seer)
        for each in queues:
            each.clear()
        ended = [each.close() for each in queues]
        return all(ended)

    def _changed(self, pictures: bool = True) -> None:
        self.figures = None
        self._parter.clear()
        self._settle.start()
        if pictures:
            self._see()
        self.changed.emit()

    def _see(self) -> None:
        self._seer.clear()
        self.pictures, self.unseen = [], ""
        self.seen.emit()
        if self._looking and self.datasets and self.chosen:
            task = SeenTask(tuple(self.datasets), tuple(self.chosen), self.look, self._seed, SHOWN)
            self._seer.submit([task])
            self._run()

    @Slot()
    def _reckon(self) -> None:
        if self.datasets and self.chosen:
            self._parter.submit([SplitTask(tuple(self.datasets), self.setup)])
            self._run()
        else:
            self.parted.emit()

    def _run(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _tick(self) -> None:
        for event in self._opener.take():
            key = event.dataset.key if isinstance(event, Opened) else event.key
            if key in self._waiting:
                self._waiting.remove(key)
            if isinstance(event, Opened):
                self.datasets.append(event.dataset)
                self._changed()
            else:
                self.failed.emit(event.message)
        if self._tasks:
            self._tasks = [task for task in self._tasks if any(key in self._waiting for key in task.keys)]
            self.read.emit()
        for figures in self._parter.take():
            self.figures = figures
            self.parted.emit()
        pictures = self._seer.take()
        if pictures:
            self.pictures += [picture for picture in pictures if isinstance(picture, Seen)]
            self.unseen = next((failed.message for failed in pictures if isinstance(failed, SeenFailed)), "")
            self.seen.emit()
        if not (self._tasks or any(each.busy for each in (self._opener, self._parter, self._seer))):
            self._timer.stop()
