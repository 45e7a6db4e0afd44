"""How well hands are read: recognition walked over labelled pictures, and what came of it counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from signdesk.alphabet import NO_HAND, Alphabet
from signdesk.datasets.samples import UNLABELLED, Samples
from signdesk.errors import DatasetError, ImageError
from signdesk.recognition.batch import HandMode, StillRecognizer
from signdesk.training.crops import hand_boxes
from signdesk.vision.box import Box

__all__ = ["Evaluation", "Outcome", "Place", "evaluate"]

Place = Literal["auto", "full", "given"]
"""Where the hand is taken to be: looked for, the whole picture, or where the dataset says."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one labelled picture.

    ``read`` is the likeliest sign, "" when no hand was seen; ``said`` is whether the network was sure enough to
    show it.
    """

    name: str
    signer: str
    label: str
    read: str
    said: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The outcomes of a dataset's pictures, and the shares that sum them up.

    ``left_out`` counts rows with no known sign of the alphabets, or whose picture could not be read.
    """

    outcomes: Sequence[Outcome]
    left_out: int

    @property
    def signs(self) -> list[Outcome]:
        """The outcomes of pictures that show a sign."""
        return [outcome for outcome in self.outcomes if outcome.label != NO_HAND]

    @property
    def right(self) -> float:
        """The share of signs whose likeliest reading is right; a hand that was not found counts as wrong."""
        return _share([outcome.read == outcome.label for outcome in self.signs])

    @property
    def found(self) -> float:
        """The share of signs in which a hand was seen."""
        return _share([bool(outcome.read) for outcome in self.signs])

    @property
    def said(self) -> float:
        """The share of signs for which a letter was shown."""
        return _share([outcome.said for outcome in self.signs])

    @property
    def right_when_said(self) -> float:
        """The share of right ones among the letters that were shown."""
        return _share([outcome.read == outcome.label for outcome in self.signs if outcome.said])

    @property
    def false_letters(self) -> float:
        """The share of pictures without a hand for which a letter was shown all the same; NaN without such pictures."""
        return _share([outcome.said for outcome in self.outcomes if outcome.label == NO_HAND])

    def by_label(self) -> dict[str, float]:
        """The share of right readings of each sign."""
        labels = sorted({outcome.label for outcome in self.signs})
        return {label: _share([o.read == label for o in self.signs if o.label == label]) for label in labels}

    def by_signer(self) -> dict[str, float]:
        """The share of right readings of each person who is known."""
        people = sorted({outcome.signer for outcome in self.signs if outcome.signer})
        return {who: _share([o.read == o.label for o in self.signs if o.signer == who]) for who in people}

    def confusions(self, count: int = 5) -> list[tuple[str, str, int]]:
        """The commonest mistakes: sign, what it was read as ("" for no hand), how often."""
        wrong = Counter((o.label, o.read) for o in self.signs if o.read != o.label)
        return [(label, read, number) for (label, read), number in wrong.most_common(count)]

    def figures(self) -> dict[str, Any]:
        """The shares by name, as they go into a card or a report."""
        people = self.by_signer().values()
        figures: dict[str, Any] = {
            "signs": len(self.signs),
            "right": self.right,
            **({"mean of people": sum(people) / len(people), "worst person": min(people)} if people else {}),
            "hands found": self.found,
            "shown": self.said,
            "right when shown": self.right_when_said,
        }
        empty = len(self.outcomes) - len(self.signs)
        return figures | ({"pictures without a hand": empty, "false letters": self.false_letters} if empty else {})


def evaluate(
    samples: Samples, recognizer: StillRecognizer, alphabets: Sequence[Alphabet], place: Place = "auto"
) -> Iterator[Outcome | None]:
    """Read each row of ``samples`` in the alphabet that has its label; None for each row that is left out.

    Rows without a hand are read in the first alphabet. `DatasetError` when ``place`` is "given" and the dataset
    does not say where any hand is.
    """
    boxes = _places(samples) if place == "given" else None
    for i, label in enumerate(map(str, samples.labels)):
        alphabet = next((a for a in alphabets if label in a), alphabets[0] if label == NO_HAND else None)
        hand: HandMode | None = boxes[i] if boxes is not None else _looked_for(place)
        if alphabet is None or label == UNLABELLED or hand is None:
            yield None
            continue
        try:
            image = samples.images[i]
        except ImageError:
            yield None
            continue
        reading = recognizer.recognize(image, alphabet, hand).reading
        read, confidence = reading.top(1)[0] if reading else (NO_HAND, 0.0)
        said = reading is not None and reading.label is not None
        yield Outcome(str(samples.names[i]), str(samples.signers[i]), label, read, said, confidence)


def _looked_for(place: Place) -> Literal["auto", "full"]:
    """The place as recognition wants it, when the dataset has no word in it."""
    return "full" if place == "full" else "auto"


def _places(samples: Samples) -> list[Box | None]:
    boxes = hand_boxes(samples)
    if not any(boxes):
        raise DatasetError(
            f"{samples.name} does not say where its hands are. Have them looked for (auto), or take whole pictures "
            "(full)."
        )
    return boxes


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else float("nan")
