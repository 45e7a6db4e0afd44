from __future__ import annotations

import threading

from signdesk.recognition.mailbox import Mailbox


def test_the_newest_item_wins_and_the_others_are_counted() -> None:
    box: Mailbox[int] = Mailbox()
    for i in range(5):
        assert box.put(i)
    assert box.take() == 4
    assert box.skipped == 4
    assert box.take() is None


def test_even_nothing_can_be_an_item() -> None:
    box: Mailbox[list[int]] = Mailbox()
    box.put([])
    assert box.take() == []


def test_who_waits_gets_the_item_that_comes() -> None:
    box: Mailbox[str] = Mailbox()
    taken: list[str | None] = []
    reader = threading.Thread(target=lambda: taken.append(box.take(timeout=5)))
    reader.start()
    box.put("here")
    reader.join(5)
    assert taken == ["here"]


def test_waiting_ends_after_the_timeout() -> None:
    box: Mailbox[int] = Mailbox()
    assert box.take(timeout=0.01) is None


def test_closing_wakes_who_waits_for_an_item_and_who_waits_for_room() -> None:
    empty: Mailbox[int] = Mailbox()
    full: Mailbox[int] = Mailbox()
    full.put(1)
    results: dict[str, object] = {}
    threads = [
        threading.Thread(target=lambda: results.update(take=empty.take(None))),
        threading.Thread(target=lambda: results.update(put=full.put(2, patient=True))),
    ]
    for thread in threads:
        thread.start()
    empty.close()
    full.close()
    for thread in threads:
        thread.join(5)
    assert results == {"take": None, "put": False}
    assert full.skipped == 0


def test_a_closed_mailbox_still_gives_what_lay_in_it_once() -> None:
    box: Mailbox[int] = Mailbox()
    box.put(1)
    box.close()
    assert not box.put(2)
    assert box.take(None) == 1
    assert box.take(None) is None


def test_a_mailbox_closed_empty_gives_nothing() -> None:
    box: Mailbox[int] = Mailbox()
    box.put(1)
    box.close(empty=True)
    assert box.take() is None


def test_a_patient_sender_loses_nothing() -> None:
    box: Mailbox[int] = Mailbox()

    def send() -> None:
        for i in range(200):
            box.put(i, patient=True)
        box.close()

    sender = threading.Thread(target=send)
    sender.start()
    taken = []
    while (item := box.take(timeout=5)) is not None:
        taken.append(item)
    sender.join(5)
    assert taken == list(range(200))
    assert box.skipped == 0
