"""From a hand's place in a picture to what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from signdesk.alphabet import Alphabet
from signdesk.errors import CheckpointError
from signdesk.networks.checkpoint import Checkpoint
from signdesk.recognition.reading import Reading
from signdesk.vision.box import Box
from signdesk.vision.image import Image
from signdesk.vision.look import Look

__all__ = ["Classifier", "Seen", "Views"]


class Seen(NamedTuple):
    """What the network saw in a crop: the `Reading`, the 21 × 2 keypoints in pixels of the picture or None, and how
    surely there is a hand, 0 to 1."""

    reading: Reading
    keypoints: NDArray[np.float32] | None
    presence: float


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """What the network told of n looks at one hand: ``logits`` (n, labels); ``presence`` (n,), log-odds, and
    ``keypoints`` (n, 21, 2), in pixels of the picture, or None if it knows nothing of hands."""

    logits: NDArray[np.float32]
    presence: NDArray[np.float32] | None
    keypoints: NDArray[np.float32] | None

    def __add__(self, other: Views) -> Views:
        """These looks and ``other`` ones at the same hand, of the same network."""

        def both(a: NDArray[np.float32] | None, b: NDArray[np.float32] | None) -> NDArray[np.float32] | None:
            return None if a is None or b is None else np.concatenate([a, b])

        logits = np.concatenate([self.logits, other.logits])
        return Views(logits, both(self.presence, other.presence), both(self.keypoints, other.keypoints))


class Classifier:
    """Reads hands with the network of ``checkpoint``.

    `CheckpointError` when it holds no reader, or weights that don't fit. Making one imports torch.
    """

    def __init__(self, checkpoint: Checkpoint) -> None:
        from signdesk.networks.registry import restore
        from signdesk.networks.runtime import prepared

        if checkpoint.card.kind != "reader":
            raise CheckpointError("This network reads no signs. Choose a reader network.")
        self.card = checkpoint.card
        self._network = prepared(restore(checkpoint))

    def read(self, image: Image, box: Box, alphabet: Alphabet, looks: tuple[Look, ...] = (Look(),)) -> Seen:
        """What the hand in ``box`` says in ``alphabet``; `CheckpointError` when the network doesn't know its signs.

        What it tells of several ``looks`` is averaged.
        """
        return self.seen(self.views(image, box, looks), alphabet)

    def views(self, image: Image, box: Box, looks: tuple[Look, ...] = (Look(),), *, still: bool = False) -> Views:
        """What the network tells of the hand in ``box``, look by look; ``still`` as there is time for no stream."""
        import torch

        spec = self.card.still_input if still else self.card.input
        crops = np.stack([look.shown(image, box, spec) for look in looks])
        with torch.inference_mode():
            output = self._network(torch.from_numpy(crops).permute(0, 3, 1, 2).float() / 255)
        keypoints = None
        if output.keypoints is not None:
            places = output.keypoints.numpy() * spec.size
            keypoints = np.stack([look.to_picture(p, box, spec) for look, p in zip(looks, places, strict=True)])
        return Views(output.logits.numpy(), None if output.presence is None else output.presence.numpy(), keypoints)

    def seen(self, views: Views, alphabet: Alphabet) -> Seen:
        """What ``views`` say in the mean; `CheckpointError` when the network doesn't know the signs of ``alphabet``."""
        logits = views.logits[:, self._outputs(alphabet)].mean(0) / self.card.temperature
        presence = 1.0 if views.presence is None else float(1 / (1 + np.exp(-views.presence.mean())))
        keypoints = None if views.keypoints is None else views.keypoints.mean(0)
        return Seen(self._reading(logits, presence, alphabet), keypoints, presence)

    def _outputs(self, alphabet: Alphabet) -> list[int]:
        number = {label: i for i, label in enumerate(self.card.labels)}
        try:
            return [number[label] for label in alphabet.labels]
        except KeyError as error:
            raise CheckpointError(
                f"This network doesn't know the sign {error} of the alphabet “{alphabet.name}”; "
                f"it reads {', '.join(self.card.alphabets)}. Choose another network or alphabet."
            ) from None

    def _reading(self, logits: NDArray[np.float32], presence: float, alphabet: Alphabet) -> Reading:
        weights = np.exp(logits - logits.max())
        probabilities = (weights / weights.sum()).astype(np.float32)
        best = int(probabilities.argmax())
        confidence = float(probabilities[best])
        # The sign and that there is a hand at all: both have to be believed.
        sure = confidence * presence >= self.card.threshold and presence >= self.card.presence_threshold
        return Reading(alphabet, probabilities, alphabet.labels[best] if sure else None, confidence)
