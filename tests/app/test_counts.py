"""One is one: nobody reads of "1 pictures"."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from signdesk.app.about import card_html
from signdesk.app.counts import counted, people_text, pictures_text
from signdesk.app.widgets.train_data_signs import SignChips
from signdesk.app.widgets.train_result_scores import ScoresPart
from signdesk.app.widgets.train_teach import TeachOffer
from signdesk.networks.checkpoint import DataSource, ModelCard
from signdesk.vision.crop import InputSpec
from tests.app.train_stand_ins import report


@pytest.mark.parametrize(("number", "text"), [(0, "0 pictures"), (1, "1 picture"), (2, "2 pictures")])
def test_one_picture_is_one(number: int, text: str) -> None:
    assert pictures_text(number) == text
    assert people_text(number) == text.replace("pictures", "people").replace("picture", "person")
    assert counted(number, "1 picture", "{0} pictures") == text


def test_wherever_pictures_are_counted_one_is_one(show: Callable[[QWidget], None]) -> None:
    offer, scores, chips = TeachOffer(), ScoresPart(), SignChips()
    for widget in (offer, scores, chips):
        show(widget)
    offer.offer(["thumbs-up"], 1)
    assert "“thumbs-up”, 1 picture:" in offer.text.text()
    scores.show_report(replace(report(), confusion=report().confusion // 30, by_person={"ann": 1.0}, pictures=1))
    assert any("1 picture of 1 person" in label.text() for label in scores.findChildren(QLabel))
    chips.show_signs(["A"], {"A": 1}, ["A"])
    assert chips.model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "A: 1 picture"
    card = ModelCard("reader", "mlp", {}, InputSpec(32, 1, 1.4), {}, data=(DataSource("mine", 1, 1, "0"),))
    assert "mine: 1 picture of 1 person" in card_html("mine.safetensors", card)
