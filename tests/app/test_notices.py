"""Notices: from any thread to a toast, one at a time, none twice."""

from __future__ import annotations

import threading
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.notices import Notice, NoticeKind, Notifier
from signdesk.app.widgets.toast import ToastHost


def test_what_comes_before_the_window_waits_for_it() -> None:
    notifier, heard = Notifier(), []
    notifier.problem("early")
    notifier.listen(heard.append)
    notifier.info("late")
    assert [notice.text for notice in heard] == ["early", "late"]
    assert heard[0].kind is NoticeKind.PROBLEM


def test_any_thread_may_post() -> None:
    notifier, heard = Notifier(), []
    notifier.listen(heard.append)
    threads = [threading.Thread(target=notifier.info, args=(str(i),)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(notice.text for notice in heard) == [str(i) for i in range(8)]


def test_toasts_come_one_after_the_other_and_none_twice(qtbot: QtBot, show: Callable[[QWidget], None]) -> None:
    window = QWidget()
    window.resize(900, 600)
    show(window)
    toasts = ToastHost(window)
    for text in ("first", "second", "first", "second"):
        toasts.show_notice(Notice(text))
    assert toasts.text == "first"
    dismiss(window, qtbot)
    assert toasts.text == "second"
    dismiss(window, qtbot)
    assert toasts.text == ""
    toasts.close_all()


def test_problems_come_first_and_what_they_cover_after_them(show: Callable[[QWidget], None]) -> None:
    window = QWidget()
    window.resize(800, 600)
    show(window)
    toasts = ToastHost(window)
    seen = []
    for text in ("saved", "copied"):
        toasts.show_notice(Notice(text, NoticeKind.DONE))
    for text in ("no camera", "full disk"):
        toasts.show_notice(Notice(text, NoticeKind.PROBLEM))
        seen.append(toasts.text)
    for number in range(9):
        toasts.show_notice(Notice(f"told {number}"))
    while toasts.text:
        toasts._next()
        seen.append(toasts.text)
    assert seen[:3] == ["no camera", "no camera", "full disk"]
    assert seen[-2:] == ["told 8", ""]
    toasts.close_all()


def test_the_action_of_a_toast_is_done(qtbot: QtBot, show: Callable[[QWidget], None]) -> None:
    window, done = QWidget(), []
    window.resize(900, 600)
    show(window)
    toasts = ToastHost(window)
    toasts.show_notice(Notice("The text is cleared", action_text="Undo", action=lambda: done.append(1)))
    button = next(b for b in window.findChildren(QPushButton) if b.text() == "Undo")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert toasts.text == ""


def test_each_undo_undoes_what_its_notice_spoke_of_the_newest_first(
    qtbot: QtBot, show: Callable[[QWidget], None]
) -> None:
    window, done = QWidget(), []
    window.resize(900, 600)
    show(window)
    toasts = ToastHost(window)
    for text in ("first", "second"):
        toasts.show_notice(Notice("Cleared", action_text="Undo", action=lambda text=text: done.append(text)))
    for _ in range(2):
        button = next(b for b in window.findChildren(QPushButton) if b.text() == "Undo" and b.isVisible())
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert done == ["second", "first"]
    assert toasts.text == ""


def test_a_long_notice_stays_inside_the_window(show: Callable[[QWidget], None]) -> None:
    window = QWidget()
    window.resize(500, 400)
    show(window)
    toasts = ToastHost(window)
    toasts.show_notice(Notice("The snapshot can't be saved to /a/very/long/path. " * 6))
    toast = window.findChild(QWidget, "toast")
    assert toast is not None
    assert window.rect().contains(toast.geometry())
    toasts.close_all()


def dismiss(window: QWidget, qtbot: QtBot) -> None:
    button = next(b for b in window.findChildren(QToolButton) if b.isVisible())
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
