"""Curves over an axis, painted: what a `LineChart` shows and what is saved of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from signdesk.app.counts import percent
from signdesk.app.theme import DARK, SPACE, TYPE, Colours, font
from signdesk.app.widgets.chart_scale import Axis, axis_of

__all__ = ["Curve", "Plot", "curve_colour", "paint_plot", "plot_area", "point_in"]

_LIGHT_CURVES = (
    "#0b6a66",
    "#b45309",
    "#4f56b8",
    "#a62f6c",
    "#4b7a1c",
    "#1f6fae",
    "#8a5a2b",
    "#6b5f8f",
    "#b3362b",
    "#48565a",
)
_DARK_CURVES = (
    "#5ecabd",
    "#e5a64d",
    "#a5abf5",
    "#f08fbf",
    "#a4cf6c",
    "#7fbdf0",
    "#d3a57c",
    "#c3b6e8",
    "#ef8a7f",
    "#c9d2d3",
)
_DASHES: tuple[tuple[float, ...], ...] = ((), (3, 2), (1, 1.6), (5, 2, 1, 2))
"""Full, dashed, dotted, both by turns: who can't tell ten colours apart can tell these."""

_HEAD = 30.0
_FOOT = 24.0
_ROW = 18.0
_NAME_ROW = 15.0
_SAMPLE = 22.0


@dataclass(frozen=True, slots=True)
class Curve:
    """Points joined by a line; one that is not a number leaves a gap. ``colour`` counts the chart's colours, ``dash``
    its ways to draw a line, 0 a full one; ``faint`` and ``strong`` lines are thinner and thicker than usual."""

    name: str
    x: Sequence[float]
    y: Sequence[float]
    colour: int = 0
    dash: int = 0
    faint: bool = False
    strong: bool = False

    @property
    def latest(self) -> float:
        """The last value, NaN without any."""
        return self.y[-1] if len(self.y) else math.nan

    def at(self, x: float) -> float:
        """The value at ``x`` exactly, NaN when there is none."""
        for own, value in zip(self.x, self.y, strict=True):
            if own == x:
                return value
        return math.nan


@dataclass(frozen=True, slots=True)
class Plot:
    """What a chart shows. ``percent`` writes values as shares of a hundred and keeps them between 0 and 1; ``log``
    makes the upright axis logarithmic; ``span`` fixes how far the level axis goes at least. ``direct`` writes the names
    beside the ends of the curves, in place of a key: of many curves one finds the name where one looks."""

    title: str
    curves: tuple[Curve, ...] = ()
    unit: str = ""
    percent: bool = False
    log: bool = False
    span: float = 0.0
    empty: str = ""
    marks: tuple[float, ...] = field(default=())
    direct: bool = False

    @property
    def places(self) -> list[float]:
        """All level values at which a curve that is not faint has a point, in order."""
        return sorted({x for curve in self.curves if not curve.faint for x in curve.x})

    def text(self, value: float) -> str:
        """A value as it is read out."""
        if not math.isfinite(value):
            return "–"
        if self.percent:
            return percent(value)
        return f"{value:.2e}" if value and abs(value) < 1e-3 else f"{value:.4g}"

    def level(self) -> Axis:
        """The axis from left to right."""
        values = [x for curve in self.curves for x in curve.x]
        first = min(values, default=0.0)
        return axis_of((), 8, low=min(math.floor(first), 1.0), high=max([*values, self.span, first + 1]), whole=True)

    def upright(self) -> Axis:
        """The axis from the foot to the top."""
        values = [y for curve in self.curves for y in curve.y if math.isfinite(y)]
        if self.percent:
            low = min(values, default=0.0)
            return axis_of((low,), 5, low=math.floor(low * 10 - 1e-9) / 10 if low >= 0.5 else 0.0, high=1.0)
        if self.log:
            return axis_of(values, log=True)
        return axis_of(_without_spikes(values), 5, low=0.0 if min(values, default=0.0) >= 0 else None)


