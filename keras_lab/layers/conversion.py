"""What becomes of the arguments of a layer's call: arrays become tensors, floats of the layer's dtype."""

from __future__ import annotations

from typing import Any

import numpy as np

from keras_lab import engine, masks, tree
from keras_lab.engine import dtypes, guests
from keras_lab.engine.host import TEXT
from keras_lab.ops import dispatch
from keras_lab.variables import Variable, current_autocast


class Conversion:
    """Base of layers."""

    name: str
    autocast: bool
    takes_strings: bool
    compute_dtype: Any
    variable_dtype: Any
    input_dtype: Any

    def _check_positional(self, args: tuple[Any, ...]) -> None:
        for leaf in tree.flatten(args):
            if leaf is None or hasattr(leaf, "shape") or engine.P.is_tensor(leaf):
                continue
            if isinstance(leaf, bool) or not isinstance(leaf, (int, float, str, bytes)):
                raise ValueError(
                    f"Only input tensors may be passed as positional arguments to the layer {self.name!r}; "
                    f"pass the others by keyword. Received: {leaf!r}"
                )

    def _to_tensor(self, x: Any) -> Any:
        if not isinstance(x, Variable) and not engine.P.is_tensor(x):
            if guests.is_sparse(x):  # what layers of a user's own may know how to handle
                return self._to_tensor(guests.dense(x)) if self._is_ours() else x
            if not hasattr(x, "__array__"):
                return x
            x = np.asarray(x)  # an array, a number of NumPy, a tensor of another engine
        if isinstance(x, np.ndarray) and x.dtype.kind not in "biufcV":
            return self._to_strings(x)
        mask = masks.get_mask(x)
        tensor = dispatch.tensor(x)
        if self.autocast and dtypes.is_float(engine.P.dtype(tensor)) and dtypes.is_float(self.input_dtype):
            tensor = dispatch.tensor(tensor, self.input_dtype)
        if mask is not None and tensor is not x:
            masks.set_mask(tensor, mask)
        return tensor

    def _is_ours(self) -> bool:
        return type(self).__module__.startswith("keras_lab.layers.")

    def _to_strings(self, x: np.ndarray) -> Any:
        if x.dtype.kind not in TEXT or (self._is_ours() and not self.takes_strings):
            raise ValueError(f"The layer {self.name!r} cannot compute with an array of dtype {x.dtype}.")
        return engine.P.strings(x)

    def _host_arrays(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The outputs for NumPy arrays, as NumPy arrays (or what NumPy can read)."""
        outputs = self(*args, **kwargs)  # type: ignore[operator]
        return tree.map_structure(lambda x: engine.P.to_numpy(x) if engine.P.is_tensor(x) else x, outputs)

    def _autocast_to(self) -> str | None:
        """What the weights are read as during a call; None: as they are."""
        wanted = self.compute_dtype
        if not self.autocast or not dtypes.is_float(wanted):
            return None
        return wanted if current_autocast() or wanted != self.variable_dtype else None
