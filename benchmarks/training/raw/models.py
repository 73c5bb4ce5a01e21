"""What the networks compute; `f` is an engine's module, `w` the parameters by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

Parameters = dict[str, np.ndarray]
Forward = Callable[[Any, Mapping[str, Any], Any], Any]
_rng = np.random.default_rng(1)


def glorot(*shape: int) -> np.ndarray:
    """Kernels as Keras draws them."""
    field = int(np.prod(shape[:-2]))
    limit = np.sqrt(6 / (field * (shape[-2] + shape[-1])))
    return _rng.uniform(-limit, limit, shape).astype("float32")


def zeros(*shape: int) -> np.ndarray:
    """Biases."""
    return np.zeros(shape, "float32")


def _dense(sizes: Mapping[str, tuple[int, int]]) -> Parameters:
    made = {}
    for name, shape in sizes.items():
        made[name], made[f"{name}/b"] = glorot(*shape), zeros(shape[1])
    return made


def dense(f: Any, w: Mapping[str, Any], name: str, x: Any) -> Any:
    """`x · W + b`."""
    return f.matmul(x, w[name]) + w[f"{name}/b"]


def mlp_parameters() -> Parameters:
    return _dense({"hidden": (784, 64), "out": (64, 10)})


def mlp(f: Any, w: Mapping[str, Any], x: Any) -> Any:
    return dense(f, w, "out", f.relu(dense(f, w, "hidden", x)))


def cnn_parameters() -> Parameters:
    convolutions = {
        "c1": glorot(3, 3, 1, 32),
        "c1/b": zeros(32),
        "c2": glorot(3, 3, 32, 64),
        "c2/b": zeros(64),
    }
    return {**convolutions, **_dense({"hidden": (9216, 128), "out": (128, 10)})}


def cnn(f: Any, w: Mapping[str, Any], x: Any) -> Any:
    for name in ("c1", "c2"):
        x = f.relu(f.convolve(x, w[name], 1, "valid") + w[f"{name}/b"])
    x = f.flatten(f.pool(x))
    return dense(f, w, "out", f.relu(dense(f, w, "hidden", x)))


def _lstm_weights(name: str, inputs: int, units: int) -> Parameters:
    bias = zeros(4 * units)
    bias[units : 2 * units] = 1
    return {
        f"{name}/x": glorot(inputs, 4 * units),
        f"{name}/h": np.linalg.qr(_rng.normal(size=(4 * units, units)))[0].T.astype("float32").copy(),
        f"{name}/b": bias,
    }


def lstm_parameters() -> Parameters:
    return {**_lstm_weights("l1", 57, 128), **_dense({"out": (128, 57)})}


def lstm(f: Any, w: Mapping[str, Any], x: Any) -> Any:
    return dense(f, w, "out", f.lstm(x, w["l1/x"], w["l1/h"], w["l1/b"])[1])


def stacked_lstm_parameters() -> Parameters:
    return {**_lstm_weights("l1", 57, 128), **_lstm_weights("l2", 128, 128), **_dense({"out": (128, 57)})}


def stacked_lstm(f: Any, w: Mapping[str, Any], x: Any) -> Any:
    x = f.lstm(x, w["l1/x"], w["l1/h"], w["l1/b"])[0]
    return dense(f, w, "out", f.lstm(x, w["l2/x"], w["l2/h"], w["l2/b"])[1])


def transformer_parameters() -> Parameters:
    made: Parameters = {"embedding": _rng.uniform(-0.05, 0.05, (2000, 128)).astype("float32")}
    for block in ("b1", "b2"):
        for norm in ("n1", "n2"):
            made[f"{block}/{norm}"], made[f"{block}/{norm}/b"] = np.ones(128, "float32"), zeros(128)
        names = {f"{block}/{part}": (128, 128) for part in "qkvo"}
        made.update(_dense({**names, f"{block}/inner": (128, 256), f"{block}/outer": (256, 128)}))
    return {**made, **_dense({"out": (128, 17)})}


def transformer(f: Any, w: Mapping[str, Any], x: Any) -> Any:
    x = f.take(w["embedding"], x)
    for block in ("b1", "b2"):
        x = x + _attention(f, w, block, f.normalize(x, (-1,), w[f"{block}/n1"], w[f"{block}/n1/b"], 1e-3))
        inner = f.normalize(x, (-1,), w[f"{block}/n2"], w[f"{block}/n2/b"], 1e-3)
        x = x + dense(f, w, f"{block}/outer", f.gelu(dense(f, w, f"{block}/inner", inner)))
    return dense(f, w, "out", f.mean(x, (1,)))


def _attention(f: Any, w: Mapping[str, Any], block: str, x: Any) -> Any:
    q, k, v = (f.reshape(dense(f, w, f"{block}/{part}", x), (-1, 128, 4, 32)) for part in "qkv")
    weights = f.softmax(f.einsum("bqhd,bkhd->bhqk", q, k) / np.float32(np.sqrt(32)))
    return dense(f, w, f"{block}/o", f.reshape(f.einsum("bhqk,bkhd->bqhd", weights, v), (-1, 128, 128)))


_BLOCKS = ((64, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1))


def resnet_parameters() -> Parameters:
    made: Parameters = {}

    def convolution(name: str, size: int, inputs: int, filters: int) -> None:
        made[name] = glorot(size, size, inputs, filters)
        made[f"{name}/n"], made[f"{name}/n/b"] = np.ones(filters, "float32"), zeros(filters)

    convolution("stem", 3, 3, 64)
    inputs = 64
    for number, (filters, stride) in enumerate(_BLOCKS):
        convolution(f"{number}/1", 3, inputs, filters)
        convolution(f"{number}/2", 3, filters, filters)
        if stride > 1:
            convolution(f"{number}/s", 1, inputs, filters)
        inputs = filters
    return {**made, **_dense({"out": (512, 10)})}


def resnet(f: Any, w: Mapping[str, Any], x: Any) -> Any:
    def convolved(name: str, x: Any, stride: int) -> Any:
        y = f.convolve(x, w[name], stride, "same")
        return f.normalize(y, (0, 1, 2), w[f"{name}/n"], w[f"{name}/n/b"], 1e-3)

    x = f.relu(convolved("stem", x, 1))
    for number, (_, stride) in enumerate(_BLOCKS):
        y = convolved(f"{number}/2", f.relu(convolved(f"{number}/1", x, stride)), 1)
        x = f.relu((x if stride == 1 else convolved(f"{number}/s", x, stride)) + y)
    return dense(f, w, "out", f.mean(x, (1, 2)))


MODELS: Mapping[str, tuple[Callable[[], Parameters], Forward]] = {
    "mlp": (mlp_parameters, mlp),
    "cnn": (cnn_parameters, cnn),
    "lstm": (lstm_parameters, lstm),
    "stacked lstm": (stacked_lstm_parameters, stacked_lstm),
    "transformer": (transformer_parameters, transformer),
    "resnet": (resnet_parameters, resnet),
}
