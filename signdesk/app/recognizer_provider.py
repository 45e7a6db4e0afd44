"""The networks, loaded once and only when somebody needs them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from signdesk.app import preload

if TYPE_CHECKING:
    from signdesk.alphabet import Alphabet
    from signdesk.hands.finder import GuideRegion
    from signdesk.networks.checkpoint import ModelCard
    from signdesk.recognition.classifier import Classifier
    from signdesk.recognition.read_by import SideBySide
    from signdesk.recognition.recognition import Recognition, Recognizing
    from signdesk.vision.box import Box
    from signdesk.vision.frame import Frame
    from signdesk.vision.image import Image

__all__ = ["OwnNetwork", "RecognizerProvider"]


@dataclass(frozen=True, slots=True, eq=False)
class OwnNetwork:
    """A network of the user's, loaded and ready to read in place of signdesk's own: what it is called, its card, its
    file."""

    name: str
    card: ModelCard
    classifier: Classifier
    path: Path | None = None


class RecognizerProvider:
    """Gives the recognizer of ``checkpoint`` (None: the networks that come with signdesk).

    Calling it takes seconds the first time, for that is when torch is imported: call it in a thread of its own.
    Raises `CheckpointError` when the networks can't be loaded, each time anew. What it gives may be used by several
    threads, which then wait for each other: two pages meet when the user goes from one to the other. ``load`` stands
    in for loading the networks.

    Another network can read in its place, from one frame to the next: `prepare` loads it in a thread, `use` takes it
    into use at once. Whoever wants to know of that gives `listen` a function, which is called where `use` is.
    """

    def __init__(self, checkpoint: Path | None = None, load: Callable[[], Recognizing] | None = None) -> None:
        self.checkpoint = checkpoint
        self.own: OwnNetwork | None = None
        """The user's network that reads now; None while signdesk's own does."""
        self._load = load or self._load_networks
        self._lock = threading.Lock()
        self._recognizer: _InTurn | None = None
        self._listeners: list[Callable[[], object]] = []

    def __call__(self) -> Recognizing:
        with self._lock:
            if self._recognizer is None:
                self._recognizer = _InTurn(self._load())
                self._recognizer.read_by(self.own)
            return self._recognizer

    def prepare(self, path: Path, name: str) -> OwnNetwork:
        """The network in ``path``, warmed up; for a thread. `CheckpointError` says why it can't be used."""
        classifier = _classifier(path)
        return OwnNetwork(name, classifier.card, classifier, path.resolve())

    def use(self, own: OwnNetwork | None) -> None:
        """Have hands read by ``own`` from the next frame on; None: by signdesk's own network."""
        self.own = own
        recognizer = self._recognizer
        if recognizer is not None:
            recognizer.read_by(own)
        for listener in self._listeners:
            listener()

    def listen(self, listener: Callable[[], object]) -> None:
        """Call ``listener`` whenever another network reads."""
        self._listeners.append(listener)

    @property
    def alphabets(self) -> tuple[str, ...]:
        """The names of the alphabets that can be read now."""
        from signdesk.alphabet import ALPHABETS

        return tuple(ALPHABETS) if self.own is None else tuple(self.own.card.alphabets)

    def alphabet(self, name: str) -> Alphabet:
        """The signs that are read when ``name`` is asked for; the first alphabet that there is for one there is not."""
        from signdesk.alphabet import ALPHABETS, LETTERS, Alphabet

        if self.own is None:
            return ALPHABETS.get(name, LETTERS)
        alphabets = self.own.card.alphabets
        name = name if name in alphabets else next(iter(alphabets), "letters")
        return Alphabet(name, tuple(alphabets.get(name, LETTERS.labels)))

    def side_by_side(self, checkpoints: Mapping[str, Path]) -> SideBySide:
        """Several networks that read one hand, by name; for a thread."""
        self()
        from signdesk.recognition.read_by import SideBySide

        assert self._recognizer is not None
        return SideBySide(_Eyes(self._recognizer), {name: _classifier(path) for name, path in checkpoints.items()})

    def _load_networks(self) -> Recognizing:
        preload.before_torch()
        from signdesk.recognition.recognizer import Recognizer

        return Recognizer.load(self.checkpoint)


def _classifier(path: Path) -> Classifier:
    """The reader in ``path``, run once: what torch prepares at the first run would make a frame wait."""
    preload.before_torch()
    import numpy as np

    from signdesk.networks.checkpoint import load_checkpoint
    from signdesk.recognition.classifier import Classifier
    from signdesk.vision.box import Box

    classifier = Classifier(load_checkpoint(path))
    blank = np.zeros((64, 64, 3), np.uint8)
    for name in classifier.card.alphabets:
        classifier.read(blank, Box(8, 8, 48, 48), classifier.card.alphabet(name))
    return classifier


class _InTurn:
    """A recognizer that one thread at a time uses; another network may do the reading."""

    def __init__(self, recognizer: Recognizing) -> None:
        self._eyes = recognizer
        self._reader = recognizer
        self._lock = threading.Lock()

    @property
    def eyes(self) -> Recognizing:
        """The networks that come with signdesk."""
        return self._eyes

    @property
    def lock(self) -> threading.Lock:
        """To be held while `eyes` are used."""
        return self._lock

    def read_by(self, own: OwnNetwork | None) -> None:
        """Let ``own`` read from the next picture on. Nobody waits: a picture in work is finished as it was begun."""
        if own is None:
            self._reader = self._eyes
            return
        from signdesk.recognition.read_by import ReadBy

        self._reader = ReadBy(self._eyes, own.classifier)

    def recognize(self, image: Image, alphabet: Alphabet, hand: Literal["auto", "full"] | Box = "auto") -> Recognition:
        with self._lock:
            return self._reader.recognize(image, alphabet, hand)

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        with self._lock:
            return self._reader.follow(frame, alphabet, region)

    def reset(self) -> None:
        with self._lock:
            self._eyes.reset()


class _Eyes:
    """signdesk's own networks alone, whichever network reads elsewhere."""

    def __init__(self, shared: _InTurn) -> None:
        self._shared = shared

    def recognize(self, image: Image, alphabet: Alphabet, hand: Literal["auto", "full"] | Box = "auto") -> Recognition:
        with self._shared.lock:
            return self._shared.eyes.recognize(image, alphabet, hand)

    def follow(self, frame: Frame, alphabet: Alphabet, region: GuideRegion | None = None) -> Recognition:
        with self._shared.lock:
            return self._shared.eyes.follow(frame, alphabet, region)

    def reset(self) -> None:
        self._shared.reset()
