"""How soon the window is there: from the start of the process to its first paint, and to the first frame painted.

Usage: ``python benchmarks/startup.py [--runs 7] [--networks]``

Each run starts the real program (``signdesk --source VIDEO``) in a process of its own, offscreen, with settings of its
own. The source is a recording made here, 640×480 at 30 frames a second, which comes in real time as a camera's frames
do; what a real camera takes to open comes on top. Times count from just before the process is made. One run before
them fills the disk's cache. The window has to be there, and show a frame, before torch is imported: a run in which it
is not, fails. ``--networks`` also waits until the networks are loaded and a frame was read. The processor time of all
threads stands beside each figure: where it is much the smaller, the machine was busy with something else.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

WINDOW_SECONDS, FRAME_SECONDS = 0.6, 1.0
PATIENCE = 60
FRAMES, FPS, SIZE = 300, 30, (640, 480)

# Runs before signdesk does: it only listens. What it prints is one line of JSON.
CHILD = """
import json, sys, time
begun, wanted, source = float(sys.argv[1]), sys.argv[2], sys.argv[3]
import signdesk.app.main as entry
marks, make_window = {}, entry.make_window

def mark(name):
    marks.setdefault(name, (time.monotonic() - begun, time.process_time(), "torch" in sys.modules))

def listening(application, options):
    from PySide6.QtCore import QTimer
    window = make_window(application, options)
    page = window.page("live")

    def painted():
        mark("frame")
        if wanted == "frame" or page._result.ready:
            mark("networks")
            window.close()

    def watch():
        if page.player.phase.name == "FAILED" and ("frame" not in marks or wanted != "frame"):
            sys.stderr.write(page.view.card.content.text)
            window.close()

    timer = QTimer(window)
    timer.timeout.connect(watch)
    timer.start(200)
    window.shown.connect(lambda: mark("window"))
    page.view.painted.connect(painted)
    return window

entry.make_window = listening
from signdesk.__main__ import main
status = main(["--source", source])
print(json.dumps(marks))
sys.exit(status)
"""


def main() -> int:
    """Measure and report; 1 when something takes too long or torch comes too early."""
    parser = argparse.ArgumentParser(description="Measure how soon the window and its first frame are there.")
    parser.add_argument("--runs", type=int, default=7, help="how often to start signdesk (default: 7)")
    parser.add_argument("--networks", action="store_true", help="also wait until the networks are loaded")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "camera.avi"
        record(video)
        runs = [start(video, Path(folder) / f"home-{run}", options.networks) for run in range(options.runs + 1)][1:]
    early = any(torch for run in runs for name, (_, _, torch) in run.items() if name != "networks")
    good = [
        report("window in view", [run["window"] for run in runs], WINDOW_SECONDS),
        report("first frame painted", [run["frame"] for run in runs], FRAME_SECONDS),
    ]
    if options.networks:
        report("networks loaded, frame read", [run["networks"] for run in runs], None)
    print(f"torch imported before    {'yes, and it must not be' if early else 'no'}")
    return 0 if all(good) and not early else 1


def machine() -> str:
    """Where and with what this is measured."""
    names = ("PySide6-Essentials", "opencv-python", "torch")
    libraries = ", ".join(f"{name} {version(name)}" for name in names)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores{load}"
    return f"{system}; Python {platform.python_version()}, {libraries}; Qt offscreen"


def record(path: Path) -> None:
    """A recording that stands in for a camera: a bright square that wanders over a dark ground."""
    import cv2
    import numpy as np

    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), float(FPS), SIZE)
    if not writer.isOpened():
        raise SystemExit("This OpenCV can't write the recording that the measurement needs.")
    for number in range(FRAMES):
        frame = np.full((SIZE[1], SIZE[0], 3), 60, np.uint8)
        x, y = (7 * number) % (SIZE[0] - 120), (5 * number) % (SIZE[1] - 120)
        frame[y : y + 120, x : x + 120] = (120, 160, 210)
        writer.write(frame)
    writer.release()


def start(video: Path, home: Path, networks: bool) -> dict[str, Any]:
    """Start signdesk once: when what was there, in seconds, and whether torch had been imported."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SIGNDESK_HOME": str(home)}
    command = [sys.executable, "-c", CHILD, str(time.monotonic()), "networks" if networks else "frame", str(video)]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        raise SystemExit(f"signdesk did not show what it should within {PATIENCE} s.") from None
    marks: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1]) if done.stdout.strip() else {}
    if ("networks" if networks else "frame") not in marks:
        raise SystemExit(f"signdesk ended with status {done.returncode} before it showed a frame:\n{done.stderr}")
    return marks


def report(name: str, marks: list[tuple[float, float, bool]], most: float | None) -> bool:
    """Print one line; whether the median is good enough."""
    seconds, work = [mark[0] for mark in marks], statistics.median(mark[1] for mark in marks)
    middle = statistics.median(seconds)
    good = most is None or middle <= most
    verdict = "" if most is None else f"   {'ok ' if good else 'MISS'} ≤ {most:g} s"
    spread = f"{min(seconds):.2f} to {max(seconds):.2f} in {len(seconds)} runs, processor time {work:.2f} s"
    print(f"{name:<28} {middle:5.2f} s median ({spread}){verdict}")
    return good


if __name__ == "__main__":
    sys.exit(main())
