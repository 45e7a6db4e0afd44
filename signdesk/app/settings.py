"""What the window remembers between two starts.

One JSON file in the user's settings folder. What can't be read in it is never lost and never stops the start: the
file is set aside under another name, and the window tells so once.
"""

from __future__ import annotations

import json
import logging
import types
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from signdesk import paths

__all__ = ["Settings", "SettingsStore"]

_log = logging.getLogger(__name__)

VERSION = 1
MODES = {
    "theme": ("system", "light", "dark"),
    "alphabet": ("letters", "digits"),
    "hand": ("auto", "region"),
    "images_alphabet": ("letters", "digits"),
    "images_hand": ("auto", "full"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The window's settings with their defaults.

    ``source`` is what `signdesk.vision.sources.parse_source` understands, "" for the first camera. ``region`` is
    x, y, width, height of the guide region in parts of the picture. ``geometry`` is Qt's own, as base64.
    ``own_network`` is the file of the user's network that reads live, "" for signdesk's own.
    """

    geometry: str = ""
    page: str = "live"
    theme: str = "system"
    source: str = ""
    recent_sources: list[str] = field(default_factory=list)
    start_on_launch: bool = True
    mirror: bool = True
    skeleton: bool = False
    alphabet: str = "letters"
    hold: float = 0.6
    hand: str = "auto"
    region: list[float] = field(default_factory=lambda: [0.3, 0.15, 0.4, 0.6])
    snapshot_folder: str = ""
    images_folder: str = ""
    images_alphabet: str = "letters"
    images_hand: str = "auto"
    images_view: str = ""
    own_network: str = ""
    own_network_name: str = ""
    reference_left: bool = False
    reference_own_view: bool = False


class SettingsStore:
    """The settings in use, and the file they live in."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or paths.user_config() / "settings.json"
        self.set_aside: Path | None = None
        """Where a file that could not be read was put, if there was one."""
        self.value = self._load()
        self._saved = self.value

    def change(self, **changes: object) -> None:
        """Use other values from now on; unknown names or wrong types are a programming error (TypeError)."""
        for name, value in changes.items():
            if not _fits(name, value):
                raise TypeError(f"the setting {name!r} can't be {value!r}")
        self.value = replace(self.value, **changes)  # type: ignore[arg-type]

    def save(self) -> None:
        """Write the file if anything changed; a full disk or a forbidden folder is logged, not raised."""
        if self.value == self._saved:
            return
        text = json.dumps({"version": VERSION, **asdict(self.value)}, indent=2, ensure_ascii=False)
        try:
            with paths.write_whole(self._path) as file:
                file.write(text.encode())
        except OSError as error:
            _log.warning("the settings could not be written to %s: %s", self._path, error)
        else:
            self._saved = self.value

    def _load(self) -> Settings:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError, RecursionError) as error:
            _log.warning("the settings in %s can't be read: %s", self._path, error)
            self._put_aside()
            return Settings()
        if not isinstance(found, dict):
            self._put_aside()
            return Settings()
        known = {f.name for f in fields(Settings)} & found.keys()
        good = {name: found[name] for name in known if _fits(name, found[name])}
        if len(good) < len(known):
            _log.warning("the settings %s in %s make no sense", ", ".join(sorted(known - good.keys())), self._path)
            self._put_aside()
        return Settings(**good)

    def _put_aside(self) -> None:
        stamp = datetime.now().strftime("%Y%m%d-%H%M%S")
        aside = self._path.with_name(f"{self._path.stem}.unreadable-{stamp}{self._path.suffix}")
        try:
            self._path.replace(aside)
        except OSError as error:
            _log.warning("%s could not be set aside: %s", self._path, error)
        else:
            self.set_aside = aside


_TYPES = get_type_hints(Settings)


def _fits(name: str, value: object) -> bool:
    if name not in _TYPES or not _is(value, _TYPES[name]):
        return False
    if name in MODES:
        return value in MODES[name]
    if name == "hold":
        return isinstance(value, int | float) and 0.3 <= value <= 1.5
    if name == "region":
        return _is_region(value)
    return True


def _is(value: Any, kind: Any) -> bool:
    if get_origin(kind) is list:
        return isinstance(value, list) and all(_is(item, get_args(kind)[0]) for item in value)
    if isinstance(kind, types.UnionType):
        return any(_is(value, one) for one in get_args(kind))
    if kind is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is kind


def _is_region(value: Any) -> bool:
    if len(value) != 4:
        return False
    x, y, width, height = value
    return bool(x >= 0 and y >= 0 and width > 0 and height > 0 and x + width <= 1.0001 and y + height <= 1.0001)
