"""A thread of one's own for work that would make the window wait.

A page puts tasks in and takes events out on a timer; in between a generator turns each task into events. It is asked
whether to go on after every event, so that work can be dropped at any moment, and it stands still while the window is
behind, so that no heap of events can grow.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from typing import Generic, TypeVar

__all__ = ["WorkQueue"]

_log = logging.getLogger(__name__)

Task = TypeVar("Task")
Event = TypeVar("Event")


class WorkQueue(Generic[Task, Event]):
    """Runs ``work`` on one task after the other, in a thread that starts with the first task and ends with `close`.

    At most ``waiting`` events wait to be taken. With ``newest_first`` the task put in last is next, and only the
    newest ``kept`` tasks are kept.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[Task], Generator[Event, None, None]],
        waiting: int = 32,
        newest_first: bool = False,
        kept: int | None = None,
    ) -> None:
        self._name, self._work, self._waiting, self._newest_first = name, work, waiting, newest_first
        self._changed = threading.Condition()  # guards all below
        self._tasks: deque[Task] = deque(maxlen=kept)
        self._events: deque[Event] = deque()
        self._round = 0
        self._busy = self._closed = False
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        """Whether there is something to do or to take."""
        with self._changed:
            return self._busy or bool(self._tasks) or bool(self._events)

    def submit(self, tasks: Iterable[Task]) -> None:
        """Do these too."""
        with self._changed:
            if self._closed:
                return
            self._tasks.extend(tasks)
            if self._tasks and self._thread is None:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def take(self, limit: int = 32) -> list[Event]:
        """What happened since the last call, at most ``limit`` events; never waits."""
        with self._changed:
            events = [self._events.popleft() for _ in range(min(limit, len(self._events)))]
            self._changed.notify_all()
        return events

    def clear(self) -> None:
        """Let go of all tasks: from now on nothing of them comes out any more, nor of the one in work."""
        with self._changed:
            self._tasks.clear()
            self._events.clear()
            self._round += 1
            self._changed.notify_all()

    def close(self, timeout: float = 5.0) -> bool:
        """`clear`, and end the thread; False when it did not end within ``timeout`` seconds."""
        with self._changed:
            self._closed = True
        self.clear()
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (taken := self._next()) is not None:
            task, turn = taken
            try:
                with closing(self._work(task)) as events:
                    for event in events:
                        if not self._tell(event, turn):
                            break
            except Exception:  # noqa: BLE001 - the last resort: one task that fails must not end the others
                _log.exception("%s: a task failed", self._name)

    def _next(self) -> tuple[Task, int] | None:
        with self._changed:
            self._busy = False
            self._changed.wait_for(lambda: self._tasks or self._closed)
            if self._closed:
                return None
            self._busy = True
            return self._tasks.pop() if self._newest_first else self._tasks.popleft(), self._round

    def _tell(self, event: Event, turn: int) -> bool:
        """Hand ``event`` over, as soon as there is room for it; False when nobody wants it any more."""
        with self._changed:
            self._changed.wait_for(lambda: turn != self._round or len(self._events) < self._waiting)
            if turn != self._round:
                return False
            self._events.append(event)
            return True
