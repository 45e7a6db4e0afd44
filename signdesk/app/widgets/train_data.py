"""The Data section of the Train page: what a network learns from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QLocale, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from signdesk.alphabet import DIGITS, LETTERS
from signdesk.app.context import AppContext
from signdesk.app.counts import pictures_text
from signdesk.app.icons import beside_icon, icon
from signdesk.app.shortcuts import SHORTCUTS, tip
from signdesk.app.theme import SPACE
from signdesk.app.train_data_job import Dataset
from signdesk.app.train_datasets import TrainDatasets
from signdesk.app.train_reference import TrainReference
from signdesk.app.train_seen_job import Look
from signdesk.app.train_setup import BUNDLED, DataSetup
from signdesk.app.widgets.train_data_list import DatasetList
from signdesk.app.widgets.train_data_seen import SeenPictures
from signdesk.app.widgets.train_data_signs import SignChips
from signdesk.app.widgets.train_data_split import SplitChoice
from signdesk.app.widgets.train_data_welcome import DataWelcome
from signdesk.app.widgets.train_form_switch import Switch

__all__ = ["DataSection"]

_SIDE = 320
_PAIRS = (("0", "1"), ("0", "5"), ("6", "8"), ("A", "B"), ("A", "S"))
"""Two signs to tell apart: the notes' own first."""


