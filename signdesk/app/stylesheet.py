"""The window's stylesheet, with `$tokens` that `signdesk.app.theme` fills in.

What a widget is, it says by a dynamic property: ``role`` ("primary", "quiet", "nav", "segment" …) on buttons,
``card`` on frames, ``tone`` ("muted", "caption", "title" …) on labels.
"""

from __future__ import annotations

__all__ = ["STYLESHEET"]

STYLESHEET = """
QMainWindow, QDialog { background: $window; }
QToolTip {
    background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius_s}px; padding: 4px 8px;
}

QFrame#rail { background: $rail; border: none; border-right: 1px solid $border; }
QFrame[card="true"] { background: $surface; border: 1px solid $border; border-radius: ${radius_l}px; }
QFrame[card="sunken"] { background: $sunken; border: 1px solid $border; border-radius: ${radius_l}px; }
QFrame[rule="true"] { background: $border; border: none; max-height: 1px; min-height: 1px; }

QLabel { background: transparent; color: $text; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="caption"] { color: $muted; font-size: ${type_caption}px; }
QLabel[tone="overline"] { color: $muted; font-size: ${type_caption}px; font-weight: 600; }
QLabel[tone="lead"] { font-size: ${type_lead}px; font-weight: 500; }
QLabel[tone="title"] { font-size: ${type_title}px; font-weight: 600; }
QLabel[tone="display"] { font-size: ${type_display}px; font-weight: 600; }
QLabel[tone="warning"] { color: $warning; }
QLabel[tone="danger"] { color: $danger; }
QLabel:disabled { color: $faint; }

QPushButton, QToolButton {
    background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius_m}px;
    padding: 7px 14px; min-height: 20px; font-weight: 500;
}
QToolButton { padding: 7px; min-width: 20px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $border; }
QPushButton:focus, QToolButton:focus { border: 2px solid $focus; padding: 6px 13px; }
QToolButton:focus { padding: 6px; }
QPushButton:disabled, QToolButton:disabled { color: $faint; background: $sunken; }
QToolButton:checked, QPushButton:checked {
    background: $accent_soft; color: $on_accent_soft; border-color: $accent;
}
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }

QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:pressed { background: $accent_pressed; border-color: $accent_pressed; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { background: $hover; color: $faint; border-color: $hover; }

QPushButton[role="quiet"], QToolButton[role="quiet"] { background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $hover; }
QPushButton[role="quiet"]:focus, QToolButton[role="quiet"]:focus { border-color: $focus; }
QToolButton[role="quiet"]:checked { background: $accent_soft; color: $on_accent_soft; }

QToolButton[small="true"] { padding: 2px; min-height: 18px; min-width: 18px; border-width: 2px; }
QToolButton[small="true"]:focus { padding: 2px; }

QLabel[tone="keys"] {
    background: $sunken; color: $text; border: 1px solid $border; border-radius: ${radius_s}px; padding: 2px 8px;
    font-size: ${type_caption}px; font-weight: 500;
}

QLineEdit#composed {
    background: transparent; border: none; padding: 4px 2px; font-size: ${type_display}px; font-weight: 600;
}
QLineEdit#composed:focus { border: none; padding: 4px 2px; }

QToolButton[role="nav"] {
    background: transparent; border: 2px solid transparent; border-radius: ${radius_m}px; color: $muted;
    font-size: ${type_caption}px; padding: 6px 2px; min-width: 64px; min-height: 44px;
}
QToolButton[role="nav"]:hover { background: $hover; color: $text; }
QToolButton[role="nav"]:checked { background: $accent_soft; color: $on_accent_soft; font-weight: 600; }
QToolButton[role="nav"]:focus { border-color: $focus; padding: 6px 2px; }

QToolButton[role="fold"] {
    background: transparent; border: 2px solid transparent; color: $text; font-weight: 600; padding: 3px 6px;
}
QToolButton[role="fold"]:hover { background: $hover; }
QToolButton[role="fold"]:checked { background: transparent; color: $text; border-color: transparent; }
QToolButton[role="fold"]:focus { border-color: $focus; padding: 3px 6px; }

QFrame[segments="true"] { background: $sunken; border: 1px solid $border; border-radius: ${radius_m}px; }
QToolButton[role="segment"] {
    background: transparent; border: 2px solid transparent; border-radius: 8px; color: $muted; padding: 4px 11px;
    min-height: 20px;
}
QToolButton[role="segment"]:hover { color: $text; background: $hover; }
QToolButton[role="segment"]:checked { background: $surface; color: $accent; border-color: $border; font-weight: 600; }
QToolButton[role="segment"]:focus { border-color: $focus; padding: 4px 11px; }

QComboBox, QLineEdit, QSpinBox, QDoubleSpinBox {
    background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius_m}px; padding: 7px 12px;
    min-height: 20px; selection-background-color: $accent; selection-color: $on_accent;
}
QComboBox:hover, QLineEdit:hover { border-color: $border_strong; }
QComboBox:focus, QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus {
    border: 2px solid $focus; padding: 6px 11px;
}
QComboBox:disabled, QLineEdit:disabled { color: $faint; background: $sunken; }
QSpinBox:disabled, QDoubleSpinBox:disabled { color: $faint; background: $sunken; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {
    subcontrol-origin: border; width: 22px; border: none; background: transparent;
}
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 3px 3px 0 0; border-radius: 4px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0 3px 3px 0; border-radius: 4px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: $hover; }
QAbstractSpinBox::up-arrow { image: url("$arrow_up"); width: 10px; height: 10px; }
QAbstractSpinBox::down-arrow { image: url("$arrow"); width: 10px; height: 10px; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: url("$arrow"); width: 12px; height: 12px; }
QComboBox QAbstractItemView, QListView, QTreeView, QTableView {
    background: $surface; color: $text; border: 1px solid $border; outline: none; padding: 4px;
    selection-background-color: $accent_soft; selection-color: $on_accent_soft;
}
QComboBox QAbstractItemView::item { min-height: 30px; padding: 2px 8px; border-radius: ${radius_s}px; }
QComboBox QAbstractItemView::item:hover { background: $hover; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $on_accent_soft; }
QListView::indicator, QTableView::indicator {
    width: 16px; height: 16px; border: 1px solid $border_strong; border-radius: 5px; background: $surface;
}
QListView::indicator:checked, QTableView::indicator:checked {
    background: $accent; border-color: $accent; image: url("$check");
}
QHeaderView::section {
    background: $surface; color: $muted; border: none; border-bottom: 1px solid $border; padding: 6px 8px;
    font-size: ${type_caption}px; font-weight: 600;
}

QMenu { background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius_m}px; padding: 6px; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: ${radius_s}px; }
QMenu::item:selected { background: $accent_soft; color: $on_accent_soft; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $border; margin: 6px 4px; }
QMenu::icon { padding-left: 8px; }

QProgressBar { background: $sunken; border: none; border-radius: 3px; max-height: 6px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }

QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: $border_strong; border-radius: 4px; min-height: 32px; min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabWidget::pane { border: none; border-top: 1px solid $border; }
QTabBar::tab {
    background: transparent; color: $muted; padding: 8px 14px; border: none; border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; font-weight: 600; }
QTabBar::tab:focus { color: $text; }

QTextBrowser, QPlainTextEdit {
    background: $surface; color: $text; border: 1px solid $border; border-radius: ${radius_m}px; padding: 8px;
}
QFrame#status { background: $rail; border: none; border-top: 1px solid $border; }
QFrame#stage-card { background: transparent; border: none; }
QFrame#toast { background: $text; border: none; border-radius: ${radius_m}px; }
QFrame#toast QLabel { color: $window; }
QFrame#toast QPushButton {
    background: transparent; border: 2px solid transparent; color: $toast_action; font-weight: 600;
}
QFrame#toast QPushButton:focus { border-color: $toast_action; }
QToolButton[role="toast-close"] { background: transparent; border: 2px solid transparent; padding: 4px; }
QToolButton[role="toast-close"]:focus { border-color: $toast_action; padding: 4px; }
QFrame#toast QPushButton:hover { background: transparent; text-decoration: underline; }
"""
