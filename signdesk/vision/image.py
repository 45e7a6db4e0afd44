"""Pictures as arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["Image"]

Image = NDArray[np.uint8]
"""A picture: H × W × 3, RGB, uint8."""
