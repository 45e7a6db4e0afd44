"""The Train page: choose data, choose a network, let it learn, compare what was learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QSize, Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from signdesk.app import preload
from signdesk.app.context import AppContext, Page
from signdesk.app.icons import beside_icon, icon
from signdesk.app.image_actions import page_action
from signdesk.app.shortcuts import SHORTCUTS, key_text, tip
from signdesk.app.theme import SPACE
from signdesk.app.train_data_job import Dataset, signs_of
from signdesk.app.train_datasets import TrainDatasets
from signdesk.app.train_session import TrainSession
from signdesk.app.train_setup import TrainSetup
from signdesk.app.train_starts import find_starts, own_reader, read_start
from signdesk.app.widgets.drop_veil import DropVeil
from signdesk.app.widgets.elided_label import ElidedLabel
from signdesk.app.widgets.segments import Segments
from signdesk.app.widgets.train_data import DataSection
from signdesk.app.widgets.train_network import NetworkSection
from signdesk.app.widgets.train_teach import TeachOffer
from signdesk.app.workers import Background
from signdesk.errors import SignDeskError
from signdesk.networks.specs import SPECS

if TYPE_CHECKING:
    from signdesk.app.widgets.train_run import RunSection
    from signdesk.app.widgets.train_runs import RunsSection

__all__ = ["TrainPage"]

_SECTIONS = ("data", "network", "run", "runs")


class TrainPage(Page):
    """Four sections, one in view: Data, Network, Run and Runs. Datasets may be dropped on any of them.

    Run and Runs are made when they are first asked for, so that the page itself is there at once.
    """

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.data = TrainDatasets(self)
        self.session = TrainSession(context, parent=self)
        self.data_section = DataSection(self.data, context)
        self.network_section = NetworkSection(context)
        self.teach_offer = TeachOffer()
        self._background = Background(self)
        self._offered: Dataset | None = None
        self._run: RunSection | None = None
        self._runs: RunsSection | None = None
        self.steps = Segments(
            [
                ("data", self.tr("Data")),
                ("network", self.tr("Network")),
                ("run", self.tr("Run")),
                ("runs", self.tr("Runs")),
            ],
            self.tr("Step"),
            f"{self.tr('From the data to what was learnt')} ({_keys('train_back')}, {_keys('train_next')})",
        )
        self.summary = ElidedLabel()
        self.go = QPushButton()
        self._veil = DropVeil(self.tr("Drop to learn from"), self)
        self._stack = QStackedWidget()
        self._begun = False
        self.session.setup = self._run_config
        self._assemble()
        self._connect()
        self.show_section("data")

    @property
    def setup(self) -> TrainSetup:
        """What is chosen now."""
        chosen = self.network_section.setup
        problem = self.data_section.problem or chosen.problem or self._misses_places(chosen.network)
        return replace(chosen, data=self.data.setup, problem=problem)

    @property
    def section(self) -> str:
        """The section in view."""
        return self.steps.value

    @property
    def run_section(self) -> RunSection:
        """The Run section, made if need be."""
        if self._run is None:
            from signdesk.app.widgets.train_run import RunSection

            self._run = RunSection(self.session, self.context)
            self._run.setup_asked.connect(self.show_section)
            self._stack.addWidget(self._run)
        return self._run

    @property
    def runs_section(self) -> RunsSection:
        """The Runs section, made if need be."""
        if self._runs is None:
            from signdesk.app.widgets.train_runs import RunsSection

            self._runs = RunsSection(self.session, self.context)
            self._runs.setup_asked.connect(self.show_section)
            self._runs.opened.connect(self._open_run)
            self._runs.parts.chosen.connect(self._share_keys)
            self._stack.addWidget(self._runs)
        return self._runs

    def show_section(self, name: str) -> None:
        """Bring the section ``name`` into view."""
        self.steps.set_value(name)
        section: QWidget = getattr(self, f"{name}_section")
        self._stack.setCurrentWidget(section)
        focused = QApplication.focusWidget()
        if focused is None or not self.steps.isAncestorOf(focused):
            self.setFocus()  # so that the page's keys work at once
        self._share_keys()
        self.data.set_looking(name == "data")
        self._refresh()

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Learn from the datasets at ``paths`` too."""
        self.show_section("data")
        self.data_section.open_paths(paths)

    def start(self) -> None:
        """Begin to train what is chosen, if it can be."""
        setup = self.setup
        if not setup.ready:
            self.context.notifier.info(setup.problem)
            return
        self.show_section("run")
        if not self.session.start(setup.run_config()) and self.session.problem:
            self.context.notifier.problem(self.session.problem)

    def teach(self, dataset: Dataset) -> None:
        """Teach the signs of ``dataset`` alone to signdesk's own reader, now."""
        try:
            start = read_start(own_reader(), self.tr("signdesk’s own reader"))
        except SignDeskError as error:
            self.context.notifier.problem(str(error))
            return
        self.data.keep_only(dataset)
        self.network_section.go_on_from(start)
        self.start()

    def activated(self) -> None:
        if not self._begun:
            self._begun = True
            self.data.open_bundled()
            self.network_section.begin()
        self.data.set_looking(self.section == "data")
        self.setFocus()

    def deactivated(self) -> None:
        self.data.set_looking(False)

    def close_page(self) -> None:
        for section in (self._run, self._runs):
            if section is not None:
                section.close_section()
        self.session.close()
        self._background.close(20.0)
        self.data_section.reference.close()
        self.network_section.close_section()
        self.data.close()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _paths_in(event.mimeData()):
            event.acceptProposedAction()
            self._veil.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        self._veil.hide()
        event.acceptProposedAction()
        self.open_paths(_paths_in(event.mimeData()))

    def _misses_places(self, network: str) -> str:
        """Why boxes can't be learnt from the chosen datasets; "" when they can, or none are to be."""
        if SPECS[network].task != "box" or any(dataset.places for dataset in self.data.datasets):
            return ""
        return self.tr("Nothing says where hands are. Choose a dataset with boxes or keypoints, as the bundled one.")

    def _run_config(self) -> dict[str, Any]:
        return self.setup.run_config()

    def _assemble(self) -> None:
        self.setAcceptDrops(True)
        self.summary.setProperty("tone", "caption")
        self.summary.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.go.setProperty("role", "primary")
        self.go.setIconSize(QSize(18, 18))
        kept = self.go.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.go.setSizePolicy(kept)
        head = QHBoxLayout()
        head.setSpacing(SPACE.m)
        head.addWidget(self.steps)
        head.addWidget(self.summary, 1)
        head.addWidget(self.go)
        self._stack.addWidget(self.data_section)
        self._stack.addWidget(self.network_section)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.l, SPACE.l, SPACE.l, SPACE.l)
        column.setSpacing(SPACE.m)
        column.addLayout(head)
        column.addWidget(self.teach_offer)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.steps.chosen.connect(self.show_section)
        self.go.clicked.connect(self._go_on)
        self.data_section.changed.connect(self._refresh)
        self.data.changed.connect(self._offer_to_teach)
        self.teach_offer.taken.connect(self._teach_offered)
        self.network_section.mode.chosen.connect(self._find_starts)
        self.network_section.changed.connect(self._use_network)
        self.network_section.data_asked.connect(self._use_preset_data)
        self.session.changed.connect(self._watch_run)
        self._choose = page_action(self, "train_folder", "folder-open", self.tr("Choose a dataset…"), self._browse)
        page_action(self, "train_start", "play-fill", self.tr("Start training"), self.start)
        for name, by in (("train_next", 1), ("train_back", -1)):
            shortcut = QShortcut(QKeySequence(SHORTCUTS[name].keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=by: self._step(by))

    def _browse(self) -> None:
        self.show_section("data")
        self.data_section.ask_for_folder()

    @Slot()
    def _share_keys(self) -> None:
        """Leave Compare live the keys that choose a dataset elsewhere: there they open a film."""
        self._choose.setEnabled(self.section != "runs" or self.runs_section.parts.value != "live")

    def _step(self, by: int) -> None:
        self.show_section(_SECTIONS[(_SECTIONS.index(self.section) + by) % len(_SECTIONS)])

    @Slot()
    def _go_on(self) -> None:
        if self.section == "data":
            self.show_section("network")
        else:
            self.start()

    @Slot()
    def _watch_run(self) -> None:
        """A training may have been begun from another section: its curves are drawn from the first epoch."""
        if self.session.active:
            _ = self.run_section

    @Slot(str)
    def _open_run(self, run_id: str) -> None:
        self.show_section("run")
        self.run_section.show_run(run_id)

    @Slot()
    def _use_network(self) -> None:
        section = self.network_section
        self.data_section.use_network(section.look, section.binary, trained=section.start is not None)
        self._refresh()

    @Slot()
    def _offer_to_teach(self) -> None:
        """A dataset of one sign is hardly meant to be told apart from others: it is one to be added."""
        dataset = self.data.datasets[-1] if self.data.datasets else None
        if dataset is self._offered:
            return
        self._offered = dataset
        signs = signs_of(dataset.counts) if dataset else []
        if dataset is not None and len(signs) == 1:
            self.teach_offer.offer(signs, dataset.counts[signs[0]])
        else:
            self.teach_offer.hide()

    @Slot()
    def _teach_offered(self) -> None:
        if self._offered is not None:
            self.teach(self._offered)

    @Slot(str)
    def _find_starts(self, mode: str) -> None:
        """Look for networks to go on from, each time that somebody wants to see them."""
        if mode == "starts":
            preload.load_settings()
            self._background.run(
                lambda: find_starts(self.session.store.all), self.network_section.show_starts, self._tell_problem
            )

    def _tell_problem(self, error: SignDeskError) -> None:
        self.context.notifier.problem(str(error))

    @Slot(object)
    def _use_preset_data(self, wanted: object) -> None:
        if isinstance(wanted, dict):
            self.data_section.use_preset(wanted)

    def _outputs(self) -> int:
        """How many signs the network will read."""
        start = self.network_section.start
        if start is not None:
            return len({*start.labels, *self.data.chosen})
        return len(self.data.chosen) if self.data.datasets else 24

    @Slot()
    def _refresh(self) -> None:
        setup, section = self.setup, self.section
        self.network_section.show_labels(self._outputs())
        self.network_section.show_problem(setup.problem)
        choosing = section in ("data", "network")
        self.summary.setText(setup.name if choosing else "")  # a run says itself what it trains
        self.go.setVisible(choosing)
        going_on = section == "data"
        text = self.tr("Choose a network") if going_on else self.tr("Start training")
        self.go.setText(beside_icon(text))
        self.go.setAccessibleName(text)
        self.go.setIcon(icon("arrow-right" if going_on else "play-fill", "on_accent"))
        self.go.setToolTip(text if going_on else tip(text, "train_start"))
        self.go.setEnabled(bool(self.data.datasets) if going_on else setup.ready)


def _keys(name: str) -> str:
    return key_text(SHORTCUTS[name].keys)


def _paths_in(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
