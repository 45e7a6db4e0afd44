"""Drawing a hand over the video: its box, its joints, what it was read as."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from signdesk.app.theme import RADIUS, TYPE, colours, font

if TYPE_CHECKING:
    from signdesk.hands.hand import Hand

__all__ = ["paint_hand", "view_rect"]

_TAG_HEIGHT = 30.0


def view_rect(hand: Hand, target: QRectF, scale: float, mirror: bool) -> QRectF:
    """Where the hand's box lies in the view, when its picture is painted into ``target`` at ``scale``."""
    box = hand.box
    left = target.right() - scale * box.right if mirror else target.left() + scale * box.x
    return QRectF(left, target.top() + scale * box.y, scale * box.width, scale * box.height)


def paint_hand(
    painter: QPainter,
    hand: Hand,
    target: QRectF,
    scale: float,
    mirror: bool,
    label: str | None,
    confidence: float,
    skeleton: bool,
    boxed: bool = True,
) -> None:
    """Paint ``hand`` over its picture. With a ``label`` the box is in the accent colour and carries the letter.

    Without ``boxed`` the box is left out: the guide box stands in its place.
    """
    colour = colours()
    painter.save()
    painter.setClipRect(target, Qt.ClipOperation.IntersectClip)
    line = QColor(colour.on_scrim_accent if label else colour.on_scrim)
    rect = view_rect(hand, target, scale, mirror).adjusted(-6, -6, 6, 6)
    if skeleton and hand.keypoints is not None:
        _paint_skeleton(painter, hand, target, scale, mirror, line)
    if boxed:
        _paint_box(painter, rect, line, QColor(colour.scrim), strong=label is not None)
    if label:
        _paint_tag(painter, rect, target, label, confidence, inside=not boxed)
    painter.restore()


def _paint_box(painter: QPainter, rect: QRectF, line: QColor, shadow: QColor, strong: bool) -> None:
    radius = min(RADIUS.l, rect.width() / 4, rect.height() / 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    shadow.setAlphaF(0.45)
    # A dark line beneath keeps the box visible before a bright wall.
    for pen_colour, width in ((shadow, 4.5 if strong else 3.5), (line, 2.5 if strong else 1.5)):
        pen = QPen(pen_colour, width)
        if not strong:
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([5, 4] if pen_colour is line else [5 * 1.5 / 3.5, 4 * 1.5 / 3.5])
        painter.setPen(pen)
        painter.drawRoundedRect(rect, radius, radius)
    if strong:
        pen = QPen(line, 4.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPath(_corners(rect, radius))


def _corners(rect: QRectF, radius: float) -> QPainterPath:
    """The four rounded corners with a bit of their sides, as a viewfinder has them."""
    path = QPainterPath()
    arm = min(22.0, rect.width() / 4, rect.height() / 4)
    diameter = 2 * radius
    left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
    for start, corner, angle, end in (
        (
            QPointF(left, top + radius + arm),
            QRectF(left, top, diameter, diameter),
            180,
            QPointF(left + radius + arm, top),
        ),
        (
            QPointF(right - radius - arm, top),
            QRectF(right - diameter, top, diameter, diameter),
            90,
            QPointF(right, top + radius + arm),
        ),
        (
            QPointF(right, bottom - radius - arm),
            QRectF(right - diameter, bottom - diameter, diameter, diameter),
            0,
            QPointF(right - radius - arm, bottom),
        ),
        (
            QPointF(left + radius + arm, bottom),
            QRectF(left, bottom - diameter, diameter, diameter),
            270,
            QPointF(left, bottom - radius - arm),
        ),
    ):
        path.moveTo(start)
        path.arcTo(corner, angle, -90)
        path.lineTo(end)
    return path


def _paint_tag(painter: QPainter, rect: QRectF, target: QRectF, label: str, confidence: float, inside: bool) -> None:
    colour = colours()
    letter_font, number_font = font(TYPE.lead, QFont.Weight.DemiBold), font(TYPE.caption, QFont.Weight.Medium)
    number = f"{confidence:.0%}"
    letter_width = QFontMetricsF(letter_font).horizontalAdvance(label)
    width = letter_width + QFontMetricsF(number_font).horizontalAdvance(number) + 30
    tag = QRectF(rect.left(), rect.top() - _TAG_HEIGHT - 6, width, _TAG_HEIGHT)
    if inside:
        tag.moveTopLeft(rect.topLeft() + QPointF(14, 14))
    elif tag.top() < target.top() + 4:
        tag.moveTop(min(rect.bottom() + 6, target.bottom() - _TAG_HEIGHT - 4))
    tag.moveLeft(max(target.left() + 4, min(tag.left(), target.right() - width - 4)))
    ground = QColor(colour.scrim)
    ground.setAlphaF(0.92)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(tag, RADIUS.s + 2, RADIUS.s + 2)
    painter.setPen(QColor(colour.on_scrim_accent))
    painter.setFont(letter_font)
    painter.drawText(tag.adjusted(11, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, label)
    painter.setPen(QColor(colour.on_scrim))
    painter.setFont(number_font)
    painter.drawText(tag.adjusted(letter_width + 19, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, number)


def _paint_skeleton(painter: QPainter, hand: Hand, target: QRectF, scale: float, mirror: bool, line: QColor) -> None:
    from signdesk.hands.hand import SKELETON

    assert hand.keypoints is not None
    points = [
        QPointF(target.right() - scale * x if mirror else target.left() + scale * x, target.top() + scale * y)
        for x, y in hand.keypoints.tolist()
    ]
    bone = QColor(line)
    bone.setAlphaF(0.75)
    pen = QPen(bone, 2.5)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    for a, b in SKELETON:
        painter.drawLine(points[a], points[b])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().on_scrim))
    for point in points:
        painter.drawEllipse(point, 3.0, 3.0)
