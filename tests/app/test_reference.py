"""The reference hand: turned by mouse and keys, explained, beside one's own hand and what it was taken for."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from signdesk.app.context import AppContext
from signdesk.app.pages.live import LivePage
from signdesk.app.pages.train import TrainPage
from signdesk.app.reference_pictures import kept
from signdesk.app.widgets import reference_hand
from signdesk.app.widgets.reference_card import ReferenceCard, mistaken_text, sign_title
from signdesk.app.widgets.reference_hand import ReferenceHand
from signdesk.app.widgets.reference_pair import ReferencePair
from signdesk.app.widgets.train_result_parts import ConfusionPart
from tests.app.train_stand_ins import report

pytestmark = pytest.mark.usefixtures("modelled_skin")

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def hand(show: Callable[[QWidget], None], qtbot: QtBot) -> Iterator[ReferenceHand]:
    made = ReferenceHand()
    made.resize(96, 96)
    show(made)
    yield made
    made.close()


@pytest.fixture
def card(show: Callable[[QWidget], None], context: AppContext) -> Iterator[ReferenceCard]:
    made = ReferenceCard(context.settings)
    made.resize(272, 400)
    show(made)
    yield made
    made.close()


@pytest.fixture
def live(context: AppContext, show: Callable[[QWidget], None], qtbot: QtBot) -> Iterator[LivePage]:
    made = LivePage(context)
    made.resize(932, 700)
    show(made)
    yield made
    made.close_page()


def ink(widget: QWidget) -> int:
    """How many pixels of ``widget`` are not of its ground."""
    image = widget.grab().toImage()
    ground = image.pixel(image.width() // 2, 3)
    return sum(image.pixel(x, y) != ground for x in range(0, image.width(), 2) for y in range(0, image.height(), 2))


# The hand


def test_a_hand_appears_and_soon_is_crisp(qtbot: QtBot, hand: ReferenceHand) -> None:
    before = ink(hand)
    hand.show_sign("B")
    qtbot.waitUntil(lambda: hand.crisp, timeout=20_000)
    assert ink(hand) > before + 200
    assert "B" in hand.accessibleName()


def test_it_follows_the_mouse_and_a_double_click_shows_the_front(qtbot: QtBot, hand: ReferenceHand) -> None:
    hand.show_sign("B")
    qtbot.mousePress(hand, LEFT, pos=QPoint(40, 40))
    qtbot.mouseMove(hand, QPoint(64, 40))
    yaw, pitch = hand.side
    assert yaw == pytest.approx(45)
    assert pitch == 0
    qtbot.mouseMove(hand, QPoint(64, 96))
    assert hand.side[1] == 60, "it is not turned upside down"
    qtbot.mouseRelease(hand, LEFT, pos=QPoint(64, 96))
    qtbot.mouseMove(hand, QPoint(10, 10))
    assert hand.side == (yaw, 60), "it was let go"
    qtbot.mouseDClick(hand, LEFT, pos=QPoint(40, 40))
    assert hand.side == (0, 0)


def test_it_is_turned_by_keys(qtbot: QtBot, hand: ReferenceHand) -> None:
    hand.show_sign("B")
    told: list[tuple[float, float]] = []
    hand.turned.connect(lambda yaw, pitch: told.append((yaw, pitch)))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(hand, key)
    assert hand.side == (30, -15)
    assert told[-1] == (30, -15)
    qtbot.keyClick(hand, Qt.Key.Key_Home)
    assert hand.side == (0, 0)
    for _ in range(13):
        qtbot.keyClick(hand, Qt.Key.Key_Left)
    assert hand.side == (165, 0), "all the way round"


def test_a_mirrored_right_hand_looks_like_a_left_one_but_not_to_its_signer(hand: ReferenceHand) -> None:
    hand.show_sign("L")
    plain = hand.wish()
    hand.set_mirrored(True)
    assert hand.wish().left != plain.left
    hand.set_left(True)
    assert hand.wish() == plain
    hand.set_own_view(True)
    assert (hand.wish().yaw, hand.wish().left) == (180, True), "one's own hand is not seen in the mirror"


def test_a_letter_that_moves_moves_until_it_is_told_to_stand(qtbot: QtBot, hand: ReferenceHand) -> None:
    hand.show_sign("J")
    times: set[float] = set()
    qtbot.waitUntil(lambda: times.add(hand.wish().time) or len(times) > 3, timeout=30_000)  # type: ignore[func-returns-value]
    assert hand.playing
    qtbot.keyClick(hand, Qt.Key.Key_Space)
    stands = hand.wish()
    assert not hand.playing
    qtbot.waitUntil(lambda: kept(stands) is not None and hand.crisp, timeout=20_000)
    assert hand.wish() == stands


def test_nothing_moves_by_itself_where_movement_is_unwanted(
    qtbot: QtBot, hand: ReferenceHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reference_hand, "_still", lambda widget: True)
    hand.show_sign("Z")
    qtbot.waitUntil(lambda: hand.crisp, timeout=20_000)
    assert not hand.playing
    qtbot.keyClick(hand, Qt.Key.Key_Space)
    assert hand.playing


# The card


def test_the_card_says_how_a_sign_is_made_and_what_it_is_taken_for(card: ReferenceCard) -> None:
    card.show_sign("T")
    assert card.title.text().startswith("Letter T")
    assert "between index and middle finger" in card.made.text()
    assert card.mistaken.text().startswith("Easily mistaken for A, S, N")
    assert card.made.text() in card.hand.accessibleName()
    assert [sign_title(sign) for sign in ("J", "7", "thumbs up")] == ["Letter J", "Digit 7", "thumbs up"]


def test_any_letter_is_a_key_away_and_the_arrows_go_round(qtbot: QtBot, card: ReferenceCard) -> None:
    card.show_sign("A")
    qtbot.keyClick(card, Qt.Key.Key_W)
    assert card.sign == "W"
    qtbot.keyClick(card, Qt.Key.Key_6)
    assert card.sign == "6"
    card.show_sign("9")
    card.following.click()
    assert card.sign == "A"
    card.before.click()
    assert card.sign == "9"


def test_signs_are_picked_by_mouse_and_keys(qtbot: QtBot, card: ReferenceCard) -> None:
    card.show_sign("A")
    card.title.click()
    picker = card.picker
    assert picker is not None
    assert len(picker.findChildren(QAbstractButton)) == 36
    qtbot.keyClick(picker, Qt.Key.Key_Down)
    qtbot.keyClick(picker, Qt.Key.Key_Return)
    assert card.sign == "G", "the one below A"
    assert not picker.isVisible()


def test_of_a_sign_of_ones_own_it_says_that_there_is_none(card: ReferenceCard) -> None:
    card.show_sign("thumbs up")
    assert card.sign == "thumbs up"
    assert mistaken_text("thumbs up") == ""
    assert not card.other.isVisible()
    card.show_sign("D")
    assert card.other.text().strip() == "1 of 2"


def test_ways_to_make_a_sign_are_shown_in_turn(card: ReferenceCard) -> None:
    card.show_sign("D")
    card.other.click()
    assert "2 of 2: from the side" in card.other.accessibleName()
    assert card.hand.wish().variant == 1
    card.other.click()
    assert card.hand.wish().variant == 0
    card.show_sign("A")
    assert not card.other.isVisible()


def test_the_hand_that_signs_is_remembered(card: ReferenceCard, context: AppContext, qtbot: QtBot) -> None:
    card.left.click()
    card.own.click()
    later = ReferenceCard(context.settings)
    qtbot.addWidget(later)
    assert later.left.isChecked()
    assert later.own.isChecked()
    later.show_sign("A")
    assert later.hand.wish().left
    assert later.hand.wish().yaw == 180
    later.close()


def test_every_control_of_the_card_has_a_name(card: ReferenceCard) -> None:
    for sign in ("J", "D"):
        card.show_sign(sign)
        buttons = [b for b in card.findChildren(QAbstractButton) if b.isVisible()]
        assert len(buttons) > 5
        for button in buttons:
            assert button.accessibleName() or button.text()
            assert button.toolTip()
            assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


# Where it is shown


def test_a_likely_sign_opens_its_reference_beside_the_reading(
    qtbot: QtBot, live: LivePage, read: Callable[..., object]
) -> None:
    from signdesk.alphabet import LETTERS

    live.panel.show_reading(read("W", LETTERS), True, True, 0.0)  # type: ignore[arg-type]
    qtbot.mouseClick(live.panel.bars, LEFT, pos=QPoint(20, 10))
    card = live.reference.card
    assert card is not None
    assert card.sign == "W"
    assert card.isVisible()
    assert not live.panel.bars.isVisible()
    assert live.panel.letter.letter == "W", "the reading stays"
    qtbot.keyClick(card.hand, Qt.Key.Key_Escape)
    assert live.panel.bars.isVisible()
    assert not card.isVisible()


def test_the_bars_are_reached_by_keys(qtbot: QtBot, live: LivePage, read: Callable[..., object]) -> None:
    from signdesk.alphabet import LETTERS

    live.panel.show_reading(read("W", LETTERS), True, True, 0.0)  # type: ignore[arg-type]
    second = live.panel.bars.top[1][0]
    qtbot.keyClick(live.panel.bars, Qt.Key.Key_Down)
    qtbot.keyClick(live.panel.bars, Qt.Key.Key_Return)
    assert live.reference.card is not None
    assert live.reference.card.sign == second


def test_the_shortcut_shows_the_newest_letter_and_puts_it_away(qtbot: QtBot, live: LivePage) -> None:
    live.strip.show_text("HELLO ")
    qtbot.keyClick(live, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert live.reference.open
    assert live.reference.card is not None
    assert live.reference.card.sign == "O"
    qtbot.keyClick(live, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    assert not live.reference.open


def test_it_opens_no_window_of_its_own(qtbot: QtBot, live: LivePage) -> None:
    shown: list[QWidget] = []

    class Watch(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                shown.append(watched)
            return False

    watch, app = Watch(), QApplication.instance()
    assert app is not None
    app.installEventFilter(watch)
    qtbot.keyClick(live, Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    app.removeEventFilter(watch)
    assert live.reference.open
    assert not shown


def test_a_letter_of_the_text_is_clicked(qtbot: QtBot, live: LivePage) -> None:
    live.strip.show_text("LAW")
    asked: list[str] = []
    live.strip.asked.connect(asked.append)
    live.strip.grab()
    line = live.strip.line
    for count in range(3):
        line.setCursorPosition(count)
        left = line.cursorRect().center().x()
        line.setCursorPosition(count + 1)
        middle = (left + line.cursorRect().center().x()) // 2
        qtbot.mouseClick(line, LEFT, pos=QPoint(middle, line.height() // 2))
    assert asked == ["L", "A", "W"]
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert asked[-1] == "W"
    assert live.reference.card is not None
    assert live.reference.card.sign == "W"


def test_it_is_mirrored_as_the_picture_is(live: LivePage) -> None:
    live.reference.show("L")
    assert live.reference.card is not None
    assert live.reference.card.hand.wish().left, "the picture is mirrored at first"
    live.toolbar.mirror.click()
    assert not live.reference.card.hand.wish().left


@pytest.mark.parametrize(("width", "height"), [(932, 700), (708, 600)], ids=["1024 × 700", "800 × 600"])
def test_the_live_page_has_room_for_it(live: LivePage, qtbot: QtBot, width: int, height: int) -> None:
    live.reference.show("A")
    card = live.reference.card
    assert card is not None
    for sign in ("P", "J", "E"):
        card.show_sign(sign)
        assert live.minimumSizeHint().height() <= height
        live.resize(width, height)
        qtbot.waitUntil(lambda: card.geometry().bottom() <= live.panel.height())
        for part in (card.hand, card.made, card.left, card.own, live.panel.letter):
            place = part.rect().translated(part.mapTo(live, QPoint(0, 0)))
            assert live.rect().contains(place)
        assert card.hand.height() >= 80
        assert card.made.height() >= card.made.heightForWidth(card.made.width())


def test_taken_for_each_other_both_are_shown_and_turn_together(
    qtbot: QtBot, show: Callable[[QWidget], None], context: AppContext
) -> None:
    pair = ReferencePair(context.settings)
    show(pair)
    pair.show_pair("M", "N")
    assert pair.signs == ("M", "N")
    first, second = pair.findChildren(ReferenceHand)
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert second.side == first.side == (15, 0)
    assert "Shown: M" in first.accessibleName()
    pair.show_pair("M", "M")
    assert pair.signs == ("M",)
    pair.show_pair("M", "thumbs up")
    assert not pair.isVisible()
    pair.close()


def test_a_cell_of_the_confusion_matrix_shows_both_signs(
    qtbot: QtBot, show: Callable[[QWidget], None], context: AppContext
) -> None:
    from signdesk.app.train_pictures import ResultPictures

    part = ConfusionPart(ResultPictures(), context.settings)
    part.resize(900, 520)
    show(part)
    part.show_report(report())
    assert not part.pair.isVisible()
    part.open_pair("A", "B")
    assert part.pair.signs == ("A", "B")
    assert part.pair.isVisible()
    part.pair.close()


def test_on_the_train_page_the_window_follows_the_chips(
    qtbot: QtBot, context: AppContext, show: Callable[[QWidget], None]
) -> None:
    page = TrainPage(context)
    page.resize(932, 700)
    show(page)
    section = page.data_section
    section.signs.show_signs(["A", "B", "own"], {"A": 1, "B": 2, "own": 3}, ["A"])
    section.reference.show()
    dialog = section.reference.dialog
    assert dialog is not None
    assert dialog.card.sign == "A"
    qtbot.keyClick(section.signs, Qt.Key.Key_Right)
    section.signs.setCurrentIndex(section.signs.model().index(1, 0))
    assert dialog.card.sign == "B"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    section.reference.show()
    assert dialog.isVisible()
    page.close_page()
    assert not dialog.isVisible()
