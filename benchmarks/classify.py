"""How soon ``signdesk classify`` has read many pictures: ``python benchmarks/classify.py [--pictures FOLDER]``.

Runs the command on 200 pictures as a user would, a new process each time, then reads the same pictures in this process,
networks loaded, for the time a picture: decoding, finding and reading. Prints medians and the machine.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from signdesk.alphabet import LETTERS
from signdesk.commands.classify import THREADS
from signdesk.recognition.batch import recognize_paths
from signdesk.recognition.recognizer import Recognizer
from signdesk.vision.image import IMAGE_SUFFIXES


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=Path, default=Path("../shared/data/asl-webcams"))
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    files = sorted(f for f in args.pictures.rglob("*") if f.suffix.lower() in IMAGE_SUFFIXES)
    if not files:
        sys.exit(f"{args.pictures} holds no pictures; name a folder that does with --pictures.")
    files = [files[i] for i in np.random.default_rng(1).choice(len(files), min(args.count, len(files)), replace=False)]
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}, {len(files)} pictures")
    whole = [seconds_of(files) for _ in range(args.rounds)]
    spread = f"median of {args.rounds} ({min(whole):.2f} to {max(whole):.2f})"
    print(f"whole command      {statistics.median(whole):6.2f} s {spread}, at most 6 for 200")
    each = milliseconds(files)
    late = np.percentile(each, 95)
    print(f"a picture, loaded  {np.median(each):6.1f} ms median, at most 15; {late:.1f} ms 95th percentile")


def seconds_of(files: list[Path]) -> float:
    """The command from its start to its end."""
    begun = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "signdesk", "classify", "--json", *map(str, files)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - begun


def milliseconds(files: list[Path]) -> list[float]:
    """Each picture from its file to its reading."""
    recognizer = Recognizer.load(threads=THREADS)
    times, last = [], time.perf_counter()
    for _ in recognize_paths(files, recognizer, LETTERS):
        now = time.perf_counter()
        times.append((now - last) * 1e3)
        last = now
    return times


if __name__ == "__main__":
    main()
