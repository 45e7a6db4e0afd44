"""How the window looks: colours, sizes and type, light and dark, and the one stylesheet made of them.

Widgets take lengths and colours from here and nowhere else. A widget that paints itself asks `colours()` while
painting, so that it follows a change of theme without being told.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from string import Template

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from signdesk.app.stylesheet import STYLESHEET
from signdesk.paths import assets

__all__ = [
    "DARK",
    "LIGHT",
    "RADIUS",
    "SPACE",
    "TEXT_PAIRS",
    "TYPE",
    "Colours",
    "Theme",
    "colours",
    "contrast",
    "font",
    "stylesheet",
]


@dataclass(frozen=True, slots=True)
class _Space:
    """Distances in device-independent pixels."""

    xs: int = 4
    s: int = 8
    m: int = 12
    l: int = 16  # noqa: E741
    xl: int = 24
    xxl: int = 32


@dataclass(frozen=True, slots=True)
class _Radius:
    """Corner radii in device-independent pixels."""

    s: int = 6
    m: int = 10
    l: int = 16  # noqa: E741


@dataclass(frozen=True, slots=True)
class _Type:
    """Type sizes in device-independent pixels; ``letter`` is the read letter's."""

    caption: int = 12
    body: int = 14
    lead: int = 16
    title: int = 20
    display: int = 26
    letter: int = 120


SPACE = _Space()
RADIUS = _Radius()
TYPE = _Type()

FAMILY = "Inter"


@dataclass(frozen=True, slots=True)
class Colours:
    """What each colour is for, as ``#rrggbb``; "on_x" is text or an icon that lies on "x"."""

    window: str
    rail: str
    surface: str
    sunken: str
    hover: str
    border: str
    border_strong: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    accent_soft: str
    on_accent_soft: str
    warning: str
    warning_soft: str
    on_warning_soft: str
    danger: str
    danger_soft: str
    on_danger_soft: str
    stage: str
    on_stage: str
    on_stage_muted: str
    scrim: str
    on_scrim: str
    on_scrim_accent: str
    focus: str
    toast_action: str


LIGHT = Colours(
    window="#f5f3ef",
    rail="#ebe8e1",
    surface="#fdfcfa",
    sunken="#efece6",
    hover="#e6e2da",
    border="#dfdad1",
    border_strong="#b9b2a6",
    text="#1c2426",
    muted="#566064",
    faint="#8b9294",
    accent="#0b6a66",
    accent_hover="#0a5c59",
    accent_pressed="#084b48",
    on_accent="#f4fffd",
    accent_soft="#d5e9e5",
    on_accent_soft="#0a4d4a",
    warning="#b45309",
    warning_soft="#f8e8cf",
    on_warning_soft="#713a06",
    danger="#b3362b",
    danger_soft="#f8deda",
    on_danger_soft="#7c211a",
    stage="#e4e1da",
    on_stage="#1c2426",
    on_stage_muted="#50595c",
    scrim="#11191b",
    on_scrim="#f1f5f4",
    on_scrim_accent="#7fdccf",
    focus="#0b6a66",
    toast_action="#7fdccf",
)

DARK = Colours(
    window="#14191b",
    rail="#101517",
    surface="#1b2224",
    sunken="#161c1e",
    hover="#273033",
    border="#2b3437",
    border_strong="#4d595d",
    text="#e8eeec",
    muted="#a2afb1",
    faint="#6d797c",
    accent="#5ecabd",
    accent_hover="#76d6ca",
    accent_pressed="#4bb5a8",
    on_accent="#052a27",
    accent_soft="#1b403d",
    on_accent_soft="#a5e8de",
    warning="#e5a64d",
    warning_soft="#3d2f18",
    on_warning_soft="#f5d8a8",
    danger="#ef8a7f",
    danger_soft="#442420",
    on_danger_soft="#f9c9c2",
    stage="#0d1214",
    on_stage="#e8eeec",
    on_stage_muted="#a2afb1",
    scrim="#0d1416",
    on_scrim="#f1f5f4",
    on_scrim_accent="#7fdccf",
    focus="#5ecabd",
    toast_action="#0b6a66",
)