def curve_colour(index: int, colours: Colours) -> QColor:
    """The chart's colour number ``index``; they begin again after the last."""
    palette = _DARK_CURVES if colours is DARK else _LIGHT_CURVES
    return QColor(palette[index % len(palette)])


def plot_area(rectangle: QRectF, plot: Plot) -> QRectF:
    """Where the curves lie in ``rectangle``; the rest is title, key and axes."""
    metrics = QFontMetricsF(font(TYPE.caption))
    upright = plot.upright()
    width = max(metrics.horizontalAdvance(_tick_text(plot, upright, tick)) for tick in upright.ticks or (0.0,))
    head = _HEAD + _ROW * (len(_key_rows(plot, rectangle.width(), metrics)) - 1)
    return rectangle.adjusted(width + SPACE.s, head, -SPACE.s - _names_width(plot, metrics), -_FOOT)


def paint_plot(painter: QPainter, rectangle: QRectF, plot: Plot, colours: Colours, cursor: float | None = None) -> None:
    """Paint ``plot`` into ``rectangle``; ``cursor`` is the level value whose figures are read out."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    area = plot_area(rectangle, plot)
    _paint_head(painter, rectangle, plot, colours)
    if any(len(curve.x) for curve in plot.curves):
        _paint_axes(painter, area, plot, colours)
        _paint_curves(painter, area, plot, colours)
        if plot.direct:
            _paint_names(painter, area, plot, colours)
        if cursor is not None:
            _paint_cursor(painter, area, plot, colours, cursor)
    else:
        painter.setFont(font(TYPE.body))
        painter.setPen(QColor(colours.muted))
        painter.drawText(rectangle, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, plot.empty)
    painter.restore()


def point_in(area: QRectF, level: Axis, upright: Axis, x: float, y: float) -> QPointF:
    """Where the point lies on the paper."""
    return QPointF(area.left() + level.place(x) * area.width(), area.bottom() - upright.place(y) * area.height())


def _without_spikes(values: list[float]) -> list[float]:
    """The values that the axis has to reach: a first step far above all others must not press them to the floor."""
    if len(values) < 8:
        return values
    ordered = sorted(values)
    high = ordered[int(0.98 * (len(ordered) - 1))]
    return [value for value in values if value <= 1.5 * high] or values


def _tick_text(plot: Plot, axis: Axis, tick: float) -> str:
    return percent(tick, 0) if plot.percent else axis.text(tick)


def _key_rows(plot: Plot, width: float, metrics: QFontMetricsF) -> list[list[Curve]]:
    """The key's entries in rows that fit beside the title, and below it."""
    room = width - QFontMetricsF(font(TYPE.caption, QFont.Weight.DemiBold)).horizontalAdvance(plot.title) - SPACE.l
    rows: list[list[Curve]] = [[]]
    used = 0.0
    for curve in () if plot.direct else plot.curves:
        if curve.faint:
            continue
        needed = _key_width(curve, metrics)
        if rows[-1] and used + needed > room:
            rows.append([])
            used, room = 0.0, width
        rows[-1].append(curve)
        used += needed
    return rows


def _named(plot: Plot) -> list[Curve]:
    return [curve for curve in plot.curves if not curve.faint and math.isfinite(curve.latest)]


def _names_width(plot: Plot, metrics: QFontMetricsF) -> float:
    """The room at the right for the curves' names; those that are still to come have theirs already."""
    if not plot.direct:
        return 0.0
    return max((metrics.horizontalAdvance(curve.name) for curve in plot.curves), default=0.0) + 2 * _SAMPLE + SPACE.xs


def _key_width(curve: Curve, metrics: QFontMetricsF) -> float:
    return 18 + SPACE.xs + metrics.horizontalAdvance(curve.name) + SPACE.m


