"""What the settings of a training and their choices are called in the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

__all__ = ["choice_title", "group_title", "setting_title", "unit_text"]


def _noop(context: str, text: str) -> str:
    """Marks ``text`` for translation."""
    return text


_TITLES = {
    "hidden": _noop("train", "Hidden layers"),
    "batch_norm": _noop("train", "Batch normalisation"),
    "modern": _noop("train", "Modern parts"),
    "input_size": _noop("train", "Input size"),
    "growing_input": _noop("train", "Growing input"),
    "varied_input": _noop("train", "Varied input"),
    "augmentation": _noop("train", "Variation"),
    "epoch_size": _noop("train", "Pictures an epoch"),
    "learning_rate": _noop("train", "Learning rate"),
    "clip": _noop("train", "Longest gradient"),
    "warm_up": _noop("train", "Warm-up"),
    "keypoint_weight": _noop("train", "Keypoints’ weight"),
    "heat_weight": _noop("train", "Maps’ weight"),
    "presence_weight": _noop("train", "Presence’s weight"),
    "l1": _noop("train", "L1"),
    "l2": _noop("train", "L2"),
    "max_norm": _noop("train", "Longest weights"),
    "averaging": _noop("train", "Running mean"),
    "early_stopping": _noop("train", "Stop early after"),
    "keep_best": _noop("train", "Keep the best"),
    "tensorboard": _noop("train", "TensorBoard log"),
}

_CHOICES = {
    "adamw": "AdamW",
    "adam": "Adam",
    "gd": _noop("train", "Batch descent"),
    "sgd": "SGD",
    "nesterov": "Nesterov",
    "adagrad": "Adagrad",
    "adadelta": "Adadelta",
    "rmsprop": "RMSProp",
    "relu": "ReLU",
    "leaky_relu": "Leaky ReLU",
    "elu": "ELU",
    "tanh": "tanh",
    "mse": _noop("train", "Squared error"),
    "mae": _noop("train", "Absolute error"),
    "huber": "Huber",
    "pseudo_huber": "Pseudo-Huber",
    "cross_entropy": _noop("train", "Cross-entropy"),
    "binary_cross_entropy": _noop("train", "Binary cross-entropy"),
    "xavier": "Xavier",
    "he": "He",
    "cpu": "CPU",
    "cuda": "CUDA",
    "mps": "MPS",
}

_SHORT_UNITS = {"pixels": " px"}


def setting_title(name: str) -> str:
    """What the setting ``name`` is called."""
    return QCoreApplication.translate("train", _TITLES.get(name, _plain(name)))


def choice_title(value: str) -> str:
    """What a choice of a setting is called."""
    return QCoreApplication.translate("train", _CHOICES.get(value, _plain(value)))


def group_title(name: str) -> str:
    """What a group of settings is called."""
    return QCoreApplication.translate("train", name)


def unit_text(unit: str) -> str:
    """A unit as it stands behind a number; only short ones do."""
    return _SHORT_UNITS.get(unit, "")


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()
