"""Whether the window stays awake while a dataset of many pictures is opened, parted and shown on the Train page.

Usage: ``python benchmarks/open_many.py [--pictures 50000] [--seconds 2]``

Makes the pictures itself in a temporary folder: hard links to a few hundred tiny ones, in a folder for each of 24
signs below a folder for each of 20 people. A timer of Qt's thread ticks every 10 ms; the longest time between two
ticks is the gap. It is taken once without any work, as what the machine itself does, and once with. Run it on an idle
computer.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from signdesk.alphabet import LETTERS
from signdesk.vision.image import write_image

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

GAP, PEOPLE, ORIGINALS, PATIENCE = 0.15, 20, 240, 300.0


def main() -> int:
    """Measure and print; 1 when the window stood still for too long."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, default=50_000)
    parser.add_argument("--seconds", type=float, default=2.0, help="how long to watch before and after")
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as place:
        os.environ["SIGNDESK_HOME"] = str(Path(place) / "home")
        folder = Path(place) / "many"
        make_pictures(folder, options.pictures)
        from signdesk.app import preload

        preload.before_qt()
        from signdesk.app.main import make_application

        return measure(make_application(), folder, options.seconds)


def make_pictures(folder: Path, count: int) -> None:
    """``count`` pictures below ``folder``, person/sign/number.png, most of them links to the first `ORIGINALS`."""
    rng, originals = np.random.default_rng(0), []
    for number, (person, sign) in zip(range(count), itertools.cycle(kinds()), strict=False):
        path = folder / person / sign / f"{number:06}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        if number < ORIGINALS:
            write_image(path, rng.integers(0, 256, (16, 16, 3), np.uint8))
            originals.append(path)
        else:
            os.link(originals[number % ORIGINALS], path)


def kinds() -> list[tuple[str, str]]:
    """Each person with each sign."""
    return [(f"person {person:02}", sign) for sign in LETTERS.labels for person in range(PEOPLE)]


def measure(application: QApplication, folder: Path, seconds: float) -> int:
    """Open ``folder`` on the real Train page, and print how it went."""
    from PySide6.QtCore import Qt, QTimer

    from signdesk.app.context import AppContext
    from signdesk.app.main_window import MainWindow
    from signdesk.app.notices import Notifier
    from signdesk.app.pages.train import TrainPage
    from signdesk.app.recognizer_provider import RecognizerProvider
    from signdesk.app.settings import SettingsStore
    from signdesk.app.theme import Theme

    settings = SettingsStore()
    settings.change(start_on_launch=False)
    window = MainWindow(AppContext(settings, Notifier(), RecognizerProvider(), Theme(application, "light")))
    window.resize(1280, 800)
    window.show()
    window.open_page("train")
    page = window.page("train")
    assert isinstance(page, TrainPage)
    data, ticks, timer = page.data, [], QTimer()

    def waited(done: Callable[[], bool]) -> None:
        begun = time.monotonic()
        while not done() and time.monotonic() - begun < PATIENCE:
            application.processEvents()
            time.sleep(0.001)

    waited(lambda: data.figures is not None)  # of the bundled pictures: whatever is imported then is there
    waited(after(seconds))
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.setInterval(10)
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start()
    waited(after(seconds))
    idle = max(np.diff(ticks))
    ticks.clear()
    begun, before = time.monotonic(), peak()
    data.open([str(folder)])
    waited(lambda: any(each.key == str(folder) for each in data.datasets))
    opened = time.monotonic() - begun
    waited(lambda: data.figures is not None and len(data.pictures) > 0)
    parted = time.monotonic() - begun
    waited(after(seconds))
    gaps = np.diff(ticks)
    timer.stop()
    pictures = sum(each.pictures for each in data.datasets if each.key == str(folder))
    window.close()
    print(f"{platform.platform()}, {os.cpu_count()} processors, Python {platform.python_version()}")
    print(f"{pictures:,} pictures: opened after {opened:.1f} s, parted and shown after {parted:.1f} s")
    print(f"memory at most   {peak():6.0f} MB, {before:.0f} MB before")
    print(f"longest gap      {gaps.max():6.3f} s, {idle:.3f} s without work; wanted: at most {GAP} s")
    return 0 if pictures and gaps.max() <= GAP else 1


def after(seconds: float) -> Callable[[], bool]:
    """Whether ``seconds`` have gone by since now."""
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def peak() -> float:
    """The most memory that this process has had so far, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)


if __name__ == "__main__":
    sys.exit(main())
