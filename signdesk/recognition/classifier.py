"""From a hand's place in a picture to what it says."""

from __future__ import annotations

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

__all__ = ["Classifier", "Seen"]


class Seen(NamedTuple):
    """What the network saw in a crop: the `Reading`, the 21 × 2 keypoints in pixels of the picture or None, and how
    surely there is a hand, 0 to 1."""

    reading: Reading
    keypoints: NDArray[np.float32] | None
    presence: float


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

        The outputs of several ``looks`` are averaged.
        """
        import torch

        outputs, spec = self._outputs(alphabet), self.card.input
        crops = np.stack([look.shown(image, box, spec) for look in looks])
        with torch.inference_mode():
            output = self._network(torch.from_numpy(crops).permute(0, 3, 1, 2).float() / 255)
        logits = output.logits.numpy()[:, outputs].mean(0) / self.card.temperature
        presence = 1.0 if output.presence is None else float(output.presence.mean().sigmoid())
        keypoints = None
        if output.keypoints is not None:
            places = output.keypoints.numpy() * spec.size
            keypoints = np.mean([look.to_picture(p, box, spec) for look, p in zip(looks, places, strict=True)], axis=0)
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