TEXT_PAIRS: tuple[tuple[str, str], ...] = (
    *((text, ground) for text in ("text", "muted") for ground in ("window", "rail", "surface", "sunken", "hover")),
    *(("accent", ground) for ground in ("window", "surface", "sunken")),
    *(("on_accent", ground) for ground in ("accent", "accent_hover", "accent_pressed")),
    ("on_accent_soft", "accent_soft"),
    ("on_warning_soft", "warning_soft"),
    ("on_danger_soft", "danger_soft"),
    ("warning", "surface"),
    ("danger", "surface"),
    ("on_stage", "stage"),
    ("on_stage_muted", "stage"),
    ("on_scrim", "scrim"),
    ("on_scrim_accent", "scrim"),
    ("window", "text"),
    ("toast_action", "text"),
)
"""Every text colour with every ground it is used on; each pair has a contrast of at least 4.5 : 1 in both themes."""


def contrast(first: str, second: str) -> float:
    """The contrast ratio of two ``#rrggbb`` colours after WCAG 2.2: 1 (the same) to 21 (black on white)."""
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colours() -> Colours:
    """The colours of the theme that the application shows now."""
    return DARK if QGuiApplication.palette().window().color().lightness() < 128 else LIGHT


def font(size: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The bundled font, ``size`` device-independent pixels high; its figures are equally wide: numbers stand still."""
    made = QFont(FAMILY)
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made


def stylesheet(colour: Colours) -> str:
    """The window's stylesheet in those colours."""
    tokens: dict[str, object] = {field.name: getattr(colour, field.name) for field in fields(colour)}
    for name in ("arrow", "arrow-up", "check"):
        file = assets() / "icons" / f"{name}-{'dark' if colour is DARK else 'light'}.svg"
        tokens[name.replace("-", "_")] = file.as_posix()
    for prefix, scale in (("space", SPACE), ("radius", RADIUS), ("type", TYPE)):
        tokens |= {f"{prefix}_{field.name}": getattr(scale, field.name) for field in fields(scale)}
    return Template(STYLESHEET).substitute(tokens)


class Theme(QObject):
    """Dresses the application and follows the system's light or dark setting while it runs.

    ``mode`` is "system", "light" or "dark"; ``changed`` tells that the colours are others now.
    """

    changed = Signal()

    def __init__(self, application: QApplication, mode: str = "system") -> None:
        super().__init__(application)
        self._application = application
        self._mode = mode
        self._fixed = False
        _load_fonts()
        application.setStyle("Fusion")
        application.setFont(font(TYPE.body))
        hints = application.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        self._dress()

    def close(self) -> None:
        """Stop following the system."""
        self._application.styleHints().colorSchemeChanged.disconnect(self._follow)

    @property
    def mode(self) -> str:
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Show "light" or "dark", or what the system shows with "system"."""
        self._mode = mode
        self._dress()

    @Slot()
    def _follow(self) -> None:
        if self._mode == "system":
            self._dress()

    def _dress(self) -> None:
        hints = self._application.styleHints()
        scheme = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}.get(self._mode)
        if scheme is not None:  # native dialogs and title bars go along with the window
            hints.setColorScheme(scheme)
        elif self._fixed:
            hints.unsetColorScheme()
        self._fixed = scheme is not None
        dark = (scheme or hints.colorScheme()) == Qt.ColorScheme.Dark
        colour = DARK if dark else LIGHT
        self._application.setPalette(_palette(colour))
        self._application.setStyleSheet(stylesheet(colour))
        self.changed.emit()


def _palette(colour: Colours) -> QPalette:
    palette = QPalette()
    for role, value in (
        (QPalette.ColorRole.Window, colour.window),
        (QPalette.ColorRole.WindowText, colour.text),
        (QPalette.ColorRole.Base, colour.surface),
        (QPalette.ColorRole.AlternateBase, colour.sunken),
        (QPalette.ColorRole.Text, colour.text),
        (QPalette.ColorRole.PlaceholderText, colour.muted),
        (QPalette.ColorRole.Button, colour.surface),
        (QPalette.ColorRole.ButtonText, colour.text),
        (QPalette.ColorRole.BrightText, colour.danger),
        (QPalette.ColorRole.Highlight, colour.accent),
        (QPalette.ColorRole.HighlightedText, colour.on_accent),
        (QPalette.ColorRole.Accent, colour.accent),
        (QPalette.ColorRole.Link, colour.accent),
        (QPalette.ColorRole.ToolTipBase, colour.surface),
        (QPalette.ColorRole.ToolTipText, colour.text),
        (QPalette.ColorRole.Mid, colour.border),
        (QPalette.ColorRole.Dark, colour.border_strong),
        (QPalette.ColorRole.Light, colour.surface),
    ):
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colour.faint))
    return palette


def _load_fonts() -> None:
    if FAMILY in QFontDatabase.families():
        return
    for file in sorted((assets() / "fonts").glob("*.otf")):
        QFontDatabase.addApplicationFont(str(file))
