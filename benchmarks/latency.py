"""What a frame costs, beside MediaPipe Hands on the same frames: ``python benchmarks/latency.py [--quick]``.

Finder, crop and reader on 640×480 frames made of pictures of people before their webcams, on two processor cores and
with two threads. *Searching every picture* reads each as a still. *Tracking video* shows each picture for a second as a
camera held in the hand would, 30 frames a second, through the tracker that the live view uses. MediaPipe 0.10.21
(``model_complexity=1``, one hand) sees the same frames with ``static_image_mode`` on and off, in an environment of its
own (it needs numpy < 2), which is made when it is missing. The two take turns, a process each, and each rests
while the other works. Medians and 95th percentiles over all rounds; figures of a busy computer say little, so its load
is printed and kept beside them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import IO

import numpy as np
from latency_sides.common import HEIGHT, SEARCHING, SWAY, TRACKING, WARM_UP, WIDTH
from numpy.typing import NDArray

MEDIAPIPE = "0.10.21"
MODES = (SEARCHING, TRACKING)
MOST_OF_MEDIAPIPE, MOST_OVER_MEDIAN = 0.8, 2.0
SIDES = Path(__file__).resolve().parent / "latency_sides"


def main() -> int:
    """Measure, print, write; 1 when MediaPipe can't be had."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="the folder with asl-webcams")
    parser.add_argument("--models", type=Path, default=Path("models"), help="the folder with both networks")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pictures", type=int, default=40, help="pictures to search, and to show in the video")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--quick", action="store_true", help="one round of few frames, to see that it works")
    parser.add_argument("--mediapipe-venv", type=Path, default=Path("runs/mediapipe-venv"))
    parser.add_argument("--without-mediapipe", action="store_true", help="measure signdesk alone")
    parser.add_argument("--out", type=Path, default=Path("docs/results/latency.json"))
    args = parser.parse_args()
    if args.quick:
        args.rounds, args.pictures = 1, 4
    python = None if args.without_mediapipe else mediapipe_python(args.mediapipe_venv)
    if python is None and not args.without_mediapipe:
        return 1
    with tempfile.TemporaryDirectory() as folder:
        pictures = Path(folder) / "pictures.npy"
        np.save(pictures, shown(args.data / "asl-webcams", args.pictures))
        given = [str(pictures), str(args.threads)]
        commands = {"signdesk": [sys.executable, str(SIDES / "own.py"), *given, str(args.models)]}
        if python:
            commands["MediaPipe"] = [str(python), str(SIDES / "mediapipe_hands.py"), *given]
        loads, times = measure(commands, Path(folder) / "said.txt", args.rounds)
    results = {mode: {name: figures(times[name, mode]) for name in commands} for mode in MODES}
    report(results)
    settings = {**machine(), "load before each round": loads, "rounds": args.rounds, "threads": args.threads}
    settings |= {"pictures": args.pictures, "quick": args.quick}
    if not args.quick:
        args.out.parent.mkdir(parents=True, exist_ok=True)
        args.out.write_text(json.dumps({"settings": settings, "results": results}, indent=1) + "\n")
    return 0


def mediapipe_python(venv: Path) -> Path | None:
    """The Python of the environment ``venv``, made and filled when it lacks MediaPipe; None, said why, if it can't."""
    python = venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    check = [str(python), "-c", f"import mediapipe; assert mediapipe.__version__ == '{MEDIAPIPE}'"]
    if python.exists() and subprocess.run(check, capture_output=True, check=False).returncode == 0:
        return python
    print(f"Making {venv} with MediaPipe {MEDIAPIPE} (about 1 GB) …", flush=True)
    for command in (
        [sys.executable, "-m", "venv", str(venv)],
        [str(python), "-m", "pip", "install", "--quiet", f"mediapipe=={MEDIAPIPE}"],
    ):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            print(
                f"MediaPipe {MEDIAPIPE} can't be installed into {venv}: {' '.join(last)}. It needs Python 3.9 to 3.12 "
                "and a way to PyPI. Name an environment that has it with --mediapipe-venv, or measure signdesk "
                "alone with --without-mediapipe.",
                file=sys.stderr,
            )
            return None
    return python


