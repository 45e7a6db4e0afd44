"""How the live view keeps up: paints a second, age of what is painted, share of the processor.

Usage: ``python benchmarks/live.py [--pictures FOLDER] [--window] [--seconds 15] [--fps 30] [--models FOLDER]``

A stream of 640×480 frames runs in real time through the same pipeline as a camera. ``--pictures`` shows each picture of
a folder for a second, trembling as a hand-held camera does; without it a scene is drawn, in which there may be no
hand, so that reading costs less. ``--window`` paints into the real Live page, offscreen; without it a loop polls at
60 Hz, as a window would, and what it gets counts as painted. The age is the time from a frame's capture to the end of
painting it. Loading the networks and the first second are left out.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np

from signdesk import paths
from signdesk.alphabet import LETTERS
from signdesk.errors import SignDeskError
from signdesk.recognition.live import LiveOptions, LivePipeline, LiveResult, LiveState
from signdesk.recognition.recognition import Recognizing
from signdesk.vision.arrays import ArraySource
from signdesk.vision.crop import fit_into
from signdesk.vision.image import IMAGE_SUFFIXES, Image, read_image

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

WIDTH, HEIGHT, SWAY, MOST = 640, 480, 8, 40
PAINTS, AGE_MS, CORES = 29.0, 100.0, 1.0


class Stream(Sequence[Image]):
    """Frames made when they are asked for, ``fps`` of one picture after the other."""

    def __init__(self, pictures: list[Image], fps: float, seconds: float) -> None:
        self._pictures = pictures
        self._fps = fps
        self._count = round(fps * seconds)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> Image: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Image]: ...

    def __getitem__(self, index: int | slice) -> Image | Sequence[Image]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        picture = self._pictures[int(index / self._fps) % len(self._pictures)]
        x = round(SWAY * (1 + np.sin(index * 0.31)))
        y = round(SWAY * (1 + np.sin(index * 0.23)))
        return np.ascontiguousarray(picture[y : y + HEIGHT, x : x + WIDTH])


@dataclass
class Record:
    """What was painted: when, how old it was then, and what was in it."""

    times: list[float] = field(default_factory=list)
    ages: list[float] = field(default_factory=list)
    hands: int = 0
    letters: int = 0
    find_ms: list[float] = field(default_factory=list)
    read_ms: list[float] = field(default_factory=list)

    def clear(self) -> None:
        """Leave out what came before."""
        for column in (self.times, self.ages, self.find_ms, self.read_ms):
            column.clear()
        self.hands = self.letters = 0

    def add(self, result: LiveResult) -> None:
        """Count ``result`` as painted now."""
        now = time.monotonic()
        self.times.append(now)
        self.ages.append(now - result.frame.time)
        self.find_ms.append(result.find_ms)
        self.hands += result.hand is not None
        if result.reading is not None:
            self.read_ms.append(result.read_ms)
            self.letters += result.reading.label is not None


def main() -> int:
    """Run the benchmark; the process's exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, metavar="FOLDER")
    parser.add_argument("--models", type=Path, metavar="FOLDER", default=paths.models())
    parser.add_argument("--window", action="store_true", help="paint into the Live page, offscreen")
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--fps", type=float, default=30.0)
    options = parser.parse_args()
    try:
        pictures = shown(options.pictures) if options.pictures else [drawn()]
        # Long enough for loading the networks too; what is left over is not waited for.
        source = ArraySource(Stream(pictures, options.fps, options.seconds + 600), options.fps, real_time=True)
        pipeline = LivePipeline(source, lambda: loaded(options.models), LiveOptions(alphabet=LETTERS))
        record, cores = (in_window if options.window else in_loop)(pipeline, options.seconds)
    except SignDeskError as error:
        print(error, file=sys.stderr)
        return 1
    report(record, cores, options.fps, window=options.window)
    return 0


def loaded(models: Path) -> Recognizing:
    """The networks in the folder ``models``."""
    from signdesk.recognition.recognizer import Recognizer

    return Recognizer.load(folder=models)


def shown(folder: Path) -> list[Image]:
    """Some of the pictures under ``folder``, taken evenly, a little larger than a frame."""
    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in IMAGE_SUFFIXES)
    if not files:
        raise SignDeskError(f"There are no pictures in {folder}; choose another folder.")
    chosen = np.linspace(0, len(files) - 1, min(MOST, len(files))).astype(int)
    return [fit_into(read_image(files[i]), WIDTH + 2 * SWAY, HEIGHT + 2 * SWAY)[0] for i in chosen]


