"""Pictures of a run's result, fetched in threads: those that were read wrongly, and what a network looks at."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from signdesk.app.counts import percent
from signdesk.app.workers import Background
from signdesk.errors import SignDeskError, TrainingError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signdesk.training.box_report import BoxExample
    from signdesk.training.explain import Explanation
    from signdesk.training.kept_back import KeptBack
    from signdesk.training.report import Mistake, Report
    from signdesk.training.runs import Run
    from signdesk.training.weight_images import WeightImages

__all__ = ["Looked", "ResultPictures", "Shown"]

_MOST = 48
_BOXED_SIDE = 192
_BOX_COLOURS = ((229, 166, 77), (94, 202, 189), (255, 255, 255))
"""Of least squares', the network's and the true box, drawn in this order onto pictures of any colour."""


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A picture as the network sees it (s, s, c), what it shows, what was read and how surely; "" and 0 where nobody
    asks."""

    image: NDArray[Any]
    shown: str
    read: str = ""
    confidence: float = 0.0
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Looked:
    """Why a network read what it read in a picture."""

    picture: Shown
    why: Explanation


class ResultPictures(QObject):
    """Fetches pictures of one run after the other; answers that come when another is in view are dropped."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._lock = threading.Lock()
        self._open: tuple[str, KeptBack] | None = None
        self._run: Run | None = None

    def use(self, run: Run | None) -> None:
        """From now on, the pictures of ``run``."""
        self._run = run

    def close(self) -> None:
        """Wait for what is in work."""
        self._run = None
        self._background.close(10.0)

    def mistakes(
        self,
        report: Report,
        chosen: Sequence[Mistake],
        done: Callable[[list[Shown]], object],
        failed: Callable[[SignDeskError], object],
    ) -> None:
        """The pictures of some mistakes."""
        self._fetch(lambda kept: _mistakes(kept, list(chosen)[:_MOST]), done, failed)

    def read_rightly(
        self,
        report: Report,
        label: str,
        done: Callable[[list[Shown]], object],
        failed: Callable[[SignDeskError], object],
    ) -> None:
        """Some pictures of ``label`` that were read as it."""
        self._fetch(lambda kept: _right(kept, report, label), done, failed)

    def looked(
        self,
        picture: Shown,
        label: str,
        done: Callable[[Looked], object],
        failed: Callable[[SignDeskError], object],
    ) -> None:
        """Where the run's network looks in ``picture`` for ``label``."""
        run = self._run
        if run is None or run.checkpoint is None:
            return
        path = run.checkpoint

        def work() -> Looked:
            from signdesk.app import preload

            preload.before_torch()
            from signdesk.networks.checkpoint import load_checkpoint
            from signdesk.networks.registry import restore
            from signdesk.training.explain import explain

            checkpoint = load_checkpoint(path)
            return Looked(picture, explain(restore(checkpoint), checkpoint.card, picture.image, label))

        self._background.run(work, self._if_in_view(run, done), self._if_in_view(run, failed))

    def weights(self, done: Callable[[WeightImages], object], failed: Callable[[SignDeskError], object]) -> None:
        """The first layer's weights as pictures."""
        run = self._run
        if run is None or run.checkpoint is None:
            return
        path = run.checkpoint

        def work() -> WeightImages:
            from signdesk.networks.checkpoint import load_checkpoint
            from signdesk.training.weight_images import weight_images

            return weight_images(load_checkpoint(path))

        self._background.run(work, self._if_in_view(run, done), self._if_in_view(run, failed))

    def boxed(
        self,
        examples: Sequence[BoxExample],
        done: Callable[[list[Shown]], object],
        failed: Callable[[SignDeskError], object],
    ) -> None:
        """The pictures of some examples of a regression, with their boxes drawn in."""
        run = self._run
        if run is not None:
            self._background.run(
                lambda: _boxed(run, examples), self._if_in_view(run, done), self._if_in_view(run, failed)
            )

    def _fetch(
        self,
        make: Callable[[KeptBack], list[Shown]],
        done: Callable[[list[Shown]], object],
        failed: Callable[[SignDeskError], object],
    ) -> None:
        run = self._run
        if run is not None:
            self._background.run(
                lambda: make(self._kept(run)), self._if_in_view(run, done), self._if_in_view(run, failed)
            )

    def _kept(self, run: Run) -> KeptBack:
        from signdesk.app import preload

        preload.before_torch()
        from signdesk.networks.checkpoint import read_card
        from signdesk.training.kept_back import kept_back

        if run.checkpoint is None:
            raise TrainingError(f"The network of “{run.name}” is gone. Train it again.")
        with self._lock:
            if self._open is None or self._open[0] != run.id:
                self._open = run.id, kept_back(run.config, read_card(run.checkpoint))
            return self._open[1]

    def _if_in_view(self, run: Run, then: Callable[[Any], object]) -> Callable[[Any], object]:
        return lambda value: then(value) if self._run is run else None


def _mistakes(kept: KeptBack, mistakes: list[Mistake]) -> list[Shown]:
    rows = [kept.row(mistake) for mistake in mistakes]
    there = [(mistake, row) for mistake, row in zip(mistakes, rows, strict=True) if row >= 0]
    images = kept.crops(row for _, row in there)
    return [
        Shown(image, mistake.shown, mistake.read, mistake.confidence, mistake.name)
        for (mistake, _), image in zip(there, images, strict=False)
    ]


def _right(kept: KeptBack, report: Report, label: str) -> list[Shown]:
    import numpy as np

    wrong = {kept.row(mistake) for mistake in report.wrong if mistake.shown == label}
    rows = [int(row) for row in np.flatnonzero(kept.labels == label) if row not in wrong][:_MOST]
    return [Shown(image, label, label) for image in kept.crops(rows)]


def _boxed(run: Run, examples: Sequence[BoxExample]) -> list[Shown]:
    import numpy as np

    from signdesk.app import preload

    preload.before_torch()
    from signdesk.training.plan_boxes import boxes_named

    rows = boxes_named(run.config, tuple(example.name for example in examples), _BOXED_SIDE)
    found = []
    for example in examples:
        called = np.flatnonzero(rows.names == example.name)
        if len(called):  # pictures of two sets may be called alike
            place = called[np.abs(rows.boxes[called] - example.true).sum(1).argmin()]
            image = rows.images[place].copy()
            for box, colour in zip((example.line, example.told, example.true), _BOX_COLOURS, strict=True):
                _draw_box(image, box, colour)
            found.append(Shown(image, percent(example.overlap, 0), name=example.name))
    return found


def _draw_box(image: NDArray[Any], box: Sequence[float], colour: tuple[int, int, int]) -> None:
    """The outline of ``box`` (centre x, centre y, width, height in shares of the picture), three pixels wide."""
    side = len(image)
    x, y, width, height = (value * side for value in box)
    left, right = (min(max(round(edge), 0), side - 3) for edge in (x - width / 2, x + width / 2))
    top, bottom = (min(max(round(edge), 0), side - 3) for edge in (y - height / 2, y + height / 2))
    for row in (top, bottom):
        image[row : row + 3, left : right + 3] = colour
    for column in (left, right):
        image[top : bottom + 3, column : column + 3] = colour
