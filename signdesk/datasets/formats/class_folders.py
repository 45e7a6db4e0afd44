"""Any folder of class folders: ``A/…``, ``B/…``, below folders of parts (``train/A/…``), of people (``ann/A/…``), or of
people below parts (``train/ann/A/…``)."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from signdesk.alphabet import NO_HAND
from signdesk.datasets.files import PARTS, Files, is_picture
from signdesk.datasets.formats.format import Format
from signdesk.datasets.rows import HandRow, picture_samples
from signdesk.datasets.samples import UNLABELLED, Progress, Samples, Skipped
from signdesk.errors import DatasetError

__all__ = ["FORMAT", "label_of"]

_NO_HAND = frozenset({"nothing", "none", "no hand", "no_hand", "nohand", "empty", "background", "blank"})
_UNKNOWN = frozenset({"unknown", "unlabelled", "unlabeled", "other", UNLABELLED})

# Most pictures must lie at one depth: if not, this is some other collection, and guessing labels would do harm.
_STRAYS = 0.1


def label_of(folder: str) -> str:
    """The label that a class folder stands for; names of one's own stay as they are."""
    name = folder.strip()
    if name.lower() in _NO_HAND:
        return NO_HAND
    if name.lower() in _UNKNOWN:
        return UNLABELLED
    return name.upper() if len(name) == 1 else name


@dataclass(frozen=True, slots=True)
class _Layout:
    """``depth`` folders lie above each picture; the first ``around`` of them are the same for all and tell nothing."""

    depth: int
    around: int


def _layout(files: Files) -> _Layout | None:
    """How the folders are laid out; None when they are no class folders."""
    folders = [name.split("/")[:-1] for name in files.pictures]
    if not folders:
        return None
    depth, count = Counter(map(len, folders)).most_common(1)[0]
    if depth < 1 or count < (1 - _STRAYS) * len(folders):
        return None
    usual = [path for path in folders if len(path) == depth]
    shared = [one == other for one, other in zip(min(usual), max(usual), strict=True)]
    around = min([*shared, False].index(False), depth - 1)
    telling = [path[around:] for path in usual]
    if depth - around == 3 and all(path[0].lower() in PARTS for path in telling):
        telling = [path[1:] for path in telling]
    if len(telling[0]) == 1 or (len(telling[0]) == 2 and _is_grouped(telling)):
        return _Layout(depth, around)
    return None


def _is_grouped(paths: list[list[str]]) -> bool:
    """Whether the upper of two folders is a part or a person: then the lower ones recur, or have the names of signs."""
    above: dict[str, set[str]] = defaultdict(set)
    for upper, lower in paths:
        above[lower].add(upper)
    if all(upper.lower() in PARTS for uppers in above.values() for upper in uppers):
        return True
    recurring = sum(len(uppers) > 1 for uppers in above.values())
    signs = sum(len(lower) == 1 or lower.lower() in _NO_HAND for lower in above)
    return max(recurring, signs) > len(above) / 2


def _matches(files: Files) -> bool:
    return _layout(files) is not None


def _read(files: Files, progress: Progress | None) -> Samples:
    layout = _layout(files)
    if layout is None:
        raise DatasetError(f"{files.title} has no class folders. Put the pictures of each sign into a folder.")
    rows, skipped = [], []
    for name in files.names:
        folders = name.split("/")[:-1]
        if is_picture(name) and len(folders) == layout.depth:
            rows.append(_row(name, folders, layout))
        elif is_picture(name):
            skipped.append(Skipped(name, "it lies in no class folder"))
        elif len(folders) == layout.depth:
            skipped.append(Skipped(name, "it is not a kind of picture that signdesk reads"))
    return picture_samples(files, files.stem, rows, skipped=skipped, progress=progress)


def _row(name: str, folders: list[str], layout: _Layout) -> HandRow:
    part = next((PARTS[folder.lower()] for folder in folders[:-1] if folder.lower() in PARTS), "")
    people = [folder for folder in folders[layout.around : -1] if folder.lower() not in PARTS]
    return HandRow(name, label_of(folders[-1]), signer=people[0] if people else "", part=part)


FORMAT = Format("class folders", _matches, _read)
