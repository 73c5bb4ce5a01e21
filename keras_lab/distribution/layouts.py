"""Grids of devices, and how tensors lie on them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, MutableMapping, Sequence
from typing import Any

import numpy as np

from keras_lab import engine
from keras_lab.distribution.machines import list_devices
from keras_lab.ops.dispatch import Symbolic
from keras_lab.ops.dispatch import tensor as as_tensor


class DeviceMesh:
    """A grid of devices.

    Args:
        shape: its shape: `(8,)` to divide the data only, `(4, 2)` to divide variables in two as well.
        axis_names: a name for each of its axes, to which layouts refer.
        devices: names of devices, as many as the shape holds; default: `list_devices()`.

    Raises:
        ValueError: if shape, names and devices do not fit together.
    """

    def __init__(self, shape: Sequence[int], axis_names: Sequence[str], devices: Any = None) -> None:
        given = f"Received: shape={shape}, axis_names={axis_names}"
        if not shape or not axis_names:
            raise ValueError(f"DeviceMesh: Shape and axis_names cannot be empty. {given}")
        if len(shape) != len(axis_names):
            raise ValueError(f"DeviceMesh: Shape and axis_names should have same size. {given}")
        devices = np.array(list_devices() if devices is None else devices)
        if math.prod(shape) != devices.size:
            raise ValueError(
                f"DeviceMesh: Shape does not match the number of devices: {tuple(shape)} has room for "
                f"{math.prod(shape)}, but there are {devices.size}."
            )
        self.shape, self.axis_names = shape, axis_names
        self.devices = devices.reshape(shape)

    @property
    def backend_mesh(self) -> Any:
        """The mesh in the engine's own form (JAX: a `jax.sharding.Mesh`)."""
        return engine.load().mesh(self.devices, self.axis_names)

    def size(self, axis_name: str) -> int:
        """How many devices there are along an axis."""
        return self.shape[list(self.axis_names).index(axis_name)]

    def __repr__(self) -> str:
        return f"<DeviceMesh shape={self.shape}, axis_names={self.axis_names}>"


class TensorLayout:
    """How a tensor lies on a mesh.

    Args:
        axes: for each axis of the tensor the name of the axis of the mesh along which it is divided, or None:
            then every device has all of it.
        device_mesh: the mesh; it may be set later, once.

    Raises:
        ValueError: if the mesh has no axis of such a name.
    """

    def __init__(self, axes: Sequence[str | None], device_mesh: DeviceMesh | None = None) -> None:
        self.axes = tuple(axes)
        self._device_mesh: DeviceMesh | None = None
        if device_mesh is not None:
            self.device_mesh = device_mesh

    @property
    def device_mesh(self) -> DeviceMesh | None:
        """The mesh, or None as long as it is not known."""
        return self._device_mesh

    @device_mesh.setter
    def device_mesh(self, mesh: DeviceMesh) -> None:
        if self._device_mesh is not None:
            raise ValueError(f"Cannot override device mesh value. Existing value is {self._device_mesh}")
        unknown = set(self.axes) - {None, *mesh.axis_names}
        if unknown:
            raise ValueError(
                f"Invalid axis names for Layout. The mesh has the axes {list(mesh.axis_names)}, and none called "
                f"{sorted(map(str, unknown))}."
            )
        self._device_mesh = mesh

    @property
    def backend_layout(self) -> Any:
        """The layout in the engine's own form (JAX: a `jax.sharding.NamedSharding`)."""
        mesh = self._mesh().backend_mesh
        return engine.load().layout(mesh, self.axes)

    def fits(self, shape: Sequence[int]) -> bool:
        """Whether a tensor of that shape can be divided so, into equal parts."""
        pairs = [(name, size) for name, size in zip(self.axes, shape, strict=False) if name is not None]
        return len(self.axes) <= len(shape) and all(
            size % self._mesh().size(name) == 0 for name, size in pairs
        )

    def _mesh(self) -> DeviceMesh:
        if self._device_mesh is None:
            raise ValueError("Cannot create sharding when device mesh is not set for TensorLayout.")
        return self._device_mesh

    def __repr__(self) -> str:
        return f"<TensorLayout axes={self.axes}, device_mesh={self.device_mesh}>"


class LayoutMap(MutableMapping[str, Any]):
    """Layouts by the paths of variables (`"dense/kernel"`) and of layers' outputs (`"dense/output"`).

    A key is a path or a regular expression that fits whole paths. `layouts[path]` is the layout of the key that is
    the path itself, else of the one that fits it, else None.

    Args:
        device_mesh: the mesh of layouts that have none of their own.

    Raises:
        ValueError: if `device_mesh` is no mesh, or a path fits several keys.
    """

    def __init__(self, device_mesh: DeviceMesh) -> None:
        if not isinstance(device_mesh, DeviceMesh):
            raise ValueError(f"LayoutMap: device_mesh must be a DeviceMesh. Received: {device_mesh!r}")
        self.device_mesh = device_mesh
        self._layouts: dict[str, TensorLayout] = {}

    def __getitem__(self, key: str) -> TensorLayout | None:
        if key in self._layouts:
            return self._layouts[key]
        fitting = [pattern for pattern in self._layouts if re.fullmatch(pattern, key)]
        if len(fitting) > 1:
            raise ValueError(
                f"Path '{key}' matches multiple layout specification keys: {fitting}. Only one of them may fit."
            )
        return self._layouts[fitting[0]] if fitting else None

    def __setitem__(self, key: str, layout: Any) -> None:
        if key in self._layouts:
            raise ValueError(
                f"{key} already exist in the LayoutMap, as {self._layouts[key]}; delete it first."
            )
        if isinstance(layout, tuple):
            layout = TensorLayout(layout)
        if not isinstance(layout, TensorLayout):
            raise ValueError(
                f"The layout of {key} should be a TensorLayout or a tuple of names of axes. Received: {layout!r}"
            )
        if layout.device_mesh is None:
            layout.device_mesh = self.device_mesh
        self._layouts[key] = layout

    def __delitem__(self, key: str) -> None:
        del self._layouts[key]

    def pop(self, key: str, *default: Any) -> Any:
        """Takes the layout of exactly that key out."""
        return self._layouts.pop(key, *default)

    def __len__(self) -> int:
        return len(self._layouts)

    def __iter__(self) -> Iterator[str]:
        return iter(self._layouts)


def distribute_tensor(tensor: Any, layout: Any) -> Any:
    """The tensor on the devices as `layout` says: at once, or in the program that is being traced.

    Args:
        tensor: a tensor of the engine, or an array. A symbolic tensor is on no device and given back.
        layout: a `TensorLayout`, or a layout in the engine's own form (JAX: a sharding).

    Raises:
        NotImplementedError: for several devices, if the engine computes on one at a time.
    """
    if isinstance(tensor, Symbolic) or engine.in_spec_mode():
        return tensor
    layout = layout.backend_layout if isinstance(layout, TensorLayout) else layout
    return engine.P.lay_out(as_tensor(tensor), layout)
