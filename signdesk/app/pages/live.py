"""The Live page: a hand before the camera, and what it says."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from signdesk.alphabet import LETTERS
from signdesk.app.camera_list import CameraList
from signdesk.app.composed_text import ComposedText
from signdesk.app.context import AppContext, Page
from signdesk.app.frame_meter import FrameMeter
from signdesk.app.live_player import LivePlayer, MakePipeline
from signdesk.app.live_reference import LiveReference
from signdesk.app.live_sources import LiveSources
from signdesk.app.live_states import Phase, Situation, card, demo_words, ended, hint, status, waiting
from signdesk.app.notices import Notice
from signdesk.app.shortcuts import SHORTCUTS
from signdesk.app.snapshot import save_snapshot, snapshot_folder
from signdesk.app.theme import SPACE
from signdesk.app.widgets.demo_bar import DemoBar
from signdesk.app.widgets.live_toolbar import LiveToolbar
from signdesk.app.widgets.network_badge import NetworkBadge
from signdesk.app.widgets.reading_panel import ReadingPanel
from signdesk.app.widgets.source_picker import is_file
from signdesk.app.widgets.status_line import StatusLine
from signdesk.app.widgets.text_strip import TextStrip
from signdesk.app.widgets.video_view import VideoView
from signdesk.app.workers import Background
from signdesk.vision.demo import is_demo

if TYPE_CHECKING:
    from signdesk.hands.finder import GuideRegion
    from signdesk.recognition.live import LivePipeline, LiveResult
    from signdesk.recognition.recognition import Recognizing
    from signdesk.vision.source import FrameSource

__all__ = ["LivePage"]

_FIGURES_MS = 500
_FIRST_PICTURE_SECONDS = 2.0
_NARROW = 900
_FILES = "*.mp4 *.mov *.avi *.mkv *.webm *.m4v *.png *.jpg *.jpeg *.webp *.bmp *.tif *.tiff *.gif"


class LivePage(Page):
    """Shows a source and what is read from it, and composes the text.

    `show_result` and `show_situation` alone decide what is seen: the player calls them, and so may tests and the
    command that makes the documentation's pictures. ``make_pipeline`` and ``cameras`` are stand-ins for tests.
    """

    def __init__(
        self,
        context: AppContext,
        make_pipeline: MakePipeline | None = None,
        cameras: CameraList | None = None,
    ) -> None:
        super().__init__(context)
        self.toolbar = LiveToolbar()
        self.view = VideoView()
        self.demo = DemoBar(self.view)
        self.network = NetworkBadge()
        self.panel = ReadingPanel(context.settings.value.hold, self.network)
        self.strip = TextStrip()
        self.status = StatusLine()
        self.text = ComposedText(self.strip, context.notifier, context.settings.value.hold, self)
        self.player = LivePlayer(make_pipeline or self._make_pipeline, self)
        self.sources = LiveSources(context, self.toolbar.picker, self.player, cameras or CameraList(parent=self), self)
        self.reference = LiveReference(self.panel, context.settings, self._likely_sign, self)
        self._background = Background(self)
        self._meter = FrameMeter()
        self._figures = QTimer(self)
        self._figures.setInterval(_FIGURES_MS)
        self._result: LiveResult | None = None
        self._hand_time: float | None = None
        self._first_picture = threading.Event()
        self._situation = Situation(Phase.IDLE)
        self._from_file = False
        self._lay_out()
        self._take_settings()
        self._connect()
        self.show_situation(Situation(Phase.IDLE))
        self._show_network()

    # What is seen

    def show_result(self, result: LiveResult) -> None:
        """Show one frame with what was read from it."""
        if self._result is not None and result.frame.index < self._result.frame.index:
            self.text.begin_again()
        self._result = result
        reading, hand = result.reading, result.hand
        label = reading.label if reading is not None and hand is not None else None
        confidence = reading.confidence if reading is not None else 0.0
        self.view.show_frame(result.frame.image, hand, label, confidence)
        self.panel.show_reading(reading, hand is not None, result.ready, result.progress)
        # The composer is ahead of the result when the user has just taken a letter back.
        text = self.text.text if self.player.active else result.text
        self.strip.show_text(text or "", label if label and 0 < result.progress < 1 else "", result.progress)
        if result.letter is not None:
            self.panel.letter.pulse(result.letter.label)
        self.toolbar.snapshot.setEnabled(True)
        self._show_hint(result)

    def show_situation(self, now: Situation) -> None:
        """Show in words where things stand: the card in the video's place, the line at the foot."""
        self._situation = now
        self._from_file = is_file(now.source)
        self._show_mirror()
        self.text.use_demo(is_demo(now.source))
        self._say_demo()
        self.view.card.show_content(card(now))
        self._say_status()
        self.toolbar.show_active(now.phase.active)
        if now.phase.active:
            self._figures.start()
        else:
            self._figures.stop()
            self._first_picture.set()
        if now.phase is not Phase.RUNNING:
            self.view.notice.say("")
            self.view.hint.say(ended(now.title) if now.phase is Phase.ENDED and now.picture else "", "check-circle")
            self.status.show_figures("")
            self.strip.show_text(self.strip.text)
            if now.phase is not Phase.ENDED:
                self.panel.rest(waiting(now.phase))

    def _show_mirror(self) -> None:
        camera = self._situation.camera
        mirrored = camera and self.context.settings.value.mirror
        self.toolbar.mirror.setEnabled(camera)
        self.view.set_mirror(mirrored)
        self.reference.set_mirrored(mirrored)

    def _say_demo(self) -> None:
        letters = self.toolbar.alphabet.value == LETTERS.name
        self.demo.show_words(*(demo_words(self._situation, letters) if self._situation.demo else ("",)))

    def _say_status(self) -> None:
        text, role = status(self._situation)
        own = self.context.recognizer.own
        if own is not None and self._situation.phase is Phase.RUNNING:
            text = self.tr("{0} · read by “{1}”").format(text, own.name)
        self.status.say(text, role)

    def _show_network(self) -> None:
        """Another network reads from now on: name it, and offer the signs that it knows."""
        provider = self.context.recognizer
        self.network.show_network("" if provider.own is None else provider.own.name)
        self.toolbar.alphabet.offer(provider.alphabets)
        if provider.own is None:
            self.toolbar.alphabet.set_value(self.context.settings.value.alphabet)
        self._pass_alphabet(self.toolbar.alphabet.value)
        self._say_status()

    def _show_hint(self, result: LiveResult) -> None:
        now = result.frame.time
        if result.hand is not None or not result.ready or self._hand_time is None or now < self._hand_time:
            self._hand_time = now
        self.view.notice.say("" if result.ready else self.tr("Loading the networks…"), "hourglass-medium")
        # A film's hands come when they come.
        absent = 0.0 if self._situation.demo or self._from_file else now - self._hand_time
        self.view.hint.say(hint(absent, self.context.settings.value.hand == "region"), "hand")

    @Slot()
    def _forget_picture(self) -> None:
        self._first_picture.set()
        self.text.begin_again()
        self._result = self._hand_time = None
        self._meter.clear()
        self.view.clear()
        self.toolbar.snapshot.setEnabled(False)

    @Slot()
    def _painted(self) -> None:
        self._first_picture.set()
        if self._result is not None and self._result.age is not None:
            self._meter.shown(time.monotonic(), self._result.frame.time)

    @Slot()
    def _show_figures(self) -> None:
        result, age = self._result, self._meter.age()
        if result is None or self.player.phase is not Phase.RUNNING:
            return
        # Pictures of a folder have no age; what is counted then is how they come.
        fps = self.tr("{0:.0f} fps").format(result.fps if age is None else self._meter.fps(time.monotonic()))
        delay = self.tr("{0:.0f} ms latency").format(1e3 * age) if age is not None else ""
        self.status.show_figures(
            " · ".join(part for part in (fps, delay) if part),
            self.tr(
                "Pictures shown a second, and the time from the camera to the screen.\n"
                "Finding the hand takes {find:.0f} ms, reading it {read:.0f} ms; pictures left out: {skipped}."
            ).format(find=result.find_ms, read=result.read_ms, skipped=result.skipped),
        )

    # The page's life

    def activated(self) -> None:
        if self.view.appeared:
            self.sources.arrive()
        else:
            # The window shows itself before anything that takes time begins.
            self.view.first_painted.connect(self.sources.arrive)
        self.strip.line.setFocus()

    def deactivated(self) -> None:
        self.sources.leave()

    def close_page(self) -> None:
        self._figures.stop()
        self._first_picture.set()
        self.sources.close()
        self.reference.close()
        self._background.close()

    def _make_pipeline(self, source: str) -> LivePipeline:
        from signdesk.app.window_source import window_source
        from signdesk.recognition.live import LiveOptions, LivePipeline

        settings = self.context.settings.value
        self._first_picture = threading.Event()
        frames = window_source(source)
        load = partial(self._load_networks, self._first_picture, frames)
        alphabet = self.context.recognizer.alphabet(self.toolbar.alphabet.value)
        options = LiveOptions(alphabet=alphabet, region=self._region(), hold=settings.hold)
        return LivePipeline(frames, load, options, self.text.composer())

    def _load_networks(self, first_picture: threading.Event, frames: FrameSource) -> Recognizing:
        """In the inference thread: the networks, but not before the first picture is on the screen."""
        from signdesk.vision.loop import LoopedSource

        first_picture.wait(_FIRST_PICTURE_SECONDS)
        recognizer = self.context.recognizer()
        if isinstance(frames, LoopedSource):
            frames.rewind()  # nobody has read what it showed meanwhile
        return recognizer

    # What the user asks for

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self.text.space()
        elif event.key() == Qt.Key.Key_Backspace and not event.modifiers():
            self.text.backspace()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _use_alphabet(self, name: str) -> None:
        if self.context.recognizer.own is None:  # what a network of one's own knows is no choice to remember
            self.context.settings.change(alphabet=name)
        self._pass_alphabet(name)

    def _pass_alphabet(self, name: str) -> None:
        if self.player.pipeline is not None:
            self.player.pipeline.set_alphabet(self.context.recognizer.alphabet(name))
        self._say_demo()

    @Slot(bool)
    def _use_region(self, on: bool) -> None:
        self.context.settings.change(hand="region" if on else "auto")
        self.view.show_guide(on)
        self._pass_region()

    @Slot(tuple)
    def _move_region(self, region: tuple[float, float, float, float]) -> None:
        self.context.settings.change(region=list(region))
        self._pass_region()

    def _pass_region(self) -> None:
        if self.player.pipeline is not None:
            self.player.pipeline.set_region(self._region())

    def _region(self) -> GuideRegion | None:
        from signdesk.hands.finder import GuideRegion

        settings = self.context.settings.value
        return GuideRegion.fitted(*settings.region) if settings.hand == "region" else None

    @Slot(float)
    def _use_hold(self, seconds: float) -> None:
        self.context.settings.change(hold=seconds)
        self.text.set_hold(seconds)

    @Slot(bool)
    def _use_mirror(self, on: bool) -> None:
        self.context.settings.change(mirror=on)
        self._show_mirror()

    @Slot(bool)
    def _use_skeleton(self, on: bool) -> None:
        self.context.settings.change(skeleton=on)
        self.view.set_skeleton(on)

    def _likely_sign(self) -> str:
        return self.panel.letter.letter or self.strip.text.strip()[-1:]

    @Slot()
    def _snapshot(self) -> None:
        result = self._result
        if result is None:
            return
        label = result.reading.label if result.reading is not None else None
        folder = Path(self.context.settings.value.snapshot_folder or snapshot_folder())
        work = partial(save_snapshot, result.frame.image, folder, label, datetime.now())
        self._background.run(work, self._snapshot_saved, lambda error: self.context.notifier.problem(str(error)))

    def _snapshot_saved(self, path: Path) -> None:
        show = partial(QDesktopServices.openUrl, QUrl.fromLocalFile(str(path.parent)))
        self.context.notifier.done(
            self.tr("Saved as {0} in {1}").format(path.name, path.parent), self.tr("Open folder"), show
        )

    @Slot()
    def _open_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Open a video or picture"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Videos and pictures ({0})").format(_FILES), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.sources.open)
        dialog.open()

    @Slot()
    def _open_address(self) -> None:
        from signdesk.app.address_dialog import AddressDialog

        dialog = AddressDialog(parent=self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.entered.connect(self.sources.open)
        dialog.open()

    @Slot(list)
    def _open_dropped(self, dropped: list[str]) -> None:
        if len(dropped) > 1:
            self.context.notifier.post(
                Notice(
                    self.tr("Live shows one thing at a time; the first is shown. The Images page reads many at once."),
                    action_text=self.tr("Open Images"),
                    action=partial(self.context.open_page, "images"),
                )
            )
        self.sources.open(dropped[0])

    @Slot(str)
    def _act(self, name: str) -> None:
        """Do what a button of the card says."""
        {
            "start": self.sources.again,
            "retry": self.sources.again,
            "other": self.sources.other,
            "stop": self.sources.stop,
            "refresh": self.sources.again,
            "demo": self.sources.demo,
            "look": self.sources.look,
            "open_file": self._open_file,
            "open_address": self._open_address,
        }[name]()

    # How it is put together

    def _lay_out(self) -> None:
        self._body = QHBoxLayout()
        self._body.setSpacing(SPACE.l)
        self._body.addWidget(self.view, 1)
        self._body.addWidget(self.panel)
        self._content = QVBoxLayout()
        self._content.setSpacing(SPACE.m)
        self._content.addWidget(self.toolbar)
        self._content.addLayout(self._body, 1)
        self._content.addWidget(self.strip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._content, 1)
        column.addWidget(self.status)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        margin = SPACE.m if narrow else SPACE.l
        self._content.setContentsMargins(margin, margin, margin, margin)
        self._body.setSpacing(margin)
        self.panel.setFixedWidth(200 if narrow else 272)

    def _take_settings(self) -> None:
        settings = self.context.settings.value
        self.toolbar.alphabet.set_value(settings.alphabet)
        self.toolbar.region.setChecked(settings.hand == "region")
        self.toolbar.mirror.setChecked(settings.mirror)
        self.toolbar.skeleton.setChecked(settings.skeleton)
        self.toolbar.snapshot.setEnabled(False)
        self.view.set_skeleton(settings.skeleton)
        x, y, width, height = settings.region
        self.view.guide.set_region((x, y, width, height))
        self.view.show_guide(settings.hand == "region")

    def _connect(self) -> None:
        self.player.arrived.connect(self.show_result)
        self.sources.situation.connect(self.show_situation)
        self.sources.left.connect(self._forget_picture)
        self.view.painted.connect(self._painted)
        self.view.dropped.connect(self._open_dropped)
        self.view.guide.changed.connect(self._move_region)
        self.view.card.acted.connect(self._act)
        self.demo.acted.connect(self._act)
        self.panel.hold_chosen.connect(self._use_hold)
        self.panel.reference_asked.connect(self.reference.show)
        self.strip.asked.connect(self.reference.show)
        self.network.left.connect(lambda: self.context.recognizer.use(None))
        self.context.recognizer.listen(self._show_network)
        self._figures.timeout.connect(self._show_figures)
        for signal, act in (
            (self.toolbar.start_stop, self.sources.start_or_stop),
            (self.toolbar.alphabet.chosen, self._use_alphabet),
            (self.toolbar.region_toggled, self._use_region),
            (self.toolbar.mirror_toggled, self._use_mirror),
            (self.toolbar.skeleton_toggled, self._use_skeleton),
            (self.toolbar.snapshot_asked, self._snapshot),
            (self.toolbar.picker.file_asked, self._open_file),
            (self.toolbar.picker.address_asked, self._open_address),
        ):
            signal.connect(act)
        for name, act in (
            ("clear", self.text.clear),
            ("copy", self.text.copy),
            ("reference", self.reference.toggle),
        ):
            QShortcut(QKeySequence(SHORTCUTS[name].keys), self).activated.connect(act)
