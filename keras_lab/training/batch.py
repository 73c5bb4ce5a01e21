"""The `(x, y, sample_weight)` that training works on, as a flat list of arrays and the way back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from keras_lab import config, tree
from keras_lab.engine.guests import dense
from keras_lab.utils.batch_parts import pack_x_y_sample_weight


@dataclass(frozen=True)
class Packing:
    """How a flat list of arrays becomes `(x, y, sample_weight)` again; missing parts are None.

    Attributes:
        template: the nest with something in the place of each array.
        whole: whether x is a batch as a whole, of whatever structure, for a model's own step.
    """

    template: Any
    whole: bool = False

    def pack(self, x: Any, y: Any = None, sample_weight: Any = None) -> list[Any]:
        """The arrays in a row, parts that are None left out."""
        return [leaf for leaf in tree.flatten((x, y, sample_weight)) if leaf is not None]

    def unpack(self, arrays: list[Any]) -> tuple[Any, Any, Any]:
        """The nest again, from tensors in the same order."""
        given = iter(arrays)
        return tree.map_structure(lambda leaf: None if leaf is None else next(given), self.template)

    def data(self, arrays: list[Any]) -> Any:
        """The batch as a step is given it: `x`, `(x, y)` or `(x, y, sample_weight)`, or as it came."""
        x, y, sample_weight = self.unpack(arrays)
        return x if self.whole else pack_x_y_sample_weight(x, y, sample_weight)

    @property
    def key(self) -> tuple[str, bool]:
        """Equal for data of equal structure."""
        return repr(self.template), self.whole


def pack(x: Any, y: Any = None, sample_weight: Any = None) -> tuple[list[Any], Packing]:
    """Takes a batch (or whole data set) apart; tensors are flattened in the order of sorted dict keys."""
    nest = (x, y, sample_weight)
    # sorted keys: the same order for flattening and for filling in again
    ordered = _sort_dicts(nest)
    template = tree.map_structure(lambda leaf: None if leaf is None else 0, ordered)
    return [leaf for leaf in tree.flatten(ordered) if leaf is not None], Packing(template)


def pack_whole(batch: Any) -> tuple[list[Any], Packing]:
    """Takes a batch of whatever structure apart, for a step of the model's own that knows it.

    Raises:
        ValueError: if its arrays have different numbers of samples.
    """
    number_of_samples({"the batch": batch})
    arrays, packing = pack(batch)
    return arrays, replace(packing, whole=True)


def _sort_dicts(nest: Any) -> Any:
    if isinstance(nest, dict):
        return {key: _sort_dicts(nest[key]) for key in sorted(nest)}
    if isinstance(nest, (list, tuple)):
        return _like(nest, [_sort_dicts(item) for item in nest])
    return nest


def _like(sequence: Any, items: list[Any]) -> Any:
    """A list or tuple, also one with names, of the same kind."""
    return sequence._make(items) if hasattr(sequence, "_make") else type(sequence)(items)


def to_arrays(nest: Any, what: str) -> Any:
    """The nest with every leaf as a NumPy array of a dtype that engines compute with (of x also: of strings).

    Floats become `config.floatx()`, other numbers keep their dtype. Lists of numbers, pandas objects and
    engine tensors are welcome.

    Raises:
        ValueError: for something that is no array of numbers, a scalar, or ragged lists; `what` names it.
    """
    if nest is None:
        return None
    if isinstance(nest, dict):
        return {key: to_arrays(value, f"{what}[{key!r}]") for key, value in nest.items()}
    if (
        isinstance(nest, (list, tuple))
        and any(hasattr(item, "shape") for item in nest)
        and not _scalars(nest)
    ):
        return _like(nest, [to_arrays(item, f"{what}[{i}]") for i, item in enumerate(nest)])
    return _to_array(nest, what)


def _scalars(items: Any) -> bool:
    return all(np.ndim(item) == 0 for item in items)


def _is_text(array: np.ndarray) -> bool:
    """Whether these are strings, which layers at the beginning of a model may read."""
    kind = array.dtype.kind
    return array.ndim > 0 and (
        kind in "US" or (kind == "O" and all(isinstance(x, (str, bytes)) for x in array.flat))
    )


def _to_array(leaf: Any, what: str) -> np.ndarray:
    try:
        array = np.asarray(dense(leaf))
    except ValueError as error:
        raise ValueError(f"{what} cannot be made into an array: {error}") from error
    if what.startswith("x") and _is_text(array):
        return array
    if array.dtype.kind not in "biuf" and array.dtype.name != "bfloat16":
        raise ValueError(f"{what} must hold numbers. Received an array of dtype {array.dtype}.")
    if array.ndim == 0:
        raise ValueError(f"{what} must have a first axis that counts samples. Received the scalar {array}.")
    if array.dtype.kind == "f" and array.dtype.name != config.floatx():
        return array.astype(config.floatx() if config.floatx() != "bfloat16" else "float32")
    return array


def number_of_samples(parts: dict[str, Any]) -> int:
    """The common length of all arrays.

    Args:
        parts: name (`"x"`, `"y"`, `"sample_weight"`) → nest of arrays or None.

    Raises:
        ValueError: if there are no samples, or if two parts have different numbers of them.
    """
    lengths = {
        name if len(tree.flatten(nest)) == 1 else f"{name}[{i}]": len(array)
        for name, nest in parts.items()
        for i, array in enumerate(tree.flatten(nest))
        if array is not None
    }
    if len(set(lengths.values())) > 1:
        listed = ", ".join(f"{name}: {length}" for name, length in lengths.items())
        raise ValueError(f"All arrays must have the same number of samples. Received {listed}.")
    count = next(iter(lengths.values()), 0)
    if count == 0:
        raise ValueError("There is no data: x has 0 samples.")
    return count


def refuse_nan(nest: Any, what: str) -> None:
    """Raises ValueError if an array has NaN or infinite entries, and says where the first one is."""
    for array in tree.flatten(nest):
        if array is None or array.dtype.kind != "f" or np.isfinite(np.sum(array, dtype=np.float64)):
            continue
        bad = ~np.isfinite(array)
        if bad.any():
            first = int(np.argwhere(bad)[0][0])
            raise ValueError(
                f"{what} has {int(bad.sum())} entries that are NaN or infinite, the first in sample {first}."
            )


def class_weights_to_sample_weights(y: Any, class_weight: dict[int, float], sample_weight: Any) -> np.ndarray:
    """One weight a sample, from the weight of its class (times its own weight if there is one).

    Args:
        y: integer labels `(samples,)` or `(samples, 1)`, or one-hot rows `(samples, classes)`.
        class_weight: class → weight; classes that are not named weigh 1.

    Raises:
        ValueError: if there are several outputs.
    """
    if not isinstance(y, np.ndarray):
        raise ValueError("class_weight is only for models with a single output; give sample_weight instead.")
    labels = y.argmax(axis=-1) if y.ndim > 1 and y.shape[-1] > 1 else y.reshape(len(y), -1)[:, 0]
    labels = np.rint(labels).astype(np.int64)
    classes, positions = np.unique(labels, return_inverse=True)
    table = np.array([float(class_weight.get(int(c), 1.0)) for c in classes], config.floatx())
    weights = table[positions].reshape(labels.shape)
    return weights if sample_weight is None else weights * np.asarray(sample_weight)
