"""Bidirectional: a recurrent layer in both directions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from keras_lab import ops, tree
from keras_lab.layers import checks
from keras_lab.layers.layer import Layer
from keras_lab.layers.recurrent_call import RecurrentCall
from keras_lab.layers.wrappers import Wrapper, a_layer

MERGE_MODES = ("concat", "sum", "mul", "ave")


class Bidirectional(RecurrentCall, Wrapper):
    """A recurrent layer that reads sequences forwards, and its like that reads them backwards.

    Schuster & Paliwal, 1997.

    Args:
        layer: the recurrent layer; two new ones are made from its configuration.
        merge_mode: how the outputs of both become one: concat, sum, mul, ave; None: they stay two.
        weights: initial values for `set_weights`: those of the forward layer, then the backward layer's.
        backward_layer: the layer that reads backwards, if it is to be another one.

    Shapes:
        `(batch, time, features)` → what the layer makes of it; with `concat` twice as many units; with the
        layer's `return_state` a tuple of that, the states of the forward and those of the backward layer.

    Call arguments: see `RNN`; `initial_state` is a list of the states of both layers, `constants` go to both.
    """

    supports_masking = True

    def __init__(
        self,
        layer: Layer,
        merge_mode: str | None = "concat",
        weights: Any = None,
        backward_layer: Layer | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(layer, weights=weights, **kwargs)
        if merge_mode is not None:
            checks.one_of(self, "merge_mode", merge_mode, MERGE_MODES)
        if not hasattr(layer, "go_backwards"):
            raise ValueError(f"The layer {self.name!r} wraps a recurrent layer. Received: {layer!r}")
        self.merge_mode = merge_mode
        self.layer = self.forward_layer = _again(layer, "forward_")
        self.backward_layer = (
            _again(layer, "backward_", go_backwards=not layer.go_backwards)
            if backward_layer is None
            else a_layer(self, backward_layer)
        )
        self._check_pair()
        for each in (self.forward_layer, self.backward_layer):
            each.zero_output_for_mask = each.return_sequences
        self.input_spec = layer.input_spec

    def _check_pair(self) -> None:
        one, other = self.forward_layer, self.backward_layer
        names = ("stateful", "return_sequences", "return_state")
        if one.go_backwards == other.go_backwards or any(
            getattr(one, name) != getattr(other, name) for name in names
        ):
            raise ValueError(
                f"The two layers of {self.name!r} must have the same {', '.join(names)}, and exactly one of them "
                "go_backwards=True."
            )

    def build(
        self, sequences_shape: Any = None, initial_state_shape: Any = None, constants_shape: Any = None
    ) -> None:
        for layer in (self.forward_layer, self.backward_layer):
            if not layer.built:
                layer.build(
                    sequences_shape, **({"constants_shape": constants_shape} if constants_shape else {})
                )

    def call(
        self,
        sequences: Any,
        initial_state: Any = None,
        mask: Any = None,
        training: bool | None = None,
        constants: Any = None,
    ) -> Any:
        states = list(initial_state) if initial_state is not None else []
        half = len(states) // 2
        if 2 * half != len(states):
            raise ValueError(
                f"The initial_state of the layer {self.name!r} is a list of the states of both of its layers. "
                f"Received: {len(states)} state(s)."
            )
        given = {"mask": mask, "constants": constants}
        more = {name: value for name, value in given.items() if value is not None}
        ends: list[Any] = []
        sides: list[Any] = []
        for layer, first in ((self.forward_layer, states[:half]), (self.backward_layer, states[half:])):
            result = layer(sequences, initial_state=first or None, training=training, **more)
            side, *end = result if layer.return_state else (result,)
            sides.append(side)
            ends.extend(end)
        if self.return_sequences:
            sides[1] = ops.flip(sides[1], axis=1)
        merged = self._merged(*sides)
        both = merged if isinstance(merged, tuple) else (merged,)
        return (*both, *ends) if ends else merged

    def _merged(self, forwards: Any, backwards: Any) -> Any:
        if self.merge_mode is None:
            return forwards, backwards
        if self.merge_mode == "concat":
            return ops.concatenate([forwards, backwards], axis=-1)
        if self.merge_mode == "mul":
            return ops.multiply(forwards, backwards)
        both = ops.add(forwards, backwards)
        return ops.divide(both, 2) if self.merge_mode == "ave" else both

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        mask = mask[0] if isinstance(mask, (list, tuple)) else mask
        sides = [mask if self.return_sequences else None] * (1 if self.merge_mode else 2)
        states = [None] * (2 * len(tree.flatten(self.forward_layer.state_size)) if self.return_state else 0)
        return [*sides, *states] if len(sides) + len(states) > 1 else sides[0]

    @property
    def return_sequences(self) -> bool:
        """As the layers inside."""
        return self.forward_layer.return_sequences

    @property
    def return_state(self) -> bool:
        """As the layers inside."""
        return self.forward_layer.return_state

    @property
    def stateful(self) -> bool:
        """As the layers inside."""
        return self.forward_layer.stateful

    @property
    def states(self) -> tuple[Any, ...] | None:
        """The states of the forward and those of the backward layer; None if they keep none."""
        both = [layer.states for layer in (self.forward_layer, self.backward_layer)]
        return None if None in both else (*both[0], *both[1])

    def compute_output_shape(self, sequences_shape: Any, initial_state_shape: Any = None) -> Any:
        """The shape of the outputs; a tuple of shapes where there are several."""
        return super().compute_output_shape(sequences_shape)

    def reset_states(self) -> None:
        """Sets the states of both layers to zero."""
        if not self.stateful:
            raise AttributeError(f"The layers inside {self.name!r} keep no states (stateful=True).")
        self.forward_layer.reset_states()
        self.backward_layer.reset_states()

    def reset_state(self) -> None:
        """Sets the states of both layers to zero."""
        self.reset_states()

    @classmethod
    def from_config(cls, config: Mapping[str, Any], custom_objects: Mapping[str, Any] | None = None) -> Any:
        plain = {name: value for name, value in config.items() if name != "num_constants"}
        layer = super().from_config(plain, custom_objects)
        layer._num_constants = config.get("num_constants")
        return layer


def _again(layer: Any, prefix: str, **changes: Any) -> Any:
    """A new layer like `layer`, with a name that begins with `prefix`."""
    config = {**layer.get_config(), **changes, "name": prefix + layer.name.removeprefix(prefix)}
    again = type(layer).from_config(config)
    if hasattr(layer, "use_cudnn"):
        again.use_cudnn = layer.use_cudnn
    return again
