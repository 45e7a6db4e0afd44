"""Notices that come up at the window's foot and go by themselves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from signdesk.app.icons import icon
from signdesk.app.notices import Notice, NoticeKind
from signdesk.app.theme import SPACE
from signdesk.app.widgets.icon_label import IconLabel

__all__ = ["ToastHost"]

_ICONS = {NoticeKind.INFO: "info-fill", NoticeKind.DONE: "check-circle-fill", NoticeKind.PROBLEM: "warning-circle-fill"}
_SECONDS = {NoticeKind.INFO: 5, NoticeKind.DONE: 6, NoticeKind.PROBLEM: 10}
_MAX_WAITING = 5
_FOOT = 116
"""Toasts come up above what stands at a page's foot: the composed text and the figures."""


class ToastHost(QObject):
    """Shows the notices of ``window`` one after the other.

    One that is already in view or waiting is not repeated. One that offers to do something comes at once, even twice: a
    second "Undo" undoes what was done last. A problem comes before all that is none. What they cover is shown after
    them.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[Notice] = []
        self._notice: Notice | None = None
        self._toast: QFrame | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._leave)

    @property
    def text(self) -> str:
        """The notice in view, or ""."""
        return self._notice.text if self._notice else ""

    @Slot(object)
    def show_notice(self, notice: Notice) -> None:
        """Show ``notice`` now, or when those before it have gone."""
        if notice.action is not None:
            self._cover_with(notice)
        elif notice.text in [n.text for n in (self._notice, *self._waiting) if n is not None]:
            return
        elif self._notice is None or (_is_problem(notice) and not _is_problem(self._notice)):
            self._cover_with(notice)
        else:
            self._wait(notice, behind_all=not _is_problem(notice))
        if len(self._waiting) > _MAX_WAITING:
            spare = [each for each in self._waiting if not _is_problem(each) and each.action is None]
            self._waiting.remove((spare or self._waiting[-1:])[0])

    def place(self) -> None:
        """Put the toast where it belongs after the window changed its size."""
        if self._toast is None:
            return
        width = min(self._window.width() - 2 * SPACE.xl, 640)
        self._toast.setMaximumWidth(width)
        self._toast.adjustSize()
        label = self._toast.findChild(QLabel, "text")
        if label is not None and self._toast.sizeHint().width() > width:
            self._toast.resize(width, self._toast.heightForWidth(width))
        x = (self._window.width() - self._toast.width()) // 2
        self._toast.move(x, self._window.height() - self._toast.height() - _FOOT)

    def close_all(self) -> None:
        """Take every notice away."""
        self._timer.stop()
        self._waiting.clear()
        self._remove()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # A toast that is being read or used stays.
        if event.type() == QEvent.Type.Enter:
            self._timer.stop()
        elif event.type() == QEvent.Type.Leave and self._notice is not None:
            self._timer.start(_SECONDS[self._notice.kind] * 500)
        return super().eventFilter(watched, event)

    def _cover_with(self, notice: Notice) -> None:
        if self._notice is not None and _is_problem(self._notice):
            self._waiting.insert(0, self._notice)
        elif self._notice is not None:
            self._wait(self._notice)
        self._waiting.insert(0, notice)
        self._next()

    def _wait(self, notice: Notice, behind_all: bool = False) -> None:
        problems = sum(map(_is_problem, self._waiting))  # they lead
        self._waiting.insert(len(self._waiting) if behind_all else problems, notice)

    def _next(self) -> None:
        self._remove()
        if not self._waiting:
            return
        self._notice = self._waiting.pop(0)
        self._toast = self._make(self._notice)
        self._toast.installEventFilter(self)
        self.place()
        self._toast.show()
        self._toast.raise_()
        self._timer.start(_SECONDS[self._notice.kind] * 1000)
        QAccessible.updateAccessibility(QAccessibleEvent(self._toast, QAccessible.Event.Alert))

    @Slot()
    def _leave(self) -> None:
        focused = QApplication.focusWidget()
        if self._toast is not None and focused is not None and self._toast.isAncestorOf(focused):
            self._timer.start(2000)
            return
        self._next()

    def _remove(self) -> None:
        if self._toast is not None:
            self._toast.removeEventFilter(self)
            self._toast.hide()
            self._toast.deleteLater()
        self._toast = self._notice = None

    def _make(self, notice: Notice) -> QFrame:
        toast = QFrame(self._window)
        toast.setObjectName("toast")
        toast.setAccessibleName(notice.text)
        row = QHBoxLayout(toast)
        row.setContentsMargins(SPACE.l, SPACE.s, SPACE.s, SPACE.s)
        row.setSpacing(SPACE.m)
        colour = "danger_soft" if notice.kind is NoticeKind.PROBLEM else "toast_action"
        row.addWidget(IconLabel(_ICONS[notice.kind], colour))
        label = QLabel(notice.text)
        label.setObjectName("text")
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setMinimumWidth(min(440, label.fontMetrics().horizontalAdvance(notice.text) + 4))
        label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(label, 1)
        if notice.action is not None:
            row.addWidget(self._button(notice))
        row.addWidget(self._close_button())
        return toast

    def _button(self, notice: Notice) -> QPushButton:
        button = QPushButton(notice.action_text)
        button.clicked.connect(lambda: self._act(notice))
        return button

    def _act(self, notice: Notice) -> None:
        action = notice.action
        self._next()
        if action is not None:
            action()

    def _close_button(self) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "toast-close")
        button.setIcon(icon("x", "window"))
        button.setIconSize(QSize(16, 16))
        button.setAccessibleName(self.tr("Dismiss"))
        button.setToolTip(self.tr("Dismiss"))
        button.clicked.connect(self._next)
        return button


def _is_problem(notice: Notice) -> bool:
    return notice.kind is NoticeKind.PROBLEM
