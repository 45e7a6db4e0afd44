"""Several networks read one hand, live and side by side: from the perceptron to the network with convolutions."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from signdesk.app.camera_list import CameraList
from signdesk.app.context import AppContext
from signdesk.app.icons import beside_icon, icon
from signdesk.app.live_player import LivePlayer, MakePipeline
from signdesk.app.live_sources import LiveSources
from signdesk.app.live_states import Phase, Situation
from signdesk.app.live_states import card as card_of
from signdesk.app.reference_window import ReferenceWindow
from signdesk.app.theme import SPACE, TYPE
from signdesk.app.train_session import TrainSession
from signdesk.app.widgets.segments import Segments
from signdesk.app.widgets.sign_text import SignLabel
from signdesk.app.widgets.source_picker import SourcePicker
from signdesk.app.widgets.state_card import CardAction, CardContent
from signdesk.app.widgets.top_bars import TopBars
from signdesk.app.widgets.train_run_card import card, label
from signdesk.app.widgets.video_view import VideoView

if TYPE_CHECKING:
    from signdesk.recognition.live import LivePipeline, LiveResult
    from signdesk.recognition.read_by import SideBySide, SideReading
    from signdesk.recognition.recognition import Recognizing

__all__ = ["CompareLive"]

_MOST = 6
_OWN = "signdesk"
_SIGN_WIDTH = 80


class CompareLive(QWidget):
    """The video with the hand on the left, what each ticked network reads on the right.

    One capture, one hand and one thread serve all networks. ``make_pipeline`` and ``cameras`` are stand-ins for tests.
    """

    def __init__(
        self,
        session: TrainSession,
        context: AppContext,
        parent: QWidget | None = None,
        make_pipeline: MakePipeline | None = None,
        cameras: CameraList | None = None,
    ) -> None:
        super().__init__(parent)
        self.session, self.context = session, context
        self._paths: dict[str, Path] = {}
        self._side: SideBySide | None = None
        self._panels: dict[str, _Panel] = {}
        self.picker = SourcePicker()
        self.run = QPushButton()
        self.run.setProperty("role", "primary")
        self.run.setIconSize(QSize(18, 18))
        self.alphabet = Segments(
            [("letters", self.tr("Letters")), ("digits", self.tr("Digits"))],
            self.tr("Alphabet"),
            self.tr("What to read, by the networks that know both"),
        )
        self.alphabet.set_value(context.settings.value.alphabet)
        self.view = VideoView()
        self.networks = QListWidget()
        self.networks.setAccessibleName(self.tr("Networks to compare"))
        self.player = LivePlayer(make_pipeline or self._make_pipeline, self)
        self.sources = LiveSources(context, self.picker, self.player, cameras or CameraList(parent=self), self)
        self.reference = ReferenceWindow(context.settings, self)
        self._rows = QVBoxLayout()
        self._situation = Situation(Phase.IDLE)
        self._lay_out()
        self._connect()
        self._show_situation(self._situation)

    def refresh(self) -> None:
        """Offer the networks that there are now; the newest few are ticked at first."""
        from signdesk import paths

        if not self._paths:
            self.sources.refresh()
        ticked = self.ticked if self._paths else None
        self._paths = {_OWN: paths.models() / "reader.safetensors"}
        for run in self.session.runs():
            if run.checkpoint is not None and run.reads_signs:
                self._paths[self._name(run.name)] = run.checkpoint
        chosen = list(self._paths)[:4] if ticked is None else ticked
        self.networks.blockSignals(True)
        self.networks.clear()
        for name in self._paths:
            item = QListWidgetItem(self.tr("signdesk’s own") if name == _OWN else name)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked)
            item.setToolTip(item.text())
            self.networks.addItem(item)
        self.networks.blockSignals(False)
        self._show_panels()

    @property
    def ticked(self) -> list[str]:
        """The names of the networks that are compared."""
        items = [self.networks.item(row) for row in range(self.networks.count())]
        chosen = [item for item in items if item.checkState() == Qt.CheckState.Checked]
        return [str(item.data(Qt.ItemDataRole.UserRole)) for item in chosen]

    def leave(self) -> None:
        """Nobody looks any more: let the camera go."""
        if self.player.active:
            self.sources.stop()

    def close_section(self) -> None:
        """The window closes."""
        self.sources.close()
        self.reference.close()

    def _name(self, name: str) -> str:
        """``name``, made unlike those that are taken."""
        number, made = 2, name
        while made in self._paths:
            made, number = f"{name} ({number})", number + 1
        return made

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE.s)
        row.addWidget(self.picker, 1)
        row.addWidget(self.run)
        row.addWidget(self.alphabet)
        left = QVBoxLayout()
        left.setSpacing(SPACE.m)
        left.addLayout(row)
        left.addWidget(self.view, 1)
        self.networks.setStyleSheet(
            "QListView { background: transparent; border: none; padding: 0; } QListView::item { min-height: 26px; }"
        )
        self.networks.setFrameShape(QListWidget.Shape.NoFrame)
        chooser = card(self.networks, self.tr("Networks"))
        chooser.setMaximumHeight(190)
        inside = QWidget()
        inside.setLayout(self._rows)
        self._rows.setContentsMargins(0, 0, SPACE.xs, 0)
        self._rows.setSpacing(SPACE.s)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setAccessibleName(self.tr("What each network reads"))
        scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        right = QVBoxLayout()
        right.setSpacing(SPACE.m)
        right.addWidget(chooser)
        right.addWidget(scroll, 1)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACE.m)
        whole.addLayout(left, 3)
        whole.addLayout(right, 2)

    def _connect(self) -> None:
        self.run.clicked.connect(self.sources.start_or_stop)
        self.networks.itemChanged.connect(self._use_networks)
        self.alphabet.chosen.connect(self._use_alphabet)
        self.player.arrived.connect(self.show_result)
        self.sources.situation.connect(self._show_situation)
        self.sources.left.connect(self._forget)
        self.view.card.acted.connect(self._act)
        self.picker.file_asked.connect(self._open_file)
        self.picker.address_asked.connect(self._open_address)
        self.view.dropped.connect(lambda dropped: self.sources.open(dropped[0]))

    # The stream

    def _make_pipeline(self, source: str) -> LivePipeline:
        from signdesk.alphabet import alphabet
        from signdesk.app.window_source import window_source
        from signdesk.recognition.live import LiveOptions, LivePipeline

        chosen = {name: self._paths[name] for name in self.ticked[:_MOST]}
        options = LiveOptions(alphabet=alphabet(self.alphabet.value))
        return LivePipeline(window_source(source), partial(self._load, chosen), options)

    def _load(self, chosen: dict[str, Path]) -> Recognizing:
        """In the inference thread: the networks."""
        side = self.context.recognizer.side_by_side(chosen)
        self._side = side
        return side

    def show_result(self, result: LiveResult) -> None:
        """Show a frame, and what each network read in it."""
        self.view.show_frame(result.frame.image, result.hand, None, 0.0)
        self.view.notice.say("" if result.ready else self.tr("Loading the networks…"), "hourglass-medium")
        side = self._side
        if side is not None:
            self.show_readings(side.newest)

    def show_readings(self, readings: dict[str, SideReading]) -> None:
        """Show what each network read."""
        for name, panel in self._panels.items():
            panel.show_reading(readings.get(name))

    @Slot()
    def _use_networks(self) -> None:
        if len(self.ticked) > _MOST:
            self.context.notifier.info(self.tr("At most {0} networks are compared at once.").format(_MOST))
        self._show_panels()
        if self.player.active:
            self._side = None
            self.player.start(self.player.source)

    @Slot(str)
    def _act(self, name: str) -> None:
        """Do what a button of the card says."""
        acts = {
            "other": self.sources.other,
            "stop": self.sources.stop,
            "demo": self.sources.demo,
            "look": self.sources.look,
            "open_file": self._open_file,
            "open_address": self._open_address,
        }
        acts.get(name, self.sources.again)()

    @Slot()
    def _open_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open a video or picture"))
        if name:
            self.sources.open(name)

    @Slot()
    def _open_address(self) -> None:
        from signdesk.app.address_dialog import AddressDialog

        dialog = AddressDialog(parent=self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.entered.connect(self.sources.open)
        dialog.open()

    @Slot(str)
    def _use_alphabet(self, name: str) -> None:
        from signdesk.alphabet import alphabet

        if self.player.pipeline is not None:
            self.player.pipeline.set_alphabet(alphabet(name))

    @Slot(object)
    def _show_situation(self, now: Situation) -> None:
        self._situation = now
        self.view.set_mirror(now.camera and self.context.settings.value.mirror)
        text = self.tr("Stop") if now.phase.active else self.tr("Start")
        self.run.setText(beside_icon(text))
        self.run.setAccessibleName(text)
        self.run.setIcon(icon("stop-fill" if now.phase.active else "play-fill", "on_accent"))
        content = card_of(now)
        if now.phase is Phase.IDLE:
            content = CardContent(
                "hand-waving",
                self.tr("One hand, many networks"),
                self.tr(
                    "Tick networks on the right, start, and show a hand: each says what it reads in the same crop."
                ),
                (CardAction("start", self.tr("Start")),),
            )
        self.view.card.show_content(content)
        if now.phase is not Phase.RUNNING:
            self.view.notice.say("")

    @Slot()
    def _forget(self) -> None:
        self._side = None
        self.view.clear()
        self.show_readings({})

    def _show_panels(self) -> None:
        ticked = self.ticked[:_MOST]
        if list(self._panels) == ticked:
            return
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._panels = {name: _Panel(self.tr("signdesk’s own") if name == _OWN else name) for name in ticked}
        for panel in self._panels.values():
            panel.bars.asked.connect(self.reference.show)
            self._rows.addWidget(panel)
        self._rows.addStretch(1)


class _Panel(QFrame):
    """One network: its name, the sign it reads, its likeliest signs, and how long it takes."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.setAccessibleName(name)
        self.letter = SignLabel(TYPE.display, _SIGN_WIDTH)
        self.letter.set_text("–")
        self.time = label("", "caption")
        self.bars = TopBars(rows=3)
        heading = label(name, "overline", elide=True)
        head = QHBoxLayout()
        head.addWidget(heading, 1)
        head.addWidget(self.time)
        body = QHBoxLayout()
        body.setSpacing(SPACE.m)
        body.addWidget(self.letter)
        body.addWidget(self.bars, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.l, SPACE.s, SPACE.l, SPACE.s)
        column.setSpacing(SPACE.xs)
        column.addLayout(head)
        column.addLayout(body)

    def show_reading(self, read: SideReading | None) -> None:
        """Show a reading, or that there is none."""
        reading = read.reading if read is not None else None
        text = "–" if reading is None else reading.label or "?"
        if self.letter.text() != text:
            self.letter.set_text(text)
            self.setAccessibleDescription(text)
        self.bars.show_reading(reading)
        self.time.setText(f"{read.read_ms:.1f} ms" if read is not None and reading is not None else "")
