"""Colours of skin.

The ten tones are the Monk Skin Tone Scale (Ellis Monk, 2019, published by Google in 2022 at skintone.google; colours
as given there). Light is reckoned with in linear values, pictures are sRGB (IEC 61966-2-1).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.arrays import Values, namespace, resident

__all__ = ["MONK", "from_srgb", "lightness", "monk", "to_srgb"]

Array = NDArray[np.floating[Any]]

MONK = (
    "#f6ede4",
    "#f3e7db",
    "#f7ead0",
    "#eadaba",
    "#d7bd96",
    "#a07e56",
    "#825c43",
    "#604134",
    "#3a312a",
    "#292420",
)
"""The tones 1 (lightest) to 10 (darkest)."""


def monk(tone: float) -> Array:
    """The tone from 1 to 10 as linear red, green, blue (3); between two tones, a mixture of them."""
    if not 1 <= tone <= len(MONK):
        raise ValueError(f"skin tones go from 1 to {len(MONK)}, not to {tone}")
    colours = np.array([[int(code[k : k + 2], 16) for k in (1, 3, 5)] for code in MONK], np.float32) / 255
    below = min(int(tone) - 1, len(MONK) - 2)
    share = tone - 1 - below
    return from_srgb(colours[below] * (1 - share) + colours[below + 1] * share)


def from_srgb(colour: Array) -> Array:
    """SRGB from 0 to 1 as linear light."""
    return np.asarray(np.where(colour <= 0.04045, colour / 12.92, ((colour + 0.055) / 1.055) ** 2.4), np.float32)


def to_srgb(light: Values) -> Values:
    """Linear light as sRGB from 0 to 1, by a table of 4,096 steps."""
    xp = namespace(light)
    return resident(_table, light)[xp.astype((light * 4095.0 + 0.5).clip(0, 4095), xp.int32)]


def lightness(colour: Array) -> float:
    """The CIE lightness L*, 0 to 100, of linear red, green, blue (… × 3), averaged."""
    luminance = float(np.mean(colour @ np.array([0.2126, 0.7152, 0.0722], np.float32)))
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


@lru_cache(maxsize=1)
def _table() -> NDArray[np.float32]:
    light = np.linspace(0, 1, 4096)
    srgb = np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    return srgb.astype(np.float32)
