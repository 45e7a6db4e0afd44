"""A mailbox of one slot between two threads: nothing queues, so nothing grows and nothing gets old."""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

__all__ = ["Mailbox"]

T = TypeVar("T")


class Mailbox(Generic[T]):
    """Holds the newest item only; ``skipped`` counts those that were replaced before anybody took them."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: T | None = None
        self._full = False
        self._closed = False
        self.skipped = 0

    @property
    def closed(self) -> bool:
        """Whether no more items come."""
        return self._closed

    def put(self, item: T, patient: bool = False) -> bool:
        """Lay ``item`` in the slot, in place of what lies there; ``patient`` waits until the slot is empty instead.

        False when the mailbox is closed: the item is dropped.
        """
        with self._changed:
            if patient:
                self._changed.wait_for(lambda: self._closed or not self._full)
            if self._closed:
                return False
            self.skipped += self._full
            self._item, self._full = item, True
            self._changed.notify_all()
            return True

    def take(self, timeout: float | None = 0.0) -> T | None:
        """The item, which leaves the slot; None when none comes within ``timeout`` seconds (None: wait for ever).

        From a closed mailbox what still lay in it can be taken; after that None comes at once.
        """
        with self._changed:
            if not self._changed.wait_for(lambda: self._closed or self._full, timeout):
                return None
            item, self._item, self._full = self._item, None, False
            self._changed.notify_all()
            return item

    def close(self, empty: bool = False) -> None:
        """Let no more items in, and wake everybody who waits; ``empty`` also drops what lies in the slot."""
        with self._changed:
            self._closed = True
            if empty:
                self._item, self._full = None, False
            self._changed.notify_all()
