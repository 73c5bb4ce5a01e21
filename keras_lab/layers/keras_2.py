"""Methods of Keras 2's layers of which Keras 3 has others or none."""

from __future__ import annotations

from typing import Any

from keras_lab.layers.graph_access import overridable
from keras_lab.layers.input_spec import check_input
from keras_lab.variables import Variable


class Keras2:
    """Base of layers."""

    name: str
    input_spec: Any
    losses: Any
    add_weight: Any

    def add_variable(
        self,
        shape: Any = None,
        initializer: Any = None,
        dtype: Any = None,
        trainable: bool = True,
        autocast: bool = True,
        regularizer: Any = None,
        constraint: Any = None,
        name: str | None = None,
    ) -> Variable:
        """An older name of `add_weight`."""
        if isinstance(shape, str):  # name, shape, dtype, initializer
            shape, name, initializer, dtype = initializer, shape, autocast if trainable else None, dtype
        return self.add_weight(
            shape, initializer, dtype, trainable=trainable, autocast=autocast,
            regularizer=regularizer, constraint=constraint, name=name,
        )  # fmt: skip

    def add_metric(self, *args: Any, **kwargs: Any) -> None:
        """Refused: keep a metric in an attribute and call its `update_state`."""
        raise NotImplementedError(
            f"The layer {self.name!r} cannot add metrics in a call: make a metric in __init__, keep it in an "
            "attribute, and call its update_state; or pass it to Model.compile."
        )

    def assert_input_compatibility(self, inputs: Any) -> None:
        """Raises ValueError if `inputs` do not fit `input_spec`."""
        if self.input_spec is not None:
            check_input(self.input_spec, inputs, self.name)

    def add_update(self, updates: Any, inputs: Any = None) -> None:
        """Nothing: `Variable.assign` takes effect by itself."""

    def get_updates_for(self, inputs: Any = None) -> list[Any]:
        """An empty list: updates take effect by themselves."""
        return []

    def get_losses_for(self, inputs: Any = None) -> list[Any]:
        """`losses`, whatever the inputs."""
        return self.losses

    @overridable
    def updates(self) -> list[Any]:
        """An empty list: updates take effect by themselves."""
        return []
