"""What is trained, how far it is, and what can be done with it: the top of the Run section."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from signdesk.app.counts import counted
from signdesk.app.icons import beside_icon
from signdesk.app.theme import SPACE
from signdesk.app.train_progress import Progress
from signdesk.app.widgets.icon_label import IconLabel
from signdesk.app.widgets.train_run_card import action_button, label

__all__ = ["Banner", "RunHead", "duration"]


class RunHead(QFrame):
    """A card: the run's name and how it stands, buttons, and a bar with figures while it is at work.

    ``acted`` passes on what the user wants: "pause", "resume", "stop", "continue", "use".
    """

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", True)
        self.name = label("", "title", elide=True)
        self.details = label("", "caption", elide=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress"))
        self.figures = label("", "caption", elide=True)
        self.left = label("", "caption")
        self._buttons = {
            "pause": action_button(self.tr("Pause"), "pause-fill"),
            "resume": action_button(self.tr("Go on"), "play-fill", "primary"),
            "continue": action_button(self.tr("Go on training"), "play-fill"),
            "stop": action_button(self.tr("Stop"), "stop-fill", tip=self.tr("Stop, and keep the best network so far")),
        }
        self._texts = QVBoxLayout()
        self._texts.setSpacing(2)
        self._texts.addWidget(self.name)
        self._texts.addWidget(self.details)
        self.row = QHBoxLayout()
        self.row.setSpacing(SPACE.s)
        self.row.addLayout(self._texts, 1)
        for name, button in self._buttons.items():
            button.clicked.connect(lambda _=False, name=name: self.acted.emit(name))
            self.row.addWidget(button)
        self._progress = QWidget()
        figures = QHBoxLayout()
        figures.setSpacing(SPACE.m)
        figures.addWidget(self.figures, 1)
        figures.addWidget(self.left)
        below = QVBoxLayout(self._progress)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(SPACE.xs)
        below.addWidget(self.bar)
        below.addLayout(figures)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
        column.setSpacing(SPACE.s)
        column.addLayout(self.row)
        column.addWidget(self._progress)

    def button(self, name: str) -> QPushButton:
        """The button of an act."""
        return self._buttons[name]

    def show_run(self, name: str, details: str) -> None:
        """Name the run."""
        self.name.setText(name)
        self.details.setText(details)
        self.details.setToolTip(details)

    def show_state(self, state: str, resumable: bool) -> None:
        """Offer what can be done in ``state``, a state of `TrainSession`; ``resumable``: it can go on where it was."""
        at_work = state in ("preparing", "running", "paused", "stopping")
        self._buttons["pause"].setVisible(state in ("preparing", "running"))
        self._buttons["resume"].setVisible(state == "paused")
        self._buttons["continue"].setVisible(not at_work and resumable)
        stop = self._buttons["stop"]
        stop.setVisible(at_work)
        stop.setEnabled(state != "stopping")
        stop.setText(beside_icon(self.tr("Stopping…") if state == "stopping" else self.tr("Stop")))
        self._progress.setVisible(at_work)

    def show_progress(self, progress: Progress, state: str) -> None:
        """Show how far it is."""
        share = progress.share
        if share is None:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, 1000)
            self.bar.setValue(round(1000 * share))
        self.figures.setText(self._figures(progress, state))
        left = progress.left
        self.left.setText("" if left is None or state != "running" else self._left(left))

    def _figures(self, now: Progress, state: str) -> str:
        number = QLocale().toString
        parts = []
        if state == "paused":
            parts.append(self.tr("Paused"))
        if now.runs:
            parts.append(self.tr("Training {0} of {1}").format(now.run, now.runs))
        if now.what:
            text = _preparing(self, now.what)
            parts.append(f"{text} · {number(now.done)} / {number(now.total)}" if now.total else f"{text}…")
        elif now.epochs:
            parts.append(self.tr("Epoch {0} of {1}").format(min(max(now.epoch, 1), now.epochs), number(now.epochs)))
            if now.pictures_per_second and state == "running":
                rate = round(now.pictures_per_second)
                parts.append(counted(rate, self.tr("1 picture a second"), self.tr("{0} pictures a second")))
            if now.parameters:
                parts.append(counted(now.parameters, self.tr("1 parameter"), self.tr("{0} parameters")))
        elif state == "preparing":
            parts.append(self.tr("Getting ready…"))
        return " · ".join(parts)

    def _left(self, seconds: float) -> str:
        return self.tr("{0} left").format(duration(seconds))


class Banner(QFrame):
    """A sentence on what went wrong, with a button for what to do about it."""

    acted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("train-banner")
        self.setProperty("card", True)
        self._action = ""
        self._sign = IconLabel("warning-circle-fill", "danger")
        self.text = label("", wrap=True)
        self.button = QPushButton()
        self.button.clicked.connect(lambda: self.acted.emit(self._action))
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.l, SPACE.s, SPACE.s, SPACE.s)
        row.setSpacing(SPACE.m)
        row.addWidget(self._sign)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()

    def say(self, text: str, action: str = "", action_text: str = "") -> None:
        """Show ``text``, or go away with ""."""
        self._action = action
        self.text.setText(text)
        self.setAccessibleName(text)
        self.button.setText(action_text)
        self.button.setVisible(bool(action))
        self.setVisible(bool(text))


def _preparing(widget: QWidget, what: str) -> str:
    """What the job calls its preparations, as the window says it."""
    return {
        "opening the dataset": widget.tr("Opening the dataset"),
        "reading pictures": widget.tr("Reading pictures"),
        "measuring": widget.tr("Measuring the network"),
    }.get(what, what[:1].upper() + what[1:])


def duration(seconds: float) -> str:
    """A time as people say it: 45 s, 3 min, 2 h 10 min."""
    if seconds < 59.5:
        return f"{max(round(seconds), 1)} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
