"""What the chosen network is, and what the setting is that the user points at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from signdesk.app.counts import counted
from signdesk.app.icons import icon
from signdesk.app.theme import SPACE
from signdesk.app.train_schema import Setting, shown_value
from signdesk.app.train_words import choice_title, setting_title
from signdesk.app.widgets.elided_label import ElidedLabel
from signdesk.app.widgets.train_network_drawing import NetworkDrawing, layer_text

if TYPE_CHECKING:
    from signdesk.networks.specs import LayerRow, NetworkSpec
    from signdesk.training.presets import Preset

__all__ = ["NetworkAbout", "SettingHelp"]


class NetworkAbout(QFrame):
    """Title, summary, source, the preset, the drawing, and in words the layer that is pointed at.

    ``left`` when the user wants the network without its preset.
    """

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "true")
        self.title = _label("title")
        self.summary = _label("muted", wraps=True)
        self.source = _label("caption", wraps=True)
        self.problem = _label("warning", wraps=True)
        self.drawing = NetworkDrawing()
        self.layer = _label("caption")
        self.layer.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preset = QFrame()
        self.preset.setProperty("card", "sunken")
        self._preset_title = ElidedLabel()
        self._preset_title.setStyleSheet("font-weight: 600;")
        self._published = _label("caption", wraps=True)
        self._leave = QToolButton()
        self._leave.setProperty("role", "quiet")
        self._leave.setProperty("small", True)
        self._leave.setIcon(icon("x", "muted"))
        self._leave.setToolTip(self.tr("Back to the network’s usual settings"))
        self._leave.setAccessibleName(self._leave.toolTip())
        self._leave.clicked.connect(self.left)
        self.drawing.pointed.connect(self._show_layer)
        self._assemble()

    @property
    def published(self) -> str:
        """The figure that was published for the preset in view."""
        return self._published.text()

    def show_network(self, spec: NetworkSpec, preset: Preset | None) -> None:
        """Tell of ``spec``, and of the preset that its settings come from."""
        self.title.setText(spec.title)
        self.summary.setText(spec.summary)
        self.source.setText(self.tr("After {0}").format(spec.source.removeprefix("after ")))
        self.preset.setVisible(preset is not None)
        if preset is not None:
            self._preset_title.setText(preset.title)
            self._published.setText(self.tr("Published: {0}").format(preset.published) if preset.published else "")
            self._published.setVisible(bool(preset.published))

    def show_start(self, title: str) -> None:
        """Say that the network in view is trained already, and called ``title``."""
        self._preset_title.setText(self.tr("Goes on from {0}").format(title))
        self._published.setText(
            self.tr(
                "It learns the signs of your pictures, 30 of each are enough, in about half a minute. It keeps those "
                "that it knows. Hands are found in the pictures as on the Live page."
            )
        )
        self._published.show()
        self.preset.show()

    def show_layers(self, layers: Sequence[LayerRow]) -> None:
        """Draw these."""
        self.drawing.show_layers(layers)
        self._show_layer(self.drawing.current)

    def show_problem(self, text: str) -> None:
        """Say why this can't be trained as it is."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    @Slot(int)
    def _show_layer(self, place: int) -> None:
        layers = self.drawing.layers
        if 0 <= place < len(layers):
            weights = self._weights(layers[place].parameters)
            self.layer.setText(f"{layer_text(layers[place])} · {weights}")
        else:
            layers_text = counted(max(len(layers) - 1, 0), self.tr("1 layer"), self.tr("{0} layers"))
            self.layer.setText(f"{layers_text}, {self._weights(sum(layer.parameters for layer in layers))}")

    def _weights(self, number: int) -> str:
        return counted(number, self.tr("1 weight"), self.tr("{0} weights"))

    def _assemble(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self._preset_title)
        texts.addWidget(self._published)
        inner = QHBoxLayout(self.preset)
        inner.setContentsMargins(SPACE.m, SPACE.s, SPACE.s, SPACE.s)
        inner.addLayout(texts, 1)
        inner.addWidget(self._leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.m)
        column.setSpacing(SPACE.xs)
        for widget in (self.title, self.summary, self.source):
            column.addWidget(widget)
        column.addWidget(self.preset)
        column.addWidget(self.problem)
        column.addSpacing(SPACE.xs)
        column.addWidget(self.drawing)
        column.addWidget(self.layer)
        self.problem.hide()
        self.preset.hide()


class SettingHelp(QFrame):
    """What a setting means, its bounds and what is usual: for the one that the mouse or the focus is on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("card", "sunken")
        self.setFixedHeight(58)
        self.title = _label("")
        self.title.setStyleSheet("font-weight: 600;")
        self.bounds = _label("caption")
        self.text = _label("caption")
        self.text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        head = QHBoxLayout()
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.bounds)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE.l, SPACE.s, SPACE.l, SPACE.s)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.text)
        self.show_setting(None)

    def show_setting(self, setting: Setting | None, usual: Any = None) -> None:
        """Explain ``setting``; None says how to get an explanation."""
        if setting is None:
            self.title.setText(self.tr("Settings"))
            self.text.setText(self.tr("Point at a setting to read what it does; a dot marks those you changed."))
            self.bounds.setText("")
            return
        self.title.setText(setting_title(setting.name))
        self.text.setText(setting.help)
        self.text.setToolTip(setting.help)
        shown = choice_title(str(usual)) if setting.kind == "choice" else shown_value(setting, usual)
        said = [_bounds(self, setting), setting.unit, self.tr("usual: {0}").format(shown or self.tr("none"))]
        self.bounds.setText(" · ".join(part for part in said if part))


def _bounds(widget: QWidget, setting: Setting) -> str:
    if setting.kind not in ("int", "float"):
        return ""
    low, high = f"{setting.minimum:.6g}", f"{setting.maximum:.6g}"
    if setting.maximum > 1e6:
        return widget.tr("{0} or more").format(low)
    first = widget.tr("over {0}") if setting.above else widget.tr("from {0}")
    last = widget.tr("under {0}") if setting.below else widget.tr("up to {0}")
    return f"{first.format(low)} {last.format(high)}"


def _label(tone: str, wraps: bool = False) -> QLabel:
    label = QLabel()
    label.setProperty("tone", tone)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wraps)
    return label
