"""Graphs as Keras 1 and 2 wrote them, rewritten in the form of Keras 3: data in, data out.

There a call of a layer is a list with `[layer, call, tensor, arguments]` for each tensor; here it is a dict with
the arguments in their places. Calls of TensorFlow's functions on symbolic tensors become calls of ops.
"""

from __future__ import annotations

from typing import Any

TENSOR = "__keras_tensor__"
_MODELS = ("Functional", "Model", "Sequential", "Graph")
RECURRENT = ("RNN", "LSTM", "GRU", "SimpleRNN", "Bidirectional", "CuDNNLSTM", "CuDNNGRU", "ConvRNN2D")
_CALLS_OF_OPS = ("TFOpLambda", "SlicingOpLambda", "TensorFlowOpLayer")

#: TensorFlow's function → our op, and its words for arguments where they differ.
_OPS: dict[str, tuple[str, dict[str, str]]] = {
    "cast": ("cast", {}),
    "clip_by_value": ("clip", {"t": "x", "clip_value_min": "x_min", "clip_value_max": "x_max"}),
    "concat": ("concatenate", {"values": "xs"}),
    "expand_dims": ("expand_dims", {"input": "x"}),
    "linalg.matmul": ("matmul", {"a": "x1", "b": "x2"}),
    "nn.gelu": ("gelu", {"features": "x"}),
    "nn.leaky_relu": ("leaky_relu", {"features": "x", "alpha": "negative_slope"}),
    "nn.relu": ("relu", {"features": "x"}),
    "nn.relu6": ("relu6", {"features": "x"}),
    "nn.softmax": ("softmax", {"logits": "x"}),
    "nn.softplus": ("softplus", {"features": "x"}),
    "math.l2_normalize": ("normalize", {}),
    "repeat": ("repeat", {"input": "x"}),
    "reshape": ("reshape", {"tensor": "x", "shape": "newshape"}),
    "split": ("split", {"value": "x", "num_or_size_splits": "indices_or_sections"}),
    "squeeze": ("squeeze", {"input": "x"}),
    "stack": ("stack", {"values": "x"}),
    "tile": ("tile", {"input": "x", "multiples": "repeats"}),
    "transpose": ("transpose", {"a": "x", "perm": "axes"}),
    "__operators__.getitem": ("get_item", {"slice_spec": "key"}),
}
_SAME = ("abs", "ceil", "cos", "exp", "erf", "floor", "log", "log1p", "negative", "round", "rsqrt", "sigmoid", "sign",
         "sin", "softplus", "sqrt", "square", "tanh")  # fmt: skip
_PAIRS = {
    "add": "add", "subtract": "subtract", "multiply": "multiply", "divide": "divide", "truediv": "true_divide",
    "pow": "power", "maximum": "maximum", "minimum": "minimum", "floordiv": "floor_divide", "mod": "mod",
    "equal": "equal", "greater": "greater", "less": "less",
}  # fmt: skip
_REDUCTIONS = {"reduce_mean": "mean", "reduce_sum": "sum", "reduce_max": "max", "reduce_min": "min",
               "reduce_prod": "prod", "reduce_std": "std", "reduce_variance": "var", "argmax": "argmax"}  # fmt: skip
_OPS.update({f"math.{name}": (name, {}) for name in _SAME})
_OPS.update({f"math.{theirs}": (ours, {"x": "x1", "y": "x2"}) for theirs, ours in _PAIRS.items()})
_OPS.update({f"__operators__.{n}": _OPS[f"math.{n}"] for n in ("add", "truediv", "pow", "floordiv", "mod")})
_OPS.update({
    f"math.{theirs}": (ours, {"input_tensor": "x", "input": "x"}) for theirs, ours in _REDUCTIONS.items()
})  # fmt: skip


def modern(config: dict[str, Any]) -> dict[str, Any]:
    """The configuration of a functional model with its calls in Keras 3's form; others are given back as they are."""
    layers = config["layers"]
    if not isinstance(layers, list) or not all(isinstance(layer, dict) for layer in layers):
        return config
    calls = [node for layer in layers for node in layer.get("inbound_nodes") or []]
    if not calls or any(isinstance(node, dict) for node in calls):
        return config
    rewriter = _Rewriter({_name(layer): layer for layer in layers})
    return {
        **config,
        "layers": [rewriter.layer(layer) for layer in layers],
        **{part: rewriter.ends(config.get(part)) for part in ("input_layers", "output_layers")},
    }


def _name(layer: dict[str, Any]) -> str:
    name = layer.get("name") or layer.get("config", {}).get("name")
    if not isinstance(name, str):
        raise ValueError(f"A layer in a graph needs a name. Received: {layer!r}")
    return name


