"""MediaPipe's side of ``benchmarks/latency.py``: called with the pictures and the threads.

MediaPipe has no setting for threads: it is kept to as many cores.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common import HEIGHT, WIDTH, keep_to, serve


def main() -> None:
    """Answer until the input ends."""
    pictures, threads = Path(sys.argv[1]), int(sys.argv[2])
    keep_to(threads)
    import mediapipe
    import numpy as np

    def hands(still: bool) -> Any:
        made = mediapipe.solutions.hands.Hands(static_image_mode=still, max_num_hands=1, model_complexity=1)
        made.process(np.zeros((HEIGHT, WIDTH, 3), np.uint8))  # the first picture loads its networks
        return made

    searching = hands(True)
    streams: list[Any] = []

    def tracker() -> Callable[[Any, int], object]:
        while streams:
            streams.pop().close()
        streams.append(hands(False))
        return lambda frame, _number: streams[0].process(frame)

    serve(pictures, lambda frame, _number: searching.process(frame), tracker)


if __name__ == "__main__":
    main()
