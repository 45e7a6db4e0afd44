"""signdesk's side of ``benchmarks/latency.py``: called with pictures, threads and the networks' folder."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from common import FPS, keep_to, serve

from signdesk.alphabet import LETTERS
from signdesk.recognition.recognizer import Recognizer
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image


def main() -> None:
    """Answer until the input ends."""
    pictures, threads, models = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    keep_to(threads)
    recognizer = Recognizer.load(folder=models, threads=threads)

    def search(image: Image, _number: int) -> object:
        return recognizer.recognize(image, LETTERS)

    def follow(image: Image, number: int) -> object:
        return recognizer.follow(Frame(image, number, number / FPS), LETTERS)

    def tracker() -> Callable[[Image, int], object]:
        recognizer.reset()
        return follow

    serve(pictures, search, tracker)


if __name__ == "__main__":
    main()