def drawn() -> Image:
    """A room in soft light with a patch of skin in it."""
    random = np.random.default_rng(0)
    y, x = np.mgrid[0 : HEIGHT + 2 * SWAY, 0 : WIDTH + 2 * SWAY]
    room = np.stack([90 + x / 8, 100 + y / 8, 120 + (x + y) / 16], axis=-1) + random.normal(0, 6, (*x.shape, 3))
    skin = ((x - 330) / 70) ** 2 + ((y - 250) / 95) ** 2 < 1
    room[skin] = np.array([205, 155, 130]) + random.normal(0, 6, (int(skin.sum()), 3))
    return room.clip(0, 255).astype(np.uint8)


def settled(pipeline: LivePipeline, step: Callable[[], None]) -> None:
    """Until the networks are loaded and have worked for a second."""
    while not pipeline.ready and pipeline.state is not LiveState.FAILED:
        step()
    end = time.monotonic() + 1
    while time.monotonic() < end:
        step()
    if pipeline.error is not None:
        raise pipeline.error


def in_loop(pipeline: LivePipeline, seconds: float) -> tuple[Record, float]:
    """Poll as a window at 60 Hz would."""
    record = Record()

    def step() -> None:
        time.sleep(1 / 60)
        result = pipeline.poll()
        if result is not None:
            record.add(result)

    with pipeline:
        settled(pipeline, step)
        return measured(record, step, seconds)


def measured(record: Record, step: Callable[[], None], seconds: float) -> tuple[Record, float]:
    """Go on for ``seconds``; what was recorded in that time, and how many cores it kept busy."""
    record.clear()
    begun, worked = time.monotonic(), time.process_time()
    while time.monotonic() - begun < seconds:
        step()
    return record, (time.process_time() - worked) / (time.monotonic() - begun)


def in_window(pipeline: LivePipeline, seconds: float) -> tuple[Record, float]:
    """Show the stream on the Live page of a window that nobody sees."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home:
        os.environ["SIGNDESK_HOME"] = home
        from signdesk.app import preload

        preload.before_qt()
        from signdesk.app.main import make_application

        return _on_page(make_application(), pipeline, seconds)


def _on_page(application: QApplication, pipeline: LivePipeline, seconds: float) -> tuple[Record, float]:
    from PySide6.QtCore import QEventLoop

    from signdesk.app.context import AppContext
    from signdesk.app.notices import Notifier
    from signdesk.app.pages.live import LivePage
    from signdesk.app.recognizer_provider import RecognizerProvider
    from signdesk.app.settings import SettingsStore
    from signdesk.app.theme import Theme

    settings = SettingsStore()
    context = AppContext(settings, Notifier(), RecognizerProvider(), Theme(application, settings.value.theme))
    page = LivePage(context, make_pipeline=lambda source: pipeline)
    record = Record()
    newest: list[LiveResult | None] = [None]

    def painted() -> None:
        result = newest[0]
        if result is not None:
            record.add(result)
            newest[0] = None

    page.player.arrived.connect(lambda result: newest.__setitem__(0, result))
    page.view.painted.connect(painted)
    page.resize(1100, 760)
    page.show()
    page.player.start("benchmark")

    def step() -> None:
        application.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    try:
        settled(pipeline, step)
        return measured(record, step, seconds)
    finally:
        page.close_page()
        page.player.close()


def report(record: Record, cores: float, fps: float, *, window: bool) -> None:
    """Print the figures beside what they should be, for frames at ``fps``."""
    paints = (len(record.times) - 1) / (record.times[-1] - record.times[0]) if len(record.times) > 1 else 0.0
    median, late = np.percentile(record.ages, [50, 95]) * 1e3 if record.ages else (np.nan, np.nan)
    wanted = PAINTS * min(fps / 30, 1)
    print(f"{WIDTH}×{HEIGHT} at {fps:g} frames a second, {'painted offscreen' if window else 'polled at 60 Hz'}")
    print(f"paints a second  {paints:6.1f}   {verdict(paints >= wanted)} ≥ {wanted:g}")
    print(f"age, median      {median:6.1f} ms")
    print(f"age, 95 %        {late:6.1f} ms {verdict(late <= AGE_MS)} ≤ {AGE_MS:g} ms")
    print(f"cores in use     {cores:6.2f}   {verdict(cores <= CORES)} ≤ {CORES:g}")
    if record.times:
        print(f"frames with a hand {record.hands / len(record.times):.0%}, with a letter", end=" ")
        print(f"{record.letters / len(record.times):.0%}; finding takes {np.median(record.find_ms):.1f} ms", end=", ")
        print(f"reading {np.median(record.read_ms):.1f} ms" if record.read_ms else "nothing was read")


def verdict(good: bool) -> str:
    """How it went, in a word."""
    return "ok " if good else "MISS"


if __name__ == "__main__":
    sys.exit(main())
