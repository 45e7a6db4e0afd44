"""Whether the live view keeps its pace while a network is trained: paints a second, the longest gap, and how soon a
training stops.

Usage: ``python benchmarks/live_while_training.py DATASET [--pictures FOLDER] [--network compact] [--seconds 20]``

A real training of ``--network`` on DATASET runs in its own process, as the Train page starts it, while a stream of
640×480 frames is read and painted into the real Live page, offscreen, as in ``live.py``. Measuring begins with the
first step of the training. Run it on an idle computer: anything else that works takes its share of both.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from live import Record, Stream, _on_page, drawn, loaded, report, shown, verdict

from signdesk import paths
from signdesk.alphabet import LETTERS
from signdesk.errors import SignDeskError
from signdesk.recognition.live import LiveOptions, LivePipeline
from signdesk.vision.arrays import ArraySource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from signdesk.app.train_session import TrainSession

PAINTS, GAP_MS, STOP_S = 25.0, 150.0, 0.5
EPOCHS, PATIENCE = 5000, 600.0


def main() -> int:
    """Run the benchmark; the process's exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path, metavar="DATASET")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="what the camera sees; without it, a drawing")
    parser.add_argument("--network", default="compact")
    parser.add_argument("--limit", type=int, default=100, help="pictures of each sign to train on")
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home:
        os.environ["SIGNDESK_HOME"] = home
        from signdesk.app import preload

        preload.before_qt()
        from signdesk.app.main import make_application

        try:
            return measure(make_application(), options)
        except SignDeskError as error:
            print(error, file=sys.stderr)
            return 1


def measure(application: QApplication, options: argparse.Namespace) -> int:
    """Train, show the stream meanwhile, stop, and print how it went."""
    session = begun(application, options)
    try:
        pictures = shown(options.pictures) if options.pictures else [drawn()]
        source = ArraySource(Stream(pictures, 30, options.seconds + 600), 30, real_time=True)
        pipeline = LivePipeline(source, lambda: loaded(paths.models()), LiveOptions(alphabet=LETTERS))
        before = session.progress
        record, cores = _on_page(application, pipeline, options.seconds)
        after = session.progress
        stop = stopped(application, session)
    finally:
        session.close()
    report(record, cores, 30, window=True)
    print(f"training went from epoch {before.epoch}, step {before.step}, to epoch {after.epoch}, step {after.step}")
    return told(record, stop)


def begun(application: QApplication, options: argparse.Namespace) -> TrainSession:
    """A training at its first step."""
    from signdesk.app.context import AppContext
    from signdesk.app.notices import Notifier
    from signdesk.app.recognizer_provider import RecognizerProvider
    from signdesk.app.settings import SettingsStore
    from signdesk.app.train_session import TrainSession

    session = TrainSession(AppContext(SettingsStore(), Notifier(), RecognizerProvider()))
    data = {"datasets": (str(options.dataset),), "limit": options.limit}
    session.start({"network": options.network, "data": data, "train": {"epochs": EPOCHS}})
    begun_at = time.monotonic()
    while session.progress.step == 0:
        application.processEvents()
        time.sleep(0.02)
        if session.state == "failed" or time.monotonic() - begun_at > PATIENCE:
            raise SignDeskError(session.problem or "The training did not begin within ten minutes.")
    return session


def stopped(application: QApplication, session: TrainSession) -> float:
    """Seconds from asking the training to stop until it has."""
    asked = time.monotonic()
    session.stop()
    while session.state == "stopping" and time.monotonic() - asked < 30:
        application.processEvents()
        time.sleep(0.005)
    return time.monotonic() - asked


def told(record: Record, stop: float) -> int:
    """Print the figures that must hold; the exit status says whether they do."""
    gaps = np.diff(record.times) * 1e3 if len(record.times) > 1 else np.array([np.inf])
    paints = 1e3 / gaps.mean()
    good = paints >= PAINTS, gaps.max() <= GAP_MS, stop <= STOP_S
    print("While training:")
    print(f"paints a second  {paints:6.1f}   {verdict(good[0])} ≥ {PAINTS:g}")
    print(f"longest gap      {gaps.max():6.1f} ms {verdict(good[1])} ≤ {GAP_MS:g} ms")
    print(f"stopped after    {stop:6.2f} s  {verdict(good[2])} ≤ {STOP_S:g} s")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
