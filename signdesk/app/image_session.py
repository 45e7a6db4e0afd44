"""What happens on the Images page, without its widgets: listing, reading and showing pictures in the background."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QPixmap

from signdesk.app.image_cache import ThumbnailCache, as_pixmap
from signdesk.app.image_job import (
    PictureRead,
    ReadEvent,
    ReadingFailed,
    ReadTask,
    Shown,
    ShowTask,
    list_files,
    read_task,
    show_picture,
)
from signdesk.app.image_list import Entry, EntryState, ImageList
from signdesk.app.work_queue import WorkQueue

if TYPE_CHECKING:
    from signdesk.alphabet import Alphabet
    from signdesk.recognition.batch import HandMode, PictureSource, StillRecognizer

__all__ = ["ImageSession", "Removed"]

TICK = 33
BUDGET = 0.012
"""Seconds of a tick that may go into taking results, so that the window stays smooth."""
THUMBNAILS_KEPT = 256
"""So many thumbnails may be asked for at a time: those that were scrolled past are let go."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken off the list, and from which rows.

    ``unread`` has the keys of what had not been read to its end, ``choice`` says how all was read then.
    """

    entries: list[tuple[int, Entry]]
    unread: frozenset[int]
    choice: int


class ImageSession(QObject):
    """Reads the pictures it is given into `images`, and tells when something changed.

    ``changed`` fires at most once a tick; ``previewed`` gives an `Entry`, its picture and that picture's scale (None
    when it can't be read); ``finished`` fires when all was read, ``repeated`` tells
    how many of the files that were opened are on the list already.
    """

    changed = Signal()
    previewed = Signal(object, object, float)
    finished = Signal()
    repeated = Signal(int)

    def __init__(
        self,
        recognizer: Callable[[], StillRecognizer],
        alphabet: Alphabet,
        hand: HandMode = "auto",
        thumbnail: tuple[int, int] = (320, 240),
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.images = ImageList(self)
        self.problem = ""
        """Why nothing can be read, or ""."""
        self._alphabet, self._hand, self._thumbnail = alphabet, hand, thumbnail
        self._cache = ThumbnailCache()
        self._lister = WorkQueue("signdesk-list", list_files)
        work = partial(read_task, recognizer=recognizer, thumbnail=thumbnail, wanted=self._wants)
        self._reader = WorkQueue("signdesk-read", work)
        self._thumbnails = WorkQueue("signdesk-thumbnails", show_picture, newest_first=True, kept=THUMBNAILS_KEPT)
        self._preview = WorkQueue("signdesk-preview", show_picture, newest_first=True, kept=1)
        self._asked: OrderedDict[int, Entry] = OrderedDict()
        self._unreadable: set[int] = set()
        self._waiting: dict[int, ReadTask] = {}
        self._within: Entry | None = None
        self._previewing: Entry | None = None
        self._choice = 0
        self._again = 0
        self._total = 0
        self._begun = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(TICK)
        self._timer.timeout.connect(self._tick)

    @property
    def alphabet(self) -> Alphabet:
        return self._alphabet

    @property
    def hand(self) -> HandMode:
        return self._hand

    @property
    def listing(self) -> bool:
        """Whether folders are still being looked through."""
        return self._lister.busy

    @property
    def reading(self) -> bool:
        """Whether pictures are being read, or wait for their turn."""
        return bool(self._waiting)

    @property
    def progress(self) -> tuple[int, int]:
        """How many pictures of this run were read, and how many there are."""
        return self._total - len(self._waiting), self._total

    @property
    def within(self) -> Entry | None:
        """The frame that was read last of a video that is not at its end; None while no video is being read."""
        return self._within

    @property
    def seconds_left(self) -> float | None:
        """How long this run will last, once that can be said."""
        done, total = self.progress
        spent = time.monotonic() - self._begun
        return spent / done * (total - done) if done >= 20 and spent > 2 else None

    def open_paths(self, paths: Iterable[Path]) -> None:
        """Put the pictures and videos at and under ``paths`` on the list, and read them."""
        self._lister.submit([tuple(paths)])
        self._run()

    def add(self, sources: Iterable[PictureSource]) -> int:
        """Put ``sources`` on the list and read them; how many were not there already."""
        new = self.images.add(sources)
        self._read(new)
        return len(new)

    def use(self, alphabet: Alphabet, hand: HandMode) -> None:
        """Read with these from now on, and read everything again if they are others."""
        if alphabet != self._alphabet or hand != self._hand:
            self._alphabet, self._hand = alphabet, hand
            self.read_again()

    def read_again(self) -> None:
        """Read everything anew: somebody else reads now, or in another way."""
        self._choice += 1
        self._drop_reading()
        self._read(self.images.forget_results())
        self.changed.emit()

    def stop(self) -> None:
        """Read no more; what waits can be gone on with by `resume`."""
        self._lister.clear()
        self._drop_reading()
        self.changed.emit()

    def resume(self) -> None:
        """Read what was not read yet."""
        self._read(entry for entry in self.images if entry.state is EntryState.WAITING)
        self.changed.emit()

    def remove(self, entries: Iterable[Entry]) -> Removed:
        """Take ``entries`` off the list; the files stay where they are. Gives what `restore` needs."""
        removed = self.images.remove(entries)
        for _, entry in removed:
            self._cache.drop(entry.key)
            self._asked.pop(entry.key, None)
        unread = frozenset(entry.key for _, entry in removed if entry.key in self._waiting)
        for key in unread:
            self._done(key)
        self._total -= len(unread)
        if not self._waiting:
            self._drop_reading()
        self.changed.emit()
        return Removed(removed, unread, self._choice)

    def restore(self, removed: Removed) -> None:
        """Put back what `remove` took away, and read what had not been read, or not as all else is read by now."""
        back = self.images.restore(removed.entries, read=removed.choice == self._choice)
        self._read(entry for entry in back if entry.state is EntryState.WAITING or entry.key in removed.unread)
        self.changed.emit()

    def thumbnail(self, entry: Entry) -> QPixmap | None:
        """The small picture of ``entry`` if it is at hand; else it is made, and the list told when it is there."""
        pixmap = self._cache.get(entry.key)
        if pixmap is None and entry.key not in self._asked and entry.key not in self._unreadable:
            self._asked[entry.key] = entry
            if len(self._asked) > THUMBNAILS_KEPT:  # the queue lets go of its oldest as well
                self._asked.popitem(last=False)
            self._thumbnails.submit([ShowTask(entry.key, entry.source, entry.time, self._thumbnail)])
            self._run()
        return pixmap

    def preview(self, entry: Entry, size: tuple[int, int]) -> None:
        """Read the picture of ``entry`` again, to fit ``size``; `previewed` brings it, unless another is asked for."""
        self._preview.clear()
        self._preview.submit([ShowTask(entry.key, entry.source, entry.time, size)])
        self._previewing = entry
        self._run()

    def close(self) -> bool:
        """Stop everything and end the threads; False when one did not end."""
        self._timer.stop()
        queues = (self._lister, self._reader, self._thumbnails, self._preview)
        for each in queues:
            each.clear()
        ended = [each.close() for each in queues]
        return all(ended)

    def _read(self, entries: Iterable[Entry]) -> None:
        tasks = [ReadTask(entry.key, entry.source, self._alphabet, self._hand) for entry in entries]
        if not tasks:
            return
        if not self._waiting:
            self._total, self._begun = 0, time.monotonic()
        self.problem = ""
        self._total += len(tasks)
        self._waiting.update((task.key, task) for task in tasks)
        self._reader.submit(tasks)
        self._run()

    def _drop_reading(self) -> None:
        self._reader.clear()
        self._waiting.clear()
        self._total = 0
        self._within = None

    def _wants(self, task: ReadTask) -> bool:
        """Whether ``task`` was neither removed nor done yet; any thread may ask."""
        return self._waiting.get(task.key) is task

    def _done(self, key: int) -> None:
        task = self._waiting.pop(key)
        if self._within is not None and self._within.source is task.source:
            self._within = None

    def _run(self) -> None:
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _tick(self) -> None:
        until = time.monotonic() + BUDGET
        changed = False
        for files in self._lister.take(1):
            self._again += len(files) - self.add(files)
            changed = True
        if self._again and not self.listing:
            self.repeated.emit(self._again)
            self._again = 0
        was_reading = self.reading
        while time.monotonic() < until and (events := self._reader.take(4)):
            for event in events:
                self._take(event)
            changed = True
        while time.monotonic() < until and (shown := self._thumbnails.take(4)):
            for each in shown:
                self._keep(each)
        for each in self._preview.take():
            self._show(each)
        if changed:
            self.changed.emit()
        if was_reading and not self.reading and not self.listing:
            self.finished.emit()
        if not (self.reading or any(each.busy for each in (self._lister, self._thumbnails, self._preview))):
            self._timer.stop()

    def _take(self, event: ReadEvent) -> None:
        if isinstance(event, ReadingFailed):
            self._drop_reading()
            self.problem = event.message
        elif not self._wants(event.task):
            return  # it was removed, and perhaps put back and asked for anew, since it was read
        elif isinstance(event, PictureRead):
            entry = self.images.put(event.task.key, event.number, event.result)
            self._within = entry if event.result.frame_time is not None else None
            if entry is not None and event.thumbnail is not None:
                self._cache.put(entry.key, as_pixmap(event.thumbnail))
        else:
            self._done(event.task.key)

    def _keep(self, shown: Shown) -> None:
        entry = self._asked.pop(shown.task.key, None)
        if entry is None:
            return
        if shown.image is None:
            self._unreadable.add(entry.key)
            return
        self._cache.put(entry.key, as_pixmap(shown.image))
        self.images.refresh(entry)

    def _show(self, shown: Shown) -> None:
        if self._previewing is not None and shown.task.key == self._previewing.key:
            pixmap = as_pixmap(shown.image) if shown.image is not None else None
            self.previewed.emit(self._previewing, pixmap, shown.scale)
