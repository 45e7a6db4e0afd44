"""What the window has to tell: short notices, kept apart from how they are shown.

Any thread may post; the window listens. Nothing here knows Qt.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

__all__ = ["Notice", "NoticeKind", "Notifier"]

_log = logging.getLogger(__name__)


class NoticeKind(Enum):
    """How a notice is meant."""

    INFO = "info"
    DONE = "done"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence for the user, with at most one thing to do about it.

    ``action`` is called in the Qt thread when the user presses the button called ``action_text``.
    """

    text: str
    kind: NoticeKind = NoticeKind.INFO
    action_text: str = ""
    action: Callable[[], object] | None = None


class Notifier:
    """Passes notices from anywhere to whoever shows them; what comes before anybody listens is kept."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listener: Callable[[Notice], None] | None = None
        self._waiting: list[Notice] = []

    def post(self, notice: Notice) -> None:
        """Tell the user; problems go to the log as well."""
        if notice.kind is NoticeKind.PROBLEM:
            _log.warning("%s", notice.text)
        with self._lock:
            listener = self._listener
            if listener is None:
                self._waiting.append(notice)
        if listener is not None:
            listener(notice)

    def info(self, text: str) -> None:
        self.post(Notice(text))

    def done(self, text: str, action_text: str = "", action: Callable[[], object] | None = None) -> None:
        self.post(Notice(text, NoticeKind.DONE, action_text, action))

    def problem(self, text: str, action_text: str = "", action: Callable[[], object] | None = None) -> None:
        self.post(Notice(text, NoticeKind.PROBLEM, action_text, action))

    def listen(self, listener: Callable[[Notice], None] | None) -> None:
        """Let ``listener`` have every notice from now on, first those that waited; None: nobody listens any more.

        It is called in the thread that posts.
        """
        with self._lock:
            self._listener = listener
            waiting, self._waiting = (self._waiting, []) if listener is not None else ([], self._waiting)
        if listener is not None:
            for notice in waiting:
                listener(notice)
