"""Distributions: what is divided among the devices."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from keras_lab import engine
from keras_lab.distribution import current, data_sets, machines
from keras_lab.distribution.layouts import DeviceMesh, LayoutMap, TensorLayout


class Distribution:
    """Base of distributions: says how data, variables and outputs of layers lie on a mesh of devices.

    Args:
        device_mesh: the mesh.
        batch_dim_name: the axis of the mesh along which batches are divided.
        auto_shard_dataset: whether, of several processes, each is given the same data and takes its part of them.
    """

    def __init__(
        self, device_mesh: DeviceMesh, batch_dim_name: str | None = None, auto_shard_dataset: bool = True
    ) -> None:
        self.device_mesh, self.batch_dim_name = device_mesh, batch_dim_name
        self.auto_shard_dataset = auto_shard_dataset
        self._num_processes, self._process_id = engine.load().processes()
        self._is_multi_process = self._num_processes > 1

    @property
    def num_processes(self) -> int:
        """How many processes train together."""
        return self._num_processes

    @property
    def num_model_replicas(self) -> int:
        """Into how many parts batches are divided, each for a copy of the model."""
        raise NotImplementedError(f"{type(self).__name__} must define num_model_replicas.")

    @property
    def data_shard_id(self) -> int:
        """Which part of the data is for this process; processes that share a copy of the model have the same."""
        return self._process_id // max(1, self.num_processes // self.num_model_replicas)

    def get_data_layout(self, data_shape: Sequence[int]) -> Any:
        """The layout of a tensor of that shape in a batch."""
        raise NotImplementedError(f"{type(self).__name__} must define get_data_layout.")

    def get_variable_layout(self, variable: Any) -> Any:
        """The layout of a variable."""
        raise NotImplementedError(f"{type(self).__name__} must define get_variable_layout.")

    def get_tensor_layout(self, path: str) -> Any:
        """The layout of the tensor with that path (`"dense/output"`), or None to leave it as it comes."""
        raise NotImplementedError(f"{type(self).__name__} must define get_tensor_layout.")

    @contextmanager
    def scope(self) -> Iterator[None]:
        """Inside, the distribution is in charge (see `set_distribution`)."""
        before = current.distribution()
        current.set_distribution(self)
        try:
            yield
        finally:
            current.set_distribution(before)

    def distribute_dataset(self, dataset: Any) -> Any:
        """The part of a `tf.data.Dataset` that is for this process; all of it if there is no other process.

        Raises:
            ValueError: if it is something else, or its batches are not of a known size that can be divided.
        """
        if not self._is_multi_process or not self.auto_shard_dataset:
            return dataset
        return self.distribute_tf_dataset(dataset)

    def distribute_tf_dataset(self, dataset: Any) -> Any:
        """The part of a `tf.data.Dataset` that is for this process."""
        shards = min(self.num_model_replicas, self.num_processes)
        return data_sets.shard(dataset, shards, self.data_shard_id)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} device_mesh={self.device_mesh}>"


class _Parallel(Distribution):
    """Divides batches along `batch_dim_name`, and variables as `_layout_for` says."""

    def get_data_layout(self, data_shape: Sequence[int]) -> Any:
        return TensorLayout([self.batch_dim_name, *[None] * (len(data_shape) - 1)], self.device_mesh)

    def get_variable_layout(self, variable: Any) -> Any:
        own = getattr(variable, "_layout", None)  # a new variable asks for what it has not yet
        if own is not None:
            return own
        layout = self.get_tensor_layout(variable.path)
        return layout or TensorLayout([None] * len(variable.shape), self.device_mesh)


class DataParallel(_Parallel):
    """Divides each batch among the devices; every device has all variables.

    Args:
        device_mesh: a mesh, along whose first axis batches are divided.
        devices: instead: names of devices, for a mesh with the one axis `"batch"`; default: `list_devices()`.
        auto_shard_dataset: see `Distribution`.

    Raises:
        ValueError: if `device_mesh` is no mesh.
    """

    def __init__(
        self, device_mesh: DeviceMesh | None = None, devices: Any = None, auto_shard_dataset: bool = True
    ) -> None:
        if device_mesh is None:
            names = np.array(devices if devices is not None else machines.list_devices())
            device_mesh = DeviceMesh(names.shape, ["batch"], names)
        if not isinstance(device_mesh, DeviceMesh):
            raise ValueError(
                f"DataParallel: Expect `mesh` to be an instance of `DeviceMesh`. Received: {device_mesh!r}"
            )
        if device_mesh.devices.ndim != 1:
            warnings.warn(
                f"DataParallel divides data along the first axis of a mesh; this one has "
                f"{device_mesh.devices.ndim}, and along the others every device computes the same.",
                stacklevel=2,
            )
        super().__init__(device_mesh, device_mesh.axis_names[0], auto_shard_dataset)

    @property
    def num_model_replicas(self) -> int:
        return int(self.device_mesh.devices.size)

    def get_tensor_layout(self, path: str) -> Any:
        return None


class ModelParallel(_Parallel):
    """Divides each batch and, as a `LayoutMap` says, variables and outputs of layers among the devices.

    Args:
        layout_map: layouts by path, with the mesh; variables it does not know are whole on every device.
        batch_dim_name: the axis of the mesh along which batches are divided, default the first one.
        auto_shard_dataset: see `Distribution`.
        **kwargs: an old program's `device_mesh`, which the map has.

    Raises:
        ValueError: if `layout_map` is no such map, or does not fit the number of processes.
    """

    def __init__(
        self,
        *,
        layout_map: LayoutMap | None = None,
        batch_dim_name: str | None = None,
        auto_shard_dataset: bool = True,
        **kwargs: Any,
    ) -> None:
        if not isinstance(layout_map, LayoutMap):
            raise ValueError(f"ModelParallel: layout_map must be a LayoutMap. Received: {layout_map!r}")
        unknown = set(kwargs) - {"device_mesh"}
        if unknown:
            raise TypeError(f"ModelParallel: unknown arguments {sorted(unknown)}.")
        mesh = layout_map.device_mesh
        super().__init__(mesh, batch_dim_name or mesh.axis_names[0], auto_shard_dataset)
        self._layout_map = layout_map
        replicas, processes = self.num_model_replicas, self.num_processes
        if processes > replicas and processes % replicas:
            raise ValueError(
                "ModelParallel: `num_processes` must be divisible by `num_model_replicas`, if there are more of them. "
                f"There are {processes} processes and {replicas} replicas."
            )

    @property
    def num_model_replicas(self) -> int:
        return self.device_mesh.size(self.batch_dim_name or "")

    def get_tensor_layout(self, path: str) -> Any:
        return self._layout_map[path]
