"""Any folder of class folders: ``A/…``, ``B/…``, below folders of parts (``train/A/…``) or of people (``ann/A/…``)."""

from __future__ import annotations

from collections import Counter, defaultdict

from signdesk.alphabet import NO_HAND
from signdesk.datasets.files import PARTS, Files, is_picture
from signdesk.datasets.formats.format import Format
from signdesk.datasets.rows import HandRow, picture_samples
from signdesk.datasets.samples import UNLABELLED, Progress, Samples, Skipped

__all__ = ["FORMAT"]

_NO_HAND = frozenset({"nothing", "none", "no hand", "no_hand", "nohand", "empty", "background", "blank"})
_UNKNOWN = frozenset({"unknown", "unlabelled", "unlabeled", "other", UNLABELLED})

# Most pictures must lie at one depth: if not, this is some other collection, and guessing labels would do harm.
_STRAYS = 0.1


def _label(folder: str) -> str:
    """The label that a class folder stands for; names of one's own stay as they are."""
    name = folder.strip()
    if name.lower() in _NO_HAND:
        return NO_HAND
    if name.lower() in _UNKNOWN:
        return UNLABELLED
    return name.upper() if len(name) == 1 else name


def _depth(files: Files) -> int:
    """How many folders lie above each picture: 1 (class), 2 (part or person, then class), 0 when neither."""
    pictures = files.pictures
    if not pictures:
        return 0
    depth, count = Counter(name.count("/") for name in pictures).most_common(1)[0]
    if depth not in (1, 2) or count < (1 - _STRAYS) * len(pictures):
        return 0
    return depth if depth == 1 or _is_grouped(pictures) else 0


def _is_grouped(pictures: list[str]) -> bool:
    """Whether the upper of two folders is a part or a person: then the lower ones recur, or have the names of signs."""
    above: dict[str, set[str]] = defaultdict(set)
    for name in pictures:
        upper, *lower = name.split("/")
        if len(lower) == 2:
            above[lower[0]].add(upper)
    if all(upper.lower() in PARTS for uppers in above.values() for upper in uppers):
        return True
    recurring = sum(len(uppers) > 1 for uppers in above.values())
    signs = sum(len(lower) == 1 or lower.lower() in _NO_HAND for lower in above)
    return max(recurring, signs) > len(above) / 2


def _matches(files: Files) -> bool:
    return _depth(files) > 0


def _read(files: Files, progress: Progress | None) -> Samples:
    depth = _depth(files)
    rows, skipped = [], []
    for name in files.names:
        *folders, _ = name.split("/")
        if len(folders) != depth:
            if is_picture(name):
                skipped.append(Skipped(name, "it lies in no class folder"))
        elif is_picture(name):
            upper = folders[0] if depth == 2 else ""
            part = PARTS.get(upper.lower(), "")
            rows.append(HandRow(name, _label(folders[-1]), signer="" if part else upper, part=part))
        else:
            skipped.append(Skipped(name, "it is not a kind of picture that signdesk reads"))
    return picture_samples(files, files.stem, rows, skipped=skipped, progress=progress)


FORMAT = Format("class folders", _matches, _read)
