"""How quickly the reference hand follows the mouse.

    python benchmarks/reference_hand.py            a hand 280 pixels wide; --size for another

Prints the median over several signs and sides: the processor's time for a picture while the hand is dragged, for a
crisp one when it rests, for a handshape that is new, and for the skin, which is made once.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

from signdesk.handmodel.turntable import Side, picture

SIGNS = "ABMPY"
SIDES = tuple(Side(yaw, pitch) for yaw, pitch in ((0, 0), (35, 10), (80, -20), (150, 0), (-60, 30)))


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=280)
    size: int = parser.parse_args().size
    skin = _seconds(lambda: picture("C", Side(), 16))
    new = statistics.median(_seconds(lambda sign=sign: picture(sign, Side(), 16)) for sign in SIGNS)
    dragged, crisp = (
        statistics.median(
            _seconds(lambda sign=sign, side=side, fine=fine: picture(sign, side, size, fine=fine))
            for sign in SIGNS
            for side in SIDES
        )
        for fine in (0, 2)
    )
    print(f"the skin, once: {skin:.2f} s; a new handshape: {1e3 * new:.0f} ms")
    print(f"{size} pixels, dragged: {1e3 * dragged:.0f} ms, {1 / dragged:.0f} a second; crisp: {1e3 * crisp:.0f} ms")


def _seconds(work: Callable[[], object]) -> float:
    begin = time.process_time()
    work()
    return time.process_time() - begin


if __name__ == "__main__":
    main()
