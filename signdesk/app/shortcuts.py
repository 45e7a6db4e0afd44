"""Every keyboard shortcut of the window, in one table: the actions, the tooltips and the F1 page are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

__all__ = ["GROUPS", "SHORTCUTS", "Shortcut", "described", "key_text", "tip"]


def _noop(context: str, text: str) -> str:
    """Marks ``text`` for translation; `described` translates it when it is shown."""
    return text


@dataclass(frozen=True, slots=True)
class Shortcut:
    """``keys`` in Qt's portable spelling; ``text`` says what they do."""

    keys: str
    group: str
    text: str


SHORTCUTS: dict[str, Shortcut] = {
    "page_live": Shortcut("Ctrl+1", "window", _noop("shortcuts", "Show the Live page")),
    "page_images": Shortcut("Ctrl+2", "window", _noop("shortcuts", "Show the Images page")),
    "page_train": Shortcut("Ctrl+3", "window", _noop("shortcuts", "Show the Train page")),
    "shortcuts": Shortcut("F1", "window", _noop("shortcuts", "Show these shortcuts")),
    "quit": Shortcut("Ctrl+Q", "window", _noop("shortcuts", "Close signdesk")),
    "start_stop": Shortcut("Ctrl+R", "live", _noop("shortcuts", "Start or stop")),
    "refresh": Shortcut("F5", "live", _noop("shortcuts", "Look for cameras again")),
    "open_file": Shortcut("Ctrl+O", "live", _noop("shortcuts", "Open a video or picture")),
    "open_address": Shortcut("Ctrl+L", "live", _noop("shortcuts", "Open an address")),
    "alphabet": Shortcut("Ctrl+D", "live", _noop("shortcuts", "Switch between letters and digits")),
    "region": Shortcut("Ctrl+G", "live", _noop("shortcuts", "Use a guide box, or find the hand")),
    "mirror": Shortcut("Ctrl+M", "live", _noop("shortcuts", "Mirror the camera’s picture")),
    "skeleton": Shortcut("Ctrl+K", "live", _noop("shortcuts", "Draw the hand’s joints")),
    "snapshot": Shortcut("Ctrl+S", "live", _noop("shortcuts", "Save a snapshot")),
    "reference": Shortcut("Ctrl+H", "live", _noop("shortcuts", "Show how a sign is made")),
    "space": Shortcut("Space", "text", _noop("shortcuts", "Add a space")),
    "backspace": Shortcut("Backspace", "text", _noop("shortcuts", "Take the last letter away")),
    "clear": Shortcut("Ctrl+Backspace", "text", _noop("shortcuts", "Clear the text")),
    "copy": Shortcut("Ctrl+Shift+C", "text", _noop("shortcuts", "Copy the text")),
    "images_open": Shortcut("Ctrl+O", "images", _noop("shortcuts", "Open pictures or videos")),
    "images_folder": Shortcut("Ctrl+Shift+O", "images", _noop("shortcuts", "Open a folder")),
    "images_paste": Shortcut("Ctrl+V", "images", _noop("shortcuts", "Paste a picture or copied files")),
    "images_copy": Shortcut("Ctrl+C", "images", _noop("shortcuts", "Copy the results of the selected pictures")),
    "images_csv": Shortcut("Ctrl+S", "images", _noop("shortcuts", "Save all results as CSV")),
    "images_json": Shortcut("Ctrl+Shift+S", "images", _noop("shortcuts", "Save all results as JSON")),
    "images_alphabet": Shortcut("Ctrl+D", "images", _noop("shortcuts", "Switch between letters and digits")),
    "images_hand": Shortcut("Ctrl+G", "images", _noop("shortcuts", "Find the hand, or take the whole picture")),
    "images_run": Shortcut("Ctrl+R", "images", _noop("shortcuts", "Stop reading, or go on")),
    "images_large": Shortcut("Return", "images", _noop("shortcuts", "Show the picture large; Esc goes back")),
    "images_remove": Shortcut("Del", "images", _noop("shortcuts", "Take the selected pictures off the list")),
    "train_folder": Shortcut("Ctrl+O", "train", _noop("shortcuts", "Choose a dataset")),
    "train_start": Shortcut("Ctrl+Return", "train", _noop("shortcuts", "Start training")),
    "train_next": Shortcut("Ctrl+PgDown", "train", _noop("shortcuts", "Next section: data, network, run, runs")),
    "train_back": Shortcut("Ctrl+PgUp", "train", _noop("shortcuts", "Section before")),
    "train_reference": Shortcut("Ctrl+H", "train", _noop("shortcuts", "Data: show how a sign is made")),
    "reference_turn": Shortcut("Arrows", "reference", _noop("shortcuts", "Turn the hand")),
    "reference_front": Shortcut("Home", "reference", _noop("shortcuts", "Show its front")),
    "reference_play": Shortcut("Space", "reference", _noop("shortcuts", "Let J and Z move, or stand still")),
    "reference_letter": Shortcut("A … Z", "reference", _noop("shortcuts", "Any letter or digit: show that sign")),
    "region_move": Shortcut("Arrows", "region", _noop("shortcuts", "Move the guide box")),
    "region_size": Shortcut("Shift+Arrows", "region", _noop("shortcuts", "Resize the guide box")),
    "region_reset": Shortcut("Home", "region", _noop("shortcuts", "Put the guide box back")),
}

GROUPS: dict[str, str] = {
    "window": _noop("shortcuts", "Window"),
    "live": _noop("shortcuts", "Live"),
    "images": _noop("shortcuts", "Images"),
    "train": _noop("shortcuts", "Train"),
    "text": _noop("shortcuts", "Composed text"),
    "reference": _noop("shortcuts", "Reference hand (when it has the focus)"),
    "region": _noop("shortcuts", "Guide box (when it has the focus)"),
}


def key_text(keys: str) -> str:
    """``keys`` as this system writes them: Ctrl+O, or ⌘O on macOS."""
    shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return shown or keys


def tip(text: str, name: str) -> str:
    """A tooltip: ``text`` with the keys of the shortcut ``name``."""
    return f"{text} ({key_text(SHORTCUTS[name].keys)})"


def described(name: str) -> str:
    """What the shortcut ``name`` does, in the user's language."""
    return QCoreApplication.translate("shortcuts", SHORTCUTS[name].text)
