"""What a picture of the modelled hand costs: ``python benchmarks/render_speed.py [--size 160] [--threads 1]``.

With ``--device cuda`` (or ``cpu``) the same pictures are drawn in batches by torch too, in the same run, in turns with
those drawn one by one: ``python benchmarks/render_speed.py --threads 1 --device cpu --batch 34``.

Draws every still letter of a few people, once each, as `signdesk render` does, and prints milliseconds a picture: of
the processor (``time.process_time``, all threads together) and of the clock, the median and the slowest tenth; and what
making a new person's skin costs besides, once for each. Nothing is written.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from signdesk.handmodel.dataset import SetPlan


def main() -> None:
    """Draw, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=160, help="pixels along a picture's side")
    parser.add_argument("--people", type=int, default=4)
    parser.add_argument("--threads", type=int, default=0, help="of NumPy and OpenCV; 0: as many as they like")
    parser.add_argument("--device", default="", help="draw in batches by torch too, on this device: cuda or cpu")
    parser.add_argument("--batch", type=int, default=34, help="pictures in a batch")
    arguments = parser.parse_args()
    if arguments.threads:  # before NumPy's library of linear algebra is first used
        for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
            os.environ[name] = str(arguments.threads)
    from signdesk.handmodel.dataset import SetPlan

    plan = SetPlan(seed=1, signers=arguments.people, times=1, size=arguments.size)
    skins, pictures = measured(plan, arguments.threads)
    print(f"{platform.machine()}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    print(f"{arguments.size} × {arguments.size} pixels, threads: {arguments.threads or 'as many as they like'}")
    for name, column in (("processor", 0), ("clock", 1)):
        slow = np.percentile(pictures[:, column], 90)
        print(f"{name}: {np.median(pictures[:, column]):.0f} ms a picture, {slow:.0f} in the slowest tenth")
    print(f"a new skin: {np.median(skins[:, 0]):.0f} ms of the processor, once for each person")
    if arguments.device:
        one, many = beside(plan, arguments.device, arguments.batch)
        print(f"one by one beside {arguments.batch} at once by torch on {arguments.device}, means of each person:")
        for name, column in (("processor", 0), ("clock", 1)):
            print(f"{name}: {np.median(one[:, column]):.1f} and {np.median(many[:, column]):.1f} ms a picture")


def measured(plan: SetPlan, threads: int) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds of processor and clock for each person's skin (people × 2) and each picture (n × 2)."""
    from signdesk.handmodel.dataset import cast, draw
    from signdesk.handmodel.pose import load_pose
    from signdesk.handmodel.render import render
    from signdesk.vision.opencv import cv2

    if threads:
        cv2.setNumThreads(threads)
    skins = []
    for signer in cast(plan):
        before = _now()
        render(load_pose("rest"), signer.shape, size=32)
        skins.append(_now() - before)
    pictures, drawing = [], draw(plan)
    before = _now()
    for _ in drawing:
        after = _now()
        pictures.append(after - before)
        before = _now()
    return np.array(skins) * 1000, np.array(pictures) * 1000


def beside(plan: SetPlan, device: str, batch: int) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds of processor and clock a picture, of each person's: drawn one by one, and by torch (people × 2)."""
    from signdesk.handmodel.dataset import cast, formed
    from signdesk.training.draw import draw_batch

    forms = (partial(formed, plan), partial(formed, plan, batch=batch, draw=partial(draw_batch, device=device)))
    people = list(enumerate(cast(plan)))
    list(forms[1](*people[0]))  # what the library does once
    costs: tuple[list[np.ndarray], list[np.ndarray]] = ([], [])
    for person in people:
        for cost, form in zip(costs, forms, strict=True):
            before = _now()
            count = sum(1 for _ in form(*person))
            cost.append((_now() - before) / count * 1000)
    return np.array(costs[0]), np.array(costs[1])


def _now() -> np.ndarray:
    return np.array([time.process_time(), time.perf_counter()])


if __name__ == "__main__":
    main()