class _Rewriter:
    """Rewrites the calls of one graph."""

    def __init__(self, layers: dict[str, dict[str, Any]]) -> None:
        self._layers = layers
        #: How many calls of each layer are not in the file: a model's own, when it was made.
        self._unwritten = {name: int(_is_made_of_calls(layer)) for name, layer in layers.items()}

    def layer(self, layer: dict[str, Any]) -> dict[str, Any]:
        calls = [self._call(layer, node) for node in layer.get("inbound_nodes") or []]
        if layer.get("class_name") in _CALLS_OF_OPS:
            return _op(layer, calls)
        return {**layer, "name": _name(layer), "inbound_nodes": calls}

    def ends(self, nest: Any) -> Any:
        """The same references with the numbers that calls have here."""
        if isinstance(nest, list) and len(nest) >= 3 and isinstance(nest[0], str):
            return self._reference(nest)
        if isinstance(nest, dict):
            return {key: self.ends(value) for key, value in nest.items()}
        return [self.ends(item) for item in nest] if isinstance(nest, list) else nest

    def _reference(self, entry: list[Any]) -> list[Any]:
        name, call, index = entry[:3]
        return [name, call - min(self._unwritten.get(name, 0), call), index]

    def _tensor(self, entry: list[Any]) -> dict[str, Any]:
        history = self._reference(entry)
        return {"class_name": TENSOR, "config": {"shape": None, "dtype": None, "keras_history": history}}

    def _call(self, layer: dict[str, Any], node: Any) -> dict[str, Any]:
        entries = [node] if node and isinstance(node[0], str) else node
        if isinstance(entries, dict):
            return {"args": [self._nest(entries)], "kwargs": {}}
        kwargs: dict[str, Any] = {}
        for entry in entries:
            kwargs.update(entry[3] if len(entry) > 3 and isinstance(entry[3], dict) else {})
        tensors = [self._argument(entry) for entry in entries]
        kwargs = {key: self._nest(value) for key, value in kwargs.items()}
        if layer.get("class_name") in RECURRENT and len(tensors) > 1:
            states = len(tensors) - int(layer["config"].get("num_constants") or 0)
            more = {"initial_state": tensors[1:states], "constants": tensors[states:]}
            return {"args": tensors[:1], "kwargs": {**{k: v for k, v in more.items() if v}, **kwargs}}
        several = len(tensors) > 1 or layer.get("class_name") in ("Concatenate", "Add")
        return {"args": [tensors if several else tensors[0]], "kwargs": kwargs}

    def _argument(self, entry: list[Any]) -> Any:
        return entry[2] if entry[0] == "_CONSTANT_VALUE" else self._tensor(entry)

    def _nest(self, value: Any) -> Any:
        """Arguments by name, with references to tensors among them."""
        if isinstance(value, list):
            if len(value) == 3 and value[0] in self._layers and all(isinstance(n, int) for n in value[1:]):
                return self._tensor(value)
            return [self._nest(item) for item in value]
        return {k: self._nest(v) for k, v in value.items()} if isinstance(value, dict) else value


def _is_made_of_calls(layer: dict[str, Any]) -> bool:
    """Whether Keras 2 counted a call of this layer that it did not write: a model's on its own inputs."""
    config = layer.get("config")
    if isinstance(config, dict) and "input_layers" in config:
        return True
    if layer.get("class_name") not in _MODELS:
        return False
    inner = config.get("layers") if isinstance(config, dict) else config
    first = inner[0] if isinstance(inner, list) and inner else {}
    known = first.get("config", {}) if isinstance(first, dict) else {}
    return isinstance(known, dict) and any("batch" in key and "shape" in key for key in known)


def _op(layer: dict[str, Any], calls: list[dict[str, Any]]) -> dict[str, Any]:
    """A call of TensorFlow's function as a call of one of our ops."""
    function = str(layer["config"].get("function"))
    if function not in _OPS:
        raise ValueError(
            f"The model calls TensorFlow's {function!r} ({_name(layer)!r}), which has no counterpart here."
        )
    op, words = _OPS[function]
    for call in calls:
        given = {words.get(k, k): v for k, v in call["kwargs"].items() if v is not None and k != "name"}
        if op == "get_item":
            given["key"] = _slices(given["key"])
        call["args"] = [*call["args"], *(given.pop(k) for k in ("x2", "key", "newshape") if k in given)]
        call["kwargs"] = given
    name = "".join(part.capitalize() for part in op.split("_"))
    config = {"name": _name(layer)}
    return {
        "module": "keras.src.ops.numpy", "class_name": name, "config": config, "registered_name": name,
        "name": _name(layer), "inbound_nodes": calls,
    }  # fmt: skip


def _slices(spec: Any) -> Any:
    if isinstance(spec, list):
        return [_slices(item) for item in spec]
    if isinstance(spec, dict) and "start" in spec:
        return {"class_name": "__slice__", "config": {k: spec.get(k) for k in ("start", "stop", "step")}}
    return {"class_name": "__ellipsis__", "config": {}} if spec in ("...", {"value": "..."}) else spec
