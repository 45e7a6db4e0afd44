from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pytest

from signdesk.alphabet import DIGITS, LETTERS, Alphabet
from signdesk.errors import ConfigError, SourceError, SourceProblem
from signdesk.hands.finder import GuideRegion
from signdesk.hands.hand import Hand
from signdesk.recognition.reading import Reading
from signdesk.recognition.recognition import Recognition
from signdesk.recognition.spell import spell
from signdesk.vision.arrays import ArraySource
from signdesk.vision.box import Box
from signdesk.vision.folder import FolderSource
from signdesk.vision.frame import Frame
from signdesk.vision.image import Image, write_image


class Reader:
    """Reads a sign from a picture's shade: 0 is no hand, n the n-th sign of the alphabet."""

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        return self.recognize(frame.image, alphabet)

    def recognize(self, image: Image, alphabet: Alphabet, hand: Literal["auto", "full"] | Box = "auto") -> Recognition:
        shade = int(image[0, 0, 0])
        if shade == 0:
            return Recognition(None, None, 0.0, 0.0)
        probabilities = np.zeros(len(alphabet), np.float32)
        probabilities[shade - 1] = 1
        label = alphabet.labels[shade - 1]
        return Recognition(Hand(Box(1, 1, 9, 9), 1.0), Reading(alphabet, probabilities, label, 1.0), 0.0, 0.0)

    def reset(self) -> None:
        pass


class Recording(ArraySource):
    """Remembers whether it was closed."""

    closed = False

    def close(self) -> None:
        super().close()
        self.closed = True


def _picture(sign: str, alphabet: Alphabet = LETTERS) -> Image:
    return np.full((8, 8, 3), 0 if sign == " " else alphabet.labels.index(sign) + 1, np.uint8)


def _recording(*parts: tuple[str, float], fps: float = 30, alphabet: Alphabet = LETTERS) -> Recording:
    return Recording([_picture(sign, alphabet) for sign, seconds in parts for _ in range(round(seconds * fps))], fps)


def _text(source: ArraySource | FolderSource, alphabet: Alphabet = LETTERS) -> str:
    return "".join(letter.label for letter in spell(source, Reader(), alphabet))


@pytest.mark.parametrize("fps", [10, 25, 30, 60])
def test_a_recording_is_spelled(fps: float) -> None:
    source = _recording(
        (" ", 2), ("H", 0.9), ("I", 0.9), (" ", 2), ("L", 0.9), (" ", 0.4), ("L", 0.9), (" ", 3), fps=fps
    )
    assert _text(source) == "HI LL"
    assert source.closed


def test_letters_come_with_their_times() -> None:
    letters = list(spell(_recording((" ", 1), ("A", 1), (" ", 2), ("B", 1)), Reader(), LETTERS))
    assert [letter.label for letter in letters] == ["A", " ", "B"]
    a, space, b = letters
    assert a.start == pytest.approx(1.15, abs=0.1)
    assert a.end == pytest.approx(a.start + 0.6, abs=0.04)
    assert space.start == pytest.approx(2.0, abs=0.04)
    assert b.start == pytest.approx(4.15, abs=0.1)


def test_digits_can_be_spelled_with_a_shorter_hold() -> None:
    source = _recording(("4", 0.6), ("2", 0.6), alphabet=DIGITS)
    assert "".join(letter.label for letter in spell(source, Reader(), DIGITS, hold=0.3)) == "42"


def test_letters_come_as_soon_as_they_are_spelled_and_leaving_early_closes_the_source() -> None:
    source = _recording(("A", 1), ("B", 100))
    letters = spell(source, Reader(), LETTERS)
    assert next(letters).label == "A"
    letters.close()  # type: ignore[attr-defined]
    assert source.closed


def test_a_recording_without_signs_has_no_letters() -> None:
    assert _text(_recording((" ", 2))) == ""


def test_a_recording_without_frames_is_an_error_in_words() -> None:
    with pytest.raises(SourceError, match="no frames") as caught:
        _text(ArraySource([]))
    assert caught.value.problem is SourceProblem.NO_FRAMES


def test_an_impossible_hold_is_an_error_in_words() -> None:
    with pytest.raises(ConfigError):
        next(spell(_recording(("A", 1)), Reader(), LETTERS, hold=7))


def test_each_picture_of_a_folder_is_a_sign(tmp_path: Path) -> None:
    for i, sign in enumerate("HEL LO", start=1):
        write_image(tmp_path / f"{i}.png", _picture(sign))
    assert _text(FolderSource(tmp_path)) == "HELLO"
