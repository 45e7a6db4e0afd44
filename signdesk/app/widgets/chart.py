"""A chart of curves that one can read with the mouse, the keyboard and a screen reader."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from signdesk.app.theme import RADIUS, SPACE, Colours, colours
from signdesk.app.widgets.chart_lines import Plot, paint_plot, plot_area

__all__ = ["LineChart"]


class LineChart(QWidget):
    """Shows a `Plot`. The figures at a place are read out where the mouse is, or where the arrow keys have gone."""

    def __init__(self, plot: Plot, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = plot
        self._cursor: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._describe()

    @property
    def plot(self) -> Plot:
        """What is shown."""
        return self._plot

    @property
    def cursor_place(self) -> float | None:
        """The level value that is read out, None while none is."""
        return self._cursor

    def show_plot(self, plot: Plot) -> None:
        """Show ``plot`` from now on."""
        if plot == self._plot:
            return
        self._plot = plot
        if self._cursor is not None and self._cursor not in plot.places:
            self._cursor = None
        self._describe()
        self.update()

    def paint_figure(self, painter: QPainter, rectangle: QRectF, colour: Colours) -> None:
        """Paint the chart into a figure that is saved."""
        paint_plot(painter, rectangle, self._plot, colour)

    def sizeHint(self) -> QSize:
        return QSize(420, 260)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 110)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_plot(painter, self._paper(), self._plot, colours(), self._cursor)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(colours().focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS.s, RADIUS.s)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        area, places = plot_area(self._paper(), self._plot), self._plot.places
        if not places or not area.adjusted(-8, -8, 8, 8).contains(event.position()):
            self._go(None)
            return
        value = self._plot.level().value((event.position().x() - area.left()) / area.width())
        self._go(min(places, key=lambda place: abs(place - value)))

    def leaveEvent(self, event: QEvent) -> None:
        self._go(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._go(None)
        super().focusOutEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        places = self._plot.places
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if not places:
            super().keyPressEvent(event)
        elif event.key() in steps:
            step = steps[Qt.Key(event.key())]
            start = -1 if step > 0 else len(places)
            now = places.index(self._cursor) if self._cursor is not None else start
            self._go(places[min(max(now + step, 0), len(places) - 1)])
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(places[0 if event.key() == Qt.Key.Key_Home else -1])
        elif event.key() == Qt.Key.Key_Escape and self._cursor is not None:
            self._go(None)
        else:
            super().keyPressEvent(event)

    def _paper(self) -> QRectF:
        return QRectF(self.rect()).adjusted(SPACE.xs, SPACE.xs, -SPACE.xs, -SPACE.xs)

    def _go(self, place: float | None) -> None:
        if place != self._cursor:
            self._cursor = place
            self._describe()
            self.update()

    def _describe(self) -> None:
        """Put into words what is seen: the figures read out, else the latest."""
        self.setAccessibleName(self._plot.title)
        curves = [curve for curve in self._plot.curves if not curve.faint and len(curve.x)]
        if self._cursor is None:
            parts = [f"{curve.name} {self._plot.text(curve.latest)}" for curve in curves]
        else:
            parts = [f"{self._plot.unit} {self._plot.level().text(self._cursor)}".strip()]
            parts += [f"{curve.name} {self._plot.text(curve.at(self._cursor))}" for curve in curves]
        self.setAccessibleDescription(", ".join(parts) or self._plot.empty)
