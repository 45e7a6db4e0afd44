"""Walks down a cost surface, computed away from the window's thread: torch does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from signdesk.app import preload
from signdesk.app.workers import Background
from signdesk.errors import SignDeskError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from signdesk.training.cost_surface import Descent, Surface
    from signdesk.training.descents import Verdict

__all__ = ["DATA", "STEPS", "Asked", "Descents", "Walked"]

DATA = "data"
"""The surface of the pictures that are chosen on the page."""
STEPS = 120

_POINTS = 91


@dataclass(frozen=True, slots=True)
class Asked:
    """What to walk: a surface by its name, ways by theirs, at ``factor`` times the rate that suits each; ``start`` None
    is the surface's own. ``data`` is the page's choice of pictures."""

    surface: str
    methods: tuple[str, ...]
    factor: float = 1.0
    start: tuple[float, float] | None = None
    data: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Walked:
    """What came of it: the ``surface``, its costs at first weights ``x`` and second ``y``, and by its name each
    way, its learning rate and what can be said of it."""

    asked: Asked
    surface: Surface
    x: NDArray[Any]
    y: NDArray[Any]
    costs: NDArray[Any]
    ways: Mapping[str, Descent]
    rates: Mapping[str, float]
    verdicts: Mapping[str, Verdict]


class Descents(QObject):
    """Does what was asked last: while one walk is computed, of all that is asked only the last is kept."""

    walked = Signal(object)
    """A `Walked`."""
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._waiting: Asked | None = None
        self._at_work = False
        self._real: tuple[object, Surface] | None = None

    def ask(self, asked: Asked) -> None:
        """Walk, now or when the walk in work is done."""
        self._waiting = asked
        self._go_on()

    def close(self) -> None:
        """Wait for what is in work."""
        self._background.close(20.0)

    def _go_on(self) -> None:
        if self._at_work or self._waiting is None:
            return
        asked, self._waiting, self._at_work = self._waiting, None, True
        self._background.run(lambda: self._walk(asked), self._done, self._fail)

    def _done(self, walked: Walked) -> None:
        self._at_work = False
        if self._waiting is None or self._waiting.surface == walked.asked.surface:
            self.walked.emit(walked)
        self._go_on()

    def _fail(self, error: SignDeskError) -> None:
        self._at_work = False
        self.failed.emit(str(error))
        self._go_on()

    def _walk(self, asked: Asked) -> Walked:
        preload.before_torch()
        preload.load_settings()
        from signdesk.training.device import one_thread

        with one_thread():
            return self._walked(asked)

    def _walked(self, asked: Asked) -> Walked:
        from signdesk.training.cost_surface import SURFACES, landscape
        from signdesk.training.descents import METHODS, rate_of, verdict_of, walk

        surface = self._of_data(asked) if asked.surface == DATA else SURFACES[asked.surface]
        x, y, costs = landscape(surface, _POINTS)
        methods = {name: METHODS[name] for name in asked.methods}
        ways = {name: walk(surface, one, asked.factor, STEPS, asked.start) for name, one in methods.items()}
        lowest = float(costs.min())
        return Walked(
            asked, surface, x, y, costs, ways,
            {name: rate_of(surface, one) * asked.factor for name, one in methods.items()},
            {name: verdict_of(surface, way, lowest, STEPS) for name, way in ways.items()},
        )  # fmt: skip

    def _of_data(self, asked: Asked) -> Surface:
        from signdesk.datasets.open import open_dataset
        from signdesk.training.data_surface import data_surface, two_signs
        from signdesk.training.run_config import DataChoice

        data = dict(asked.data or {})
        choice = DataChoice(**data) if data.get("datasets") else DataChoice()  # nothing is chosen: the bundled one
        key = (choice.datasets, choice.labels)
        if self._real is None or self._real[0] != key:
            samples = open_dataset(choice.paths()[0])
            self._real = key, data_surface(samples, *two_signs(samples, choice.labels))
        return self._real[1]
