"""The Run section of the Train page: a training while it goes on, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from signdesk.app.context import AppContext
from signdesk.app.dates import shown_time
from signdesk.app.icons import icon
from signdesk.app.theme import SPACE
from signdesk.app.train_actions import RunActions
from signdesk.app.train_session import Progress, TrainSession
from signdesk.app.widgets.image_welcome import ImageWelcome
from signdesk.app.widgets.state_card import CardAction, CardContent
from signdesk.app.widgets.train_result import ResultView
from signdesk.app.widgets.train_run_card import action_button
from signdesk.app.widgets.train_run_head import Banner, RunHead

if TYPE_CHECKING:
    from signdesk.training.events import EpochEnded, StepEnded
    from signdesk.training.runs import Run

__all__ = ["RunSection"]

_STEPS_MS = 500


class RunSection(QWidget):
    """Start, pause, stop, live curves; the result once there is one. ``setup_asked``: the user wants to choose data or
    a network ("data" or "network")."""

    setup_asked = Signal(str)

    def __init__(self, session: TrainSession, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.context = session, context
        self._shown = ""
        self._run: Run | None = None
        self.actions_of_run = RunActions(context, self)
        self.empty = ImageWelcome(self)
        self.head = RunHead()
        self.banner = Banner()
        self.result = ResultView(context.settings)
        self.use = action_button(
            self.tr("Use it live"),
            "video-camera",
            "primary",
            self.tr("Let this network read on the Live and Images pages"),
        )
        self.more = self._make_more()
        self.head.row.addWidget(self.use)
        self.head.row.addWidget(self.more)
        self._stack = QStackedWidget()
        self._steps = QTimer(self)
        self._steps.setInterval(_STEPS_MS)
        self._lay_out()
        self._connect()
        self._refresh()

    @property
    def run_id(self) -> str:
        """The run in view, "" for none."""
        return self._shown

    def show_run(self, run_id: str) -> None:
        """Show a kept run: its curves and result."""
        self._shown = run_id
        self._load()

    def close_section(self) -> None:
        """The window closes: stop every thread and timer."""
        self._steps.stop()
        self.result.close()
        self.actions_of_run.close()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._refresh()

    # What is seen

    @property
    def _at_work(self) -> bool:
        return self.session.active and self._shown == self.session.run_id

    @Slot()
    def _session_changed(self) -> None:
        if self.session.active and self.session.run_id and self._shown != self.session.run_id:
            self._shown = self.session.run_id
            self._load()
        elif not self.session.active and self._shown == self.session.run_id:
            self._load()
        else:
            self._refresh()

    def _load(self) -> None:
        """Read the run in view from the disk."""
        self._run = self.session.run(self._shown) if self._shown else None
        if self._run is not None:
            self.result.show_run(self._run)
        self._refresh()

    @Slot()
    def _refresh(self) -> None:
        run, state = self._run, self._state()
        self._show_banner(run, state)
        self._stack.setCurrentIndex(0 if run is None else 1)
        self.empty.show_content(self._invitation() if run is None else None)
        if run is None:
            return
        self.head.show_run(run.name, self._details(run))
        self.head.show_state(state, run.resumable and not self.session.active)
        self.head.show_progress(self.session.progress, state)
        usable = run.checkpoint is not None and not self._at_work
        self.use.setVisible(usable)
        self._offer_live(run)
        self.more.setVisible(usable)
        if self._at_work and self.isVisible():
            self._steps.start()
        else:
            self._steps.stop()

    def _offer_live(self, run: Run) -> None:
        """Only networks that read signs can read on the Live page."""
        self.use.setEnabled(run.reads_signs)
        self.use.setToolTip(
            self.tr("Let this network read on the Live and Images pages")
            if run.reads_signs
            else self.tr("This network tells where a hand is and reads no signs, so the Live page can’t use it.")
        )

    def _state(self) -> str:
        if self._at_work:
            return self.session.state
        return self._run.status if self._run is not None else "idle"

    def _details(self, run: Run) -> str:
        from signdesk.networks.specs import SPECS

        spec = SPECS.get(run.config.network)
        parts = [spec.title if spec else run.config.network, _data_of(run)]
        if not self._at_work:
            parts += [self._status_text(run), shown_time(run.created)]
        return " · ".join(part for part in parts if part)

    def _status_text(self, run: Run) -> str:
        done = len(run.history)
        if run.status in ("stopped", "failed") and done:
            return self.tr("stopped after epoch {0} of {1}").format(done, run.config.train.epochs)
        return {
            "new": self.tr("not begun"),
            "stopped": self.tr("stopped"),
            "finished": self.tr("finished"),
            "failed": self.tr("failed"),
            "running": self.tr("at work elsewhere"),
        }[run.status]

    def _show_banner(self, run: Run | None, state: str) -> None:
        problem = self.session.problem
        if not problem and run is not None and state == "failed":
            problem = run.problem
        mine = run is None or self._shown == self.session.run_id or not self.session.problem
        self.banner.say(problem if mine else "", "network", self.tr("Change the settings"))

    def _invitation(self) -> CardContent:
        return CardContent(
            "graduation-cap",
            self.tr("Nothing has been trained here yet"),
            self.tr(
                "Choose pictures and a network, then start: you will see it learn here, epoch by epoch, and how well "
                "it reads people it has never seen."
            ),
            (CardAction("data", self.tr("Choose data")), CardAction("network", self.tr("Choose a network"))),
        )

    @Slot(object)
    def _progressed(self, progress: Progress) -> None:
        if self._at_work:
            self.head.show_progress(progress, self.session.state)
            self.result.curves.set_epochs(progress.epochs or self.result.curves.epochs)

    @Slot(object)
    def _stepped(self, step: StepEnded) -> None:
        if self._at_work:
            self.result.curves.add_step(step, self.session.progress.steps)

    @Slot(object)
    def _epoch_ended(self, epoch: EpochEnded) -> None:
        if self._at_work:
            self.result.curves.add_epoch(epoch)

    @Slot(str)
    def _reported(self, run_id: str) -> None:
        if run_id == self._shown:
            self._load()

    # What the user asks for

    @Slot(str)
    def _act(self, name: str) -> None:
        if name == "continue":
            self.session.resume_run(self._shown)
        else:
            {"pause": self.session.pause, "resume": self.session.resume, "stop": self.session.stop}[name]()

    def _do(self, name: str) -> None:
        run = self._run
        if run is None:
            return
        report = self.result.report
        if name == "csv" and report is not None:
            self.actions_of_run.copy_table(report)
        elif name == "csv" and run.box_report is not None:
            self.actions_of_run.copy_fit(run.box_report)
        elif name in (".png", ".svg"):
            self.actions_of_run.save_figures(self.result.figures, name)
        elif name == "save":
            self.actions_of_run.save(run)
        elif name == "onnx":
            self.actions_of_run.export_onnx(run)

    @Slot()
    def _use_live(self) -> None:
        if self._run is not None:
            self.actions_of_run.use_live(self._run)

    # How it is put together

    def _make_more(self) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon("dots-three-outline"))
        button.setAccessibleName(self.tr("Save and export"))
        button.setToolTip(self.tr("Save and export"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for name, text, icon_name in (
            ("save", self.tr("Save the network as…"), "floppy-disk"),
            ("onnx", self.tr("Export as ONNX…"), "export"),
            ("csv", self.tr("Copy the table as CSV"), "table"),
            (".png", self.tr("Save the figures as PNG…"), "image"),
            (".svg", self.tr("Save the figures as SVG…"), "chart-line"),
        ):
            action = menu.addAction(icon(icon_name), text)
            action.triggered.connect(lambda _=False, name=name: self._do(name))
        button.setMenu(menu)
        return button

    def _lay_out(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.m)
        column.addWidget(self.head)
        column.addWidget(self.result, 1)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(body)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE.m)
        whole.addWidget(self.banner)
        whole.addWidget(self._stack, 1)

    def _connect(self) -> None:
        session = self.session
        session.changed.connect(self._session_changed)
        session.progressed.connect(self._progressed)
        session.stepped.connect(self._stepped)
        session.epoch_ended.connect(self._epoch_ended)
        session.reported.connect(self._reported)
        self._steps.timeout.connect(self.result.curves.show_steps)
        self.head.acted.connect(self._act)
        self.banner.acted.connect(self.setup_asked)
        self.empty.acted.connect(self.setup_asked)
        self.use.clicked.connect(self._use_live)
        self.actions_of_run.busy.connect(lambda busy: self.use.setEnabled(not busy))


def _data_of(run: Run) -> str:
    from pathlib import Path

    names = [Path(name).stem for name in run.config.data.datasets]
    labels = run.config.data.labels
    return ", ".join(names) + (f" ({' '.join(labels)})" if 0 < len(labels) <= 10 else "")
