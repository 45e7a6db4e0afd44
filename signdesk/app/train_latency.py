"""How long a network takes to read a hand, measured here, one network after the other."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from signdesk.app.work_queue import WorkQueue
from signdesk.errors import SignDeskError

__all__ = ["Latencies", "Latency"]

_READS = 15
_POLL_MS = 200


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds that the network in ``path`` takes for a crop, and its parameters; None when it can't be read."""

    path: Path
    milliseconds: float | None
    parameters: int | None


class Latencies(QObject):
    """Measures networks in a thread of its own; ``measured`` tells of each. A file is measured once."""

    measured = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[Path, Latency] = {}
        self._asked: set[Path] = set()
        self._queue: WorkQueue[Path, Latency] = WorkQueue("signdesk latency", _measure)
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL_MS)
        self._timer.timeout.connect(self._take)

    def of(self, path: Path | None) -> Latency | None:
        """What was measured of the network in ``path``."""
        return None if path is None else self._known.get(path)

    def ask(self, paths: Iterable[Path]) -> None:
        """Measure these too."""
        new = [path for path in paths if path not in self._asked]
        if new:
            self._asked |= set(new)
            self._queue.submit(new)
            self._timer.start()

    def close(self) -> None:
        """Measure nothing any more."""
        self._timer.stop()
        self._queue.close(10.0)

    @Slot()
    def _take(self) -> None:
        found = self._queue.take()
        for latency in found:
            self._known[latency.path] = latency
        if found:
            self.measured.emit()
        if not self._queue.busy:
            self._timer.stop()


def _measure(path: Path) -> Generator[Latency, None, None]:
    from signdesk.app import preload

    preload.before_torch()
    import numpy as np

    from signdesk.networks.checkpoint import load_checkpoint
    from signdesk.recognition.classifier import Classifier
    from signdesk.training.device import one_thread
    from signdesk.vision.box import Box

    try:
        checkpoint = load_checkpoint(path)
        classifier = Classifier(checkpoint)
        alphabet = checkpoint.card.alphabet(next(iter(checkpoint.card.alphabets)))
        picture = np.random.default_rng(0).integers(0, 256, (160, 160, 3), np.uint8)
        times = []
        with one_thread():  # as the live view reads
            for _ in range(_READS):
                begun = time.perf_counter()
                classifier.read(picture, Box(30, 30, 100, 100), alphabet)
                times.append((time.perf_counter() - begun) * 1e3)
    except (SignDeskError, OSError, StopIteration):
        yield Latency(path, None, None)
        return
    yield Latency(path, median(times[3:]), sum(array.size for array in checkpoint.weights.values()))