def shown(folder: Path, count: int) -> NDArray[np.uint8]:
    """``count`` pictures of as many people as there are, a little larger than a frame."""
    from signdesk.vision.crop import fit_into
    from signdesk.vision.image import IMAGE_SUFFIXES, read_image

    files = sorted(file for file in folder.rglob("*") if file.suffix.lower() in IMAGE_SUFFIXES)
    if not files:
        sys.exit(f"{folder} holds no pictures; name the folder of the public sets with --data.")
    chosen = drawn([file.relative_to(folder).parts[0] for file in files], count)
    return np.stack([fit_into(read_image(files[i]), WIDTH + 2 * SWAY, HEIGHT + 2 * SWAY)[0] for i in chosen])


def drawn(people: list[str], count: int) -> list[int]:
    """``count`` rows, the people taken in turn."""
    rng = np.random.default_rng(1)
    piles = [list(rng.permutation([i for i, p in enumerate(people) if p == person])) for person in sorted(set(people))]
    order = [int(pile.pop()) for _ in range(max(map(len, piles))) for pile in piles if pile]
    return order[:count]


def measure(
    commands: dict[str, list[str]], said: Path, rounds: int
) -> tuple[list[float], dict[tuple[str, str], list[float]]]:
    """The computer's load before each round, and the milliseconds of each frame by worker and mode."""
    times: dict[tuple[str, str], list[float]] = {(name, mode): [] for name in commands for mode in MODES}
    loads = []
    with running(commands, said) as workers:
        for number in range(rounds):
            loads.append(load())
            for mode in MODES:
                # Who goes first changes, so that neither always finds the processor warm.
                for name in list(workers) if number % 2 == 0 else list(workers)[::-1]:
                    times[name, mode] += asked(workers[name], mode)
            print(f"round {number + 1} of {rounds}, load {loads[-1]:.1f}", flush=True)
    return loads, times


@contextmanager
def running(commands: dict[str, list[str]], said: Path) -> Iterator[dict[str, subprocess.Popen[str]]]:
    """The workers, warmed up; ended at the end. What they write to stderr goes to the file ``said``."""
    workers: dict[str, subprocess.Popen[str]] = {}
    with said.open("w+") as errors:
        try:
            for name, command in commands.items():
                pipe = subprocess.PIPE
                workers[name] = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=errors, text=True)
                asked(workers[name], WARM_UP)
            yield workers
        except EOFError:
            sys.exit(f"A side of the comparison ended early:\n{said.read_text()[-3000:]}")
        finally:
            for worker in workers.values():
                worker.communicate()  # closing its input ends it


def asked(worker: subprocess.Popen[str], mode: str) -> list[float]:
    """What ``worker`` answers: the milliseconds of each frame."""
    stdin, stdout = _pipes(worker)
    stdin.write(mode + "\n")
    stdin.flush()
    line = stdout.readline()
    if not line:
        raise EOFError
    return [float(value) for value in json.loads(line)]


def _pipes(worker: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    if worker.stdin is None or worker.stdout is None:
        raise RuntimeError("the worker has no pipes")
    return worker.stdin, worker.stdout


def figures(times: list[float]) -> dict[str, float]:
    """Median and 95th percentile, in milliseconds."""
    return {"frames": len(times), "median": round(float(np.median(times)), 2), "p95": round(percentile(times), 2)}


def percentile(times: list[float]) -> float:
    """The 95th."""
    return float(np.percentile(times, 95))


def report(results: dict[str, dict[str, dict[str, float]]]) -> None:
    """The table, and how it compares with what was aimed at; the ratios are put into ``results`` too."""
    for mode, rows in results.items():
        for name, row in rows.items():
            print(f"{mode:<26}{name:<12}{row['median']:8.2f} ms median {row['p95']:8.2f} ms 95th percentile")
        own = rows["signdesk"]
        own["p95 over median"] = round(own["p95"] / own["median"], 2)
        judge("p95/median", own["p95 over median"], MOST_OVER_MEDIAN)
        if "MediaPipe" in rows:
            own["of MediaPipe"] = round(own["median"] / rows["MediaPipe"]["median"], 2)
            judge("of MediaPipe", own["of MediaPipe"], MOST_OF_MEDIAPIPE)


def judge(name: str, value: float, most: float) -> None:
    """Print whether ``value`` is good enough."""
    print(f"{'':<26}{name:<12}{value:8.2f}    {'ok ' if value <= most else 'MISS'} ≤ {most:g}")


def load() -> float:
    """How many processes want the processor, as a mean of the last minute."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def machine() -> dict[str, object]:
    """Where and with what this is measured."""
    return {
        "date": date.today().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "libraries": {name: version(name) for name in ("torch", "opencv-python", "numpy")} | {"mediapipe": MEDIAPIPE},
    }


if __name__ == "__main__":
    sys.exit(main())
