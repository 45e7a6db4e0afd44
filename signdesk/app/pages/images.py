"""The Images page: pictures, folders and videos are dropped here, and each shows what it says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QCoreApplication, QLocale, Qt, QTimer, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QKeySequence, QPixmap
from PySide6.QtWidgets import QFileDialog, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from signdesk.app.context import AppContext, Page
from signdesk.app.counts import counted, pictures_text
from signdesk.app.image_actions import page_action
from signdesk.app.image_input import holds_pictures, sources_in
from signdesk.app.image_list import Entry, EntryState, ImageFilter
from signdesk.app.image_output import ImageOutput
from signdesk.app.image_session import ImageSession
from signdesk.app.reference_window import ReferenceWindow
from signdesk.app.shortcuts import SHORTCUTS, key_text
from signdesk.app.theme import SPACE
from signdesk.app.widgets.drop_veil import DropVeil
from signdesk.app.widgets.image_detail import ImageDetail
from signdesk.app.widgets.image_grid import ImageGrid
from signdesk.app.widgets.image_tools import ImageTools
from signdesk.app.widgets.image_welcome import ImageWelcome
from signdesk.app.widgets.state_card import CardAction, CardContent
from signdesk.app.widgets.status_line import StatusLine
from signdesk.app.workers import Background

if TYPE_CHECKING:
    from signdesk.recognition.batch import HandMode, PictureSource

__all__ = ["ImagesPage"]

_THUMBNAIL = (232, 174)


class ImagesPage(Page):
    """Lists pictures with what was read from them, and shows the chosen one large beside the list."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        settings, ratio = context.settings.value, self.devicePixelRatioF()
        self.session = ImageSession(
            context.recognizer,
            context.recognizer.alphabet(settings.images_alphabet),
            _hand(settings.images_hand),
            (round(_THUMBNAIL[0] * ratio), round(_THUMBNAIL[1] * ratio)),
            self,
        )
        self.shown = ImageFilter(self.session.images, self)
        self._background = Background(self)
        self.output = ImageOutput(context, self._background, self)
        self.grid = ImageGrid(self.shown, self.session.thumbnail)
        self.detail = ImageDetail()
        self.status = StatusLine()
        self.reference = ReferenceWindow(context.settings, self)
        self.empty = ImageWelcome(self)
        self._picture: tuple[QPixmap, float] | None = None
        self._seen: object = None
        self._veil = DropVeil(self.tr("Drop to read"), self)
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(40)  # who runs through the list with the arrow keys needs no picture on the way
        self.tools = self._make_tools()
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._stack = QStackedWidget()
        self._assemble()
        self._connect()
        self._refresh()
        if context.pictures:
            self.open_paths(context.pictures)

    def open_paths(self, paths: Iterable[Path]) -> None:
        """Put the pictures and videos at and under ``paths`` on the list, and read them."""
        self.take(list(paths))

    def take(self, sources: Sequence[PictureSource]) -> None:
        """Put ``sources`` on the list, folders with all that is in them, and read them."""
        paths = [source for source in sources if isinstance(source, Path)]
        if paths:
            self.session.open_paths(paths)
        self.session.add(source for source in sources if not isinstance(source, Path))
        self._refresh()

    def activated(self) -> None:
        (self.grid if len(self.session.images) else self.empty).setFocus()

    def close_page(self) -> None:
        view = bytes(self._split.saveState().toBase64().data()).decode("ascii")
        self.context.settings.change(images_view=view)
        self._asking.stop()
        self.session.close()
        self.reference.close()
        self._background.close()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if holds_pictures(event.mimeData()):
            event.acceptProposedAction()
            self._veil.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        event.acceptProposedAction()
        self.take(sources_in(event.mimeData()))

    def _make_tools(self) -> ImageTools:
        opening = [
            page_action(self, "images_open", "image", self.tr("Open pictures…"), self._ask_for_files),
            page_action(self, "images_folder", "folder-open", self.tr("Open a folder…"), self._ask_for_folder),
            page_action(self, "images_paste", "clipboard", self.tr("Paste"), self._paste),
        ]
        saving = [
            page_action(self, "images_csv", "table", self.tr("Save as CSV…"), lambda: self._save(".csv")),
            page_action(self, "images_json", "brackets-curly", self.tr("Save as JSON…"), lambda: self._save(".json")),
        ]
        chosen = [
            page_action(self, "images_copy", "copy", self.tr("Copy results"), self._copy),
            page_action(self, "images_remove", "trash", self.tr("Remove from the list"), self._remove),
        ]
        # What is called Delete on a Mac's keyboard is Backspace.
        chosen[-1].setShortcuts([*chosen[-1].shortcuts(), QKeySequence(Qt.Key.Key_Backspace)])
        page_action(self, "images_run", "play-fill", self.tr("Stop or go on"), self._stop_or_resume)
        tools = ImageTools(opening, saving)
        page_action(self, "images_alphabet", "text-aa", self.tr("Alphabet"), tools.alphabet.choose_next)
        page_action(self, "images_hand", "hand", self.tr("Hand"), tools.hand.choose_next)
        tools.alphabet.offer(self.context.recognizer.alphabets)
        tools.alphabet.set_value(self.session.alphabet.name)
        tools.hand.set_value("full" if self.session.hand == "full" else "auto")
        self.grid.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.grid.addActions(chosen)
        return tools

    def _assemble(self) -> None:
        self.setAcceptDrops(True)
        self._split.addWidget(self.grid)
        self._split.addWidget(self.detail)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(SPACE.m)
        self._split.setStretchFactor(0, 3)
        self._split.setStretchFactor(1, 2)
        self._split.setSizes([600, 420])
        self._split.restoreState(QByteArray.fromBase64(self.context.settings.value.images_view.encode()))
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._split)
        inner = QVBoxLayout()
        inner.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.m)
        inner.setSpacing(SPACE.m)
        inner.addWidget(self.tools)
        inner.addWidget(self._stack, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(inner, 1)
        column.addWidget(self.status)

    def _connect(self) -> None:
        self.context.recognizer.listen(self._use_network)
        self.session.changed.connect(self._refresh)
        self.session.previewed.connect(self._show_preview)
        self.session.repeated.connect(self._tell_repeated)
        self.grid.chosen.connect(self._choose)
        self.grid.opened.connect(self._toggle_large)
        self.detail.stepped.connect(self.grid.step)
        self.detail.toggled.connect(self._toggle_large)
        self.detail.bars.asked.connect(self.reference.show)
        self.detail.canvas.left.connect(self._leave_large)
        self.detail.canvas.resized.connect(self._asking.start)
        self._asking.timeout.connect(self._ask_for_preview)
        self.tools.filters.chosen.connect(self._show_only)
        self.tools.alphabet.chosen.connect(self._use_choices)
        self.tools.hand.chosen.connect(self._use_choices)
        self.tools.run.clicked.connect(self._stop_or_resume)
        self.empty.acted.connect(lambda name: self._ask_for_files() if name == "files" else self._ask_for_folder())

    # What the user asks for

    def _ask_for_files(self) -> None:
        from signdesk.recognition.batch import VIDEO_SUFFIXES
        from signdesk.vision.image import IMAGE_SUFFIXES

        kinds = " ".join(f"*{suffix}" for suffix in sorted(IMAGE_SUFFIXES | VIDEO_SUFFIXES))
        names, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Open pictures or videos"),
            self.context.settings.value.images_folder,
            f"{self.tr('Pictures and videos')} ({kinds});;{self.tr('All files')} (*)",
        )
        if names:
            self.context.settings.change(images_folder=str(Path(names[0]).parent))
            self.open_paths(Path(name) for name in names)

    def _ask_for_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Open a folder of pictures"), self.context.settings.value.images_folder
        )
        if name:
            self.context.settings.change(images_folder=name)
            self.open_paths([Path(name)])

    def _paste(self) -> None:
        sources = sources_in(QGuiApplication.clipboard().mimeData())
        if sources:
            self.take(sources)
        else:
            self.context.notifier.info(self.tr("The clipboard holds neither a picture nor files."))

    def _save(self, suffix: str) -> None:
        self.output.save(self.session.images, suffix)

    def _copy(self) -> None:
        self.output.copy(self._meant())

    def _meant(self) -> list[Entry]:
        """The selected pictures; in the large view the one that is shown, for nobody sees what else is selected."""
        current = self.grid.current
        return [current] if self.grid.isHidden() and current is not None else self.grid.selected()

    def _remove(self) -> None:
        row = self.grid.currentIndex().row()
        removed = self.session.remove(self._meant())
        count = len(removed.entries)
        if not count:
            return
        self.grid.choose(row - count + 1 if row >= self.shown.rowCount() else row)
        text = self.tr("{0} was taken off the list.").format(removed.entries[0][1].name)
        if count > 1:
            text = self.tr("{0} pictures were taken off the list.").format(QLocale().toString(count))
        self.context.notifier.done(text, self.tr("Undo"), lambda: self.session.restore(removed))

    def _use_choices(self) -> None:
        settings, recognizer = self.context.settings, self.context.recognizer
        settings.change(images_hand=self.tools.hand.value)
        if recognizer.own is None:  # what a network of one's own knows is no choice to remember
            settings.change(images_alphabet=self.tools.alphabet.value)
        self.session.use(recognizer.alphabet(self.tools.alphabet.value), _hand(self.tools.hand.value))
        self._show_current()

    def _use_network(self) -> None:
        """Another network reads from now on: offer the signs that it knows, and have it read all that is there."""
        recognizer = self.context.recognizer
        self.tools.alphabet.offer(recognizer.alphabets)
        if recognizer.own is None:
            self.tools.alphabet.set_value(self.context.settings.value.images_alphabet)
        self._use_choices()
        self.session.read_again()

    def _stop_or_resume(self) -> None:
        if self.session.reading or self.session.listing:
            self.session.stop()
        else:
            self.session.resume()

    def _show_only(self, state: EntryState | None) -> None:
        self.shown.show_only(state)
        if not self.grid.currentIndex().isValid():
            self.grid.choose(0)
        self._refresh()

    # What is shown

    @Slot()
    def _refresh(self) -> None:
        images = self.session.images
        self.tools.show_counts(images.counts)
        done, total = self.session.progress
        self.tools.show_progress(done, total if self.session.reading else 0, images.counts[EntryState.WAITING])
        if not len(images):
            self.empty.show_content(self._searching() if self.session.listing else self._invitation())
        self._show_list(len(images) > 0)
        self.status.say(*self._status(done, total))
        self._show_current()

    def _invitation(self) -> CardContent:
        return CardContent(
            "image-square",
            self.tr("Drop pictures here"),
            self.tr(
                "Single pictures, whole folders or a video: each shows the hand that was found and the sign it makes. "
                "{0} pastes a picture. Everything stays on this computer."
            ).format(key_text(SHORTCUTS["images_paste"].keys)),
            (CardAction("files", self.tr("Open pictures…")), CardAction("folder", self.tr("Open a folder…"))),
        )

    def _searching(self) -> CardContent:
        return CardContent("folder-open", self.tr("Looking for pictures…"), "", busy=True)

    def _show_list(self, on: bool) -> None:
        if self._stack.currentIndex() != int(on):
            self._stack.setCurrentIndex(int(on))
            if not on and self.grid.isHidden():
                self._leave_large()
            if self.isVisible():
                (self.grid if on else self.empty).setFocus()

    def _status(self, done: int, total: int) -> tuple[str, str]:
        """The sentence of the status line and the colour of its dot."""
        images, number = self.session.images, QLocale().toString
        if self.session.problem:
            return self.session.problem, "danger"
        if self.session.reading:
            within = self.session.within
            if not done and within is None:
                return self.tr("Getting ready…"), "warning"
            text = self.tr("Reading {0} of {1}").format(number(done if within is None else done + 1), number(total))
            if within is not None:
                text = f"{text} · {within.name}"
            left = self.session.seconds_left
            return f"{text} · {_time_left(left)}" if left is not None else text, "accent"
        if self.session.listing:
            return self.tr("Looking for pictures…"), "accent"
        if not len(images):
            return self.tr("No pictures yet"), "muted"
        waiting = images.counts[EntryState.WAITING]
        if waiting:
            one, several = self.tr("Stopped: 1 picture was not read"), self.tr("Stopped: {0} pictures were not read")
            return counted(waiting, one, several), "warning"
        text = pictures_text(len(images))
        own = self.context.recognizer.own
        if own is not None:
            text = self.tr("{0} · read by “{1}”").format(text, own.name)
        return text, "muted"

    @Slot(object)
    def _choose(self, entry: Entry | None) -> None:
        self._picture = None
        self._asking.start()
        self._show_current()

    @Slot()
    def _ask_for_preview(self) -> None:
        entry = self.grid.current
        if entry is not None:
            ratio = self.devicePixelRatioF()
            canvas = self.detail.canvas.size()
            self.session.preview(entry, (round(canvas.width() * ratio), round(canvas.height() * ratio)))

    @Slot(object, object, float)
    def _show_preview(self, entry: Entry, pixmap: QPixmap | None, scale: float) -> None:
        if entry is self.grid.current and pixmap is not None:
            self._picture = (pixmap, scale)
            self._show_current()

    def _show_current(self) -> None:
        entry = self.grid.current
        picture = self._picture
        if picture is None and entry is not None and entry.result is not None and entry.result.size is not None:
            # The thumbnail stands in, so that going through the list never shows an empty frame.
            small = self.session.thumbnail(entry)
            picture = (small, small.width() / entry.result.size[0]) if small is not None else None
        seen = (entry, entry.result if entry else None, picture)
        if seen != self._seen:
            self._seen = seen
            self.detail.show_entry(entry, *(picture or (None, 1.0)))

    @Slot()
    def _toggle_large(self) -> None:
        if self.grid.isHidden():
            self._leave_large()
        elif self.grid.current is not None:
            self.grid.hide()
            self.detail.set_large(True)
            self.detail.canvas.setFocus()

    @Slot()
    def _leave_large(self) -> None:
        self.grid.show()
        self.detail.set_large(False)
        self.grid.setFocus()
        self.grid.scrollTo(self.grid.currentIndex())

    @Slot(int)
    def _tell_repeated(self, count: int) -> None:
        if count == 1:
            self.context.notifier.info(self.tr("This picture is on the list already."))
        else:
            self.context.notifier.info(self.tr("{0} of these pictures are on the list already.").format(count))


def _hand(name: str) -> HandMode:
    return "full" if name == "full" else "auto"


def _time_left(seconds: float) -> str:
    if seconds < 50:
        return QCoreApplication.translate("ImagesPage", "less than a minute left")
    minutes = round(seconds / 60) or 1
    return QCoreApplication.translate("ImagesPage", "about {0} min left").format(minutes)
