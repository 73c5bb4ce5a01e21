"""What layers add to the loss: penalties on weights and activations, and losses of their own."""

from __future__ import annotations

from typing import Any

from keras_lab import engine, ops, tree
from keras_lab.legacy import accepts_old_words
from keras_lab.variables import current_scope


class Penalties:
    """Base of layers: `add_loss` and `losses`."""

    activity_regularizer: Any
    trainable_variables: Any
    flatten_layers: Any
    _losses: list[Any]

    @accepts_old_words("Layer.add_loss")
    def add_loss(self, loss: Any = None, inputs: Any = None) -> None:
        """Adds a scalar (or nest of scalars) computed in `call` to the loss of the model.

        Args:
            loss: the scalar; None counts for nothing.
            inputs: Keras 2's; not needed any more.
        """
        scope = current_scope()
        if scope is None and engine.in_spec_mode():
            return
        kept = scope.losses if scope is not None else self._losses
        kept.extend(leaf for leaf in tree.flatten(loss) if leaf is not None)

    def _penalize(self, outputs: Any) -> None:
        for output in tree.flatten(outputs):
            penalty = self.activity_regularizer(output)
            batch = ops.shape(output)[0] if output.ndim else None
            self.add_loss(penalty if batch is None else ops.divide_no_nan(penalty, batch))

    def _clear_losses(self) -> None:
        for layer in self.flatten_layers():
            layer._losses.clear()

    @property
    def losses(self) -> list[Any]:
        """Penalties from the last call and of the weights' regularizers."""
        scope = current_scope()
        if scope is not None:
            return [*scope.losses, *self.weight_penalties()]
        return [
            *(loss for layer in self.flatten_layers() for loss in layer._losses),
            *self.weight_penalties(),
        ]

    def weight_penalties(self) -> list[Any]:
        """The regularizers' penalties on the trainable weights."""
        return [v.regularizer(v.value) for v in self.trainable_variables if v.regularizer is not None]
