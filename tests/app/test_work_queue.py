"""Work in a thread of its own: its order, dropping it, not outrunning whoever takes the events."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator

import pytest

from signdesk.app.work_queue import WorkQueue


def taken(queue: WorkQueue[int, int], number: int) -> list[int]:
    """The next ``number`` events; fails after five seconds."""
    events: list[int] = []
    pause = threading.Event()
    for _ in range(1000):
        events += queue.take(number - len(events))
        if len(events) == number:
            return events
        pause.wait(0.005)
    raise AssertionError(f"only {events} came")


def until(true: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(1000):
        if true():
            return
        pause.wait(0.005)
    raise AssertionError("it never came about")


def twice(task: int) -> Generator[int, None, None]:
    yield task
    yield task + 100


def test_events_come_in_the_order_of_the_tasks() -> None:
    queue = WorkQueue("test", twice)
    queue.submit([1, 2])
    queue.submit([3])
    assert taken(queue, 6) == [1, 101, 2, 102, 3, 103]
    until(lambda: not queue.busy)
    assert queue.take() == []
    assert queue.close()


def test_work_stands_still_while_nobody_takes() -> None:
    done = []

    def work(task: int) -> Generator[int, None, None]:
        for number in range(1000):
            done.append(number)
            yield number

    queue = WorkQueue("test", work, waiting=4)
    queue.submit([0])
    until(lambda: len(done) == 5)
    assert taken(queue, 3) == [0, 1, 2]
    until(lambda: len(done) == 8)
    assert queue.close()
    assert len(done) == 8


def test_after_clearing_nothing_old_comes_out() -> None:
    begun, go_on, closed = threading.Event(), threading.Event(), threading.Event()

    def work(task: int) -> Generator[int, None, None]:
        try:
            yield task
            begun.set()
            go_on.wait(5)
            yield task + 1
        finally:
            closed.set()

    queue = WorkQueue("test", work)
    queue.submit([10, 20])
    assert begun.wait(5)
    queue.clear()
    go_on.set()
    assert closed.wait(5), "what was in work must be let go, so that files are closed"
    queue.submit([30])
    assert taken(queue, 2) == [30, 31]
    assert queue.close()


def test_the_newest_task_can_come_first_and_the_oldest_be_forgotten() -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(task: int) -> Generator[int, None, None]:
        begun.set()
        go_on.wait(5)
        yield task

    queue = WorkQueue("test", work, newest_first=True, kept=2)
    queue.submit([0])
    assert begun.wait(5)
    queue.submit([1, 2, 3])
    go_on.set()
    assert taken(queue, 3) == [0, 3, 2]
    assert queue.close()


def test_a_task_that_fails_does_not_end_the_others(caplog: pytest.LogCaptureFixture) -> None:
    def work(task: int) -> Generator[int, None, None]:
        if task == 1:
            raise RuntimeError("one is bad")
        yield task

    queue = WorkQueue("test", work)
    queue.submit([1, 2])
    assert taken(queue, 1) == [2]
    assert queue.close()
    assert "one is bad" in caplog.text


def test_without_a_task_there_is_no_thread() -> None:
    before = threading.active_count()
    queue = WorkQueue("test", twice)
    assert threading.active_count() == before
    assert not queue.busy
    assert queue.close()


def test_closed_while_the_events_wait_it_ends_at_once_and_takes_no_more() -> None:
    queue = WorkQueue("test", twice, waiting=1)
    queue.submit([1])
    until(lambda: queue.busy)
    assert queue.close()
    queue.submit([2])
    assert not queue.busy
    assert queue.take() == []
