"""Finding out what calls what in a model of one's own, by running its `call` on symbolic tensors once."""

from __future__ import annotations

from typing import Any

from keras_lab import tree
from keras_lab.graph.function import GraphFunction
from keras_lab.graph.symbolic import SymbolicTensor
from keras_lab.layers.call import calling, fill_training, signature_of
from keras_lab.layers.inputs import InputLayer
from keras_lab.naming import counted_apart
from keras_lab.variables import Scope


def trace(model: Any) -> GraphFunction | None:
    """The graph of a built model that has none of its own; the model and its layers stay as they are.

    None where `call` cannot run on symbolic tensors: it uses a tensor library itself, or decides by values.
    """
    config = getattr(model, "_build_config", None)
    if not getattr(model, "built", False) or not config or not hasattr(model, "flatten_layers"):
        return None
    for dtype in (model.compute_dtype, "int32"):  # the shapes are known; numbers or indices, one of both fits
        try:
            return _trace(model, config, dtype)
        except Exception:  # code of someone's own may fail in any way; the graph is then not known
            continue
    return None


def _trace(model: Any, config: dict[str, Any], dtype: str) -> GraphFunction:
    layers = [(layer, len(layer._nodes)) for layer in model.flatten_layers()]
    signature = signature_of(type(model).call)
    try:
        with counted_apart(), Scope({}), calling(False):
            inputs = {
                _argument(name, signature.first): _inputs(shape, dtype) for name, shape in config.items()
            }
            kwargs = dict(inputs)
            fill_training(signature, (), kwargs)
            return GraphFunction(list(inputs.values()), model.call(**kwargs))
    finally:
        for layer, count in layers:
            del layer._nodes[count:]


def _argument(name: str, first: str | None) -> str:
    """The parameter of `call` that a shape was given for to `build`."""
    return first or "inputs" if name == "input_shape" else name.removesuffix("_shape")


def _inputs(shape: Any, dtype: str) -> Any:
    if isinstance(shape, dict):
        return {key: _inputs(value, dtype) for key, value in shape.items()}
    if all(n is None or isinstance(n, int) for n in shape):
        return _input(tuple(shape), dtype)
    return [_inputs(each, dtype) for each in shape]


def _input(shape: tuple[int | None, ...], dtype: str) -> SymbolicTensor:
    outputs: list[SymbolicTensor] = tree.flatten(InputLayer(batch_shape=shape, dtype=dtype)._nodes[0].outputs)
    return outputs[0]
