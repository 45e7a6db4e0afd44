"""One formula for NumPy's arrays and for those of a library that draws on a graphics card.

What draws a hand is written for the array API standard (data-apis.org/array-api, 2024.12): `namespace` gives the
functions of whatever library an array is of, and with NumPy they are NumPy's own. Two things that the standard lacks
stand here, once for NumPy and once in the words of torch, which isn't imported for it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import array_api_compat
import array_api_compat.numpy as numpy_namespace
import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["Values", "constant", "lower", "namespace", "resident", "rows", "sent", "stacked", "summed"]

R = TypeVar("R", bound="DataclassInstance")
Values: TypeAlias = Any
"""An array of NumPy, or of another library with the same functions, such as a tensor of torch on any device."""


def namespace(array: Values) -> Any:
    """The library that ``array`` is of, with the standard's names."""
    return numpy_namespace if isinstance(array, np.ndarray) else array_api_compat.array_namespace(array)


def resident(table: Callable[[], NDArray[Any]], like: Values) -> Values:
    """What ``table`` gives, where ``like`` lies; sent there once. ``table`` has to remember what it has made."""
    if isinstance(like, np.ndarray):
        return table()
    return _sent(table, namespace(like), array_api_compat.device(like))


@lru_cache(maxsize=32)
def _sent(table: Callable[[], NDArray[Any]], library: Any, device: Any) -> Values:
    return library.asarray(table(), device=device)


def constant(values: tuple[float, ...], like: Values) -> Values:
    """``values`` as float32 where ``like`` lies; sent there once, for each sending makes a card wait."""
    if isinstance(like, np.ndarray):
        return _numbers(values)
    return _constant_sent(values, namespace(like), array_api_compat.device(like))


@lru_cache(maxsize=32)
def _numbers(values: tuple[float, ...]) -> NDArray[np.float32]:
    return np.array(values, np.float32)


@lru_cache(maxsize=32)
def _constant_sent(values: tuple[float, ...], library: Any, device: Any) -> Values:
    return library.asarray(_numbers(values), device=device)


def lower(target: Values, index: Values, values: Values) -> None:
    """Put ``values`` (k) into ``target`` at ``index`` (k) where they are less than what is there: the least stays."""
    if isinstance(target, np.ndarray):
        np.minimum.at(target, index, values)
    else:
        target.scatter_reduce_(0, index.long(), values, "amin")


def summed(values: Values, places: Values, count: int) -> Values:
    """Rows of ``values`` (k × c) added up (count × c), each at all its ``places`` (k × j)."""
    if isinstance(values, np.ndarray):
        flat, times = places.T.ravel(), places.shape[1]
        columns = [np.bincount(flat, weights=np.tile(column, times), minlength=count) for column in values.T]
        return np.stack(columns, axis=1)
    out = namespace(values).zeros_like(values[:1]).repeat(count, 1)
    for column in places.T:
        out.index_add_(0, column, values)
    return out


def sent(array: NDArray[Any], like: Values) -> Values:
    """``array`` where ``like`` lies."""
    return namespace(like).asarray(array, device=array_api_compat.device(like))


def stacked(records: Sequence[R], like: Values) -> R:
    """Records of NumPy's arrays, numbers and such records as one whose fields have a row of float32 for each, where
    ``like`` lies."""
    columns: dict[str, Any] = {}
    for name in (field.name for field in fields(records[0])):
        column = [getattr(record, name) for record in records]
        deep = is_dataclass(column[0])
        columns[name] = stacked(column, like) if deep else sent(np.stack(column).astype(np.float32), like)
    return replace(records[0], **columns)


def rows(record: R, index: Values | None) -> R:
    """``record`` with those rows of its fields that ``index`` names; without one, as it is."""
    if index is None:
        return record
    return replace(record, **{field.name: getattr(record, field.name)[index] for field in fields(record)})
