"""How the step size goes over a training: up in the warm-up, then down, or not."""

from __future__ import annotations

import math

from signdesk.training.config import TrainConfig

__all__ = ["rate"]

_DROPS = ((0.75, 0.01), (0.5, 0.1))
"""The schedule "step": from which share of the way on the step size has which share of its height."""

_LAST = 0.01
"""The schedule "exponential" ends at this share of the height."""


def rate(progress: float, config: TrainConfig) -> float:
    """The step size at ``progress``, 0 to 1 of the training.

    After a linear warm-up: "cosine" falls to 0 along half a cosine (Loshchilov and Hutter 2017, arXiv:1608.03983),
    "step" to a tenth half way and a hundredth at three quarters (as He et al. 2016, arXiv:1512.03385), "exponential" by
    the same factor each step to a hundredth, "constant" not at all.
    """
    if progress < config.warm_up:
        return config.learning_rate * (progress / config.warm_up * 0.99 + 0.01)
    through = (progress - config.warm_up) / (1 - config.warm_up)
    match config.schedule:
        case "cosine":
            return config.learning_rate * (math.cos(math.pi * through) + 1) / 2
        case "step":
            return config.learning_rate * next((share for since, share in _DROPS if through >= since), 1.0)
        case "exponential":
            return config.learning_rate * math.pow(_LAST, through)
        case "constant":
            return config.learning_rate
