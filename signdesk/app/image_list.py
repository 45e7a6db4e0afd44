"""The pictures of the Images page and what was read from them, as a Qt model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from signdesk.vision.files import shown

if TYPE_CHECKING:
    from signdesk.recognition.batch import PictureResult, PictureSource
    from signdesk.recognition.reading import Reading

__all__ = ["ENTRY_ROLE", "Entry", "EntryState", "ImageFilter", "ImageList", "state_text"]

ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


class EntryState(Enum):
    """How far a picture has come; also what the list can be filtered by."""

    WAITING = "waiting"
    READ = "read"
    UNSURE = "unsure"
    NO_HAND = "no hand"
    ERROR = "error"


@dataclass(slots=True, eq=False)
class Entry:
    """One picture, or one frame of a video; a video that was not read yet is one entry, too.

    ``key`` is its own for as long as the page lives. ``frame`` counts the entries of one video from 0.
    """

    key: int
    source: PictureSource
    frame: int = 0
    result: PictureResult | None = None

    @property
    def state(self) -> EntryState:
        if self.result is None:
            return EntryState.WAITING
        if self.result.error is not None:
            return EntryState.ERROR
        if self.reading is None:
            return EntryState.NO_HAND
        return EntryState.UNSURE if self.reading.label is None else EntryState.READ

    @property
    def reading(self) -> Reading | None:
        return self.result.recognition.reading if self.result and self.result.recognition else None

    @property
    def time(self) -> float | None:
        """Where in its video this frame lies, in seconds; None for a picture."""
        return self.result.frame_time if self.result else None

    @property
    def name(self) -> str:
        """The file's name, and the time of a video's frame."""
        name = shown(self.source.name)
        return name if self.time is None else f"{name} · {_clock(self.time)}"

    @property
    def described(self) -> str:
        """Name and reading in words, as a screen reader says them."""
        return f"{self.name}, {state_text(self)}"


def state_text(entry: Entry) -> str:
    """What was read from ``entry``, in words."""
    reading = entry.reading
    if entry.state is EntryState.READ and reading is not None:
        return _tr("{label}, {percent}% sure").format(label=reading.label, percent=round(reading.confidence * 100))
    texts = {
        EntryState.WAITING: _tr("not read yet"),
        EntryState.UNSURE: _tr("unsure"),
        EntryState.NO_HAND: _tr("no hand found"),
        EntryState.ERROR: _tr("can’t be read"),
    }
    return texts[entry.state]


class ImageList(QAbstractListModel):
    """The entries in their order, with running counts of their states."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self._keys = count()
        self._heads: dict[int, Entry] = {}
        self._last_row = 0
        self.counts: Counter[EntryState] = Counter()

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def entry(self, row: int) -> Entry:
        return self._entries[row]

    def head(self, key: int) -> Entry | None:
        """The entry with that key, unless it was taken away; of a video, its first."""
        return self._heads.get(key)

    def add(self, sources: Iterable[PictureSource]) -> list[Entry]:
        """Put pictures that wait to be read at the end; those whose path is in the list already are left out."""
        known = {entry.source for entry in self._heads.values()}
        # A dictionary drops what comes twice, and keeps the order.
        new = [Entry(next(self._keys), source) for source in dict.fromkeys(sources) if source not in known]
        if not new:
            return []
        first = len(self._entries)
        self.beginInsertRows(QModelIndex(), first, first + len(new) - 1)
        self._entries.extend(new)
        self._heads.update((entry.key, entry) for entry in new)
        self.counts[EntryState.WAITING] += len(new)
        self.endInsertRows()
        return new

    def put(self, key: int, number: int, result: PictureResult) -> Entry | None:
        """Note what was read; a video's frames after its first become entries of their own. None: it was removed."""
        head = self._heads.get(key)
        if head is None:
            return None
        row = self._row(head)
        if number == 0:
            return self._set(row, result)
        row += 1
        while row < len(self._entries) and self._entries[row].frame and self._entries[row].source is head.source:
            if self._entries[row].frame == number:  # read twice, because it was taken away and put back meanwhile
                return self._set(row, result)
            row += 1
        entry = Entry(next(self._keys), head.source, number, result)
        self.beginInsertRows(QModelIndex(), row, row)
        self._entries.insert(row, entry)
        self.counts[entry.state] += 1
        self.endInsertRows()
        return entry

    def remove(self, entries: Iterable[Entry]) -> list[tuple[int, Entry]]:
        """Take ``entries`` off the list; the files stay where they are. Gives what `restore` needs."""
        gone = {entry.key for entry in entries}
        removed: list[tuple[int, Entry]] = []
        for first, last in reversed(self._runs(gone)):
            self.beginRemoveRows(QModelIndex(), first, last)
            removed[:0] = enumerate(self._entries[first : last + 1], first)
            del self._entries[first : last + 1]
            self.endRemoveRows()
        for _, entry in removed:
            self.counts[entry.state] -= 1
            self._heads.pop(entry.key, None)
        return removed

    def restore(self, removed: list[tuple[int, Entry]], read: bool = True) -> list[Entry]:
        """Put back what `remove` took away, where it was; all that came back. Without ``read`` it waits to be read."""
        known = {entry.source for entry in self._heads.values()}
        back = [(row, entry) for row, entry in removed if (entry.frame and read) or entry.source not in known]
        if not read:
            # The first that is left of each video is the whole of it until it is read.
            back = list({entry.source: (row, entry) for row, entry in reversed(back)}.values())[::-1]
            for _, entry in back:
                entry.frame, entry.result = 0, None
        for first, run in _neighbours(back, len(self._entries)):
            self.beginInsertRows(QModelIndex(), first, first + len(run) - 1)
            self._entries[first:first] = run
            self.endInsertRows()
        for _, entry in back:
            self.counts[entry.state] += 1
            if not entry.frame:
                self._heads[entry.key] = entry
        return [entry for _, entry in back]

    def forget_results(self) -> list[Entry]:
        """Let every picture wait to be read again, and every video be one entry again; all of them."""
        # A video whose first frame was taken away starts with the first that is left.
        first = list({entry.source: entry for entry in reversed(self._entries)}.values())
        kept = {entry.key for entry in first}
        self.remove([entry for entry in self._entries if entry.key not in kept])
        for entry in self._entries:
            entry.frame, entry.result = 0, None
        self._heads = {entry.key: entry for entry in self._entries}
        self.counts = Counter({EntryState.WAITING: len(self._entries)})
        if self._entries:
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))
        return list(self._entries)

    def refresh(self, entry: Entry) -> None:
        """``entry`` looks different now."""
        self._tell(self._row(entry))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        entry = self._entries[index.row()]
        if role == ENTRY_ROLE:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return entry.described
        if role == Qt.ItemDataRole.ToolTipRole:
            error = entry.result.error if entry.result else None
            return error or shown(entry.source if isinstance(entry.source, Path) else entry.name)
        return None

    def _set(self, row: int, result: PictureResult) -> Entry:
        entry = self._entries[row]
        self.counts[entry.state] -= 1
        entry.result = result
        self.counts[entry.state] += 1
        self._tell(row)
        return entry

    def _tell(self, row: int) -> None:
        index = self.index(row)
        self.dataChanged.emit(index, index)

    def _row(self, entry: Entry) -> int:
        # Results come in the list's order, so the next is nearly always one row after the last.
        for row in (self._last_row, self._last_row + 1):
            if row < len(self._entries) and self._entries[row] is entry:
                self._last_row = row
                return row
        self._last_row = self._entries.index(entry)
        return self._last_row

    def _runs(self, keys: set[int]) -> list[tuple[int, int]]:
        """The rows of ``keys`` as runs of neighbours, first and last."""
        runs: list[tuple[int, int]] = []
        for row, entry in enumerate(self._entries):
            if entry.key not in keys:
                continue
            if runs and runs[-1][1] == row - 1:
                runs[-1] = (runs[-1][0], row)
            else:
                runs.append((row, row))
        return runs


class ImageFilter(QSortFilterProxyModel):
    """The entries in one state, or all of them."""

    def __init__(self, images: ImageList, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._images = images
        self._state: EntryState | None = None
        self.setSourceModel(images)

    @property
    def state(self) -> EntryState | None:
        return self._state

    def show_only(self, state: EntryState | None) -> None:
        """Show the entries in ``state``, or all of them with None."""
        if state is not self._state:
            self._state = state
            self.invalidate()

    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        return self._state is None or self._images.entry(source_row).state is self._state


def _neighbours(removed: list[tuple[int, Entry]], length: int) -> list[tuple[int, list[Entry]]]:
    """``removed`` as runs of neighbouring rows, each with its first; rows past the end of the list follow its end."""
    runs: list[tuple[int, list[Entry]]] = []
    for row, entry in removed:
        row = min(row, length)
        length += 1
        if runs and runs[-1][0] + len(runs[-1][1]) == row:
            runs[-1][1].append(entry)
        else:
            runs.append((row, [entry]))
    return runs


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:04.1f}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("ImageList", text)
