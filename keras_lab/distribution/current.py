"""The distribution in charge, and all that the rest of keras_lab asks it for: nothing, where there is none."""

from __future__ import annotations

from typing import Any

from keras_lab import tree
from keras_lab.distribution.layouts import TensorLayout, distribute_tensor
from keras_lab.engine import P
from keras_lab.naming import current_path

_current: Any = None


def distribution() -> Any:
    """The distribution in charge, or None."""
    return _current


def set_distribution(value: Any) -> None:
    """Puts a distribution in charge (None: none) of variables that are made and models that are trained from now on."""
    global _current
    _current = value


def layout_of(variable: Any) -> Any:
    """How a new variable lies on the devices, or None.

    Raises:
        ValueError: if it cannot be divided as the distribution wants.
    """
    layout = None if _current is None else _current.get_variable_layout(variable)
    if isinstance(layout, TensorLayout) and not layout.fits(variable.shape):
        raise ValueError(
            f"The variable {variable.path!r} of shape {variable.shape} cannot be divided into equal parts along "
            f"{layout.axes} on {layout.device_mesh}."
        )
    return layout


def put_on_devices(array: Any) -> Any:
    """Data in the memory of all devices that compute with them; which part each takes is seen to in the program.

    Raises:
        NotImplementedError: if each process has data of its own.
    """
    tensor = P.put_on_device(array)
    if _current is None:
        return tensor
    if _current.num_processes > 1 and not _current.auto_shard_dataset:
        raise NotImplementedError(
            "Processes that train together are to be given the same data, of which each takes its part: leave "
            "auto_shard_dataset=True, and do not divide the data set yourself."
        )
    return distribute_tensor(tensor, _whole(tensor))


def divided(batch: list[Any]) -> list[Any]:
    """The tensors of a batch, their samples divided among the devices; whole where they are no equal parts."""
    return (
        batch if _current is None else [distribute_tensor(tensor, _data_layout(tensor)) for tensor in batch]
    )


def same_length() -> int | None:
    """How many steps every call of the engine has, where processes must make the same calls; else None."""
    return 8 if _current is not None and _current.num_processes > 1 else None


def laid_out_output(output: Any) -> Any:
    """The output of the layer that is being called, as the distribution wants tensors of that path to lie."""
    layout = None if _current is None else _current.get_tensor_layout(f"{current_path()}/output")
    return output if layout is None else tree.map_structure(lambda x: distribute_tensor(x, layout), output)


def _data_layout(tensor: Any) -> Any:
    layout = _current.get_data_layout(P.shape(tensor))
    return layout if not isinstance(layout, TensorLayout) or layout.fits(P.shape(tensor)) else _whole(tensor)


def _whole(tensor: Any) -> TensorLayout:
    return TensorLayout([None] * len(P.shape(tensor)), _current.device_mesh)
