"""A report in words, and as a table for other programs."""

from __future__ import annotations

import csv
import io
import math
import statistics
from collections.abc import Iterable, Mapping

from signdesk.training.report import Averages, Report

__all__ = ["gap_sentence", "report_csv"]

_FEW = 3
"""With fewer people than this, a difference tells of these people more than of strangers."""

_LARGE = 0.1
_SOME = 0.03
_LITTLE_LEARNT = 0.6


def gap_sentence(
    unseen: float | None,
    seen: float | None,
    by_person: Mapping[str, float],
    *,
    apart: bool = True,
    anybody_known: bool = True,
) -> str:
    """What the score on unseen people, ``by_person``, beside that on seen ones means, and what to do about it.

    ``apart``: nobody is on both sides of the split; ``anybody_known``: of some pictures it is known who signs.
    """
    people = len(by_person)
    if not apart:
        nobody = "" if anybody_known else "Nobody knows who signs in these pictures. "
        return (
            f"{nobody}The same people may be on both sides of the split: "
            "people who are new to the network will be read worse than this."
        )
    if unseen is None:
        return "No people were held back, so nothing is known about how well new people are read."
    if people < _FEW:
        return (
            f"Only {'one person' if people == 1 else f'{people} people'} whom training did not see "
            f"{'was' if people == 1 else 'were'} measured, which is too few to say how well new people are read."
        )
    if seen is None:
        return f"These are {people} people whom training did not see, so new people should be read about this well."
    return _difference(unseen, seen, _chance(by_person))


def _chance(by_person: Mapping[str, float]) -> float:
    """By how much the mean over the people may be off by chance: twice its standard error."""
    return 2 * statistics.stdev(by_person.values()) / math.sqrt(len(by_person))


def _difference(unseen: float, seen: float, chance: float) -> str:
    gap = seen - unseen
    told = f"{100 * unseen:.1f}% on new people, {100 * seen:.1f}% on people whom it learnt from"
    if seen < _LITTLE_LEARNT and gap <= _LARGE:
        return f"{told}: it has not learnt the signs of anybody yet; train longer, or choose a larger network."
    if gap > max(_LARGE, chance):
        return (
            f"{told}: it has learnt these people rather than the signs, and only pictures of more people, "
            "more variation or a smaller network will help."
        )
    if gap > _LARGE:
        return f"{told}: the new people are read very unevenly, so learn from more people, and measure on more."
    if gap > _SOME:
        sure = "as is usual" if gap > chance else "though so few people may differ as much by chance"
        return f"{told}: new people are read a little worse, {sure}; pictures of more people would help."
    if gap < -_SOME:
        return f"{told}: the new people happen to sign more clearly, so expect less from others."
    return f"{told}: no difference to speak of, so it has learnt the signs and not the people."


def report_csv(report: Report) -> str:
    """The table of signs, with the averages below it, as comma-separated values."""
    rows: list[Iterable[object]] = [("sign", "precision", "recall", "f1", "support")]
    rows += [(s.label, f"{s.precision:.4f}", f"{s.recall:.4f}", f"{s.f1:.4f}", s.support) for s in report.classes]
    rows.append(("accuracy", "", "", f"{report.accuracy:.4f}", report.pictures))
    rows += [
        _average(name, average, report) for name, average in (("macro", report.macro), ("weighted", report.weighted))
    ]
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def _average(name: str, average: Averages, report: Report) -> Iterable[object]:
    return (
        f"{name} average",
        f"{average.precision:.4f}",
        f"{average.recall:.4f}",
        f"{average.f1:.4f}",
        report.pictures,
    )
