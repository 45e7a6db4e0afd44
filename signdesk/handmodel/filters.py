"""What is done to whole pictures: to NumPy's by OpenCV, which is quick, to others by the same sums written out.

Pictures of other libraries may have any number of dimensions before height and width.
"""

from __future__ import annotations

from collections.abc import Callable

import array_api_compat
import numpy as np
from numpy.typing import NDArray

from signdesk.handmodel.arrays import Values, namespace, resident

__all__ = ["looked_up", "mean_around", "shrunk", "slopes"]


def slopes(field: Values) -> tuple[Values, Values]:
    """How ``field`` (… × height × width) rises to the right and downwards, by Sobel's kernels (8 times a pixel)."""
    if isinstance(field, np.ndarray):
        from signdesk.vision.opencv import cv2

        return cv2.Sobel(field, cv2.CV_32F, 1, 0), cv2.Sobel(field, cv2.CV_32F, 0, 1)
    xp = namespace(field)
    rows = xp.concat([field[..., 1:2, :], field, field[..., -2:-1, :]], axis=-2)
    wide = xp.concat([rows[..., 1:2], rows, rows[..., -2:-1]], axis=-1)
    across, down = wide[..., 2:] - wide[..., :-2], wide[..., 2:, :] - wide[..., :-2, :]
    right = across[..., :-2, :] + 2 * across[..., 1:-1, :] + across[..., 2:, :]
    return right, down[..., :-2] + 2 * down[..., 1:-1] + down[..., 2:]


def mean_around(field: Values, there: Values, sigma: Values) -> Values:
    """The mean of ``field`` (… × height × width) around each pixel, of those pixels alone that are ``there`` (bool);
    ``sigma`` is the Gaussian's width in pixels, of several pictures one for each."""
    if isinstance(field, np.ndarray):
        return _mean_by_opencv(field, there, float(sigma))
    xp = namespace(field)
    height, width = field.shape[-2:]
    rows, columns = _blurring(height, sigma[:, None]), _blurring(width, sigma[:, None]).mT
    count = rows @ xp.astype(there, field.dtype) @ columns
    return rows @ field @ columns / count.clip(min=1e-3)


def _mean_by_opencv(field: NDArray[np.float32], there: NDArray[np.bool_], sigma: float) -> Values:
    """The same in a smaller picture where ``sigma`` is large."""
    from signdesk.vision.opencv import cv2

    shrink = max(1, int(sigma / 3))
    size = (max(field.shape[1] // shrink, 1), max(field.shape[0] // shrink, 1))
    total = cv2.GaussianBlur(cv2.resize(field, size, interpolation=cv2.INTER_AREA), (0, 0), sigma / shrink)
    count = cv2.GaussianBlur(
        cv2.resize(there.astype(np.float32), size, interpolation=cv2.INTER_AREA), (0, 0), sigma / shrink
    )
    return cv2.resize(total / np.maximum(count, 1e-3), field.shape[::-1], interpolation=cv2.INTER_LINEAR)


def _blurring(length: int, sigma: Values) -> Values:
    """The matrices (b × length × length) that blur columns, mirrored at their ends, by ``sigma`` (b × 1)."""
    xp = namespace(sigma)
    here = xp.arange(length, device=array_api_compat.device(sigma))
    bell = xp.exp(-0.5 * ((xp.astype(xp.concat([here, here + length]), sigma.dtype)) / sigma) ** 2)
    to, other, last = here[:, None], here[None], length - 1
    weights = bell[:, abs(to - other)]
    weights += bell[:, to + other] * (other > 0)
    weights += bell[:, 2 * last - other - to] * (other < last)
    return weights / weights.sum(-1)[..., None]


def looked_up(table: Callable[[], NDArray[np.float32]], x: Values, y: Values) -> Values:
    """What ``table`` gives (height × width) at k places in it, between its pixels mixed from the four around.

    Beyond its edge OpenCV finds 0, others what the edge has: a table that may be asked there has to have 0 at its edge.
    """
    if isinstance(x, np.ndarray):
        return _looked_up_by_opencv(table(), x, y)
    xp, values = namespace(x), resident(table, x)
    height, width = values.shape
    x, y = x.clip(0, width - 1), y.clip(0, height - 1)
    left, top = xp.astype(x, xp.int64).clip(max=width - 2), xp.astype(y, xp.int64).clip(max=height - 2)
    right, down = x - left, y - top
    flat, at = values.reshape(-1), top * width + left
    upper = flat[at] + (flat[at + 1] - flat[at]) * right
    lower = flat[at + width] + (flat[at + width + 1] - flat[at + width]) * right
    return upper + (lower - upper) * down


def _looked_up_by_opencv(table: NDArray[np.float32], x: Values, y: Values) -> Values:
    """OpenCV wants the places as a picture no wider than 2¹⁵."""
    from signdesk.vision.opencv import cv2

    count, width = len(x), 4096
    rows = max(1, -(-count // width))  # a hand that is out of the picture has no place
    padded = np.zeros((2, rows * width), np.float32)
    padded[0, :count], padded[1, :count] = x, y
    grid = padded.reshape(2, rows, width)
    return cv2.remap(table, grid[0], grid[1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT).ravel()[:count]


def shrunk(picture: Values, times: int) -> Values:
    """``picture`` (… × height × width × c) with each ``times`` × ``times`` pixels made one, their mean."""
    if isinstance(picture, np.ndarray):
        from signdesk.vision.opencv import cv2

        height, width = picture.shape[:2]
        return cv2.resize(picture, (width // times, height // times), interpolation=cv2.INTER_AREA)
    parts = [picture[..., row::times, column::times, :] for row in range(times) for column in range(times)]
    return sum(parts[1:], parts[0]) / len(parts)