def _paint_head(painter: QPainter, rectangle: QRectF, plot: Plot, colours: Colours) -> None:
    painter.setFont(font(TYPE.caption, QFont.Weight.DemiBold))
    painter.setPen(QColor(colours.muted))
    top = QRectF(rectangle.left(), rectangle.top(), rectangle.width(), _ROW)
    painter.drawText(top, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, plot.title)
    metrics = QFontMetricsF(font(TYPE.caption))
    painter.setFont(font(TYPE.caption))
    for number, row in enumerate(_key_rows(plot, rectangle.width(), metrics)):
        x = rectangle.right() - sum(_key_width(curve, metrics) for curve in row) + SPACE.xs
        y = rectangle.top() + number * _ROW + _ROW / 2
        for curve in row:
            painter.setPen(_pen(curve, colours))
            painter.drawLine(QPointF(x, y), QPointF(x + 18, y))
            painter.setPen(QColor(colours.text))
            place = QRectF(x + 18 + SPACE.xs, y - _ROW / 2, metrics.horizontalAdvance(curve.name) + 2, _ROW)
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, curve.name)
            x += _key_width(curve, metrics)


def _paint_axes(painter: QPainter, area: QRectF, plot: Plot, colours: Colours) -> None:
    level, upright = plot.level(), plot.upright()
    painter.setFont(font(TYPE.caption))
    for tick in upright.ticks:
        y = round(area.bottom() - upright.place(tick) * area.height()) + 0.5
        painter.setPen(QPen(QColor(colours.border_strong if tick == upright.low else colours.border), 1))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(QColor(colours.muted))
        place = QRectF(area.left() - 100 - SPACE.s, y - 9, 100, 18)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, right, _tick_text(plot, upright, tick))
    for tick in level.ticks:
        x = area.left() + level.place(tick) * area.width()
        place = QRectF(x - 40, area.bottom() + SPACE.xs, 80, 18)
        painter.drawText(place, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, level.text(tick))
    for mark in plot.marks:
        x = area.left() + level.place(mark) * area.width()
        painter.setPen(QPen(QColor(colours.border_strong), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))


def _paint_curves(painter: QPainter, area: QRectF, plot: Plot, colours: Colours) -> None:
    level, upright = plot.level(), plot.upright()
    painter.save()
    painter.setClipRect(area.adjusted(-4, -4, 4, 4))
    for curve in sorted(plot.curves, key=lambda c: not c.faint):
        painter.setPen(_pen(curve, colours))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for part in _parts(curve):
            points = [point_in(area, level, upright, x, y) for x, y in part]
            if len(points) > 1:
                painter.drawPolyline(QPolygonF(points))
            else:
                _dot(painter, points[0], curve_colour(curve.colour, colours), colours, 3.0)
        if len(curve.x) and not curve.faint and math.isfinite(curve.latest):
            end = point_in(area, level, upright, curve.x[-1], curve.latest)
            _dot(painter, end, curve_colour(curve.colour, colours), colours, 3.5)
    painter.restore()


def _paint_names(painter: QPainter, area: QRectF, plot: Plot, colours: Colours) -> None:
    """The names beside the ends, as near to them as they can be without covering each other."""
    level, upright = plot.level(), plot.upright()
    ends = [(point_in(area, level, upright, curve.x[-1], curve.latest), curve) for curve in _named(plot)]
    ends.sort(key=lambda item: item[0].y())
    places = _spread([end.y() for end, _ in ends], area.top(), area.bottom(), _NAME_ROW)
    painter.setFont(font(TYPE.caption))
    for (end, curve), y in zip(ends, places, strict=True):
        left = area.right() + SPACE.s
        painter.setPen(QPen(QColor(colours.border_strong), 1))
        painter.drawLine(QPointF(end.x() + 5, min(max(end.y(), area.top()), area.bottom())), QPointF(left, y))
        painter.setPen(_pen(curve, colours))
        painter.drawLine(QPointF(left, y), QPointF(left + _SAMPLE, y))
        painter.setPen(QColor(colours.text))
        painter.setFont(font(TYPE.caption, QFont.Weight.DemiBold if curve.strong else QFont.Weight.Normal))
        place = QRectF(left + _SAMPLE + SPACE.xs, y - _ROW / 2, 400, _ROW)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, curve.name)


