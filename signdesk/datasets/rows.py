"""From a list of pictures with what is known of each to `Samples`: the last step of every reader of picture files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from signdesk.datasets.files import READ_ERRORS, Files, reason
from signdesk.datasets.keypoints import join_keypoints, read_keypoints
from signdesk.datasets.samples import Progress, Samples, Skipped
from signdesk.datasets.stores import FileImages
from signdesk.errors import DatasetError

__all__ = ["HandRow", "picture_samples"]

_SIGNATURES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"BM",
    b"GIF87a",
    b"GIF89a",
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
    b"RIFF",
)


@dataclass(frozen=True, slots=True)
class HandRow:
    """One hand in a picture file, as a reader found it; ``box`` is x, y, width, height in pixels."""

    file: str
    label: str
    signer: str = ""
    part: str = ""
    group: str = ""
    box: tuple[float, float, float, float] | None = None


def picture_samples(
    files: Files,
    name: str,
    rows: Sequence[HandRow],
    *,
    skipped: Sequence[Skipped] = (),
    progress: Progress | None = None,
) -> Samples:
    """The hands of ``rows`` as `Samples`, with keypoints where there are some.

    Only the first bytes of each file are looked at: what is clearly no picture joins ``skipped``. `DatasetError` when
    nothing is left.
    """
    problems = _check(files, list(dict.fromkeys(row.file for row in rows)), progress)
    kept = [row for row in rows if row.file not in problems]
    left_out = (*skipped, *problems.values())
    if not kept:
        example = f" ({left_out[0].name}: {left_out[0].why})" if left_out else ""
        raise DatasetError(f"{files.title} has no picture that can be read{example}. Choose another dataset.")
    names = [row.file for row in kept]
    unknown = (np.nan,) * 4
    boxes = np.array([row.box or unknown for row in kept], np.float32).reshape(-1, 4)
    return Samples(
        name=name,
        images=FileImages(files, names),
        labels=np.array([row.label for row in kept], np.str_),
        signers=np.array([row.signer for row in kept], np.str_),
        parts=np.array([row.part for row in kept], np.str_),
        boxes=boxes,
        keypoints=join_keypoints(names, boxes, read_keypoints(files, name)),
        names=np.array(names, np.str_),
        skipped=left_out,
        groups=np.array([f"{name}/{row.signer or row.file}" if not row.group else row.group for row in kept], np.str_),
    )


def _check(files: Files, names: Sequence[str], progress: Progress | None) -> dict[str, Skipped]:
    problems: dict[str, Skipped] = {}
    for done, name in enumerate(names, 1):
        why = _problem(files, name)
        if why:
            problems[name] = Skipped(name, why)
        if progress:
            progress(done, len(names))
    return problems


def _problem(files: Files, name: str) -> str:
    if name not in files:
        return "it is listed, but is not there"
    try:
        head = files.head(name)
    except READ_ERRORS as error:
        return reason(error)
    if not head:
        return "it is empty"
    return "" if head.startswith(_SIGNATURES) else "it is not a picture"
