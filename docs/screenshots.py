"""Make the pictures of docs/images from the real window: ``python docs/screenshots.py``.

The window runs without a screen, in a home of its own, in light and in dark. The hands in it are drawn (see
drawn_hand.py), and what is read from them is given here, not read: a drawing is no test of the networks. Those of the
Train page are the bundled rendered hands, and what it shows was really trained on them, for a moment.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from drawn_hand import DrawnHand, draw
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from signdesk.alphabet import LETTERS, Alphabet
from signdesk.app.about import AboutDialog
from signdesk.app.context import AppContext
from signdesk.app.live_states import Phase, Situation
from signdesk.app.main import make_application
from signdesk.app.main_window import MainWindow
from signdesk.app.notices import Notifier
from signdesk.app.pages.images import ImagesPage
from signdesk.app.pages.live import LivePage
from signdesk.app.pages.train import TrainPage
from signdesk.app.recognizer_provider import RecognizerProvider
from signdesk.app.settings import SettingsStore
from signdesk.app.shortcuts_dialog import ShortcutsDialog
from signdesk.app.theme import Theme
from signdesk.app.widgets.source_picker import CameraChoice
from signdesk.recognition.batch import HandMode
from signdesk.recognition.live_result import LiveResult
from signdesk.recognition.reading import Reading
from signdesk.recognition.recognition import Recognition
from signdesk.training.config import TrainConfig
from signdesk.training.perform import perform
from signdesk.training.run_config import RunConfig
from signdesk.training.run_folder import RunFolder
from signdesk.training.runs import RunStore
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image, write_image

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1280, 800)
SMALL = (1024, 700)
SKINS = ((224, 172, 140), (141, 94, 66), (241, 205, 178), (104, 70, 50), (198, 140, 104))
SLEEVES = ((58, 84, 110), (122, 62, 58), (70, 92, 72))
PLACES = ((0.42, 0.54), (0.58, 0.58), (0.5, 0.52), (0.36, 0.6), (0.62, 0.55))


def reading_of(label: str | None, confidence: float, likely: str) -> Reading:
    """A reading whose likeliest signs are those of ``likely``, the first with ``confidence``."""
    probabilities = np.full(len(LETTERS), 1e-4)
    for place, sign in enumerate(likely[1:]):
        probabilities[LETTERS.labels.index(sign)] = 0.45**place
    first = LETTERS.labels.index(likely[0])
    probabilities[first] = 0
    probabilities *= (1 - confidence) / probabilities.sum()
    probabilities[first] = confidence
    return Reading(LETTERS, probabilities.astype(np.float32), label, confidence)


@dataclass(frozen=True)
class Drawn:
    """A drawn picture and what is to be read from it."""

    name: str
    picture: DrawnHand | None
    image: Image
    reading: Reading | None


def drawn_pictures() -> list[Drawn]:
    """The pictures of the Images page."""
    likely = {"A": "ASETM", "B": "BUWFE", "D": "DILUX", "F": "FWBVD", "I": "IYJDA", "L": "LDXGY", "S": "SAETN"}
    likely |= {"U": "URVHK", "V": "VUKWR", "W": "WVFBK", "Y": "YIALH"}
    made = []
    for number, sign in enumerate("BLVYWDFAISUV"):
        picture = draw(
            sign,
            centre=PLACES[number % len(PLACES)],
            size=0.22 + 0.05 * ((number * 7) % 4) / 3,
            tilt=(-9, 4, 12, -3, 7)[number % 5],
            skin=SKINS[number % len(SKINS)],
            sleeve=SLEEVES[number % len(SLEEVES)],
            room=number,
        )
        confidence = (0.98, 0.95, 0.91, 0.97, 0.88, 0.93, 0.84, 0.9, 0.96, 0.79, 0.41, 0.94)[number]
        signs = "".join(s for s in likely[sign] if s in LETTERS)
        reading = reading_of(sign if confidence > 0.5 else None, confidence, signs)
        made.append(Drawn(f"IMG_{2140 + 3 * number}.jpg", picture, picture.image, reading))
    empty = draw("B", centre=(0.5, 3.0), room=1).image
    made.insert(7, Drawn("IMG_2160.jpg", None, empty, None))
    return made


class Told:
    """Stands in for the networks: says of each drawn picture what is known of it."""

    def __init__(self, pictures: list[Drawn]) -> None:
        # As the files will be read: JPEG changes a picture a little, but never into another of them.
        self._known = [(picture.image[::16, ::16].astype(float), picture) for picture in pictures]

    def recognize(self, image: Image, alphabet: Alphabet, hand: HandMode = "auto") -> Recognition:
        small = image[::16, ::16].astype(float)
        _, best = min(self._known, key=lambda known: float(np.abs(known[0] - small).mean()))
        found = best.picture.hand if best.picture else None
        return Recognition(found, best.reading, 7.4, 3.6)


class Photographer:
    """Brings the window into each state and takes its picture."""

    def __init__(self, application: QApplication, folder: Path, mode: str, home: Path, pictures: list[Drawn]) -> None:
        self._folder, self._mode, self._home, self._pictures = folder, mode, home, pictures
        settings = SettingsStore(home / f"{mode}.json")
        settings.change(theme=mode, start_on_launch=False)
        self._theme = Theme(application, mode)
        told = Told(pictures)
        self._window = MainWindow(AppContext(settings, Notifier(), RecognizerProvider(load=lambda: told), self._theme))  # type: ignore[arg-type]
        self._window.resize(*SIZE)
        self._window.show()

    def live(self) -> None:
        page = self._open("live")
        assert isinstance(page, LivePage)
        page.show_situation(Situation(Phase.IDLE))
        self._take("start")
        page.show_situation(Situation(Phase.NO_CAMERA))
        self._take("no-camera")
        picker = page.toolbar.picker
        picker.set_cameras([CameraChoice("0", "Integrated Camera")])
        picker.set_current("0")
        page.show_situation(Situation(Phase.RUNNING, "0", "Integrated Camera"))
        picture = draw("Y", centre=(0.47, 0.6), size=0.3, tilt=3, skin=SKINS[4], sleeve=SLEEVES[0], room=1)
        page.show_result(
            LiveResult(
                Frame(picture.image, 400, 13.3),
                ready=True,
                hand=picture.hand,
                reading=reading_of("Y", 0.93, "YIALV"),
                text="VALLE",
                progress=0.7,
            )
        )
        page.status.show_figures("30 fps · 31 ms latency")
        self._take("live")
        page.reference.show("Y")
        card = page.reference.card
        self._window.resize(*SMALL)
        _pause(0.1)
        self._wait(lambda: card is not None and card.hand.crisp)
        self._take("reference")
        page.reference.hide()
        self._window.resize(*SIZE)
        page.show_situation(Situation(Phase.IDLE))

    def images(self) -> None:
        page = self._open("images")
        assert isinstance(page, ImagesPage)
        self._take("images-empty")
        folder = self._home / "pictures"
        folder.mkdir(exist_ok=True)
        for picture in self._pictures:
            if not (folder / picture.name).exists():
                write_image(folder / picture.name, picture.image)
        (folder / "IMG_2175.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        page.open_paths([folder])
        self._wait(lambda: not page.session.listing and not page.session.reading and len(page.session.images) > 0)
        page.grid.choose(3)
        self._take("images")
        self._window.resize(*SMALL)
        self._take("images-small")
        self._window.resize(*SIZE)
        page.grid.opened.emit()
        self._take("images-large")

    def train(self, run_id: str) -> None:
        page = self._open("train")
        assert isinstance(page, TrainPage)
        self._wait(lambda: page.data.figures is not None and bool(page.network_section.presets))
        self._wait(lambda: len(page.data.pictures) >= 12)
        self._take("train-data")
        page.show_section("network")
        self._take("train-network")
        page.show_section("run")
        page.run_section.show_run(run_id)
        self._take("train-result")
        page.run_section.result.show_part("curves")
        self._take("train-run")
        page.show_section("runs")
        kept = page.runs_section.kept
        self._wait(lambda: all(kept.latencies.of(run.checkpoint) for run in kept.session.runs()))
        self._take("train-runs")

    def dialogs(self) -> None:
        shortcuts = ShortcutsDialog(self._window)
        shortcuts.show()
        self._take("shortcuts", shortcuts)
        shortcuts.close()
        about = AboutDialog(None, self._window)
        empty = about.networks.toPlainText()
        about.show()
        self._wait(lambda: about.networks.toPlainText() != empty)
        self._take("about", about)
        about.close()

    def close(self) -> None:
        self._window.close()
        self._theme.close()

    def _open(self, name: str) -> QWidget:
        self._window.open_page(name)
        return self._window.page(name)

    def _take(self, name: str, widget: QWidget | None = None) -> None:
        _pause(0.35)
        path = self._folder / f"{name}-{self._mode}.png"
        picture = (widget or self._window).grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
        picture.save(str(path), quality=0)  # a PNG loses nothing: this is how hard it is packed
        print(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)

    @staticmethod
    def _wait(done: Callable[[], bool]) -> None:
        patience = time.monotonic() + 60
        while not done():
            if time.monotonic() > patience:
                raise SystemExit("A page was not ready within a minute.")
            _pause(0.02)


def _pause(seconds: float) -> None:
    """Let the window work; unlike Qt's own waiting, this lets its threads work too."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.01)


def trained() -> str:
    """Train two networks on the bundled hands, quickly; the id of the better one's run."""
    run_id = ""
    for network, name, epochs in (("softmax", "Softmax · Bundled", 30), ("lenet5", "LeNet-5 · Bundled", 12)):
        config = {"name": name, "network": network, "train": TrainConfig.of(network, {"epochs": epochs})}
        run = RunStore().create(RunConfig.parse(config))
        perform(RunFolder(run.folder), lambda event: None)
        run_id = run.id
    return run_id


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description="Make the pictures of docs/images from the real window.")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images", help="where to write them")
    folder: Path = parser.parse_args().out
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"SIGNDESK_HOME": home, "QT_QPA_PLATFORM": "offscreen"}
        application = make_application()
        pictures, run_id = drawn_pictures(), trained()
        for mode in ("light", "dark"):
            photographer = Photographer(application, folder, mode, Path(home), pictures)
            photographer.live()
            photographer.images()
            photographer.train(run_id)
            photographer.dialogs()
            photographer.close()


if __name__ == "__main__":
    main()
