"""A recording as text."""

from __future__ import annotations

from collections.abc import Iterator

from signdesk.alphabet import Alphabet
from signdesk.errors import SourceError, SourceProblem
from signdesk.recognition.composer import SPACE, Composer
from signdesk.recognition.follower import Follower
from signdesk.recognition.reading import Letter
from signdesk.recognition.recognition import Recognizing
from signdesk.vision.folder import FolderSource
from signdesk.vision.source import FrameSource

__all__ = ["spell"]


def spell(source: FrameSource, recognizer: Recognizing, alphabet: Alphabet, hold: float = 0.6) -> Iterator[Letter]:
    """The letters and spaces that are spelled in ``source``, each as soon as it was held for ``hold`` seconds.

    Times are the recording's. Spaces stand between letters only. Of a folder of pictures each one is a sign by itself.
    The source is opened here, and closed when the letters end or are no longer wanted. `SourceError` when it can't be
    read, or has no frames; `ConfigError` for an impossible ``hold``.
    """
    follower = Follower(recognizer, Composer(hold))
    follow = _single if isinstance(source, FolderSource) else _in_stream
    any_frame = False
    space: Letter | None = None
    with source:
        for letter in follow(source, follower, alphabet):
            any_frame = True
            if letter is None:
                continue
            if letter.label == SPACE:
                space = letter
                continue
            if space is not None:
                yield space
                space = None
            yield letter
    if not any_frame:
        raise SourceError(f"There are no frames in {source.name}; choose another recording.", SourceProblem.NO_FRAMES)


def _in_stream(source: FrameSource, follower: Follower, alphabet: Alphabet) -> Iterator[Letter | None]:
    for frame in source:
        yield follower.follow(frame, alphabet).letter


def _single(source: FrameSource, follower: Follower, alphabet: Alphabet) -> Iterator[Letter | None]:
    for frame in source:
        reading = follower.look(frame, alphabet).reading
        sign = reading.label if reading else None
        yield Letter(sign, frame.time, frame.time, reading.confidence) if reading and sign else None
