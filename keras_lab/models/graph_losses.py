"""Losses that are symbolic tensors of a model's own graph: `model.add_loss(K.mean(…))`, and loss functions that
use tensors of the model beside their arguments, as variational autoencoders were written with Keras 2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from keras_lab import tree
from keras_lab.graph.function import GraphFunction
from keras_lab.graph.order import sources
from keras_lab.graph.symbolic import SymbolicTensor
from keras_lab.layers.call import calling
from keras_lab.models import graph_inputs
from keras_lab.variables import Scope, current_scope

if TYPE_CHECKING:
    from keras_lab.models.model import Model


def with_losses(model: Model, losses: list[SymbolicTensor]) -> GraphFunction:
    """The model's graph, with `losses` computed along with its outputs.

    Raises:
        ValueError: if the model has no graph, or a loss needs more than the model's inputs.
    """
    if model._graph is None:
        raise ValueError(f"The model {model.name!r} has no graph that symbolic losses could belong to.")
    return GraphFunction(model._graph.inputs, [model._graph.outputs, losses])


def value_of(model: Model, loss: SymbolicTensor, x: Any, training: bool) -> Any:
    """The value of a symbolic loss for the inputs `x`.

    What it needs of the model is run once more; what that assigns to variables is not kept.
    """
    graph = model._need_graph("input")
    given = dict(zip(tree.flatten(graph.inputs), graph_inputs.match(graph, x, model.name), strict=True))
    used = sources([loss], list(given))
    missing = [each.name for each in used if each not in given]
    if missing:
        raise ValueError(
            f"The loss of {model.name!r} needs {', '.join(missing)}, which is no input of the model."
        )
    outer = current_scope()
    with Scope(outer.values if outer else {}) as scope, calling(training):
        found = GraphFunction(used, [loss]).run([given[each] for each in used], _call)[0]
    if outer is not None:
        outer.free.update(scope.free)
    return found


def _call(node: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    return node.operation(*args, **kwargs)
