"""What files ask of a layer: the shapes it was built with, its own weights. Each may be overridden."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from keras_lab.variables import Variable


class Stored:
    """Base of layers: how they are written to files and read again.

    A layer of one's own that keeps other things than weights may define `save_assets(dir_path)` and
    `load_assets(dir_path)`, which write and read files in a folder.
    """

    name: str
    built: bool
    build: Any
    _build_config: dict[str, Any] | None
    _own_variables: Any
    _states: list[Variable]

    def get_build_config(self) -> dict[str, Any] | None:
        """The shapes the layer was built with, so that loading can build it again."""
        shapes = self._build_config
        if shapes is None or len(shapes) != 1:
            return None if shapes is None else {"shapes_dict": shapes}
        return {"input_shape": next(iter(shapes.values()))}

    def build_from_config(self, config: Mapping[str, Any]) -> None:
        """Builds the layer as `get_build_config` says."""
        if config.get("input_shape") is not None:
            self.build(_shapes(config["input_shape"]))
        elif config.get("shapes_dict") is not None:
            self.build(**{name: _shapes(shape) for name, shape in config["shapes_dict"].items()})

    def stored_variables(self) -> list[Variable]:
        """The layer's own variables but its states, trainable ones first."""
        states = set(self._states)
        return [variable for variable in self._own_variables if variable not in states]

    def save_own_variables(self, store: MutableMapping[str, Any]) -> None:
        """Puts the layer's own weights into `store`, arrays by name, by default `"0"`, `"1"`, …"""
        for index, variable in enumerate(self.stored_variables()):
            store[str(index)] = variable.numpy()

    def load_own_variables(self, store: Mapping[str, Any]) -> None:
        """Sets the layer's own weights from what `save_own_variables` put into `store`.

        Raises:
            ValueError: if there are more or fewer arrays.
        """
        variables = self.stored_variables()
        if len(store) != len(variables):
            raise ValueError(
                f"The layer {self.name!r} expected {len(variables)} variables, but received {len(store)} "
                "variables during loading."
            )
        for index, variable in enumerate(variables):
            variable.assign(store[str(index)])


def _shapes(shape: Any) -> Any:
    """Shapes as tuples in the nest that JSON made of them."""
    if isinstance(shape, Mapping):
        return {name: _shapes(each) for name, each in shape.items()}
    if isinstance(shape, (list, tuple)) and all(size is None or isinstance(size, int) for size in shape):
        return tuple(shape)
    return [_shapes(each) for each in shape] if isinstance(shape, (list, tuple)) else shape
