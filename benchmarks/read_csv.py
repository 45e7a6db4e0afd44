"""How long reading a table of 27,455 pictures takes, beside ``pandas.read_csv``, and how much memory.

Usage: ``python benchmarks/read_csv.py [TABLE.csv or sign-mnist.zip] [--rounds 5]``

Without a file, a table of the same size is made up. Prints the median times, their ratio (below 1: signdesk is
faster) and the peak of memory as a multiple of the pictures' size; checks that both read the same numbers.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

from signdesk.datasets.pixels import read_pixels

ROWS, PIXELS, MOST = 27_455, 784, 25
TRAIN = "sign_mnist_train.csv"


def main() -> int:
    """Measure, print, and say by the exit status whether both read the same."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peak", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.peak:
        print(peak(options.table))
        return 0
    try:
        import pandas
    except ImportError:
        print("pandas is not installed: pip install pandas", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        table = plain(options.table, Path(folder))
        # In turns, so that whatever else the machine does meets both alike.
        rounds = [(timed(lambda: ours(table)), timed(lambda: pandas.read_csv(table))) for _ in range(options.rounds)]
        labels, pictures = ours(table)
        frame = pandas.read_csv(table).to_numpy()
        same = np.array_equal(frame[:, 0], labels) and np.array_equal(frame[:, 1:], pictures.reshape(len(labels), -1))
        command = [sys.executable, __file__, str(table), "--peak"]
        grown = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    mine, theirs = (median(times) for times in zip(*rounds, strict=True))
    print(f"{len(labels):,} rows, {pictures.nbytes / 1e6:.1f} MB of pictures; median of {options.rounds} rounds")
    print(f"signdesk {mine:.2f} s, pandas.read_csv {theirs:.2f} s: ratio {mine / theirs:.2f}")
    print(f"memory grew by {grown / 1e6:.1f} MB at most: {grown / pictures.nbytes:.2f} times the pictures")
    print("both read the same numbers" if same else "THE NUMBERS DIFFER")
    return 0 if same else 1


def ours(table: Path) -> tuple[np.ndarray, np.ndarray]:
    """The labels and pictures as signdesk reads them."""
    with table.open("rb") as file:
        return read_pixels(file, table.stat().st_size, table.name, MOST)


def timed(work: Callable[[], object]) -> float:
    """How many seconds ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak(table: Path) -> int:
    """By how many bytes this process grows at most while it reads; meant for a process of its own."""
    before = resident("VmHWM")
    ours(table)
    return resident("VmHWM") - before


def resident(field: str) -> int:
    """A figure of this process's memory, in bytes."""
    if sys.platform == "linux":
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(field)) * 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def plain(table: Path | None, folder: Path) -> Path:
    """A plain CSV file: the one given, the one in the zip given, or a made-up one."""
    if table is None:
        return made_up(folder / TRAIN)
    if table.suffix == ".zip":
        with zipfile.ZipFile(table) as file:
            return Path(file.extract(TRAIN, folder))
    return table


def made_up(path: Path) -> Path:
    """A table of noise, as large as the real one."""
    rng = np.random.default_rng(0)
    with path.open("w", newline="") as file:
        file.write("label," + ",".join(f"pixel{i}" for i in range(1, PIXELS + 1)) + "\r\n")
        for _ in range(ROWS):
            cells = rng.integers(0, 256, PIXELS + 1)
            cells[0] %= 25
            file.write(",".join(map(str, cells.tolist())) + "\r\n")
    return path


if __name__ == "__main__":
    sys.exit(main())
