"""The Train page as a user meets it: drop datasets, choose signs, part them, see what the network will see."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from pytestqt.qtbot import QtBot

from signdesk.app import train_data_job
from signdesk.app.camera_list import CameraList
from signdesk.app.context import AppContext
from signdesk.app.main_window import PAGES, MainWindow
from signdesk.app.pages.train import TrainPage
from signdesk.app.train_seen_job import Look
from signdesk.app.train_setup import BUNDLED
from signdesk.app.train_starts import own_reader
from signdesk.app.widgets.elided_label import ElidedLabel
from signdesk.vision.image import write_image


@pytest.fixture
def no_bundled(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(train_data_job, "bundled_data", lambda: tmp_path / "nothing")


@pytest.fixture
def page(no_bundled: None, context: AppContext, qtbot: QtBot) -> Iterator[TrainPage]:
    window = MainWindow(context, [spec for spec in PAGES if spec.name == "train"])
    qtbot.addWidget(window)
    window.resize(1024, 700)
    window.show()
    window.open_page("train")
    made = window.page("train")
    assert isinstance(made, TrainPage)
    yield made
    window.close()


MakeFolder = Callable[..., Path]


@pytest.fixture
def make_folder(tmp_path: Path) -> MakeFolder:
    """A folder of class folders below folders of people: ``each`` pictures of each sign and person."""

    def make(name: str = "hands", people: str = "abcde", signs: str = "AB01", each: int = 2) -> Path:
        root = tmp_path / name
        for person in people:
            for sign in signs:
                folder = root / f"p{person}" / sign
                folder.mkdir(parents=True)
                for number in range(each):
                    image = np.full((24, 24, 3), (ord(sign) * 7 + number) % 256, np.uint8)
                    write_image(folder / f"{number}.png", image)
        return root

    return make


def drop(page: TrainPage, *paths: Path) -> bool:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, buttons, keys)
    page.dragEnterEvent(enter)
    if enter.isAccepted():
        page.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, buttons, keys))
    return enter.isAccepted()


def wait(page: TrainPage, qtbot: QtBot, datasets: int = 1) -> None:
    """Until so many datasets are there and their split is reckoned."""
    data = page.data

    def there() -> bool:
        return len(data.datasets) == datasets and data.reading is None and data.figures is not None

    qtbot.waitUntil(there, timeout=20_000)


def test_an_empty_page_shows_the_ways_to_a_dataset(page: TrainPage) -> None:
    content = page.data_section.welcome.card.content
    assert content is not None
    assert "Drop" in content.title
    assert [action.name for action in content.actions] == ["folder", "file"]
    assert not page.go.isEnabled()


def test_the_bundled_dataset_is_chosen_at_the_start(
    monkeypatch: pytest.MonkeyPatch, context: AppContext, qtbot: QtBot, make_folder: MakeFolder
) -> None:
    folder = make_folder("rendered")
    monkeypatch.setattr(train_data_job, "bundled_data", lambda: folder.parent)
    window = MainWindow(context, [spec for spec in PAGES if spec.name == "train"])
    qtbot.addWidget(window)
    window.open_page("train")
    made = window.page("train")
    assert isinstance(made, TrainPage)
    wait(made, qtbot)
    assert made.setup.data.datasets == (BUNDLED,)
    assert made.setup.run_config()["data"]["datasets"] == (BUNDLED,)
    window.close()


def test_a_dropped_folder_is_counted(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    assert drop(page, make_folder())
    wait(page, qtbot)
    assert page.data_section.signs.value == ["A", "B", "0", "1"]
    assert page.data.counts == {"A": 10, "B": 10, "0": 10, "1": 10}
    (dataset,) = page.data.datasets
    assert (dataset.pictures, dataset.people) == (40, 5)


def test_several_datasets_are_put_together_and_one_can_go_again(
    page: TrainPage, qtbot: QtBot, make_folder: MakeFolder, context: AppContext
) -> None:
    undo = []
    context.notifier.listen(lambda notice: undo.append(notice.action))
    first, second = make_folder("first", signs="AB"), make_folder("second", signs="BC")
    assert drop(page, first, second)
    wait(page, qtbot, 2)
    assert page.data.counts == {"A": 10, "B": 20, "C": 10}
    page.data_section.list.removed.emit(page.data.datasets[0])
    assert page.data.counts == {"B": 10, "C": 10}
    assert undo[-1] is not None
    undo[-1]()
    assert [Path(dataset.key) for dataset in page.data.datasets] == [first, second]


def test_a_datasets_icon_follows_the_theme(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    theme = page.context.theme
    assert theme is not None
    drop(page, make_folder())
    wait(page, qtbot)
    row = page.data_section.list.layout().itemAt(0).widget()
    sides = []
    for mode in ("light", "dark"):
        theme.set_mode(mode)
        picture = row.grab().toImage()
        ground = picture.pixelColor(0, 0).lightness()
        lights = [picture.pixelColor(x, y).lightness() for x in range(18) for y in range(row.height())]
        sides.append((ground, max(lights, key=lambda light: abs(light - ground))))
    assert all(abs(icon - ground) > 90 for ground, icon in sides), sides


def test_a_datasets_name_too_long_is_whole_in_its_tool_tip(
    page: TrainPage, qtbot: QtBot, make_folder: MakeFolder
) -> None:
    long = "hands-of-everybody-whom-we-could-find-in-the-whole-of-the-town"
    drop(page, make_folder(long))
    wait(page, qtbot)
    (name,) = (each for each in page.data_section.list.findChildren(ElidedLabel) if each.text() == long)
    assert name.shown.endswith("…")
    assert name.toolTip() == long
    assert page.data_section.list.width() <= 320


def test_the_same_dataset_is_not_taken_twice(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    folder = make_folder()
    drop(page, folder)
    wait(page, qtbot)
    drop(page, folder)
    wait(page, qtbot)
    assert page.data.counts["A"] == 10


def test_a_zip_is_read_where_it_lies(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder, tmp_path: Path) -> None:
    folder = make_folder()
    with zipfile.ZipFile(tmp_path / "hands.zip", "w") as file:
        for item in folder.rglob("*.png"):
            file.write(item, item.relative_to(folder))
    drop(page, tmp_path / "hands.zip")
    wait(page, qtbot)
    assert page.data.counts["A"] == 10


def test_a_broken_dataset_is_a_sentence_on_the_page(
    page: TrainPage, qtbot: QtBot, make_folder: MakeFolder, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 cut off")
    drop(page, broken)

    def told() -> bool:
        content = page.data_section.welcome.card.content
        return content is not None and "broken.zip" in content.text

    qtbot.waitUntil(told, timeout=10_000)
    drop(page, make_folder())
    wait(page, qtbot)
    drop(page, broken)
    qtbot.waitUntil(lambda: "broken.zip" in page.data_section.list.problem.text(), timeout=10_000)
    assert page.data_section.list.problem.isVisible()
    assert len(page.data.datasets) == 1, "what was there stays"


def test_skipped_pictures_are_told(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    folder = make_folder()
    (folder / "pa" / "A" / "bad.png").write_bytes(b"no picture")
    drop(page, folder)
    wait(page, qtbot)
    from signdesk.app.widgets.train_data_list import described

    assert "1 skipped" in described(page.data.datasets[0], page)


def test_signs_are_taken_in_and_left_out(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    drop(page, make_folder())
    wait(page, qtbot)
    section = page.data_section
    section.signs.toggle("A")
    assert page.setup.data.labels == ("B", "0", "1")
    section.none.click()
    assert page.setup.data.labels == ()
    assert "two signs" in page.setup.problem
    section.digits.click()
    assert page.setup.data.labels == ("0", "1")
    section.all.click()
    assert page.setup.data.labels == (), "all signs are named by none"
    assert page.data.chosen == ["A", "B", "0", "1"]


def test_a_sign_is_switched_by_mouse_and_by_keyboard(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    drop(page, make_folder())
    wait(page, qtbot)
    chips = page.data_section.signs
    qtbot.mouseClick(chips.viewport(), Qt.MouseButton.LeftButton, pos=chips.place("B"))
    assert chips.value == ["A", "0", "1"]
    chips.setFocus()
    qtbot.keyClick(chips, Qt.Key.Key_Right)
    qtbot.keyClick(chips, Qt.Key.Key_Space)
    assert chips.value == ["A", "1"]


def test_two_signs_are_proposed(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    drop(page, make_folder())
    wait(page, qtbot)
    menu = page.data_section.two.menu()
    menu.aboutToShow.emit()
    pairs = {action.text(): action for action in menu.actions()}
    pairs["0 and 1"].trigger()
    assert page.setup.data.labels == ("0", "1")


def test_people_are_on_one_side(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    drop(page, make_folder())
    wait(page, qtbot)
    figures = page.data.figures
    assert figures is not None
    assert (figures.train.people, figures.validation.people) == (4, 1)
    assert figures.train.pictures + figures.seen.pictures == 32
    assert figures.validation.pictures == 8
    assert "Nobody is on both sides" in page.data_section.split.note.text()


def test_a_split_by_picture_says_what_it_hides(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    drop(page, make_folder())
    wait(page, qtbot)
    split = page.data_section.split
    split.by.set_value("picture")
    split.by.chosen.emit("picture")
    split.test.setValue(20)
    wait(page, qtbot)
    assert page.setup.data.by == "picture"
    assert page.setup.data.test == pytest.approx(0.2)
    assert "same people" in split.note.text()
    assert [name for name, _ in split.bar.lines] == ["Learnt from", "Validation", "Test"]


def test_unknown_signers_are_told(page: TrainPage, qtbot: QtBot, tmp_path: Path) -> None:
    for sign in "AB":
        (tmp_path / "set" / sign).mkdir(parents=True)
        for number in range(6):
            write_image(tmp_path / "set" / sign / f"{number}.png", np.full((16, 16, 3), number, np.uint8))
    drop(page, tmp_path / "set")
    wait(page, qtbot)
    assert "Nobody knows who signs" in page.data_section.split.note.text()


def test_a_split_that_cannot_be_made_is_a_sentence(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    drop(page, make_folder(people="ab"))
    wait(page, qtbot)
    assert page.data.figures is not None
    assert not page.data.figures.problem
    page.data_section.split.test.setValue(20)
    wait(page, qtbot)
    assert "too few" in page.data_section.split.note.text()
    assert "too few" in page.setup.problem


def test_the_pictures_are_those_that_the_network_sees(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    from signdesk.training.crops import cut
    from signdesk.vision.crop import InputSpec

    drop(page, make_folder(each=3))
    wait(page, qtbot)
    page.data.look_at(Look(32, grey=False))
    qtbot.waitUntil(lambda: len(page.data.pictures) == 24, timeout=20_000)
    assert page.data_section.seen.labels == sorted(page.data_section.seen.labels, key="AB01".index)
    crops = cut(page.data.datasets[0].samples, InputSpec(32, 3, 1.4)).images[:, 8:40, 8:40]
    assert all(any(np.array_equal(seen.image, crop) for crop in crops) for seen in page.data.pictures)
    page.data_section.none.click()
    assert page.data.pictures == []


def test_pictures_that_cannot_be_shown_are_said_to_be_so(
    page: TrainPage, qtbot: QtBot, make_folder: MakeFolder
) -> None:
    folder = make_folder()
    drop(page, folder)
    wait(page, qtbot)
    qtbot.waitUntil(lambda: len(page.data.pictures) == 24, timeout=20_000)
    for picture in folder.rglob("*.png"):
        picture.write_bytes(b"no picture")
    page.data.look_at(Look(32))
    qtbot.waitUntil(lambda: "can’t be read" in page.data_section.seen.note, timeout=20_000)
    page.data_section.none.click()
    assert page.data_section.seen.note == "Choose a sign to see its pictures."


def test_varied_pictures_are_others(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    drop(page, make_folder(each=3))
    wait(page, qtbot)
    qtbot.waitUntil(lambda: len(page.data.pictures) == 24, timeout=20_000)
    before = [seen.image.copy() for seen in page.data.pictures]
    page.data_section.varied.click()
    qtbot.waitUntil(lambda: len(page.data.pictures) == 24, timeout=60_000)
    shapes = {seen.image.shape for seen in page.data.pictures}
    assert shapes == {before[0].shape}
    assert not all(np.array_equal(a, b.image) for a, b in zip(before, page.data.pictures, strict=True))


def test_a_preset_chooses_its_signs_and_shares(page: TrainPage, qtbot: QtBot, make_folder: MakeFolder) -> None:
    told: list[str] = []
    page.context.notifier.listen(lambda notice: told.append(notice.text))
    drop(page, make_folder())
    wait(page, qtbot)
    qtbot.waitUntil(lambda: page.network_section.presets != {}, timeout=60_000)
    page.network_section.choose_preset("notes-logistic")
    assert page.setup.data.labels == ("0", "1")
    assert page.setup.data.by == "picture"
    assert page.setup.network == "logistic"
    page.network_section.choose_preset("notes-784-128-1")
    assert "0, 5" in told[-1], "there is no 5 here"
    page.data_section.all.click()
    assert "two signs" in page.setup.problem
    page.network_section.choose_preset("notes-layers")
    assert page.setup.data.by == "signer", "the dataset has no split of its own"
    wait(page, qtbot)
    assert page.setup.ready


def test_what_is_chosen_is_what_is_trained(
    page: TrainPage, qtbot: QtBot, make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[dict[str, Any]] = []
    monkeypatch.setattr(page.session, "start", lambda config: begun.append(config) or True)
    folder = make_folder()
    page.start()
    assert begun == [], "without data there is nothing to train on"
    drop(page, folder)
    wait(page, qtbot)
    page.data_section.signs.toggle("B")
    page.network_section.choose("lenet5")
    page.show_section("network")
    wait(page, qtbot)
    qtbot.mouseClick(page.go, Qt.MouseButton.LeftButton)
    (config,) = begun
    assert page.section == "run"
    assert config["network"] == "lenet5"
    assert config["data"]["datasets"] == (str(folder),)
    assert config["data"]["labels"] == ("A", "0", "1")
    from signdesk.training.run_config import RunConfig

    assert RunConfig.parse(config).name == "LeNet-5 · hands"
    assert page.session.setup() == config, "sweeps are made of the same"


def test_a_folder_of_one_sign_is_taught_with_one_click(
    page: TrainPage, qtbot: QtBot, make_folder: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[dict[str, Any]] = []
    monkeypatch.setattr(page.session, "start", lambda config: begun.append(config) or True)
    drop(page, make_folder())
    wait(page, qtbot)
    assert page.teach_offer.isHidden()
    mine = tmp_path / "thumbs-up"
    for number in range(5):
        write_image(mine / f"{number}.png", np.full((24, 24, 3), 40 * number, np.uint8))
    drop(page, mine)
    wait(page, qtbot, 2)
    assert page.teach_offer.isVisible()
    assert "“thumbs-up”, 5 pictures" in page.teach_offer.text.text()
    qtbot.mouseClick(page.teach_offer.button, Qt.MouseButton.LeftButton)
    (config,) = begun
    assert config["start"] == str(own_reader())
    assert config["network"] == "compact"
    assert config["data"]["datasets"] == (str(mine),)
    assert page.teach_offer.isHidden()
    assert page.setup.ready, "one sign is enough for a network that knows others"
    page.network_section.choose("lenet5")
    assert "at least two signs" in page.setup.problem


def test_the_keyboard_goes_through_the_sections(page: TrainPage, qtbot: QtBot) -> None:
    seen = []
    for _ in range(4):
        qtbot.keyClick(page, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
        seen.append(page.section)
    assert seen == ["network", "run", "runs", "data"]
    qtbot.keyClick(page, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert page.section == "runs"


def test_the_page_needs_nothing_heavy_to_be_there() -> None:
    code = (
        "import signdesk.app.pages.train, sys; "
        "print([m for m in ('numpy', 'torch', 'cv2', 'pydantic', 'pyqtgraph') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_the_keys_that_choose_a_dataset_open_a_film_where_networks_are_compared_live(
    page: TrainPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CameraList, "refresh", lambda cameras: cameras.found.emit([]))
    asked: list[str] = []
    monkeypatch.setattr(page.data_section, "ask_for_folder", lambda: asked.append("dataset"))
    page.show_section("runs")
    live = page.runs_section.live
    live.picker.file_asked.disconnect()
    live.picker.file_asked.connect(lambda: asked.append("film"))
    for part, then in (("kept", "dataset"), ("live", "film"), ("kept", "dataset")):
        page.show_section("runs")
        page.runs_section.parts.set_value(part)
        page.runs_section.parts.chosen.emit(part)
        page.setFocus()
        qtbot.keyClick(page, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        assert asked.pop() == then
