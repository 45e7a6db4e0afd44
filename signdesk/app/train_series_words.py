"""What comparisons, sweeps, cross-validations and their results are called in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from signdesk.app.counts import percent
from signdesk.app.dates import shown_time
from signdesk.app.train_words import choice_title, setting_title

if TYPE_CHECKING:
    from signdesk.training.series import Results

__all__ = ["changed_text", "changed_value", "series_title", "table_texts"]


def _noop(context: str, text: str) -> str:
    """Marks ``text`` for translation."""
    return text


_HEADS = {
    "validation": _noop("train", "Validation"),
    "accuracy": _noop("train", "Report"),
    "unseen": _noop("train", "New people"),
    "seen": _noop("train", "Same people"),
    "loss": _noop("train", "Training loss"),
    "final": _noop("train", "Final accuracy"),
    "best": _noop("train", "Best accuracy"),
    "epochs": _noop("train", "Epochs"),
    "status": _noop("train", "Status"),
}

_STATUS = {
    "new": _noop("train", "Not begun"),
    "running": _noop("train", "Training"),
    "stopped": _noop("train", "Stopped"),
    "finished": _noop("train", "Finished"),
    "failed": _noop("train", "Failed"),
}


def series_title(found: Results) -> str:
    """What was varied, of what, and when."""
    return " · ".join((_varied(found), found.series.base.name or found.series.base.network, shown_time(found.created)))


def changed_text(found: Results, changed: dict[str, Any]) -> str:
    """What a training has changed, in a few words."""
    named = setting_title if found.series.kind == "sweep" else str  # the others have words already
    return ", ".join(f"{named(name)} {changed_value(found, value)}" for name, value in changed.items())


def changed_value(found: Results, value: Any) -> str:
    """A setting's value as the window writes it."""
    from signdesk.training.sweep import told

    return choice_title(value) if isinstance(value, str) and found.series.kind == "sweep" else told(value)


def table_texts(found: Results) -> tuple[list[str], list[list[str]]]:
    """Heads and cells of the table of ``found``."""
    heads, rows = found.table(lambda share: percent(share, 2))
    settings = len(found.rows[0].changed) if found.rows else 0
    titles = [setting_title(head) for head in heads[:settings]] + [_figure(head) for head in heads[settings:]]
    cells = []
    for row, texts in zip(found.rows, rows, strict=True):
        told = [changed_value(found, value) for value in row.changed.values()] + list(texts[settings:])
        if heads[-1] == "status":
            told[-1] = _tr(_STATUS[texts[-1] or "new"])
        cells.append(told)
    return titles, cells


def _varied(found: Results) -> str:
    from signdesk.training.comparisons import COMPARISONS

    series = found.series
    if series.kind == "crossval":
        return _tr("{0}-fold cross-validation").format(len(found.rows))
    if series.kind == "compare":
        known = COMPARISONS.get(series.comparison)
        return known.title if known else setting_title(series.thing)
    varied = " × ".join(setting_title(name) for name in series.grid)
    return _tr("{0}: {1} drawn").format(varied, len(found.rows)) if series.random else varied


def _figure(head: str) -> str:
    name, _, goal = head.partition(" to ")
    title = _tr(_HEADS[name])
    return _tr("{0} to {1}").format(title, goal) if goal else title


def _tr(text: str) -> str:
    return QCoreApplication.translate("train", text)
