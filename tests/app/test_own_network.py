"""A network of the user's own on the Live page: it is named, only what it knows is offered, and there is a way back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from signdesk.alphabet import Alphabet
from signdesk.app.camera_list import CameraList
from signdesk.app.context import AppContext
from signdesk.app.live_states import Phase, Situation
from signdesk.app.pages.images import ImagesPage
from signdesk.app.pages.live import LivePage
from signdesk.app.recognizer_provider import OwnNetwork
from signdesk.networks.checkpoint import ModelCard
from signdesk.recognition.reading import Reading
from signdesk.vision.box import Box
from signdesk.vision.crop import InputSpec
from signdesk.vision.image import Image, write_image


class NoCameras(CameraList):
    def refresh(self) -> None:
        self.found.emit([])


def own(name: str, **alphabets: tuple[str, ...]) -> OwnNetwork:
    card = ModelCard("reader", "lenet5", {}, InputSpec(32), alphabets)
    return OwnNetwork(name, card, None)  # type: ignore[arg-type]  # nothing is read here


class SaysYes:
    """A network that reads every hand as "yes"."""

    card = ModelCard("reader", "lenet5", {}, InputSpec(32), {"own": ("yes", "no")})

    def read(self, image: Image, box: Box, alphabet: Alphabet) -> SimpleNamespace:
        return SimpleNamespace(reading=Reading(alphabet, np.array([0.9, 0.1], np.float32), "yes", 0.9))


@pytest.fixture
def page(context: AppContext, show: Callable[[QWidget], None]) -> Iterator[LivePage]:
    made = LivePage(context, cameras=NoCameras())
    show(made)
    yield made
    made.close_page()


def offered(page: LivePage) -> list[str]:
    return [button.text() for button in page.toolbar.alphabet._buttons.values()]


def test_it_is_named_and_left_by_keyboard(qtbot: QtBot, page: LivePage, context: AppContext) -> None:
    assert page.network.isHidden()
    page.show_situation(Situation(Phase.RUNNING, title="Webcam"))
    context.recognizer.use(own("My digits", digits=("0", "5")))
    assert page.network.isVisible()
    assert page.network.accessibleName() == "Read by My digits"
    assert page.status.text == "Webcam · read by “My digits”"
    qtbot.keyClick(page.network.back, Qt.Key.Key_Space)
    assert context.recognizer.own is None
    assert page.network.isHidden()
    assert page.status.text == "Webcam"


def test_only_what_it_knows_is_offered(page: LivePage, context: AppContext) -> None:
    assert offered(page) == ["Letters", "Digits"]
    context.recognizer.use(own("Two digits", digits=("0", "5")))
    assert offered(page) == ["Digits"]
    assert page.toolbar.alphabet.value == "digits"
    context.recognizer.use(own("Mine", letters=("A",), own=("yes", "no")))
    assert offered(page) == ["Letters", "Own signs"]
    page.toolbar.alphabet.choose_next()
    assert page.toolbar.alphabet.value == "own"
    context.recognizer.use(None)
    assert offered(page) == ["Letters", "Digits"]
    assert page.toolbar.alphabet.value == "letters", "what the user chose before"


def test_what_it_knows_is_not_remembered_as_the_users_choice(page: LivePage, context: AppContext) -> None:
    assert context.settings.value.alphabet == "letters"
    context.recognizer.use(own("Mine", digits=("0", "5"), own=("yes", "no")))
    page.toolbar.alphabet.choose_next()
    assert context.settings.value.alphabet == "letters"


def test_a_page_made_later_knows_who_reads(context: AppContext, show: Callable[[QWidget], None]) -> None:
    context.recognizer.use(own("Mine", digits=("0", "5")))
    page = LivePage(context, cameras=NoCameras())
    show(page)
    assert page.network.isVisible()
    assert offered(page) == ["Digits"]
    page.close_page()


def test_pictures_are_read_again_by_the_network_that_is_taken_into_use(
    context: AppContext, qtbot: QtBot, show: Callable[[QWidget], None], tmp_path: Path
) -> None:
    write_image(tmp_path / "a.png", np.full((90, 120, 3), 100, np.uint8))
    page = ImagesPage(context)
    show(page)
    page.open_paths([tmp_path / "a.png"])

    def read() -> str | None:
        entry = next(iter(page.session.images), None)
        return None if entry is None or entry.reading is None else entry.reading.label

    qtbot.waitUntil(lambda: read() == "B", timeout=10_000)
    assert page.status.text == "1 picture"
    context.recognizer.use(OwnNetwork("Mine", SaysYes.card, SaysYes()))  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: read() == "yes", timeout=10_000)
    assert page.status.text == "1 picture · read by “Mine”"
    assert page.tools.alphabet.value == "own"
    context.recognizer.use(None)
    qtbot.waitUntil(lambda: read() == "B", timeout=10_000)
    assert page.tools.alphabet.value == context.settings.value.images_alphabet == "letters"
    page.close_page()