class DataSection(QWidget):
    """Datasets and their split on the left, signs and pictures on the right; an invitation while there are none.

    ``changed`` when other data are chosen, or it can be said why they can't be learnt from.
    """

    changed = Signal()

    def __init__(self, data: TrainDatasets, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.data, self.context = data, context
        self._problem = ""
        self._binary = False
        self._fewest = 2
        self._look = Look()
        self.welcome = DataWelcome()
        self.list = DatasetList()
        self.split = SplitChoice()
        self.signs = SignChips()
        self.reference = TrainReference(self.signs, context.settings, self)
        self.seen = SeenPictures()
        self.varied = Switch(self.tr("Varied"))
        self.varied.setToolTip(self.tr("Turned, moved, recoloured and covered as in training"))
        self.varied.setAccessibleName(self.tr("Show the pictures varied as in training"))
        self.seen_size = _caption()
        self.summary = _caption()
        self.note = QLabel()
        self.note.setProperty("tone", "warning")
        self.note.setWordWrap(True)
        self.all, self.none = self._button(self.tr("All")), self._button(self.tr("None"))
        self.letters, self.digits = self._button(self.tr("Letters")), self._button(self.tr("Digits"))
        self.two = self._button(self.tr("Two signs"))
        self.two.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.two.setMenu(QMenu(self.two))
        self.split.show_setup(data.setup)
        self._stack = QStackedWidget()
        self._assemble()
        self._connect()
        self._show_look()
        self.refresh()

    @property
    def problem(self) -> str:
        """Why nothing can be learnt from what is chosen; "" when it can."""
        if not self.data.datasets:
            return self.tr("Choose a dataset first.")
        chosen = self.data.chosen
        if self._binary and len(chosen) != 2:
            return self.tr("This network tells exactly two signs apart; {0} are chosen. Choose two under Data.").format(
                len(chosen)
            )
        if not chosen and self._fewest < 2:
            return self.tr("Choose a sign to teach.")
        if len(chosen) < self._fewest:
            return self.tr("Choose at least two signs: to tell signs apart takes two.")
        return self.data.figures.problem if self.data.figures else ""

    def open_paths(self, paths: Iterable[Path]) -> None:
        """Read the datasets at ``paths``."""
        self._problem = ""
        self.list.show_problem("")
        self.data.open(str(path) for path in paths)

    def use_network(self, look: Look, binary: bool, trained: bool = False) -> None:
        """Show the pictures as this network sees them; a ``binary`` one needs exactly two signs, and one that is
        ``trained`` already can learn a single one."""
        self._look, self._binary, self._fewest = look, binary, 1 if trained else 2
        self._show_look()
        self.refresh()

    def use_preset(self, wanted: Mapping[str, Any]) -> None:
        """Choose what a preset ``wanted``: labels, shares, by whom; what these datasets can't give is told."""
        if not self.data.datasets:
            return
        now = self.data.setup
        usual = DataSetup() if wanted.keys() & {"by", "validation", "test"} else now
        by = str(wanted.get("by", usual.by))
        if by == "parts" and not all(dataset.parts for dataset in self.data.datasets):
            wanted, by = {**wanted, "validation": usual.validation, "test": usual.test}, usual.by
            self._tell(self.tr("These datasets have no split of their own, which the preset takes."))
        self.data.set_shares(
            validation=float(wanted.get("validation", usual.validation)),
            test=float(wanted.get("test", usual.test)),
            by=by,
            seed=now.seed,
            limit=now.limit,
        )
        self.split.show_setup(self.data.setup)
        labels = wanted.get("labels")
        if labels and set(labels) <= set(self.data.signs):
            self.data.choose(labels)
        elif labels:
            self._tell(self.tr("The preset learns {0}, of which there are no pictures.").format(", ".join(labels)))
        elif labels is not None:
            self.data.choose(self.data.signs)
        if wanted.get("folds"):
            text = self.tr("The notes measure this by {0}-fold cross-validation: see Runs.")
            self._tell(text.format(wanted["folds"]))

    def _tell(self, text: str) -> None:
        self.context.notifier.info(text)

    # What the user asks for

    def ask_for_folder(self) -> None:
        """Let the user browse for a folder."""
        name = QFileDialog.getExistingDirectory(
            self, self.tr("Choose a dataset’s folder"), self.context.settings.value.images_folder
        )
        if name:
            self.open_paths([Path(name)])

    def ask_for_file(self) -> None:
        """Let the user browse for a file."""
        names, _ = QFileDialog.getOpenFileNames(
            self,
            self.tr("Choose datasets"),
            self.context.settings.value.images_folder,
            f"{self.tr('Datasets')} (*.zip *.csv *.npy);;{self.tr('All files')} (*)",
        )
        if names:
            self.open_paths(Path(name) for name in names)

    def _act(self, name: str) -> None:
        match name:
            case "folder":
                self.ask_for_folder()
            case "file":
                self.ask_for_file()
            case _:
                self.data.stop_reading()

    def _remove(self, dataset: Dataset) -> None:
        place = self.data.remove(dataset)
        name = self.tr("Bundled") if dataset.key == BUNDLED else dataset.samples.name
        self.context.notifier.done(
            self.tr("{0} was taken off the list.").format(name),
            self.tr("Undo"),
            lambda: self.data.restore(place, dataset),
        )

    def _use_shares(self) -> None:
        validation, test, by, seed, limit = self.split.values
        self.data.set_shares(validation=validation, test=test, by=by, seed=seed, limit=limit)

    def _fill_pairs(self) -> None:
        menu = self.two.menu()
        menu.clear()
        signs = self.data.signs
        for first, second in _PAIRS:
            if first in signs and second in signs:
                self._pair(menu, self.tr("{0} and {1}").format(first, second), (first, second))
        if len(signs) >= 2:
            counts = self.data.counts
            most = sorted(signs, key=lambda sign: -counts[sign])[:2]
            self._pair(menu, self.tr("The two with most pictures ({0} and {1})").format(*most), (most[0], most[1]))

    def _pair(self, menu: QMenu, text: str, pair: tuple[str, str]) -> None:
        menu.addAction(text).triggered.connect(lambda _=False: self.data.choose(pair))

    # What is shown

    @Slot()
    def refresh(self) -> None:
        """Show what is chosen now."""
        data = self.data
        self.list.show_datasets(data.datasets)
        signs, chosen = data.signs, data.chosen
        self.signs.show_signs(signs, data.counts, chosen)
        self.letters.setVisible(any(s in LETTERS for s in signs) and any(s not in LETTERS for s in signs))
        self.digits.setVisible(any(s in DIGITS for s in signs) and any(s not in DIGITS for s in signs))
        number = QLocale().toString
        total = sum(data.counts[sign] for sign in chosen)
        self.summary.setText(
            self.tr("{0} of {1} · {2}").format(number(len(chosen)), number(len(signs)), pictures_text(total))
        )
        self.split.offer_parts(bool(data.datasets) and all(dataset.parts for dataset in data.datasets))
        self._show_note()
        self._show_figures()
        self._show_reading()
        self.changed.emit()

    def _show_note(self) -> None:
        problem = self.problem if self.data.datasets and (self._binary or len(self.data.chosen) < self._fewest) else ""
        self.note.setText(problem)
        self.note.setVisible(bool(problem))

    @Slot()
    def _show_figures(self) -> None:
        figures = self.data.figures
        if figures is not None and figures.problem:
            self.split.show_figures(None, figures.problem, "danger")
        else:
            self.split.show_figures(figures, self._sentence())

    def _sentence(self) -> str:
        figures = self.data.figures
        if figures is None:
            return ""
        if not figures.validation.pictures and not figures.test.pictures:
            return self.tr("Nothing is kept back: how well it reads will not be known.")
        if figures.known:
            return self.tr("Nobody is on both sides: the score is that of people the network has not seen.")
        if self.data.setup.by == "parts":
            return self.tr("Parted as the dataset itself says: the same people may be on both sides.")
        if self.data.setup.by == "picture" and not figures.unknown:
            return self.tr("The same people are on both sides: the score says little about other people.")
        return self.tr("Nobody knows who signs in {0}: they are parted one by one, and the score may flatter.").format(
            pictures_text(figures.unknown)
        )

    @Slot()
    def _show_reading(self) -> None:
        watch = self.data.reading
        self.list.show_reading(watch)
        if not self.data.datasets:
            if watch is not None:
                number = QLocale().toString
                text = self.tr("{0} of {1}").format(number(watch.done), number(watch.total)) if watch.total else ""
                self.welcome.wait_for(watch.name, text)
            else:
                self.welcome.invite(self._problem)
        self._stack.setCurrentIndex(1 if self.data.datasets else 0)

    @Slot(str)
    def _fail(self, message: str) -> None:
        self._problem = message
        self.list.show_problem(message)
        self.refresh()

    @Slot()
    def _show_pictures(self) -> None:
        note = self.data.unseen or self.tr("Reading…")
        if not self.data.chosen:
            note = self.tr("Choose a sign to see its pictures.")
        self.seen.show_pictures(self.data.pictures, note)

    @Slot()
    def _show_look(self) -> None:
        size, grey = self._look.size, self._look.grey
        colour = self.tr("grey") if grey else self.tr("colour")
        self.seen_size.setText(self.tr("{0} × {0}, {1}").format(size, colour))
        self.data.look_at(Look(size, grey, (self._look.varied or 1.0) if self.varied.isChecked() else 0.0))

    # How it is put together

    def _assemble(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(SPACE.m)
        left.addWidget(self._card(self.tr("Datasets"), [self._add_button()], self.list))
        left.addWidget(self._card(self.tr("Split"), [], self.split))
        left.addStretch(1)
        side = _scrolled(left)
        side.setFixedWidth(_SIDE)
        signs = QVBoxLayout()
        signs.setSpacing(SPACE.s)
        signs.addWidget(self.summary)
        signs.addWidget(self.note)
        signs.addWidget(self.signs, 1)
        chips = QWidget()
        chips.setLayout(signs)
        signs.setContentsMargins(0, 0, 0, 0)
        how = self.tr("How is it made?")
        self.how = _small("hand-pointing", tip(how, "train_reference"), how)
        self.how.clicked.connect(self.reference.show)
        buttons: list[QWidget] = [self.letters, self.digits, self.two, self.all, self.none, self.how]
        more = _small("shuffle", self.tr("Show others"), self.tr("Show other pictures"))
        more.clicked.connect(lambda: self.data.look_at(self.data.look, self.data.seed_shown + 1))
        right = QVBoxLayout()
        right.setSpacing(SPACE.m)
        right.addWidget(self._card(self.tr("Signs"), buttons, chips), 5)
        right.addWidget(
            self._card(self.tr("What the network will see"), [self.seen_size, self.varied, more], self.seen), 6
        )
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.m)
        row.addWidget(side)
        row.addLayout(right, 1)
        self._stack.addWidget(self.welcome)
        self._stack.addWidget(body)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    def _add_button(self) -> QToolButton:
        button = self._button(beside_icon(self.tr("Add")))
        button.setIcon(icon("plus"))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(self.tr("Add a dataset"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for name, text in (("folder", self.tr("Choose a folder…")), ("file", self.tr("Choose a file…"))):
            menu.addAction(text).triggered.connect(lambda _=False, name=name: self._act(name))
        button.setMenu(menu)
        return button

    def _button(self, text: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "quiet")
        button.setText(text)
        button.setIconSize(QSize(16, 16))
        return button

    def _card(self, title: str, tools: Iterable[QWidget], content: QWidget) -> QFrame:
        card = QFrame()
        card.setProperty("card", "true")
        head = QHBoxLayout()
        head.setSpacing(SPACE.xs)
        label = QLabel(title)
        label.setProperty("tone", "lead")
        head.addWidget(label)
        head.addStretch(1)
        for tool in tools:
            head.addWidget(tool)
        column = QVBoxLayout(card)
        column.setContentsMargins(SPACE.l, SPACE.s, SPACE.l, SPACE.m)
        column.setSpacing(SPACE.s)
        column.addLayout(head)
        column.addWidget(content, 1)
        return card

    def _connect(self) -> None:
        data = self.data
        data.changed.connect(self.refresh)
        data.read.connect(self._show_reading)
        data.failed.connect(self._fail)
        data.repeated.connect(lambda key: self.context.notifier.info(self.tr("{0} is on the list.").format(key)))
        data.parted.connect(self.refresh)
        data.seen.connect(self._show_pictures)
        self.welcome.acted.connect(self._act)
        self.list.removed.connect(self._remove)
        self.list.stopped.connect(data.stop_reading)
        self.split.changed.connect(self._use_shares)
        self.signs.chosen.connect(data.choose)
        QShortcut(QKeySequence(SHORTCUTS["train_reference"].keys), self).activated.connect(self.reference.show)
        self.varied.toggled.connect(lambda _: self._show_look())
        self.all.clicked.connect(lambda: data.choose(data.signs))
        self.none.clicked.connect(lambda: data.choose(()))
        self.letters.clicked.connect(lambda: data.choose(LETTERS.labels))
        self.digits.clicked.connect(lambda: data.choose(DIGITS.labels))
        self.two.menu().aboutToShow.connect(self._fill_pairs)


def _caption() -> QLabel:
    label = QLabel()
    label.setProperty("tone", "caption")
    return label


def _small(icon_name: str, tool_tip: str, name: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("role", "quiet")
    button.setProperty("small", True)
    button.setIcon(icon(icon_name))
    button.setToolTip(tool_tip)
    button.setAccessibleName(name)
    return button


def _scrolled(layout: QVBoxLayout) -> QScrollArea:
    inner = QWidget()
    inner.setLayout(layout)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