def _spread(wanted: list[float], low: float, high: float, apart: float) -> list[float]:
    """Places between ``low`` and ``high`` in the order of ``wanted`` and near them, at least ``apart`` if there is the
    room for it."""
    apart = min(apart, (high - low) / max(len(wanted) - 1, 1))
    places: list[float] = []
    for value in wanted:
        places.append(max(value, low, places[-1] + apart if places else low))
    limit = high
    for i in reversed(range(len(places))):
        places[i] = min(places[i], limit)
        limit = places[i] - apart
    return places


def _parts(curve: Curve) -> list[list[tuple[float, float]]]:
    """The curve's points between its gaps."""
    parts: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(curve.x, curve.y, strict=True):
        if math.isfinite(y):
            parts[-1].append((x, y))
        elif parts[-1]:
            parts.append([])
    return [part for part in parts if part]


def _pen(curve: Curve, colours: Colours) -> QPen:
    colour = curve_colour(curve.colour, colours)
    if curve.faint:
        colour.setAlphaF(0.35)
    pen = QPen(colour, 1.0 if curve.faint else 3.5 if curve.strong else 2.0)
    dash = _DASHES[curve.dash % len(_DASHES)]
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if dash else Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dash:
        pen.setDashPattern(list(dash))
    return pen


def _dot(painter: QPainter, place: QPointF, colour: QColor, colours: Colours, radius: float) -> None:
    painter.save()
    painter.setBrush(colour)
    painter.setPen(QPen(QColor(colours.surface), 1.5))
    painter.drawEllipse(place, radius, radius)
    painter.restore()


def _paint_cursor(painter: QPainter, area: QRectF, plot: Plot, colours: Colours, cursor: float) -> None:
    level, upright = plot.level(), plot.upright()
    x = area.left() + level.place(cursor) * area.width()
    painter.setPen(QPen(QColor(colours.border_strong), 1))
    painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    rows: list[tuple[Curve, float]] = []
    for curve in plot.curves:
        value = curve.at(cursor)
        if not curve.faint and math.isfinite(value):
            rows.append((curve, value))
            place = point_in(area, level, upright, cursor, value)
            if area.adjusted(-4, -4, 4, 4).contains(place):
                _dot(painter, place, curve_colour(curve.colour, colours), colours, 4.5)
    _paint_read_out(painter, area, x, f"{plot.unit} {level.text(cursor)}".strip(), rows, plot, colours)


def _paint_read_out(
    painter: QPainter, area: QRectF, x: float, head: str, rows: list[tuple[Curve, float]], plot: Plot, colours: Colours
) -> None:
    metrics = QFontMetricsF(font(TYPE.caption))
    bold = font(TYPE.caption, QFont.Weight.DemiBold)
    names = max((metrics.horizontalAdvance(curve.name) for curve, _ in rows), default=0.0)
    values = max((QFontMetricsF(bold).horizontalAdvance(plot.text(value)) for _, value in rows), default=0.0)
    width = max(names + values + 14 + 4 * SPACE.s, QFontMetricsF(bold).horizontalAdvance(head) + 2 * SPACE.s)
    height = _ROW * (len(rows) + 1) + 2 * SPACE.xs
    left = x + SPACE.m if x + SPACE.m + width <= area.right() else x - SPACE.m - width
    box = QRectF(max(left, area.left()), area.top() + SPACE.xs, width, height)
    painter.setPen(QPen(QColor(colours.border_strong), 1))
    painter.setBrush(QColor(colours.surface))
    painter.drawRoundedRect(box, 6, 6)
    painter.setFont(bold)
    painter.setPen(QColor(colours.text))
    line = QRectF(box.left() + SPACE.s, box.top() + SPACE.xs, box.width() - 2 * SPACE.s, _ROW)
    painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, head)
    for curve, value in rows:
        line.translate(0, _ROW)
        painter.setPen(_pen(curve, colours))
        painter.drawLine(QPointF(line.left(), line.center().y()), QPointF(line.left() + 12, line.center().y()))
        painter.setFont(font(TYPE.caption))
        painter.setPen(QColor(colours.muted))
        painter.drawText(line.adjusted(18, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, curve.name)
        painter.setFont(bold)
        painter.setPen(QColor(colours.text))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, plot.text(value))
