"""Symbolic gradients: `K.gradients(loss, variables)`."""

from __future__ import annotations

from typing import Any

from keras_lab import tree
from keras_lab.engine import P, dtypes
from keras_lab.graph.function import GraphFunction
from keras_lab.graph.order import sources
from keras_lab.graph.symbolic import Node, OpCall, SymbolicTensor, is_symbolic
from keras_lab.ops.dispatch import fused, op, tensor
from keras_lab.variables import Scope, Variable, current_scope


def gradients(loss: Any, variables: Any) -> list[Any]:
    """Symbolic gradients of `loss` (summed up, if it is no scalar).

    Args:
        loss: a symbolic tensor.
        variables: one or a list of symbolic tensors (inputs, or from the middle of the graph) and variables.

    Returns:
        For each a symbolic tensor of its shape; None for a tensor that the loss does not depend on.

    Raises:
        TypeError: if `loss` has a value already: there is nothing left to go back along. Inside of a layer's
            call that is so unless the engine notes down what it computes, as TensorFlow's graphs do.
    """
    wanted = tree.flatten(variables)
    if not is_symbolic(loss):
        return gradients_along(loss, wanted)
    graph = GraphFunction(sources([loss]), [loss])
    reached = {each for node in graph.nodes for each in tree.flatten(node.outputs)}
    places = [each for each in wanted if is_symbolic(each) and each in reached]
    weights = [each for each in wanted if isinstance(each, Variable)]
    _check_floats([*places, *weights])
    call = OpCall(_gradient_of(graph, places, weights), "gradients")
    outputs = [SymbolicTensor(each.shape, each.dtype) for each in (*places, *weights)]
    Node(call, (loss, graph.inputs, list(places), list(weights)), {}, outputs)  # the outputs point to it
    made = dict(zip((*places, *weights), outputs, strict=True))
    return [made.get(each) for each in wanted]


@fused()
def gradients_along(loss: Any, tensors: list[Any]) -> list[Any]:
    """The gradients of `loss` for tensors that it was computed from in the program that is being traced."""
    raise TypeError(
        "K.gradients needs a loss that is computed from placeholders or from a model's tensors. "
        f"Received: {loss!r}"
    )


def _check_floats(things: list[Any]) -> None:
    for each in things:
        if not dtypes.is_float(each.dtype):
            raise ValueError(f"K.gradients: only floats have gradients. Received: {each!r}")


def _gradient_of(graph: GraphFunction, places: list[SymbolicTensor], weights: list[Variable]) -> Any:
    """The op that runs `graph` once more, from its inputs on, and goes back.

    What is wanted at a place in the graph is the gradient of a zero that is added there.
    """

    @op
    def gradients(loss: Any, inputs: list[Any], at_places: list[Any], at_weights: list[Any]) -> list[Any]:
        zeros = [P.full(P.shape(x), 0.0, P.dtype(x)) for x in at_places]
        values = [tensor(weight) for weight in at_weights]

        def total(params: list[Any]) -> tuple[Any, Any]:
            added = dict(zip(places, params, strict=False))
            moved = dict(zip(weights, params[len(places) :], strict=True))
            return P.sum(_run_with(graph, inputs, added, moved)), ()

        return P.value_and_grad(total)([*zeros, *values])[1]

    return gradients


def _run_with(graph: GraphFunction, inputs: list[Any], added: dict[Any, Any], moved: dict[Any, Any]) -> Any:
    """The loss, with something added to tensors of the graph and other values of variables."""

    def plus(symbols: Any, values: Any) -> list[Any]:
        pairs = zip(tree.flatten(symbols), tree.flatten(values), strict=True)
        return [P.add(value, added[symbol]) if symbol in added else value for symbol, value in pairs]

    def call(node: Node, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
        return plus(node.outputs, node.operation(*args, **kwargs))

    outer = current_scope()
    with Scope({**(outer.values if outer else {}), **moved}) as scope:
        loss = graph.run(plus(graph.inputs, inputs), call)[0]
    if outer is not None:
        outer.free.update(scope.free)
    return loss
